"""What people wrote under the videos, and what two coders made of it."""

import numpy as np
import pandas as pd

from kit.sample import words
from kit.sample.dates import draws, LAST
from kit.sample.people import OWN

COMMENTS, LABELLED, CODED = 3_000, 120, 80
PANEL, EACH = 30, 6  # creators of whom the first coder codes so many videos more
SHARES = {words.POSITIVE: 0.58, words.NEUTRAL: 0.27, words.NEGATIVE: 0.15}
SPOKEN = {"en": 0.5, "km": 0.1, "th": 0.1, "ar": 0.07, "vi": 0.07, "": 0.16}  # "" is emoji alone
RIGHT = {"coder 1": 0.93, "coder 2": 0.86}  # how often a coder sees what was meant


def comments(seed: int, videos: pd.DataFrame) -> pd.DataFrame:
    """Comments with their hidden `sentiment`: campaign videos, posts with its hashtag and the brand's own account."""
    r = draws(seed, "comments")
    near = videos[(videos["kind"] != "plain") | (videos["brand_account"] == OWN)]
    near = near[near["posted_at"] > LAST - pd.Timedelta(days=120)]
    weight = np.sqrt(near["views_end"] * near["rate_end"]) * np.where(near["kind"] == "delivery", 3, 1)
    mood = np.exp(r.normal(0, 0.5, len(near)))  # comments under one video are one event: some videos anger more
    pick = np.sort(r.choice(len(near), COMMENTS, p=weight / weight.sum()))
    under = near.iloc[pick].reset_index(drop=True)
    odds = np.array([list(SHARES.values())]) * np.column_stack([np.ones(COMMENTS), np.ones(COMMENTS), mood[pick]])
    cut = np.cumsum(odds / odds.sum(axis=1, keepdims=True), axis=1)
    sentiment = np.array(list(SHARES))[(r.random((COMMENTS, 1)) > cut).sum(axis=1).clip(0, 2)]
    language = r.choice(list(SPOKEN), COMMENTS, p=list(SPOKEN.values()))
    age = (LAST - under["posted_at"]).dt.total_seconds() / 86400
    after = np.minimum(r.exponential(4, COMMENTS) + 0.01, (age - 0.05).clip(lower=0.01))
    posted = under["posted_at"] + pd.to_timedelta(np.floor(after * 86400), unit="s")
    authors = words.keys(r, COMMENTS * 3 // 4)
    seconds = posted.astype("int64") // 10**6
    return pd.DataFrame(
        {
            "comment_id": [
                str((int(s) << 32) + int(k)) for s, k in zip(seconds, r.integers(0, 2**32, COMMENTS), strict=True)
            ],
            "video_id": under["video_id"],
            "posted_at": posted,
            "text": words.comment_texts(r, language, sentiment),
            "likes": np.floor(r.pareto(1.2, COMMENTS) * 2).clip(max=9000),
            "language": pd.Series(language).replace("", None),
            "author_key": authors[r.integers(0, len(authors), COMMENTS)],
            "captured_at": LAST - pd.Timedelta(hours=2),
            "sentiment": sentiment,
        }
    )


def labels(seed: int, comments: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """Two coders over the same comments (sentiment) and videos (content style), each with errors of their own.  Then,
    as is usual once coders agree, the first alone codes several videos of each of some creators."""
    r = draws(seed, "labels")
    some = comments.iloc[np.sort(r.choice(len(comments), LABELLED, replace=False))]
    seen = videos[(videos["posted_at"] > LAST - pd.Timedelta(days=60)) & (videos["found"] == "profile")]
    coded = seen.iloc[np.sort(r.choice(len(seen), CODED, replace=False))]
    parts = []
    for coder, right in RIGHT.items():
        for kind, field, ids, truth in (
            ("comment", "sentiment", some["comment_id"], some["sentiment"]),
            ("video", "content_style", coded["video_id"], coded["style"]),
        ):
            parts.append(_codes(r, ids, truth, right).assign(item_kind=kind, coder=coder, field=field))
    more = _panel(draws(seed, "codes"), videos[~videos["video_id"].isin(coded["video_id"])])
    alone = _codes(draws(seed, "panel codes"), more["video_id"], more["style"], RIGHT["coder 1"])
    parts.append(alone.assign(item_kind="video", coder="coder 1", field="content_style"))
    return pd.concat(parts, ignore_index=True)[["item_kind", "item_id", "coder", "field", "value"]]


def _codes(r: np.random.Generator, ids: pd.Series, truth: pd.Series, right: float) -> pd.DataFrame:
    """What a coder makes of each item who sees what was meant so often, and else takes any value."""
    guess = r.choice(np.unique(truth.astype(str)), len(truth))
    return pd.DataFrame({"item_id": ids.to_numpy(), "value": np.where(r.random(len(truth)) < right, truth, guess)})


def _panel(r: np.random.Generator, videos: pd.DataFrame) -> pd.DataFrame:
    """EACH videos of PANEL creators found by profile, all a week old or more, in the order of posting."""
    seen = videos[
        (videos["found"] == "profile")
        & videos["brand_account"].isna()
        & (videos["posted_at"] < LAST - pd.Timedelta(days=8))
    ]
    enough = seen.groupby("creator_id").size()
    chosen = r.choice(np.sort(enough.index[enough >= EACH].to_numpy()), PANEL, replace=False)
    mixed = seen.iloc[r.permutation(len(seen))]
    return mixed[mixed["creator_id"].isin(chosen)].groupby("creator_id").head(EACH).sort_index()
