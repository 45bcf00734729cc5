"""What the forms share on the axes: the measure's axis, names and values beside rows, intervals and spreads."""
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from kit import wording
from kit.wording.scale import Scale
from kit.style import Size, colours


def measure(ax: Axes, axis: Scale, rows: int, phone: bool) -> None:
    """The measure runs along x, with hairlines; rows count downwards from 0."""
    if axis.log:
        ax.set_xscale("log")
    ax.set_xlim(axis.low, axis.high)
    ax.set_xticks(axis.ticks, axis.labels)
    ax.minorticks_off()
    ax.grid(False, axis="y")
    ax.set_yticks([])
    ax.set_ylim(rows - .5 + (.1 if phone else 0), -.5 - (.15 if phone else 0))
    if axis.low < 0 < axis.high:
        ax.axvline(0, color=colours()["grey_dark"], lw=1, zorder=1.2)


def steps(size: Size) -> int:
    """About how many ticks fit."""
    return 5 if size.phone else 7


def pixels(ax: Axes) -> float:
    """The width of the axes."""
    return float(ax.get_position().width * ax.figure.get_size_inches()[0] * 72)


def row_text(ax: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """Text in a row, `x` pixels from the left edge of the axes."""
    ax.text(x / pixels(ax), y, text, transform=ax.get_yaxis_transform(), va="center_baseline", clip_on=False, **style)


def row_name(ax: Axes, size: Size, y: float, name: str, **style: Any) -> None:
    """Left of the row on a wide chart; above it on a phone, where names may use the whole width."""
    if size.phone:
        row_text(ax, -12, y - .34, wording.name(name, 40), **style)
    else:
        row_text(ax, -size.gutter, y, wording.name(name, size.gutter // 7), **style)


def row_value(ax: Axes, y: float, text: str, **style: Any) -> None:
    """The number in words, right of the axes."""
    row_text(ax, pixels(ax) + 10, y, text, **style)


def right_for(size: Size, texts: Sequence[str]) -> float:
    """Room for the values at the right."""
    return max(36, 18 + .62 * size.text * max(map(len, texts), default=0))


def interval(ax: Axes, y: float, value: float | None, low: float | None, high: float | None, color: str) -> None:
    """A line is uncertainty, a dot the estimate; ends are plain, so that no one reads a box plot."""
    if low is not None and high is not None:
        ax.plot([low, high], [y, y], color=color, lw=2, solid_capstyle="butt", zorder=3)
    if value is not None:
        ax.plot([value], [y], marker="o", ms=9, color=color, mew=1.5, mec=colours()["paper"], zorder=4)


def spread(ax: Axes, y: float, low: float | None, high: float | None, token: str, half: float) -> None:
    """A bar is spread (the middle half), with hairlines at its ends."""
    if low is not None and high is not None:
        ax.fill([low, high, high, low], [y - half, y - half, y + half, y + half], color=colours()[f"{token}_soft"], lw=0, zorder=1.5)
        for x in (low, high):
            ax.plot([x, x], [y - half, y + half], color=colours()[token], lw=1, solid_capstyle="butt", zorder=1.6)
