"""Which of several groups differ, and by how much? Every pair at once."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .discoveries import holm
from .gaps import effect_size
from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .results import NAN

PAIR = ["first", "second", "delta", "low", "high", "p", "p_holm", "n_first", "n_second"]


def differ(values: Any, group: Any) -> float:
    """p of the hypothesis that all groups share one distribution (Kruskal-Wallis); missing values are dropped.

    values   one independent unit a row (creators, never their videos), any scale
    group    label of each; groups without values do not count
    NaN with fewer than two groups; 1 where all values are equal. Source: Kruskal and Wallis 1952, as in scipy.
    """
    column, codes, _ = _known(values, group)
    groups = len(np.unique(codes))
    if groups < 2:
        return NAN
    ranks, variance = _ranks(column)
    if not variance > 0:
        return 1.0
    size = np.bincount(codes)
    mean = np.bincount(codes, weights=ranks) / np.maximum(size, 1)
    squares = (size * (mean - (len(column) + 1) / 2) ** 2).sum()
    return float(special.chdtrc(groups - 1, squares / variance))


def differences(values: Any, group: Any, level: float = 0.95) -> pd.DataFrame:
    """Every pair of groups: Cliff's delta of the first against the second with interval, and Dunn's test.

    values   one independent unit a row (creators, never their videos), any scale; missing values are dropped
    group    label of each; pairs come in the labels' order, a category's own order if it has one
    Returns one row a pair: first, second, delta, low, high (as `effect_size`; each interval for itself), p (two-sided,
    ties corrected), p_holm (Holm over all pairs), n_first, n_second. No rows with fewer than two groups that hold
    values; p is 1 where all values are equal.
    Source: Dunn 1964 (Technometrics 6:241), after a Kruskal-Wallis test (`differ`).
    """
    check_level(level)
    column, codes, names = _known(values, group)
    present = np.unique(codes)
    parts = {code: column[codes == code] for code in present}
    pairs = list(combinations(present, 2))
    p = _dunn(column, codes, pairs)
    found = [effect_size(parts[one], parts[other], level) for one, other in pairs]
    rows = [
        (
            names[one],
            names[other],
            delta.value,
            delta.low,
            delta.high,
            chance,
            joint,
            len(parts[one]),
            len(parts[other]),
        )
        for (one, other), delta, chance, joint in zip(pairs, found, p, holm(p), strict=True)
    ]
    return pd.DataFrame(rows, columns=PAIR)


def _known(values: Any, group: Any) -> tuple[Numbers, Codes, pd.Index]:
    column, (codes, names) = numbers("values", values), labels("group", group)
    same_length(values=column, group=codes)
    known = ~np.isnan(column) & (codes >= 0)
    return column[known], codes[known], names


def _ranks(column: Numbers) -> tuple[Numbers, float]:
    """Mid-ranks and their variance (with n - 1), 0 where all values are equal."""
    _, place, ties = np.unique(column, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    return ranks, float(ranks.var(ddof=1)) if len(ties) > 1 else 0.0


def _dunn(column: Numbers, codes: Codes, pairs: list[tuple[int, int]]) -> Numbers:
    """Two-sided p of the difference in mean rank of each pair of groups, by the ranks of all groups together.

    The ranks' variance is Dunn's n (n + 1) / 12 less what ties take from it.
    """
    if not pairs:
        return np.empty(0)
    ranks, variance = _ranks(column)
    if not variance > 0:
        return np.ones(len(pairs))
    size = np.bincount(codes)
    mean = np.bincount(codes, weights=ranks) / np.maximum(size, 1)
    one, other = np.array(pairs).T
    z = (mean[one] - mean[other]) / np.sqrt(variance * (1 / size[one] + 1 / size[other]))
    return 2 * special.ndtr(-np.abs(z))
