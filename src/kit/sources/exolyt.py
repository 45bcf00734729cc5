"""Exolyt's export of videos: one row a video.

Layout seen in: a public parser of such files; the file may hold more columns than that reads.  UTF-8 with BOM.

=====================================  =======================================================================
column                                 becomes
=====================================  =======================================================================
url                                    videos.url, and video_id out of it
username, else url                     videos.creator_id
title                                  videos.caption
uploaded, or video_upload_date (ISO)   videos.posted_at; where both are empty, the id tells it
views likes comments shares            videos.views, .likes, .comments, .shares
favourited                             videos.saves
duration_ms                            videos.duration_s
promoted                               videos.is_ad: "PROMOTED" is true; an empty cell stays unknown
hashtags                               videos.hashtags; where empty, those of the caption
engagement_rate_%                      nothing: rates are computed from the counts
sentiment                              nothing: a label of the video, whose method the file does not tell
=====================================  =======================================================================

Known defects: several rows for one url, which are merged; rows without username or url (without url a row is refused,
for it names no video).  There are no followers, so no rate by followers can be had, and no language.  How videos were
chosen (account, hashtag, search) is not in the file.  Not known: the separator of hashtags (blanks, commas, semicolons
and JSON are read), and what `promoted` holds besides "PROMOTED".
"""

import pyarrow as pa

from kit.errors import DataError
from kit.reading.columns import per_value
from kit.reading.fields import Fields
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "Exolyt videos"
BY = "username and url, with favourited, engagement_rate_%, duration_ms or promoted"
VIDEOS = {
    "url": ("url",),
    "creator_id": ("username",),
    "posted_at": ("uploaded", "video_upload_date"),
    "caption": ("title",),
    "views": ("views",),
    "likes": ("likes",),
    "comments": ("comments",),
    "shares": ("shares",),
    "saves": ("favourited", "favorited"),
    "duration_s": ("duration_ms",),
    "is_ad": ("promoted",),
}
OWN = {"favourited", "engagement_rate_%", "duration_ms", "promoted", "video_upload_date"}  # names that others lack
FILLS = {"videos": ("video_id", *VIDEOS, "hashtags")}
STREAMED = (*(name for names in VIDEOS.values() for name in names), "hashtags", "hashtags/*")
ORGANIC = {"organic", "not promoted", "not_promoted", "none", "false", "no", "0"}


def detect(sheet: Sheet) -> float:
    names = {h.lower() for h in sheet.header}
    return 0.9 if {"username", "url", "views"} <= names and len(OWN & names) >= 2 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    videos = fields.columns(VIDEOS)
    if "url" not in videos:
        raise DataError(f"{sheet.file.label} has no column url, so its videos cannot be told apart; export it again.")
    if "is_ad" in videos:
        videos["is_ad"] = per_value(videos["is_ad"], _ad)
    tags = fields.lists("hashtags")
    if tags is not None:
        videos["hashtags"] = tags
    videos.setdefault("creator_id", pa.nulls(len(sheet), pa.string()))
    return Reading([Batch("videos", videos, range(len(sheet)), units={"duration_s": "ms"})], fields.used)


def _ad(cell: str) -> str:
    """What a cell says about promotion, as true or false; other words are left to be refused by name."""
    word = cell.strip().lower()
    return "true" if word == "promoted" else "false" if word in ORGANIC else cell
