"""What is claimed of an estimator, in which world, and how an interval is held against the truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Worth = float | tuple[float, float]
Rng = np.random.Generator
HAIRLINE, BROKEN = 0.5, 0.88  # a naive 95 % interval that holds the truth less often than this: no interval; too narrow


@dataclass(frozen=True)
class Claim:
    """low, high: where the measure must lie; of a naive method: where it lies when it fails as it should.

    root: the square root is taken of the mean (of the ratio of means)
    """

    estimator: str
    measure: str
    low: float
    high: float
    naive: bool = False
    root: bool = False


@dataclass(frozen=True)
class Study:
    """share: part of the worlds asked for that suffices, or that there is time for."""

    simulation: str
    setting: str
    claims: tuple[Claim, ...]
    world: Callable[[Rng], Sequence[Worth]]
    share: float = 1.0


def naive(estimator: str, measure: str, low: float, high: float) -> Claim:
    return Claim(estimator, measure, low, high, naive=True)


def inside(found, truth) -> float:
    """Share of the intervals given that hold the truth; NaN where none is given."""
    low, high, truth = np.broadcast_arrays(found.low, found.high, truth)
    given = np.isfinite(low) & np.isfinite(high)
    return float(((low <= truth) & (truth <= high))[given].mean()) if given.any() else np.nan


def near(value, reach, truth) -> float:
    return float(np.mean(np.abs(value - truth) <= reach))
