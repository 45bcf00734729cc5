"""A Chart (two drawings of one finding), the columns it draws, and its words."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from html import escape
from typing import Any

import matplotlib
from matplotlib.figure import Figure
import pandas as pd

from kit import style, wording
from kit.errors import UsageError
from kit.finding import Column, Finding
from kit.wording import NUMERIC

MIME = "application/vnd.kit.chart+json"
ROWS = 12  # rows that a chart draws, as many as the table below it shows; the rest is counted in its foot


@dataclass(frozen=True)
class Chart:
    """SVG for a wide column and for a phone; `alt` says in words what it shows.  Empty where nothing can be drawn.

    `columns`: those whose values are drawn with their intervals, so that the table beside it needs no bars for them.
    """

    key: str = ""
    alt: str = ""
    wide: str = ""
    narrow: str = ""
    size: tuple[int, int] = (0, 0)
    narrow_size: tuple[int, int] = (0, 0)
    columns: tuple[str, ...] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if not self.wide:
            return {"text/plain": ""}
        image = b64encode(self.wide.encode()).decode()
        return {
            MIME: {
                "key": self.key,
                "alt": self.alt,
                "wide": self.wide,
                "narrow": self.narrow,
                "size": list(self.size),
                "narrow_size": list(self.narrow_size),
                "columns": list(self.columns),
            },
            "text/html": f'<style>body[data-jp-theme-light="false"] .kit-chart {{ color-scheme: dark }}</style>'
            f'<img class="kit-chart" alt="{escape(self.alt)}" width="{self.size[0]}" height="{self.size[1]}" '
            f'src="data:image/svg+xml;base64,{image}">',
            "text/plain": self.alt,
        }


def drawn(f: Finding, draw: Callable[[style.Size], Figure], *columns: str) -> Chart:
    """`draw(size)` → figure, once for wide columns and once for phones; `columns`: see Chart."""
    drawings = []
    for size in (style.WIDE, style.PHONE):
        with matplotlib.rc_context(style.rc(size)):  # type: ignore[arg-type]
            drawings.append(style.svg(draw(size)))
    (wide, *wide_size), (narrow, *narrow_size) = drawings
    alt = wording.plain(wording.clause(f.takeaway)) or f.question  # the whole stands above the chart, as text
    return Chart(f.key, alt, wide, narrow, (wide_size[0], wide_size[1]), (narrow_size[0], narrow_size[1]), columns)


def form(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """A chart form: what is refused, or has no rows, gives an empty chart whatever columns are asked for."""

    @wraps(draw)
    def drawn_or_empty(f: Finding, *args: Any, **kwargs: Any) -> Chart:
        return Chart(f.key) if not f.shown or f.table.empty else draw(f, *args, **kwargs)

    return drawn_or_empty


def with_values(f: Finding, value: str, only: Mapping[str, Any] | None) -> tuple[Finding, int]:
    """The rows of `f` that have a value and match `only`, and how many lack a value.

    only: column → what it must be, or several such, which then give the order.
    """
    table = f.table
    for column, wanted in (only or {}).items():
        Columns(f).named(column)
        several = wanted if isinstance(wanted, (list, tuple)) else [wanted]
        places = table[column].astype(str).map({str(w): i for i, w in enumerate(several)})
        table = table[places.notna()].iloc[places.dropna().argsort(kind="stable").to_numpy()]
    known = table[value].map(wording.known).astype(bool)
    return replace(f, table=table[known]), int((~known).sum())


def by_value(f: Finding, value: str) -> Finding:
    """The rows of `f`, largest first; equal ones as they stand."""
    return replace(f, table=f.table.iloc[f.table[value].astype(float).mul(-1).argsort(kind="stable").to_numpy()])


class Columns:
    """The columns of a finding, by name or by what they are."""

    def __init__(self, f: Finding) -> None:
        self.f, self.every = f, {c.name: c for c in f.columns}

    def named(self, name: str) -> Column:
        if name not in self.every:
            raise UsageError(
                f"The finding {self.f.key} has no column {name!r} to draw; it has {', '.join(self.every) or 'none'}."
            )
        return self.every[name]

    def text(self, name: str = "", *without: str) -> Column | None:
        """The named column, else the first of text."""
        return (
            self.named(name)
            if name
            else next((c for c in self.f.columns if c.kind == "text" and c.name not in without), None)
        )

    def numbers(self) -> list[Column]:
        """Numeric columns, ends of intervals left out; those with an interval first."""
        own = [c for c in self.f.columns if c.kind in NUMERIC and not self._is_end(c.name)]
        return sorted(own, key=lambda c: f"{c.name}_low" not in self.every)

    def value(self, name: str = "") -> Column | None:
        """The named column, else the first with an interval, else the first number."""
        return self.named(name) if name else next(iter(self.numbers()), None)

    def has(self, *names: str) -> str:
        """The first of `names` that is a column, else ""."""
        return next((n for n in names if n in self.every), "")

    def _is_end(self, name: str) -> bool:
        return any(name.endswith(end) and name.removesuffix(end) in self.every for end in ("_low", "_high"))

    def series(self, name: str, rows: int | None = None) -> list[Any]:
        """A column's values as plain Python: finite floats or None for numbers, text as it is; None if absent."""
        table = self.f.table.head(rows) if rows else self.f.table
        if name not in self.every:
            return [None] * len(table)
        if self.every[name].kind in NUMERIC:
            return [float(v) if wording.known(v) else None for v in table[name].tolist()]
        return [None if pd.isna(v) else v for v in table[name].tolist()]

    def interval(self, name: str, rows: int | None = None) -> list[tuple[float | None, float | None, float | None]]:
        """(value, low, high) of each row; an interval counts only with both ends."""
        ends = zip(
            self.series(name, rows), self.series(f"{name}_low", rows), self.series(f"{name}_high", rows), strict=True
        )
        return [(v, *((a, b) if a is not None and b is not None else (None, None))) for v, a, b in ends]


def names(values: Sequence[Any]) -> list[str]:
    """Row names for matplotlib: cleaned, not yet shortened."""
    return [wording.clean(v) or "(no name)" if v is not None else "(unknown)" for v in values]


def own_rows(columns: Columns, labels: Sequence[str], us: str) -> list[bool]:
    """Which rows are ours: those named `us`, else those that a flag column `own` or `us` marks; else none is."""
    if us:
        return [label == wording.clean(us) for label in labels]
    if flag := columns.has("own", "us"):
        return [bool(v) for v in columns.series(flag, len(labels))]
    return [False] * len(labels)
