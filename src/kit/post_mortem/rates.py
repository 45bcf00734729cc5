"""Ratios of sums over deals and videos, their intervals over creators, and when none is printed."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from kit import estimate

USELESS = 100  # an interval that ends at a hundred times its beginning says only that one creator decides the ratio


def of_sums(metric: Callable[..., float], top: pd.Series, bottom: pd.Series, **fixed: float) -> float:
    """A metric of the sums over the rows where both are known; NaN where there is none.

    `top` and `bottom` go to the metric in its own order (`metrics.roas` takes revenue first, `metrics.cpa` cost).
    """
    pairs = np.array([side.to_numpy("float64", na_value=np.nan) for side in (top, bottom)])
    known = pairs[:, ~np.isnan(pairs).any(axis=0)]
    return float(metric(*map(float, known.sum(axis=1)), **fixed)) if known.size else np.nan


def ratio_interval(top: pd.Series, bottom: pd.Series, creators: pd.Series) -> tuple[float, float]:
    """The 95 % interval of a ratio of sums by leaving out one creator at a time; NaN from a factor of 100 on."""
    if (top < 0).any() or (bottom < 0).any():  # a refund larger than its order leaves nothing to take a log of
        return np.nan, np.nan
    found = estimate.pooled_ratio(top, bottom, creators)
    useful = found.low > 0 and found.high / found.low < USELESS
    return (found.low, found.high) if useful else (np.nan, np.nan)
