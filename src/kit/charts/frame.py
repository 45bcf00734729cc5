"""What the forms share on the axes: the measure's axis, rows with names and values, intervals, spreads, stems."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.transforms import IdentityTransform

from kit import style, wording
from kit.style import canvas, colours, Size, write
from kit.wording.scale import Scale

NARROWEST, WIDEST = 120, 220  # room left of the axes for the names of rows, by the longest of them
GAP = 16  # between a name and the axes
LIFT = 17  # from a row's mark up to its name, on a phone
PIXELS = IdentityTransform()
Point = tuple[float, float]
Interval = tuple[float | None, float | None, float | None]


def points() -> float:
    """How large text is at this size."""
    return float(matplotlib.rcParams["font.size"])


def wide(text: str, bold: bool = False) -> float:
    """About how many pixels a text needs."""
    return style.width(text, points(), bold)


def fitted(text: str, room: float, bold: bool = False) -> str:
    """A name from the data, cut with an ellipsis where it needs more than `room` pixels."""
    name = wording.clean(text)
    if wide(name, bold) > room:
        taken, fits = wide("…", bold), 0
        while fits < len(name) and (taken := taken + wide(name[fits], bold)) <= room:
            fits += 1
        return wording.name(name, max(min(fits + 1, len(name) - 1), 1))
    return wording.name(name, max(len(name), 1))


def steps(size: Size) -> int:
    """About how many ticks fit."""
    return 5 if size.phone else 7


def pixels(ax: Axes) -> float:
    """The width of the axes."""
    return float(ax.bbox.width)  # at 72 dots an inch


def line(ax: Axes, x: float, y: float, text: str, token: str = "muted", anchor: str = "start", **how: Any) -> None:
    """Text at pixels of the figure, moved where it would leave its sides."""
    room, width = float(ax.figure.bbox.width), wide(text, how.get("bold", False))
    before = {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    x = max(before, min(x, room - width + before))
    write(ax.figure, PIXELS, x, y, text, token, points(), anchor=anchor, **({"hung": "middle"} | how))


def measure(ax: Axes, axis: Scale) -> None:
    """The measure runs along x, with hairlines and as many ticks as have room."""
    if axis.log:
        ax.set_xscale("log")
    ax.set_xlim(axis.low, axis.high)
    ax.set_axis_off()
    hairlines(ax, spaced(axis, pixels(ax)))
    if axis.low < 0 < axis.high:
        ax.axvline(0, color=colours()["grey_dark"], lw=1, zorder=1.2)


def spaced(axis: Scale, room: float) -> Scale:
    """The axis with every second tick, or fewer, where the labels of all would touch."""
    ticks, labels = axis.ticks, axis.labels
    while len(ticks) > 2 and max(map(wide, labels)) + 8 > room * _least([axis.share(t) for t in ticks]):
        ticks, labels = ticks[::2], labels[::2]
    return replace(axis, ticks=ticks, labels=labels)


def _least(shares: Sequence[float]) -> float:
    return min((b - a for a, b in pairwise(shares)), default=1.0)


def hairlines(ax: Axes, axis: Scale) -> None:
    """The ticks of x as hairlines, their labels below."""
    along = ax.get_xaxis_transform()
    segments(ax, [((at, 0), (at, 1)) for at in axis.ticks], "rule", 1, 0.5, along)
    for at, label in zip(axis.ticks, axis.labels, strict=True):
        x, y = along.transform((at, 0))
        line(ax, float(x), float(y) - 6, label, anchor="middle", hung="top")


def row_axes(
    size: Size,
    words: tuple[str, str, str],
    axis: Scale,
    names: Sequence[str],
    right: float,
    *,
    bold: Sequence[bool] = (),
    notes: Sequence[str] = (),
    above: float = 0,
    row: float = 0,
    lift: float = LIFT,
    shift: float = 0,
    below: float = 0,
) -> tuple[Figure, Axes]:
    """Axes with one row a name, counted downwards from 0: names left of them, on a phone above each row.

    notes: muted words beside the names.  row: pixels of a row.  lift: from a row's middle up to its name on a phone.
    shift: down to its name on a wide chart.  below: more room under the last row.
    """
    row, bold, notes = row or size.row, bold or [False] * len(names), notes or [""] * len(names)
    beside = [wide(note) + 8 if note else 0.0 for note in notes]
    needs = [wide(n, b) + more for n, b, more in zip(names, bold, beside, strict=True)]
    left = 12 if size.phone else min(max([*needs, NARROWEST - GAP]), WIDEST - GAP) + GAP
    up, down = (lift + 10) / row if size.phone else 0.5, (min(row / 2, 20) + below) / row if size.phone else 0.5
    fig, ax = canvas(size, row * (len(names) - 1 + up + down), words, left=left, right=right, above=above)
    measure(ax, axis)
    ax.set_ylim(len(names) - 1 + down, -up)
    room = size.width - 2 if size.phone else left - GAP + 0.1
    for y, name in enumerate(names):
        text, at = fitted(name, room - beside[y], bold[y]), y + (-lift if size.phone else shift) / row
        row_text(ax, -left, at, text, bold=bold[y])
        row_text(ax, -left + wide(text, bold[y]) + 8, at, notes[y], "muted")
    return fig, ax


def beside(ax: Axes) -> float:
    """Where names begin, in pixels from the left edge of the axes."""
    return -float(ax.bbox.x0)


def row_text(ax: Axes, x: float, y: float, text: str, token: str = "ink", bold: bool = False) -> None:
    """Text in a row, `x` pixels from the left edge of the axes."""
    if text:
        write(ax.figure, ax.get_yaxis_transform(), x / pixels(ax), y, text, token, points(), bold, hung="middle")


def row_value(ax: Axes, y: float, text: str, token: str = "ink", bold: bool = False, after: float = 0) -> None:
    """The number in words, right of the axes; `after`: pixels further on."""
    row_text(ax, pixels(ax) + 12 + after, y, text, token, bold)


def right_for(*columns: Sequence[str], bold: bool = False) -> float:
    """Room for columns of values at the right."""
    widths = [max((wide(text, bold) for text in column), default=0) for column in columns]
    return max(36, 14 + sum(width + 8 for width in widths if width))


def dots(ax: Axes, at: Sequence[tuple[float, float]], token: str, ms: float = 9, full: bool = True) -> None:
    """Dots (x, y), whole at the edges too."""
    if at:
        look = (token, "paper", 1.5) if full else ("paper", token, 1.6)
        face, edge = colours()[look[0]], colours()[look[1]]
        style: dict[str, Any] = {"mfc": face, "mec": edge, "mew": look[2], "ls": "", "zorder": 4, "clip_on": False}
        ax.plot(*zip(*at, strict=True), "o", ms=ms if full else ms - 1, **style)


def segments(
    ax: Axes, every: Sequence[tuple[Point, Point]], token: str, lw: Any, zorder: float, where: Any = None
) -> None:
    """Plain lines from point to point, as one artist: matplotlib's time goes by artists."""
    if every:
        look: dict[str, Any] = {"colors": colours()[token], "linewidths": lw, "capstyle": "butt", "zorder": zorder}
        made = LineCollection(every, transform=where or ax.transData, **look)
        ax.add_collection(made, autolim=False)


def lines(ax: Axes, rows: Sequence[tuple[float, float, float]], token: str, lw: Any = 2, zorder: float = 3) -> None:
    """(y, from, to) each."""
    segments(ax, [((a, y), (b, y)) for y, a, b in rows], token, lw, zorder)


def intervals(ax: Axes, rows: Sequence[tuple[float, Interval]], token: str) -> None:
    """(y, (value, low, high)) each: a line is uncertainty, a dot the estimate; ends are plain, so that no one reads a
    box plot."""
    lines(ax, [(y, low, high) for y, (_, low, high) in rows if low is not None and high is not None], token)
    dots(ax, [(value, y) for y, (value, _, _) in rows if value is not None], token)


def stems(ax: Axes, rows: Sequence[tuple[float, float | None]], start: float) -> None:
    """(y, value) each: a thin line from `start`, so that length reads."""
    lines(ax, [(y, start, value) for y, value in rows if value is not None], "grey", 1, 2.4)


def spreads(ax: Axes, rows: Sequence[tuple[float, float | None, float | None]], token: str, half: float) -> None:
    """(y, low, high) each: a bar is spread (the middle half), with hairlines at its ends."""
    known = [(y, low, high) for y, low, high in rows if low is not None and high is not None]
    if known:
        ys, lows, highs = zip(*known, strict=True)
        widths = [high - low for low, high in zip(lows, highs, strict=True)]
        ax.barh(ys, widths, left=lows, height=2 * half, color=colours()[f"{token}_soft"], lw=0, zorder=1.5)
        ends = zip(ys * 2, lows + highs, strict=True)
        segments(ax, [((x, y - half), (x, y + half)) for y, x in ends], token, 1, 1.6)
