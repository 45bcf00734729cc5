"""A form with one row a name and two values in it: pairs."""

from typing import Any

from matplotlib.figure import Figure

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, form, names, ROWS
from kit.charts.days import ordinal, scale_of_days
from kit.charts.verdicts import verdicts
from kit.charts.words import foot_line, marks_line
from kit.finding import Column, Finding
from kit.style import colours, Size
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
    verdict: str = "",
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = ROWS,
) -> Chart:
    """What changed within each?  a: before (open circle), b: after (full), value: the gap with its interval.

    a and b may be days.  A gap whose interval leaves 0 out is in the accent.  verdict: column that says in words how
    good each is, beside the row instead of the gap.  total: the name of a row that stands for all.
    """
    columns = Columns(f)
    gap, label = None if verdict and not value else columns.value(value), columns.text(by)
    others = [c for c in columns.numbers() if gap and c.name != gap.name and c.kind != "count"]
    if (gap is None and not verdict) or not ((a and b) or len(others) > 1):
        return Chart(f.key)
    first, second = columns.named(a) if a else others[0], columns.named(b) if b else others[1]
    befores, afters = _values(columns, first, rows), _values(columns, second, rows)
    gaps = columns.interval(gap.name if gap else "", rows)
    labels = names(columns.series(label.name, rows)) if label else [""] * len(gaps)
    known = [v for v in (*befores, *afters) if v is not None]
    if not known:
        return Chart(f.key)
    said = verdicts(columns.series(columns.named(verdict).name, rows)) if verdict else []
    near = [v for row in gaps for v in row if v is not None]
    texts = [wording.format(v, gap.kind, gap.unit, near) for v, _, _ in gaps] if gap else [""] * len(gaps)
    whole = [bool(total) and name == wording.clean(total) for name in labels]
    clear = [low is not None and high is not None and (low > 0 or high < 0) for _, low, high in gaps]
    tokens = [v.token for v in said] or ["accent" if c or w else "grey" for c, w in zip(clear, whole, strict=True)]
    headline = title or (
        f"{first.label} and {wording.small(second.label)}" + (f", by {wording.small(label.label)}" if label else "")
    )
    lost = sum(one is None and other is None for one, other in zip(befores, afters, strict=True))
    words = (
        headline,
        marks
        or marks_line(
            first,
            headline,
            f"○ {wording.small(first.label)}",
            f"● {wording.small(second.label)}",
            f"right: {wording.small(gap.label)}" + (f", {gap.unit}" if gap.unit and gap.kind != "money" else "")
            if gap
            else f"right: {wording.small(columns.named(verdict).label)}",
        ),
        foot or foot_line(f, len(gaps), f"{lost} {'row has' if lost == 1 else 'rows have'} neither" if lost else ""),
    )

    def draw(size: Size) -> Figure:
        axis = _scale(known, first, frame.steps(size))
        right = frame.right_for(texts, [v.word for v in said], bold=True)
        fig, ax = frame.row_axes(size, words, axis, labels, right, bold=whole)
        beside = max(map(frame.wide, texts)) + 8 if gap else 0
        every = list(enumerate(zip(befores, afters, strict=True)))
        for token in dict.fromkeys(tokens):
            some = [(y, before, after) for y, (before, after) in every if tokens[y] == token]
            lines = [(y, before, after) for y, before, after in some if before is not None and after is not None]
            frame.lines(ax, lines, token, [3 if whole[y] else 2 for y, _, _ in lines])
            frame.dots(ax, [(before, y) for y, before, _ in some if before is not None], token, full=False)
            frame.dots(ax, [(after, y) for y, _, after in some if after is not None], token)
        for y in range(len(gaps)):
            strong = whole[y] or clear[y]
            frame.row_value(ax, y, texts[y], "accent" if strong else "muted", bold=strong)
            if said:
                frame.row_value(ax, y, said[y].word, "ink" if said[y].bold else "muted", said[y].bold, beside)
            if whole[y] and len(gaps) > 1:
                ax.axhline(y + 0.5, color=colours()["grey"], lw=1)
        return fig

    return drawn(f, draw)


def _values(columns: Columns, column: Column, rows: int) -> list[float | None]:
    """Numbers, or days as numbers."""
    values: list[Any] = columns.series(column.name, rows)
    return [ordinal(v) for v in values] if column.kind == "date" else values


def _scale(known: list[float], column: Column, steps: int) -> Any:
    return scale_of_days(known, steps) if column.kind == "date" else scale(known, column.kind, column.unit, steps)
