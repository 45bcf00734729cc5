"""Are the campaign's comments more negative than is usual for the brand?"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit import estimate
from kit.comments.feelings import Reading
from kit.comments.said import said
from kit.data import Data
from kit.dates import days
from kit.post_mortem.voices.scope import Scope
from kit.sentiment import LABELS, NEGATIVE
from kit.wording import count, day, percent, plural
from kit.wording import estimate as said_as

LEAST_READ, LEAST_NEGATIVE, LEAST_VIDEOS = 30, 5, 5  # on each side
NARROW = 1e-3  # of the ratio: so narrow an interval says that all videos are alike, not that the ratio is known
CHANCE = 0.025  # on one side, as in a 95 % interval
BAD = LABELS.index(NEGATIVE)


class Against(NamedTuple):
    """Negative share of what was read now and usually, and how many times as often (95 %, videos as clusters, compared
    within languages); NaN and a reason where that is not known.  certain: Fisher's test of the counts sees it too, as
    few videos may be alike by chance and make the interval too narrow; where all are alike there is no interval, and
    that test decides."""

    now: float
    usual: float
    times: float
    low: float
    high: float
    reason: str
    certain: bool = False

    @property
    def worse(self) -> bool:
        return self._is_clear and self.times > 1

    @property
    def better(self) -> bool:
        return self._is_clear and self.times < 1

    @property
    def _is_clear(self) -> bool:
        alike = not self.reason and np.isnan(self.low) and abs(self.times - 1) > NARROW
        return self.certain and bool(self.low > 1 or self.high < 1 or alike)


def against_usual(data: Data, scope: Scope, reading: Reading) -> Against:
    """Source: Mantel-Haenszel ratio over languages, jackknifed over videos (`estimate.ratio_gap`)."""
    comments, bad = said(data), reading.labels == BAD
    sides = [part & (reading.labels >= 0) for part in (scope.under, scope.usual)]
    now, usual = (float(bad[side].mean()) if side.sum() >= LEAST_READ else np.nan for side in sides)
    if reason := scope.why_no_usual or _too_few(comments, sides, bad):
        return Against(now, usual, np.nan, np.nan, np.nan, reason)
    rows = sides[0] | sides[1]
    some = comments[rows]
    found = estimate.ratio_gap(
        bad[rows].astype(float),
        np.ones(len(some)),
        some["video_id"],
        np.where(scope.under[rows], "now", "usual"),
        reference="usual",
        strata=some["language"],
    )
    lost = "" if np.isfinite(found.low) else "Not compared with usual: too few negative comments in the same languages."
    alike = found.high - found.low < NARROW * found.value
    low, high = (np.nan, np.nan) if alike else (found.low, found.high)
    counts = [(int(bad[side].sum()), int(side.sum())) for side in (sides if found.value > 1 else sides[::-1])]
    certain = estimate.higher_share(*counts[0], *counts[1]) < CHANCE
    return Against(now, usual, found.value, low, high, lost, certain)


def _too_few(comments: pd.DataFrame, sides: list[np.ndarray], bad: np.ndarray) -> str:
    """Which side is too small to be compared; "" where none is."""
    for side, where in zip(sides, ("under the campaign's videos", "of before the flight"), strict=True):
        n, videos, negative = int(side.sum()), comments["video_id"][side].nunique(), int(bad[side].sum())
        for there, least, what in (
            (n, LEAST_READ, "could be read"),
            (negative, LEAST_NEGATIVE, "read as negative"),
        ):
            if there < least:
                verb = "" if what == "could be read" else "is " if there == 1 else "are "
                return f"Not compared with usual: {plural(there, 'comment')} {where} {verb}{what}; {least} are needed."
        if videos < LEAST_VIDEOS:
            return (
                f"Not compared with usual: the comments {where} stand under {plural(videos, 'video')}; {LEAST_VIDEOS} "
                "are needed."
            )
    return ""


def flag(against: Against) -> str:
    """ "More negative than usual: as read, 22 % against 14 % before the flight, …"; "" where not known."""
    if against.reason:
        return ""
    if against.worse:
        start = "More negative than usual"
    else:
        start = "Less negative than usual" if against.better else "Not clearly more or less negative than usual"
    return (
        f"{start}: as read, {percent(against.now)} against {percent(against.usual)} before the flight; "
        f"in the same languages {said_as(against.times, against.low, against.high, 'number')} times as often"
        f"{' (no interval, as all videos are alike)' if np.isnan(against.low) else ''}."
    )


def began(comments: pd.DataFrame, labels: np.ndarray) -> str:
    """The day from which negative comments came at least three times as often a day and were a clearly larger share of
    those read (`estimate.burst`: one false alarm in a hundred campaigns); "" without such a day."""
    read = (labels >= 0) & comments["posted_at"].notna().to_numpy(dtype=bool)
    if not read.any():
        return ""
    on, bad = days(comments["posted_at"][read]), labels[read] == BAD
    numbered = (on - on.min()).dt.days.to_numpy()
    start = estimate.burst(numbered, bad)
    if start is None:
        return ""
    late = numbered >= start
    return (
        f"Since {day(on.min() + pd.Timedelta(days=start))} negative comments came at least three times as often a day "
        f"as before: {percent(bad[late].mean(), 0)} of those read, {percent(bad[~late].mean(), 0)} before that day."
    )


def one_video(comments: pd.DataFrame, labels: np.ndarray) -> str:
    """A word where one of several videos holds most of at least ten negative comments; "" otherwise."""
    bad = comments["video_id"][labels == BAD].value_counts()
    if len(bad) == 0 or comments["video_id"].nunique() < 2 or bad.sum() < 10 or 2 * bad.iloc[0] <= bad.sum():
        return ""
    return f"{count(bad.iloc[0])} of the {count(bad.sum())} comments read as negative stand under one video."
