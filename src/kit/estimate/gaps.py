"""Do sponsored videos do worse than the same creator's other videos, and how far apart are two groups?"""

from typing import Any

import numpy as np

from .inputs import check_level, Codes, labels, matrix, Numbers, numbers, same_length
from .jackknife import FEWEST_CLUSTERS, jackknife_variance
from .quantiles import student
from .results import Estimate, NAN


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
    check_level(level)
    rows, codes = _gap_rows(y, treated, unit, covariates)
    units = int(codes.max()) + 1 if len(codes) else 0
    if units == 0:
        return Estimate(NAN, NAN, NAN, 0, 0)
    moments = _unit_moments(_demeaned(rows, codes, units), codes, units)
    value = float(_coefficient(moments.sum(axis=0)[None])[0])
    if units < FEWEST_CLUSTERS:
        return Estimate(value, NAN, NAN, len(codes), units)
    variance = float(jackknife_variance(_coefficient(moments.sum(axis=0) - moments)))
    reach = float(student(level, units - 1) * np.sqrt(variance))
    return Estimate(value, value - reach, value + reach, len(codes), units)


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


def _gap_rows(y: Any, treated: Any, unit: Any, covariates: Any) -> tuple[Numbers, Codes]:
    outcome, kind = numbers("y", y), numbers("treated", treated, least=0, most=1)
    codes, _ = labels("unit", unit)
    extra = np.empty((len(outcome), 0)) if covariates is None else matrix("covariates", covariates)[0]
    same_length(y=outcome, treated=kind, unit=codes, covariates=extra)
    if np.any((kind > 0) & (kind < 1)):
        raise ValueError("treated holds a value between 0 and 1: pass 0 or 1 a row.")
    rows = np.column_stack([outcome, kind, extra])
    kept = ~np.isnan(rows).any(axis=1) & (codes >= 0)
    rows, codes = rows[kept], codes[kept]
    size = int(codes.max()) + 1 if len(codes) else 0
    ones, every = np.bincount(codes, weights=rows[:, 1], minlength=size), np.bincount(codes, minlength=size)
    both = (ones > 0) & (ones < every)
    inside = both[codes]
    return rows[inside], np.unique(codes[inside], return_inverse=True)[1]


def _demeaned(rows: Numbers, codes: Codes, units: int) -> Numbers:
    count = np.bincount(codes, minlength=units)
    means = np.column_stack([np.bincount(codes, weights=column, minlength=units) / count for column in rows.T])
    return rows - means[codes]


def _unit_moments(rows: Numbers, codes: Codes, units: int) -> Numbers:
    """Each unit's cross products of (y, treated, covariates)."""
    products = [[np.bincount(codes, weights=one * other, minlength=units) for other in rows.T] for one in rows.T]
    return np.moveaxis(np.array(products), 2, 0)


def _coefficient(moments: Numbers) -> Numbers:
    """Coefficient of treatment from stacked cross products; NaN where covariates leave nothing of the treatment."""
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
