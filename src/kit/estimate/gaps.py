"""Do sponsored videos do worse than the same creator's other videos, and how far apart are two groups?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .inputs import check_level, Codes, labels, matrix, Numbers, numbers, same_length
from .jackknife import FEWEST_CLUSTERS, jackknife_variance
from .quantiles import student
from .results import Estimate, NAN

ALIKE = 1e-4  # share of a covariate that the others leave, below which their cross products are too alike to divide by


def within_gap(y: Any, treated: Any, unit: Any, level: float = 0.95, covariates: Any = None) -> Estimate:
    """Mean difference of y between treated and untreated items of the same unit (unit fixed effects).

    y            outcome on an additive scale (log views, logit of a rate): the value is a difference on that scale
    treated      0/1 or False/True a row
    unit         creator; only units with both kinds of rows tell anything
    covariates   rows × columns held constant (age, length), demeaned within units too
    The error is a leave-one-unit-out jackknife (CR3), t with units - 1 df, both over units with both kinds.
    n counts the rows of such units, clusters these units. value is NaN without any; low, high NaN below 5 of them.
    Source: Bell and McCaffrey 2002 for the jackknife.
    """
    kind = _kinds(treated)
    outcome = numbers("y", y)
    same_length(y=outcome, treated=kind)
    return Within.of(np.where(np.isnan(kind), NAN, outcome), unit, covariates).gap(kind == 1, level)


@dataclass(frozen=True)
class Within:
    """Items of units, to be split into treated and untreated ones in several ways: what does not depend on the split
    is computed once.

    kept: rows with all values; of these, codes: the unit; rows: y and covariates less the unit's means.
    count: rows a unit.  moments: each unit's cross products of y and covariates.
    """

    kept: NDArray[np.bool_]
    codes: Codes
    rows: Numbers
    count: Codes
    moments: Numbers

    @classmethod
    def of(cls, y: Any, unit: Any, covariates: Any = None) -> "Within":
        """As for `within_gap`."""
        outcome, codes = numbers("y", y), _codes(unit)
        extra = np.empty((len(outcome), 0)) if covariates is None else matrix("covariates", covariates)[0]
        same_length(y=outcome, unit=codes, covariates=extra)
        kept = (codes >= 0) & ~np.isnan(outcome) & ~np.isnan(extra).any(axis=1)
        codes = codes[kept]
        there = np.bincount(codes) > 0
        codes = (np.cumsum(there) - 1)[codes]
        count = np.bincount(codes)
        rows = np.column_stack([_demeaned(column[kept], codes, count) for column in (outcome, *extra.T)])
        products = [[np.bincount(codes, weights=one * other) for other in rows.T] for one in rows.T]
        return cls(kept, codes, rows, count, np.moveaxis(np.array(products), 2, 0))

    def gap(self, treated: Any, level: float = 0.95) -> Estimate:
        """As `within_gap` of these rows; `treated`: 0/1 or False/True for each row that was given."""
        check_level(level)
        kind = _kinds(treated)
        same_length(y=self.kept, treated=kind)
        at = np.flatnonzero(kind[self.kept])
        codes, size = self.codes[at], len(self.count)
        ones = np.bincount(codes, minlength=size)
        both = (ones > 0) & (ones < self.count)
        units, n = int(both.sum()), int(self.count[both].sum())
        if units == 0:
            return Estimate(NAN, NAN, NAN, 0, 0)
        sums = np.column_stack([np.bincount(codes, weights=column[at], minlength=size) for column in self.rows.T])
        moments = np.insert(np.insert(self.moments[both], 1, sums[both], axis=1), 1, 0.0, axis=2)
        moments[:, [0, *range(2, moments.shape[1])], 1] = sums[both]
        moments[:, 1, 1] = (ones - ones**2 / self.count)[both]
        value = float(_coefficient(moments.sum(axis=0)[None])[0])
        if units < FEWEST_CLUSTERS:
            return Estimate(value, NAN, NAN, n, units)
        variance = float(jackknife_variance(_coefficient(moments.sum(axis=0) - moments)))
        reach = float(student(level, units - 1) * np.sqrt(variance))
        return Estimate(value, value - reach, value + reach, n, units)


def effect_size(a: Any, b: Any, level: float = 0.95) -> Estimate:
    """Cliff's delta: how much more often a value of `a` lies above one of `b` than below it, -1 to 1.

    Missing values are dropped; n counts both groups. value is NaN when a group is empty, low, high when one has fewer
    than 2 values. Below .147 it is called negligible, .33 small, .474 medium.
    Source: Cliff 1996 (unbiased variance, asymmetric interval), checked against R effsize; at ±1 the normal-curve
    bound for the smaller group (Feng and Cliff 2004).
    """
    check_level(level)
    first, second = (column[~np.isnan(column)] for column in (numbers("a", a), numbers("b", b)))
    n = len(first) + len(second)
    if not len(first) or not len(second):
        return Estimate(NAN, NAN, NAN, n)
    row, column = _dominance(first, second), -_dominance(second, first)
    delta = float(row.mean())
    if min(len(first), len(second)) < 2:
        return Estimate(delta, NAN, NAN, n)
    return Estimate(delta, *_cliff_interval(delta, row, column, _square(first, second), level), n)


def _kinds(treated: Any) -> Numbers | NDArray[np.bool_]:
    if isinstance(treated, np.ndarray) and treated.dtype == bool:
        return treated
    kind = numbers("treated", treated, least=0, most=1)
    if np.any((kind > 0) & (kind < 1)):
        raise ValueError("treated holds a value between 0 and 1: pass 0 or 1 a row.")
    return kind


def _codes(unit: Any) -> Codes:
    """As `labels`; whole numbers that can be places are taken as they are."""
    whole = isinstance(unit, np.ndarray) and unit.dtype == np.int64 and len(unit) > 0
    return unit if whole and unit.min() >= -1 and unit.max() <= 4 * len(unit) else labels("unit", unit)[0]


def _demeaned(column: Numbers, codes: Codes, count: Codes) -> Numbers:
    """Less the unit's mean: 0, not what rounding leaves, where a unit's values are the same."""
    rest = column - (np.bincount(codes, weights=column, minlength=len(count)) / count)[codes]
    return np.where(np.abs(rest) > 1e-13 * np.abs(column), rest, 0.0)


def _coefficient(moments: Numbers) -> Numbers:
    """Coefficient of treatment from stacked cross products of (y, treatment, covariates), the covariates swept out one
    by one; NaN where they leave nothing of the treatment."""
    own = np.einsum("gjj->gj", moments)
    some = [0, 1, *(2 + np.flatnonzero(own[:, 2:].any(axis=0)))]
    left, sure = moments[:, some][:, :, some], np.ones(len(moments), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        for j in range(len(some) - 1, 1, -1):
            pivot = left[:, j, j]
            sure &= pivot > ALIKE * own[:, some[j]]
            left = left[:, :j, :j] - left[:, :j, j, None] * (left[:, j, None, :j] / pivot[:, None, None])
        found = np.where(left[:, 1, 1] > 1e-9 * own[:, 1], left[:, 0, 1] / left[:, 1, 1], NAN)
    found[~sure] = _by_singular_values(moments[~sure])
    return found


def _by_singular_values(moments: Numbers) -> Numbers:
    """The same where covariates are nearly one another's sums, or nothing is left of one."""
    inside, outcome = moments[:, 1:, 1:], moments[:, 1:, :1]
    others = inside[:, 1:, 1:]
    explained = np.einsum("gi,gij,gj->g", inside[:, 0, 1:], np.linalg.pinv(others), inside[:, 1:, 0])
    solved = (np.linalg.pinv(inside) @ outcome)[:, 0, 0]
    return np.where(inside[:, 0, 0] - explained > 1e-9 * inside[:, 0, 0], solved, NAN)


def _dominance(first: Numbers, second: Numbers) -> Numbers:
    """For each value of `first`, the share of `second` below it minus the share above it."""
    ordered = np.sort(second)
    below = np.searchsorted(ordered, first, side="left")
    above = len(ordered) - np.searchsorted(ordered, first, side="right")
    return (below - above) / len(ordered)


def _square(first: Numbers, second: Numbers) -> float:
    """Mean squared dominance: the share of pairs that are not tied."""
    ordered = np.sort(second)
    ties = np.searchsorted(ordered, first, side="right") - np.searchsorted(ordered, first, side="left")
    return float(1 - ties.mean() / len(ordered))


def _cliff_interval(delta: float, row: Numbers, column: Numbers, square: float, level: float) -> tuple[float, float]:
    m, n = len(row), len(column)
    t = float(student(level, m + n - 2))
    if abs(delta) == 1:
        bound = (min(m, n) - t**2) / (min(m, n) + t**2)
        return (bound, 1.0) if delta > 0 else (-1.0, -bound)
    rows, columns = ((row - delta) ** 2).sum(), ((column - delta) ** 2).sum()
    cells = m * n * (square - delta**2)
    variance = (n**2 * rows + m**2 * columns - cells) / (m * n * (m - 1) * (n - 1))
    variance = max(variance, (1 - delta**2) / (m * n - 1))
    reach = t * np.sqrt(variance) * np.sqrt((1 - delta**2) ** 2 + t**2 * variance)
    middle, scale = delta - delta**3, 1 - delta**2 + t**2 * variance
    return float(max((middle - reach) / scale, -1)), float(min((middle + reach) / scale, 1))
