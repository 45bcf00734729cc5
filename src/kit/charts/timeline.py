"""What changed, and when: lines over days."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, form, names
from kit.charts.days import ordinal, written
from kit.charts.plane import left_for, vertical
from kit.charts.words import foot_line, heading, logarithmic, marks_line
from kit.finding import Finding
from kit.style import canvas, colours, Size
from kit.wording.scale import scale

SERIES = 4  # lines in one drawing; the accent, two greys, and grey dashes
EVENT, OVER = 17, 11  # pixels of a line of words above the axes, and of the room below the first
ENDS = (180, 112)  # pixels for the names of lines, at most, wide and on a phone


@form
def timeline(
    f: Finding,
    value: str = "",
    by: str = "",
    *,
    date: str = "",
    us: str = "",
    against: str = "",
    events: Mapping[str, Any] | None = None,
    title: str = "",
    marks: str = "",
    foot: str = "",
) -> Chart:
    """What changed, and when?  by: column that names the series (up to four; default: the first text column, if any).

    us: the series in the accent, with its interval as a band (default: the first).  against: column of what happened,
    drawn in the accent over the measure (what was expected) and its band.  events: {words: date}, as dotted lines.  A
    row without a value is a gap.
    """
    columns = Columns(f)
    measure, series = columns.value(value), None if against else columns.text(by)
    when = columns.named(date) if date else next((c for c in f.columns if c.kind == "date"), None)
    if measure is None or when is None:
        return Chart(f.key)
    days = [ordinal(v) for v in columns.series(when.name)]
    keys = names(columns.series(series.name)) if series else [measure.label] * len(days)
    every = list(dict.fromkeys(keys))
    us = wording.clean(us) if wording.clean(us) in every else every[0]
    kept = [us, *(k for k in every if k != us)][:SERIES]
    rows = list(zip(keys, days, columns.interval(measure.name), strict=True))
    points = {k: _line([(d, *e) for key, d, e in rows if key == k and d is not None]) for k in kept}
    strong = us
    if against:
        strong = columns.named(against).label
        happened = zip(days, columns.series(against), strict=True)
        points[strong] = _line([(d, v, None, None) for d, v in happened if d is not None])
    points = {k: p for k, p in points.items() if p}
    if not points:
        return Chart(f.key)
    dates = sorted({p[0] for some in points.values() for p in some})
    shown = {
        wording.clean(words): day
        for words, v in (events or {}).items()
        if (day := ordinal(v)) and dates[0] <= day <= dates[-1]
    }
    values = [v for some in points.values() for p in some for v in p[1:] if v is not None]
    band = any(p[2] is not None for p in points.get(us, []))
    whose = f" for {wording.name(wording.small(us) if against else us, 24)}" if series or against else ""
    axis = scale(values, measure.kind, measure.unit)
    axis = axis if axis.log else scale(values, measure.kind, measure.unit, zero=True)
    headline = title or heading(measure, series)
    words = (
        headline,
        marks or marks_line(measure, headline, f"band: {f.interval}{whose}" if band else ""),
        foot
        or foot_line(
            f,
            None,
            f"{len(every) - len(kept)} more series in the table" if len(every) > len(kept) else "",
            logarithmic(wording.small(measure.label) * axis.log),
        ),
    )

    def draw(size: Size) -> Figure:
        height, left, named = 250 if size.phone else 300, left_for(axis), bool(series or against)
        widest = max(frame.wide(k, k == strong) for k in points)
        right = min(widest + 16, ENDS[size.phone]) if named else 20
        pad = (dates[-1] - dates[0]) * 0.02 or 1
        start, width = dates[0] - pad, size.width - left - right
        day_at = {d: left + width * (d - start) / (dates[-1] - dates[0] + 2 * pad) for d in (*dates, *shown.values())}
        texts = {w: frame.fitted(w, size.width - 8) for w in shown}
        boxes = _stacked([(day_at[d], frame.wide(texts[w])) for w, d in shown.items()], size.width)
        above = max((OVER + EVENT * (1 + level) for _, level in boxes), default=6)
        fig, ax = canvas(size, height, words, left=left, right=right, above=above, below=30)
        ax.set_axis_off()
        ax.set_xlim(start, dates[-1] + pad)
        vertical(ax, axis)
        _days(ax, dates, max(map(frame.wide, written(dates))) + 14)
        _lines(ax, points, us, strong, band)
        ax.axhline(axis.low, color=colours()["grey_dark"], lw=1)
        top = float(ax.bbox.y1)
        for (name, day), (x, level) in zip(shown.items(), boxes, strict=True):
            tip = 1 + (OVER + EVENT * level - 3) / height
            ax.axvline(day, ymax=tip, color=colours()["grey_dark"], lw=1, ls=(0, (1, 2)), zorder=2, clip_on=False)
            frame.line(ax, x, top + OVER + EVENT * level, texts[name], hung="base")
        if named:
            _line_ends(ax, [(axis.share(_last(some)), key) for key, some in points.items()], strong, height, right)
        return fig

    return drawn(f, draw, measure.name)


def _line(points: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """(day, value, low, high) in order, from the first known value to the last."""
    points.sort(key=lambda point: point[0])
    known = [i for i, p in enumerate(points) if p[1] is not None]
    return points[known[0] : known[-1] + 1] if known else []


def _last(points: Sequence[tuple[Any, ...]]) -> float:
    return float(points[-1][1])


def _lines(ax: Axes, points: Mapping[str, Sequence[tuple[Any, ...]]], us: str, strong: str, band: bool) -> None:
    """One line a series, broken where a value is missing; a value between two gaps is a dot."""
    styles = iter([("grey_dark", "-"), ("grey", "-"), ("grey", (0, (3, 2)))])
    for key, some in points.items():
        token, dash = ("accent", "-") if key == strong else next(styles)
        xs, ys, lows, highs = np.array(some, dtype=float).T  # None becomes NaN
        if key == us and band:
            ax.fill_between(xs, lows, highs, color=colours()["accent_soft"], lw=0, zorder=1.5)
        color, above = colours()[token], 4 if key == strong else 3
        ax.plot(xs, ys, color=color, ls=dash, lw=2.6 if key == strong else 1.6, zorder=above)
        gaps = np.isnan(ys)
        alone = ~gaps & np.r_[True, gaps[:-1]] & np.r_[gaps[1:], True]
        if alone.any():
            ax.plot(xs[alone], ys[alone], "o", ms=5, color=color, mew=0, zorder=above)


def _stacked(words: Sequence[tuple[float, float]], room: float) -> list[tuple[float, int]]:
    """Where each (middle, width) begins, within 0 and `room`, and on which level, so that none touches another."""
    boxes = [(min(max(x - width / 2, 2), room - width - 2), width) for x, width in words]
    levels: dict[int, int] = {}
    for i in sorted(range(len(boxes)), key=lambda i: -words[i][0]):  # the last stands lowest
        left, width = boxes[i]
        others = [(levels[j], *boxes[j]) for j in levels]
        taken = [at for at, other, its in others if left < other + its + 10 and other < left + width + 10]
        levels[i] = max(taken, default=-1) + 1
    return [(left, levels[i]) for i, (left, _) in enumerate(boxes)]


def _days(ax: Axes, dates: Sequence[int], room: float) -> None:
    """As many of the dates as have room as ticks, evenly chosen; years only where there are two."""
    most = max(2, int(frame.pixels(ax) // room))
    chosen = dates[:: max(1, -(-len(dates) // most))]
    for day, words in zip(chosen, written(chosen), strict=True):
        x, y = ax.get_xaxis_transform().transform((day, 0))
        frame.line(ax, float(x), float(y) - 10, words, anchor="middle", hung="top")


def _line_ends(ax: Axes, ends: Sequence[tuple[float, str]], strong: str, height: float, right: float) -> None:
    """The names of the lines at their right ends; pushed apart, in order, inside the axes."""
    gap, ends = 17 / height, sorted(ends)
    at = [max(e[0], i * gap) for i, e in enumerate(ends)]
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + gap)
    for i in range(len(at) - 1, -1, -1):
        at[i] = min(at[i], 1 - (len(at) - 1 - i) * gap)
    for y, (_, name) in zip(at, ends, strict=True):
        ours = name == strong
        x, up = ax.transAxes.transform((1, y))
        text = frame.fitted(name, right - 10, ours)
        frame.line(ax, float(x) + 6, float(up), text, "accent" if ours else "grey_dark", bold=ours)
