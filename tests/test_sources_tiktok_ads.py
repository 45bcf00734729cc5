"""TikTok Ads Manager reports become daily series of each campaign."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from kit.intake import import_paths
from kit.sources import tiktok_ads
from kit.workspace import Workspace

SAMPLE = Path(__file__).parent / "samples" / "tiktok_ads.csv"


def take(tmp_path, text, name="report.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_paths([tmp_path / name], tmp_path / "ws")[0]


def daily(tmp_path):
    frame = Workspace(tmp_path / "ws").latest("daily").to_pandas()
    return {(f"{row.date:%m-%d}", row.series): row.value for row in frame.itertuples()}, frame


def test_ads_of_a_campaign_are_added_day_by_day_and_the_total_is_dropped(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    assert report.format == "tiktok_ads"
    assert report.notes["rows with a total were dropped"] == 1
    values, frame = daily(tmp_path)
    assert values["04-01", "ads Lotus ស្រូវ cost"] == 30.3  # 20.10 + 10.20
    assert values["04-01", "ads Lotus ស្រូវ impressions"] == 15_000
    assert values["04-01", "ads Lotus ស្រូវ clicks"] == 160
    assert values["04-01", "ads Lotus ស្រូវ clicks_all"] == 210
    assert values["04-01", "ads Lotus ស្រូវ video_views"] == 14_200
    assert values["04-02", "ads Lotus ส้ม cost"] == 7.5
    assert ("04-02", "ads Lotus ส้ม conversions") not in values  # a dash is no 0
    units = frame.groupby(frame["series"].str.endswith(" cost"))["unit"].unique()
    assert (list(units[True]), list(units[False])) == (["USD"], ["count"])


def test_reach_is_kept_only_where_nothing_was_added(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    values, _ = daily(tmp_path)
    assert {k: v for k, v in values.items() if k[1].endswith("reach")} == {
        ("04-01", "ads Lotus ส้ม reach"): 4_800,
        ("04-02", "ads Lotus ส้ม reach"): 3_900,
    }
    assert any("people who saw two of them count once" in words for words in report.notes)


def test_the_sample_fills_what_the_format_can_fill_and_rates_are_ignored(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    _, frame = daily(tmp_path)
    assert all(frame[column].notna().any() for column in tiktok_ads.FILLS["daily"])
    assert {s.rpartition(" ")[2] for s in frame["series"]} == {"cost", *tiktok_ads.COUNTS}
    assert {"CTR (destination)", "Frequency", "Average play time per video view"} <= set(report.columns_ignored)


def test_the_currency_may_stand_in_a_column(tmp_path):
    text = "By Day,Campaign name,Ad name,Cost,Currency,Impressions\n2026-04-01,A,x,5,vnd,10\n"
    assert take(tmp_path, text).error is None
    _, frame = daily(tmp_path)
    assert set(zip(frame["series"], frame["unit"], strict=True)) == {
        ("ads A cost", "VND"),
        ("ads A impressions", "count"),
    }


def test_a_cost_without_a_currency_is_left_out_by_name(tmp_path):
    report = take(tmp_path, "By Day,Campaign name,Ad name,Cost,Impressions\n2026-04-01,A,x,5,10\n2026-04-02,A,x,5,10\n")
    assert set(daily(tmp_path)[1]["series"]) == {"ads A impressions"}
    assert (
        report.notes["cost was left out: neither its header nor a column says the currency, as Cost (USD) would"] == 2
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Campaign name,Ad group name,Cost (USD),Impressions\nA,g,5,10\n", "with the dimension By Day"),
        ("Date,Campaign name,Ad group name,Cost (USD),Impressions\n2026-04-01 ~ 2026-04-30,A,g,5,10\n", "By Day"),
        ("By Day,Campaign name,Ad name,Cost\n2026-04-01,A,x,5\n", "no figure that can be kept"),
        (
            "By Day,Campaign name,Ad name,Cost,Currency\n2026-04-01,A,x,5,USD\n2026-04-02,A,x,5,EUR\n",
            "in several currencies",
        ),
    ],
)
def test_what_no_table_can_hold_is_refused_in_one_sentence(tmp_path, text, words):
    report = take(tmp_path, text)
    assert words in report.error
    assert report.error.startswith("report.csv ")
    assert "\n" not in report.error


def test_a_campaign_called_total_is_no_total(tmp_path):
    take(tmp_path, "By Day,Campaign name,Ad name,Cost (USD),Impressions\n2026-04-01,Total look,x,5,10\n")
    assert daily(tmp_path)[0]["04-01", "ads Total look cost"] == 5


def test_a_figure_that_is_none_and_a_row_without_a_day_are_refused(tmp_path):
    text = "By Day,Campaign name,Ad name,Cost (USD),Impressions\n2026-04-01,A,x,five,10\n2026-04-01,A,y,5,1\n,A,x,5,2\n"
    report = take(tmp_path, text)
    assert report.reasons == {"daily: value is no number": 1, "daily: date is missing": 2}
    assert daily(tmp_path)[0] == {("04-01", "ads A impressions"): 11}


def test_names_of_the_api_and_its_records_are_read(tmp_path):
    text = (
        '[{"dimensions": {"stat_time_day": "2026-04-01 00:00:00", "campaign_id": "1770000000000000001"}, '
        '"metrics": {"spend": "5.5", "currency": "USD", "impressions": "10", "clicks": "2", "video_play_actions": 9}}]'
    )
    assert take(tmp_path, text, "report.json").error is None
    assert daily(tmp_path)[0] == {
        ("04-01", "ads 1770000000000000001 cost"): 5.5,
        ("04-01", "ads 1770000000000000001 impressions"): 10,
        ("04-01", "ads 1770000000000000001 video_views"): 9,
        ("04-01", "ads 1770000000000000001 clicks"): 2,
    }


def test_a_workbook_with_days_as_times_says_the_same(tmp_path):
    book = openpyxl.Workbook()
    for line in (
        ["By Day", "Ad group name", "Cost (USD)", "Impressions"],
        [dt.datetime(2026, 4, 1), "g", 1.234, 10],
        ["Total of 1 result", None, 1.234, 10],
    ):
        book.active.append(line)
    book.save(tmp_path / "report.xlsx")
    (report,) = import_paths([tmp_path / "report.xlsx"], tmp_path / "ws")
    assert report.error is None
    assert daily(tmp_path)[0] == {("04-01", "ads g cost"): 1.234, ("04-01", "ads g impressions"): 10}


def test_ads_of_other_managers_are_not_taken(tmp_path):
    report = take(tmp_path, "Day,Campaign name,Ad set name,Amount spent (USD),Impressions\n2026-04-01,A,x,5,10\n")
    assert "of no layout that the kit knows" in report.error
