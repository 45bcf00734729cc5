"""The same question of each of many units (creators) at once: a typical count, the next one, how far they spread."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .counts import next_rows, typical_rows
from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .lognormal import log_moments
from .shrinkage import moderated_variances
from .units import each, same_size

TENTH = float(-special.ndtri(0.1))  # 1.2816 s.d. from the middle: a tenth lies beyond


def typical_each(values: Any, unit: Any, level: float = 0.95) -> pd.DataFrame:
    """`typical` of each unit: value (median), low, high, n; one row a unit, sorted by its label.

    values, unit   one count and its unit a row; rows where either is missing are dropped, a unit without counts keeps
                   its row (n 0)
    """
    return _rowwise(typical_rows, values, unit, level)


def next_each(values: Any, unit: Any, level: float = 0.8) -> pd.DataFrame:
    """`next_value` of each unit: value (median), low, high (range for its next count), n; rows as in `typical_each`."""
    return _rowwise(next_rows, values, unit, level)


def spread_each(values: Any, unit: Any, level: float = 0.95) -> pd.DataFrame:
    """How many times the count that a tenth of a unit's items exceed is that which a tenth fall short of.

    exp(2 · 1.2816 · s), s the s.d. of the logs of a unit's counts (0 enters as ½): 1 is no spread at all. Each s is
    moderated by those of the other units, the more the fewer its items and the more alike all are, and as far as it is
    known how alike they are (`moderated_variances`); chi-square interval with the degrees of freedom of both, fewer
    where the tails of all units are heavier than a normal curve's. Returns value, low, high, n (items); rows as in
    `typical_each`, all but n NaN below 3 items.
    Simulated at 95 % (3 to 200 units of 3 to 60 items whose s differ by a quarter or by .4) it holds the truth 92-98 %
    of the time for log-normal counts; 89-96 % where logs have a t tail with 4 df and 85-97 % for Pareto counts, least
    for units of 5 items. Where all s are equal it holds them up to 100 % of the time.
    Source: Smyth 2004 and Morris and Tang 2011 for the moderation.
    """
    column, codes, names = _rows(values, unit, level)
    size = len(names)
    n, ends = np.bincount(codes, minlength=size), np.full((size, 3), np.nan)
    some = n >= 3
    if some.any():
        squares, df = log_moments(np.log(np.maximum(column, 0.5)), codes, n)
        variance, trust = moderated_variances(squares[some] / (n[some] - 1), df[some])
        chi = 2 * special.gammaincinv(trust[:, None] / 2, np.array([1 + level, 1 - level]) / 2)
        variances = np.column_stack([variance, (variance * trust)[:, None] / chi])
        ends[some] = np.exp(np.minimum(2 * TENTH * np.sqrt(variances), 700))
    return each(ends, n, names)


def _rowwise(of_rows: Callable[[Numbers, float], Numbers], values: Any, unit: Any, level: float) -> pd.DataFrame:
    column, codes, names = _rows(values, unit, level)
    ends = np.full((len(names), 3), np.nan)
    for units, rows in same_size(codes, column):
        ends[units] = of_rows(column[rows], level)
    return each(ends, np.bincount(codes, minlength=len(names)), names)


def _rows(values: Any, unit: Any, level: float) -> tuple[Numbers, Codes, pd.Index]:
    check_level(level)
    column, (codes, names) = numbers("values", values, least=0), labels("unit", unit)
    same_length(values=column, unit=codes)
    known = ~np.isnan(column) & (codes >= 0)
    return column[known], codes[known], names
