"""The kit's own tables, as CSV, XLSX or Parquet: columns named as in `kit.tables`, lists separated by ``;``.

Layout: `kit.tables`; what `kit run` writes for import (planned deals, label sheets) and what people fill in by
hand (brands, campaigns, goals, deals, events, fx).  The table is told by its header; where several fit, by the name of
the file (``deals.csv``, ``deals-2026-01.csv``).  Capital letters and blanks in headers do not matter.  Columns that the
table does not know are left out and named; personal ones among them never get further than the header.

Our CSVs put a ' before text that a spreadsheet could run as a formula (`kit.files.spreadsheet_safe`); here it goes.
"""

import re
from typing import Any

import pyarrow as pa

from kit.errors import DataError
from kit.privacy import KEYS
from kit.reading.columns import Column, exchanged, matching, of_reader
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.tables import TABLES

LABEL = "canonical tables"
BY = "the names of our columns, all that a table needs among them"
FILLS = {name: tuple(spec.columns) for name, spec in TABLES.items()}
STREAMED = tuple(sorted({column for columns in FILLS.values() for column in columns}))
MARKED = r"^'([\t\r]|[\s\p{Z}]*[=+\-@])"  # text before which a CSV of the kit puts its '
IMPLIED = {("videos", "video_id"): "url", ("videos", "creator_id"): "url"}


def word(header: str) -> str:
    """A header as a column's name: "Video ID" → video_id."""
    return re.sub(r"[\s-]+", "_", header.strip()).lower()


def table_of(sheet: Sheet) -> tuple[str | None, list[str]]:
    """The table that the header describes, and what is missing if only the file's name says which table it is."""
    names = {word(h) for h in sheet.header if h}
    fits = {}
    for name, spec in TABLES.items():
        lacking = [c for c in spec.required if c not in names and IMPLIED.get((name, c)) not in names]
        known = len(names & set(spec.columns))
        if not lacking and (2 * known >= len(names) or _named(sheet, name)):
            fits[name] = (_named(sheet, name), known, known / len(spec.columns))
    if fits:
        return max(fits, key=lambda name: fits[name]), []
    for name, spec in TABLES.items():
        known = len(names & set(spec.columns))
        if _named(sheet, name) and known >= 2 and 2 * known >= len(names):
            return name, [c for c in spec.required if c not in names]
    return None, []


def _named(sheet: Sheet, table: str) -> bool:
    """Whether the file, or the folder that a workspace keeps the table in, is named after the table."""
    return any(re.match(rf"{table}([^a-z]|$)", name.lower()) for name in (sheet.file.stem, sheet.file.folder))


def detect(sheet: Sheet) -> float:
    table, lacking = table_of(sheet)
    return 0.0 if table is None else 0.5 if lacking else 1.0


def read(sheet: Sheet, options: Options) -> Reading:
    table, lacking = table_of(sheet)
    found = ", ".join(name[:40] for name in sheet.header[:20] if name)
    if table is None:
        raise DataError(
            f"{sheet.file.label} has the columns of no table of the kit; its columns are {found}; see kit.tables "
            "for the names, or use --map columns.yaml."
        )
    if lacking:
        raise DataError(
            f"{sheet.file.label} lacks the column {' and '.join(lacking)}, which the table {table} needs; its columns "
            f"are {found}; add what is missing."
        )
    cells: dict[str, Any] = {}
    used: set[int] = set()
    for place, header in enumerate(sheet.header):
        column = word(header)
        if column in TABLES[table].columns and column not in cells:
            kind = TABLES[table].columns[column]
            given = sheet.values(place, kind)
            if given is None:
                text = kind in ("text", "list") and not sheet.file.names[0].endswith(".parquet")
                given = unmarked(sheet.columns[place]) if text else sheet.columns[place]
            cells[column] = given
            used.add(place)
    private = {place for place in used if word(sheet.header[place]) in KEYS}
    return Reading([Batch(table, cells, range(len(sheet)))], used, private=private)


def unmarked(cells: Column) -> Column:
    """Text as it was before one of our CSVs marked it; lists of text, which no CSV holds, as they are."""
    cells = of_reader(cells)  # pieces of a large file may be chunked
    if pa.types.is_list(cells.type):
        return cells
    return exchanged(cells, matching(cells, MARKED), lambda text: text[1:])
