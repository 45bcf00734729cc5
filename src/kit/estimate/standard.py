"""What would the rate be if every brand had the same mix of creators? Direct standardisation."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .jackknife import effective, FEWEST_CLUSTERS
from .quantiles import log_interval
from .results import Estimate, NAN


def mixed_ratio(
    numerator: Any, denominator: Any, cluster: Any, stratum: Any, mix: Mapping[Any, float], level: float = 0.95
) -> Estimate:
    """Ratio of sums at a fixed mix of strata: Σ w · (Σ numerator ÷ Σ denominator of the stratum) ÷ Σ w.

    numerator, denominator   counts or money, one a row, never negative; rows where either is missing are dropped
    cluster                  what is independent of what (creators)
    stratum                  tier of the row; rows outside the mix are dropped
    mix                      stratum → weight (any scale; 0 leaves a stratum out)
    value is NaN where a stratum of the mix has no denominators: another mix, or a rougher one, is needed. low, high are
    NaN with fewer than 5 clusters, with a stratum that only one holds, and where all of the numerator comes from one.
    Leave-one-cluster-out jackknife within strata on the log scale, t; degrees of freedom are Satterthwaite's over the
    strata, each with its effective clusters - 1. A cluster in several strata is counted in that of its first row.
    Simulated at 95 % it holds the rate 93-96 % of the time with 12 to 200 clusters, log-normal or Pareto views.
    Source: Rothman, Greenland and Lash 2008, ch. 15, for the standard.
    """
    check_level(level)
    top, bottom, codes, layer, weight = _rows(numerator, denominator, cluster, stratum, mix)
    clusters = int(codes.max()) + 1 if len(codes) else 0
    sums = np.zeros((clusters, len(weight), 2))
    np.add.at(sums, (codes, layer), np.column_stack([top, bottom]))
    home = layer[np.unique(codes, return_index=True)[1]] if clusters else layer
    some = sums.any(axis=(1, 2))
    sums, home, clusters = sums[some], home[some], int(some.sum())
    value = float(_standard(sums.sum(axis=0), weight)) if clusters else NAN
    if not value > 0 or clusters < FEWEST_CLUSTERS:
        return Estimate(value, NAN, NAN, len(top), clusters)
    left_out = _standard(sums.sum(axis=0) - sums, weight)
    if not (left_out > 0).all():
        return Estimate(value, NAN, NAN, len(top), clusters)
    variance, df = _variance(np.log(left_out), home, sums[..., 1].sum(axis=1))
    return Estimate(value, *log_interval(value, variance, df, level), len(top), clusters)


def _rows(
    numerator: Any, denominator: Any, cluster: Any, stratum: Any, mix: Mapping[Any, float]
) -> tuple[Numbers, Numbers, Codes, Codes, Numbers]:
    """Top, bottom, cluster and place in the mix of each row that counts, and the mix's weights, which sum to 1."""
    top, bottom = numbers("numerator", numerator, least=0), numbers("denominator", denominator, least=0)
    codes, (layer, names) = labels("cluster", cluster)[0], labels("stratum", stratum)
    same_length(numerator=top, denominator=bottom, cluster=codes, stratum=layer)
    weights = {name: float(weight) for name, weight in mix.items() if weight != 0}
    weight = np.array(list(weights.values()))
    if not len(weight) or not (np.isfinite(weight) & (weight > 0)).all():
        raise ValueError("mix holds no weight above 0, or one that is negative or unknown: pass stratum → weight.")
    place = np.append(pd.Index(list(weights), tupleize_cols=False).get_indexer(names), -1)[layer]
    kept = ~np.isnan(top) & ~np.isnan(bottom) & (codes >= 0) & (place >= 0)
    return top[kept], bottom[kept], pd.factorize(codes[kept])[0], place[kept], weight / weight.sum()


def _standard(sums: Numbers, weight: Numbers) -> Any:
    """Weighted mean of the strata's ratios; NaN where one has no denominator. sums: … × strata × 2."""
    top, bottom = sums[..., 0], sums[..., 1]
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 1e-9) @ weight


def _variance(left_out: Numbers, home: Codes, size: Numbers) -> tuple[float, float]:
    parts = []
    for stratum in np.unique(home):
        own, count = left_out[home == stratum], int((home == stratum).sum())
        if count > 1:
            spread = (count - 1) / count * ((own - own.mean()) ** 2).sum()
            parts.append((spread, max(effective(size[home == stratum]) - 1, 1.0)))
    variance = sum(spread for spread, _ in parts)
    lost = sum(spread**2 / df for spread, df in parts)
    return float(variance), float(variance**2 / lost) if lost > 0 else float(len(left_out) - 1)
