"""A workspace only grows, counts nothing twice, and never shows half a file."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
import pandas as pd
import pyarrow.parquet as pq
import pytest

from kit import inputs, rollups
from kit.errors import DataError
from kit.storage.decided import GONE
from kit.tables import TABLES
from kit.workspace import Workspace
from tiny import video


@pytest.fixture
def fresh(tmp_path):
    return Workspace.create(tmp_path / "w")


def frame(*rows):
    return pd.DataFrame(list(rows))


def test_the_newest_capture_at_or_before_a_day_is_read(fresh):
    fresh.append(
        "videos",
        frame(
            video("1", "ann", 10, 1, captured_at="2026-01-01T00:00Z"),
            video("1", "ann", 30, 1, captured_at="2026-03-01T00:00Z"),
        ),
        "a",
    )
    fresh.append("videos", frame(video("1", "ann", 20, 1, captured_at="2026-02-01T00:00Z")), "b")
    assert fresh.latest("videos").execute()["views"].tolist() == [30]
    assert fresh.latest("videos", pd.Timestamp("2026-02-15", tz="UTC")).execute()["views"].tolist() == [20]
    assert fresh.rows("videos") == 3


def test_a_capture_of_unknown_time_yields_to_a_dated_one(fresh):
    fresh.append("videos", frame(video("1", "ann", 20, 1, captured_at="2026-02-01T00:00Z")), "a")
    fresh.append("videos", frame(video("1", "ann", 99, 1, captured_at=None)), "b")
    assert fresh.latest("videos").execute()["views"].tolist() == [20]


def test_the_same_rows_twice_add_nothing_whatever_their_order(fresh):
    rows = [video("1", "ann", 10, 1), video("2", "ann", 10, 1, hashtags=["a", "b"])]
    assert fresh.append("videos", frame(*rows), "a") == 2
    assert fresh.append("videos", frame(*rows[::-1]), "another name") == 0
    assert len(fresh.files("videos")) == 1


def test_long_ids_and_lists_come_back_as_they_went_in(fresh):
    fresh.append("videos", frame(video("7436254323573938001", "ann", 10, 1, hashtags=["khmer", "សុភា"])), "a")
    back = fresh.latest("videos").execute()
    assert back["video_id"].tolist() == ["7436254323573938001"]
    assert list(back["hashtags"].iloc[0]) == ["khmer", "សុភា"]


def test_a_column_that_the_table_does_not_know_is_refused(fresh):
    with pytest.raises(DataError, match="Table videos has no column 'plays'"):
        fresh.append("videos", frame(video("1", "ann", 1, 1, plays=3)), "a")


def test_a_missing_workspace_says_how_to_make_one(tmp_path):
    with pytest.raises(DataError, match=r"There is no workspace at .*; make one with: kit import"):
        Workspace(tmp_path / "none")


def test_no_part_of_a_file_is_left_where_writing_fails(fresh, monkeypatch):
    monkeypatch.setattr("kit.storage.folder.os.replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(DataError, match=r"Cannot write to the workspace .* .disk full."):
        fresh.append("videos", frame(video("1", "ann", 1, 1)), "a")
    assert not list((fresh.path / "videos").iterdir())
    assert fresh.names == ()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 99)), min_size=1, max_size=12))
@settings(max_examples=20, deadline=None)
def test_latest_keeps_one_row_an_item_and_never_an_older_one(tmp_path_factory, rows):
    fresh = Workspace.create(tmp_path_factory.mktemp("w"))
    for i, (who, day, views) in enumerate(rows):
        fresh.append("videos", frame(video(who, "ann", views, 0, captured_at=f"2026-01-0{day + 1}T00:00Z")), str(i))
    back = fresh.latest("videos").execute()
    assert sorted(back["video_id"]) == sorted({r[0] for r in rows})
    for who, stamp in zip(back["video_id"], back["captured_at"], strict=True):
        assert stamp.day == max(day + 1 for w, day, _ in rows if w == who)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_the_contract_can_be_written_empty_of_optional_columns(fresh, name):
    spec = TABLES[name]
    example = {
        "text": "x",
        "list": ["x"],
        "count": 1,
        "number": 1.0,
        "money": 1.0,
        "rate": 0.5,
        "flag": True,
        "time": "2026-01-01T00:00Z",
        "date": "2026-01-01",
    }
    assert fresh.append(name, frame({c: example[spec.columns[c]] for c in spec.required}), "a") == 1
    assert list(fresh.latest(name).execute().columns) == list(spec.types)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 99)), min_size=1, max_size=12))
@settings(max_examples=20, deadline=None)
def test_what_is_read_quickly_is_what_ibis_reads_in_the_order_of_the_keys(tmp_path_factory, rows):
    fresh = Workspace.create(tmp_path_factory.mktemp("w"))
    for i, (who, day, views) in enumerate(rows):
        when = f"2026-01-0{day}T00:00Z" if day else None
        fresh.append("videos", frame(video(who, "ann", views, 0, captured_at=when)), str(i))
    for as_of in (None, pd.Timestamp("2026-01-02T12:00Z")):
        slow = fresh.latest("videos", as_of).order_by("video_id").execute()
        quick = fresh.roll("videos", rollups.newest, "videos", as_of=as_of).to_pandas()
        assert quick[["video_id", "views"]].values.tolist() == slow[["video_id", "views"]].values.tolist()
        assert inputs.items(fresh, "videos", as_of) == len(slow)


def test_a_file_of_an_older_kit_lacks_columns_and_is_read_all_the_same(fresh):
    fresh.append("videos", frame(video("1", "ann", 10, 1)), "a")
    (file,) = fresh.files("videos")
    pq.write_table(pq.read_table(file).drop_columns(["caption", "hashtags", "is_ad", "captured_at"]), file)
    day = pd.Timestamp("2026-01-01", tz="UTC")
    row = fresh.roll("videos", rollups.newest, "videos", as_of=day).to_pylist()[0]
    assert (row["views"], row["caption"], row["hashtags"], row["is_ad"], row["captured_at"]) == (10, *[None] * 4)
    assert inputs.items(fresh, "videos", day) == 1


def test_pandas_reads_the_files_by_itself(fresh):
    fresh.append("videos", frame(video("1", "ann", 10, 1, hashtags=["a"])), "a")
    rows = pd.read_parquet(fresh.files("videos")[0])
    assert (rows["views"].tolist(), rows["hashtags"].map(list).tolist()) == ([10], [["a"]])


def test_a_quote_in_the_name_of_a_folder_does_no_harm(tmp_path):
    fresh = Workspace.create(tmp_path / "it's ; --")
    fresh.append("videos", frame(video("1", "ann", 10, 1)), "a")
    assert fresh.roll("videos", rollups.newest, "videos").num_rows == 1


def test_what_was_decided_is_finished_by_whoever_opens_the_workspace(fresh):
    fresh.append("videos", frame(video("1", "ann", 10, 1)), "old")
    (old,) = fresh.files("videos")
    decided = fresh.path / ".commit-x"
    (decided / "videos").mkdir(parents=True)
    (decided / "videos" / "new.parquet").write_bytes(old.read_bytes())
    (decided / GONE).write_text(f'["videos/{old.name}"]')
    assert [file.name for file in Workspace(fresh.path).files("videos")] == ["new.parquet"]
    assert not decided.exists()


@pytest.mark.parametrize("name", ["../outside.csv", "videos/../../outside.csv", "/outside.csv", "notes.txt", 7])
def test_nothing_but_tables_and_refused_rows_is_ever_removed(fresh, tmp_path, name):
    (tmp_path / "outside.csv").write_text("x")
    (fresh.path / "notes.txt").write_text("x")
    (fresh.path / ".commit-x").mkdir()
    (fresh.path / ".commit-x" / GONE).write_text(json.dumps([name]))
    Workspace(fresh.path)
    assert (tmp_path / "outside.csv").exists()
    assert (fresh.path / "notes.txt").exists()
