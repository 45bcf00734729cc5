"""Reports of figures by day, as rows of the table `daily`: one day of one series each.

What ads managers and shops export is small by nature, so rows are looked at one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
import datetime as dt
import math
import re
from typing import Any

from kit.reading import values
from kit.reading.sheet import Sheet
from kit.sources import Batch

COLUMNS = ("date", "series", "value", "unit")  # what `daily` fills
CURRENCY = re.compile(r"\s*\(([A-Z]{3})\)$")
TOTAL = re.compile(r"\s*(grand )?total", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """One column of figures: row by row its series, unit and cell.  `adds`: whether two rows of a day may be added."""

    series: Sequence[str]
    units: Sequence[str | None]
    cells: Sequence[str | None]
    adds: bool = True


def bare(header: str) -> str:
    """A header in lower case, blanks for underscores, without a currency in brackets: "Cost (USD)" → cost."""
    return re.sub(r"[\s_]+", " ", CURRENCY.sub("", header.strip())).lower()


def currency(header: str) -> str | None:
    """The currency that a header names: "Cost (USD)" → USD."""
    found = CURRENCY.search(header.strip())
    return found[1] if found else None


def places(sheet: Sheet) -> dict[str, int]:
    """Plain header → the first column under it."""
    return {bare(name): place for place, name in reversed(list(enumerate(sheet.header))) if name}


def days(cells: Sequence[str | None]) -> list[dt.date | None]:
    """The day that each cell names, as it is written there: an hour's zone does not move it; None if it names none."""
    written = [None if c is None else re.sub(r"^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*$", r"\1", c.strip()) for c in cells]
    return values.parse("date", written)[0].to_pylist()  # type: ignore[no-any-return]


def is_total(cells: Iterable[str | None]) -> bool:
    """Whether a row without a day says that it is a total."""
    return any(c is not None and TOTAL.match(c) for c in cells)


def daily(dates: Sequence[Any], rows: Sequence[int], figures: Iterable[Figure]) -> tuple[Batch, dict[str, int]]:
    """One row a day and series, rows of one day added; and what was noticed.

    `dates`: days, or the cell where it is none (such a row is refused with its reason).  `rows`: those that count.
    """
    cells: dict[str, list[Any]] = {column: [] for column in COLUMNS}
    origin, empty, left = [], 0, 0
    for figure in figures:
        parsed, problems = values.parse("number", figure.cells)
        numbers = parsed.to_pylist()
        groups = defaultdict(list)
        for row in rows:
            if numbers[row] is None and row not in problems:
                empty += 1
                continue
            own = dates[row] if isinstance(dates[row], dt.date) else (dates[row], row)
            groups[own, figure.series[row]].append(row)
        for (_, series), same in groups.items():
            if len(same) > 1 and not figure.adds:
                left += 1
                continue
            bad = next((figure.cells[row] for row in same if row in problems), None)
            value = round(math.fsum(numbers[row] for row in same), 6) if bad is None else bad
            found = (dates[same[0]], series, value, figure.units[same[0]])
            for column, cell in zip(COLUMNS, found, strict=True):
                cells[column].append(cell)
            origin.append(same[0])
    notes = {
        "cells without a value were left out": empty,
        "days of reach were left out: several rows were added, and people who saw two of them count once": left,
    }
    return Batch("daily", cells, origin), {words: n for words, n in notes.items() if n}
