"""What changed, and when: lines over days."""

from collections.abc import Mapping, Sequence
import datetime as dt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np
import pandas as pd

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, foot_line, form, heading, marks_line, names
from kit.finding import Finding
from kit.style import canvas, colours, Size
from kit.wording.scale import scale

SERIES = 4  # lines in one drawing; the accent, two greys, and grey dashes


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
    drawn in the accent over the measure (what was expected) and its band.  events: {words: date}, as dotted lines.
    """
    columns = Columns(f)
    measure, series = columns.value(value), None if against else columns.text(by)
    when = columns.named(date) if date else next((c for c in f.columns if c.kind == "date"), None)
    if measure is None or when is None:
        return Chart(f.key)
    days = [d.toordinal() if (d := _day(v)) else None for v in columns.series(when.name)]
    keys = names(columns.series(series.name)) if series else [measure.label] * len(days)
    every = list(dict.fromkeys(keys))
    us = wording.clean(us) if wording.clean(us) in every else every[0]
    kept = [us, *(k for k in every if k != us)][:SERIES]
    points = {
        k: sorted(
            (
                (d, *e)
                for d, e, key in zip(days, columns.interval(measure.name), keys, strict=True)
                if key == k and d is not None and e[0] is not None
            ),
            key=lambda point: point[0],
        )
        for k in kept
    }
    if against:
        happened = zip(days, columns.series(columns.named(against).name), strict=True)
        known = [(d, v) for d, v in happened if d is not None and v is not None]
        over: list[Any] = [(d, v, None, None) for d, v in sorted(known)]
        points[columns.named(against).label] = over
    points = {k: p for k, p in points.items() if p}
    if not points:
        return Chart(f.key)
    dates = sorted({p[0] for some in points.values() for p in some})
    shown = {
        words: d.toordinal()
        for words, v in (events or {}).items()
        if (d := _day(v)) and dates[0] <= d.toordinal() <= dates[-1]
    }
    values = [v for some in points.values() for p in some for v in p[1:] if v is not None]
    band = any(p[2] is not None for p in points.get(us, []))
    more = f"{len(every) - len(kept)} more series in the table" if len(every) > len(kept) else ""
    words = (
        title or heading(measure, series),
        marks
        or marks_line(
            measure,
            f"band: {f.interval} for {wording.name(us, 24)}"
            if band and (series or against)
            else f"band: {f.interval}"
            if band
            else "",
        ),
        foot or foot_line(f, extra=more),
    )

    def draw(size: Size) -> Figure:
        axis = scale(values, measure.kind, measure.unit, 6)
        axis = axis if axis.log else scale(values, measure.kind, measure.unit, 6, zero=True)
        height, left = (250, frame.left_for(axis)) if size.phone else (300, frame.left_for(axis))
        right = (100 if size.phone else 130) if series or against else 24
        fig, ax = canvas(size, height, words, left=left, right=right, above=18 * len(shown))
        frame.vertical(ax, axis)
        pad = (dates[-1] - dates[0]) * 0.02 or 1
        ax.set_xlim(dates[0] - pad, dates[-1] + pad)
        styles = iter([(colours()["grey_dark"], "-"), (colours()["grey"], "-"), (colours()["grey"], (0, (3, 2)))])
        ends = []
        for key, some in points.items():
            color, dash = (colours()["accent"], "-") if (key == us) is not bool(against) else next(styles)
            xs, ys, lows, highs = np.array(some, dtype=float).T  # None becomes NaN, a gap in the line
            if key == us and band:
                ax.fill_between(xs, lows, highs, color=colours()["accent_soft"], lw=0, zorder=1.5)
            ax.plot(
                xs,
                ys,
                color=color,
                ls=dash,
                lw=2.6 if (key == us) is not bool(against) else 1.6,
                marker="o" if len(xs) == 1 else "",
                zorder=4 if key == us else 3,
            )
            ends.append((axis.share(ys[-1]), key, color))
        if series or against:
            _line_ends(ax, ends, columns.named(against).label if against else us, height, right)
        for i, (label, day) in enumerate(shown.items()):
            ax.axvline(day, color=colours()["grey_dark"], lw=1, ls=(0, (1, 2)), zorder=2)
            ax.annotate(
                wording.shorten(wording.clean(label), 36),
                (day, 1),
                (0, 6 + 17 * (len(shown) - 1 - i)),
                color=colours()["muted"],
                xycoords=ax.get_xaxis_transform(),
                textcoords="offset points",
                annotation_clip=False,
                va="baseline",
                ha=_side(day, dates),
            )
        ax.grid(False, axis="x")
        _days(ax, dates, 4 if size.phone else 8)
        ax.axhline(axis.low, color=colours()["grey_dark"], lw=1)
        return fig

    return drawn(f, draw)


def _side(day: int, dates: Sequence[int]) -> str:
    """Words above a line: centred, but inside the figure near its ends."""
    at = (day - dates[0]) / max(dates[-1] - dates[0], 1)
    return "left" if at < 0.2 else "right" if at > 0.8 else "center"


def _day(value: Any) -> dt.date | None:
    made = pd.to_datetime(value, errors="coerce", utc=True)
    return None if pd.isna(made) else made.date()


def _days(ax: Axes, dates: Sequence[int], most: int) -> None:
    """At most `most` of the dates as ticks, evenly chosen; years only where there are two."""
    chosen = dates[:: max(1, -(-len(dates) // most))]
    days = [dt.date.fromordinal(d) for d in chosen]
    years = dates[-1] - dates[0] > 330
    ax.set_xticks(chosen, [f"{d:%b}{wording.NB}{d.year}" if years else f"{d.day}{wording.NB}{d:%b}" for d in days])


def _line_ends(ax: Axes, ends: list[tuple[float, str, str]], us: str, height: float, right: float) -> None:
    """The names of the lines at their right ends; pushed apart, in order, inside the axes."""
    gap = 17 / height
    ends = sorted(ends)
    at = [max(e[0], i * gap) for i, e in enumerate(ends)]
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + gap)
    for i in range(len(at) - 1, -1, -1):
        at[i] = min(at[i], 1 - (len(at) - 1 - i) * gap)
    for y, (_, name, color) in zip(at, ends, strict=True):
        ax.text(
            1 + 6 / frame.pixels(ax),
            y,
            wording.name(name, int((right - 8) / 6.9)),
            transform=ax.transAxes,
            va="center_baseline",
            color=color if name == us else colours()["grey_dark"],
            weight="bold" if name == us else "normal",
            clip_on=False,
        )
