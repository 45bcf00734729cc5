"""What the workspace's own videos say about growth from an age to day 28, and by which method."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.once import once
from kit.post_mortem.growth.ages import NEAR, Numbers, tracks
from kit.selection import RIPE_DAYS, SELECTED
from kit.wording import percent, plural

LEVELS = ((39, 0.95), (19, 0.9))  # mature videos that a conformal range needs, by level
CURVE_LEVEL = 0.9  # of the fitted curve; at 95 % it held 86–94 % of simulated videos, at 90 % 89–94 %
SHORT = 0.02  # a last capture that misses day 28 by half a day has it
FITTED = 300  # videos that the curve is fitted to, those seen over the longest span
EACH = ["value", "low", "high", "level", "n", "how"]


@dataclass(frozen=True)
class Mature:
    """Videos whose organic count at day 28 can be read, of creators (no brand's account).

    `selected`: some were found by hashtag or search, as too few others are mature.
    """

    videos: pd.Index
    selected: bool


@dataclass(frozen=True)
class Total:
    """A sum at day 28, its interval at `level`, the degrees of freedom behind it, and the method in words."""

    found: estimate.Estimate
    level: float
    df: float
    how: str


@once
def mature(data: Data) -> Mature:
    """The videos that growth is read from: all of the workspace, not only the campaign's, whenever they were posted."""
    found, every = tracks(data), data.table("videos").set_index("video_id")
    ripe = ~np.isnan(_final(data, "organic_views", found.videos))
    rows = every.loc[found.videos[ripe], ["creator_id", "collected_by"]]
    rows = rows[~rows["creator_id"].isin(data.brand_accounts())]
    chosen = rows["collected_by"].isin(SELECTED)
    if (~chosen).sum() >= LEVELS[0][0]:
        rows, chosen = rows[~chosen], chosen[~chosen]
    return Mature(rows.index, bool(chosen.any()))


def lookups(data: Data, column: str, ages: Numbers) -> tuple[Numbers, Numbers]:
    """The mature videos' organic counts at these ages (videos × ages) and at day 28; NaN where not read.  One capture
    never stands for both, as that would be growth of nothing."""
    videos, found, name = mature(data).videos, tracks(data), organic(column)
    near = np.where(ages * (1 + NEAR) ** 2 < RIPE_DAYS, NEAR, 0.0)
    return found.at(name, ages, videos, near), _final(data, name, videos)


def _final(data: Data, name: str, videos: pd.Index) -> Numbers:
    return tracks(data).at(name, np.array([RIPE_DAYS]), videos, SHORT)[:, 0]


def organic(column: str) -> str:
    """The organic count behind a column."""
    return f"organic_{column.removeprefix('organic_')}"


@once
def curve(data: Data, column: str) -> estimate.AccrualCurve:
    """The curve fitted to all captures of the workspace's videos, young ones too, of the creators' own accounts."""
    found, owners = tracks(data), data.table("videos").set_index("video_id")["creator_id"]
    counts = found.counts[organic(column)]
    own = ~owners.loc[found.videos].isin(data.brand_accounts()).to_numpy(bool)[found.code] & (counts > 0)
    rows = pd.DataFrame({"code": found.code[own], "age": found.age[own], "count": counts[own]})
    ages = rows.groupby("code")["age"]
    longest = np.log(ages.max() / ages.min()).nlargest(FITTED).index
    rows = rows[rows["code"].isin(longest)]
    return estimate.accrual_curve(rows["code"], rows["age"], rows["count"])


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
