"""How numbers, days and names are written, the same in sentences, tables and charts.

A number never leaves its unit (U+202F), nor a range its end (U+2060); minus is "−"; what rounds to nothing has no sign;
what is missing is "–".  Rates are fractions 0–1 and are written in per cent.
"""

from kit.wording.names import clause, clean, day, FIRST, inert, join, LAST, name, plain, shorten, small, window, words
from kit.wording.numbers import (
    count,
    DASH,
    ESTIMATE,
    estimate,
    format,
    is_points,
    known,
    MISSING,
    money,
    NB,
    number,
    NUMERIC,
    percent,
    plural,
    points,
    SIZES,
    span,
    THIN,
)
from kit.wording.verdicts import BAD, GOOD

__all__ = [
    "BAD",
    "DASH",
    "ESTIMATE",
    "FIRST",
    "GOOD",
    "LAST",
    "MISSING",
    "NB",
    "NUMERIC",
    "SIZES",
    "THIN",
    "clause",
    "clean",
    "count",
    "day",
    "estimate",
    "format",
    "inert",
    "is_points",
    "join",
    "known",
    "money",
    "name",
    "number",
    "percent",
    "plain",
    "plural",
    "points",
    "shorten",
    "small",
    "span",
    "window",
    "words",
]
