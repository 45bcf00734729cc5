"""Arrow's rows as pandas: columns of lists stay Arrow's, and are looked into without a loop over rows."""

import datetime

import numpy as np
import pandas as pd
import pyarrow as pa

from kit.frames import among, as_lists, conform, exploded, holding, items, listed, row_hashes, series
from kit.tables import ARROW, PANDAS


def lists(*chunks):
    return series(pa.chunked_array([pa.array(chunk, ARROW["list"]) for chunk in chunks], ARROW["list"]), "list")


def test_a_column_of_lists_is_arrows_and_what_is_missing_is_not_empty():
    column = lists([["a", "b"], None], [[]])
    assert column.dtype == PANDAS["list"]
    assert column.isna().tolist() == [False, True, False]
    assert [listed(value) for value in column] == [["a", "b"], [], []]


def test_every_kind_of_column_may_be_written_into_and_the_arrow_table_stays():
    cells = {"text": ["a", "b"], "list": [["a"], None], "count": [1, 2], "number": [0.5, 1.5], "flag": [True, False]}
    days = [datetime.datetime(2026, 1, day, tzinfo=datetime.UTC) for day in (1, 2)]
    for kind, values in (cells | {"time": days, "date": days}).items():
        arrow = pa.chunked_array([pa.array(values, ARROW[kind])])
        before = arrow.to_pylist()
        frame = pd.DataFrame({"c": series(arrow, kind).array}, copy=False)
        frame.loc[0, "c"] = None
        assert frame["c"].isna().iloc[0], kind
        assert arrow.to_pylist() == before, kind


def test_lists_of_an_import_become_texts_whatever_holds_them():
    given = pd.Series([["a", 1], ("b",), np.array(["c"]), [], None, pd.NA, float("nan")], index=list("tuvwxyz"))
    made = as_lists(given)
    assert [listed(value) for value in made] == [["a", "1"], ["b"], ["c"], [], [], [], []]
    assert made.isna().tolist() == [False] * 4 + [True] * 3
    assert made.index.tolist() == list("tuvwxyz")


def test_exploded_tells_of_each_item_its_row_and_its_text_across_chunks():
    row, code, names = exploded(lists([["b", "a"], None, []], [["a", None, "c"], ["b"]]))
    assert row.tolist() == [0, 0, 3, 3, 4]
    assert [names[c] for c in code] == ["b", "a", "a", "c", "b"]
    assert names == ["b", "a", "c"]


def test_a_missing_list_has_no_items_even_where_text_lies_under_it():
    under = pa.ListArray.from_arrays(
        pa.array([0, 2, 3], pa.int32()), pa.array(["x", "y", "z"]), mask=pa.array([True, False])
    )
    row, code, names = exploded(series(pa.chunked_array([under]), "list"))
    assert (row.tolist(), [names[c] for c in code]) == ([1], ["z"])


def test_a_part_of_a_column_knows_its_own_texts_only():
    column = lists([["a"], ["b", "c"]], [["d"]])
    assert items(column.iloc[1:2]) == ["b", "c"]
    assert items(column[[False, True, True]].reset_index(drop=True)) == ["b", "c", "d"]
    assert items(column.iloc[:0]) == items(pd.Series(dtype=PANDAS["list"])) == []


def test_holding_asks_for_each_different_text_once():
    asked = []

    def wanted(text):
        asked.append(text)
        return text == "b"

    assert holding(lists([["a", "b"], None], [["a"], ["b"], []]), wanted).tolist() == [True, False, False, True, False]
    assert asked == ["a", "b"]


def test_among_agrees_with_isin_and_takes_what_is_missing_for_none():
    texts = pd.Series(["ann", None, "ben", "cleo"], dtype="string")
    assert among(texts, pd.Series(["ben", "ann", None], dtype="string")).tolist() == [True, False, True, False]
    assert among(texts, pd.Series([], dtype="string")).tolist() == [False] * 4


def test_rows_are_told_apart_by_their_lists():
    given = {"brand": ["A"] * 4, "role": ["own"] * 4, "hashtags": [["a", "b"], ["ab"], None, []]}
    rows = conform("brands", pd.DataFrame(given))
    assert len(set(row_hashes(rows))) == 4
    assert row_hashes(rows) == row_hashes(conform("brands", pd.DataFrame(given)))
