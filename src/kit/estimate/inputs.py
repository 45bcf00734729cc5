"""How every estimator reads its arguments: one column of numbers, one column of labels, one length, one level."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
import pandas as pd

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]


def numbers(name: str, values: Any, least: float | None = None, most: float | None = None) -> Numbers:
    """One column of floats. None, NA and infinities become NaN; a value below `least` or above `most` is refused."""
    column = _floats(name, values)
    if column.ndim != 1:
        raise ValueError(f"{name} has {column.ndim} dimensions: pass one column of numbers.")
    _check_bounds(name, column, least, most)
    return column


def matrix(name: str, values: Any, least: float | None = None) -> tuple[Numbers, pd.Index]:
    """Rows × columns of floats and the columns' names; a single column may be one-dimensional."""
    table = _floats(name, values)
    if table.ndim == 1 and (table.size or not hasattr(values, "columns")):
        table = table.reshape(-1, 1)
    if table.ndim != 2:
        raise ValueError(f"{name} has {table.ndim} dimensions: pass rows × columns.")
    _check_bounds(name, table, least, None)
    return table, values.columns if hasattr(values, "columns") else pd.RangeIndex(table.shape[1])


def labels(name: str, values: Any) -> tuple[Codes, pd.Index]:
    """A code 0, 1, … a row (-1 where missing) and the names behind the codes, sorted where they can be sorted."""
    plain = values.array if isinstance(values, pd.Series) else values
    index = pd.Index(plain if hasattr(plain, "__len__") else list(plain), tupleize_cols=False)
    if index.ndim != 1:
        raise ValueError(f"{name} has {index.ndim} dimensions: pass one column of labels.")
    try:
        codes, names = pd.factorize(index, sort=True)
    except TypeError:
        codes, names = pd.factorize(index)
    return codes.astype(np.int64), pd.Index(names, tupleize_cols=False)


def same_length(**columns: Sequence[Any] | NDArray[Any]) -> None:
    """Refuses columns of different lengths, naming the first two that differ."""
    (first, length), *others = [(name, len(column)) for name, column in columns.items()]
    for name, other in others:
        if other != length:
            raise ValueError(f"{first} has {length} rows but {name} has {other}: pass arrays of one length.")


def check_level(level: float) -> None:
    """Refuses a confidence level that is no share between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level is {level}: pass a share between 0 and 1, such as 0.95.")


def _floats(name: str, values: Any) -> Numbers:
    try:
        array = np.array(values, dtype=float)
    except (TypeError, ValueError):
        array = _floats_from_objects(name, values)
    array[np.isinf(array)] = np.nan
    return array


def _floats_from_objects(name: str, values: Any) -> Numbers:
    try:
        frame = pd.DataFrame(values).apply(pd.to_numeric).to_numpy(dtype=float, na_value=np.nan).copy()
    except (TypeError, ValueError):
        raise ValueError(f"{name} holds something that is not a number: convert or drop it first.") from None
    return frame if getattr(values, "ndim", np.ndim(np.asarray(values, dtype=object))) == 2 else frame[:, 0]


def _check_bounds(name: str, values: Numbers, least: float | None, most: float | None) -> None:
    if least is not None and (values < least).any():
        raise ValueError(f"{name} holds {np.nanmin(values):g}, below {least:g}: correct or drop these rows.")
    if most is not None and (values > most).any():
        raise ValueError(f"{name} holds {np.nanmax(values):g}, above {most:g}: correct or drop these rows.")
