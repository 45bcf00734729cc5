"""Many units at once: those with the same number of rows make one matrix, so that nothing loops over units."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from .inputs import Codes, Numbers

EACH = ["value", "low", "high", "n"]


def same_size(codes: Codes, *keys: Numbers) -> Iterator[tuple[Codes, Codes]]:
    """Units with equal numbers of rows: their codes, and the positions of their rows (units × rows).

    codes   the unit of a row, from 0 on, none missing
    keys    the rows of a unit come in rising order of the first, then the next
    """
    order = np.lexsort((*keys[::-1], codes))
    n = np.bincount(codes)
    starts = np.cumsum(n) - n
    for size in np.unique(n[n > 0]):
        units = np.flatnonzero(n == size)
        yield units, order[starts[units][:, None] + np.arange(size)]


def each(ends: Numbers, n: Any, names: pd.Index) -> pd.DataFrame:
    """One row a unit: value, low, high and the rows behind them."""
    table = pd.DataFrame(ends, index=pd.Index(names, name="unit"), columns=EACH[:3])
    return table.assign(n=np.asarray(n, dtype=np.int64))
