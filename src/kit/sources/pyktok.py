"""Pyktok (dfreelon, Python): the CSV that it appends its metadata to, one row a video; videos may stand there twice.

Layout: the code of Pyktok, two versions of 2022–2024 (generate_data_row); no real file was at hand.  What Pyktok cannot
find it writes as an empty cell, except video_is_ad and author_verified, which are False then.

==========================================  =================================================================
column                                      becomes
==========================================  =================================================================
video_id                                    videos.video_id, .posted_at (see below)
author_username                             videos.creator_id, creators.creator_id
video_description                           videos.caption (hashtags are taken from it)
video_duration, else video_length (s)       videos.duration_s; 0 is missing (photos)
video_playcount diggcount commentcount      videos.views, .likes, .comments,
sharecount                                  .shares; there are no saves
video_is_ad                                 videos.is_ad
author_followercount                        videos.followers_at_capture, creators.followers
author_name followingcount heartcount       creators.name, .following, .likes_total,
videocount verified                         .videos_total, .verified
==========================================  =================================================================

**video_timestamp is not read**: it is the time of day of the computer that collected, without a zone.  posted_at comes
from the video's id instead.  author_verified holds the whole author in some versions: it is read only where it is true
or false.  author_diggcount are likes given.  Places (poi_…, video_locationcreated) are not taken over.
"""

from itertools import chain
from typing import Any

import pyarrow.compute as pc

from kit.reading.columns import matching
from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.sources.tiktok_api import without_wrapped, without_zero

LABEL = "Pyktok"
BY = "video_id, video_playcount and author_username"
VIDEOS = {
    "video_id": ("video_id",),
    "creator_id": ("author_username",),
    "caption": ("video_description",),
    "duration_s": ("video_duration", "video_length"),
    "views": ("video_playcount",),
    "likes": ("video_diggcount",),
    "comments": ("video_commentcount",),
    "shares": ("video_sharecount",),
    "followers_at_capture": ("author_followercount",),
    "is_ad": ("video_is_ad",),
}
CREATORS = {
    "creator_id": ("author_username",),
    "name": ("author_name",),
    "followers": ("author_followercount",),
    "following": ("author_followingcount",),
    "likes_total": ("author_heartcount",),
    "videos_total": ("author_videocount",),
    "verified": ("author_verified",),
}
FILLS = {"videos": (*VIDEOS, "posted_at", "hashtags"), "creators": tuple(CREATORS)}
STREAMED = tuple(dict.fromkeys(chain(*VIDEOS.values(), *CREATORS.values())))


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    return 0.95 if {"video_id", "video_playcount", "author_username"} <= paths else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields, rows = Fields(sheet), range(len(sheet))
    videos: dict[str, Any] = fields.columns(VIDEOS)
    creators: dict[str, Any] = fields.columns(CREATORS)
    if "duration_s" in videos:
        videos["duration_s"] = without_zero(videos["duration_s"])
    if "likes_total" in creators:
        creators["likes_total"] = without_wrapped(creators["likes_total"])
    if "verified" in creators:
        plain = matching(creators["verified"], r"(?i)^\s*(true|false)\s*$")
        creators["verified"] = pc.if_else(plain, creators["verified"], None)
    return Reading([Batch("videos", videos, rows), Batch("creators", creators, rows)], fields.used)
