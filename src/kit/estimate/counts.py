"""What is a typical count, what may the next one be, what to expect of each unit? For heavy-tailed counts."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, labels, Numbers, numbers, same_length
from .quantiles import needed, next_ranges, student
from .rates import design_matrix
from .results import Estimate, NAN
from .shrinkage import shrink, shrunken_variances

EXPECTED = ["value", "low", "high", "log_mean", "log_sd", "sigma", "shift_sd", "n"]


def typical(values: Any, level: float = 0.95) -> Estimate:
    """Median of heavy-tailed counts, with an interval that holds whatever the tail.

    values   counts of items of one kind (views of a creator's videos), never negative; missing ones are dropped
    From order statistics, interpolated to the level on the log scale (Hettmansperger and Sheather 1986); below about
    six values at 95 % they do not reach, and a t interval of the mean log (values + ½ if one is 0) stands in: that
    assumes a roughly log-symmetric spread. value is NaN without values, low, high below 3.
    """
    check_level(level)
    column = _known(values)
    value, low, high = map(float, typical_rows(np.sort(column)[None], level)[0])
    return Estimate(value, low, high, len(column))


def next_value(values: Any, level: float = 0.8) -> Estimate:
    """Range for the next value of the same series; `value` is the median.

    values   as for `typical`
    From the ranks (n + 1)(1 ± level) / 2, which hold for any tail, once there are enough values (9 for 80 %, 19 for
    90 %, 39 for 95 %); below that a log-normal prediction with t. value is NaN without values, low, high below 3.
    Simulated at 80 % it holds the next of log-normal counts 80 % of the time from 3 values on; below 9, where it trusts
    the log-normal, that of Pareto counts 80 to 85 % (most at 8): a little too wide, as their logs lean to one side.
    """
    check_level(level)
    column = _known(values)
    value, low, high = map(float, next_rows(np.sort(column)[None], level)[0])
    return Estimate(value, low, high, len(column))


def expected_counts(
    values: Any, unit: Any, covariate: Any = None, level: float = 0.95, shift: Estimate | None = None
) -> pd.DataFrame:
    """What each unit's next item can be expected to count: shrunken log-normal, one row a unit.

    values      counts per item (views per video), never negative; 0 enters as ½; missing rows are dropped
    covariate   number of the unit (mean over its rows, such as log followers) that the log means are regressed on
    shift       estimate, in logs and at the same level, of a factor by which the values were multiplied beforehand to
                stand for another kind of item (as of `within_gap`); its error is common to all units and widens them
    Returns value (mean count exp(log_mean + (log_sd² + sigma² + shift_sd²) / 2)), low, high (interval of that mean, not
    of the next item), log_mean, log_sd (posterior of the unit's mean log), sigma (s.d. of log items, shrunken),
    shift_sd (error of the shift, 0 without one), n (items).
    The shift's error counts in full even where only some of a unit's values were multiplied, so intervals are then a
    little too wide; degrees of freedom are Satterthwaite's. ValueError for a shift without an interval.
    Units without items have n 0 and NaN; all is NaN but n where no unit has two items. The mean trusts the log-normal
    tail: with heavier tails it is too low.
    Source: Morris 1983 for the means, Smyth 2004 for the spreads.
    """
    check_level(level)
    column = numbers("values", values, least=0)
    codes, names = labels("unit", unit)
    extra = np.zeros(len(column)) if covariate is None else numbers("covariate", covariate)
    same_length(values=column, unit=codes, covariate=extra)
    error = _error(shift, level)
    logs = pd.DataFrame({"log": np.log(np.maximum(column, 0.5)), "extra": extra, "code": codes})
    units = _log_units(logs[(logs["code"] >= 0) & logs["log"].notna()])
    table = pd.DataFrame(np.nan, index=pd.Index(names, name="unit"), columns=EXPECTED)
    if (units["n"] > 1).any():
        table.iloc[units.index, :] = _expected(units, level, *error)
    table["n"] = units["n"].reindex(range(len(names)), fill_value=0).to_numpy()
    return table


def scenarios(expected: pd.DataFrame, n: int, seed: int) -> Numbers:
    """n × units draws of one item a unit, from a table of `expected_counts` (log_mean, log_sd, sigma, shift_sd).

    Each draw has its own mean (log_sd) and its own luck (sigma), and errs in the shift alike for all units (shift_sd),
    so the draws' mean tends to `value`. A unit without an expectation gets NaN. The same seed gives the same draws.
    """
    columns = ("log_mean", "log_sd", "sigma", "shift_sd")
    mean, doubt, spread, common = (expected[name].to_numpy(dtype=float) for name in columns)
    generator = np.random.default_rng(seed)
    first, second = generator.standard_normal((2, n, len(expected)))
    return np.exp(mean + doubt * first + spread * second + common * generator.standard_normal((n, 1)))


def typical_rows(ordered: Numbers, level: float) -> Numbers:
    """Median, low, high of each row of counts; every row has the same number of them, in rising order."""
    n = ordered.shape[1]
    if n < 3:
        return _around_the_median(ordered, None)
    few = 2 ** (1 - n) > 1 - level
    return _around_the_median(ordered, _log_t(ordered, level, 1 / n) if few else _order_intervals(ordered, level))


def next_rows(ordered: Numbers, level: float) -> Numbers:
    """Median and range for the next value of each row of counts, rows as in `typical_rows`."""
    n = ordered.shape[1]
    if n < 3:
        return _around_the_median(ordered, None)
    if n < needed(level):
        return _around_the_median(ordered, _log_t(ordered, level, 1 + 1 / n))
    return _around_the_median(ordered, np.exp(next_ranges(np.log1p(ordered), level)) - 1)


def _known(values: Any) -> Numbers:
    column = numbers("values", values, least=0)
    return column[~np.isnan(column)]


def _around_the_median(ordered: Numbers, ends: Numbers | None) -> Numbers:
    """Rows of median, low, high; an end that lies on the wrong side of the median stands at it."""
    rows, n = ordered.shape
    median = (ordered[:, (n - 1) // 2] + ordered[:, n // 2]) / 2 if n else np.full(rows, NAN)
    if ends is None:
        return np.column_stack([median, np.full((rows, 2), NAN)])
    return np.column_stack([median, np.minimum(ends[:, 0], median), np.maximum(ends[:, 1], median)])


def _log_t(rows: Numbers, level: float, factor: float) -> Numbers:
    shift = np.where((rows > 0).all(axis=1), 0.0, 0.5)[:, None]
    logs = np.log(rows + shift)
    reach = student(level, rows.shape[1] - 1) * logs.std(ddof=1, axis=1, keepdims=True) * np.sqrt(factor)
    ends = np.exp(np.minimum(logs.mean(axis=1, keepdims=True) + reach * np.array([[-1, 1]]), 700)) - shift
    return np.maximum(ends, np.array([[0.0, -np.inf]]))


def _order_intervals(ordered: Numbers, level: float) -> Numbers:
    """Hettmansperger-Sheather interpolation between the two nested pairs of order statistics around the level."""
    n = ordered.shape[1]
    held = 1 - 2 * special.bdtr(np.arange(n // 2), n, 0.5)  # confidence of the k-th to (n + 1 - k)-th value, from k = 1
    k = int(np.flatnonzero(held >= level)[-1]) + 1
    outer, inner = held[k - 1], held[k] if k < len(held) else 0.0
    part = (outer - level) / (outer - inner)
    inwards = (n - k) * part / (k + (n - 2 * k) * part)
    following = min(k, n - 1)
    lows, highs = (np.log1p(ordered[:, pair]) for pair in ([k - 1, following], [n - k, n - 1 - following]))
    low = lows[:, 0] + inwards * (lows[:, 1] - lows[:, 0])
    high = highs[:, 0] - inwards * (highs[:, 0] - highs[:, 1])
    return np.expm1(np.column_stack([low, high]))


def _log_units(logs: pd.DataFrame) -> pd.DataFrame:
    items = logs.groupby("code")
    count = items["log"].count()
    squares = items["log"].var(ddof=0) * count
    return pd.DataFrame({"n": count, "mean": items["log"].mean(), "squares": squares, "extra": items["extra"].mean()})


def _error(shift: Estimate | None, level: float) -> tuple[float, float]:
    """Standard error and degrees of freedom of the shift: t over its clusters, normal where it has none."""
    if shift is None:
        return 0.0, np.inf
    reach, df = (shift.high - shift.low) / 2, np.inf if shift.clusters is None else shift.clusters - 1
    if not np.isfinite(reach):
        raise ValueError("shift has no interval, so its error is unknown: pass None, or a shift from more units.")
    return float(reach / student(level, df)), float(df)


def _expected(units: pd.DataFrame, level: float, shift_sd: float, shift_df: float) -> Numbers:
    n, df = units["n"].to_numpy(), units["n"].to_numpy() - 1
    own = np.divide(units["squares"], df, out=np.zeros(len(df)), where=df > 0)
    variance, trust = shrunken_variances(own, df)
    variance = np.maximum(variance, 1e-12)
    fitted = shrink(units["mean"].to_numpy(), variance / n, design_matrix(np.zeros(len(n)), units["extra"].to_numpy()))
    centre, own_error = fitted.mean + variance / 2, fitted.sd**2 + variance**2 / (2 * trust)
    error = own_error + shift_sd**2
    reach = student(level, error**2 / (own_error**2 / trust + shift_sd**4 / shift_df)) * np.sqrt(error)
    middle = centre + (fitted.sd**2 + shift_sd**2) / 2
    value, low, high = np.exp(np.minimum([middle, centre - reach, centre + reach], 700))
    common = np.full(len(n), shift_sd)
    return np.column_stack([value, low, high, fitted.mean, fitted.sd, np.sqrt(variance), common, n])
