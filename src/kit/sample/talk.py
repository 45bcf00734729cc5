"""What people wrote under the videos, and what two coders made of it."""

import numpy as np
import pandas as pd

from kit.sample import words
from kit.sample.dates import draws, LAST
from kit.sample.people import OWN

COMMENTS, LABELLED, CODED = 3_000, 120, 80
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
    """Two coders over the same comments (sentiment) and videos (content style), each with errors of their own."""
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
            guess = r.choice(np.unique(truth.astype(str)), len(truth))
            value = np.where(r.random(len(truth)) < right, truth, guess)
            parts.append(
                pd.DataFrame(
                    {"item_kind": kind, "item_id": ids.to_numpy(), "coder": coder, "field": field, "value": value}
                )
            )
    return pd.concat(parts, ignore_index=True)
