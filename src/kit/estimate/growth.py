"""How fast does each of many units grow? The median of all slopes between two of its captures."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, labels, Numbers, numbers, same_length
from .quantiles import student
from .units import each, same_size

MONTH = 30.0
FEWEST_CAPTURES, FEWEST_DAYS = 4, 14
CELLS = 2_000_000  # slopes held at a time


def growth_each(value: Any, day: Any, unit: Any, level: float = 0.95, spurts: bool = False) -> pd.DataFrame:
    """Growth of each unit per 30 days as a fraction: exp(30 b) - 1, b the Theil-Sen slope of log value on day.

    value   what is captured (followers); missing or 0 is no capture
    day     when, in days from any start, or dates; fractions of a day are fine
    unit    creator of the capture
    spurts  growth comes in independent spurts that stay (a random walk), as followers do, and not as scatter around a
            line: low, high then reach at least as far as that lets the slope go
    Returns value, low, high (Sen's rank interval), n (captures); one row a unit, sorted by its label. All but n are NaN
    below 4 captures or when they span less than 14 days.
    Simulated at 95 %: where captures scatter around a line the interval holds the pace 91 % of the time at 4 captures,
    95-98 % from 5 on; where growth comes in spurts 70 % at 7 captures and 28 % at 28, but 95 % with `spurts`.
    Source: Sen 1968, as in scipy.stats.theilslopes.
    """
    check_level(level)
    column, when = numbers("value", value, least=0), numbers("day", _days(day))
    codes, names = labels("unit", unit)
    same_length(value=column, day=when, unit=codes)
    known = (column > 0) & ~np.isnan(when) & (codes >= 0)
    logs, when, codes = np.log(column[known]), when[known], codes[known]
    slopes = np.full((len(names), 3), np.nan)
    for units, rows in same_size(codes, when):
        size = rows.shape[1]
        if size < FEWEST_CAPTURES:
            continue
        step = max(1, CELLS // (size * (size - 1) // 2))
        for start in range(0, len(units), step):
            part = slice(start, start + step)
            slopes[units[part]] = _theil_sen(logs[rows[part]], when[rows[part]], level, spurts)
    with np.errstate(over="ignore"):
        return each(np.expm1(MONTH * slopes), np.bincount(codes, minlength=len(names)), names)


def _days(day: Any) -> Any:
    """Dates as days since 1970; anything else as it is."""
    column = pd.Series(day)
    if not pd.api.types.is_datetime64_any_dtype(column):
        return day
    return (column - pd.Timestamp(0, tz=column.dt.tz)) / pd.Timedelta(days=1)


def _theil_sen(logs: Numbers, when: Numbers, level: float, spurts: bool) -> Numbers:
    """Median slope and Sen's interval of each row (units × captures in order of time)."""
    size = logs.shape[1]
    early, late = np.triu_indices(size, 1)
    apart = when[:, late] - when[:, early]
    slopes = np.divide(logs[:, late] - logs[:, early], apart, out=np.full(apart.shape, np.inf), where=apart > 0)
    slopes.sort(axis=1)
    count = (apart > 0).sum(axis=1)
    variance = size * (size - 1) * (2 * size + 5) - _ties(when) - _ties(np.sort(logs, axis=1))
    reach = special.ndtri(0.5 + level / 2) * np.sqrt(np.maximum(variance, 0) / 18)
    low = np.maximum(np.round((count - reach) / 2).astype(int) - 1, 0)
    high = np.minimum(np.round((count + reach) / 2).astype(int), count - 1)
    places = np.column_stack([(count - 1) // 2, count // 2, low, high])
    found = np.take_along_axis(slopes, np.clip(places, 0, slopes.shape[1] - 1), axis=1)
    found[variance < 0, 2:] = np.nan  # more ties than the formula knows of
    ends = np.column_stack([(found[:, 0] + found[:, 1]) / 2, found[:, 2:]])
    if spurts:
        reach = _walk_reach(logs, when, level)
        ends[:, 1], ends[:, 2] = np.minimum(ends[:, 1], ends[:, 0] - reach), np.maximum(ends[:, 2], ends[:, 0] + reach)
    return np.where((when[:, -1] - when[:, 0] < FEWEST_DAYS)[:, None], np.nan, ends)


def _walk_reach(logs: Numbers, when: Numbers, level: float) -> Numbers:
    """Half-width of the slope of each row if the logs are a random walk with a drift, t.

    A fitted slope then has 6/5 of the variance of the drift's best estimate, last less first (Durlauf, Phillips 1988).
    """
    steps, days = np.diff(logs), np.diff(when)
    some = days > 0
    whole = np.maximum(when[:, -1] - when[:, 0], 1e-9)
    off = steps - ((logs[:, -1] - logs[:, 0]) / whole)[:, None] * days
    squares = np.divide(off**2, days, out=np.zeros_like(off), where=some).sum(axis=1)
    df = np.maximum(some.sum(axis=1) - 1, 1)
    return student(level, df) * np.sqrt(1.2 * squares / df / whole)


def _ties(ordered: Numbers) -> Numbers:
    """Sum of k (k - 1) (2 k + 5) over the runs of k equal values in each row."""
    size = ordered.shape[1]
    starts = np.column_stack([np.ones(len(ordered), dtype=bool), ordered[:, 1:] != ordered[:, :-1]])
    place = np.flatnonzero(starts.ravel())
    runs = np.diff(np.append(place, starts.size))
    weights = (runs * (runs - 1) * (2 * runs + 5)).astype(float)
    return np.bincount(place // size, weights=weights, minlength=len(ordered)).astype(float)
