"""Dots on two axes, and single cases beside their group: relation, distribution."""

from collections.abc import Sequence

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

LABELS = 4  # names written beside dots
DOT = 3.4  # diameter of a single case
CASES = 48  # dots a group in a distribution; more are thinned evenly by rank


@form
def relation(
    f: Finding,
    x: str = "",
    y: str = "",
    by: str = "",
    *,
    label: Sequence[str] = (),
    title: str = "",
    marks: str = "",
    foot: str = "",
) -> Chart:
    """Does one thing go with another?  One dot a row; x and y default to the first two numbers.

    Columns fit, fit_low and fit_high, where there, draw the typical y for each x and its band.  label: names to write.
    """
    columns = Columns(f)
    numbers = [c for c in columns.numbers() if not c.name.startswith("fit")]
    if not ((x and y) or len(numbers) > 1):
        return Chart(f.key)
    across, up = columns.named(x) if x else numbers[0], columns.named(y) if y else numbers[1]
    who = columns.text(by)
    labels = names(columns.series(who.name)) if who else [""] * len(f.table)
    dots = [
        (a, b, n)
        for a, b, n in zip(columns.series(across.name), columns.series(up.name), labels, strict=True)
        if a is not None and b is not None
    ]
    if not dots:
        return Chart(f.key)
    band = sorted(
        (a, *e)
        for a, e in zip(columns.series(across.name), columns.interval("fit"), strict=True)
        if a is not None and e[0] is not None
    )
    wanted = [wording.clean(n) for n in label][:LABELS]
    words = (
        title or f"{heading(up, None)} and {wording.small(heading(across, None))}",
        marks
        or marks_line(
            up, "line: typical" if band else "", f"band: {f.interval}" if any(p[2] is not None for p in band) else ""
        ),
        foot,
    )

    def draw(size: Size) -> Figure:
        wide = scale([d[0] for d in dots], across.kind, across.unit, frame.steps(size))
        high = scale([d[1] for d in dots] + [v for p in band for v in p[1:]], up.kind, up.unit, 6)
        logs = [wording.small(c.label) for c, s in ((across, wide), (up, high)) if s.log]
        told = foot or foot_line(f, extra=f"Logarithmic: {wording.join(logs)}" if logs else "")
        fig, ax = canvas(
            size, 250 if size.phone else 340, (*words[:2], told), left=frame.left_for(high), right=24, below=44
        )
        frame.vertical(ax, high)
        if wide.log:
            ax.set_xscale("log")
        ax.set_xlim(wide.low, wide.high)
        ax.set_xticks(wide.ticks, wide.labels)
        ax.minorticks_off()
        ax.set_xlabel(wording.shorten(across.label, 44), labelpad=6)
        if band:
            xs, mid, lows, highs = np.array(band, dtype=float).T
            ax.fill_between(xs, lows, highs, color=colours()["accent_soft"], lw=0, zorder=1)
            ax.plot(xs, mid, color=colours()["accent"], zorder=3)
        ax.plot(
            [d[0] for d in dots],
            [d[1] for d in dots],
            "o",
            ms=5,
            mfc=colours()["grey_dark"],
            mec=colours()["paper"],
            mew=0.8,
            ls="",
            zorder=2,
        )
        for i, (a, b, name) in enumerate(d for d in dots if d[2] in wanted):
            ax.plot([a], [b], "o", ms=7, color=colours()["accent"], mew=1.2, zorder=4)
            over = b > np.interp(a, xs, mid) if band else wide.share(a) > 0.5
            side, above = (-1, 1) if over else (1, -1)
            ax.annotate(
                wording.name(name, 22),
                (a, b),
                (14 * side, above * (22 + 16 * (i % 2))),
                textcoords="offset points",
                zorder=5,
                ha="left" if side > 0 else "right",
                va="center",
                annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": colours()["grey"], "shrinkA": 0, "shrinkB": 4},
            )
        return fig

    return drawn(f, draw)


@form
def distribution(
    f: Finding,
    value: str = "",
    by: str = "",
    *,
    cases: pd.DataFrame | None = None,
    case: str = "",
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = 8,
) -> Chart:
    """How do single cases spread?  One row a group: its typical value, the line from `_low` to `_high` (or q1 to q3).

    cases: one row a case, with the finding's group column and the column `case` (default: that of `value`).
    """
    columns = Columns(f)
    measure, label = columns.value(value), columns.text(by)
    if measure is None or label is None:
        return Chart(f.key)
    groups = names(columns.series(label.name, rows))
    lines = columns.interval(measure.name, rows)
    if columns.has("q1") and columns.has("q3"):
        lines = [
            (v, a, b)
            for (v, _, _), a, b in zip(lines, columns.series("q1", rows), columns.series("q3", rows), strict=True)
        ]
    dots = _cases(cases, label.name, case or measure.name, groups)
    floor = dots["value"] <= 0
    zeros = int(floor.sum()) if measure.kind in ("count", "money") and not floor.all() else 0
    dots = dots[~floor] if zeros else dots  # a single 0 would take the logarithmic axis from all others
    known = [v for row in lines for v in row if v is not None] + dots["value"].tolist()
    texts = [wording.format(row[0], measure.kind, measure.unit, [r[0] for r in lines]) for row in lines]
    inner = "line: middle half" if columns.has("q1") else f"line: {f.interval}"
    thinned = (
        f"Dots: at most {CASES} cases a group, evenly by rank" + (", those at 0 not drawn" if zeros else "")
        if cases is not None and len(dots) < len(cases)
        else ""
    )
    words = (
        title or heading(measure, label),
        marks or marks_line(measure, "● typical", inner, "small: single cases" if len(dots) else ""),
        foot or foot_line(f, len(groups), thinned),
    )

    def draw(size: Size) -> Figure:
        fig, ax = canvas(
            size,
            (62 if size.phone else 56) * len(groups),
            words,
            left=12 if size.phone else 120,
            right=frame.right_for(size, texts),
        )
        frame.measure(ax, scale(known, measure.kind, measure.unit, frame.steps(size)), len(groups), False)
        if len(dots):
            _swarm(ax, dots)
        frame.intervals(ax, list(enumerate(lines)), colours()["accent"])
        for y in range(len(lines)):
            frame.row_value(ax, y, texts[y], "accent", bold=True)
            if size.phone:
                frame.row_text(ax, -12, y - 0.4, wording.name(groups[y], 40))
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
    called = cases[group].astype(str)
    called = called.map({raw: wording.clean(raw) for raw in called.unique()})
    parts = []
    for i, name in enumerate(groups):
        some = np.sort(values[(called == name).to_numpy()].dropna().to_numpy())
        some = some[np.linspace(0, len(some) - 1, min(len(some), CASES)).round().astype(int)]
        parts.append(pd.DataFrame({"group": i, "value": some}))
    return pd.concat(parts, ignore_index=True) if parts else none


def _swarm(ax: Axes, dots: pd.DataFrame) -> None:
    """Every case beside the others of its group, as seaborn's swarm plot lays them, but only once a drawing."""
    from seaborn.categorical import Beeswarm  # half a second, and only this form needs it

    swarm = Beeswarm(orient="y", warn_thresh=1)
    placed: list[tuple[float, float]] = []
    for group, some in dots.groupby("group")["value"]:
        at = ax.transData.transform(np.c_[some, np.full(len(some), group)])  # values are in order, as seaborn wants
        ys = swarm.beeswarm(np.c_[at[:, 1], at[:, 0], np.full(len(at), DOT / 2)])[:, 0]
        ys = ax.transData.inverted().transform(np.c_[at[:, 0], ys])[:, 1]
        placed += zip(some, swarm.add_gutters(ys, group, float, float), strict=True)
    ax.plot(*zip(*placed, strict=True), "o", ms=DOT, color=colours()["grey"], mew=0, ls="", zorder=2)
