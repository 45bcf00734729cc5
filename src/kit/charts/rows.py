"""Forms with one row a name: ranking, ranges."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from kit import wording
from kit.charts import frame
from kit.charts.chart import (
    Chart,
    Columns,
    drawn,
    foot_line,
    form,
    heading,
    marks_line,
    names,
    own_rows,
    ROWS,
    singular,
    with_values,
)
from kit.finding import Finding
from kit.style import canvas, colours, Size
from kit.wording.scale import scale


@form
def ranking(
    f: Finding,
    value: str = "",
    by: str = "",
    *,
    raw: str = "",
    reference: str | float = "",
    us: str = "",
    only: Mapping[str, Any] | None = None,
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = ROWS,
) -> Chart:
    """Who is ahead, and how sure?  Rows in the table's order; those without a value are counted in the foot.

    raw: column of the estimate before shrinkage (open circle; default: `<value>_raw` or `raw`).  reference: a number to
    compare with, or a column of such; one line where it is the same for all rows.  us: the name of our own row, in the
    accent.  only: rows to draw, as {column: what it must be}.
    """
    columns = Columns(f)
    measure, label = columns.value(value), columns.text(by)
    if measure is None:
        return Chart(f.key)
    f, missing = with_values(f, measure.name, only)
    columns = Columns(f)
    if f.table.empty:
        return Chart(f.key)
    estimates = columns.interval(measure.name, rows)
    labels = names(columns.series(label.name, rows)) if label else [""] * len(estimates)
    raw = columns.named(raw).name if raw else columns.has(f"{measure.name}_raw", "raw")
    raws = columns.series(raw, rows)
    if isinstance(reference, str):
        lines = columns.series(columns.named(reference).name, rows) if reference else []
    else:
        lines = [float(reference)] * len(estimates)
    own = own_rows(columns, labels, us)
    near = [v for row in estimates for v in row if v is not None]
    texts = [wording.format(v, measure.kind, measure.unit, near) for v, _, _ in estimates]
    certain = any(low is not None for _, low, _ in estimates)
    words = (
        title or heading(measure, label),
        marks
        or marks_line(
            measure,
            "● estimate" if raw else "",
            f"line: {f.interval}" if certain else "",
            f"○ {wording.small(columns.every[raw].label)}" if raw else "",
        ),
        foot or foot_line(f, len(estimates), missing),
    )

    def draw(size: Size) -> Figure:
        same = len(set(lines)) == 1 and lines[0] is not None
        fig, ax = canvas(
            size, size.row * len(estimates) + 18, words, right=frame.right_for(size, texts), above=18 * same
        )
        frame.measure(
            ax, scale([*near, *raws, *lines], measure.kind, measure.unit, frame.steps(size)), len(estimates), size.phone
        )
        if same:
            level = wording.format(lines[0], measure.kind, measure.unit, near)
            said = f"{wording.small(columns.every[reference].label)} {level}" if isinstance(reference, str) else level
            ax.axvline(lines[0], color=colours()["grey_dark"], lw=1, zorder=2)
            ax.text(
                lines[0],
                1,
                said,
                transform=ax.get_xaxis_transform(),
                ha="center",
                va="bottom",
                color=colours()["muted"],
                clip_on=False,
            )
        open_dots = [(v, y) for y, v in enumerate(raws) if v is not None]
        if open_dots:
            ax.plot(
                *zip(*open_dots, strict=True),
                "o",
                ms=7,
                mfc=colours()["paper"],
                mec=colours()["grey"],
                mew=1.2,
                ls="",
                zorder=2.5,
            )
        ticks = [(v, y) for y, v in enumerate(lines) if v is not None and not same]
        for x, y in ticks:
            ax.plot([x, x], [y - 0.3, y + 0.3], color=colours()["grey_dark"], lw=1, zorder=2)
        for mine in (False, True):
            frame.intervals(
                ax,
                [(y, e) for y, e in enumerate(estimates) if bool(own[y]) is mine],
                colours()["accent" if mine else "grey_dark"],
            )
        for y, text in enumerate(texts):
            frame.row_name(ax, size, y, labels[y])
            frame.row_value(ax, y, text)
        return fig

    return drawn(f, draw)


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
    ours, theirs = columns.interval(measure.name, rows), columns.interval("published", rows)
    halves = list(zip(columns.series("q1", rows), columns.series("q3", rows), strict=True))
    labels = names(columns.series(label.name, rows)) if label else [""] * len(ours)
    counts = columns.series(n or columns.has("n", "creators", "deals", "videos"), rows)
    unit = (n or columns.has("n", "creators", "deals", "videos")).replace("_", " ")
    known = [v for row in (*ours, *theirs, *halves) for v in row if v is not None]
    said = [[wording.format(row[0], measure.kind, measure.unit, known) for row in some] for some in (ours, theirs)]
    published, bars = columns.has("published") != "", any(a is not None for a, _ in halves)
    words = (
        title or heading(measure, label),
        marks
        or marks_line(
            measure,
            "● ours" if published else "",
            f"line: {f.interval}" if any(r[1] is not None for r in ours) else "",
            "◆ published" if published else "",
            "bar: middle half" if bars else "",
            "bar beside it: published range" if any(r[1] is not None for r in theirs) else "",
        ),
        foot or foot_line(f, len(ours)),
    )

    def draw(size: Size) -> Figure:
        left = 12 if size.phone else 150
        height = (74 if size.phone else 60) if published else (56 if size.phone else 36)
        fig, ax = canvas(size, height * len(ours), words, left=left, right=frame.right_for(size, said[0] + said[1]))
        frame.measure(ax, scale(known, measure.kind, measure.unit, frame.steps(size)), len(ours), False)
        lift, half = (
            ((-0.02, 0.1) if size.phone else (-0.17, 0.13)) if published else ((0.14, 0.14) if size.phone else (0, 0.2))
        )
        step = 0.28 if size.phone else 0.34
        frame.spreads(ax, [(y + lift, *pair) for y, pair in enumerate(halves)], "accent", half)
        frame.intervals(ax, [(y + lift, row) for y, row in enumerate(ours)], colours()["accent"])
        frame.spreads(ax, [(y + lift + step, *row[1:]) for y, row in enumerate(theirs)], "market", half)
        for y in range(len(ours)):
            at, below = y + lift, y + lift + step
            frame.row_value(ax, at, said[0][y], "accent", bold=True)
            many = (
                f"{wording.count(counts[y])} {singular(unit, counts[y])}"
                if counts[y] is not None and unit != "n"
                else f"n = {wording.count(counts[y])}"
                if counts[y] is not None
                else ""
            )
            _group(ax, size, y - 0.32 if size.phone else at, labels[y], many)
            if (median := theirs[y][0]) is not None:
                ax.plot([median], [below], "D", ms=7, color=colours()["market"], mew=1.2, zorder=4, clip_on=False)
                frame.row_value(ax, below, said[1][y], "market")
                if not size.phone:
                    frame.row_text(ax, -150, below, "published", "market")
        return fig

    return drawn(f, draw)


def _group(ax: frame.Axes, size: Size, y: float, label: str, many: str) -> None:
    """A group's name in bold, its count beside it where there is room."""
    if size.phone:
        frame.row_text(ax, -12, y, wording.name(label, 40) + (f" · {many}" if many else ""), bold=True)
        return
    width = 9.2 * min(len(label), 18)
    frame.row_text(ax, -150, y, wording.name(label[:1].upper() + label[1:], 18), bold=True)
    if many and width + 6.6 * len(many) < 142:
        frame.row_text(ax, -150 + max(56, width + 6), y, many, "muted")
