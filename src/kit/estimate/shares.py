"""What share of the conversation is a brand's, and what share of comments is negative when a classifier read them?"""

from typing import Any

import numpy as np
import pandas as pd

from .inputs import check_level, Codes, labels, matrix, Numbers, numbers, same_length
from .jackknife import effective, FEWEST_CLUSTERS, jackknife_variance
from .quantiles import student
from .results import Estimate, NAN


def share(counts: Any, level: float = 0.95) -> pd.DataFrame:
    """Each brand's share of all mentions, jackknifed over clusters on the logit scale, t.

    counts   clusters × brands (creators × brands), whole or fractional (a post naming k brands gives each 1/k), never
             negative; a missing count is 0; clusters without any mention do not count
    Returns a row per brand (a column's name): value, low, high (shares), n (its mentions), clusters (with any brand).
    value is NaN without mentions. low, high are NaN with fewer than 5 clusters, for a share of 0 or 1, and for a brand
    that only one cluster mentions. Degrees of freedom: Kish's effective number of clusters - 1, by all mentions or by
    the brand's own, whichever is fewer. Multinomial intervals cover a brand 55-59 % of the time (simulated).
    """
    check_level(level)
    table, brands = matrix("counts", counts, least=0)
    table = np.nan_to_num(table)
    table = table[table.sum(axis=1) > 0]
    clusters, total = len(table), table.sum()
    value = table.sum(axis=0) / total if total > 0 else np.full(len(brands), NAN)
    low, high = np.full((2, len(brands)), NAN)
    if clusters >= FEWEST_CLUSTERS:
        low, high = _logit_interval(table, value, level)
    columns = {"value": value, "low": low, "high": high, "n": table.sum(axis=0), "clusters": clusters}
    return pd.DataFrame(columns, index=pd.Index(brands, name="brand"))


def corrected_share(
    predicted: Any, predicted_labelled: Any, truth_labelled: Any, level: float = 0.95, cluster: Any = None
) -> Estimate:
    """Share of positives when a classifier read everything and people read some: prediction-powered, power-tuned.

    predicted            classifier's 0/1 or probability for every item
    predicted_labelled   the same for the labelled items
    truth_labelled       what people said of them, 0/1 (or a share of coders)
    cluster              what the labelled items came in (videos): one label each; items of one cluster stand together.
                         Or a pair of such columns, for `predicted` and for the labelled items
    n is the number of labelled items, clusters their clusters. value is NaN without labels. low, high are NaN below 10
    labelled items or 5 clusters. Where the labels show almost no error of the classifier, one error more than seen is
    allowed for.
    Source: Angelopoulos, Duchi and Zrnic 2023, PPI++ (arXiv 2311.01453), mean; interval: Wilson's score form with the
    effective sample size (Korn and Graubard 1998).
    """
    check_level(level)
    everything = _present(numbers("predicted", predicted, least=0, most=1))
    guess = numbers("predicted_labelled", predicted_labelled, least=0, most=1)
    truth = numbers("truth_labelled", truth_labelled, least=0, most=1)
    same_length(predicted_labelled=guess, truth_labelled=truth)
    whole, codes = _cluster_pair(cluster, predicted, len(truth))
    both = ~np.isnan(guess) & ~np.isnan(truth) & (codes >= 0)
    guess, truth, codes, n = guess[both], truth[both], pd.factorize(codes[both])[0], int(both.sum())
    clusters = None if cluster is None else len(np.unique(codes))
    if n == 0:
        return Estimate(NAN, NAN, NAN, 0, clusters)
    weight = _power(everything, guess, truth)
    mean = everything.mean() if len(everything) else 0.0
    value = float(np.clip((truth - weight * guess).mean() + weight * mean, 0, 1))
    if n < 10 or len(np.unique(codes)) < FEWEST_CLUSTERS:
        return Estimate(value, NAN, NAN, n, clusters)
    residual = truth - weight * guess
    variance = max(_mean_variance(residual, codes), (1 - 1 / (n + 1)) / (n * (n + 1)))
    variance += weight**2 * _mean_variance(everything, whole) if weight else 0.0
    return Estimate(value, *_wilson(value, variance, n, len(np.unique(codes)) - 1, level), n, clusters)


def _logit_interval(table: Numbers, value: Numbers, level: float) -> tuple[Numbers, Numbers]:
    sums = table.sum(axis=0)
    rest = table.sum() - table.sum(axis=1, keepdims=True)
    left_out = (sums - table) / np.where(rest > 0, rest, NAN)
    inside = (left_out > 1e-12) & (left_out < 1 - 1e-12)
    kept = np.where(inside, left_out, NAN)
    alike = np.array([min(effective(column), effective(table.sum(axis=1))) for column in table.T])
    reach = student(level, np.maximum(alike - 1, 1)) * np.sqrt(jackknife_variance(np.log(kept) - np.log1p(-kept)))
    odds = np.divide(value, 1 - value, out=np.full(len(value), NAN), where=value < 1)
    low, high = odds * np.exp(-np.minimum(reach, 700)), odds * np.exp(np.minimum(reach, 700))
    return low / (1 + low), high / (1 + high)


def _present(column: Numbers) -> Numbers:
    return column[~np.isnan(column)]


def _cluster_pair(cluster: Any, predicted: Any, labelled: int) -> tuple[Codes | None, Codes]:
    if cluster is None:
        return None, np.arange(labelled)
    pair = cluster if isinstance(cluster, tuple) and len(cluster) == 2 else (None, cluster)
    codes, _ = labels("cluster", pair[1])
    same_length(truth_labelled=np.empty(labelled), cluster=codes)
    if pair[0] is None:
        return None, codes
    everything, (whole, _) = numbers("predicted", predicted), labels("cluster", pair[0])
    same_length(predicted=everything, cluster=whole)
    return whole[~np.isnan(everything)], codes


def _power(everything: Numbers, guess: Numbers, truth: Numbers) -> float:
    """Weight on the classifier that makes the variance least, 0 (ignore it) to 1."""
    if len(everything) < 2 or len(guess) < 2 or guess.var() <= 0:
        return 0.0
    spread = np.concatenate([everything, guess]).var(ddof=1)
    best = np.cov(truth, guess)[0, 1] / (spread * (1 + len(guess) / len(everything)))
    return float(np.clip(best, 0, 1))


def _mean_variance(values: Numbers, codes: Codes | None) -> float:
    n = len(values)
    if codes is None:
        return float(values.var(ddof=1) / n)
    sums = np.bincount(codes + 1, weights=values - values.mean())
    count = np.count_nonzero(np.bincount(codes + 1))
    return float((sums**2).sum() / n**2 * count / max(count - 1, 1))


def _wilson(value: float, variance: float, n: int, df: int, level: float) -> tuple[float, float]:
    certain = value * (1 - value)
    size = certain / variance if certain > 0 else float(n)
    z = float(student(level, df))
    middle = (value + z**2 / (2 * size)) / (1 + z**2 / size)
    reach = z / (1 + z**2 / size) * np.sqrt(certain / size + z**2 / (4 * size**2))
    return float(max(middle - reach, 0.0)), float(min(middle + reach, 1.0))
