"""What a row implies without saying it: handles out of addresses, ids out of links, posting times out of ids.

Every step is counted, so that an import can say how often it was taken.
"""

from collections import Counter
import re
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from kit.privacy import masked
from kit.reading import moments, plain
from kit.reading.columns import chosen, Column, exchanged, LISTS, matching, per_item, per_value, text_of

HANDLE = re.compile(r"[a-z0-9_][a-z0-9_.]{0,22}[a-z0-9_]")
PROFILE = re.compile(r"tiktok\.com/(?:@|%40)([^/?#\s]+)", re.IGNORECASE)
ITEM = re.compile(r"/(?:video|photo|v|embed(?:/v2)?)/(\d{8,20})(?!\d)", re.IGNORECASE)
ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)  # what a spreadsheet makes of nineteen digits
NO_ID = re.compile(rf"{ROUNDED.pattern}|-\d+|.*[\[\]{{}}\"].*", re.IGNORECASE | re.DOTALL)  # or a list, an object
TAG = re.compile(r"[#＃]([^\s#＃@.,!?;:()\[\]{}<>\"'“”‘’…/\\|，。！？、]+)")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"

PLAIN_HANDLE, PLAIN_ID = r"^[a-z0-9_.]{1,40}$", r"^[0-9]{15,19}$"
DAMAGED = "was rounded by a spreadsheet or is no id; export it again as text, or with the video's address"

Cells = dict[str, Column]


def creator_id(cell: Any) -> str | None:
    """A handle in lower case without @; a platform's id or "name:…" as it is.  Odd handles stay what they are."""
    text = (text_of(cell) or "").strip(INVISIBLE + " ")
    link = PROFILE.search(text)
    if link:
        text = unquote(link[1])
    if text.lower().startswith("name:"):
        return "name:" + text[5:].strip() if text[5:].strip() else None
    return text.lstrip("@＠").strip(INVISIBLE + " ").lower() or None


def _by_name(name: Any) -> str | None:
    """An id for a creator of whom only the name is known."""
    text = re.sub(r"\s+", " ", masked(text_of(name) or "")).strip()
    return f"name:{text}" if text else None


def video_id(cell: Any) -> str | None:
    """The id of a video, out of a cell with the id or its address.  One that a float rounded is None."""
    text = (text_of(cell) or "").strip(INVISIBLE + " '`")
    link = ITEM.search(text)
    if link:
        return link[1]
    return None if not text or "://" in text or NO_ID.fullmatch(text) else text


def hashtags(caption: Any) -> list[str]:
    """The tags that a caption carries, in their order, lower case, each once."""
    return list(dict.fromkeys(t.lower() for t in TAG.findall(text_of(caption) or "")))


def ids(table: str, cells: Cells) -> tuple[Cells, Counter[str], dict[int, str]]:
    """Cells with who and which they are about, as far as their own words and addresses tell; how often each step was
    taken; and {place: reason} for ids that are damaged."""
    cells, notes, damaged = dict(cells), Counter[str](), dict[int, str]()
    if "url" in cells and table == "videos" and not _complete(cells.get("creator_id")):
        links = chosen(matching(cells["url"], f"(?i){PROFILE.pattern}"), cells["url"], None)
        words = "creator_id was taken from the video's address"
        cells["creator_id"] = _filled(cells.get("creator_id"), links, notes, words)
    if "creator_id" in cells:
        odd_ones = pc.invert(matching(cells["creator_id"], PLAIN_HANDLE))
        cells["creator_id"] = exchanged(cells["creator_id"], odd_ones, creator_id)
    if table == "creators" and "name" in cells and not _complete(cells.get("creator_id")):
        open_rows = cells["name"]
        if "creator_id" in cells:
            open_rows = chosen(cells["creator_id"].is_null(), open_rows, None)
        words = "creators without a handle are known by their name only"
        cells["creator_id"] = _filled(cells.get("creator_id"), per_value(open_rows, _by_name), notes, words)
    if "video_id" in cells or (table == "videos" and "url" in cells):
        damaged = _video_ids(cells, notes)
    if table == "labels" and "item_id" in cells:
        rounded = pc.indices_nonzero(matching(cells["item_id"], rf"(?i)^{ROUNDED.pattern}$"))
        damaged |= dict.fromkeys(rounded.to_pylist(), DAMAGED)
    if "sound_id" in cells:
        rounded = matching(cells["sound_id"], rf"(?i)^{ROUNDED.pattern}$")
        notes["sound_id was rounded by a spreadsheet and left out"] += pc.sum(rounded).as_py() or 0
        cells["sound_id"] = chosen(pc.invert(rounded), cells["sound_id"], None)
    return cells, +notes, damaged


def facts(table: str, values: Cells) -> Counter[str]:
    """Fill, in typed columns, the posting time that an id holds and the hashtags that a caption holds, and count it."""
    notes: Counter[str] = Counter()
    if table == "videos" and "video_id" in values:
        words = "posted_at was taken from the video's id"
        if not _complete(values.get("posted_at")):
            values["posted_at"] = _filled(values.get("posted_at"), moments.of_ids(values["video_id"]), notes, words)
    if table == "videos" and "caption" in values:
        _tags(values, notes)
    return +notes


def _tags(values: Cells, notes: Counter[str]) -> None:
    """Hashtags out of the caption, where an export has none for a video."""
    captions = values["caption"]
    given = values.get("hashtags", pa.nulls(len(captions), LISTS))
    without = pc.and_(pc.fill_null(pc.equal(pc.list_value_length(given), 0), True), captions.is_valid())
    marked = pc.and_(without, matching(captions, "[#＃]"))
    places = pc.indices_nonzero(without)
    found = per_value(chosen(marked, captions, None).take(places), hashtags, LISTS)
    empty = pa.array([[]] * len(places), LISTS)
    found = chosen(found.is_valid(), found, empty)
    notes["hashtags were taken from the caption"] += pc.sum(pc.greater(pc.list_value_length(found), 0)).as_py() or 0
    values["hashtags"] = plain.placed(given, places, found)


def plain_words(lists: Column) -> Column:
    """Hashtags, mentions or handles without their marks, lower case, each once."""
    return per_item(lists, lambda word: word.lstrip("#＃@＠").strip().lower() or None)


def _video_ids(cells: Cells, notes: Counter[str]) -> dict[int, str]:
    """Ids, from the address where the id is missing or was rounded by a spreadsheet."""
    n = len(next(iter(cells.values())))
    given, urls = cells.get("video_id", pa.nulls(n, pa.string())), cells.get("url", pa.nulls(n, pa.string()))
    doubtful = pc.or_(pc.invert(matching(given, PLAIN_ID)), pc.fill_null(pc.ends_with(given, "00"), False))
    rest = pc.indices_nonzero(doubtful)
    known, damaged = [], {}
    for place, cell, url in zip(
        rest.to_pylist(), given.take(rest).to_pylist(), urls.take(rest).to_pylist(), strict=True
    ):
        own, link = video_id(cell), ITEM.search(url or "")
        if link and (own is None or (own != link[1] and _rounded(own, link[1]))):
            notes["video_id was taken from the video's address"] += 1
            own = link[1]
        elif own is None and cell is not None:
            damaged[place] = DAMAGED
        known.append(own)
    cells["video_id"] = plain.placed(given, rest, pa.array(known, pa.string()))
    return damaged


def _rounded(own: str, true: str) -> bool:
    """Whether `own` is `true` after passing through a float: the same length and start, zeros at the end."""
    return len(own) == len(true) and own[:14] == true[:14] and own.endswith("00")


def _complete(cells: Column | None) -> bool:
    return cells is not None and not cells.null_count


def _filled(known: Column | None, more: Column, notes: Counter[str], words: str) -> Column:
    """`known`, and where it says nothing, `more`; counted."""
    if known is None:
        known = pa.nulls(len(more), more.type)
    if known.null_count:
        notes[words] += pc.sum(pc.and_(known.is_null(), more.is_valid())).as_py() or 0
    return pc.coalesce(known, more) if known.null_count else known
