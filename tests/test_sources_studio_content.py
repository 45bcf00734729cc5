"""TikTok Studio Content and Business Suite's list: days without a year, scheduled videos, the account in a name."""

import datetime as dt
import io
from pathlib import Path
import zipfile

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources import studio_content
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"
STUDIO = SAMPLES / "Content_2025-11-29_1768219200_lena.cooks.csv"
HEADER = '"Time","Video title","Video link","Post time","Total likes","Total comments","Total shares","Total views"'
TOM_YUM, NOODLES, LATER, PHOTO = (
    "7589050016352423189",  # its id holds 2025-12-28 23:10
    "7590670937009933589",  # 2026-01-02 08:00
    "7591807385356455189",  # 2026-01-05 09:30
    "7578456050020109589",  # 2025-11-30 10:00
)


def videos(workspace):
    return Workspace(workspace).latest("videos").to_pandas().set_index("video_id")


def content(rows, header=HEADER):
    """A Content.csv of rows of cells, as TikTok writes it."""
    return "\ufeff" + "\n".join([header, *(",".join(f'"{c}"' for c in row) for row in rows)])


def row(time, link, post, views=10):
    return (time, "A title", link, post, 1, 2, 3, views)


def read(path, text, into, **options):
    path.write_text(text, encoding="utf-8")
    (report,) = import_paths([path], into, **options)
    return report


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("imported") / "ws"
    (report,) = import_paths([STUDIO], place)
    return videos(place), report


def test_every_row_is_accounted_for(imported):
    _, report = imported
    assert report.format == "studio_content"
    assert report.to_json()["tables"] == {"videos": {"read": 5, "kept": 4, "merged": 0, "refused": 1}}
    assert report.to_json()["reasons"] == {"videos: video_id is missing": 1}


def test_a_video_has_the_figures_of_its_row(imported):
    video = imported[0].loc[TOM_YUM]
    assert [video[c] for c in ("views", "likes", "comments", "shares")] == [289_568, 5_431, 24, 461]
    assert (video["creator_id"], video["collected_by"]) == ("lena.cooks", "own")
    assert list(video["hashtags"]) == ["ต้มยำ", "dinner"]
    assert imported[0]["saves"].isna().all()
    assert pd.isna(imported[0].loc[PHOTO, "comments"])


def test_a_post_time_that_agrees_with_the_id_becomes_its_moment(imported):
    posted = imported[0]["posted_at"]
    assert posted[TOM_YUM] == pd.Timestamp("2025-12-28 23:10", tz="UTC")  # the file says 29 December, in Thai time
    assert posted[PHOTO] == pd.Timestamp("2025-11-30 10:00", tz="UTC")


def test_a_scheduled_video_keeps_the_day_of_its_post_time(imported):
    assert imported[0].loc[LATER, "posted_at"] == pd.Timestamp("2026-01-09", tz="UTC")
    assert imported[1].notes["posted_at is the day of Post time: it lies more than a day from the upload"] == 1


def test_the_day_of_export_is_the_capture(imported):
    assert set(imported[0]["captured_at"]) == {pd.Timestamp("2026-01-12", tz="UTC")}


LINK = f"https://www.tiktok.com/@zoe_1/video/{NOODLES}"


def test_the_year_of_the_export_lies_between_the_newest_upload_and_today(tmp_path, monkeypatch):
    monkeypatch.setattr(studio_content, "_today", lambda: dt.date(2026, 12, 1))
    text = content([row("1月13日", LINK, "1月2日")])
    assert read(tmp_path / "Content.csv", text, tmp_path / "ws").error is None
    assert set(videos(tmp_path / "ws")["captured_at"]) == {pd.Timestamp("2026-01-13", tz="UTC")}


def test_where_two_years_fit_the_option_is_named_and_no_year_is_guessed(tmp_path, monkeypatch):
    monkeypatch.setattr(studio_content, "_today", lambda: dt.date(2027, 2, 1))
    text = content([row("13 tháng Một", LINK, "2 tháng Một")])
    report = read(tmp_path / "Content.csv", text, tmp_path / "ws")
    assert "13 tháng Một" in report.error
    assert "--year" in report.error
    assert read(tmp_path / "Content.csv", text, tmp_path / "ws", year=2026).error is None
    assert set(videos(tmp_path / "ws")["captured_at"]) == {pd.Timestamp("2026-01-13", tz="UTC")}


def test_the_year_of_the_first_day_crosses_new_year(tmp_path):
    report = read(tmp_path / "Content.csv", content([row("January 13", LINK, "January 2")]), tmp_path / "ws", year=2025)
    assert report.error is None
    assert set(videos(tmp_path / "ws")["captured_at"]) == {pd.Timestamp("2026-01-13", tz="UTC")}


def test_the_language_is_the_one_in_which_posts_agree_with_uploads(tmp_path):
    upload = int(dt.datetime(2025, 10, 5, tzinfo=dt.UTC).timestamp()) << 32
    text = content([row("20 listopada", f"https://www.tiktok.com/@zoe_1/video/{upload}", "5 listopada")])
    read(tmp_path / "Content 2025-10-20.csv", text, tmp_path / "ws")
    video = videos(tmp_path / "ws").iloc[0]  # listopada: October in Croatian, November in Polish
    assert (video["posted_at"].month, video["captured_at"].month) == (10, 10)


def test_days_in_digits_are_told_apart_by_the_uploads(tmp_path):
    text = content([row("13/01", LINK, "02/01")])
    assert read(tmp_path / "Content.csv", text, tmp_path / "ws", year=2026).error is None
    assert videos(tmp_path / "ws").iloc[0]["captured_at"] == pd.Timestamp("2026-01-13", tz="UTC")


def test_the_handle_comes_from_the_zip_where_the_link_has_none(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Content.csv", content([row("2026-01-13", f"https://www.tiktok.com/video/{NOODLES}", "")]))
    (tmp_path / "Content_zoe_1.zip").write_bytes(stream.getvalue())
    (report,) = import_paths([tmp_path / "Content_zoe_1.zip"], tmp_path / "ws")
    assert videos(tmp_path / "ws").loc[NOODLES, "creator_id"] == "zoe_1"
    assert "the account @zoe_1 is that in the name of the file, ZIP or folder" in report.notes


@pytest.mark.parametrize("name", ["Content_20260113.csv", "Content_export.csv", "Content_2026_01.csv"])
def test_a_word_or_a_date_in_a_name_is_no_handle(tmp_path, name):
    text = content([row("2026-01-13", f"https://www.tiktok.com/video/{NOODLES}", "")])
    assert read(tmp_path / name, text, tmp_path / "ws").tables["videos"]["refused"] == 1


def test_views_of_seven_days_are_no_total(tmp_path):
    header = HEADER.replace("Total views", "Views in the last 7 days")
    report = read(tmp_path / "Content.csv", content([row("2026-01-13", LINK, "")], header), tmp_path / "ws")
    assert videos(tmp_path / "ws")["views"].isna().all()
    assert any("last 7 days" in words for words in report.notes)


def test_repeated_headers_are_dropped_and_rows_with_shifted_cells_refused(tmp_path):
    again = [c.strip('"') for c in HEADER.split(",")]
    shifted = ("2026-01-13", "A title", "cut in two", LINK, "2026-01-02", 1, 2, 3, 10)
    text = content([row("2026-01-13", LINK, ""), again, shifted])
    report = read(tmp_path / "Content.csv", text, tmp_path / "ws")
    assert report.tables["videos"] == {"read": 2, "kept": 1, "merged": 0, "refused": 1}
    assert report.notes["the header stood among the rows once more"] == 1
    assert list(report.reasons) == ["videos: the row has more cells than the header"]


def test_business_suite_has_saves_and_its_headers_in_other_languages(tmp_path):
    (report,) = import_paths([SAMPLES / "business_suite_videos_sv.csv"], tmp_path / "ws", captured_at="2026-02-01")
    assert report.format == "studio_content"
    video = videos(tmp_path / "ws").loc[NOODLES]
    assert [video[c] for c in ("views", "likes", "comments", "shares", "saves")] == [1_234, 56, 7, 8, 9]
    assert videos(tmp_path / "ws").loc[LATER, "posted_at"] == pd.Timestamp("2026-01-20 12:00", tz="UTC")
