"""What was paid, what a tier costs and where an offer lies: figures by hand, from tiny workspaces."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit import tier_pricing
from kit.errors import UsageError
from kit.published import prices as cards
from kit.published import table as published_table
from kit.tier_pricing.fair.pricing import standing
from tiny import creator, data, video, workspace
import tiny_deals
from tiny_deals import deal, DEALS, FX, PEOPLE, row


@pytest.fixture
def small(tmp_path):
    return tiny_deals.small(tmp_path / "w")


@pytest.fixture
def many(tmp_path):
    return tiny_deals.many(tmp_path / "m")


def test_a_fee_is_brought_to_one_video_without_tax_in_one_currency(small):
    found = tier_pricing.comparable_deals(small)
    assert row(found, "price", deal_id="D01") == pytest.approx(1_000)
    assert row(found, "price", deal_id="D02") == pytest.approx(300)
    assert row(found, "price", deal_id="D03") == pytest.approx(600)
    assert found.n == {"deals": 16, "prices": 7, "asking prices": 1, "barter": 2}


def test_what_was_paid_beside_the_fee_stands_apart_and_adds_up(small):
    found = tier_pricing.comparable_deals(small)
    # tax 10 % on fee, rights and exclusivity: .1 × (400 + 100 + 50) = 55
    parts = [row(found, c, deal_id="D04") for c in ("net_fee", "rights", "boost", "other", "tax")]
    assert parts == pytest.approx([400, 150, 200, 84, 55])
    assert row(found, "whole_cost", deal_id="D04") == pytest.approx(889)
    assert row(found, "tax", deal_id="D01") == pytest.approx(190)  # included: 1,190 − 1,000
    every = found.table
    assert (
        every["net_fee"].fillna(0) + every[["rights", "boost", "other", "tax"]].sum(axis=1)
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


@pytest.mark.parametrize(
    ("who", "said"), [("a", "6\u00a0deals with 1\u00a0creator"), ("ab", "6\u00a0deals with 2\u00a0creators")]
)
def test_deals_of_one_or_two_creators_make_no_card(tmp_path, who, said):
    people = [creator(c, 20_000) for c in "abc"]
    deals = [deal(f"D{k}", who[k % len(who)], 500.0 + k) for k in range(6)]
    found = tier_pricing.rate_card(data(tmp_path / "w", deals=deals, creators=people))
    assert found.takeaway.startswith("No tier has 5 deals of ours with 3 creators, so this is what is published")
    assert found.table[["price", "whole_cost"]].isna().all(axis=None)
    assert f"No card below 3 creators: micro has {said} ($500\u2060–\u2060$505)." in found.caveat
    three = tier_pricing.rate_card(
        data(tmp_path / "v", deals=[*deals[:4], deal("D8", "b", 504), deal("D9", "c", 505)], creators=people)
    )
    if who == "ab":
        assert row(three, "price_low", tier="micro") < row(three, "price", tier="micro")


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
    assert table.loc["nano", "lowest_card"] == 5  # the same band in the cheapest card


def test_few_deals_fall_back_to_a_published_card_three_times_as_wide(small):
    found = tier_pricing.fair_price(small)
    # ann is micro: 1,500 in Exolyt's guide, 500 to 4,500
    assert [row(found, c, deal_id="D11") for c in ("mid", "mid_low", "mid_high")] == pytest.approx([1_500, 500, 4_500])
    assert row(found, "position", deal_id="D11") == "inside the wide range of a published card"
    assert found.status == "caveat"
    assert (
        "Prices of our own need 30 priced deals with known followers, and there are 7, so these are published"
        in found.caveat
    )
    assert "a published card says $1,500 ($500\u2060–\u2060$4,500, ÷ 3 to × 3)" in found.takeaway


def test_a_quote_stands_among_comparable_deals(many):
    found = tier_pricing.fair_price(many, "@C20", 10_000.0)
    assert len(found.table) == 1
    assert found.table["percentile"].iloc[0] > 0.95
    assert (
        "at $10,000 a video is higher than nearly all comparable deals; the middle of comparable deals would be $1"
        in found.takeaway
    )


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
    for odd in (float("nan"), float("inf")):
        with pytest.raises(UsageError, match="Parameter quote"):
            tier_pricing.fair_price(small, "ann", odd)
    assert not tier_pricing.fair_price(many, "c20", deliverable="story").shown


def test_a_creator_far_outside_our_deals_is_not_priced(tmp_path, many):
    path = many.workspace
    path.append("creators", pd.DataFrame([creator("tiny", 900)]), "test: by hand")
    found = tier_pricing.fair_price(kit.open(str(path.path)), "tiny", 10.0)
    assert not found.shown
    assert "followers far outside those of our priced deals" in found.takeaway
