"""Parquet files of a canonical table as DuckDB reads them: their SQL, and a connection that takes little memory."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from functools import cache
import os
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kit.errors import DataError
from kit.tables import TABLES

MEMORY = "1GB"  # that DuckDB may take for a roll-up; beyond that it writes to the system's temporary folder
TYPES = {
    "text": "VARCHAR",
    "list": "VARCHAR[]",
    "count": "BIGINT",
    "number": "DOUBLE",
    "money": "DOUBLE",
    "rate": "DOUBLE",
    "flag": "BOOLEAN",
    "time": "TIMESTAMPTZ",
    "date": "DATE",
}


def foot(file: Path, content: Any = None) -> pq.FileMetaData:
    """What a Parquet file says of itself; `content`: what it is read from, if not by its path."""
    try:
        return pq.read_metadata(content or file)
    except (OSError, pa.ArrowInvalid):
        raise DataError(
            f"{file} cannot be read as Parquet; move it out of the workspace and import the export it came from again."
        ) from None


def rows(table: str, files: Sequence[Path], feet: Iterable[pq.FileMetaData]) -> str:
    """SQL for every row of some files; `feet`: what they say of themselves.  A column that none has is missing."""
    known = {name for foot in feet for name in foot.schema.to_arrow_schema().names}
    columns = ", ".join(
        f'"{c}"' if c in known else f'NULL::{TYPES[k]} AS "{c}"' for c, k in TABLES[table].types.items()
    )
    return f"SELECT {columns} FROM read_parquet([{', '.join(map(quoted, files))}], union_by_name=true)"


def none(table: str) -> str:
    """SQL of no rows of a table."""
    columns = (f'NULL::{TYPES[kind]} AS "{name}"' for name, kind in TABLES[table].types.items())
    return f"SELECT * FROM (SELECT {', '.join(columns)} LIMIT 0)"


def quoted(value: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(value).replace("'", "''") + "'"


@cache
def compiled(table: str, rollup: Callable[..., Any], *more: Hashable) -> str:
    """A roll-up as DuckDB's SQL over a view `captures`; written once a process, as Ibis takes longer than DuckDB."""
    import ibis  # takes a while, and imports of some rows need none of it

    captures = ibis.table(ibis.Schema.from_pyarrow(TABLES[table].arrow_schema()), name="captures")
    return str(ibis.to_sql(rollup(captures, *more), dialect="duckdb"))


def connected() -> duckdb.DuckDBPyConnection:
    """A connection of its own; its clock is UTC, and rows come in the order that a roll-up says, else in any."""
    spill = Path(gettempdir()) / f"kit-spill-{os.getpid()}"  # DuckDB names its files alike in every process
    con = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(spill)})
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_external_file_cache = false")
    con.execute("SET parquet_metadata_cache = true")  # files never change, and a roll-up may name them twice
    with suppress(duckdb.InvalidInputException):  # in a notebook without ipywidgets there is none anyway
        con.execute("SET enable_progress_bar = false")  # it would be drawn over what the command prints
    con.execute("SET preserve_insertion_order = false")
    con.execute("SET allocator_background_threads = true")  # which give back what a roll-up does not need any more
    return con
