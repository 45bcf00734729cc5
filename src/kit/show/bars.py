"""Small range bars inside a table's cells: a dot and its interval on one scale for the column.

The stylesheet holds what all bars share (size, the dot's radius and height), so that one bar costs about 80 bytes.
"""

from collections.abc import Sequence
import re
from typing import Any

from kit import wording
from kit.wording.scale import Scale, scale

FROM = 6  # rows with an interval from which bars help to compare
OUTER = {"6": ("1", ' class="from"'), "134": ("139", ' class="to"')}  # where the outer ticks of the axis go


def common(values: Sequence[Any], lows: Sequence[Any], highs: Sequence[Any], kind: str, unit: str) -> Scale | None:
    """The scale of a column's bars; None where too few rows have an interval."""
    if sum(wording.known(a) and wording.known(b) for a, b in zip(lows, highs, strict=True)) < FROM:
        return None
    return scale([*values, *lows, *highs], kind, unit, steps=5)


def axis(along: Scale) -> str:
    """The ticks, without their unit, which stands in every cell; the outer ones stay inside."""
    words = [re.sub("[^0-9.kMBT−+]", "", label) for label in along.labels]
    step = 1 + (max(map(len, words)) * 6.5 * len(words) > 132)
    marks = [(_x(along, t), w) for t, w in zip(along.ticks, words, strict=True)][::step]
    inner = "".join(
        f'<text{OUTER.get(x, (x, ""))[1]} x="{OUTER.get(x, (x, ""))[0]}" y="11">{w}</text>' for x, w in marks
    )
    return f'<svg aria-hidden="true" class="bar">{inner}</svg>'


def bar(along: Scale, value: Any, low: Any, high: Any) -> str:
    """Dot and interval; a hairline at 0 where that is inside."""
    if not wording.known(value):
        return ""
    zero = f'<path class="ref" d="M{_x(along, 0)} 0V14"></path>' if along.low < 0 < along.high else ""
    certain = wording.known(low) and wording.known(high)
    line = f'<path d="M{_x(along, low)} 7H{_x(along, high)}"></path>' if certain else ""
    return f'<svg class="bar">{zero}{line}<circle cx="{_x(along, value)}"></circle></svg>'


def _x(along: Scale, value: float) -> str:
    return f"{6 + 128 * along.share(value):.0f}"
