"""Items of TikTok's web interface ("itemStruct"), as TikTok-Api (davidteather) and the web app itself give them: JSON.

Layout: the code of TikTok-Api, of 4CAT and of Zeeschuimer, which read these items (2022–2026); no real answer was at
hand.  One item, a list, one a line, ``itemList`` of an answer, ``itemInfo/itemStruct`` of a video's page, and what
pandas makes of them (names flattened with dots).  Counts stand twice: ``statsV2`` as text, ``stats`` as numbers;
``authorStats`` counts hearts in 32 bits, so that accounts with more than 2,147,483,647 wrap there and not in
``authorStatsV2`` (negative hearts are missing; those beyond 4.3 billion cannot be told).  An old form has the handle as
plain ``author`` and the name as ``nickname``.

=============================================  ==============================================================
field                                          becomes
=============================================  ==============================================================
id                                             videos.video_id
author/uniqueId, else author                   videos.creator_id, creators.creator_id
createTime (Unix s)                            videos.posted_at
desc                                           videos.caption
textExtra/N/hashtagName, else                  videos.hashtags
challenges/N/title
textExtra/N/userUniqueId                       videos.mentions
music/id, music/title                          videos.sound_id, .sound
video/duration (s; 0 for photos: missing)      videos.duration_s
statsV2, else stats: playCount diggCount       videos.views, .likes,
commentCount shareCount collectCount           .comments, .shares, .saves
isAd                                           videos.is_ad
authorStatsV2, else authorStats:               videos.followers_at_capture, creators.followers,
followerCount followingCount                   .following,
heartCount videoCount                          .likes_total, .videos_total
author/nickname, else nickname                 creators.name
author/verified                                creators.verified
__import_meta/last_updated,                    captured_at (only where 4CAT kept what Zeeschuimer had noted)
else .../timestamp_collected
=============================================  ==============================================================

``adAuthorization`` is not taken for a paid partnership (4CAT does so): what it means is documented nowhere.
``authorStats/diggCount`` are likes given, not received.  Biographies (signature), avatars and places are not read.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.reading.columns import Column, matching
from kit.reading.fields import Fields, Names, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "TikTok-Api items"
BY = "id, desc, createTime, author and stats or statsV2 (also inside itemList, itemInfo)"
CAPTURED = ("__import_meta/last_updated", "__import_meta/timestamp_collected")
AUTHOR = ("author/uniqueId", "author")
FOLLOWERS = ("authorStatsV2/followerCount", "authorStats/followerCount")
VIDEOS = {
    "video_id": ("id",),
    "creator_id": AUTHOR,
    "posted_at": ("createTime",),
    "caption": ("desc",),
    "sound_id": ("music/id",),
    "sound": ("music/title",),
    "duration_s": ("video/duration",),
    "views": ("statsV2/playCount", "stats/playCount"),
    "likes": ("statsV2/diggCount", "stats/diggCount"),
    "comments": ("statsV2/commentCount", "stats/commentCount"),
    "shares": ("statsV2/shareCount", "stats/shareCount"),
    "saves": ("statsV2/collectCount", "stats/collectCount"),
    "followers_at_capture": FOLLOWERS,
    "is_ad": ("isAd",),
}
CREATORS = {
    "creator_id": AUTHOR,
    "name": ("author/nickname", "nickname"),
    "followers": FOLLOWERS,
    "following": ("authorStatsV2/followingCount", "authorStats/followingCount"),
    "likes_total": ("authorStatsV2/heartCount", "authorStats/heartCount", "authorStats/heart"),
    "videos_total": ("authorStatsV2/videoCount", "authorStats/videoCount"),
    "verified": ("author/verified",),
}
TAGS, MENTIONS = (("textExtra", "hashtagName"), ("challenges", "title")), ("textExtra", "userUniqueId")
FILLS = {
    "videos": (*VIDEOS, "hashtags", "mentions", "captured_at"),
    "creators": (*CREATORS, "captured_at"),
}
ITEM = (
    *dict.fromkeys(chain(*VIDEOS.values(), *CREATORS.values())),
    *(f"{start}/*/{end}" for start, end in (*TAGS, MENTIONS)),
)
STREAMED = (*ITEM, *CAPTURED)


def is_item(names: Sequence[str]) -> bool:
    """Whether these names, in lower case and flattened with slashes, are those of an item."""
    tops = {name.split("/")[0] for name in names}
    return {"id", "desc", "createtime", "author"} <= tops and bool({"stats", "statsv2"} & tops)


def detect(sheet: Sheet) -> float:
    return 0.9 if is_item([path(name) for name in sheet.header]) else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    videos, creators = tables(fields)
    rows = range(len(sheet))
    return Reading([Batch("videos", videos, rows), Batch("creators", creators, rows)], fields.used)


def tables(
    fields: Fields, before: str = "", captured: Sequence[str] = CAPTURED
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The cells for videos and for creators, out of items that stand under `before` ("data/")."""
    videos: dict[str, Any] = fields.columns({**_under(before, VIDEOS), "captured_at": captured})
    creators: dict[str, Any] = fields.columns({**_under(before, CREATORS), "captured_at": captured})
    for cells in (videos, creators):
        if "creator_id" in cells:  # what is no handle but the whole object
            cells["creator_id"] = pc.if_else(matching(cells["creator_id"], r"^\s*\{"), None, cells["creator_id"])
    if "duration_s" in videos:
        videos["duration_s"] = without_zero(videos["duration_s"])
    if "likes_total" in creators:
        creators["likes_total"] = without_wrapped(creators["likes_total"])
    tags = [found for start, end in TAGS if (found := fields.lists(before + start, end)) is not None]
    mentions = fields.lists(before + MENTIONS[0], MENTIONS[1])
    if tags:
        videos["hashtags"] = _first(tags)
    if mentions is not None:
        videos["mentions"] = mentions
    return videos, creators


def without_zero(durations: Column) -> Column:
    """Durations, missing where they are 0: photos have none."""
    return pc.if_else(matching(durations, r"^\s*0+(\.0+)?\s*$"), None, durations)


def without_wrapped(hearts: Column) -> Column:
    """Hearts, missing where 32 bits were too few for them and made them negative."""
    return pc.if_else(matching(hearts, r"^\s*-"), None, hearts)


def _first(columns: Sequence[Column]) -> Column:
    """Row by row, the first list that says something (a mention is an element without a tag)."""
    found = columns[0]
    for other in columns[1:]:
        held = np.asarray(pc.fill_null(pc.not_equal(pc.binary_join(found, ""), ""), False))
        places = np.arange(len(found)) + len(found) * ~held
        found = pa.concat_arrays([found, other]).take(pa.array(places))
    return found


def _under(before: str, names: Names) -> Names:
    return {ours: tuple(before + name for name in theirs) for ours, theirs in names.items()}
