"""A finding's columns as a table shows them: which stand by themselves, their heads and their cells."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
import re
from typing import Any

from kit import wording
from kit.show import bars
from kit.show.words import text
from kit.wording import NUMERIC
from kit.wording.scale import Scale

FIGURES = (*NUMERIC, "figure")  # a figure is a number that is already in words, as "3.9 %" beside "400"
HANDLE = "creator_id"  # this column stands small under the row's name
SPANS = {"q1": "q3", "rank_first": "rank_last", "next_low": "next_high"}  # printed as one column, from … to …
SPAN_LABELS = {"q1": "Middle half", "rank_first": "Possible ranks"}
OWN = ("own", "us")  # a flag column of this name marks the brand's own rows
MARKS = {
    "▲": ("above", "higher", "up", "more"),
    "▼": ("below", "lower", "down", "less"),
    "●": wording.GOOD,
    "×": wording.BAD,
}
TONES = {"▲": "up", "▼": "down", "●": "up", "×": "down", "○": "same"}
LONG = 28  # characters from which a text column is given room to wrap
MOST = 200  # characters of a text on the page; the rest is in the CSV
_BAR = re.compile("<svg.*?</svg>")
_LETTER = 7.4  # pixels of a character at the table's size
_FIRST, _INTERVAL = 124, 84  # pixels that the stylesheet gives a row's name, padding aside, and an interval at least


@dataclass(frozen=True)
class Shown:
    """One printed column as HTML: its head and its cells.  `right`: figures; `market`: published, not ours."""

    label: str
    head: str
    cells: tuple[str, ...]
    right: bool = False
    market: bool = False
    long: bool = False
    barred: bool = False
    first: bool = False

    @property
    def width(self) -> float:
        """About how many pixels it takes, with its padding.  Estimates and intervals stand in two columns of one."""
        cells = [_BAR.sub("", cell) for cell in self.cells]
        head, *lines = (
            re.sub("<[^>]+>", "", line) for cell in (_BAR.sub("", self.head), *cells) for line in cell.split("<small>")
        )
        halves = [(len(b), len(i)) for b, i in re.findall("<b>(.*?)</b><i>(.*?)</i>", "".join(cells))]
        own, beside = map(max, zip(*halves, strict=True)) if halves else (0, 0)
        longest = max(map(len, lines), default=0)
        body = longest if self.right else min(longest, 16 if longest <= LONG else 24)
        top = max(len(head) / 3, *map(len, head.split()), 0)
        pair = _LETTER * own + 5 + max(_LETTER * beside, _INTERVAL) if halves else 0
        least = max(140 if self.barred else 0, _FIRST if self.first else 0, pair)
        return 12 + max(_LETTER * max(top, body), least)

    @property
    def plain(self) -> "Shown":
        """The same without bars."""
        if not self.barred:
            return self
        head, *cells = (_BAR.sub("", part) for part in (self.head, *self.cells))
        return replace(self, head=head, cells=tuple(cells), barred=False)

    def weight(self, rows: int) -> int:
        """Bytes of its head and so many cells, with their tags."""
        return sum(len(c.encode()) + 9 for c in self.cells[:rows]) + len(self.head.encode()) + 22


def shown(finding: Mapping[str, Any], rows: int, drawn: Collection[str] = ()) -> list[Shown]:
    """The columns that the table prints, the row's name first.  The first with intervals has bars, save those `drawn`
    by a chart beside the table."""
    columns = finding["columns"]
    cells = {c["name"]: [row[i] for row in finding["rows"][:rows]] for i, c in enumerate(columns)}
    own = next((cells[f] for f in OWN if f in cells), [False] * rows)
    every = printed(columns)
    chosen, along = _bars(every, cells, drawn)
    units = [c["unit"] for c in every]
    return [
        _name(c, cells, own)
        if i == 0
        else _column(c, cells, along if c["name"] == chosen else None, told=c["unit"] in units[:i])
        for i, c in enumerate(every)
    ]


def printed(columns: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Columns that stand by themselves, the row's name first; two ends of a span are one."""
    names = {c["name"] for c in columns}
    hidden = {f"{name}_{end}" for name in names for end in ("low", "high")} | set(OWN)
    hidden |= {c["name"] for c in columns if c.get("hidden")} | {b for a, b in SPANS.items() if a in names}
    own = [
        dict(c, label=SPAN_LABELS.get(c["name"], c["label"].removesuffix(", from")), until=SPANS[c["name"]])
        if SPANS.get(c["name"]) in names
        else c
        for c in columns
        if c["name"] not in hidden
    ]
    first = own[0] if own[0]["kind"] == "date" else next((c for c in own if c["kind"] == "text"), own[0])
    under = HANDLE if first["kind"] == "text" else ""
    return [first, *(c for c in own if c is not first and c["name"] != under)]


def _bars(
    every: Sequence[Mapping[str, Any]], cells: Mapping[str, list], drawn: Collection[str]
) -> tuple[str, Scale | None]:
    """Name and scale of the column that gets range bars: the first with intervals in enough rows and in no chart."""
    for c in every if every[0]["kind"] != "date" else ():
        name = c["name"]
        if c["kind"] in NUMERIC and name not in drawn and f"{name}_low" in cells and f"{name}_high" in cells:
            ends = cells[f"{name}_low"], cells[f"{name}_high"]
            if along := bars.common(cells[name], *ends, c["kind"], c["unit"]):
                return name, along
    return "", None


def _name(column: Mapping[str, Any], cells: Mapping[str, list], own: Sequence[Any]) -> Shown:
    """The row's name, the creator's handle small under it; the brand's own rows in bold."""
    name, kind = column["name"], column["kind"]
    values = cells[name]
    under = cells.get(HANDLE, [None] * len(values)) if name != HANDLE and kind == "text" else [None] * len(values)
    made = []
    for value, handle, ours in zip(values, under, own, strict=True):
        small = _handle(handle)
        value = str(value).removesuffix(f" (@{handle})") if small and value is not None else value
        said = _words(value) if kind == "text" else wording.format(value, kind, column["unit"], values)
        made.append((f"<b>{said}</b>" if ours else said) + small)
    return Shown(column["label"], text(column["label"]), tuple(made), first=True)


def _column(column: Mapping[str, Any], cells: Mapping[str, list], along: Scale | None, told: bool) -> Shown:
    """Any other column: texts, single figures, estimates with their interval, the middle half."""
    name, kind, unit, label = column["name"], column["kind"], column["unit"], column["label"]
    values, lows, highs = cells[name], cells.get(f"{name}_low"), cells.get(f"{name}_high")
    if kind == "text":
        made = [_text_cell(v) for v in values]
    elif kind == "figure":
        made = [_figure(v) for v in values]
    elif "until" in column:
        ends = cells[column["until"]]
        near = [v for v in (*values, *ends) if wording.known(v)]
        made = [
            wording.format(a, kind, unit, near)
            if a == b and a is not None
            else wording.span(a, b, kind, unit, near) or wording.MISSING
            for a, b in zip(values, ends, strict=True)
        ]
    elif kind in NUMERIC and lows is not None and highs is not None:
        near = [v for v in (*values, *lows, *highs) if wording.known(v)]
        made = [
            _estimate(v, low, high, kind, unit, near) + (bars.bar(along, v, low, high) if along else "")
            for v, low, high in zip(values, lows, highs, strict=True)
        ]
    else:
        made = [wording.format(v, kind, unit, values) for v in values]
    told = told or not unit or kind not in NUMERIC or kind == "money" or unit.lower() in label.lower()
    return Shown(
        label,
        text(label) + ("" if told else f" <small>{text(unit)}</small>") + (bars.axis(along) if along else ""),
        tuple(c.replace("\u2060", "") for c in made) if kind in FIGURES else tuple(made),  # these cells do not wrap
        right=kind in FIGURES,
        market=name.startswith("published"),
        long=kind == "text" and any(len(str(v or "")) > LONG for v in values),
        barred=along is not None,
    )


def _estimate(value: Any, low: Any, high: Any, kind: str, unit: str, near: Sequence[Any]) -> str:
    """An estimate with the decimals of its column; its interval with no fewer."""
    if not wording.known(value):
        return f"{wording.MISSING}<i></i>"
    said = wording.format(value, kind, unit, near)
    beside = [v for v in (value, low, high) if wording.known(v)] if "." in said and kind != "count" else near
    return f"<b>{said}</b><i>{wording.span(low, high, kind, unit, beside) or 'no interval'}</i>"


def _figure(value: Any) -> str:
    """A number in words, if any; what follows it in brackets stands as an interval, or small below."""
    if not str(value or "").strip():
        return wording.MISSING
    said, _, more = _words(value).removesuffix(")").partition(" (")
    if not more:
        return said
    return f"<b>{said}</b><i>{more}</i>" if "–" in more else f"{said}<small>({more})</small>"


def _words(value: Any, most: int = 120) -> str:
    """Text from the data in a cell, which keeps its direction to itself."""
    if value is None:
        return wording.MISSING
    return escape(wording.shorten(wording.clean(value), most), quote=False) or "(no name)"


def _handle(value: Any) -> str:
    """A creator's handle (or the platform's number), small under the name; nothing where the id is that name again."""
    said = str(value or "")
    if not said or said.startswith("name:"):
        return ""
    return f"<small>{_words(said if said.isdecimal() else f'@{said}')}</small>"


def _text_cell(value: Any) -> str:
    """A text, or a verdict with its mark: the shape says it before the colour does."""
    said = "" if value is None else str(value)
    if not said.strip():
        return wording.MISSING
    mark = next((m for m, words in MARKS.items() if said in words), "○" if said.startswith("no clear ") else "")
    if mark:
        return f'<span class="{TONES[mark]}"><span aria-hidden="true">{mark}</span>\u00a0{text(said)}</span>'
    return _words(value, MOST)
