"""Many comparisons at once: which differ clearly when a share of the clear ones may be false, and their intervals."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kit.estimate import Estimate
from kit.estimate.quantiles import student


def together(found: Sequence[Estimate], level: float = 0.95) -> list[Estimate]:
    """The same differences with intervals that hold for the clear ones among them.

    found: differences, 0 is none, with t intervals at `level` over `clusters` (as of `within_gap`); one without an
    interval was no test.  Benjamini and Hochberg's step-up, read from intervals: the largest k for which k intervals at
    1 − k × (1 − level) ÷ tests leave out 0.  All are then printed at that level, so that an interval leaves out 0
    exactly where a difference is a discovery, and of the discoveries' intervals a share 1 − level may miss (Benjamini
    and Yekutieli 2005); with no discovery at 1 − (1 − level) ÷ tests.
    """
    value, reach = (np.array([f(one) for one in found]) for f in (lambda e: e.value, lambda e: (e.high - e.low) / 2))
    df = np.array([max((one.clusters or 0) - 1, 1) for one in found], dtype="float64")
    tests = int(np.isfinite(reach).sum())
    rate = (1 - level) / max(tests, 1)

    def half(wanted: float) -> NDArray[np.float64]:
        """Half-widths at the wanted level."""
        return np.asarray(reach * student(wanted, df) / student(level, df))

    clear = next((k for k in range(tests, 0, -1) if (np.abs(value) > half(1 - k * rate)).sum() >= k), 1)
    ends = half(1 - clear * rate)
    return [
        replace(one, low=one.value - end, high=one.value + end) for one, end in zip(found, ends.tolist(), strict=True)
    ]
