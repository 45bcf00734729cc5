"""What is a typical count, what may the next one be, what to expect of each unit? For heavy-tailed counts."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .jackknife import cluster_sums
from .lognormal import log_moments, mean_counts
from .quantiles import needed, next_ranges, student
from .rates import design_matrix
from .results import Estimate, NAN

ENOUGH = 0.75  # of the values that the ranks need: from here on the extremes need only be moved a little
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
    90 %, 39 for 95 %). With three quarters of them (7, 15, 30) the ranks lie just beyond the smallest and the largest
    value: these are moved out from the mean log by the ratio of the normal scores of the wanted rank and of theirs.
    Below that a log-normal prediction with t. value is NaN without values, low, high below 3.
    Simulated at 80 % it holds the next of log-normal and of viral counts 79 to 80 % of the time from 3 values on, that
    of Pareto counts 80 to 84 % (most at 6: their logs lean to one side); at 90 and 95 % it holds 89 to 92 and 93 to
    96.5 % of them.
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
    of the next item), log_mean, log_sd (posterior of the unit's mean log, centred so that it agrees with value),
    sigma (s.d. of log items in the light of all units'), shift_sd (error of the shift, 0 without one), n (items).
    value is a promise to choose by: what was chosen for it brings what was promised. Simulated with 20 to 300 units of
    2 to 30 log-normal items, s.d. of logs .8 to 1.4, the same in all or apart by a fifth, promised ÷ came is .96 to
    1.05 for those chosen by value and cost (the raw mean: 1.1 to 1.7) and the interval holds the mean .94 to .97 of the
    time. It is 1.05 to 1.2 where little is known at all (20 units of three items with s.d. 1.4; 8 units), .9 where
    units of two items are apart by a quarter. The mean trusts the log-normal tail: .9 for logistic logs, .7 where one
    in twenty goes viral. For real creators of 2020 and videos held out it was 1.02 to 1.11 among those of one size (raw
    mean 1.19 to 1.41), 1.12 among all sizes: larger accounts gain less than in proportion, so compare like with like.
    The shift's error counts in full even where only some of a unit's values were multiplied, so intervals are then a
    little too wide, and the value, which makes up for it, is a little too low. ValueError for a shift without interval.
    Units without items have n 0 and NaN; all is NaN but n where no unit has two items.
    Source: see `lognormal.mean_counts`.
    """
    check_level(level)
    column = numbers("values", values, least=0)
    codes, names = labels("unit", unit)
    extra = np.zeros(len(column)) if covariate is None else numbers("covariate", covariate)
    same_length(values=column, unit=codes, covariate=extra)
    error = _error(shift, level)
    kept = np.flatnonzero((codes >= 0) & ~np.isnan(column))
    seen, place = np.unique(codes[kept], return_inverse=True)
    n = np.bincount(place)
    table = pd.DataFrame(np.nan, index=pd.Index(names, name="unit"), columns=EXPECTED)
    if (n > 1).any():
        logs = np.log(np.maximum(column[kept], 0.5))
        table.iloc[seen, :-1] = _expected(logs, place, n, _unit_means(extra[kept], place, n), level, *error)
    table["n"] = np.bincount(codes[kept], minlength=len(names))
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
    if n < ENOUGH * needed(level):
        return _around_the_median(ordered, _log_t(ordered, level, 1 + 1 / n))
    if n < needed(level):
        return _around_the_median(ordered, _beyond_the_extremes(ordered, level))
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


def _beyond_the_extremes(ordered: Numbers, level: float) -> Numbers:
    """The smallest and the largest value moved out from the mean log, to where normal scores put the wanted rank."""
    logs, n = np.log1p(ordered), ordered.shape[1]
    mean = logs.mean(axis=1, keepdims=True)
    further = special.ndtri((1 - level) / 2) / special.ndtri(1 / (n + 1))
    ends: Numbers = np.expm1(np.minimum(mean + further * (logs[:, [0, -1]] - mean), 700))
    return np.maximum(ends, 0.0)


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


def _error(shift: Estimate | None, level: float) -> tuple[float, float]:
    """Standard error and degrees of freedom of the shift: t over its clusters, normal where it has none."""
    if shift is None:
        return 0.0, np.inf
    reach, df = (shift.high - shift.low) / 2, np.inf if shift.clusters is None else shift.clusters - 1
    if not np.isfinite(reach):
        raise ValueError("shift has no interval, so its error is unknown: pass None, or a shift from more units.")
    return float(reach / student(level, df)), float(df)


def _unit_means(column: Numbers, codes: Codes, n: Codes) -> Numbers:
    """Mean over a unit's rows that are known, NaN where none is."""
    known = ~np.isnan(column)
    rows = np.bincount(codes[known], minlength=len(n))
    sums = cluster_sums(codes[known], column[known], len(n))
    return np.divide(sums, rows, out=np.full(len(n), NAN), where=rows > 0)


def _expected(
    logs: Numbers, codes: Codes, n: Codes, extra: Numbers, level: float, shift_sd: float, shift_df: float
) -> Numbers:
    """One row a unit: the columns EXPECTED but the last."""
    squares, df = log_moments(logs, codes, n)
    design = design_matrix(np.zeros(len(n)), extra)
    found = mean_counts(n, cluster_sums(codes, logs, len(n)) / n, squares, df, design)
    error = found.variance + shift_sd**2
    trust: float | Numbers = (error / shift_sd**2) ** 2 * shift_df if shift_sd > 0 else np.inf
    reach = student(level, trust) * np.sqrt(error)
    worth = found.value - shift_sd**2 / 2  # exp of a shift that was estimated errs upwards by as much
    value, low, high = np.exp(np.minimum([worth, found.centre - reach, found.centre + reach], 700))
    common = np.full(len(n), shift_sd)
    log_mean = worth - (found.level_sd**2 + found.sigma**2 + shift_sd**2) / 2
    return np.column_stack([value, low, high, log_mean, found.level_sd, found.sigma, common])
