"""Range bars inside table cells."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kit.show import bars

NONE = [None] * 6


def test_they_need_six_intervals():
    values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert bars.common(values, values, values, "rate", "") is not None
    assert bars.common(values, [None, *values[1:]], values, "rate", "") is None
    assert bars.common(NONE, NONE, NONE, "rate", "") is None


def test_a_bar_is_a_line_with_a_dot_and_a_hairline_at_zero():
    along = bars.common([-1.0, 3, 1, 1, 1, 1], [-2.0, 0, 0, 0, 0, 0], [0.0, 4, 2, 2, 2, 2], "number", "")
    assert along is not None
    assert (along.low, along.high) == (-2, 4)
    html = bars.bar(along, 1, 0, 4)
    line, dot = '<path d="M49 7H134"></path>', '<circle cx="70"></circle>'
    assert html == f'<svg class="bar"><path class="ref" d="M49 0V14"></path>{line}{dot}</svg>'
    assert bars.bar(along, 1, None, 4).count("<path") == 1
    assert bars.bar(along, None, 0, 4) == ""


numbers = st.floats(-1e12, 1e12)


@given(st.lists(st.tuples(numbers, numbers, numbers).map(sorted), min_size=6, max_size=15))
def test_every_bar_lies_inside_its_cell(rows):
    lows, values, highs = zip(*rows, strict=True)
    along = bars.common(values, lows, highs, "number", "")
    assert along is not None
    for low, value, high in rows:
        places = [float(x) for x in re.findall(r'(?:M|H|cx=")(-?\d+)', bars.bar(along, value, low, high))]
        assert all(0 <= x <= 140 for x in places)
    assert all(0 <= float(x) <= 140 for x in re.findall(r' x="([\d.]+)"', bars.axis(along)))
