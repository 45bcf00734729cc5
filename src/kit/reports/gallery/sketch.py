"""A finding in small on its card: rows as dots with their intervals, or days as a line with its band.

Names and figures are HTML, so that they are read out, cut to the card's width and shaped as every other text; the marks
are one SVG beside them, stretched to its place, in the page's colours.
"""

from collections.abc import Mapping, Sequence
import datetime as dt
from html import escape
from typing import Any

from kit import show, wording
from kit.wording.scale import labels, Scale, scale

WIDE, TALL = 200, 60  # units of a drawing
MOST = {"names": 6, "days": 99}
REFERENCES = {"of the target": 1.0, "times": 1.0}  # unit → what its values are held against


def drawn(data: Any) -> str:
    """The figure of a record's sketch; nothing where that is none of ours."""
    try:
        kind, unit, values = str(data["kind"]), str(data["unit"]), data["values"]
        low, high = (data.get(end) or [None] * len(values) for end in ("low", "high"))
        if len(values) > MOST["names" if "names" in data else "days"] or not all(map(wording.known, values)):
            return ""
        axis = scale([*values, *low, *high], kind, unit, steps=3)
        draw = _rows if "names" in data else _days
        body = draw(data, list(zip(values, low, high, strict=True)), axis)
        return f"<figure><figcaption>{_caption(data, axis)}</figcaption>{body}</figure>"
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):  # a spoiled manifest
        return ""


def _caption(data: Mapping[str, Any], axis: Scale) -> str:
    """What is drawn, and what one must know of it in brackets."""
    more, nb, mark = int(data["of"]) - len(data["values"]), wording.NB, _reference(data, axis)
    parts = [
        "log scale" if axis.log else "",
        f"line at {labels([mark], str(data['kind']), str(data['unit']))[0]}" if mark else "",
        f"{'first' if 'names' in data else 'last'} {len(data['values'])} of {int(data['of']):,}" if more > 0 else "",
    ]
    said = "; ".join(part.replace(" ", nb) for part in parts if part)
    return show.text(data["label"]) + (f" ({said})" if said else "")


def _reference(data: Mapping[str, Any], axis: Scale) -> float | None:
    """The value that rows are held against, if it lies within; 0, the usual one, goes without saying."""
    mark = REFERENCES.get(str(data["unit"]), 0.0)
    return mark if "names" in data and axis.low < mark < axis.high else None


def _x(axis: Scale, value: float) -> int:
    return round(WIDE * axis.share(value))


def _rows(data: Mapping[str, Any], rows: Sequence[tuple[Any, Any, Any]], axis: Scale) -> str:
    """Names left, marks between, values right."""
    near = [v for row in rows for v in row if wording.known(v)]
    lines = dots = ""
    for i, (value, low, high) in enumerate(rows):
        y = 2 * i + 1
        dots += f"M{_x(axis, value)} {y}h0"
        if wording.known(low) and wording.known(high):
            lines += f"M{_x(axis, low)} {y}H{_x(axis, high)}"
    mark, kind, unit = _reference(data, axis), str(data["kind"]), str(data["unit"])
    held = "" if mark is None else f'<path class="ref" d="M{_x(axis, mark)} 0V{2 * len(rows)}"/>'
    held += f'<path d="{lines}"/>' if lines else ""
    said = "".join(
        f'<dt dir="auto">{escape(wording.clean(name), quote=False) or "(no name)"}</dt>'
        f"<dd>{show.text(wording.format(row[0], kind, unit, near))}</dd>"
        for name, row in zip(data["names"], rows, strict=True)
    )
    return (
        f'<div class="rows"><svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 {WIDE} {2 * len(rows)}">'
        f'{held}<path class="dots" d="{dots}"/></svg><dl>{said}</dl></div>'
    )


def _days(data: Mapping[str, Any], rows: Sequence[tuple[Any, Any, Any]], axis: Scale) -> str:
    """The line, the ends of its scale beside it, its first and last day below."""
    kind, unit, days = str(data["kind"]), str(data["unit"]), [int(d) for d in data["days"]]
    values = [row[0] for row in rows]
    first = dt.date.fromisoformat(data["first"])
    start, end = wording.day(first), wording.day(first + dt.timedelta(days[-1]))
    across = [round(WIDE * (d - days[0]) / ((days[-1] - days[0]) or 1)) for d in days]

    def path(points: Sequence[tuple[int, Any]]) -> str:
        return "M" + " ".join(f"{x} {TALL - round(TALL * axis.share(v))}" for x, v in points)

    ends = [(x, low, high) for x, (_, low, high) in zip(across, rows, strict=True) if None not in (low, high)]
    edge = [(x, high) for x, _, high in ends] + [(x, low) for x, low, _ in reversed(ends)]
    band = f'<path class="band" d="{path(edge)}Z"/>' if ends else ""
    known = [v for row in rows for v in row if wording.known(v)]
    said = [wording.format(v, kind, unit, known) for v in (values[0], values[-1], min(values), max(values))]
    alt = f"From {start} to {end}: {said[0]} at first, {said[1]} at last, between {said[2]} and {said[3]}."
    dot = f"M{across[-1]} {TALL - round(TALL * axis.share(values[-1]))}h0"
    return (
        f'<div class="days"><svg aria-label="{show.attribute(alt)}" preserveAspectRatio="none" role="img" '
        f'viewBox="0 0 {WIDE} {TALL}">{band}<path d="{path(list(zip(across, values, strict=True)))}"/>'
        f'<path class="dots" d="{dot}"/></svg><p aria-hidden="true">{show.text(axis.labels[-1])}</p>'
        f'<p aria-hidden="true">{show.text(axis.labels[0])}</p><p>{start}</p>'
        f"<p>{end}: <b>{show.text(said[1])}</b></p></div>"
    )
