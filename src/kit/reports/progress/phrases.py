"""What is said of reports while they are made: one line each, times, and text that fits a terminal."""

from collections.abc import Mapping
import datetime as dt
import math
import os
from typing import Any
import unicodedata

from kit import wording

Event = Mapping[str, Any]
Part = tuple[str, str]  # text and style
MARKS = {"done": "✓", "failed": "✗", "skipped": "=", "not_run": "–"}
COLOURS = {"done": "green", "failed": "red", "skipped": "cyan", "not_run": "yellow"}


def shown(record: Event, folder: object) -> list[Part]:
    """The line of a finished report on a terminal, as texts with styles."""
    status, name = str(record.get("status")), wording.clean(record.get("name", ""))
    took = duration(record.get("seconds"))
    rest = {
        "done": f"{took}  {page(record, folder)}",
        "failed": f"failed after {took}: {sentence(record)}",
        "skipped": unchanged(record),
        "not_run": "not run",
    }.get(status, status)
    return [(f"{MARKS.get(status, '?')} ", COLOURS.get(status, "")), (name, "bold"), (f"  {rest}", "")]


def line(record: Event, folder: object) -> str:
    """The line of a finished report where there is no terminal."""
    status, took = str(record.get("status")), duration(record.get("seconds"))
    rest = {
        "done": f"done, {page(record, folder)} in {took}",
        "failed": f"failed after {took}. {sentence(record)}",
        "skipped": f"skipped, {unchanged(record)}",
        "not_run": "not run",
    }.get(status, status)
    return f"{wording.clean(record.get('name', ''))}: {rest}"


def page(record: Event, folder: object) -> str:
    """Where the page lies, or if there is none the last of its files."""
    files = [str(name) for name in record.get("files") or []]
    found = next((name for name in files if name.endswith(".html")), files[-1] if files else "")
    return wording.plain(os.path.join(str(folder), found))


def sentence(record: Event) -> str:
    failure = record.get("failure") or {}
    return wording.clean(failure.get("sentence") or record.get("error") or "The executed notebook has the details.")


def unchanged(record: Event) -> str:
    """Since when, in local time."""
    try:
        made = dt.datetime.fromisoformat(str(record.get("made"))).astimezone()
    except (ValueError, OverflowError):
        return "unchanged"
    return f"unchanged since {made:%Y-%m-%d %H:%M}"


def number(value: object) -> float:
    """A count or seconds as told; 0 for what is neither."""
    return max(0.0, float(value)) if isinstance(value, int | float) and math.isfinite(value) else 0.0


def duration(seconds: object, digits: int = 1) -> str:
    """ "3.2 s", "1 min 5 s", "2 h 3 min"."""
    value = number(seconds)
    if round(value, digits) < 60:
        return f"{value:.{digits}f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def until(left: float, now: dt.datetime) -> str:
    """When it may end, by the clock and from now: "ends about 14:32, 4 min left"."""
    end, minutes = now + dt.timedelta(seconds=min(left, 1e8)), round(left / 60)
    clock = f"{end:%H:%M}" if end.date() == now.date() else f"{end:%Y-%m-%d %H:%M}"
    if left < 60:
        return f"ends about {clock}, under 1 min left"
    return f"ends about {clock}, " + (
        f"{minutes} min left" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min left"
    )


def packed(parts: list[str], width: int) -> list[str]:
    """The parts in as few lines as hold them."""
    lines = parts[:1]
    for part in parts[1:]:
        joined = f"{lines[-1]} · {part}"
        lines = [*lines[:-1], joined] if cells(joined) <= width else [*lines, part]
    return lines


def cells(text: str) -> int:
    """Columns that a terminal may need at most: marks and vowel signs, which many draw over a letter, count as one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or ord(c) >= 0x1F000 else 1 for c in text)


def fit(text: str, width: int) -> str:
    """As much of it as fits into `width` columns."""
    if cells(text) <= width:
        return text
    kept = 0
    while width > 1 and cells(text[: kept + 1]) <= width:
        kept += 1
    return wording.shorten(text, kept) if kept > 0 else ""
