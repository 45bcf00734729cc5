"""4CAT (Digital Methods Initiative), TikTok posts: the CSV of a data set that came from Zeeschuimer.

Layout: the code of 4CAT (map_item, 2022–2026); no real file was at hand.  **There are no saves.**  Lists are cut with
commas.  When the counts were seen does not stand in the CSV: give ``--captured-at`` (Zeeschuimer's NDJSON has it).

=============================================  ==============================================================
column                                         becomes
=============================================  ==============================================================
id, tiktok_url                                 videos.video_id, .url
author                                         videos.creator_id, creators.creator_id
unix_timestamp, else timestamp (UTC)           videos.posted_at
body                                           videos.caption
hashtags, else challenges                      videos.hashtags
music_id, music_name                           videos.sound_id, .sound
plays likes comments shares                    videos.views, .likes, .comments, .shares
is_ad, is_paid_partnership (yes, no)           videos.is_ad, .is_sponsored
author_followers                               videos.followers_at_capture, creators.followers
author_full, author_videos                     creators.name, .videos_total
collected_from_url                             videos.collected_by, .collected_for, as in `kit.sources.zeeschuimer`
=============================================  ==============================================================

author_likes are likes that the author gave, not received, and are not taken over; nor are avatars and places.
"""

from itertools import chain
from typing import Any

from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.sources.zeeschuimer import collected

LABEL = "4CAT TikTok posts"
BY = "thread_id, body, tiktok_url and plays"
VIDEOS = {
    "video_id": ("id",),
    "url": ("tiktok_url",),
    "creator_id": ("author",),
    "posted_at": ("unix_timestamp", "timestamp"),
    "caption": ("body",),
    "hashtags": ("hashtags", "challenges"),
    "sound_id": ("music_id",),
    "sound": ("music_name",),
    "views": ("plays",),
    "likes": ("likes",),
    "comments": ("comments",),
    "shares": ("shares",),
    "followers_at_capture": ("author_followers",),
    "is_ad": ("is_ad",),
    "is_sponsored": ("is_paid_partnership",),
}
CREATORS = {
    "creator_id": ("author",),
    "name": ("author_full",),
    "followers": ("author_followers",),
    "videos_total": ("author_videos",),
}
FILLS = {"videos": (*VIDEOS, "collected_by", "collected_for"), "creators": tuple(CREATORS)}
STREAMED = (*dict.fromkeys(chain(*VIDEOS.values(), *CREATORS.values())), "collected_from_url")


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    return 0.95 if {"id", "thread_id", "author", "body", "tiktok_url"} <= paths else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields, rows = Fields(sheet), range(len(sheet))
    videos: dict[str, Any] = fields.columns(VIDEOS)
    videos |= collected(fields.get("collected_from_url"), videos.get("creator_id"))
    return Reading(
        [
            Batch("videos", videos, rows, forms={"hashtags": ","}),
            Batch("creators", fields.columns(CREATORS), rows),
        ],
        fields.used,
    )
