"""Videos of the Research API: an answer as it comes, and a CSV made of answers."""

import json
from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import research_videos
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


@pytest.fixture(params=["research_videos.json", "research_videos.csv"])
def imported(request, tmp_path):
    (report,) = import_paths([SAMPLES / request.param], tmp_path / "ws", captured_at="2026-02-01")
    return tmp_path / "ws", report


def test_a_video_has_the_figures_of_its_record(imported):
    workspace, report = imported
    video = rows(workspace, "videos", "video_id").loc["7590176158653977601"]
    assert report.format == "research_videos"
    assert (video["creator_id"], video["sound_id"], video["duration_s"]) == ("noodle.lab", "7400000000000000123", 31)
    assert [video[c] for c in ("views", "likes", "comments", "shares", "saves")] == [120_000, 4_100, 75, 33, 210]
    assert list(video["hashtags"]) == ["noodles", "dinner"]
    assert video["posted_at"] == pd.Timestamp("2026-01-01 00:00:05", tz="UTC")


def test_what_is_missing_stays_missing(imported):
    video = rows(imported[0], "videos", "video_id").loc["7590547241836006321"]
    assert pd.isna(video["sound_id"])
    assert video["comments"] == 0
    assert pd.isna(video["collected_by"])


def test_the_region_is_the_country_of_the_creator(imported):
    assert rows(imported[0], "creators", "creator_id")["country"].to_dict() == {"noodle.lab": "TH", "lena_cooks": "US"}


def test_mentions_are_read(tmp_path):
    import_paths([SAMPLES / "research_videos.json"], tmp_path / "ws")
    assert list(rows(tmp_path / "ws", "videos", "video_id").loc["7590176158653977601", "mentions"]) == ["pan.lab"]


def test_several_answers_may_stand_one_a_line(tmp_path):
    answer = json.loads((SAMPLES / "research_videos.json").read_text())
    first, second = ({"data": {"videos": [video]}, "error": {}} for video in answer["data"]["videos"])
    (tmp_path / "a.jsonl").write_text(json.dumps(first) + "\n" + json.dumps(second) + "\n")
    (report,) = import_paths([tmp_path / "a.jsonl"], tmp_path / "ws")
    assert (report.format, report.tables["videos"]["kept"]) == ("research_videos", 2)


def test_an_answer_without_usernames_is_refused_in_a_sentence(tmp_path):
    video = {
        "id": 7590176158653977601,
        "create_time": 1767225605,
        "region_code": "TH",
        "view_count": 9,
        "like_count": 1,
    }
    (tmp_path / "a.json").write_text(json.dumps({"data": {"videos": [video]}, "error": {}}))
    (report,) = import_paths([tmp_path / "a.json"], tmp_path / "ws")
    assert report.error == (
        "a.json has no username, so nobody could tell whose videos these are; "
        "ask the Research API for the field username too."
    )


@pytest.mark.parametrize("table", research_videos.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "research_videos.json"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in research_videos.FILLS[table] if found[column].isna().all()]
