"""Rows and texts without a creator: what of a table goes, what stays in other words, what stays as it is."""

import csv
import hashlib
import io
import json
from pathlib import Path
import re
import sys
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kit.forget.person import Person
from kit.intake.refused import file_name
from kit.intake.traces import folded, linked, normal
from kit.reading.columns import Column, matching, per_value

DAYS = {"daily": ("series",), "traffic": ("link",), "events": ("label", "series")}  # rows that go if these name them
EMPTIED = {"url", "collected_for", "promo_code", "referral_link", "landing_page", "hashtag"}  # half of one says nothing
LOOSE = {"source", "series", "link", "label", "campaign", "source_medium", "referral_link", "landing_page", "url"}
NAMES = {"hashtags", "mentions", "handles"}
ABOUT_OTHERS = {("creators", "name")}  # where the same name is that of somebody else
IN_SOUNDS = ("sound",)
LEAST = 5  # characters of a code that is looked for inside an address


class Eraser:
    """Takes one creator out of rows and texts."""

    def __init__(self, who: Person) -> None:
        self.who, self.traces = who, who.traces
        codes = [re.escape(code) for code in who.codes if len(code) >= LEAST and re.search(r"\d", code)]
        self._code = re.compile(rf"(?<![^\W_])(?:{'|'.join(codes) or '(?!)'})(?![^\W_])", re.IGNORECASE)

    def table(self, name: str, rows: pa.Table) -> tuple[pa.Table, int, int]:
        """The rows without them, how many went, and how many of the others were changed; the same rows if none."""
        gone = self._gone(name, rows)
        left = rows.filter(pa.array(~gone)) if gone.any() else rows
        changed = np.zeros(len(left), bool)
        for place, field in enumerate(left.schema):
            cells = left.column(place).combine_chunks()
            made, differ = self._column(name, field.name, cells)
            if differ.any():
                left = left.set_column(place, field, pa.chunked_array([made], field.type))
                changed |= differ
        return left, int(gone.sum()), int(changed.sum())

    def _gone(self, name: str, rows: pa.Table) -> Any:
        """Which rows are theirs."""
        who, gone = self.who, np.zeros(len(rows), bool)

        def among(column: str, values: frozenset[str]) -> Any:
            if column not in rows.column_names or not values:
                return np.zeros(len(rows), bool)
            return np.asarray(pc.is_in(rows[column], value_set=pa.array(sorted(values), pa.string())))

        if name in ("creators", "audience", "videos", "deals"):
            gone |= among("creator_id", who.stored)
        if name in ("videos", "comments", "deliveries"):
            gone |= among("video_id", who.videos)
        if name == "comments":
            gone |= among("author_key", who.authors)
        if name in ("deals", "deliveries"):
            gone |= among("deal_id", who.deals)
        if name == "labels":
            for kind, ids in (("video", who.videos), ("comment", who.comments)):
                gone |= among("item_kind", frozenset({kind})) & among("item_id", ids)
        for column in set(DAYS.get(name, ())) & set(rows.column_names):
            told = per_value(rows[column], lambda words: self._links(words) or self._says(words), pa.bool_())
            gone |= np.asarray(pc.fill_null(told, False))
        return gone

    def _says(self, words: str) -> bool:
        return self.traces.named(words, loose=True, names=False)

    def _links(self, address: str) -> bool:
        """Whether an address is a link of theirs, whatever follows it, or holds a code of theirs."""
        bare = linked(address)
        return any(
            bare == link or (bare.startswith(link) and not bare[len(link)].isalnum()) for link in self.who.links
        ) or (bool(self._code.search(address)))

    def _column(self, table: str, name: str, cells: Column) -> tuple[Column, Any]:
        """The cells of a column without them, and which of them differ."""
        none = np.zeros(len(cells), bool)
        if pa.types.is_list(cells.type) and pa.types.is_string(cells.type.value_type):
            return self._lists(name, cells)
        if not pa.types.is_string(cells.type):
            return cells, none
        where = matching(cells, self._like(name)) if name not in EMPTIED - {"url"} else cells.is_valid()
        places = np.flatnonzero(np.asarray(where))
        if not len(places):
            return cells, none
        before = cells.take(pa.array(places))
        after = per_value(before, lambda words: self._words(table, name, words))
        differ = np.asarray(pc.invert(pc.fill_null(pc.equal(before, after), False)))
        if not differ.any():
            return cells, none
        none[places[differ]] = True
        return pc.replace_with_mask(cells, pa.array(none), after.filter(pa.array(differ))), none

    def _like(self, column: str) -> str:
        """What a cell must hold to be looked at."""
        own = [self.traces.like] if self.traces.like else []
        if column in IN_SOUNDS:
            own.append(r"\s[-–—]\s")
        if self.who.videos and not column.endswith(("_id", "url", "_key")):
            own.append(r"\d{15}")
        return "|".join(own) or r"^\b$"

    def _words(self, table: str, column: str, words: str) -> str | None:
        """One cell, without them."""
        if column in IN_SOUNDS:
            return self.traces.sound(words, self.who.names)
        names, loose = (table, column) not in ABOUT_OTHERS, column in LOOSE
        if column not in EMPTIED:
            return self.traces.masked(words, loose, names, plain=column == "source")
        theirs = self.traces.named(words, loose, names)
        theirs |= column in ("collected_for", "hashtag") and normal(words.lstrip("#＃")) in self.who.ids
        theirs |= column == "promo_code" and folded(words) in self.who.codes
        theirs |= column in ("referral_link", "landing_page") and self._links(words)
        return None if theirs else words

    def _lists(self, name: str, cells: Column) -> tuple[Column, Any]:
        """Lists without what names them; all others as they are."""
        hit = np.zeros(len(cells), bool)
        items = cells.flatten()
        if not len(items) or name.endswith("_ids"):
            return cells, hit
        theirs = np.asarray(pc.fill_null(per_value(items, lambda item: self._item(name, item), pa.bool_()), False))
        if not theirs.any():
            return cells, hit
        hit[np.asarray(pc.list_parent_indices(cells))[theirs]] = True
        places = np.flatnonzero(hit)
        made = [
            [i for i in c if i is None or not self._item(name, i)] for c in cells.take(pa.array(places)).to_pylist()
        ]
        order = np.arange(len(cells))
        order[places] = len(cells) + np.arange(len(places))
        return pa.concat_arrays([cells, pa.array(made, cells.type)]).take(pa.array(order)), hit

    def _item(self, column: str, item: str) -> bool:
        return self.traces.named(item) or (column in NAMES and normal(item.lstrip("#＃")) in self.who.ids)

    def refused(self, file: Path) -> tuple[str, bytes, int] | None:
        """Name and content of a file of refused rows without theirs, and how many rows went; None if it stays.

        What is left of a file without rows is nothing: its content is empty.
        """
        csv.field_size_limit(sys.maxsize)
        with file.open(encoding="utf-8", newline="") as stream:
            head, *rows = csv.reader(stream) or [[]]
        kept = [row for row in rows if not self._in_row(row)]
        header = [self.traces.masked(name) for name in head]
        stem, _, mark = file.stem.rpartition("-")
        nameless = self.traces.masked(stem, loose=True, plain=True)
        if len(kept) == len(rows) and nameless == stem and header == head:
            return None
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *kept])
        content = text.getvalue().encode() if kept else b""
        if len(kept) < len(rows) or header != head:
            mark = hashlib.sha256(content).hexdigest()[:12]
        return file_name(nameless, mark), content, len(rows) - len(kept)

    def _in_row(self, row: list[str]) -> bool:
        """Whether a refused row names them; its first cells are our own: reason, table, row."""
        return any(
            cell in self.who.videos or normal(cell.lstrip("'")) in self.who.ids or self.traces.named(cell)
            for cell in row[3:]
            if cell
        )

    def answers(self, text: str) -> str:
        """The truth of a made-up workspace (truth.json) without what it says of them."""
        return json.dumps(self._pruned(json.loads(text)), indent=1, ensure_ascii=False) + "\n"

    def _pruned(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._pruned(v) for v in value if not self._about(v)]
        if isinstance(value, dict):
            return {k: self._pruned(v) for k, v in value.items() if not self._about(k) and not self._about(v)}
        return value

    def _about(self, value: Any) -> bool:
        if isinstance(value, dict):
            return any(self._about(v) for v in value.values() if isinstance(v, str))
        return isinstance(value, str) and (
            value in self.who.videos or normal(value) in self.who.ids or self.traces.named(value)
        )


def read(file: Any) -> pa.Table:
    """All of one Parquet file, by its path or open, columns that the kit does not know included."""
    with pq.ParquetFile(file) as parquet:
        return parquet.read()
