"""What did people feel?"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit.comments.by_hand import by_hand
from kit.comments.feelings import (
    by_language,
    definitions,
    F1,
    few_coders,
    LEAST_READ,
    other_mix,
    quality,
    read,
    Reading,
    unread,
)
from kit.comments.said import said
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.post_mortem.voices.scope import held, left_out, Scope, scope, UNDER, USUAL, written
from kit.post_mortem.voices.usual import Against, against_usual, BAD, began, flag, one_video
from kit.sentiment import LABELS, NEGATIVE, POSITIVE
from kit.wording import count, estimate, percent, plural

READ = {each: Column(f"{each}_read", f"{each.capitalize()}, as read", "rate", "share of those read") for each in LABELS}
BEFORE = (
    Column("usual_negative", "Negative before the flight, as read", "rate", "share of those read"),
    Column("times_usual", "Negative against usual", "number", "times as often"),
    Column("times_usual_low", "from", "number"),
    Column("times_usual_high", "to", "number"),
)
COUNTS = (
    Column("comments", "Comments", "count"),
    Column("read", "Could be read", "count", "comments"),
    Column("labelled", "Labelled by hand", "count", "comments", hidden=True),
    Column("usual_read", "Could be read before the flight", "count", "comments", hidden=True),
    F1,
)
LANGUAGE = Column("language", "Language")
INDICATIVE = (LANGUAGE, *(READ[each] for each in (NEGATIVE, POSITIVE)), *BEFORE, *COUNTS, READ[LABELS[1]])
CORRECTED = (
    LANGUAGE,
    *(
        Column(f"{each}{end}", words or each.capitalize(), "rate", "share of comments" if not end else "")
        for each in (NEGATIVE, POSITIVE, LABELS[1])
        for end, words in (("", ""), ("_low", "from"), ("_high", "to"))
    ),
    READ[NEGATIVE],
    *BEFORE,
    *COUNTS,
    *(READ[each] for each in (POSITIVE, LABELS[1])),
)


class Ours(NamedTuple):
    """The campaign's comments, and for each the place of its label in LABELS, −1 where not read."""

    comments: pd.DataFrame
    labels: np.ndarray


@question("comment_sentiment", "What did people feel?", priority=34, comments=("text",), campaigns=("campaign",))
def comment_sentiment(data: Data, sentiment_model: str = "") -> Finding:
    """Share of positive, neutral and negative comments under the campaign's delivered videos, over all and by language;
    and whether more of them are negative than is usual for the brand.

    Read by the model in the folder `sentiment_model`; else as the export says; else by a rough English word list and
    emoji.  Corrected by hand labels (PPI++, clusters are videos) where 100 comments of the workspace are labelled, by
    coders who agree, and 30 of the campaign's; else indicative, without intervals.  Usual: comments of before the
    flight, by the same reading; the ratio (Mantel-Haenszel over languages) is jackknifed over videos.  NotShown without
    a delivered video or a comment under one.
    """
    some, comments, reading = scope(data), said(data), read(data, sentiment_model)
    hand = by_hand(data, comments["comment_id"]).within(some.under)
    against = against_usual(data, some, reading)
    ours, labels = comments[some.under].reset_index(drop=True), reading.labels[some.under]
    table = with_usual(by_language(ours, labels, hand), comments, reading, some, against)
    every = table.iloc[0]
    if hand.usable:
        doubts = [few_coders(hand), other_mix(ours, hand)]
    else:
        doubts = [unread(ours["language"][labels < 0], len(ours)), hand.why_not(data.given)]
    return answer(
        data,
        takeaway(every, reading, hand.usable, against, Ours(ours, labels)),
        table,
        CORRECTED if hand.usable else INDICATIVE,
        doubts=[against.reason, *doubts],
        caveat=" ".join(filter(None, [held(data), reading.about, quality(every, hand)])),
        n={"comments": len(ours), "videos": ours["video_id"].nunique()},
        left_out=left_out(data),
        window=written(ours),
        sources=("comments", "deliveries", "videos", "brands", *(("labels",) if hand.n else ())),
        definitions=definitions(hand) | {"Before the flight": USUAL},
    )


def with_usual(
    table: pd.DataFrame, comments: pd.DataFrame, reading: Reading, some: Scope, against: Against
) -> pd.DataFrame:
    """The table by language with the usual negative share, missing below LEAST_READ that could be read or half of the
    language's; the ratio in the first row, over all languages."""
    usual, labels = comments["language"][some.usual], reading.labels[some.usual]
    grouped = pd.DataFrame({"read": labels >= 0, "bad": labels == BAD}).groupby(usual.to_numpy(dtype=object))
    by = grouped.agg(n=("read", "size"), read=("read", "sum"), bad=("bad", "sum"))
    every, sizes = (table["language"].map(by[each]).fillna(0).astype("int64") for each in ("n", "read"))
    shares = table["language"].map(by["bad"] / by["read"].clip(lower=1)).astype(float)
    shares = shares.where((sizes >= LEAST_READ) & (2 * sizes >= every))
    sizes.iloc[0], shares.iloc[0] = int((labels >= 0).sum()), against.usual
    first = np.arange(len(table)) == 0
    ends = {"times_usual": against.times, "times_usual_low": against.low, "times_usual_high": against.high}
    more = {name: np.where(first, value, np.nan) for name, value in ends.items()}
    return table.assign(usual_negative=shares, usual_read=sizes, **more)


def takeaway(every: pd.Series, reading: Reading, usable: bool, against: Against, ours: Ours) -> str:
    """What they feel, then whether that is usual; the other way round where it is worse.  Where it is, or where it
    became so on a day: whether one video is behind it."""
    feels, usual, since = feeling(every, reading, usable), flag(against), began(ours.comments, ours.labels)
    video = one_video(ours.comments, ours.labels) if against.worse or since else ""
    parts = [usual, since, video, feels] if against.worse else [since, video, feels, usual]
    return " ".join(filter(None, parts))


def feeling(every: pd.Series, reading: Reading, usable: bool) -> str:
    """Over all comments: corrected, indicative, or that too few could be read."""
    comments = f"{plural(every['comments'], 'comment')} {UNDER}"
    if usable:
        bad, good = (estimate(every[e], every[f"{e}_low"], every[f"{e}_high"]) for e in (NEGATIVE, POSITIVE))
        return (
            f"{bad} of the {comments} are negative and {good} positive, read by {reading.by} and corrected by "
            f"{plural(every['labelled'], 'hand label')}."
        )
    if pd.isna(every["negative_read"]):
        if every["read"] == every["comments"]:
            there = "is" if every["comments"] == 1 else "are"
            return f"There {there} only {comments}: too few to say what people feel."
        return f"Of {comments}, {reading.by} could read only {count(every['read'])}: too few to say what people feel."
    return (
        f"Indicative: of the {plural(every['read'], 'comment')} {UNDER} that {reading.by} could read, "
        f"{percent(every['negative_read'])} are negative and {percent(every['positive_read'])} positive."
    )
