"""Apify's comments: CSV and JSON lines; nobody who commented can be recognised."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import apify_comments
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(params=["apify_comments.csv", "apify_comments.jsonl"])
def imported(request, tmp_path):
    (report,) = import_paths([SAMPLES / request.param], tmp_path / "ws", captured_at="2026-02-01")
    return tmp_path / "ws", report


def test_a_comment_has_the_figures_of_its_row(imported):
    workspace, report = imported
    comment = rows(workspace, "comments", "comment_id").loc["7590000000000000001"]
    assert report.format == "apify_comments"
    assert comment["video_id"] == "7590176158653977601"
    assert comment["posted_at"] == pd.Timestamp("2026-01-02 10:00", tz="UTC")
    assert comment["text"] == "ราคาเท่าไหร่คะ โทร [phone]"
    assert comment["likes"] == 12


def test_authors_become_keys_and_leave_no_name(imported):
    workspace, _ = imported
    assert rows(workspace, "comments", "comment_id")["author_key"].str.fullmatch(r"k_[0-9a-f]{32}").all()
    assert not any(word in content(workspace) for word in (b"malee.shop", b"Tom_88", b"ann,", b"6800000000000000001"))


def test_one_person_is_one_person_in_both_forms(tmp_path):
    paths = [SAMPLES / "apify_comments.csv", SAMPLES / "apify_comments.jsonl"]
    first, second = import_paths(paths, tmp_path / "ws")
    keys = rows(tmp_path / "ws", "comments", "comment_id")["author_key"]
    assert keys["7590000000000000002"] == keys["7590000000000000003"]
    assert keys.nunique() == 3
    assert (first.tables["comments"]["refused"], second.tables["comments"]["merged"]) == (1, 1)


def test_a_reply_without_iso_time_and_handle_is_read_from_the_other_fields(tmp_path):
    import_paths([SAMPLES / "apify_comments.jsonl"], tmp_path / "ws")
    reply = rows(tmp_path / "ws", "comments", "comment_id").loc["7590000000000000009"]
    assert reply["posted_at"] == pd.Timestamp(1767398401, unit="s", tz="UTC")
    assert (reply["video_id"], reply["likes"]) == ("7590547241836006321", 0)
    assert reply["author_key"].startswith("k_")


def test_a_row_without_an_id_is_refused(tmp_path):
    (report,) = import_paths([SAMPLES / "apify_comments.csv"], tmp_path / "ws")
    assert report.to_json()["reasons"] == {"comments: comment_id is missing": 1}


@pytest.mark.parametrize("table", apify_comments.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "apify_comments.csv"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in apify_comments.FILLS[table] if found[column].isna().all()]
