"""Which values lie far from the rest of their group? Robust z, and how often chance alone would do it."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import Codes, labels, Numbers, numbers, same_length

EFFICIENCY = 0.3675  # of 1.4826 MAD against the standard deviation; Huber and Ronchetti 2009, section 5.1


def outliers(values: Any, group: Any, least: int = 8) -> pd.DataFrame:
    """How far each value lies from the middle of its group, and its two-sided p: one row a value, in the order given.

    values   on a scale where a group is about normal in the middle (logs, logits); a missing one is not counted
    group    label of each row; rows without a label are in no group
    least    values that a group needs
    Returns z, (value - median) ÷ (1.4826 MAD), where 1.4826 times the median absolute deviation is the s.d. of a normal
    group; and p, from a t distribution with 0.3675 (n - 1) degrees of freedom, as the deviation itself is estimated:
    from the normal, one in five groups of 20 without any outlier would show one at a false discovery rate of 5 %, with
    this 1 to 5 in 100 do (simulated, n from 8 to 500). Both are NaN for missing values, in groups of fewer than `least`
    values, and where the MAD is 0 (half are equal).
    With heavier tails more is called far, rightly so in a group of many; that something is far says nothing of why.
    Source: Iglewicz and Hoaglin 1993 for z, without their rounding.
    """
    column, (codes, _) = numbers("values", values), labels("group", group)
    same_length(values=column, group=codes)
    n = pd.Series(column).groupby(codes).transform("count").to_numpy(dtype=float)
    z = _robust_z(column, codes, least)
    p = 2 * special.stdtr(np.maximum(EFFICIENCY * (n - 1), 1), -np.abs(z))
    index = values.index if isinstance(values, pd.Series) else None
    return pd.DataFrame({"z": z, "p": p}, index=index)


def _robust_z(column: Numbers, codes: Codes, least: int) -> Numbers:
    whole = pd.Series(np.where(codes >= 0, column, np.nan))
    off = whole - whole.groupby(codes).transform("median")
    deviation = off.abs().groupby(codes).transform("median")
    enough = (whole.groupby(codes).transform("count") >= least) & (deviation > 0)
    return (off / (1.4826 * deviation.where(enough))).to_numpy(dtype=float)
