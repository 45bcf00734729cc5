"""Creators' videos as trends and posting times compare them, and the fixed panel on which use may be said to change."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.once import once
from kit.selection import cannot_be, FEW_VIEWS, is_usual, SELECTED

WEEKS = 4  # of each of the two periods compared
SLACK = pd.Timedelta("7D")  # creators who post once a week have no video on the very first day
FEW_CREATORS = 5  # fewer say more about these people than about what they use
VISIBLE = 0.005  # a smaller difference prints as none
READ = (
    *("creator_id", "posted_at", "collected_by", "collected_for", "organic_views", "organic_engagements", "age_days"),
    "age_at_least",
    *("hashtags", "sound_id", "sound", "duration_s"),
)
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Seen:
    """Creators' videos without those of `left_out`, one entry a row of `videos` in every array.

    creator: place in `who`.  week: whole weeks before the end of the data, 0 … 7, on the panel; NaN for others.
    log_views, log_rate: of videos of known age that may stand for their creator; NaN for others.  log_age: log days at
    capture, from the newest video where the capture is unknown.  panel: creators on it who posted in the periods;
    outside: creators who are not on it.  end: of the periods.
    """

    videos: pd.DataFrame
    who: pd.Index
    creator: Ints
    week: Floats
    log_views: Floats
    log_rate: Floats
    log_age: Floats
    panel: int
    outside: int
    left_out: dict[str, int]
    end: pd.Timestamp = pd.NaT

    @property
    def whole(self) -> bool:
        """Whether the panel is large enough to tell a change of use."""
        return self.panel >= FEW_CREATORS


@once
def seen(data: Data) -> Seen:
    """The videos that are compared, and the panel: creators whose own videos reach back to the start of the two periods
    and who were captured up to their end, so that nobody's coming or going looks like a change of use.

    Videos found by hashtag or search are on no panel.  The end is the newest video, or the day up to which half of the
    creators were captured, whichever is earlier.  Where a capture is unknown, age is counted to the newest video, and
    the last week's videos are too young to compare.
    """
    every = data.videos
    brand = every["creator_id"].isin(data.brand_accounts())
    odd = every["contradictory"] | every["misdated"]
    out = {"videos on brands' own accounts": int(brand.sum())} | cannot_be(every[~brand], dates=True)
    videos = every.loc[~brand & ~odd, list(READ)].reset_index(drop=True)
    creator, who = pd.factorize(videos["creator_id"], sort=True)
    own = ~videos["collected_by"].isin(SELECTED)
    held, end = _panel(data, pd.Index(who), videos["posted_at"][own].max())
    behind = (end - videos["posted_at"]).dt.total_seconds().to_numpy(dtype="float64", na_value=np.nan) / (7 * 86400)
    on = own.to_numpy(dtype=bool) & held[creator] & (behind >= 0) & (behind < 2 * WEEKS)
    newest = (videos["posted_at"].max() - videos["posted_at"]).dt.total_seconds() / 86400
    age = videos["age_at_least"].fillna(newest).astype("float64")
    views = videos["organic_views"].astype("float64").where(is_usual(videos) & age.notna())
    rate = (videos["organic_engagements"].astype("float64") + 0.5) / (views.where(views >= FEW_VIEWS) + 1)
    return Seen(
        videos,
        pd.Index(who),
        creator.astype(np.int64),
        np.where(on, np.floor(behind), np.nan),
        np.log(views.where(views > 0)).to_numpy(),
        np.log(rate).to_numpy(),
        np.log(age.clip(lower=1).fillna(1.0)).to_numpy(),
        panel=int((np.bincount(creator[on]) > 0).sum()),
        outside=int((~held).sum()),
        left_out={words: n for words, n in out.items() if n},
        end=end,
    )


def _panel(data: Data, who: pd.Index, newest: pd.Timestamp) -> tuple[NDArray[np.bool_], pd.Timestamp]:
    """Whether each creator is on the panel, and the end of the periods; a creator never captured is believed.  Nobody
    is where the report's window begins after the periods."""
    own = data.table("videos")[["creator_id", "posted_at", "captured_at", "collected_by"]]
    own = own[~own["collected_by"].isin(SELECTED)]
    span = own.groupby("creator_id", sort=False)
    first, captured = span["posted_at"].min().reindex(who), span["captured_at"].max().reindex(who)
    half = captured.median()
    end = newest if pd.isna(half) else min(newest, half)
    begin = end - 2 * WEEKS * pd.Timedelta("7D") + SLACK
    held = (first <= begin) & ~(captured < end - SLACK)
    if data.window[0] and not pd.Timestamp(data.window[0], tz="UTC") <= begin:
        held &= False
    return held.fillna(False).to_numpy(dtype=bool), end


def within(seen: Seen, y: Floats, known: Bools | None = None) -> estimate.Within:
    """The videos of each creator (those `known`), to be compared by y, age held constant."""
    return estimate.Within.of(y if known is None else np.where(known, y, np.nan), seen.creator, seen.log_age)


def ratio(videos: estimate.Within, has: Bools, level: float) -> Floats:
    """Ratio of e^y of the videos that have it over the same creator's others: value, low, high."""
    gap = videos.gap(has, level)
    with np.errstate(over="ignore"):
        return np.exp([gap.value, gap.low, gap.high])


@dataclass(frozen=True)
class Compared:
    """The same creator's videos by when they were posted (on the panel), by views and by engagement rate."""

    posted: estimate.Within
    views: estimate.Within
    rates: estimate.Within

    @classmethod
    def of(cls, seen: Seen) -> "Compared":
        rates = np.where(np.isnan(seen.log_views), np.nan, seen.log_rate)
        when = estimate.Within.of(-seen.week, seen.creator)
        return cls(when, within(seen, seen.log_views), within(seen, rates))
