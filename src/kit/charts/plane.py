"""Two axes that both measure: room around the data, and hairlines."""

from dataclasses import replace
import math

from matplotlib.axes import Axes

from kit.charts.frame import line, segments, wide
from kit.wording.scale import labels, Scale

EDGE = 12  # pixels between the outermost dots and the edge of the axes


def roomy(axis: Scale, size: float, kind: str, unit: str, room: float) -> Scale:
    """The axis with EDGE pixels of `size` more at each end, and as many ticks as leave `room` pixels to each."""
    axis = _denser(axis, size, kind, unit, room)
    more = EDGE / (size - 2 * EDGE)
    if axis.log:
        times = (axis.high / axis.low) ** more
        return replace(axis, low=axis.low / times, high=axis.high * times)
    return replace(axis, low=axis.low - more * (axis.high - axis.low), high=axis.high + more * (axis.high - axis.low))


def _denser(axis: Scale, size: float, kind: str, unit: str, room: float) -> Scale:
    """A logarithmic axis with ticks at 1, 2 and 5, at 1 and 3, at powers of ten, whichever have room first."""
    if not axis.log:
        return axis
    powers = range(math.floor(math.log10(axis.low) + 1e-9), min(math.floor(math.log10(axis.high) + 1e-9), 307) + 1)
    for leads in ((1, 2, 5), (1, 3)):
        ticks = [lead * 10.0**k for k in powers for lead in leads]
        ticks = [t for t in ticks if axis.low * 0.999 <= t <= axis.high * 1.001]
        if len(ticks) > len(axis.ticks) and len(ticks) * room < size:
            return replace(axis, ticks=tuple(ticks), labels=tuple(labels(ticks, kind, unit)))
    return axis


def left_for(axis: Scale) -> float:
    """Room for the labels of a vertical axis."""
    return 12 + max(map(wide, axis.labels))


def vertical(ax: Axes, axis: Scale) -> None:
    """The ticks of y as hairlines, their labels left of them."""
    if axis.log:
        ax.set_yscale("log")
    ax.set_ylim(axis.low, axis.high)
    along = ax.get_yaxis_transform()
    segments(ax, [((0, at), (1, at)) for at in axis.ticks], "rule", 1, 0.5, along)
    for at, label in zip(axis.ticks, axis.labels, strict=True):
        x, y = along.transform((0, at))
        line(ax, float(x) - 8, float(y), label, anchor="end")
