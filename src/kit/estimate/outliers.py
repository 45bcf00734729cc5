"""Which values lie far from the rest of their group? Robust z, and how often chance alone would do it."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import labels, numbers, same_length
from .places import robust_z

EFFICIENCY = 0.3675  # of 1.4826 MAD against the standard deviation; Huber and Ronchetti 2009, section 5.1


def outliers(values: Any, group: Any, least: int = 8) -> pd.DataFrame:
    """Robust z of each value inside its group, and its two-sided p: one row a value, in the order given.

    z        `robust_z`: (value − median) ÷ (1.4826 × median absolute deviation)
    p        from a t distribution with 0.3675 (n − 1) degrees of freedom, as the deviation itself is estimated: from
             the normal, one in five groups of 20 without any outlier would show one at a false discovery rate of 5 %,
             with this 1 to 5 in 100 do (simulated, n from 8 to 500)
    Take logs or logits first: groups are held for normal in the middle. With heavier tails more is called far, rightly
    so in a group of many; that something is far says nothing of why.
    z and p are NaN in groups of fewer than `least` values or without spread. Missing values are not counted.
    """
    column, (codes, _) = numbers("values", values), labels("group", group)
    same_length(values=column, group=codes)
    n = pd.Series(column).groupby(codes).transform("count").to_numpy(dtype=float)
    z = robust_z(column, group, least)
    p = 2 * special.stdtr(np.maximum(EFFICIENCY * (n - 1), 1), -np.abs(z))
    index = values.index if isinstance(values, pd.Series) else None
    return pd.DataFrame({"z": z, "p": p}, index=index)
