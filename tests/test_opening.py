"""What everything opened in a process rests on."""

import gc

import pytest

import kit
from kit import opening
from kit.opening import reads
from kit.workspace import Workspace
from tiny import creator, video, workspace


@pytest.fixture(autouse=True)
def _nothing_opened_yet(monkeypatch):
    monkeypatch.setattr(opening, "_readings", [])


def test_nothing_opened_rests_on_nothing():
    assert reads() == []


def test_a_report_rests_on_the_tables_that_it_asked_for(tmp_path):
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1)], creators=[creator("ann", 5)])
    kit.open(str(path)).require("videos")
    gc.collect()  # the Data is gone, what it read is not forgotten
    (found,) = reads()
    digest = Workspace(path).digest
    assert found["workspace"] == str(path)
    defaults = ("brands", "campaigns", "deals", "orders", "tiers")
    assert found["tables"] == {n: digest(n) for n in (*defaults, "videos", "creators")}
    assert found["newest_capture"] is None


def test_a_report_that_asks_for_its_day_rests_on_the_newest_capture_unless_the_day_was_given(tmp_path):
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1)])
    assert f"{kit.open(str(path), as_of='2026-06-02').as_of:%Y-%m-%d}" == "2026-06-02"
    kit.open(str(path)).videos  # noqa: B018
    assert [r["newest_capture"] for r in reads()] == [None]
    assert f"{kit.open(str(path)).as_of:%Y-%m-%d}" == "2026-06-01"
    assert [r["newest_capture"] for r in reads()] == ["2026-06-01"]


def test_videos_posted_after_the_newest_capture_are_left_out_by_the_day(tmp_path):
    after = video("2", "ann", 10, 1, posted_at="2026-07-01T12:00Z", captured_at=None)
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1), after])
    assert list(kit.open(str(path)).videos["video_id"]) == ["1"]
    assert [r["newest_capture"] for r in reads()] == ["2026-06-01"]


def test_a_day_that_nobody_knows_is_told_from_one_that_nobody_asked_for(tmp_path):
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1, captured_at=None)])
    assert kit.open(str(path)).as_of is None
    assert [r["newest_capture"] for r in reads()] == [""]


def test_two_looks_at_one_workspace_are_one_and_the_first_counts(tmp_path, monkeypatch):
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1)])
    before = Workspace(path).digest("videos")
    kit.open(str(path)).require("videos")
    workspace(path, videos=[video("2", "ann", 10, 1)])
    monkeypatch.chdir(tmp_path)
    kit.open("w").require("videos")
    (found,) = reads()
    assert found["tables"]["videos"] == before != Workspace(path).digest("videos")


def test_two_workspaces_are_told_apart(tmp_path):
    one, other = (workspace(tmp_path / name, videos=[video("1", "ann", 10, 1)]) for name in ("one", "other"))
    kit.open(str(one))
    kit.open(str(other))
    assert [r["workspace"] for r in reads()] == [str(one), str(other)]
