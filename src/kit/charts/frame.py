"""What the forms share on the axes: the measure's axis, names and values beside rows, intervals and spreads."""

from collections.abc import Sequence
from typing import Any

import matplotlib
from matplotlib.axes import Axes

from kit import wording
from kit.style import colours, Size, write
from kit.wording.scale import Scale


def measure(ax: Axes, axis: Scale, rows: int, phone: bool) -> None:
    """The measure runs along x, with hairlines; rows count downwards from 0."""
    if axis.log:
        ax.set_xscale("log")
    ax.set_xlim(axis.low, axis.high)
    ax.set_axis_off()
    along = ax.get_xaxis_transform()
    ax.vlines(axis.ticks, 0, 1, color=colours()["rule"], lw=1, capstyle="butt", transform=along, zorder=0.5)
    for at, label in zip(axis.ticks, axis.labels, strict=True):
        write(ax.figure, along, at, -6 / ax.bbox.height, label, "muted", points(), anchor="middle", hung="top")
    ax.set_ylim(rows - 0.5 + (0.1 if phone else 0), -0.5 - (0.15 if phone else 0))
    if axis.low < 0 < axis.high:
        ax.axvline(0, color=colours()["grey_dark"], lw=1, zorder=1.2)


def steps(size: Size) -> int:
    """About how many ticks fit."""
    return 5 if size.phone else 7


def pixels(ax: Axes) -> float:
    """The width of the axes."""
    return float(ax.bbox.width)  # at 72 dots an inch


def points() -> float:
    """How large text is at this size."""
    return float(matplotlib.rcParams["font.size"])


def row_text(ax: Axes, x: float, y: float, text: str, token: str = "ink", bold: bool = False) -> None:
    """Text in a row, `x` pixels from the left edge of the axes."""
    write(ax.figure, ax.get_yaxis_transform(), x / pixels(ax), y, text, token, points(), bold, hung="middle")


def row_name(ax: Axes, size: Size, y: float, name: str, bold: bool = False) -> None:
    """Left of the row on a wide chart; above it on a phone, where names may use the whole width."""
    if size.phone:
        row_text(ax, -12, y - 0.34, wording.name(name, 40), bold=bold)
    else:
        row_text(ax, -size.gutter, y, wording.name(name, size.gutter // 7), bold=bold)


def row_value(ax: Axes, y: float, text: str, token: str = "ink", bold: bool = False) -> None:
    """The number in words, right of the axes."""
    row_text(ax, pixels(ax) + 10, y, text, token, bold)


def right_for(size: Size, texts: Sequence[str]) -> float:
    """Room for the values at the right."""
    return max(36, 18 + 0.62 * size.text * max(map(len, texts), default=0))


def intervals(
    ax: Axes, rows: Sequence[tuple[float, tuple[float | None, float | None, float | None]]], color: str
) -> None:
    """(y, (value, low, high)) each: a line is uncertainty, a dot the estimate; ends are plain, so that no one reads a
    box plot.  Two artists for all rows: matplotlib's time goes by artists."""
    lines = [(y, low, high) for y, (_, low, high) in rows if low is not None and high is not None]
    dots = [(value, y) for y, (value, _, _) in rows if value is not None]
    if lines:
        ax.hlines(*zip(*lines, strict=True), color=color, lw=2, capstyle="butt", zorder=3)
    if dots:
        style: dict[str, Any] = {"ms": 9, "color": color, "mew": 1.5, "mec": colours()["paper"], "ls": "", "zorder": 4}
        ax.plot(*zip(*dots, strict=True), "o", clip_on=False, **style)  # a dot at the edge stays whole


def spreads(ax: Axes, rows: Sequence[tuple[float, float | None, float | None]], token: str, half: float) -> None:
    """(y, low, high) each: a bar is spread (the middle half), with hairlines at its ends."""
    known = [(y, low, high) for y, low, high in rows if low is not None and high is not None]
    if known:
        ys, lows, highs = zip(*known, strict=True)
        widths = [high - low for low, high in zip(lows, highs, strict=True)]
        ax.barh(ys, widths, left=lows, height=2 * half, color=colours()[f"{token}_soft"], lw=0, zorder=1.5)
        tops = [y - half for y in ys * 2]
        ax.vlines(lows + highs, tops, [y + 2 * half for y in tops], color=colours()[token], lw=1, zorder=1.6)


def vertical(ax: Axes, axis: Scale) -> None:
    if axis.log:
        ax.set_yscale("log")
    ax.set_ylim(axis.low, axis.high)
    ax.set_yticks(axis.ticks, axis.labels)
    ax.minorticks_off()


def left_for(axis: Scale) -> float:
    """Room for the labels of a vertical axis."""
    return 12 + 7.6 * max(map(len, axis.labels))
