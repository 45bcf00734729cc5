"""4CAT's CSV of TikTok comments."""

from pathlib import Path
import shutil

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import fourcat_comments
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([SAMPLES / "fourcat_comments.csv"], place, captured_at="2026-02-01")
    return place, report


def test_a_comment_has_the_figures_of_its_row(imported):
    workspace, report = imported
    comment = rows(workspace, "comments", "comment_id").loc["7590000000000000001"]
    assert report.format == "fourcat_comments"
    assert (comment["video_id"], comment["likes"]) == ("7590176158653977601", 12)
    assert (comment["text"], comment["language"]) == ("ราคาเท่าไหร่คะ", "th")
    assert comment["posted_at"] == pd.Timestamp("2026-01-02 10:00", tz="UTC")


def test_a_time_of_the_servers_clock_is_read_last_and_said(imported):
    workspace, report = imported
    comment = rows(workspace, "comments", "comment_id").loc["7590000000000000002"]
    assert comment["posted_at"] == pd.Timestamp("2026-01-02 17:01", tz="UTC")
    assert (
        report.notes["posted_at was taken from timestamp, the time of day of 4CAT's server, for want of unix_timestamp"]
        == 1
    )


def test_a_language_that_is_not_known_is_missing(imported):
    assert pd.isna(rows(imported[0], "comments", "comment_id").loc["7590000000000000002", "language"])


def test_authors_become_keys_and_leave_no_name(imported):
    workspace, _ = imported
    assert rows(workspace, "comments", "comment_id")["author_key"].str.fullmatch(r"k_[0-9a-f]{32}").all()
    assert not any(word in content(workspace) for word in (b"malee.shop", b"Malee", b"6800000000000000002"))


def test_a_person_has_the_key_that_apifys_export_gives(imported, tmp_path):
    workspace = shutil.copytree(imported[0], tmp_path / "ws")
    before = rows(workspace, "comments", "comment_id").loc["7590000000000000001", "author_key"]
    import_paths([SAMPLES / "apify_comments.csv"], workspace, captured_at="2026-02-02")
    assert rows(workspace, "comments", "comment_id").loc["7590000000000000001", "author_key"] == before


@pytest.mark.parametrize("table", fourcat_comments.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "fourcat_comments.csv"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in fourcat_comments.FILLS[table] if found[column].isna().all()]
