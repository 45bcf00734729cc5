"""How did the videos do at the same age?"""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import campaign_of
from kit.post_mortem.deliveries import counted, deliveries, unseen
from kit.post_mortem.growth.accrual import mature, shares_at_days
from kit.post_mortem.growth.ages import at_days, DAYS, READ
from kit.post_mortem.growth.labels import labels
from kit.post_mortem.growth.published import SOURCE
from kit.post_mortem.growth.usual import LIST_THEM, usual
from kit.selection import RIPE_DAYS
from kit.wording import count, join, percent, plural

TYPICAL, USUAL = "Typical video of the campaign", "The same creators' usual video"
SEVERAL = 10  # mature videos behind a share of the views of day 28
COLUMNS = (
    Column("video", "Video"),
    *(Column(f"day_{day}", f"Day {day}", "count", "organic views") for day in DAYS),
    Column("age_days", "Newest age", "number", "days"),
    Column("video_id", "Video id", hidden=True),
    *(Column(f"known_{day}", f"Videos known at day {day}", "count", hidden=True) for day in DAYS),
)
DEFINITIONS = {
    "Views at an age": READ,
    USUAL: "For each video of the campaign that is known at that age, the median of the creator's other videos at the "
    "same age (not sponsored, delivered for no deal); of these the median.",
}


@question(
    "same_age",
    "How did the videos do at the same age?",
    priority=21,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
    videos=("views",),
)
def same_age(data: Data) -> Finding:
    """Organic views at day 1, 3, 7, 14 and 28: first the campaign's median and the usual of the same creators at the
    same age, then one row a delivered video, the most viewed at the day that most are known at first.

    Empty where the captures do not tell: nothing is drawn out beyond the first and the last of them.  NotShown where no
    delivered video is known at any of these ages.
    """
    seen = counted(data)
    at = at_days(data).reindex(seen["video_id"])
    known = at.notna().sum()
    if not known.any():
        raise NotShown(_nothing(seen))
    day = int(known[::-1].idxmax())
    table = _table(data, seen, at, day)
    lost = int(at.isna().all(axis=1).sum())
    return answer(
        data,
        f"{_sentence(table, at, day)} {_shares(data)}".strip(),
        table,
        COLUMNS,
        doubts=[_uneven(known, len(seen))],
        caveat="A later day holds fewer and older videos, so read down a column; across, only within one video.",
        n={"videos": int(at.notna().any(axis=1).sum()), "creators": int(seen["owner"].nunique())},
        left_out=unseen(deliveries(data)) | {"videos not captured near any of these ages": lost},
        sources=("videos", "deliveries", "deals"),
        window=campaign_of(data).window,
        definitions=DEFINITIONS,
    )


def _table(data: Data, seen: pd.DataFrame, at: pd.DataFrame, day: int) -> pd.DataFrame:
    """The two rows that sum up, then the videos."""
    own = usual(data)
    others = at_days(data).reindex(own.index).groupby(own["creator_id"]).median()
    own_account = (seen["creator_id"] == seen["owner"]).fillna(False).to_numpy(bool)
    beside = others.reindex(seen["creator_id"]).where(at.notna().to_numpy() & own_account[:, None])
    rows = at.set_axis([f"day_{d}" for d in at], axis=1).reset_index(names="video_id")
    rows = rows.assign(
        video=labels(data).reindex(rows["video_id"]).to_numpy(),
        age_days=seen["age_days"].to_numpy("float64", na_value=np.nan).round(1),
    )
    rows = rows.sort_values(f"day_{day}", ascending=False, kind="stable")
    top = pd.DataFrame([{f"day_{d}": one[d].median() for d in at} for one in (at, beside)])
    for d in at:
        top[f"known_{d}"] = [int(at[d].notna().sum()), int(beside[d].notna().sum())]
    return pd.concat([top.assign(video=[TYPICAL, USUAL]), rows], ignore_index=True).astype(
        {"video": "string", "video_id": "string"}
    )


def _sentence(table: pd.DataFrame, at: pd.DataFrame, day: int) -> str:
    """The typical video at the day that most videos are known at, and beside it what is usual."""
    n, every = int(at[day].notna().sum()), len(at)
    median, own = table[f"day_{day}"].iloc[:2]
    beside = int(table[f"known_{day}"].iloc[1])
    which = "the only delivered video known then" if n == 1 else f"the typical one of {n} delivered videos"
    start = f"At day {day}, {which} had {count(median)} organic views"
    start += f" ({plural(every - n, 'video is', 'videos are')} not known at that age)" if n < every else ""
    if np.isnan(own):
        return f"{start}."
    told = "" if beside == n else f" (known for {beside} of them)"
    return f"{start}; the same creators' usual video had {count(own)} at that age{told}."


def _shares(data: Data) -> str:
    """How far a video has come at each age, so that nobody compares ages: the workspace's own, or what is published."""
    shares = shares_at_days(data)
    known = shares.loc[:, shares.notna().sum() >= SEVERAL]
    if known.empty:
        return f"Ages matter: {SOURCE}; these data do not tell it themselves."
    told = join(f"{percent(share, 0)} at day {day}" for day, share in known.median().items())
    n = int(known.notna().any(axis=1).sum())
    return (
        f"Ages matter: of its views at day {RIPE_DAYS}, the typical video of this workspace has {told} "
        f"({plural(n, 'mature video')}{', those posted last' if mature(data).latest else ''})."
    )


def _uneven(known: pd.Series, n: int) -> str:
    """What to say where not even half of the videos are known at one age."""
    if known.max() * 2 > n:
        return ""
    return (
        f"Not even half of {plural(n, 'delivered video')} are known at any one of these ages; captures on several days "
        "after posting would tell more."
    )


def _nothing(seen: pd.DataFrame) -> str:
    """Why no video is known at any age."""
    if seen.empty:
        return f"No delivered video can be counted yet, so none can be compared at the same age; {LIST_THEM}."
    if seen["age_days"].isna().all():
        return (
            "At which age the delivered videos were counted is not known, as posted_at or captured_at is missing. "
            "Import an export that has both, or pass --captured-at at import."
        )
    return (
        f"No delivered video was captured near day {', '.join(map(str, DAYS[:-1]))} or {DAYS[-1]} after posting, so "
        "none can be compared at the same age. Export the videos again on such days."
    )
