"""Exolyt's export of videos: double rows, rows without url or username, promotion, milliseconds."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.workspace import Workspace

TOM_YUM, NOODLES, KHMER = "7589050016352423189", "7590670937009933589", "7591807385356455189"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """The videos of the sample by their id, and the report of its import."""
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([Path(__file__).parent / "samples" / "exolyt_videos.csv"], place)
    return Workspace(place).latest("videos").to_pandas().set_index("video_id"), report


def test_double_rows_are_merged_and_a_row_without_url_is_refused(imported):
    _, report = imported
    assert report.format == "exolyt"
    assert report.to_json()["tables"] == {"videos": {"read": 5, "kept": 3, "merged": 1, "refused": 1}}
    assert report.to_json()["reasons"] == {"videos: video_id is missing": 1}


def test_a_video_has_the_figures_of_its_row(imported):
    video = imported[0].loc[TOM_YUM]
    assert [video[c] for c in ("likes", "comments", "shares", "saves")] == [5_431, 24, 461, 300]
    assert video["views"] == 289_570  # the larger of two rows
    assert video["duration_s"] == 15.5
    assert video["posted_at"] == pd.Timestamp("2025-12-28", tz="UTC")
    assert list(video["hashtags"]) == ["tomyum", "dinner"]
    assert (video["creator_id"], video["caption"]) == ("lena.cooks", "Tom yum, easy #dinner")


def test_what_is_missing_comes_from_the_address_or_stays_missing(imported):
    video = imported[0].loc[NOODLES]
    assert video["creator_id"] == "lena.cooks"
    assert video["posted_at"] == pd.Timestamp("2026-01-02 08:00:05", tz="UTC")
    assert pd.isna(video["saves"])
    assert list(video["hashtags"]) == ["fast"]
    assert imported[0].loc[KHMER, "posted_at"] == pd.Timestamp(int(KHMER) >> 32, unit="s", tz="UTC")


def test_promoted_is_an_ad_and_an_empty_cell_is_unknown(imported):
    ads = imported[0]["is_ad"]
    assert (ads[TOM_YUM], ads[KHMER]) == (True, False)
    assert pd.isna(ads[NOODLES])


def test_rates_and_sentiment_are_left_out_and_no_follower_count_is_made_up(imported):
    frame, report = imported
    assert {"engagement_rate_%", "sentiment"} <= set(report.columns_ignored)
    assert frame["followers_at_capture"].isna().all()
