"""What an estimator hands back: a number, its interval and how much data stands behind it."""

from dataclasses import dataclass

NAN = float("nan")


@dataclass(frozen=True)
class Estimate:
    """A value and its interval. `low` and `high` are NaN when the data cannot carry an interval.

    n        rows that were used
    clusters independent groups of rows behind the interval, where there are any
    """

    value: float
    low: float
    high: float
    n: int
    clusters: int | None = None
