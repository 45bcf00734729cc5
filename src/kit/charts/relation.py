"""Does one thing go with another?  One dot a row: relation."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy as np

from kit import wording
from kit.charts import frame
from kit.charts.callouts import placed
from kit.charts.chart import Chart, Columns, drawn, form, names
from kit.charts.plane import left_for, roomy, vertical
from kit.charts.words import foot_line, heading, logarithmic, marks_line, one_row, several, without
from kit.finding import Finding
from kit.style import canvas, colours, Size
from kit.wording.scale import scale

LABELS = 7  # names written beside dots
LONGEST = 150  # pixels of a name
DOTS = (6, 7.5)  # diameters of open and of full dots
MANY, NEAR = 1000, 3  # dots of one look, from which on those within so many pixels are drawn as one


@form
def relation(
    f: Finding,
    x: str = "",
    y: str = "",
    by: str = "",
    *,
    mark: str = "",
    label: Sequence[str] = (),
    title: str = "",
    marks: str = "",
    foot: str = "",
) -> Chart:
    """Does one thing go with another?  One dot a row; x and y default to the first two numbers.

    Columns fit, fit_low and fit_high, where there, draw the typical y for each x and its band.  mark: a flag column
    (true is full, in the accent, the rest open) or one of words (the first word in the table is full).  label: names to
    write; default: the rows that a flag marks, else the outermost.
    """
    columns = Columns(f)
    numbers = [c for c in columns.numbers() if not c.name.startswith("fit")]
    if not ((x and y) or len(numbers) > 1):
        return Chart(f.key)
    across, up = columns.named(x) if x else numbers[0], columns.named(y) if y else numbers[1]
    who = columns.text(by)
    labels = names(columns.series(who.name)) if who else [""] * len(f.table)
    xs, ys = columns.series(across.name), columns.series(up.name)
    known = [i for i, (a, b) in enumerate(zip(xs, ys, strict=True)) if a is not None and b is not None]
    if not known:
        return Chart(f.key)
    full, kinds = _marked(columns, mark, known)
    at = np.array([(xs[i], ys[i]) for i in known], dtype=float)
    band = sorted(
        (a, *e)
        for a, e in zip(xs, columns.interval("fit"), strict=True)
        if a is not None and e[0] is not None
    )  # fmt: skip
    called = [labels[i] for i in known]
    flagged = full if mark and columns.named(mark).kind == "flag" else []
    chosen = _notable(at, called, [wording.clean(n) for n in label], flagged)
    each = f"one {one_row(f, who)}"
    headline = title or f"{heading(up, None)} and {wording.small(heading(across, None))}"
    words = (
        headline,
        marks
        or marks_line(
            up,
            headline,
            *([f"dot: {each}", *kinds] if kinds else [f"● {each}"]),
            "line: typical" if band else "",
            f"band: {f.interval}" if any(p[2] is not None for p in band) else "",
        ),
        foot,
    )

    def draw(size: Size) -> Figure:
        wide = scale(at[:, 0], across.kind, across.unit, frame.steps(size))
        high = scale([*at[:, 1], *(v for p in band for v in p[1:])], up.kind, up.unit, 6)
        logs = [wording.small(c.label) * s.log for c, s in ((across, wide), (up, high))]
        lost = without(len(xs) - len(known), "without both values")
        once = "Dots on one spot are drawn once" if max(sum(full), len(full) - sum(full)) > MANY else ""
        told = foot or foot_line(f, None, lost, once, logarithmic(*logs))
        height = 270 if size.phone else 360
        high = roomy(high, height, up.kind, up.unit, 30)
        left = left_for(high)
        wide = frame.spaced(roomy(wide, size.width - left - 12, across.kind, across.unit, 58), size.width - left - 12)
        fig, ax = canvas(size, height, (*words[:2], told), left=left, right=12, above=20, below=44)
        frame.measure(ax, wide)
        vertical(ax, high)
        x0, y0, x1, y1 = ax.bbox.extents
        frame.line(ax, 0, y1 + 10, frame.fitted(up.label, size.width))
        frame.line(ax, (x0 + x1) / 2, y0 - 33, frame.fitted(across.label, size.width), anchor="middle")
        if band:
            middle, lows, highs = (np.array([p[k] for p in band], dtype=float) for k in (1, 2, 3))
            over = [p[0] for p in band]
            ax.fill_between(over, lows, highs, color=colours()["accent_soft"], lw=0, zorder=1)
            ax.plot(over, middle, color=colours()["accent"], zorder=2)
        _dots(ax, at, full, "grey_dark" if band and not mark else "accent")
        _names(ax, at, chosen, called, band)
        return fig

    return drawn(f, draw)


def _marked(columns: Columns, mark: str, known: Sequence[int]) -> tuple[list[bool], list[str]]:
    """Which dots are full, and what full and open ones are called."""
    if not mark:
        return [True] * len(known), []
    column, values = columns.named(mark), columns.series(mark)
    if column.kind == "flag":
        full, said = [bool(values[i]) for i in known], wording.small(column.label)
        kinds = [f"● {said}", f"○ not {said}"]
    else:
        every = names([values[i] for i in known])
        first, *rest = dict.fromkeys(every)
        full = [v == first for v in every]
        kinds = [f"● {wording.name(first, 24)}", f"○ {several([wording.name(r, 24) for r in rest])}"]
    return full, [k for k, some in zip(kinds, (any(full), not all(full)), strict=True) if some]


def _notable(at: np.ndarray, called: Sequence[str], wanted: Sequence[str], marked: Sequence[bool]) -> list[int]:
    """Which dots get their names: the wanted, else the marked, else the outermost to each side."""
    if wanted or any(marked):
        return [i for i, n in enumerate(called) if (n in wanted if wanted else marked[i])][:LABELS]
    (low_x, low_y), (high_x, high_y) = at.argmin(axis=0), at.argmax(axis=0)
    return [int(i) for i in dict.fromkeys((high_y, low_y, high_x, low_x))]


def _dots(ax: Axes, at: np.ndarray, full: Sequence[bool], token: str) -> None:
    """Open dots below full ones."""
    from seaborn import scatterplot  # half a second, and not every chart needs it

    c = colours()
    ax.set(xlabel=" ", ylabel=" ")  # so that seaborn does not look for tick labels
    for which, face, edge, zorder in ((False, "paper", "grey_dark", 3), (True, token, "paper", 3.1)):
        some = _seen(ax, at[np.array(full) == which])
        look: dict[str, Any] = {"color": c[face], "edgecolor": c[edge], "s": DOTS[which] ** 2, "linewidth": 1.1}
        if len(some):
            scatterplot(x=some[:, 0], y=some[:, 1], legend=False, ax=ax, zorder=zorder, clip_on=False, **look)


def _seen(ax: Axes, dots: np.ndarray) -> np.ndarray:
    """Of very many dots those that can be told apart: one for each spot of NEAR pixels, the others lie under it."""
    if len(dots) <= MANY:
        return dots
    spots = np.floor(ax.transData.transform(dots) / NEAR)
    return dots[np.sort(np.unique(spots, axis=0, return_index=True)[1])]


def _names(ax: Axes, at: np.ndarray, chosen: Sequence[int], called: Sequence[str], band: Sequence[Any]) -> None:
    """Names beside their dots, or at the end of a thin line; one without room stays in the table."""
    texts = [frame.fitted(called[i], LONGEST) for i in chosen]
    within = (ax.bbox.x0 + 2, ax.bbox.y0 + 2, float(ax.figure.bbox.width) - 2, ax.bbox.y1 - 1)
    dots, over = (ax.transData.transform(points) for points in (at, np.array([p[:2] for p in band]).reshape(-1, 2)))
    drawn = np.concatenate([dots, _between(over)])
    places = placed(dots, [(i, frame.wide(text)) for i, text in zip(chosen, texts, strict=True)], within, drawn)
    for text, place in zip(texts, places, strict=True):
        if place:
            frame.line(ax, *place.at, text, "ink", place.anchor)
        if place and place.leader:
            (a, b), (c, d) = place.leader
            ax.plot([a, c], [b, d], color=colours()["grey"], lw=1, transform=frame.PIXELS, zorder=2.5, clip_on=False)


def _between(line: np.ndarray) -> np.ndarray:
    """Points along a line of pixels, no further apart than a letter is wide."""
    if len(line) < 2:
        return line
    along = np.r_[0, np.hypot(*np.diff(line, axis=0).T).cumsum()]
    steps = np.arange(0, along[-1], 8)
    return np.c_[np.interp(steps, along, line[:, 0]), np.interp(steps, along, line[:, 1])]
