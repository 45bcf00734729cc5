"""Refused rows: one CSV a file under WORKSPACE/refused, the reason beside each row, without personal data."""

from collections.abc import Sequence
import csv
from dataclasses import dataclass
import hashlib
import io
from pathlib import Path
import re

from kit import privacy
from kit.files import spreadsheet_safe, write_whole
from kit.sources import Reading
from kit.sources.sheet import Sheet


@dataclass(frozen=True)
class Row:
    """One refused row: for which table, where in the sheet's rows, and why."""

    table: str
    place: int
    reasons: tuple[str, ...]


def write(folder: Path, sheet: Sheet, rows: Sequence[Row], reading: Reading) -> Path | None:
    """Write the rows with their reasons; the name carries a hash of the content, so importing again changes nothing."""
    if not rows:
        return None
    places = _shown(sheet, {row.table for row in rows}, reading)
    # in a row that is damaged, what is private may stand under any header
    damaged = sheet.damaged if len(places) < len(sheet.header) else {}
    stream = io.StringIO()
    out = csv.writer(stream, lineterminator="\n")
    out.writerow(["reason", "table", "row", *(spreadsheet_safe(sheet.header[i]) for i in places)])
    for row in rows:
        shown = ["" if row.place in damaged else _cell(sheet.cell(row.place, i), i in reading.used) for i in places]
        out.writerow([spreadsheet_safe("; ".join(row.reasons)), row.table, sheet.numbers[row.place], *shown])
    content = stream.getvalue().encode()
    stem = re.sub(r"[^\w.-]+", "_", privacy.masked(sheet.file.label))[-80:].lstrip(".")
    target = folder / f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.csv"
    write_whole(target, content)
    return target


def _shown(sheet: Sheet, tables: set[str], reading: Reading) -> list[int]:
    """Columns that may be written: never personal ones; of tables about customers and comments only those in use."""
    people = bool(tables & privacy.ABOUT_PEOPLE)
    return [
        i
        for i, name in enumerate(sheet.header)
        if name
        and i not in reading.private
        and (i in reading.used or not people)
        and not any(privacy.personal(name, "" if i in reading.used else table) for table in tables)
    ]


def _cell(cell: str | None, used: bool) -> str:
    """Text without e-mails and telephone numbers; a plain number in a column in use is a count or an id."""
    text = cell or ""
    plain = used and re.fullmatch(r"[1-9]\d*([.,]\d+)?", text) is not None
    return spreadsheet_safe(text if plain else privacy.masked(text, phones="://" not in text))
