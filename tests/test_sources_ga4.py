"""Google Analytics 4 exports become sessions of a link and a day."""

from pathlib import Path

import pandas as pd
import pytest

from kit.intake import import_paths
from kit.orders.keys import linked
from kit.sources import ga4
from kit.workspace import Workspace

SAMPLE = Path(__file__).parent / "samples" / "ga4.csv"
TAGGED = "shop.example/spring?utm_source=tiktok&utm_medium=influencer&utm_campaign=lotus&utm_content=anna"


def take(tmp_path, text, name="ga.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return import_paths([tmp_path / name], tmp_path / "ws")[0]


def traffic(tmp_path):
    frame = Workspace(tmp_path / "ws").latest("traffic").to_pandas()
    return {(f"{row.date:%m-%d}", row.link): row.sessions for row in frame.itertuples()}, frame


def test_sessions_are_added_by_day_and_link_below_the_comments(tmp_path):
    (report,) = import_paths([SAMPLE], tmp_path / "ws")
    assert report.format == "ga4"
    values, frame = traffic(tmp_path)
    assert values == {
        ("04-01", TAGGED): 35,  # mobile 30 and desktop 5
        ("04-01", "shop.example/spring"): 8,  # direct visits carry no marks
        ("04-02", TAGGED.replace("anna", "ข้าว")): 20,
    }
    assert sum(values.values()) == 63  # what the file calls its grand total
    assert report.notes == {"rows with a total were dropped": 1}
    assert frame["clicks"].isna().all()
    assert all(frame[column].notna().any() for column in ga4.FILLS["traffic"])


def test_the_link_is_the_referral_link_and_the_landing_page_of_a_deal(tmp_path):
    import_paths([SAMPLE], tmp_path / "ws")
    found = set(linked(traffic(tmp_path)[1]["link"].astype("string")))
    deal = pd.Series([f"https://www.{TAGGED}", "https://Shop.example/spring/"], dtype="string")
    assert set(linked(deal)) <= found


@pytest.mark.parametrize(
    ("header", "row", "link"),
    [
        ("Date,Session source / medium,Sessions", "20260401,tiktok / bio,7", "utm_source=tiktok&utm_medium=bio"),
        ("Date,Session campaign,Sessions", "20260401,lotus,7", "utm_campaign=lotus"),
        ("Date,Session source,Session medium,Sessions", "20260401,tiktok,(not set),7", "utm_source=tiktok"),
        ("Date,Landing page + query string,Sessions", "20260401,/a?x=1,7", "/a?x=1"),
        (
            "Date,Landing page + query string,Session source / medium,Session campaign,Sessions",
            "20260401,/a?utm_source=tiktok,tiktok / bio,lotus,7",
            "/a?utm_source=tiktok&utm_medium=bio&utm_campaign=lotus",
        ),
        ("date,sessionManualAdContent,sessions", "2026-04-01,anna,7", "utm_content=anna"),
        ("Date + hour (YYYYMMDDHH),Session campaign,Sessions", "2026040113,lotus,7", "utm_campaign=lotus"),
        ("Date,Session source / medium,Sessions", "20260401,(direct) / (none),7", "(direct) / (none)"),
        ("Date,Session campaign,Sessions", "20260401,(not set),7", "(not set)"),
    ],
)
def test_the_link_is_put_together_from_what_the_export_has(tmp_path, header, row, link):
    report = take(tmp_path, f"{header}\n{row}\n")
    assert report.error is None
    assert traffic(tmp_path)[0] == {("04-01", link): 7}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# 20240101-20240131\nSession campaign,Sessions\nlotus,7\n", "totals of a period"),
        ("Date,Event name,Session campaign,Sessions\n20260401,purchase,lotus,7\n", "split by Event name"),
        ("Date,Page path and screen class,Session campaign,Sessions\n20260401,/a,lotus,7\n", "split by Page path"),
        ("Date,Sessions,Engaged sessions\n20260401,7,3\n", "which link"),
        ("Date,Session campaign,Sessions,Sessions\n20260401,lotus,7,3\n", "several times"),
    ],
)
def test_what_is_no_session_of_a_link_on_a_day_is_refused_in_one_sentence(tmp_path, text, words):
    report = take(tmp_path, text)
    assert words in report.error
    assert "\n" not in report.error


def test_rows_without_a_day_or_a_count_are_refused(tmp_path):
    report = take(tmp_path, "Date,Session campaign,Sessions\n,lotus,7\n20260401,lotus,many\n20260401,lotus,2\n")
    assert report.reasons == {"traffic: date is missing": 1, "traffic: sessions is no number": 1}
    assert traffic(tmp_path)[0] == {("04-01", "utm_campaign=lotus"): 2}
