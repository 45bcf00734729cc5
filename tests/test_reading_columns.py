"""Cells as text, and what is done to whole columns says the same as one cell at a time."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
import pyarrow as pa
import pytest

from kit.reading import columns

BLANKS = " \t\n\x85\u00a0\u1680\u2003\u2028\u202f\u205f\u3000"
words = st.lists(st.none() | st.text(st.sampled_from(BLANKS + "aé‘ភ✨1"), max_size=4), max_size=30)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (7436254323573938177, "7436254323573938177"),
        (12.0, "12"),
        (1.234, "1.2340"),  # 1.234 would be taken for a thousand and some
        (-1.234, "-1.2340"),
        (0.25, "0.25"),
        (float("nan"), None),
        (float("inf"), None),
        (True, "true"),
        (dt.datetime(2025, 1, 2, 3, 4), "2025-01-02T03:04:00"),
        (["a", "b;c"], '["a", "b;c"]'),
        ({"name": "ភាសា"}, '{"name": "ភាសា"}'),
        ([], None),
        ("  ", None),
        (" x ", "x"),
    ],
)
def test_a_cell_is_written_out_as_text(cell, text):
    assert columns.text_of(cell) == text


@given(words)
def test_blank_cells_are_null_and_others_stay(cells):
    found = columns.tidy(pa.array(cells, pa.string())).to_pylist()
    assert found == [None if c is None or not c.strip() else c for c in cells]


@given(words, st.integers(0, 5))
def test_trimming_is_that_of_python_also_for_a_part_of_a_column(cells, start):
    found = columns.trimmed(pa.array(cells, pa.string())[start:]).to_pylist()
    assert found == [None if c is None or not c.strip() else c.strip() for c in cells[start:]]


@given(st.lists(st.none() | st.lists(st.sampled_from(["a", "A", "b", "", " "]), max_size=5), max_size=12))
def test_items_of_lists_are_changed_and_kept_once_in_their_order(lists):
    found = columns.per_item(pa.array(lists, columns.LISTS), lambda word: word.strip().lower()).to_pylist()
    expected = [
        None if items is None else list(dict.fromkeys(filter(None, (i.strip().lower() for i in items))))
        for items in lists
    ]
    assert found == expected


def test_a_function_is_asked_once_for_each_different_cell():
    asked = []
    found = columns.per_value(pa.array(["a", None, "b", "a"]), lambda cell: asked.append(cell) or cell.upper())
    assert found.to_pylist() == ["A", None, "B", "A"]
    assert sorted(asked) == ["a", "b"]


def test_only_the_cells_asked_for_are_exchanged():
    cells = pa.array(["a", None, "b"])
    assert columns.exchanged(cells, pa.array([True, False, False]), str.upper).to_pylist() == ["A", None, "b"]
    assert columns.exchanged(cells, pa.array([False] * 3), str.upper) is cells


@pytest.mark.parametrize("kind", [pa.string(), columns.LISTS])
def test_one_of_two_cells_is_chosen(kind):
    yes, no = (["1"], ["2"]) if kind == columns.LISTS else ("1", "2")
    found = columns.chosen(pa.array([True, False]), pa.array([yes, yes], kind), pa.array([no, no], kind))
    assert found.to_pylist() == [yes, no]
