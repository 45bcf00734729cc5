"""The lift of a daily outcome over the flight, estimated once for every question that needs it."""

from dataclasses import dataclass, replace

import numpy as np

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.added.series import Series, series
from kit.post_mortem.campaign import campaign_of, in_flight
from kit.wording import name

NEAR_ZERO = 2  # expected values below this many standard deviations of the days before are no base for a share


@dataclass(frozen=True)
class Estimated:
    """The outcome's days, what they let expect, and whether every day of the flight is in it (`whole`)."""

    days: Series
    found: estimate.Lift
    whole: bool


@once
def estimated(data: Data, outcome: str = "") -> Estimated:
    """The lift of the outcome ("": the only series with that role); NotShown, by name, where it cannot be estimated."""
    since, until = in_flight(campaign_of(data))
    days = series(data, outcome, since, until)
    found = lifted(days, days.before, len(days.frame))
    if np.isnan(found.low):
        raise NotShown(
            f"The days before the flight cannot carry an estimate for {name(days.name)}: the series or a control "
            "does not vary there, or too much is missing. Import a longer or fuller daily series."
        )
    return Estimated(days, found, found.days == (until - since).days + 1)


def lifted(days: Series, before: int, end: int, daily: bool = True) -> estimate.Lift:
    """The estimator on the first `end` days, `before` of them before; `daily`: with intervals for single days."""
    y = days.quiet.iloc[:end]
    controls = days.frame[days.controls].iloc[:end] if days.controls else None
    logged = bool((y.dropna() > 0).all())
    found = estimate.lift(
        y.to_numpy(),
        None if controls is None else controls.to_numpy(),
        before,
        log=logged,
        weekday=y.index.day_of_week.to_numpy(),
        daily=daily,
    )
    if not logged and not found.path["expected"].iloc[before:].mean() >= NEAR_ZERO * y.iloc[:before].std():
        return replace(found, relative=np.nan, relative_low=np.nan, relative_high=np.nan)
    return found
