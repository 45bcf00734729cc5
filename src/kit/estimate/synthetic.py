"""What would a series have done, judged by a weighted mean of series that nothing happened to? Synthetic control."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .inputs import check_level, matrix, Numbers, numbers, same_length
from .results import NAN

FEWEST_DONORS = 5
HEAVY = 1e3  # weight of the row that makes weights sum to one, over the largest value


@dataclass(frozen=True)
class Synthetic:
    """Mean difference after the start between a series and its synthetic twin, as a share of the twin.

    effect, low, high   the share, with interval (NaN where so few donors cannot carry one)
    extra, extra_low, extra_high   the same summed over the days after, in units of y
    fit, after_fit      root mean squared gap before and after, as shares of y's mean before
    rank, of            place of |effect| ÷ fit among all series, 1 the largest; how many series
    n, days             days before and after that were used
    weights             a weight a donor, sum 1
    donors              a row a donor: effect, fit, score (|effect| ÷ fit), each against its own twin of the others
    path                a row a day of y: expected, low, high, in units of y
    """

    effect: float
    low: float
    high: float
    extra: float
    extra_low: float
    extra_high: float
    fit: float
    after_fit: float
    rank: int
    of: int
    n: int
    days: int
    weights: pd.Series
    donors: pd.DataFrame
    path: pd.DataFrame

    @property
    def ratio(self) -> float:
        """RMSPE after ÷ before."""
        return self.after_fit / self.fit if self.fit > 0 else NAN


def synthetic(y: Any, donors: Any, before: int, level: float = 0.95) -> Synthetic:
    """Synthetic control: donors' weights (none below 0, sum 1) that come nearest to y before the start.

    y        one number a day; days on which it or a donor is missing are skipped
    donors   days × series that nothing happened to; at least five
    before   days before the start
    Every series is measured by its own mean before, so that donors of any size can serve; it must be above 0, and so
    must donors' means after.
    The interval turns the placebo test round: each donor is held against its own twin made of the other donors, and a
    share is in the interval where y without it (effects multiply) would lie so far from its twin, by its fit before,
    that its rank among donors could be chance. With few donors no rank is rare enough (fewer than 19 for 95 %): low and
    high are NaN; so they are where gaps as large as y itself could be chance. It is honest where y would have differed
    from its twin as donors do from theirs.
    Source: Abadie, Diamond & Hainmueller 2010 (JASA 105:493), placebo inference; tests turned into intervals as in
    Firpo & Possebom 2018 (J. Causal Inference 6:2); series by their own means as in Ferman & Pinto 2021 (Quant. Econ.
    12:1197).
    """
    check_level(level)
    series, (others, names) = numbers("y", y), matrix("donors", donors)
    same_length(y=series, donors=others)
    if others.shape[1] < FEWEST_DONORS:
        raise ValueError(f"donors has {others.shape[1]} columns: pass at least {FEWEST_DONORS} series.")
    known = ~np.isnan(series) & ~np.isnan(others).any(axis=1)
    first, later = known & (np.arange(len(series)) < before), known & (np.arange(len(series)) >= before)
    if not first.any() or not later.any():
        raise ValueError("y and donors share no day before the start, or none after: pass days that all of them know.")
    size = np.column_stack([series, others])[first].mean(axis=0)
    if (size <= 0).any() or (others[later].mean(axis=0) <= 0).any():
        raise ValueError("y before the start or a donor has a mean of 0 or less: leave that donor out.")
    index = np.column_stack([series, others]) / size
    weights, twins = _twins(index, first)
    gaps = index - twins
    base = twins[later].mean(axis=0)
    apart, fit = gaps[later].mean(axis=0) / base, np.sqrt((gaps[first] ** 2).mean(axis=0))
    fit = np.maximum(fit, 1e-12)
    scores = np.abs(apart) / fit
    reach = _reach(scores[1:], level) * fit[0]
    band = np.array([_reach(row, level) for row in np.abs(gaps[:, 1:]) / fit[1:]]) * fit[0]
    happened, twin = float(series[later].sum()), size[0] * base[0] * later.sum()
    without = twin * np.array([1.0, 1 + reach, 1 - reach] if reach < 1 else [1.0, NAN, NAN])
    extra, share = happened - without, happened / without - 1
    path = size[0] * np.column_stack([twins[:, 0], twins[:, 0] - band, twins[:, 0] + band])
    (effect, low, high), (more, more_low, more_high) = map(float, share), map(float, extra)
    return Synthetic(
        effect,
        low,
        high,
        more,
        more_low,
        more_high,
        float(fit[0]),
        float(np.sqrt((gaps[later, 0] ** 2).mean())),
        1 + int((scores[1:] >= scores[0]).sum()),
        len(scores),
        int(first.sum()),
        int(later.sum()),
        pd.Series(weights, index=names),
        pd.DataFrame({"effect": apart[1:], "fit": fit[1:], "score": scores[1:]}, index=names),
        pd.DataFrame(path, columns=["expected", "low", "high"]),
    )


def _twins(index: Numbers, first: Any) -> tuple[Numbers, Numbers]:
    """The weights of the first column on all others, and each column's twin made of the columns after the first."""
    twins, own = np.empty_like(index), np.empty(0)
    columns = np.arange(index.shape[1])
    triangle: Numbers = np.asarray(np.linalg.qr(index[first], mode="r"))  # the same gaps in fewer rows
    for k in columns:
        others = columns[(columns > 0) & (columns != k)]
        weights = _simplex(triangle[:, others], triangle[:, k])
        twins[:, k] = index[:, others] @ weights
        own = weights if k == 0 else own
    return own, twins


def _simplex(x: Numbers, y: Numbers) -> Numbers:
    """Weights of at least 0 that sum to 1 with the least squared gap between y and x @ weights."""
    from scipy.optimize import nnls

    heavy = HEAVY * max(np.abs(x).max(), 1e-300)
    weights, _ = nnls(np.vstack([x, np.full(x.shape[1], heavy)]), np.append(y, heavy))
    return weights / weights.sum()


def _reach(scores: Numbers, level: float) -> float:
    """The largest score that its rank among the donors' leaves possible; NaN where even the first rank is."""
    if np.isnan(scores).any():
        return NAN
    extreme = int(np.floor((1 - level) * (len(scores) + 1) + 1e-9))  # ranks too rare to be chance
    return float(np.sort(scores)[::-1][extreme - 1]) if extreme else NAN
