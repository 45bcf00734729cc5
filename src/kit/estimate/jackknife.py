"""The leave-one-cluster-out jackknife: how much does the answer move when one creator had not been there?"""

import numpy as np

from .inputs import Codes, Numbers

FEWEST_CLUSTERS = 5  # fewer independent clusters carry no interval


def cluster_sums(codes: Codes, values: Numbers, clusters: int) -> Numbers:
    """Sum of `values` for each cluster code 0 … clusters - 1."""
    return np.bincount(codes, weights=values, minlength=clusters).astype(float)


def effective(weights: Numbers) -> float:
    """Kish's effective number of clusters: how many of equal weight would say as much as these do."""
    return float(weights.sum() ** 2 / max((weights**2).sum(), 1e-300))


def jackknife_variance(left_out: Numbers) -> Numbers:
    """Variance of an estimate from its replicates, each without one cluster (rows: clusters). NaN if a replicate is."""
    count = len(left_out)
    spread = left_out - left_out.mean(axis=0)
    return (count - 1) / count * (spread**2).sum(axis=0)


def stratified_variance(left_out: Numbers, strata: Codes) -> float:
    """The same for clusters drawn stratum by stratum; a stratum of one is measured from the overall mean."""
    overall, total = left_out.mean(), 0.0
    for stratum in np.unique(strata):
        own = left_out[strata == stratum]
        count = len(own)
        total += (count - 1) / count * ((own - own.mean()) ** 2).sum() if count > 1 else ((own - overall) ** 2).sum()
    return float(total)
