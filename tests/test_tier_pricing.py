"""Tier pricing's figures, by hand, from tiny workspaces."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import kit
from kit import tier_pricing
from kit.errors import UsageError
from kit.published import prices as cards
from kit.published import table as published_table
from kit.tier_pricing.pricing import standing
from kit.workspace import Workspace
from tiny import creator, data, video, workspace

EVERY = (
    tier_pricing.comparable_deals,
    tier_pricing.rate_card,
    tier_pricing.cost_per_result,
    tier_pricing.fair_price,
    tier_pricing.expected_views,
    tier_pricing.budget_plan,
)
PEOPLE = [
    creator(c, f)
    for c, f in {"ann": 20_000, "bob": 20_000, "cat": 30_000, "dan": 40_000, "eve": 15_000, "max": 2_000_000}.items()
]
FX = [{"date": "2026-05-01", "currency_from": "EUR", "currency_to": "USD", "rate": 1.2}]


def deal(deal_id, creator_id, fee=None, status="paid", **more):
    return {
        "deal_id": deal_id,
        "creator_id": creator_id,
        "fee": fee,
        "status": status,
        "currency": "USD",
        "deliverable": "video",
        "videos_agreed": 1,
        "agreed_on": "2026-05-01",
        "captured_at": "2026-06-01T12:00Z",
    } | more


DEALS = [
    deal("D01", "ann", 1190, tax_included=True, tax_rate=0.19),  # 1190 ÷ 1.19 = 1,000
    deal("D02", "bob", 900, deliverable="bundle", videos_agreed=3),  # 900 ÷ 3 = 300 a video
    deal("D03", "cat", 500, "agreed", currency="EUR"),  # 500 × 1.2 = 600
    deal(
        "D04",
        "dan",
        400,
        usage_rights_fee=100,
        exclusivity_fee=50,
        boost_spend=200,
        product_cost=24,
        agency_fee=60,
        tax_rate=0.1,
        tax_included=False,
    ),  # fee 400
    deal("D05", "eve", 200),
    deal("D06", "eve", 400),  # eve's median: 300
    deal("D07", "max", 9000),
    deal("D08", "ann", tactic="gifted", product_cost=48),
    deal("D09", "bob", tactic="affiliate", commission_rate=0.1),
    deal("D10", "ann", 700, "cancelled"),
    deal("D11", "ann", 1200, "planned"),
    deal("D12", "bob", 500, "asked"),
    deal("D13", "cat", 800, tax_included=True),
    deal("D14", "cat", 9000, currency="THB"),
    deal("D15", "dan", 5000, deliverable="bundle", videos_agreed=None),
    deal("D16", "dan", tactic="paid_post"),
]
VIDEOS = [
    video("1", "ann", 10_000, 400, 60, 40),
    video("2", "bob", 2_000, 80, 10, 10),
    video("3", "bob", 1_000, 30, 10, 10),
    video("4", "dan", 5_000, 250, 25, 25, is_ad=True, paid_views=1_000, paid_likes=40, paid_comments=5, paid_shares=5),
    video("5", "eve", 0, 0),
    video("6", "max", 600_000, 20_000, 500, 500),
    video("7", "cat", 8_000, 100, is_ad=True),  # split not known
]
DELIVERIES = [
    {"deal_id": d, "video_id": v}
    for v, d in {"1": "D01", "2": "D02", "3": "D02", "4": "D04", "5": "D05", "6": "D07", "7": "D03"}.items()
]


def row(finding, column, **where):
    """One value of a finding's table."""
    table = finding.table
    for key, value in where.items():
        table = table[table[key].astype(str) == value]
    assert len(table) == 1, table
    return table[column].iloc[0]


@pytest.fixture
def small(tmp_path):
    """Six micro and one mega price, and one deal of each kind that cannot be compared."""
    return data(tmp_path / "w", deals=DEALS, creators=PEOPLE, fx=FX, videos=VIDEOS, deliveries=DELIVERIES)


@pytest.fixture
def many(tmp_path):
    """Forty priced deals with forty creators, four videos each; two offers.  Fees: followers ÷ 100, give or take."""
    r = np.random.default_rng(3)
    size = np.round(np.exp(np.linspace(np.log(5_000), np.log(3_000_000), 40)))
    people = [creator(f"c{k}", int(f), name=f"Creator {k}") for k, f in enumerate(size)]
    deals = [deal(f"D{k:02}", f"c{k}", float(f / 100 * np.exp(r.normal(0, 0.4)))) for k, f in enumerate(size)]
    deals += [
        deal("D98", "c20", 5_000.0, "asked", forecast_views=1),
        deal("D99", "c5", 100.0, "planned", forecast_views=10**9),
    ]
    videos = [
        video(f"{k}-{j}", f"c{k}", int(f * 0.2 * np.exp(r.normal(0, 1))) + 1, int(f * 0.01))
        for k, f in enumerate(size)
        for j in range(4)
    ]
    return data(tmp_path / "m", deals=deals, creators=people, videos=videos)


# -- deals made comparable


def test_a_fee_is_brought_to_one_video_without_tax_in_one_currency(small):
    found = tier_pricing.comparable_deals(small)
    assert row(found, "price", deal_id="D01") == pytest.approx(1_000)
    assert row(found, "price", deal_id="D02") == pytest.approx(300)
    assert row(found, "price", deal_id="D03") == pytest.approx(600)
    assert found.n == {"deals": 16, "prices": 7, "asking prices": 1, "barter": 2}


def test_what_was_paid_beside_the_fee_stands_apart_and_adds_up(small):
    found = tier_pricing.comparable_deals(small)
    # tax 10 % on fee, rights and exclusivity: .1 × (400 + 100 + 50) = 55
    parts = [row(found, c, deal_id="D04") for c in ("fee", "rights", "boost", "other", "tax")]
    assert parts == pytest.approx([400, 150, 200, 84, 55])
    assert row(found, "whole_cost", deal_id="D04") == pytest.approx(889)
    assert row(found, "tax", deal_id="D01") == pytest.approx(190)  # included: 1,190 − 1,000
    every = found.table
    assert (
        every["fee"].fillna(0) + every[["rights", "boost", "other", "tax"]].sum(axis=1)
    ).to_numpy() == pytest.approx(every["whole_cost"].to_numpy())


def test_what_cannot_be_compared_is_named_and_counted(small):
    found = tier_pricing.comparable_deals(small)
    assert found.left_out == {
        "deals (cancelled)": 1,
        "deals (tax included at an unknown rate)": 1,
        "deals (a bundle without its number of videos)": 1,
        "deals (no fee above 0)": 1,
        "deals (no exchange rate from THB to USD)": 1,
        "deals (planned, not agreed yet)": 1,
    }
    assert found.n["deals"] == sum(v for k, v in found.n.items() if k != "deals") + sum(found.left_out.values())
    assert "There is no exchange rate from THB to USD for 2026-05-01." in found.caveat
    assert row(found, "use", deal_id="D08") == "barter"


def test_the_takeaway_is_in_money(small):
    # fees: 1,000 + 900 + 600 + 400 + 200 + 400 + 9,000 = 12,500; beside them 190 (D01) and 489 (D04): 13,179 in all
    assert tier_pricing.comparable_deals(small).takeaway.startswith(
        "7 of 16\u00a0deals can be compared as prices: they cost $13,179 in all, 95\u202f% of it ($12,500) for the"
        " content itself"
    )


def test_only_gifts_are_no_prices(tmp_path):
    gifted = data(
        tmp_path / "w",
        deals=[deal("D1", "ann", tactic="gifted"), deal("D2", "bob", 0.0, tactic="gifted")],
        creators=PEOPLE,
    )
    assert (
        tier_pricing.comparable_deals(gifted).takeaway
        == "None of the 2\u00a0deals can be compared as a price: 2 barter."
    )
    assert tier_pricing.rate_card(gifted).takeaway.startswith("There are no video deals of ours to compare")


def test_a_missing_rate_for_every_deal_is_refused_by_name(tmp_path):
    foreign = kit.open(
        str(workspace(tmp_path / "w", deals=[deal("D1", "ann", 900, currency="THB")], creators=PEOPLE)), currency="EUR"
    )
    found = tier_pricing.comparable_deals(foreign)
    assert not found.shown
    assert "There is no exchange rate from THB to EUR for 2026-05-01." in found.takeaway


# -- rate card


def test_the_card_counts_each_creator_once(small):
    found = tier_pricing.rate_card(small)
    # micro creators: ann 1,000, bob 300, cat 600, dan 400, eve (200 and 400) 300 → median 400
    assert row(found, "price", tier="micro") == pytest.approx(400)
    assert (row(found, "deals", tier="micro"), row(found, "creators", tier="micro")) == (6, 5)
    assert row(found, "price_low", tier="micro") < 400 < row(found, "price_high", tier="micro")
    # whole cost a video: ann 1,190, bob 300, cat 600, dan 889, eve 300 → median 600
    assert row(found, "whole_cost", tier="micro") == pytest.approx(600)
    assert np.isnan(row(found, "tenth", tier="micro"))  # quantiles from ten deals on


def test_fewer_than_five_deals_make_no_card_and_are_named(small):
    found = tier_pricing.rate_card(small)
    assert np.isnan(row(found, "price", tier="mega"))
    assert "No card below 5 deals: mega has 1\u00a0deal ($9,000)." in found.caveat


def test_without_own_deals_the_card_is_the_published_one_and_says_so(tmp_path):
    found = tier_pricing.rate_card(data(tmp_path / "w", creators=PEOPLE))
    assert found.status == "caveat"
    assert (
        "this is what is published, not what we pay: nano $800, micro $1,500, mid $3,000, macro $5,000 and mega $7,000"
        in found.takeaway
    )
    assert "grade C" in found.definitions["Published"]


def test_published_cards_are_converted_or_named_as_left_out(tmp_path):
    path = workspace(
        tmp_path / "w",
        deals=DEALS,
        creators=PEOPLE,
        fx=[*FX, {"date": "2026-06-01", "currency_from": "USD", "currency_to": "CHF", "rate": 0.8}],
    )
    assert row(tier_pricing.rate_card(kit.open(str(path), currency="CHF")), "published", tier="nano") == pytest.approx(
        640
    )
    found = tier_pricing.fair_price(kit.open(str(path), currency="SEK"))
    assert "Published cards are in USD and cannot be shown: There is no exchange rate from USD to SEK" in found.takeaway
    assert "no exchange rate from EUR to SEK" in tier_pricing.rate_card(kit.open(str(path), currency="SEK")).takeaway


def test_an_unknown_deliverable_is_refused(small):
    with pytest.raises(UsageError, match="Parameter deliverable is 'reel'; use one of video, story, live, bundle"):
        tier_pricing.rate_card(small, "reel")
    assert "There is no paid or agreed story deal" in tier_pricing.rate_card(small, "story").takeaway


def test_every_published_row_has_source_year_grade_currency_and_a_figure():
    rows = published_table("price_by_tier")
    assert rows[["source", "year", "retrieved_on", "unit", "currency", "basis", "grade"]].notna().all().all()
    assert rows[["value", "low", "high"]].notna().any(axis=1).all()
    assert set(rows["grade"]) <= {"A", "A-", "B", "C"}
    table = cards.prices().set_index("tier")
    assert dict(table["published"]) == {"nano": 800, "micro": 1500, "mid": 3000, "macro": 5000, "mega": 7000}
    assert table.loc["nano", "published_low"] == 5  # the same band in the cheapest card


# -- cost per result


def test_costs_are_ratios_of_sums_over_delivered_deals(small):
    found = tier_pricing.cost_per_result(small)
    # micro: D01 1,000 for 10,000 views; D02 900 for 3,000; D04 400 for 5,000, 4,000 of them organic; D05 200 for 0
    assert row(found, "fee_cpm", tier="micro") == pytest.approx(1000 * 2_500 / 17_000)
    assert row(found, "media_cpm", tier="micro") == pytest.approx(1000 * 2_700 / 18_000)  # boost 200
    assert row(found, "fee_cpv", tier="micro") == pytest.approx(2_500 / 17_000)
    # organic engagements: 500 + 100 + 50 + (300 − 50) + 0 = 900
    assert row(found, "fee_cpe", tier="micro") == pytest.approx(2_500 / 900)
    assert row(found, "fee_cpm", tier="mega") == pytest.approx(15)  # 9,000 for 600,000
    assert row(found, "deals", tier="all") == 5
    assert found.left_out == {
        "deals (delivered videos with an unknown paid split)": 1,
        "deals (no delivered video)": 1,
        "deals (no fee above 0 (barter))": 2,
        "deals (not comparable)": 4,
    }


def test_a_video_without_views_raises_cost_and_adds_no_views(small, tmp_path):
    before = tier_pricing.cost_per_result(small)
    without = data(
        tmp_path / "v",
        deals=[d for d in DEALS if d["deal_id"] != "D05"],
        creators=PEOPLE,
        fx=FX,
        videos=VIDEOS,
        deliveries=DELIVERIES,
    )
    after = tier_pricing.cost_per_result(without)
    assert row(before, "fee_cost", tier="micro") - row(after, "fee_cost", tier="micro") == pytest.approx(200)
    assert row(before, "organic_views", tier="micro") == row(after, "organic_views", tier="micro")


def test_only_videos_without_views_give_no_cost_per_view(tmp_path):
    none = data(
        tmp_path / "w",
        deals=[deal("D1", "ann", 100)],
        creators=PEOPLE,
        videos=[video("1", "ann", 0, 0)],
        deliveries=[{"deal_id": "D1", "video_id": "1"}],
    )
    found = tier_pricing.cost_per_result(none)
    assert "brought no organic view yet, so no cost per view can be said" in found.takeaway
    assert np.isnan(row(found, "fee_cpm", tier="all"))


def test_few_creators_cannot_say_whether_small_or_large_are_cheaper(small):
    found = tier_pricing.cost_per_result(small)
    assert "whether small or large creators are cheaper cannot be said" in found.takeaway
    assert "Micro against mega cannot be told from 4\u00a0micro creators and 1\u00a0mega creator" in found.caveat


def test_equal_costs_make_no_clear_difference(tmp_path):
    people = [creator(f"s{k}", 20_000) for k in range(6)] + [creator(f"m{k}", 2_000_000) for k in range(6)]
    deals = [
        deal(f"D{p['creator_id']}", p["creator_id"], p["followers"] / 100 * (1 + k % 3)) for k, p in enumerate(people)
    ]
    videos = [video(p["creator_id"], p["creator_id"], p["followers"], 10) for p in people]
    found = tier_pricing.cost_per_result(
        data(
            tmp_path / "w",
            deals=deals,
            creators=people,
            videos=videos,
            deliveries=[{"deal_id": f"D{p['creator_id']}", "video_id": p["creator_id"]} for p in people],
        )
    )
    assert "$20.00 from micro and $20.00 from mega" in found.takeaway
    assert found.takeaway.endswith("no clear difference.")


# -- fair price


def test_few_deals_fall_back_to_a_published_card_three_times_as_wide(small):
    found = tier_pricing.fair_price(small)
    # ann is micro: 1,500 in Exolyt's guide, 500 to 4,500
    assert [row(found, c, deal_id="D11") for c in ("mid", "mid_low", "mid_high")] == pytest.approx([1_500, 500, 4_500])
    assert row(found, "position", deal_id="D11") == "inside the wide range of a published card"
    assert found.status == "caveat"
    assert "7\u00a0priced deals are too few for prices of our own (30 are needed)" in found.caveat


def test_a_quote_stands_among_comparable_deals(many):
    found = tier_pricing.fair_price(many, "@C20", 10_000.0)
    assert len(found.table) == 1
    assert found.table["percentile"].iloc[0] > 0.95
    assert (
        "at $10,000 a video is higher than nearly all comparable deals; the middle of comparable deals would be $1"
        in found.takeaway
    )
    for finding in (f(many) for f in EVERY):
        assert "overpriced" not in (finding.takeaway + finding.caveat).lower()


def test_a_fair_price_follows_the_deals(many):
    found = tier_pricing.fair_price(many, "c20")
    size = many.creators.set_index("creator_id")["followers"]["c20"]
    assert 0.6 < row(found, "mid", creator_id="c20") / (size / 100) < 1.7  # fees are followers ÷ 100, give or take
    assert (
        row(found, "mid_low", creator_id="c20")
        < row(found, "mid", creator_id="c20")
        < row(found, "mid_high", creator_id="c20")
    )


def test_places_are_said_in_tenths():
    assert [standing(p) for p in (0.01, 0.12, 0.78, 0.97)] == [
        "below nearly all",
        "above about 1 in 10",
        "above about 8 in 10",
        "above nearly all",
    ]
    assert standing(float("nan")) == ""


def test_who_cannot_be_priced_is_refused_by_name(small, tmp_path, many):
    assert "No creator \u2068nobody\u2069 is known here" in tier_pricing.fair_price(small, "nobody", 100.0).takeaway
    blank = data(tmp_path / "b", deals=[deal("D1", "zoe", 100, "asked")], videos=[video("1", "zoe", 100, 1)])
    assert (
        "A fair price needs followers, and \u2068zoe\u2069 has no known number of them"
        in tier_pricing.fair_price(blank).takeaway
    )
    with pytest.raises(UsageError, match="Parameter quote is 100; give a fee above 0 together with handle"):
        tier_pricing.fair_price(small, quote=100.0)
    assert not tier_pricing.fair_price(many, "c20", deliverable="story").shown


def test_a_creator_far_outside_our_deals_is_not_priced(tmp_path, many):
    path = many.workspace
    path.append("creators", pd.DataFrame([creator("tiny", 900)]), "test: by hand")
    found = tier_pricing.fair_price(kit.open(str(path.path)), "tiny", 10.0)
    assert not found.shown
    assert "followers far outside those of our priced deals" in found.takeaway


# -- expected views


def test_a_lone_creator_with_few_videos_gets_no_invented_expectation(tmp_path):
    one = data(tmp_path / "w", creators=PEOPLE, videos=[video("1", "ann", 1_000, 10)])
    assert "No creator has 3 videos" in tier_pricing.expected_views(one).takeaway
    two = data(
        tmp_path / "x",
        creators=PEOPLE,
        videos=[video("1", "ann", 1_000, 10), video("2", "ann", 1_000_000, 10), video("3", "ann", 1_200, 10)],
    )
    found = tier_pricing.expected_views(two)
    assert found.n["creators"] == 1
    assert row(found, "median_views", creator_id="ann") == 1_200


def test_videos_found_by_hashtag_promise_nothing(tmp_path):
    popular = data(
        tmp_path / "w",
        creators=PEOPLE,
        videos=[video(str(k), "ann", 1_000 + k, 10, collected_by="hashtag") for k in range(5)],
    )
    for question in (tier_pricing.expected_views, tier_pricing.budget_plan):
        assert not question(popular).shown
        assert "not found by hashtag or search" in question(popular).takeaway


def test_a_viral_hit_does_not_become_the_promise(many):
    path = many.workspace
    path.append("videos", pd.DataFrame([video("hit", "c5", 80_000_000, 10)]), "test: by hand")
    found = tier_pricing.expected_views(kit.open(str(path.path)))
    mean = (80_000_000 + 4 * 3_000) / 5
    assert row(found, "expected", creator_id="c5") < mean / 4


def test_chances_are_those_of_reaching_the_forecast(many):
    found = tier_pricing.expected_views(many)
    assert len(found.table) == 2  # the creators with an offer
    assert row(found, "chance", creator_id="c20") > 0.99  # forecast of one view
    assert row(found, "chance", creator_id="c5") == 0  # forecast of a billion


# -- budget plan


def test_the_plan_is_the_best_set_within_the_budget(many):
    found = tier_pricing.budget_plan(many, budget=2_000.0)
    table = found.table.nsmallest(12, "price")
    small = kit.open(str(many.workspace.path))
    assert found.table.loc[found.table["chosen"], "price"].sum() <= 2_000
    best = max(
        (sum(v for _, v in s), sum(p for p, _ in s))
        for n in range(5)
        for s in combinations(table[["price", "expected"]].itertuples(index=False, name=None), n)
        if sum(p for p, _ in s) <= 2_000
    )
    assert found.table.loc[found.table["chosen"], "expected"].sum() >= best[0] - 1e-6
    assert tier_pricing.budget_plan(small, budget=2_000.0).to_json() == found.to_json()


def test_limits_and_caution_bind(many):
    limited = tier_pricing.budget_plan(many, budget=20_000.0, most_per_tier=1).table
    assert limited[limited["chosen"]].groupby("tier").size().max() == 1
    careful = tier_pricing.budget_plan(many, budget=20_000.0, worst_share=0.2).table
    free = tier_pricing.budget_plan(many, budget=20_000.0).table
    assert careful.loc[careful["chosen"], "expected"].sum() <= free.loc[free["chosen"], "expected"].sum() + 1e-6


def test_an_offer_is_its_own_price(many):
    found = tier_pricing.budget_plan(many, budget=20_000.0)
    assert row(found, "price", creator_id="c20") == 5_000
    assert row(found, "price_from", creator_id="c20") == "asked"
    assert "(no budget was given: half of what all candidates would cost)" in tier_pricing.budget_plan(many).takeaway


def test_a_budget_for_nobody_and_odd_parameters_are_refused(many):
    assert "No candidate fits a budget of $1.00" in tier_pricing.budget_plan(many, budget=1.0).takeaway
    for name, value in {"budget": -1.0, "most_per_tier": -1, "worst_share": 1.0}.items():
        with pytest.raises(UsageError, match=f"Parameter {name}"):
            tier_pricing.budget_plan(many, **{name: value})


# -- all of them


def test_an_empty_workspace_is_refused_or_published(tmp_path):
    empty = kit.open(str(Workspace.create(tmp_path / "w").path))
    found = {f.key: f(empty) for f in EVERY}
    assert [key for key, f in found.items() if f.shown] == ["rate_card"]
    assert all(f.takeaway.rstrip().endswith(("w", ".")) for f in found.values())
    assert "This workspace has no table deals." in found["comparable_deals"].takeaway


def test_money_scales_with_its_currency_and_counts_do_not(tmp_path, small):
    tenfold = [
        d
        | {k: v * 10 for k, v in d.items() if v is not None and (k == "fee" or k.endswith(("_fee", "_spend", "_cost")))}
        for d in DEALS
    ]
    ten = data(tmp_path / "t", deals=tenfold, creators=PEOPLE, fx=FX, videos=VIDEOS, deliveries=DELIVERIES)
    for question in EVERY[:3]:
        one, other = question(small), question(ten)
        assert one.n == other.n
        for column in one.columns:
            ours, theirs = one.table[column.name], other.table[column.name]
            if column.kind == "money" and not column.name.startswith("published"):
                assert theirs.astype(float).to_numpy() == pytest.approx(10 * ours.astype(float).to_numpy(), nan_ok=True)
            elif column.kind == "count":
                assert theirs.astype("Float64").equals(ours.astype("Float64"))


def test_an_import_given_twice_or_in_another_order_changes_nothing(small, tmp_path):
    before = [f(small).to_json() for f in EVERY]
    assert small.workspace.append("deals", pd.DataFrame(DEALS[::-1]), "test: again") == 0
    assert [f(kit.open(str(small.workspace.path))).to_json() for f in EVERY] == before


@pytest.mark.parametrize("name", ["ស្រស់ស្អាតរាល់ថ្ងៃ", "<b>Bold</b> & **co**", "\u202eemag eht", "=SUM(1,2)"])
def test_names_of_any_kind_pass_through(tmp_path, name):
    people = [p | {"name": name} for p in PEOPLE]
    odd = data(tmp_path / "w", deals=DEALS, creators=people, fx=FX, videos=VIDEOS, deliveries=DELIVERIES)
    for question in EVERY:
        found = question(odd)
        assert "\u202e" not in found.takeaway
        assert found._repr_mimebundle_()


def test_a_sheet_of_fees_alone_is_enough_for_its_prices(tmp_path):
    sheet = data(
        tmp_path / "w",
        deals=[{"deal_id": "1", "creator_id": "zoe", "status": "paid", "fee": 100.0, "currency": "USD"}],
    )
    assert tier_pricing.comparable_deals(sheet).takeaway == (
        "1 of 1\u00a0deal can be compared as a price: it cost $100 in all, 100\u202f% of it ($100) for the content"
        " itself; the fee for one video is $100."
    )
    for question in EVERY:
        assert question(sheet).takeaway


def test_views_that_never_vary_and_videos_never_seen_promise_nothing(tmp_path):
    still = [video(f"{c}{k}", c, 0 if c == "ann" else 1_000, 0) for c in ("ann", "bob") for k in range(4)]
    assert not tier_pricing.expected_views(data(tmp_path / "w", creators=PEOPLE, videos=still)).shown
