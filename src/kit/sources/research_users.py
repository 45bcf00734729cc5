"""TikTok Research API, users: the answers of /v2/research/user/info/ as JSON, one answer, one a line, or as CSV.

Layout: the public page of that query (fields display_name, bio_description, avatar_url, is_verified, follower_count,
following_count, likes_count, video_count, bio_url); no real answer was at hand.

**The handle stands in the question and not in the answer.**  A field ``username`` that somebody put beside the answer
is taken; without one a creator is known by the display name only ("name:…") and does not meet the account's videos.

=======================================  ================================================
field                                    becomes
=======================================  ================================================
username (added), else display_name      creators.creator_id
display_name                             creators.name
follower_count, following_count          creators.followers, .following
likes_count                              creators.likes_total (likes received)
video_count, is_verified                 creators.videos_total, .verified
=======================================  ================================================

Biographies, their links and avatars are never read.
"""

from itertools import chain

from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "TikTok Research API users"
BY = "display_name with follower_count, likes_count, video_count"
CREATORS = {
    "creator_id": ("username", "data/username"),
    "name": ("display_name", "data/display_name"),
    "followers": ("follower_count", "data/follower_count"),
    "following": ("following_count", "data/following_count"),
    "likes_total": ("likes_count", "data/likes_count"),
    "videos_total": ("video_count", "data/video_count"),
    "verified": ("is_verified", "data/is_verified"),
}
FILLS = {"creators": tuple(CREATORS)}
STREAMED = tuple(chain(*CREATORS.values()))


def detect(sheet: Sheet) -> float:
    paths = {path(name).removeprefix("data/") for name in sheet.header}
    counts = {"follower_count", "following_count", "likes_count", "video_count"} & paths
    return 0.9 if "display_name" in paths and len(counts) >= 2 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    return Reading([Batch("creators", fields.columns(CREATORS), range(len(sheet)))], fields.used)
