"""A table as every reader sees it: a header, and under each name a column of text.

A cell is text or nothing, whatever the file was (`kit.sources.columns`), so that one set of rules reads all.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
import re
from typing import Any

import pyarrow as pa

from kit.sources.archives import File
from kit.sources.columns import Column, column, text_of, tidy

Rows = list[list[Any]]
SLIPPED = "the row has more cells than the header"


class Sheet:
    """The rows of one table, or a part of them, under the row that is taken as its header.

    `notes`: what was noticed about the file.  `within`: where the records stood in a JSON file ("data/videos").
    """

    def __init__(
        self,
        file: File,
        header: Sequence[Any],
        rows: Rows,
        first: int = 2,
        notes: Sequence[str] = (),
        within: str = "",
        damaged: Mapping[int, str] | None = None,
    ) -> None:
        self.file, self.notes, self.within = file, tuple(notes), within
        self.header = [heading(c) for c in header]
        while self.header and not self.header[-1]:
            self.header.pop()
        self._rows, self._first, self._damaged = rows, first, damaged

    @cached_property
    def numbers(self) -> Sequence[int]:
        """Where each row stands in the file, counted from 1; blank rows are no rows."""
        kept = self._damaged or {}
        return [n for n, row in enumerate(self._rows, self._first) if n - self._first in kept or not blank(row)]

    @cached_property
    def _full(self) -> Rows:
        return [self._rows[n - self._first] for n in self.numbers]

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The cells of each column; short rows are filled up; what is empty is null."""
        width = len(self.header)
        filled = [row[:width] if len(row) >= width else [*row, *[None] * (width - len(row))] for row in self._full]
        return [column(cells) for cells in zip(*filled, strict=True)] or [column([]) for _ in self.header]

    def texts(self, place: int) -> list[str | None]:
        """The cells of one column as Python text."""
        return self.columns[place].to_pylist()  # type: ignore[no-any-return]

    def cell(self, row: int, place: int) -> str | None:
        """One cell, for whoever writes the row down."""
        cells = self._full[row]
        return text_of(cells[place]) if place < len(cells) else None

    @cached_property
    def damaged(self) -> dict[int, str]:
        """{place: why} for rows that cannot be read: their cells may stand under any header."""
        width = len(self.header)
        long = {i: SLIPPED for i, row in enumerate(self._full) if len(row) > width and not blank(row[width:])}
        known = {number - self._first: place for place, number in enumerate(self.numbers)}
        return long | {known[place]: why for place, why in (self._damaged or {}).items()}

    def sample(self, place: int, n: int = 200) -> list[str]:
        """Up to n cells of a column that hold something, without reading them all."""
        cells = (text_of(row[place]) for row in self._rows[: 5 * n] if place < len(row))
        return [c for c in cells if c][:n]

    def head(self, places: Sequence[int], n: int = 200) -> list[tuple[str | None, ...]]:
        """These cells of the first n rows, without reading the others."""
        return [tuple(text_of(row[p]) for p in places) for row in self._rows[:n] if len(row) > max(places)]

    def place(self, *names: str) -> int | None:
        """Where the first of `names` stands in the header, whatever its case."""
        return next((self.places[n.lower()] for n in names if n.lower() in self.places), None)

    @cached_property
    def places(self) -> dict[str, int]:
        return {name.lower(): i for i, name in reversed(list(enumerate(self.header)))}


class Part(Sheet):
    """Some rows of a large table, whose columns (those in use; the others are None) are read already."""

    def __init__(self, head: Sheet, columns: Sequence[Column | None], numbers: Sequence[int]) -> None:
        super().__init__(head.file, head.header, [], notes=head.notes, within=head.within)
        self._given, self.numbers, self.damaged = columns, numbers, {}  # type: ignore[misc]

    @cached_property
    def columns(self) -> Sequence[Column]:
        empty = pa.nulls(len(self.numbers), pa.string())
        return [empty if c is None else c if pa.types.is_list(c.type) else tidy(c) for c in self._given]

    def cell(self, row: int, place: int) -> str | None:
        return text_of(self.columns[place][row].as_py())

    def sample(self, place: int, n: int = 200) -> list[str]:
        return self.columns[place].drop_null()[:n].to_pylist()  # type: ignore[no-any-return]


def blank(cells: Sequence[Any]) -> bool:
    """No cell holds anything."""
    return all(c is None or (isinstance(c, str) and not c.strip()) for c in cells)


def heading(cell: Any) -> str:
    return "" if cell is None else re.sub(r"\s+", " ", str(cell).replace("\ufeff", "")).strip()
