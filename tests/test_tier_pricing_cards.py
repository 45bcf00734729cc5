"""Deals made comparable, our rate card, published cards beside our deals: figures by hand, from tiny workspaces."""

import re

import numpy as np
import pandas as pd
import pytest

import kit
from kit import show, tier_pricing
from kit.errors import UsageError
from kit.published import prices as cards
from kit.published import table as published_table
from kit.tier_pricing.cards.published_cards import published_cards
from kit.tier_pricing.cards.quoted import published_cards as by_tier
from kit.tier_pricing.deals import comparable
from kit.tiers import EXOLYT
from tiny import creator, data, workspace
import tiny_deals
from tiny_deals import deal, DEALS, FX, PEOPLE, row

# what a missing value, a doubled stop or blank, or a wrong plural leaves in a sentence
TORN = re.compile(r"\bnan\b|\bNone\b(?! of)|  |\.\.|\b1[ \u00a0](deals|creators|prices|cards|fees)\b")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return tiny_deals.small(tmp_path_factory.mktemp("small") / "w")


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return tiny_deals.many(tmp_path_factory.mktemp("many") / "m")


def paid(path, *fees, **more):
    """A creator of 20,000 followers for each fee, paid for one video."""
    people = [creator(f"c{k}", 20_000) for k in range(len(fees))]
    return data(path, deals=[deal(f"D{k}", f"c{k}", fee, **more) for k, fee in enumerate(fees)], creators=people)


def said(*findings):
    """What findings say, spaces of every kind as plain ones, without joiners and isolates."""
    words = " ".join(f"{f.takeaway} {f.caveat}" for f in findings)
    return re.sub(r"[\u00a0\u202f]", " ", re.sub(r"[\u2060\u2068\u2069]", "", words))


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
    assert tier_pricing.rate_card(gifted).takeaway.startswith("No comparable video deals of our own")


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
    assert found.takeaway.startswith(
        "No tier has 5 video deals of ours with 3 creators, so there is no card of our own"
    )
    assert found.table[["price", "whole_cost"]].isna().all(axis=None)
    assert f"No card below 3 creators: micro has {said} ($500\u2060–\u2060$505)." in found.caveat
    three = tier_pricing.rate_card(
        data(tmp_path / "v", deals=[*deals[:4], deal("D8", "b", 504), deal("D9", "c", 505)], creators=people)
    )
    if who == "ab":
        assert row(three, "price_low", tier="micro") < row(three, "price", tier="micro")


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


def used(found, deal_id):
    return re.sub("[\u2068\u2069]", "", row(found, "use", deal_id=deal_id))


def test_a_negative_amount_enters_no_price_and_is_counted_by_name(tmp_path):
    deals = [
        deal("D1", "ann", -500),
        deal("D2", "bob", 500, usage_rights_fee=-20),  # a credit note would make its whole cost too low
        deal("D3", "cat", -5, tactic="gifted", product_cost=20),  # nor is it barter
        deal("D4", "dan", 400),
    ]
    found = tier_pricing.comparable_deals(data(tmp_path / "w", deals=deals, creators=PEOPLE))
    assert found.left_out == {"deals (an amount below 0)": 3}
    assert found.n == {"deals": 4, "prices": 1, "asking prices": 0, "barter": 0}
    assert "it cost $400 in all" in said(found)
    card = tier_pricing.rate_card(data(tmp_path / "v", deals=deals, creators=PEOPLE))
    assert "the only one cost $400 a piece" in said(card)


def test_currencies_are_read_as_codes_and_what_is_none_is_named(tmp_path):
    deals = [
        deal("D1", "ann", 500, currency="usd"),
        deal("D2", "bob", 500, currency=" Eur "),  # 500 × 1.2
        deal("D3", "cat", 500, currency="US$"),
        deal("D4", "dan", 500, currency="XXX"),
        deal("D5", "eve", 100),
        deal("D6", "eve", 100),
    ]
    found = tier_pricing.comparable_deals(data(tmp_path / "w", deals=deals, creators=PEOPLE, fx=FX))
    assert [row(found, "price", deal_id=d) for d in ("D1", "D2", "D5")] == pytest.approx([500, 600, 100])
    assert used(found, "D3") == "left out: currency US$ is no ISO code"
    assert used(found, "D4") == "left out: no exchange rate from XXX to USD"
    assert "1 deal named a currency by no ISO code: write USD, EUR and so on, and import again." in said(found)
    assert "There is no exchange rate from XXX to USD for 2026-05-01. Import one: a CSV with date" in said(found)
    assert "Currency" in found.definitions
    assert "Currency" not in tier_pricing.comparable_deals(paid(tmp_path / "v", 100)).definitions


@pytest.mark.parametrize(
    ("agreed", "price"),
    [("2026-05-01", 120), ("2026-05-07", 120), ("2026-05-08", None), ("2026-04-30", None), (None, None)],
)
def test_a_rate_serves_the_week_that_follows_it_and_no_other_day(tmp_path, agreed, price):
    deals = [deal("D1", "ann", 100, currency="EUR", agreed_on=agreed), deal("D2", "bob", 50), deal("D3", "cat", 50)]
    found = tier_pricing.comparable_deals(data(tmp_path / "w", deals=deals, creators=PEOPLE, fx=FX))
    if price:
        assert row(found, "price", deal_id="D1") == pytest.approx(price)
    else:
        lacks = "no exchange rate" if agreed else "no agreed_on for a rate"
        assert found.left_out == {f"deals ({lacks} from EUR to USD)": 1}


def test_an_inverse_rate_is_turned_and_never_1(tmp_path):
    fx = [{"date": "2026-05-01", "currency_from": "USD", "currency_to": "THB", "rate": 36.0}]
    deals = [deal("D1", "ann", 9_000, currency="THB"), deal("D2", "bob", 50), deal("D3", "cat", 50)]
    found = tier_pricing.comparable_deals(data(tmp_path / "w", deals=deals, creators=PEOPLE, fx=fx))
    assert row(found, "price", deal_id="D1") == pytest.approx(250)  # 9,000 ÷ 36


def test_an_offer_without_a_day_is_converted_at_the_day_it_was_recorded_and_a_paid_deal_is_not(tmp_path):
    fx = [{"date": "2026-06-01", "currency_from": "EUR", "currency_to": "USD", "rate": 1.5}]
    offer = {"currency": "EUR", "agreed_on": None}
    deals = [deal("D1", "ann", 100, "asked", **offer), deal("D2", "bob", 100, **offer), deal("D3", "cat", 9)]
    found = tier_pricing.comparable_deals(kit.open(str(workspace(tmp_path / "w", deals=deals, fx=fx)), currency="USD"))
    assert row(found, "price", deal_id="D1") == pytest.approx(150)
    assert used(found, "D2") == "left out: no agreed_on for a rate from EUR to USD"


def test_what_pieces_a_deal_is_for_is_read_or_told(tmp_path):
    deals = [
        deal("D1", "ann", 300, deliverable="story", videos_agreed=None),
        deal("D2", "bob", 300, videos_agreed=None),
        deal("D3", "cat", 300, videos_agreed=0),
        deal("D4", "dan", 300, videos_agreed=3),
        deal("D5", "eve", 100, tax_included=True, tax_rate=0.0),
    ]
    found = tier_pricing.comparable_deals(data(tmp_path / "w", deals=deals, creators=PEOPLE))
    assert [row(found, "price", deal_id=f"D{k}") for k in (1, 2, 4, 5)] == pytest.approx([300, 300, 100, 100])
    assert used(found, "D3") == "left out: 0 pieces agreed"
    assert row(found, "content", deal_id="D4") == "video of 3"
    assert "1 video deal did not say how many videos were agreed; one each is assumed." in said(found)


def test_a_later_capture_of_a_deal_takes_the_place_of_an_earlier_one(tmp_path):
    path = workspace(
        tmp_path / "w",
        deals=[
            deal("D1", "ann", 900, "asked", captured_at="2026-05-01T12:00Z"),
            deal("D1", "ann", 700, "paid", captured_at="2026-06-01T12:00Z"),
        ],
        creators=PEOPLE,
    )
    now, then = kit.open(str(path)), kit.open(str(path), as_of="2026-05-10")
    assert tier_pricing.comparable_deals(now).n["prices"] == 1
    assert tier_pricing.comparable_deals(now).table["price"].tolist() == [700]
    assert "1 asking price." in said(tier_pricing.comparable_deals(then))


def test_a_package_is_fee_and_rights_for_one_piece_without_tax(small, tmp_path):
    deals = comparable(small).set_index("deal_id")
    assert deals["package"]["D04"] == pytest.approx(550)  # 400 + 100 + 50
    assert deals["package"]["D02"] == pytest.approx(300)  # 900 ÷ 3
    assert deals.loc["D04", ["rights_bought", "exclusivity_bought"]].tolist() == [True, True]
    assert deals.loc["D02", ["rights_bought", "exclusivity_bought"]].tolist() == [False, False]
    taxed = deal("D1", "ann", 1190, usage_rights_fee=119, usage_days=30, tax_included=True, tax_rate=0.19)
    days = deal("D2", "bob", 100, exclusivity_days=30)
    made = comparable(data(tmp_path / "v", deals=[taxed, days], creators=PEOPLE)).set_index("deal_id")
    assert made["package"].tolist() == pytest.approx([1_100, 100])  # (1,190 + 119) ÷ 1.19
    assert made["tax"].tolist() == pytest.approx([209, 0])  # 1,309 − 1,100
    assert made["exclusivity_bought"].tolist() == [False, True]


def test_what_came_on_top_of_each_100_of_fee_is_told_by_part_and_adds_up(small):
    # D04 over fees of 12,500: rights 100, exclusivity 50, boosting 200, product and agency 84, tax 55; D01: tax 190.
    # For each 100: 0.8, 0.4, 1.6, 0.672 and 1.96, in all 5.432; the largest remainders are rounded up until it is 5.
    assert (
        said(tier_pricing.comparable_deals(small))
        .split("). ")[1]
        .startswith(
            "For each $100 of fee without tax, $5 came on top: $1 for usage rights, $1 for boosting, $1 for product and"
            " agency and $2 for tax."
        )
    )


def test_the_dearest_tenth_is_told_from_ten_deals_on(tmp_path):
    people = [creator(f"c{k}", 20_000) for k in range(10)]
    deals = [deal(f"D{k}", f"c{k}", 200, product_cost=20 * k) for k in range(10)]
    found = tier_pricing.comparable_deals(data(tmp_path / "w", deals=deals, creators=people))
    # on top of each 100 of fee: 0, 10, …, 90; their 90 % quantile is 81, their mean 45
    assert "$45 came on top for product and agency; in 1 deal of 10 it was $81 or more." in said(found)
    nine = tier_pricing.comparable_deals(data(tmp_path / "v", deals=deals[:9], creators=people))
    assert "1 deal of 10" not in said(nine)
    assert "came on top" not in said(tier_pricing.comparable_deals(paid(tmp_path / "u", 100, 200)))


def test_what_a_fee_may_hide_is_told(tmp_path):
    deals = [
        deal("D1", "ann", 100, tax_rate=0.2, usage_days=30, commission_rate=0.1),
        deal("D2", "bob", 100, exclusivity_days=30, commission_rate=0.05),
        deal("D3", "cat", 100),
    ]
    doubts = said(tier_pricing.comparable_deals(data(tmp_path / "w", deals=deals, creators=PEOPLE)))
    assert "2 fees came with a commission of 5.0–10.0 % of sales on top, which is in no amount here" in doubts
    assert "2 deals granted usage rights or exclusivity without a price, so their fees may include them." in doubts
    assert "1 deal with a tax rate did not say whether the fee includes it; it is read as not including it." in doubts
    one = said(tier_pricing.comparable_deals(data(tmp_path / "v", deals=deals[1:], creators=PEOPLE)))
    assert "1 fee came with a commission of 5.0 % of sales on top" in one
    assert "1 deal granted usage rights or exclusivity without a price, so the fee may include them." in one


def test_the_rate_card_has_what_the_whole_thing_costs_and_where_eight_of_ten_deals_lie(tmp_path):
    people = [creator(f"c{k}", 20_000) for k in range(10)]
    deals = [deal(f"D{k}", f"c{k}", 100.0 * (k + 1), product_cost=50) for k in range(10)]
    found = tier_pricing.rate_card(data(tmp_path / "w", deals=deals, creators=people))
    # fees 100, 200, …, 1,000: median 550, tenths at 190 and 910; 50 more in all
    assert [row(found, c, tier="micro") for c in ("price", "tenth", "ninetieth")] == pytest.approx([550, 190, 910])
    assert row(found, "spread", tier="micro") == "$190\u2060–\u2060$910"
    assert pd.isna(row(found, "spread", tier="nano"))
    whole = [row(found, c, tier="micro") for c in ("whole_cost", "whole_tenth", "whole_ninetieth")]
    assert whole == pytest.approx([600, 240, 960])
    assert row(found, "whole_low", tier="micro") < 600 < row(found, "whole_high", tier="micro")


def test_the_spread_of_deals_stands_right_after_the_fee_and_a_label_means_one_thing(small, many):
    found = tier_pricing.rate_card(many)
    printed = [c["label"] for c in show.columns.printed(found.to_json()["columns"])]
    assert printed[:7] == [
        *("Tier", "Fee per piece", "10–90 % of deals", "Deals", "Creators", "Whole cost a piece", "Exolyt's guide")
    ]
    deals = tier_pricing.comparable_deals(small)
    assert [found.definitions[label] == deals.definitions[label] for label in ("Fee per piece", "Whole cost")] == [
        True
    ] * 2
    assert [c.label for c in deals.columns[:2]] == ["Creator", "Handle"]


def test_below_every_cards_band_but_one_the_one_is_told(tmp_path):
    found = published_cards(data(tmp_path / "w", creators=[creator("ann", 500)]))
    assert said(found).startswith(
        "At 500 followers, the middle creator's size, the only published card says $5–$25 (Influencer Marketing Hub via"
        " sprockettes, 2023) a video. No comparable"
    )


def test_deals_too_few_for_a_card_stand_in_the_table_with_their_creators(small):
    found = tier_pricing.rate_card(small)
    assert row(found, "few", tier="mega") == "\u2068max\u2069 $9,000"
    assert pd.isna(row(found, "few", tier="micro"))
    assert next(c for c in found.columns if c.name == "few").hidden


def test_many_tiers_without_a_card_are_told_of_briefly(tmp_path):
    people = [creator(f"c{k}", size) for k, size in enumerate((2_000, 12_000, 60_000, 600_000, 2_000_000, None))]
    deals = [deal(f"D{k}", f"c{k}", 100.0 + k) for k in range(6)]
    found = tier_pricing.rate_card(data(tmp_path / "w", deals=deals, creators=people))
    assert said(found).startswith(
        "No tier has 5 video deals of ours with 3 creators, so there is no card of our own; our 6 deals, all tiers"
        " together, cost $100–$105 a piece. Published cards quote nano $5–$800, micro $25–$1,500,"
    )
    assert "So it is with macro, mega and unknown size, whose deals stand in the table's file." in said(found)


def test_creators_of_unknown_size_have_a_card_that_says_so(tmp_path):
    found = tier_pricing.rate_card(
        data(tmp_path / "w", deals=[deal(f"D{k}", f"z{k}", 500.0 + k) for k in range(6)], creators=PEOPLE)
    )
    assert said(found).startswith("By our own deals, the middle fee for one video is unknown size $50")


def test_without_own_deals_published_cards_are_widened_three_times_each_way(tmp_path):
    found = tier_pricing.rate_card(data(tmp_path / "w", creators=PEOPLE))
    assert said(found).startswith(
        "No deals of our own: published cards only, widened three times each way: nano $2–$2,400, micro $8–$4,500,"
    )
    # nano: the lowest card says 5, the highest 800
    ends = [row(found, c, tier="nano") for c in ("published_low", "published", "published_high")]
    assert ends == pytest.approx([5 / 3, 800, 2_400])
    assert next(c.label for c in found.columns if c.name == "price") == "Fee per piece, as published"
    assert show.caption(found.to_json()) == (
        "Exolyt's guide, with its range from the lowest card ÷ 3 to the highest × 3, by tier"
    )
    assert "Widened" in found.definitions
    assert "grade C" in found.definitions["Published"]
    assert found.status == "caveat"


@pytest.mark.parametrize(
    ("deals", "deliverable", "start"),
    [
        ([deal("D1", "ann", 50, deliverable="story")], "video", "No video deals of our own: published cards only"),
        ([deal("D1", "ann", 50)], "bundle", "No bundle deals of our own: published cards only"),
        ([deal("D1", "ann", tactic="gifted")], "video", "No comparable video deals of our own: published cards only"),
        ([deal("D1", "ann", 50, deliverable="story")], "story", "No tier has 5 story deals of ours with 3 creators"),
    ],
)
def test_a_card_begins_with_whose_deals_it_is_from(tmp_path, deals, deliverable, start):
    found = tier_pricing.rate_card(data(tmp_path / "w", deals=deals, creators=PEOPLE), deliverable)
    assert said(found).startswith(start)
    assert found.status == "caveat"
    assert ("Published cards are for videos." in said(found)) == (deliverable == "story")


TWO = [
    {"tier": "leaf", "followers_from": 1_000, "followers_to": 10_000},
    {"tier": "tree", "followers_from": 10_000, "followers_to": None},
]


def test_beside_another_scheme_stand_only_cards_with_exactly_its_bands(tmp_path):
    card, why = by_tier(data(tmp_path / "w", tiers=TWO, deals=DEALS, creators=PEOPLE, fx=FX))
    assert why == ""
    assert card.loc["leaf", ["published", "lowest_card", "highest_card"]].tolist() == [800, 5, 800]
    assert card.loc["tree", ["published", "lowest_card", "highest_card"]].isna().all()
    none = [TWO[0] | {"followers_from": 0, "followers_to": 90_000}, TWO[1] | {"followers_from": 90_000}]
    found = tier_pricing.rate_card(data(tmp_path / "v", tiers=none, deals=DEALS, creators=PEOPLE, fx=FX))
    assert "No published card has the follower bands of these tiers, so none stands beside them." in found.caveat
    assert "leaf $400" in said(found)
    assert not {c.name for c in found.columns} & {"published", "lowest_card", "highest_card"}
    bare = tier_pricing.rate_card(data(tmp_path / "u", tiers=none, creators=PEOPLE))
    assert not bare.shown
    assert bare.takeaway.endswith(f"Import deals: kit import deals.csv --into {tmp_path / 'u'}")


def test_a_card_that_repeats_another_is_marked():
    every = cards.cards().set_index(["source", "followers_low"])["same_as"]
    assert every["alittleclass blog", 1_000] == "Influencer Marketing Hub via sprockettes"
    assert every["wordontheblock", 10_000] == "Influencer Marketing Hub via sprockettes"  # 25–125, up to 100k though
    assert every["sponsorrate", 1_000] == ""
    rows = cards.cards()
    assert set(rows["same_as"]) - {""} <= set(rows["source"])
    assert rows["middle"].gt(0).all()


def test_each_published_row_has_a_band_that_can_be():
    rows = cards.cards()
    banded = rows.dropna(subset="followers_low")
    assert (banded["followers_high"].fillna(np.inf) > banded["followers_low"]).all()
    assert (rows["high"].fillna(np.inf) > rows["low"].fillna(0)).all()
    assert (rows["value"].notna() ^ rows["low"].notna()).all()  # a figure or a range, never both
    assert not rows.duplicated(["source", "unit", "followers_low", "followers_high"]).any()
    assert cards.prices().equals(cards.prices(EXOLYT))


def held(found, source, band):
    return found.table.query("source == @source and band == @band").iloc[0]


def test_our_deals_are_held_against_each_card_in_exactly_its_band(tmp_path):
    sizes = (9_999, 10_000, 20_000, 30_000, 49_999, 50_000)
    people = [creator(f"c{k}", size) for k, size in enumerate(sizes)]
    deals = [deal(f"D{k}", f"c{k}", 100.0 * (k + 1)) for k in range(6)]
    found = published_cards(data(tmp_path / "w", deals=deals, creators=people))
    guide = held(found, "Exolyt's guide", "10k–50k")
    assert (guide["deals"], guide["creators"]) == (4, 4)  # 10,000 is in, 50,000 is not
    assert np.isnan(guide["ours"])  # four deals are too few
    wide = held(found, "kolens.ai", "1k–50k")
    assert (wide["deals"], wide["ours"]) == (5, 300)  # of 100, 200, 300, 400, 500
    assert wide["times"] == pytest.approx(3)  # √(50 × 200) = 100
    assert wide["ours_low"] < 300 < wide["ours_high"]
    broad = held(found, "influship", "10k–100k")
    assert (broad["deals"], broad["ours"]) == (5, 400)  # of 200, 300, 400, 500, 600
    assert broad["times"] == pytest.approx(400 / np.sqrt(200 * 1_000))
    assert pd.isna(held(found, "Hashtag Pay Me", "all sizes")["deals"])
    assert held(found, "Exolyt's guide", "1M+")["deals"] == 0


def test_how_far_cards_disagree_and_which_is_nearest_is_told_with_its_deals(tmp_path):
    found = published_cards(paid(tmp_path / "w", 161.0, 162.0, 162.0, 162.0, 163.0))
    # at 20,000: middles from √(25 × 125) = 55.9 to √(500 × 5,000) = 1,581, 28 times as much
    assert said(found).startswith(
        "At 20.0k followers, our middle creator's size, 7 published cards, repeats apart, say from $25–$125 (Influencer"
        " Marketing Hub via sprockettes, 2023) to $500–$5,000 (socialbrandmatch, 2026) a video: their middles lie 28"
        " times apart."
    )
    # √(75 × 350) = 162.0; above: kolens.ai (100) and one of the three with 55.9, two of which repeat the first;
    # below: guide 1,500, influship 447, socialbrandmatch 1,581, toptensocialmedia 566
    assert (
        "Of 7 with enough of our deals, our fees are clearly below 4 and above 2; nearest is sponsorrate"
        " (5 of 5 deals): ours are 1.00 (0.99–1.01) times its middle, half within a factor of 1.00."
    ) in said(found)


def test_cards_are_converted_at_the_reports_day_or_stay_in_usd_beside_no_deal(tmp_path):
    rate = {"date": "2026-06-01", "currency_from": "USD", "currency_to": "CHF", "rate": 0.8}
    deals = [deal(f"D{k}", p["creator_id"], 100.0 + k, currency="CHF") for k, p in enumerate(PEOPLE)]
    path = workspace(tmp_path / "w", deals=deals, creators=PEOPLE, fx=[rate])
    found = published_cards(kit.open(str(path)))
    guide = held(found, "Exolyt's guide", "10k–50k")
    assert (guide["price"], guide["quoted"], guide["usd"]) == (pytest.approx(1_200), "CHF\u00a01,200", "$1,500")
    assert guide["times"] == pytest.approx(102 / 1_200)  # 100 to 104
    assert "Converted" in found.definitions
    alone = published_cards(kit.open(str(workspace(tmp_path / "v", deals=deals, creators=PEOPLE))))
    assert alone.shown
    assert set(alone.table["kind"]) == {"published card"}
    assert held(alone, "Exolyt's guide", "10k–50k")["price"] == 1_500
    assert next(c.unit for c in alone.columns if c.name == "price") == "USD"
    assert (
        "Published cards stay in USD, beside no deal of ours: There is no exchange rate from USD to CHF for 2026-06-01."
        in alone.caveat
    )
    assert "held against" not in alone.takeaway


def test_cards_without_own_deals_and_deals_without_followers_are_told(tmp_path):
    bare = published_cards(data(tmp_path / "w", creators=PEOPLE))
    assert bare.status == "caveat"
    assert "At 25.0k followers, the middle creator's size, 7 published cards, repeats apart, say" in said(bare)
    assert "No comparable video deal of our own has known followers, so none is held against them." in bare.caveat
    blank = published_cards(data(tmp_path / "v", deals=[deal("D1", "zoe", 100)], creators=[creator("zoe")]))
    assert blank.left_out["deals (creator's followers not known)"] == 1
    assert said(blank).startswith("At 50.0k followers, 7 published cards, repeats apart, say")
    few = published_cards(paid(tmp_path / "u", 100, 200))
    assert "Ours are too few to be held against any: it takes 5 deals with 3 creators inside the bands" in said(few)


def test_published_cards_come_first_and_each_says_where_it_is_from(many):
    found = published_cards(many)
    kinds = found.table["kind"].tolist()
    assert kinds == ["published card"] * len(cards.cards()) + ["our deal"] * 40
    first = found.table.head(12)
    assert list(first["source"].unique()) == ["Exolyt's guide", "IZEA via dot.la", "Statista via Exolyt's guide"]
    own = found.table[found.table["kind"] == "our deal"]
    assert own["followers"].is_monotonic_increasing
    assert own[["followers", "price"]].notna().all(axis=None)
    assert own[["followers_low", "price_low", "grade"]].isna().all(axis=None)
    assert (
        found.table.loc[found.table["kind"] == "published card", ["source", "grade", "band", "quoted"]]
        .notna()
        .all(axis=None)
    )
    assert found.n == {"published prices": len(cards.cards()), "deals": 40}


def test_scaling_the_currency_scales_our_fees_and_nothing_that_is_published(tmp_path):
    one, ten = (published_cards(paid(tmp_path / name, *(k * f for f in (100, 150, 200, 250, 300))))
                for name, k in (("w", 1), ("v", 10)))  # fmt: skip
    mine = one.table["kind"] == "our deal"
    assert ten.table.loc[mine, "price"].to_numpy() == pytest.approx(10 * one.table.loc[mine, "price"].to_numpy())
    for column, times in (("ours", 10), ("ours_low", 10), ("times", 10), ("price_low", 1), ("middle", 1)):
        assert ten.table[column].to_numpy(dtype=float) == pytest.approx(
            times * one.table[column].to_numpy(dtype=float), nan_ok=True
        )


@pytest.mark.parametrize("question", [tier_pricing.comparable_deals, tier_pricing.rate_card, published_cards])
def test_order_and_doubled_imports_change_nothing_and_names_of_any_kind_pass(tmp_path, question):
    names = ["ស្រស់ស្អាតរាល់ថ្ងៃ", "<b>Bold</b> & **co**", "\u202eemag eht", "=SUM(1,2)", "", 'O\'Sun "SPF" | club']
    people = [p | {"name": name or None} for p, name in zip(PEOPLE, names, strict=True)]
    one = data(tmp_path / "w", deals=DEALS, creators=people, fx=FX)
    before = question(one).to_json()
    assert one.workspace.append("deals", pd.DataFrame(DEALS[::-1]), "test: again") == 0
    assert question(kit.open(str(one.workspace.path))).to_json() == before
    other = question(data(tmp_path / "v", deals=DEALS[::-1], creators=people[::-1], fx=FX)).to_json()
    at = {str(tmp_path / "v"): str(tmp_path / "w")}
    assert [other["rows"], other["takeaway"].replace(*at.popitem())] == [before["rows"], before["takeaway"]]
    assert not re.search("[\u202a-\u202e]", before["takeaway"] + before["caveat"])


@pytest.mark.parametrize("deals", [0, 1, 16])
@pytest.mark.parametrize("currency", ["", "EUR", "SEK"])
def test_sentences_of_cards_are_whole_and_short_and_their_commands_stand_alone(tmp_path, deals, currency):
    path = workspace(tmp_path / "w", deals=DEALS[:deals], creators=PEOPLE, fx=FX)
    some = kit.open(str(path), currency=currency)
    for found in (tier_pricing.comparable_deals(some), tier_pricing.rate_card(some), published_cards(some)):
        words = f"{found.takeaway} {found.caveat}"
        assert not TORN.search(words), words
        assert found.takeaway.endswith((".", str(path)))
        assert len(found.takeaway) <= 430
        commands = re.findall("<code>(.*?)</code>", show.headline(found.to_json()))
        assert len(commands) == words.count("kit import") <= 1
        assert all(re.fullmatch(rf"kit import [\w.]+ --into {re.escape(str(path))}", c) for c in commands), commands
