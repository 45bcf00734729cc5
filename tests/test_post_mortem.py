"""The post-mortem's figures, by hand, from tiny workspaces; and the sample, whose truth is planted."""

from itertools import count as counter

import numpy as np
import pandas as pd
import pytest

import kit
from kit import post_mortem
from kit.errors import UsageError
from kit.workspace import Workspace
from tiny import creator, data, video, workspace

EVERY = (
    post_mortem.goals,
    post_mortem.delivery,
    post_mortem.kpis,
    post_mortem.cost_return,
    post_mortem.attribution,
    post_mortem.lift,
)
ANN_LINK, GLOW = "https://us.example/r/ann", "https://us.example/glow"
CAMPAIGN = {
    "campaign": "Spring",
    "brand": "Us",
    "starts_on": "2026-05-01",
    "ends_on": "2026-05-10",
    "currency": "USD",
    "hashtags": ["#UsGlow"],
    "margin": 0.5,
    "landing_page": GLOW,
}
BRAND = {"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"]}
FX = [{"date": d, "currency_from": "EUR", "currency_to": "USD", "rate": 1.5} for d in ("2026-04-21", "2026-05-06")]
FIVE = ("video_id", "creator_id", "views", "likes", "comments", "shares", "posted_at")


def deal(deal_id, creator_id, **more):
    """A booked deal for one video, in USD."""
    return {
        "deal_id": deal_id,
        "creator_id": creator_id,
        "campaign": "Spring",
        "status": "paid",
        "tactic": "paid_post",
        "deliverable": "video",
        "videos_agreed": 1,
        "currency": "USD",
        "agreed_on": "2026-04-20",
        "due_on": "2026-05-05",
    } | more


DEALS = [
    deal(
        "D1",
        "ann",
        fee=100,
        boost_spend=50,
        product_cost=10,
        min_duration_s=15,
        disclosure_required=True,
        promo_code="ANN10",
        referral_link=ANN_LINK,
    ),
    deal(
        "D2",
        "bob",
        deliverable="bundle",
        videos_agreed=2,
        fee=200,
        currency="EUR",
        agreed_on="2026-04-21",
        due_on="2026-05-03",
        promo_code="BOB10",
    ),
    deal("D3", "cat", tactic="takeover", status="agreed", fee=60, due_on="2026-05-08"),
    deal("D4", "dan", fee=40, due_on="2026-05-04"),
    deal(
        "D5", "eve", tactic="affiliate", status="agreed", commission_rate=0.1, promo_code="EVE10", due_on="2026-05-09"
    ),
    deal("D6", "fay", status="asked", fee=999),
    deal("D7", "gus", status="cancelled", fee=999),
]


def clip(video_id, creator_id, views, likes, comments, shares, day, **more):
    return video(video_id, creator_id, views, likes, comments, shares, posted_at=f"{day}T10:00Z", **more)


VIDEOS = [
    clip(
        "1",
        "ann",
        1000,
        80,
        10,
        10,
        "2026-05-04",
        duration_s=10,
        is_sponsored=False,
        is_ad=True,
        paid_views=400,
        paid_likes=10,
        paid_comments=0,
        paid_shares=0,
    ),
    clip("2", "bob", 2000, 90, 5, 5, "2026-05-02"),
    clip("3", "bob", 1000, 40, 5, 5, "2026-05-06"),
    clip("4", "us.official", 5000, 150, 30, 20, "2026-05-08", hashtags=["usglow"]),
    clip("5", "eve", 500, 20, 3, 2, "2026-05-03", hashtags=["usglow"]),
    clip("6", "ivy", 300, 9, 0, 0, "2026-05-05", hashtags=["usglow"]),
    clip("7", "ivy", 200, 9, 0, 0, "2026-05-10", hashtags=["UsGlow"]),
    clip("8", "jon", 100, 9, 0, 0, "2026-05-01", hashtags=["usglow"]),
    clip("9", "ivy", 100, 9, 0, 0, "2026-04-25", hashtags=["usglow"]),
    clip("10", "jon", 100, 9, 0, 0, "2026-04-15", hashtags=["other"]),
    clip("11", "kim", 100, 9, 0, 0, "2026-05-05", hashtags=["usglow"], is_sponsored=True),
]
SENT = [{"deal_id": d, "video_id": v} for d, v in (("D1", "1"), ("D2", "2"), ("D2", "3"), ("D3", "4"), ("D5", "5"))]
NUMBER = counter(1)


def order(revenue, day="2026-05-04", clicked=False, currency="USD", **more):
    return {
        "order_id": f"o{next(NUMBER):03d}",
        "ordered_at": f"{day}T12:00Z",
        "revenue": revenue,
        "currency": currency,
        "clicked_at": f"{day}T11:00Z" if clicked else None,
        "status": "paid",
    } | more


ORDERS = [
    order(50, promo_code="ANN10", clicked=True),
    order(30, promo_code="ANN10"),
    order(20, referral_link="http://www.us.example/r/ann/?utm=x"),
    order(40, promo_code="ANN10", referral_link=ANN_LINK),
    order(60, "2026-05-06", currency="EUR", promo_code=" bob10 "),
    order(100, promo_code="EVE10", referral_link=ANN_LINK, clicked=True),
    order(25, landing_page=GLOW + "/"),
    order(70, promo_code="ANN10", status="cancelled"),
    order(80, "2026-05-20", promo_code="ANN10"),
    order(10),
]
TRAFFIC = [
    {"date": d, "link": link, "clicks": n}
    for d, link, n in (
        ("2026-05-02", ANN_LINK, 60),
        ("2026-05-10", ANN_LINK, 40),
        ("2026-05-20", ANN_LINK, 1000),
        ("2026-05-03", "https://x", 500),
    )
]
PEOPLE = [
    creator("ann", 20_000, name="ថែស្បែក <b>Ann</b>"),
    creator("us.official", 1050) | {"captured_at": "2026-05-09T00:00Z"},
]
GOALS = [
    {"campaign": "Spring", "metric": m, "target": t} | more
    for m, t, more in (
        ("views", 9000, {"objective": "awareness"}),
        ("cpm", 60, {}),
        ("orders", 10, {}),
        ("followers", 0.1, {"kind": "relative", "baseline": 1000}),
        ("vibes", 1, {}),
        ("clicks", 2_000, {"ends_on": "2026-07-01"}),
        ("engagement_rate_by_views", 4, {"unit": "%"}),
        ("cpe", 1, {"unit": "EUR per engagement"}),
    )
]
TABLES = {
    "brands": [BRAND],
    "campaigns": [CAMPAIGN],
    "creators": PEOPLE,
    "deals": DEALS,
    "videos": VIDEOS,
    "deliveries": SENT,
    "orders": ORDERS,
    "traffic": TRAFFIC,
    "goals": GOALS,
    "fx": FX,
}


def row(finding, column, **where):
    """One value of a finding's table."""
    table = finding.table
    for key, value in where.items():
        table = table[table[key].astype(str) == value]
    assert len(table) == 1, finding.table
    return table[column].iloc[0]


def without(tmp_path, *names, **changed):
    """The tiny campaign without some tables, or with others."""
    return data(tmp_path / "w", **{k: v for k, v in (TABLES | changed).items() if k not in names and v})


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", **TABLES)


# -- goals
def test_goals_are_met_missed_open_or_not_measurable(small):
    found = post_mortem.goals(small)
    assert row(found, "actual", metric="views") == 9_500  # 1,000 + 2,000 + 1,000 + 5,000 + 500
    assert row(found, "attainment", metric="views") == pytest.approx(9_500 / 9_000)
    assert row(found, "status", metric="views") == "met"
    # media cost 150 + 200 × 1.5 + 60 + 40 + 0 = 550; lower is better, so target ÷ actual
    assert row(found, "actual", metric="cpm") == pytest.approx(1_000 * 550 / 9_500)
    assert row(found, "attainment", metric="cpm") == pytest.approx(60 / (1_000 * 550 / 9_500))
    assert row(found, "status", metric="cpm") == "met"
    assert row(found, "actual", metric="orders") == 6  # seven, less the landing page's
    assert row(found, "status", metric="orders") == "missed"
    assert (row(found, "actual_floor", metric="orders"), row(found, "actual_ceiling", metric="orders")) == (4, 7)
    assert row(found, "attainment", metric="followers") == pytest.approx(0.5)  # 1,050 ÷ 1,000 − 1 = 5 % of 10 % wanted
    assert row(found, "status", metric="followers") == "missed"
    assert row(found, "status", metric="clicks") == "open"
    assert row(found, "target", metric="engagement_rate_by_views") == pytest.approx(0.04)
    assert row(found, "actual", metric="engagement_rate_by_views") == pytest.approx(475 / 9_500)
    assert "'" not in row(found, "status", metric="vibes")
    assert row(found, "status", metric="vibes") == "cannot be measured"
    assert "is not known; use one of" in row(found, "why", metric="vibes")
    assert "set the parameter currency to EUR" in row(found, "why", metric="cpe")
    assert "3 were met" in found.takeaway
    assert "2 cannot be measured" in found.takeaway


def test_no_goal_no_verdict(tmp_path):
    found = post_mortem.goals(without(tmp_path, "goals"))
    assert not found.shown
    assert "no goal, no verdict" in found.takeaway


def test_a_goal_whose_verdict_hangs_on_the_way_of_counting_says_so(tmp_path):
    found = post_mortem.goals(without(tmp_path, goals=[{"campaign": "Spring", "metric": "orders", "target": 5}]))
    assert row(found, "status", metric="orders") == "met"
    assert "click trail would miss it" in row(found, "why", metric="orders")


def test_videos_younger_than_a_week_keep_a_missed_goal_open_and_a_reached_one_met(tmp_path):
    young = [v | {"captured_at": "2026-05-11T12:00Z"} for v in VIDEOS]
    goals = [{"campaign": "Spring", "metric": m, "target": t} for m, t in (("views", 9_000), ("engagements", 9_000))]
    people = [p | {"captured_at": "2026-05-09T00:00Z"} for p in PEOPLE]
    found = post_mortem.goals(without(tmp_path, videos=young, goals=goals, creators=people))
    assert row(found, "status", metric="views") == "met"
    assert row(found, "status", metric="engagements") == "open"
    assert "2 videos were last counted" in row(found, "why", metric="engagements").replace("\u00a0", " ")


def test_a_relative_goal_without_a_baseline_cannot_be_measured(tmp_path):
    goals = [{"campaign": "Spring", "metric": "views", "target": 0.1, "kind": "relative"}]
    assert row(post_mortem.goals(without(tmp_path, goals=goals)), "status", metric="views") == "cannot be measured"


def test_a_goal_is_not_called_missed_where_videos_are_hidden_or_not_in_the_data(tmp_path):
    goals = [{"campaign": "Spring", "metric": m, "target": 99_000} for m in ("views", "videos")]
    path = workspace(tmp_path / "w", **TABLES | {"goals": goals})
    found = post_mortem.goals(kit.open(str(path), posted_from="2026-05-05"))
    assert set(found.table["status"]) == {"cannot be measured"}
    assert "outside posted_from–posted_to" in found.table["why"].iloc[0]
    lost = [*SENT, {"deal_id": "D4", "video_id": "999"}]
    found = post_mortem.goals(data(tmp_path / "v", **TABLES | {"goals": goals, "deliveries": lost}))
    assert set(found.table["status"]) == {"cannot be measured"}
    assert "may have been met" in found.table["why"].iloc[0]


# -- delivery
def test_each_deal_is_held_against_its_videos(small):
    found = post_mortem.delivery(small)
    states = dict(zip(found.table["deal_id"], found.table["state"], strict=True))
    assert states == {"D1": "on time", "D2": "late", "D3": "on time", "D4": "missing", "D5": "on time"}
    assert row(found, "days_late", deal_id="D2") == 3  # complete on 6 May, due on 3 May
    assert str(row(found, "first_posted_on", deal_id="D2"))[:10] == "2026-05-02"
    assert row(found, "too_short", deal_id="D1") == 1  # 10 s of 15 s
    assert row(found, "undisclosed", deal_id="D1") == 1
    assert row(found, "fee", deal_id="D2") == pytest.approx(300)  # 200 EUR at 1.5
    assert row(found, "videos_delivered", deal_id="D3") == 1  # the takeover's video stands on the brand's account
    assert found.left_out == {"asked deal": 1, "cancelled deal": 1}
    assert "2 of 5 booked deals" in found.takeaway.replace("\u00a0", " ")  # D3 and D5
    assert "\u2068dan\u2069 ($40.00)" in found.takeaway


def test_the_posted_window_does_not_make_a_delivery_missing(tmp_path):
    path = workspace(tmp_path / "w", **TABLES)
    found = post_mortem.delivery(kit.open(str(path), posted_from="2026-05-05"))
    assert row(found, "state", deal_id="D1") == "on time"


def test_deals_not_due_stories_and_unknown_videos_are_told_apart(tmp_path):
    deals = [
        deal("D1", "ann", due_on="2026-07-01"),
        deal("D2", "bob", deliverable="story", videos_agreed=None, fee=30),
        deal("D3", "cat", videos_agreed=2),
        deal("D4", "dan", due_on=None),
    ]
    sent = [{"deal_id": "D3", "video_id": "999"}, {"deal_id": "D4", "video_id": "5"}]
    found = post_mortem.delivery(without(tmp_path, deals=deals, deliveries=sent))
    states = dict(zip(found.table["deal_id"], found.table["state"], strict=True))
    assert states == {"D1": "not due", "D2": "cannot be checked", "D3": "partly", "D4": "delivered"}
    assert row(found, "unknown_videos", deal_id="D3") == 1
    assert "not in the workspace" in found.caveat


def test_delivery_is_shown_without_fees_when_a_rate_is_missing(tmp_path):
    found = post_mortem.delivery(without(tmp_path, "fx"))
    assert found.shown
    assert "There is no exchange rate from EUR to USD for 2026-04-21" in found.caveat


def test_what_was_delivered_after_the_day_of_the_report_was_not_there_yet(tmp_path):
    path = workspace(
        tmp_path / "w", **TABLES | {"videos": [v | {"captured_at": f"{v['posted_at'][:10]}T20:00Z"} for v in VIDEOS]}
    )
    found = post_mortem.delivery(kit.open(str(path), as_of="2026-05-05"))
    states = dict(zip(found.table["deal_id"], found.table["state"], strict=True))
    assert states == {"D1": "on time", "D2": "partly", "D3": "not due", "D4": "missing", "D5": "on time"}
    total = post_mortem.cost_return(kit.open(str(path), as_of="2026-05-05"))
    assert total.left_out["deals not due yet"] == 1
    assert total.table.iloc[0]["cpm"] == pytest.approx(1_000 * (150 + 300 + 40) / 3_500)  # 1,000 + 2,000 + 500 views


# -- results
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
    assert row(found, "said", metric="reach") == "not known"
    assert pd.isna(row(found, "value_low", metric="engagement_rate_by_views"))  # four creators carry no interval


def test_results_without_orders_or_clicks_say_what_is_missing(tmp_path):
    found = post_mortem.kpis(without(tmp_path, "orders", "traffic"))
    assert row(found, "said", metric="orders") == "not known"
    assert "no table orders" in row(found, "note", metric="orders")
    assert "no table traffic" in row(found, "note", metric="clicks")
    assert row(found, "value", metric="views") == 9_500


def test_videos_without_views_give_no_rate(tmp_path):
    silent = [
        v | {"views": 0, "likes": 0, "comments": 0, "shares": 0, "paid_views": None, "is_ad": False} for v in VIDEOS
    ]
    given = without(tmp_path, videos=silent)
    assert row(post_mortem.kpis(given), "said", metric="engagement_rate_by_views") == "not known"
    assert "bought no views" in post_mortem.cost_return(given).takeaway
    assert row(post_mortem.goals(given), "status", metric="cpm") == "cannot be measured"


# -- costs
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
    assert row(found, "cpm", name="Tactic: takeover") == pytest.approx(12)  # 60 for 5,000 views
    assert row(found, "cpa", name="bob (D2)") == pytest.approx(300)
    assert np.isnan(row(found, "cpm", name="eve (D5)"))  # nothing was paid for these views
    assert "below the break-even of 2" in found.takeaway


def test_a_deals_cost_per_order_has_the_exact_poisson_range(small):
    found = post_mortem.cost_return(small)
    ann = found.table[found.table["name"].str.contains(r"\(D1\)") & (found.table["level"] == "deal")].iloc[0]
    # four orders: the exact 95 % range of a Poisson mean is 1.0899 to 10.2416 (Garwood 1936)
    assert ann["cpa"] == pytest.approx(150 / 4)
    assert ann["cpa_low"] == pytest.approx(150 / 10.2416, rel=1e-4)
    assert ann["cpa_high"] == pytest.approx(150 / 1.0899, rel=1e-4)
    # no order: only the lower end, 40 ÷ 3.6889
    assert row(found, "cpa_low", name="dan (D4)") == pytest.approx(40 / 3.6889, rel=1e-4)
    assert np.isnan(row(found, "cpa_high", name="dan (D4)"))


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
    assert np.isnan(row(found, "media_cost", name="dan (D4)"))
    assert "its cost is unknown, not 0" in found.caveat


def test_a_video_for_two_deals_is_shared_and_counted_once_in_all(tmp_path):
    sent = [{"deal_id": d, "video_id": "4"} for d in ("D3", "D1")]
    found = post_mortem.cost_return(without(tmp_path, deliveries=sent))
    assert row(found, "views", name="cat (D3)") == 2_500
    assert found.table.iloc[0]["views"] == 5_000


def test_a_code_of_two_deals_is_said_to_stand_with_the_first(tmp_path):
    found = post_mortem.cost_return(
        without(tmp_path, deals=[*DEALS[:4], DEALS[3] | {"promo_code": "ANN10", "deal_id": "D9"}])
    )
    assert "belongs to several deals" in found.caveat
    assert row(found, "orders", name="dan (D9)") == 0


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
    assert "One video holds 100" in found.caveat


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


# -- attribution
def test_each_order_is_credited_once(small):
    found = post_mortem.attribution(small)
    orders = dict(zip(found.table["deal_id"], found.table["orders"], strict=True))
    assert orders == {"D1": 4, "D2": 1, "D5": 1, "D3": 0, "D4": 0, "": 1}
    assert found.table["orders"].sum() == found.n["orders"] == 7
    parts = ["code_only", "both", "link_only", "landing_only"]
    assert list(found.table[found.table["deal_id"] == "D1"][parts].iloc[0]) == [2, 1, 1, 0]
    assert (found.table[parts].sum(axis=1) == found.table["orders"]).all()
    assert found.table["floor"].sum() == 4  # two without a click, one landing page
    assert found.table["attributed"].sum() == 6
    assert row(found, "revenue", deal_id="D1") == pytest.approx(140)
    assert row(found, "revenue", deal_id="D2") == pytest.approx(90)
    assert found.left_out == {
        "cancelled or refunded orders": 1,
        "orders without a code, link or landing page of the campaign": 1,
    }
    words = found.takeaway.replace("\u00a0", " ")
    assert words.startswith("Between 4 and 7 orders")
    assert "would claim 9" in words  # five codes, three links, one landing page
    assert "carries one creator's code and another's link" in found.caveat


def test_importing_twice_changes_nothing(tmp_path):
    path = workspace(tmp_path / "w", **TABLES)
    first = [ask(kit.open(str(path))).to_json() for ask in EVERY]
    for name, rows in TABLES.items():
        Workspace(path).append(name, pd.DataFrame(rows), "test: again")
        Workspace(path).append(name, pd.DataFrame(rows[:1]), "test: a part again")
    assert [ask(kit.open(str(path))).to_json() for ask in EVERY] == first


LEAKED = [
    order(10, f"2026-05-{d:02d}", promo_code="BOB10", source_medium="coupons.example / referral")
    for d in range(5, 11)
    for _ in range(5)
]
HONEST = [order(10, f"2026-05-{d:02d}", promo_code="ANN10", clicked=i > 0) for d in range(1, 11) for i in range(4)]


def test_a_code_with_far_more_orders_without_a_click_is_worth_checking(tmp_path):
    path = workspace(tmp_path / "w", **TABLES | {"orders": [*HONEST, *LEAKED]})
    found = post_mortem.attribution(kit.open(str(path)))
    assert row(found, "suspect", deal_id="D2") == 30
    assert row(found, "suspect", deal_id="D1") == 0
    assert found.table["attributed"].sum() == 40
    assert found.table["floor"].sum() == 30  # ten of forty honest orders came without a click
    assert "BOB10" in found.caveat
    assert "bob\u2069" not in found.caveat
    assert "check" not in [c.name for c in found.columns]
    inside = post_mortem.attribution(kit.open(str(path), audience="internal"))
    assert "\u2068bob\u2069 is worth checking" in inside.caveat
    assert post_mortem.cost_return(kit.open(str(path))).left_out["orders that look like a leaked code"] == 30


def test_honest_codes_are_not_called_leaked(tmp_path):
    rng = np.random.default_rng(1)
    orders = [
        order(10, f"2026-05-{d:02d}", promo_code=code, clicked=bool(rng.random() < 0.7))
        for code in ("ANN10", "BOB10", "EVE10")
        for d in rng.integers(1, 11, 60)
    ]
    assert post_mortem.attribution(without(tmp_path, orders=orders)).table["suspect"].sum() == 0


def test_codes_that_differ_a_little_are_not_called_leaked(tmp_path):
    # 50 % without a click beside 25 %: clearly different, yet no leak looks like this
    orders = [order(10, f"2026-05-{1 + i % 10:02d}", promo_code="ANN10", clicked=i % 4 > 0) for i in range(120)]
    orders += [order(10, f"2026-05-{1 + i % 10:02d}", promo_code="BOB10", clicked=i % 2 > 0) for i in range(120)]
    assert post_mortem.attribution(without(tmp_path, orders=orders)).table["suspect"].sum() == 0


def test_a_burst_is_found_where_there_is_no_other_code(tmp_path):
    orders = [order(10, f"2026-05-{d:02d}", promo_code="ANN10", clicked=True) for d in range(1, 11)]
    orders += [order(10, f"2026-05-{d:02d}", promo_code="ANN10") for d in (8, 9, 10) for _ in range(10)]
    found = post_mortem.attribution(without(tmp_path, orders=orders))
    assert "a burst of them began on 8\u00a0May" in found.caveat
    assert found.table["suspect"].sum() == 30


def test_without_click_times_no_leak_is_looked_for(tmp_path):
    found = post_mortem.attribution(without(tmp_path, orders=[o | {"clicked_at": None} for o in [*HONEST, *LEAKED]]))
    assert found.table["suspect"].sum() == 0
    assert "No order has a click time" in found.caveat


def test_orders_outside_the_flight_leave_nothing_to_credit(tmp_path):
    found = post_mortem.attribution(without(tmp_path, orders=[order(10, "2026-03-01", promo_code="ANN10")]))
    assert found.shown
    assert found.takeaway.startswith("No order of the flight")
    assert found.table["orders"].sum() == 0


def test_deals_without_codes_and_links_are_refused(tmp_path):
    bare = [{k: v for k, v in d.items() if k not in ("promo_code", "referral_link")} for d in DEALS]
    found = post_mortem.attribution(without(tmp_path, deals=bare, campaigns=[CAMPAIGN | {"landing_page": None}]))
    assert "has a promo code, a referral link or a landing page" in found.takeaway


# -- lift
def days(before=90, after=10, gain=0.0, **more):
    """An outcome around 100 and a control around 50 that share a slow wave; the flight begins on 1 May."""
    rng = np.random.default_rng(5)
    dates = pd.date_range(pd.Timestamp("2026-05-01") - pd.Timedelta(days=before), periods=before + after)
    wave = 0.05 * np.sin(np.arange(before + after) / 9)
    control = np.exp(np.log(50) + wave + rng.normal(0, 0.02, before + after))
    value = np.exp(np.log(100) + wave + rng.normal(0, 0.03, before + after)) * np.where(
        np.arange(before + after) < before, 1, 1 + gain
    )
    made = [
        {"date": d, "series": "orders", "value": v, "role": "outcome", "unit": "orders"} | more
        for d, v in zip(dates, value, strict=True)
    ]
    return made + [
        {"date": d, "series": "visits", "value": v, "role": "control"} for d, v in zip(dates, control, strict=True)
    ]


def test_a_planted_lift_is_found_with_its_size(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3)))
    flight = found.table[found.table["part"] == "flight"]
    assert len(found.table) == 100
    assert len(flight) == 10
    assert flight["lift_low"].iloc[0] < 0.3 < flight["lift_high"].iloc[0]
    assert flight["lift_low"].iloc[0] > 0
    assert (flight["extra"] == flight["value"] - flight["expected"]).all()
    assert "above what was expected" in found.takeaway
    # orders: mean net revenue 40, 50 + 30 + 20 + 40 + 90 + 100 + 25 + 10 over eight orders = 45.625; media cost 550
    assert "$45.62 of net revenue an order" in found.takeaway or "$45.63" in found.takeaway
    assert "breaks even at 2 (1 ÷ margin)" in found.takeaway
    assert found.n["placebo windows"] >= 3
    assert found.n["placebo hits"] == 0


def test_no_lift_is_said_to_be_none(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days()))
    assert found.takeaway.startswith("There is no clear lift of")
    assert "could not have been told from none" in found.takeaway
    assert "per unit of media cost" not in found.takeaway


def test_a_fall_is_called_a_fall(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=-0.3)))
    assert "below what was expected" in found.takeaway
    assert "orders fewer" in found.takeaway


def test_events_before_are_left_out_and_events_in_the_flight_are_named(tmp_path):
    events = [
        {"label": "Sale", "starts_on": "2026-04-01", "ends_on": "2026-04-03"},
        {"label": "<i>Feast</i>", "starts_on": "2026-05-04"},
    ]
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3), events=events))
    assert found.n["days before"] == 87
    assert "Feast" in found.caveat
    assert "cannot be told apart from the campaign" in found.caveat
    assert found.status == "caveat"


@pytest.mark.parametrize(
    ("daily", "words"),
    [
        ([], "no table daily"),
        (days(before=55), "a lift needs 56"),
        (days(after=4), "Only 4 of the flight's 10"),
        (days(role="donor"), "has the role outcome"),
        (days(unit="orders")[:90], "has no day in the flight"),
    ],
)
def test_a_short_series_is_refused_by_name(tmp_path, daily, words):
    found = post_mortem.lift(without(tmp_path, daily=daily))
    assert not found.shown
    assert words in found.takeaway.replace("\u00a0", " ")


def test_fifty_six_days_without_a_control_carry_a_lift_without_a_placebo(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=[d for d in days(before=56, gain=0.3) if d["series"] == "orders"]))
    assert found.shown
    assert "too few to try the same test" in found.caveat
    assert "No control series" in found.caveat


def test_two_outcomes_must_be_chosen_from(tmp_path):
    two = days() + [d | {"series": "sales"} for d in days() if d["series"] == "orders"]
    given = without(tmp_path, daily=two)
    assert "set the parameter outcome" in post_mortem.lift(given).takeaway
    assert post_mortem.lift(given, outcome="sales").shown
    with pytest.raises(UsageError, match="Parameter outcome is 'luck'"):
        post_mortem.lift(given, outcome="luck")


def test_a_test_that_cries_wolf_says_so(tmp_path):
    shocks = [
        d | {"value": d["value"] * (1.6 if d["series"] == "orders" and 69 < i < 80 else 1)}
        for i, d in enumerate(days(gain=0.6))
    ]
    found = post_mortem.lift(without(tmp_path, daily=shocks))
    assert found.n["placebo hits"] > 0
    assert found.status == "caveat"
    assert "found a change in" in found.caveat


def test_a_flat_series_is_refused(tmp_path):
    flat = [d | {"value": 7} for d in days()]
    assert "cannot carry an estimate" in post_mortem.lift(without(tmp_path, daily=flat)).takeaway


# -- refusals
@pytest.mark.parametrize("ask", EVERY)
def test_an_empty_workspace_is_refused_in_a_sentence(tmp_path, ask):
    found = ask(data(tmp_path / "w", brands=[BRAND]))
    assert not found.shown
    assert "no table campaigns" in found.takeaway


@pytest.mark.parametrize("ask", EVERY[1:5])
def test_no_booked_deal_is_refused(tmp_path, ask):
    found = ask(without(tmp_path, deals=DEALS[5:]))
    assert not found.shown
    assert "has no deal that is agreed or paid" in found.takeaway


@pytest.mark.parametrize("ask", EVERY)
def test_an_unknown_flight_never_breaks(tmp_path, ask):
    found = ask(without(tmp_path, campaigns=[CAMPAIGN | {"ends_on": None}], daily=days()))
    if ask in (post_mortem.attribution, post_mortem.lift):
        assert "has no ends_on" in found.takeaway
    else:
        assert found.shown


def test_no_orders_table_is_refused_by_attribution(tmp_path):
    assert "no table orders" in post_mortem.attribution(without(tmp_path, "orders")).takeaway


@pytest.mark.parametrize("ask", EVERY[:5])
def test_one_deal_with_one_video_is_enough_to_be_true(tmp_path, ask):
    found = ask(without(tmp_path, "fx", deals=DEALS[:1], deliveries=SENT[:1], orders=ORDERS[:1]))
    assert found.shown
    assert found.to_json()


# -- the sample
@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    from kit.sample import write_sample

    path = tmp_path_factory.mktemp("sample") / "w"
    truth = write_sample(path, seed=1, lift=0.15)
    return kit.open(str(path)), truth


def test_the_sample_shows_what_was_planted(sampled):
    given, truth = sampled
    sent, credit, results = post_mortem.delivery(given), post_mortem.attribution(given), post_mortem.kpis(given)
    assert row(sent, "state", deal_id=truth["missing_delivery"]["deal_id"]) == "missing"
    assert row(sent, "state", deal_id=truth["late_delivery"]["deal_id"]) == "late"
    assert row(sent, "undisclosed", deal_id=truth["undisclosed_delivery"]["deal_id"]) >= 1
    assert row(sent, "too_short", deal_id=truth["short_delivery"]["deal_id"]) >= 1
    assert set(credit.table.loc[credit.table["suspect"] > 0, "promo_code"]) == {truth["leaked_code"]["promo_code"]}
    assert row(results, "value", metric="ugc_videos") == truth["ugc"]["videos"]
    assert row(results, "value", metric="ugc_authors") == truth["ugc"]["authors"]
    assert row(results, "value", metric="views") == truth["actual"]["views"]
    assert post_mortem.cost_return(given).table.iloc[0]["media_cost"] == pytest.approx(
        truth["actual"]["media_cost"], abs=0.01
    )
    verdicts = post_mortem.goals(given).table.set_index("metric")["status"]
    assert {m: s == "met" for m, s in verdicts.items()} == truth["goals_met"]


def test_the_samples_lift_is_found_and_none_where_none_was_planted(sampled, tmp_path):
    from kit.sample import write_sample

    flight = post_mortem.lift(sampled[0]).table.iloc[0]
    assert 0 < flight["lift_low"] < 0.15 < flight["lift_high"]
    write_sample(tmp_path / "none", seed=1, lift=0)
    assert post_mortem.lift(kit.open(str(tmp_path / "none"))).takeaway.startswith("There is no clear lift of")
