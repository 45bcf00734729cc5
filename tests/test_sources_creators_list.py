"""Lists of creators, whoever typed them."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.reading.countries import country
from kit.workspace import Workspace


@pytest.fixture
def samples():
    return Path(__file__).parent / "samples"


def creators(workspace):
    return Workspace(workspace).latest("creators").to_pandas().set_index("creator_id")


def take(tmp_path, text, name="list.csv"):
    """The report on a file with this text, and the creators that it gave."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    (report,) = import_paths([tmp_path / name], tmp_path / "ws")
    return report, creators(tmp_path / "ws") if report.error is None else None


def test_a_list_with_doubled_columns_below_a_blank_line_is_read(samples, tmp_path):
    (report,) = import_paths([samples / "creators_twice.csv"], tmp_path / "ws")
    assert report.format == "creators_list"
    assert report.to_json()["tables"] == {"creators": {"read": 4, "kept": 3, "merged": 1, "refused": 0}}
    found = creators(tmp_path / "ws")
    assert found.loc["lena.cooks", "followers"] == 13_800_000
    assert found.loc["lena.cooks", "avg_views"] == 12_300
    assert found.loc["lena.cooks", "avg_basis"] == "as given by the list: Views avg."
    assert found.loc["lena.cooks", "country"] == "DE"
    assert found.loc["tom_eats", ["name", "followers", "country"]].tolist() == ["Tom", 5_400, "VN"]


def test_an_odd_handle_is_kept_as_text_and_flagged(samples, tmp_path):
    (report,) = import_paths([samples / "creators_twice.csv"], tmp_path / "ws")
    found = creators(tmp_path / "ws")
    assert pd.isna(found.loc["tom eats.", "followers"])
    assert report.notes["creators: creator_id is no handle that TikTok gives"] == 1


def test_e_mails_of_creators_are_left_out_by_name(samples, tmp_path):
    (report,) = import_paths([samples / "creators_twice.csv"], tmp_path / "ws")
    assert report.columns_ignored == ["Rank", "E-mail"]


def test_creators_known_by_name_only_have_no_followers_rather_than_none(samples, tmp_path):
    (report,) = import_paths([samples / "creators_by_name.csv"], tmp_path / "ws")
    found = creators(tmp_path / "ws")
    assert sorted(found.index) == ["name:Lena B.", "name:Miro Ř"]
    assert found["followers"].isna().all()
    assert found.loc["name:Miro Ř", "avg_views"] == 3_000_000
    assert report.tables["creators"]["kept"] == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Rank,Username,Owner,Followers (millions)\n1,@a.b,Ann,162.2\n2,@c,Cy,9\n",
            {"a.b": 162_200_000, "c": 9_000_000},
        ),
        ("Creator,TikTok Link,Fans\nAnn,https://www.tiktok.com/@a.b?lang=en,10.4M\n", {"a.b": 10_400_000}),
        ("Konto;Name;Abonnenten\n@foo;Foo;1.234.567\n@bar;Bar;98.765\n", {"foo": 1_234_567, "bar": 98_765}),
        ("username,followers\nfoo,10\nbar,-\n", {"foo": 10, "bar": None}),
        ("Top list,\nHandle,Followers\nfoo,1 234\n", {"foo": 1_234}),
    ],
)
def test_headers_are_known_by_their_words(tmp_path, text, expected):
    _, found = take(tmp_path, text)
    assert {k: None if pd.isna(v) else v for k, v in found["followers"].items()} == expected


def test_rows_about_other_platforms_are_refused(tmp_path):
    report, found = take(
        tmp_path, "platform,handle,followers\nTikTok,foo_a,100\nInstagram,foo_a,5000\nYouTube,foo_y,1\n"
    )
    assert list(found.index) == ["foo_a"]
    assert report.reasons == {"creators: the row is about another platform than TikTok": 2}


def test_a_month_in_the_name_is_the_day_of_capture_and_said(tmp_path):
    report, found = take(tmp_path, "username,followers\nfoo,10\n", "top_2022-06.csv")
    assert found.loc["foo", "captured_at"] == pd.Timestamp("2022-06-01", tz="UTC")
    assert any("first day of the month" in words for words in report.notes)


@pytest.mark.parametrize(
    "text",
    [
        "date,ticker,mentions\n2015-02-26,AAPL,3336\n",
        "tier,source,followers_min,value\nnano,a,1000,4.2\n",
        "name,price\nsoap,3\n",
        "video_id,username,likes\n1,a,3\n",
    ],
)
def test_other_tables_are_no_creators_lists(tmp_path, text):
    report, _ = take(tmp_path, text)
    assert "of no layout that the kit knows" in report.error


@pytest.mark.parametrize(
    ("text", "code"), [("Germany", "DE"), ("Deutschland", "DE"), ("vn", "VN"), ("UK", "GB"), ("?", None)]
)
def test_countries_are_two_letters(text, code):
    assert country(text) == code


@pytest.mark.parametrize(
    ("name", "column", "skipped"),
    [
        ("nigeria_2025_cp1252.csv", 2, 2),
        ("top1000_2022-06.csv", 0, 1),
        ("top1000_2022-09.csv", 1, 1),
        ("umn_sample_2022.csv", 0, 1),
    ],
)
def test_real_lists_keep_every_creator(shared_data, tmp_path, name, column, skipped):
    path = shared_data / "creators" / name
    (report,) = import_paths([path], tmp_path / "ws")
    encoding = "cp1252" if "cp1252" in name else "utf-8"
    with path.open(encoding=encoding, newline="") as stream:
        given = list(csv.reader(stream))[skipped:]
    counts = report.to_json()["tables"]["creators"]
    assert (counts["read"], counts["refused"]) == (len(given), 0)
    assert counts["kept"] == len({row[column].strip().lower().lstrip("@") for row in given})


@pytest.mark.parametrize(
    "text",
    [
        "@a.b,13K followers\n@c.d,9K followers\n@e.f,10K followers\n",
        "https://www.tiktok.com/@a.b,Ann,1.2M views\nhttps://www.tiktok.com/@c.d,Cy,3M views\n",
        "Ann creator,@a.b,12000\nCy creator,@c.d,900\n",
    ],
)
def test_a_list_without_a_header_is_not_read_without_its_first_row(tmp_path, text):
    report, _ = take(tmp_path, text)
    assert "of no layout that the kit knows" in report.error
    (report,) = import_paths([tmp_path / "list.csv"], tmp_path / "other", as_format="creators_list")
    assert report.error.startswith("list.csv has no header: its first row is one of the list")
