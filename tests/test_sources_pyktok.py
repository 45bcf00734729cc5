"""Pyktok's CSV, whose times have no zone."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import pyktok
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([SAMPLES / "pyktok.csv"], place, captured_at="2026-02-01")
    return place, report


def test_a_video_has_the_figures_of_its_row(imported):
    workspace, report = imported
    video = rows(workspace, "videos", "video_id").loc["7590176158653977601"]
    assert report.format == "pyktok"
    assert report.to_json()["tables"]["videos"] == {"read": 3, "kept": 2, "merged": 1, "refused": 0}
    assert [video[c] for c in ("views", "likes", "comments", "shares")] == [120_000, 4_100, 75, 33]
    assert pd.isna(video["saves"])
    assert (video["caption"], list(video["hashtags"])) == ("Dinner #Noodles, ก๋วยเตี๋ยว", ["noodles"])
    assert (video["followers_at_capture"], video["duration_s"], video["is_ad"]) == (15_200, 31, False)


def test_the_time_comes_from_the_id_and_not_from_a_clock_without_a_zone(imported):
    workspace, report = imported
    posted = rows(workspace, "videos", "video_id").loc["7590176158653977601", "posted_at"]
    assert posted == pd.Timestamp(7590176158653977601 >> 32, unit="s", tz="UTC") == pd.Timestamp("2026-01-01", tz="UTC")
    assert "video_timestamp" in report.columns_ignored


def test_a_photo_has_no_duration_and_an_author_in_the_wrong_column_is_no_flag(imported):
    workspace, report = imported
    creator = rows(workspace, "creators", "creator_id").loc["lena_cooks"]
    assert report.refused == 0
    assert pd.isna(rows(workspace, "videos", "video_id").loc["7590547241836006321", "duration_s"])
    assert pd.isna(creator["verified"])
    assert pd.isna(creator["followers"])
    assert b"n@example.com" not in content(workspace)


def test_a_creator_has_the_figures_of_the_row(imported):
    creator = rows(imported[0], "creators", "creator_id").loc["noodle.lab"]
    assert [creator[c] for c in ("followers", "following", "likes_total", "videos_total")] == [15_200, 40, 230_000, 210]
    assert (creator["name"], creator["verified"]) == ("Noodle Lab", True)


@pytest.mark.parametrize(("hearts", "kept"), [("-1294967296", True), ("230000", False)])
def test_hearts_that_32_bits_could_not_hold_are_missing(tmp_path, hearts, kept):
    text = (SAMPLES / "pyktok.csv").read_text().replace(",230000,", f",{hearts},")
    (tmp_path / "a.csv").write_text(text)
    import_paths([tmp_path / "a.csv"], tmp_path / "ws")
    assert pd.isna(rows(tmp_path / "ws", "creators", "creator_id").loc["noodle.lab", "likes_total"]) == kept


@pytest.mark.parametrize("table", pyktok.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "pyktok.csv"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in pyktok.FILLS[table] if found[column].isna().all()]
