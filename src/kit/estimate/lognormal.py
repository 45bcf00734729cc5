"""What do units count on average where logs are normal? Level and spread of each unit in the light of the others."""

from dataclasses import dataclass, replace

import numpy as np

from .inputs import Codes, Numbers
from .jackknife import cluster_sums

UNEVEN = np.linspace(0, 0.5, 11)  # s.d. of the units' log s.d. that are weighed: from alike to worlds apart
FIRM, WIDE = 0.15, 0.25  # half-normal priors of it: for the value and for its interval (0.26 in 462 real creators)
STEPS = np.linspace(-3, 3, 7)  # standard errors of the log of the common variance that are weighed
OFF = np.linspace(-2.5, 2.5, 17)  # where a unit's log variance may lie, in s.d. between units
SHIFTS, TRIED = 10, 100  # s.d. between the units' levels that are weighed; tried to find where these should lie
SLIGHT = 2e-3  # chances, as a share of the largest, that are left out
TAIL_ITEMS = 8  # items of a unit that tell something of the tail
BLOCK = 250  # units whose variances are weighed at a time: in the processor's cache, and however many there are in all
MOST_EXCESS = 6.0  # that of the logs of Pareto counts, the heaviest tail that counts are held to have


@dataclass(frozen=True)
class Means:
    """One entry a unit, in logs: value (log of the mean count), centre and variance (of the log of the mean count, for
    its interval), level_sd (of the unit's mean log), sigma (s.d. of items, its doubt included)."""

    value: Numbers
    centre: Numbers
    variance: Numbers
    level_sd: Numbers
    sigma: Numbers


@dataclass(frozen=True)
class _Spreads:
    """own, df: of each unit, its variance and what that is worth; log: guesses × grid, of log variances; firm, wide: of
    each guess (how far apart units' spreads lie, and around what)."""

    own: Numbers
    df: Numbers
    log: Numbers
    firm: Numbers
    wide: Numbers

    @property
    def variance(self) -> Numbers:
        return np.exp(self.log)

    def chance(self, rows: slice) -> Numbers:
        """Some units × guesses × grid: of each variance if the guess is right."""
        return _weighed(self.own[rows], self.df[rows], self.log)[0]


@dataclass(frozen=True)
class _Levels:
    """One row a guess of the variance between the units' levels: it, what units are pulled to (guesses × units) and the
    variance of that, and the guess's chances."""

    between: Numbers
    centre: Numbers
    error: Numbers
    firm: Numbers
    wide: Numbers

    def of(self, rows: slice) -> "_Levels":
        """The same of some units."""
        return replace(self, centre=self.centre[:, rows], error=self.error[:, rows])


def log_moments(logs: Numbers, codes: Codes, n: Codes) -> tuple[Numbers, Numbers]:
    """Each unit's squares about its mean, and the degrees of freedom that they are worth: fewer than n - 1 where the
    tails of all units together are heavier than a normal curve's."""
    count = np.maximum(n, 1).astype(float)
    off = logs - (cluster_sums(codes, logs, len(n)) / count)[codes]
    squares, fourths = (cluster_sums(codes, off**power, len(n)) for power in (2, 4))
    return squares, (n - 1) / (1 + _excess(squares, fourths, count) * (n - 1) / (2 * count))


def mean_counts(n: Codes, mean: Numbers, squares: Numbers, df: Numbers, design: Numbers) -> Means:
    """Mean count of each unit whose logs have this mean and these squares about it (worth `df` degrees of freedom).

    design   units × regressors of the mean logs; some df must be above 0
    Two kinds of doubt are not the same here. What is each unit's own (its level, its spread) is averaged over: that
    units differ is why the mean of counts lies above exp of the mean log. What all units share (how far apart they
    lie, the common spread, the regression) is one unknown number each: its posterior mean would promise too much, as
    exp is curved and the estimate itself already errs upwards on average. So over these the harmonic mean is taken,
    which for one log-normal sample is Finney's unbiased estimate to the second order, under priors flat in precision
    (of the common spread, and of a unit's mean as drawn from the fitted ones: every weight of its own data is equally
    likely, Daniels 1999). The interval's moments come from the usual, wider priors, flat in the variance between. And
    a promise leans on spreads being alike (FIRM) more than an interval may (WIDE), unless the units show otherwise.
    With fewer than three units more than regressors nothing is pulled, and each level counts as shared.
    Source: Morris 1983 and Daniels 1999 (Can. J. Stat. 27:567) for the levels, Finney 1941 for the log-normal mean.
    """
    spreads = _spreads(np.divide(squares, n - 1, out=np.zeros(len(n)), where=n > 1), df)
    blocks, weights = _blocks(len(n)), spreads.wide[:, None] * spreads.variance
    error = np.concatenate([np.einsum("nhk,hk->n", spreads.chance(rows), weights) for rows in blocks]) / n
    pulled = len(n) - np.linalg.matrix_rank(design) >= 3
    levels = _levels(mean, error, design) if pulled else _alone(mean)
    found = [_means(n[rows], mean[rows], spreads, spreads.chance(rows), levels.of(rows), pulled) for rows in blocks]
    return Means(*np.concatenate(found, axis=1))


def _blocks(units: int) -> list[slice]:
    return [slice(first, first + BLOCK) for first in range(0, units, BLOCK)]


def _means(n: Codes, mean: Numbers, spreads: _Spreads, chance: Numbers, levels: _Levels, pulled: bool) -> Numbers:
    """What `Means` holds, a row each, of some units; chance: theirs."""
    unlikely, moments = np.zeros(len(n)), np.zeros((4, len(n)))
    for guess in range(len(levels.between)):
        inverse, own = _given(n, mean, spreads, chance, levels, guess, pulled)
        unlikely += levels.firm[guess] * inverse
        moments += levels.wide[guess] * own
    level, level_square, centre, centre_square = moments
    items = np.einsum("nhk,hk->nh", chance, np.exp(np.minimum(spreads.variance / 2, 700)))
    return np.array(
        [
            -np.log(unlikely),
            centre,
            centre_square - centre**2,
            np.sqrt(np.maximum(level_square - level**2, 0)),
            np.sqrt(np.maximum(-2 * np.log((1 / items) @ spreads.firm), 0)),
        ]
    )


def _given(
    n: Codes, mean: Numbers, spreads: _Spreads, chance: Numbers, levels: _Levels, guess: int, pulled: bool
) -> tuple[Numbers, Numbers]:
    """One over the mean count, and the first two moments of its mean log and of its log, if this guess is right."""
    variance, between = spreads.variance, levels.between[guess]
    sampling = variance / n[:, None, None]
    gap = (mean - levels.centre[guess])[:, None, None]
    together = sampling + between
    weight = sampling / together
    level = mean[:, None, None] - weight * gap
    own, shared = between * weight, weight**2 * levels.error[guess][:, None, None] if pulled else sampling
    if pulled:
        fits = chance * np.exp(-(gap**2) / (2 * together)) / np.sqrt(together)
        chance = fits / np.maximum(fits.sum(axis=2, keepdims=True), 1e-300)
    count = np.exp(np.minimum(level + (own + variance - shared) / 2, 700))
    chances = chance * spreads.wide[:, None]
    log, doubt = level + variance / 2, own + shared
    moments = [(chances * one).sum(axis=(1, 2)) for one in (level, level**2 + doubt, log, log**2 + doubt)]
    return (1 / (chance * count).sum(axis=2)) @ spreads.firm, np.array(moments)


def _spreads(own: Numbers, df: Numbers) -> _Spreads:
    """The units' variances weighed against all units': by how far apart they are and around which variance."""
    apart = 2 * UNEVEN[:, None]  # s.d. of log variances
    error = np.sqrt(2 / df.sum() + apart**2 / len(df))
    pooled, steps = max(float(df @ own) / df.sum(), 1e-12), error * STEPS
    middle = np.log(pooled) + steps - apart**2 / 2  # so that the mean of the variances is the pooled one, by steps
    log = (middle[:, :, None] + apart[:, :, None] * OFF).reshape(-1, len(OFF))
    told = sum(_weighed(own[rows], df[rows], log)[1].sum(axis=0) for rows in _blocks(len(df)))
    evidence = np.reshape(told, (len(UNEVEN), -1))
    wide, firm = (evidence + np.log(error) - (UNEVEN[:, None] / scale) ** 2 / 2 for scale in (WIDE, FIRM))
    keep, *weights = _chances(wide.ravel(), (firm - steps).ravel())
    return _Spreads(own, df, log[keep], *weights[::-1])


def _weighed(own: Numbers, df: Numbers, log: Numbers) -> tuple[Numbers, Numbers]:
    """Units × guesses × grid: the chance of each log variance; units × guesses: the log evidence for each guess."""
    prior = np.exp(-(OFF**2) / 2)
    fits = -df[:, None, None] / 2 * (log + own[:, None, None] / np.exp(log))
    top = fits.max(axis=2, keepdims=True)
    chance = prior / prior.sum() * np.exp(fits - top)
    total = chance.sum(axis=2, keepdims=True)
    return chance / total, (np.log(total) + top)[:, :, 0]


def _levels(mean: Numbers, error: Numbers, design: Numbers) -> _Levels:
    """The variance between the units' levels, weighed by its restricted likelihood."""
    off = mean - design @ (np.linalg.pinv(design) @ mean)
    spare = len(mean) - np.linalg.matrix_rank(design)
    most = 2.5 * np.sqrt(max(float(off @ off) / spare, float(error.mean())))
    tried = np.linspace(0, most, TRIED)
    parts = np.array_split(tried, TRIED // SHIFTS)
    logs = np.concatenate([_restricted(mean, error, design, some)[0] for some in parts])
    likely = np.exp(logs - logs.max()) * tried
    near = np.flatnonzero(likely > 1e-3 * likely.max())
    apart = np.linspace(tried[max(near[0] - 1, 0)], tried[min(near[-1] + 1, TRIED - 1)], SHIFTS)
    log, centre, doubt = _restricted(mean, error, design, apart)
    flat = log + np.log(np.maximum(apart, 1e-9 * most))  # even steps of the s.d., a flat prior on its square
    keep, wide, firm = _chances(flat, flat - 2 * np.log(apart**2 + 1 / (1 / error).mean()))
    return _Levels(apart[keep] ** 2, centre[keep], doubt[keep], firm, wide)


def _restricted(mean: Numbers, error: Numbers, design: Numbers, apart: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Restricted log likelihood of each s.d. between levels, the fitted levels, their variance."""
    weight = 1 / (error + apart[:, None] ** 2)
    inner = (weight[:, None] * design.T) @ design
    inverse = np.linalg.inv(inner)
    centre = np.einsum("jpq,jq->jp", inverse, (weight * mean) @ design) @ design.T
    squares = np.log(weight) - weight * (mean - centre) ** 2
    log = (squares.sum(axis=1) - np.linalg.slogdet(inner)[1]) / 2
    return log, centre, ((design @ inverse) * design).sum(axis=2)


def _alone(mean: Numbers) -> _Levels:
    one, rows = np.ones(1), mean[None]
    return _Levels(np.zeros(1), rows, np.zeros(rows.shape), one, one)


def _chances(*logs: Numbers) -> tuple[Numbers, ...]:
    """Which guesses are not out of the question by all of these log chances, and the chances of those."""
    shares = [np.exp(one - one.max()) for one in logs]
    keep = np.flatnonzero(np.max(shares, axis=0) > SLIGHT)
    return keep, *(share[keep] / share[keep].sum() for share in shares)


def _excess(squares: Numbers, fourths: Numbers, n: Numbers) -> float:
    """Excess kurtosis common to the units with enough items, from unbiased cumulants (k-statistics), cut to 0 to 6."""
    some = n >= TAIL_ITEMS
    square, fourth, m = squares[some], fourths[some], n[some]
    cumulant = (m * (m + 1) * fourth - 3 * (m - 1) * square**2) / ((m - 1) * (m - 2) * (m - 3))
    variance = ((square / (m - 1)) ** 2 - cumulant / m) * (m - 1) / (m + 1)
    total = variance.sum()
    return float(np.clip(cumulant.sum() / total, 0, MOST_EXCESS)) if total > 0 else 0.0
