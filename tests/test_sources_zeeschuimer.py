"""Zeeschuimer's NDJSON: when and where items were seen; what is of other platforms."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import zeeschuimer
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


def content(workspace):
    return b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([SAMPLES / "zeeschuimer.ndjson"], place)
    return place, report


def test_lines_of_other_platforms_and_comments_are_refused_by_name(imported):
    _, report = imported
    assert report.format == "zeeschuimer"
    assert report.to_json()["tables"] == {
        "videos": {"read": 5, "kept": 3, "merged": 0, "refused": 2},
        "creators": {"read": 3, "kept": 3, "merged": 0, "refused": 0},
    }
    assert report.to_json()["reasons"] == {
        "videos: the line is of instagram.com, not of tiktok.com": 1,
        "videos: the line is a comment; export TikTok comments from 4CAT as CSV and import that file": 1,
    }


def test_a_video_has_the_figures_of_its_item(imported):
    video = rows(imported[0], "videos", "video_id").loc["7590176158653977601"]
    assert [video[c] for c in ("views", "likes", "comments", "shares", "saves")] == [120_034, 4_103, 75, 33, 210]
    assert (video["creator_id"], video["followers_at_capture"]) == ("noodle.lab", 15_200)


def test_a_renewed_item_was_captured_when_it_was_renewed(imported):
    captured = rows(imported[0], "videos", "video_id")["captured_at"]
    assert captured["7590176158653977601"] == pd.Timestamp(1769990400, unit="s", tz="UTC")
    assert captured["7590547241836006321"] == pd.Timestamp(1769904000, unit="s", tz="UTC")


def test_the_page_tells_how_a_video_was_found(imported):
    videos = rows(imported[0], "videos", "video_id")[["collected_by", "collected_for"]]
    assert tuple(videos.loc["7590176158653977601"]) == ("hashtag", "noodles")
    assert tuple(videos.loc["7590547241836006321"]) == ("profile", "lena_cooks")
    assert tuple(videos.loc["7590918327126183189"]) == ("search", "thai food")


def test_the_creators_are_those_of_tiktok(imported):
    creators = rows(imported[0], "creators", "creator_id")
    assert sorted(creators.index) == ["lena_cooks", "noodle.lab", "old.style"]
    assert creators.loc["noodle.lab", "likes_total"] == 3_000_000_000


def test_nothing_personal_gets_into_the_workspace(imported):
    workspace, _ = imported
    assert not any(word in content(workspace) for word in (b"n@example.com", b"Mozilla", b"nice"))


def test_another_authors_video_on_a_profile_was_not_found_by_profile(tmp_path):
    line = (SAMPLES / "zeeschuimer.ndjson").read_text().splitlines()[1]
    (tmp_path / "a.ndjson").write_text(line.replace("/@lena_cooks", "/@somebody.else") + "\n")
    (report,) = import_paths([tmp_path / "a.ndjson"], tmp_path / "ws")
    assert report.tables["videos"]["kept"] == 1
    assert rows(tmp_path / "ws", "videos", "video_id")["collected_by"].isna().all()


def test_a_file_of_another_platform_is_refused_line_by_line(tmp_path):
    line = (SAMPLES / "zeeschuimer.ndjson").read_text().splitlines()[2]
    (tmp_path / "a.ndjson").write_text(line + "\n")
    (report,) = import_paths([tmp_path / "a.ndjson"], tmp_path / "ws")
    assert report.tables["videos"]["refused"] == 1
    assert report.tables["creators"]["read"] == 0


@pytest.mark.parametrize("table", zeeschuimer.FILLS)
def test_the_sample_fills_every_column(tmp_path, table):
    import_paths([SAMPLES / "zeeschuimer.ndjson"], tmp_path / "ws")
    found = Workspace(tmp_path / "ws").latest(table).to_pandas()
    assert not [column for column in zeeschuimer.FILLS[table] if found[column].isna().all()]
