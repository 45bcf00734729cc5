"""Files as tables: what a file is, by its first bytes, and the sheets that each of its tables could be."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from kit.errors import DataError
from kit.reading import delimited, pieces, records, typed, workbooks
from kit.reading.archives import File
from kit.reading.pieces import Told
from kit.reading.sheet import blank, Rows, Sheet

CELLS = 40_000_000  # cells of one sheet
TITLES = 10  # rows that may be the header: titles, notes and blank rows may stand above it
Way = Callable[[Told], Iterator[Sheet]]
# the sheet that was recognised, the columns that its reader uses, and the names that it looks for in JSON → ways
Ways = Callable[[Sheet, Sequence[int], Sequence[str] | None], list[Way]]


@dataclass(frozen=True)
class Table:
    """One table of a file.

    `candidates`: the sheets that it could be, one for every row that could be the header.  `ways`: how the rows of the
    chosen one can be read, the quickest way first; where one raises `pieces.NotPlain`, the next may do.
    """

    candidates: Sequence[Sheet]
    ways: Ways


def tables(file: File) -> Iterator[Table]:
    """The tables of a file; a large text file is read to its end only on one of its ways."""
    if typed.is_parquet(file):
        yield from _parquet(file)
        return
    if not file.large or file.start(2) == b"PK":
        for candidates in sheets(file):
            yield Table(candidates, lambda sheet, wanted, names: [lambda told: iter((sheet,))])
        return
    text, notes, encoding = pieces.beginning(file)
    _no_page(text, file.label)
    if records.looks_like(text):
        yield _large_records(file, text, notes, encoding)
    else:
        yield _large_table(file, text, notes, encoding)


def _parquet(file: File) -> Iterator[Table]:
    """A Parquet file, in pieces; all of it at once where its rows do not stand alone, or one of them is the header."""
    first = typed.head(file)

    def ways(sheet: Sheet, wanted: Sequence[int], names: Sequence[str] | None) -> list[Way]:
        if names is not None and sheet is first:
            return [partial(typed.pieces, sheet)]
        return [lambda told: (whole for every in sheets(file) for whole in every if whole.first == sheet.first)]

    if any(first.header):
        yield Table(Later(first, lambda: [whole for every in sheets(file) for whole in every[1:]]), ways)
    else:
        yield from (Table(every, ways) for every in sheets(file))


class Later(Sequence[Sheet]):
    """A sheet, and others that are made when somebody asks for them."""

    def __init__(self, first: Sheet, others: Callable[[], Sequence[Sheet]]) -> None:
        self.first, self._make = first, others

    @cached_property
    def _all(self) -> Sequence[Sheet]:
        return [self.first, *self._make()]

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, place: Any) -> Any:
        return self.first if place == 0 else self._all[place]


def _large_table(file: File, text: str, notes: tuple[str, ...], encoding: str) -> Table:
    head = pieces.table_head(text, encoding)
    candidates = _candidates(head.rows, file, notes)
    if not candidates:
        raise DataError(f"{file.label} has no header within its first {pieces.HEAD >> 20} MiB; export it again.")

    def ways(sheet: Sheet, wanted: Sequence[int], names: Sequence[str] | None) -> list[Way]:
        at = sheet.first - 2
        quick: Way = partial(pieces.of_table, sheet, head, at, wanted)
        found: list[Way] = [quick]
        found += [partial(pieces.of_table_slowly, sheet, head, at, strict) for strict in (True, False)]
        if encoding == "utf-8-sig":  # bytes that are none may come late
            other = replace(head, encoding="cp1252")
            noted = sheet.noting(delimited.ONE_BYTE)
            found += [partial(pieces.of_table_slowly, noted, other, at, False)]
        return found

    return Table(candidates, ways)


def _large_records(file: File, text: str, notes: tuple[str, ...], encoding: str) -> Table:
    lines = text.split("\n")
    one_a_line = text.lstrip()[0] == "{"
    values = records.lines_of(lines[:1000])[0] if one_a_line else records.beginning(text)
    found = [record for record in values if isinstance(record, dict) and record]
    if not found or any(within for _, within in records.unwrapped(found)):
        raise DataError(
            f"{file.label} is too large for records inside another record; take them out and save one a line (NDJSON)."
        )

    def ways(sheet: Sheet, wanted: Sequence[int], names: Sequence[str] | None) -> list[Way]:
        if names is None:
            raise DataError(f"{file.label} is too large to be read as JSON with a mapping file; save it as CSV.")
        quick: list[Way] = [partial(pieces.of_records, sheet, one_a_line, names)] if encoding == "utf-8-sig" else []
        slow: list[Way] = [
            partial(pieces.of_lines_slowly, sheet, names, kind) for kind in dict.fromkeys((encoding, "cp1252"))
        ]
        return quick + (slow if one_a_line else [])

    return Table([records.as_sheet(found, file, notes)], ways)


def sheets(file: File) -> Iterator[Sequence[Sheet]]:
    """The candidates of each table of a file that is read in one piece."""
    data = file.read()
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise DataError(f"{file.label} is empty; export it again.")
    if data[:4] == b"PAR1":
        yield from filter(None, [_candidates(workbooks.parquet(data, file), file)])
    elif data[:2] == b"PK":
        yield from filter(None, (_candidates(rows, file) for rows in workbooks.workbook(data, file)))
    else:
        text, notes = delimited.decode(data, file.label)
        _no_page(text, file.label)
        if records.looks_like(text):
            yield [records.sheet(text, file, notes)]
        else:
            rows, more = delimited.table(text, file.label)
            yield from filter(None, [_candidates(rows, file, (*notes, *more))])


def _no_page(text: str, label: str) -> None:
    start = text[:2000].lstrip("\ufeff \r\n\t").lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<body")):
        raise DataError(f"{label} is a web page, not a table; export it again as CSV or XLSX.")


def _candidates(table: Rows, file: File, notes: tuple[str, ...] = ()) -> list[Sheet]:
    """One sheet for every row near the top that could be the header."""
    if sum(map(len, table)) > CELLS:
        raise DataError(f"{file.label} holds more than {CELLS:,} cells; split it and import the parts.")
    heads = [i for i, row in enumerate(table[:100]) if not blank(row)][:TITLES]
    return [Sheet(file, table[at], table[at + 1 :], at + 2, notes) for at in heads]
