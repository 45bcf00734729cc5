"""Quantiles that carry a promise: Student's t, and order statistics for the next value (conformal)."""

import numpy as np
from scipy import special

from .inputs import Codes, Numbers


def student(level: float, df: float | Numbers) -> float | Numbers:
    """Half-width of a two-sided Student interval in standard errors; df may be infinite."""
    finite = np.where(np.isfinite(df), df, 1e12)
    return special.stdtrit(finite, 0.5 + level / 2)[()]


def log_interval(value: float, variance: float, df: float, level: float) -> tuple[float, float]:
    """Ends of a t interval that is symmetric on the log scale, from the variance of the log of `value`.

    NaN where the variance is unknown or the value not above 0.
    """
    if not np.isfinite(variance) or not value > 0:
        return np.nan, np.nan
    reach = min(float(student(level, df)) * float(np.sqrt(variance)), 600.0)
    return float(value * np.exp(-reach)), float(value * np.exp(reach))


def needed(level: float) -> int:
    """Values that a distribution-free two-sided range for the next one needs: 9 for 80 %, 19 for 90 %, 39 for 95 %."""
    return int(np.ceil(2 / (1 - level) - 1 - 1e-9))


def next_range(values: Numbers, level: float) -> tuple[float, float]:
    """Range that holds the next exchangeable value with probability `level`; NaN below `needed(level)` values.

    The ranks (n + 1)(1 ± level) / 2 of the sorted values, interpolated between neighbours (Vovk, Gammerman and
    Shafer 2005: the whole ranks are exact for any distribution).
    """
    low, high = next_ranges(np.sort(values)[None], level)[0]
    return float(low), float(high)


def next_ranges(ordered: Numbers, level: float) -> Numbers:
    """The same for each row of values in rising order: rows of low, high."""
    rows, n = ordered.shape
    if n < needed(level):
        return np.full((rows, 2), np.nan)
    ranks = np.clip((n + 1) * np.array([1 - level, 1 + level]) / 2, 1, n) - 1
    below = np.minimum(ranks.astype(int), max(n - 2, 0))
    above = np.minimum(below + 1, n - 1)
    return ordered[:, below] + (ranks - below) * (ordered[:, above] - ordered[:, below])


def drawn_rank(values: Numbers, cluster: Codes, rank: float) -> float:
    """The value at this rank (from 1, interpolated) of one value drawn from each cluster: its mean over all draws.

    One value a cluster is exchangeable with one of a new cluster, so that the rank (clusters + 1) × level bounds that
    with probability `level`, whichever was drawn (Dunn, Wasserman and Ramdas 2023, "subsampling once"; the mean over
    draws leaves nothing to chance).  With one value in each cluster it is the interpolated order statistic.
    """
    order = np.argsort(values, kind="stable")
    ordered, codes = values[order], np.unique(cluster[order], return_inverse=True)[1].reshape(-1)
    count = np.bincount(codes)
    if len(count) == len(values):
        return float(np.interp(rank, np.arange(1, len(values) + 1), ordered))
    below = (codes[:, None] == np.arange(len(count))).cumsum(axis=0) / count
    first = min(int(np.floor(rank + 1e-9)), len(count))
    part = max(rank - first, 0.0)
    above = np.zeros((len(values), len(count) - first + 1))  # chance that so many draws exceed each value
    above[:, 0] = 1.0
    for share in below.T:
        above[:, 1:] = above[:, 1:] * share[:, None] + above[:, :-1] * (1 - share[:, None])
        above[:, 0] *= share
    reached = above.sum(axis=1) - part * above[:, -1]
    chance = np.diff(reached, prepend=0.0)
    return float(ordered[chance > 1e-12] @ chance[chance > 1e-12])
