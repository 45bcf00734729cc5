"""The outcome against its synthetic twin, made of donor series that no campaign touched."""

from dataclasses import dataclass

import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.post_mortem.added.estimated import days_of
from kit.post_mortem.added.series import FEWEST_DAYS, Series
from kit.wording import percent, plural

FEWEST_DONORS = 5
JOINT = 0.9  # share of the outcome's days on which all donors together must be known
WORSE = 2  # a twin that fits more than so many times worse than donors' twins do is none


@dataclass(frozen=True)
class Twin:
    """The outcome's days, its synthetic control, donors that served, and the same on the days before (None: too few).

    `left_out`: donor series that could not serve.
    """

    days: Series
    found: estimate.Synthetic
    earlier: estimate.Synthetic | None
    left_out: int


@once
def twin(data: Data, outcome: str = "") -> Twin:
    """The synthetic control of the flight; NotShown, by name, with fewer than five donors, fewer than 56 days before
    that all know, a series of what is there, or a bad fit before."""
    days = days_of(data, outcome)
    if days.state:
        raise NotShown(
            f"{days.called[0].upper()}{days.called[1:]} cannot be held against donors, as the series counts what is "
            "there; import what came each day, such as new followers, for the outcome and for the donors."
        )
    if not days.quiet.iloc[: days.before].mean() > 0:
        raise NotShown(
            f"{days.called} is 0 or less on average before the flight, and a mix of donors works by shares only; "
            "choose an outcome that counts or sums up, such as orders."
        )
    donors = _serving(days)
    offered = len(days.donors) + days.unused["donor series with missing days"]
    if donors.shape[1] < FEWEST_DONORS:
        few = f"{f'only {donors.shape[1]}' if donors.shape[1] else 'none'} of {offered}" if offered else "none"
        raise NotShown(
            "A synthetic control needs at least five daily series with the role donor, such as regions without the "
            f"campaign, known on nearly all days of the outcome; the table daily has {few}. Import them: kit import "
            f"daily.csv --into {data.given}"
        )
    found = _held(days.quiet, donors, days.before, days.end)
    if found is None or found.n < FEWEST_DAYS:
        raise NotShown(
            f"The outcome and its donors share {plural(0 if found is None else found.n, 'day')} before the flight; a "
            f"synthetic control needs {FEWEST_DAYS}. Import earlier days: kit import daily.csv --into {data.given}"
        )
    usual = float(found.donors["fit"].median())
    if found.fit > WORSE * usual:
        raise NotShown(
            f"Before the flight, {days.called} lay {percent(found.fit, 0)} of its mean away from the best mix of donors"
            f", more than twice as far as a donor from a mix of the others ({percent(usual, 0)}), so that none "
            "stands for it. Import donors that move as it does, such as regions of the same market."
        )
    length = days.end - days.before
    start = days.before - length
    room = int(days.quiet.iloc[: max(start, 0)].notna().sum()) >= FEWEST_DAYS
    earlier = _held(days.quiet, donors, start, days.before) if room else None
    return Twin(days, found, earlier, offered - donors.shape[1])


def _held(y: pd.Series, donors: pd.DataFrame, before: int, end: int) -> estimate.Synthetic | None:
    """The estimator on the first `end` days; None where no day is shared before or after."""
    known = (y.notna() & donors.notna().all(axis=1)).to_numpy()
    if not known[:before].any() or not known[before:end].any():
        return None
    return estimate.synthetic(y.iloc[:end].to_numpy(), donors.iloc[:end], before)


def _serving(days: Series) -> pd.DataFrame:
    """Donors that vary and are above 0 on average, before and in the flight; those with most gaps go until nearly all
    of the outcome's days are known."""
    donors, known = days.frame[days.donors].iloc[: days.end], days.quiet.iloc[: days.end].notna()
    early, late = donors.iloc[: days.before], donors.iloc[days.before :]
    donors = donors.loc[:, (early.mean() > 0) & (early.std() > 0) & (late.mean() > 0)]
    while donors.shape[1] and not donors.notna().all(axis=1)[known].mean() >= JOINT:
        donors = donors.drop(columns=donors.isna().sum().idxmax())
    return donors
