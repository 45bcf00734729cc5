"""The rows of a table as a pandas frame, with the types of `kit.tables`; and as numbers that tell equal rows."""

from collections.abc import Callable
import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import DataError
from kit.tables import ARROW, PANDAS, TABLES

STRAIGHT = {"text": pd.StringDtype(), "count": pd.Int64Dtype(), "flag": pd.BooleanDtype()}


def as_pandas(name: str, rows: pa.Table) -> pd.DataFrame:
    """An Arrow table as pandas, with the types of `kit.tables`."""
    types = TABLES[name].types
    return pd.DataFrame({c: series(rows[c], types[c]).array for c in types if c in rows.column_names}, copy=False)


def series(values: pa.ChunkedArray, kind: str) -> pd.Series:
    """A column in the pandas type of its kind, as `typed` makes it, that may be written into; straight where Arrow's
    own type is that one."""
    if kind in STRAIGHT:
        return pd.Series(STRAIGHT[kind].__from_arrow__(values))
    return _lists(values.cast(ARROW["list"])) if kind == "list" else typed(values.to_pandas(), kind).copy()


def conform(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """All columns of the table, in order, with its types; columns that the table does not know are an error."""
    spec = TABLES[table]
    unknown = [c for c in frame.columns if c not in spec.types]
    if unknown:
        raise DataError(f"Table {table} has no column {unknown[0]!r}; its columns are {', '.join(spec.columns)}.")
    out = {}
    for name, kind in spec.columns.items():
        values = frame[name] if name in frame else pd.Series([None] * len(frame), frame.index, dtype=PANDAS[kind])
        out[name] = as_lists(values) if kind == "list" else typed(values, kind) if name in frame else values
    return pd.DataFrame(out, index=frame.index).reset_index(drop=True)


def typed(values: pd.Series, kind: str) -> pd.Series:
    """`values` in the pandas type of a column kind; instants end as UTC."""
    if kind in ("time", "date"):
        times = pd.to_datetime(values, utc=True)
        return (
            times.astype(PANDAS["time"])
            if kind == "time"
            else times.dt.tz_localize(None).dt.normalize().astype(PANDAS["date"])
        )
    if kind == "text":
        return (
            values.astype("object")
            .where(values.notna(), None)
            .map(lambda v: v if v is None else str(v))
            .astype("string")
        )
    return values.astype(PANDAS[kind])


def as_lists(values: pd.Series) -> pd.Series:
    """Lists of text, missing where nothing is known."""

    def one(value: Any) -> list[str] | None:
        return None if value is None or value is pd.NA or isinstance(value, float) else [str(v) for v in value]

    return _lists(pa.array(map(one, values), ARROW["list"])).set_axis(values.index)


def _lists(values: pa.Array | pa.ChunkedArray) -> pd.Series:
    return pd.Series(pd.arrays.ArrowExtensionArray(values))


def exploded(lists: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.int64], list[str]]:
    """What stands in a column of lists, item by item: the place of its row, and that of its text among the different
    ones; and these, as they come first.  A missing list has no items, nor is a missing item one."""
    every = pa.chunked_array(lists)
    row = np.repeat(np.arange(len(lists)), pc.fill_null(pc.list_value_length(every), 0).to_numpy())
    items = pc.list_flatten(every).dictionary_encode().unify_dictionaries()
    code = pc.fill_null(pa.chunked_array([c.indices for c in items.chunks], pa.int32()), -1).to_numpy().astype(np.int64)
    names = items.chunk(0).dictionary.to_pylist() if items.num_chunks else []
    return row[code >= 0], code[code >= 0], names


def items(lists: pd.Series) -> list[str]:
    """The different texts that stand in a column of lists."""
    return exploded(lists)[2]


def holding(lists: pd.Series, wanted: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Whether each list holds an item that is wanted; each different text is asked about once."""
    row, code, names = exploded(lists)
    found = np.zeros(len(lists), dtype=bool)
    found[row[np.array([wanted(name) for name in names], dtype=bool)[code]]] = True
    return found


def among(texts: pd.Series, these: pd.Series | pd.Index) -> NDArray[np.bool_]:
    """Whether each text is one of these, a creator of many, say: `isin` of pandas takes a while for each of `these`."""
    known = pa.chunked_array(pd.Series(these, dtype="string")).combine_chunks()
    return pc.is_in(pa.chunked_array(pd.Series(texts, dtype="string")), value_set=known, skip_nulls=True).to_numpy()


def listed(value: Any) -> list[str]:
    """One cell of such a column as a list: of nothing, where it is missing."""
    return value if isinstance(value, list) else []


def row_hashes(rows: pd.DataFrame) -> list[int]:
    """One number for each row of a conformed frame; equal rows have equal numbers."""
    text, unknown = {}, pd.array(["\x00"] * len(rows), dtype="string")
    for name, values in rows.items():
        if values.isna().all():
            text[name] = unknown
            continue
        if values.dtype == PANDAS["list"]:
            values = pd.Series(pc.binary_join(pa.chunked_array(values), "\x1f").to_pandas())
        text[name] = values.astype("string").fillna("\x00").array
    return pd.util.hash_pandas_object(pd.DataFrame(text), index=False).tolist()


def fingerprint(rows: pd.DataFrame) -> str:
    """A name for these rows, whatever their order; where and when they were imported does not count."""
    hashes = sorted(row_hashes(rows))
    return hashlib.sha256(",".join(map(str, hashes)).encode() + ",".join(rows.columns).encode()).hexdigest()[:20]
