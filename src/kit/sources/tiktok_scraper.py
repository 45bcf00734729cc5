"""tiktok-scraper (drawrowfly, npm; last release 2022): one record a video; JSON or CSV.

Layout seen in: a public JSON file of that repository (January 2021) and a CSV of January 2020, its type definitions,
and the headers that six public consumers list.  Apify's actor has the same names for most things, so the mapping is
taken from `kit.sources.apify`; the two are told apart by ``collector`` around the records (what its functions return)
or by columns that only this tool has: secretID, videoUrlNoWaterMark, videoApiUrlNoWaterMark.  The files that its
command line writes are bare lists.  The CSV of 2020 has authorId and musicId, no names of either, and no views.

=====================================  ======================================================================
column                                 becomes
=====================================  ======================================================================
id, text, createTime (Unix s), …       as in `kit.sources.apify`
authorMeta/name, else authorMeta/id,   videos.creator_id, creators.creator_id
else authorId
musicMeta/musicId, else musicId        videos.sound_id
=====================================  ======================================================================

There are no saves, no flags of ads or partnerships, and no time of capture: the number in the file's name
(user_1609948309033.json) is not read as a date; give ``--captured-at``.
"""

from itertools import chain
from typing import Any

from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import apify, Batch, Options, Reading

LABEL = "tiktok-scraper (drawrowfly)"
BY = "records inside collector, or secretID, videoUrlNoWaterMark"
ABSENT = {"saves", "is_ad", "is_sponsored", "captured_at", "country"}
OWN = {"secretid", "videourlnowatermark", "videoapiurlnowatermark"}
FIRST = {"authorid", "musicid", "videourl", "diggcount"}  # the CSV of 2020
AUTHOR = ("authorMeta/name", "authorMeta/id", "authorId")
VIDEOS = {ours: theirs for ours, theirs in apify.VIDEOS.items() if ours not in ABSENT} | {
    "creator_id": AUTHOR,
    "sound_id": ("musicMeta/musicId", "musicId"),
}
CREATORS = {ours: theirs for ours, theirs in apify.CREATORS.items() if ours not in ABSENT} | {"creator_id": AUTHOR}
LISTS = {"hashtags": ("hashtags", "name"), "mentions": ("mentions", "")}
FILLS = {"videos": (*VIDEOS, *LISTS), "creators": tuple(CREATORS)}
STREAMED = (
    *dict.fromkeys(chain(*VIDEOS.values(), *CREATORS.values())),
    "hashtags/*/name",
    "mentions/*",
)


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    video = {"id", "diggcount"} <= paths and "collectcount" not in paths
    own = sheet.within.lower().endswith("collector") or OWN & paths or paths >= FIRST
    return 0.95 if video and own else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields, rows = Fields(sheet), range(len(sheet))
    videos: dict[str, Any] = fields.columns(VIDEOS)
    lists = {ours: fields.lists(*theirs) for ours, theirs in LISTS.items()}
    videos |= {ours: cells for ours, cells in lists.items() if cells is not None}
    return Reading([Batch("videos", videos, rows), Batch("creators", fields.columns(CREATORS), rows)], fields.used)
