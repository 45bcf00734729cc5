"""Many tests at once: which of them found something, once it is known how many were tried?"""

from typing import Any

import numpy as np

from .inputs import Numbers, numbers


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
