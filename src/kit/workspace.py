"""A workspace: one folder of append-only Parquet files, one per import and table, read through Ibis on DuckDB.

An import never changes or deletes an earlier one.  A file is named by the hash of its rows, so the same content
imported twice adds nothing; it is written beside and renamed, so a reader never sees half a file.  In an object store
(`s3://bucket/lotus`) the same files are objects, which are written whole; a Workspace lists them once, when it is
opened, and again after it has added something.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
import hashlib
from pathlib import Path
from typing import Any, TYPE_CHECKING

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from kit import ibis_duckdb, parquet_duckdb
from kit.errors import DataError
from kit.frames import conform, fingerprint
from kit.storage import places
from kit.storage.decided import SNAPSHOTS
from kit.storage.folder import Folder
from kit.tables import TABLES

if TYPE_CHECKING:
    from kit.storage.objects import Objects


class Workspace:
    """The tables of one folder.  `Workspace(path)` opens one that exists; `Workspace.create(path)` makes it first."""

    def __init__(self, path: str | Path, new: bool = False) -> None:
        self.path = places.place(path)
        self.disk = _disk(self.path)
        self._feet: dict[Path, pq.FileMetaData] = {}
        there = self.disk.there()
        try:
            self.disk.finish()
        except OSError as error:
            raise DataError(
                f"The workspace {self.path} holds an import that is not in its place yet ({error.strerror}); open it "
                "once where it can be written to."
            ) from None
        if not there and not new:
            raise DataError(f"There is no workspace at {self.path}; make one with: kit import FILES --into {self.path}")

    @classmethod
    def create(cls, path: str | Path) -> "Workspace":
        path = places.place(path)
        try:
            _disk(path).make()
        except OSError as error:
            raise DataError(f"Cannot make a workspace at {path} ({error.strerror}); choose another folder.") from None
        return cls(path, new=True)

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that hold rows, in the order of `kit.tables`."""
        return tuple(name for name in TABLES if self.files(name))

    @property
    def address(self) -> str:
        """By what it is known, wherever one stands: its whole path."""
        return self.disk.address

    @property
    def given(self) -> str:
        """As a person would name it."""
        return str(self.path)

    def has(self, table: str) -> bool:
        """Whether it holds rows of a table."""
        return bool(self.files(table))

    def files(self, table: str) -> list[Path]:
        return self.disk.files(table, ".parquet")

    def file_count(self, table: str) -> int:
        """Of how many files a table is made."""
        return len(self.files(table))

    def foot(self, file: Path) -> pq.FileMetaData:
        """What a Parquet file says of itself, read once, as no file ever changes; DataError where it is damaged."""
        if file not in self._feet:
            self._feet[file] = parquet_duckdb.foot(file, self.disk.readable(file))
        return self._feet[file]

    def feet(self, files: Sequence[Path]) -> list[pq.FileMetaData]:
        """The same of several, read at once."""
        self.disk.ready(file for file in files if file not in self._feet)
        return [self.foot(file) for file in files]

    def rows(self, table: str) -> int:
        """Rows ever imported, captures counted one by one."""
        return sum(foot.num_rows for foot in self.feet(self.files(table)))

    def bounds(self, table: str, column: str) -> tuple[Any, Any]:
        """Smallest and largest value of a column over all captures, from the files' own statistics; None if unknown."""
        ends = []
        every = self.feet(self.files(table))
        for group in (foot.row_group(i) for foot in every for i in range(foot.num_row_groups)):
            parts = (group.column(i) for i in range(group.num_columns))
            found = next((part.statistics for part in parts if part.path_in_schema == column), None)
            if found is not None and found.has_min_max:
                ends += [found.min, found.max]
        return (min(ends), max(ends)) if ends else (None, None)

    def refused(self) -> dict[str, int]:
        """Rows that imports refused, for each table that they were meant for, whether or not it holds any, "" where a
        file does not say; they lie under refused/, one CSV an import."""
        found: Counter[str] = Counter()
        files = self.disk.files("refused", ".csv")
        self.disk.ready(files)
        for file in map(self.disk.readable, files):
            about = pd.read_csv(file, dtype=str, usecols=lambda column: column in ("reason", "table"))
            found.update(about["table"].fillna("") if "table" in about else [""] * len(about))
        return dict(found)

    def digest(self, table: str) -> str:
        """One hash for all files of a table: their names, which are hashes of their rows, and sizes."""
        return digest((file.name, self.disk.size(file)) for file in self.files(table))

    def snapshot(self, table: str) -> Path | None:
        """The newest captures of a table as one file, where it is ready (`kit.intake.snapshots`)."""
        files = self.disk.files(SNAPSHOTS, ".parquet")
        return next((f for f in files if f.stem == f"{table}-{self.digest(table)}"), None) if files else None

    def append(self, table: str, frame: pd.DataFrame, source: str) -> int:
        """Add rows and return how many: 0 if exactly these rows are there already, or if there are none."""
        if frame.empty:
            return 0
        rows = conform(table, frame)
        name = fingerprint(rows)
        target = self.path / table / f"{name}.parquet"
        if target in self.files(table):
            return 0
        rows = rows.assign(source=source, imported_at=pd.Timestamp.now("UTC").floor("us"))
        arrow = pa.Table.from_pandas(rows, TABLES[table].arrow_schema(), preserve_index=False)
        arrow = arrow.replace_schema_metadata()  # pandas cannot read back the type of lists that it would note there
        try:
            self.disk.write(target, lambda stream: pq.write_table(arrow, stream, compression="zstd"))
        except OSError as error:
            why = error.strerror or error
            raise DataError(f"Cannot write to the workspace {self.path} ({why}); choose another.") from None
        return len(rows)

    def sql(self, table: str) -> str | None:
        """SQL for every row ever imported; None where there are none.  A connection must be `served` to run it."""
        files = self.files(table)
        return parquet_duckdb.rows(table, files, self.feet(files)) if files else None

    def serve(self, con: duckdb.DuckDBPyConnection) -> None:
        """Let a connection of DuckDB's read the files, wherever they lie."""
        self.disk.serve(con)

    @cached_property
    def _engine(self) -> Any:
        import ibis  # takes a while, and imports need none of it

        ibis_duckdb.mended()
        con = ibis.duckdb.connect()
        self.serve(con.con)
        return con

    @cached_property
    def _bare(self) -> duckdb.DuckDBPyConnection:
        con = parquet_duckdb.connected()
        self.serve(con)
        return con

    def captures(self, table: str) -> Any:
        """Every row ever imported, as an Ibis table with all canonical columns."""
        import ibis

        if table not in TABLES:
            raise DataError(f"There is no table {table!r}; the tables are {', '.join(TABLES)}.")
        rows = self.sql(table)
        if rows is None:
            return ibis.memtable(TABLES[table].arrow_schema().empty_table())
        self._engine.raw_sql(f"CREATE OR REPLACE VIEW {table} AS {rows}")
        return self._engine.table(table)

    def latest(self, table: str, as_of: pd.Timestamp | None = None) -> Any:
        """Per key the newest capture at or before `as_of`, as an Ibis table; see `kit.rollups.newest`."""
        import ibis

        from kit import rollups

        rows = self.captures(table)
        if TABLES[table].captured and as_of is not None:
            rows = rows.filter(rows.captured_at.isnull() | (rows.captured_at <= ibis.literal(as_of.to_pydatetime())))
        return rollups.newest(rows, table)

    def roll(
        self, table: str, rollup: Callable[..., Any], *more: Hashable, as_of: pd.Timestamp | None = None
    ) -> pa.Table:
        """What a roll-up (of `kit.rollups`) and its further arguments make of the captures at or before `as_of`; of
        those without a capture time too."""
        if (found := self._of_the_newest(table, rollup, as_of)) is not None:
            ready, same = found
            with suppress(duckdb.IOException, duckdb.InvalidInputException, DataError):  # an import replaces it now
                rows = parquet_duckdb.rows(table, [ready], [self.foot(ready)])
                return self._rolled(rows, parquet_duckdb.compiled(table, same, *more))
        rows = self.sql(table) or parquet_duckdb.none(table)
        if TABLES[table].captured and as_of is not None:
            rows += f" WHERE captured_at IS NULL OR captured_at <= TIMESTAMPTZ '{as_of.isoformat(sep=' ')}'"
        return self._rolled(rows, parquet_duckdb.compiled(table, rollup, *more))

    def _of_the_newest(
        self, table: str, rollup: Callable[..., Any], as_of: pd.Timestamp | None
    ) -> tuple[Path, Callable[..., Any]] | None:
        """The snapshot, and what makes the same of it, where there are both."""
        from kit import rollups  # takes a while, and imports need none of it

        same = rollups.OF_THE_NEWEST.get(rollup)
        ready = self.snapshot(table) if same else None
        if ready is None or same is None:
            return None
        last = self.bounds(table, "captured_at")[1] if as_of is not None else None
        return (ready, same) if as_of is None or (last is not None and last <= as_of) else None

    def _rolled(self, rows: str, rollup: str) -> pa.Table:
        try:
            self._bare.execute(f"CREATE OR REPLACE TEMP VIEW captures AS {rows}")
            return self._bare.sql(rollup).to_arrow_table()
        except duckdb.Error as error:
            if not places.remote(self.path):
                raise
            said = [line.partition("DataError: ")[2] for line in str(error).splitlines() if "DataError: " in line]
            raise (DataError(said[-1]) if said else places.unread(self.path, places.line(error))) from None


def digest(files: Iterable[tuple[str, int]]) -> str:
    """One hash for files of one table, by their names and sizes."""
    return hashlib.sha256("".join(f"{Path(name).stem} {size} " for name, size in sorted(files)).encode()).hexdigest()


def _disk(path: Path) -> "Folder | Objects":
    if not places.remote(path):
        return Folder(path)
    from kit.storage.objects import Objects  # needs a package of an extra

    return Objects(path)
