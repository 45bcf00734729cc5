"""A Parquet file of one table, written piece by piece just as it will stand in the workspace."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
import datetime as dt
import hashlib
from pathlib import Path
import threading

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from kit.tables import ARROW, PROVENANCE, TABLES

GROUP = 100_000  # rows of a row group, or so many bytes if they are reached first:
BYTES = 64 << 20
_local = threading.local()


@dataclass(frozen=True)
class Mark:
    """What tells rows apart from others, whatever their order: how many, and sums of their hashes."""

    rows: int = 0
    added: int = 0
    mixed: int = 0

    def __add__(self, other: "Mark") -> "Mark":
        return Mark(self.rows + other.rows, self.added + other.added, self.mixed ^ other.mixed)

    @property
    def name(self) -> str:
        """The name of a file of these rows."""
        return hashlib.sha256(f"{self.rows} {self.added} {self.mixed}".encode()).hexdigest()[:20]


def mark(con: duckdb.DuckDBPyConnection, rows: str, columns: Iterable[str]) -> Mark:
    """The mark of a table or view that DuckDB knows by this name."""
    names = ", ".join(f'"{c}"' for c in columns)
    ((n, added, mixed),) = con.execute(
        f"SELECT count(*), coalesce(sum(h::HUGEINT), 0), coalesce(bit_xor(h), 0) "
        f"FROM (SELECT hash({names}) AS h FROM {rows})"
    ).fetchall()
    return Mark(int(n), int(added), int(mixed))


def marked(table: str, rows: pa.Table) -> Mark:
    """The mark of rows in memory, from whichever thread; where they came from and when does not count."""
    if not hasattr(_local, "con"):
        _local.con = duckdb.connect(config={"threads": 1})
        _local.con.execute("SET TimeZone = 'UTC'")
    _local.con.register("piece", rows)
    try:
        return mark(_local.con, "piece", [c for c in TABLES[table].columns if c in rows.column_names])
    finally:
        _local.con.unregister("piece")


class Growing:
    """Such a file.  `source`: where its rows come from; they count as imported when it is begun."""

    def __init__(self, path: Path, table: str, source: str) -> None:
        self.path, self.table, self.mark = path, table, Mark()
        self.filled: set[str] = set()  # columns that hold something
        self.gaps: set[str] = set()  # columns that leave something out
        self._about = {"source": source, "imported_at": dt.datetime.now(dt.UTC)}
        self._schema = TABLES[table].arrow_schema()
        self._waiting: list[pa.Table] = []
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")

    def add(self, rows: pa.Table, its_mark: Mark) -> None:
        """Rows with the canonical columns."""
        if not len(rows):
            return
        about = [pa.repeat(pa.scalar(self._about[name], ARROW[kind]), len(rows)) for name, kind in PROVENANCE.items()]
        self._waiting.append(pa.table([*rows.columns, *about], schema=self._schema))
        self.filled |= {name for name in rows.column_names if rows[name].null_count < len(rows)}
        self.gaps |= {name for name in rows.column_names if rows[name].null_count}
        self.mark += its_mark
        if sum(map(len, self._waiting)) >= GROUP or sum(t.nbytes for t in self._waiting) >= BYTES:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            whole = pa.concat_tables(self._waiting)
            self._waiting.clear()
            self._writer.write_table(whole, row_group_size=2 * GROUP)

    def close(self) -> None:
        self._write()
        self._writer.close()

    def discard(self) -> None:
        """It is not wanted; on a full disk not even its end can be written."""
        self._waiting.clear()
        with suppress(OSError):
            self.close()
        self.path.unlink(missing_ok=True)
