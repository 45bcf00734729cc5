"""Snapshots: of a large table of captures the newest of each item as one file, ready for the reports that ask for them.

One comes with the captures that it tells of, and goes as soon as others come or somebody is forgotten; its name holds
the digest of the files that it was made from, so one that is behind is never read.  All captures stay as they are.
"""

from collections.abc import Sequence
from contextlib import suppress
import json
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq

from kit import parquet_duckdb
from kit.errors import DataError
from kit.storage.decided import SNAPSHOTS
from kit.tables import TABLES
from kit.workspace import digest

if TYPE_CHECKING:
    from kit.intake.addition import Addition

SMALLEST = 1_000_000  # captures of a table; below, reading them all takes a second
OFTEN = 2  # captures an item on average; below, the newest are not much fewer than all
COVERS = "covers"  # in a snapshot's foot: the names of the files that it was made from


def renew(addition: "Addition") -> None:
    """Make those anew whose captures come or go with this addition; they come and go with it."""
    for name in (name for name, spec in TABLES.items() if spec.captured):
        comes = sorted((addition.folder / "new" / name).glob("*.parquet"))
        if comes or any(going.startswith(f"{name}/") for going in addition.going):
            try:
                _renew(addition, name, comes)
            except (duckdb.Error, DataError, OSError):  # most likely no room; reports read all captures then
                with suppress(OSError):
                    for half in (addition.folder / "new" / SNAPSHOTS).glob(f"{name}-*"):
                        half.unlink()


def _renew(addition: "Addition", table: str, comes: Sequence[Path]) -> None:
    """Of one table: the old one goes; a new one comes if it is worth it, made from the old one where that can be."""
    workspace = addition.workspace
    before = [file for file in workspace.disk.files(SNAPSHOTS, ".parquet") if file.stem.startswith(f"{table}-")]
    for old in before:
        addition.remove(f"{SNAPSHOTS}/{old.name}")
    gone = {name.removeprefix(f"{table}/") for name in addition.going} | {file.name for file in comes}
    stays = [file for file in workspace.files(table) if file.name not in gone]
    sizes = [(f.name, workspace.disk.size(f)) for f in stays] + [(f.name, f.stat().st_size) for f in comes]
    feet = dict(zip(stays, workspace.feet(stays), strict=True)) | {file: parquet_duckdb.foot(file) for file in comes}
    if sum(foot.num_rows for foot in feet.values()) < SMALLEST:
        return
    covered, sources = _base({old: workspace.foot(old) for old in before}, {name for name, _ in sizes})
    sources |= {file: foot for file, foot in feet.items() if file.name not in covered}
    with parquet_duckdb.connected() as con:
        workspace.serve(con)
        con.execute(f"CREATE TEMP VIEW captures AS {parquet_duckdb.rows(table, list(sources), sources.values())}")
        if covered or _often(con, table):
            _write(con, table, addition.place(f"{SNAPSHOTS}/{table}-{digest(sizes)}.parquet"), [n for n, _ in sizes])


def _base(before: dict[Path, pq.FileMetaData], names: set[str]) -> tuple[set[str], dict[Path, pq.FileMetaData]]:
    """An earlier snapshot of files that are all there still: their names, and it; nothing where there is none."""
    for file, foot in before.items():
        covered = set(json.loads((foot.metadata or {}).get(COVERS.encode(), b"[]")))
        if covered and covered <= names:
            return covered, {file: foot}
    return set(), {}


def _often(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether items were captured often enough for it to be worth its room."""
    from kit import rollups  # takes a while, and most imports need none of it

    ((items,),) = con.sql(parquet_duckdb.compiled(table, rollups.items, table)).fetchall()
    ((captures,),) = con.sql(parquet_duckdb.compiled(table, rollups.counted)).fetchall()
    return bool(captures >= OFTEN * items)


def _write(con: duckdb.DuckDBPyConnection, table: str, target: Path, covers: Sequence[str]) -> None:
    from kit import rollups

    about = parquet_duckdb.quoted(json.dumps(covers))
    con.execute(
        f"COPY ({parquet_duckdb.compiled(table, rollups.newest, table)}) TO {parquet_duckdb.quoted(target)} "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{COVERS}: {about}}})"
    )
