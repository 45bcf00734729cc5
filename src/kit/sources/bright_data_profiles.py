"""Bright Data, TikTok profiles (scraper and data set): one record an account; JSON, NDJSON or CSV.

Layout: Bright Data's public page of that interface (2026), the column list of its data set at a market place, and the
code of five public consumers; no real file was at hand.  account_id is the handle in what consumers read and a number
in the documentation's example, so the handle is taken from the address first.

======================================  =====================================================================
column                                  becomes
======================================  =====================================================================
url, else account_id                    creators.creator_id
nickname                                creators.name
followers, following                    creators.followers, .following
likes, videos_count                     creators.likes_total, .videos_total
is_verified, region                     creators.verified, .country
timestamp                               captured_at (not verified that it is the time of collection)
======================================  =====================================================================

Records that hold an error instead of an account are refused.  Biographies, links in them and pictures are never read;
engagement rates (awg_engagement_rate, …) are not taken over, because nobody says what they divide by; nor are the
videos in top_videos.
"""

from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.reading.columns import Column, matching
from kit.reading.fields import Fields, path
from kit.reading.sheet import Sheet
from kit.sources import Batch, Options, Reading
from kit.sources.derive import PROFILE

LABEL = "Bright Data TikTok profiles"
BY = "account_id, followers and videos_count or awg_engagement_rate"
ADDRESSES, NAMES = ("url",), ("account_id",)
CREATORS = {
    "name": ("nickname",),
    "followers": ("followers",),
    "following": ("following",),
    "likes_total": ("likes",),
    "videos_total": ("videos_count",),
    "verified": ("is_verified",),
    "country": ("region",),
    "captured_at": ("timestamp",),
}
ERRORS = ("error", "error_code")
FAILED = "Bright Data gives an error here instead of a record"
FILLS = {"creators": ("creator_id", *CREATORS)}
STREAMED = (*ADDRESSES, *NAMES, *chain(*CREATORS.values()), *ERRORS)


def detect(sheet: Sheet) -> float:
    paths = {path(name) for name in sheet.header}
    own = {"videos_count", "awg_engagement_rate", "top_videos"} & paths
    return 0.9 if {"account_id", "followers"} <= paths and own else 0.0


def read(sheet: Sheet, options: Options) -> Reading:
    fields = Fields(sheet)
    cells: dict[str, Any] = fields.columns(CREATORS)
    cells["creator_id"] = handles(fields, ADDRESSES, NAMES)
    refuse = failed(fields, cells["creator_id"])
    return Reading([Batch("creators", cells, range(len(sheet)))], fields.used, refuse=refuse)


def handles(fields: Fields, addresses: tuple[str, ...], names: tuple[str, ...]) -> Column:
    """Whose record it is: the first address that tells, else the first name."""
    found = [pa.nulls(len(fields.sheet), pa.string())]
    for cells in (fields.get(name) for name in addresses):
        if cells is not None:
            found.append(pc.if_else(matching(cells, f"(?i){PROFILE.pattern}"), cells, None))
    found += [cells for cells in (fields.get(name) for name in names) if cells is not None]
    return pc.coalesce(*found)


def failed(fields: Fields, ids: Column) -> dict[int, str]:
    """{place: reason} for records without an id that report an error."""
    errors = fields.first(*ERRORS)
    if errors is None:
        return {}
    return dict.fromkeys(np.flatnonzero(np.asarray(pc.and_(errors.is_valid(), ids.is_null()))).tolist(), FAILED)
