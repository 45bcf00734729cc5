"""What is new?  Rows about one item become one, and only what the workspace does not hold yet is added.

All of it is SQL over the Parquet files, so that a file of any size passes through little memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from kit.tables import Table, TABLES

Part: TypeAlias = pa.Table | Path  # rows in memory, or in a Parquet file
PLACE = "_place"  # where a row stood in its file
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
}


@dataclass(frozen=True)
class Merged:
    """fresh: items that nobody had; torn: items whose rows disagree; file: what is to be added, if anything."""

    fresh: int
    torn: int
    file: Path | None


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

    def merge(self, table: str, parts: Sequence[Part], known: str | None, source: str) -> Merged:
        """`parts`: rows with the canonical columns and `_place`.  `known`: SQL of the rows that are there."""
        spec = TABLES[table]
        held = [part for part in parts if isinstance(part, pa.Table)]
        files = [part for part in parts if isinstance(part, Path)]
        whole = [f"SELECT * FROM read_parquet({_list(files)})"] if files else []
        if held:
            self.con.register("held", pa.concat_tables(held))
            whole.append("SELECT * FROM held")
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW parts AS {' UNION ALL '.join(whole)}")
        torn = self._single(spec)
        fresh = self._one(f"SELECT count(*) FROM (SELECT DISTINCT {_names(spec.key)} FROM single)")
        if known is not None:
            fresh -= self._against(spec, known)
        else:
            self.con.execute("CREATE OR REPLACE TEMP VIEW news AS FROM single")
        return Merged(fresh, torn, self._write(spec, source))

    def _single(self, spec: Table) -> int:
        """`single`: one row per item and capture; says how many items had rows that disagree.

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
            return 0
        same = " AND ".join(f'parts."{k}" IS NOT DISTINCT FROM doubles."{k}"' for k in keys)
        merged = ", ".join(
            f'max("{c}") AS "{c}"' if spec.columns[c] == "count" else f'arg_min("{c}", {PLACE}) AS "{c}"' for c in rest
        )
        differ = " OR ".join(
            f'min("{c}") IS DISTINCT FROM max("{c}")' for c in rest if spec.columns[c] not in ("list", "flag")
        )
        flags = " OR ".join(
            f'bool_and("{c}") IS DISTINCT FROM bool_or("{c}")' for c in rest if spec.columns[c] == "flag"
        )
        torn = " OR ".join(filter(None, (differ, flags))) or "false"
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE merged AS SELECT {names}{', ' if rest else ''}{merged}, ({torn}) AS _torn "
            f"FROM (SELECT parts.* FROM parts SEMI JOIN doubles ON {same}) GROUP BY {names}"
        )
        self.con.execute(
            f"CREATE OR REPLACE TEMP VIEW single AS SELECT {columns} FROM parts ANTI JOIN doubles ON {same} "
            f"UNION ALL SELECT {columns} FROM merged"
        )
        return self._one("SELECT count(*) FROM merged WHERE _torn")

    def _against(self, spec: Table, known: str) -> int:
        """`news`: what the workspace does not hold, with what earlier captures told; says how many items it holds.

        Reading takes the newest capture whole; without what does not change in an item's life (its caption, its
        address, …) one with fields left out would hide what an earlier one told.  Counts are never filled: they belong
        to their moment.
        """
        names, columns = _names(spec.key), _names(spec.columns)
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE known AS SELECT {columns} FROM ({known}) "
            f"SEMI JOIN (SELECT DISTINCT {names} FROM single) USING ({names})"
        )
        held = self._one(f"SELECT count(*) FROM (SELECT DISTINCT {names} FROM known)")
        lasting = LASTING.get(spec.name, ()) if held else ()
        filled = columns
        past = "SELECT 1"
        if lasting:
            order = f"row(coalesce(captured_at, '0001-01-01'::TIMESTAMPTZ), hash({columns}))"
            told = ", ".join(f'arg_max("{c}", {order}) AS "past_{c}"' for c in lasting)
            past = f"SELECT {names}, {told} FROM known GROUP BY {names}"
            filled = ", ".join(
                f'coalesce(single."{c}", past."past_{c}") AS "{c}"' if c in lasting else f'single."{c}"'
                for c in spec.columns
            )
        joined = f"single LEFT JOIN ({past}) past USING ({names})" if lasting else "single"
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE more AS SELECT {filled} FROM {joined} EXCEPT SELECT {columns} FROM known"
        )
        self.con.execute("CREATE OR REPLACE TEMP VIEW news AS FROM more")
        return held

    def _write(self, spec: Table, source: str) -> Path | None:
        """The news as a Parquet file that is named by the hash of its rows, whatever their order."""
        columns = _names(spec.columns)
        name = name_of(self.con, "news", columns)
        if not name:
            return None
        target = self.folder / f"{name}.parquet"
        now = dt.datetime.now(dt.UTC).isoformat()
        self.con.execute(
            f"COPY (SELECT {columns}, {_text(source)} AS source, {_text(now)}::TIMESTAMPTZ AS imported_at FROM news) "
            f"TO {_text(target)} (FORMAT parquet, COMPRESSION zstd)"
        )
        return target

    def _one(self, sql: str) -> int:
        return int(self.con.execute(sql).fetchall()[0][0])


def name_of(con: duckdb.DuckDBPyConnection, rows: str, columns: str) -> str:
    """The hash of all rows of a table or view, whatever their order; "" where there are none."""
    ((n, added, mixed),) = con.execute(
        f"SELECT count(*), sum(h::HUGEINT), bit_xor(h) FROM (SELECT hash({columns}) AS h FROM {rows})"
    ).fetchall()
    return hashlib.sha256(f"{n} {added} {mixed} {columns}".encode()).hexdigest()[:20] if n else ""


def _names(columns: Any) -> str:
    return ", ".join(f'"{c}"' for c in columns)


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _list(files: Sequence[Path]) -> str:
    return "[" + ", ".join(map(_text, files)) + "]"
