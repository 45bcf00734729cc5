"""The four families of results, by hand."""

import pandas as pd
import pytest

import kit
from kit import post_mortem
from spring import clip, TABLES, VIDEOS, without
from tiny import cell, data, workspace


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", **TABLES)


def test_results_of_the_four_families(small):
    found = post_mortem.kpis(small)
    value = dict(zip(found.table["metric"], found.table["value"], strict=True))
    assert value["videos"] == 5
    assert value["views"] == 9_500
    assert value["paid_views"] == 400
    assert value["organic_views"] == 9_100
    assert value["engagements"] == 475  # 100 + 100 + 50 + 200 + 25
    assert value["engagement_rate_by_views"] == pytest.approx(475 / 9_500)
    assert value["clicks"] == 100  # 60 + 40, in the flight and on the campaign's links
    assert value["orders"] == 6
    assert value["conversion_rate"] == pytest.approx(3 / 100)
    assert value["revenue"] == pytest.approx(50 + 30 + 20 + 40 + 60 * 1.5 + 100)
    assert value["ugc_videos"] == 3  # ivy twice, jon once; not the brand, eve, or the sponsored kim
    assert value["ugc_authors"] == 2
    assert value["ugc_extra"] == 2  # one in the ten days before
    assert value["ugc_views"] == 600
    assert value["saves"] is None
    assert cell(found, "said", metric="reach") == "not known"
    assert pd.isna(cell(found, "value_low", metric="engagement_rate_by_views"))  # four creators carry no interval


def test_results_without_orders_or_clicks_say_what_is_missing(tmp_path):
    found = post_mortem.kpis(without(tmp_path, "orders", "traffic"))
    assert cell(found, "said", metric="orders") == "not known"
    assert "no table orders" in cell(found, "note", metric="orders")
    assert "no table traffic" in cell(found, "note", metric="clicks")
    assert cell(found, "value", metric="views") == 9_500


def test_videos_without_views_give_no_rate(tmp_path):
    silent = [
        v | {"views": 0, "likes": 0, "comments": 0, "shares": 0, "paid_views": None, "is_ad": False} for v in VIDEOS
    ]
    given = without(tmp_path, videos=silent)
    assert cell(post_mortem.kpis(given), "said", metric="engagement_rate_by_views") == "not known"
    assert "bought no views" in post_mortem.cost_return(given).takeaway
    assert cell(post_mortem.goals(given), "status", metric="cpm") == "cannot be measured"


def test_views_that_are_not_known_are_not_counted_as_none(tmp_path):
    found = post_mortem.kpis(without(tmp_path, videos=[*VIDEOS[:1], VIDEOS[1] | {"views": None}, *VIDEOS[2:]]))
    words = found.takeaway.replace("\u00a0", " ")
    assert words.startswith("Of 5 delivered videos, the 4 with known views got 7,500 views;")


def test_videos_by_others_in_part_of_a_flight_are_held_against_as_many_days_before(tmp_path):
    days = {"20": "2026-04-29", "21": "2026-04-20"}
    extra = [clip(n, "jon", 100, 9, 0, 0, d, hashtags=["usglow"]) for n, d in days.items()]
    videos = [v | {"captured_at": v["posted_at"]} for v in [*VIDEOS, *extra]]
    path = workspace(tmp_path / "w", **TABLES | {"videos": videos})
    found = post_mortem.kpis(kit.open(str(path), as_of="2026-05-05"))
    assert cell(found, "value", metric="ugc_videos") == 2  # ivy on 5 May, jon on 1 May
    assert cell(found, "value", metric="ugc_extra") == 1  # 29 April lies in the five days before, 25 and 20 do not
    words = cell(found, "note", metric="ugc_extra").replace("\u00a0", " ")
    assert words == "1 such video in as many days (5) before the flight."
    assert "up to 5 May" in cell(found, "note", metric="ugc_videos").replace("\u00a0", " ")


def test_hashtag_and_sound_views_count_all_videos_of_the_flight_that_carry_them(tmp_path):
    songs = [v | {"sound_id": "s1"} if v["video_id"] in ("2", "8") else v for v in VIDEOS]
    given = without(tmp_path, videos=songs, campaigns=[TABLES["campaigns"][0] | {"sound_ids": ["s1"]}])
    found = post_mortem.kpis(given)
    assert cell(found, "value", metric="hashtag_views") == 5000 + 500 + 300 + 200 + 100 + 100  # 4, 5, 6, 7, 8, 11
    assert cell(found, "value", metric="sound_views") == 2000 + 100
    assert "600 of the views by accounts without a deal" in cell(found, "note", metric="hashtag_views")
    assert cell(found, "family", metric="hashtag_views") == "awareness"


def test_a_sound_that_the_campaign_does_not_name_is_said(small):
    found = post_mortem.kpis(small)
    assert cell(found, "said", metric="sound_views") == "not known"
    assert "names no sound" in cell(found, "note", metric="sound_views")


def test_videos_without_a_day_of_posting_are_not_taken_for_none(tmp_path):
    found = post_mortem.kpis(without(tmp_path, videos=[v | {"posted_at": None} for v in VIDEOS]))
    assert cell(found, "said", metric="ugc_videos") == "not known"
    assert cell(found, "said", metric="hashtag_views") == "not known"
