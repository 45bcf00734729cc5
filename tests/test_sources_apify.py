"""Apify exports: full, with fields left out, flattened either way."""

import csv
from pathlib import Path
import shutil

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.workspace import Workspace


@pytest.fixture(scope="module")
def samples():
    return Path(__file__).parent / "samples"


def rows(workspace, table, key):
    return Workspace(workspace).latest(table).to_pandas().set_index(key)


@pytest.fixture(scope="module")
def imported(samples, tmp_path_factory):
    """The workspace after importing the full sample, and its report."""
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([samples / "apify_hashtag.csv"], place, captured_at="2025-02-01")
    return place, report


def test_every_row_is_accounted_for(imported):
    _, report = imported
    assert report.format == "apify"
    assert report.to_json()["tables"] == {
        "videos": {"read": 5, "kept": 3, "merged": 1, "refused": 1},
        "creators": {"read": 5, "kept": 3, "merged": 2, "refused": 0},
    }
    assert report.to_json()["reasons"] == {"videos: likes is no number": 1}


def test_a_video_has_the_figures_of_its_row(imported):
    video = rows(imported[0], "videos", "video_id").loc["7436254323573938177"]
    assert video["creator_id"] == "lena.cooks"
    assert video["posted_at"] == pd.Timestamp("2024-11-12 05:04:46", tz="UTC")
    assert [video[c] for c in ("views", "likes", "comments", "shares", "saves")] == [266_900, 2_338, 561, 805, 1_323]
    assert video["followers_at_capture"] == 5_400
    assert list(video["hashtags"]) == ["noodles", "dinner"]
    assert list(video["mentions"]) == ["pan.lab"]
    assert (video["is_ad"], video["is_sponsored"]) == (False, True)
    assert (video["collected_by"], video["collected_for"]) == ("hashtag", "noodles")
    assert video["captured_at"] == pd.Timestamp("2025-02-01", tz="UTC")


def test_a_caption_keeps_its_words_but_not_its_telephone_number(imported):
    assert rows(imported[0], "videos", "video_id").loc["7436254323573938177", "caption"] == (
        "Dinner for two\n#Noodles #dinner with @pan.lab, book: [phone]"
    )


def test_hashtags_come_from_the_caption_where_the_export_has_none(imported):
    assert list(rows(imported[0], "videos", "video_id").loc["7455658897564191533", "hashtags"]) == ["noodles"]
    assert imported[1].notes["videos: hashtags were taken from the caption"] == 1


def test_rows_of_one_author_become_one_creator_with_the_larger_counts(imported):
    creator = rows(imported[0], "creators", "creator_id").loc["lena.cooks"]
    assert (creator["followers"], creator["likes_total"], creator["name"]) == (5_401, 299_900, "Lena")


def test_biographies_are_not_taken_over(imported):
    workspace, report = imported
    assert "authorMeta/signature" in report.columns_ignored
    content = b"".join(f.read_bytes() for f in workspace.rglob("*") if f.is_file())
    assert b"lena@example.com" not in content


def test_an_export_with_fields_left_out_gives_what_it_can(samples, tmp_path):
    (report,) = import_paths([samples / "apify_left_out.csv"], tmp_path / "ws")
    videos = rows(tmp_path / "ws", "videos", "video_id")
    assert list(videos.index.sort_values()) == ["7351302477738400777", "7436254323573938177"]
    assert videos.loc["7436254323573938177", "posted_at"] == pd.Timestamp(7436254323573938177 >> 32, unit="s", tz="UTC")
    assert videos["saves"].isna().all()
    assert report.notes["videos: posted_at was taken from the video's id"] == 2
    assert any(words.startswith("captured_at is unknown") for words in report.notes)


def test_a_later_export_with_fields_left_out_does_not_hide_what_an_earlier_one_told(imported, samples, tmp_path):
    workspace = shutil.copytree(imported[0], tmp_path / "ws")
    (report,) = import_paths([samples / "apify_left_out.csv"], workspace, captured_at="2025-03-01")
    assert report.tables["videos"]["merged"] == 1
    video = rows(workspace, "videos", "video_id").loc["7436254323573938177"]
    assert (video["views"], video["collected_by"], video["sound"]) == (270_000, "hashtag", "original sound")
    assert pd.isna(video["saves"])


def test_a_column_of_objects_is_read_like_a_flattened_one(tmp_path):
    header = ["id", "webVideoUrl", "playCount", "diggCount", "authorMeta", "hashtags"]
    row = ["7436254323573938177", "", "9", "1", "{'name': 'Zoe_1', 'fans': 12}", "[{'name': 'a'}, {'name': 'b'}]"]
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([header, row])
    import_paths([tmp_path / "a.csv"], tmp_path / "ws")
    video = rows(tmp_path / "ws", "videos", "video_id").iloc[0]
    assert (video["creator_id"], video["followers_at_capture"], list(video["hashtags"])) == ("zoe_1", 12, ["a", "b"])


def test_what_was_asked_for_is_a_profile_if_most_rows_are_by_it(tmp_path):
    lines = ["id,authorMeta/name,playCount,diggCount,input"]
    lines += [f"743625432357393817{n},zoe,9,1,https://www.tiktok.com/@zoe" for n in range(3)]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    import_paths([tmp_path / "a.csv"], tmp_path / "ws")
    assert set(rows(tmp_path / "ws", "videos", "video_id")["collected_by"]) == {"profile"}


@pytest.mark.parametrize("name", ["hotelsaigon190.csv", "khachsan162.csv"])
def test_a_real_export_is_kept_whole(shared_data, tmp_path, name):
    path = shared_data / "exports" / "apify" / name
    (report,) = import_paths([path], tmp_path / "ws")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        given = list(csv.DictReader(stream))
    ids = {row["webVideoUrl"].rpartition("/")[2] for row in given}
    counts = report.to_json()["tables"]
    assert (counts["videos"]["read"], counts["videos"]["kept"]) == (len(given), len(ids))
    assert counts["creators"]["kept"] == len({row["authorMeta/name"].lower() for row in given})
    videos = rows(tmp_path / "ws", "videos", "video_id")
    assert set(videos.index) == ids
    assert videos["views"].sum() == sum(int(row["playCount"]) for row in given)
    assert (videos["posted_at"].dt.year >= 2016).all()
