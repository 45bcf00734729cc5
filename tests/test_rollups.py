"""Roll-ups on files, by rows made by hand; that databases give the same is in test_backends.py."""

import datetime as dt

import ibis
import pandas as pd
import pyarrow as pa
import pytest

import awkward_rows
from awkward_rows import day, every, write
from kit import oddities, rollups
from kit.frames import as_pandas
from kit.tables import TABLES
from kit.workspace import Workspace

OLD = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


def rolled(folder, table, rollup, *more, as_of=None):
    return Workspace(folder).roll(table, rollup, *more, as_of=as_of).to_pylist()


def video(number, views, captured=None, imported=9.0, **more):
    return {"video_id": str(number), "views": views, "captured_at": captured, "imported_at": day(imported)} | more


def views(rows):
    return {row["video_id"]: row["views"] for row in rows}


def test_of_each_item_the_newest_capture_counts(tmp_path):
    write(tmp_path, "videos", [video(1, 10, day(1)), video(1, 30, day(3)), video(1, 20, day(2)), video(2, 5, day(0))])
    assert views(rolled(tmp_path, "videos", rollups.newest, "videos")) == {"1": 30, "2": 5}


def test_of_captures_of_one_time_the_last_import_counts(tmp_path):
    write(tmp_path, "videos", [video(1, 10, day(1), 4), video(1, 20, day(1), 6), video(1, 30, day(1), 5)])
    assert views(rolled(tmp_path, "videos", rollups.newest, "videos")) == {"1": 20}


def test_a_later_import_of_an_older_capture_does_not_count(tmp_path):
    write(tmp_path, "videos", [video(1, 10, day(2), 4), video(1, 20, day(1), 6)])
    assert views(rolled(tmp_path, "videos", rollups.newest, "videos")) == {"1": 10}


def test_of_captures_alike_in_both_times_exactly_one_is_there(tmp_path):
    write(tmp_path, "videos", [video(1, 10, day(1), 4), video(1, 20, day(1), 4), video(1, 1, day(0), 5)])
    found = rolled(tmp_path, "videos", rollups.newest, "videos")
    assert len(found) == 1
    assert found[0]["views"] in (10, 20)


def test_an_unknown_capture_time_counts_as_the_oldest(tmp_path):
    write(tmp_path, "videos", [video(1, 10, None, 9), video(1, 20, day(1), 4)])
    assert views(rolled(tmp_path, "videos", rollups.newest, "videos")) == {"1": 20}


def test_where_no_capture_time_is_known_the_last_import_counts(tmp_path):
    write(tmp_path, "videos", [video(1, 10, None, 4), video(1, 20, None, 5), video(2, 7, None, 4)])
    assert views(rolled(tmp_path, "videos", rollups.newest, "videos")) == {"1": 20, "2": 7}


def test_an_unknown_import_time_counts_as_the_oldest(tmp_path):
    rows = [video(1, 10, day(1)) | {"imported_at": None}, video(1, 20, day(1), 4), video(2, 7) | {"imported_at": None}]
    write(tmp_path, "videos", rows)
    assert views(rolled(tmp_path, "videos", rollups.newest, "videos")) == {"1": 20, "2": 7}


def test_of_tables_without_captures_the_last_import_counts(tmp_path):
    rows = [{"deal_id": "d", "video_id": "1", "imported_at": day(i), "source": str(i)} for i in (1, 3, 2)]
    write(tmp_path, "deliveries", rows)
    assert [row["source"] for row in rolled(tmp_path, "deliveries", rollups.newest, "deliveries")] == ["3"]


def test_a_key_of_several_columns_tells_items_apart_by_all_of_them(tmp_path):
    keys = [("a", "b", "c"), ("a", "b", "C"), ("ab", "", "c"), ("a", "bc", ""), ("a", "b", "c")]
    names = TABLES["audience"].key
    rows = [dict(zip(names, key, strict=True)) | {"share": i / 8, "captured_at": day(i)} for i, key in enumerate(keys)]
    write(tmp_path, "audience", rows)
    found = rolled(tmp_path, "audience", rollups.newest, "audience")
    assert [(*(row[name] for name in names), row["share"]) for row in found] == [
        ("a", "b", "C", 1 / 8),
        ("a", "b", "c", 4 / 8),
        ("a", "bc", "", 3 / 8),
        ("ab", "", "c", 2 / 8),
    ]
    assert rolled(tmp_path, "audience", rollups.items, "audience") == [{"n": 4}]


def test_columns_that_no_file_has_are_missing(tmp_path):
    (tmp_path / "videos").mkdir()
    table = pa.table({"video_id": ["1"], "creator_id": ["a"], "views": pa.array([5], pa.int64())})
    pa.parquet.write_table(table, tmp_path / "videos" / "old.parquet")
    found = rolled(tmp_path, "videos", rollups.newest, "videos")
    assert list(found[0]) == list(TABLES["videos"].types)
    assert {c: v for c, v in found[0].items() if v is not None} == {"video_id": "1", "creator_id": "a", "views": 5}


def test_rows_come_in_the_order_of_their_keys_byte_by_byte(tmp_path):
    write(tmp_path, "videos", [video(name, 1) for name in ("b", "a", "B", "ä", "10", "9")])
    assert list(views(rolled(tmp_path, "videos", rollups.newest, "videos"))) == ["10", "9", "B", "a", "b", "ä"]


def test_captures_after_the_day_are_not_seen_and_those_of_unknown_time_are(tmp_path):
    write(tmp_path, "videos", [video(1, 10, day(1)), video(1, 20, day(2)), video(2, 7, None), video(3, 8, day(2))])
    until = pd.Timestamp(day(1))
    assert views(rolled(tmp_path, "videos", rollups.newest, "videos", as_of=until)) == {"1": 10, "2": 7}
    assert rolled(tmp_path, "videos", rollups.counted, as_of=until) == [{"n": 2}]
    assert rolled(tmp_path, "videos", rollups.items, "videos", as_of=until - pd.Timedelta("1us")) == [{"n": 1}]


def test_a_table_that_is_not_there_has_no_rows(tmp_path):
    (tmp_path / "w").mkdir()
    assert rolled(tmp_path / "w", "videos", rollups.newest, "videos") == []
    assert rolled(tmp_path / "w", "videos", rollups.counted) == [{"n": 0}]
    assert rolled(tmp_path / "w", "videos", rollups.ends, "views") == [{"low": None, "high": None}]
    assert rolled(tmp_path / "w", "videos", rollups.last_capture) == [{"last": None}]


def test_what_there_is_is_counted(tmp_path):
    write(tmp_path, "videos", [video(1, 10, day(1)), video(1, 5, day(2)), video(2, None, day(1)), video(2, 8, None)])
    assert rolled(tmp_path, "videos", rollups.counted) == [{"n": 4}]
    assert rolled(tmp_path, "videos", rollups.items, "videos") == [{"n": 2}]
    assert rolled(tmp_path, "videos", rollups.ends, "views") == [{"low": 5, "high": 10}]
    assert rolled(tmp_path, "videos", rollups.ends, "captured_at") == [{"low": day(1), "high": day(2)}]
    assert rolled(tmp_path, "videos", rollups.ends, "caption") == [{"low": None, "high": None}]


def test_the_last_capture_is_the_newest_that_can_be(tmp_path):
    rows = [video(1, 1, day(1), 4), video(1, 1, day(5), 4), video(1, 1, day(5.1), 4), video(2, 1, OLD, 4), video(3, 1)]
    write(tmp_path, "videos", rows)  # a day after the import is still believed, what is later is not
    assert rolled(tmp_path, "videos", rollups.last_capture) == [{"last": day(5)}]
    write(tmp_path / "none", "videos", [video(1, 1, OLD), video(2, 1, None)])
    assert rolled(tmp_path / "none", "videos", rollups.last_capture) == [{"last": None}]


def test_captures_of_items_that_are_asked_for(tmp_path):
    write(tmp_path, "videos", [video(1, 10, day(1)), video(2, 20, day(1)), video(2, 30, day(2)), video(3, 1, day(1))])
    found = rolled(tmp_path, "videos", rollups.of, "video_id", ("2", "3", "9"), ("video_id", "views"))
    assert sorted(map(str, found)) == sorted(map(str, [
        {"video_id": "2", "views": 20}, {"video_id": "2", "views": 30}, {"video_id": "3", "views": 1}
    ]))  # fmt: skip
    assert rolled(tmp_path, "videos", rollups.of, "video_id", (), ("video_id", "views")) == []


def test_what_cannot_be_is_missing_where_captures_are_asked_for(tmp_path):
    row = video(1, 10, day(1), likes=22, comments=1, posted_at=day(2.1), followers_at_capture=0)  # 10 × 1.1 + 10 = 21
    write(tmp_path, "videos", [row, row | {"video_id": "2", "likes": 21, "posted_at": day(2)}])
    columns = ("video_id", "views", "likes", "comments", "posted_at", "captured_at", "followers_at_capture")
    found = sorted(rolled(tmp_path, "videos", rollups.of, "video_id", ("1", "2"), columns), key=str)
    assert list(found[0].values()) == ["1", None, None, None, None, day(1), None]
    assert list(found[1].values()) == ["2", 10, 21, 1, day(2), day(1), None]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["videos", "creators", "deals"])
def test_files_and_frames_believe_the_same(name, seed, tmp_path):
    rows = {"videos": awkward_rows.videos(seed, 300), "creators": awkward_rows.creators(seed), **awkward_rows.others()}
    work = Workspace(write(tmp_path, name, rows[name]))
    columns = tuple(TABLES[name].types)
    stored = as_pandas(name, work.roll(name, _all_columns))
    believed = as_pandas(name, work.roll(name, every, columns))
    by = ["imported_at"]
    wanted = oddities.believed(name, stored).sort_values(by, ignore_index=True)
    pd.testing.assert_frame_equal(believed.sort_values(by, ignore_index=True), wanted)
    assert not wanted.equals(stored.sort_values(by, ignore_index=True)) or name == "deals"


def _all_columns(captures):
    return captures.view()


def followers(tmp_path, *rows):
    fields = ("captured_at", "followers", "imported_at")
    write(tmp_path, "creators", [{"creator_id": "a"} | dict(zip(fields, row, strict=False)) for row in rows])
    return [(row["captured_at"], row["followers"]) for row in rolled(tmp_path, "creators", rollups.followers)]


def test_of_each_day_the_last_known_number_of_followers_is_told(tmp_path):
    last = dt.datetime(2026, 9, 1, 23, 59, 59, 999999, tzinfo=dt.UTC)
    late = dt.datetime(2026, 9, 2, tzinfo=dt.UTC)
    rows = [(day(0), 10, day(9)), (last, 12, day(9)), (late, 13, day(9)), (day(1.2), None, day(9)), (None, 99, day(9))]
    assert followers(tmp_path, *rows) == [(last, 12), (late, 13)]


def test_of_numbers_of_one_moment_the_last_import_is_told(tmp_path):
    assert followers(tmp_path, (day(0), 10, day(8)), (day(0), 11, day(9)), (day(0), 12, day(7))) == [(day(0), 11)]


def test_followers_of_zero_and_at_impossible_times_are_not_told(tmp_path):
    assert followers(tmp_path, (day(0), 0, day(9)), (OLD, 5, day(9)), (day(20), 6, day(9)), (day(1), 7, day(9))) == [
        (day(1), 7)
    ]


def test_thirty_days_are_told_day_by_day_and_more_of_each_week_the_last(tmp_path):
    rows = [(day(i), 100 + i, day(99)) for i in range(30)]
    assert followers(tmp_path / "thirty", *rows) == [(day(i), 100 + i) for i in range(30)]
    told = followers(tmp_path / "more", *rows, (day(30), 130, day(99)))  # day 0 is a Tuesday, so day 1 a Wednesday
    assert [(when - day(0)).days for when, _ in told] == [1, 8, 15, 22, 29, 30]  # weeks end with Wednesdays
    assert [number for _, number in told] == [101, 108, 115, 122, 129, 130]


def test_each_creator_is_thinned_for_itself_and_they_come_in_order(tmp_path):
    rows = [{"creator_id": c, "captured_at": day(i), "followers": 1 + i, "imported_at": day(99)}
            for c, n in {"b": 2, "a": 31, "B": 1}.items() for i in range(n)]  # fmt: skip
    write(tmp_path, "creators", rows)
    found = [(row["creator_id"], row["followers"]) for row in rolled(tmp_path, "creators", rollups.followers)]
    assert found == [("B", 1), *(("a", n) for n in (2, 9, 16, 23, 30, 31)), ("b", 1), ("b", 2)]


@pytest.mark.parametrize("as_of", [None, pd.Timestamp("2026-09-02", tz="UTC")])
@pytest.mark.parametrize("name", ["videos", "creators", "audience", "deals", "daily", "tiers"])
def test_the_sql_that_is_kept_gives_what_ibis_gives(name, as_of, tmp_path):
    work = Workspace(awkward_rows.workspace(tmp_path))
    kept, asked = work.roll(name, rollups.newest, name, as_of=as_of), work.latest(name, as_of).to_pyarrow()
    assert ibis.Schema.from_pyarrow(kept.schema) == ibis.Schema.from_pyarrow(asked.schema)
    assert kept.to_pylist() == asked.to_pylist()
