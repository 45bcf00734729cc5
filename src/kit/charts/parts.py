"""What a whole is made of: composition."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kit import wording
from kit.charts.chart import Chart, Columns, drawn, foot_line, form, names, ROWS
from kit.finding import Column, Finding
from kit.style import canvas, colours, PLAIN, Size

PARTS = 4  # the accent and three greys


@form
def composition(
    f: Finding,
    parts: Sequence[str] = (),
    by: str = "",
    *,
    title: str = "",
    marks: str = "",
    foot: str = "",
    rows: int = ROWS,
) -> Chart:
    """What is it made of?  One row a whole, one column a share; the part that the text is about comes first.

    parts: names of up to four columns (default: the columns of kind rate); what is left of the whole stays pale.
    """
    columns = Columns(f)
    label = columns.text(by)
    shares = [columns.named(p) for p in parts] or [c for c in columns.numbers() if c.kind == "rate"]
    shares = shares[:PARTS]
    if not shares:
        return Chart(f.key)
    wholes = names(columns.series(label.name, rows)) if label else [""] * len(f.table.head(rows))
    values = [columns.series(c.name, rows) for c in shares]
    fits = sum(8.2 * len(c.label) + 12 for c in shares)
    words = (
        title
        or (shares[0].unit[:1].upper() + shares[0].unit[1:] or wording.join(c.label for c in shares))
        + (f", by {wording.small(label.label)}" if label else ""),
        marks,
        foot or foot_line(f, len(wholes)),
    )

    def draw(size: Size) -> Figure:
        named = fits < size.width
        line = words[1] or ("" if named else f"From left: {', '.join(c.label for c in shares)}")
        fig, ax = canvas(
            size, 52 * len(wholes) + (24 if named else 0), (words[0], line, words[2]), left=0, right=0, below=6
        )
        ax.set_xlim(0, 1)
        ax.set_ylim(len(wholes) - 0.5, -0.5 - (0.45 if named else 0))
        ax.set_axis_off()
        for y, whole in enumerate(wholes):
            ax.text(0, y - 0.3, wording.name(whole, 44), va="center_baseline", weight="bold" if y == 0 else "normal")
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
        ax.barh(y + 0.12, part, left=left, height=0.46, color=fill, ec=c["paper"], lw=1.5)
        if part * size.width > 36:
            ax.text(
                left + 6 / size.width,
                y + 0.12,
                wording.percent(part, 0),
                color=ink,
                va="center_baseline",
                gid=f"{PLAIN}{y}{i}",
            )
        left += part
    if left < 0.995:
        ax.barh(y + 0.12, 1 - left, left=left, height=0.46, color=c["soft"], ec=c["rule"], lw=1)


def _part_names(ax: Axes, size: Size, shares: Sequence[Column], first: Sequence[float]) -> None:
    """The parts' names above the first bar, each at its part's left edge, pushed apart where they would touch."""
    widths = [(8.2 * len(c.label) + 12) / size.width for c in shares]
    at: list[float] = []
    left = 0.0
    for part in first:
        at.append(max(left, at[-1] + widths[len(at) - 1] if at else 0.0))
        left += min(max(part, 0.0), 1.0)
    edge = 1.0
    for i in range(len(at) - 1, -1, -1):
        at[i] = max(0.0, min(at[i], edge - widths[i]))
        edge = at[i]
    for i, (x, column) in enumerate(zip(at, shares, strict=True)):
        ax.text(
            x + (2 / size.width if i else 0),
            -0.72,
            column.label,
            color=colours()["accent" if i == 0 else "muted"],
            va="center_baseline",
            weight="bold" if i == 0 else "normal",
        )
