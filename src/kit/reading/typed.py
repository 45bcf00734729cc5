"""Parquet files in pieces: columns that have types already become text, whole columns at once.

A cell reads as `kit.reading.columns.text_of` would write it, so that one set of rules reads all files.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import DataError
from kit.reading.archives import File
from kit.reading.columns import chosen, Column, LISTS, text_of, tidy, trimmed
from kit.reading.plain import LARGEST
from kit.reading.sheet import heading, Sheet
from kit.tables import ARROW

ROWS = 30_000  # of a piece
HEAD = 1_000  # rows that tell what a file is
LONG = 50_000  # bytes of a list that is looked at by itself
MAGIC = b"PAR1"
UTC = (None, "UTC", "+00:00")  # what is told without a zone counts as UTC


def is_parquet(file: File) -> bool:
    """Whether a file, or a member of an archive that is named so, begins as Parquet does."""
    if file.members:
        return file.names[0].lower().endswith(".parquet") and file.read()[:4] == MAGIC
    return file.start(4) == MAGIC


def head(file: File) -> Sheet:
    """The names of the columns and the first rows."""
    with _damage(file), _opened(file) as parquet:
        first = next(parquet.iter_batches(HEAD, use_threads=False), None)
        names = parquet.schema_arrow.names
        if first is None:
            first = pa.RecordBatch.from_arrays([pa.nulls(0, kind) for kind in parquet.schema_arrow.types], names)
        return Slice(Sheet(file, names, []), first, 2)


def pieces(sheet: Sheet, told: Any) -> Iterator[Sheet]:
    """All rows below the names of the columns, as pieces of the sheet that was recognised."""
    with _damage(sheet.file), _opened(sheet.file) as parquet:
        total, number = parquet.metadata.num_rows, sheet.first
        size = sheet.file.path.stat().st_size
        for batch in parquet.iter_batches(ROWS, use_threads=False):  # rows are prepared meanwhile
            if len(batch):
                yield Slice(sheet, batch, number)
                number += len(batch)
                told(size * (number - sheet.first) // total)


class Slice(Sheet):
    """Some rows of a Parquet file; a column becomes text when somebody asks for it."""

    def __init__(self, head: Sheet, rows: pa.RecordBatch, first: int) -> None:
        super().__init__(head.file, head.header, [], first, head.notes)
        blank, again = _blank(rows), _again(rows, head.header)
        numbers: Sequence[int] = range(first, first + len(rows))
        if blank.any() or again.any():
            keep = ~(blank | again)
            rows, numbers = rows.filter(pa.array(keep)), (first + np.flatnonzero(keep)).tolist()
        self._batch, self.numbers, self.damaged = rows, numbers, {}  # type: ignore[misc]
        self.repeats = int(again.sum())  # type: ignore[misc]

    def _column(self, place: int) -> Column:
        with _damage(self.file):
            return as_text(self._batch.column(place))

    def values(self, place: int, kind: str) -> Column | None:
        with _damage(self.file):
            return as_values(self._batch.column(place), kind)

    def cell(self, row: int, place: int) -> str | None:
        return text_of(self._batch.column(place)[row].as_py()) if place < self._batch.num_columns else None

    def sample(self, place: int, n: int = 200) -> list[str]:
        return self.columns[place][: 5 * n].drop_null()[:n].to_pylist()  # type: ignore[no-any-return]

    def head(self, places: Sequence[int], n: int = 200) -> list[tuple[str | None, ...]]:
        return list(zip(*(self.columns[p][:n].to_pylist() for p in places), strict=True))


@contextmanager
def _damage(file: File) -> Iterator[None]:
    try:
        yield
    except DataError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError):  # the last two: text and moments that are none
        raise DataError(f"{file.label} is a damaged Parquet file; write it again.") from None


@contextmanager
def _opened(file: File) -> Iterator[Any]:
    import pyarrow.parquet as pq

    source = pa.BufferReader(file.read()) if file.members else str(file.path)
    with pq.ParquetFile(source, page_checksum_verification=True) as parquet:
        yield parquet


def as_text(cells: Column) -> Column:
    """A column of any type as text; null where `text_of` says nothing."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    kind = cells.type
    if _is_text(kind):
        cells.validate(full=True)
        return tidy(cells.cast(pa.string()))
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return cells.cast(pa.string())
    if pa.types.is_float32(kind) or pa.types.is_float64(kind):
        return _of_floats(cells.cast(pa.float64()))
    if pa.types.is_timestamp(kind) and kind.tz in UTC:
        return _of_moments(cells)
    if pa.types.is_date32(kind):
        _possible(cells)
        return cells.cast(pa.string())
    return _one_by_one(cells)


def as_values(cells: Column, kind: str) -> Column | None:
    """A column as values of a kind, where that is what `kit.reading.values` would read in its text; else None."""
    if kind == "list":
        return as_lists(cells)
    if kind == "flag" and pa.types.is_boolean(cells.type):
        return cells
    if kind == "date" and pa.types.is_date32(cells.type):
        _possible(cells)
        return cells
    if kind == "time" and pa.types.is_timestamp(cells.type) and cells.type.tz in UTC:
        _possible(cells)
        try:
            return cells.cast(pa.timestamp("us", cells.type.tz)).cast(ARROW["time"])
        except pa.ArrowInvalid:  # parts of a microsecond
            return None
    if kind in ("count", "number", "money", "rate"):
        return _numbers(cells, ARROW[kind])
    return None


def _numbers(cells: Column, kind: pa.DataType) -> Column | None:
    """Numbers of a size that can be; to a count, only whole ones."""
    if pa.types.is_float32(cells.type) or pa.types.is_float64(cells.type):
        cells = cells.cast(pa.float64())
        cells = pc.add(chosen(pc.fill_null(pc.is_finite(cells), False), cells, None), 0.0)  # -0 is 0
    elif not pa.types.is_signed_integer(cells.type):
        return None
    ends = pc.min_max(cells)
    if any(abs(end.as_py() or 0) >= LARGEST for end in ends.values()):
        return None
    try:
        return cells.cast(kind)
    except pa.ArrowInvalid:
        return None


def as_lists(cells: Column) -> Column | None:
    """A column of lists of text, as `kit.reading.values.as_list` would make it; None where it is no such, or has items
    that are looked at one by one.  An empty list says nothing."""
    if not isinstance(cells.type, (pa.ListType, pa.LargeListType)) or not _is_text(cells.type.value_type):
        return None
    items = cells.flatten()
    items.validate(full=True)
    items = items.cast(pa.string())
    if items.null_count or not trimmed(items).equals(items):
        return None
    lengths = pc.fill_null(pc.list_value_length(cells), 0)
    ends = np.r_[0, np.cumsum(pc.binary_length(items).to_numpy(zero_copy_only=False), dtype="int64")]
    if np.diff(ends[np.r_[0, np.cumsum(lengths)]]).max(initial=0) > LONG:
        return None
    return pa.ListArray.from_arrays(
        pa.array(np.r_[0, np.cumsum(lengths)], pa.int32()), items, mask=pc.equal(lengths, 0)
    ).cast(LISTS)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _one_by_one(cells: Column) -> Column:
    return tidy(pa.array([c if isinstance(c, str) else text_of(c) for c in cells.to_pylist()], pa.string()))


def _of_floats(numbers: Column) -> Column:
    """Whole numbers without a point, all at once; others one by one."""
    finite = pc.fill_null(pc.is_finite(numbers), False)
    whole = pc.and_(finite, pc.fill_null(pc.equal(pc.floor(numbers), numbers), False))
    whole = pc.and_(whole, pc.less(pc.abs(numbers), float(LARGEST)))
    whole = pc.fill_null(whole, False)
    text = chosen(whole, numbers, None).cast(pa.int64()).cast(pa.string())
    places = pc.indices_nonzero(pc.and_(finite, pc.invert(whole)))
    if not len(places):
        return text
    where = pc.and_(finite, pc.invert(whole))
    rest = pa.array([text_of(n) for n in numbers.take(places).to_pylist()], pa.string())
    return pc.replace_with_mask(text, where, rest)


def _of_moments(moments: Column) -> Column:
    """As `isoformat` writes them."""
    _possible(moments)
    try:
        moments = moments.cast(pa.timestamp("us", moments.type.tz))
    except pa.ArrowInvalid:  # parts of a microsecond
        return _one_by_one(moments)
    seconds = pc.floor_temporal(moments, unit="second")
    cut = seconds.cast(pa.timestamp("s", moments.type.tz)).cast(pa.string())
    whole = pc.equal(seconds, moments)
    text = cut if not pc.any(pc.invert(whole)).as_py() else pc.if_else(whole, cut, moments.cast(pa.string()))
    return pc.replace_substring(pc.replace_substring(text, " ", "T"), "Z", "+00:00")


def _possible(moments: Column) -> None:
    """A ValueError where a day lies outside of the years 1 to 9999."""
    for end in pc.min_max(moments).values():
        end.as_py()


def _blank(rows: pa.RecordBatch) -> Any:
    """Which rows hold nothing but blanks."""
    blank = np.ones(len(rows), bool)
    for cells in sorted(rows.columns, key=lambda c: c.null_count):
        if _is_text(cells.type):
            cells = tidy(cells.cast(pa.string()))
        if not cells.null_count:
            return np.zeros(len(rows), bool)
        blank &= np.asarray(cells.is_null())
        if not blank.any():
            break
    return blank


def _again(rows: pa.RecordBatch, header: Sequence[str]) -> Any:
    """Which rows are the header once more."""
    again = np.zeros(len(rows), bool)
    if len(header) > 1 and _is_text(rows.column(0).type):
        for place in np.flatnonzero(pc.fill_null(pc.equal(rows.column(0), rows.schema.names[0]), False)):
            again[place] = [heading(c[int(place)].as_py()) for c in rows.columns[: len(header)]] == list(header)
    return again
