"""How far should a unit with little data be pulled towards the others? Normal-normal empirical Bayes."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from .inputs import Numbers


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


def shrunken_variances(variances: Numbers, df: Numbers) -> tuple[Numbers, Numbers]:
    """Unit variances pulled towards a common one by as much as they agree, and the degrees of freedom behind each.

    Units with df 0 get the common variance. Source: Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3 (a scaled inverse
    chi-square prior, fitted by moments of the log variances); when they agree wholly, the pooled variance. We go half
    way from Smyth's to the pooled one, since a heavy tail common to all looks to the moments like unequal spreads.
    """
    some = df > 0
    pooled = (df[some] * variances[some]).sum() / df[some].sum()
    prior_df, prior = _prior_variance(np.maximum(variances[some], 1e-6 * pooled), df[some])
    if not np.isfinite(prior_df):
        return np.full(len(df), pooled), np.full(len(df), df.sum())
    together = prior_df + df
    own = (prior_df * prior + df * np.where(some, variances, 0.0)) / together
    return np.sqrt(own * pooled), together


def moderated_variances(variances: Numbers, df: Numbers) -> tuple[Numbers, Numbers]:
    """Smyth's own posterior of each unit's variance and its degrees of freedom, for what is said of a single unit.

    A unit with many items keeps its own variance here, where `shrunken_variances` stays half way to the pooled one. The
    prior's degrees of freedom are a careful estimate: as if the units differed by one standard error more than they do.
    Where there are too few units to tell, each keeps its own. Every df is above 0.
    """
    pooled = (df * variances).sum() / df.sum()
    careful = np.maximum(variances, 1e-6 * pooled)
    prior_df, prior = _prior_variance(careful, df, errors=1.0)
    if not np.isfinite(prior_df):
        return variances, df
    together = prior_df + df
    return (prior_df * prior + df * variances) / together, together


def _prior_variance(variances: Numbers, df: Numbers, errors: float = 0.0) -> tuple[float, float]:
    """Degrees of freedom and variance of the prior; infinite where the units agree wholly or are too few.

    errors   how many standard errors more than seen the log variances are taken to differ
    """
    if len(variances) < 3 or not (variances > 0).all():
        return np.inf, np.nan
    logs = np.log(variances) - special.digamma(df / 2) + np.log(df / 2)
    spread = logs.var(ddof=1)
    excess = spread - special.polygamma(1, df / 2).mean() + errors * spread * np.sqrt(2 / (len(logs) - 1))
    if excess <= 1e-3:
        return np.inf, np.nan
    prior_df = 2 * _inverse_trigamma(excess)
    return prior_df, float(np.exp(logs.mean() + special.digamma(prior_df / 2) - np.log(prior_df / 2)))


def _inverse_trigamma(value: float) -> float:
    guess = 0.5 + 1 / value
    for _ in range(50):
        trigamma = special.polygamma(1, guess)
        guess += trigamma * (1 - trigamma / value) / special.polygamma(2, guess)
    return float(guess)
