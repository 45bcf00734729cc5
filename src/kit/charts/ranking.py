"""Who is ahead, and how sure?  One row a name: ranking."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kit import wording
from kit.charts import frame
from kit.charts.chart import by_value, Chart, Columns, drawn, form, names, own_rows, ROWS, with_values
from kit.charts.verdicts import explained, verdicts
from kit.charts.words import foot_line, heading, logarithmic, marks_line, without
from kit.finding import Finding
from kit.style import colours, Size
from kit.wording.scale import Scale, scale


@form
def ranking(
    f: Finding,
    value: str = "",
    by: str = "",
    *,
    raw: str = "",
    reference: str | float | Mapping[str, float] = "",
    us: str = "",
    total: str = "",
    only: Mapping[str, Any] | None = None,
    sort: bool = False,
    verdict: str = "",
    prefix: str = "",
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = ROWS,
) -> Chart:
    """Who is ahead, and how sure?  Rows in the table's order; those without a value are counted in the foot.

    Without intervals a thin line runs from 0, or from the reference, to each dot, unless the axis is logarithmic.
    raw: column of the estimate before shrinkage (open circle; default: `<value>_raw` or `raw`).  reference: a number to
    compare with, {its name: number}, or a column of such; one line where it is the same for all rows.  us, total: the
    names of our own row (in the accent; default: all rows are ours) and of one that stands for all.  only: rows to
    draw, as {column: what it must be, or several such in order}.  sort: by value, largest first.  verdict: column that
    says how good each is (see `verdicts`): good is full, bad is open, and the word stands beside the value.  prefix:
    what stands before each name, such as #.
    """
    columns = Columns(f)
    measure, label = columns.value(value), columns.text(by)
    if measure is None:
        return Chart(f.key)
    f, missing = with_values(f, measure.name, only)
    f = by_value(f, measure.name) if sort else f
    columns = Columns(f)
    if f.table.empty:
        return Chart(f.key)
    estimates = columns.interval(measure.name, rows)
    labels = names(columns.series(label.name, rows)) if label else [""] * len(estimates)
    raw = columns.named(raw).name if raw else columns.has(f"{measure.name}_raw", "raw")
    raws = columns.series(raw, rows)
    lines, called = _reference(columns, reference, len(estimates))
    own, said = own_rows(columns, labels, us), verdicts(columns.series(verdict, rows)) if verdict else []
    whole = [bool(total) and name == wording.clean(total) for name in labels]
    tokens = ["accent" if mine or not any(own) else "grey" for mine in own]
    near = [v for row in estimates for v in row if v is not None]
    texts = [wording.format(v, measure.kind, measure.unit, near) for v, _, _ in estimates]
    certain, same = any(low is not None for _, low, _ in estimates), len(set(lines)) == 1 and lines[0] is not None
    level = wording.format(lines[0], measure.kind, measure.unit, near) if same else ""
    drawable = [*near, *raws, *lines]
    axis = scale(drawable, measure.kind, measure.unit)
    stemmed = not certain and not axis.log
    start = float(lines[0]) if same and lines[0] is not None else 0.0
    headline = title or heading(measure, label)
    words = (
        headline,
        marks
        or marks_line(
            measure,
            headline,
            f"● {wording.small(measure.label)}" if raw else "",
            f"line: {f.interval}" if certain else "",
            f"○ {wording.small(columns.every[raw].label)}" if raw else "",
            *explained(said),
            f"thin line: from {called or level if same else 0}" if stemmed else "",
        ),
        foot
        or foot_line(
            f, len(estimates), without(missing), logarithmic(wording.small(measure.label) * axis.log), largest=sort
        ),
    )

    def draw(size: Size) -> Figure:
        verdict_words = [v.word for v in said]
        shown = [prefix + name for name in labels]
        bold = [(mine and bool(us)) or all_rows for mine, all_rows in zip(own, whole, strict=True)]
        fitting = scale(drawable, measure.kind, measure.unit, frame.steps(size), zero=stemmed and not same)
        right = frame.right_for(texts, verdict_words, bold=True)
        fig, ax = frame.row_axes(size, words, fitting, shown, right, bold=bold, above=18 * same)
        if same:
            _line(ax, fitting, start, f"{called} {level}".strip())
        if stemmed:
            frame.stems(ax, [(y, e[0]) for y, e in enumerate(estimates)], start)
        frame.dots(ax, [(v, y) for y, v in enumerate(raws) if v is not None], "grey", 8, full=False)
        for x, y in ((v, y) for y, v in enumerate(lines) if v is not None and not same):
            ax.plot([x, x], [y - 0.3, y + 0.3], color=colours()["grey_dark"], lw=1, zorder=2)
        if said:
            for v in {v.token: v for v in said}.values():
                some = [(e[0], y) for y, e in enumerate(estimates) if said[y].token == v.token and e[0] is not None]
                frame.dots(ax, some, v.token, full=v.full)
        else:
            for token in dict.fromkeys(tokens):
                frame.intervals(ax, [(y, e) for y, e in enumerate(estimates) if tokens[y] == token], token)
        beside = max(map(frame.wide, texts)) + 8
        for y, text in enumerate(texts):
            frame.row_value(ax, y, text, bold=bold[y])
            if said:
                frame.row_value(ax, y, said[y].word, "ink" if said[y].bold else "muted", said[y].bold, beside)
        return fig

    return drawn(f, draw, measure.name)


def _reference(columns: Columns, reference: Any, rows: int) -> tuple[list[float | None], str]:
    """What each row is compared with, and its name."""
    if isinstance(reference, str):
        named = columns.named(reference) if reference else None
        return columns.series(reference, rows), wording.small(named.label) if named else ""
    called, level = next(iter(reference.items())) if isinstance(reference, Mapping) else ("", reference)
    return [float(level)] * rows, called


def _line(ax: Axes, axis: Scale, at: float, words: str) -> None:
    """The reference: one line through all rows, its words above."""
    ax.axvline(at, color=colours()["grey_dark"], lw=1, zorder=2)
    x, y = ax.transAxes.transform((axis.share(at), 1))
    frame.line(ax, float(x), float(y) + 9, words, anchor="middle")
