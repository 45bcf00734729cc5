"""The columns of a sheet by their names, however an export flattened and spelled them; remembers which were used."""

from collections.abc import Mapping, Sequence
import json
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.reading.columns import Column, LISTS, text_of
from kit.reading.sheet import Sheet
from kit.reading.values import literal, Unreadable

Names = Mapping[str, Sequence[str]]  # our column → their names, the best first


class Fields:
    """What a reader asks for by name.

    A nested name is written with slashes ("authorMeta/name"); it fits the same name flattened with dots, slashes or
    brackets, and the inside of a column that holds JSON objects.  Capital letters do not matter.  Columns are to be
    passed on as they are; whoever must look into cells asks for `texts`.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.used = sheet, set[int]()
        self.paths = {path(name): place for place, name in reversed(list(enumerate(sheet.header)))}

    def columns(self, names: Names) -> dict[str, Column]:
        """Our column → cells, for those that the export has."""
        found = {ours: self.first(*theirs) for ours, theirs in names.items()}
        return {ours: cells for ours, cells in found.items() if cells is not None}

    def first(self, *names: str) -> Column | None:
        """Row by row, the first of `names` that holds something; None if there is no such column."""
        columns = [c for c in map(self.get, names) if c is not None]
        return None if not columns else columns[0] if len(columns) == 1 else pc.coalesce(*columns)

    def texts(self, *names: str) -> list[str | None] | None:
        """The same as Python text."""
        found = self.first(*names)
        return None if found is None else found.to_pylist()

    def get(self, name: str) -> Column | None:
        """One column, or what a column of JSON objects ("authorMeta") says under this name."""
        place = self.paths.get(name.lower())
        if place is not None:
            self.used.add(place)
            return self.sheet.columns[place]
        parts = name.lower().split("/")
        for cut in range(len(parts) - 1, 0, -1):
            place = self.paths.get("/".join(parts[:cut]))
            if place is not None:
                self.used.add(place)
                inner = name.split("/")[cut:]
                return pa.array([text_of(_inside(c, inner)) for c in self.sheet.texts(place)], pa.string())
        return None

    def lists(self, start: str, end: str = "") -> Column | None:
        """Lists that take one column an element (start/0/end, start/1/end, …), or stand in one column as JSON."""
        whole = self.paths.get(f"{start}/*/{end}".lower() if end else f"{start}/*".lower())
        if whole is not None and pa.types.is_list(self.sheet.columns[whole].type):
            self.used.add(whole)
            return self.sheet.columns[whole]
        pattern = re.compile(rf"{re.escape(start)}/(\d+){'/' + re.escape(end) if end else ''}", re.IGNORECASE)
        places = {int(m[1]): place for name, place in self.paths.items() if (m := pattern.fullmatch(name))}
        if places:
            self.used.update(places.values())
            return _beside([self.sheet.columns[places[n]] for n in sorted(places)])
        cells = self.texts(start)
        if cells is None:
            return None
        return pa.array([_elements(cell, end) for cell in cells], LISTS)


def path(name: str) -> str:
    """authorMeta.name, authorMeta/name, hashtags[0].name → one spelling, lower case."""
    return re.sub(r"[./\[\]:]+", "/", name).strip("/").lower()


def _beside(columns: list[Column]) -> Column:
    """Columns as one column of lists, without the cells that are empty."""
    n = len(columns[0])
    flat = pa.concat_arrays(columns).take(pa.array(np.arange(n * len(columns)).reshape(len(columns), n).T.ravel()))
    held = np.asarray(flat.is_valid()).reshape(n, len(columns)).sum(axis=1)
    return pa.ListArray.from_arrays(pa.array(np.r_[0, held.cumsum()], pa.int32()), flat.drop_null())


def _inside(cell: str | None, parts: Sequence[str]) -> Any:
    try:
        value = None if cell is None else literal(cell)
    except Unreadable:
        return None
    for part in parts:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _elements(cell: str | None, end: str) -> list[str] | None:
    """A list written into one cell: as JSON or Python (of objects: what they say under `end`), or with separators."""
    if cell is None:
        return None
    items: Any = cell
    try:
        items = literal(cell) if cell.strip()[:1] in "[{" else re.split(r"[;,|\s]+", cell)
    except Unreadable:
        return None
    if isinstance(items, dict):
        items = list(items.values())
    keys = [end] if end else ["name", "title", "id"]
    named = [next((i[k] for k in keys if i.get(k)), None) if isinstance(i, dict) else i for i in items]
    return [t for t in (text_of(json.dumps(i) if isinstance(i, (dict, list)) else i) for i in named) if t]
