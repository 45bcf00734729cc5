"""Refused rows: one CSV a file under WORKSPACE/refused, the reason beside each row, without personal data."""

from collections.abc import Mapping, Sequence
import csv
from dataclasses import dataclass
import hashlib
from pathlib import Path
import re

from kit import privacy
from kit.files import spreadsheet_safe
from kit.reading.sheet import Sheet
from kit.sources import Reading


@dataclass(frozen=True)
class Row:
    """One refused row: for which table, where in the sheet's rows, and why."""

    table: str
    place: int
    reasons: tuple[str, ...]


class Refusals:
    """The refused rows of one table of a file, written down as they come; they have no file before the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._columns: list[str] | None = None

    def write(self, sheet: Sheet, rows: Sequence[Row], reading: Reading) -> None:
        """Rows of the sheet or of a part of it; its first part decides about the columns."""
        if not rows:
            return
        places = _shown(sheet, {row.table for row in rows}, reading)
        # in a row that is damaged, what is private may stand under any header
        damaged: Mapping[int, str] = sheet.damaged if len(places) < len(sheet.header) else {}
        at = {sheet.header[i]: i for i in places}
        with self.path.open("a", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream, lineterminator="\n")
            if self._columns is None:
                self._columns = list(at)
                out.writerow(["reason", "table", "row", *map(spreadsheet_safe, self._columns)])
            for row in rows:
                shown = [
                    ""
                    if row.place in damaged or (i := at.get(name)) is None
                    else _cell(sheet.cell(row.place, i), i in reading.used)
                    for name in self._columns
                ]
                out.writerow([spreadsheet_safe("; ".join(row.reasons)), row.table, sheet.numbers[row.place], *shown])

    def name(self, label: str) -> str | None:
        """What the file is to be called: its name carries a hash of the content, so importing again changes nothing;
        None where nothing was refused."""
        if self._columns is None:
            return None
        with self.path.open("rb") as stream:
            mark = hashlib.file_digest(stream, "sha256").hexdigest()[:12]
        return file_name(privacy.masked(label), mark)


def file_name(label: str, mark: str) -> str:
    """A name that every disk takes, for what was refused of a file."""
    stem = re.sub(r"[^\w.-]+", "_", label)[-80:].lstrip(".")
    return f"{stem}-{mark}.csv"


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
