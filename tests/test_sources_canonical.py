"""The kit's own tables come in as CSV, XLSX or Parquet."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from kit.files import spreadsheet_safe
from kit.intake import import_paths
from kit.sources.canonical import unmarked
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"


def take(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_paths([tmp_path / name], tmp_path / "ws")[0]


def table(tmp_path, name):
    return Workspace(tmp_path / "ws").latest(name).to_pandas()


def test_headers_may_have_capitals_and_numbers_a_continent(tmp_path):
    (report,) = import_paths([SAMPLES / "videos.csv"], tmp_path / "ws")
    assert report.to_json()["tables"] == {"videos": {"read": 2, "kept": 2, "merged": 0, "refused": 0}}
    videos = table(tmp_path, "videos").set_index("video_id")
    assert videos.loc["7436254323573938177", ["views", "likes"]].tolist() == [266_900, 2_338]
    assert list(videos.loc["7436254323573938177", "hashtags"]) == ["noodles", "dinner"]
    assert videos.loc["7351302477738400599", "posted_at"] == pd.Timestamp(7351302477738400599 >> 32, unit="s", tz="UTC")
    assert report.notes["videos: far fewer views than likes, comments, shares or saves"] == 1


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.csv", "brand,role,hashtags\nacme,own,a;b\n", "brands"),
        ("x.csv", "date,currency_from,currency_to,rate\n2025-01-01,EUR,USD,1.03\n", "fx"),
        ("x.csv", "deal_id,video_id\n1,7436254323573938177\n", "deliveries"),
        ("x.csv", "deal_id,creator_id,status,currency,fee\n1,foo,paid,USD,100\n", "deals"),
        ("daily-2025.csv", "date,series,value\n2025-01-01,sales,3\n", "daily"),
    ],
)
def test_the_table_is_told_by_its_header(tmp_path, name, text, expected):
    assert list(take(tmp_path, name, text).tables) == [expected]


def test_a_file_named_after_a_table_is_told_what_it_lacks(tmp_path):
    report = take(tmp_path, "deals.csv", "deal_id,creator_id,status\n1,foo,paid\n")
    assert "lacks the column currency, which the table deals needs" in report.error


def test_a_parquet_file_out_of_a_workspace_comes_back_unchanged(tmp_path):
    import_paths([SAMPLES / "videos.csv"], tmp_path / "ws")
    (report,) = import_paths([tmp_path / "ws" / "videos"], tmp_path / "other")
    assert report.tables["videos"]["kept"] == 2
    first, second = (
        Workspace(tmp_path / w).latest("videos").to_pandas().set_index("video_id").sort_index() for w in ("ws", "other")
    )
    provenance = ["source", "imported_at"]
    pd.testing.assert_frame_equal(first.drop(columns=provenance), second.drop(columns=provenance))


def test_personal_columns_are_dropped_and_named(tmp_path):
    report = take(
        tmp_path,
        "orders.csv",
        "order_id,ordered_at,revenue,currency,Email,Billing Name,customer_key,Notes\n"
        "1,2025-01-01,10,USD,jo@example.com,Jo March,jo@example.com,ring twice\n"
        "2,2025-01-02,x,USD,jo@example.com,Jo March,JO@example.com ,ring twice\n"
        "3,2025-01-03,5,USD,amy@example.com,Amy March,jo@example.com,\n",
    )
    assert report.columns_ignored == ["Email", "Billing Name", "Notes"]
    assert report.to_json()["tables"]["orders"] == {"read": 3, "kept": 2, "merged": 0, "refused": 1}
    keys = table(tmp_path, "orders")["customer_key"]
    assert keys.nunique() == 1
    assert keys.str.fullmatch("k_[0-9a-f]{32}").all()
    content = b"".join(f.read_bytes() for f in (tmp_path / "ws").rglob("*") if f.is_file())
    for word in (b"example.com", b"March", b"twice"):
        assert word not in content


@pytest.mark.parametrize(
    ("given", "url", "video_id"),
    [
        ("7.43625E+18", "https://www.tiktok.com/@a.b/video/7436254323573938177", "7436254323573938177"),
        ("7436254323573930000", "https://www.tiktok.com/@a.b/video/7436254323573938177", "7436254323573938177"),
        ("", "https://www.tiktok.com/@a.b/photo/7436254323573938177?x=1", "7436254323573938177"),
        ("7.43625E+18", "", None),
    ],
)
def test_an_id_that_a_spreadsheet_rounded_comes_from_the_address_or_is_refused(tmp_path, given, url, video_id):
    report = take(tmp_path, "v.csv", f"video_id,creator_id,views,url\n{given},a.b,1,{url}\n")
    if video_id is None:
        assert report.tables["videos"]["refused"] == 1
        assert "rounded by a spreadsheet" in next(iter(report.reasons))
    else:
        assert table(tmp_path, "videos")["video_id"].tolist() == [video_id]


def test_a_sound_id_that_a_spreadsheet_rounded_is_left_out_and_said(tmp_path):
    report = take(
        tmp_path, "v.csv", "video_id,creator_id,sound_id\n1,a.b,7.43625E+18\n2,a.b,7436254353272359001\n3,a.b,\n"
    )
    sounds = table(tmp_path, "videos").set_index("video_id")["sound_id"].dropna()
    assert sounds.to_dict() == {"2": "7436254353272359001"}
    assert report.notes["videos: sound_id was rounded by a spreadsheet and left out"] == 1


@pytest.mark.parametrize("name", ["creators.csv", "videos.csv", "rows.csv"])
def test_a_table_without_a_header_is_never_read_without_its_first_row(tmp_path, name):
    report = take(tmp_path, name, "7436254323573938177,a.b,2026-04-01,5\n7436254323573938178,c.d,2026-04-02,6\n")
    assert "has no header: its first row holds values" in report.error
    (report,) = import_paths([tmp_path / name], tmp_path / "ws", as_format="canonical")
    assert "has the columns of no table of the kit" in report.error


RISKY = ["=SUM(1,2)", "+49", "-10OFF", "@ann", " =1", "\u00a0-2"]  # what an own CSV marks with a '


@pytest.mark.parametrize("text", [*RISKY, "it's", "'quoted'", "'tis", "O'Sun", "10OFF"])
def test_text_that_our_csvs_mark_comes_back_as_it_was(tmp_path, text):
    marked = spreadsheet_safe(text)
    assert marked.startswith("'") == (text in RISKY or text.startswith("'"))
    row = f'D1,ann,paid,USD,-5,"{marked}","{marked}"'
    take(tmp_path, "deals.csv", f"deal_id,creator_id,status,currency,fee,promo_code,subject\n{row}\n")
    back = table(tmp_path, "deals").iloc[0]
    assert [back["promo_code"], back["subject"]] == [text.strip()] * 2
    assert back["fee"] == -5


def test_a_list_that_a_csv_marks_comes_back_and_a_parquet_file_was_never_marked(tmp_path):
    take(tmp_path, "brands.csv", "brand,role,hashtags,keywords\nacme,own,a;b,'-c;d\n")
    assert list(table(tmp_path, "brands")["keywords"][0]) == ["-c", "d"]
    deal = {"deal_id": ["D1"], "creator_id": ["ann"], "status": ["paid"], "currency": ["USD"], "subject": ["'=1"]}
    pd.DataFrame(deal).to_parquet(tmp_path / "deals.parquet")
    import_paths([tmp_path / "deals.parquet"], tmp_path / "ws")
    assert table(tmp_path, "deals")["subject"][0] == "'=1"
    pieces = pa.chunked_array([["'=1", None], ["'tis", "-x", "'\tx"]])
    assert unmarked(pieces).to_pylist() == ["=1", None, "'tis", "-x", "\tx"]
