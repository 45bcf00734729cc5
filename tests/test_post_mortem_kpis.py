"""The four families of results, by hand."""

import pandas as pd
import pytest

from kit import post_mortem
from spring import TABLES, VIDEOS, without
from tiny import cell, data


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
