"""What is the rate of a group, and how far apart are two? Ratios of sums; the cluster is the unit of evidence."""

from typing import Any

import numpy as np
import pandas as pd

from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .jackknife import cluster_sums, effective, FEWEST_CLUSTERS, jackknife_variance, stratified_variance
from .quantiles import log_interval
from .results import Estimate, NAN


def pooled_ratio(numerator: Any, denominator: Any, cluster: Any, level: float = 0.95, strata: Any = None) -> Estimate:
    """Ratio of sums with a leave-one-cluster-out jackknife interval on the log scale, t.

    numerator, denominator   counts or money, one a row, never negative; rows where either is missing are dropped
    cluster                  what is independent of what (creators); rows without one are dropped
    strata                   groups within which clusters were sampled (tiers); a cluster belongs to the stratum of its
                             first row. Then the jackknife runs within strata and each takes a degree of freedom
    value is NaN when the denominators sum to 0. low, high are NaN with fewer than 5 clusters that hold anything, and
    when all of the numerator comes from one cluster (nothing is left without it).
    Zero denominators stay in: a cost that bought nothing is still a cost.
    Degrees of freedom: Kish's effective number of clusters by denominator - 1, because a few large clusters make the
    jackknife's own error large; with clusters of one size this is clusters - 1.
    Source: Davison and Hinkley 1997, ch. 2-3; Carter, Schnepel and Steigerwald 2017 for effective clusters.
    """
    check_level(level)
    top, bottom, codes, kept = _ratio_rows(numerator, denominator, cluster)
    tops, bottoms, used = _cluster_totals(top, bottom, codes)
    n, clusters = len(top), len(tops)
    if not bottoms.sum() > 0:
        return Estimate(NAN, NAN, NAN, n, clusters)
    value = tops.sum() / bottoms.sum()
    if clusters < FEWEST_CLUSTERS:
        return Estimate(float(value), NAN, NAN, n, clusters)
    left_out = _log(_divide(tops.sum() - tops, bottoms.sum() - bottoms))
    layers = np.zeros(clusters, dtype=np.int64) if strata is None else _cluster_strata(strata, kept, codes, used)
    variance = stratified_variance(left_out, layers)
    df = max(effective(bottoms) - len(np.unique(layers)), 1.0)
    return Estimate(float(value), *log_interval(value, variance, df, level), n, clusters)


def ratio_gap(
    numerator: Any,
    denominator: Any,
    cluster: Any,
    group: Any,
    level: float = 0.95,
    reference: Any = None,
    strata: Any = None,
) -> Estimate:
    """Pooled ratio of one group over that of another, jackknifed over clusters on the log scale.

    group      two labels. The second in sorted order is divided by the first (1 over 0, True over False), unless
               `reference` names the label to divide by. A cluster may have rows in both groups
    strata     compare like with like: the Mantel-Haenszel ratio over strata (tiers) instead of the crude one
    value is NaN when a group is absent or its ratio is 0 or undefined. low, high are NaN when a group has fewer than 5
    clusters. Degrees of freedom: Welch-Satterthwaite over the effective clusters of the one, the other and both groups.
    ValueError for more than two groups. Source: Rothman, Greenland and Lash 2008, ch. 15.
    """
    check_level(level)
    side = _sides(group, reference)
    top, bottom, codes, kept = _ratio_rows(numerator, denominator, cluster, side)
    layer = np.zeros(len(kept), dtype=int) if strata is None else labels("strata", strata)[0] + 1
    same_length(numerator=kept, strata=layer)
    clusters = int(codes.max()) + 1 if len(codes) else 0
    tables = _gap_tables(top, bottom, codes, side[kept], layer[kept], clusters)
    log_gap = _log_gap(tables.sum(axis=0))
    n = len(top)
    bottoms = tables.sum(axis=1)[..., 1]  # clusters × groups
    some = (bottoms > 0).any(axis=1)
    if not np.isfinite(log_gap):
        return Estimate(NAN, NAN, NAN, n, int(some.sum()))
    value = float(np.exp(log_gap))
    if (bottoms > 0).sum(axis=0).min() < FEWEST_CLUSTERS:
        return Estimate(value, NAN, NAN, n, int(some.sum()))
    variance, df = _welch(_log_gap(tables.sum(axis=0) - tables[some]), bottoms[some])
    return Estimate(value, *log_interval(value, variance, df, level), n, int(some.sum()))


def _ratio_rows(
    numerator: Any, denominator: Any, cluster: Any, side: Codes | None = None
) -> tuple[Numbers, Numbers, Codes, Any]:
    top, bottom = numbers("numerator", numerator, least=0), numbers("denominator", denominator, least=0)
    codes, _ = labels("cluster", cluster)
    side = np.zeros(len(top), dtype=int) if side is None else side
    same_length(numerator=top, denominator=bottom, cluster=codes, group=side)
    kept = ~np.isnan(top) & ~np.isnan(bottom) & (codes >= 0) & (side >= 0)
    return top[kept], bottom[kept], pd.factorize(codes[kept])[0], kept


def _cluster_totals(top: Numbers, bottom: Numbers, codes: Codes) -> tuple[Numbers, Numbers, Any]:
    count = int(codes.max()) + 1 if len(codes) else 0
    tops, bottoms = cluster_sums(codes, top, count), cluster_sums(codes, bottom, count)
    used = (tops > 0) | (bottoms > 0)
    return tops[used], bottoms[used], used


def _cluster_strata(strata: Any, kept: Any, codes: Codes, used: Any) -> Codes:
    layer, _ = labels("strata", strata)
    same_length(numerator=kept, strata=layer)
    _, first = np.unique(codes, return_index=True)
    return layer[kept][first][used]


def _sides(group: Any, reference: Any) -> Codes:
    codes, names = labels("group", group)
    if len(names) > 2:
        raise ValueError(f"group has {len(names)} labels: keep the rows of the two groups to compare.")
    if reference is None:
        return codes
    if reference not in names:
        raise ValueError(f"reference {reference!r} is not in group: pass one of {', '.join(map(repr, names))}.")
    return np.where(codes < 0, codes, (codes != names.get_loc(reference)).astype(int))


def _gap_tables(top: Numbers, bottom: Numbers, codes: Codes, side: Codes, layer: Codes, clusters: int) -> Numbers:
    """Sums by cluster × stratum × group × (numerator, denominator)."""
    layers = int(layer.max()) + 1 if len(layer) else 1
    tables = np.zeros((clusters, layers, 2, 2))
    np.add.at(tables, (codes, layer, side), np.column_stack([top, bottom]))
    return tables


def _log_gap(tables: Numbers) -> Any:
    """Log Mantel-Haenszel ratio of group 1 over group 0; with one stratum this is the crude ratio of pooled ratios."""
    top, bottom = tables[..., 0], tables[..., 1]
    both = bottom.sum(axis=-1)
    return _log(
        _divide(
            _divide(top[..., 1] * bottom[..., 0], both, empty=0.0).sum(axis=-1),
            _divide(top[..., 0] * bottom[..., 1], both, empty=0.0).sum(axis=-1),
        )
    )


def _welch(left_out: Numbers, bottoms: Numbers) -> tuple[float, float]:
    """Jackknife variance and its df, from the effective clusters of the one, the other and both groups."""
    spread = (left_out - left_out.mean()) ** 2
    weight = (bottoms / bottoms.sum(axis=0)).sum(axis=1)
    kind = (bottoms > 0) @ np.array([1, 2])
    parts = [(spread[kind == k].sum(), effective(weight[kind == k])) for k in (1, 2, 3) if (kind == k).any()]
    lost = sum(part**2 / max(count - 1, 1) for part, count in parts)
    df = sum(part for part, _ in parts) ** 2 / lost if lost > 0 else len(left_out) - 1
    return float(jackknife_variance(left_out)), float(df)


def _divide(top: Any, bottom: Any, empty: float = np.nan) -> Any:
    top, bottom = np.broadcast_arrays(np.asarray(top, dtype=float), bottom)
    return np.divide(top, bottom, out=np.full(top.shape, empty), where=bottom > 0)


def _log(values: Any) -> Any:
    values = np.asarray(values, dtype=float)
    return np.log(values, out=np.full(values.shape, np.nan), where=values > 0)
