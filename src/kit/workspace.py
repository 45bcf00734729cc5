"""A workspace: one folder of append-only Parquet files, one per import and table, read through Ibis on DuckDB.

An import never changes or deletes an earlier one.  A file is named by the hash of its rows, so the same content
imported twice adds nothing; it is written beside and renamed, so a reader never sees half a file.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache, cached_property
import hashlib
import json
import os
from pathlib import Path
import re
import shutil
from typing import Any
import uuid

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kit.errors import DataError
from kit.frames import conform, fingerprint
from kit.tables import Table, TABLES

COMMITTED = ".commit-"  # a folder of files that belong here and are about to be moved into their places
GONE = "gone"  # in it, where there is one: a JSON list of files of the workspace that go as those come
DUCKDB = {
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


class Workspace:
    """The tables of one folder.  `Workspace(path)` opens one that exists; `Workspace.create(path)` makes it first."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            finish(self.path)
        except OSError as error:
            raise DataError(
                f"The workspace {self.path} holds an import that is not in its place yet ({error.strerror}); open it "
                "once where it can be written to."
            ) from None
        self._feet: dict[Path, pq.FileMetaData] = {}
        if not self.path.is_dir():
            raise DataError(f"There is no workspace at {self.path}; make one with: kit import FILES --into {self.path}")

    @classmethod
    def create(cls, path: str | Path) -> "Workspace":
        try:
            Path(path).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataError(f"Cannot make a workspace at {path} ({error.strerror}); choose another folder.") from None
        return cls(path)

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that hold rows, in the order of `kit.tables`."""
        return tuple(name for name in TABLES if self.files(name))

    def files(self, table: str) -> list[Path]:
        return sorted((self.path / table).glob("*.parquet"))

    def foot(self, file: Path) -> pq.FileMetaData:
        """What a Parquet file says of itself, read once, as no file ever changes; DataError where it is damaged."""
        if file not in self._feet:
            self._feet[file] = metadata(file)
        return self._feet[file]

    def rows(self, table: str) -> int:
        """Rows ever imported, captures counted one by one."""
        return sum(self.foot(file).num_rows for file in self.files(table))

    def bounds(self, table: str, column: str) -> tuple[Any, Any]:
        """Smallest and largest value of a column over all captures, from the files' own statistics; None if unknown."""
        ends = []
        every = map(self.foot, self.files(table))
        for group in (about.row_group(i) for about in every for i in range(about.num_row_groups)):
            parts = (group.column(i) for i in range(group.num_columns))
            found = next((part.statistics for part in parts if part.path_in_schema == column), None)
            if found is not None and found.has_min_max:
                ends += [found.min, found.max]
        return (min(ends), max(ends)) if ends else (None, None)

    def digest(self, table: str) -> str:
        """One hash for all files of a table: their names, which are hashes of their rows, and sizes."""
        said = "".join(f"{file.stem} {file.stat().st_size} " for file in self.files(table))
        return hashlib.sha256(said.encode()).hexdigest()

    def items(self, table: str, as_of: pd.Timestamp | None = None) -> int:
        """How many rows `latest` has: different keys captured at or before `as_of`."""
        spec, found = TABLES[table], []
        for file in self.files(table):
            known = [c for c in ("captured_at", *spec.key) if c in self.foot(file).schema.to_arrow_schema().names]
            with pq.ParquetFile(file, metadata=self.foot(file)) as parquet:
                rows = parquet.read(columns=known, use_threads=False)
            if "captured_at" in known and as_of is not None:
                when = rows["captured_at"]
                rows = rows.filter(pc.or_kleene(pc.is_null(when), pc.less_equal(when, pa.scalar(as_of, when.type))))
            found.append(rows.select([c for c in spec.key if c in known]))
        every = pa.concat_tables(found, promote_options="default")
        return every.group_by(every.column_names, use_threads=False).aggregate([]).num_rows

    def append(self, table: str, frame: pd.DataFrame, source: str) -> int:
        """Add rows and return how many: 0 if exactly these rows are there already, or if there are none."""
        if frame.empty:
            return 0
        rows = conform(table, frame)
        name = fingerprint(rows)
        target = self.path / table / f"{name}.parquet"
        if target.exists():
            return 0
        rows = rows.assign(source=source, imported_at=pd.Timestamp.now("UTC").floor("us"))
        part = target.with_name(f".{name}.{uuid.uuid4().hex}.part")
        try:
            target.parent.mkdir(exist_ok=True)
            arrow = pa.Table.from_pandas(rows, TABLES[table].arrow_schema(), preserve_index=False)
            pq.write_table(arrow, part, compression="zstd")
            os.replace(part, target)
        except OSError as error:
            why = error.strerror or error
            raise DataError(f"Cannot write to the workspace {self.path} ({why}); choose another.") from None
        finally:
            if part.exists():
                part.unlink()
        return len(rows)

    def sql(self, table: str, more: Sequence[Path] = ()) -> str | None:
        """SQL for every row ever imported, and for those of further files; None where there are none."""
        files = [*self.files(table), *more]
        if not files:
            return None
        known = {name for file in files for name in self.foot(file).schema.to_arrow_schema().names}
        columns = ", ".join(
            f'"{c}"' if c in known else f'NULL::{DUCKDB[k]} AS "{c}"' for c, k in TABLES[table].types.items()
        )
        listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
        return f"SELECT {columns} FROM read_parquet([{listed}], union_by_name=true)"

    @cached_property
    def _engine(self) -> Any:
        import ibis  # takes a while, and imports need none of it

        return ibis.duckdb.connect()

    @cached_property
    def _bare(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect()

    def captures(self, table: str) -> Any:
        """Every row ever imported, as an Ibis table with all canonical columns."""
        import ibis

        if table not in TABLES:
            raise DataError(f"There is no table {table!r}; the tables are {', '.join(TABLES)}.")
        files, schema = self.files(table), TABLES[table].arrow_schema()
        if not files:
            return ibis.memtable(schema.empty_table())
        for file in files:
            self.foot(file)
        rows = self._engine.read_parquet(
            [str(file) for file in files], table_name=f"{table}_{self.digest(table)[:12]}", union_by_name=True
        )
        later = {c: kind for c, kind in ibis.Schema.from_pyarrow(schema).items() if c not in rows.columns}
        return rows.mutate(**{c: ibis.null().cast(kind) for c, kind in later.items()})  # a newer kit knows more columns

    def latest(self, table: str, as_of: pd.Timestamp | None = None) -> Any:
        """Per key the newest capture at or before `as_of`; an unknown capture time counts as the oldest."""
        import ibis

        spec, rows = TABLES[table], self.captures(table)
        if spec.captured and as_of is not None:
            rows = rows.filter(rows.captured_at.isnull() | (rows.captured_at <= ibis.literal(as_of.to_pydatetime())))
        return _newest(spec, rows)

    def newest(self, table: str, as_of: pd.Timestamp | None = None) -> pa.Table:
        """The rows of `latest`, in the order of their keys; quicker, as Ibis writes the SQL once a process."""
        return self._read(table, as_of, newest_sql(table))

    def every(self, table: str, as_of: pd.Timestamp | None = None, columns: Sequence[str] = ()) -> pa.Table:
        """The rows of `captures`, at or before `as_of`, likewise; with these columns (default: all)."""
        listed = ", ".join(f'"{name}"' for name in columns) or "*"
        return self._read(table, as_of, f"SELECT {listed} FROM captures")

    def _read(self, table: str, as_of: pd.Timestamp | None, sql: str) -> pa.Table:
        captures, values = self.sql(table) or "", dict[str, Any]()
        if TABLES[table].captured and as_of is not None:
            captures += " WHERE captured_at IS NULL OR captured_at <= $as_of"
            values["as_of"] = as_of.to_pydatetime()
        return self._bare.sql(f"WITH captures AS ({captures}) {sql}", params=values).to_arrow_table()


def finish(folder: Path) -> None:
    """Move into their places the files of what was decided, and remove those that it replaces, should it have been
    killed at that moment.

    Whoever comes first moves a file; that another one does so at the same time is no harm.
    """
    for decided in folder.glob(f"{COMMITTED}*"):
        for file in sorted(decided.rglob("*.*")):
            target = folder / file.relative_to(decided)
            target.parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):
                os.replace(file, target)
        for name in _gone(decided / GONE):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(decided, ignore_errors=True)


def _gone(listed: Path) -> list[str]:
    """Names of files of tables or refused rows; of whatever else a list says, nothing is removed."""
    try:
        names = json.loads(listed.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # nothing goes, or another process has finished
        return []
    rooms = "|".join((*TABLES, "refused"))
    return [name for name in names if isinstance(name, str) and re.fullmatch(rf"({rooms})/[^/\\]+\.\w+", name)]


def _newest(spec: Table, rows: Any) -> Any:
    """Of all captures the newest of each key; an unknown time counts as the oldest, a later import breaks ties."""
    import ibis

    order = [ibis.desc("imported_at")]
    if spec.captured:
        order.insert(0, ibis.desc(rows.captured_at.fill_null(ibis.timestamp("0001-01-01 00:00:00", timezone="UTC"))))
    place = ibis.row_number().over(ibis.window(group_by=list(spec.key), order_by=order))
    return rows.mutate(_place=place).filter(ibis._._place == 0).drop("_place")


@cache
def newest_sql(table: str) -> str:
    """The same as DuckDB's SQL over `captures`, in the order of the keys.  It ranks by one value, not two, because
    DuckDB then need not sort whole rows."""
    spec = TABLES[table]
    keys, order = ", ".join(f'"{name}"' for name in spec.key), "imported_at"
    if spec.captured:
        order = "row(coalesce(captured_at, '0001-01-01 00:00:00+00'::TIMESTAMPTZ), imported_at)"
    place = f"row_number() OVER (PARTITION BY {keys} ORDER BY {order} DESC)"
    return f"SELECT * FROM captures QUALIFY {place} = 1 ORDER BY {keys}"


def metadata(file: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(file)
    except (OSError, pa.ArrowInvalid):
        raise DataError(
            f"{file} cannot be read as Parquet; move it out of the workspace and import the export it came from again."
        ) from None
