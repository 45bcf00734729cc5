"""Plain cells, read all at once, are what each would be by itself."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
import pytest

from kit.reading import values
from kit.reading.columns import column

ODD = {"count": "1.5K", "number": "1.5K", "rate": "4,3 %", "time": "12 Nov 2024", "date": "12 Nov 2024", "flag": "x"}
PLAIN = {
    "count": st.integers(0, 10**15 - 1).map(str),
    "number": st.sampled_from(["0", "12", "-3", "2.5", "0.25", "1234567", "0.00012", "1.234"]),
    "rate": st.sampled_from(["0", "1", "0.5", "0.0512"]),
    "flag": st.sampled_from(["true", "FALSE", "1", "0"]),
    "time": st.datetimes(dt.datetime(2016, 1, 1), dt.datetime(2030, 1, 1)).flatmap(
        lambda t: st.sampled_from([f"{t:%Y-%m-%dT%H:%M:%S}.000Z", f"{t:%Y-%m-%d %H:%M:%S}", f"{t:%Y-%m-%d}"])
    ),
    "date": st.dates(dt.date(2016, 1, 1), dt.date(2030, 1, 1)).map(str),
}


def alone(kind, cell):
    """What one cell is among odd ones, which no column reads at once."""
    found, problems = values.parse(kind, [cell, ODD[kind]])
    return problems.get(0, found.to_pylist()[0])


@pytest.mark.parametrize("kind", list(PLAIN))
def test_a_column_says_what_its_cells_say(kind):
    @given(st.lists(st.none() | PLAIN[kind], max_size=8))
    def same(cells):
        found, problems = values.parse(kind, column(cells))
        assert problems == {}
        assert found.to_pylist() == [None if c is None else alone(kind, c) for c in cells]

    same()


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        ("time", ["2024-11-12T05:04:46.000Z", "1731387886"], [dt.datetime(2024, 11, 12, 5, 4, 46, tzinfo=dt.UTC)] * 2),
        ("time", ["2024-11-12 12:04:46+07:00"], [dt.datetime(2024, 11, 12, 5, 4, 46, tzinfo=dt.UTC)]),
        ("count", ["999999999999999"], [999_999_999_999_999]),
        ("list", ["a; b;;a", None, "c"], [["a", "b"], None, ["c"]]),
    ],
)
def test_usual_spellings_are_read(kind, cells, expected):
    assert values.parse(kind, cells)[0].to_pylist() == expected


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        ("count", "9999999999999999", "is too large to be a count"),
        ("time", "2024-02-31T00:00:00Z", "is no date that the kit can read"),
        ("number", "nan1", "is no number"),
    ],
)
def test_what_looks_plain_but_is_none_says_why(kind, cell, reason):
    assert values.parse(kind, ["1731387886" if kind == "time" else "1", cell])[1] == {1: reason}


def test_units_are_taken_into_account():
    assert values.parse("number", ["500", "1500"], unit="ms")[0].to_pylist() == [0.5, 1.5]
    assert values.parse("time", ["1731387886000"], unit="unix_ms")[0].to_pylist()[0].year == 2024
    assert values.parse("count", ["1.5"], unit="millions")[0].to_pylist() == [1_500_000]
