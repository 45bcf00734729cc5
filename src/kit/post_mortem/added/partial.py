"""Days at the ends of a daily series that an export cut off: partial days, which look like a fall and are none."""

import numpy as np
from numpy.typing import NDArray
import pandas as pd

NEAR = 8  # days of the same weekday that an end is held against, the nearest ones
FEWEST = 3  # of them; with fewer an end is taken as it stands
HALF = 0.5


def without_partial_ends(wide: pd.DataFrame, last: pd.Timestamp) -> tuple[pd.DataFrame, dict[str, list[pd.Timestamp]]]:
    """The days × series up to `last`, without partial first and last days; and which days those were, by series.

    The first or last known day of a series is partial if it lies below half of every one of the up to eight nearest
    days of its weekday between the ends, of which there are at least three and all above 0.  So a series that falls to
    0 now and then keeps its ends, and the last day of a real slump is lost only if no such weekday was half as low.
    The ends are those of the whole series: a day that further ones follow is whole.
    """
    values, weekday = wide.to_numpy("float64", na_value=np.nan, copy=True), wide.index.day_of_week.to_numpy()
    cut: dict[str, list[pd.Timestamp]] = {}
    for k, series in enumerate(wide.columns):
        days = np.flatnonzero(~np.isnan(values[:, k]))
        ends = [end for end, order in _ends(days) if _partial(values[:, k], weekday, order)]
        values[ends, k] = np.nan
        cut[str(series)] = list(wide.index[ends])
    out = pd.DataFrame(values, wide.index, wide.columns)
    return out[out.index <= last], cut


def _ends(days: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
    """The first and the last known day, each with all known days from it on."""
    return [(int(days[0]), days), (int(days[-1]), days[::-1])] if len(days) > 1 else []


def _partial(values: NDArray[np.float64], weekday: NDArray[np.int64], order: NDArray[np.int64]) -> bool:
    """Whether the first of these days is far below all near days of its weekday."""
    between = order[1:-1]  # the other end may be partial too
    alike = between[weekday[between] == weekday[order[0]]][:NEAR]
    least = values[alike].min() if len(alike) >= FEWEST else 0.0
    return bool(least > 0 and values[order[0]] < HALF * least)
