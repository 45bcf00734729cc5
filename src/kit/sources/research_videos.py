"""TikTok Research API, videos: the answers of /v2/research/video/query/ as JSON, one answer, one a line, or as CSV.

Layout: the public codebook of the Research API (September 2026) and its query page; no real answer was at hand.
Only the fields that a query asked for are there.  Ids are numbers of nineteen digits in the JSON and stay exact.
A CSV that somebody made of answers keeps the names; lists stand there as Python or JSON write them.

==========================================  =================================================================
field                                       becomes
==========================================  =================================================================
id                                          videos.video_id
username                                    videos.creator_id, creators.creator_id
create_time (Unix s)                        videos.posted_at
video_description                           videos.caption
hashtag_names, video_mention_list           videos.hashtags, .mentions
music_id                                    videos.sound_id (the API gives no name)
video_duration (s)                          videos.duration_s
view_count like_count comment_count         videos.views, .likes, .comments,
share_count favorites_count                 .shares, .saves
region_code                                 creators.country (where the account was registered)
==========================================  =================================================================

When an answer was given and what the query asked for do not stand in it: give ``--captured-at``; collected_by is
missing.  The text that was recognised from the voice, effects and labels are not taken over.
"""

from itertools import chain

from kit.errors import DataError
from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "TikTok Research API videos"
BY = "data/videos with id, create_time and the counts of the Research API (view_count, like_count, …)"
VIDEOS = {
    "video_id": ("id",),
    "creator_id": ("username",),
    "posted_at": ("create_time",),
    "caption": ("video_description",),
    "sound_id": ("music_id",),
    "duration_s": ("video_duration",),
    "views": ("view_count",),
    "likes": ("like_count",),
    "comments": ("comment_count",),
    "shares": ("share_count",),
    "saves": ("favorites_count", "favourites_count"),
}
CREATORS = {"creator_id": ("username",), "country": ("region_code",)}
LISTS = {"hashtags": "hashtag_names", "mentions": "video_mention_list"}
OWN = {"username", "region_code", "hashtag_names", "music_id", "effect_ids", "voice_to_text", "video_mention_list"}
COUNTS = {"view_count", "like_count", "comment_count", "share_count", "favorites_count"}
FILLS = {"videos": (*VIDEOS, *LISTS), "creators": tuple(CREATORS)}
STREAMED = (*dict.fromkeys(chain(*VIDEOS.values(), *CREATORS.values())), *(f"{name}/*" for name in LISTS.values()))


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    inside = sheet.within.lower().endswith("videos")
    own = any(p.split("/")[0] in OWN for p in paths)
    return 0.9 if "id" in paths and own and len(COUNTS & paths) >= 2 and (inside or "create_time" in paths) else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    videos, rows = fields.columns(VIDEOS), range(len(sheet))
    if "creator_id" not in videos:
        raise DataError(
            f"{sheet.file.label} has no username, so nobody could tell whose videos these are; "
            "ask the Research API for the field username too."
        )
    lists = {ours: fields.lists(theirs) for ours, theirs in LISTS.items()}
    videos |= {ours: cells for ours, cells in lists.items() if cells is not None}
    return Reading([Batch("videos", videos, rows), Batch("creators", fields.columns(CREATORS), rows)], fields.used)
