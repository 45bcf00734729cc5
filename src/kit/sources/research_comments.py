"""TikTok Research API, comments: the answers of /v2/research/video/comment/list/ as JSON, one a line, or as CSV.

Layout: the public page of that query (fields id, video_id, text, like_count, reply_count, parent_comment_id,
create_time); no real answer was at hand.  Ids are numbers of nineteen digits in the JSON and stay exact.  The API gives
the first thousand comments of a video at most, and says nothing about who wrote them.

=======================  ==========================================
field                    becomes
=======================  ==========================================
id                       comments.comment_id
video_id                 comments.video_id
create_time (Unix s)     comments.posted_at
text, like_count         comments.text, .likes
=======================  ==========================================

reply_count and parent_comment_id have no place in our tables.
"""

from itertools import chain

from kit.errors import DataError
from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "TikTok Research API comments"
BY = "data/comments with id, video_id, like_count, parent_comment_id"
COMMENTS = {
    "comment_id": ("id",),
    "video_id": ("video_id",),
    "posted_at": ("create_time",),
    "text": ("text",),
    "likes": ("like_count",),
}
OWN = {"parent_comment_id", "reply_count", "like_count", "create_time"}
FILLS = {"comments": tuple(COMMENTS)}
STREAMED = tuple(chain(*COMMENTS.values()))


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    inside = sheet.within.lower() == "data/comments" and "cid" not in paths
    outside = {"id", "video_id"} <= paths and "parent_comment_id" in paths
    return 0.9 if "id" in paths and (inside or outside) and len(OWN & paths) >= 2 else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    cells = fields.columns(COMMENTS)
    if "video_id" not in cells:
        raise DataError(
            f"{sheet.file.label} has no video_id, so nobody could tell what was commented; "
            "ask the Research API for the field video_id too."
        )
    return Reading([Batch("comments", cells, range(len(sheet)))], fields.used)
