"""Bright Data's posts: records, errors among them, and what was asked for."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import bright_data_posts
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(params=["bright_data_posts.json", "bright_data_posts.csv"])
def imported(request, tmp_path):
    (report,) = import_paths([SAMPLES / request.param], tmp_path / "ws")
    return tmp_path / "ws", report


def test_a_video_has_the_figures_of_its_record(imported):
    workspace, report = imported
    video = rows(workspace, "videos", "video_id").loc["7590176158653977601"]
    assert report.format == "bright_data_posts"
    assert [video[c] for c in ("views", "likes", "comments", "shares", "saves")] == [120_000, 4_100, 75, 33, 210]
    assert (video["creator_id"], video["followers_at_capture"], video["duration_s"]) == ("noodle.lab", 15_200, 31)
    assert list(video["hashtags"]) == ["noodles", "dinner"]
    assert (video["sound_id"], video["sound"]) == ("7400000000000000123", "original sound")
    assert video["posted_at"] == pd.Timestamp("2026-01-01 00:00:05", tz="UTC")
    assert video["captured_at"] == pd.Timestamp("2026-02-01 08:00", tz="UTC")


def test_what_is_missing_stays_missing(imported):
    photo = rows(imported[0], "videos", "video_id").loc["7590547241836006321"]
    assert pd.isna(photo["saves"])
    assert pd.isna(photo["duration_s"])
    assert photo["comments"] == 0


def test_what_was_asked_for_tells_how_a_video_was_found(imported):
    videos = rows(imported[0], "videos", "video_id")[["collected_by", "collected_for"]]
    assert tuple(videos.loc["7590176158653977601"]) == ("hashtag", "noodles")
    assert tuple(videos.loc["7590547241836006321"]) == ("profile", "lena_cooks")


def test_creators_are_known_by_their_handle_and_not_by_a_name_that_is_shown(imported):
    creators = rows(imported[0], "creators", "creator_id")
    assert creators["followers"].to_dict() == {"noodle.lab": 15_200, "lena_cooks": 99}
    assert creators["verified"].to_dict() == {"noodle.lab": True, "lena_cooks": False}


def test_biographies_are_not_read(imported):
    assert b"n@example.com" not in content(imported[0])


def test_an_error_in_place_of_a_video_is_refused_by_name(tmp_path):
    (report,) = import_paths([SAMPLES / "bright_data_posts.json"], tmp_path / "ws")
    assert report.to_json()["reasons"] == {"videos: Bright Data gives an error here instead of a record": 1}
    assert report.to_json()["tables"]["creators"] == {"read": 2, "kept": 2, "merged": 0, "refused": 0}


@pytest.mark.parametrize("table", bright_data_posts.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "bright_data_posts.json"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in bright_data_posts.FILLS[table] if found[column].isna().all()]
