"""What a row implies without saying it: handles out of addresses, ids out of links, posting times out of ids.

Every step is counted, so that an import can say how often it was taken.
"""

from collections import Counter
from collections.abc import Callable
import re
from typing import Any
from urllib.parse import unquote

from kit.privacy import masked
from kit.sources import moments
from kit.sources.columns import text_of

HANDLE = re.compile(r"[a-z0-9_][a-z0-9_.]{0,22}[a-z0-9_]")
PROFILE = re.compile(r"tiktok\.com/(?:@|%40)([^/?#\s]+)", re.IGNORECASE)
ITEM = re.compile(r"/(?:video|photo|v|embed(?:/v2)?)/(\d{8,20})(?!\d)", re.IGNORECASE)
ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)  # what a spreadsheet makes of nineteen digits
TAG = re.compile(r"[#＃]([^\s#＃@.,!?;:()\[\]{}<>\"'“”‘’…/\\|，。！？、]+)")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e"

Cells = dict[str, list[Any]]


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


def odd(handle: Any) -> bool:
    """Whether an id is none that TikTok gives: blanks, other scripts, more than 24 characters, a dot at the end."""
    return (
        isinstance(handle, str)
        and not handle.startswith("name:")
        and not HANDLE.fullmatch(handle)
        and not handle.isdigit()
    )


def video_id(cell: Any) -> str | None:
    """The id of a video, out of a cell with the id or its address.  One that a float rounded is None."""
    if isinstance(cell, float) or (isinstance(cell, int) and cell < 0):
        return None
    text = (text_of(cell) or "").strip(INVISIBLE + " '`")
    link = ITEM.search(text)
    if link:
        return link[1]
    return None if not text or "://" in text or ROUNDED.fullmatch(text) else text


def hashtags(caption: Any) -> list[str]:
    """The tags that a caption carries, in their order, lower case, each once."""
    return list(dict.fromkeys(t.lower() for t in TAG.findall(text_of(caption) or "")))


def complete(table: str, cells: Cells) -> tuple[Cells, Counter[str], dict[int, str]]:
    """Cells with what they imply, how often each step was taken, and {place: reason} for ids that are damaged."""
    cells, notes, damaged = dict(cells), Counter[str](), dict[int, str]()
    if "url" in cells and table == "videos":
        _fill(
            cells,
            "creator_id",
            "url",
            lambda url: creator_id(url) if PROFILE.search(text_of(url) or "") else None,
            notes,
            "creator_id was taken from the video's address",
        )
    if "creator_id" in cells:
        cells["creator_id"] = list(map(creator_id, cells["creator_id"]))
    if table == "creators" and "name" in cells:
        _fill(cells, "creator_id", "name", _by_name, notes, "creators without a handle are known by their name only")
    if "video_id" in cells or (table == "videos" and "url" in cells):
        damaged = _video_ids(cells, notes)
    if table == "videos" and "video_id" in cells:
        _fill(cells, "posted_at", "video_id", moments.of_id, notes, "posted_at was taken from the video's id")
    if "sound_id" in cells:
        whole = [None if isinstance(c, float) or ROUNDED.fullmatch(text_of(c) or "") else c for c in cells["sound_id"]]
        notes["sound_id was rounded by a spreadsheet and left out"] += whole.count(None) - cells["sound_id"].count(None)
        cells["sound_id"] = whole
    if table == "videos" and "caption" in cells:
        _tags(cells, notes)
    return cells, +notes, damaged


def _tags(cells: Cells, notes: Counter[str]) -> None:
    """Hashtags out of the caption, where an export has none for a video."""
    given = cells.get("hashtags", [None] * len(cells["caption"]))
    cells["hashtags"] = [
        hashtags(caption) if not tags and caption is not None else tags
        for tags, caption in zip(given, cells["caption"], strict=True)
    ]
    notes["hashtags were taken from the caption"] += sum(
        not before and bool(after) for before, after in zip(given, cells["hashtags"], strict=True)
    )


def plain_words(items: Any) -> Any:
    """Hashtags, mentions or handles without their marks, lower case, each once; what is no list stays."""
    return list(dict.fromkeys(filter(None, map(_word, items)))) if isinstance(items, list) else items


def _word(value: Any) -> str:
    return (text_of(value) or "").lstrip("#＃@＠").strip().lower()


def _video_ids(cells: Cells, notes: Counter[str]) -> dict[int, str]:
    """Ids, from the address where the id is missing or was rounded by a spreadsheet."""
    n = len(next(iter(cells.values())))
    given, urls = cells.get("video_id", [None] * n), cells.get("url", [None] * n)
    ids, damaged = [], {}
    for place, (cell, url) in enumerate(zip(given, urls, strict=True)):
        own, link = video_id(cell), ITEM.search(text_of(url) or "")
        if link and (own is None or (own != link[1] and _rounded(own, link[1]))):
            notes["video_id was taken from the video's address"] += 1
            own = link[1]
        elif own is None and cell is not None:
            damaged[place] = (
                "was rounded by a spreadsheet or is no id; export it again as text, or with the video's address"
            )
        ids.append(own)
    cells["video_id"] = ids
    return damaged


def _rounded(own: str, true: str) -> bool:
    """Whether `own` is `true` after passing through a float: the same length and start, zeros at the end."""
    return len(own) == len(true) and own[:14] == true[:14] and own.endswith("00")


def _fill(cells: Cells, target: str, origin: str, take: Callable[[Any], Any], notes: Counter[str], words: str) -> None:
    """Fill what is missing in `target` from `origin`, and count it."""
    known = cells.get(target, [None] * len(cells[origin]))
    filled = [take(source) if value is None else value for value, source in zip(known, cells[origin], strict=True)]
    notes[words] += sum(a is None and b is not None for a, b in zip(known, filled, strict=True))
    cells[target] = filled
