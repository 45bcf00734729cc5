"""Columns of cells: text or nothing, whatever the file was.

Numbers of workbooks and JSON are written out in full, times as ISO, lists and objects as JSON; so an id of nineteen
digits never passes through a float.  What can be done to a whole column at once is done so: exports have millions of
cells, and most of them are plain.
"""

from collections.abc import Callable, Sequence
import datetime as dt
import json
import re
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = pa.Array  # of text, or of lists of text
LISTS = pa.list_(pa.string())


def column(cells: Sequence[Any]) -> Column:
    """Cells as a column of text."""
    return tidy(pa.array([c if isinstance(c, str) else text_of(c) for c in cells], pa.string()))


def of_reader(cells: Column | Sequence[Any]) -> Column:
    """What a reader gives for one of our columns, as a column: of text, or of lists of text where it made some."""
    if isinstance(cells, pa.ChunkedArray):
        return cells.combine_chunks()
    if isinstance(cells, pa.Array):
        return cells
    if any(isinstance(c, list) for c in cells):
        return pa.array([None if c is None else [t for t in map(text_of, c) if t] for c in cells], LISTS)
    return column(cells)


def tidy(cells: Column) -> Column:
    """A column of text in which what holds only blanks is null."""
    places = _blank_at(cells, start=True)
    if not len(places):
        return cells
    some = cells.take(places)
    empty = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(some)), 0)
    if not pc.any(empty).as_py():
        return cells
    where = np.zeros(len(cells), bool)
    where[np.asarray(places.filter(empty))] = True
    return pc.if_else(pa.array(where), None, cells)


def trimmed(cells: Column) -> Column:
    """A column of text without blanks at either end; what is nothing but blanks is null."""
    if not (len(_blank_at(cells, start=True)) or len(_blank_at(cells, start=False))):
        return cells
    return tidy(pc.utf8_trim_whitespace(cells))


def _blank_at(cells: Column, start: bool) -> Column:
    """Places of the cells that are empty, or begin (or end) with what seems a blank; looks at three bytes a cell."""
    edges, letters = letters_of(cells)
    begins, ends = edges[:-1], edges[1:]
    empty = begins == ends
    if empty.any():
        empty &= np.asarray(cells.is_valid())
    if not len(letters):
        return pa.array(np.flatnonzero(empty))
    last = len(letters) - 1
    edge = letters[np.clip(begins if start else ends - 1, 0, last)]
    likely = (edge <= 0x20) | ((edge >= 0xC2) & (edge <= 0xE3) if start else (edge >= 0x80) & (edge <= 0xAF))
    places = np.flatnonzero(empty | (likely & (begins != ends)))
    if not len(places):
        return pa.array(places)
    near = [np.clip(begins[places] + n if start else ends[places] - 3 + n, 0, last) for n in range(3)]
    one, two, three = (letters[place] for place in near)
    lead, then = (one, two) if start else (two, three)
    narrow = (lead == 0xC2) & ((then == 0x85) | (then == 0xA0))
    wide = (one >= 0xE1) & (one <= 0xE3) & ((two == 0x80) | (two == 0x81) | (two == 0x9A))
    return pa.array(places[empty[places] | (edge[places] <= 0x20) | narrow | wide])


def letters_of(cells: Column) -> tuple[Any, Any]:
    """Where each cell begins among the bytes of a column of text, and these bytes."""
    _, ends, data = cells.buffers()
    if not len(cells) or data is None or ends is None:
        return np.zeros(len(cells) + 1, "int32"), np.zeros(0, "uint8")
    edges = np.frombuffer(ends, "int32")[cells.offset : cells.offset + len(cells) + 1]
    return edges - edges[0], np.frombuffer(data, "uint8")[edges[0] : edges[-1]]


def text_of(cell: Any) -> str | None:
    """A cell as text: whole numbers without a point, times as ISO, lists and objects as JSON; None if empty.

    A number such as 1.234 is written 1.2340, so that nobody takes its point for a mark of thousands.
    """
    if cell is None or isinstance(cell, str):
        return cell.strip() or None if cell else None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        if cell != cell or cell in (float("inf"), float("-inf")):
            return None
        text = repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        return f"{text}0" if re.fullmatch(r"-?\d{1,3}\.\d{3}", text) else text
    if isinstance(cell, (dt.datetime, dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, (list, tuple, dict)):
        return json.dumps(cell, ensure_ascii=False, default=str) if cell else None
    return str(cell)


def per_value(cells: Column, function: Callable[[str], Any], kind: pa.DataType | None = None) -> Column:
    """A column of what a function says of each cell, asked once for each different one; null stays null."""
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    coded = cells.dictionary_encode()
    told = pa.array([function(v) for v in coded.dictionary.to_pylist()], kind or pa.string())
    return told.take(coded.indices)


def matching(cells: Column, pattern: str) -> Column:
    """Whether each cell has the pattern (RE2) in it; false where there is no cell."""
    return pc.fill_null(pc.match_substring_regex(cells, pattern), False)


def per_item(lists: Column, function: Callable[[str], str | None]) -> Column:
    """A column of lists with a function applied to every item; what it makes empty is dropped, as is what stands in a
    list already."""
    items = per_value(lists.flatten(), lambda item: function(item) or None)
    parents = np.asarray(pc.list_parent_indices(lists))
    coded = items.dictionary_encode()
    codes = np.asarray(coded.indices.fill_null(-1))
    _, first = np.unique(parents.astype("int64") * (len(coded.dictionary) + 1) + codes, return_index=True)
    keep = np.sort(first)
    keep = keep[codes[keep] >= 0]
    counts = np.bincount(parents[keep], minlength=len(lists))
    return pa.ListArray.from_arrays(
        pa.array(np.r_[0, counts.cumsum()], pa.int32()), items.take(pa.array(keep)), mask=lists.is_null()
    )


def chosen(where: Column, yes: Column, no: Column | None) -> Column:
    """Cell by cell the one or the other."""
    if no is None:
        no = pa.nulls(len(where), yes.type)
    if not pa.types.is_list(yes.type):
        return pc.if_else(where, yes, no)
    both = pa.concat_arrays([yes, no])
    place = np.arange(len(where))
    return both.take(pa.array(np.where(np.asarray(where), place, place + len(where))))


def exchanged(cells: Column, where: Column, function: Callable[[str], Any]) -> Column:
    """The cells, those at `where` replaced by what a function says of them."""
    places = pc.indices_nonzero(where)
    if not len(places):
        return cells
    return pc.replace_with_mask(cells, where, per_value(cells.take(places), function, cells.type))
