"""Every question of tier pricing on workspaces at the edges: it answers, and what it says can stand on a page."""

from collections.abc import Callable, Iterator
from functools import cache
import math
import re

import numpy as np
import pandas as pd
import pytest

import kit
from kit import tier_pricing
from kit.data import Data
from kit.errors import UsageError
from kit.finding import Column, Finding
from kit.tier_pricing import Terms
from kit.wording import FIRST, LAST
from pricing_worlds import many, renamed, times, WORLDS
from test_benchmarking_edges import faults, NAMES, said
from tiny import workspace

ASKED = {name: getattr(tier_pricing, name) for name in tier_pricing.__all__ if name != "Terms"}
PLANS = (
    "budget_plan",
    "plan_against_rules",
    "budget_frontier",
    "plan_assumptions",
    "plan_deals",
    "contract_checklist",
)
PRICES = (
    *("comparable_deals", "rate_card", "published_cards", "cost_per_result", "micro_or_mega"),
    *("fair_price", "price_parts", "similar_deals", "price_drivers"),
)
HELD = ("price_drivers", "price_parts", "similar_deals", "fair_price")
TOUCHED = {  # worlds that change little for other questions than these
    "bundles_of_unknown_size": PRICES,
    "no_pieces_agreed": PRICES,
    "tax_at_an_unknown_rate": PRICES,
    "fees_below_zero": PRICES,
    "only_barter": PRICES,
    "an_unknown_currency": (*PRICES, "forecast_cost"),
    "deals_in_the_future": PRICES,
    "deals_without_days": HELD,
    "all_followers_equal": HELD,
    "one_creator_with_all_deals": PRICES,
    "deals_alone": PRICES,
    "videos_alone": ("data_check", "published_cards", "expected_views", "budget_plan"),
    "one_deal_of_its_tier": PRICES,
    "two_bands": (*PRICES, "forecast_cost", "plan_against_rules", "contract_checklist"),
    "a_code_shared_by_all": ("cost_per_result", "booking_outcome", "contract_checklist"),
    "all_orders_refunded": ("cost_per_result", "booking_outcome", "forecast_cost"),
    "one_order": ("cost_per_result", "booking_outcome", "micro_or_mega"),
    "rights_in_all_deals": (*HELD, "budget_plan"),
}
SELDOM = {  # much like others; looked at by make test-long
    *("the_usual", "creators_alone", "one_deal_one_video", "one_offer_alone", "one_name_for_all", "all_fees_equal"),
    *("all_views_equal", "nobody_engages", "likes_unknown", "views_unknown", "a_delivered_viral_hit"),
    *("followers_unknown_of_many", "followers_of_half_unknown", "followers_zero", "tiny_accounts"),
    *("hostile_handles", "many_asked", "only_planned", "only_commission", "fees_unknown", "some_fees_below_zero"),
    *("a_currency_without_rate", "the_campaign_in_euros", "all_in_yen", "fees_of_a_billion", "only_bundles"),
    *("only_stories", "deals_in_the_future_without_capture", "deals_of_strangers", "a_brand_without_campaign"),
    *("no_brand_no_campaign", "several_campaigns", "orders_without_codes", "deals_of_creators_of_one_size"),
    *("sponsored_in_part", "too_young", "categories_unknown", "everybody_has_an_offer", "deals_alone_many"),
    *("deliveries_of_unknown_videos", "one_video_for_two_deals", "an_empty_name", "enough_for_a_model"),
    *("only_cancelled", "boosted_without_split", "one_order", "rights_in_all_deals", "one_deal_of_its_tier"),
    *("no_rates_and_two_currencies", "deals_without_days", "all_orders_refunded", "videos_alone"),
    *("one_creator", "hostile_campaign_and_categories", "fees_of_a_cent", "bundles_of_unknown_size", "only_asked"),
    *("two_creators_alike", "brands_accounts_only", "found_by_hashtag", "all_in_dinars"),
    *(
        "tax_at_an_unknown_rate",
        "a_code_shared_by_all",
        "without_capture_times",
        "no_pieces_agreed",
        "deals_in_the_future",
    ),
}
NOUNS = [
    "deal",
    "offer",
    "booking",
    "creator",
    "price",
    "order",
    "set",
    "package",
    "row",
    "card",
    "rate",
    "piece",
    "contract",
    "fee",
    "rule",
]
WRONG = {
    "money of no amount": r"[$€¥£](?:[-−]|\s*nan)|[-−]\s?[$€¥£]?0(?:\.0+)?\b(?![.,]?\d)",
    "many of one": rf"(?<![\d.,–⁠])\b1[ \u00a0](?:\w+ )?(?:{'|'.join(NOUNS)})s\b",
    "nothing of nothing": r"\b0 of (?:the |our )?0\b",
    "a number in words and digits": r"\b(?:Its own|all|both) 1\b",
}
FINE = (  # what `faults` takes amiss and is right here
    r"a command reads kit import (?:\S+ )+--into \S+$",
    r"does not tell what to do: .* Raise the parameter \w+\.$",
    r"source reads ",  # a creator may be called nan
)
LONGEST = 480  # characters of a sentence, without what bidirectional text needs
SHARE = re.compile(r"^(?:share|chance|often|percentile|.*_share)(?:_low|_high)?$")
MARKUP = re.compile(r"<(?:script|img src=x|b>x)")


def problems(found: Finding) -> Iterator[str]:
    """What is wrong with an answer on prices, in words."""
    yield from (fault for fault in faults(found) if not any(re.match(fine, fault) for fine in FINE))
    for part, text in (("takeaway", found.takeaway), ("caveat", found.caveat)):
        bare = NAMES.sub("X", text)
        yield from (f"{part}: {what}: {text}" for what, sign in WRONG.items() if re.search(sign, bare))
    if found.shown and len(NAMES.sub("A name", found.takeaway)) > LONGEST:
        yield f"{len(found.takeaway)} characters: {found.takeaway}"
    for column in found.columns:
        yield from odd(found.table[column.name], column, found.key)
    if MARKUP.search(found._repr_mimebundle_()["text/html"]):
        yield "markup of the data stands in the page"
    said(found)


def odd(values: pd.Series, column: Column, key: str) -> Iterator[str]:
    """A column that is printed for nothing, a price below 0, a share beyond 0 to 1."""
    if len(values) and not column.hidden and values.isna().all():
        yield f"{column.name} is printed without a value"
    if values.dtype.kind in "iuf":
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        if column.kind == "money" and key != "price_parts" and (numbers < 0).any():
            yield f"{column.name} is a price below 0: {numbers}"
        if SHARE.search(column.name) and ((numbers < 0) | (numbers > 1)).any():
            yield f"{column.name} is no share: {numbers}"


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Callable[[str], Data]:
    """Each world, opened once."""

    @cache
    def made(world: str) -> Data:
        return kit.open(str(workspace(tmp_path_factory.mktemp("edges") / world, **WORLDS[world]())))

    return made


def wrong(found: dict[str, Finding]) -> str:
    """All that is wrong with all answers, one a line."""
    return "\n".join(f"{name}: {fault}" for name, one in found.items() for fault in problems(one))


def seldom(world: str) -> object:
    return pytest.param(world, marks=[pytest.mark.long] if world in SELDOM else [])


@pytest.mark.parametrize("world", [seldom(name) for name in WORLDS])
def test_every_question_has_an_answer_that_can_stand_on_a_page(opened, world):
    data = opened(world)
    assert not wrong({name: ASKED[name](data) for name in TOUCHED.get(world, ASKED)})


WINDOWS = [
    {"posted_from": "2030-01-01"},
    {"as_of": "2020-01-01"},
    {"currency": "KWD"},
    {"posted_to": "2020-01-01"},
    {"as_of": "2026-05-15"},
    {"posted_from": "2026-05-01", "posted_to": "2026-05-01"},
    {"currency": "EUR"},
    {"as_of": "2030-01-01", "audience": "internal"},
]


@pytest.mark.parametrize(
    "window", [*WINDOWS[:3:2], *(pytest.param(w, marks=pytest.mark.long) for w in WINDOWS[1:2] + WINDOWS[3:])]
)
def test_whatever_the_window_answers_can_stand_on_a_page(opened, window):
    data = kit.open(opened("the_usual").given, **window)
    assert not wrong({name: ask(data) for name, ask in ASKED.items()})


HANDLES = [
    *({"handle": handle} for handle in ("nobody", "@C03", "us.official", "  ", "<b>x</b>", "a" * 300)),
    *({"handle": "c03", "quote": quote} for quote in (0.004, 100.0, 1e12)),
    {"handle": "c03", "quote": 100.0, "usage_days": 10**9, "exclusivity_days": 1},
    *({"deliverable": kind, "handle": "c03", "quote": 50.0} for kind in ("live", "story", "bundle")),
]


@pytest.mark.parametrize(
    ("world", "handles"),
    [
        ("the_usual", slice(None, None, 2)),
        ("enough_for_a_model", slice(1, None, 2)),
        pytest.param("the_usual", slice(1, None, 2), marks=pytest.mark.long),
        pytest.param("enough_for_a_model", slice(None, None, 2), marks=pytest.mark.long),
    ],
)
def test_whoever_asks_whatever_the_answer_can_stand_on_a_page(opened, world, handles):
    data = opened(world)
    found = {f"{name} {given}": ASKED[name](data, **given) for name in HELD[1:] for given in HANDLES[handles]}
    kinds = ("live", "story", "bundle")
    found |= {f"{name} {k}": ASKED[name](data, deliverable=k) for name in ("rate_card", "price_drivers") for k in kinds}
    goals = [{"target_cpm": 1e12}, {"target_cpm": 0.01}, *({"deliverable": k} for k in kinds)]
    assert not wrong(found | {f"{goal}": tier_pricing.booking_outcome(data, **goal) for goal in goals})


TERMS = [
    {"budget": 0.01},
    {"budget": 1e12, "boost": 1e9},
    {"objective": "views 1, engagements 20", "videos_each": "1-3", "most_per_tier": 1},
    {"must_have": ["@C03", "c03"], "never": ["c00"], "worst_share": 0.2, "overlap": 0.99, "usage_days": 30},
    {"most_share": 0.01},
    {"worst_share": 0.999},
    {"worst_share": 0.01, "boost": 500.0, "overlap": 0.0},
    {"objective": "orders"},
    {"objective": "VIEWS", "videos_each": "20", "exclusivity_days": 10**6},
    {"tier_limits": ["micro -0", "mega -1"], "category_limits": ["FOOD 1-2"]},
    {"budget": 2_000.0, "most_share": 0.5, "boost": 0.01},
]


@pytest.mark.parametrize(
    "terms", [*TERMS[1:4], *(pytest.param(t, marks=pytest.mark.long) for t in TERMS[:1] + TERMS[4:])]
)
def test_whatever_is_to_be_planned_answers_can_stand_on_a_page(opened, terms):
    data = opened("the_usual")
    assert not wrong({name: ASKED[name](data, Terms(**terms)) for name in PLANS})


REFUSED = [  # question, what is asked of it; the last of these is what cannot be
    *(("fair_price", {"handle": "c03", "quote": quote}) for quote in (-1.0, math.nan, math.inf)),
    ("similar_deals", {"quote": 5.0}),
    ("price_parts", {"usage_days": -1}),
    ("fair_price", {"exclusivity_days": -3}),
    *((name, {"deliverable": "reel"}) for name in (*HELD, "rate_card", "booking_outcome")),
    *(("booking_outcome", {"target_cpm": cpm}) for cpm in (-1.0, math.nan, math.inf)),
]
REFUSED_TERMS = [
    *({name: value} for name in ("budget", "boost") for value in (-1.0, math.nan, math.inf)),
    *({"objective": text} for text in ("", "junk", "views 0", "views -1", "orders 1, orders 2")),
    *({"videos_each": text} for text in ("", "x", "0", "3-1", "1-99")),
    *({"tier_limits": [text]} for text in ("", "micro", "huge 1-2", "micro 2-1", "micro 99-")),
    {"tier_limits": ["micro 3-", "micro -2"]},
    *({"category_limits": [text]} for text in ("none 1-", "food 50-")),
    *({"must_have": [who]} for who in ("", "nobody", "us.official")),
    {"budget": 500.0, "must_have": ["c07"]},
    {"most_share": 0.01, "must_have": ["c07"]},
    {"must_have": ["@C03"], "never": ["c03"]},
    *({"never": names} for names in ([""], ["nobody"], [f"c{k:02}" for k in range(8)])),
    *({"most_share": share} for share in (-0.1, 1.01, math.nan)),
    *({"worst_share": share} for share in (-1.0, 1.0, math.nan)),
    *({"overlap": share} for share in (1.0, 2.0, math.nan)),
    *({name: -1} for name in ("usage_days", "exclusivity_days", "most_per_tier")),
]


def refusal(asked: Callable[[], object]) -> str:
    """The one sentence or two with which this is refused."""
    with pytest.raises(UsageError) as refused:
        asked()
    text = str(refused.value)
    assert re.fullmatch(r".{20,299}\.", NAMES.sub("A name", text))  # one line, too
    return text


@pytest.mark.parametrize(("name", "given"), REFUSED, ids=[f"{n}-{g}" for n, g in REFUSED])
def test_what_makes_no_question_is_refused_by_its_parameter(opened, name, given):
    assert list(given)[-1] in refusal(lambda: ASKED[name](opened("the_usual"), **given))


@pytest.mark.parametrize("given", REFUSED_TERMS, ids=str)
def test_what_makes_no_plan_is_refused_by_its_parameter(opened, given):
    text = refusal(lambda: tier_pricing.budget_plan(opened("the_usual"), Terms(**given)))
    assert all(name in text for name in given)


SAYS = [  # what was said wrongly once: world, question, what is asked, what it says there
    ("one_deal", "comparable_deals", {}, "The only deal can be compared as a price: it cost $352 in all, 77 % of it"),
    ("the_usual", "comparable_deals", {}, "$111,587 in all, more than 99 % of it ($111,347)"),
    ("only_stories", "comparable_deals", {}, "for the content itself; no video was among them."),
    ("only_asked", "cost_per_result", {}, "no cost to divide. Import such deals: kit import deals.csv --into"),
    ("the_usual", "fair_price", {"deliverable": "live"}, "for videos only. Import more deals: kit import deals.csv"),
    ("the_usual", "similar_deals", {"handle": "c07"}, "Its own one deal cost"),
    ("all_followers_equal", "price_drivers", {}, "pieces in a deal (only 1 deal of 1 creator differs in it)"),
    ("deals_without_days", "price_drivers", {}, "date (no deal is dated)"),
    ("one_offer_alone", "plan_deals", {}, " goes back as a deal with status planned and the"),
    ("one_offer_alone", "plan_deals", {}, "; it is an open offer and keeps its deal_id"),
]


@pytest.mark.parametrize(("world", "question", "given", "words"), SAYS, ids=[f"{w}-{q}" for w, q, _, _ in SAYS])
def test_what_was_said_wrongly_once_is_said_rightly(opened, world, question, given, words):
    found = ASKED[question](opened(world), **given)
    text = re.sub(f"[{FIRST}{LAST}]", "", f"{found.takeaway} {found.caveat}")
    assert words in re.sub(r"[\u00a0\u202f]", " ", text)


def test_where_an_amount_is_below_0_the_deal_has_no_whole_cost(opened):
    """Once a fee written as −$100 made a whole cost of −$50 with usage rights of $50."""
    found = tier_pricing.comparable_deals(opened("some_fees_below_zero")).table.set_index("deal_id")
    assert found["whole_cost"].isna().sum() == 2
    assert found.loc[["P03", "D90"], "written"].str.startswith("−$").all()
    assert found.loc[["P03", "D90"], ["whole_cost", "rights", "net_fee", "price"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("takeaway", "fault"),
    [
        ("It costs $-5.", "money of no amount"),
        ("It costs -$0.", "money of no amount"),
        ("It costs $nan.", "a missing value"),
        ("Of 1\u00a0deals.", "many of one"),
        ("Left are 1\u00a0asking prices.", "many of one"),
        ("0 of 0 are so.", "nothing of nothing"),
        ("Its own 1 cost $3.", "a number in words"),
        ("So. " * 121, "484 characters"),
    ],
)
def test_the_checks_see_what_they_look_for(takeaway, fault):
    assert fault in "\n".join(problems(Finding("x", "X?", takeaway)))


def test_the_checks_see_odd_columns():
    table = pd.DataFrame({"price": [-1.0], "chance": [1.5], "note": [None]})
    columns = (Column("price", "Price", "money", "USD"), Column("chance", "Chance", "rate"), Column("note", "Note"))
    seen = "\n".join(problems(Finding("x", "X?", "It is <script>.", table, columns)))
    assert "price is a price below 0" in seen
    assert "chance is no share" in seen
    assert "note is printed without" in seen


@pytest.fixture(scope="module")
def answers(opened) -> dict[str, Finding]:
    return {name: ask(opened("enough_for_a_model")) for name, ask in ASKED.items()}


def spoken(found: Finding, data: Data) -> str:
    return said(found).replace(data.given, "WORKSPACE")


def test_neither_the_order_of_rows_nor_a_second_import_changes_an_answer(opened, answers, tmp_path):
    first, tables = opened("enough_for_a_model"), many()
    path = workspace(tmp_path / "w", **{name: rows[::-1] for name, rows in tables.items()})
    for name, rows in tables.items():
        kit.open(str(path)).workspace.append(name, pd.DataFrame(rows), source="test: the same again")
    other = kit.open(str(path))
    for name, ask in ASKED.items():
        assert spoken(ask(other), other) == spoken(answers[name], first), name


AMOUNT = re.compile(r"\$\d[\d.,]*[kMBT]?(?:\u2060?–\u2060?\$\d[\d.,]*[kMBT]?)?")
AGAINST_OTHERS = ("rate_card", "published_cards")  # cards that others publish do not become dearer


def test_ten_times_the_money_changes_amounts_only(answers, tmp_path):
    data = kit.open(str(workspace(tmp_path / "w", **times(10, many()))))
    for name in (n for n in ASKED if n not in AGAINST_OTHERS):
        old, new = answers[name], ASKED[name](data)
        assert (old.status, old.n, old.left_out) == (new.status, new.n, new.left_out)
        assert (
            AMOUNT.sub("$", new.takeaway).partition("--into")[0] == AMOUNT.sub("$", old.takeaway).partition("--into")[0]
        )
        for column in old.columns:
            a, b = old.table[column.name], new.table[column.name]
            if a.dtype.kind not in "iuf":
                assert [AMOUNT.sub("$", str(x)) for x in a] == [AMOUNT.sub("$", str(x)) for x in b], (name, column)
                continue
            factor = 10 if column.kind == "money" else 1
            cents = 0.1 if name == "plan_deals" else 0  # fees there are rounded down to cents
            np.testing.assert_allclose(
                b.astype(float), factor * a.astype(float), 1e-6, cents, err_msg=f"{name} {column}"
            )


SURE = ("comparable_deals", "rate_card", "cost_per_result", "micro_or_mega", *HELD)  # questions that draw no luck


def test_other_handles_change_no_number(answers, tmp_path):
    """Luck is drawn for each handle, so ranges of scenarios may differ a little; what is reckoned may not."""
    data = kit.open(str(workspace(tmp_path / "w", **renamed(many(), lambda who: f"c{(int(who[1:]) * 7 + 3) % 20:02}"))))
    for name in SURE:
        old, new = answers[name], ASKED[name](data)
        keys = [key for key in ("name", "deal_id", "tier", "part", "what", "driver") if key in old.table]
        numbers = [c.name for c in old.columns if old.table[c.name].dtype.kind in "iuf"]
        a, b = (one.table.sort_values(keys)[numbers].astype(float).to_numpy() for one in (old, new))
        np.testing.assert_allclose(b, a, rtol=1e-6, err_msg=name)
    old, new = (
        one.table.set_index("name")["expected"]
        for one in (answers["expected_views"], tier_pricing.expected_views(data))
    )
    np.testing.assert_allclose(new[old.index], old, rtol=1e-6)
