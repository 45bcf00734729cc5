"""Single cases beside their group: distribution."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
import numpy as np
import pandas as pd

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, form, names
from kit.charts.words import foot_line, heading, logarithmic, marks_line
from kit.finding import Finding
from kit.style import colours, Size
from kit.wording.scale import scale

DOT = 4.4  # diameter of a single case
CASES = 40  # dots a group; more are thinned evenly by rank


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
    halves = bool(columns.has("q1") and columns.has("q3"))
    if halves:
        ends = zip(columns.series("q1", rows), columns.series("q3", rows), strict=True)
        lines = [(v, a, b) for (v, _, _), (a, b) in zip(lines, ends, strict=True)]
    dots = _cases(cases, label.name, case or measure.name, groups)
    floor = dots["value"] <= 0
    zeros = int(floor.sum()) if measure.kind in ("count", "money") and not floor.all() else 0
    dots = dots[~floor] if zeros else dots  # a single 0 would take the logarithmic axis from all others
    known = [v for row in lines for v in row if v is not None] + dots["value"].tolist()
    texts = [wording.format(row[0], measure.kind, measure.unit, [r[0] for r in lines]) for row in lines]
    thinned = (
        f"Dots: at most {CASES} cases a group, evenly by rank" + (", those at 0 not drawn" if zeros else "")
        if cases is not None and len(dots) < len(cases)
        else ""
    )
    log, headline = scale(known, measure.kind, measure.unit).log, title or heading(measure, label)
    words = (
        headline,
        marks
        or marks_line(
            measure,
            headline,
            "● typical",
            "line: middle half" if halves else f"line: {f.interval}" if any(r[1] is not None for r in lines) else "",
            "small: single cases" if len(dots) else "",
        ),
        foot or foot_line(f, len(groups), thinned, logarithmic(wording.small(measure.label) * log)),
    )

    def draw(size: Size) -> Figure:
        row, lift = (68, 32) if size.phone else (56, 0)
        axis = scale(known, measure.kind, measure.unit, frame.steps(size))
        fig, ax = frame.row_axes(size, words, axis, groups, frame.right_for(texts), row=row, lift=lift)
        if len(dots):
            _swarm(ax, dots, 0.56 if size.phone else 0.8)
        frame.intervals(ax, list(enumerate(lines)), "accent")
        for y, text in enumerate(texts):
            frame.row_value(ax, y, text)
        return fig

    return drawn(f, draw, measure.name)


def _cases(cases: pd.DataFrame | None, group: str, value: str, groups: Sequence[str]) -> pd.DataFrame:
    """Finite cases as group number and value, at most CASES a group, evenly by rank."""
    none = pd.DataFrame({"group": pd.Series(dtype=int), "value": pd.Series(dtype=float)})
    if cases is None:
        return none
    values = pd.to_numeric(cases[value], errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    code, called = pd.factorize(cases[group])  # a case a video, and there may be a million
    called = [wording.clean(str(raw)) for raw in called]
    parts = []
    for i, name in enumerate(groups):
        own = np.isin(code, [place for place, other in enumerate(called) if other == name])
        some = np.sort(values[own].dropna().to_numpy())
        some = some[np.linspace(0, len(some) - 1, min(len(some), CASES)).round().astype(int)]
        parts.append(pd.DataFrame({"group": i, "value": some}))
    return pd.concat(parts, ignore_index=True) if parts else none


def _swarm(ax: Axes, dots: pd.DataFrame, room: float) -> None:
    """Every case beside the others of its group, within `room` of a row.

    seaborn lays them out by drawing their figure, so it gets one that holds nothing else: pixels, and no ticks.
    """
    from seaborn import swarmplot  # half a second, and not every chart needs it

    ends = ax.transData.transform([(dots["value"].iloc[0], 0), (dots["value"].iloc[0], 1)])
    row, width = float(ends[0, 1] - ends[1, 1]), float(ax.figure.bbox.width)
    xs = ax.transData.transform(dots[["value", "group"]].to_numpy())[:, 0]
    every = list(range(dots["group"].max() + 1))
    stage = Figure((width / 72, row * room / 0.8 * len(every) / 72), dpi=72)
    FigureCanvasSVG(stage)
    bare = stage.add_axes((0, 0, 1, 1), xlim=(0, width), xlabel=" ", ylabel=" ", autoscale_on=False)
    bare.set_ylim(len(every) - 0.5, -0.5)
    bare.set_axis_off()
    grey = colours()["grey"]
    swarmplot(x=xs, y=dots["group"], orient="y", order=every, size=DOT, color=grey, linewidth=0, warn_thresh=1, ax=bare)
    ys = np.concatenate([np.asarray(some.get_offsets())[:, 1] for some in bare.collections])
    ys = dots["group"] + (ys - dots["group"]) * room / 0.8
    ax.plot(dots["value"], ys, "o", ms=DOT, color=grey, mew=0, ls="", zorder=2, clip_on=False)
