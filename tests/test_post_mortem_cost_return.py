"""Costs and returns, by hand."""

import numpy as np
import pandas as pd
import pytest

from kit import post_mortem
from kit.errors import UsageError
from spring import CAMPAIGN, clip, deal, DEALS, FX, order, TABLES, without
from tiny import cell, data


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", **TABLES)


def test_costs_are_pooled_in_one_currency(small):
    found = post_mortem.cost_return(small)
    total = found.table.iloc[0]
    assert total["media_cost"] == pytest.approx(550)
    assert total["fee_cost"] == pytest.approx(500)
    assert total["loaded_cost"] == pytest.approx(570)  # + product 10 + commission 10 % of 100
    assert total["cpm"] == pytest.approx(1_000 * 550 / 9_500)
    assert total["cpm_fee"] == pytest.approx(1_000 * 500 / 8_600)  # the affiliate has no fee, so its 500 views are out
    assert total["cpe"] == pytest.approx(550 / 475)
    assert total["cpa"] == pytest.approx(550 / 6)
    assert total["roas"] == pytest.approx(330 / 550)
    assert total["roi"] == pytest.approx((0.5 * 330 - 570) / 570)
    assert cell(found, "cpm", name="Tactic: takeover") == pytest.approx(12)  # 60 for 5,000 views
    assert cell(found, "cpa", name="bob (D2)") == pytest.approx(300)
    assert np.isnan(cell(found, "cpm", name="eve (D5)"))  # nothing was paid for these views
    assert "below the break-even of 2" in found.takeaway


def test_a_deals_cost_per_order_has_the_exact_poisson_range(small):
    found = post_mortem.cost_return(small)
    ann = found.table[found.table["name"].str.contains(r"\(D1\)") & (found.table["level"] == "deal")].iloc[0]
    # four orders: the exact 95 % range of a Poisson mean is 1.0899 to 10.2416 (Garwood 1936)
    assert ann["cpa"] == pytest.approx(150 / 4)
    assert ann["cpa_low"] == pytest.approx(150 / 10.2416, rel=1e-4)
    assert ann["cpa_high"] == pytest.approx(150 / 1.0899, rel=1e-4)
    # no order: only the lower end, 40 ÷ 3.6889
    assert cell(found, "cpa_low", name="dan (D4)") == pytest.approx(40 / 3.6889, rel=1e-4)
    assert np.isnan(cell(found, "cpa_high", name="dan (D4)"))


def test_costs_k_times_as_high_make_cpm_k_times_and_roas_one_kth(tmp_path, small):
    money = ("fee", "boost_spend", "product_cost")
    dear = [d | {m: 3 * d[m] for m in money if d.get(m)} for d in DEALS]
    once, thrice = (post_mortem.cost_return(g).table.iloc[0] for g in (small, without(tmp_path, deals=dear)))
    assert thrice["cpm"] == pytest.approx(3 * once["cpm"])
    assert thrice["roas"] == pytest.approx(once["roas"] / 3)
    assert thrice["views"] == once["views"]


def test_a_missing_rate_for_a_fee_is_refused_by_name(tmp_path):
    found = post_mortem.cost_return(without(tmp_path, fx=FX[1:]))
    assert not found.shown
    assert "no exchange rate from EUR to USD for 2026-04-21" in found.takeaway


def test_a_missing_rate_for_an_order_leaves_the_costs_standing(tmp_path):
    found = post_mortem.cost_return(without(tmp_path, fx=FX[:1]))
    assert found.table.iloc[0]["cpm"] == pytest.approx(1_000 * 550 / 9_500)
    assert np.isnan(found.table.iloc[0]["roas"])
    assert "for 2026-05-06" in found.caveat


def test_no_margin_no_roi(tmp_path):
    given = without(tmp_path, campaigns=[CAMPAIGN | {"margin": None}])
    found = post_mortem.cost_return(given)
    assert np.isnan(found.table.iloc[0]["roi"])
    assert "No margin is given" in found.caveat
    assert post_mortem.cost_return(given, margin=0.8).table.iloc[0]["roi"] == pytest.approx((0.8 * 330 - 570) / 570)
    with pytest.raises(UsageError, match="Parameter margin is 55"):
        post_mortem.cost_return(given, margin=55)


def test_without_orders_there_is_no_return(tmp_path):
    found = post_mortem.cost_return(without(tmp_path, "orders"))
    assert "no table orders" in found.caveat
    assert np.isnan(found.table.iloc[0]["roas"])
    assert "ROAS" not in found.takeaway


def test_a_deal_without_any_amount_is_unknown_and_not_free(tmp_path):
    found = post_mortem.cost_return(without(tmp_path, deals=[*DEALS[:3], deal("D4", "dan")]))
    assert np.isnan(cell(found, "media_cost", name="dan (D4)"))
    assert "its cost is unknown, not 0" in found.caveat


def test_a_video_for_two_deals_is_shared_and_counted_once_in_all(tmp_path):
    sent = [{"deal_id": d, "video_id": "4"} for d in ("D3", "D1")]
    found = post_mortem.cost_return(without(tmp_path, deliveries=sent))
    assert cell(found, "views", name="cat (D3)") == 2_500
    assert found.table.iloc[0]["views"] == 5_000


def test_a_code_of_two_deals_is_said_to_stand_with_the_first(tmp_path):
    found = post_mortem.cost_return(
        without(tmp_path, deals=[*DEALS[:4], DEALS[3] | {"promo_code": "ANN10", "deal_id": "D9"}])
    )
    assert "belongs to several deals" in found.caveat
    assert cell(found, "orders", name="dan (D9)") == 0


def test_an_interval_over_a_factor_of_a_hundred_is_not_printed(tmp_path):
    names = ["ann", "bob", "cat", "dan", "eve", "fay"]
    deals = [deal(f"D{i}", n, fee=100, promo_code=n) for i, n in enumerate(names)]
    views = [clip(str(i), n, 10_000_000 if i == 0 else 10, 0, 0, 0, "2026-05-04") for i, n in enumerate(names)]
    sent = [{"deal_id": f"D{i}", "video_id": str(i)} for i in range(6)]
    orders = [order(9, promo_code=n, clicked=True) for n in names]
    orders += [order(9, promo_code="ann", clicked=True) for _ in range(300)]
    found = post_mortem.cost_return(without(tmp_path, orders=orders, deals=deals, videos=views, deliveries=sent))
    total = found.table.iloc[0]
    assert total["cpa"] == pytest.approx(600 / 306)
    assert np.isnan(total["cpa_low"])
    assert "One of 6\u00a0videos holds nearly all of the views" in found.caveat


def test_six_like_creators_carry_an_interval_that_holds_the_rate(tmp_path):
    names = ["ann", "bob", "cat", "dan", "eve", "fay"]
    deals = [deal(f"D{i}", n, fee=100, promo_code=n) for i, n in enumerate(names)]
    views = [clip(str(i), n, 1_000, 10, 0, 0, "2026-05-04") for i, n in enumerate(names)]
    sent = [{"deal_id": f"D{i}", "video_id": str(i)} for i in range(6)]
    orders = [order(50, promo_code=n, clicked=True) for i, n in enumerate(names) for _ in range(4 + i % 3)]
    total = post_mortem.cost_return(
        without(tmp_path, orders=orders, deals=deals, videos=views, deliveries=sent)
    ).table.iloc[0]
    # 4 + 5 + 6 + 4 + 5 + 6 = 30 orders of 50 for 600
    assert total["roas"] == pytest.approx(30 * 50 / 600)
    assert 1 < total["roas_low"] < total["roas"] < total["roas_high"] < 5


def test_a_campaign_of_gifts_has_no_price(tmp_path):
    gifts = [deal("D1", "ann", tactic="gifted", promo_code="ANN10"), deal("D2", "bob", tactic="gifted")]
    found = post_mortem.cost_return(without(tmp_path, deals=gifts))
    words = found.takeaway.replace("\u00a0", " ")
    assert words.startswith("Neither fees nor boosting were paid for 2 deals, so no view or order has a price;")
    assert "they brought 4,000 views" in words
    assert "can be attributed to them" in words
    assert "$" not in words


# -- rows of tiers and videos


def test_videos_and_what_has_none_add_up_to_their_deal(tmp_path):
    deals = [DEALS[0], DEALS[1] | {"videos_agreed": 3}, *DEALS[2:5], deal("D8", "gus", deliverable="story", fee=30)]
    table = post_mortem.cost_return(without(tmp_path, deals=deals)).table
    single, parts = table[table["level"] == "deal"], table[table["level"].isin(["video", "no video"])]
    for row in single.itertuples():
        own = parts[parts["name"].str.startswith(f"{row.name}, ")]
        for column in ("fee_cost", "media_cost", "loaded_cost"):
            assert own[column].sum(min_count=1) == pytest.approx(getattr(row, column), nan_ok=True), (row.name, column)
        assert own["views"].sum() == pytest.approx(np.nan_to_num(row.views)), row.name
    bob = parts[parts["name"].str.startswith("bob")]
    # 300 for three agreed videos, of which two came with 2,000 and 1,000 views
    assert list(bob["name"]) == [f"bob (D2), {w}" for w in ("video 1 of 3", "video 2 of 3", "1 of 3 videos not there")]
    assert list(bob["media_cost"]) == pytest.approx([100, 100, 100])
    assert list(bob["cpm"])[:2] == pytest.approx([50, 100])
    assert bob["orders"].isna().all()  # an order names the deal, not one of its videos
    assert "gus (D8), story without a video" in set(parts["name"])
    assert "dan (D4), no video so far" in set(parts["name"])


def test_tiers_are_pooled_and_add_up(small):
    table = post_mortem.cost_return(small).table
    tiers = table[table["level"] == "tier"]
    assert list(tiers["name"]) == ["Tier: micro", "Tier: unknown"]  # ann has 20,000 followers, the others none known
    assert tiers["media_cost"].sum() == pytest.approx(550)
    assert tiers["cpm"].iloc[0] == pytest.approx(150)  # 150 for 1,000 views


def test_clicks_have_a_price_where_the_link_is_counted(small):
    found = post_mortem.cost_return(small)
    ann = found.table[(found.table["level"] == "deal") & found.table["name"].str.contains(r"\(D1\)")].iloc[0]
    assert ann["cpc"] == pytest.approx(150 / 100)  # 60 + 40 clicks in the flight
    assert found.table.iloc[0]["cpc"] == pytest.approx(1.5)  # over the one deal whose clicks are known
    assert np.isnan(cell(found, "cpc", name="bob (D2)"))


def test_without_an_order_a_cost_per_order_is_said_from_below(small):
    found = post_mortem.cost_return(small)
    assert cell(found, "cpa_said", name="dan (D4)") == "at least $10.84"  # 40 ÷ 3.6889
    assert np.isnan(cell(found, "cpa", name="dan (D4)"))
    assert pd.isna(cell(found, "cpa_said", name="eve (D5)"))  # nothing was paid
    assert cell(found, "cpa_said", name="bob (D2)").startswith("$300 (")


def test_commission_without_known_orders_is_unknown_and_not_nothing(tmp_path):
    found = post_mortem.cost_return(without(tmp_path, "orders"))
    assert np.isnan(cell(found, "loaded_cost", name="eve (D5)"))
    assert "The commission of 1\u00a0deal is unknown without orders, and so is its loaded cost." in found.caveat


def test_commission_is_on_what_is_left_after_refunds_and_never_negative(tmp_path):
    kept = order(60, promo_code="EVE10", gross=100, refunded=40)
    back = order(-70, promo_code="EVE10")
    paid = post_mortem.cost_return(without(tmp_path / "a", orders=[kept]))
    assert cell(paid, "loaded_cost", name="eve (D5)") == pytest.approx(6)
    none = post_mortem.cost_return(without(tmp_path / "b", orders=[kept, back]))
    assert cell(none, "loaded_cost", name="eve (D5)") == 0
    assert none.table.iloc[0]["revenue"] == pytest.approx(-10)
    assert none.shown


def test_of_one_affiliate_even_the_total_would_tell_whose_code_looks_leaked(tmp_path):
    leaked = [
        order(10, f"2026-05-{d:02d}", promo_code="EVE10", source_medium="coupons.example / referral")
        for d in range(5, 11)
        for _ in range(5)
    ]
    honest = [order(10, f"2026-05-{d:02d}", promo_code="ANN10", clicked=i > 0) for d in range(1, 11) for i in range(4)]
    found = post_mortem.cost_return(without(tmp_path, orders=[*honest, *leaked]))
    assert found.left_out["orders that look like a leaked code"] == 30
    assert found.table[["loaded_cost", "roi"]].isna().all(axis=None)
    assert "Loaded cost and ROI are shown with the audience internal only" in found.caveat


def test_no_order_at_all_has_a_lower_bound_in_the_sentence(tmp_path):
    found = post_mortem.cost_return(without(tmp_path, orders=[order(10)]))
    # 550 ÷ 3.6889
    assert "no order can be attributed to it, so one costs at least $149" in found.takeaway
