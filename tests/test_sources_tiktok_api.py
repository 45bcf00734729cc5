"""Items of the web interface: in lists, in a video's page, in their old form."""

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import tiktok_api
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([SAMPLES / "tiktok_api.json"], place)
    return place, report


def test_counts_come_from_the_exact_ones(imported):
    workspace, report = imported
    video = rows(workspace, "videos", "video_id").loc["7590176158653977601"]
    assert report.format == "tiktok_api"
    assert [video[c] for c in ("views", "likes", "comments", "shares", "saves")] == [120_034, 4_103, 75, 33, 210]
    assert (video["followers_at_capture"], video["duration_s"], video["is_ad"]) == (15_200, 31, False)
    assert (video["sound_id"], video["sound"]) == ("7400000000000000123", "original sound - noodle.lab")
    assert video["posted_at"] == pd.Timestamp("2026-01-01 00:00:05", tz="UTC")


def test_tags_and_mentions_come_from_the_text_and_else_from_challenges(imported):
    videos = rows(imported[0], "videos", "video_id")
    assert list(videos.loc["7590176158653977601", "hashtags"]) == ["noodles"]
    assert list(videos.loc["7590176158653977601", "mentions"]) == ["pan.lab"]
    assert list(videos.loc["7590547241836006321", "hashtags"]) == ["thaifood"]


def test_a_photo_has_no_duration_and_older_items_only_rounded_counts(imported):
    photo = rows(imported[0], "videos", "video_id").loc["7590547241836006321"]
    assert pd.isna(photo["duration_s"])
    assert [photo[c] for c in ("views", "likes", "comments", "shares", "saves")] == [900, 12, 0, 1, 2]


def test_the_old_form_has_the_handle_as_author(imported):
    assert rows(imported[0], "creators", "creator_id").loc["old.style", "name"] == "Old Style"


def test_hearts_beyond_32_bits_are_read_from_the_second_form_or_are_missing(imported, tmp_path):
    assert rows(imported[0], "creators", "creator_id").loc["noodle.lab", "likes_total"] == 3_000_000_000
    page = json.loads((SAMPLES / "tiktok_api_page.json").read_text())
    del page["itemInfo"]["itemStruct"]["authorStatsV2"]
    (tmp_path / "a.json").write_text(json.dumps(page))
    (report,) = import_paths([tmp_path / "a.json"], tmp_path / "other")
    creator = rows(tmp_path / "other", "creators", "creator_id").loc["noodle.lab"]
    assert report.refused == 0
    assert pd.isna(creator["likes_total"])
    assert creator["followers"] == 15_200


def test_what_zeeschuimer_noted_tells_the_capture(imported):
    captured = rows(imported[0], "videos", "video_id")["captured_at"]
    assert captured["7590176158653977601"] == pd.Timestamp("2026-02-01", tz="UTC")
    assert captured.isna().sum() == 2


def test_biographies_are_not_read(imported):
    assert b"n@example.com" not in content(imported[0])


def test_the_page_of_a_video_is_read(tmp_path):
    (report,) = import_paths([SAMPLES / "tiktok_api_page.json"], tmp_path / "ws")
    assert (report.format, report.tables["videos"]["kept"]) == ("tiktok_api", 1)


def test_a_table_that_pandas_flattened_is_read(tmp_path):
    names = ["id", "desc", "createTime", "author.uniqueId", "stats.playCount", "textExtra"]
    row = ["7590176158653977601", "x", "1767225605", "Zoe", "9", "[{'hashtagName': 'a'}, {'hashtagName': ''}]"]
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([names, row])
    (report,) = import_paths([tmp_path / "a.csv"], tmp_path / "ws")
    video = rows(tmp_path / "ws", "videos", "video_id").iloc[0]
    assert report.format == "tiktok_api"
    assert (video["creator_id"], video["views"], list(video["hashtags"])) == ("zoe", 9, ["a"])


def test_a_column_of_authors_as_objects_is_no_handle(tmp_path):
    names = ["id", "desc", "createTime", "author", "stats"]
    row = ["7590176158653977601", "x", "1767225605", "{'id': '67', 'nickname': 'Zoe'}", "{'playCount': 9}"]
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([names, row])
    (report,) = import_paths([tmp_path / "a.csv"], tmp_path / "ws")
    assert report.reasons["videos: creator_id is missing"] == 1


@pytest.mark.parametrize("table", tiktok_api.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "tiktok_api.json"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in tiktok_api.FILLS[table] if found[column].isna().all()]
