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
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
import yaml

from kit.errors import DataError, UsageError
from kit.privacy import KEYS
from kit.sources import Batch, Options, Reading
from kit.sources.sheet import Sheet
from kit.tables import TABLES

LABEL = "any table, with a mapping file"
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
        return {("origin" if k == "from" else k): v for k, v in given.items() if k != "origin"}
    return {"origin": str(given)} if given is not None else {}


class Map(BaseModel):
    """A mapping file."""

    model_config = ConfigDict(extra="forbid")
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


def detect(sheet: Sheet) -> float:
    """Never by itself: a mapping file is given on purpose."""
    return 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    if not options.map_file:
        raise DataError(
            f"{sheet.file.label} is to be read with a mapping file, but none is given; add --map columns.yaml."
        )
    tables = load(options.map_file).tables
    wanted = dict.fromkeys(c.origin for columns in tables.values() for c in columns.values() if c.origin)
    missing = [origin for origin in wanted if sheet.place(origin) is None]
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
    return Reading(
        batches, {sheet.places[o.lower()] for o in wanted}, private={sheet.places[o.lower()] for o in people}
    )


def matches(sheet: Sheet, options: Options) -> int:
    """How many of the map's columns a header has; the header row is where this is largest."""
    tables = load(options.map_file).tables
    return sum(sheet.place(c.origin) is not None for columns in tables.values() for c in columns.values() if c.origin)


def _cells(sheet: Sheet, column: Column) -> list[Any]:
    if column.origin is None:
        return [column.value] * len(sheet)
    return sheet.columns[sheet.places[column.origin.lower()]]
