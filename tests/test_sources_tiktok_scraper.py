"""tiktok-scraper's JSON and CSV, told apart from Apify's."""

import json
from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import tiktok_scraper
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(params=["tiktok_scraper.json", "tiktok_scraper.csv"])
def imported(request, tmp_path):
    (report,) = import_paths([SAMPLES / request.param], tmp_path / "ws", captured_at="2026-02-01")
    return tmp_path / "ws", report


def test_a_video_has_the_figures_of_its_record(imported):
    workspace, report = imported
    video = rows(workspace, "videos", "video_id").loc["7590176158653977601"]
    assert report.format == "tiktok_scraper"
    assert [video[c] for c in ("views", "likes", "comments", "shares")] == [120_000, 4_100, 75, 33]
    assert pd.isna(video["saves"])
    assert (list(video["hashtags"]), list(video["mentions"])) == (["noodles", "dinner"], ["pan.lab"])
    assert (video["sound_id"], video["sound"], video["duration_s"]) == ("7400000000000000123", "original sound", 31)
    assert video["posted_at"] == pd.Timestamp("2026-01-01 00:00:05", tz="UTC")


def test_a_creator_has_the_figures_of_the_author(imported):
    creator = rows(imported[0], "creators", "creator_id").loc["noodle.lab"]
    assert [creator[c] for c in ("followers", "following", "likes_total", "videos_total")] == [15_200, 40, 230_000, 210]
    assert (creator["name"], creator["verified"]) == ("Noodle Lab", False)


def test_biographies_are_not_read(imported):
    assert b"n@example.com" not in content(imported[0])


def test_a_bare_list_is_known_by_the_columns_of_this_tool(tmp_path):
    records = json.loads((SAMPLES / "tiktok_scraper.json").read_text())["collector"]
    (tmp_path / "user_1609948309033.json").write_text(json.dumps(records))
    (report,) = import_paths([tmp_path / "user_1609948309033.json"], tmp_path / "ws")
    assert (report.format, report.tables["videos"]["kept"]) == ("tiktok_scraper", 2)
    assert rows(tmp_path / "ws", "videos", "video_id")["captured_at"].isna().all()


def test_a_list_with_saves_is_apifys(tmp_path):
    (record, _) = json.loads((SAMPLES / "tiktok_scraper.json").read_text())["collector"]
    (tmp_path / "a.json").write_text(json.dumps([record | {"collectCount": 9}]))
    (report,) = import_paths([tmp_path / "a.json"], tmp_path / "ws")
    assert report.format == "apify"
    assert rows(tmp_path / "ws", "videos", "video_id")["saves"].iloc[0] == 9


def test_the_csv_of_2020_knows_authors_by_number_and_no_views(tmp_path):
    (report,) = import_paths([SAMPLES / "tiktok_scraper_2020.csv"], tmp_path / "ws")
    video = rows(tmp_path / "ws", "videos", "video_id").iloc[0]
    assert report.format == "tiktok_scraper"
    assert (video["creator_id"], video["sound_id"], video["likes"]) == ("24155210", "7400000000000000123", 4_100)
    assert pd.isna(video["views"])
    assert list(video["hashtags"]) == ["noodles"]


@pytest.mark.parametrize("table", tiktok_scraper.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "tiktok_scraper.json"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in tiktok_scraper.FILLS[table] if found[column].isna().all()]
