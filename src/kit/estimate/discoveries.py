"""Many tests at once: which of them found something, once it is known how many were tried?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from .inputs import check_level, Numbers, numbers
from .quantiles import student
from .results import Estimate


def adjusted(p: Any) -> Numbers:
    """p-values adjusted for the false discovery rate: the least rate at which each would count as a discovery.

    p   one a test, 0 to 1; a missing one was no test: it stays NaN and does not count
    Valid for independent or positively dependent tests. Source: Benjamini and Hochberg 1995.
    """
    column = numbers("p", p, least=0, most=1)
    return _stepped(column, lambda ordered: ordered * len(ordered) / np.arange(1, len(ordered) + 1), upwards=False)


def discoveries(p: Any, q: float = 0.05) -> Any:
    """Which tests are discoveries when a share `q` of them may be false ones (on average); a missing p is none.

    Source: Benjamini and Hochberg 1995, step-up.
    """
    if not 0 < q < 1:
        raise ValueError(f"q is {q}: pass a share between 0 and 1, such as 0.05.")
    return np.nan_to_num(adjusted(p), nan=1.0) <= q


def discovery_intervals(found: Sequence[Estimate], level: float = 0.95) -> list[Estimate]:
    """The same differences with intervals that hold for the discoveries among them.

    found: differences, 0 is none, with t intervals at `level` over `clusters` (as of `within_gap`); one without an
    interval was no test.  Benjamini and Hochberg's step-up, read from intervals: the largest k for which k intervals at
    1 − k × (1 − level) ÷ tests leave out 0.  All are then given at that level, so that an interval leaves out 0
    exactly where a difference is a discovery, and of the discoveries' intervals a share 1 − level may miss; with no
    discovery at 1 − (1 − level) ÷ tests.  Source: Benjamini and Yekutieli 2005 (JASA 100:71).
    """
    check_level(level)
    value, reach = (np.array([f(one) for one in found]) for f in (lambda e: e.value, lambda e: (e.high - e.low) / 2))
    df = np.array([max((one.clusters or 0) - 1, 1) for one in found], dtype=float)
    tests = int(np.isfinite(reach).sum())
    rate = (1 - level) / max(tests, 1)

    def half(wanted: float) -> Numbers:
        """Half-widths at the wanted level."""
        return np.asarray(reach * student(wanted, df) / student(level, df))

    clear = next((k for k in range(tests, 0, -1) if (np.abs(value) > half(1 - k * rate)).sum() >= k), 1)
    return [
        replace(one, low=one.value - end, high=one.value + end)
        for one, end in zip(found, half(1 - clear * rate).tolist(), strict=True)
    ]


def holm(p: Any) -> Numbers:
    """p-values adjusted so that one false finding among all of them is as rare as p says. Source: Holm 1979."""
    column = numbers("p", p, least=0, most=1)
    return _stepped(column, lambda ordered: ordered * np.arange(len(ordered), 0, -1), upwards=True)


def _stepped(column: Numbers, scaled: Any, upwards: bool) -> Numbers:
    result, known = np.full(len(column), np.nan), np.flatnonzero(~np.isnan(column))
    order = known[np.argsort(column[known], kind="stable")]
    steps = scaled(column[order])
    running = np.maximum.accumulate(steps) if upwards else np.minimum.accumulate(steps[::-1])[::-1]
    result[order] = np.minimum(running, 1)
    return result
