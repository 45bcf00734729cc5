"""Creators who asked to be forgotten: imports know their rows by salted hashes, so that nobody is named in the list.

The list is WORKSPACE/forgotten.json: a random salt, and SHA-256 of it with what `kit forget` knew of each of them:
their handles and ids, their name where it says who is meant, the keys of their comments, the ids of their videos and of
the comments that went with them, their promo codes and links.  Who holds the list can test whether a handle is in it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
import hashlib
import json
from pathlib import Path
import re
import secrets
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kit.errors import DataError
from kit.intake.refused import Row
from kit.intake.traces import folded, FORGOTTEN, linked, LONG_ID, MARKS, normal, sound_without, SUFFIX, unmistakable
from kit.reading.columns import chosen, Column, exchanged, matching, per_item, per_value
from kit.reading.sheet import Sheet

FILE = "forgotten.json"
REASON = "the creator asked to be forgotten (kit forget)"
NOTE = "names of creators who asked to be forgotten (kit forget) were taken out"
ABOUT = "Salted hashes of creators who asked to be forgotten. kit import refuses rows about them; keep this file."
KINDS = ("creator", "video", "comment", "code", "link")
WHOSE: dict[str, dict[str, tuple[str, ...]]] = {  # table → column → of what kind its values are
    "creators": {"creator_id": ("creator",)},
    "audience": {"creator_id": ("creator",)},
    "deals": {"creator_id": ("creator",)},
    "videos": {"creator_id": ("creator",), "video_id": ("video",)},
    "comments": {"author_key": ("creator",), "video_id": ("video",)},
    "labels": {"item_id": ("video", "comment")},
    "deliveries": {"video_id": ("video",)},
}
SAYS = {"daily": ("series",), "traffic": ("link",), "events": ("label", "series")}  # words that may name them
NAMES = ("hashtags", "mentions", "handles")
TEXTS = ("caption", "text", "survey_answer")
LINKS = ("referral_link", "landing_page")
MENTION = re.compile(rf"((?:[{MARKS}]|%40))([A-Za-z0-9_.]{{2,40}})", re.IGNORECASE)
TOKEN = re.compile(r"([@＠]|%40)?([A-Za-z0-9_.]+)", re.IGNORECASE)
ASKED = 1 << 16  # words whose answer is kept
LONGEST = 40  # characters of a handle or an id
HANDLE_LIKE = r"^[a-z0-9_.]*[a-z_][a-z0-9_.]*$"


class Forgotten:
    """The list of one workspace.  It is the same for all rows of an import."""

    def __init__(self, salt: str, hashes: Iterable[str]) -> None:
        self.salt = salt
        self.hashes = frozenset(hashes)
        self._known = frozenset(map(bytes.fromhex, self.hashes))
        self._start = {kind: hashlib.sha256(f"{salt}\0{kind}\0".encode()) for kind in KINDS}
        self.creator = lru_cache(ASKED)(self._creator)

    def digest(self, kind: str, value: str) -> bytes:
        hashed = self._start[kind].copy()
        hashed.update(value.encode())
        return hashed.digest()[:16]

    def knows(self, kind: str, value: str) -> bool:
        return self.digest(kind, value) in self._known

    def _creator(self, words: str) -> bool:
        """Whether these words, an id, a handle or "name:…", are a forgotten creator's."""
        return self.knows("creator", normal(words))

    def more(self, values: Mapping[str, Iterable[str]]) -> "Forgotten":
        """The list with these, by kind."""
        added = {self.digest(kind, value).hex() for kind, several in values.items() for value in several}
        return Forgotten(self.salt, self.hashes | added)

    def content(self) -> bytes:
        """As it is kept."""
        return json.dumps({"about": ABOUT, "salt": self.salt, "hashes": sorted(self.hashes)}, indent=0).encode()

    def strike(self, table: str, values: dict[str, Column], notes: Counter[str]) -> list[int]:
        """The places of rows about them.  In the others their names are taken out of texts and lists, and counted."""
        hit = np.zeros(len(next(iter(values.values()))), bool)
        for column, kinds in WHOSE.get(table, {}).items():
            if column in values:
                hit |= self._are(values[column], *kinds)
        if table == "videos":
            hit |= self._by_address(values)
        for column in SAYS.get(table, ()):
            if column in values:
                hit |= _true(per_value(values[column], self._said, pa.bool_()))
        self._clear(values, notes)
        return np.flatnonzero(hit).tolist()  # type: ignore[no-any-return]

    def _are(self, cells: Column, *kinds: str) -> Any:
        """Which cells are one of theirs; each different one is asked about once."""
        if kinds == ("creator",):
            return _true(per_value(cells, self.creator, pa.bool_()))
        hits = [_true(per_value(cells, partial(self.knows, kind), pa.bool_())) for kind in kinds]
        return np.logical_or.reduce(hits)

    def _by_address(self, values: dict[str, Column]) -> Any:
        """Videos of which only the address tells the handle."""
        urls, ids = values.get("url"), values.get("creator_id")
        if urls is None or ids is None:
            return False
        doubtful = pc.and_(urls.is_valid(), pc.invert(matching(ids, HANDLE_LIKE)))
        return self._are(chosen(doubtful, urls, None), "creator")

    def _clear(self, values: dict[str, Column], notes: Counter[str]) -> None:
        """Take their names out of lists, texts, titles of sounds, and what orders and captures are told apart by."""
        tagged: Column | None = None
        for column in NAMES:
            if column in values and len(items := values[column].flatten()):
                theirs = per_value(items, self.creator, pa.bool_())
                if n := pc.sum(theirs).as_py() or 0:
                    if column == "hashtags":
                        parents = pc.list_parent_indices(values[column]).filter(pc.fill_null(theirs, False))
                        tagged = _at(parents, len(values[column]))
                    values[column] = per_item(values[column], lambda item: None if self.creator(item) else item)
                    notes[NOTE] += n
        for column in TEXTS:
            if column in values:
                where = matching(values[column], "[@＠]|%40")
                self._put(values, column, where if tagged is None else pc.or_(where, tagged), self.masked, notes)
        if "sound" in values:
            self._put(values, "sound", matching(values["sound"], r"\s[-–—]\s"), self._sound, notes)
        for column, theirs_too in {
            "collected_for": self.creator,
            "promo_code": lambda v: self.knows("code", folded(v)),
            **dict.fromkeys(LINKS, self._said),
        }.items():
            if column in values:
                there = values[column].is_valid()
                self._put(values, column, there, lambda v, f=theirs_too: None if f(v) else v, notes)  # type: ignore[misc]

    def _put(self, values: dict[str, Column], column: str, where: Column, function: Any, notes: Counter[str]) -> None:
        cells = values[column]
        made = exchanged(cells, where, function)
        if made is not cells:
            differ = pc.or_(pc.fill_null(pc.not_equal(made, cells), False), pc.xor(made.is_null(), cells.is_null()))
            if n := pc.sum(differ).as_py() or 0:
                values[column] = made
                notes[NOTE] += n

    def masked(self, text: str) -> str:
        """A text without @handle, or #handle, of one of them."""

        def word(match: re.Match[str]) -> str:
            handle = match[2].rstrip(".")
            return f"{FORGOTTEN}{match[2][len(handle) :]}" if self.creator(handle) else match[0]

        return MENTION.sub(word, text)

    def _sound(self, title: str) -> str:
        return sound_without(title, self._whose)

    def _whose(self, words: str) -> bool:
        """Whether these words are a handle or a name of theirs."""
        return self.knows("creator", words.lower()) or self.knows("creator", f"name:{folded(words)}")

    def _said(self, text: str) -> bool:
        """Whether a series, a link or a label names one of them, or is their link."""
        links = {linked(text), linked(text.split("?")[0])}
        return any(self.knows("link", link) for link in links) or self.nameless(text, plain=False) != text

    def nameless(self, text: str, plain: bool = True) -> str:
        """The name of a file, a series or a link without their handles, also between underscores; `plain`: also where a
        handle could be a mere word."""

        def word(match: re.Match[str]) -> str:
            token = match[2].lower()
            if len(token) > LONGEST:
                return match[0]
            if match[1]:
                return FORGOTTEN if self.creator(token.rstrip(".")) else match[0]
            parts = re.split(r"(_)", token)
            for length in range(len(parts), 0, -1):
                for first in range(0, len(parts) - length + 1):
                    whole = "".join(parts[first : first + length])
                    piece = SUFFIX.sub("", whole).strip(".")
                    if len(piece) > 1 and (plain or unmistakable(piece)) and self.creator(piece):
                        at = len("".join(parts[:first])) + whole.index(piece)
                        return f"{match[2][:at]}{FORGOTTEN}{match[2][at + len(piece) :]}"
            return match[0]

        return TOKEN.sub(word, text)

    def in_row(self, sheet: Sheet, place: int) -> bool:
        """Whether a row of a sheet, whatever stands where in it, names one of them."""
        return any(self._in_cell(cell) for p in range(len(sheet.header)) if (cell := sheet.cell(place, p)))

    def _in_cell(self, cell: str) -> bool:
        if len(cell) < 200 and (self.creator(cell) or self.creator(f"name:{cell}") or self.knows("video", cell)):
            return True
        return self.masked(cell) != cell or any(self.knows("video", m[0]) for m in LONG_ID.finditer(cell))


def writable(rows: Iterable[Row], sheet: Sheet, forgotten: Forgotten | None) -> Iterable[Row]:
    """Refused rows that may be written down: those that name nobody who asked to be forgotten."""
    if forgotten is None:
        return rows
    return [row for row in rows if row.reasons != (REASON,) and not forgotten.in_row(sheet, row.place)]


def mark(workspace: Path) -> bytes:
    """What the list holds, for whoever wants to know later whether it is still the same; empty where there is none."""
    try:
        return (workspace / FILE).read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise DataError(f"{workspace / FILE} cannot be read ({error.strerror}); mend it before you import.") from None


def load(workspace: Path) -> Forgotten | None:
    """The list of a workspace; None where nobody has asked."""
    content = mark(workspace)
    if not content:
        return None
    try:
        found = json.loads(content)
        return Forgotten(str(found["salt"]), list(found["hashes"]))
    except (ValueError, KeyError, TypeError):
        raise DataError(
            f"{workspace / FILE}, the list of creators who asked to be forgotten, is damaged; put back a copy of it, "
            "or delete it and run kit forget again for each of them."
        ) from None


def fresh() -> Forgotten:
    """A list of nobody, with a salt of its own."""
    return Forgotten(secrets.token_hex(16), ())


def _true(cells: Column) -> Any:
    return np.asarray(pc.fill_null(cells, False))


def _at(places: Column, n: int) -> Column:
    hit = np.zeros(n, bool)
    hit[np.asarray(places)] = True
    return pa.array(hit)
