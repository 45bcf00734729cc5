"""Ranges that hold for bands, beside single cases, in a small plane for each group: bands."""

from collections.abc import Sequence
from dataclasses import dataclass
import math
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
import numpy as np

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, form, names
from kit.charts.frame import Point
from kit.charts.plane import left_for, roomy
from kit.charts.words import foot_line, heading, logarithmic, marks_line
from kit.finding import Finding
from kit.style import canvas, colours, Size
from kit.wording.scale import Scale, scale

PANELS = 6  # groups that have a plane; of more, the last plane holds all others together
CASES = 60  # dots a plane; more are thinned evenly along x
DOT = 5  # diameter of a case
LINE, GAP, TICKS = 16, 14, 20  # pixels: a line of text, between planes, labels of x below one


@dataclass(frozen=True)
class Band:
    """From left to right (infinite: open) it says value, or between low and high (None: or more)."""

    left: float
    right: float
    value: float | None
    low: float
    high: float | None


@dataclass(frozen=True)
class Panel:
    """One plane: the group's name, a line about it, and its bands.  crowded: those of several groups."""

    name: str
    note: str
    bands: list[Band]
    crowded: bool = False


@form
def bands(
    f: Finding,
    x: str = "",
    y: str = "",
    by: str = "",
    *,
    note: str = "",
    title: str = "",
    marks: str = "",
    foot: str = "",
) -> Chart:
    """Where do ranges for bands lie beside single cases?  One small plane a group of bands, the same cases in each.

    A row with `<x>_low` is a band: from there to `<x>_high` (missing: to the axis' end) it says `<y>`, or between
    `<y>_low` and `<y>_high` (missing: or more).  A row with x and y alone is a case.  x, y: default to the first two
    numbers that have ends.  note: a column with words about the group, below its name.
    """
    columns = Columns(f)
    ended = [c for c in columns.numbers() if f"{c.name}_low" in columns.every]
    if not ((x and y) or len(ended) > 1):
        return Chart(f.key)
    across, up, label = columns.named(x or ended[0].name), columns.named(y or ended[1].name), columns.text(by)
    panels = _panels(columns, (across.name, up.name, label.name if label else "", note))
    cases = _cases(columns, across.name, up.name)
    if not panels:
        return Chart(f.key)
    shown = thinned(cases)
    headline = title or f"{heading(up, None)} and {wording.small(across.label)}"
    words = (headline, marks or marks_line(up, headline, *_marks(panels, f, len(cases))), foot)
    levels = [v for p in panels for b in p.bands for v in (b.low, b.high) if v is not None] + cases[:, 1].tolist()
    sides = [v for p in panels for b in p.bands for v in (b.left, b.right) if 0 < v < math.inf] + cases[:, 0].tolist()

    def draw(size: Size) -> Figure:
        count, tall = min(len(panels), 2 if size.phone else 3), 132.0 if size.phone else 180.0
        wide, high = scale(sides, across.kind, across.unit, 5), scale(levels, up.kind, up.unit, 5)
        logs = [wording.small(c.label) * s.log for c, s in ((across, wide), (up, high))]
        few = f"At most {CASES} dots a plane, evenly by {wording.small(across.label)}" * (len(shown) < len(cases))
        told = foot or foot_line(f, None, few, logarithmic(*logs))
        high = roomy(high, tall, up.kind, up.unit, 26)
        left = left_for(high)
        each = (size.width - left - 12 - GAP * (count - 1)) / count
        wide = frame.spaced(roomy(wide, each, across.kind, across.unit, 58), each)
        heads = [_head(panel, each) for panel in panels]
        above = [LINE * max(map(len, heads[i : i + count])) + 14 for i in range(0, len(panels), count)]
        height = sum(above) + len(above) * (tall + TICKS) - TICKS
        fig, whole = canvas(size, height, (*words[:2], told), left=left, right=12, below=TICKS + LINE + 8)
        whole.set_axis_off()
        x0, y0, x1, y1 = whole.bbox.extents
        frame.line(whole, (x0 + x1) / 2, y0 - TICKS - 12, frame.fitted(across.label, size.width), anchor="middle")
        for i, panel in enumerate(panels):
            row, column = divmod(i, count)
            down = sum(above[: row + 1]) + row * (tall + TICKS) + tall
            plane = Plane(whole, x0 + column * (each + GAP), y1 - down, each, tall, wide, high)
            plane.grid(labelled=column == 0)
            plane.head(heads[i])
            plane.bands(panel)
            plane.strokes([(at, at) for at in shown.tolist()], "accent", DOT)
        return fig

    return drawn(f, draw)


@dataclass(frozen=True)
class Plane:
    """A plane at pixels of a figure: its lower left corner, its size, its two scales."""

    ax: Axes
    left: float
    low: float
    width: float
    height: float
    wide: Scale
    high: Scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a point; one beyond the ends of a scale is on the edge."""
        return self.left + self.wide.share(x) * self.width, self.low + self.high.share(y) * self.height

    def strokes(self, lines: Sequence[Sequence[Point]], token: str, lw: float) -> None:
        """Lines from point to point as one path; one without length is a dot."""
        if lines:
            ends = [self.at(*point) for line in lines for point in line]
            path = Path(ends, [Path.MOVETO, Path.LINETO] * len(lines))
            path.should_simplify = False
            cap: Any = "round" if lines[0][0] == lines[0][1] else "butt"
            self._add(PathPatch(path, fill=False, ec=colours()[token], lw=lw, capstyle=cap))

    def _add(self, artist: Artist) -> None:
        artist.set_transform(frame.PIXELS)
        self.ax.figure.add_artist(artist, clip=False)

    def grid(self, labelled: bool) -> None:
        """Hairlines at the ticks of both scales with the labels of x, and those of y where `labelled`."""
        wide, high = self.wide, self.high
        self.strokes([((wide.low, at), (wide.high, at)) for at in high.ticks], "rule", 1)
        self.strokes([((at, high.low), (at, high.high)) for at in wide.ticks], "rule", 1)
        for tick, label in zip(wide.ticks, wide.labels, strict=True):
            x, _ = self.at(tick, high.low)
            frame.line(self.ax, x, self.low - 6, label, anchor="middle", hung="top")
        for tick, label in zip(high.ticks, high.labels, strict=True) if labelled else ():
            _, y = self.at(wide.low, tick)
            frame.line(self.ax, self.left - 8, y, label, anchor="end")

    def head(self, lines: Sequence[tuple[str, bool]]) -> None:
        """The group's name in bold and the words about it, above the plane."""
        for i, (text, bold) in enumerate(reversed(lines)):
            y = self.low + self.height + 10 + LINE * i
            frame.line(self.ax, self.left, y, text, "ink" if bold else "muted", bold=bold)

    def bands(self, panel: Panel) -> None:
        """Ranges as bars with hairlines at their ends, figures as lines, open ranges as lines with a mark on them."""
        bars = [band for band in panel.bands if band.high is not None]
        alpha, thin, thick = (0.5, 0.6, 1.6) if panel.crowded else (1, 1, 2.5)
        for band in bars:
            (x0, y0), (x1, y1) = self.at(band.left, band.low), self.at(band.right, band.high or band.low)
            look: dict[str, Any] = {"color": colours()["market_soft"], "lw": 0, "alpha": alpha, "zorder": 0.4}
            self._add(Rectangle((x0, y0), x1 - x0, y1 - y0, **look))
        edges = [((b.left, at), (b.right, at)) for b in bars for at in (b.low, b.high or b.low)]
        self.strokes(edges, "market", thin)
        lines = [band for band in panel.bands if band.high is None]
        self.strokes([((b.left, b.low), (b.right, b.low)) for b in lines], "market", thick)
        for band in lines:
            if band.value is None:
                (x0, y), (x1, _) = self.at(band.left, band.low), self.at(band.right, band.low)
                corners = [((x0 + x1) / 2 + dx, y + dy) for dx, dy in ((-4, 0), (0, 7), (4, 0))]
                self._add(Polygon(corners, color=colours()["market"], lw=0))


def _head(panel: Panel, room: float) -> list[tuple[str, bool]]:
    """The lines above a plane, and which are bold: the name in one line or two, the words about it."""
    words = panel.name.split(" ")
    fits = [i for i in range(1, len(words) + 1) if frame.wide(" ".join(words[:i]), bold=True) <= room]
    cut = fits[-1] if fits else len(words)
    parts = [" ".join(words[:cut]), " ".join(words[cut:])]
    named = [(frame.fitted(part, room, bold=True), True) for part in parts if part]
    return [*named, *([(frame.fitted(panel.note, room), False)] if panel.note else [])]


def _panels(columns: Columns, wanted: tuple[str, str, str, str]) -> list[Panel]:
    """The groups that have bands, in the order of the table; from the sixth on all others together."""
    x, y, by, note = wanted
    called = names(columns.series(by)) if by else [""] * len(columns.f.table)
    found: dict[str, Panel] = {}
    ends = [columns.series(f"{name}_{end}") for name, end in ((x, "low"), (x, "high"), (y, "low"), (y, "high"))]
    for name, about, value, left, right, low, high in zip(
        called, columns.series(note), columns.series(y), *ends, strict=True
    ):
        start = low if value is None else value
        if left is not None and start is not None:
            band = Band(left, math.inf if right is None else right, value, start, high if value is None else None)
            found.setdefault(name, Panel(name, wording.clean(about or ""), [])).bands.append(band)
    every = list(found.values())
    if len(every) <= PANELS:
        return every
    rest = every[PANELS - 1 :]
    others = wording.plural(len(rest), f"other {wording.small(columns.named(by).label)}")
    return [*every[: PANELS - 1], Panel(others, "", [b for p in rest for b in p.bands], crowded=True)]


def _cases(columns: Columns, x: str, y: str) -> np.ndarray:
    """The rows that are no band: x and y."""
    rows = zip(columns.series(x), columns.series(y), columns.series(f"{x}_low"), strict=True)
    known = [(a, b) for a, b, low in rows if low is None and a is not None and b is not None]
    return np.array(sorted(known), dtype=float).reshape(-1, 2)


def thinned(cases: np.ndarray) -> np.ndarray:
    """At most CASES of the cases, evenly along x."""
    return cases[np.linspace(0, len(cases) - 1, min(len(cases), CASES)).round().astype(int)]


def _marks(panels: Sequence[Panel], f: Finding, cases: int) -> list[str]:
    """What each mark is."""
    every = [band for panel in panels for band in panel.bands]
    case = next((f"one of our {what}" for what, n in reversed(list(f.n.items())) if n == cases), "one case")
    return [
        "bar: a range" if any(b.high is not None for b in every) else "",
        "line: one figure" if any(b.value is not None for b in every) else "",
        "▲ or more" if any(b.value is None and b.high is None for b in every) else "",
        f"● {case}" if cases else "",
    ]
