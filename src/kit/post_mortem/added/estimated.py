"""The lift of a daily outcome over the flight, estimated once for every question that needs it."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.added.series import Series, series
from kit.post_mortem.campaign import campaign_of, in_flight
from kit.wording import join, name, plural

NEAR_ZERO = 2  # expected values below this many standard deviations of the days before are no base for a share
ZEROS = 0.5  # share of days at 0 before the flight from which a series is no daily one


@dataclass(frozen=True)
class Estimated:
    """The outcome's days, what they let expect, and whether every day of the flight is in it (`whole`)."""

    days: Series
    found: estimate.Lift
    whole: bool


@once
def days_of(data: Data, outcome: str = "") -> Series:
    """The outcome's days around the flight; NotShown, by name, where flight or days are missing."""
    since, until = in_flight(campaign_of(data))
    days = series(data, outcome, since, until)
    earlier = days.quiet.iloc[: days.before].dropna()
    zeros = int((earlier == 0).sum())
    if zeros > ZEROS * len(earlier):
        raise NotShown(
            f"The series {name(days.name)} is 0 on {zeros} of {plural(len(earlier), 'day')} before the flight, too "
            "many to judge it by the day; choose an outcome that happens every day, such as visits."
        )
    return days


@once
def estimated(data: Data, outcome: str = "") -> Estimated:
    """The lift of the outcome ("": the only series with that role); NotShown, by name, where it cannot be estimated or
    told apart from a named event in the flight."""
    since, until = in_flight(campaign_of(data))
    days = days_of(data, outcome)
    if days.in_flight:
        raise NotShown(
            f"{join(days.in_flight)} fell into the flight, so that what {name(days.name, 40)} did cannot be told apart "
            "from the campaign. Set the parameter outcome to a series without it; or, if it concerned one other series "
            "of the table daily only, write that series' name into the column series of the table events."
        )
    found = lifted(days, days.before, days.end)
    if np.isnan(found.low):
        raise NotShown(
            f"The days before the flight cannot carry an estimate for {name(days.name)}: the series or a control "
            "does not vary there, or too much is missing. Import a longer or fuller daily series."
        )
    return Estimated(days, found, found.days == (until - since).days + 1)


def lifted(days: Series, before: int, end: int, daily: bool = True, skip: int = 0) -> estimate.Lift:
    """The estimator on the first `end` days, `before` of them before and the next `skip` ones unknown.

    daily: with intervals for single days and running sums.
    """
    y = days.quiet.iloc[:end].copy()
    y.iloc[before : before + skip] = np.nan
    return estimated_on(y, days.frame[days.controls].iloc[:end], before, daily)


def estimated_on(y: pd.Series, controls: pd.DataFrame, before: int, daily: bool = False) -> estimate.Lift:
    """The estimator on one series and its controls; on the log where all values are positive.  No share where the
    expected values lie near 0."""
    logged = bool((y.dropna() > 0).all())
    found = estimate.lift(
        y.to_numpy(),
        controls.to_numpy() if controls.shape[1] else None,
        before,
        log=logged,
        weekday=y.index.day_of_week.to_numpy(),
        daily=daily,
    )
    expected = y.iloc[before:].mean() - found.effect
    if not logged and not expected >= NEAR_ZERO * y.iloc[:before].std():
        return replace(found, relative=np.nan, relative_low=np.nan, relative_high=np.nan)
    return found
