"""Does it matter when one posts, and how long the video is?  The same creator's videos, never raw means."""

import numpy as np
from numpy.typing import NDArray
import pandas as pd

from kit.benchmarking.caveats import age_caveat
from kit.benchmarking.content import panel
from kit.benchmarking.content.panel import FEW_CREATORS, Seen, VISIBLE
from kit.benchmarking.content.trend_words import ratio
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import SELECTED, YOUNG_DAYS
from kit.wording import join

HOURS = ("00:00–06:00", "06:00–12:00", "12:00–18:00", "18:00–24:00")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LENGTHS = {"under 15 s": 15.0, "15–30 s": 30.0, "30–60 s": 60.0, "60 s or more": np.inf}  # each up to, not with
TOO_LITTLE = "videos too young or of unknown age, found by tag or search, or without organic views"
KINDS = {"Length": "length", "Hour": "posting hour", "Weekday": "weekday"}
COLUMNS = (
    Column("band", "Posted, or length"),
    Column("view_lift", "Views ÷ the creator's others", "number", "times"),
    Column("view_lift_low", "from", "number"),
    Column("view_lift_high", "to", "number"),
    Column("videos", "Videos", "count"),
    Column("creators", "Creators with both", "count"),
    Column("kind", "What", hidden=True),
)


@question(
    "posting_times",
    "Does it matter when one posts, and how long the video is?",
    priority=60,
    videos=("posted_at", "views"),
)
def posting_times(data: Data) -> Finding:
    """Views of the videos posted in each quarter of the day, on each weekday and of each length, against the same
    creator's other videos (creator fixed effects on log views, age held constant).

    Intervals hold for all bands together (Bonferroni), so that picking the best hour is no trick.  A band needs five
    creators with videos inside and outside it.  Posted at exactly midnight: the hour is taken as unknown; a length of 0
    too.
    """
    seen = panel.seen(data)
    usable = ~np.isnan(seen.log_views)
    if not usable.any():
        raise NotShown(nothing_usable(seen.videos, data.given))
    bands = banded(seen.videos)
    table = compared(seen, bands, usable)
    if table["view_lift_low"].isna().all():
        raise NotShown(
            f"Fewer than {FEW_CREATORS} creators have videos both inside and outside of any hour, weekday or length; "
            "import more videos of each creator."
        )
    missing = {TOO_LITTLE: int((~usable).sum())}
    missing |= {f"videos of unknown {KINDS[kind]}": int((usable & (code < 0)).sum()) for kind, code, _ in bands}
    return answer(
        data,
        sentence(table),
        table,
        COLUMNS,
        interval="95 % interval, all rows together",
        doubts=[age_caveat(seen.videos)],
        caveat="Hours and days are UTC, not the viewers' time. What goes with more views need not have caused them.",
        left_out=seen.left_out | {words: n for words, n in missing.items() if n},
        n={"videos": int(usable.sum()), "creators": int((np.bincount(seen.creator[usable]) > 0).sum())},
        sources=("videos",),
        definitions={
            "Views ÷ the creator's others": "Ratio of typical organic views of the same creator's videos inside and "
            "outside the row (fixed effects per creator on log views, age held constant)."
        },
    )


def nothing_usable(videos: pd.DataFrame, workspace: str) -> str:
    """Why no video can be compared, and what to do."""
    if len(videos) and videos["collected_by"].isin(SELECTED).all():
        return (
            "All videos were found by hashtag or search, which brings up the popular ones, whenever they were posted. "
            f"Export the creators' profiles and import them: kit import profiles.csv --into {workspace}"
        )
    return (
        f"No creator's video has known organic views above 0 and is at least {YOUNG_DAYS} days old at capture; import "
        "older or unboosted videos, or capture them again in a week."
    )


Bands = list[tuple[str, NDArray[np.int64], tuple[str, ...]]]


def banded(videos: pd.DataFrame) -> Bands:
    """What kind, which of its bands each video is in (−1: unknown), and the bands' names."""
    posted, length = videos["posted_at"], videos["duration_s"].astype("float64").to_numpy(na_value=np.nan)
    hour = (posted.dt.hour // 6).where(posted != posted.dt.normalize())
    measured = np.where(length > 0, np.searchsorted(list(LENGTHS.values()), length, side="right"), -1)
    return [
        ("Length", measured.astype(np.int64), tuple(LENGTHS)),
        ("Hour", hour.fillna(-1).to_numpy(dtype=np.int64), tuple(f"{h} UTC" for h in HOURS)),
        ("Weekday", posted.dt.day_of_week.fillna(-1).to_numpy(dtype=np.int64), DAYS),
    ]


def compared(seen: Seen, bands: Bands, usable: NDArray[np.bool_]) -> pd.DataFrame:
    """One row a band; as many comparisons as have the creators for an interval share the 5 %."""
    rows, many = [], len(seen.who)
    for kind, code, names in bands:
        known = usable & (code >= 0)
        every = np.bincount(seen.creator[known], minlength=many)
        for place, band in enumerate(names):
            inside = np.bincount(seen.creator[known & (code == place)], minlength=many)
            rows.append((kind, band, int(inside.sum()), int(((inside > 0) & (inside < every)).sum())))
    table = pd.DataFrame(rows, columns=["kind", "band", "videos", "creators"])
    level = 1 - 0.05 / max(int((table["creators"] >= FEW_CREATORS).sum()), 1)
    ratios = []
    for _, code, names in bands:
        videos = panel.within(seen, seen.log_views, usable & (code >= 0))
        ratios += [panel.ratio(videos, code == place, level) for place in range(len(names))]
    return table.join(pd.DataFrame(ratios, columns=["view_lift", "view_lift_low", "view_lift_high"]))


def sentence(table: pd.DataFrame) -> str:
    """The largest clear differences, or that there is none and how large the largest might be."""
    told = table[table["view_lift_low"].notna()]
    size = np.log(told["view_lift"]).abs().round(9)  # of two bands one's ratio is the other's inverse: a tie
    clear = told[(told["view_lift_low"] > 1 + VISIBLE) | (told["view_lift_high"] < 1 - VISIBLE)]
    if clear.empty:
        top = told.loc[size.idxmax()]
        return (
            "No posting hour, weekday or length clearly goes with more or fewer views of the same creator. The largest "
            f"difference: {_videos(top)}, {ratio(top, 'view_lift')} times the views of the others."
        )
    widest = clear.loc[size[clear.index].sort_values(ascending=False, kind="stable").index].head(2)
    most = join(
        f"{_videos(row)}{'' if n else ' got'} {ratio(row, 'view_lift')}" for n, (_, row) in enumerate(widest.iterrows())
    )
    more = len(clear) - 2
    none = [words for kind, words in KINDS.items() if kind in set(told["kind"]) - set(clear["kind"])]
    end, but = f" {more} more differ{'s' if more == 1 else ''} clearly" if more > 0 else "", " or ".join(none)
    if none:
        end = f"{end}, but no {but} does" if end else f" No {but} clearly differs"
    end += "." if end else ""
    return f"{most[0].upper()}{most[1:]} times the views of the same creator's others.{end}"


def _videos(row: pd.Series) -> str:
    if row["kind"] == "Length":
        return f"videos of {row['band']}" if row["band"][0].isdigit() else f"videos {row['band']} long"
    return f"videos posted {'on a ' if row['kind'] == 'Weekday' else 'at '}{row['band']}"
