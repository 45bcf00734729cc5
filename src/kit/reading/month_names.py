"""Days without a year, in the language of whoever exported them: "April 12", "8 de marzo", "13 กันยายน", "9月13日".

Month names are CLDR's, through babel.  A column is read in one language: the first in which all its cells are days that
follow each other; some words mean different months in different languages (listopad).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import datetime as dt
from functools import cache
from itertools import pairwise
import re
from typing import Any
import unicodedata

from kit.reading import moments
from kit.reading.columns import text_of
from kit.reading.values import Unreadable

LANGUAGES = (
    "en es pt fr de it id vi th ja ko zh ru tr pl nl sv ar ro cs hu uk el da nb fi ms fil hi bn he fa ur "
    "my km lo bg hr sr sk sl lt lv et ca eu gl af sw jv ceb az kk uz ka hy ne si ta te ml mr gu pa kn is "
    "ga sq mk"
)
# CLDR has digits only for these
VIETNAMESE = "giêng|một, hai, ba, tư|bốn, năm, sáu, bảy, tám, chín, mười, mười một, mười hai|chạp"
MONTH_DAY = re.compile(r"(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
DAY_MONTH = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*(?:tháng|thg|tha?ng)\.?\s*(\d{1,2})")
MONTH_FIRST = re.compile(r"(?:tháng|thg)\.?\s*(\d{1,2})[\s,]+(\d{1,2})")
PLAIN = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\.?")


@dataclass(frozen=True)
class Day:
    """A day and month, and the year where the cell had one."""

    month: int
    day: int
    year: int | None = None

    def date(self, year: int | None) -> dt.date | str:
        """The date; as text, which will be refused, where that year has no such day."""
        try:
            return dt.date(year or 0, self.month, self.day)
        except ValueError:
            return f"{self.day}.{self.month}. is no day of {year}"

    def about(self, year: int) -> dt.date:
        """The date, or the day before where the year lacks 29 February."""
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return dt.date(year, self.month, min(self.day, 28))


@dataclass(frozen=True)
class Days:
    """A column of days; None where a cell is none.  `language` is "" where all have their year or none is a day."""

    days: tuple[Day | None, ...]
    language: str = ""


def read(cells: Sequence[Any], first: dt.date | None = None, near: Sequence[dt.date | None] = ()) -> Days:
    """The days of a column, in the language that fits best.

    `first`, if known, is the earliest of them; `near`, if known, says for each cell a day that it lies close to.
    """
    best, most = Days((None,) * len(cells)), (0, False, 0, False)
    different = list(dict.fromkeys(cells))
    for language in _ways():
        known = {cell: _day(cell, language) for cell in different}
        days = tuple(known[cell] for cell in cells)
        found = [d for d in days if d is not None]
        starts = first is None or any((d.month, d.day) == (first.month, first.day) for d in found)
        close = sum(d is not None and n is not None and _close(d, n) for d, n in zip(days, near, strict=False))
        score = (len(found), starts, close, _follow([d for d in known.values() if d is not None]))
        if score > most:
            best, most = Days(days, language if any(d.year is None for d in found) else ""), score
        settled = (starts and score[3] and not near) or (near and close == sum(n is not None for n in near) > 0)
        if len(found) == len(cells) and (settled or all(d.year for d in found)):
            break
    return best if 2 * most[0] >= len(cells) else Days((None,) * len(cells))


def _close(day: Day, other: dt.date) -> bool:
    """Whether a day of some year lies within three days of a date."""
    return any(abs((day.about(year) - other).days) <= 3 for year in (other.year - 1, other.year, other.year + 1))


def _ways() -> Iterator[str]:
    """Languages, then the two readings of days in digits."""
    yield from (*LANGUAGES.split(), "day_first", "month_first")


def _follow(days: Sequence[Day]) -> bool:
    """Whether each day follows the one before (or, throughout, precedes it)."""
    for year in (2023, 2024):
        steps = {(b.about(year) - a.about(year)).days for a, b in pairwise(days)}
        if steps <= {1, -364, -365} or steps <= {-1, 364, 365}:
            return True
    return False


def _day(cell: Any, language: str) -> Day | None:
    if isinstance(cell, (dt.date, dt.datetime)):
        return Day(cell.month, cell.day, cell.year)
    text = unicodedata.normalize("NFKC", text_of(cell) or "").lower().strip()
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    year = re.search(r"(?<!\d)(20\d\d|25\d\d)(?!\d)", text)
    if year:
        return _with_year(text, year, language)
    for pattern, turned in ((MONTH_DAY, False), (DAY_MONTH, True), (MONTH_FIRST, False)):
        match = pattern.fullmatch(text)
        if match:
            return _valid(*((int(match[2]), int(match[1])) if turned else (int(match[1]), int(match[2]))))
    match = PLAIN.fullmatch(text)
    if match:
        turned = language == "day_first"
        return (
            _valid(int(match[2 if turned else 1]), int(match[1 if turned else 2]))
            if language.endswith("_first")
            else None
        )
    return None if language.endswith("_first") else _named(text, language)


def _with_year(text: str, year: re.Match[str], language: str) -> Day | None:
    """A day that carries its year: ISO, or a month's name."""
    try:
        full = moments.iso(text)
    except Unreadable:
        full = None
    if full:
        return Day(full.month, full.day, full.year)
    rest = re.sub(r"\s+", " ", text[: year.start()] + " " + text[year.end() :]).strip(" ,.年년/-")
    found = _day(rest, "month_first" if year.start() == 0 and PLAIN.fullmatch(rest) else language) if rest else None
    number = int(year[1])
    return Day(found.month, found.day, number - 543 if number > 2400 else number) if found else None  # Thai years


def _named(text: str, language: str) -> Day | None:
    numbers = re.findall(r"\d+", text)
    if len(numbers) != 1 or len(numbers[0]) > 2:
        return None
    words = re.sub(r"\d+(?:st|nd|rd|th|er|º|ª|\.)?", " ", text)
    phrase = re.sub(r"\s+", " ", re.sub(r"[.,،'’()-]", " ", words)).strip()
    names = _months(language)
    month = names.get(phrase) or next((names[w] for w in phrase.split() if w in names), None)
    return _valid(month, int(numbers[0])) if month else None


def _valid(month: int, day: int) -> Day | None:
    return Day(month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


@cache
def _months(language: str) -> dict[str, int]:
    """Month names of a language → 1 … 12.  Names with digits are left out: babel gives them to wrong languages."""
    from babel import Locale

    months = Locale.parse(language).months
    names = (
        {f"tháng {word}": n for n, words in enumerate(VIETNAMESE.split(", "), 1) for word in words.split("|")}
        if language == "vi"
        else {}
    )
    for width in ("wide", "abbreviated"):
        for use in ("format", "stand-alone"):
            for number, name in months[use][width].items():
                plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name).lower().replace(".", " ")).strip()
                if not re.search(r"\d", plain):
                    names.setdefault(plain, number)
                    if language == "he":  # "in December" is written as one word
                        names.setdefault("ב" + plain, number)
    return names
