"""The newest captures of a large table lie ready, are what all captures would tell, and never outlive them."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
import pandas as pd
import pyarrow.parquet as pq
import pytest

from kit import inputs, rollups
from kit.forget.forgetting import forget
from kit.intake import snapshots
from kit.intake.importing import import_paths
from kit.storage.decided import SNAPSHOTS
from kit.workspace import Workspace
from tiny import video


@pytest.fixture(autouse=True)
def tables_of_four_captures_are_large(monkeypatch):
    monkeypatch.setattr(snapshots, "SMALLEST", 4)


def bring(tmp_path, *rows, name="v.parquet"):
    pd.DataFrame(rows).to_parquet(tmp_path / name)
    (report,) = import_paths([tmp_path / name], tmp_path / "w")
    assert not report.error
    return Workspace(tmp_path / "w")


def day(number, *views):
    """Captures of some videos on one day."""
    at = f"2026-01-{number:02}T00:00Z"
    return [video(str(k), "ann" if k % 2 else "ben", n, 1, captured_at=at) for k, n in enumerate(views)]


def lying(workspace):
    folder = workspace.path / SNAPSHOTS
    return sorted(file.name for file in folder.glob("*")) if folder.exists() else []


def views(workspace, as_of=None):
    rows = workspace.roll("videos", rollups.newest, "videos", as_of=as_of)
    return dict(zip(rows["video_id"].to_pylist(), rows["views"].to_pylist(), strict=True))


def scanned(workspace, monkeypatch, as_of=None):
    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "snapshot", lambda self, table: None)
        return workspace.roll("videos", rollups.newest, "videos", as_of=as_of)


def test_an_import_leaves_one_for_a_large_table_and_the_next_puts_another_in_its_place(tmp_path):
    small = bring(tmp_path, *day(1, 10, 20))
    assert lying(small) == []
    first = lying(bring(tmp_path, *day(2, 11, 21)))
    assert len(first) == 1
    workspace = bring(tmp_path, *day(3, 12))
    assert len(lying(workspace)) == 1
    assert lying(workspace) != first
    assert workspace.snapshot("videos").name == lying(workspace)[0]
    assert views(workspace) == {"0": 12, "1": 21}
    assert workspace.rows("videos") == 5
    assert inputs.items(workspace, "videos", None) == 2


def test_what_it_holds_is_read_in_place_of_the_captures(tmp_path):
    bring(tmp_path, *day(1, 10, 20))
    workspace = bring(tmp_path, *day(2, 11, 21))
    file = workspace.snapshot("videos")
    rows = pq.read_table(file)
    assert json.loads(rows.schema.metadata[b"covers"]) == [f.name for f in workspace.files("videos")]
    assert rows.schema.names == list(workspace.captures("videos").columns)
    told = rows.set_column(rows.schema.get_field_index("views"), "views", [[77, 78]])
    pq.write_table(told, file)
    assert set(views(workspace).values()) == {77, 78}


def test_a_look_back_reads_the_captures_and_a_look_from_today_does_not(tmp_path, monkeypatch):
    bring(tmp_path, *day(1, 10, 20))
    workspace = bring(tmp_path, *day(3, 11, 21))
    at = [pd.Timestamp(f"2026-01-0{n}T12:00Z") for n in (2, 3)]
    assert [views(workspace, when) for when in at] == [{"0": 10, "1": 20}, {"0": 11, "1": 21}]
    read = []
    plain = Workspace.sql
    monkeypatch.setattr(Workspace, "sql", lambda self, table: read.append(table) or plain(self, table))
    assert views(workspace, at[1]) == views(workspace) == {"0": 11, "1": 21}
    assert read == []
    assert len(workspace.roll("videos", rollups.counted)) == 1
    assert read == ["videos"]


def test_videos_that_were_captured_once_need_none(tmp_path):
    workspace = bring(tmp_path, *day(1, *range(10)))
    assert lying(workspace) == []
    assert lying(bring(tmp_path, *day(2, *range(10)))) != []


def test_one_that_is_behind_is_not_read(tmp_path):
    bring(tmp_path, *day(1, 10, 20))
    workspace = bring(tmp_path, *day(2, 11, 21))
    workspace.append("videos", pd.DataFrame(day(3, 12, 22)), "beside the import")
    assert views(workspace) == {"0": 12, "1": 22}
    assert views(bring(tmp_path, *day(4, 13))) == {"0": 13, "1": 22}


@pytest.mark.parametrize("harm", ["gone", "cut", "empty"])
def test_one_that_cannot_be_read_does_no_harm(tmp_path, monkeypatch, harm):
    bring(tmp_path, *day(1, 10, 20))
    workspace = bring(tmp_path, *day(2, 11, 21))
    file = workspace.snapshot("videos")
    monkeypatch.setattr(Workspace, "snapshot", lambda self, table: file)
    content = file.read_bytes()
    file.unlink() if harm == "gone" else file.write_bytes(content[: len(content) // 2] if harm == "cut" else b"")
    assert views(workspace) == {"0": 11, "1": 21}


def test_one_that_cannot_be_made_is_left_out_and_the_import_is_whole(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    bring(tmp_path, *day(1, 10, 20))
    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "_write", full)
        workspace = bring(tmp_path, *day(2, 11, 21))
    assert lying(workspace) == []
    assert views(workspace) == {"0": 11, "1": 21}
    assert lying(bring(tmp_path, *day(3, 12, 22))) != []


def test_one_is_made_from_the_one_before_and_what_is_new(tmp_path, monkeypatch):
    bring(tmp_path, *day(1, 10, 20))
    old = bring(tmp_path, *day(2, 11, 21)).snapshot("videos")
    read = []
    plain = snapshots.parquet_duckdb.rows
    monkeypatch.setattr(
        snapshots.parquet_duckdb, "rows", lambda table, files, feet: read.append(files) or plain(table, files, feet)
    )
    workspace = bring(tmp_path, *day(3, 12, 22))
    (sources,) = [files for files in read if old in files]
    assert len(sources) == 2
    assert views(workspace) == {"0": 12, "1": 22}


def test_nobody_who_was_forgotten_is_left_in_one(tmp_path):
    bring(tmp_path, *day(1, 10, 20, 30))
    workspace = bring(tmp_path, *day(2, 11, 21, 31), *day(3, 12))
    assert set(pq.read_table(workspace.snapshot("videos"))["creator_id"].to_pylist()) == {"ann", "ben"}
    forget("ann", workspace.path)
    after = Workspace(workspace.path)
    assert views(after) == {"0": 12, "2": 31}
    assert set(pq.read_table(after.snapshot("videos"))["creator_id"].to_pylist()) == {"ben"}
    forget("ben", workspace.path)
    assert lying(Workspace(workspace.path)) == []


CAPTURES = st.tuples(st.integers(0, 3), st.sampled_from([None, 1, 2, 3]), st.integers(0, 99))


def when(at):
    return at and f"2026-01-0{at}T00:00Z"


@given(st.lists(st.lists(CAPTURES, min_size=1, max_size=6), min_size=2, max_size=5))
@settings(max_examples=15, deadline=None)
def test_it_tells_what_all_captures_would_tell(tmp_path_factory, imports):
    place = tmp_path_factory.mktemp("w")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "SMALLEST", 1)
        patch.setattr(snapshots, "OFTEN", 1)
        for number, rows in enumerate(imports):
            once = {(who, at): n for who, at, n in rows}
            made = [
                video(str(who), "ann", n, 1, captured_at=at and f"2026-01-0{at}T00:00Z")
                for (who, at), n in once.items()
            ]
            workspace = bring(place, *made, name=f"v{number}.parquet")
        assert workspace.snapshot("videos") is not None
        ready = workspace.roll("videos", rollups.newest, "videos")
        assert ready.equals(scanned(workspace, patch))
