"""`kit import` accounts for every row, adds nothing twice, and refuses a file in one sentence."""

import json

import pandas as pd
import pytest

from kit import sources
from kit.errors import DataError, UsageError
from kit.intake import import_paths
from kit.workspace import Workspace

HEADER = "video_id,creator_id,views,likes,caption\n"
ONE = HEADER + "7436254323573938177,a.b,10,2,x\n"


def take(tmp_path, text, name="v.csv", **options):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_paths([tmp_path / name], tmp_path / "ws", **options)[0]


def counts(report):
    return report.to_json()["tables"]["videos"]


def test_a_report_has_the_shape_that_scripts_rely_on(tmp_path):
    report = take(tmp_path, ONE).to_json()
    assert set(report) >= {"file", "format", "tables", "reasons", "columns_used", "columns_ignored", "error"}
    assert report["tables"] == {"videos": {"read": 1, "kept": 1, "merged": 0, "refused": 0}}
    assert report["error"] is None
    json.dumps(report)


def test_the_same_file_twice_adds_nothing(tmp_path):
    take(tmp_path, ONE)
    again = take(tmp_path, ONE)
    assert counts(again) == {"read": 1, "kept": 0, "merged": 1, "refused": 0}
    assert Workspace(tmp_path / "ws").rows("videos") == 1


def test_another_capture_of_a_known_video_is_merged_and_stored(tmp_path):
    take(tmp_path, ONE, captured_at="2025-02-01")
    later = take(tmp_path, ONE, captured_at="2025-03-01")
    assert counts(later)["merged"] == 1
    assert Workspace(tmp_path / "ws").rows("videos") == 2


def test_the_same_item_twice_in_a_file_is_merged_and_gaps_are_filled(tmp_path):
    report = take(tmp_path, HEADER + "7436254323573938177,a.b,10,,x\n7436254323573938177,a.b,12,3,\n")
    assert counts(report) == {"read": 2, "kept": 1, "merged": 1, "refused": 0}
    row = Workspace(tmp_path / "ws").latest("videos").to_pandas().iloc[0]
    assert (row["views"], row["likes"], row["caption"]) == (12, 3, "x")
    assert any("disagree" in words for words in report.notes)


def test_all_bad_rows_of_a_file_are_named_at_once_and_the_rest_is_kept(tmp_path):
    text = (
        HEADER
        + "7436254323573938177,a.b,ten,2,x\n,a.b,1,1,x\n7436254323573938178,,-4,1,x\n"
        + ONE[len(HEADER) :].replace("77,", "79,")
    )
    report = take(tmp_path, text)
    assert counts(report) == {"read": 4, "kept": 1, "merged": 0, "refused": 3}
    assert report.reasons == {
        "videos: views is no number": 1,
        "videos: video_id is missing": 1,
        "videos: creator_id is missing": 1,
        "videos: views is below 0": 1,
    }
    (file,) = (tmp_path / "ws" / "refused").glob("*.csv")
    refused = pd.read_csv(file, dtype=str)
    assert refused["row"].tolist() == ["2", "3", "4"]
    assert set(refused.loc[2, "reason"].split("; ")) == {"creator_id is missing", "views is below 0"}


def test_refused_rows_are_masked_and_safe_to_open_in_a_spreadsheet(tmp_path):
    take(tmp_path, HEADER + '7436254323573938177,=HYPERLINK(1),x,2,"+1+1 jo@example.com 0901 234 567"\n')
    (file,) = (tmp_path / "ws" / "refused").glob("*.csv")
    row = pd.read_csv(file, dtype=str).iloc[0]
    assert row["creator_id"] == "'=HYPERLINK(1)"
    assert row["caption"] == "'+1+1 [e-mail] [phone]"
    assert row["video_id"] == "7436254323573938177"


def test_a_row_that_slipped_is_refused_and_shows_nothing_where_columns_are_private(tmp_path):
    text = "order_id,ordered_at,revenue,currency,Email\n1,Jo March,2025-01-01,5,USD,jo@example.com\n"
    report = take(tmp_path, text, "orders.csv")
    assert report.tables["orders"]["refused"] == 1
    (file,) = (tmp_path / "ws" / "refused").glob("*.csv")
    assert "March" not in file.read_text()


def test_importing_bad_rows_again_keeps_one_file_of_them(tmp_path):
    for _ in range(2):
        take(tmp_path, HEADER + "7436254323573938177,a.b,ten,2,x\n")
    assert len(list((tmp_path / "ws" / "refused").glob("*.csv"))) == 1


@pytest.mark.parametrize(
    ("name", "option", "expected"),
    [
        ("dataset_tiktok-scraper_2025-01-15_10-20-30-123.csv", None, "2025-01-15 10:20:30"),
        ("videos_20250115.csv", "2025-02-02", "2025-01-15 00:00:00"),
        ("videos 31.01.2025.csv", None, "2025-01-31 00:00:00"),
        ("videos.csv", "2025-02-02", "2025-02-02 00:00:00"),
        ("videos_7436254323573938177.csv", None, None),
        ("videos_2020.csv", None, None),
    ],
)
def test_the_time_of_capture_comes_from_the_name_else_the_option_else_is_unknown(tmp_path, name, option, expected):
    take(tmp_path, ONE, name, captured_at=option)
    found = Workspace(tmp_path / "ws").latest("videos").to_pandas()["captured_at"].iloc[0]
    assert (None if pd.isna(found) else f"{found:%Y-%m-%d %H:%M:%S}") == expected


def test_a_field_goes_before_the_name(tmp_path):
    take(tmp_path, ONE.replace("caption", "captured_at").replace(",x", ",2024-12-24"), "v_2025-01-15.csv")
    found = Workspace(tmp_path / "ws").latest("videos").to_pandas()["captured_at"].iloc[0]
    assert f"{found:%Y-%m-%d}" == "2024-12-24"


def test_what_is_hard_to_believe_is_kept_and_noted(tmp_path):
    text = HEADER.replace("caption", "posted_at") + "1,a b,5,2000,2015-01-01\n2,ünal,5,1,2099-01-01\n"
    report = take(tmp_path, text)
    assert counts(report)["kept"] == 2
    assert {words.removeprefix("videos: ") for words in report.notes if words.startswith("videos")} == {
        "creator_id is no handle that TikTok gives",
        "far fewer views than likes, comments, shares or saves",
        "posted_at lies before September 2016",
        "posted_at lies in the future",
    }


def test_a_file_that_cannot_be_read_does_not_end_the_import_of_the_others(tmp_path, monkeypatch):
    def fail(sheet, options):
        raise KeyError("secret detail")

    monkeypatch.setattr(sources.formats()["canonical"], "read", fail)
    (tmp_path / "a.csv").write_text(ONE)
    (tmp_path / "b.csv").write_text("username,followers\nfoo,1\n")
    first, second = import_paths([tmp_path / "a.csv", tmp_path / "b.csv"], tmp_path / "ws")
    assert first.error == "a.csv could not be read (KeyError); save it as CSV from a spreadsheet and try again."
    assert second.error is None


def test_an_unknown_layout_is_refused_by_what_was_found(tmp_path):
    report = take(tmp_path, ",".join(f"c{n}" for n in range(300)) + "\n" + ",".join("1" * 300) + "\n")
    assert "c0, c1" in report.error
    assert "and 288 more" in report.error
    assert "--map" in report.error
    assert report.to_json()["tables"] == {}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"as_format": "exolyte"}, "no format 'exolyte'"),
        ({"captured_at": "yesterday"}, "is no date"),
        ({"captured_at": "2999-01-01"}, "lies in the future"),
        ({"year": "25"}, "is no year"),
        ({"map_file": "nowhere.yaml"}, "cannot be read"),
    ],
)
def test_wrong_options_end_everything_before_it_begins(tmp_path, options, words):
    with pytest.raises(UsageError, match=words):
        take(tmp_path, ONE, **options)
    assert not (tmp_path / "ws").exists()


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"nothing\.csv"):
        import_paths([tmp_path / "nothing.csv"], tmp_path / "ws")


def test_a_format_can_be_chosen(tmp_path):
    report = take(tmp_path, "who,n\n@a.b,3\n", as_format="apify")
    assert "neither id nor webVideoUrl" in report.error


@pytest.mark.parametrize("name", list(sources.formats()))
def test_every_format_has_a_codebook_and_a_name(name):
    module = sources.formats()[name]
    assert module.LABEL
    assert "ayout" in module.__doc__


def test_a_key_inside_the_workspace_ends_the_import_before_it_begins(tmp_path, monkeypatch):
    monkeypatch.setenv("KIT_KEY_FILE", str(tmp_path / "ws" / "key"))
    with pytest.raises(DataError, match="lies inside the workspace"):
        take(tmp_path, ONE)
    assert not (tmp_path / "ws").exists()


def test_a_table_without_a_header_does_not_tell_whom_its_first_row_is_about(tmp_path):
    report = take(tmp_path, "Jo March,jo@example.com,12\nAmy March,amy@example.com,13\n", "people.csv")
    assert "has no header: its first row holds values" in report.error
    assert "March" not in json.dumps(report.to_json())


def test_only_the_five_commonest_reasons_are_told_one_by_one(tmp_path):
    names = ["views", "likes", "comments", "shares", "saves", "duration_s"]
    rows = [",".join(["7436254323573938177", "a.b", *["x" if i == n else "1" for i in range(6)]]) for n in range(6)]
    report = take(tmp_path, ",".join(["video_id", "creator_id", *names]) + "\n" + "\n".join(rows) + "\n")
    lines = str(report).splitlines()
    assert sum(line.startswith("  refused 1: videos:") for line in lines) == 5
    assert "  refused 1: for 1 rarer reasons; see refused/" in lines
    assert lines[-1] == "  columns used: video_id, creator_id, views, likes, comments, shares, saves, duration_s"


@pytest.mark.parametrize("cell", ['"[""7436254323573938177""]"', "{7436254323573938177}", "-7436254323573938177"])
def test_a_list_or_an_object_is_no_id(tmp_path, cell):
    report = take(tmp_path, HEADER + f"{cell},a.b,10,2,x\n")
    assert counts(report)["refused"] == 1
    assert "is no id" in next(iter(report.reasons))
