"""Google Analytics 4: an exploration or report with a Date, as CSV.

Layout: headers and comment lines as public readers of the export name them (six, 2024-2026); no whole real file was
seen.  Lines that begin with # stand first (title, period); then a header, in an exploration a row of sums that ends in
"Grand total", then the rows.  Languages other than English are not known; names of the Data API (``sessionSource``)
are.

============================================  =====================================================================
column                                        becomes
============================================  =====================================================================
Date (YYYYMMDD), Date + hour (YYYYMMDDHH)     traffic.date
Sessions                                      traffic.sessions, rows of one day and link added
what tells the link, see below                traffic.link
============================================  =====================================================================

**The link** is put together as a tagged link is written: host and landing page, then ``?utm_source=…&utm_medium=…&
utm_campaign=…&utm_content=…`` with what the export says about the session, in this order.  Parts that it does not have,
or that are ``(not set)``, ``(direct)`` or ``(none)``, are left out; utm marks already in "Landing page + query string"
are not added again.  So "shop.example/spring?utm_source=tiktok&utm_campaign=lotus" is the link of a deal with that
`referral_link` (with or without https://www.), and "shop.example/spring" that of a deal or campaign with that
`landing_page`; without a Hostname column the path stands alone ("/spring"), and without a landing page the marks alone
("utm_source=tiktok&…").

* `clicks` stays missing: a session is no click.  Engaged sessions, key events and revenue have no place in the tables.
* A report without Date holds totals of a period and is refused, and so is one by event, page or item: there a session
  stands in several rows.  With segments or pivoted columns Sessions stands there several times; that is refused too.
"""

from collections import defaultdict
import datetime as dt
import re
from typing import Any

from kit.errors import DataError
from kit.reading import values
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.sources.figures import is_total

LABEL = "Google Analytics 4"
BY = "Sessions beside Session source / medium, Session campaign, Landing page or Engaged sessions"
FILLS = {"traffic": ("date", "link", "sessions")}
DATE = ("date", "date+hour(yyyymmddhh)", "datehour")
HOST = ("hostname", "host")
LANDING = ("landingpage+querystring", "landingpageplusquerystring", "landingpage")
BOTH = ("sessionsource/medium", "sessionsourcemedium", "sessionmanualsource/medium")
MARKS = {
    "utm_source": ("sessionmanualsource", "sessionsource"),
    "utm_medium": ("sessionmanualmedium", "sessionmedium"),
    "utm_campaign": ("sessionmanualcampaignname", "sessioncampaign", "sessioncampaignname"),
    "utm_content": ("sessionmanualadcontent",),
}
LINK = (*LANDING, *BOTH, *(name for names in MARKS.values() for name in names))
OTHERS = ("engagedsessions", "sessiondefaultchannelgroup", "sessionprimarychannelgroup")
REPEATS = re.compile(
    r"eventname|page(path|title|location|referrer).*|item.*|searchterm|content(group|id|type)|link(url|text)"
)
UNSET = {"", "(not set)", "(direct)", "(none)"}


def name_of(header: str) -> str:
    """A header or a name of the Data API in one spelling: "Session source / medium" → sessionsource/medium."""
    return re.sub(r"[\s_]+", "", header).lower()


def places(sheet: Sheet) -> dict[str, int]:
    return {name_of(name): place for place, name in reversed(list(enumerate(sheet.header))) if name}


def detect(sheet: Sheet) -> float:
    found = places(sheet)
    return 0.9 if "sessions" in found and any(name in found for name in (*LINK, *OTHERS)) else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    found = places(sheet)
    day = next((found[name] for name in DATE if name in found), None)
    _check(sheet, found, day)
    assert day is not None
    dates = [re.sub(r"^(\d{8})\d\d$", r"\1", c) if c else None for c in sheet.texts(day)]
    links, used = _links(sheet, found)
    sessions = sheet.texts(found["sessions"])
    days = values.parse("date", dates)[0].to_pylist()
    parsed, bad = values.parse("count", sessions)
    counts = parsed.to_pylist()
    groups: dict[Any, list[int]] = defaultdict(list)
    totals = 0
    for row, date in enumerate(days):
        if date is None and _sums(sheet, row, dates[row], links[row]):
            totals += 1
        else:
            known = isinstance(date, dt.date) and row not in bad and row not in sheet.damaged
            groups[(date, links[row]) if known else row].append(row)
    rows = list(groups.values())
    cells: dict[str, list[Any]] = {
        "date": [days[same[0]] or dates[same[0]] for same in rows],
        "link": [links[same[0]] or "(not set)" for same in rows],
        "sessions": [_sum(same, counts, sessions) for same in rows],
    }
    notes = {"rows with a total were dropped": totals} if totals else {}
    batch = Batch("traffic", cells, [same[0] for same in rows])
    return Reading([batch], used | {day, found["sessions"]}, notes)


def _check(sheet: Sheet, found: dict[str, int], day: int | None) -> None:
    """Refuse what cannot be sessions of a link on a day."""
    where = sheet.file.label
    if "sessions" not in found:
        raise DataError(f"{where} has no column Sessions; export it again with this metric.")
    if day is None:
        raise DataError(f"{where} holds totals of a period, not of days; export it again with the dimension Date.")
    if [name_of(name) for name in sheet.header].count("sessions") > 1:
        raise DataError(
            f"{where} has the column Sessions several times; export it again without segments, comparisons and columns."
        )
    repeats = next((sheet.header[p] for name, p in found.items() if REPEATS.fullmatch(name)), None)
    if repeats:
        raise DataError(
            f"{where} is split by {repeats[:40]}, so a session stands in several rows; export it again without it."
        )
    if not any(name in found for name in LINK):
        raise DataError(
            f"{where} does not say which link its sessions came by; export it again with Session source / medium, "
            "Session campaign or Landing page."
        )


def _links(sheet: Sheet, found: dict[str, int]) -> tuple[list[str], set[int]]:
    """The link of each row, and the columns that told it."""
    used = set()

    def texts(names: tuple[str, ...]) -> list[str]:
        place = next((found[name] for name in names if name in found), None)
        if place is None:
            return [""] * len(sheet)
        used.add(place)
        return ["" if (c or "").strip() in UNSET else (c or "").strip() for c in sheet.texts(place)]

    hosts, pages, both = texts(HOST), texts(LANDING), texts(BOTH)
    marks = {mark: texts(names) for mark, names in MARKS.items()}
    for row, pair in enumerate(both):
        source, _, medium = pair.partition(" / ")
        for mark, value in (("utm_source", source), ("utm_medium", medium)):
            marks[mark][row] = marks[mark][row] or ("" if value in UNSET else value)
    return [
        _link(host, page, {mark: cells[row] for mark, cells in marks.items()}) or both[row]
        for row, (host, page) in enumerate(zip(hosts, pages, strict=True))
    ], used


def _link(host: str, page: str, marks: dict[str, str]) -> str:
    """One link, as it would have been written."""
    base = f"{host}{page}" if page else ""
    told = "&".join(f"{mark}={value}" for mark, value in marks.items() if value and f"{mark}=" not in base.lower())
    if not base or not told:
        return base or told
    return f"{base}{'&' if '?' in base else '?'}{told}"


def _sums(sheet: Sheet, row: int, date: str | None, link: str) -> bool:
    """Whether a row is the sum of the others: it says so, in a cell at its end, or has nothing but figures."""
    cells = [sheet.cell(row, place) for place in range(len(sheet.header) + 2)]
    return is_total(cells) or (not date and not link)


def _sum(rows: list[int], counts: list[int | None], cells: list[str | None]) -> Any:
    known = [n for n in (counts[row] for row in rows) if n is not None]
    return sum(known) if known else cells[rows[0]]
