"""A form with one row a name and two values in it: pairs."""

from matplotlib.figure import Figure

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, foot_line, form, marks_line, names, ROWS
from kit.finding import Finding
from kit.style import canvas, colours, Size
from kit.wording.scale import scale


@form
def pairs(
    f: Finding,
    a: str = "",
    b: str = "",
    value: str = "",
    by: str = "",
    *,
    total: str = "",
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = ROWS,
) -> Chart:
    """What changed within each?  a: before (open circle), b: after (full), value: the gap with its interval.

    A gap whose interval leaves 0 out is in the accent.  total: the name of a row that stands for all, set in bold.
    """
    columns = Columns(f)
    gap, label = columns.value(value), columns.text(by)
    others = [c for c in columns.numbers() if gap and c.name != gap.name and c.kind != "count"]
    if gap is None or not ((a and b) or len(others) > 1):
        return Chart(f.key)
    first, second = columns.named(a) if a else others[0], columns.named(b) if b else others[1]
    befores, afters, gaps = (
        columns.series(first.name, rows),
        columns.series(second.name, rows),
        columns.interval(gap.name, rows),
    )
    labels = names(columns.series(label.name, rows)) if label else [""] * len(gaps)
    known = [v for v in (*befores, *afters) if v is not None]
    texts = [
        wording.format(v, gap.kind, gap.unit, [v for row in gaps for v in row if v is not None]) for v, _, _ in gaps
    ]
    words = (
        title
        or f"{first.label} and {wording.small(second.label)}" + (f", by {wording.small(label.label)}" if label else ""),
        marks
        or marks_line(
            first,
            f"○ {wording.small(first.label)}",
            f"● {wording.small(second.label)}",
            f"right: {wording.small(gap.label)}" + (f", {gap.unit}" if gap.unit and gap.kind != "money" else ""),
        ),
        foot or foot_line(f, len(gaps)),
    )

    def draw(size: Size) -> Figure:
        fig, ax = canvas(size, size.row * len(gaps) + 18, words, right=frame.right_for(size, texts))
        frame.measure(ax, scale(known, first.kind, first.unit, frame.steps(size)), len(gaps), size.phone)
        for y, (before, after, (_, low, high)) in enumerate(zip(befores, afters, gaps, strict=True)):
            whole = bool(total) and labels[y] == wording.clean(total)
            clear = low is not None and high is not None and (low > 0 or high < 0)
            color = colours()["accent" if clear or whole else "grey_dark"]
            if before is not None and after is not None:
                ax.hlines(y, before, after, color=color, lw=3 if whole else 2, zorder=2)
            if before is not None:
                ax.plot([before], [y], "o", ms=8, mfc=colours()["paper"], mec=color, mew=1.6, zorder=3)
            if after is not None:
                ax.plot([after], [y], "o", ms=9, color=color, mew=1.5, zorder=4)
            frame.row_name(ax, size, y, labels[y], bold=whole)
            frame.row_value(ax, y, texts[y], "accent" if clear or whole else "muted", bold=whole)
            if whole and len(gaps) > 1:
                ax.axhline(y + (0.36 if size.phone else 0.5), color=colours()["grey"], lw=1)
        return fig

    return drawn(f, draw)
