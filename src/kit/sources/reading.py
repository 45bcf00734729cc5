"""Files as sheets of cells: encodings, delimiters, workbooks, titles above the header.

Nothing here knows TikTok.  A cell of a text file stays the text it is (an id of nineteen digits would not survive a
float); cells of workbooks and Parquet files keep the type that they have there.
"""

from collections.abc import Iterator
import csv
import datetime as dt
from functools import cached_property
import io
import re
from typing import Any
import zipfile

from kit.errors import DataError
from kit.sources.archives import check_size, File

CELLS = 40_000_000  # cells of one sheet
LONGEST = 200_000  # characters of one cell; a caption has 4,000
TITLES = 10  # rows that may be the header: titles, notes and blank rows may stand above it
DELIMITERS = ",;\t|"
csv.field_size_limit(1 << 30)

Rows = list[list[Any]]


class Sheet:
    """The rows of one table below the row `at`, taken as its header."""

    def __init__(self, file: File, table: Rows, at: int, notes: tuple[str, ...] = ()) -> None:
        self.file, self.notes, self._table, self._at = file, notes, table, at
        self.header = [heading(c) for c in table[at]]
        while self.header and not self.header[-1]:
            self.header.pop()

    @cached_property
    def numbers(self) -> list[int]:
        """Where each row stands in the file, counted from 1; blank rows are no rows."""
        return [n for n, row in enumerate(self._table[self._at + 1 :], self._at + 2) if not blank(row)]

    @cached_property
    def rows(self) -> Rows:
        return [self._table[n - 1] for n in self.numbers]

    @cached_property
    def columns(self) -> list[list[Any]]:
        """The cells of each column, aligned with `rows`; short rows are filled up; what is empty is None."""
        width = len(self.header)
        filled = [row[:width] if len(row) >= width else [*row, *[None] * (width - len(row))] for row in self.rows]
        columns = [list(column) for column in zip(*filled, strict=True)] or [[] for _ in self.header]
        return [[None if isinstance(v, str) and not v.strip() else v for v in column] for column in columns]

    @cached_property
    def slipped(self) -> list[int]:
        """Places in `rows` of the rows with more cells than the header names."""
        width = len(self.header)
        return [i for i, row in enumerate(self.rows) if len(row) > width and not blank(row[width:])]

    def sample(self, place: int, n: int = 200) -> list[Any]:
        """Up to n cells of a column that hold something, without reading them all."""
        cells = (row[place] for row in self._table[self._at + 1 : self._at + 1 + 5 * n] if place < len(row))
        return [c for c in cells if not blank([c])][:n]

    def place(self, *names: str) -> int | None:
        """Where the first of `names` stands in the header, whatever its case."""
        return next((self.places[n.lower()] for n in names if n.lower() in self.places), None)

    def column(self, *names: str) -> list[Any] | None:
        """The cells under the first of `names` that there is."""
        place = self.place(*names)
        return None if place is None else self.columns[place]

    @cached_property
    def places(self) -> dict[str, int]:
        return {name.lower(): i for i, name in reversed(list(enumerate(self.header)))}


def blank(cells: list[Any]) -> bool:
    """No cell holds anything."""
    return all(c is None or (isinstance(c, str) and not c.strip()) for c in cells)


def heading(cell: Any) -> str:
    return "" if cell is None else re.sub(r"\s+", " ", str(cell).replace("\ufeff", "")).strip()


def sheets(file: File) -> Iterator[list[Sheet]]:
    """For each table of a file: the sheets that it could be, one for every row that could be the header."""
    data = file.read()
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise DataError(f"{file.label} is empty; export it again.")
    for table, notes in _tables(data, file):
        if sum(map(len, table)) > CELLS:
            raise DataError(f"{file.label} holds more than {CELLS:,} cells; split it and import the parts.")
        heads = [i for i, row in enumerate(table[:100]) if not blank(row)][:TITLES]
        if heads:
            yield [Sheet(file, table, at, notes) for at in heads]


def _tables(data: bytes, file: File) -> Iterator[tuple[Rows, tuple[str, ...]]]:
    if data[:4] == b"PAR1":
        yield _parquet(data, file), ()
    elif data[:2] == b"PK":
        yield from ((rows, ()) for rows in _workbook(data, file))
    else:
        yield _text(data, file)


def _parquet(data: bytes, file: File) -> Rows:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        raise DataError(f"{file.label} is a damaged Parquet file; write it again.") from None
    return [list(table.column_names), *map(list, zip(*(c.to_pylist() for c in table.columns), strict=True))]


def _workbook(data: bytes, file: File) -> Iterator[Rows]:
    """Every visible sheet of an Excel workbook."""
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive.infolist(), len(data), file.label)
            if not any(n.startswith("xl/") for n in archive.namelist()):
                raise DataError(
                    f"{file.label} is an archive without a table that the kit reads (CSV, XLSX, Parquet); "
                    "unpack it and import the files."
                )
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # some writers state a size of one cell
                yield [list(row) for row in sheet.iter_rows(values_only=True)]
    except DataError:
        raise
    except Exception:  # openpyxl raises whatever its XML parser, its types or a missing part bring up
        if file.names[0].lower().endswith(".zip"):
            raise DataError(f"{file.label} is a damaged archive; download it again.") from None
        raise DataError(
            f"{file.label} is a damaged workbook; open it in a spreadsheet and save it as .xlsx or CSV."
        ) from None


def _text(data: bytes, file: File) -> tuple[Rows, tuple[str, ...]]:
    """A text file with delimiters; what only looks like one is refused by what it is."""
    text, notes = decode(data, file.label)
    start = text[:2000].lstrip("\ufeff \r\n\t").lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<body")):
        raise DataError(f"{file.label} is a web page, not a table; export it again as CSV or XLSX.")
    if start.startswith(("{", "[{", "[\n", "[]")):
        raise DataError(f"{file.label} holds JSON, which the kit does not read; export it again as CSV or XLSX.")
    named = re.match(r"\s*\"?sep=(.)\"?\s*\r?\n", text, re.IGNORECASE)  # a line that Excel wants
    if named:
        text = text[named.end() :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # three ways to end a line, also inside cells
    rows = _split(text, named[1] if named else delimiter(text), file.label)
    return rows, notes


def decode(data: bytes, label: str) -> tuple[str, tuple[str, ...]]:
    """Text and what was noticed: UTF-8, UTF-16 with or without mark, else Windows-1252; other bytes are refused."""
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError(f"{label} is an old or locked Excel workbook; save it as .xlsx without a password, or as CSV.")
    sample = data[:20_000]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return data.decode("utf-16"), ()
        if max(odd, even) > len(sample) // 5 and min(odd, even) < len(sample) // 50:
            return data.decode("utf-16-le" if odd > even else "utf-16-be"), ()
        text = data.decode("utf-8-sig")
        notes: tuple[str, ...] = ()
    except UnicodeDecodeError:
        text, notes = _one_byte(data), ("not UTF-8: read as Windows-1252, so names in other scripts may be wrong",)
    control = len(re.findall(r"[\x00-\x08\x0e-\x1f\x7f]", text[:20_000]))
    if control > max(20, len(text[:20_000]) // 20):
        raise DataError(f"{label} is not text and no workbook that the kit knows; export it as CSV, XLSX or Parquet.")
    if "\0" in text:
        text, notes = text.replace("\0", ""), (*notes, "NUL bytes were taken out")
    return text, notes


def _one_byte(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # five bytes have no meaning in Windows-1252


def delimiter(text: str) -> str:
    """The character that cuts the first lines into the most cells of the same number; a comma where none does."""

    def score(mark: str) -> tuple[int, int]:
        rows = [
            len(row) for row, _ in zip(csv.reader(io.StringIO(text[:200_000]), delimiter=mark), range(30), strict=False)
        ]
        usual = max(set(rows), key=rows.count, default=1)
        return (rows.count(usual) * (usual > 1), usual)

    return max(DELIMITERS, key=score)


def _split(text: str, mark: str, label: str) -> Rows:
    stream = io.StringIO(text, newline="")
    try:
        rows = list(csv.reader(stream, delimiter=mark, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise DataError(
                f"{label} ends inside a quoted cell: it was cut off or a quotation mark is missing; export it again."
            ) from None
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))  # quotation marks inside cells
    if any(len(cell) > LONGEST for row in rows for cell in row):
        raise DataError(
            f"{label} has a cell of more than {LONGEST:,} characters: a quotation mark is missing; export it again."
        )
    return rows


def text_of(cell: Any) -> str | None:
    """A cell as text: whole numbers without a point, times as ISO, lists joined by semicolons; None if empty."""
    if cell is None or isinstance(cell, str):
        return cell.strip() or None if cell else None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        if cell != cell:
            return None
        return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, (list, tuple)):
        return ";".join(map(str, cell)) or None
    return str(cell)
