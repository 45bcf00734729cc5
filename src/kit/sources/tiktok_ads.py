"""TikTok Ads Manager: reports of campaigns, ad groups or ads by day; CSV, XLSX, or the names of the Marketing API.

Layout: headers as public parsers of the export and of the API's report name them (ten, 2023-2026); no whole real file
was seen.  Languages other than English are not known.

=============================================  ====================================================================
column                                         becomes
=============================================  ====================================================================
By Day, Date, stat_time_day                    daily.date
Campaign name, else its id, else the ad        part of daily.series: ``ads <campaign> cost``; without any of these
group's, else the ad's                         the series is the account's: ``ads cost``
Cost (USD), spend                              series … cost, its unit the currency
Impressions, Clicks (all), Conversions         … impressions, … clicks_all, … conversions
Clicks (destination), clicks                   … clicks (the API's ``clicks`` are those to the destination)
Video views, video_play_actions                … video_views
2-second, 6-second video views                 … video_views_2s, … video_views_6s
Video views at 100%, video_views_p100          … video_views_100
Paid likes, comments, shares, follows          … likes, … comments, … shares, … follows
Reach                                          … reach, only where a campaign has one row a day
Currency                                       the unit of the cost
=============================================  ====================================================================

* Rows of several ads of one campaign are added, day by day.  Reach is not: who saw two ads is one person.
* CPM, CPC, CTR, frequency, play time and other rates are not taken over; they follow from the sums, or cannot be added.
* The currency stands in the header or in a column of its own, and nowhere else; a cost without one is left out.
* The row "Total of …" is dropped.  A report without a day column holds totals of a period and is refused.
* Days are those of the ad account's time zone, which the export does not name.
"""

from collections.abc import Sequence
import re

from kit.errors import DataError
from kit.reading.sheet import Sheet
from kit.sources import Options, Reading
from kit.sources.figures import bare, COLUMNS, currency, daily, days, Figure, is_total

LABEL = "TikTok Ads Manager"
BY = "Cost or spend beside TikTok's names: Ad group name, Clicks (destination), 6-second video views, stat_time_day"
FILLS = {"daily": COLUMNS}
DAY = ("by day", "stat time day", "date", "day")
COST = ("cost", "spend")
CODE = ("currency", "currency code")
WHOSE = (
    ("campaign name", "campaign id"),
    ("ad group name", "adgroup name", "ad group id", "adgroup id"),
    ("ad name", "ad id"),
)
COUNTS = {
    "impressions": ("impressions", "impression"),
    "clicks": ("clicks (destination)", "clicks (destination clicks)", "destination clicks", "clicks"),
    "clicks_all": ("clicks (all)",),
    "video_views": ("video views", "video play actions"),
    "video_views_2s": ("2-second video views", "video watched 2s"),
    "video_views_6s": ("6-second video views", "video watched 6s"),
    "video_views_100": ("video views at 100%", "video views p100"),
    "conversions": ("conversions", "conversion"),
    "likes": ("paid likes", "likes"),
    "comments": ("paid comments", "comments"),
    "shares": ("paid shares", "shares"),
    "follows": ("paid follows", "paid followers", "follows"),
    "reach": ("reach",),
}
OWN = re.compile(  # headers that no other ads manager has in this spelling
    r"by day|stat time (day|hour)|ad ?group (name|id)|(clicks|cpc|ctr|cvr) \(destination( clicks)?\)|"
    r"destination clicks|"
    r"\d-second (focused )?video views.*|video views at \d+%|\d+% video view rate|average play time per video view|"
    r"video play actions|video watched \ds|video views p\d+"
)


def places(sheet: Sheet) -> dict[str, int]:
    """Plain header → column; what an answer of the API puts under "dimensions" and "metrics" stands without them."""
    names = [bare(re.sub(r"^(dimensions|metrics)/", "", name)) for name in sheet.header]
    return {name: place for place, name in reversed(list(enumerate(names))) if name}


def detect(sheet: Sheet) -> float:
    found = places(sheet)
    own = sum(OWN.fullmatch(name) is not None for name in found)
    own += any("tiktok" in name.lower() for name in (*sheet.file.names, sheet.file.folder))
    common = sum(any(name in found for name in names) for names in (WHOSE[0], WHOSE[2], COUNTS["impressions"]))
    return 0.9 if any(name in found for name in COST) and own and own + common >= 3 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    found = places(sheet)
    day = _first(found, DAY)
    dates = [] if day is None else days(sheet.texts(day))
    if day is None or not any(dates):
        raise DataError(
            f"{sheet.file.label} holds totals of a period, which no table keeps; export it from Ads Manager again "
            "with the dimension By Day."
        )
    used = {day}
    rows, notes = _counted(sheet, dates)
    whose = _whose(sheet, found, used)
    figures = _costs(sheet, found, whose, rows, used, notes)
    for name, theirs in COUNTS.items():
        place = _first(found, theirs)
        if place is not None:
            used.add(place)
            units = ["count"] * len(sheet)
            figures.append(Figure([f"{w} {name}" for w in whose], units, sheet.texts(place), name != "reach"))
    if not figures:
        raise DataError(
            f"{sheet.file.label} has no figure that can be kept: its cost has no currency and nothing else is there; "
            "export it with the column Currency, or write the currency into the header, as in Cost (USD)."
        )
    known = [d or cell for d, cell in zip(dates, sheet.texts(day), strict=True)]
    batch, more = daily(known, rows, figures)
    return Reading([batch], used, notes | more)


def _first(found: dict[str, int], names: Sequence[str]) -> int | None:
    return next((found[name] for name in names if name in found), None)


def _counted(sheet: Sheet, dates: Sequence[object]) -> tuple[list[int], dict[str, int]]:
    """The rows that are no total, and how many are."""
    texts = [sheet.texts(place) for place in range(len(sheet.header))]
    rows = [r for r, date in enumerate(dates) if date is not None or not is_total(cells[r] for cells in texts)]
    totals = len(dates) - len(rows)
    return rows, {"rows with a total were dropped": totals} if totals else {}


def _whose(sheet: Sheet, found: dict[str, int], used: set[int]) -> list[str]:
    """Row by row how the series begin: "ads" and the campaign, or what stands in for it."""
    for names in WHOSE:
        columns = [found[name] for name in names if name in found]
        if columns:
            used.update(columns)
            texts = [sheet.texts(place) for place in columns]
            return [f"ads {next((c for c in cells if c), '')}".strip() for cells in zip(*texts, strict=True)]
    return ["ads"] * len(sheet)


def _costs(
    sheet: Sheet, found: dict[str, int], whose: list[str], rows: list[int], used: set[int], notes: dict[str, int]
) -> list[Figure]:
    """The cost, where its currency is known."""
    place, code = _first(found, COST), _first(found, CODE)
    if place is None:
        return []
    named = currency(sheet.header[place])
    units = [named] * len(sheet) if named or code is None else [(c or "").upper() or None for c in sheet.texts(code)]
    used.update({place} if code is None or named else {place, code})
    cells = [cell if unit else None for cell, unit in zip(sheet.texts(place), units, strict=True)]
    bare = sum(units[row] is None for row in rows)
    if bare:
        notes["cost was left out: neither its header nor a column says the currency, as Cost (USD) would"] = bare
    if len({(whose[row], units[row]) for row in rows if units[row]}) > len({whose[row] for row in rows if units[row]}):
        raise DataError(
            f"{sheet.file.label} has costs of one campaign in several currencies; export each ad account by itself."
        )
    return [Figure([f"{w} cost" for w in whose], units, cells)] if any(units) else []
