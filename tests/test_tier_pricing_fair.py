"""Where an offer lies among comparable deals, and what a price holds: figures by hand, from tiny workspaces."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit import estimate, tier_pricing
from kit.errors import UsageError
from kit.tier_pricing.deals import comparable, prices
from kit.tier_pricing.fair import bargain
from kit.tier_pricing.fair.features import as_rows
from kit.tier_pricing.fair.price_parts import price_parts
from kit.tier_pricing.fair.pricing import CARD, learn, OWN, SIZE, standing
from kit.tier_pricing.fair.similar_deals import similar_deals
from kit.tier_pricing.fair.unseen import unseen
from tiny import creator, data, video
import tiny_deals
from tiny_deals import deal, PEOPLE, row
from tiny_prices import billed, market, ruled


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return tiny_deals.small(tmp_path_factory.mktemp("small") / "w")


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return tiny_deals.many(tmp_path_factory.mktemp("many") / "m")


# -- the model


def test_a_price_holds_the_rights_that_the_model_knows(tmp_path):
    model = learn(ruled(tmp_path / "w"))
    assert model.shape.columns == ("log_followers", "rights")
    assert model.addons == ("rights",)
    rows = pd.DataFrame({"creator_id": "new", "tier": "mid", "videos": 1, "price": [700.0, np.nan], "rights": [0, 1]})
    # 80,000 ÷ 100 = 800; with rights 800 + 200
    assert model.fair(rows)["mid"].to_numpy() == pytest.approx([800, 1_000])
    assert model.fair(rows.drop(columns="rights"))["mid"].to_numpy() == pytest.approx([800, 800])


def test_what_the_model_does_not_know_is_taken_out_of_prices_and_named(tmp_path):
    few = [deal(f"E{k}", f"c{k}", 1_000.0, exclusivity_fee=300.0, exclusivity_days=30) for k in (1, 2)]
    found = tier_pricing.fair_price(ruled(tmp_path / "w", more=few), "new", 900.0, exclusivity_days=30)
    assert "exclusivity" not in learn(ruled(tmp_path / "v", more=few)).addons
    assert (
        "Prices are without exclusivity, which only 2 of our 35\u00a0deals had, so ours cannot say what they add;"
        " people quote 20 to 50 % of the fee (stackmatix), grade C."
    ) in found.caveat
    assert found.table["percentile"].isna().all()
    assert found.table["position"].tolist() == [""]
    assert (
        "at $900 a video with exclusivity has no known place, as no price of ours holds exclusivity; without, the"
        " middle of comparable deals would be $"
    ) in found.takeaway
    assert "counter-offer" not in found.takeaway
    paid = prices(comparable(ruled(tmp_path / "u", more=few)))
    assert as_rows(paid)["price"].loc[paid["deal_id"] == "E1"].tolist() == [1_000]
    assert as_rows(paid, ("exclusivity",))["price"].loc[paid["deal_id"] == "E1"].tolist() == [1_300]


def test_own_surcharges_are_told_before_published_ones(tmp_path):
    some = [deal(f"E{k}", f"c{k}", 1_000.0, exclusivity_fee=100.0 * (k + 1), exclusivity_days=30) for k in range(5)]
    found = tier_pricing.fair_price(ruled(tmp_path / "w", n=20, more=some), "new", 900.0, exclusivity_days=30)
    # 10, 20, 30, 40 and 50 % of the fee
    assert (
        "Prices are with exclusivity: 30\u202f% on top, the middle of 5 of our invoices (10.0\u2060–\u206050.0\u202f%)."
    ) in found.caveat


def test_a_quote_with_an_add_on_is_held_against_prices_with_it(tmp_path):
    ours = billed(tmp_path / "w")
    found, bare = (
        tier_pricing.fair_price(ours, "new", quote, exclusivity_days=days)
        for quote, days in ((1_200.0, 30), (1_000.0, 0))
    )
    assert learn(ours).held == ("rights", "exclusivity")
    assert learn(ours).addons == ("rights",)
    for column in ("mid", "mid_low", "mid_high", "q1", "q3"):  # 20 % on top, the middle of 10, 15, 20, 25 and 30 %
        assert found.table[column].to_numpy() == pytest.approx(1.2 * bare.table[column].to_numpy())
    assert found.table["percentile"].tolist() == pytest.approx(bare.table["percentile"].tolist())
    assert row(found, "mid", creator_id="new") == pytest.approx(960)
    assert "at $1,200 a video with exclusivity" in found.takeaway
    assert "$960" in found.takeaway
    assert "Prices are with exclusivity: 20\u202f% on top, the middle of 5 of our invoices (10.0" in found.caveat
    alone = tier_pricing.fair_price(ours, "new", exclusivity_days=30)
    assert "the middle of comparable deals would be $960" in alone.takeaway
    assert "for one video with exclusivity; no quote" in alone.takeaway


def test_the_plans_prices_do_not_hold_the_usual_share(tmp_path):
    model = learn(billed(tmp_path / "w"))
    rows = pd.DataFrame({"creator_id": "new", "tier": "mid", "videos": 1, "price": np.nan, "exclusivity": [True]})
    assert model.fair(rows)["mid"].tolist() == pytest.approx([800])


def test_old_prices_say_of_what_month_they_are(tmp_path):
    people = [creator(f"c{k}", 10_000 + 500 * k) for k in range(35)]
    deals = [deal(f"D{k}", f"c{k}", 100.0 + k % 7, agreed_on="2025-09-10") for k in range(35)]
    found = tier_pricing.fair_price(data(tmp_path / "w", deals=deals, creators=people), "c3", 90.0)
    assert "Prices as of September 2025, the middle deal's day; not brought to today." in found.caveat
    assert "Prices as of" not in tier_pricing.fair_price(ruled(tmp_path / "v"), "new", 90.0).caveat


def test_longer_rights_than_ours_are_said(tmp_path):
    ours = ruled(tmp_path / "w")
    found = tier_pricing.fair_price(ours, "new", 900.0, usage_days=365)
    assert (
        "365\u00a0days of usage rights are longer than any of ours (60 days); the model knows whether a deal had usage"
        " rights, not for how long."
    ) in found.caveat
    assert "longer than" not in tier_pricing.fair_price(ours, "new", 900.0, usage_days=60).caveat
    assert row(found, "mid", creator_id="new") == pytest.approx(1_000)


def test_a_creator_without_videos_is_priced_by_followers(tmp_path):
    known = market(tmp_path / "w")
    known.workspace.append("creators", pd.DataFrame([creator("blank", 50_000)]), "test: by hand")
    again = kit.open(str(known.workspace.path))
    assert learn(again).fair(
        pd.DataFrame({"creator_id": ["blank", "c1"], "tier": ["mid", "mid"], "videos": 1, "price": np.nan})
    )["basis"].tolist() == [SIZE, OWN]
    found = tier_pricing.fair_price(again, "blank", 500.0)
    assert "Where a creator's videos are not known, followers alone set the price" in found.caveat


def test_half_the_deals_lie_in_the_inner_range(tmp_path):
    model = learn(market(tmp_path / "w"))
    fair = model.fair_of(next(iter(model.own.values())).bought)
    order = fair[["mid_low", "half_low", "mid", "half_high", "mid_high"]].to_numpy()
    assert (np.diff(order) > 0).all()
    assert (fair["mean_factor"] > 1).all()


def test_a_deal_is_judged_by_a_model_that_has_not_seen_its_creator(tmp_path):
    one, other = market(tmp_path / "w"), market(tmp_path / "v")
    dear = other.table("deals")
    dear.loc[dear["creator_id"] == "c3", "fee"] = 10**7
    other.workspace.append(
        "deals", dear.drop(columns=["source", "imported_at"]).assign(captured_at="2026-06-01T13:00Z"), "t"
    )
    other = kit.open(str(other.workspace.path))
    judged = []
    for given in (one, other):
        paid = prices(comparable(given))
        judged.append(unseen(learn(given), paid, paid[paid["creator_id"] == "c3"])["mid"].tolist())
    assert len(judged[0]) == 2
    assert judged[0] == pytest.approx(judged[1])


# -- an offer's place


def offer(**more):
    """A row of `quotes`: middle 1,900, half of the deals at 1,400 to 2,500."""
    usual = {"name": "Lena", "creator_id": "lena", "status": "quote", "quote": 2_600.0, "mid": 1_900.0, "videos": 1}
    ranges = {"half_low": 1_400.0, "half_high": 2_500.0, "mid_low": 900.0, "mid_high": 4_100.0}
    return (
        usual
        | ranges
        | {"percentile": 0.78, "basis": OWN, "position": "", "rights": False, "exclusivity": False}
        | more
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {},
            "at $2,600 a video is higher than about 8 in 10 comparable deals; a counter-offer at $1,900 would be the"
            " middle; half of such deals lie at $1,400–$2,500, 9 in 10 at $900–$4,100.",
        ),
        (
            {"percentile": 0.99, "rights": True},
            "at $2,600 a video with usage rights is higher than nearly all comparable deals; a counter-offer at $1,900",
        ),
        (
            {"quote": 1_200.0, "percentile": 0.3, "videos": 3},
            "at $1,200 for each of 3 videos is lower than about 7 in 10 comparable deals: taking it leaves little to"
            " win. The middle is $1,900; half",
        ),
        (
            {"quote": 300.0, "percentile": 0.01},
            "at $300 a video is lower than nearly all comparable deals: check what is not in it. The middle is $1,900;",
        ),
        (
            {"quote": 300.0, "percentile": 0.01, "status": "planned"},
            "is lower than nearly all comparable deals; the middle is $1,900;",
        ),
        (
            {"quote": 2_000.0, "percentile": 0.55},
            "at $2,000 a video lies near the middle of comparable deals, $1,900; half of such deals lie",
        ),
        ({"status": "planned"}, "is higher than about 8 in 10 comparable deals; the middle is $1,900; half"),
        (
            {"quote": 1_000.0, "status": "planned", "percentile": 0.1},
            "lower than about 9 in 10 comparable deals; the middle",
        ),
        ({"quote": 1_800.0}, "is higher than about 8 in 10 comparable deals; the middle is $1,900"),
        ({"percentile": np.nan}, "has no known place among comparable deals; the middle of comparable deals would be"),
        (
            {"basis": CARD, "position": "inside the wide range of a published card", "half_low": np.nan},
            "is inside the wide range of a published card; a published card says $1,900 ($900–$4,100, ÷ 3 to × 3).",
        ),
    ],
)
def test_a_place_is_said_in_words_for_a_negotiation(more, said):
    line = bargain.sentence("USD", pd.DataFrame([offer(**more)]), "video", ("rights",))
    assert line.replace("\u2060", "").replace("\u00a0", " ").startswith("\u2068Lena\u2069 (\u2068@lena\u2069)")
    assert said in line.replace("\u2060", "").replace("\u00a0", " ")


@pytest.mark.parametrize("quote", [500.0, 1_500.0, 1_899.0])
def test_no_counter_offer_lies_above_the_quote(quote):
    for percentile in (0.05, 0.3, 0.5, 0.7, 0.95):
        line = bargain.sentence("USD", pd.DataFrame([offer(quote=quote, percentile=percentile)]), "video", ())
        assert "counter-offer" not in line


def test_several_offers_are_added_up_and_the_highest_is_told():
    two = pd.DataFrame([offer(), offer(quote=1_000.0, videos=2, percentile=0.2)])
    # 2,600 + 2 × 1,000 = 4,600; 1,900 + 2 × 1,900 = 5,700
    assert bargain.sentence("USD", two, "video", ()).startswith(
        "2\u00a0offers add up to $4,600, where the middles of comparable deals add up to $5,700; the dearest for its"
        " kind: "
    )


def test_few_offers_that_make_up_most_of_the_sum_are_counted():
    one = [offer(quote=9_000.0), *(offer(quote=1_000.0, percentile=0.2) for _ in range(3))]
    # 9,000 of 12,000 is three quarters, of one in four offers
    said = bargain.sentence("USD", pd.DataFrame(one), "video", ())
    assert said.startswith("4\u00a0offers add up to $12,000 (1 of them: $9,000), where")
    one[0]["quote"] = 8_900.0  # less than three quarters: two of four offers
    assert bargain.sentence("USD", pd.DataFrame(one), "video", ()).startswith("4\u00a0offers add up to $11,900, where")


@pytest.mark.parametrize(
    ("paid", "said"),
    [
        ([], "9 in 10 at $900–$4,100."),
        ([433.0, 1_830.0, 2_254.0], "9 in 10 at $900–$4,100; its own 3 deals cost $433–$2,254."),
        ([433.0], "9 in 10 at $900–$4,100; its own deal cost $433."),
    ],
)
def test_a_creators_own_deals_stand_beside_its_place(paid, said):
    own = pd.Series([*paid, 7.0], index=["lena"] * len(paid) + ["other"])
    line = bargain.sentence("USD", pd.DataFrame([offer()]), "video", (), own)
    assert line.replace("\u2060", "").replace("\u00a0", " ").endswith(said)


def test_places_are_said_in_tenths():
    assert [standing(p) for p in (0.01, 0.12, 0.78, 0.97)] == [
        "below nearly all",
        "above about 1 in 10",
        "above about 8 in 10",
        "above nearly all",
    ]
    assert standing(float("nan")) == ""


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


def test_few_deals_are_told_as_a_multiple_of_the_card_and_do_not_move_it(small, tmp_path):
    # ÷ 1,500 for micro, ÷ 7,000 for mega: ann .67, bob .2, cat .4, dan .27, eve .2 (median of 200 and 400), max 1.29
    found = tier_pricing.fair_price(small)
    middle = estimate.typical([1000 / 1500, 300 / 1500, 600 / 1500, 400 / 1500, 300 / 1500, 9000 / 7000])
    assert middle.value == pytest.approx(1 / 3)
    assert found.takeaway.endswith(
        " Our own 7\u00a0deals (6\u00a0creators) were paid at 0.33 times this card (95 % interval"
        f" {middle.low:.2f}\u2060–\u2060{middle.high:.2f})."
    )
    for kept in (["ann", "bob", "cat", "dan"], ["ann", "bob"] * 3):  # four deals; six of two creators
        deals = [deal(f"D{k}", who, 500.0) for k, who in enumerate(kept)]
        assert (
            "times this card"
            not in tier_pricing.fair_price(data(tmp_path / f"v{len(kept)}", deals=deals, creators=PEOPLE)).takeaway
        )


def test_a_quote_stands_among_comparable_deals(many):
    found = tier_pricing.fair_price(many, " @C20", 10_000.0)
    assert len(found.table) == 1
    assert found.table["percentile"].iloc[0] > 0.95
    assert "at $10,000 a video is higher than nearly all comparable deals; a counter-offer at $1,3" in found.takeaway


def test_a_fair_price_follows_the_deals(many):
    found = tier_pricing.fair_price(many, "c20")
    size = many.creators.set_index("creator_id")["followers"]["c20"]
    assert 0.6 < row(found, "mid", creator_id="c20") / (size / 100) < 1.7  # fees are followers ÷ 100, give or take
    ends = [row(found, column, creator_id="c20") for column in ("mid_low", "q1", "mid", "q3", "mid_high")]
    assert ends == sorted(ends)


def test_an_offer_stands_with_its_own_terms(tmp_path):
    more = [
        deal("O1", "new", 900.0, "asked", usage_rights_fee=100.0, exclusivity_fee=50.0),
        deal("O2", "c5", 90.0, "asked"),
    ]
    ours = ruled(tmp_path / "w", more=more)
    found = tier_pricing.fair_price(ours, usage_days=30)
    # 900 + 100 for the rights, which the model knows; exclusivity, which it does not, is taken out
    assert row(found, "quote", deal_id="O1") == pytest.approx(1_000)
    assert row(found, "mid", deal_id="O1") == pytest.approx(1_000)
    assert not row(found, "rights", deal_id="O2")
    assert "usage_days was not used: each offer stands with what it says itself." in found.caveat
    both = tier_pricing.fair_price(ours, usage_days=30, exclusivity_days=30)
    assert "usage_days and exclusivity_days were not used: each offer" in both.caveat
    assert "not used" not in tier_pricing.fair_price(ours, "new", 5.0, usage_days=30).caveat


def test_who_cannot_be_priced_is_refused_by_name(small, tmp_path, many):
    assert "No creator \u2068nobody\u2069 is known here" in tier_pricing.fair_price(small, "nobody", 100.0).takeaway
    blank = data(tmp_path / "b", deals=[deal("D1", "zoe", 100, "asked")], videos=[video("1", "zoe", 100, 1)])
    assert (
        "A fair price needs followers, and \u2068zoe\u2069 has no known number of them"
        in tier_pricing.fair_price(blank).takeaway
    )
    assert not tier_pricing.fair_price(many, "c20", deliverable="story").shown


ASKED = [tier_pricing.fair_price, price_parts, similar_deals]


@pytest.mark.parametrize("ask", ASKED)
def test_parameters_that_make_no_question_are_refused(small, ask):
    with pytest.raises(UsageError, match="Parameter quote is 100; give a fee above 0 together with handle"):
        ask(small, quote=100.0)
    for odd in (float("nan"), float("inf"), -1.0):
        with pytest.raises(UsageError, match=f"Parameter quote is {odd:g}; give a fee above 0"):
            ask(small, "ann", odd)
    with pytest.raises(UsageError, match="Parameter usage_days is -3; give a number of days, or 0 for none"):
        ask(small, "ann", 5.0, usage_days=-3)
    with pytest.raises(UsageError, match="Parameter exclusivity_days is nan"):
        ask(small, "ann", 5.0, exclusivity_days=float("nan"))
    with pytest.raises(UsageError, match="Parameter deliverable is 'reel'"):
        ask(small, "ann", 5.0, "reel")


def test_a_creator_far_outside_our_deals_is_not_priced(tmp_path):
    path = tiny_deals.many(tmp_path / "m").workspace
    path.append("creators", pd.DataFrame([creator("tiny", 900)]), "test: by hand")
    for ask in (tier_pricing.fair_price, price_parts):
        found = ask(kit.open(str(path.path)), "tiny", 10.0)
        assert not found.shown
        assert "followers far outside those of our priced deals" in found.takeaway


def test_a_tier_without_a_card_is_said(tmp_path):
    found = tier_pricing.fair_price(data(tmp_path / "w", creators=[creator("tiny", 900)]))
    assert "and there are none, and no published card has the follower band of its tier. Import more" in found.takeaway


def test_deals_that_are_all_alike_price_only_their_like(tmp_path):
    r = np.random.default_rng(1)
    deals = [deal(f"D{k}", f"c{k}", float(np.exp(r.normal(5, 0.3)))) for k in range(35)]
    people = [creator(f"c{k}", 20_000) for k in range(35)] + [creator("like", 20_000), creator("larger", 30_000)]
    given = data(tmp_path / "w", deals=deals, creators=people)
    assert "lies at" not in tier_pricing.fair_price(given, "larger", 90.0).takeaway
    assert tier_pricing.fair_price(given, "larger", 90.0).takeaway.startswith(
        "\u2068larger\u2069 lies apart from our priced deals in what is the same in all of them"
    )
    middle = np.exp(np.log([one["fee"] for one in deals]).mean())
    assert row(tier_pricing.fair_price(given, "like", 90.0), "mid", creator_id="like") == pytest.approx(middle)
    assert price_parts(given, "like", 90.0).takeaway.split(": ")[1].startswith("no part makes a difference.")
