"""What the workspace's own videos say about growth from an age to day 28, and by which method."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit import estimate
from kit.data import Data
from kit.frames import among
from kit.once import once
from kit.post_mortem.growth.ages import APART, DAYS, NEAR, Numbers, Tracks, tracks_of
from kit.rollups import ages as rollups
from kit.selection import RIPE_DAYS, SELECTED
from kit.wording import percent, plural

LEVELS = ((39, 0.95), (19, 0.9))  # mature videos that a conformal range needs, by level
CURVE_LEVEL = 0.9  # of the fitted curve; at 95 % it held 86–94 % of simulated videos, at 90 % 89–94 %
SHORT = 0.02  # a last capture that misses day 28 by half a day has it
READABLE = (float(RIPE_DAYS), SHORT, APART)  # day 28, by `rollups.ripe`
LATEST = 10_000  # mature videos that are read, those posted last: chance then moves a range's level by 0.2 points
FITTED = 300  # videos that the curve is fitted to, those seen over the longest span
TOGETHER = ("organic_views", "organic_engagements")  # counts that most reports ask for, so one pass tells both
EACH = ["value", "low", "high", "level", "n", "how"]


@dataclass(frozen=True)
class Mature:
    """Videos whose organic count at day 28 can be read, of creators (no brand's account).

    `selected`: some were found by hashtag or search, as too few others are mature.
    `latest`: there are more, and these are the LATEST posted last.
    `posted`: when the first and the last of them were posted; None without any.
    """

    videos: pd.Index
    selected: bool
    latest: bool
    posted: rollups.Window | None


@dataclass(frozen=True)
class Total:
    """A sum at day 28, its interval at `level`, the degrees of freedom behind it, and the method in words."""

    found: estimate.Estimate
    level: float
    df: float
    how: str


@once
def mature(data: Data) -> Mature:
    """The videos that growth is read from: all of the workspace, not only the campaign's, whenever they were posted;
    of very many the LATEST posted last, as how views come in changes."""
    every = data.table("videos")
    newest = (every["captured_at"] - every["posted_at"]).dt.total_seconds() / rollups.DAY  # no capture is older
    if not ((newest * (1 + NEAR) >= RIPE_DAYS) | every["captured_at"].isna()).any():
        return Mature(pd.Index([]), False, False, None)
    ripe = data.roll("videos", rollups.ripe, *READABLE)["video_id"]
    every = every[["video_id", "creator_id", "collected_by", "posted_at"]]
    rows = every[among(every["video_id"], ripe) & every["posted_at"].notna().to_numpy(bool)]
    rows = rows[~rows["creator_id"].isin(data.brand_accounts())].set_index("video_id")
    latest = len(rows) > LATEST
    if latest:
        order = rows.assign(chosen=rows["collected_by"].isin(SELECTED)).sort_values("posted_at", kind="stable")
        rows = rows.loc[order.sort_values("chosen", ascending=False, kind="stable").index[-LATEST:].sort_values()]
    found = _tracks(data, "organic_views", (), _window(rows))
    rows = rows[~np.isnan(found.at("organic_views", np.array([RIPE_DAYS]), rows.index, SHORT)[:, 0])]
    chosen = rows["collected_by"].isin(SELECTED).to_numpy(bool)
    if (~chosen).sum() >= LEVELS[0][0]:
        rows, chosen = rows[~chosen], chosen[~chosen]
    return Mature(rows.index, bool(chosen.any()), latest, _window(rows))


def _window(rows: pd.DataFrame) -> rollups.Window | None:
    return (rows["posted_at"].min(), rows["posted_at"].max()) if len(rows) else None


@once
def _tracks(data: Data, count: str, ages: tuple[float, ...], posted: rollups.Window | None) -> Tracks:
    """What tells the count of videos posted in this window at these ages and at day 28."""
    if posted is None:
        return Tracks(pd.Index([]), np.zeros(0, dtype=np.int64), np.zeros(0), {count: np.zeros(0)})
    return tracks_of(data.roll("videos", rollups.around_ripe, (count,), (*ages, RIPE_DAYS), READABLE, posted))


def lookups(data: Data, column: str, ages: Numbers) -> tuple[Numbers, Numbers]:
    """The mature videos' organic counts at these ages (videos × ages) and at day 28; NaN where not read.  One capture
    never stands for both, as that would be growth of nothing."""
    videos, name = mature(data).videos, organic(column)
    found = _tracks(data, name, tuple(sorted(set(ages.tolist()))), mature(data).posted)
    near = np.where(ages * (1 + NEAR) ** 2 < RIPE_DAYS, NEAR, 0.0)
    return found.at(name, ages, videos, near), found.at(name, np.array([RIPE_DAYS]), videos, SHORT)[:, 0]


def shares_at_days(data: Data) -> pd.DataFrame:
    """Of the mature videos (rows) the share of the organic views of day 28 that was there on each earlier day of DAYS;
    NaN where not read."""
    videos, name = mature(data).videos, "organic_views"
    at = pd.DataFrame(
        _tracks(data, name, DAYS, mature(data).posted).at(name, np.array(DAYS), videos), videos, list(DAYS)
    )
    return at[list(DAYS[:-1])].div(at[RIPE_DAYS].where(at[RIPE_DAYS] > 0), axis=0)


def organic(column: str) -> str:
    """The organic count behind a column."""
    return f"organic_{column.removeprefix('organic_')}"


@once
def _longest(data: Data, counts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Of each of these counts the FITTED videos whose captures with it span most, newest age over first, of the
    creators' own accounts."""
    every, ends = data.table("videos"), data.roll("videos", rollups.spans, counts)
    brand = among(every["creator_id"], pd.Index(sorted(data.brand_accounts())))
    place = pc.index_in(pa.chunked_array(ends["video_id"]), value_set=pa.chunked_array(every["video_id"]))
    posted = every["posted_at"].mask(brand).take(place.to_numpy()).set_axis(ends.index)
    found = {}
    for count in counts:
        first, last = ((ends[f"{end}_{count}"] - posted).dt.total_seconds() for end in ("first", "last"))
        longest = np.log((last / first).where(first > 0)).nlargest(FITTED).index
        found[count] = tuple(ends["video_id"].reindex(longest).sort_values())
    return found


@once
def _histories(data: Data, videos: tuple[str, ...]) -> Tracks:
    """All captures of these videos, which are often the same for several counts."""
    return tracks_of(data.roll("videos", rollups.histories, videos))


@once
def curve(data: Data, column: str) -> estimate.AccrualCurve:
    """The curve fitted to all captures of the workspace's videos, young ones too, of the creators' own accounts: of the
    FITTED whose captures span most, newest age over first."""
    name = organic(column)
    videos = _longest(data, TOGETHER if name in TOGETHER else (name,))[name]
    found = _histories(data, videos)
    counts = found.counts[name]
    own = counts > 0
    return estimate.accrual_curve(found.code[own], found.age[own], counts[own])


def level_of(n: int) -> float:
    """The level that so many mature videos carry; NaN where they carry none."""
    return next((level for least, level in LEVELS if n >= least), np.nan)


def each_at_28(data: Data, column: str, ages: Numbers, counts: Numbers) -> pd.DataFrame:
    """One row a young video (age 1 to 28 days, organic count now): value, low, high at day 28, level, n, how.

    39 mature videos or more: conformal at 95 %; 19 to 38: at 90 %; fewer: the fitted curve.  Where not even that can be
    told, all is NaN and how "published curves".
    """
    early, final = lookups(data, column, ages)
    n = ((early > 0) & (final > 0)[:, None]).sum(axis=0)
    levels = np.array([level_of(int(known)) for known in n])
    out = pd.DataFrame({"level": levels, "n": n, "how": ""}, index=range(len(ages)))
    for level in np.unique(levels[~np.isnan(levels)]):
        at = np.flatnonzero(levels == level)
        some = estimate.project(early[:, at], final, counts[at], float(level))
        out.loc[at, EACH[:3]] = some[EACH[:3]].set_axis(at)
        out.loc[at, "how"] = [words("conformal", float(level), int(known)) for known in n[at]]
    at = np.flatnonzero(np.isnan(levels))
    if len(at):
        out.loc[at, EACH] = _by_curve(data, column, ages[at], counts[at]).set_axis(at)
    return out[EACH]


def _by_curve(data: Data, column: str, ages: Numbers, counts: Numbers) -> pd.DataFrame:
    """The same by the fitted curve."""
    fitted = curve(data, column)
    if np.isnan(fitted.shape):
        nothing = dict.fromkeys(EACH[:4], np.nan) | {"n": 0, "how": "published curves"}
        return pd.DataFrame([nothing] * len(ages), columns=EACH)
    some = estimate.project_by_curve(fitted, ages, counts, RIPE_DAYS, CURVE_LEVEL)
    levels = np.where(some["low"] > 0, CURVE_LEVEL, np.nan)
    how = [words("fitted curve", level, int(n)) for level, n in zip(levels, some["n"], strict=True)]
    return some.assign(level=CURVE_LEVEL, how=how)[EACH]


def sum_at_28(data: Data, column: str, ages: Numbers, counts: Numbers) -> Total | None:
    """The sum of young videos' organic counts at day 28: chain-ladder, each video from its own age, where the mature
    videos carry a range for all of them; else by the fitted curve; None where neither can be told."""
    early, final = lookups(data, column, ages)
    found = estimate.project_total(early, final, counts)
    level = level_of(found.n)
    if not np.isnan(level):
        found = found if level == 0.95 else estimate.project_total(early, final, counts, level)
        return Total(found, level, found.n - 1, words("chain-ladder", level, found.n))
    fitted = curve(data, column)
    if np.isnan(fitted.shape):
        return None
    found = estimate.total_by_curve(fitted, ages, counts, RIPE_DAYS, CURVE_LEVEL)
    told = words("fitted curve", CURVE_LEVEL if found.low > 0 else np.nan, found.n)
    return Total(found, CURVE_LEVEL, found.n - 2, told)


def words(method: str, level: float, n: int) -> str:
    """ "conformal, 95 %, 57 mature videos"; a curve is fitted to videos of any age."""
    what = "video" if method == "fitted curve" else "mature video"
    return f"{method}, {'no range' if np.isnan(level) else percent(level, 0)}, {plural(n, what)}"
