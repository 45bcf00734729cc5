"""What did the campaign add to what the days before let expect? An exact Bayesian local-level regression."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from .inputs import check_level, matrix, Numbers, numbers, same_length
from .levels import Level
from .mixtures import Mixture
from .results import NAN

FEWEST_DAYS = 28
SPARE_DAYS = 14


@dataclass(frozen=True)
class Lift:
    """Mean daily difference between what happened and what was expected.

    effect, low, high                       units of y a day, with interval
    relative, relative_low, relative_high   the same as a share of what was expected
    total       effect × days after; p: two-sided; n: days before that were used; days: days after that were used
    path        a row per day of y: expected, low, high (before the start: fitted; after: predicted)
    sums        a row per day of y: extra so far with low and high, after the start; NaN on days that were not used
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
    sums: pd.DataFrame
    _whole: Mixture | None = field(default=None, repr=False, compare=False)
    _log: bool = False

    def chance(self, gain: float, level: float = 0.95) -> float:
        """Chance that a true rise by this share would have been told from none in these days: that `low` would be above
        0, by the same predictive that the interval is made of.  NaN where there is no interval or no base."""
        if self._whole is None:
            return NAN
        expected, rise = float(self._whole.centre[0]), NAN
        if self._log:
            rise = float(np.log1p(gain))
        elif expected > 0:
            rise = gain * expected
        return float(1 - self._whole.below(self._whole.quantile((1 + level) / 2) - rise)[0])

    def smallest(self, chance: float = 0.8, level: float = 0.95) -> float:
        """The rise, as a share, that would have been told from none with this chance; NaN as above."""
        if self._whole is None:
            return NAN
        rise = float((self._whole.quantile((1 + level) / 2) - self._whole.quantile(1 - chance))[0])
        expected = float(self._whole.centre[0])
        return float(np.expm1(rise)) if self._log else rise / expected if expected > 0 else NAN


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
    daily     False leaves out intervals of single days and running sums, most of the work (NaN in path and sums)
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
    return _answer(series, values, Level(values, rows, first), first, after, level, log, daily)


def _design(x: Any, weekday: Any, before: int, days: int, log: bool) -> Numbers:
    columns = [np.ones((days, 1))]
    if x is not None:
        controls, _ = matrix("x", x)
        same_length(y=np.empty(days), x=controls)
        controls = _logged(controls) if log else controls
        known = ~np.isnan(controls[:before])
        columns.append(controls - np.where(known, controls[:before], 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))
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


def _answer(
    series: Numbers, values: Numbers, posterior: Level, first: Any, after: Any, level: float, log: bool, daily: bool
) -> Lift:
    count = np.flatnonzero(after)
    running = np.zeros((len(count), len(values)))
    running[:, count] = np.tri(len(count)) / np.arange(1, len(count) + 1)[:, None]
    each = np.eye(len(values))
    whole = posterior.predictive(running[-1:])
    tails = (1 - level) / 2, (1 + level) / 2
    happened = values[after].mean()
    below = float(whole.below(happened)[0])
    gap = happened - np.array([whole.centre[0], *(whole.quantile(tail)[0] for tail in tails[::-1])])
    path, sums = np.full((len(values), 3), NAN), np.full((len(values), 3), NAN)
    path[:, 0] = posterior.weight @ posterior.expected(each)
    if daily:
        days, together = posterior.predictive(each), posterior.predictive(running)
        path[:, 1:] = np.column_stack([days.quantile(tail) for tail in tails])
        ends = [together.centre, *(together.quantile(tail) for tail in tails[::-1])]
        size = np.arange(1, len(count) + 1)
        gaps = np.cumsum(values[after])[:, None] / size[:, None] - np.column_stack(ends)
        sums[count] = np.cumsum(series[after])[:, None] * -np.expm1(-gaps) if log else size[:, None] * gaps
    return _lift(series, gap, 2 * min(below, 1 - below), first, after, path, log, sums, whole)


def _lift(
    series: Numbers,
    gap: Numbers,
    p: float,
    first: Any,
    after: Any,
    path: Numbers,
    log: bool,
    sums: Numbers,
    whole: Mixture | None = None,
) -> Lift:
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
    share, share_low, share_high = map(float, relative)
    running = pd.DataFrame(sums, columns=["extra", "low", "high"])
    total, n = effect * days, int(first.sum())
    found = (share, share_low, share_high, total, p, n, days)
    return Lift(effect, low, high, *found, frame, running, whole, log)


def _refused(series: Numbers, first: Any, after: Any, values: Numbers, log: bool) -> Lift:
    """The plain difference to the days before, without interval or p."""
    gap = values[after].mean() - values[first].mean() if first.any() and after.any() else NAN
    path = np.full((len(series), 3), NAN)
    return _lift(series, np.array([gap, NAN, NAN]), NAN, first, after, path, log, path.copy())
