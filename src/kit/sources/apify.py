"""Apify TikTok scraper (clockworks/tiktok-scraper and its siblings for hashtags, profiles and videos): one row a video.

Layout seen in: two public exports of 190 and 162 rows (2025; CSV, BOM, all cells quoted), and in the code of eight
public consumers, which flatten with dots.  Nested names are joined by ``/`` or ``.``; lists take one column an element
(``hashtags/0/name``).  Any field may have been left out of an export.

=======================================  ====================================================================
column                                   becomes
=======================================  ====================================================================
id, else the end of webVideoUrl          videos.video_id
authorMeta/name, else webVideoUrl        videos.creator_id, creators.creator_id
createTimeISO, else createTime (Unix s)  videos.posted_at
text, webVideoUrl                        videos.caption, .url
playCount diggCount commentCount         videos.views, .likes, .comments,
shareCount collectCount                  .shares, .saves
videoMeta/duration (s)                   videos.duration_s
musicMeta/musicId, /musicName            videos.sound_id, .sound
hashtags/N/name                          videos.hashtags
mentions/N, detailedMentions/N/name      videos.mentions
isAd, isSponsored                        videos.is_ad (boosted), .is_sponsored (paid partnership label)
authorMeta/fans                          videos.followers_at_capture, creators.followers
authorMeta/nickName following heart      creators.name, .following, .likes_total,
video verified region                    .videos_total, .verified, .country
searchHashtag/name                       videos.collected_by = hashtag, .collected_for = the tag
searchQuery                              videos.collected_by = search, .collected_for = the query
input                                    the tag or profile asked for, told apart by the rows' own authors and tags
scrapedAt (where an actor adds it)       captured_at
=======================================  ====================================================================

Biographies, avatars, places and addresses are not taken over.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
import re
from typing import Any

from kit.errors import DataError
from kit.sources import Batch, Options, Reading
from kit.sources.derive import hashtags, PROFILE
from kit.sources.reading import Sheet, text_of
from kit.sources.values import literal, Unreadable

LABEL = "Apify TikTok scraper"
COUNTS = ("playCount", "diggCount", "commentCount", "shareCount", "collectCount")
CAPTURED = ("scrapedAt", "scraped_at", "crawledAt", "capturedAt", "captured_at")
AUTHOR = ("authorMeta/name", "author/uniqueId", "authorMeta/profileUrl")
VIDEOS = {
    "video_id": ("id",),
    "url": ("webVideoUrl",),
    "creator_id": AUTHOR,
    "posted_at": ("createTimeISO", "createTime"),
    "caption": ("text",),
    "views": ("playCount",),
    "likes": ("diggCount",),
    "comments": ("commentCount",),
    "shares": ("shareCount",),
    "saves": ("collectCount",),
    "duration_s": ("videoMeta/duration",),
    "sound_id": ("musicMeta/musicId",),
    "sound": ("musicMeta/musicName",),
    "is_ad": ("isAd",),
    "is_sponsored": ("isSponsored",),
    "followers_at_capture": ("authorMeta/fans",),
    "captured_at": CAPTURED,
}
CREATORS = {
    "creator_id": AUTHOR,
    "name": ("authorMeta/nickName",),
    "followers": ("authorMeta/fans",),
    "following": ("authorMeta/following",),
    "likes_total": ("authorMeta/heart",),
    "videos_total": ("authorMeta/video",),
    "verified": ("authorMeta/verified",),
    "country": ("authorMeta/region",),
    "captured_at": CAPTURED,
}


class Fields:
    """The columns of a sheet by their nested name, whichever way the export flattened it; remembers which were used."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.used = sheet, set[int]()
        self.paths = {path(name): place for place, name in reversed(list(enumerate(sheet.header)))}

    def first(self, names: Sequence[str]) -> list[Any] | None:
        """Row by row, the first of `names` that holds something; None if there is no such column."""
        columns = [c for c in map(self.get, names) if c is not None]
        if len(columns) < 2:
            return columns[0] if columns else None
        return [next((v for v in row if v is not None), None) for row in zip(*columns, strict=True)]

    def get(self, name: str) -> list[Any] | None:
        """One column, or what a column of JSON objects ("authorMeta") says under this name."""
        if name.lower() in self.paths:
            place = self.paths[name.lower()]
            self.used.add(place)
            return self.sheet.columns[place]
        outer, _, inner = name.partition("/")
        if inner and outer.lower() in self.paths:
            self.used.add(self.paths[outer.lower()])
            return [_inside(cell, inner) for cell in self.sheet.columns[self.paths[outer.lower()]]]
        return None

    def lists(self, start: str, end: str = "") -> list[list[str] | None] | None:
        """Lists that take one column an element (start/0/end, start/1/end, …), or stand in one column as JSON."""
        pattern = re.compile(rf"{start}/\d+{'/' + end if end else ''}", re.IGNORECASE)
        places = [place for name, place in self.paths.items() if pattern.fullmatch(name)]
        if places:
            self.used.update(places)
            columns = [self.sheet.columns[p] for p in sorted(places)]
            return [[t for t in map(text_of, row) if t] for row in zip(*columns, strict=True)]
        whole = self.get(start)
        return None if whole is None else [_elements(cell) for cell in whole]


def path(name: str) -> str:
    """authorMeta.name, authorMeta/name, hashtags[0].name → one spelling, lower case."""
    return re.sub(r"[./\[\]:]+", "/", name).strip("/").lower()


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    counts = {c.lower() for c in COUNTS} & paths
    author = any(p == "authormeta" or p.startswith("authormeta/") for p in paths)
    item = "webvideourl" in paths or ("id" in paths and author)
    return 0.9 if item and len(counts) + author >= 2 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    rows = range(len(sheet.rows))
    videos = _columns(fields, VIDEOS)
    if "video_id" not in videos and "url" not in videos:
        raise DataError(
            f"{sheet.file.label} has neither id nor webVideoUrl, so its videos cannot be told apart; export it again "
            "with one of them."
        )
    lists = {
        "hashtags": fields.lists("hashtags", "name"),
        "mentions": fields.lists("mentions") or fields.lists("detailedMentions", "name"),
    }
    videos |= {column: found for column, found in lists.items() if found is not None}
    videos |= _collected(fields, videos, len(rows))
    creators = _columns(fields, CREATORS)
    for cells in (videos, creators):  # no handle: the address has one; else the platform's id must do
        cells["creator_id"] = _author(
            cells.get("creator_id"), videos.get("url"), fields.get("authorMeta/id"), len(rows)
        )
    return Reading([Batch("videos", videos, rows), Batch("creators", creators, rows)], fields.used)


def _columns(fields: Fields, names: Mapping[str, Sequence[str]]) -> dict[str, list[Any]]:
    """Our column → cells, for those that the export has."""
    found = {column: fields.first(theirs) for column, theirs in names.items()}
    return {column: cells for column, cells in found.items() if cells is not None}


def _author(handles: list[Any] | None, urls: list[Any] | None, ids: list[Any] | None, n: int) -> list[Any]:
    empty = [None] * n
    return [
        handle or (url if url and PROFILE.search(str(url)) else None) or number
        for handle, url, number in zip(handles or empty, urls or empty, ids or empty, strict=True)
    ]


def _collected(fields: Fields, videos: dict[str, Any], n: int) -> dict[str, list[str | None]]:
    """How each video came into the file: the export says so, or what was asked for is told by tags and authors."""
    empty: list[Any] = [None] * n
    tags, queries = fields.first(["searchHashtag/name"]) or empty, fields.first(["searchQuery"]) or empty
    asked = [_asked(text_of(cell)) for cell in fields.first(["input"]) or empty]
    kinds = _kinds(asked, videos, n)
    by: list[str | None] = []
    value: list[str | None] = []
    for tag, query, wish in zip(map(text_of, tags), map(text_of, queries), asked, strict=True):
        kind = "hashtag" if tag else "search" if query else kinds.get(wish) if wish else None
        by.append(kind)
        value.append((tag.lstrip("#").lower() if tag else query or wish) if kind else None)
    return {"collected_by": by, "collected_for": value} if any(by) else {}


def _asked(wish: str | None) -> str | None:
    """The tag, handle or words that were asked for; None for the address of a single video."""
    if not wish or "/video/" in wish or "/photo/" in wish:
        return None
    return re.sub(r"^https?://(www\.)?tiktok\.com/(@|tag/)?|[?/].*$", "", wish).lstrip("@#").lower() or None


def _kinds(asked: list[str | None], videos: dict[str, Any], n: int) -> dict[str | None, str]:
    """What was asked for → hashtag or profile, as most of its rows tell; words that fit neither are left out."""
    authors, own = videos.get("creator_id", [None] * n), videos.get("hashtags")
    own = own or [hashtags(text) for text in videos.get("caption", [None] * n)]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for wish, author, tags in zip(asked, authors, own, strict=True):
        if wish:
            votes[wish][""] += 1
            votes[wish]["hashtag"] += wish in {t.lower() for t in tags or []}
            votes[wish]["profile"] += wish == (text_of(author) or "").lstrip("@").lower()
    best = {wish: max(("profile", "hashtag"), key=lambda kind: count[kind]) for wish, count in votes.items()}
    return {wish: kind for wish, kind in best.items() if votes[wish][kind] * 2 >= votes[wish][""]}


def _inside(cell: Any, inner: str) -> Any:
    try:
        value = literal(cell) if isinstance(cell, str) else cell
    except Unreadable:
        return None
    for part in inner.split("/"):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _elements(cell: Any) -> list[str] | None:
    """A list written into one cell: as JSON or Python, or with separators."""
    if cell is None:
        return None
    try:
        items = literal(cell) if isinstance(cell, str) and cell.strip()[:1] == "[" else cell
    except Unreadable:
        return None
    items = re.split(r"[;,|\s]+", items) if isinstance(items, str) else items
    names = (
        [i.get("name") or i.get("title") if isinstance(i, dict) else i for i in items]
        if isinstance(items, (list, tuple))
        else []
    )
    return [t for t in map(text_of, names) if t]
