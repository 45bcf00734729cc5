"""Every figure of the golden campaign, reckoned by hand from the tables of `golden_campaign.py`."""

import numpy as np
import pandas as pd
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
    assert whole["cpc"] == pytest.approx(
        (300 + 0) / 150
    )  # deals with a tracked link: G1 300, G3 0; 60 + 40 + 50 clicks
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
    # $180: o1 60, o3 30, o4 50, o8 40; $300: the attributed 280 and o6 20
    assert found.takeaway.startswith("Between 4 ($180) and 7\u00a0orders ($300) of the flight")


# -- credit


def test_no_order_looks_leaked_and_that_is_said(golden):
    found = post_mortem.leaks(golden)
    assert found.table.empty
    # valid orders by a code, of any day: o1 o2 o9 (ANA10), o4 (BEN10), o5 o8 (CLEO10)
    assert found.takeaway == "No order looks leaked; looked at: 6\u00a0orders by 3\u00a0codes, of any day."
    assert found.n == {"code orders": 6, "codes": 3}
    assert found.left_out == {"code orders with a link or a click": 3}  # o1 o4 o8


def test_what_orders_carry_and_what_added_channels_would_claim(golden):
    found = post_mortem.order_signs(golden)
    rows = found.table.set_index("carried")[["orders", "share", "revenue", "trail"]]
    expected = {
        "Code only": (3, 3 / 7, 60 + 40 + 50 * 1.2, 1),  # o1 (clicked), o2, o5
        "Code and link": (2, 2 / 7, 50 + 40, 2),  # o4, o8
        "Link only": (1, 1 / 7, 30, 1),  # o3
        "Landing page only": (1, 1 / 7, 20, 0),  # o6
        "Nothing of the campaign": (1, np.nan, 15, 0),  # o10
    }
    assert set(rows.index) == set(expected)
    for carried, row in expected.items():
        assert rows.loc[carried].tolist() == pytest.approx(row, nan_ok=True)
    # codes o1 o2 o4 o5 o8, links o3 o4 o8, page o6: 9 claims for 7 orders, 9 ÷ 7 − 1 = 28.6 %
    assert "(codes 5, links 3 and landing pages 1)" in found.takeaway
    assert "these channels would claim 9: 29\u202f% too many" in found.takeaway


@pytest.mark.parametrize(
    ("key", "ours", "n", "others", "ratio"),
    [
        ("new", 4 / 5, 5, 0, np.nan),  # o1 o3 o4 o8 of those with a word on it, and o2 not; o10 not
        ("value", 280 / 6, 6, 15, 280 / 6 / 15),
        ("typical", 45, 6, 15, 3),  # 30 40 40 | 50 60 60
        ("discount", 10 / (50 + 30), 2, np.nan, np.nan),  # o2 10 of 50, o3 none of 30; nothing known of the others
        ("back", 2 / 7, 7, 0, np.nan),  # o7 wholly, o8 half
        # o7 70 and o8 40, of o1 60, o2 50, o3 30, o4 50, o5 €50 × 1.2, o7 70, o8 80
        ("refunded", 110 / 400, 7, 0, np.nan),
    ],
)
def test_who_bought(golden, key, ours, n, others, ratio):
    row = post_mortem.customers(golden).table.set_index("key").loc[key]
    found = row[["attributed", "n", "others", "ratio"]].tolist()
    assert found == pytest.approx([ours, n, others, ratio], nan_ok=True)
    assert row["creators"] == (1 if key == "discount" else 3)  # ana; else ana, ben, cleo
    assert np.isnan(row["ratio_low"])  # three creators


def test_one_other_order_is_one(golden):
    assert "against $15.00 of the other order." in post_mortem.customers(golden).takeaway


# -- money


@pytest.mark.parametrize(
    ("key", "orders", "revenue"),
    [
        ("floor", 4, 180),  # with a click: o1 60, o3 30, o4 50, o8 40
        ("middle", 6, 280),  # and o2 40, o5 €50 × 1.2
        ("ceiling", 7, 300),  # and o6 20
    ],
)
def test_what_it_was_worth_by_each_way_of_counting_orders(golden, key, orders, revenue):
    row = post_mortem.return_range(golden).table.set_index("key").loc[key]
    assert (row["orders"], row["revenue"]) == pytest.approx((orders, revenue))
    assert (row["media_cost"], row["loaded_cost"], row["break_even"]) == pytest.approx((550, 632, 1 / 0.5))
    assert row["roas"] == pytest.approx(revenue / 550)
    assert row["contribution"] == pytest.approx(0.5 * revenue - 632)
    assert row["roi"] == pytest.approx((0.5 * revenue - 632) / 632)


def test_the_return_has_an_interval_by_leaving_out_one_creator_unless_one_decides_it(golden):
    rows = post_mortem.return_range(golden).table.set_index("key")
    # floor, revenue by media cost: ana 90 ÷ 300, ben 50 ÷ 110, cleo 40 ÷ 0, dora 0 ÷ 90, ed 0 ÷ 50; without each
    # 90 ÷ 250, 130 ÷ 440, 140 ÷ 550, 180 ÷ 460, 180 ÷ 500; logs −1.0217 −1.2192 −1.3683 −.9383 −1.0217, variance 4 ÷ 5
    # of the sum of squares: .09894; effective creators 550² ÷ (300² + 110² + 90² + 50²) = 2.6841, so t with 1.6841
    # degrees of freedom, 5.1766: 180 ÷ 550 × exp(±5.1766 × √.09894)
    assert rows.loc["floor", ["roas_low", "roas_high"]].tolist() == pytest.approx([0.064235, 1.66742], rel=1e-4)
    # loaded 320, 132, 40, 90, 50: logs −1.2432 −1.3471 −1.4419 −1.1023 −1.1735, variance .05862, 2.0254 degrees, t
    # 4.2514: revenue ÷ cost .10175 to .79722; contribution = (0.5 × that − 1) × 632
    ends = rows.loc["floor", ["contribution_low", "contribution_high"]].tolist()
    assert ends == pytest.approx([-599.847, -380.079], rel=1e-4)
    # middle: without each 150 ÷ 250, 230 ÷ 440, 180 ÷ 550, 280 ÷ 460, 280 ÷ 500; variance .21106: .0472 to 5.49, more
    # than a hundredfold, so that one creator decides it: none.  Nor has the ceiling, with an order that names nobody
    assert rows.loc[["middle", "ceiling"], ["roas_low", "roas_high"]].isna().all(axis=None)
    assert rows.loc["ceiling", ["contribution_low", "contribution_high"]].isna().all()


def test_without_daily_series_the_extra_revenue_is_not_known(golden):
    found = post_mortem.return_range(golden)
    row = found.table.set_index("key").loc["incremental"]
    assert row[["orders", "revenue", "roas", "roi", "contribution"]].isna().all()
    assert "daily" in row["note"]


PARTS = (
    "media_cost",
    "loaded_cost",
    "fee_cost",
    "views",
    "organic_views",
    "engagements",
    "clicks",
    "orders",
    "revenue",
)
NO = np.nan
GROUPS = {  # G1 300, 320, 200; G2 110, 132, 110; G3 0, 40, no fee; G4 90; G5 50
    "Tactic: paid post": (460, 502, 360, 15_000, 11_000, 870, 100, 4, 180),  # G1 G2 G5
    "Tactic: takeover": (90, 90, 90, 20_000, 20_000, 1_000, NO, 0, 0),  # G4
    "Tactic: affiliate": (0, 40, NO, 5_000, 5_000, 250, 50, 2, 100),  # G3
    "Tier: nano": (50, 50, 50, 0, 0, 0, NO, 0, 0),  # ed, 5,000 followers
    "Tier: micro": (410, 452, 310, 15_000, 11_000, 870, 100, 4, 180),  # ana 20,000, ben 30,000
    "Tier: mid": (90, 130, 90, 25_000, 25_000, 1_250, 50, 2, 100),  # cleo 100,000, dora 60,000
    "ana (G1), video 1 of 2": (150, 160, 100, 10_000, 6_000, 600, NO, NO, NO),
    "ana (G1), video 2 of 2": (150, 160, 100, 2_000, 2_000, 120, NO, NO, NO),
    "ben (G2), video": (110, 132, 110, 3_000, 3_000, 150, NO, 1, 50),
    "cleo (G3), video 1 of 2": (0, 20, NO, 0, 0, 0, NO, NO, NO),
    "cleo (G3), video 2 of 2": (0, 20, NO, 5_000, 5_000, 250, NO, NO, NO),
    "dora (G4), video": (90, 90, 90, 20_000, 20_000, 1_000, NO, 0, 0),
    "ed (G5), no video so far": (50, 50, 50, NO, NO, NO, NO, NO, NO),
}


@pytest.mark.parametrize(("name", "parts"), GROUPS.items())
def test_sums_of_tactics_tiers_and_single_videos(costs, name, parts):
    row = costs[costs["name"] == name].iloc[0]
    assert row[list(PARTS)].astype(float).tolist() == pytest.approx(parts, nan_ok=True)


def test_no_other_rows_and_videos_add_up_to_their_deals(costs):
    level = costs["level"]
    assert set(costs.loc[level.isin(["tactic", "tier", "video", "no video"]), "name"]) == set(GROUPS)
    singles = costs[level.isin(["video", "no video"])]
    assert singles["media_cost"].sum() == pytest.approx(550)
    assert singles["loaded_cost"].sum() == pytest.approx(632)
    assert singles["views"].sum() == 40_000
    assert (1_000 * costs["cpv"]).tolist() == pytest.approx(costs["cpm"].tolist(), nan_ok=True)


@pytest.mark.parametrize(
    ("name", "ratios"),
    [  # cpm, cpe, cpa, roas, roi on 0.5 × revenue, fees by 1,000 organic views
        ("Tactic: paid post", (460 / 15, 460 / 870, 460 / 4, 180 / 460, (90 - 502) / 502, 360 / 11)),
        ("Tactic: takeover", (90 / 20, 90 / 1_000, NO, 0, -1, 90 / 20)),
        ("Tactic: affiliate", (NO, NO, NO, NO, (50 - 40) / 40, NO)),  # free of charge but for product and commission
        ("Tier: nano", (NO, NO, NO, 0, -1, NO)),
        ("Tier: micro", (410 / 15, 410 / 870, 410 / 4, 180 / 410, (90 - 452) / 452, 310 / 11)),
        ("Tier: mid", (90 / 25, 90 / 1_250, 90 / 2, 100 / 90, (50 - 130) / 130, 90 / 20)),  # cleo's views had no fee
        ("ana (G1), video 1 of 2", (150 / 10, 150 / 600, NO, NO, NO, 100 / 6)),
        ("ana (G1), video 2 of 2", (150 / 2, 150 / 120, NO, NO, NO, 100 / 2)),
        ("ben (G2), video", (110 / 3, 110 / 150, 110, 50 / 110, (25 - 132) / 132, 110 / 3)),
        ("ed (G5), no video so far", (NO, NO, NO, NO, NO, NO)),
    ],
)
def test_ratios_of_tactics_tiers_and_single_videos(costs, name, ratios):
    row = costs[costs["name"] == name].iloc[0]
    found = row[["cpm", "cpe", "cpa", "roas", "roi", "cpm_fee"]].astype(float).tolist()
    assert found == pytest.approx(ratios, nan_ok=True)


def test_clicks_that_were_free_of_charge_have_no_price(costs):
    by = costs.set_index("name")["cpc"]
    assert by["Tier: micro"] == pytest.approx(300 / 100)  # G1's clicks; G2 has no link
    assert by["ana (G1)"] == pytest.approx(300 / 100)
    assert np.isnan(by["Tier: mid"])  # cleo's 50 clicks cost no media, and dora has no link: unknown, not $0


def test_creators_beside_what_they_cost(golden):
    found = post_mortem.creator_return(golden)
    table = found.table.set_index("creator_id")
    assert table["cpm"].to_dict() == pytest.approx(
        {"ana": 300 / 12, "ben": 110 / 3, "cleo": NO, "dora": 90 / 20, "ed": NO}, nan_ok=True
    )
    assert table["cpm_fee"].to_dict() == pytest.approx(
        {"ana": 200 / 8, "ben": 110 / 3, "cleo": NO, "dora": 90 / 20, "ed": NO}, nan_ok=True
    )
    assert table["cpa"].to_dict() == pytest.approx(
        {"ana": 300 / 3, "ben": 110, "cleo": NO, "dora": NO, "ed": NO}, nan_ok=True
    )
    # of two videos of ana and two of cleo nobody can tell how far single videos lie apart: six beyond the first needed
    assert table[["expected_views", "cpm_expected", "rank_first"]].isna().all(axis=None)
    assert found.takeaway == ("Which creator gave most for the money cannot be told: too few of their videos tell it.")


def test_whom_to_book_again_is_refused_where_expected_views_are_not_known(golden):
    found = post_mortem.renewal(golden)
    table = found.table.set_index("creator_id")
    # fees by videos agreed; cleo had no fee: a product of 30 for two videos
    assert table["paid"].to_dict() == pytest.approx({"ana": 100, "ben": 110, "cleo": 15, "dora": 90, "ed": 50})
    assert table["worth"].isna().all()
    assert table["verdict"].to_dict() == dict.fromkeys(("ana", "ben", "cleo", "dora"), "not enough to tell") | {
        "ed": "settle first"
    }
    assert table.at["ben", "reason"] == "What another video would bring is not known; 1 deal came 2\u00a0days late."
    assert table.at["ed", "reason"] == "1 of 1\u00a0agreed video is missing; settle that before any price."
    # fees 450 ÷ 31,000 organic views of who had one; no creator has five orders, so sales cannot carry a price
    assert "a CPM of at most $14.52" in found.takeaway
    assert "What another video of 4\u00a0creators would bring cannot be told from these data." in found.caveat
    assert "a ROAS of at least 2," in post_mortem.renewal(golden, renew_by="roas").takeaway  # 1 ÷ 0.5


# -- what was promised


DELIVERED = {  # agreed, delivered, at stake, fee, media cost, first posted, complete, shortest
    "G1": (2, 2, 0, 200, 300, "2026-06-03", "2026-06-05", 20),
    "G2": (1, 1, 0, 110, 110, "2026-06-07", "2026-06-07", 20),
    "G3": (2, 2, 0, NO, 0, "2026-06-04", "2026-06-06", 20),
    "G4": (1, 1, 0, 90, 90, "2026-06-08", "2026-06-08", 20),
    "G5": (1, 0, 50, 50, 50, None, None, NO),
}
USED = {  # faults, live, code, link
    "G1": ("none", "yes", "yes", "yes"),
    "G2": ("none", "yes", "yes", None),  # o4
    "G3": ("none", "yes", "yes", "yes"),
    "G4": ("none", "yes", None, None),
    "G5": (None, None, None, None),
}


@pytest.mark.parametrize("deal", DELIVERED)
def test_each_deals_delivery(golden, deal):
    row = post_mortem.delivery(golden).table.set_index("deal_id").loc[deal]
    numbers = row[["videos_agreed", "videos_delivered", "unearned", "fee", "media_cost", "shortest"]]
    found = [NO if pd.isna(value) else float(value) for value in numbers]
    *counts, first, last, shortest = DELIVERED[deal]
    assert found == pytest.approx([*counts, shortest], nan_ok=True)
    days = [None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in row[["first_posted_on", "completed_on", "seen_on"]]]
    assert days == [first, last, None if first is None else "2026-07-20"]
    words = row[["faults", "live", "code_used", "link_used"]]
    assert tuple(None if pd.isna(word) else word for word in words) == USED[deal]
    assert (row[["too_short", "undisclosed", "gone", "unknown_videos"]] == 0).all()


def test_three_of_five_deals_were_as_agreed(golden):
    assert post_mortem.delivery(golden).takeaway.startswith("3 of 5\u00a0booked deals were delivered as agreed")


def test_forecasts(golden):
    found = post_mortem.forecasts(golden)
    table = found.table.set_index("deal_id")
    # organic: G1 10,000 − 4,000 paid + 2,000; G2 3,000; G5 was due and brought nothing
    assert table["actual"].to_dict() == {"G1": 8_000, "G2": 3_000, "G5": 0}
    assert table["ratio"].to_dict() == pytest.approx({"G1": 0.8, "G2": 1.5, "G5": NO}, nan_ok=True)
    assert table["place"].to_dict() == {"G1": "inside", "G2": "above", "G5": "below"}
    assert found.takeaway.startswith(
        "1 of 3 forecast ranges held what came; 1\u00a0deal came below and 1\u00a0deal came above"
    )
    assert "A typical deal got 1.10 times its forecast" in found.takeaway  # √(0.8 × 1.5) = 1.095


# -- days and ages


def test_the_flight_day_by_day(golden):
    found = post_mortem.kpis_by_day(golden)
    table = found.table.set_index(found.table["day"].dt.day)
    assert table.index.tolist() == list(range(1, 15))
    assert table[["views", "engagements"]].isna().all(axis=None)  # each video was captured once, long after
    assert table["clicks"].dropna().to_dict() == {3: 60, 6: 50, 10: 40}  # no row of traffic on other days
    orders = {4: 60, 5: 40, 6: 30, 7: 50, 8: 40, 10: 50 * 1.2}  # o1 o2 o3 o4 o8 o5, one a day
    assert table["orders"].to_dict() == {day: float(day in orders) for day in range(1, 15)}
    assert table["revenue"].to_dict() == pytest.approx({day: orders.get(day, 0.0) for day in range(1, 15)})
    assert table["posted"].to_dict() == {day: float(3 <= day <= 8) for day in range(1, 15)}
    assert table["ugc_videos"].to_dict() == {day: float(day == 5) for day in range(1, 15)}
    assert (
        found.takeaway == "Most clicks on 3\u00a0Jun\u00a02026 (60); most videos by others on 5\u00a0Jun\u00a02026 (1)."
    )


def test_all_videos_are_grown_and_none_is_known_at_the_same_age(golden):
    found = post_mortem.projected_views(golden)
    assert found.table.set_index("video_id")["value"].to_dict() == {
        "1": 10_000,
        "2": 2_000,
        "3": 3_000,
        "4": 0,
        "5": 5_000,
        "6": 20_000,
    }
    assert found.table["to_come"].fillna(0).eq(0).all()
    assert found.table["value_low"].isna().all()
    assert found.takeaway == "All 6 videos are at least 28 days old; nothing is left to project."
    refused = post_mortem.same_age(golden)  # all were captured once, at 42 to 47 days
    assert refused.status == "not_shown"
    assert refused.takeaway.startswith("No delivered video was captured near day 1, 3, 7, 14 or 28")


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """The same with two earlier captures of video 5, posted on 6 June at 10:00: one day and seven days old."""
    five = next(row for row in TABLES["videos"] if row["video_id"] == "5")
    earlier = [
        five | {"captured_at": "2026-06-07T10:00Z", "views": 1_000, "likes": 40, "comments": 6, "shares": 4},
        five | {"captured_at": "2026-06-13T10:00Z", "views": 3_000, "likes": 120, "comments": 18, "shares": 12},
    ]
    tables = TABLES | {"videos": [*TABLES["videos"], *earlier]}
    return kit.open(str(workspace(tmp_path_factory.mktemp("watched") / "w", **tables)), audience="internal")


def test_counts_are_read_between_captures_on_the_log_of_age(watched):
    found = post_mortem.same_age(watched)
    row = found.table[found.table["video_id"] == "5"].iloc[0]
    # log of count + 1, straight over log of age: 1 day 1,000; 7 days 3,000; 44 days 2 hours 5,000
    # day 3:  1,001 × (3,001 ÷ 1,001)^(ln 3 ÷ ln 7 = .56458) − 1
    # day 14: 3,001 × (5,001 ÷ 3,001)^(ln 2 ÷ ln 6.29762 = .37668) − 1; day 28: ln 4 ÷ ln 6.29762 = .75335
    expected = (1_000, 1_859.6, 3_000, 3_636.6, 4_408.1)
    assert row[["day_1", "day_3", "day_7", "day_14", "day_28"]].tolist() == pytest.approx(expected, abs=0.1)
    assert found.takeaway.startswith(
        "At day 28, the only delivered video known then had 4,408 organic views (5\u00a0videos are not known"
    )


def test_gains_by_day_are_differences_between_midnights(watched):
    found = post_mortem.kpis_by_day(watched)
    table = found.table.set_index(found.table["day"].dt.day)
    # midnight after 14 of the first 24 hours: 1,000 × 14 ÷ 24 = 583; a day later, at 1.58333 days:
    # 1,001 × (3,001 ÷ 1,001)^(ln 1.58333 ÷ ln 7 = .23615) − 1 = 1,296; engagements 50 × 14 ÷ 24 = 29, then
    # 51 × (151 ÷ 51)^.23615 − 1 = 64.9
    assert table["views"].loc[1:7].tolist() == [0, 0, 0, 0, 0, 583, 713]
    assert table["engagements"].loc[1:7].tolist() == [0, 0, 0, 0, 0, 29, 36]
    # the flight ends at 8.58333 days: 3,001 × (5,001 ÷ 3,001)^(ln 1.22619 ÷ ln 6.29762 = .11082) − 1 = 3,174.7
    assert table["views"].sum() == pytest.approx(3_174.7, abs=4)  # each day is rounded
    assert found.takeaway.startswith("Views came fastest on 7\u00a0Jun\u00a02026, with 713 of the 3,17")
    assert found.n == {"days": 14, "videos": 6, "videos followed by captures": 1}
