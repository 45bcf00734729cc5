"""How do groups compare with what is published?  One row a group: ranges."""

from dataclasses import replace
from typing import Any

from matplotlib.figure import Figure

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, form, names, ROWS
from kit.charts.words import foot_line, heading, logarithmic, marks_line, singular, without
from kit.finding import Finding
from kit.style import colours, Size
from kit.wording.scale import scale


@form
def ranges(
    f: Finding,
    value: str = "",
    by: str = "",
    *,
    n: str = "",
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = ROWS,
) -> Chart:
    """How do groups compare with what is published?

    Further columns, drawn where the table has them: q1, q3 (middle half of the group), published with published_low and
    published_high, and a count for each group (`n`; default: a column n, creators, deals or videos).
    """
    columns = Columns(f)
    measure, label = columns.value(value), columns.text(by)
    if measure is None:
        return Chart(f.key)
    either = [name for name in (measure.name, columns.has("published")) if name]
    known_rows = f.table[either].map(wording.known).any(axis=1)
    missing = int((~known_rows).sum()) if known_rows.any() else 0
    f = replace(f, table=f.table[known_rows]) if missing else f  # a group without a figure has no row
    columns = Columns(f)
    ours, theirs = columns.interval(measure.name, rows), columns.interval("published", rows)
    halves = list(zip(columns.series("q1", rows), columns.series("q3", rows), strict=True))
    labels = names(columns.series(label.name, rows)) if label else [""] * len(ours)
    unit = n or columns.has("n", "creators", "deals", "videos")
    counts = [_many(count, unit.replace("_", " ")) for count in columns.series(unit, rows)]
    known = [v for row in (*ours, *theirs, *halves) for v in row if v is not None]
    said = [[wording.format(row[0], measure.kind, measure.unit, known) for row in some] for some in (ours, theirs)]
    published, bars = columns.has("published") != "", any(a is not None for a, _ in halves)
    log, headline = scale(known, measure.kind, measure.unit).log, title or heading(measure, label)
    words = (
        headline,
        marks
        or marks_line(
            measure,
            headline,
            "● ours" if published else "",
            f"line: {f.interval}" if any(r[1] is not None for r in ours) else "",
            "◆ published" if published else "",
            "bar: middle half" if bars else "",
            "bar beside it: published range" if any(r[1] is not None for r in theirs) else "",
        ),
        foot or foot_line(f, len(ours), without(missing), logarithmic(wording.small(measure.label) * log)),
    )

    def draw(size: Size) -> Figure:
        row = (78 if size.phone else 60) if published else (46 if size.phone else 36)
        lift, step, half = (0.0 if size.phone else -10.0) * published, 20, 8 if published or size.phone else 7
        axis = scale(known, measure.kind, measure.unit, frame.steps(size))
        fig, ax = frame.row_axes(
            size, words, axis, labels, frame.right_for(said[0] + said[1], bold=True), notes=counts, row=row,
            lift=22 if bars or published else frame.LIFT, shift=lift, below=12 * (published and size.phone),
        )  # fmt: skip
        frame.spreads(ax, [(y + lift / row, *pair) for y, pair in enumerate(halves)], "accent", half / row)
        frame.intervals(ax, [(y + lift / row, one) for y, one in enumerate(ours)], "accent")
        below = [y + (lift + step) / row for y in range(len(ours))]
        frame.spreads(ax, [(y, *one[1:]) for y, one in zip(below, theirs, strict=True)], "market", half / row)
        medians = [(one[0], y) for y, one in zip(below, theirs, strict=True) if one[0] is not None]
        look: dict[str, Any] = {"ms": 7, "mew": 1.2, "mec": colours()["paper"], "ls": "", "zorder": 4, "clip_on": False}
        ax.plot([x for x, _ in medians], [y for _, y in medians], "D", mfc=colours()["market"], **look)
        for y in range(len(ours)):
            frame.row_value(ax, y + lift / row, said[0][y], "accent" if published else "ink", bold=published)
            if theirs[y][0] is not None:
                frame.row_value(ax, below[y], said[1][y], "market")
                if not size.phone:
                    frame.row_text(ax, frame.beside(ax), below[y], "published", "market")
        return fig

    return drawn(f, draw, measure.name)


def _many(count: float | None, unit: str) -> str:
    """ "14 creators", "n = 14"; nothing where it is not known."""
    if count is None:
        return ""
    return f"n = {wording.count(count)}" if unit == "n" else f"{wording.count(count)} {singular(unit, count)}"
