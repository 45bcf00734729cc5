"""Bright Data, TikTok posts (scraper and data set): one record a video; JSON, NDJSON or CSV.

Layout: Bright Data's public pages of that interface (2026) and the code of public consumers; no real file was at hand.
Documented are post_id, description, create_time, share_count, collect_count, comment_count, play_count, video_duration,
hashtags, video_url, profile_username, profile_url, is_verified; consumers read digg_count, url and discovery_input too.
profile_followers, account_id, music, original_sound and timestamp are **not verified**.  Whether profile_username is
the handle or the name that is shown is not stated, so the handle is taken from an address first.

=============================================  ==============================================================
column                                         becomes
=============================================  ==============================================================
post_id, url                                   videos.video_id, .url
profile_url, else url, else account_id,        videos.creator_id, creators.creator_id
else profile_username
create_time (ISO)                              videos.posted_at
description, hashtags (list, with #)           videos.caption, .hashtags
play_count digg_count comment_count            videos.views, .likes, .comments,
share_count collect_count                      .shares, .saves
video_duration (s; 0 for photos: missing)      videos.duration_s
music/id; music/title, else original_sound     videos.sound_id, .sound
profile_followers                              videos.followers_at_capture, creators.followers
is_verified                                    creators.verified
discovery_input/search_keyword                 videos.collected_by = hashtag (#…) or search, .collected_for
discovery_input/url of a profile               videos.collected_by = profile, .collected_for
timestamp                                      captured_at
=============================================  ==============================================================

Records that hold an error instead of a video are refused.  Biographies and pictures are never read.
"""

from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kit.reading.columns import Column, per_value
from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.sources.bright_data_profiles import ERRORS, failed, handles
from kit.sources.derive import creator_id, ITEM, PROFILE
from kit.sources.tiktok_api import without_zero

LABEL = "Bright Data TikTok posts"
BY = "post_id, play_count and collect_count or digg_count"
ADDRESSES, NAMES = ("profile_url", "url"), ("account_id", "profile_username")
KEYWORD, PLACE = "discovery_input/search_keyword", "discovery_input/url"
VIDEOS = {
    "video_id": ("post_id",),
    "url": ("url",),
    "posted_at": ("create_time",),
    "caption": ("description",),
    "views": ("play_count",),
    "likes": ("digg_count",),
    "comments": ("comment_count",),
    "shares": ("share_count",),
    "saves": ("collect_count",),
    "duration_s": ("video_duration",),
    "sound_id": ("music/id",),
    "sound": ("music/title", "original_sound"),
    "followers_at_capture": ("profile_followers",),
    "captured_at": ("timestamp",),
}
CREATORS = {
    "followers": ("profile_followers",),
    "verified": ("is_verified",),
    "captured_at": ("timestamp",),
}
FILLS = {
    "videos": (*VIDEOS, "creator_id", "hashtags", "collected_by", "collected_for"),
    "creators": ("creator_id", *CREATORS),
}
STREAMED = (
    *dict.fromkeys(chain(*VIDEOS.values(), *CREATORS.values(), ADDRESSES, NAMES)),
    "hashtags/*",
    KEYWORD,
    PLACE,
    *ERRORS,
)


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    return 0.9 if {"post_id", "play_count"} <= paths and {"collect_count", "digg_count"} & paths else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields, rows = Fields(sheet), range(len(sheet))
    videos: dict[str, Any] = fields.columns(VIDEOS)
    creators: dict[str, Any] = fields.columns(CREATORS)
    videos["creator_id"] = creators["creator_id"] = handles(fields, ADDRESSES, NAMES)
    if "duration_s" in videos:
        videos["duration_s"] = without_zero(videos["duration_s"])
    tags = fields.lists("hashtags")
    videos |= {"hashtags": tags} if tags is not None else {}
    videos |= _collected(fields, len(sheet))
    refuse = failed(fields, videos.get("video_id", pa.nulls(len(sheet), pa.string())))
    kept = [place for place in rows if place not in refuse]
    creators = {column: cells.take(pa.array(kept, pa.int64())) for column, cells in creators.items()}
    return Reading([Batch("videos", videos, rows), Batch("creators", creators, kept)], fields.used, refuse=refuse)


def _collected(fields: Fields, n: int) -> dict[str, Column]:
    """How each video was found, where the record repeats what was asked for."""
    words, pages = fields.get(KEYWORD), fields.get(PLACE)
    if words is None and pages is None:
        return {}
    words, pages = (pa.nulls(n, pa.string()) if cells is None else cells for cells in (words, pages))
    kinds = per_value(words, lambda word: "hashtag" if word.startswith("#") else "search")
    names: Any = per_value(pages, _profile)
    return {
        "collected_by": pc.coalesce(kinds, pc.if_else(names.is_valid(), "profile", None)),
        "collected_for": pc.coalesce(per_value(words, lambda word: word.lstrip("#").strip().lower()), names),
    }


def _profile(page: str) -> str | None:
    """The handle, where an address is that of a profile."""
    return creator_id(page) if PROFILE.search(page) and not ITEM.search(page) else None
