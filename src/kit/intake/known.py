"""What a workspace holds of one table, for an import that asks about many files: read as little as can be.

A file is read at most once, and only its keys and times, when rows come whose keys could be among its own (by the
smallest and largest key that its foot tells).  From then on arrays tell which item is known, when it was captured last
and by which file (`kit.intake.slots`); so an import takes time in proportion to its rows, however many there are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq

from kit.intake.slots import Newest, Numbers, SEVERAL, Slots, UNKNOWN
from kit.parquet_duckdb import TYPES
from kit.tables import Table

CHUNK = 500_000  # rows whose keys are held at a time
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NO_TIME = (0, -1)  # smallest and largest where there is none
ALWAYS = ""  # instead of the name of a column: a row tells that there is one


@dataclass
class Held:
    """One file: its number, the names of its columns, smallest and largest first key and capture (None: not told),
    columns that say nothing at all or always something, and columns of which it was seen where they do."""

    number: int
    path: Path
    columns: frozenset[str]
    keys: tuple[Any, Any] | None
    times: tuple[int, int] | None
    undated: bool
    silent: frozenset[str]
    seen: set[str] = field(default_factory=set)

    def may_have(self, keys: tuple[Any, Any] | None) -> bool:
        """Whether some of its keys could lie between these."""
        return keys is None or self.keys is None or (self.keys[0] <= keys[1] and keys[0] <= self.keys[1])


@dataclass
class Look:
    """Some rows as they are seen: slots of their items, times, and, by column, whether it says nothing."""

    slots: Numbers
    at: Numbers
    silent: dict[str, Numbers]


class Known:
    """The files of one table.  `reads`: how often a file was read, by what for."""

    def __init__(self, spec: Table, con: duckdb.DuckDBPyConnection) -> None:
        self.spec, self._con = spec, con
        self._files: dict[Path, Held] = {}
        self._names: set[str] = set()
        self._slots = Slots()
        self._newest: dict[str, Newest] = {ALWAYS: Newest()}
        self.reads: list[tuple[Path, tuple[str, ...]]] = []

    def extend(self, paths: Sequence[Path], foot: Callable[[Path], pq.FileMetaData]) -> None:
        """Take up files that are not known yet; `foot` reads what a file says of itself."""
        for path in paths:
            if path not in self._files:
                self._names.add(path.stem)
                self._files[path] = _held(len(self._files), path, foot(path), self.spec)

    def has(self, name: str) -> bool:
        """Whether a file of exactly these rows is there, as files are named by their rows."""
        return name in self._names

    def looks(self, rows: str, keys: tuple[Any, Any] | None, gaps: Mapping[str, bool]) -> Iterator[Look]:
        """Rows of a view, some at a time.  `gaps`: the columns that are asked about, and whether they say anything."""
        self._see(keys, [ALWAYS, *gaps])
        return self._looks(rows, gaps)

    def tells(self, column: str, keys: tuple[Any, Any] | None) -> bool:
        """Whether any file that may have such keys says something in this column."""
        return any(column not in file.silent for file in self._files.values() if file.may_have(keys))

    def newest(self, look: Look, column: str = ALWAYS) -> tuple[Numbers, Numbers]:
        """For each row when its item was captured last, with something in this column, and in which file."""
        return self._newest[column][look.slots]

    def files_of(self, at: Numbers, files: Numbers, keys: tuple[Any, Any] | None) -> set[int]:
        """The numbers of the files that can hold rows of these times; `files` as far as it is known."""
        found = {int(n) for n in np.unique(files) if n >= 0}
        times = np.unique(at[files == SEVERAL])
        if len(times):
            found |= {f.number for f in self._files.values() if f.may_have(keys) and _covers(f, times)}
        return found

    def sql(self, numbers: set[int], columns: Sequence[str]) -> str:
        """SQL for these columns of some of the files."""
        files = [file for file in self._files.values() if file.number in numbers]
        self.reads += [(file.path, tuple(columns)) for file in files]
        return _sql(files, {c: self.spec.columns[c] for c in columns})

    def _see(self, keys: tuple[Any, Any] | None, columns: Sequence[str]) -> None:
        """Read, of the files that may have such keys, what was not seen yet of them."""
        for column in columns:
            self._newest.setdefault(column, Newest())
        for file in self._files.values():
            new = [c for c in columns if c not in file.seen and c not in file.silent]
            if new and file.may_have(keys):
                asked = [*self.spec.key, *(["captured_at"] if self.spec.captured else [])]
                asked += [c for c in new if c]
                rows = self.sql({file.number}, asked)
                for look in self._looks(f"({rows})", dict.fromkeys((c for c in new if c), True)):
                    for column in new:
                        some = ~look.silent[column] if column else slice(None)
                        self._newest[column].see(look.slots[some], look.at[some], file.number)
            if file.may_have(keys):
                file.seen.update(columns)

    def _looks(self, rows: str, gaps: Mapping[str, bool]) -> Iterator[Look]:
        key = ", ".join(f'"{c}"' for c in self.spec.key)
        at = "epoch_us(captured_at)" if self.spec.captured else "NULL::BIGINT"
        asked = "".join(f', "{c}" IS NULL AS "{c}"' for c, says in gaps.items() if says)
        reader = self._con.sql(
            f"SELECT hash({key}) AS _hash, coalesce({at}, {UNKNOWN}::BIGINT) AS _at{asked} FROM {rows}"
        ).to_arrow_reader(CHUNK)
        for batch in reader:
            n = batch.num_rows
            yield Look(
                self._slots.of(batch["_hash"].to_numpy()),
                batch["_at"].to_numpy(),
                {c: np.asarray(batch[c]) if says else np.ones(n, bool) for c, says in gaps.items()},
            )


def _held(number: int, path: Path, foot: pq.FileMetaData, spec: Table) -> Held:
    """A file by what its foot tells."""
    told: dict[str, list[Any]] = {}
    for group in map(foot.row_group, range(foot.num_row_groups)):
        for part in map(group.column, range(group.num_columns)):
            told.setdefault(part.path_in_schema.split(".")[0], []).append(part.statistics)
    silent = {
        c
        for c, kind in spec.columns.items()
        if c not in told or (kind != "list" and all(map(_nothing, told[c])))  # an empty list says something
    }
    times = _ends(told.get("captured_at", []))
    undated = any(s is None or not s.has_null_count or s.null_count for s in told.get("captured_at", [None]))
    return Held(
        number,
        path,
        frozenset(told),
        _ends(told.get(spec.key[0], [])),
        NO_TIME if "captured_at" in silent else times and (_microseconds(times[0]), _microseconds(times[1])),
        undated,
        frozenset(silent),
    )


def _nothing(told: Any) -> bool:
    """Whether the statistics of a row group tell that all its cells are null."""
    return told is not None and told.has_null_count and told.num_values == 0


def _ends(parts: Sequence[Any]) -> tuple[Any, Any] | None:
    """Smallest and largest value by the statistics of all row groups; None where one of them does not tell."""
    some = [s for s in parts if not _nothing(s)]
    if not some or any(s is None or not s.has_min_max for s in some):
        return None
    return min(s.min for s in some), max(s.max for s in some)


def _microseconds(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


def _covers(file: Held, times: Numbers) -> bool:
    """Whether a file could hold a row of one of these times, which are sorted."""
    if times[0] == UNKNOWN and file.undated:
        return True
    if file.times is None:
        return bool(times[-1] != UNKNOWN)
    at = np.searchsorted(times, file.times[0])
    return bool(at < len(times) and times[at] <= file.times[1])


def _sql(files: Sequence[Held], columns: Mapping[str, str]) -> str:
    """SQL for columns of files, of which some may lack some."""
    known = frozenset[str]().union(*(file.columns for file in files))
    listed = ", ".join("'" + str(file.path).replace("'", "''") + "'" for file in files)
    asked = ", ".join(f'"{c}"' if c in known else f'NULL::{TYPES[k]} AS "{c}"' for c, k in columns.items())
    return f"SELECT {asked} FROM read_parquet([{listed}], union_by_name=true)"
