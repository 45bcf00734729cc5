"""Zeeschuimer (browser extension of the Digital Methods Initiative): NDJSON, one line an item that a page loaded.

Layout: the code of Zeeschuimer and of 4CAT (2022–2026): id, nav_index, item_id, timestamp_collected (ms), last_updated,
source_platform, source_platform_url, source_url, user_agent, data; ``data`` is an item of TikTok's web interface, see
`kit.sources.tiktok_api`, whose mapping is used.  No real file was at hand.

Collecting an item again renews ``data`` but keeps the first timestamp_collected, so captured_at is last_updated where
there is one.  Lines of other platforms are refused by name; so are TikTok's comments (source_platform
tiktok-comments): export them from 4CAT as CSV.

==============================================  =============================================================
field                                           becomes
==============================================  =============================================================
data/…                                          as in `kit.sources.tiktok_api`
data/id, else item_id                           videos.video_id
last_updated, else timestamp_collected (ms)     captured_at
source_platform_url                             videos.collected_by, .collected_for: /tag/… hashtag, /search?q=…
                                                search, /@… profile where the author is that profile
==============================================  =============================================================

The user agent and the addresses of other pages are not taken over.
"""

import re
from typing import Any
from urllib.parse import unquote_plus

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.reading.columns import Column, per_value
from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading, tiktok_api

LABEL = "Zeeschuimer"
BY = "source_platform and item_id beside data/…"
PLATFORM = "tiktok.com"
CAPTURED = ("last_updated", "timestamp_collected")
PAGE = re.compile(
    r"tiktok\.com/(?:tag/(?P<hashtag>[^/?#]+)|search(?:/\w+)?/?\?(?:[^#]*&)?q=(?P<search>[^&#]+)"
    r"|(?:@|%40)(?P<profile>[^/?#]+)/?(?:[?#]|$))",
    re.IGNORECASE,
)
FILLS = {
    "videos": (*tiktok_api.FILLS["videos"], "collected_by", "collected_for"),
    "creators": tiktok_api.FILLS["creators"],
}
STREAMED = (
    *(f"data/{name}" for name in tiktok_api.ITEM),
    *CAPTURED,
    "item_id",
    "source_platform",
    "source_platform_url",
)


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    inner = any(p == "data" or p.startswith("data/") for p in paths)
    return 0.95 if inner and {"source_platform", "item_id"} <= paths else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    videos, creators = tiktok_api.tables(fields, "data/", CAPTURED)
    ids = fields.first("data/id", "item_id")
    videos |= {"video_id": ids} if ids is not None else {}
    videos |= collected(fields.get("source_platform_url"), videos.get("creator_id"))
    refuse = _elsewhere(fields.get("source_platform"))
    ours = [place for place in range(len(sheet)) if place not in refuse]
    kept = pa.array(ours, pa.int64())
    creators = {column: cells.take(kept) for column, cells in creators.items()}
    unread = set(range(len(sheet.header))) - fields.used  # other platforms' lines and comments name people anywhere
    return Reading(
        [Batch("videos", videos, range(len(sheet))), Batch("creators", creators, ours)],
        fields.used,
        private=unread if refuse else set(),
        refuse=refuse,
    )


def _elsewhere(platforms: Column | None) -> dict[int, str]:
    """{place: reason} for what is no TikTok video."""
    if platforms is None:
        return {}
    named: Any = per_value(platforms, lambda name: re.sub(r"^www\.", "", name.strip().lower()))
    places = np.flatnonzero(np.asarray(pc.fill_null(pc.not_equal(named, PLATFORM), True)))
    words = {name: _reason(name) for name in pc.unique(named).to_pylist()}
    names = named.take(pa.array(places)).to_pylist()
    return {place: words[name] for place, name in zip(places.tolist(), names, strict=True)}


def _reason(platform: str | None) -> str:
    if platform == "tiktok-comments":
        return "the line is a comment; export TikTok comments from 4CAT as CSV and import that file"
    return f"the line is of {platform}, not of {PLATFORM}" if platform else "the line does not say its platform"


def collected(pages: Column | None, authors: Column | None) -> dict[str, Any]:
    """collected_by and collected_for, as the address of the page tells on which an item was seen."""
    if pages is None:
        return {}
    kinds: Any = per_value(pages, _kind)
    values: Any = per_value(pages, _wish)
    if authors is None:
        authors = pa.nulls(len(pages), pa.string())
    handles = pc.utf8_ltrim(pc.utf8_lower(authors), characters="@")
    others = pc.and_(pc.equal(kinds, "profile"), pc.invert(pc.fill_null(pc.equal(values, handles), False)))
    told = pc.and_(kinds.is_valid(), pc.invert(pc.fill_null(others, False)))
    return {"collected_by": pc.if_else(told, kinds, None), "collected_for": pc.if_else(told, values, None)}


def _kind(page: str) -> str | None:
    hit = PAGE.search(page)
    return hit.lastgroup if hit else None


def _wish(page: str) -> str | None:
    hit = PAGE.search(page)
    return unquote_plus(hit[hit.lastgroup or 0]).strip().lower() if hit else None
