"""The daily series that a lift is measured on: its days, its controls, and what else happened."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.post_mortem.added.happenings import blanked, happenings
from kit.post_mortem.added.kinds import is_rate, is_state
from kit.post_mortem.added.partial import without_partial_ends
from kit.post_mortem.campaign import campaign_of
from kit.wording import day, join, name, plural
from kit.wording import window as span

FEWEST_DAYS = 56  # before the flight; with fewer the estimator's promise was not tested
COVERED = 0.95  # share of days that a control or a donor must have, before and in the flight
AFTER_DAYS = 14  # days after the flight in which demand that was moved forward would be missed


@dataclass(frozen=True)
class Series:
    """A daily outcome up to two weeks after the flight, its controls and donors, and how many days lie before.

    `frame`: every day from the outcome's first to the last known one, one column a series; `before` and `end` are the
    places of the flight's first day and of the day after its last known one.  `quiet`: the outcome without days of
    named events outside the flight.  `in_flight`: events during it, in words.  `partial`: days dropped at its ends.
    `state`: the series counts what is there (followers), so that frame and quiet hold its change from the day before.
    """

    name: str
    unit: str
    frame: pd.DataFrame
    controls: list[str]
    donors: list[str]
    before: int
    end: int
    quiet: pd.Series
    in_flight: list[str]
    partial: list[pd.Timestamp]
    unused: dict[str, int]
    state: bool = False

    @property
    def called(self) -> str:
        """Its name in a sentence."""
        return f"the daily change of {name(self.name, 60)}" if self.state else name(self.name, 60)

    @property
    def adds(self) -> bool:
        """Whether its days can be summed."""
        return not is_rate(self.unit)

    @property
    def flight(self) -> pd.DataFrame:
        """The days of the flight, up to the last known one."""
        return self.frame.iloc[self.before : self.end]

    @property
    def dropped(self) -> str:
        """Which days at the ends were partial, as a sentence; "" where none was."""
        if not self.partial:
            return ""
        days = plural(len(self.partial), "day")
        return (
            f"{days} at the ends of {name(self.name, 40)} ({join(map(day, self.partial))}) "
            f"{'is' if len(self.partial) == 1 else 'are'} left out as partial: less than half of every near day of the "
            "same weekday."
        )


def series(data: Data, outcome: str, since: pd.Timestamp, until: pd.Timestamp) -> Series:
    """The outcome, its controls and donors; NotShown, by name, where the outcome is too short."""
    today, daily = campaign_of(data).today, data.table("daily")
    last = until + pd.Timedelta(days=AFTER_DAYS)
    daily = daily[daily["value"].notna() & (daily["date"] <= (daily["date"].max() if today is None else today))]
    chosen = _outcome(daily, outcome)
    wide, partial = without_partial_ends(
        daily.pivot(index="date", columns="series", values="value").astype("float64"), last
    )
    units = daily.loc[daily["series"] == chosen, "unit"].dropna()
    unit = str(units.iloc[0]) if len(units) else ""
    state = is_state(chosen, unit)
    if state:
        wide = wide.reindex(pd.date_range(wide.index[0], wide.index[-1], name="date"))
        wide[chosen] = wide[chosen].diff()
    wide, blank, during = blanked(wide, chosen, happenings(data, wide, chosen), since, until)
    frame = _by_day(data, wide, chosen, since, until)
    before, end = int((frame.index < since).sum()), _end(frame[chosen], since, until)
    quiet = frame[chosen].mask(frame.index.isin(blank))
    cut = partial[chosen]
    _long_enough(data, quiet.iloc[:end], before, len(blank), cut, (until - since).days + 1)
    roles = daily.drop_duplicates("series").set_index("series")["role"]
    offered = {
        role: sorted(s for s in roles.index[(roles == role).fillna(False)] if s != chosen)
        for role in ("control", "donor")
    }
    fit = {role: [s for s in some if _covered(frame[s], before, end)] for role, some in offered.items()}
    unused = {
        "days of named events before the flight": int((blank < since).sum()),
        "controls with missing days": len(offered["control"]) - len(fit["control"]),
        "donor series with missing days": len(offered["donor"]) - len(fit["donor"]),
        "partial days at the ends": len(cut),
    }
    return Series(chosen, unit, frame, fit["control"], fit["donor"], before, end, quiet, during, cut, unused, state)


def _by_day(data: Data, wide: pd.DataFrame, chosen: str, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Every day from the outcome's first to the last known one; NotShown if none is in the flight."""
    own = wide[chosen].dropna()
    if own.empty or not ((own.index >= since) & (own.index <= until)).any():
        raise NotShown(
            f"The series {name(chosen)} has no day in the flight, {span(since, until)}; import its days: kit import "
            f"daily.csv --into {data.given}"
        )
    return wide.reindex(pd.date_range(own.index[0], own.index[-1], name="date"))


def _end(own: pd.Series, since: pd.Timestamp, until: pd.Timestamp) -> int:
    """The place behind the last known day of the flight."""
    inside = own.notna() & (own.index >= since) & (own.index <= until)
    return int(np.flatnonzero(inside.to_numpy())[-1]) + 1


def _covered(other: pd.Series, before: int, end: int) -> bool:
    """Whether a control or a donor has nearly every day, before the flight and in it."""
    return bool(min(other.iloc[:before].notna().mean(), other.iloc[before:end].notna().mean()) >= COVERED)


def _long_enough(
    data: Data, quiet: pd.Series, before: int, blank: int, partial: list[pd.Timestamp], length: int
) -> None:
    """NotShown where too few days of the flight, or before it, are known."""
    known, earlier = int(quiet.iloc[before:].notna().sum()), int(quiet.iloc[:before].notna().sum())
    if known < length / 2:
        few = "None" if not known else f"Only {known}"
        raise NotShown(
            f"{few} of the flight's {plural(length, 'day')} {'is' if known == 1 else 'are'} known in the series "
            f"{name(quiet.name)}; run this again when more have passed, or import them."
        )
    if earlier < FEWEST_DAYS:
        events = f", {plural(blank, 'day')} of named events left out" if blank else ""
        cut = f", {plural(len(partial), 'partial day')} at its ends left out" if partial else ""
        raise NotShown(
            f"The series {name(quiet.name)} has {plural(earlier, 'day')} before the flight{events}{cut}; a lift needs "
            f"{FEWEST_DAYS}. Import earlier days: kit import daily.csv --into {data.given}"
        )


def _outcome(daily: pd.DataFrame, outcome: str) -> str:
    """The series asked for, or the only outcome."""
    named = sorted(daily.loc[(daily["role"] == "outcome").fillna(False), "series"].unique())
    if outcome and outcome not in named:
        raise UsageError(
            f"Parameter outcome is {outcome!r}; the table daily has these series with the role outcome: "
            f"{', '.join(named) or 'none'}."
        )
    if not named:
        raise NotShown(
            "No series of the table daily has the role outcome; mark the one to judge, such as orders a day, in the "
            "column role."
        )
    if not outcome and len(named) > 1:
        raise NotShown(
            f"The table daily has {len(named)} outcomes, {join(name(s) for s in named)}; set the parameter outcome "
            "to one of them."
        )
    return outcome or named[0]
