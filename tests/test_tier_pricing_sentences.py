"""What tier pricing says stays true and grammatical where data are few, odd or missing, and so do its commands."""

import re

import pandas as pd
import pytest

import kit
from kit import post_mortem, show, tier_pricing
from kit.tier_pricing.bookings.booking_outcome import booking_outcome
from kit.tier_pricing.fair.price_drivers import price_drivers
from kit.tier_pricing.fair.price_parts import price_parts
from kit.tier_pricing.fair.similar_deals import similar_deals
from kit.tier_pricing.plan.budget_frontier import budget_frontier
from kit.tier_pricing.plan.plan_against_rules import plan_against_rules
from kit.tier_pricing.plan.terms import Terms
from tiny import creator, data, video, workspace
import tiny_deals
from tiny_deals import deal, DELIVERIES, FX, PEOPLE

ASK = {
    "deals": tier_pricing.comparable_deals,
    "card": tier_pricing.rate_card,
    "stories": lambda d: tier_pricing.rate_card(d, "story"),
    "cost": tier_pricing.cost_per_result,
    "fair": tier_pricing.fair_price,
    "stranger": lambda d: tier_pricing.fair_price(d, "nobody", 5.0),
    "quote": lambda d: tier_pricing.fair_price(d, "ann", 5.0),
    "terms": lambda d: tier_pricing.fair_price(d, "c3", 5.0, usage_days=365, exclusivity_days=30),
    "parts": price_parts,
    "parts of a quote": lambda d: price_parts(d, "@c3", 5.0, usage_days=30),
    "similar": similar_deals,
    "similar to a quote": lambda d: similar_deals(d, "ann", 5.0, exclusivity_days=30),
    "similar stories": lambda d: similar_deals(d, deliverable="story"),
    "drivers": price_drivers,
    "fair stories": lambda d: tier_pricing.fair_price(d, deliverable="story"),
    "views": tier_pricing.expected_views,
    "bookings": booking_outcome,
    "target": lambda d: booking_outcome(d, target_cpm=20.0),
    "views of one": lambda d: tier_pricing.expected_views(d, "ann"),
    "booking of one": lambda d: booking_outcome(d, handle="c20"),
    "booking at a quote": lambda d: booking_outcome(d, handle="@ann", quote=5.0),
    "plan": tier_pricing.budget_plan,
    "penny": lambda d: tier_pricing.budget_plan(d, Terms(budget=0.01)),
    "limits": lambda d: tier_pricing.budget_plan(d, Terms(budget=20_000.0, most_per_tier=2, worst_share=0.2)),
    "boost": lambda d: tier_pricing.budget_plan(d, Terms(boost=500.0, overlap=0.2, usage_days=30)),
    "frontier": budget_frontier,
    "rules": plan_against_rules,
}

# what a missing value, a doubled stop or blank, or a wrong plural leaves in a sentence
TORN = re.compile(r"\bnan\b|\bNone\b(?! of)|  |\.\.|\b1[ \u00a0](deals|creators|prices|offers|fees)\b")


def seen(*creators, views=1_000):
    return [video(f"{c}{k}", c, views * (k + 1), 10 if views else 0) for c in creators for k in range(4)]


def foreign(path, currency):
    deals = [deal(f"D{c}", who, 100, currency=c) for c, who in (("EUR", "ann"), ("THB", "bob"), ("VND", "cat"))]
    tables = {"deals": deals, "creators": PEOPLE, "videos": seen("ann", "bob"), "fx": FX}
    return kit.open(
        str(workspace(path, **tables, deliveries=[{"deal_id": "DEUR", "video_id": "ann0"}])), currency=currency
    )


ODD = {
    "one deal": lambda path: data(
        path,
        deals=[deal("D1", "ann", 100)],
        creators=PEOPLE,
        videos=seen("ann"),
        deliveries=[{"deal_id": "D1", "video_id": "ann0"}],
    ),
    "one offer": lambda path: data(path, deals=[deal("D1", "ann", 100, "asked")], creators=PEOPLE, videos=seen("ann")),
    "all gifted": lambda path: data(
        path,
        deals=[deal("D1", "ann", tactic="gifted"), deal("D2", "bob", tactic="gifted", product_cost=20)],
        creators=PEOPLE,
        videos=seen("ann", "bob"),
        deliveries=[{"deal_id": "D1", "video_id": "ann0"}],
    ),
    "no rate at all": lambda path: foreign(path, "SEK"),
    "some rates": lambda path: foreign(path, "EUR"),
    "zero and huge fees": lambda path: data(
        path,
        deals=[
            deal("D1", "ann", 0.0),
            deal("D2", "bob", 9e11),
            deal("D3", "cat", 0.01),
            deal("D4", "dan", 1e9, "asked"),
        ],
        creators=PEOPLE,
        videos=seen("ann", "bob", "dan"),
        deliveries=[{"deal_id": "D2", "video_id": "bob0"}, {"deal_id": "D3", "video_id": "bob0"}],
    ),
    "no views": lambda path: data(
        path,
        deals=[deal(f"D{p['creator_id']}", p["creator_id"], 100) for p in PEOPLE],
        creators=PEOPLE,
        videos=seen(*(p["creator_id"] for p in PEOPLE), views=0),
        deliveries=[{"deal_id": f"D{p['creator_id']}", "video_id": f"{p['creator_id']}0"} for p in PEOPLE],
    ),
    "few": tiny_deals.small,
    "many": tiny_deals.many,
}
SELDOM = ("one offer", "all gifted", "some rates", "zero and huge fees")  # like worlds of the edges; by make test-long


@pytest.mark.parametrize("odd", [pytest.param(o, marks=[pytest.mark.long] if o in SELDOM else []) for o in ODD])
def test_sentences_are_whole_and_commands_stand_alone(tmp_path, odd):
    where, opened = str(tmp_path / "w"), ODD[odd](tmp_path / "w")
    for asked, question in ASK.items():
        found = question(opened)
        words = f"{found.takeaway} {found.caveat}"
        commands = re.findall("<code>(.*?)</code>", show.headline(found.to_json()))
        assert len(commands) == words.count("kit import"), (asked, words)
        assert all(re.fullmatch(rf"kit import [\w.]+ --into {re.escape(where)}", c) for c in commands), (
            asked,
            commands,
        )
        assert found.takeaway.endswith((".", where)), (asked, found.takeaway)
        assert not TORN.search(words), (asked, words)


@pytest.mark.parametrize(
    ("odd", "interval", "within"),
    [
        ("few", "range from 1/3 to 3 times a published card", "÷ 3 to × 3)"),
        ("many", "range of 9 in 10 deals", "9 in 10 at $"),
    ],
)
def test_a_range_of_prices_is_never_called_a_95_percent_interval(tmp_path, odd, interval, within):
    found = tier_pricing.fair_price(ODD[odd](tmp_path / "w"))
    assert found.interval == interval
    assert within in found.takeaway
    assert show.caption(found.to_json()) == f"Middle price, with its {interval}, by creator"
    assert "Asked or paid per piece" in {c.label for c in found.columns}


def test_what_is_no_95_percent_interval_says_so(tmp_path):
    many = tiny_deals.many(tmp_path / "w")
    others = (tier_pricing.rate_card(many), tier_pricing.expected_views(many), tier_pricing.budget_plan(many))
    assert {f.interval for f in others} == {"95 % interval"}
    assert "8 times in 10" in tier_pricing.expected_views(many).definitions["One video"]
    # what comes has the only range in the plan that is not 95 %; its bracket follows the total
    assert re.search(r" views \(\S+ for the mean; what comes: \S+ 8 times in 10\) at \$", others[2].takeaway)


def test_published_cards_are_named_only_where_they_are_shown(tmp_path):
    names = {c.name for c in tier_pricing.rate_card(foreign(tmp_path / "v", "EUR")).columns}
    assert not names & {"published", "lowest_card", "highest_card"}
    assert "published" in {c.name for c in tier_pricing.rate_card(tiny_deals.small(tmp_path / "w")).columns}


def test_a_missing_rate_asks_for_the_rate_and_for_nothing_else(tmp_path):
    abroad = foreign(tmp_path / "w", "SEK")
    for asked in ("deals", "card", "cost", "fair", "plan"):
        commands = re.findall("<code>(.*?)</code>", show.headline(ASK[asked](abroad).to_json()))
        assert commands == [f"kit import fx.csv --into {tmp_path / 'w'}"], asked


def test_reasons_for_having_no_price_are_counted_apart(tmp_path):
    many = tiny_deals.many(tmp_path / "w")
    strangers = [creator("tiny", 1_100), creator("zoe")]
    many.workspace.append("creators", pd.DataFrame(strangers), "test: by hand")
    offers = [deal("D96", "tiny", 10.0, "asked"), deal("D97", "zoe", 10.0, "asked")]
    many.workspace.append("deals", pd.DataFrame(offers), "test: by hand")
    found = tier_pricing.fair_price(kit.open(str(many.workspace.path)))
    assert found.left_out == {
        "creators or offers (followers far outside our deals)": 1,
        "creators or offers (no known number of followers)": 1,
    }
    few = tier_pricing.fair_price(data(tmp_path / "v", creators=[*PEOPLE, creator("tiny", 900)]))
    assert few.left_out == {"creators or offers (no card for this tier)": 1}


def test_cost_per_result_and_post_mortem_agree(tmp_path):
    deals = [d | {"campaign": "may"} for d in tiny_deals.DEALS if d["deal_id"] in ("D01", "D02", "D04", "D07")]
    both = data(
        tmp_path / "w",
        deals=deals,
        creators=PEOPLE,
        videos=tiny_deals.VIDEOS,
        deliveries=[d for d in DELIVERIES if d["deal_id"] in ("D01", "D02", "D04", "D07")],
        campaigns=[{"campaign": "may", "brand": "us", "starts_on": "2026-05-01", "ends_on": "2026-05-10"}],
        brands=[{"brand": "us", "role": "own"}],
    )
    here = tier_pricing.cost_per_result(both).table.set_index("tier").loc["all"]
    there = post_mortem.cost_return(both)
    assert there.shown, there.takeaway
    for column in ("cpm", "cpm_fee", "cpv", "cpe", "fee_cost", "media_cost", "views", "organic_views", "engagements"):
        assert here[column] == pytest.approx(there.table[column].iloc[0]), column


@pytest.mark.parametrize("n", [0, 1, 2])
def test_counted_things_agree_with_their_verbs(tmp_path, n):
    who = [p["creator_id"] for p in PEOPLE[:n]]
    blank = data(tmp_path / "a", deals=[deal(f"D{c}", c, 100, videos_agreed=0) for c in who], creators=PEOPLE)
    young = data(
        tmp_path / "b",
        deals=[deal(f"D{c}", c, 100) for c in ("cat", "dan", *who)],
        creators=PEOPLE,
        videos=seen("cat", "dan") + [video(f"{c}0", c, 1_000, 10, captured_at="2026-05-04T12:00Z") for c in who],
        deliveries=[{"deal_id": f"D{c}", "video_id": f"{c}0"} for c in ("cat", "dan", *who)],
    )
    carded = data(tmp_path / "c", creators=PEOPLE[:n], videos=seen(*who) if n else [video("1", "ann", 5, 1)])
    expected = {
        0: ("This workspace has no table deals", "", "No creator has"),
        1: (
            "cannot be compared as a price: 1 left out (0 pieces agreed).",
            "1\u00a0deal rests on videos",
            "1 price of the plan is a published card's,",
        ),
        2: (
            "can be compared as a price: 2 left out (0 pieces agreed).",
            "2\u00a0deals rest on videos",
            "2 prices of the plan are published cards',",
        ),
    }[n]
    assert expected[0] in tier_pricing.comparable_deals(blank).takeaway
    caveat = tier_pricing.cost_per_result(young).caveat
    assert expected[1] in caveat
    assert ("younger" in caveat) == bool(n)
    plan = tier_pricing.budget_plan(carded, Terms(budget=50_000.0))
    assert expected[2] in (plan.caveat if n else plan.takeaway)
    assert ("if card prices hold" in plan.takeaway) == bool(n)


@pytest.mark.parametrize(("n", "said"), [(1, "1\u00a0asking price"), (2, "2\u00a0asking prices")])
def test_asking_prices_are_counted_in_words(tmp_path, n, said):
    asked = data(tmp_path / "w", deals=[deal(f"D{k}", "ann", 100, "asked") for k in range(n)], creators=PEOPLE)
    assert tier_pricing.comparable_deals(asked).takeaway.endswith(f"as a price: {said}.")
