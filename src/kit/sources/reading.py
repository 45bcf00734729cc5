"""Files as tables: what a file is, by its first bytes, and the sheets that each of its tables could be.

Nothing here knows TikTok.
"""

from collections.abc import Iterator

from kit.errors import DataError
from kit.sources import delimited, records, workbooks
from kit.sources.archives import File
from kit.sources.sheet import blank, Rows, Sheet

CELLS = 40_000_000  # cells of one sheet
TITLES = 10  # rows that may be the header: titles, notes and blank rows may stand above it


def sheets(file: File) -> Iterator[list[Sheet]]:
    """For each table of a file: the sheets that it could be, one for every row that could be the header."""
    data = file.read()
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise DataError(f"{file.label} is empty; export it again.")
    if data[:4] == b"PAR1":
        yield from _headed(workbooks.parquet(data, file), file)
    elif data[:2] == b"PK":
        for rows in workbooks.workbook(data, file):
            yield from _headed(rows, file)
    else:
        text, notes = delimited.decode(data, file.label)
        start = text[:2000].lstrip("\ufeff \r\n\t").lower()
        if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<body")):
            raise DataError(f"{file.label} is a web page, not a table; export it again as CSV or XLSX.")
        if records.looks_like(text):
            yield [records.sheet(text, file, notes)]
        else:
            yield from _headed(delimited.table(text, file.label), file, notes)


def _headed(table: Rows, file: File, notes: tuple[str, ...] = ()) -> Iterator[list[Sheet]]:
    """One sheet for every row near the top that could be the header."""
    if sum(map(len, table)) > CELLS:
        raise DataError(f"{file.label} holds more than {CELLS:,} cells; split it and import the parts.")
    heads = [i for i, row in enumerate(table[:100]) if not blank(row)][:TITLES]
    if heads:
        yield [Sheet(file, table[at], table[at + 1 :], at + 2, notes) for at in heads]
