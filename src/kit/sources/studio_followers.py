"""TikTok Studio "Followers": how many an account has, day by day, and how many are active, hour by hour; CSV or XLSX.

Layout seen in: the code and tests of eight public parsers, with rows of real files (FollowerHistory), or words about
one (FollowerActivity: seven days of 24 hours).  Both lie in ``Followers_<handle>.zip``, with the files of
`studio_audience`.  UTF-8 with BOM, all cells quoted; the headers are English.  A page of Facebook is said to export a
FollowerHistory.csv with the same header: the file itself does not tell the two apart.

==================================================  ===========================================================
column                                              becomes
==================================================  ===========================================================
FollowerHistory: Date, Followers                    daily series ``@handle followers``; creators.followers at
                                                    captured_at = that day, where the handle is known
Difference in followers from previous day           daily series of this name; may be below 0
FollowerActivity: Date, Hour (0–23), Active         daily series ``@handle active_followers 13:00``, one for
followers                                           each hour, in the time zone of the account
==================================================  ===========================================================

Days have no year, as in `studio_overview`: the name of a file or --year tells it.  The handle stands only in the name
of the ZIP, the file or the folder; without it there are series without ``@handle`` and no rows for creators.  The
word ``undefined`` is no value.  Small accounts get FollowerActivity with its header only.
"""

from collections.abc import Sequence
import re
from typing import Any

from kit.errors import DataError
from kit.reading.sheet import Sheet
from kit.reading.values import nothing
from kit.sources import Batch, Options, Reading, studio_words
from kit.sources.studio_overview import by_name, daily, dated, told

LABEL = "TikTok Studio Followers"
BY = "Date, Followers and Difference in followers …; or Date, Hour and Active followers"
CHANGE = "difference_in_followers_from_previous_day"
FILLS = {"daily": ("date", "series", "value", "unit"), "creators": ("creator_id", "followers", "captured_at")}
HOUR = re.compile(r"(\d{1,2})(?:[:.h]\s*(?:00)?(?::00)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)


def detect(sheet: Sheet) -> float:
    names = studio_words.names(sheet.header)
    if not names or names[0] != "date" or len(names) > 6:
        return 0.0
    return 0.9 if {"hour", "active_followers"} <= set(names) or {"followers", CHANGE} <= set(names) else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    names = studio_words.names(sheet.header)
    wanted = [n for n in ("followers", CHANGE, "active_followers") if n in names]
    if "date" not in names or not wanted:
        raise DataError(f"{sheet.file.label} has no columns Date and Followers; export the Followers again.")
    known = told(sheet)
    days = dated(sheet, known, options.year, names.index("date"))
    hours, refuse = _hours(sheet, names)
    figures = {name: sheet.texts(names.index(name)) for name in wanted}
    rows = (
        (days[row], f"{name} {hours[row]}" if hours[row] else name, figures[name][row], "count", row)
        for row in range(len(sheet))
        for name in wanted
    )
    batch, notes = daily(rows, known)
    batches = [batch]
    if "followers" in figures and known.handle:
        batches.append(_creators(days, figures["followers"], known.handle))
    elif "followers" in figures:
        notes["no name tells whose followers these are: name the ZIP, file or folder Followers_<handle>"] = 0
    used = {names.index(n) for n in ("date", "hour", *wanted) if n in names}
    return Reading(batches, used, notes | by_name(known), refuse=refuse)


def _hours(sheet: Sheet, names: Sequence[str]) -> tuple[list[str], dict[int, str]]:
    """The hour of each row, as 13:00, "" where the file has none; {row: reason} for what is no hour."""
    if "hour" not in names:
        return [""] * len(sheet), {}
    hours = [_hour(cell) for cell in sheet.texts(names.index("hour"))]
    return hours, {row: "Hour is no hour between 0 and 23" for row, hour in enumerate(hours) if not hour}


def _hour(cell: str | None) -> str:
    match = HOUR.fullmatch((cell or "").strip())
    if not match:
        return ""
    hour, half = int(match[1]), (match[2] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 24
    return f"{hour:02}:00" if hour < 24 else ""


def _creators(days: Sequence[Any], followers: Sequence[str | None], handle: str) -> Batch:
    """The account as it was at each day."""
    rows = [row for row, cell in enumerate(followers) if not nothing(cell, "count")]
    cells: dict[str, Sequence[Any]] = {
        "creator_id": [handle] * len(rows),
        "followers": [followers[row] for row in rows],
        "captured_at": [days[row] for row in rows],
    }
    return Batch("creators", cells, rows)
