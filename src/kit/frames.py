"""The rows of a table as a pandas frame, with the types of `kit.tables`; and as numbers that tell equal rows."""

import hashlib
from typing import Any

import pandas as pd
import pyarrow as pa

from kit.errors import DataError
from kit.tables import PANDAS, TABLES

STRAIGHT = {"text": pd.StringDtype(), "count": pd.Int64Dtype(), "flag": pd.BooleanDtype()}


def as_pandas(name: str, rows: pa.Table) -> pd.DataFrame:
    """An Arrow table as pandas, with the types of `kit.tables`."""
    types = TABLES[name].types
    return pd.DataFrame({c: series(rows[c], types[c]).array for c in types if c in rows.column_names})


def series(values: pa.ChunkedArray, kind: str) -> pd.Series:
    """A column in the pandas type of its kind, as `typed` makes it; straight where Arrow's own type is that
    one."""
    if kind in STRAIGHT:
        return pd.Series(STRAIGHT[kind].__from_arrow__(values))
    return pd.Series(values.to_pylist(), dtype="object") if kind == "list" else typed(values.to_pandas(), kind)


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
    """Lists of text, or None where nothing is known."""

    def one(value: Any) -> list[str] | None:
        if value is None or isinstance(value, float) or value is pd.NA:
            return None
        return [str(v) for v in value]

    return pd.Series([one(v) for v in values], index=values.index, dtype="object")


def row_hashes(rows: pd.DataFrame) -> list[int]:
    """One number for each row of a conformed frame; equal rows have equal numbers."""
    text, unknown = {}, pd.array(["\x00"] * len(rows), dtype="string")
    for name, values in rows.items():
        if values.isna().all():
            text[name] = unknown
            continue
        if values.dtype == "object":
            values = values.map(lambda v: "\x1f".join(v) if v is not None else None)
        text[name] = values.astype("string").fillna("\x00").array
    return pd.util.hash_pandas_object(pd.DataFrame(text), index=False).tolist()


def fingerprint(rows: pd.DataFrame) -> str:
    """A name for these rows, whatever their order; where and when they were imported does not count."""
    hashes = sorted(row_hashes(rows))
    return hashlib.sha256(",".join(map(str, hashes)).encode() + ",".join(rows.columns).encode()).hexdigest()[:20]
