"""TikTok Studio "Overview" (and its sisters Viewers and Followers): one row a day of an account; CSV, XLSX or ZIP.

Layout seen in: public exports of a week in English (CSV and XLSX) and in Spanish (CSV), and in two public parsers.
UTF-8 with BOM, all cells quoted; the workbook holds numbers as text.  Headers are English: ``Date, Video Views, Profile
Views, Likes, Comments, Shares``, newer ones also ``New followers``.

* **Days have no year and are in the language of the app** ("April 12", "8 de marzo", "9月13日", "18 tháng Tám"); month
  names are those of CLDR, through babel.  The year comes from the name ``Overview_<first day>_<epoch of the
  end>_<handle>.zip`` (or that of a file or folder so named), else from --year, the year of
  the first day; a series may cross New Year.
* The handle stands only in that name.  Series are called ``@handle video_views`` with it and ``video_views`` without.
* Daily values may be below 0 (likes withdrawn); they are kept.  The word ``undefined`` is no value.

Becomes the table `daily`: an item is one day of one series, so a row of the file gives as many as it has figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import datetime as dt
from itertools import accumulate, pairwise
import re
from typing import Any

from kit.errors import DataError
from kit.sources import Batch, moments, month_names, Options, Reading
from kit.sources.month_names import Day
from kit.sources.sheet import Sheet
from kit.sources.values import as_number, nothing, Unreadable

LABEL = "TikTok Studio Overview"
NAME = re.compile(
    r"(?:^|[/\\ ])(?:Overview|Content|Followers?\w*|Viewers)_(\d{4}-\d{2}-\d{2})_(\d{9,13})_(.+?)"
    r"(?: ?\(\d+\))?(?:\.(?:zip|csv|xlsx))?$",
    re.IGNORECASE,
)
KNOWN = {
    "video_views",
    "profile_views",
    "likes",
    "comments",
    "shares",
    "new_followers",
    "lost_followers",
    "net_growth",
    "followers",
    "reached_audience",
    "unique_viewers",
    "total_viewers",
    "new_viewers",
    "returning_viewers",
    "saves",
    "favorites",
    "difference_in_followers_from_previous_day",
    "product_link_clicks",
    "website_clicks",
    "app_download_link_clicks",
}
DATES = {
    "date",
    "day",
    "fecha",
    "data",
    "datum",
    "dato",
    "tanggal",
    "ngày",
    "วันที่",
    "日期",
    "日付",
    "날짜",
    "дата",
    "tarih",
    "jour",
    "dag",
    "tag",
    "päivämäärä",
    "التاريخ",
    "ημερομηνία",
    "dátum",
}


@dataclass(frozen=True)
class About:
    """What the names around a file say: the first day, the account, and a day that the series does not pass."""

    first: dt.date | None = None
    handle: str = ""
    last: dt.date | None = None


def about(names: Sequence[str]) -> About:
    for name in names:
        match = NAME.search(name)
        if match:
            return About(
                dt.date.fromisoformat(match[1]), match[3].lstrip("@").lower(), moments.epoch(float(match[2])).date()
            )
    named, precision = moments.in_name(names[:1])
    return About(last=named.date() if named and precision != "month" else None)


def series(header: str) -> str:
    """A header as the name of a series: "Video Views" → video_views."""
    return re.sub(r"[^\w]+", "_", header.strip().lower()).strip("_")


def detect(sheet: Sheet) -> float:
    names = [series(h) for h in sheet.header]
    if len(names) < 2 or names[0] not in DATES or "hour" in names or not all(names):
        return 0.0
    figures = [p for p in range(1, len(names)) if _numeric(sheet.sample(p, 60))]
    known = len(set(names) & KNOWN)
    labelled = known or any(
        re.search(r"overview|viewers|followers?history", n, re.IGNORECASE)
        for n in (*sheet.file.names, sheet.file.folder)
    )
    days = sheet.sample(0, 60)
    yearless = month_names.read(days).language != ""
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
    known = about([*sheet.file.names, sheet.file.folder])
    days = dated(sheet, month_names.read(sheet.texts(0), known.first).days, known, options.year)
    prefix = f"@{known.handle} " if known.handle else ""
    cells: dict[str, list[Any]] = {"date": [], "series": [], "value": [], "unit": []}
    places = []
    empty = 0
    for place, (day, row) in enumerate(zip(days, zip(*map(sheet.texts, range(1, len(sheet.header))), strict=True), strict=True)):
        for header, value in zip(sheet.header[1:], row, strict=True):
            if nothing(value, "number"):
                empty += 1
                continue
            for column, cell in zip(cells, (day, prefix + series(header), value, "count"), strict=True):
                cells[column].append(cell)
            places.append(place)
    notes = {"cells without a value were left out": empty} if empty else {}
    return Reading([Batch("daily", cells, places)], set(range(len(sheet.header))), notes)


def dated(sheet: Sheet, days: Sequence[Day | None], known: About, year: int | None) -> list[Any]:
    """Days with their year; what is no day keeps its cell, and so is refused with its reason."""
    open_days = [d for d in days if d is not None and d.year is None]
    years = iter(found := _years(open_days, known, year, sheet.file.names[0]))
    if 0 in found:
        raise DataError(
            f"{sheet.file.label} gives days without a year ({sheet.texts(0)[0]!r}); say the year of the "
            "first day, as in --year 2026, or import the ZIP as TikTok named it (Overview_2026-03-08_….zip)."
        )
    return [
        cell if d is None else d.date(d.year or next(years)) for cell, d in zip(sheet.texts(0), days, strict=True)
    ]


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
