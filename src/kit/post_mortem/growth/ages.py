"""What a video counted at the age asked for, read between its captures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.once import once

DAYS = (1, 3, 7, 14, 28)
PARTS = ("likes", "comments", "shares")
COUNTS = ("views", "engagements", *PARTS, "saves")
GONE = ("deleted", "private")  # what was counted of these is what was last known: no growth can be read from it
USED = ("video_id", "captured_at", "imported_at", "status", "is_ad", "views", *PARTS, "saves")
PAID = ("paid_views", *(f"paid_{part}" for part in PARTS))
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
    """Every dated capture of the videos, in the order of video and age.

    videos: video_ids; code: a row's place among them; age: days from posting to capture, above 0.
    counts: views, engagements, likes, comments, shares, saves of all sorts, and the same as organic_… without what was
    paid for (missing where a boosted video's paid part is unknown); floats, NaN where missing.
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
    """The captures of all videos up to the report's day, of those with a posting and a capture time; none of a video
    that was taken down counts once it was gone."""
    rows = data.captures("videos", (*USED, *PAID))
    posted = data.table("videos").set_index("video_id")["posted_at"]
    rows = rows[rows["captured_at"].notna() & ~rows["status"].isin(GONE)]
    videos = pd.Index(posted.index[posted.notna()])
    code = videos.get_indexer(rows["video_id"])
    rows, code = rows[code >= 0], code[code >= 0]
    since = posted.loc[videos].to_numpy("datetime64[us]")[code]
    age = (rows["captured_at"].to_numpy("datetime64[us]") - since) / np.timedelta64(1, "D")
    order = np.lexsort((rows["imported_at"].to_numpy("datetime64[us]"), age, code))
    code, age, counts = code[order], age[order], {c: v[order] for c, v in _counts(rows).items()}
    last = np.append((code[1:] != code[:-1]) | (age[1:] != age[:-1]), True)[: len(code)] & (age > 0)
    return Tracks(videos, code[last].astype(np.int64), age[last], {c: v[last] for c, v in counts.items()})


def _counts(rows: pd.DataFrame) -> dict[str, Numbers]:
    """The counts of each row, of all sorts and organic."""
    plain = {c: _floats(rows[c]) for c in ("views", *PARTS, "saves")}
    paid = {c: _floats(rows[f"paid_{c}"]) for c in ("views", *PARTS)} | {"saves": np.full(len(rows), np.nan)}
    for some in (plain, paid):
        some["engagements"] = metrics.engagements(*(some[c] for c in PARTS))
    boosted = rows["is_ad"].fillna(False).to_numpy(bool) | ~np.isnan(paid["views"])
    found = dict(plain)
    for column in COUNTS:
        organic = plain[column] - np.where(boosted, paid[column], 0)
        found[f"organic_{column}"] = np.where(organic >= 0, organic, np.nan)
    return found


def _floats(values: pd.Series) -> Numbers:
    return values.to_numpy("float64", na_value=np.nan)


@once
def at_days(data: Data, column: str = "organic_views") -> pd.DataFrame:
    """One row a video (index video_id), one column a day of DAYS: the count at that age, NaN where not read."""
    found = tracks(data)
    return pd.DataFrame(found.at(column, np.array(DAYS), found.videos), index=found.videos, columns=list(DAYS))
