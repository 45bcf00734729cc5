"""Every figure of the golden campaign, reckoned by hand from the tables of `golden_campaign.py`."""

import numpy as np
import pytest

from golden_campaign import TABLES
import kit
from kit import post_mortem
from tiny import cell, workspace


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    return kit.open(str(workspace(tmp_path_factory.mktemp("golden") / "w", **TABLES)), audience="internal")


@pytest.fixture(scope="module")
def results(golden):
    return post_mortem.kpis(golden).table.set_index("metric")["value"]


@pytest.fixture(scope="module")
def costs(golden):
    return post_mortem.cost_return(golden).table


def test_awareness(results):
    assert results["videos"] == 6
    assert results["views"] == 10_000 + 2_000 + 3_000 + 0 + 5_000 + 20_000
    assert results["paid_views"] == 4_000
    assert results["organic_views"] == 40_000 - 4_000
    assert results["reach"] is None  # in nobody's export


def test_engagement(results):
    assert results["engagements"] == 600 + 120 + 150 + 0 + 250 + 1_000
    assert (results["likes"], results["comments"], results["shares"]) == (1_720, 210, 190)
    assert results["engagement_rate_by_views"] == pytest.approx(2_120 / 40_000)
    assert results["organic_engagement_rate_by_views"] == pytest.approx((2_120 - 50) / 36_000)  # paid: 40 + 4 + 6


def test_conversion(results):
    assert results["clicks"] == 60 + 40 + 50  # the 500 came after the flight
    assert results["orders"] == 6  # o1 o2 o3 o4 o5 o8
    assert results["revenue"] == pytest.approx(60 + 40 + 30 + 50 + 50 * 1.2 + 40)
    assert results["conversion_rate"] == pytest.approx(3 / 150)  # o3 o4 o8 came through a tracked link


def test_virality(results):
    assert results["ugc_videos"] == 1
    assert results["ugc_extra"] == 1  # none in the fortnight before
    assert (results["ugc_authors"], results["ugc_views"]) == (1, 300)


@pytest.mark.parametrize(
    ("metric", "actual", "attainment", "status"),
    [
        ("views", 40_000, 40 / 30, "met"),
        ("orders", 6, 0.6, "missed"),
        ("cpa", 550 / 6, 600 / 550, "met"),  # 100 ÷ 91.67
        ("engagement_rate_by_views", 0.053, 0.053 / 0.06, "missed"),
    ],
)
def test_goals(golden, metric, actual, attainment, status):
    table = post_mortem.goals(golden).table.set_index("metric")
    assert table.at[metric, "actual"] == pytest.approx(actual, rel=1e-6)
    assert table.at[metric, "attainment"] == pytest.approx(attainment)
    assert table.at[metric, "status"] == status


def test_what_was_agreed_and_what_came(golden):
    found = post_mortem.delivery(golden)
    state = found.table.set_index("deal_id")["state"]
    assert state.to_dict() == {"G1": "on time", "G2": "late", "G3": "on time", "G4": "on time", "G5": "missing"}
    assert cell(found, "days_late", deal_id="G2") == 2  # due on 5 June, posted on 7 June
    assert "(2\u00a0days, $110)" in found.takeaway  # €100 × 1.1
    assert "($50.00)" in found.takeaway


def test_costs_by_name(costs):
    whole = costs[costs["level"] == "all deals"].iloc[0]
    assert whole["fee_cost"] == pytest.approx(200 + 110 + 90 + 50)
    assert whole["media_cost"] == pytest.approx(450 + 100)
    # G1 300 + 20 agency; G2 110 + 20 % tax; G3 30 product + 10 % of $100; G4 90; G5 50
    assert whole["loaded_cost"] == pytest.approx(320 + 132 + 40 + 90 + 50)


def test_ratios_of_sums(costs):
    whole = costs[costs["level"] == "all deals"].iloc[0]
    assert whole["cpm"] == pytest.approx(1_000 * 550 / 40_000)
    assert whole["cpv"] == pytest.approx(550 / 40_000)
    assert whole["cpe"] == pytest.approx(550 / 2_120)
    assert whole["cpc"] == pytest.approx(550 / 150)
    assert whole["cpa"] == pytest.approx(550 / 6)
    assert whole["roas"] == pytest.approx(280 / 550)
    assert whole["roi"] == pytest.approx((0.5 * 280 - 632) / 632)
    assert whole["cpm_fee"] == pytest.approx(1_000 * 450 / (36_000 - 5_000))  # the affiliate has no fee


@pytest.mark.parametrize(
    ("deal", "media", "loaded", "views", "orders", "revenue"),
    [
        ("ana (G1)", 300, 320, 12_000, 3, 130),  # o1 60, o2 40, o3 30
        ("ben (G2)", 110, 132, 3_000, 1, 50),  # o4: its code decides, though it carries ana's link
        ("cleo (G3)", 0, 40, 5_000, 2, 100),  # o5 €50 × 1.2, o8 80 less 40
        ("dora (G4)", 90, 90, 20_000, 0, 0),
        ("ed (G5)", 50, 50, 0, 0, 0),
    ],
)
def test_each_deal(costs, deal, media, loaded, views, orders, revenue):
    row = costs[costs["name"] == deal].iloc[0]
    assert row["media_cost"] == pytest.approx(media)
    assert row["loaded_cost"] == pytest.approx(loaded)
    assert (row["views"], row["orders"], row["revenue"]) == pytest.approx((views, orders, revenue))


def test_a_deals_cost_per_order_has_the_exact_poisson_interval_and_without_orders_a_lower_bound(costs):
    by = costs.set_index("name")
    # 95 % for 1 order: 0.0253–5.5716; for 0: up to 3.6889 (Garwood 1936)
    assert by.loc["ben (G2)", ["cpa_low", "cpa", "cpa_high"]].tolist() == pytest.approx(
        [110 / 5.571643, 110, 110 / 0.0253178], rel=1e-5
    )
    assert by.at["dora (G4)", "cpa_low"] == pytest.approx(90 / 3.688879, rel=1e-5)
    assert np.isnan(by.at["dora (G4)", "cpa"])
    assert np.isnan(by.at["dora (G4)", "cpa_high"])


def test_what_was_free_of_charge_has_no_price(costs):
    assert costs.set_index("name").loc["cleo (G3)", ["cpm", "cpv", "cpe", "cpa", "roas"]].isna().all()


def test_attribution_is_a_range_of_unique_orders(golden):
    found = post_mortem.attribution(golden)
    table = found.table
    assert table["orders"].sum() == 7  # o1–o6 and o8; o7 refunded, o9 after the flight, o10 and o11 without any sign
    assert table["attributed"].sum() == 6  # without the landing page of o6
    assert table["floor"].sum() == 4  # o1 o3 o4 o8
    assert table["revenue"].sum() == pytest.approx(280)
    assert found.takeaway.startswith("Between 4 ($180) and 7\u00a0orders ($300) of the flight")  # 180: o1 60, o3 30, o4 50, o8 40
