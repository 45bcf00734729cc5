"""Lists of creators, one row each: rankings, databases, spreadsheets that were typed together.

Layouts seen in: a public list of the thousand largest creators (2022, several months: each count twice under one
header, "13.8M" and 13800000), a list of Nigerian creators (2025, Windows-1252, header on line 2, "10.4M"), and a
course's sample with averages and no followers (2022).  Headers differ, so columns are known by their words:

===================================================  ==========================================================
header speaks of                                     becomes
===================================================  ==========================================================
username, handle, tiktoker, account, link            creators.creator_id; between two such columns the cells decide
name, nickname, display name                         creators.name; alone, creator_id is ``name:`` and the name
followers, subscribers, fans                         creators.followers
following                                            creators.following
views avg., average likes, comments per post, …      creators.avg_views, .avg_likes, .avg_comments, .avg_shares
views, likes, comments without "average"             the same, if the list has bare views; else likes → likes_total
total likes, hearts                                  creators.likes_total
videos, posts                                        creators.videos_total
country, language, category, niche, verified, type   creators.country (ISO alpha-2), .language, .category, …
date, captured, scraped, updated                     captured_at
platform                                             rows of other platforms are refused
===================================================  ==========================================================

Of two columns for one thing the one that is written out (13800000) goes before the rounded one (13.8M).  `avg_basis`
names the headers that averages came from: what they are averages of, only the list knows.  "(millions)" in a header
counts.  Rows of one handle are merged.
"""

from collections import defaultdict
from functools import cache, partial
import re
from typing import Any

import pyarrow.compute as pc

from kit.errors import DataError
from kit.reading.columns import Column, per_value, text_of
from kit.reading.countries import country
from kit.reading.sheet import Sheet
from kit.reading.values import exact, nothing
from kit.sources import Batch, Options, Reading
from kit.sources.derive import HANDLE, PROFILE

LABEL = "creators list"
BY = "a column of handles or names beside followers, likes or average views, by their words"
ROLES = {  # role: words of a header; the first role that fits is taken
    "skip": r"e-?mail|phone|contact|\bid\b|rank|s\.? ?no|^#|^no\.?$|engagement|\ber\b|rate|audience|authentic|"
    r"price|cost|quality|score|growth|"
    r"gained|potential|change|demograph|%",
    "platform": r"^(platform|network|social media|channel type)$",
    "captured_at": r"^(captured|scraped|collected|updated|last updated|retrieved|as of)|^date$|"
    r"(captured|scraped|collected|updated)[ _](at|on|date)",
    "verified": r"verified",
    "following": r"following",
    "followers": r"follower|subscriber|\bsubs\b|\bfans?\b|seguidores|abonn|seguaci|подписчики|粉丝|フォロワー|팔로워",
    "likes_total": r"total likes|likes total|hearts?\b|likes received",
    "avg_views": r"views?|plays?\b|vues|visualiza|aufrufe",
    "avg_likes": r"likes?|diggs?\b|me gusta|curtidas",
    "avg_comments": r"comments?|comentarios|kommentare",
    "avg_shares": r"shares?|compartid",
    "videos_total": r"videos?|posts?|uploads?",
    "country": r"country|^location$|^region$|^nationality$|^market$|^geo$|^país$|^land$|^pays$",
    "language": r"language|^lang$|idioma|sprache",
    "category": r"categor|niche|topic|genre|vertical|industry|content type",
    "account_type": r"^account[ _]type$|^type$",
    "handle": r"user ?name|handle|tik ?toker|account|profile|\burl\b|link|unique ?id|"
    r"usuario|benutzername|konto|cuenta|conta$|compte|channel|アカウント|用户名|creator[ _]id",
    "name": r"name|nick|creator|influencer|title|owner|nombre|kol\b|celebrity|star",
}
AVERAGES = ("avg_views", "avg_likes", "avg_comments", "avg_shares")
AVERAGE = re.compile(
    r"avg|average|mean|median|typical|per (post|video)|/ ?(post|video)|ø|moyenne|promedio|durchschnitt", re.IGNORECASE
)
FACTORS = (
    ("billions", r"billion|\(bn?\)"),
    ("millions", r"million|\(m(n|io)?\)|\bin m\b"),
    ("thousands", r"thousand|\(k\)|\bin k\b"),
)
FILLS = {
    "creators": (
        "creator_id",
        "name",
        *(role for role in ROLES if role not in ("skip", "platform", "handle", "name")),
        "avg_basis",
    )
}
PER_VIDEO = re.compile(
    r"video[ _/]?(id|url|link)|webvideourl|caption|create[ _]?time|posted|post[ _]?(id|url|date|time)|upload|"
    r"hashtag|duration|publish|song|music"
)
NAMES = re.compile(r"name|nick|owner|title|creator|influencer|celebrity|kol\b|nombre", re.IGNORECASE)
PLAIN_NAME = re.compile(r"((full|display|creator|influencer|real|nick) ?)?names?")
OTHER_TABLE = re.compile(
    r"^tier$|^followers[ _](min|max|from|to)|order|revenue|lineitem|campaign|^ad name|\bcost\b|"
    r"impressions|brand[_ ]?role"
)
OTHERS = re.compile(r"insta|youtube|facebook|twitter|twitch|snapchat", re.IGNORECASE)


def roles(sheet: Sheet) -> dict[str, list[int]]:
    """Role → the places of its columns, the best first."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, header in enumerate(sheet.header):
        role = _role(re.sub(r"[_]+", " ", header).strip().lower())
        if (
            role is None
            and header
            and _share(sheet, place, lambda v: re.match(r"\s*@\w|.*tiktok\.com/@", str(v))) > 0.5
        ):
            role = "handle"  # a header in a language that the words above lack
        if role:
            found[role].append(place)
    identity = found.pop("handle", []) + found.pop("name", [])
    found |= _identity(sheet, identity)
    _bare(sheet, found)
    for places in found.values():
        same = [p for p in places if _letters(sheet.header[p]).startswith(_letters(sheet.header[places[0]]))]
        places[:] = sorted(same, key=lambda p: -_share(sheet, p, exact))
    return found


def _letters(header: str) -> str:
    return re.sub(r"[\W\d_]+", "", header).lower()


@cache
def _role(header: str) -> str | None:
    if not header:
        return None
    for role, words in ROLES.items():
        if re.search(words, header):
            counted = role in AVERAGES and not AVERAGE.search(header) and "total" in header
            return None if role == "skip" else ("likes_total" if role == "avg_likes" else None) if counted else role
    return None


def _identity(sheet: Sheet, places: list[int]) -> dict[str, list[int]]:
    """Which column is the handle and which the name: the header says so, or the cells, if several could be either."""
    places = [p for p in places if not OTHERS.search(sheet.header[p])]
    likely = {p: _like_handle(sheet, p) for p in places}
    names = [
        p
        for p in places
        if NAMES.search(sheet.header[p]) and not PROFILE.search(" ".join(map(str, sheet.sample(p, 5))))
    ]
    best = max(places, key=lambda p: likely[p], default=None)
    if best is None:
        return {}
    if likely[best] < (1 if best in names else 0.6):
        return {"name": [names[0] if names else best]}
    rest = sorted((p for p in names if p != best), key=lambda p: likely[p])
    return {"handle": [best]} | ({"name": rest[:1]} if rest else {})


def _like_handle(sheet: Sheet, place: int) -> float:
    """How much a column looks like handles: by its words, and by cells such as "@a.b", a.b or tiktok.com/@a.b."""
    words = sheet.header[place].lower().replace("_", " ")
    said = 0.6 * bool(re.search(ROLES["handle"], words)) - 0.8 * bool(PLAIN_NAME.fullmatch(words))
    marked = _share(sheet, place, lambda v: str(v).strip().startswith("@") or PROFILE.search(str(v)))
    loose = _share(
        sheet, place, lambda v: HANDLE.fullmatch((text_of(v) or "").lstrip("@").lower()) or PROFILE.search(str(v))
    )
    strict = _share(sheet, place, lambda v: HANDLE.fullmatch(text_of(v) or ""))
    return said + marked + loose + (0.8 if strict == 1 else 0)


def _bare(sheet: Sheet, found: dict[str, list[int]]) -> None:
    """`likes` without "average" is the account's total, unless bare views stand beside it: then all are per video."""
    said = {role: [p for p in found.get(role, []) if AVERAGE.search(sheet.header[p])] for role in AVERAGES}
    bare = {role: [p for p in found.get(role, []) if p not in said[role]] for role in AVERAGES}
    together = bool(bare["avg_views"]) and not any(said.values())
    for role in AVERAGES:
        places = said[role] or (bare[role] if together else [])
        if not together and role == "avg_likes" and bare[role] and "likes_total" not in found:
            found["likes_total"] = bare[role]
        found.pop(role, None)
        if places:
            found[role] = places


def _share(sheet: Sheet, place: int, test: Any) -> float:
    cells = sheet.sample(place, 100)
    return sum(bool(test(c)) for c in cells) / len(cells) if cells else 0.0


def detect(sheet: Sheet) -> float:
    names = [h.lower() for h in sheet.header if h]
    if not 2 <= len(names) <= 60 or any(PER_VIDEO.search(h) or OTHER_TABLE.search(h) for h in names):
        return 0.0
    if _is_row(sheet):
        return 0.0
    found = roles(sheet)
    who = found.get("handle") or found.get("name")
    size = [p for r in ("followers", *AVERAGES, "likes_total") for p in found.get(r, [])]
    return (
        0.6
        if who and _people(sheet, [who[0], *found.get("captured_at", [])]) and any(map(partial(_figures, sheet), size))
        else 0.0
    )


def _is_row(sheet: Sheet) -> bool:
    """Whether what should be the header is a row of the list: it holds a handle, or a figure as the cells below it."""
    for place, header in enumerate(sheet.header):
        if re.match(r"[@＠]\w", header) or PROFILE.search(header):
            return True
        if re.match(r"\d", header) and _share(sheet, place, lambda v, own=header: _unit(v) == _unit(own)) > 0.5:
            return True
    return False


def _unit(cell: str) -> str:
    """What stands behind a figure: "13.8M followers" → followers."""
    return re.sub(r"^[\d.,'\s]+([kmb]\b)?", "", cell.lower()).strip()


def _people(sheet: Sheet, places: list[int]) -> bool:
    """Whether a column names one creator a row (and day): hardly any twice, and no sentences."""
    cells = [c for c in map(text_of, sheet.sample(places[0])) if c]
    rows = sheet.head(places)
    return len(set(rows)) >= 0.5 * len(rows) and sum(len(c) <= 100 for c in cells) >= 0.9 * len(cells)


def _figures(sheet: Sheet, place: int) -> bool:
    """Whether a column holds numbers: a header alone could be part of a sentence."""
    cells = [str(c) for c in sheet.sample(place, 100) if not nothing(c, "count")]
    return sum(bool(re.match(r"\s*[<>~≈+]?\s*\d", c)) for c in cells) > 0.5 * len(cells)


def read(sheet: Sheet, options: Options) -> Reading:
    if _is_row(sheet):
        raise DataError(
            f"{sheet.file.label} has no header: its first row is one of the list; write one above it, or number its "
            "columns in a mapping file with header: false."
        )
    found = roles(sheet)
    if "handle" not in found and "name" not in found:
        raise DataError(
            f"{sheet.file.label} has no column with handles or names of creators; its columns are "
            f"{', '.join(h[:40] for h in sheet.header[:20] if h)}; use --map columns.yaml."
        )
    renamed = {"handle": "creator_id"}
    cells: dict[str, Any] = {}
    units = {}
    for role, places in found.items():
        if role == "platform":
            continue
        column = renamed.get(role, role)
        cells[column] = _first(sheet, places)
        units[column] = next((unit for unit, words in FACTORS if re.search(words, sheet.header[places[0]].lower())), "")
    _basis(sheet, found, cells)
    if "country" in cells:
        cells["country"] = per_value(cells["country"], country)
    if "account_type" in cells and not {c.lower() for c in cells["account_type"].drop_null().to_pylist()} <= {
        "creator",
        "brand",
        "agency",
        "media",
    }:
        del cells["account_type"]
        found.pop("account_type")
    cells.setdefault("creator_id", [None] * len(sheet))
    used = {p for places in found.values() for p in places}
    return Reading([Batch("creators", cells, range(len(sheet)), units=units)], used, refuse=_elsewhere(sheet, found))


def _first(sheet: Sheet, places: list[int]) -> Column:
    """Row by row the first column that holds something, those with exact numbers first."""
    return pc.coalesce(*(sheet.columns[p] for p in places))


def _basis(sheet: Sheet, found: dict[str, list[int]], cells: dict[str, Any]) -> None:
    """avg_basis: the headers that the averages came from, where a row has any."""
    given = [role for role in AVERAGES if role in found]
    if given:
        words = "as given by the list: " + ", ".join(dict.fromkeys(sheet.header[found[role][0]] for role in given))
        cells["avg_basis"] = pc.if_else(pc.coalesce(*(cells[role] for role in given)).is_valid(), words, None)


def _elsewhere(sheet: Sheet, found: dict[str, list[int]]) -> dict[int, str]:
    """Rows about other platforms, where a list mixes them."""
    cells = sheet.texts(found["platform"][0]) if "platform" in found else []
    return {
        i: "the row is about another platform than TikTok" for i, c in enumerate(cells) if c and OTHERS.search(str(c))
    }
