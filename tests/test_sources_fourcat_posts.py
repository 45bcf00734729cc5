"""4CAT's CSV of TikTok posts."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import fourcat_posts
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([SAMPLES / "fourcat_posts.csv"], place, captured_at="2026-02-01")
    return place, report


def test_a_video_has_the_figures_of_its_row(imported):
    workspace, report = imported
    video = rows(workspace, "videos", "video_id").loc["7590176158653977601"]
    assert report.format == "fourcat_posts"
    assert [video[c] for c in ("views", "likes", "comments", "shares")] == [120_000, 4_100, 75, 33]
    assert pd.isna(video["saves"])
    assert (video["is_ad"], video["is_sponsored"]) == (False, True)
    assert list(video["hashtags"]) == ["noodles", "dinner"]
    assert (video["sound_id"], video["followers_at_capture"]) == ("7400000000000000123", 15_200)
    assert video["posted_at"] == pd.Timestamp("2026-01-01 00:00:05", tz="UTC")


def test_where_a_column_is_empty_the_other_one_is_read(imported):
    video = rows(imported[0], "videos", "video_id").loc["7590547241836006321"]
    assert video["posted_at"] == pd.Timestamp("2026-01-02 00:00:03", tz="UTC")
    assert list(video["hashtags"]) == ["thaifood"]
    assert pd.isna(video["views"])
    assert video["is_ad"]


def test_the_page_tells_how_a_video_was_found(imported):
    videos = rows(imported[0], "videos", "video_id")
    assert tuple(videos.loc["7590176158653977601", ["collected_by", "collected_for"]]) == ("hashtag", "noodles")
    assert pd.isna(videos.loc["7590547241836006321", "collected_by"])  # somebody else's video on a profile


def test_likes_that_an_author_gave_are_not_those_received(imported):
    creator = rows(imported[0], "creators", "creator_id").loc["noodle.lab"]
    assert pd.isna(creator["likes_total"])
    assert (creator["name"], creator["followers"], creator["videos_total"]) == ("Noodle Lab", 15_200, 210)


@pytest.mark.parametrize("table", fourcat_posts.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "fourcat_posts.csv"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in fourcat_posts.FILLS[table] if found[column].isna().all()]
