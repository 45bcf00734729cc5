"""TikTok Studio "Overview" and "Viewers", and Business Suite's overview: one row a day of an account; CSV, XLSX or ZIP.

Layout seen in: public exports of a week in English (CSV and XLSX) and in Spanish (CSV), and in the tests of public
parsers (Viewers; Business Suite with its Swedish headers).  UTF-8 with BOM, all cells quoted, no final newline; the
workbook holds numbers as text.  Not seen: a file of Business Suite itself, so the shape of its days is not known.

===========================================================  =================================================
column                                                       becomes
===========================================================  =================================================
Date                                                         daily.date
Video Views, Profile Views, Likes, Comments, Shares,         daily.series, one for each column: video_views …;
New followers; Total/New/Returning Viewers                   daily.value, daily.unit = count
Business Suite: Reached audience, … clicks, Leads            the same; its headers are translated, and come
submission, Net growth, New/Lost followers                   back to English by `kit.sources.studio_words`
Product link GMV (USD)                                       the same, with the currency as the unit; without a
                                                             currency in the header it is left out, and said so
===========================================================  =================================================

* **Days have no year and are in the language of the app** ("April 12", "8 de marzo", "9月13日", "18 tháng Tám"); month
  names are those of CLDR, through babel.  The year comes from the name ``Overview_<first day>_<epoch of the
  end>_<handle>.zip`` (or that of a file or folder so named), else from --year, the year of
  the first day; a series may cross New Year.  The last day is the one before the export.
* The handle stands only in that name; ``Viewers_<handle>.zip`` has nothing else.  Series are called ``@handle
  video_views`` with it and ``video_views`` without.
* Daily values may be below 0 (likes withdrawn); they are kept.  The word ``undefined`` is no value.

Becomes the table `daily`: an item is one day of one series, so a row of the file gives as many as it has figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import datetime as dt
from itertools import accumulate, pairwise
import re
from typing import Any

from kit.errors import DataError
from kit.reading import moments, month_names
from kit.reading.month_names import Day
from kit.reading.sheet import Sheet
from kit.reading.values import as_count, as_number, nothing, Unreadable
from kit.sources import Batch, Options, Reading, studio_words

LABEL = "TikTok Studio Overview"
BY = "days, then columns such as Video Views, Profile Views, Total Viewers, Net growth"
FILLS = {"daily": ("date", "series", "value", "unit")}
NAME = re.compile(
    r"(?:^|[/\\ ])(?:Overview|Content|Follower[a-z]*|Viewers)_(?:(\d{4}-\d{2}-\d{2})_(\d{9,13})_)?(.+?)"
    r"(?: ?\(\d+\))?(?:\.(?:zip|csv|xlsx))?$",
    re.IGNORECASE,
)
HANDLE = re.compile(r"@?(?=[\d_.]*[a-z])[a-z0-9_.]{2,24}", re.IGNORECASE)
NO_HANDLE = re.compile(  # what people write behind Overview_ that is no account
    r"(export|data|file|new|old|final|copy|backup|test|sample|last|full|raw|all|tiktok|report|week|month|year|days?|"
    r"en|es|de|fr|pt|vi|th|id|ja|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|v\d+|\d+[a-z]?|[_.])+",
    re.IGNORECASE,
)
KNOWN = set(studio_words.WORDS) - {"date", "time", "hour", "gender", "distribution", "top_territories"}
CURRENCY = re.compile(r"\b([A-Z]{3})\b(?<!GMV)")
HALF_A_YEAR = 183  # days
NO_VALUE = "cells without a value were left out"


@dataclass(frozen=True)
class About:
    """What the names around a file say: the first day, the account, a day that the series does not pass, and the
    moment at which the exported days end."""

    first: dt.date | None = None
    handle: str = ""
    last: dt.date | None = None
    end: dt.datetime | None = None


def about(names: Sequence[str]) -> About:
    """What the first of these names tells that TikTok has given: Overview_2026-03-08_1773…_handle, Viewers_handle."""
    named, precision = moments.in_name(names[:1])
    last = named.date() if named and precision != "month" else None
    for match in filter(None, map(NAME.search, names)):
        if match[1]:
            end = moments.epoch(float(match[2]))
            return About(dt.date.fromisoformat(match[1]), match[3].lstrip("@").lower(), end.date(), end)
        if HANDLE.fullmatch(match[3]) and not NO_HANDLE.fullmatch(match[3]):
            return About(handle=match[3].lstrip("@").lower(), last=last)
    return About(last=last)


def told(sheet: Sheet) -> About:
    """What the names of a file, the archives around it and its folder tell."""
    return about([*sheet.file.names, sheet.file.folder])


def by_name(known: About) -> dict[str, int]:
    """A note on an account that is known by a name which people could have written, too."""
    by_hand = known.handle and not known.first
    return {f"the account @{known.handle} is that in the name of the file, ZIP or folder": 0} if by_hand else {}


def detect(sheet: Sheet) -> float:
    names = studio_words.names(sheet.header)
    other = {"hour", "difference_in_followers_from_previous_day", "video_link", "post_time"}
    if len(names) < 2 or names[0] != "date" or other & set(names) or not all(names):
        return 0.0
    figures = [p for p in range(1, len(names)) if _numeric(sheet.sample(p, 60))]
    known = len(set(names) & KNOWN)
    labelled = known or any(
        re.search(r"overview|viewers|followers?history", n, re.IGNORECASE)
        for n in (*sheet.file.names, sheet.file.folder)
    )
    yearless = month_names.read(sheet.sample(0, 60)).language != ""
    return 0.8 if len(figures) == len(names) - 1 and ((yearless and labelled) or known >= 2) else 0.0


def _numeric(cells: list[Any]) -> bool:
    def fine(cell: Any) -> bool:
        try:
            return nothing(cell, "number") or as_number(cell) is not None
        except Unreadable:
            return False

    return sum(map(fine, cells)) >= 0.7 * len(cells)


def read(sheet: Sheet, options: Options) -> Reading:
    if len(sheet.header) < 2:
        raise DataError(f"{sheet.file.label} has no columns beside the day; export the Overview again.")
    known = told(sheet)
    days = dated(sheet, known, options.year)
    names = studio_words.names(sheet.header)
    units = {place: _unit(names[place], sheet.header[place]) for place in range(1, len(names))}
    rows = (
        (days[row], names[place], cell, units[place], row)
        for row, cells in enumerate(zip(*map(sheet.texts, range(len(names))), strict=True))
        for place, cell in enumerate(cells)
        if units.get(place)
    )
    batch, notes = daily(rows, known)
    for place in (p for p, unit in units.items() if not unit):
        notes[f"{sheet.header[place]} is money without a currency and was left out; rename it, as in GMV (USD)"] = 0
    return Reading([batch], {0, *(p for p, unit in units.items() if unit)}, notes | by_name(known))


def _unit(name: str, header: str) -> str:
    """Count; for money its currency, or "" where the header has none."""
    if name not in studio_words.MONEY and "gmv" not in header.lower():
        return "count"
    found = CURRENCY.search(header)
    return found[1] if found else ""


def daily(rows: Iterator[tuple[Any, str, Any, str, int]], known: About) -> tuple[Batch, dict[str, int]]:
    """Figures (day, series, value, unit, row) as rows of the table `daily`, and how many cells held none."""
    prefix = f"@{known.handle} " if known.handle else ""
    cells: dict[str, list[Any]] = {"date": [], "series": [], "value": [], "unit": []}
    places, empty = [], 0
    for day, series, value, unit, row in rows:
        if nothing(value, "number"):
            empty += 1
            continue
        figure = _count(value) if unit == "count" else value
        for column, cell in zip(cells, (day, prefix + series, figure, unit), strict=True):
            cells[column].append(cell)
        places.append(row)
    return Batch("daily", cells, places), {NO_VALUE: empty} if empty else {}


def _count(cell: Any) -> Any:
    """A figure in whole things, so that the point of "1.234" is known to group; what is none stays, to be refused."""
    try:
        return as_count(cell)
    except Unreadable:
        return cell


def dated(sheet: Sheet, known: About, year: int | None, place: int = 0) -> list[Any]:
    """The days of a column with their year; what is no day keeps its cell, and so is refused with its reason."""
    cells = sheet.texts(place)
    runs = [cell for row, cell in enumerate(cells) if not row or cell != cells[row - 1]]
    ordered = runs if len(runs) <= 2 * len(set(cells)) else list(dict.fromkeys(cells))
    dates = _dates(ordered, known, year, sheet)
    if ordered is not runs or len(runs) == len(set(runs)):
        return [dict(zip(ordered, dates, strict=True))[cell] for cell in cells]
    at = accumulate((a != b for a, b in pairwise(cells)), initial=0)
    return [dates[run] for run in at]


def _dates(cells: Sequence[str | None], known: About, year: int | None, sheet: Sheet) -> list[Any]:
    days = month_names.read(cells, known.first).days
    open_days = [d for d in days if d is not None and d.year is None]
    years = iter(found := _years(open_days, known, year, sheet.file.names[0]))
    if 0 in found:
        raise DataError(
            f"{sheet.file.label} gives days without a year ({cells[0]!r}); say the year of the "
            "first day, as in --year 2026, or import the ZIP as TikTok named it (Overview_2026-03-08_….zip)."
        )
    if not _in_order([day.about(y) for day, y in zip(open_days, found, strict=True)]):
        raise DataError(
            f"{sheet.file.label} gives days without a year, and they do not stand in their order, so nobody can tell "
            "which year each is of; export it again and leave its rows as they are."
        )
    return [cell if d is None else d.date(d.year or next(years)) for cell, d in zip(cells, days, strict=True)]


def _in_order(days: Sequence[dt.date]) -> bool:
    """Whether days go one way, without a step of half a year, which would be one back that was taken for New Year; of
    days of a few months all have the same year in any order."""
    if not days or ((max(days) - min(days)).days <= HALF_A_YEAR and len({day.year for day in days}) == 1):
        return True
    steps = [(b - a).days for a, b in pairwise(days)]
    return all(0 <= step <= HALF_A_YEAR for step in steps) or all(-HALF_A_YEAR <= step <= 0 for step in steps)


def _years(days: list[Day], known: About, year: int | None, name: str) -> list[int]:
    """A year for each day, 0 where nothing tells it; a series that passes New Year has two or more."""
    if not days:
        return []
    down = backward(days)
    ordered = days[::-1] if down else days
    passed = list(accumulate((b.month < a.month - 6 for a, b in pairwise(ordered)), initial=0))
    start = _start(ordered, passed[-1], known, year, name)
    years = [start + n if start else 0 for n in passed]
    return years[::-1] if down else years


def _start(days: list[Day], passed: int, known: About, year: int | None, name: str) -> int:
    """The year of the earliest day: from the first day in a name, --year, a day of export, a year in a name; else 0."""
    if known.first:
        first = known.first
        return min((first.year + k for k in (-1, 0, 1)), key=lambda y: abs((days[0].about(y) - first).days))
    if year:
        return year
    if known.last:
        newest = days[-1].about(known.last.year)
        return known.last.year - passed - (newest > known.last + dt.timedelta(days=1))
    found = re.search(r"(?<!\d)(20[12]\d)(?!\d)", name)
    return int(found[1]) if found else 0


def backward(days: Sequence[Day]) -> bool:
    """Whether the newest day stands first."""
    steps = [(b.about(2024) - a.about(2024)).days for a, b in pairwise(days)]
    return sum(s in (-1, 365) for s in steps) > sum(s in (1, -365) for s in steps)
