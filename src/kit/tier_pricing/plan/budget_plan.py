"""Which bookings buy the most for the budget, how sure is that, and why these?"""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.tier_pricing.bookings.expectation import HITS, hits
from kit.tier_pricing.bookings.expected_views import meaning
from kit.tier_pricing.bookings.scenarios import DRAWS
from kit.tier_pricing.bookings.told import engaged, ordered
from kit.tier_pricing.fair.features import ADDON
from kit.tier_pricing.fair.pricing import CARD
from kit.tier_pricing.people import called
from kit.tier_pricing.plan import boosting, often, reasons
from kit.tier_pricing.plan.doubted import doubts, people_reached, proof
from kit.tier_pricing.plan.limits import allowed
from kit.tier_pricing.plan.made import Made, made
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.tier_pricing.plan.worth import each_column, price_words, priced_each, worth_words
from kit.wording import count, join, money, name, percent, span

NAMED = 2  # creators in the sentence


def columns(plan: Made, boosted: bool) -> tuple[Column, ...]:
    currency, unit = plan.currency, plan.unit
    return (
        Column("name", "Creator"),
        Column("chosen", "In the plan", "flag"),
        Column("videos", "Videos", "count"),
        Column("price", "Plan price", "money", currency),
        Column("expected", f"Expected {unit}", "count", unit),
        Column("expected_low", "from", "count"),
        Column("expected_high", "to", "count"),
        Column("often", "How often chosen", "rate"),
        Column("why", "Why, or place"),
        *(
            (Column("boost", "Boosting", "money", currency), Column("paid_views", "Paid views", "count"))
            if boosted
            else ()
        ),
        each_column(plan),
        Column("creator_id", "Handle"),
        Column("tier", "Tier"),
        Column("price_from", "Price from"),
        Column("dear_low", "Price, 9 in 10 from", "money", currency, hidden=True),
        Column("dear_high", "Price, 9 in 10 to", "money", currency, hidden=True),
        Column("category", "Category", hidden=True),
        Column("views", "Expected views", "count", hidden=True),
        Column("engagements", "Expected engagements", "count", hidden=True),
        Column("orders", "Expected orders", "count", hidden=True),
        Column("deal_id", "Open offer", hidden=True),
    )


@question("budget_plan", "Which bookings buy the most for the budget?", priority=18, videos=("views",))
def budget_plan(data: Data, terms: Terms = FREE) -> Finding:
    """The set of bookings that is worth most within the terms, with reasons, range, and how sure each place is.

    Candidates: creators with a price (an open offer, else the middle of comparable deals) and an expectation.  Table:
    one row a candidate, the chosen first: the package that is chosen, else the one with the lowest price for what it is
    expected to bring.
    """
    plan = made(data, terms)
    found = boosting.response(data) if terms.boost else None
    everybody = plan.everybody.drop_duplicates("creator_id")
    wild = plan.known.lost(everybody)
    table = rows(plan, found)
    return answer(
        data,
        sentence(data, plan, found),
        table,
        columns(plan, bool(terms.boost)),
        doubts=[*doubts(data, plan, found), hits(wild)],
        caveat=f"{proof(plan)} {people_reached(plan)}".strip(),
        n={"candidates": len(table), "chosen": int(plan.plan.mask.sum())},
        sources=("deals", "videos", "creators", "fx"),
        left_out={
            "creators without a price or without an expectation": len(everybody) - len(table) - len(wild),
            HITS: len(wild),
        },
        definitions=definitions(plan, found),
    )


def rows(plan: Made, found: boosting.Response | None) -> pd.DataFrame:
    """One row a creator: the chosen, who could have been, and who could not."""
    # renamed, as an interval of another level than that of the expectation must not be printed as if it were the same
    people = priced_each(plan).rename(columns={"price_low": "dear_low", "price_high": "dear_high"})
    people = people.assign(why=reasons.reasons(plan), boost=np.nan, paid_views=np.nan)
    mask = plan.plan.mask
    if plan.terms.boost:
        spend, videos = boosting.booked(plan.chosen, plan.terms.boost)
        people.loc[mask, "boost"] = spend
        people.loc[mask, "paid_views"] = videos * found.views(spend / videos) if found else np.nan
    each, free = people["price"] / people["expected"], allowed(people, plan.terms, plan.budget)
    order = people.assign(_each=each, _free=free).sort_values(
        ["chosen", "_free", "_each", "videos", "creator_id"], ascending=[False, False, True, True, True]
    )
    one = order.drop_duplicates("creator_id").drop(columns=["_each", "_free"])
    most = one[one["chosen"]].sort_values(["expected", "creator_id"], ascending=[False, True])
    return pd.concat([most, one[~one["chosen"]]], ignore_index=True)


def sentence(data: Data, plan: Made, found: boosting.Response | None) -> str:
    """The plan, what it brings, what it costs, and how sure its places are."""
    best, currency, unit = plan.plan, plan.currency, plan.unit
    chosen = plan.chosen.sort_values(["expected", "creator_id"], ascending=[False, True])
    who = [called(row.name, row.creator_id) for row in chosen.head(NAMED).itertuples(index=False)]
    who += [f"{len(chosen) - NAMED} more"] if len(chosen) > NAMED else []
    left = plan.budget - best.cost
    unspent = f"; {money(left, currency)} would stay unspent" if left > 0.01 * plan.budget else ""
    hold = ", if card prices hold" if chosen["price_from"].eq(CARD).any() else ""
    start = (
        f"For {money(plan.budget, currency)} {plan.where}, {join(who)} would bring {count(best.expected)} {unit}"
        f" ({span(*plan.between, 'count')} for the mean; what comes: {span(best.low, best.high, 'count')}"
        f" 8 times in 10){worth_words(plan)} at"
        f" {money(best.cost, currency)}{price_words(data, plan)}{hold}{unspent}"
    )
    if found:
        start += f". {boosting.said(found, *boosting.booked(chosen, plan.terms.boost), currency)}"
    return f"{start}{careful(plan) if plan.terms.worst_share else sureness(plan, chosen)}."


def careful(plan: Made) -> str:
    """What a plan for the worst outcomes gains there, and what it gives up."""
    bold = plan.best()
    start = f"; in the worst {percent(plan.terms.worst_share, 0)} of outcomes {count(plan.plan.worst)} on average"
    if np.array_equal(bold.mask, plan.plan.mask):
        return f"{start}, and it is the plan of the most expected {plan.unit} too"
    return (
        f"{start}, where the plan of the most expected {plan.unit} ({count(bold.expected)}) would bring"
        f" {count(plan.worst(bold.mask))}"
    )


def sureness(plan: Made, chosen: pd.DataFrame) -> str:
    """How often the chosen would be chosen again, were the expectations a little other; chosen: the largest first."""
    first, last = chosen.iloc[0], chosen.iloc[1:]["often"].min()
    who = name(first["name"])  # with its handle in the sentence before
    start = f". Over {often.draws(plan.terms)} draws of the expectations, {who} is in the best plan in"
    start += f" {percent(first['often'], 0)}"
    if len(chosen) == 1:
        return start
    if len(chosen) == 2:
        return f"{start}, the other in {percent(last, 0)}"
    others = "the least sure of the others in" if last <= first["often"] else "each of the others in at least"
    return f"{start}, {others} {percent(last, 0)}"


def expected_words(plan: Made) -> str:
    """What the objective's expectation is, in the words that other questions use."""
    known = plan.outcomes
    if plan.unit == "views":
        return meaning(known.views)
    if plan.unit == "engagements" and known.rates:
        return engaged(known.rates)
    if plan.unit == "orders" and known.sales:
        return ordered(known.sales)
    return "Sum of expected views, engagements and orders, each times its worth; 95 % interval of the mean."


def definitions(plan: Made, found: boosting.Response | None) -> dict[str, str]:
    """The terms of the table, in words."""
    held = f", with {join(ADDON[a] for a in plan.terms.rights)}" if plan.terms.rights else ""
    other = " by expectation" if plan.terms.worst_share else ""
    return {
        f"Expected {plan.unit}": expected_words(plan),
        "Plan price": (
            "Without tax, boosting, product and agency: a quote; what an open offer asks, with its fees for rights and"
            f" exclusivity; else the middle of comparable deals{held}."
        ),
        "Mean, and what comes": (
            "The mean's 95 % interval: how far the sum of expectations may be off. What comes: quantiles 10 and 90 %"
            f" over {DRAWS:,} scenarios, with the luck of every video."
        ),
        "How often chosen": (
            f"Share of {often.draws(plan.terms)} draws of the expectations, within their doubt, in which the best"
            f" plan{other} holds the creator."
        ),
        "Why, or place": reasons.MEANING,
        **({"Paid views": boosting.meaning(found, plan.currency)} if found else {}),
    }
