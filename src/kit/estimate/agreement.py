"""Do the coders agree? Krippendorff's alpha."""

from typing import Any

import numpy as np
import pandas as pd

from .inputs import Numbers
from .results import NAN

METRICS = ("nominal", "ordinal", "interval", "ratio")


def agreement(codes: Any, metric: str = "nominal") -> float:
    """Krippendorff's alpha of coders × items: 1 is full agreement, 0 what chance gives.

    codes    one row a coder, one column an item; any labels, missing (None, NaN) where a coder did not code
    metric   nominal (labels), ordinal, interval or ratio (numbers)
    NaN when no item has two codes, or when all codes are the same (agreement then says nothing).
    From .80 on a finding is called firm, from .667 tentative. Source: Krippendorff 2011.
    """
    if metric not in METRICS:
        raise ValueError(f"metric is {metric!r}: pass one of {', '.join(METRICS)}.")
    table = pd.DataFrame(codes)
    every = pd.Index(table.to_numpy(dtype=object).ravel(), tupleize_cols=False)
    flat, names = pd.factorize(every, sort=metric != "nominal")
    if not len(names):
        return NAN
    items = flat.reshape(table.shape).T
    counts = np.stack([(items == label).sum(axis=1) for label in range(len(names))], axis=1)
    counts = counts[counts.sum(axis=1) > 1].astype(float)
    if not len(counts):
        return NAN
    totals = counts.sum(axis=0)
    distance = _distance(names, totals, metric)
    pairs = counts.sum(axis=1, keepdims=True) - 1
    observed = np.einsum("ic,ck,ik->", counts / pairs, distance, counts) / totals.sum()
    expected = totals @ distance @ totals / (totals.sum() * (totals.sum() - 1))
    return float(1 - observed / expected) if expected > 0 else NAN


def _distance(names: pd.Index, totals: Numbers, metric: str) -> Numbers:
    size = len(totals)
    if metric == "nominal":
        return 1.0 - np.eye(size)
    if metric == "ordinal":
        place = np.cumsum(totals) - totals / 2
        return (place[:, None] - place[None, :]) ** 2
    try:
        value = np.asarray(names, dtype=float)
    except ValueError:
        raise ValueError(f"codes are not numbers: use metric='nominal' or 'ordinal' instead of {metric!r}.") from None
    gap = value[:, None] - value[None, :]
    if metric == "interval":
        return gap**2
    both = value[:, None] + value[None, :]
    return np.divide(gap, both, out=np.zeros_like(gap), where=both != 0) ** 2
