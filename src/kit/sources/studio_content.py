"""TikTok Studio "Content" and Business Suite's list of videos: one row a video of an account; CSV, XLSX or ZIP.

Layout seen in: the code and tests of six public parsers, with rows of real files (apps in Greek, Japanese, Portuguese,
Russian, Thai, Vietnamese).  UTF-8 with BOM, all cells quoted; the headers are English.  Business Suite's list is known
from one public parser (Swedish and English headers); no file of it was seen, so the shape of its times is not known.

==============================================  ===============================================================
column                                          becomes
==============================================  ===============================================================
Video link                                      videos.video_id, .url, .creator_id
Video title                                     videos.caption (and hashtags out of it)
Post time                                       videos.posted_at, see below
Time                                            captured_at: the day of the export
Total views (Business Suite: Video views)       videos.views
Total likes, comments, shares                   videos.likes, .comments, .shares
Add to Favorites (Business Suite only)          videos.saves; Studio has no saves and no watch time
Views in the last 7 days                        nothing: these are no total
==============================================  ===============================================================

* The account is the one in the link, else that of ``Content_<handle>.zip``, or of a file or folder so named.
* ``Time`` and ``Post time`` often have no year and are in the language of the app.  A video's id holds the moment at
  which its upload began; a post time that agrees with it within a day becomes that moment, which is exact and UTC.  A
  later one (a scheduled video) stays the day that the file names, in the first year that is not before the upload.
* The year of ``Time`` is the one in which it lies between the newest upload and today.  Where several years fit, the
  name of the file or --year must tell.
* A title with quotation marks or commas that TikTok did not mark shifts the cells of its row: such rows are refused.

All videos are the account's own: `collected_by` is own.
"""

from collections import Counter
from collections.abc import Callable, Sequence
import datetime as dt
from functools import partial
from typing import Any

from kit.errors import DataError
from kit.reading import moments, month_names
from kit.reading.month_names import Day
from kit.reading.sheet import Sheet
from kit.reading.values import Unreadable
from kit.sources import Batch, Options, Reading, studio_words
from kit.sources.derive import ITEM, PROFILE
from kit.sources.studio_overview import About, by_name, told

LABEL = "TikTok Studio Content"
BY = "Video link with Post time or Video title, and Total views or Video views"
COUNTS = {
    "views": ("total_views", "video_views", "views"),
    "likes": ("total_likes", "likes"),
    "comments": ("total_comments", "comments"),
    "shares": ("total_shares", "shares"),
    "saves": ("saves", "total_saves"),
}
COLUMNS = {"url": ("video_link",), "caption": ("video_title",), **COUNTS}
FILLS = {"videos": ("video_id", "creator_id", "posted_at", "captured_at", "collected_by", *COLUMNS)}
WEEK = "views_in_the_last_7_days"
DAY = dt.timedelta(days=1)
Cells = Sequence[str | None]


def detect(sheet: Sheet) -> float:
    names = set(studio_words.names(sheet.header))
    counts = sum(any(n in names for n in theirs) for theirs in COUNTS.values()) + (WEEK in names)
    described = {"video_title", "post_time"} & names
    return 0.9 if "video_link" in names and described and counts >= 2 and not {"username", "gmv"} & names else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    names = studio_words.names(sheet.header)
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    if "video_link" not in places:
        raise DataError(f"{sheet.file.label} has no column Video link to tell its videos apart; export it again.")
    found = {ours: next((places[n] for n in theirs if n in places), None) for ours, theirs in COLUMNS.items()}
    cells: dict[str, list[Any]] = {ours: sheet.texts(place) for ours, place in found.items() if place is not None}
    known, notes = told(sheet), Counter[str]()
    cells["video_id"] = list(map(_id, cells["url"]))
    times = [places.get("time", places.get("date")), places.get("post_time")]
    cells |= _times(sheet, times, cells["video_id"], partial(_years, known=known, year=options.year), notes)
    cells["creator_id"] = [url if PROFILE.search(url or "") else known.handle or None for url in cells["url"]]
    cells["collected_by"] = ["own"] * len(sheet)
    if WEEK in places and "views" not in cells:
        notes["the file has views of the last 7 days only, which are no total: views are missing"] = len(sheet)
    named = {} if all(PROFILE.search(url or "") for url in cells["url"]) else by_name(known)
    used = {place for place in (*found.values(), *times) if place is not None}
    return Reading([Batch("videos", cells, range(len(sheet)))], used, dict(+notes) | named)


def _id(link: str | None) -> str | None:
    """The id that a link ends in, or a bare id."""
    hit = ITEM.search(link or "")
    return hit[1] if hit else link if link and link.isascii() and link.isdigit() else None


def _times(
    sheet: Sheet, places: Sequence[int | None], ids: Cells, years: Callable[..., list[int]], notes: Counter[str]
) -> dict[str, list[Any]]:
    """When each video was captured and posted; the days of both columns are read in one language, the one in which the
    posts agree with the uploads."""
    uploads = list(map(moments.of_id, ids))
    time, post = ([None] * len(sheet) if place is None else sheet.texts(place) for place in places)
    near = [upload and upload.date() for upload in uploads]
    days = month_names.read([*post, *time], near=near).days
    fits = partial(years, newest=max(filter(None, near), default=None))
    posted = zip(post, days[: len(post)], uploads, strict=True)
    return {
        "captured_at": _captured(sheet, time, days[len(post) :], fits),
        "posted_at": [_posted(*row, notes) if video else None for video, row in zip(ids, posted, strict=True)],
    }


def _captured(sheet: Sheet, time: Cells, days: Sequence[Day | None], fits: Callable[[Day], list[int]]) -> list[Any]:
    """The day of export of each row, with its year; a cell with a year, or that is no day, stays what it is."""
    out: list[Any] = []
    for cell, day in zip(time, days, strict=True):
        if day is None or day.year:
            out.append(cell if day is None or moments.iso(cell or "") else day.date(day.year))
            continue
        years = fits(day)
        if len(years) != 1:
            raise DataError(
                f"{sheet.file.label} gives the day of its export without a year ({cell!r}); say the year, as in "
                "--year 2026, or put the day into the file's name (Content 2026-03-31.csv)."
            )
        out.append(day.date(years[0]))
    return out


def _years(day: Day, newest: dt.date | None, known: About, year: int | None) -> list[int]:
    """The years in which a day of export can lie: not before the newest upload, nor after today."""
    if known.last:
        last = known.last
        return [min((last.year - 1, last.year, last.year + 1), key=lambda y: abs((day.about(y) - last).days))]
    if year:
        return [year + (newest is not None and day.about(year) < newest - DAY)]
    if newest is None:
        return []
    today = _today()
    years = range(newest.year, today.year + 1)
    return [y for y in years if day.date(y) == day.about(y) and newest - DAY <= day.about(y) <= today + DAY]


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _posted(cell: str | None, day: Day | None, upload: dt.datetime | None, notes: Counter[str]) -> Any:
    """When a video was posted; None where its id, which is exact, tells the same or is all there is."""
    said = _date(cell, day, upload)
    if said is None:
        notes["Post time could not be read or has no year"] += bool(cell) and upload is None
        return None
    if upload and abs((said - upload.date()).days) <= 1:
        return None
    notes["posted_at is the day of Post time: it lies more than a day from the upload"] += upload is not None
    return cell if moments.iso(cell or "") else said


def _date(cell: str | None, day: Day | None, upload: dt.datetime | None) -> dt.date | None:
    """The day that a cell names: with its own year, else in the first year that is not before the upload."""
    if day is None:
        try:
            return moments.reader("date", [cell], "", "")(cell) if cell else None
        except Unreadable:
            return None
    if day.year or upload is None:
        said = day.date(day.year)
        return said if isinstance(said, dt.date) else None
    first = upload.date()
    dates = [day.date(year) for year in (first.year - 1, first.year, first.year + 1)]
    return next((d for d in dates if isinstance(d, dt.date) and d >= first - DAY), None)
