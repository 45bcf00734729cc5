"""What roll-ups tell of counts at ages, on small workspaces and by hand."""

import ibis
import pandas as pd
import pytest

from growth_worlds import FIRST, mature_ones, seen
from kit.rollups import ages
from kit.tables import TABLES
from kit.workspace import Workspace
from spring import TABLES as SPRING
from tiny import workspace


def told(path, videos, rollup, *more):
    return Workspace(workspace(path / "w", **SPRING | {"videos": videos})).roll("videos", rollup, *more).to_pandas()


def age(rows):
    return ((rows["captured_at"] - rows["posted_at"]) / pd.Timedelta("1D")).round(6).tolist()


def test_around_an_age_only_the_captures_next_to_it_are_told(tmp_path):
    rows = seen("1", "ann", {1: 10, 2: 20, 6: 60, 9: 90, 20: 200, 40: 400}) + seen("2", "bob", {7: 70})
    found = told(tmp_path, rows, ages.around, ("views",), (7.0,), ("ann",))
    assert set(found["video_id"]) == {"1"}
    assert age(found) == [1, 6, 9, 40]  # first and last of each side
    assert found["views"].tolist() == [10, 60, 90, 400]


def test_a_capture_at_the_age_itself_stands_apart_from_those_beside_it(tmp_path):
    found = told(tmp_path, seen("1", "ann", {5: 5, 6: 6, 7: 7, 8: 8, 9: 9}), ages.around, ("views",), (7.0,), ("ann",))
    assert age(found) == [5, 6, 7, 8, 9]


def test_a_capture_without_the_count_does_not_hide_one_that_has_it(tmp_path):
    rows = seen("1", "ann", {5: 50}) + [row | {"views": None} for row in seen("1", "ann", {6: 60})]
    assert age(told(tmp_path, rows, ages.around, ("views",), (7.0,), ("ann",))) == [5]


def test_each_of_several_counts_keeps_the_captures_next_to_the_age(tmp_path):
    rows = seen("1", "ann", {4: 40, 5: 50}) + [row | {"views": None} for row in seen("1", "ann", {3: 30, 6: 60})]
    found = told(tmp_path, rows, ages.around, ("views", "likes"), (7.0,), ("ann",))
    assert age(found) == [3, 4, 5, 6]
    assert found["views"].fillna(-1).tolist() == [-1, 40, 50, -1]


def test_histories_leave_out_what_was_paid_for_and_what_came_before_the_posting(tmp_path):
    rows = seen("1", "ann", {2: 100, 4: 300}, is_ad=True, paid_views=120) + seen("2", "bob", {2: 9})
    found = told(tmp_path, rows, ages.histories, ("1",))
    assert found["views"].tolist() == [100, 300]
    assert found["organic_views"].fillna(-1).tolist() == [-1, 180]  # more was paid for than was counted: not known
    early = seen("1", "ann", {2: 100})[0] | {"captured_at": str(FIRST - pd.Timedelta(hours=2))}
    assert told(tmp_path / "early", [early], ages.histories, ("1",)).empty
    assert told(tmp_path / "none", rows, ages.histories, ()).empty


@pytest.mark.parametrize(
    ("counts", "known"),
    [
        ({27: 1}, False),
        ({27.5: 1}, True),  # within a fiftieth before
        ({28.5: 1}, True),
        ({29: 1}, False),
        ({10: 1, 40: 2}, True),
        ({4: 1, 40: 2}, False),  # ten-fold apart
        ({3: 1, 20: 2}, False),
    ],
)
def test_a_video_is_ripe_where_its_count_at_the_age_can_be_read(tmp_path, counts, known):
    found = told(tmp_path, seen("1", "ann", counts), ages.ripe, 28.0, 0.02, 8.0)
    assert found["video_id"].tolist() == ["1"] * known


def test_a_video_whose_captures_disagree_on_its_posting_may_be_ripe(tmp_path):
    rows = seen("1", "ann", {3: 1}) + seen("1", "ann", {4: 1}, FIRST - pd.Timedelta(days=1))
    assert told(tmp_path, rows, ages.ripe, 28.0, 0.02, 8.0)["video_id"].tolist() == ["1"]


def test_around_the_ripe_only_these_are_told_and_only_of_the_window(tmp_path):
    rows = mature_ones(2) + seen("77", "ann", {3: 5}, FIRST)
    window = tuple(pd.Timestamp(row["posted_at"]) for row in (rows[0], rows[0]))
    found = told(tmp_path, rows, ages.around_ripe, ("organic_views",), (28.0,), (28.0, 0.02, 8.0), window)
    assert rows[0]["video_id"] in set(found["video_id"])
    assert "77" not in set(found["video_id"])


def test_spans_reach_from_the_first_to_the_last_capture_with_a_count(tmp_path):
    found = told(tmp_path, seen("1", "ann", {1: 0, 2: 5, 9: 7}) + seen("2", "bob", {1: 0}), ages.spans, ("views",))
    assert found["video_id"].tolist() == ["1"]
    assert (found["last_views"] - found["first_views"]).tolist() == [pd.Timedelta(days=7)]


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "trino", "bigquery", "snowflake", "clickhouse"])
def test_every_roll_up_can_be_said_to_other_databases(dialect):
    captures = ibis.table(ibis.Schema.from_pyarrow(TABLES["videos"].arrow_schema()), name="videos")
    window, readable = (FIRST, FIRST), (28.0, 0.02, 8.0)
    for found in (
        ages.histories(captures, ("1",)),
        ages.around(captures, ("organic_views", "views"), (7.0, 28.0), ("ann",)),
        ages.around_ripe(captures, ("organic_views",), (7.0,), readable, window),
        ages.ripe(captures, *readable),
        ages.spans(captures, ("organic_views", "views")),
    ):
        assert "SELECT" in str(ibis.to_sql(found, dialect=dialect))
