"""What a whole is made of: composition."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kit import wording
from kit.charts import frame
from kit.charts.chart import Chart, Columns, drawn, form, names, own_rows, ROWS
from kit.charts.words import foot_line
from kit.finding import Column, Finding
from kit.style import canvas, colours, PLAIN, Size

PARTS = 5  # the accent and four greys, dark beside light, so that they part in print too


@form
def composition(
    f: Finding,
    parts: Sequence[str] | str = (),
    by: str = "",
    *,
    us: str = "",
    full: float = 1.0,
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = ROWS,
) -> Chart:
    """What is it made of?  One row a whole, one column a share; the part that the text is about comes first.

    parts: names of up to five columns, or the unit that they have (default: the columns of kind rate); what is left of
    the whole stays pale.
    us: the name of our own row, in bold.  full: what fills a bar, such as 100 for points.
    """
    columns = Columns(f)
    label = columns.text(by)
    if isinstance(parts, str):
        shares = [c for c in columns.numbers() if c.unit == parts]
    else:
        shares = [columns.named(p) for p in parts] or [c for c in columns.numbers() if c.kind == "rate"]
    shares = shares[:PARTS]
    if not shares:
        return Chart(f.key)
    wholes = names(columns.series(label.name, rows)) if label else [""] * len(f.table.head(rows))
    values = [columns.series(c.name, rows) for c in shares]
    own = own_rows(columns, wholes, us)
    words = (
        title
        or (shares[0].unit[:1].upper() + shares[0].unit[1:] or wording.join(c.label for c in shares))
        + (f", by {wording.small(label.label)}" if label else ""),
        marks,
        foot or foot_line(f, len(wholes)),
    )

    each = list(zip(shares, values, strict=True))

    def draw(size: Size) -> Figure:
        widths = [frame.wide(c.label, bold=i == 0) + 14 for i, c in enumerate(shares)]
        named = sum(widths) < size.width
        line = words[1] or ("" if named else f"From left: {', '.join(c.label for c in shares)}")
        fig, ax = canvas(
            size, 52 * len(wholes) + (24 if named else 0), (words[0], line, words[2]), left=0, right=0, below=6
        )
        ax.set_xlim(0, 1)
        ax.set_ylim(len(wholes) - 0.5, -0.5 - (0.45 if named else 0))
        ax.set_axis_off()
        for y, whole in enumerate(wholes):
            frame.row_text(ax, 0, y - 0.3, frame.fitted(whole, size.width - 4, own[y]), bold=own[y])
            _bar(ax, size, y, [(v[y] or 0.0) / full for v in values], [written(c, v[y]) for c, v in each])
        if named:
            _part_names(ax, shares, widths, [(v[0] or 0.0) / full for v in values])
        return fig

    return drawn(f, draw)


def written(column: Column, value: float | None) -> str:
    """A part in its bar: a share in whole per cent, points in whole numbers."""
    return wording.percent(value, 0) if column.kind == "rate" else wording.number(value, 0)


def _bar(ax: Axes, size: Size, y: int, parts: Sequence[float], said: Sequence[str]) -> None:
    """One whole as a bar from 0 to 1; a part is written where it has room."""
    c = colours()
    fills = [(c["accent"], c["paper"]), (c["grey_soft"], c["ink"]), (c["grey_dark"], c["paper"]), (c["rule"], c["ink"])]
    fills.append((c["grey"], c["paper"]))
    left = 0.0
    for i, (part, words, (fill, ink)) in enumerate(zip(parts, said, fills, strict=False)):
        part = min(max(part, 0.0), 1.0 - left)
        ax.add_artist(Rectangle((left, y - 0.11), part, 0.46, fc=fill, ec=c["paper"], lw=1.5))
        if part * size.width > 36:
            ax.text(
                left + 6 / size.width,
                y + 0.12,
                words,
                color=ink,
                va="center_baseline",
                gid=f"{PLAIN}{y}{i}",
            )
        left += part
    if left < 0.995:
        ax.add_artist(Rectangle((left, y - 0.11), 1 - left, 0.46, fc=c["soft"], ec=c["rule"], lw=1))


def _part_names(ax: Axes, shares: Sequence[Column], widths: Sequence[float], first: Sequence[float]) -> None:
    """The parts' names above the first bar, each at its part's left edge, pushed apart where they would touch."""
    at: list[float] = []
    left, whole = 0.0, frame.pixels(ax)
    for part in first:
        at.append(max(left * whole, at[-1] + widths[len(at) - 1] if at else 0.0))
        left += min(max(part, 0.0), 1.0)
    edge = whole
    for i in range(len(at) - 1, -1, -1):
        at[i] = max(0.0, min(at[i], edge - widths[i]))
        edge = at[i]
    for i, (x, column) in enumerate(zip(at, shares, strict=True)):
        frame.row_text(ax, x + (2 if i else 0), -0.72, column.label, "muted" if i else "accent", bold=i == 0)
