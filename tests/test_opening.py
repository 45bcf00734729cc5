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


def test_a_report_rests_on_the_tables_that_it_asked_for_and_on_the_newest_capture(tmp_path):
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1)], creators=[creator("ann", 5)])
    kit.open(str(path)).require("videos")
    gc.collect()  # the Data is gone, what it read is not forgotten
    (found,) = reads()
    digest = Workspace(path).digest
    assert found["workspace"] == str(path)
    assert found["tables"] == {n: digest(n) for n in ("brands", "campaigns", "deals", "orders", "videos", "creators")}
    assert (found["newest_capture"], found["as_of_given"]) == ("2026-06-01", False)


def test_a_day_that_was_given_does_not_rest_on_the_newest_capture(tmp_path):
    path = workspace(tmp_path / "w", videos=[video("1", "ann", 10, 1)])
    kit.open(str(path), as_of="2026-06-02")
    assert [(r["newest_capture"], r["as_of_given"]) for r in reads()] == [(None, True)]
    kit.open(str(path))
    assert [(r["newest_capture"], r["as_of_given"]) for r in reads()] == [("2026-06-01", False)]


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
