"""Who is first, and how sure is that? Sets of ranks that hold for all brands at once."""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .discoveries import holm
from .inputs import check_level, Codes, matrix, Numbers, numbers, same_length
from .jackknife import FEWEST_CLUSTERS

DRAWS = 4000
FEW = 150  # up to so many units every pair is drawn
EXTREMES = 40  # beyond, the pairs of so many units with the largest errors of a draw
AMPLE = 100  # so many draws of each sign lie beyond the bar in a row of the most units: one with half as many has 41
CHUNK = 250  # draws whose pairs are held at a time
CELLS = 2_000_000  # normal draws, or pairs of units, that are held at a time


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
    beats, off = np.zeros((size, size), dtype=bool), ~np.eye(size, dtype=bool)
    beats[off] = holm(p[off]) <= 1 - level
    ranks = {"first": 1 + beats.sum(axis=0), "last": size - beats.sum(axis=1), "n": table.sum(axis=0)}
    return pd.DataFrame(ranks, index=pd.Index(brands, name="brand"))


def rank_sets_of(value: Any, se: Any, level: float = 0.95) -> pd.DataFrame:
    """First and last possible rank for estimates with standard errors, for all at once (rank 1 is the highest).

    value, se   one a unit; units where either is missing are left out of the ranking and get NaN
    The interval of every pair's difference uses one critical value: the quantile of the largest studentised difference
    among normal draws (4,000, fixed seed: the same input gives the same answer). Errors are taken as independent.
    Returns first, last in the order given (index: that of `value` if it has one).
    Above 150 units a draw looks only at the pairs of its 40 largest errors and takes a bound for all others, so the
    sets are as wide or wider, never narrower.
    Source: Mogstad, Romano, Shaikh and Wilhelm 2024, section 3.
    """
    check_level(level)
    estimate, error = numbers("value", value), numbers("se", se, least=0)
    same_length(value=estimate, se=error)
    known = ~np.isnan(estimate) & ~np.isnan(error)
    above, below = _outranked(estimate[known], error[known], level)
    places = np.full((len(estimate), 2), np.nan)
    places[known] = np.column_stack([1 + above, known.sum() - below])
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


def _outranked(estimate: Numbers, error: Numbers, level: float) -> tuple[Any, Any]:
    """How many units lie above, and how many below, each of them beyond doubt."""
    count = len(estimate)
    if count < 2:
        return np.zeros(count, dtype=int), np.zeros(count, dtype=int)
    if count > FEW:
        return _outranked_many(estimate, error, _critical_bound(error, level))
    scale = np.sqrt(error[:, None] ** 2 + error[None, :] ** 2)
    higher = estimate[:, None] - estimate[None, :] > _critical(error, scale, level) * scale
    return higher.sum(axis=0), higher.sum(axis=1)


def _outranked_many(estimate: Numbers, error: Numbers, critical: float) -> tuple[Any, Any]:
    """The same without a units × units matrix; errors of a pair add up alike whichever comes first."""
    return _lower(-estimate, error, critical), _lower(estimate, error, critical)


def _lower(estimate: Numbers, error: Numbers, critical: float) -> Any:
    """How many units lie below each beyond doubt, in about units ** 1.5 steps.

    Others are taken in blocks of like errors, each in order of its estimates: up to one place in it all lie below
    whatever their error is, from another on none does, and only the few between are looked at one by one.
    """
    count = len(estimate)
    found, size = np.zeros(count, dtype=int), 4 * int(np.sqrt(count))
    by_error, rounding = np.argsort(error, kind="stable"), 1e-12 * (np.abs(estimate).max() + critical * error.max())
    for block in np.array_split(by_error, -(-count // size)):
        block = block[np.argsort(estimate[block], kind="stable")]
        others, doubt = estimate[block], error[block]
        least, most = (critical * np.sqrt(error**2 + end**2) for end in (doubt.min(), doubt.max()))
        first = np.searchsorted(others, estimate - most - rounding)
        unsure = np.searchsorted(others, estimate - least + rounding, side="right") - first
        found += first
        for start in range(0, count, CELLS // size):
            several = unsure[start : start + CELLS // size]
            unit = np.repeat(np.arange(start, start + len(several)), several)
            place = np.arange(len(unit)) - np.repeat(np.cumsum(several) - several, several) + first[unit]
            reach = critical * np.sqrt(error[unit] ** 2 + doubt[place] ** 2)
            lower = unit[estimate[unit] - others[place] > reach] - start
            found[start : start + len(several)] += np.bincount(lower, minlength=len(several))
    return found


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


def _critical_bound(error: Numbers, level: float) -> float:
    """As `_critical` or larger, from the same draws.

    With z_j the draw of unit j in its own standard errors, no studentised difference exceeds √(z_j² + z_k²) (Cauchy and
    Schwarz). Pairs of the extreme units are taken exactly; in any other pair one z is at most the least of these.
    """
    one, other = np.triu_indices(EXTREMES, 1)
    place, z = _extremes(len(error))
    largest = []
    for start in range(0, DRAWS, CHUNK):
        size, own = z[start : start + CHUNK], error[place[start : start + CHUNK, 1:]]
        rest = np.sqrt((size[:, 1:] ** 2).max(axis=1) + size[:, 0] ** 2)
        noise, variance = own * size[:, 1:], own**2
        apart = np.sqrt(variance[:, one] + variance[:, other])
        gaps = np.abs(noise[:, one] - noise[:, other])
        pairs = np.divide(gaps, apart, out=np.zeros_like(gaps), where=apart > 0).max(axis=1)
        largest.append(np.maximum(pairs, rest))
    return float(np.quantile(np.concatenate(largest), level))


def _extremes(units: int) -> tuple[Codes, Numbers]:
    """Of each draw the units whose z is furthest from 0 and those z (draws × 41): the least of them first."""
    place, z = _far_draws(units.bit_length())
    some = place < DRAWS * units
    place, z = place[some], z[some]
    count = np.bincount(place // units, minlength=DRAWS)
    column = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    tables = np.zeros((DRAWS, count.max()), dtype=np.int64), np.zeros((DRAWS, count.max()))
    for table, values in zip(tables, (place % units, z), strict=True):
        table[place // units, column] = values
    last = count.max() - EXTREMES
    extreme = np.argpartition(np.abs(tables[1]), last - 1, axis=1)[:, last - 1 :]
    unit, size = (np.take_along_axis(table, extreme, axis=1) for table in tables)
    return unit, size


@lru_cache(maxsize=4)
def _far_draws(bits: int) -> tuple[Codes, Numbers]:
    """Which normal draws are so far from 0 that of each row of units there are more than 41, and the draws: for numbers
    of units of so many binary digits, which share one stream."""
    generator, most = np.random.default_rng(20240101), 1 << bits
    bar = -special.ndtri(AMPLE / most)
    places, draws = [], []
    for start in range(0, DRAWS * most, CELLS):
        z = generator.standard_normal(min(CELLS, DRAWS * most - start))
        far = np.flatnonzero(np.abs(z) > bar)
        places.append(far + start)
        draws.append(z[far])
    return np.concatenate(places), np.concatenate(draws)
