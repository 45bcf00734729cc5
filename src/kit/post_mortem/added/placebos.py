"""The lift's test on earlier windows, in which the campaign did not run: how often does it cry wolf?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.once import once
from kit.post_mortem.added.estimated import estimated, lifted
from kit.post_mortem.added.series import FEWEST_DAYS
from kit.wording import plural

FEWEST = 3  # earlier windows, else no check is claimed
MOST = 8  # with flight, days after and two controls as many rows as a page shows


@dataclass(frozen=True)
class Placebo:
    """One earlier window (both days in) and what the test found there."""

    since: pd.Timestamp
    until: pd.Timestamp
    found: estimate.Lift

    @property
    def hit(self) -> bool:
        return changed(self.found)


@dataclass(frozen=True)
class Placebos:
    """The windows, and how many of them would fit side by side."""

    tried: list[Placebo]
    apart: int

    @property
    def hits(self) -> int:
        return sum(one.hit for one in self.tried)

    @property
    def windows(self) -> str:
        """ "12 earlier windows of the same length, which overlap (with room for 3 side by side)"."""
        n = len(self.tried)
        text = f"{plural(n, 'earlier window')} of the same length"
        return text + (f", which overlap (with room for {self.apart} side by side)" if self.apart < n else "")

    @property
    def verdict(self) -> tuple[str, bool]:
        """What the test found where the campaign did not run, and whether that speaks for it."""
        if not self.tried:
            return (
                f"The days before are too few to try the same test on earlier windows: {FEWEST} of them need "
                f"{FEWEST_DAYS} days each before."
            ), False
        false = self.hits
        doubt = "do not build on this one" if 2 * false >= len(self.tried) else "it may be wrong here too"
        what = f"a change in {false} of them: {doubt}" if false else "nothing"
        few = self.apart < 2
        text = (
            f"The same test on {self.windows}, found {what}."
            if self.apart < len(self.tried)
            else (f"The same test on {self.windows} found {what}.")
        )
        return text + (" That is too little room to call it a check." if few else ""), not (false or few)


def changed(found: estimate.Lift) -> bool:
    """Whether the interval leaves out no change."""
    return bool(found.low > 0 or found.high < 0)


@once
def placebos(data: Data, outcome: str = "") -> Placebos:
    """The same test on earlier windows of the flight's length, each with 56 days before it.

    Eight at most: side by side, back from the flight, where so many fit; else evenly spread over the days there are,
    so that they overlap.  None where fewer than three fit.  Windows that cannot carry an interval are dropped.
    """
    days = estimated(data, outcome).days
    length = days.end - days.before
    last = days.before - length
    room, apart = last - FEWEST_DAYS, (days.before - FEWEST_DAYS) // length
    if room < FEWEST - 1:
        return Placebos([], 0)
    n = min(MOST, room + 1)
    starts = [last - k * length for k in range(n)] if apart >= n else [last - room * k // (n - 1) for k in range(n)]
    known = days.quiet.notna().to_numpy()
    tried = [
        Placebo(days.frame.index[s], days.frame.index[s + length - 1], lifted(days, s, s + length, daily=False))
        for s in sorted(starts)
        if 2 * known[s : s + length].sum() >= length
    ]
    kept = [one for one in tried if not np.isnan(one.found.low)]
    return Placebos(kept, min(apart, len(kept)))
