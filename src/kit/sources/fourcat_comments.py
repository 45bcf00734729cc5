"""4CAT (Digital Methods Initiative), TikTok comments: the CSV of a data set that came from Zeeschuimer.

Layout: the code of 4CAT (map_item, 2023–2026); no real file was at hand.  ``timestamp`` is the time of day of the
server that made the file, so it is read only where unix_timestamp is missing, and that is said.

=======================================  ====================================================================
column                                   becomes
=======================================  ====================================================================
id                                       comments.comment_id
post_id, else post_url                   comments.video_id
unix_timestamp, else timestamp           comments.posted_at
body, likes                              comments.text, .likes
language_guess                           comments.language; "un" (not known) is missing
author                                   comments.author_key, a key that does not tell who it is
=======================================  ====================================================================

The author's name and picture and the text of the post are not taken over.
"""

from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "4CAT TikTok comments"
BY = "thread_id, body, post_id and comment_url or is_comment_on_comment"
COMMENTS = {
    "comment_id": ("id",),
    "video_id": ("post_id", "post_url"),
    "posted_at": ("unix_timestamp", "timestamp"),
    "text": ("body",),
    "likes": ("likes",),
    "language": ("language_guess",),
    "author_key": ("author",),
}
LOCAL = "posted_at was taken from timestamp, the time of day of 4CAT's server, for want of unix_timestamp"
FILLS = {"comments": tuple(COMMENTS)}
STREAMED = tuple(chain(*COMMENTS.values()))


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    own = {"comment_url", "is_comment_on_comment", "post_url"} & paths
    return 0.95 if {"id", "thread_id", "body", "post_id"} <= paths and own else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    cells = fields.columns(COMMENTS)
    if "language" in cells:
        cells["language"] = pc.if_else(pc.equal(cells["language"], "un"), None, cells["language"])
    if "author_key" in cells:  # where the handle is missing 4CAT writes @ and a number
        cells["author_key"] = pc.utf8_ltrim(cells["author_key"], characters="@")
    private = {fields.paths["author"]} if "author" in fields.paths else set[int]()
    local = _local(fields, len(sheet))
    notes = {LOCAL: local} if local else {}
    return Reading([Batch("comments", cells, range(len(sheet)))], fields.used, notes, private)


def _local(fields: Fields, n: int) -> int:
    """How many rows have only the server's time."""
    exact, local = (fields.get(name) for name in ("unix_timestamp", "timestamp"))
    unknown = pa.nulls(n, pa.string())
    exact, local = (unknown if cells is None else cells for cells in (exact, local))
    return int(pc.sum(pc.and_(exact.is_null(), local.is_valid())).as_py() or 0)
