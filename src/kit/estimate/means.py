"""Which mean to believe of each of many units, when some were measured badly? Pulled towards their group."""

from typing import Any

import numpy as np
import pandas as pd

from .inputs import labels, numbers, same_length
from .rates import design_matrix, OWN_FIT
from .shrinkage import shrink


def shrunk_means(value: Any, se: Any, group: Any = None) -> pd.DataFrame:
    """Posterior mean and s.d. of each unit from an estimate and its standard error (normal-normal, REML, Morris).

    value, se   one a unit, on a scale where errors are about normal (log of a median, slope of a log)
    group       label of the unit: it is pulled towards its own group's mean, the more the larger its error
    Returns a row a unit, in the order given: value, sd, weight (share of its own estimate in value); NaN where either
    is missing. Groups with fewer than 8 units are fitted together, each with its own mean; with fewer than 3 units
    beyond the number of means nothing is pulled (weight 1, sd is se).
    Source: Morris 1983.
    """
    estimate, error = numbers("value", value), numbers("se", se, least=0)
    codes = np.zeros(len(estimate), dtype=np.int64) if group is None else labels("group", group)[0]
    same_length(value=estimate, se=error, group=codes)
    known = ~np.isnan(estimate) & ~np.isnan(error)
    large = np.flatnonzero(np.bincount(codes[known] + 1) >= OWN_FIT) - 1  # -1: no group
    fitted = np.full((len(estimate), 3), np.nan)
    for some in [known & (codes == one) for one in large] + [known & ~np.isin(codes, large)]:
        if some.any():
            variance = np.maximum(error[some] ** 2, 1e-12)
            found = shrink(estimate[some], variance, design_matrix(codes[some], np.zeros(int(some.sum()))))
            fitted[some] = np.column_stack([found.mean, found.sd, found.weight])
    index = value.index if isinstance(value, pd.Series) else None
    return pd.DataFrame(fitted, index, ["value", "sd", "weight"])
