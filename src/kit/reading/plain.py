"""Cells that can be read in one way only, a whole column at once: digits, ISO times, bare lists.

What is not plain stays null here and is read by itself, in `kit.reading.values` and `kit.reading.moments`.
"""

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from kit.reading.columns import chosen, Column, LISTS, matching, per_item, per_value
from kit.tables import ARROW

FACTORS = {
    "percent": 0.01,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
    "minutes": 60,
    "ms": 0.001,
    "cents": 0.01,
}
WHOLE = r"^[0-9]{1,15}$"
DECIMAL = r"^-?[0-9]{1,15}(\.([0-9]{1,2}|[0-9]{4,15}))?$"  # three digits after a point may be thousands
CLOCK = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|\+00:00)?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
SECONDS, MILLISECONDS = r"^[0-9]{9,10}$", r"^[0-9]{12,13}$"
LARGEST = 10**15  # beyond, a float is no longer exact
FLAGS = {"true": True, "false": False, "1": True, "0": False}
UTC = ARROW["time"]
YEARS = dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, tzinfo=dt.UTC)


def read(kind: str, cells: Column, unit: str, form: str) -> Column:
    """The values of the plain cells; null for all others."""
    quick = _at_once(kind, cells, unit, form)
    if quick is not None:
        return _possible(kind, quick)
    if kind == "count" and not unit:
        return _digits(cells, WHOLE, pa.int64())
    if kind in ("number", "money", "rate"):
        values = _digits(cells, DECIMAL, pa.float64())
        return pc.multiply(values, FACTORS[unit]) if unit else values
    if kind == "flag":
        return per_value(cells, lambda cell: FLAGS.get(cell.lower()), pa.bool_())
    if kind in ("time", "date") and not form and unit in ("", "unix_s", "unix_ms"):
        return _possible(kind, _times(cells, unit).cast(ARROW[kind], safe=False))
    if kind == "list" and form not in ("python", "json", " ") and not pc.any(matching(cells, r"^\s*\[")).as_py():
        return per_item(pc.split_pattern(cells, form or ";").cast(LISTS), str.strip)
    return pa.nulls(len(cells), ARROW[kind])


def _at_once(kind: str, cells: Column, unit: str, form: str) -> Column | None:
    """A column without any odd cell, which is what most are; else None."""
    if unit or form:
        return None
    try:
        if kind in ("count", "number", "money", "rate"):
            values = cells.cast(pa.int64())
            if any(pc.any(pc.match_substring(cells, mark)).as_py() for mark in ("0x", "0X")):
                return None  # Arrow reads hexadecimal numbers, too
            return values.cast(ARROW[kind]) if (pc.max(pc.abs(values)).as_py() or 0) < LARGEST else None
        return cells.cast(UTC) if kind == "time" else None
    except pa.ArrowInvalid:
        return None


def _possible(kind: str, values: Column) -> Column:
    """Moments without those before the year 1 and after 9999, of which no calendar knows."""
    if kind not in ("time", "date"):
        return values
    first, last = (pa.scalar(day, pa.timestamp("s", "UTC")).cast(ARROW[kind]) for day in YEARS)
    ends = pc.min_max(values)
    if not ends["min"].is_valid or (ends["min"].value >= first.value and ends["max"].value < last.value):
        return values
    return chosen(pc.and_(pc.greater_equal(values, first), pc.less(values, last)), values, None)


def placed(values: Column, places: Column, more: Column) -> Column:
    """The values with others at these places."""
    if not values.null_count < len(values) and len(places) == len(values):
        return more
    import numpy as np

    order = np.arange(len(values))
    order[np.asarray(places)] = len(values) + np.arange(len(more))
    return pa.concat_arrays([values, more]).take(pa.array(order))


def _digits(cells: Column, pattern: str, kind: pa.DataType) -> Column:
    return chosen(matching(cells, pattern), cells, None).cast(kind)


def _times(cells: Column, unit: str) -> Column:
    """Instants in ISO and Unix time."""
    nothing = pa.nulls(len(cells), UTC)
    found = []
    if unit != "unix_ms":
        found.append(_epoch(cells, SECONDS, 1_000_000))
    if unit != "unix_s":
        found.append(_epoch(cells, MILLISECONDS, 1_000))
    if not unit:
        try:
            clock = pc.replace_substring_regex(chosen(matching(cells, CLOCK), cells, None), r"(Z|\+00:00)$", "")
            days = chosen(matching(cells, DAY), cells, None).cast(pa.date32())
            found += [times.cast(pa.timestamp("us")).cast(UTC) for times in (clock, days)]
        except pa.ArrowInvalid:  # 31 February: then each by itself
            return nothing
    return pc.coalesce(*found)


def _epoch(cells: Column, pattern: str, factor: int) -> Column:
    return pc.multiply(_digits(cells, pattern, pa.int64()), factor).cast(UTC)
