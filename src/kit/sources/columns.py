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
import unicodedata

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = pa.Array  # of text, or of lists of text
LISTS = pa.list_(pa.string())
BLANK_BYTES = np.zeros(256, bool)  # the first and last bytes, in UTF-8, of what counts as blank
BLANK_BYTES[[*range(0x21), *range(0x80, 0x8E), 0x9F, 0xA0, 0xA8, 0xA9, 0xAF, 0xC2, 0xE1, 0xE2, 0xE3]] = True
DECIMALS = np.zeros(0x20001, bool)  # which code points are digits, of whatever script
DECIMALS[[n for n in range(0x80, 0x20000) if unicodedata.category(chr(n)) == "Nd"]] = True


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
    if not _blank_at(cells, 0):
        return cells
    return pc.if_else(pc.equal(pc.binary_length(pc.utf8_trim_whitespace(cells)), 0), None, cells)


def trimmed(cells: Column) -> Column:
    """A column of text without blanks at either end; what is nothing but blanks is null."""
    return tidy(pc.utf8_trim_whitespace(cells)) if _blank_at(cells, 0) or _blank_at(cells, -1) else cells


def _blank_at(cells: Column, end: int) -> bool:
    """Whether a cell could begin (0) or end (-1) with a blank, or holds nothing; looks at one byte a cell."""
    edges, letters = _bytes(cells)
    lengths = np.diff(edges)
    full = lengths > 0
    if not full.all() and pc.any(pc.equal(pc.binary_length(cells), 0)).as_py():
        return True
    found = letters[(edges[:-1] if end == 0 else edges[1:] - 1)[full]]
    return bool(BLANK_BYTES[found].any())


def _bytes(cells: Column) -> tuple[Any, Any]:
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


def digits(texts: Column) -> Column:
    """How many digits each text holds, of whatever script; none where there is no text."""
    edges, letters = _bytes(texts)
    if not len(letters):
        return pa.array(np.zeros(len(texts), "int64"))
    hits = [np.flatnonzero(letters - ord("0") < np.uint8(10))]
    places = np.flatnonzero(letters >= 0xD9)  # where letters begin that could be digits of another script
    lead = letters[places]
    for first, last, length in ((0xD9, 0xDF, 2), (0xE0, 0xEF, 3), (0xF0, 0xF0, 4)):
        some = places[(lead >= first) & (lead <= last)]
        hits.append(some[DECIMALS[_code(letters, some, length)]])
    return pa.array(sum(np.diff(np.searchsorted(found, edges)) for found in hits))


def _code(letters: Any, places: Any, length: int) -> Any:
    """The code points of the letters that begin at these bytes of UTF-8."""
    code = (letters[places] & (0xFF >> (length + 1))).astype("int64")
    for n in range(1, length):
        code = (code << 6) | (letters[places + n] & 0x3F)
    return np.minimum(code, len(DECIMALS) - 1)
