"""Where will the videos end?"""

from dataclasses import replace

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import campaign_of
from kit.post_mortem.deliveries import counted, deliveries, unseen
from kit.post_mortem.growth.accrual import curve, mature
from kit.post_mortem.growth.labels import labels
from kit.post_mortem.growth.projection import DOWN, GROWN, latest_sentence, Outlook, outlook, projected, TELL, UNTOLD
from kit.post_mortem.growth.published import SOURCE
from kit.post_mortem.growth.usual import LIST_THEM
from kit.selection import RIPE_DAYS
from kit.wording import count, join, name, percent, plural, span
from kit.wording import estimate as said

ALL = "All videos together"
COLUMNS = (
    Column("video", "Video"),
    Column("value", f"Views at day {RIPE_DAYS}", "count", "views"),
    Column("value_low", "from", "count"),
    Column("value_high", "to", "count"),
    Column("views", "Views now", "count", "views"),
    Column("to_come", "Still to come", "rate", "of the views now"),
    Column("age_days", "Newest age", "number", "days"),
    Column("how", "How"),
    Column("band", "By published curves", "figure"),
    Column("video_id", "Video id", hidden=True),
    Column("level", "Level of the range", "rate", hidden=True),
    Column("n", "Videos behind it", "count", hidden=True),
)
DEFINITIONS = {
    "Conformal": f"Growth from the video's age to day {RIPE_DAYS} of the workspace's own mature videos, all creators: "
    "the median, and the range that holds so many of such videos. 39 mature videos carry 95 %, 19 carry 90 %; below, a "
    "log-logistic curve is fitted to all captures.",
    "Chain-ladder": f"The sum at day {RIPE_DAYS}: views now × the mature videos' sum at day {RIPE_DAYS} ÷ their sum at "
    "the video's age; the range by Mack's error, on the log scale.",
}


@question(
    "projected_views",
    "Where will the videos end?",
    priority=22,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
    videos=("views",),
)
def projected_views(data: Data) -> Finding:
    """One row a delivered video: views now and at day 28 with a range, and how that is known; the sum in the takeaway.

    Organic views are projected; paid ones are taken as they stand.  A video of 28 days, or taken down, stays.  With
    hardly a video captured at two ages, two published curves bound a guess, which is no interval.
    """
    seen, rows = counted(data), projected(data)
    if not rows["how"].isin([GROWN, DOWN]).any() and rows["value"].isna().all() and rows["band_low"].isna().all():
        raise NotShown(_nothing(rows))
    table = _table(data, rows)
    levels = rows["level"].dropna().unique()
    return answer(
        data,
        _sentence(data, rows, table),
        table,
        COLUMNS,
        doubts=[*_doubts(data, rows)],
        caveat=_caveat(rows),
        n={"videos": int(rows["value"].notna().sum()), "creators": int(seen["owner"].nunique())},
        left_out=unseen(deliveries(data)) | _lost(rows),
        sources=("videos", "deliveries", "deals"),
        window=campaign_of(data).window,
        definitions=DEFINITIONS if len(levels) else {},
        interval=f"{percent(levels[0], 0)} range" if len(levels) == 1 else "range, at the level that the row says",
    )


def _table(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a video, the largest at day 28 first."""
    table = rows.reset_index().assign(video=labels(data).reindex(rows.index).to_numpy())
    grown = table["views"].where(table["views"] > 0)
    table["to_come"] = table["value"] / grown - 1
    table["age_days"] = table["age_days"].round(1)
    still = table["low"] == table["high"]  # what stays has no range to print
    for end in ("low", "high"):
        table[f"value_{end}"] = table[end].mask(still)
    table["band"] = [
        span(low, high, "count") if low < high else None
        for low, high in zip(table["band_low"], table["band_high"], strict=True)
    ]
    order = table["value"].fillna(table["views"])
    table = table.assign(order=order).sort_values("order", ascending=False, kind="stable")
    return pd.concat([_total(data, rows), table], ignore_index=True).astype({"video": "string", "video_id": "string"})


def _total(data: Data, rows: pd.DataFrame) -> pd.DataFrame:
    """The row of all videos that can be projected; none where nothing grows, or by published curves alone."""
    told = rows[rows["value"].notna()]
    if not (told["level"].notna().any() and len(told) > 1):
        return pd.DataFrame()
    found = _whole(data, told)
    row = {"video": ALL, "views": found.now, "value": found.value}
    more = {"value_low": found.low, "value_high": found.high}
    more["to_come"] = found.value / found.now - 1 if found.now > 0 else np.nan
    return pd.DataFrame([row | more | {"level": found.level, "n": found.n, "how": found.how}])


def _whole(data: Data, told: pd.DataFrame) -> Outlook:
    """The sum of all that can be projected; where one video alone grows, with the range of that one."""
    found = outlook(data, "views", tuple(told.index))
    grows = told["level"].notna()
    if grows.sum() != 1:
        return found
    alone, still = told[grows].iloc[0], float(told.loc[~grows, "value"].sum())
    value, low, high = (still + float(alone[end]) for end in ("value", "low", "high"))
    return replace(found, value=value, low=low, high=high, how=str(alone["how"]))


def _sentence(data: Data, rows: pd.DataFrame, table: pd.DataFrame) -> str:
    """The sum at day 28, or that nothing is left to project, or what published curves would make of it."""
    told = rows[rows["value"].notna()]
    if rows["how"].isin([GROWN, DOWN]).all():
        return _settled(rows)
    if (rows["how"] == UNTOLD).any():
        return _banded(rows)
    where = "" if len(told) == len(rows) else f"Of {plural(len(rows), 'delivered video')}, "
    which = f"the {len(told)} that can be projected" if where else f"The {plural(len(told), 'delivered video')}"
    found = _whole(data, told)
    have, will = ("has", "it is") if len(told) == 1 else ("have", "all are")
    start = f"{where}{which} {have} {count(found.now)} views"
    if not found.now > 0:
        return f"{start}, and {count(found.value)} are expected when {will} {RIPE_DAYS} days old."
    makes = f", which makes {count(found.value)}" if count(found.value) != count(found.now) else ""
    return (
        f"{start} and can be expected to gain {_more(found)} until {will} {RIPE_DAYS} days old{makes}."
        f"{_where(table, found)}"
    )


def _settled(rows: pd.DataFrame) -> str:
    """Nothing grows any more."""
    n, down = len(rows), int((rows["how"] == DOWN).sum())
    every = "The only video" if n == 1 else f"All {n} videos"
    if down == n:
        return f"{every} {'was' if n == 1 else 'were'} taken down; nothing is left to project."
    old = plural(n - down, "video is", "videos are") if down else f"{every} {'is' if n == 1 else 'are'}"
    rest = f", and {plural(down, 'was', 'were')} taken down" if down else ""
    return f"{old} at least {RIPE_DAYS} days old{rest}; nothing is left to project."


def _banded(rows: pd.DataFrame) -> str:
    """The sum over what can be told at all, by two published curves."""
    known = rows[rows["band_low"].notna() | rows["value"].notna()]
    low, high = (known[f"band_{end}"].fillna(known["value"]).sum() for end in ("low", "high"))
    n, now = len(known), known["views"].sum()
    return (
        f"How these videos still grow is not in the data, as hardly a video was captured at two ages. If views arrive "
        f"as two published curves have it, the {count(now)} views of {plural(n, 'delivered video')} become "
        f"{span(low, high, 'count')} when all are {RIPE_DAYS} days old: a span between two guesses, no interval."
    )


def _more(found: Outlook) -> str:
    """Growth still to come as a share of today's views, with its range."""
    return said(found.value / found.now - 1, found.low / found.now - 1, found.high / found.now - 1)


def _where(table: pd.DataFrame, found: Outlook) -> str:
    """Which video brings most of what is still to come, if one does."""
    more = (table["value"] - table["views"]).where(table["video_id"].notna()).fillna(0)
    if len(more) < 2 or not more.max() > 0.5 * max(found.value - found.now, 0) or found.value <= found.now:
        return ""
    share = min(more.max() / (found.value - found.now), 1.0)
    return f" {percent(share, 0)} of what is still to come is that of the video {_quoted(table, int(more.idxmax()))}."


def _quoted(table: pd.DataFrame, place: int) -> str:
    return name(table["video"].iloc[place], 60)


def _doubts(data: Data, rows: pd.DataFrame) -> list[str]:
    """What these data cannot carry."""
    growing = rows["level"].notna()
    fitted = growing & rows["how"].str.startswith("fitted")
    paid = int((rows["boosted"] & ~rows["unsplit"]).sum())
    unsplit, bare = int(rows["unsplit"].sum()), int((growing & rows["low"].isna()).sum())
    found = []
    if (rows["how"] == UNTOLD).any():
        found.append(f"The published curves disagree: {SOURCE}.")
    if fitted.any():
        oldest = curve(data, "views").oldest
        beyond = f", none of them beyond {oldest:.0f} days" if oldest < RIPE_DAYS else ""
        found.append(
            f"Too few videos of this workspace are mature for their own growth to carry a range, so a curve is fitted "
            f"to the captures of {plural(curve(data, 'views').n, 'video')}{beyond}."
        )
    if bare:
        found.append(f"Of {plural(bare, 'video')} no range is given, as too few others were captured twice.")
    if (growing & (rows["level"] < 0.95) & ~fitted).any():
        found.append("Fewer than 39 videos are mature at these ages, so ranges are given at 90 %.")
    found.append(latest_sentence(data))
    if growing.any() and mature(data).selected:
        found.append("Some mature videos were found by hashtag or search: popular ones, which may grow longer.")
    if paid:
        found.append(
            f"{plural(paid, 'video that still grows is', 'videos that still grow are')} boosted; paid views are taken "
            "as they stand, so if boosting goes on, views end above this range."
        )
    if unsplit:
        found.append(
            f"{plural(unsplit, 'boosted video has', 'boosted videos have')} an unknown paid part; all of it is taken "
            "to grow like organic views."
        )
    return found


def _caveat(rows: pd.DataFrame) -> str:
    """What always holds of projections from the workspace's own; "" where nothing grows so."""
    if rows["how"].isin([GROWN, DOWN]).all():
        return ""
    if (rows["how"] == UNTOLD).any():
        return ""
    return "It holds for videos that grow like the others of this workspace."


def _lost(rows: pd.DataFrame) -> dict[str, int]:
    """Videos that are not projected, by reason."""
    counts = rows["how"].value_counts()
    return {f"videos {words}": int(counts[why]) for why, words in TELL.items() if why in counts}


def _nothing(rows: pd.DataFrame) -> str:
    """Why no video can be projected."""
    if rows.empty:
        return f"No delivered video can be counted yet, so there is nothing to project; {LIST_THEM}."
    counts = rows["how"].value_counts()
    parts = join(f"{plural(int(n), 'video is', 'videos are')} {TELL[why]}" for why, n in counts.items() if why in TELL)
    return (
        f"No delivered video can be projected: {parts}. Export the videos again later, in a file that has posted_at "
        "and captured_at."
    )
