"""Forms on two axes or of parts: timeline, relation, composition, distribution."""
from collections.abc import Mapping, Sequence
import datetime as dt
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np
import pandas as pd

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, foot_line, heading, marks_line, names, ROWS
from kit.finding import Column, Finding
from kit.wording.scale import Scale, scale
from kit.style import canvas, colours, PLAIN, Size

SERIES = 4                     # lines in one timeline, parts in one composition
CASES = 48                     # dots a group in a distribution; more are thinned evenly by rank


def _vertical(ax: Axes, axis: Scale) -> None:
    if axis.log:
        ax.set_yscale("log")
    ax.set_ylim(axis.low, axis.high)
    ax.set_yticks(axis.ticks, axis.labels)
    ax.minorticks_off()


def _left_for(axis: Scale) -> float:
    """Room for the labels of a vertical axis."""
    return 12 + 7.6 * max(map(len, axis.labels))


def timeline(f: Finding, value: str = "", by: str = "", *, date: str = "", us: str = "", events: Mapping[str, Any] | None = None,
             title: str = "", marks: str = "", foot: str = "") -> Chart:
    """What changed, and when?  by: column that names the series (up to four; default: the first text column, if any).

    us: the series in the accent, with its interval as a band (default: the first).  events: {words: date}, dotted lines.
    """
    columns = Columns(f)
    measure, series = columns.value(value), columns.text(by)
    when = columns.named(date) if date else next((c for c in f.columns if c.kind == "date"), None)
    if not f.shown or f.table.empty or measure is None or when is None:
        return Chart(f.key)
    days = [d.toordinal() if (d := _day(v)) else None for v in columns.series(when.name)]
    keys = names(columns.series(series.name)) if series else [measure.label] * len(days)
    every = list(dict.fromkeys(keys))
    us = wording.clean(us) if wording.clean(us) in every else every[0]
    kept = [us, *(k for k in every if k != us)][:SERIES]
    points = {k: sorted((d, *e) for d, e, key in zip(days, columns.interval(measure.name), keys, strict=True)
                        if key == k and d is not None and e[0] is not None) for k in kept}
    points = {k: p for k, p in points.items() if p}
    if not points:
        return Chart(f.key)
    dates = sorted({p[0] for some in points.values() for p in some})
    shown = {words: d.toordinal() for words, v in (events or {}).items() if (d := _day(v)) and dates[0] <= d.toordinal() <= dates[-1]}
    values = [v for some in points.values() for p in some for v in p[1:] if v is not None]
    band = any(p[2] is not None for p in points.get(us, []))
    more = f"{len(every) - len(kept)} more series in the table" if len(every) > len(kept) else ""
    words = (title or heading(measure, series),
             marks or marks_line(measure, f"band: interval for {wording.name(us, 24)}" if band and series else "band: interval" if band else ""),
             foot or foot_line(f, extra=more))

    def draw(size: Size) -> Figure:
        axis = scale(values, measure.kind, measure.unit, 6)
        axis = axis if axis.log else scale(values, measure.kind, measure.unit, 6, zero=True)
        height, left = (250, _left_for(axis)) if size.phone else (300, _left_for(axis))
        right = (100 if size.phone else 130) if series else 24
        fig, ax = canvas(size, height, words, left=left, right=right, above=18 * len(shown))
        _vertical(ax, axis)
        pad = (dates[-1] - dates[0]) * .02 or 1
        ax.set_xlim(dates[0] - pad, dates[-1] + pad)
        styles = iter([(colours()["grey_dark"], "-"), (colours()["grey"], "-"), (colours()["grey"], (0, (3, 2)))])
        ends = []
        for key, some in points.items():
            color, dash = (colours()["accent"], "-") if key == us else next(styles)
            xs, ys, lows, highs = ([p[i] if p[i] is not None else np.nan for p in some] for i in range(4))
            if key == us and band:
                ax.fill_between(xs, lows, highs, color=colours()["accent_soft"], lw=0, zorder=1.5)
            ax.plot(xs, ys, color=color, ls=dash, lw=2.6 if key == us else 1.6, marker="o" if len(xs) == 1 else "", zorder=4 if key == us else 3)
            ends.append((axis.share(ys[-1]), key, color))
        if series:
            _line_ends(ax, ends, us, height, right)
        for i, (label, day) in enumerate(shown.items()):
            ax.axvline(day, color=colours()["grey_dark"], lw=1, ls=(0, (1, 2)), zorder=2)
            ax.annotate(wording.shorten(wording.clean(label), 36), (day, 1), (0, 6 + 17 * (len(shown) - 1 - i)), color=colours()["muted"],
                        xycoords=ax.get_xaxis_transform(), textcoords="offset points", annotation_clip=False, va="baseline",
                        ha=_side(day, dates))
        ax.grid(False, axis="x")
        _days(ax, dates, 4 if size.phone else 8)
        ax.axhline(axis.low, color=colours()["grey_dark"], lw=1)
        return fig
    return drawn(f, draw)


def _side(day: int, dates: Sequence[int]) -> str:
    """Words above a line: centred, but inside the figure near its ends."""
    at = (day - dates[0]) / max(dates[-1] - dates[0], 1)
    return "left" if at < .2 else "right" if at > .8 else "center"


def _day(value: Any) -> dt.date | None:
    made = pd.to_datetime(value, errors="coerce", utc=True)
    return None if pd.isna(made) else made.date()


def _days(ax: Axes, dates: Sequence[int], most: int) -> None:
    """At most `most` of the dates as ticks, evenly chosen; years only where there are two."""
    chosen = dates[::max(1, -(-len(dates) // most))]
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
        ax.text(1 + 6 / frame.pixels(ax), y, wording.name(name, int((right - 8) / 6.9)), transform=ax.transAxes, va="center_baseline",
                color=color if name == us else colours()["grey_dark"], weight="bold" if name == us else "normal", clip_on=False)


def relation(f: Finding, x: str = "", y: str = "", by: str = "", *, label: Sequence[str] = (), title: str = "", marks: str = "",
             foot: str = "") -> Chart:
    """Does one thing go with another?  One dot a row; x and y default to the first two numbers.

    Columns fit, fit_low and fit_high, where there, draw the typical y for each x and its band.  label: names to write.
    """
    columns = Columns(f)
    numbers = [c for c in columns.numbers() if not c.name.startswith("fit")]
    if not f.shown or f.table.empty or not (x and y or len(numbers) > 1):
        return Chart(f.key)
    across, up = columns.named(x) if x else numbers[0], columns.named(y) if y else numbers[1]
    who = columns.text(by)
    labels = names(columns.series(who.name)) if who else [""] * len(f.table)
    dots = [(a, b, n) for a, b, n in zip(columns.series(across.name), columns.series(up.name), labels, strict=True)
            if a is not None and b is not None]
    if not dots:
        return Chart(f.key)
    band = sorted((a, *e) for a, e in zip(columns.series(across.name), columns.interval("fit"), strict=True)
                  if a is not None and e[0] is not None)
    wanted = [wording.clean(n) for n in label][:SERIES]
    words = (title or f"{heading(up, None)} and {wording.small(heading(across, None))}",
             marks or marks_line(up, "line: typical" if band else "", "band: its interval" if any(p[2] is not None for p in band) else ""),
             foot)

    def draw(size: Size) -> Figure:
        wide = scale([d[0] for d in dots], across.kind, across.unit, frame.steps(size))
        high = scale([d[1] for d in dots] + [v for p in band for v in p[1:]], up.kind, up.unit, 6)
        logs = [wording.small(c.label) for c, s in ((across, wide), (up, high)) if s.log]
        told = foot or foot_line(f, extra=f"Logarithmic: {wording.join(logs)}" if logs else "")
        fig, ax = canvas(size, 250 if size.phone else 340, (*words[:2], told), left=_left_for(high), right=24, below=44)
        _vertical(ax, high)
        if wide.log:
            ax.set_xscale("log")
        ax.set_xlim(wide.low, wide.high)
        ax.set_xticks(wide.ticks, wide.labels)
        ax.minorticks_off()
        ax.set_xlabel(wording.shorten(across.label, 44), labelpad=6)
        if band:
            xs, mid, lows, highs = ([p[i] if p[i] is not None else np.nan for p in band] for i in range(4))
            ax.fill_between(xs, lows, highs, color=colours()["accent_soft"], lw=0, zorder=1)
            ax.plot(xs, mid, color=colours()["accent"], zorder=3)
        ax.plot([d[0] for d in dots], [d[1] for d in dots], "o", ms=5, mfc=colours()["grey_dark"], mec=colours()["paper"], mew=.8, ls="", zorder=2)
        for i, (a, b, name) in enumerate(d for d in dots if d[2] in wanted):
            ax.plot([a], [b], "o", ms=7, color=colours()["accent"], mew=1.2, zorder=4)
            side, above = (-1 if wide.share(a) > .5 else 1), (1 if high.share(b) < .75 else -1)
            ax.annotate(wording.name(name, 22), (a, b), (14 * side, above * (22 + 16 * (i % 2))), textcoords="offset points", zorder=5,
                        ha="left" if side > 0 else "right", va="center", annotation_clip=False,
                        arrowprops={"arrowstyle": "-", "color": colours()["grey"], "shrinkA": 0, "shrinkB": 4})
        return fig
    return drawn(f, draw)


def composition(f: Finding, parts: Sequence[str] = (), by: str = "", *, title: str = "", marks: str = "", foot: str = "",
                rows: int = ROWS) -> Chart:
    """What is it made of?  One row a whole, one column a share; the part that the text is about comes first.

    parts: names of up to four columns (default: the columns of kind rate); what is left of the whole stays pale.
    """
    columns = Columns(f)
    label = columns.text(by)
    shares = [columns.named(p) for p in parts] or [c for c in columns.numbers() if c.kind == "rate"]
    shares = shares[:SERIES]
    if not f.shown or f.table.empty or not shares:
        return Chart(f.key)
    wholes = names(columns.series(label.name, rows)) if label else [""] * len(f.table.head(rows))
    values = [columns.series(c.name, rows) for c in shares]
    fits = sum(8.2 * len(c.label) + 12 for c in shares)
    words = (title or f"{wording.join(c.label for c in shares)}" + (f", by {wording.small(label.label)}" if label else ""), marks, foot or foot_line(f, len(wholes)))

    def draw(size: Size) -> Figure:
        named = fits < size.width
        line = words[1] or (shares[0].unit if named else f"From left: {', '.join(c.label for c in shares)}")
        fig, ax = canvas(size, 52 * len(wholes) + (24 if named else 0), (words[0], line, words[2]), left=0, right=0, below=6)
        ax.set_xlim(0, 1)
        ax.set_ylim(len(wholes) - .5, -.5 - (.45 if named else 0))
        ax.set_axis_off()
        for y, whole in enumerate(wholes):
            ax.text(0, y - .3, wording.name(whole, 44), va="center_baseline", weight="bold" if y == 0 else "normal")
            _bar(ax, size, y, [v[y] or 0.0 for v in values])
        if named:
            _part_names(ax, size, shares, [v[0] or 0.0 for v in values])
        return fig
    return drawn(f, draw)


def _bar(ax: Axes, size: Size, y: int, parts: Sequence[float]) -> None:
    """One whole as a bar from 0 to 1; a share is written where it has room."""
    c = colours()
    fills = [(c["accent"], c["paper"]), (c["grey_dark"], c["paper"]), (c["grey_soft"], c["ink"]), (c["rule"], c["ink"])]
    left = 0.0
    for i, (part, (fill, ink)) in enumerate(zip(parts, fills, strict=False)):
        part = min(max(part, 0.0), 1.0 - left)
        ax.barh(y + .12, part, left=left, height=.46, color=fill, ec=c["paper"], lw=1.5)
        if part * size.width > 36:
            ax.text(left + 6 / size.width, y + .12, wording.percent(part, 0), color=ink, va="center_baseline", gid=f"{PLAIN}{y}{i}")
        left += part
    if left < .995:
        ax.barh(y + .12, 1 - left, left=left, height=.46, color=c["soft"], ec=c["rule"], lw=1)


def _part_names(ax: Axes, size: Size, shares: Sequence[Column], first: Sequence[float]) -> None:
    """The parts' names above the first bar, each at its part's left edge, pushed apart where they would touch."""
    widths = [(8.2 * len(c.label) + 12) / size.width for c in shares]
    at, left = [], 0.0
    for part, width in zip(first, widths, strict=True):
        at.append(max(left, at[-1] + widths[len(at) - 1] if at else 0.0))
        left += min(max(part, 0.0), 1.0)
    edge = 1.0
    for i in range(len(at) - 1, -1, -1):
        at[i] = max(0.0, min(at[i], edge - widths[i]))
        edge = at[i]
    for i, (x, column) in enumerate(zip(at, shares, strict=True)):
        ax.text(x + (2 / size.width if i else 0), -.72, column.label, color=colours()["accent" if i == 0 else "muted"],
                va="center_baseline", weight="bold" if i == 0 else "normal")


def distribution(f: Finding, value: str = "", by: str = "", *, cases: pd.DataFrame | None = None, case: str = "", title: str = "",
                 marks: str = "", foot: str = "", rows: int = 8) -> Chart:
    """How do single cases spread?  One row a group: its typical value, the line from `_low` to `_high` (or q1 to q3).

    cases: one row a case, with the finding's group column and the column `case` (default: that of `value`).
    """
    columns = Columns(f)
    measure, label = columns.value(value), columns.text(by)
    if not f.shown or f.table.empty or measure is None or label is None:
        return Chart(f.key)
    groups = names(columns.series(label.name, rows))
    lines = columns.interval(measure.name, rows)
    if columns.has("q1") and columns.has("q3"):
        lines = [(v, a, b) for (v, _, _), a, b in zip(lines, columns.series("q1", rows), columns.series("q3", rows), strict=True)]
    dots = _cases(cases, label.name, case or measure.name, groups)
    known = [v for row in lines for v in row if v is not None] + dots["value"].tolist()
    texts = [wording.format(row[0], measure.kind, measure.unit, [r[0] for r in lines]) for row in lines]
    inner = "line: middle half" if columns.has("q1") else "line: its interval"
    thinned = f"Dots: at most {CASES} cases a group, evenly by rank" if cases is not None and len(dots) < len(cases) else ""
    words = (title or heading(measure, label), marks or marks_line(measure, "● typical", inner, "small: single cases" if len(dots) else ""),
             foot or foot_line(f, len(groups), thinned))

    def draw(size: Size) -> Figure:
        fig, ax = canvas(size, (62 if size.phone else 56) * len(groups), words, left=12 if size.phone else 120, right=frame.right_for(size, texts))
        frame.measure(ax, scale(known, measure.kind, measure.unit, frame.steps(size)), len(groups), False)
        limits = ax.get_xlim(), ax.get_ylim(), list(ax.get_xticks()), [t.get_text() for t in ax.get_xticklabels()]
        if len(dots):
            _swarm(ax, dots, len(groups))
            ax.set(xlim=limits[0], ylim=limits[1], xlabel=None, ylabel=None)
            ax.set_xticks(limits[2], limits[3])
            ax.minorticks_off()
            ax.set_yticks([])
        for y, (v, low, high) in enumerate(lines):
            frame.interval(ax, y, v, low, high, colours()["accent"])
            frame.row_value(ax, y, texts[y], color=colours()["accent"], weight="bold")
            if size.phone:
                frame.row_text(ax, -12, y - .4, wording.name(groups[y], 40))
            else:
                frame.row_text(ax, -120, y, wording.name(groups[y], 16))
        return fig
    return drawn(f, draw)


def _cases(cases: pd.DataFrame | None, group: str, value: str, groups: Sequence[str]) -> pd.DataFrame:
    """Finite cases as group number and value, at most CASES a group, evenly by rank."""
    none = pd.DataFrame({"group": pd.Series(dtype=int), "value": pd.Series(dtype=float)})
    if cases is None:
        return none
    values = pd.to_numeric(cases[value], errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    parts = []
    for i, name in enumerate(groups):
        some = np.sort(values[(cases[group].astype(str).map(wording.clean) == name).to_numpy()].dropna().to_numpy())
        some = some[np.linspace(0, len(some) - 1, min(len(some), CASES)).round().astype(int)]
        parts.append(pd.DataFrame({"group": i, "value": some}))
    return pd.concat(parts, ignore_index=True) if parts else none


def _swarm(ax: Axes, dots: pd.DataFrame, groups: int) -> None:
    """Every case beside the others of its group."""
    import seaborn as sns             # half a second, and only this form needs it

    sns.swarmplot(dots, x="value", y="group", order=range(groups), orient="h", size=3.4, color=colours()["grey"], linewidth=0, ax=ax,
                  zorder=2, warn_thresh=1)
