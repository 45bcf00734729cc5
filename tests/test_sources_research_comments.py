"""Comments of the Research API."""

import json
from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import research_comments
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.mark.parametrize("name", ["research_comments.json", "research_comments.jsonl"])
def test_a_comment_has_the_figures_of_its_record(tmp_path, name):
    (report,) = import_paths([SAMPLES / name], tmp_path / "ws")
    comment = rows(tmp_path / "ws", "comments", "comment_id").loc["7590000000000000001"]
    assert (report.format, report.tables["comments"]["kept"]) == ("research_comments", 2)
    assert (comment["video_id"], comment["likes"]) == ("7590176158653977601", 5)
    assert comment["posted_at"] == pd.Timestamp("2026-01-02 10:00", tz="UTC")
    assert comment["text"].startswith("ឆ្ងាញ់ណាស់!")
    assert pd.isna(comment["author_key"])


def test_e_mails_in_comments_are_masked(tmp_path):
    import_paths([SAMPLES / "research_comments.json"], tmp_path / "ws")
    assert rows(tmp_path / "ws", "comments", "comment_id").loc["7590000000000000001", "text"].endswith("[e-mail]")
    assert b"a.b@example.com" not in content(tmp_path / "ws")


def test_likes_that_are_missing_are_not_0(tmp_path):
    import_paths([SAMPLES / "research_comments.jsonl"], tmp_path / "ws")
    assert pd.isna(rows(tmp_path / "ws", "comments", "comment_id").loc["7590000000000000002", "likes"])


def test_comments_without_their_video_are_refused_in_a_sentence(tmp_path):
    comment = {"id": 7590000000000000001, "create_time": 1767348000, "text": "x", "like_count": 5}
    (tmp_path / "a.json").write_text(json.dumps({"data": {"comments": [comment]}, "error": {}}))
    (report,) = import_paths([tmp_path / "a.json"], tmp_path / "ws")
    assert "ask the Research API for the field video_id too" in report.error


@pytest.mark.parametrize("table", research_comments.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "research_comments.json"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in research_comments.FILLS[table] if found[column].isna().all()]
