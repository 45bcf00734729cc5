"""Named events beside a daily series: which of them concern it, and which days they take."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data import Data
from kit.wording import name
from kit.wording import window as span


@dataclass(frozen=True)
class Happening:
    """A named event, both days in, and the one daily series that it concerns ("": all of them)."""

    label: str
    since: pd.Timestamp
    until: pd.Timestamp
    only: str

    @property
    def words(self) -> str:
        return f"{name(self.label, 40)} ({span(self.since, self.until)})"


def happenings(data: Data, wide: pd.DataFrame, chosen: str) -> list[Happening]:
    """Every event, by day.  One whose column series names a daily series concerns only that; else that column is its
    kind (promotion, holiday, price change), and it concerns the outcome.  Ends before their start are swapped."""
    found = []
    for event in data.table("events").sort_values(["starts_on", "label"]).itertuples():
        start, end = event.starts_on, event.starts_on if pd.isna(event.ends_on) else event.ends_on
        only = "" if pd.isna(event.series) or event.series not in wide.columns else str(event.series)
        found.append(Happening(str(event.label), min(start, end), max(start, end), "" if only == chosen else only))
    return found


def blanked(
    wide: pd.DataFrame, chosen: str, events: list[Happening], since: pd.Timestamp, until: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DatetimeIndex, list[str]]:
    """The days without those of events that concern one other series; days of the outcome that events take outside
    the flight; and the events in the flight that concern the outcome, in words."""
    out, taken = wide.copy(), np.zeros(len(wide), bool)
    during = []
    for event in events:
        inside = (wide.index >= event.since) & (wide.index <= event.until)
        if event.only:
            out.loc[inside, event.only] = np.nan
        elif event.since <= until and event.until >= since:
            during.append(event.words)
            taken |= inside & ((wide.index < since) | (wide.index > until))
        else:
            taken |= inside
    return out, wide.index[taken & wide[chosen].notna().to_numpy()], during
