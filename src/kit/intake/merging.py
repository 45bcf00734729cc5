"""What is new?  Rows about one item become one, and only what the workspace does not hold yet is added.

All of it is SQL over the Parquet files, so that a file of any size passes through little memory.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
import uuid

import duckdb
import numpy as np
import pyarrow as pa

from kit.intake.growing import GROUP, Growing, Mark, mark
from kit.intake.known import Known
from kit.intake.slots import Different, NEVER, SEVERAL
from kit.parquet_duckdb import TYPES
from kit.tables import ARROW, Table, TABLES

PLACE = "_place"  # where a row stood in its file
APART = 10**12  # between the places of two files
LASTING = {  # what stays the same in an item's life
    "videos": (
        "posted_at",
        "url",
        "caption",
        "hashtags",
        "mentions",
        "sound_id",
        "sound",
        "duration_s",
        "collected_by",
        "collected_for",
    ),
    "creators": ("name", "country", "language", "category", "account_type"),
    "deals": ("forecast_views", "forecast_low", "forecast_high", "forecast_made_at"),
}


@dataclass(frozen=True)
class Merged:
    """fresh: items that nobody had; torn: items whose rows disagree; file: what is to be added, if anything."""

    fresh: int
    torn: int
    file: Growing | None


@dataclass
class Found:
    """fresh: items that nobody had; same: numbers of files that may have the same captures; past: column → numbers of
    files that tell what rows leave out."""

    fresh: int = 0
    same: set[int] = field(default_factory=set)
    past: dict[str, set[int]] = field(default_factory=dict)


class Merger:
    """Merges the rows of one file and table, in one DuckDB."""

    def __init__(self, folder: Path, memory: str) -> None:
        self.folder = folder
        self.con = duckdb.connect()
        self.con.execute(f"SET memory_limit = '{memory}'")
        self.con.execute("SET temp_directory = $place", {"place": str(folder / "spill")})
        self.con.execute("SET TimeZone = 'UTC'")
        self.con.execute("SET preserve_insertion_order = false")  # a table's rows have none

    def close(self) -> None:
        self.con.close()

    def merge(self, files: Sequence[Growing], known: Known, source: str) -> Merged:
        """`files`: whole files of one table.  `known`: what is there.

        What holds every item and capture once, none that is known, and nothing that an earlier capture could complete
        is added as it is.
        """
        if len(files) == 1 and known.has(files[0].mark.name):
            return Merged(0, 0, None)
        spec = TABLES[files[0].table]
        rows = (
            f"SELECT *, file_row_number + {n * APART} AS {PLACE} "
            f"FROM read_parquet({_text(file.path)}, file_row_number = true)"
            for n, file in enumerate(files)
        )
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW parts AS {' UNION ALL '.join(rows)}")
        filled = {name for file in files for name in file.filled}
        torn, several = self._single(spec, filled)
        found = self._found(spec, files, known, filled)
        if len(files) == 1 and not several and not found.same and not found.past:
            return Merged(found.fresh, torn, files[0])
        self._news(spec, found, known)
        return Merged(found.fresh, torn, self._written(spec, source))

    def _single(self, spec: Table, filled: Set[str]) -> tuple[int, bool]:
        """`single`: one row per item and capture; says how many items had rows that disagree, and whether any had
        several.

        Rows about the same fill each other's gaps; of two counts the larger is the later one, because counts grow, and
        a 0 is what a failed look gives.
        """
        keys = [*spec.key, *(["captured_at"] if spec.captured else [])]
        rest = [c for c in spec.columns if c not in keys]
        names = _names(keys)
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE doubles AS SELECT {names} FROM parts GROUP BY ALL HAVING count(*) > 1"
        )
        columns = _names(spec.columns)
        if not self._one("SELECT count(*) FROM doubles"):
            self.con.execute(f"CREATE OR REPLACE TEMP VIEW single AS SELECT {columns} FROM parts")
            return 0, False
        same = " AND ".join(f'parts."{k}" IS NOT DISTINCT FROM doubles."{k}"' for k in keys)
        merged = "".join(f', {_one_of(spec, c, filled)} AS "{c}"' for c in rest)
        differ = (_differ(spec, c) for c in rest if c in filled and spec.columns[c] != "list")
        torn = " OR ".join(differ) or "false"
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE merged AS SELECT {names}{merged}, ({torn}) AS _torn "
            f"FROM (SELECT parts.* FROM parts SEMI JOIN doubles ON {same}) GROUP BY {names}"
        )
        self.con.execute(
            f"CREATE OR REPLACE TEMP VIEW single AS SELECT {columns} FROM parts ANTI JOIN doubles ON {same} "
            f"UNION ALL SELECT {columns} FROM merged"
        )
        return self._one("SELECT count(*) FROM merged WHERE _torn"), True

    def _found(self, spec: Table, files: Sequence[Growing], known: Known, filled: Set[str]) -> Found:
        """What the files that are there may have to do with the rows of `single`."""
        keys = self._ends(spec)
        gaps = {
            c: c in filled
            for c in LASTING.get(spec.name, ())
            if any(c in file.gaps for file in files) and known.tells(c, keys)
        }
        fresh, found = Different(), Found()
        for look in known.looks("single", keys, gaps):
            last, where = known.newest(look)
            held = last != NEVER
            fresh.add(look.slots[~held])
            perhaps = held & (look.at <= last)
            where = np.where(look.at < last, SEVERAL, where)
            found.same |= known.files_of(look.at[perhaps], where[perhaps], keys)
            for column, silent in look.silent.items():
                at, where = known.newest(look, column)
                told = held & silent & (at != NEVER)
                if told.any():
                    found.past.setdefault(column, set()).update(known.files_of(at[told], where[told], keys))
        found.fresh = fresh.count
        return found

    def _ends(self, spec: Table) -> tuple[Any, Any] | None:
        """The smallest and the largest first key; None where some row has none."""
        first = spec.key[0]
        ((least, most, whole),) = self.con.execute(
            f'SELECT min("{first}"), max("{first}"), count(*) = count("{first}") FROM single'
        ).fetchall()
        return (least, most) if whole and least is not None else None

    def _news(self, spec: Table, found: Found, known: Known) -> None:
        """`news`: what the workspace does not hold, with what earlier captures told.

        Reading takes the newest capture whole; without what does not change in an item's life (its caption, its
        address, …) one with fields left out would hide what an earlier one told.  Counts are never filled: they belong
        to their moment.
        """
        names, columns = _names(spec.key), _names(spec.columns)
        past = {column: f"past_{number}" for number, column in enumerate(found.past)}
        for column, table in past.items():
            rows = known.sql(found.past[column], [*spec.key, "captured_at", column])
            self.con.execute(
                f'CREATE OR REPLACE TEMP TABLE {table} AS SELECT {names}, arg_max("{column}", {_age(column)}) AS told '
                f'FROM ({rows}) SEMI JOIN (SELECT {names} FROM single WHERE "{column}" IS NULL) USING ({names}) '
                f"GROUP BY {names}"
            )
        joined = "single " + " ".join(f"LEFT JOIN {table} USING ({names})" for table in past.values())
        filled = ", ".join(
            f'coalesce(single."{c}", {past[c]}.told) AS "{c}"' if c in past else f'single."{c}"' for c in spec.columns
        )
        same = ""
        if found.same:
            rows = known.sql(found.same, list(spec.columns))
            on = " AND ".join(f'rows."{k}" IS NOT DISTINCT FROM single."{k}"' for k in spec.key)
            same = f" EXCEPT SELECT {columns} FROM ({rows}) AS rows SEMI JOIN single ON {on}"
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE news AS SELECT {filled} FROM {joined}{same}")

    def _written(self, spec: Table, source: str) -> Growing | None:
        """The news as a file; None where there are none."""
        its_mark = mark(self.con, "news", spec.columns)
        if not its_mark.rows:
            return None
        file = Growing(self.folder / f"{uuid.uuid4().hex}.parquet", spec.name, source)
        schema = pa.schema([(c, ARROW[kind]) for c, kind in spec.columns.items()])
        order = _names([*spec.key, *(["captured_at"] if spec.captured else [])])
        for batch in self.con.sql(f"SELECT {_names(spec.columns)} FROM news ORDER BY {order}").to_arrow_reader(GROUP):
            file.add(pa.Table.from_batches([batch]).cast(schema), Mark())
        file.mark = its_mark
        file.close()
        return file

    def _one(self, sql: str) -> int:
        return int(self.con.execute(sql).fetchall()[0][0])


def _one_of(spec: Table, column: str, filled: Set[str]) -> str:
    """What stays of several rows: the largest count, or the first that says something."""
    kind = spec.columns[column]
    if column not in filled:
        return f"NULL::{TYPES[kind]}"
    return f'max("{column}")' if kind == "count" else f'arg_min("{column}", {PLACE})'


def _differ(spec: Table, column: str) -> str:
    """Whether several rows say different things; flags have no order."""
    least, most = ("bool_and", "bool_or") if spec.columns[column] == "flag" else ("min", "max")
    return f'{least}("{column}") IS DISTINCT FROM {most}("{column}")'


def _age(column: str) -> str:
    """What the newest of several rows has most of; an unknown time is the oldest, and the value itself breaks ties."""
    return f"row(coalesce(captured_at, '0001-01-01'::TIMESTAMPTZ), hash(\"{column}\"))"


def _names(columns: Any) -> str:
    return ", ".join(f'"{c}"' for c in columns)


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
