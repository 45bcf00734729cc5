"""What videos gained on each day, read between their captures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
import pandas as pd

from kit.data import Data
from kit.post_mortem.growth.ages import tracks

FIRST = 2.0  # days from posting to a first capture up to which a straight line from nothing may stand
SLACK = pd.Timedelta("7D")  # a video whose last capture lies further before the end is not followed
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Gains:
    """`daily`: one number a day, NaN where a followed video is not read; `followed` of `asked` videos stand behind it.

    Followed: posted and captured twice or more with known counts, read on every day from its posting until at most
    a week before the end of the days.
    """

    daily: Numbers
    followed: int
    asked: int


def gains(data: Data, video_ids: pd.Index, column: str, days: pd.DatetimeIndex) -> Gains:
    """How much `column` (views, engagements) of these videos grew on each of these days (UTC), in all.

    A video's count at midnight is read between two captures (`ages.Tracks.at`); before its posting it is 0, and up to
    a first capture within two days it grows in a straight line.  No day is read beyond the last capture, and none from
    one capture alone.  A count that was corrected downwards gives a loss.  The videos are the same on all days, so that
    a day is comparable with the next.
    """
    counts, captures = _at_midnight(data, video_ids, column, days)
    change = np.diff(counts, axis=1)
    known = ~np.isnan(change)
    if not known.size:
        return Gains(np.full(len(days), np.nan), 0, len(video_ids))
    last = len(days) - 1 - SLACK.days
    followed = (captures > 1) & known[:, : max(last + 1, 0)].all(axis=1) & known.any(axis=1)
    if not followed.any():
        return Gains(np.full(len(days), np.nan), 0, len(video_ids))
    return Gains(change[followed].sum(axis=0), int(followed.sum()), len(video_ids))


def _at_midnight(
    data: Data, video_ids: pd.Index, column: str, days: pd.DatetimeIndex
) -> tuple[Numbers, NDArray[np.int64]]:
    """Counts of each video (rows) at the beginning of each day and at the end of the last (columns), and how many
    captures of it have the count."""
    every = tracks(data)
    place = every.videos.get_indexer(video_ids)
    known = ~np.isnan(every.counts[column])
    code, age, values = every.code[known], every.age[known], every.counts[column][known]
    out = np.full((len(video_ids), len(days) + 1), np.nan)
    captures = np.bincount(code, minlength=len(every.videos))[place] * (place >= 0) if len(every.videos) else place * 0
    if not len(code) or not len(video_ids):
        return out, captures
    begin = np.minimum(np.searchsorted(code, place), len(code) - 1)
    end = np.maximum(np.searchsorted(code, place, side="right") - 1, 0)
    posted = data.table("videos").set_index("video_id")["posted_at"].reindex(video_ids).to_numpy("datetime64[us]")
    edges = days.append(days[-1:] + pd.Timedelta("1D")).to_numpy("datetime64[us]")
    ages = (edges[None, :] - posted[:, None]) / np.timedelta64(1, "D")
    out = every.at(column, np.maximum(ages, 1e-6), video_ids)
    first, first_value, last = age[begin][:, None], values[begin][:, None], age[end][:, None]
    early = np.where(first <= FIRST, first_value * ages / first, np.nan)
    out = np.select([ages <= 0, ages < first, ages <= last], [0.0, early, out], default=np.nan)
    out[(captures == 0) | np.isnat(posted)] = np.nan
    return out, captures
