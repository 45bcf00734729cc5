"""Days on an axis."""

from collections.abc import Sequence
import datetime as dt
from typing import Any

import pandas as pd

from kit.wording import NB
from kit.wording.scale import Scale

STEPS = (1, 2, 7, 14, 28, 91, 182, 365, 730, 1826)  # days between ticks


def ordinal(value: Any) -> int | None:
    """A day as a number that an axis can hold."""
    if isinstance(value, dt.date) and not getattr(value, "tzinfo", None) and not pd.isna(value):
        return value.toordinal()
    made = pd.to_datetime(value, errors="coerce", utc=True)
    return None if pd.isna(made) else made.date().toordinal()


def written(days: Sequence[int]) -> list[str]:
    """ "3 Oct"; "Oct 2026" where they lie more than eleven months apart."""
    dates = [dt.date.fromordinal(day) for day in days]
    years = days[-1] - days[0] > 330
    return [f"{d:%b}{NB}{d.year}" if years else f"{d.day}{NB}{d:%b}" for d in dates]


def scale_of_days(days: Sequence[float], steps: int) -> Scale:
    """A scale that holds all `days`, with ticks a whole number of days or weeks apart."""
    low, high = int(min(days)), int(max(days))
    step = next((s for s in STEPS if (high - low) / s <= steps - 1), -(-(high - low) // steps))
    ticks = tuple(day for day in range(low, high + step + 1, step) if day <= high or day - step < high)
    return Scale(ticks[0] - 1, ticks[-1] + 1, ticks, tuple(written(ticks)))
