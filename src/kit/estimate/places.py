"""Where does a value stand inside its group? Percentiles."""

from typing import Any

import numpy as np
import pandas as pd

from .inputs import labels, Numbers, numbers, same_length


def percentiles(values: Any, group: Any = None) -> Numbers:
    """Mid-rank percentile of each value inside its group, 0 to 100: (rank - ½) ÷ n · 100; equal values share theirs.

    values   any scale; a missing one is in no group and stays NaN
    group    label of each row, None for one group; rows without a label are NaN
    The middle of any group is 50, and so is a value alone in it.  Values that differ by no more than rounding (a part
    in 10¹²) are equal, as processors add up in different orders.
    """
    column = _settled(numbers("values", values))
    codes = np.zeros(len(column), dtype=np.int64) if group is None else labels("group", group)[0]
    same_length(values=column, group=codes)
    known = pd.Series(np.where(codes >= 0, column, np.nan)).groupby(codes)
    return ((known.rank(method="average") - 0.5) / known.transform("count") * 100).to_numpy(dtype=float)


def _settled(values: Numbers) -> Numbers:
    """Values to forty binary digits."""
    digits, power = np.frexp(values)
    return np.ldexp(np.round(digits * 2.0**40) / 2.0**40, power)
