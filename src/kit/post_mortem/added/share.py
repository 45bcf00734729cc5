"""How a lift is written: as a share of what was expected where there is one, else in units a day."""

import numpy as np

from kit import estimate
from kit.wording import clean
from kit.wording import estimate as said

FEW = 10  # units from which whole ones are enough
LONG = 30


def share_of(found: estimate.Lift) -> tuple[float, float, float, str]:
    """The lift with its interval and its kind: relative where that exists, else in units a day."""
    if np.isnan(found.relative):
        return found.effect, found.low, found.high, "number"
    return found.relative, found.relative_low, found.relative_high, "rate"


def size(value: float, low: float, high: float, kind: str) -> str:
    """A clear rise or fall in words, without its sign."""
    return said(abs(value), min(abs(low), abs(high)), max(abs(low), abs(high)), kind)


def units(value: float, low: float, high: float, unit: str) -> str:
    """Extra units of a clear rise or fall, without their sign; a unit of reasonable length stands behind them."""
    kind = "count" if abs(value) >= FEW else "number"
    return size(value, low, high, kind) + (f" {clean(unit)}" if 0 < len(unit) < LONG else "")
