"""A table as every reader sees it: a header, and under each name a column of text.

A cell is text or nothing, whatever the file was (`kit.reading.columns`), so that one set of rules reads all.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
import re
from typing import Any

import pyarrow as pa

from kit.reading.archives import File
from kit.reading.columns import Column, column, text_of, tidy

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
        self._head, self.width = header, len(header)
        self.header = [heading(c) for c in header]
        while self.header and not self.header[-1]:
            self.header.pop()
        self._rows, self.first, self._damaged = rows, first, damaged

    @cached_property
    def numbers(self) -> Sequence[int]:
        """Where each row stands in the file, counted from 1; blank rows are no rows, nor is the header once more."""
        kept = self._damaged or {}
        return [
            n
            for n, row in enumerate(self._rows, self.first)
            if n - self.first in kept or not (blank(row) or self._repeats(row))
        ]

    @cached_property
    def repeats(self) -> int:
        """How often the header stands among the rows once more, as in files that were put together."""
        return sum(map(self._repeats, self._rows))

    def _repeats(self, row: Sequence[Any]) -> bool:
        return len(row) > 1 and row[0] == self._head[0] and list(map(heading, row)) == list(map(heading, self._head))

    @cached_property
    def _full(self) -> Rows:
        return [self._rows[n - self.first] for n in self.numbers]

    def noting(self, words: str) -> "Sheet":
        """The same with one more note."""
        return Sheet(self.file, self._head, self._rows, self.first, (*self.notes, words), self.within, self._damaged)

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The cells of each column; short rows are filled up; what is empty is null."""
        return Columns(len(self.header), self._column)

    def _column(self, place: int) -> Column:
        return column([row[place] if place < len(row) else None for row in self._full])

    def texts(self, place: int) -> list[str | None]:
        """The cells of one column as Python text."""
        return self.columns[place].to_pylist()  # type: ignore[no-any-return]

    def values(self, place: int, kind: str) -> Column | None:
        """The cells of one column as values of a kind (see `kit.tables`), where the file itself has such."""
        return None

    def cell(self, row: int, place: int) -> str | None:
        """One cell, for whoever writes the row down."""
        cells = self._full[row]
        return text_of(cells[place]) if place < len(cells) else None

    @cached_property
    def damaged(self) -> dict[int, str]:
        """{place: why} for rows that cannot be read: their cells may stand under any header."""
        width = len(self.header)
        long = {i: SLIPPED for i, row in enumerate(self._full) if len(row) > width and not blank(row[width:])}
        known = {number - self.first: place for place, number in enumerate(self.numbers)}
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
    """Some rows of a large table.  Only the columns that its reader asked for have been read: {place: cells}."""

    def __init__(self, head: Sheet, header: Sequence[str], cells: Mapping[int, Column], numbers: Sequence[int]) -> None:
        super().__init__(head.file, header, [], notes=head.notes, within=head.within)
        self._cells, self.numbers, self.damaged = cells, numbers, {}  # type: ignore[misc]

    def _column(self, place: int) -> Column:
        cells = self._cells[place]
        return cells if pa.types.is_list(cells.type) else tidy(cells)

    def cell(self, row: int, place: int) -> str | None:
        return text_of(self.columns[place][row].as_py()) if place in self._cells else None

    def sample(self, place: int, n: int = 200) -> list[str]:
        return self.columns[place].drop_null()[:n].to_pylist()  # type: ignore[no-any-return]


class Columns(Sequence[Column]):
    """Columns that are put together when somebody asks for them; most of a wide export nobody does."""

    def __init__(self, n: int, make: Callable[[int], Column]) -> None:
        self._n, self._make, self._made = n, make, dict[int, Column]()

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, place: Any) -> Any:
        place = range(self._n)[place]
        if isinstance(place, range):
            return [self[p] for p in place]
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]


def blank(cells: Sequence[Any]) -> bool:
    """No cell holds anything."""
    return all(c is None or (isinstance(c, str) and not c.strip()) for c in cells)


def heading(cell: Any) -> str:
    return "" if cell is None else re.sub(r"\s+", " ", str(cell).replace("\ufeff", "")).strip()
