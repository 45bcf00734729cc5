"""TikTok Studio Followers: a history that crosses New Year, hours, an account that only a name knows."""

import io
from pathlib import Path
import zipfile

import openpyxl
import pandas as pd
import pytest

from kit.intake import import_paths
from kit.sources.studio_followers import _hour
from kit.workspace import Workspace

SAMPLES = Path(__file__).parent / "samples"
HISTORY = SAMPLES / "FollowerHistory_2025-12-30_1767355200_lena.cooks.csv"
ACTIVITY = SAMPLES / "FollowerActivity_2025-07-14_1752624000_lena.cooks.csv"
HEADER = ["Date", "Followers", "Difference in followers from previous day"]


def values(workspace, series):
    """{day: value} of one series."""
    frame = Workspace(workspace).latest("daily").to_pandas()
    frame = frame[frame["series"] == series].sort_values("date")
    return {f"{day:%Y-%m-%d}": value for day, value in zip(frame["date"], frame["value"], strict=True)}


def test_a_history_becomes_daily_series_across_new_year(tmp_path):
    (report,) = import_paths([HISTORY], tmp_path / "ws")
    assert report.format == "studio_followers"
    assert report.tables["daily"] == {"read": 7, "kept": 7, "merged": 0, "refused": 0}
    assert values(tmp_path / "ws", "@lena.cooks followers") == {
        "2025-12-31": 1205,
        "2026-01-01": 1201,
        "2026-01-02": 1210,
    }
    change = values(tmp_path / "ws", "@lena.cooks difference_in_followers_from_previous_day")
    assert change["2026-01-01"] == -4
    assert report.notes["cells without a value were left out"] == 1


def test_each_day_is_a_capture_of_the_account(tmp_path):
    (report,) = import_paths([HISTORY], tmp_path / "ws")
    assert report.tables["creators"]["read"] == 3  # a day without a number is none
    creator = Workspace(tmp_path / "ws").latest("creators").to_pandas().iloc[0]
    assert (creator["creator_id"], creator["followers"]) == ("lena.cooks", 1210)
    assert creator["captured_at"] == pd.Timestamp("2026-01-02", tz="UTC")


def test_activity_becomes_a_series_for_each_hour(tmp_path):
    (report,) = import_paths([ACTIVITY], tmp_path / "ws")
    assert report.to_json()["reasons"] == {"daily: Hour is no hour between 0 and 23": 1}
    assert values(tmp_path / "ws", "@lena.cooks active_followers 13:00") == {"2025-07-14": 40, "2025-07-15": 50}
    assert values(tmp_path / "ws", "@lena.cooks active_followers 00:00") == {"2025-07-14": 10, "2025-07-15": 20}


def test_activity_that_is_sorted_by_hour_has_the_same_days(tmp_path):
    lines = [f'"{day}","{hour}","7"' for hour in range(3) for day in ("December 31", "January 1")]
    (tmp_path / "FollowerActivity.csv").write_text("\n".join(['"Date","Hour","Active followers"', *lines]))
    import_paths([tmp_path / "FollowerActivity.csv"], tmp_path / "ws", year=2025)
    assert values(tmp_path / "ws", "active_followers 02:00") == {"2025-12-31": 7, "2026-01-01": 7}


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("0", "00:00"),
        ("13", "13:00"),
        ("07:00", "07:00"),
        ("12 AM", "00:00"),
        ("1 p.m.", "13:00"),
        ("9h", "09:00"),
        ("24", ""),
        ("13 PM", ""),
        ("noon", ""),
        (None, ""),
    ],
)
def test_hours_are_read_as_they_are_written(cell, hour):
    assert _hour(cell) == hour


def test_without_an_account_there_are_series_but_no_creators(tmp_path):
    (tmp_path / "FollowerHistory.csv").write_text(",".join(HEADER) + "\nMay 6,5,1\n")
    (report,) = import_paths([tmp_path / "FollowerHistory.csv"], tmp_path / "ws", year=2025)
    assert set(report.tables) == {"daily"}
    assert values(tmp_path / "ws", "followers") == {"2025-05-06": 5}
    assert any("Followers_<handle>" in words for words in report.notes)


def test_without_a_year_the_option_is_named(tmp_path):
    (tmp_path / "FollowerHistory.csv").write_text(",".join(HEADER) + "\nMay 6,5,1\n")
    (report,) = import_paths([tmp_path / "FollowerHistory.csv"], tmp_path / "ws")
    assert "--year" in report.error


def test_the_zip_of_a_section_is_read_whole_with_its_workbooks(tmp_path):
    book, cells = openpyxl.Workbook(), io.BytesIO()
    for line in (HEADER, ["August 28", "308209", "583"], ["August 29", "308300", "91"]):
        book.active.append(line)
    book.save(cells)
    with zipfile.ZipFile(tmp_path / "Followers_some_one.x (1).zip", "w") as archive:
        archive.writestr("FollowerHistory.xlsx", cells.getvalue())
        archive.writestr("FollowerActivity.csv", '\ufeff"Date","Hour","Active followers"')
        archive.writestr("FollowerGender.csv", '\ufeff"Gender","Distribution"\n"Female","0.6"\n"Male","0.4"')
        archive.writestr("FollowerTopTerritories.csv", '\ufeff"Top territories","Distribution"')
    reports = import_paths([tmp_path / "Followers_some_one.x (1).zip"], tmp_path / "ws", year=2025)
    assert [r.error for r in reports] == [None] * 4
    assert values(tmp_path / "ws", "@some_one.x followers") == {"2025-08-28": 308_209, "2025-08-29": 308_300}
    audience = Workspace(tmp_path / "ws").latest("audience").to_pandas()
    assert set(audience["creator_id"]) == {"some_one.x"}
