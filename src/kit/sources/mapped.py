"""Any other table, through a small mapping file (`--map columns.yaml`) that says which column is which of ours.

The file is YAML: under `tables`, for each table of the kit, our column: their column.  A column that needs a hint is
written as a mapping with

======  =======================================================================================================
from    their column
value   instead of `from`: the same value in every row
unit    unix_s, unix_ms, percent, thousands, millions, billions, minutes, ms, cents
date    a strptime pattern (``%d.%m.%Y``), or ``day_first`` / ``month_first``
list    python, json, or the separator
======  =======================================================================================================

One file may feed several tables: a video's row also tells about its creator.  Layout: none; whoever writes the map has
seen the file.  An example for a public table of 11,921 videos is in the README.

A table without a header row is mapped by position: ``header: false`` beside ``tables``, and ``from`` is the number of
the column, 1 for the first.  Then every row of the file is data, from its first to its last::

    header: false
    tables:
      creators: {creator_id: 1, followers: {from: 3, unit: thousands}}

Refused rows are written down with the mapped columns only, because nothing tells what the others hold.
"""

from collections import Counter
from functools import cache
from pathlib import Path
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
import yaml

from kit.errors import DataError, UsageError
from kit.privacy import KEYS
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.tables import TABLES

LABEL = "any table, with a mapping file"
BY = "nothing: it is asked for with --map"
FILLS = {name: tuple(spec.columns) for name, spec in TABLES.items()}
STREAMED = None  # the map names the columns
UNITS = Literal["", "unix_s", "unix_ms", "percent", "thousands", "millions", "billions", "minutes", "ms", "cents"]
IMPLIED = {("videos", "video_id"): "url", ("videos", "creator_id"): "url", ("creators", "creator_id"): "name"}


class Column(BaseModel):
    """Where one of our columns comes from, and how its cells are to be read."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    origin: str | None = None
    value: str | int | float | bool | None = None
    unit: UNITS = ""
    date: str = ""
    list: str = ""


def _column(given: Any) -> Any:
    """`likes: n_likes` is short for `likes: {from: n_likes}`."""
    if isinstance(given, dict):
        return {("origin" if k == "from" else k): _numbered(k, v) for k, v in given.items() if k != "origin"}
    return {"origin": str(given)} if given is not None else {}


def _numbered(key: str, value: Any) -> Any:
    """`from: 3` is the third column, or one that is called 3."""
    return str(value) if key == "from" and isinstance(value, int) and not isinstance(value, bool) else value


class Map(BaseModel):
    """A mapping file; `header`: whether the table has a row with the names of its columns."""

    model_config = ConfigDict(extra="forbid")
    header: bool = True
    tables: dict[str, dict[str, Annotated[Column, BeforeValidator(_column)]]]


@cache
def load(path: str | Path) -> Map:
    """Read and check a mapping file; every mistake in it is a UsageError of one sentence."""
    path = Path(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"The mapping file {path} cannot be read ({error.strerror}); check its path.") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        raise UsageError(
            f"{path.name} is no YAML{f' (line {where.line + 1})' if where else ''}; see the example in the README."
        ) from None
    try:
        result = Map.model_validate(content if isinstance(content, dict) else {})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join("from" if p == "origin" else str(p) for p in first["loc"])
        raise UsageError(f"{path.name}: {place}: {first['msg'].lower()}; see the example in the README.") from None
    _check(result, path.name)
    return result


def _check(given: Map, name: str) -> None:
    """Tables and columns that there are, all that a table needs, and one origin for each."""
    unknown = [t for t in given.tables if t not in TABLES]
    if unknown or not given.tables:
        raise UsageError(
            f"{name}: there is no table {', '.join(unknown) or 'named'}; the tables are {', '.join(TABLES)}."
        )
    for table, columns in given.tables.items():
        strange = [c for c in columns if c not in TABLES[table].columns]
        if strange:
            raise UsageError(
                f"{name}: table {table} has no column {', '.join(strange)}; it has {', '.join(TABLES[table].columns)}."
            )
        lacking = [c for c in TABLES[table].required if c not in columns and IMPLIED.get((table, c)) not in columns]
        if lacking:
            raise UsageError(f"{name}: table {table} also needs {', '.join(lacking)}; name their columns.")
        vague = [c for c, column in columns.items() if (column.origin is None) is (column.value is None)]
        if vague:
            raise UsageError(f"{name}: {table}.{vague[0]} needs either from (a column of the file) or value, not both.")
        named = [c for c, column in columns.items() if column.origin and not re.fullmatch(r"[1-9]\d*", column.origin)]
        if named and not given.header:
            raise UsageError(
                f"{name}: {table}.{named[0]} names a column, but the table has none of that name (header: false); give "
                "its number, 1 for the first."
            )


def detect(sheet: Sheet) -> float:
    """Never by itself: a mapping file is given on purpose."""
    return 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    if not options.map_file:
        raise DataError(
            f"{sheet.file.label} is to be read with a mapping file, but none is given; add --map columns.yaml."
        )
    tables = load(options.map_file).tables
    if not load(options.map_file).header:
        _unheaded(sheet)
    wanted = dict.fromkeys(c.origin for columns in tables.values() for c in columns.values() if c.origin)
    missing = [origin for origin in wanted if sheet.place(origin) is None]
    if missing and not load(options.map_file).header:
        raise DataError(
            f"{sheet.file.label} has {len(sheet.header)} columns, so none has the number {', '.join(missing)}, which "
            f"{Path(options.map_file).name} names."
        )
    if missing:
        raise DataError(
            f"{sheet.file.label} has no column {', '.join(missing)}, which {Path(options.map_file).name} names; "
            f"its columns are {', '.join(name[:40] for name in sheet.header[:40] if name)}."
        )
    rows = range(len(sheet))
    batches = [
        Batch(
            table,
            {name: _cells(sheet, column) for name, column in columns.items()},
            rows,
            units={name: c.unit for name, c in columns.items()},
            forms={name: c.date or c.list for name, c in columns.items()},
        )
        for table, columns in tables.items()
    ]
    people = {c.origin for columns in tables.values() for name, c in columns.items() if name in KEYS and c.origin}
    used, private = ({sheet.places[o.lower()] for o in origins} for origins in (wanted, people))
    if not load(options.map_file).header:
        private |= set(range(len(sheet.header))) - used
    return Reading(batches, used, private=private)


def _unheaded(sheet: Sheet) -> None:
    """Make the row that was taken as the header the first of the data; columns are called 1, 2, ….

    The sheet is changed in place, because whoever checks and refuses its rows goes by the same places.
    """
    if sheet.first == 1 or sheet.file.names[0].lower().endswith(".parquet"):
        raise DataError(
            f"{sheet.file.label} names its columns, as JSON and Parquet do; map them by name, without header: false."
        )
    if sheet.file.large:
        raise DataError(
            f"{sheet.file.label} is too large to be mapped by position; write a line with names above its first one."
        )
    widths = Counter(map(len, sheet._rows)).most_common(1)
    width = max(sheet.width, *(length for length, _ in widths)) if widths else sheet.width
    names = [str(n + 1) for n in range(width)]
    whole = Sheet(sheet.file, names, [list(sheet._head), *sheet._rows], sheet.first - 1, sheet.notes)
    vars(sheet).clear()
    vars(sheet).update(vars(whole))


def matches(sheet: Sheet, options: Options) -> int:
    """How many of the columns of the map a header has; the header row is where this is largest."""
    tables = load(options.map_file).tables
    if not load(options.map_file).header:
        return 0  # for all rows the same, so that the topmost is taken
    return sum(sheet.place(c.origin) is not None for columns in tables.values() for c in columns.values() if c.origin)


def _cells(sheet: Sheet, column: Column) -> list[Any]:
    if column.origin is None:
        return [column.value] * len(sheet)
    return sheet.columns[sheet.places[column.origin.lower()]]
