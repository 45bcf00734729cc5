"""Where does a value stand inside its group? Percentiles, and robust distances from the middle."""

from typing import Any

import numpy as np
import pandas as pd

from .inputs import Codes, labels, Numbers, numbers, same_length

FEWEST = 8


def percentiles(values: Any, group: Any = None) -> Numbers:
    """Mid-rank percentile of each value inside its group, 0 to 100: (rank - ½) ÷ n · 100; equal values share theirs.

    values   any scale; a missing one is in no group and stays NaN
    group    label of each row, None for one group; rows without a label are NaN
    The middle of any group is 50, and so is a value alone in it.
    """
    column, codes = _column(values, group)
    known = pd.Series(np.where(codes >= 0, column, np.nan)).groupby(codes)
    return ((known.rank(method="average") - 0.5) / known.transform("count") * 100).to_numpy(dtype=float)


def robust_z(values: Any, group: Any = None, least: int = FEWEST) -> Numbers:
    """How many robust s.d. a value lies from the middle of its group: (x - median) ÷ (1.4826 MAD).

    values   on a scale where a group is about symmetric (logs, logits); a missing value is NaN and counts nowhere
    group    label of each row, None for one group; rows without a label are NaN
    NaN in groups with fewer than `least` values and where the median absolute deviation is 0 (half are equal).
    1.4826 makes it the s.d. of a normal group. Source: Iglewicz and Hoaglin 1993, without their rounding.
    """
    column, codes = _column(values, group)
    whole = pd.Series(np.where(codes >= 0, column, np.nan))
    off = whole - whole.groupby(codes).transform("median")
    deviation = off.abs().groupby(codes).transform("median")
    enough = (whole.groupby(codes).transform("count") >= least) & (deviation > 0)
    return (off / (1.4826 * deviation.where(enough))).to_numpy(dtype=float)


def _column(values: Any, group: Any) -> tuple[Numbers, Codes]:
    column = numbers("values", values)
    codes = np.zeros(len(column), dtype=np.int64) if group is None else labels("group", group)[0]
    same_length(values=column, group=codes)
    return column, codes
