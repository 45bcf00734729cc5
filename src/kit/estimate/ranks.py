"""Who is first, and how sure is that? Sets of ranks that hold for all brands at once."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, matrix, Numbers, numbers, same_length
from .jackknife import FEWEST_CLUSTERS

DRAWS = 4000


def rank_sets(counts: Any, level: float = 0.95) -> pd.DataFrame:
    """First and last possible rank of each brand by its mentions, for all brands at once (rank 1 has the most).

    counts   clusters × brands, whole or fractional, never negative; a missing count is 0
    Each pair is compared by an exact binomial test on its own mentions, deflated by how much they cluster, and by a t
    test over clusters; the larger p counts; Holm over all ordered pairs. With fewer than 5 clusters that mention a
    pair the two are not told apart. Returns one row a brand: first, last, n (mentions).
    Source: Mogstad, Romano, Shaikh and Wilhelm 2024 (Rev. Econ. Stud. 91:476) for the construction.
    """
    check_level(level)
    table, brands = matrix("counts", counts, least=0)
    table = np.nan_to_num(table)
    size = len(brands)
    p = np.ones((size, size))  # p[j, k]: j's mentions exceed k's only by chance
    for j in range(size):
        for k in range(j):
            p[j, k], p[k, j] = _pair_p(table[:, j], table[:, k])
    beats = _holm(p, level)
    ranks = {"first": 1 + beats.sum(axis=0), "last": size - beats.sum(axis=1), "n": table.sum(axis=0)}
    return pd.DataFrame(ranks, index=pd.Index(brands, name="brand"))


def rank_sets_of(value: Any, se: Any, level: float = 0.95) -> pd.DataFrame:
    """First and last possible rank for estimates with standard errors, for all at once (rank 1 is the highest).

    value, se   one a unit; units where either is missing are left out of the ranking and get NaN
    The interval of every pair's difference uses one critical value: the quantile of the largest studentised difference
    among normal draws (4,000, fixed seed: the same input gives the same answer). Errors are taken as independent.
    Returns first, last in the order given (index: that of `value` if it has one).
    Source: Mogstad, Romano, Shaikh and Wilhelm 2024, section 3.
    """
    check_level(level)
    estimate, error = numbers("value", value), numbers("se", se, least=0)
    same_length(value=estimate, se=error)
    known = ~np.isnan(estimate) & ~np.isnan(error)
    higher = _higher(estimate[known], error[known], level)
    places = np.full((len(estimate), 2), np.nan)
    places[known] = np.column_stack([1 + higher.sum(axis=0), known.sum() - higher.sum(axis=1)])
    index = value.index if isinstance(value, pd.Series) else None
    return pd.DataFrame(places.astype(int) if known.all() else places, index, ["first", "last"])


def _pair_p(first: Numbers, second: Numbers) -> tuple[float, float]:
    """One-sided p that `first` has more than `second` by chance, and the reverse."""
    gap, both = first - second, first + second
    total, clusters = both.sum(), int((both > 0).sum())
    if clusters < FEWEST_CLUSTERS:
        return 1.0, 1.0
    excess = gap - gap.sum() / total * both
    robust = (excess**2).sum() * clusters / (clusters - 1)
    deflation = max(robust / total, 1.0)
    more = max(_binomial_p(first.sum(), second.sum(), deflation), _t_p(gap, clusters))
    fewer = max(_binomial_p(second.sum(), first.sum(), deflation), _t_p(-gap, clusters))
    return more, fewer


def _binomial_p(more: float, less: float, deflation: float) -> float:
    """P(at least `more` of all | even odds), both counts divided by the deflation; exact for whole counts."""
    won, lost = more / deflation, less / deflation
    return float(special.betainc(won, lost + 1, 0.5)) if won > 0 else 1.0


def _t_p(gap: Numbers, clusters: int) -> float:
    spread = np.sqrt((gap**2).sum() - gap.sum() ** 2 / clusters) * np.sqrt(clusters / (clusters - 1))
    return float(special.stdtr(clusters - 1, -gap.sum() / spread)) if spread > 0 else float(gap.sum() <= 0)


def _holm(p: Numbers, level: float) -> Any:
    """Which of all ordered pairs Holm's step-down rejects at 1 - level."""
    size = len(p)
    off = ~np.eye(size, dtype=bool)
    ordered = np.sort(p[off])
    bound = (1 - level) / np.arange(len(ordered), 0, -1)
    failed = np.flatnonzero(ordered > bound)
    cut = ordered[failed[0]] if len(failed) else np.inf
    return off & (p < cut)


def _higher(estimate: Numbers, error: Numbers, level: float) -> Any:
    """higher[j, k]: j lies above k beyond doubt."""
    if len(estimate) < 2:
        return np.zeros((len(estimate), len(estimate)), dtype=bool)
    scale = np.sqrt(error[:, None] ** 2 + error[None, :] ** 2)
    gap = estimate[:, None] - estimate[None, :]
    return gap > _critical(error, scale, level) * scale


def _critical(error: Numbers, scale: Numbers, level: float) -> float:
    generator = np.random.default_rng(20240101)
    apart = np.where(scale > 0, scale, np.inf)[..., None]
    noise = np.ascontiguousarray((generator.standard_normal((DRAWS, len(error))) * error).T)
    largest = np.zeros(DRAWS)
    for unit in range(len(error) - 1):  # each pair once, all draws together
        gaps = noise[unit + 1 :] - noise[unit]
        gaps /= apart[unit, unit + 1 :]
        np.maximum(largest, np.abs(gaps, out=gaps).max(axis=0), out=largest)
    return float(np.quantile(largest, level))
