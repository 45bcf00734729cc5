"""What did the campaign add to what the days before let expect? An exact Bayesian local-level regression."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, matrix, Numbers, numbers, same_length
from .results import NAN

FEWEST_DAYS = 28
SPARE_DAYS = 14
DRIFTS = np.concatenate([[0.0], np.geomspace(0.003, 2.0, 24)])  # level s.d. over noise s.d., equally likely beforehand


@dataclass(frozen=True)
class Lift:
    """Mean daily difference between what happened and what was expected.

    effect, low, high                       units of y a day, with interval
    relative, relative_low, relative_high   the same as a share of what was expected
    total       effect × days after; p: two-sided; n: days before that were used; days: days after that were used
    path        a row per day of y: expected, low, high (before the start: fitted; after: predicted)
    """

    effect: float
    low: float
    high: float
    relative: float
    relative_low: float
    relative_high: float
    total: float
    p: float
    n: int
    days: int
    path: pd.DataFrame


def lift(
    y: Any,
    x: Any = None,
    before: int = 0,
    level: float = 0.95,
    log: bool = False,
    weekday: Any = None,
    daily: bool = True,
) -> Lift:
    """Effect on a daily series, from its own days before and from controls: regression + random-walk level + noise.

    y         one number a day, consecutive days; missing days are skipped
    x         days × controls that the campaign did not touch, or None; a day with a missing control is skipped
    before    days before the campaign; all later days count as its time
    log       work with log y and log of controls that are positive throughout: effects multiply. Every y must be > 0
    weekday   0-6 a day; None takes every seventh day as the same weekday; False leaves weekdays out
    daily     False leaves out the intervals of single days, which are most of the work (low and high of path are NaN)
    An intercept and, from 28 days before, weekday effects are added. The drift of the level is averaged over a grid
    from none to twice the noise, weighted by how well each explains the days before, so nothing is tuned.
    low, high and p are NaN with fewer than 28 days before (56 are better), with fewer than 14 days more than
    coefficients, when the days before do not vary, and when a control moves only afterwards.
    The effect is causal only if nothing else changed and the campaign did not touch the controls.
    Source: Brodersen et al. 2015 (Ann. Appl. Stat. 9:247) for the model; integrated exactly here, not sampled.
    """
    check_level(level)
    series = numbers("y", y)
    if not 0 < before < len(series):
        raise ValueError(f"before is {before} of {len(series)} days: pass how many lie before the start, not all.")
    if log and (series <= 0).any():
        raise ValueError("y holds a day of 0 or less: pass log=False, or longer periods, such as weeks.")
    rows = _design(x, weekday, before, len(series), log)
    values = np.log(series) if log else series
    known = ~np.isnan(values) & ~np.isnan(rows).any(axis=1)
    first, after = known & (np.arange(len(series)) < before), known & (np.arange(len(series)) >= before)
    if not _enough(values, rows, first, after):
        return _refused(series, first, after, values, log)
    posterior = _posterior(values, rows, first, after)
    return _answer(series, values, posterior, first, after, level, log, daily)


@dataclass(frozen=True)
class _Posterior:
    """Per drift of the grid: weight, predicted mean after with its scale; per day: expected and scale. df of the t."""

    weight: Numbers
    mean: Numbers
    scale: Numbers
    daily: Numbers
    daily_scale: Numbers
    df: int


def _design(x: Any, weekday: Any, before: int, days: int, log: bool) -> Numbers:
    columns = [np.ones((days, 1))]
    if x is not None:
        controls, _ = matrix("x", x)
        same_length(y=np.empty(days), x=controls)
        columns.append(_logged(controls) if log else controls)
    if weekday is not False and before >= FEWEST_DAYS:
        day = np.arange(days) % 7 if weekday is None else numbers("weekday", weekday, least=0, most=6)
        same_length(y=np.empty(days), weekday=day)
        columns.append((day[:, None] == np.arange(1, 7)).astype(float))
    rows = np.column_stack(columns)
    return rows / np.maximum(np.nanmax(np.abs(np.nan_to_num(rows)), axis=0), 1e-300)


def _logged(controls: Numbers) -> Numbers:
    positive = np.nan_to_num(controls, nan=1.0).min(axis=0) > 0
    return np.where(positive, np.log(np.where(positive, controls, 1.0)), controls)


def _enough(values: Numbers, rows: Numbers, first: Any, after: Any) -> bool:
    if first.sum() < FEWEST_DAYS or not after.any():
        return False
    seen = rows[first]
    basis = np.linalg.pinv(seen) @ seen
    spare = first.sum() - np.linalg.matrix_rank(seen)
    residual = values[first] - seen @ (np.linalg.pinv(seen) @ values[first])
    varies = np.std(residual) > 1e-10 * max(np.abs(values[first]).max(), 1e-300)
    reachable = np.abs(rows[after] - rows[after] @ basis).max() < 1e-6
    return bool(spare >= SPARE_DAYS and varies and reachable)


def _posterior(values: Numbers, rows: Numbers, first: Any, after: Any) -> _Posterior:
    day = np.arange(1, len(values) + 1)
    walk = np.minimum.outer(day, day).astype(float)
    df = int(first.sum() - np.linalg.matrix_rank(rows[first]))
    parts = [_given_drift(values, rows, first, after, drift**2 * walk, df) for drift in DRIFTS]
    evidence, mean, scale, daily, daily_scale = (np.array(part) for part in zip(*parts, strict=True))
    weight = np.exp(evidence - evidence.max())
    return _Posterior(weight / weight.sum(), mean, scale, daily, daily_scale, df)


def _given_drift(values: Numbers, rows: Numbers, first: Any, after: Any, level: Numbers, df: int) -> tuple[Any, ...]:
    """Log evidence, predictive of the mean after and of every day, for one covariance of the level (noise 1)."""
    from scipy import linalg

    factor = linalg.cho_factor(level[np.ix_(first, first)] + np.eye(int(first.sum())), lower=True)
    seen = rows[first]
    solved = linalg.cho_solve(factor, np.column_stack([seen, values[first], level[first]]))
    by_rows, by_values, by_level = solved[:, : seen.shape[1]], solved[:, seen.shape[1]], solved[:, seen.shape[1] + 1 :]
    precision = seen.T @ by_rows
    inverse = np.linalg.pinv(precision, hermitian=True)
    coefficients = inverse @ (by_rows.T @ values[first])
    squares = float(values[first] @ (by_values - by_rows @ coefficients))
    spread = max(squares, 1e-300) / df
    expected = rows @ coefficients + by_level.T @ (values[first] - seen @ coefficients)
    surprise = rows - by_level.T @ seen
    half = after / after.sum()
    shift = half @ surprise
    variance = half @ level @ half - (level[first] @ half) @ (by_level @ half) + shift @ inverse @ shift
    eigen = np.linalg.eigvalsh(precision)
    logdet = np.log(eigen[eigen > 1e-10 * eigen.max()]).sum()
    evidence = -np.log(np.diag(factor[0])).sum() - 0.5 * (logdet + df * np.log(max(squares, 1e-300)))
    own = np.diag(level) - (level[first] * by_level).sum(axis=0) + (surprise @ inverse * surprise).sum(axis=1)
    daily = np.sqrt(spread * np.maximum(own + 1, 1e-12))
    return evidence, half @ expected, np.sqrt(spread * max(variance + 1 / after.sum(), 1e-12)), expected, daily


def _quantile(share: float, weight: Numbers, mean: Numbers, scale: Numbers, df: int) -> Numbers:
    """Quantile of a mixture of t distributions; mean and scale: grid × anything.

    Newton's steps, and half of what is left where one would leave it.
    """
    low, high = (mean - 60 * scale).min(axis=0), (mean + 60 * scale).max(axis=0)
    point = weight @ (mean + special.stdtrit(df, share) * scale)
    for _ in range(60):
        gap = _below(point, weight, mean, scale, df) - share
        low, high = np.where(gap < 0, point, low), np.where(gap < 0, high, point)
        following = point - gap / np.maximum(_density(point, weight, mean, scale, df), 1e-300)
        following = np.where((low <= following) & (following <= high), following, (low + high) / 2)
        moved, point = np.abs(following - point), following
        if (moved <= 1e-9 * scale.min(axis=0)).all():
            break
    return point


def _density(point: Any, weight: Numbers, mean: Numbers, scale: Numbers, df: int) -> Any:
    top = np.exp(special.gammaln((df + 1) / 2) - special.gammaln(df / 2)) / np.sqrt(df * np.pi)
    return weight @ (top * (1 + ((point - mean) / scale) ** 2 / df) ** (-(df + 1) / 2) / scale)


def _below(point: Any, weight: Numbers, mean: Numbers, scale: Numbers, df: int) -> Any:
    return weight @ special.stdtr(df, (point - mean) / scale)


def _answer(
    series: Numbers,
    values: Numbers,
    posterior: _Posterior,
    first: Any,
    after: Any,
    level: float,
    log: bool,
    daily: bool,
) -> Lift:
    mixture = (posterior.weight, posterior.mean, posterior.scale, posterior.df)
    happened, expected = values[after].mean(), float(posterior.weight @ posterior.mean)
    tails = (1 - level) / 2, (1 + level) / 2
    ends = [float(_quantile(tail, *mixture)) for tail in tails]
    below = float(_below(happened, *mixture))
    fitted = posterior.weight @ posterior.daily
    days = (posterior.weight, posterior.daily, posterior.daily_scale, posterior.df)
    around = [_quantile(tail, *days) if daily else np.full(len(fitted), NAN) for tail in tails]
    path = np.column_stack([fitted, *around])
    gap = happened - np.array([expected, ends[1], ends[0]])
    return _lift(series, gap, 2 * min(below, 1 - below), first, after, path, log)


def _lift(series: Numbers, gap: Numbers, p: float, first: Any, after: Any, path: Numbers, log: bool) -> Lift:
    """Turns the gap on the working scale (value, low, high) into units a day and shares."""
    mean = series[after].mean() if after.any() else NAN
    if log:
        relative, gap, path = np.expm1(gap), mean * -np.expm1(-gap), np.exp(np.minimum(path, 700))
    else:
        expected = mean - gap[0]
        relative = gap / expected if expected > 0 else np.full(3, NAN)
    days = int(after.sum())
    frame = pd.DataFrame(path, columns=["expected", "low", "high"])
    effect, low, high = map(float, gap)
    shares = [float(share) for share in relative]
    return Lift(effect, low, high, shares[0], shares[1], shares[2], effect * days, p, int(first.sum()), days, frame)


def _refused(series: Numbers, first: Any, after: Any, values: Numbers, log: bool) -> Lift:
    """The plain difference to the days before, without interval or p."""
    gap = values[after].mean() - values[first].mean() if first.any() and after.any() else NAN
    path = np.full((len(series), 3), NAN)
    return _lift(series, np.array([gap, NAN, NAN]), NAN, first, after, path, log)
