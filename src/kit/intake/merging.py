"""What is new?  Rows about one item become one, and only what the workspace does not hold yet is added.

All of it is SQL over the Parquet files, so that a file of any size passes through little memory.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any
import uuid

import duckdb
import pyarrow as pa

from kit.intake.growing import Growing, Mark, mark
from kit.tables import ARROW, Table, TABLES
from kit.workspace import DUCKDB

PLACE = "_place"  # where a row stood in its file
APART = 10**12  # between the places of two files
GROUP = 100_000  # rows of a row group
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

    def merge(self, files: Sequence[Growing], known: str | None, source: str) -> Merged:
        """`files`: whole files of one table.  `known`: SQL of the rows that are there.

        What holds every item once and none that is known is added as it is.
        """
        spec = TABLES[files[0].table]
        rows = (
            f"SELECT *, file_row_number + {n * APART} AS {PLACE} "
            f"FROM read_parquet({_text(file.path)}, file_row_number = true)"
            for n, file in enumerate(files)
        )
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW parts AS {' UNION ALL '.join(rows)}")
        torn, several = self._single(spec, {name for file in files for name in file.filled})
        fresh = self._one(f"SELECT count(*) FROM (SELECT DISTINCT {_names(spec.key)} FROM single)")
        held = self._known(spec, known) if known is not None else 0
        if len(files) == 1 and not several and not held:
            return Merged(fresh, torn, files[0])
        self._news(spec, held)
        return Merged(fresh - held, torn, self._written(spec, source))

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

    def _known(self, spec: Table, known: str) -> int:
        """`known`: what the workspace holds of these items; says of how many."""
        names, columns = _names(spec.key), _names(spec.columns)
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE known AS SELECT {columns} FROM ({known}) "
            f"SEMI JOIN (SELECT DISTINCT {names} FROM single) USING ({names})"
        )
        return self._one(f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM known)")

    def _news(self, spec: Table, held: int) -> None:
        """`news`: what the workspace does not hold, with what earlier captures told.

        Reading takes the newest capture whole; without what does not change in an item's life (its caption, its
        address, …) one with fields left out would hide what an earlier one told.  Counts are never filled: they belong
        to their moment.
        """
        names, columns = _names(spec.key), _names(spec.columns)
        if not held:
            self.con.execute(f"CREATE OR REPLACE TEMP TABLE news AS SELECT {columns} FROM single")
            return
        lasting = LASTING.get(spec.name, ())
        filled, joined = columns, "single"
        if lasting:
            order = f"row(coalesce(captured_at, '0001-01-01'::TIMESTAMPTZ), hash({columns}))"
            told = ", ".join(f'arg_max("{c}", {order}) AS "past_{c}"' for c in lasting)
            joined = f"single LEFT JOIN (SELECT {names}, {told} FROM known GROUP BY {names}) past USING ({names})"
            filled = ", ".join(
                f'coalesce(single."{c}", past."past_{c}") AS "{c}"' if c in lasting else f'single."{c}"'
                for c in spec.columns
            )
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE news AS SELECT {filled} FROM {joined} EXCEPT SELECT {columns} FROM known"
        )

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
        return f"NULL::{DUCKDB[kind]}"
    return f'max("{column}")' if kind == "count" else f'arg_min("{column}", {PLACE})'


def _differ(spec: Table, column: str) -> str:
    """Whether several rows say different things; flags have no order."""
    least, most = ("bool_and", "bool_or") if spec.columns[column] == "flag" else ("min", "max")
    return f'{least}("{column}") IS DISTINCT FROM {most}("{column}")'


def _names(columns: Any) -> str:
    return ", ".join(f'"{c}"' for c in columns)


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
