"""What an estimator hands back: a number, its interval and how much data stands behind it."""

from dataclasses import dataclass, replace

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

    def useful(self, factor: float = 100) -> "Estimate":
        """The same without an interval whose high end is `factor` times its low one or more: it says only that one
        cluster decides the value."""
        narrow = self.low > 0 and self.high < factor * self.low
        return self if narrow else replace(self, low=NAN, high=NAN)
