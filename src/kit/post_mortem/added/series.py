"""The daily series that a lift is measured on: its days, its controls, and what else happened."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.post_mortem.campaign import campaign_of
from kit.wording import join, name, plural
from kit.wording import window as span

FEWEST_DAYS = 56  # before the flight; with fewer the estimator's promise was not tested
COVERED = 0.95  # share of days that a control must have, before and in the flight


@dataclass(frozen=True)
class Series:
    """A daily outcome up to the last day of the flight that is known, its controls, and how many days lie before.

    `quiet`: the outcome without days of named events before the flight.  `in_flight`: events during it.
    """

    name: str
    unit: str
    frame: pd.DataFrame
    controls: list[str]
    before: int
    quiet: pd.Series
    in_flight: list[str]
    unused: dict[str, int]


def series(data: Data, outcome: str, since: pd.Timestamp, until: pd.Timestamp) -> Series:
    """The outcome and its controls; NotShown, by name, where they are too short."""
    today, daily = campaign_of(data).today, data.table("daily")
    daily = daily[(daily["date"] <= (until if today is None else min(until, today))) & daily["value"].notna()]
    chosen = _outcome(daily, outcome)
    frame = _by_day(data, daily, chosen, since, until)
    before = int((frame.index < since).sum())
    quiet, during, blank = _without_events(data, frame[chosen], since, until)
    _long_enough(data, quiet, before, blank, (until - since).days + 1)
    roles = daily.drop_duplicates("series").set_index("series")["role"]
    offered = sorted(s for s in roles.index[roles == "control"] if s != chosen)
    fit = [s for s in offered if _covered(frame[s], before)]
    units = daily.loc[daily["series"] == chosen, "unit"].dropna()
    unused = {
        "days of named events before the flight": blank,
        "controls with missing days": len(offered) - len(fit),
        "donor series": int((roles == "donor").sum()),
    }
    return Series(chosen, str(units.iloc[0]) if len(units) else "", frame, fit, before, quiet, during, unused)


def _by_day(data: Data, daily: pd.DataFrame, chosen: str, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """Every day from the outcome's first to its last, one column a series; NotShown if none is in the flight."""
    wide = daily.pivot(index="date", columns="series", values="value").astype("float64")
    own = wide[chosen].dropna()
    if own.empty or own.index[-1] < since:
        raise NotShown(
            f"The series {name(chosen)} has no day in the flight, {span(since, until)}; import its days: kit import "
            f"daily.csv --into {data.given}"
        )
    return wide.reindex(pd.date_range(own.index[0], own.index[-1], name="date"))


def _covered(control: pd.Series, before: int) -> bool:
    """Whether a control has nearly every day, before the flight and in it."""
    return bool(min(control.iloc[:before].notna().mean(), control.iloc[before:].notna().mean()) >= COVERED)


def _long_enough(data: Data, quiet: pd.Series, before: int, blank: int, length: int) -> None:
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
        raise NotShown(
            f"The series {name(quiet.name)} has {plural(earlier, 'day')} before the flight{events}; a lift needs "
            f"{FEWEST_DAYS}. Import earlier days: kit import daily.csv --into {data.given}"
        )


def _outcome(daily: pd.DataFrame, outcome: str) -> str:
    """The series asked for, or the only outcome."""
    named = sorted(daily.loc[daily["role"] == "outcome", "series"].unique())
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


def _without_events(
    data: Data, values: pd.Series, since: pd.Timestamp, until: pd.Timestamp
) -> tuple[pd.Series, list[str], int]:
    """The series without event days before the flight, the events during it, and how many days went."""
    out, during = values.copy(), []
    for event in data.table("events").sort_values(["starts_on", "label"]).itertuples():
        end = event.starts_on if pd.isna(event.ends_on) else event.ends_on
        if event.starts_on <= until and end >= since:
            during.append(f"{name(event.label)} ({span(event.starts_on, end)})")
        out[(out.index >= event.starts_on) & (out.index <= end) & (out.index < since)] = np.nan
    return out, during, int((values.notna() & out.isna()).sum())
