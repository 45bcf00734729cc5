"""How far should a unit with little data be pulled towards the others? Normal-normal empirical Bayes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy import special

from .inputs import Numbers

APART = np.geomspace(0.05, 3, 40)  # s.d. of log variances between units that are weighed: from alike to worlds apart


@dataclass(frozen=True)
class Shrunk:
    """One entry a unit: posterior mean and s.d., what it was pulled to, weight of its own data; variance between."""

    mean: Numbers
    sd: Numbers
    pooled: Numbers
    weight: Numbers
    between: float


def shrink(mean: Numbers, variance: Numbers, design: Numbers) -> Shrunk:
    """Pulls unit means towards a regression of them on `design`, each by its own sampling variance.

    The variance between units is REML; the s.d. is Morris's, which knows that mean and variance were estimated. With
    fewer than three units more than regressors nothing can be pulled: weight 1, the unit's own mean and error.
    Source: Morris 1983, JASA 78:47, eq. 1.17 and 5.1-5.11. With equal variances this is James and Stein's (k - 3) / V.
    """
    spare = len(mean) - np.linalg.matrix_rank(design)
    between = _reml(mean, variance, design, spare)
    precision = 1 / (variance + between)
    pooled, leverage = _weighted_fit(mean, precision, design)
    pull = max(spare - 2, 0) / max(spare, 1) * variance * precision
    value = mean - pull * (mean - pooled)
    typical = (precision * variance).sum() / precision.sum()
    doubt = 2 / max(spare - 2, 1) * pull**2 * (typical + between) * precision
    error = variance * (1 - pull) + pull**2 * leverage / precision + doubt * (mean - pooled) ** 2
    return Shrunk(value, np.sqrt(error), pooled, 1 - pull, float(between))


def _reml(mean: Numbers, variance: Numbers, design: Numbers, spare: int) -> float:
    """Variance between units by Fisher scoring of the restricted likelihood, 0 at least."""
    if spare < 1:
        return 0.0
    between = max(float(np.var(mean)) - float(np.median(variance)), 0.0)
    for _ in range(200):
        weight = 1 / (variance + between)
        inverse = np.linalg.pinv(design.T @ (weight[:, None] * design))
        second = inverse @ (design.T @ (weight[:, None] ** 2 * design))
        third = inverse @ (design.T @ (weight[:, None] ** 3 * design))
        residual = weight * (mean - design @ (inverse @ (design.T @ (weight * mean))))
        score = residual @ residual - weight.sum() + np.trace(second)
        information = (weight**2).sum() - 2 * np.trace(third) + np.trace(second @ second)
        step = score / max(information, 1e-300)
        following = max(between + step, 0.0)
        if abs(following - between) <= 1e-10 * (following + float(np.mean(variance))):
            return following
        between = following
    return between


def _weighted_fit(mean: Numbers, precision: Numbers, design: Numbers) -> tuple[Numbers, Numbers]:
    root = np.sqrt(precision)[:, None] * design
    inverse = np.linalg.pinv(root)
    return design @ (inverse @ (np.sqrt(precision) * mean)), np.einsum("ij,ji->i", root, inverse)


def moderated_variances(variances: Numbers, df: Numbers) -> tuple[Numbers, Numbers]:
    """Each unit's variance in the light of the others, and its degrees of freedom, for what is said of a single unit.

    Smyth's prior, but not as if it were known: a few units tell little of how far apart they are. So posteriors are
    averaged over the s.d. that log variances may have between units, each weighted by how well it explains them, their
    variance being equally likely beforehand; each average is given back as the scaled inverse chi-square with its mean
    and variance of the log. A unit with many items keeps its own variance. With fewer than three units, or where none
    varies, each keeps its own. Every df is above 0.
    Source: Smyth 2004; Morris and Tang 2011 (Stat. Sci. 26:271) for a flat prior on the variance between units.
    """
    pooled = (df * variances).sum() / df.sum()
    if len(df) < 3 or not pooled > 0:
        return variances, df
    squares, prior_df = df * np.maximum(variances, 1e-6 * pooled), 2 * _inverse_trigamma(APART**2)[:, None]
    prior, information, evidence = _given_prior_df(squares, df, prior_df, pooled)
    weight = APART**2 * np.exp(evidence - evidence.max())  # even steps in the log s.d., a flat prior in its square
    weight /= weight.sum()
    together = squares + prior_df * prior
    mean = np.log(together / 2) - _of_halves(special.digamma, prior_df, df)
    doubt = _of_halves(partial(special.polygamma, 1), prior_df, df) + (prior_df * prior / together) ** 2 / information
    middle = weight @ mean
    trust: Numbers = 2 * _inverse_trigamma(weight @ (doubt + (mean - middle) ** 2))
    return np.exp(middle + special.digamma(trust / 2)) * 2 / trust, trust


def _given_prior_df(squares: Numbers, df: Numbers, prior_df: Numbers, start: float) -> tuple[Numbers, Numbers, Numbers]:
    """For each prior df (one a row) the likeliest prior variance, information on its log, Laplace's log evidence."""
    log = np.full(prior_df.shape, np.log(start))
    for _ in range(50):
        share = prior_df / (prior_df + squares * np.exp(-log))
        score = (prior_df - (prior_df + df) * share).sum(axis=1, keepdims=True) / 2
        information = ((prior_df + df) * share * (1 - share)).sum(axis=1, keepdims=True) / 2
        step = np.clip(score / information, -2, 2)
        log += step
        if (np.abs(step) < 1e-6).all():
            break
    half, scale = (prior_df + df) / 2, prior_df * np.exp(log)
    density = _of_halves(special.gammaln, prior_df, df) - special.gammaln(prior_df / 2) + prior_df / 2 * np.log(scale)
    evidence = (density - half * np.log(squares + scale)).sum(axis=1)
    return np.exp(log), information, evidence - np.log(information[:, 0]) / 2


def _of_halves(function: Callable[[Numbers], Numbers], prior_df: Numbers, df: Numbers) -> Numbers:
    """A slow function of half the sum of a prior df (one a row) and a unit's df, of which units share a few."""
    kinds, kind = np.unique(df, return_inverse=True)
    return function((prior_df + kinds) / 2)[:, kind]


def _inverse_trigamma(value: Any) -> Any:
    """Where the trigamma function takes these values, by Smyth's Newton steps, which never overshoot."""
    guess = 0.5 + 1 / np.asarray(value, dtype=float)
    for _ in range(50):
        trigamma = special.polygamma(1, guess)
        step = trigamma * (1 - trigamma / value) / special.polygamma(2, guess)
        guess = guess + step
        if (np.abs(step) <= 1e-9 * guess).all():
            break
    return guess
