"""TikTok One / Creator Marketplace (TCM) figures as Later Influence exports them: one row a video of a campaign; CSV.

Layout: **the metrics are verified, the rest of the header is not.**  Later's help page on TikTok content
(help-influence.later.com, articles/20462369521687) lists what its content export has from TCM: Video Views, Video Views
Organic, Video Views Paid, Video Views By Source, Average View Time, Video Completion Rate, Total Play Time, percentiles
of similar creators, Female / Male Audience, TikTok Age Audience Percentage 18-24 ….  How it names the video's address,
its creator and its day is not known: usual names are tried, and a file without id and address is refused.  No real file
was seen.

=============================================  ====================================================================
column (dashes and brackets do not matter)     becomes
=============================================  ====================================================================
Post URL, Link, … (unverified)                 videos.url, which tells id, creator and day
Video ID, Post ID (unverified)                 videos.video_id
Username, Creator Handle, … (unverified)       videos.creator_id, audience.creator_id
Post Date, … Caption (unverified)              videos.posted_at, .caption
Video Views                                    videos.views: organic and paid together, replays included
Video Views Paid                               videos.paid_views; videos.is_ad is whether there are any
Likes, Comments, Shares, Reach                 videos.likes, .comments, .shares, .reach
Average View Time                              videos.avg_watch_s: seconds, "12.3s" or "0:12"
Video Completion Rate                          videos.full_watch_rate
Female Audience, Male Audience                 audience gender female, male
TikTok Age Audience Percentage 18-24           audience age 18-24
=============================================  ====================================================================

* Rates: with a % sign they say what they are.  Bare numbers are percent where one of the column is above 1, else
  fractions; for audiences all columns decide together, because their unit is the same.
* Whether an audience is the video's or the creator's is not said.  It is taken for the creator's where all rows of the
  creator agree, and left out where they do not.
* Percentiles of similar creators, views by source and total play time have no place in the tables.
"""

from collections import defaultdict
from collections.abc import Sequence
import re
from typing import Any

from kit.errors import DataError
from kit.reading import values
from kit.reading.sheet import Sheet
from kit.sources import Batch, derive, Options, Reading

LABEL = "TikTok One / Creator Marketplace, exported by Later"
BY = "Video Views Organic or Video Views Paid beside Average View Time, Video Completion Rate, Total Play Time"
VIDEOS = {
    "video_id": ("video id", "tiktok video id", "post id"),
    "url": ("post url", "post link", "video url", "video link", "content url", "permalink", "url", "link"),
    "creator_id": ("username", "creator username", "creator handle", "tiktok handle", "handle", "tiktok username"),
    "posted_at": ("post date", "date posted", "posted at", "published at", "publish date", "post time"),
    "caption": ("caption", "post caption"),
    "views": ("video views", "video views non unique"),
    "paid_views": ("video views paid",),
    "likes": ("likes",),
    "comments": ("comments",),
    "shares": ("shares",),
    "reach": ("reach",),
    "avg_watch_s": ("average view time",),
    "full_watch_rate": ("video completion rate",),
    "captured_at": ("last updated", "metrics updated at"),
}
FILLS = {
    "videos": (*VIDEOS, "is_ad"),
    "audience": ("creator_id", "dimension", "value", "share", "captured_at"),
}
OWN = {"video views organic", "video views paid", "average view time", "video completion rate", "total play time"}
AGE = re.compile(r"age audience percentage (\d+) (\d+)|age audience percentage (\d+)")


def name_of(header: str) -> str:
    """A header in lower case without dashes and brackets: "Video Views - Organic" → video views organic."""
    return re.sub(r"[\W_]+", " ", header).strip().lower()


def detect(sheet: Sheet) -> float:
    names = {name_of(name) for name in sheet.header}
    return 0.9 if len(names & OWN) >= 2 and names & {"video views organic", "video views paid"} else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    found = {name_of(name): place for place, name in reversed(list(enumerate(sheet.header))) if name}
    taken = {ours: next((found[n] for n in theirs if n in found), None) for ours, theirs in VIDEOS.items()}
    places = {ours: place for ours, place in taken.items() if place is not None}
    if "url" not in places and "video_id" not in places:
        raise DataError(
            f"{sheet.file.label} has no column with the videos' addresses or ids, so they cannot be told apart; name "
            "its columns in a mapping file (--map columns.yaml)."
        )
    cells: dict[str, Any] = {ours: sheet.columns[place] for ours, place in places.items()}
    n = len(sheet)
    units = {"full_watch_rate": _unit([sheet.texts(places["full_watch_rate"])])} if "full_watch_rate" in places else {}
    if "avg_watch_s" in places:
        cells["avg_watch_s"] = [_seconds(c) for c in sheet.texts(places["avg_watch_s"])]
    if "paid_views" in places:
        paid, _ = values.parse("count", sheet.texts(places["paid_views"]))
        cells["is_ad"] = [None if views is None else str(views > 0) for views in paid.to_pylist()]
    cells["creator_id"] = _creators(sheet, places)
    audience, notes, used = _audience(sheet, cells["creator_id"], places.get("captured_at"))
    batches = [Batch("videos", cells, range(n), units=units), *audience]
    return Reading(batches, {*places.values(), *used}, notes)


def _creators(sheet: Sheet, places: dict[str, int]) -> list[str | None]:
    """Whose video it is: the address says it best, a column of handles else."""
    empty = [None] * len(sheet)
    urls, handles = (sheet.texts(places[c]) if c in places else empty for c in ("url", "creator_id"))
    return [
        derive.creator_id(url) if url and derive.PROFILE.search(url) else derive.creator_id(handle)
        for url, handle in zip(urls, handles, strict=True)
    ]


def _seconds(cell: str | None) -> str | None:
    """Seconds out of "12.3s" and "1:05"; other cells as they are."""
    if cell is None:
        return None
    clock = re.fullmatch(r"\s*(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)\s*", cell)
    if clock:
        return str(int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3]))
    return re.sub(r"\s*(s|secs?|seconds?)\.?\s*$", "", cell, flags=re.IGNORECASE)


def _unit(columns: Sequence[Sequence[str | None]]) -> str:
    """percent where a bare number is above 1; numbers with a % sign need no unit."""
    cells = [c for column in columns for c in column if c]
    if any("%" in c for c in cells):
        return ""
    return "percent" if any(v is not None and v > 1 for v in values.parse("number", cells)[0].to_pylist()) else ""


def _groups(sheet: Sheet) -> dict[int, tuple[str, str]]:
    """Column → dimension and value of the table `audience`."""
    out = {}
    for place, header in enumerate(sheet.header):
        name = name_of(header)
        age = AGE.search(name)
        if name in ("female audience", "male audience"):
            out[place] = ("gender", name.split()[0])
        elif age:
            out[place] = ("age", f"{age[1]}-{age[2]}" if age[1] else f"{age[3]}+")
    return out


def _audience(
    sheet: Sheet, creators: list[str | None], captured: int | None
) -> tuple[list[Batch], dict[str, int], set[int]]:
    """The audience of each creator whose rows agree on it."""
    groups = _groups(sheet)
    texts = {place: sheet.texts(place) for place in groups}
    moments = sheet.texts(captured) if captured is not None else [None] * len(sheet)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, creator in enumerate(creators):
        if creator and any(texts[place][row] for place in groups):
            rows[creator].append(row)
    torn = {c for c, own in rows.items() if len({tuple(texts[p][row] for p in groups) for row in own}) > 1}
    cells: dict[str, list[Any]] = {column: [] for column in FILLS["audience"]}
    places = []
    for creator, own in rows.items():
        row = own[-1]
        for place, (dimension, value) in groups.items():
            if creator not in torn and texts[place][row]:
                found = (creator, dimension, value, texts[place][row], moments[row])
                for column, cell in zip(cells, found, strict=True):
                    cells[column].append(cell)
                places.append(row)
    notes = {"creators have videos with different audiences, so none was taken for the creator's": len(torn)}
    batch = Batch("audience", cells, places, units={"share": _unit(list(texts.values()))})
    return [batch] if places else [], {words: n for words, n in notes.items() if n}, set(groups)
