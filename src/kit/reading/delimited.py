"""Text files with delimiters: encodings, delimiters, quotation marks, lines that end in any way."""

import csv
import io
import re

from kit.errors import DataError
from kit.reading.sheet import Rows

LONGEST = 200_000  # characters of one cell; a caption has 4,000
DELIMITERS = ",;\t|"
SEPARATOR = re.compile(r"\s*\"?sep=(.)\"?\s*\r?\n", re.IGNORECASE)  # a line that Excel wants
ONE_BYTE = "not UTF-8: read as Windows-1252, so names in other scripts may be wrong"
QUOTES = "quotation marks stand inside cells, so cells next to them may have been cut or joined wrongly"
csv.field_size_limit(1 << 30)


def table(text: str, label: str) -> tuple[Rows, tuple[str, ...]]:
    """The rows of a text file, and what was noticed."""
    named = SEPARATOR.match(text)
    if named:
        text = text[named.end() :]
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # three ways to end a line, also inside cells
    return _split(text, named[1] if named else delimiter(text), label)


def encoding(data: bytes) -> str:
    """UTF-8, UTF-16 with or without mark, else Windows-1252."""
    sample = data[:20_000]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if max(odd, even) > len(sample) // 5 and min(odd, even) < len(sample) // 50:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def decode(data: bytes, label: str) -> tuple[str, tuple[str, ...]]:
    """Text and what was noticed; bytes that are no text are refused."""
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise DataError(f"{label} is an old or locked Excel workbook; save it as .xlsx without a password, or as CSV.")
    kind = encoding(data)
    notes: tuple[str, ...] = (ONE_BYTE,) if kind == "cp1252" else ()
    try:
        text = _one_byte(data) if kind == "cp1252" else data.decode(kind)
    except UnicodeDecodeError:
        raise DataError(f"{label} is damaged UTF-16; export it again.") from None
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


def _split(text: str, mark: str, label: str) -> tuple[Rows, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise cut_off(label) from None
        rows, notes = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)), (QUOTES,)
    if any(len(cell) > LONGEST for row in rows for cell in row):
        raise too_long(label)
    return rows, notes


def cut_off(label: str) -> DataError:
    """The sentence for a file that ends too early."""
    return DataError(
        f"{label} ends inside a quoted cell: it was cut off or a quotation mark is missing; export it again."
    )


def too_long(label: str) -> DataError:
    """The sentence for a cell that swallowed half a file."""
    return DataError(
        f"{label} has a cell of more than {LONGEST:,} characters: a quotation mark is missing; export it again."
    )
