"""What a video counted at the age asked for, read between its captures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
import pandas as pd

from kit.data import Data
from kit.once import once
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.deliveries import counted
from kit.rollups import ages as rollups
from kit.selection import RIPE_DAYS, YOUNG_DAYS

DAYS = (1, 3, 7, 14, 28)
BESIDE = ("views", "organic_views", "organic_engagements")  # counts that videos of one creator are compared by
NEAR = 0.1  # a first or last capture that misses the age by a tenth of it stands for it
APART = 8.0  # captures further apart (day 1 and day 9) tell too little of what lay between
STEP = 64.0  # wider than any span of log ages, so that code and log age make one sorted key
READ = (
    "Between two captures, the log of the count is drawn straight over the log of age, as growth slows; a capture up "
    f"to a tenth off stands for the age; none is read between captures more than {APART:.0f}-fold apart in age."
)

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Tracks:
    """Dated captures of videos, in the order of video and age.

    videos: video_ids; code: a row's place among them; age: days from posting to capture, above 0.
    counts: floats, NaN where missing.
    """

    videos: pd.Index
    code: NDArray[np.int64]
    age: Numbers
    counts: dict[str, Numbers]

    def at(self, column: str, ages: Numbers, videos: pd.Index, near: Numbers | float = NEAR) -> Numbers:
        """Counts of these videos (rows) at these ages in days (columns); NaN where none can be read.

        ages: one for all videos a column, or videos × columns, where each video has its own; `near` likewise, or one.
        Log-linear in log age between the captures around the age (log of count + 1, so that 0 has one): of counts that
        grow ever slower this lies closer than a line over age (half the error between days 7 and 28 of the sample).
        Nothing is read beyond the first and last capture, but for an age that one of them misses by a tenth (`near`) of
        it, nor between captures whose ages are more than eight-fold apart.
        """
        values = self.counts[column]
        known = ~np.isnan(values)
        code, age, logs = self.code[known], np.log(self.age[known]), np.log1p(values[known])
        wanted, asked = self.videos.get_indexer(videos), np.log(np.asarray(ages, dtype="float64"))
        if not len(code):
            return np.full(np.broadcast_shapes((len(wanted), 1), asked.shape), np.nan)
        place = np.searchsorted(code * STEP + age, wanted[:, None] * STEP + asked, side="right")
        before, after = np.maximum(place - 1, 0), np.minimum(place, len(code) - 1)
        lower = (place > 0) & (code[before] == wanted[:, None])
        upper = (place < len(code)) & (code[after] == wanted[:, None])
        gap = age[after] - age[before]
        both = lower & upper & (gap <= np.log(APART))
        share = np.where(both, (asked - age[before]) / np.where(gap > 0, gap, 1), 0)
        close = np.log1p(near)
        early, late = lower & (asked - age[before] <= close), upper & (age[after] - asked <= close)
        read = np.where(early | both, logs[before], np.where(late, logs[after], np.nan))
        return np.expm1(np.where(both, read + share * (logs[after] - logs[before]), read))


@once
def tracks(data: Data) -> Tracks:
    """Every capture of the delivered videos, with the counts of `rollups.histories`."""
    return tracks_of(data.roll("videos", rollups.histories, tuple(counted(data)["video_id"])))


@once
def tracks_near(data: Data) -> Tracks:
    """Of the videos of the campaign's creators, and of the accounts that its videos stand on: what tells the counts of
    BESIDE on DAYS, and at the newest age of each delivered video (28 days if older); nothing for sure at other ages."""
    seen = counted(data)
    people = {*seen["owner"], *seen["creator_id"], *booked_campaign(data).deals["creator_id"]}
    newest = seen["age_days"].dropna().astype("float64").clip(upper=RIPE_DAYS)
    ages = tuple(sorted({*DAYS, *newest[newest >= YOUNG_DAYS]}))
    return tracks_of(data.roll("videos", rollups.around, BESIDE, ages, tuple(sorted(people))))


def tracks_of(rows: pd.DataFrame) -> Tracks:
    """A roll-up's captures: video_id, posted_at, captured_at and counts, in the order of video and capture."""
    code, videos = pd.factorize(rows["video_id"])
    age = (rows["captured_at"] - rows["posted_at"]).to_numpy("timedelta64[us]") / np.timedelta64(1, "D")
    counts = rows.columns.drop(["video_id", "posted_at", "captured_at"])
    return Tracks(
        pd.Index(videos), code.astype(np.int64), age, {c: rows[c].to_numpy("float64", na_value=np.nan) for c in counts}
    )


@once
def at_days(data: Data, column: str = "organic_views") -> pd.DataFrame:
    """One row a video of the campaign's creators (index video_id), one column a day of DAYS: the count (of BESIDE) at
    that age, NaN where not read."""
    found = tracks_near(data)
    return pd.DataFrame(found.at(column, np.array(DAYS), found.videos), index=found.videos, columns=list(DAYS))
