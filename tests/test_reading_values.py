"""Cells become values, and what is none says why."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
import pytest

from kit.reading import values


def parsed(kind, cells, **hints):
    """The values of a column, and the reasons."""
    found, problems = values.parse(kind, cells, **hints)
    return found.to_pylist(), problems


def one(kind, cell, **hints):
    """The value of one cell, or the reason why it is none."""
    found, problems = parsed(kind, [cell], **hints)
    return problems.get(0, found[0])


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("13.8M", 13_800_000),
        ("12,3 K", 12_300),
        ("1 234", 1_234),
        ("1\u202f234", 1_234),
        ("1.234.567", 1_234_567),
        ("1,234", 1_234),
        ("3e+06", 3_000_000),
        ("97K", 97_000),
        ("1,2 млн", 1_200_000),
        ("1.5万", 15_000),
        ("12 tr", 12_000_000),
        ("1234.0", 1_234),
        (1234.0, 1_234),
        ("", None),
        ("-", None),
        ("undefined", None),
    ],
)
def test_a_count_is_read_however_it_was_written(cell, count):
    assert one("count", cell) == count


@pytest.mark.parametrize(
    ("kind", "cell", "reason"),
    [
        ("count", "many", "is no number"),
        ("count", "1.5", "is no whole number"),
        ("count", "9" * 30, "is too large to be a count"),
        ("flag", "perhaps", "is neither true nor false"),
        ("list", "[1, ", None),
        ("list", "[broken]", "is no list"),
        ("time", "soon", "is no date that the kit can read"),
        (
            "date",
            "03/04/2025",
            "is a date that can be read in two ways: name its pattern in a mapping file, as date: day_first",
        ),
    ],
)
def test_what_is_no_value_says_why(kind, cell, reason):
    assert one(kind, cell) == (reason or ["[1,"])


def test_a_column_with_decimal_commas_is_read_with_them_throughout():
    found, _ = parsed("number", ["1.234,5", "2.000", "0,25"])
    assert found == [1234.5, 2000.0, 0.25]


def test_a_column_with_decimal_points_keeps_them():
    found, _ = parsed("number", ["1,234.5", "2.125", "1,000"])
    assert found == [1234.5, 2.125, 1000.0]


@pytest.mark.parametrize(("cell", "rate"), [("4.3%", 0.043), ("4,3 %", 0.043), ("0.043", 0.043)])
def test_a_rate_is_a_fraction(cell, rate):
    assert one("rate", cell) == pytest.approx(rate)


def test_a_unit_says_what_a_bare_number_is():
    assert one("rate", "4.3", unit="percent") == pytest.approx(0.043)
    assert one("count", "162.2", unit="millions") == 162_200_000
    assert one("number", "2500", unit="ms") == pytest.approx(2.5)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-11-12T05:04:46.000Z",
        "2024-11-12 05:04:46",
        "2024-11-12 05:04:46 UTC",
        "2024-11-12 00:04:46 -0500",
        "1731387886",
        "1731387886000",
        "12.11.2024 05:04:46",
        "Nov 12, 2024 05:04",
    ],
)
def test_an_instant_is_read_in_many_shapes_and_is_utc(cell):
    assert one("time", cell).replace(second=46) == dt.datetime(2024, 11, 12, 5, 4, 46, tzinfo=dt.UTC)


def test_the_other_cells_of_a_column_decide_between_day_and_month_first():
    found, problems = parsed("date", ["03/04/2025", "25/04/2025"])
    assert found[0] == dt.date(2025, 4, 3)
    assert not problems


@pytest.mark.parametrize(
    "cell", ["a;b", "['a', 'b']", '["a", "b"]', '[{"name": "a"}, {"name": "b"}]', ["a", "b"], " a ; b ;"]
)
def test_a_list_is_read_as_text_python_or_json(cell):
    assert one("list", cell) == ["a", "b"]


def test_text_that_looks_like_nothing_stays_text():
    assert [one("text", t) for t in ("NA", "null", "None")] == ["NA", "null", "None"]


@given(st.integers(min_value=0, max_value=10**15))
def test_every_whole_number_comes_back_exactly(n):
    assert one("count", str(n)) == n
    assert one("count", f"{n:,}") == n
    assert one("count", f"{n:,}".replace(",", ".")) == n


@given(
    st.text(max_size=40), st.sampled_from(["count", "number", "rate", "money", "flag", "time", "date", "list", "text"])
)
def test_no_text_makes_a_reader_fall_over(text, kind):
    found, problems = parsed(kind, [text])
    assert len(found) == 1
    assert all(reason.startswith("is ") for reason in problems.values())
