"""Counts of videos at ages that are asked for: the captures around these ages, and which videos tell how counts grow.

A capture counts where its time and its video's posting time are known and can be, the video was not taken down, and it
was made after the posting; of captures of one time the last import counts.  posted_at is that of the newest capture.
"""

from functools import reduce
from operator import or_

import ibis
from ibis import ir
import pandas as pd

from kit.rollups.beliefs import believed
from kit.rollups.moments import seconds

PARTS = ("likes", "comments", "shares")
COUNTS = ("views", "engagements", *PARTS, "saves")
GONE = ("deleted", "private")  # what was counted of these is what was last known: no growth can be read from it
PAID = ("views", *PARTS)  # counts whose paid part exports tell
USED = (
    *("video_id", "posted_at", "captured_at", "imported_at", "status", "is_ad", "views", "saves"),
    *PARTS,
    *(f"paid_{part}" for part in PAID),
)
DAY, SLACK = 86400, 2  # seconds; ages are compared in whole ones here, and exactly by whoever reads the captures

Window = tuple[pd.Timestamp, pd.Timestamp]


def histories(captures: ir.Table, video_ids: tuple[str, ...]) -> ir.Table:
    """Every capture of the videos asked for: video_id, posted_at, captured_at, the counts of all sorts, and the same as
    organic_… without what was paid for (missing where a boosted video's paid part is unknown)."""
    rows = _dated(captures.filter(captures.video_id.isin(video_ids)))
    counts = [*COUNTS, *(f"organic_{c}" for c in COUNTS)]
    return rows.select("video_id", "posted_at", "captured_at", *counts).order_by(["video_id", "captured_at"])


def around(captures: ir.Table, counts: tuple[str, ...], ages: tuple[float, ...], creators: tuple[str, ...]) -> ir.Table:
    """Of each video and span between two of these ages (days) the first and the last capture that has a count, for each
    of these counts: video_id, posted_at, captured_at, counts.  What lies between tells nothing about the counts at
    these ages.

    Of the videos that any capture gives to one of these creators.
    """
    return _around(_whole(captures, captures.filter(captures.creator_id.isin(creators))), counts, ages)


def around_ripe(
    captures: ir.Table,
    counts: tuple[str, ...],
    ages: tuple[float, ...],
    readable: tuple[float, float, float],
    posted: Window,
) -> ir.Table:
    """The same of the videos that `ripe` finds (`readable`: its age, near and apart) among those posted in a window,
    both ends in, by any of their captures."""
    first, last = (ibis.literal(end.to_pydatetime(), type="timestamp('UTC')") for end in posted)
    some = _whole(captures, captures.filter(captures.posted_at.between(first, last)))
    return _around(_whole(some, ripe(some, *readable)), counts, ages)


def _whole(captures: ir.Table, some: ir.Table) -> ir.Table:
    """All captures of the videos that some rows are of."""
    return captures.join(some.select("video_id").distinct(), "video_id")


def _around(captures: ir.Table, counts: tuple[str, ...], ages: tuple[float, ...]) -> ir.Table:
    rows = _dated(captures)
    rows = rows.select("video_id", "posted_at", "captured_at", *counts, _age=_age(rows))
    ends = sorted({round(age * DAY) + off for age in ages for off in (-SLACK, SLACK)})
    rows = rows.mutate(_span=ibis.cases(*((rows["_age"] <= end, k) for k, end in enumerate(ends)), else_=len(ends)))
    orders, kept = (ibis.asc("captured_at"), ibis.desc("captured_at")), []
    for count in counts:
        known = rows[count].notnull()
        places = (ibis.row_number().over(group_by=["video_id", "_span", known], order_by=order) for order in orders)
        kept.append(known & reduce(or_, (place == 0 for place in places)))
    rows = rows.mutate(_end=reduce(or_, kept)).filter(ibis._["_end"])
    return rows.drop("_age", "_span", "_end").order_by(["video_id", "captured_at"])


def ripe(captures: ir.Table, age: float, near: float, apart: float) -> ir.Table:
    """video_id of the videos whose organic views at an age (days) can be read: there is a capture up to `near` off, as
    a share of the age, or two around it no more than `apart`-fold apart.

    One pass that compares no capture with another: who reads them must expect that of a few, above all where captures
    do not agree on when the video was posted, the count cannot be read after all.
    """
    at = round(age * DAY)
    rows = _seen(believed(captures.select(*USED)), ("organic_views",))
    early = rows.captured_at <= rows.posted_at + ibis.interval(seconds=at + SLACK)
    late = rows.captured_at >= rows.posted_at + ibis.interval(seconds=at - SLACK)
    spans = rows.group_by("video_id").agg(
        before=rows.captured_at.max(where=early),
        after=rows.captured_at.min(where=late),
        first=rows.posted_at.min(),
        last=rows.posted_at.max(),
        undated=rows.posted_at.isnull().ifelse(1, 0).sum(),
    )
    spans = spans.mutate(**{end: seconds(spans[end]) - seconds(spans["first"]) for end in ("before", "after")})
    hits = (
        (spans.before + SLACK) * (1 + near) >= at,
        spans.after - SLACK <= at * (1 + near),
        spans.after - SLACK <= apart * (spans.before + SLACK),
        spans.first != spans["last"],
        spans.undated > 0,
    )
    return spans.filter(reduce(or_, (hit.fill_null(False) for hit in hits))).select("video_id").order_by("video_id")


def spans(captures: ir.Table, counts: tuple[str, ...]) -> ir.Table:
    """One row a video: video_id and, as first_… and last_… of each of these counts, its first and last capture with a
    count above 0, missing without any; no videos that have none of them."""
    rows = _counts(believed(captures.select(*USED)), counts)
    rows = rows.filter(rows.captured_at.notnull() & ~rows.status.isin(GONE).fill_null(False))
    rows = rows.filter(~(rows.captured_at <= rows.posted_at).fill_null(False))
    some = {c: rows[c] > 0 for c in counts}
    ends = {f"first_{c}": rows.captured_at.min(where=hit) for c, hit in some.items()}
    ends |= {f"last_{c}": rows.captured_at.max(where=hit) for c, hit in some.items()}
    return rows.filter(reduce(or_, some.values())).group_by("video_id").agg(**ends).order_by("video_id")


def _dated(captures: ir.Table) -> ir.Table:
    """The captures that count, with all counts; where few are asked for, as they are compared with one another."""
    newest = [ibis.desc("captured_at", nulls_first=False), ibis.desc("imported_at")]
    rows = captures.select(*USED, _place=ibis.row_number().over(group_by="video_id", order_by=newest))
    rows = believed(rows)
    told = ibis.ifelse(rows["_place"] == 0, rows.posted_at, ibis.null(rows.posted_at.type()))
    rows = rows.mutate(posted_at=told.max().over(group_by="video_id"))
    rows = _seen(rows, (*COUNTS, *(f"organic_{c}" for c in COUNTS)), known=False)
    rows = rows.filter(rows.captured_at > rows.posted_at)
    place = ibis.row_number().over(group_by=["video_id", "captured_at"], order_by=ibis.desc("imported_at"))
    return rows.mutate(_place=place).filter(ibis._["_place"] == 0).drop("_place")


def _seen(rows: ir.Table, counts: tuple[str, ...], known: bool = True) -> ir.Table:
    """The dated captures of videos that were still there, with these counts; `known`: those that have them all."""
    rows = _counts(rows.filter(rows.captured_at.notnull() & ~rows.status.isin(GONE).fill_null(False)), counts)
    return rows.drop_null(list(counts), how="any") if known else rows


def _counts(rows: ir.Table, counts: tuple[str, ...]) -> ir.Table:
    """With these counts, each of all sorts or organic; missing where a part of it is."""
    likes, comments, shares = (rows[part] for part in PARTS)
    plain = {c: rows[c] for c in ("views", *PARTS, "saves")} | {"engagements": likes + comments + shares}
    paid = {c: rows[f"paid_{c}"] for c in PAID} | {"saves": ibis.null("int64")}
    paid["engagements"] = rows.paid_likes + rows.paid_comments + rows.paid_shares
    boosted = rows.is_ad.fill_null(False) | rows.paid_views.notnull()
    found = {c: plain[c] for c in counts if c in plain}
    for name in counts:
        if name not in plain:
            whole, bought = plain[name.removeprefix("organic_")], paid[name.removeprefix("organic_")]
            organic = ibis.ifelse(boosted, whole - bought, whole)
            found[name] = ibis.ifelse(organic >= 0, organic, ibis.null("int64"))
    return rows.mutate(**found)


def _age(rows: ir.Table) -> ir.IntegerValue:
    """From posting to capture, in seconds."""
    return seconds(rows.captured_at) - seconds(rows.posted_at)
