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
import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import DataError
from kit.reading.columns import Column, matching, per_value
from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.sources.derive import hashtags, PROFILE

LABEL = "Apify TikTok scraper"
COUNTS = ("playCount", "diggCount", "commentCount", "shareCount", "collectCount")
MOST = 20_000  # rows that are looked at to tell what was asked for
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
ASKED = ("searchHashtag/name", "searchQuery", "input")
STREAMED = (
    *dict.fromkeys(name for names in (*VIDEOS.values(), *CREATORS.values()) for name in names),
    "authorMeta/id",
    "hashtags/*/name",
    "mentions/*",
    "detailedMentions/*/name",
    *ASKED,
)
BY = "playCount, diggCount … beside authorMeta or webVideoUrl"
FILLS = {
    "videos": (*VIDEOS, "hashtags", "mentions", "collected_by", "collected_for"),
    "creators": tuple(CREATORS),
}


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    counts = {c.lower() for c in COUNTS} & paths
    author = any(p == "authormeta" or p.startswith("authormeta/") for p in paths)
    item = "webvideourl" in paths or ("id" in paths and author)
    return 0.9 if item and len(counts) + author >= 2 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    rows = range(len(sheet))
    videos: dict[str, Any] = fields.columns(VIDEOS)
    if "video_id" not in videos and "url" not in videos:
        raise DataError(
            f"{sheet.file.label} has neither id nor webVideoUrl, so its videos cannot be told apart; export it again "
            "with one of them."
        )
    mentions = fields.lists("mentions")
    lists = {
        "hashtags": fields.lists("hashtags", "name"),
        "mentions": fields.lists("detailedMentions", "name") if mentions is None else mentions,
    }
    videos |= {column: found for column, found in lists.items() if found is not None}
    videos |= _collected(fields, videos, len(rows))
    creators: dict[str, Any] = fields.columns(CREATORS)
    whose = _author(videos.get("creator_id"), videos.get("url"), fields.get("authorMeta/id"), len(rows))
    videos["creator_id"] = creators["creator_id"] = whose
    return Reading([Batch("videos", videos, rows), Batch("creators", creators, rows)], fields.used)


def _author(handles: Column | None, urls: Column | None, ids: Column | None, n: int) -> Column:
    """Whose video it is: the handle, else the address if it has one, else the platform's id must do."""
    if handles is not None and not handles.null_count:
        return handles
    told = None if urls is None else pc.if_else(matching(urls, f"(?i){PROFILE.pattern}"), urls, None)
    return pc.coalesce(pa.nulls(n, pa.string()), *(c for c in (handles, told, ids) if c is not None))


def _collected(fields: Fields, videos: dict[str, Any], n: int) -> dict[str, Column]:
    """How each video came into the file: the export says so, or what was asked for is told by tags and authors."""
    empty = pa.nulls(n, pa.string())
    tags, queries, asked = (fields.first(name) for name in ASKED)
    wishes = empty if asked is None else per_value(asked, _asked)
    tags, queries = (empty if c is None else c for c in (tags, queries))
    kinds = _kinds(wishes, pc.and_(tags.is_null(), queries.is_null()), videos)
    told = per_value(wishes, kinds.get)
    by = pc.coalesce(pc.if_else(tags.is_valid(), "hashtag", None), pc.if_else(queries.is_valid(), "search", None), told)
    value = pc.coalesce(per_value(tags, lambda tag: tag.lstrip("#").lower()), queries, wishes)
    return {"collected_by": by, "collected_for": pc.if_else(by.is_valid(), value, None)} if by.null_count < n else {}


def _asked(wish: str) -> str | None:
    """The tag, handle or words that were asked for; None for the address of a single video."""
    if "/video/" in wish or "/photo/" in wish:
        return None
    return re.sub(r"^https?://(www\.)?tiktok\.com/(@|tag/)?|[?/].*$", "", wish).lstrip("@#").lower() or None


def _kinds(wishes: Column, unsaid: Column, videos: dict[str, Any]) -> dict[str, str]:
    """What was asked for → hashtag or profile, as most of its rows tell; words that fit neither are left out."""
    rows = pc.indices_nonzero(pc.and_(unsaid, wishes.is_valid()))[:MOST]
    empty = [None] * len(rows)
    some = {c: videos[c].take(rows).to_pylist() for c in ("creator_id", "hashtags", "caption") if c in videos}
    own = some.get("hashtags") or [hashtags(text) for text in some.get("caption", empty)]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for wish, author, tags in zip(wishes.take(rows).to_pylist(), some.get("creator_id", empty), own, strict=True):
        votes[wish][""] += 1
        votes[wish]["hashtag"] += wish in {t.lower() for t in tags or []}
        votes[wish]["profile"] += wish == (author or "").lstrip("@").lower()
    best = {wish: max(("profile", "hashtag"), key=lambda kind: count[kind]) for wish, count in votes.items()}
    return {wish: kind for wish, kind in best.items() if votes[wish][kind] * 2 >= votes[wish][""]}
