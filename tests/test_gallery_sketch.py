"""The small drawing on a card."""

import re

import pytest

from kit.reports.gallery.sketch import drawn
from test_gallery import DAYS, ROWS


def test_rows_have_name_mark_and_value():
    made = drawn(ROWS)
    assert re.findall("<dd>(.*?)</dd>", made)[:2] == ["7.2\u202f%", "7.4\u202f%"]
    assert re.findall('<dt dir="auto">(.*?)</dt>', made)[3:5] == ["نور العناية", "&lt;b&gt;mega&lt;/b&gt;"]
    lines, dots = re.findall(' d="([^"]*)"', made)
    assert (lines.count("M"), dots.count("M")) == (5, 6)  # one has no interval
    assert "first\u00a06\u00a0of\u00a07" in made
    assert len(made.encode()) < 1200


def test_dots_stand_in_the_order_of_their_values_and_intervals_hold_them():
    made = drawn(ROWS | {"low": [v - 0.01 for v in ROWS["values"]], "high": [v + 0.01 for v in ROWS["values"]]})
    lines, dots = re.findall(' d="([^"]*)"', made)
    at = [int(x) for x in re.findall(r"M(\d+) ", dots)]
    ends = [(int(a), int(b)) for a, b in re.findall(r"M(\d+) \d+H(\d+)", lines)]
    assert [v for _, v in sorted(zip(at, ROWS["values"], strict=True))] == sorted(ROWS["values"])
    assert all(low < x < high for x, (low, high) in zip(at, ends, strict=True))


def test_values_are_held_against_their_target_or_nothing():
    goals = ROWS | {"unit": "of the target", "values": [1.3, 1.1, 1.5, 0.8, 0.5, 0.1], "low": None, "high": None}
    assert "line\u00a0at\u00a0100\u202f%" in drawn(goals)
    assert 'class="ref"' in drawn(goals)
    assert "line" not in drawn(goals | {"values": [0.3, 0.1, 0.5, 0.2, 0.2, 0.1]})
    change = ROWS | {"unit": "points", "values": [0.01, -0.02, 0, 0, 0, 0], "low": None, "high": None}
    assert 'class="ref"' in drawn(change)
    assert ">+1.0<" in drawn(change)


def test_values_far_apart_say_that_their_scale_is_logarithmic():
    assert "log\u00a0scale" in drawn(ROWS | {"values": [1, 10, 100, 1000, 10, 10], "low": None, "high": None})
    assert "log" not in drawn(ROWS)


def test_days_are_a_line_with_its_band_and_say_in_words_where_it_runs():
    made = drawn(DAYS)
    assert 'class="band"' in made
    assert 'role="img"' in made
    alt = re.search('aria-label="([^"]*)"', made)[1].replace("\u00a0", " ")
    assert alt == "From 10 Aug 2026 to 20 Sep 2026: 200 at first, 235 at last, between 200 and 235."
    assert "last\u00a042\u00a0of\u00a0141" in made
    assert 'class="band"' not in drawn(DAYS | {"low": None, "high": None})
    assert len(made.encode()) < 2000


@pytest.mark.parametrize(
    "change",
    [
        {"values": None},
        {"values": ["a"] * 6},
        {"values": [1, 2]},
        {"names": "six"},
        {"names": [None] * 5},
        {"of": "many"},
        {"low": 3},
        {"values": [float("nan")] * 6},
        {"values": list(range(50)), "names": ["x"] * 50, "low": None, "high": None},
        {"kind": None, "unit": None, "values": [True] * 6, "low": [{}], "high": None},
    ],
)
def test_a_sketch_that_is_none_of_ours_draws_nothing(change):
    assert drawn(ROWS | change) == ""
    assert drawn(change) == ""


@pytest.mark.parametrize("change", [{"first": "soon"}, {"days": [0] * 3}, {"days": None}, {"values": [None] * 42}])
def test_days_that_are_none_of_ours_draw_nothing(change):
    assert drawn(DAYS | change) == ""


def test_the_same_day_and_the_same_value_do_not_divide_by_nothing():
    assert "<svg" in drawn(DAYS | {"days": [0] * 42, "values": [3] * 42, "low": None, "high": None})


def test_nothing_in_a_sketch_becomes_markup():
    bad = '"><img src=x onerror=alert(1)>'
    for sketch in (
        ROWS | {"label": bad, "unit": bad, "names": [bad] * 6},
        DAYS | {"label": bad, "kind": "money", "unit": bad},
    ):
        assert "<img" not in drawn(sketch)
    assert "<img" not in drawn(DAYS | {"first": bad})
