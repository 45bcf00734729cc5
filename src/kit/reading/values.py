"""Cells as values: "13.8M", "12,3 K", "1 234", "1.234,5", "4,3 %", epochs, dates in many shapes, lists.

`parse(kind, cells)` gives the values and, for each cell that cannot be one, the reason.  A cell that says "nothing"
(empty, "-", "n/a", "undefined", …) is None.
"""

import ast
from collections.abc import Callable, Sequence
import math
import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kit.reading import plain
from kit.reading.columns import chosen, Column, of_reader, text_of, trimmed
from kit.reading.halves import loads, whole
from kit.tables import ARROW

NOTHING = {
    "",
    "-",
    "–",
    "—",
    "--",
    "n/a",
    "#n/a",
    "na",
    "nan",
    "none",
    "null",
    "undefined",
    "nil",
    "#value!",
    "#ref!",
    "?",
}
SUFFIXES = {  # what a number may end in; the field's tools write in the language of their user
    "k": 1e3,
    "tsd": 1e3,
    "mil": 1e3,
    "тыс": 1e3,
    "rb": 1e3,
    "ribu": 1e3,
    "nghìn": 1e3,
    "ngàn": 1e3,
    "พัน": 1e3,
    "천": 1e3,
    "千": 1e3,
    "万": 1e4,
    "萬": 1e4,
    "만": 1e4,
    "w": 1e4,
    "หมื่น": 1e4,
    "lakh": 1e5,
    "แสน": 1e5,
    "m": 1e6,
    "mn": 1e6,
    "mio": 1e6,
    "mi": 1e6,
    "mln": 1e6,
    "млн": 1e6,
    "jt": 1e6,
    "juta": 1e6,
    "tr": 1e6,
    "triệu": 1e6,
    "ล้าน": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "crore": 1e7,
    "cr": 1e7,
    "亿": 1e8,
    "億": 1e8,
    "억": 1e8,
    "b": 1e9,
    "bn": 1e9,
    "mrd": 1e9,
    "md": 1e9,
    "млрд": 1e9,
    "tỷ": 1e9,
    "billion": 1e9,
    "billions": 1e9,
}
YES, NO = {"true", "yes", "y", "1", "t", "x", "promoted", "verified"}, {"false", "no", "n", "0", "f"}
NUMBER = re.compile(r"([+-]?)((?:\d[\d.,'\s]*)?\d|[.,]\d+|\d+[.,])(e[+-]?\d+)?\s*([^\W\d_]*)\.?", re.IGNORECASE)
UNGROUPED = re.compile(r"(?<=\d)[\s']+(?![\s'])(?!\d{3}(?!\d))")  # a blank that is followed by other than three digits
SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u200b\u200e\u200f\u2060\ufeff\u2066\u2067\u2068\u2069\u061c"), " ")
SIGN = r"(?:[$€£¥₫₹₽₺₩฿₴₦₱]|\b[A-Z]{3}\b)"
CURRENCY = re.compile(rf"^([+-]?)\s*{SIGN}\s*|\s*{SIGN}$")  # before or behind a number; inside one it is damage
LARGEST = 1e15  # no count and no amount is larger; beyond it a float is no longer exact


class Unreadable(ValueError):
    """A cell is no value of its kind; the text says what is wrong with it, without the cell."""


def parse(kind: str, cells: Column | Sequence[Any], unit: str = "", form: str = "") -> tuple[Column, dict[int, str]]:
    """The values of `cells` as `kind` (see `kit.tables`), and {place: reason} of those that are none.

    unit: unix_s, unix_ms, percent, thousands, millions, billions, minutes, ms, cents.  form: a strptime pattern,
    `day_first` or `month_first` for dates; `python`, `json` or a separator for lists.
    Plain cells (digits, ISO times, bare text) are read all at once; each other one by itself.
    """
    cells = of_reader(cells)
    if cells.type == ARROW[kind] and kind != "text":
        return cells, {}
    if pa.types.is_list(cells.type):
        return (cells if kind == "list" else pa.nulls(len(cells), ARROW[kind])), {}
    if kind == "text":
        return trimmed(cells), {}
    known = plain.read(kind, cells, unit, form)
    rest = pc.indices_nonzero(pc.and_(known.is_null(), cells.is_valid()))
    if not len(rest):
        return known, {}
    odd = cells.take(rest).to_pylist()
    points = pc.sum(pc.match_substring(pc.drop_null(chosen(known.is_valid(), cells, None)), ".")).as_py() or 0
    read = _reader(kind, odd, unit, form, points)
    told: dict[str, Any] = {}
    for cell in dict.fromkeys(odd):
        try:
            told[cell] = None if nothing(cell, kind) else read(cell)
        except Unreadable as error:
            told[cell] = error
    problems = {
        place: str(told[cell])
        for place, cell in zip(rest.to_pylist(), odd, strict=True)
        if isinstance(told[cell], Unreadable)
    }
    values = [None if isinstance(told[cell], Unreadable) else told[cell] for cell in odd]
    found = pa.array(values, ARROW[kind])
    return plain.placed(known, rest, found), problems


def _reader(kind: str, cells: Sequence[str], unit: str, form: str, points: int) -> Callable[[Any], Any]:
    if kind in ("time", "date"):
        from kit.reading import moments

        return moments.reader(kind, cells, unit, form)
    if kind == "list":
        return lambda cell: as_list(cell, form)
    if kind == "flag":
        return as_flag
    comma = decimal_comma(cells, points)
    factor = plain.FACTORS.get(unit, 1)
    if kind == "count":
        return lambda cell: as_count(cell, comma, factor)
    return lambda cell: _bounded(as_number(cell, comma, grouped=False) * factor)


def _bounded(value: float) -> float:
    """A number, unless it is beyond all amounts: a cell of four hundred digits is infinite to a float."""
    if not abs(value) <= LARGEST:
        raise Unreadable("is too large to be an amount")
    return value


def nothing(cell: Any, kind: str = "") -> bool:
    """A cell that holds no value.  As text only an empty cell is nothing: "NA" is a country, "null" may be a handle."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    if isinstance(cell, (list, tuple)):
        return False
    text = cell.translate(SPACES).strip() if isinstance(cell, str) else ""
    return isinstance(cell, str) and (not text or (kind != "text" and text.lower() in NOTHING))


def decimal_comma(cells: Sequence[str], points: int = 0) -> bool:
    """Whether a column writes its decimals with a comma; seen from cells that can be read in one way only, beside
    `points` cells with a decimal point."""
    texts = list(dict.fromkeys(cells))
    commas = sum(bool(re.search(r",\d{1,2}(?!\d)|,\d{4,}|\.\d{3},\d", t)) for t in texts)
    points += sum(bool(re.search(r"\.\d{1,2}(?!\d)|\.\d{4,}|,\d{3}\.\d", t)) for t in texts)
    return commas > points


def as_number(cell: Any, comma: bool = False, grouped: bool = True) -> float:
    """A number; `comma`: the column's decimal mark is one; `grouped`: "1.234" is a thousand and some, not one."""
    if isinstance(cell, bool):
        raise Unreadable("is no number")
    if isinstance(cell, (int, float)):
        return float(cell)
    text = CURRENCY.sub(r"\1", str(cell).translate(SPACES).replace("−", "-").strip())
    percent = text.endswith("%")
    if percent:
        text = text[:-1].strip()
    match = NUMBER.fullmatch(text)
    suffix = match[4].lower() if match else ""
    if not match or (suffix and suffix not in SUFFIXES) or UNGROUPED.search(match[2]):
        raise Unreadable("is no number")
    digits = _digits(re.sub(r"[\s']", "", match[2]), comma, grouped and not suffix)
    value = float(match[1] + digits + (match[3] or "")) * SUFFIXES.get(suffix, 1)
    return value / 100 if percent else value


def _digits(text: str, comma: bool, grouped: bool) -> str:
    """Digits with at most one point: which of the marks groups and which divides?"""
    marks = re.findall(r"[.,]", text)
    if not marks:
        return text
    last = marks[-1]
    if len(set(marks)) == 2:  # 1.234,5 or 1,234.5: the last one divides
        return text.replace("." if last == "," else ",", "").replace(last, ".")
    groups = re.fullmatch(r"\d{1,3}([.,]\d{3})+", text) is not None
    if groups and (grouped or len(marks) > 1 or (last == ",") is not comma):
        return text.replace(last, "")
    if len(marks) > 1:
        raise Unreadable("is no number")
    return text.replace(last, ".")


def as_count(cell: Any, comma: bool = False, factor: float = 1) -> int:
    """A whole number; "1.5" of something is none, "1.5K" is."""
    if isinstance(cell, int) and not isinstance(cell, bool) and factor == 1:
        value: float = cell
    elif isinstance(cell, str) and cell.isascii() and cell.isdigit() and factor == 1:
        value = int(cell) if len(cell) < 20 else LARGEST + 1  # the common case, and exact
    else:
        value = round(as_number(cell, comma) * factor, 3)
    if abs(value) > LARGEST or math.isnan(value):
        raise Unreadable("is too large to be a count")
    if value != int(value):
        raise Unreadable("is no whole number")
    return int(value)


def as_flag(cell: Any) -> bool:
    """True or false, in the words of the exports."""
    word = text_of(cell) or ""
    if word.lower() in YES | NO:
        return word.lower() in YES
    raise Unreadable("is neither true nor false")


def as_list(cell: Any, form: str = "") -> list[str]:
    """A list of text: "a;b", a list as Python or JSON write it (of objects: their names), or cut at `form`."""
    if isinstance(cell, (list, tuple)):
        items: Any = cell
    else:
        text = str(cell).strip()
        if form in ("python", "json") or (not form and text[:1] == "[" and text[-1:] == "]"):
            items = literal(text)
            if not isinstance(items, (list, tuple)):
                raise Unreadable("is no list")
        else:
            items = text.split(form or ";") if form != " " else text.split()
    items = [i.get("name") or i.get("title") or i.get("id") if isinstance(i, dict) else i for i in items]
    return [t for t in (text_of(i) for i in items) if t]


def literal(text: str) -> Any:
    """JSON, or a Python literal as pandas writes it; neither is Unreadable."""
    if len(text) > 100_000:
        raise Unreadable("is too long to be a list")
    try:
        return loads(text)
    except (ValueError, RecursionError):
        try:
            return whole(ast.literal_eval(text))
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            raise Unreadable("is no list") from None


def exact(cell: Any) -> bool:
    """Whether a number is written out: 13800000 rather than 13.8M."""
    return isinstance(cell, int) or (
        isinstance(cell, str) and re.fullmatch(r"\d{1,3}([.,' ]?\d{3})*|\d+", cell.strip()) is not None
    )
