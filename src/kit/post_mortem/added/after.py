"""The days after the flight: did the campaign only move demand forward?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.once import once
from kit.post_mortem.added.estimated import estimated, lifted
from kit.post_mortem.added.placebos import changed
from kit.post_mortem.added.share import share_of, size
from kit.post_mortem.campaign import campaign_of, in_flight
from kit.wording import day, plural
from kit.wording import estimate as said

FEWEST = 5  # known days after the flight, for a word on them


@dataclass(frozen=True)
class After:
    """What was found after the flight (None where it cannot be told), from when to when, and that in words."""

    found: estimate.Lift | None
    since: pd.Timestamp
    until: pd.Timestamp
    words: str


@once
def after(data: Data, outcome: str = "") -> After:
    """The up to 14 days after the flight against what the days before it let expect, the flight's own days unused."""
    days, (_, until) = estimated(data, outcome).days, in_flight(campaign_of(data))
    start, last = until + pd.Timedelta(days=1), days.frame.index[-1]
    later = days.quiet[days.quiet.index >= start]
    known = int(later.notna().sum())
    if known < FEWEST:
        few = (
            f"only {plural(known, 'day')} after the flight {'is' if known == 1 else 'are'}"
            if known
            else "no day after the flight is"
        )
        return After(
            None,
            start,
            last,
            f"Whether demand was moved forward cannot be told yet: {few} known, and it needs {FEWEST}.",
        )
    skip = (until - days.frame.index[days.before]).days + 1
    found = lifted(days, days.before, len(days.frame), daily=False, skip=skip)
    if np.isnan(found.low):
        return After(
            None,
            start,
            last,
            "The days after the flight cannot be held against those before: a control is missing there.",
        )
    return After(found, start, last, _words(found, start, last, days.called))


def _words(found: estimate.Lift, start: pd.Timestamp, last: pd.Timestamp, called: str) -> str:
    """A fall is what demand moved forward looks like; none that can be seen is no proof that there was none."""
    value, low, high, kind = share_of(found)
    daily = " a day" if kind == "number" else ""
    span = f"In the {plural(found.days, 'known day')} after the flight, up to {day(last)}, {called}"
    if not changed(found):
        return (
            f"{span} was within what was expected, at {said(value, low, high, kind)}{daily}: no sign of demand moved "
            "forward, though a smaller shift would not show."
        )
    far = f"{size(value, low, high, kind)}{daily}"
    if found.high < 0:
        return f"{span} ran {far} below what was expected, as when demand is moved forward: set that against the lift."
    return f"{span} still ran {far} above what was expected: no sign of demand moved forward."
