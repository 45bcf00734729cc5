"""TikTok Studio Overview: days without a year in many languages, a handle that only the ZIP's name knows."""

import datetime as dt
import io
from pathlib import Path
import zipfile

from babel.dates import format_skeleton
import openpyxl
import pytest

from kit.intake import import_paths
from kit.reading import month_names
from kit.sources import studio_overview, studio_words
from kit.workspace import Workspace

HEADER = ["Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares"]


def days(first, n):
    return [dt.date.fromisoformat(first) + dt.timedelta(k) for k in range(n)]


def overview(cells):
    """An Overview.csv as TikTok writes it: with BOM, all quoted, no final newline."""
    lines = [HEADER, *([cell, str(n), "0", "-1", "undefined", "2"] for n, cell in enumerate(cells))]
    return "\ufeff" + "\n".join(",".join(f'"{c}"' for c in line) for line in lines)


def english(given):
    return [f"{day:%B} {day.day}" for day in given]


def daily(workspace):
    return Workspace(workspace).latest("daily").to_pandas()


def dates(workspace):
    return sorted({d.date() for d in daily(workspace)["date"]})


@pytest.mark.parametrize("skeleton", ["MMMMd", "MMMd"])
@pytest.mark.parametrize(
    "language",
    [
        "en",
        "es",
        "pt",
        "fr",
        "de",
        "it",
        "nl",
        "pl",
        "ru",
        "tr",
        "id",
        "vi",
        "th",
        "ja",
        "ko",
        "zh",
        "sv",
        "ar",
        "cs",
        "uk",
        "el",
        "ro",
        "hu",
        "da",
        "nb",
        "fi",
        "hi",
    ],
)
def test_days_are_read_in_the_language_of_the_app(language, skeleton):
    given = days("2024-12-20", 28)
    found = month_names.read([format_skeleton(skeleton, day, locale=language) for day in given])
    assert [(d.month, d.day) for d in found.days] == [(d.month, d.day) for d in given]


def test_vietnamese_months_in_words_are_read():
    assert [d.month for d in month_names.read(["18 tháng Tám", "19 tháng Mười Hai"]).days] == [8, 12]


def test_a_word_that_means_two_months_is_settled_by_the_first_day():
    listopad = ["20 listopada", "21 listopada"]  # November in Polish, October in Croatian
    assert month_names.read(listopad, dt.date(2025, 10, 20)).days[0].month == 10
    assert month_names.read(listopad, dt.date(2025, 11, 20)).days[0].month == 11


@pytest.mark.parametrize("backward", [False, True])
def test_the_zip_tells_year_and_handle_and_new_year_is_crossed(tmp_path, backward):
    given = days("2023-12-20", 28)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("Overview.csv", overview(english(given[::-1] if backward else given)))
    path = tmp_path / "Overview_2023-12-20_1705449600_some_one.x.zip"
    path.write_bytes(stream.getvalue())
    (report,) = import_paths([path], tmp_path / "ws")
    assert report.to_json()["tables"] == {"daily": {"read": 28 * 4, "kept": 28 * 4, "merged": 0, "refused": 0}}
    assert dates(tmp_path / "ws") == given
    assert set(daily(tmp_path / "ws")["series"]) == {
        f"@some_one.x {s}" for s in ("video_views", "profile_views", "likes", "shares")
    }


def test_without_a_year_the_file_is_refused_and_the_option_named(tmp_path):
    (tmp_path / "Overview.csv").write_text(overview(["8 de marzo", "9 de marzo"]), encoding="utf-8")
    (report,) = import_paths([tmp_path / "Overview.csv"], tmp_path / "ws")
    assert "8 de marzo" in report.error
    assert "--year" in report.error
    (report,) = import_paths([tmp_path / "Overview.csv"], tmp_path / "ws", year=2025)
    assert report.error is None
    assert dates(tmp_path / "ws") == days("2025-03-08", 2)


def test_the_day_of_export_in_a_name_tells_the_year(tmp_path):
    given = days("2023-12-20", 28)
    (tmp_path / "Overview 2024-01-17.csv").write_text(overview(english(given)), encoding="utf-8")
    import_paths([tmp_path / "Overview 2024-01-17.csv"], tmp_path / "ws")
    assert dates(tmp_path / "ws") == given


def test_negative_days_are_kept_and_undefined_is_no_value(tmp_path):
    (tmp_path / "Overview.csv").write_text(overview(english(days("2025-03-08", 3))), encoding="utf-8")
    (report,) = import_paths([tmp_path / "Overview.csv"], tmp_path / "ws", year="2025")
    frame = daily(tmp_path / "ws")
    assert set(frame.loc[frame["series"] == "likes", "value"]) == {-1}
    assert "comments" not in set(frame["series"])
    assert frame["role"].isna().all()
    assert report.notes["cells without a value were left out"] == 3


def test_29_february_is_refused_in_a_year_without_it(tmp_path):
    (tmp_path / "Overview.csv").write_text(overview(english(days("2024-02-27", 4))), encoding="utf-8")
    (report,) = import_paths([tmp_path / "Overview.csv"], tmp_path / "ws", year=2023)
    assert report.tables["daily"]["refused"] == 4
    assert dates(tmp_path / "ws") == [dt.date(2023, 2, 27), dt.date(2023, 2, 28), dt.date(2023, 3, 1)]


def test_the_workbook_says_the_same_as_the_csv(tmp_path):
    cells = english(days("2025-03-08", 3))
    (tmp_path / "Overview.csv").write_text(overview(cells), encoding="utf-8")
    book = openpyxl.Workbook()
    for line in [HEADER, *([cell, str(n), "0", "-1", "undefined", "2"] for n, cell in enumerate(cells))]:
        book.active.append(line)
    book.save(tmp_path / "Overview.xlsx")
    first, second = import_paths([tmp_path / "Overview.csv", tmp_path / "Overview.xlsx"], tmp_path / "ws", year=2025)
    assert first.tables["daily"]["kept"] == second.tables["daily"]["merged"] == 12
    assert len(daily(tmp_path / "ws")) == 12


def test_the_real_weeks_are_read(shared_data, tmp_path):
    folder = shared_data / "exports" / "tiktok_studio"
    reports = {r.file: r for r in import_paths([folder], tmp_path / "ws", year=2025)}
    assert [r.tables["daily"]["kept"] for r in reports.values()] == [35, 0, 35]
    frame = daily(tmp_path / "ws")
    views = frame[(frame["series"] == "video_views") & (frame["date"] == "2025-04-12")]
    assert views["value"].tolist() == [1591]
    assert dates(tmp_path / "ws") == days("2025-03-08", 7) + days("2025-04-12", 7)


def samples(name):
    return Path(__file__).parent / "samples" / name


def test_viewers_are_read_in_khmer_and_undefined_is_no_value(tmp_path):
    (report,) = import_paths([samples("Viewers_2025-12-30_1767355200_lena.cooks.csv")], tmp_path / "ws")
    assert report.format == "studio_overview"
    assert report.tables["daily"]["kept"] == 8
    assert dates(tmp_path / "ws") == days("2025-12-30", 3)
    frame = daily(tmp_path / "ws").set_index(["series", "date"])["value"]
    assert frame["@lena.cooks total_viewers", "2026-01-01"] == 663


def test_headers_of_business_suite_come_back_to_english(tmp_path):
    (report,) = import_paths([samples("business_suite_overview_sv.csv")], tmp_path / "ws")
    assert report.tables["daily"]["kept"] == 32
    frame = daily(tmp_path / "ws").set_index(["series", "date"])
    assert frame.loc[("net_growth", "2026-03-01"), "value"] == -2
    assert frame.loc[("reached_audience", "2026-03-02"), "value"] == 70
    assert frame.loc[("product_link_gmv", "2026-03-02"), ["value", "unit"]].tolist() == [19.9, "SEK"]
    assert set(frame.loc["lost_followers", "unit"]) == {"count"}


def test_money_without_a_currency_is_left_out_with_a_word(tmp_path):
    text = samples("business_suite_overview_sv.csv").read_text(encoding="utf-8").replace(" (SEK)", "")
    (tmp_path / "overview.csv").write_text(text, encoding="utf-8")
    (report,) = import_paths([tmp_path / "overview.csv"], tmp_path / "ws")
    assert "product_link_gmv" not in set(daily(tmp_path / "ws")["series"])
    assert "GMV för produktlänkar" in report.columns_ignored
    assert any("money without a currency" in words for words in report.notes)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Video Views", "video_views"),
        ("Visualizações do perfil", "profile_views"),
        ("Målgrupp som nåtts", "reached_audience"),
        ("Neue Follower", "new_followers"),
        ("ผู้ติดตามใหม่", "new_followers"),
        ("Lượt thích", "likes"),
        ("いいね", "likes"),
        ("Klick på något nytt", "klick_på_något_nytt"),
        ("การเข้าชมใหม่", "การเข้าชมใหม่"),
    ],
)
def test_a_header_is_known_in_many_languages_or_names_itself(header, name):
    assert studio_words.english(header) == name


def test_two_columns_never_become_one_series():
    assert studio_words.names(["Date", "Likes", "Curtidas"]) == ["date", "likes", "curtidas"]


def test_no_word_means_two_things():
    said = [w.strip() for words in studio_words.WORDS.values() for w in words.split(";") if w.strip()]
    assert sorted(said) == sorted(set(said))


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Viewers_some_one.x.zip", "some_one.x"),
        ("Followers_some_one (2).zip", "some_one"),
        ("FollowerHistory_some_one.csv", "some_one"),
        ("Overview_2025-09-25_1758844800_some_one.zip", "some_one"),
        ("Overview_20250925.csv", ""),
        ("Overview_export_2.csv", ""),
        ("Overview.csv", ""),
        ("Viewers_2025-09-25.csv", ""),
    ],
)
def test_the_account_is_read_from_a_name_unless_that_is_a_word_or_a_date(name, handle):
    assert studio_overview.about([name]).handle == handle


def test_the_year_beside_a_bare_handle_comes_from_the_option(tmp_path):
    with zipfile.ZipFile(tmp_path / "Viewers_some_one.zip", "w") as archive:
        archive.writestr("Viewers.csv", '"Date","Total Viewers","New Viewers","Returning Viewers"\n"May 6","5","5","0"')
    (report,) = import_paths([tmp_path / "Viewers_some_one.zip"], tmp_path / "ws")
    assert "--year" in report.error
    (report,) = import_paths([tmp_path / "Viewers_some_one.zip"], tmp_path / "ws", year=2025)
    assert set(daily(tmp_path / "ws")["series"]) == {
        "@some_one total_viewers",
        "@some_one new_viewers",
        "@some_one returning_viewers",
    }


@pytest.mark.parametrize(("cell", "value"), [("1.234", 1_234), ("1,234", 1_234), ("-2", -2), ("1,5K", 1_500)])
def test_figures_are_whole_things_however_they_are_grouped(tmp_path, cell, value):
    (tmp_path / "Overview.csv").write_text(f'"Fecha","Me gusta"\n"8 de marzo","{cell}"', encoding="utf-8")
    import_paths([tmp_path / "Overview.csv"], tmp_path / "ws", year=2025)
    assert daily(tmp_path / "ws")["value"].tolist() == [value]
