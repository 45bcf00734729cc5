"""Apify TikTok comments scraper (clockworks/tiktok-comments-scraper): one row a comment or a reply, CSV, JSON or JSONL.

Layout seen in: the header of a public export of 765 lines (CSV: text, diggCount, replyCommentTotal, createTimeISO,
uniqueId, videoWebUrl, uid, cid), and in the code of public consumers, which name createTime and repliesToId too;
submittedVideoUrl is not verified.

========================================  ===================================================================
column                                    becomes
========================================  ===================================================================
cid                                       comments.comment_id
videoWebUrl, else submittedVideoUrl       comments.video_id (the number in the address)
createTimeISO, else createTime (Unix s)   comments.posted_at
text, diggCount                           comments.text, .likes
uniqueId, else uid                        comments.author_key, a key that does not tell who it is
========================================  ===================================================================

Avatars, mentions and the handle itself are not taken over; whose reply a comment is has no place in our tables.
"""

from itertools import chain

import pyarrow.compute as pc

from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading

LABEL = "Apify TikTok comments scraper"
BY = "cid and videoWebUrl beside text"
AUTHOR = ("uniqueId", "uid")
COMMENTS = {
    "comment_id": ("cid",),
    "video_id": ("videoWebUrl", "submittedVideoUrl"),
    "posted_at": ("createTimeISO", "createTime"),
    "text": ("text",),
    "likes": ("diggCount",),
    "author_key": AUTHOR,
}
FILLS = {"comments": tuple(COMMENTS)}
STREAMED = tuple(chain(*COMMENTS.values()))


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    return 0.95 if {"cid", "text"} <= paths and {"videoweburl", "submittedvideourl"} & paths else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    cells = fields.columns(COMMENTS)
    if "author_key" in cells:  # the same person whether the export writes @ or not
        cells["author_key"] = pc.utf8_ltrim(cells["author_key"], characters="@")
    private = {fields.paths[name.lower()] for name in AUTHOR if name.lower() in fields.paths}
    return Reading([Batch("comments", cells, range(len(sheet)))], fields.used, private=private)
