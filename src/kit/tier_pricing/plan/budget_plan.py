"""Which bookings buy the most for the budget, how sure is that, and why these?"""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.tier_pricing.bookings.expectation import HITS, hits
from kit.tier_pricing.bookings.scenarios import DRAWS
from kit.tier_pricing.fair.features import ADDON
from kit.tier_pricing.fair.pricing import CARD
from kit.tier_pricing.people import called
from kit.tier_pricing.plan import boosting, often, reasons
from kit.tier_pricing.plan.candidates import rights_doubts
from kit.tier_pricing.plan.limits import allowed
from kit.tier_pricing.plan.made import Made, made
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.tier_pricing.plan.worth import each_column, priced_each, worth_words
from kit.wording import count, join, money, name, percent, span

NAMED = 2  # creators in the sentence
NEAR = 1e-6  # gap below which a search counts as a proof


def columns(plan: Made, boosted: bool) -> tuple[Column, ...]:
    currency, unit = plan.currency, plan.unit
    return (
        Column("name", "Creator"),
        Column("chosen", "In the plan", "flag"),
        Column("videos", "Videos", "count"),
        Column("price", "Price", "money", currency),
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
        sentence(plan, found),
        table,
        columns(plan, bool(terms.boost)),
        doubts=[*doubts(data, plan, found), hits(wild)],
        caveat=f"{proof(plan)} {people_reached(plan)}",
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
        spend, videos = boosts(plan)
        people.loc[mask, "boost"] = spend
        people.loc[mask, "paid_views"] = videos * found.views(spend / videos) if found else np.nan
    each, free = people["price"] / people["expected"], allowed(people, plan.terms, plan.budget)
    order = people.assign(_each=each, _free=free).sort_values(
        ["chosen", "_free", "_each", "videos", "creator_id"], ascending=[False, False, True, True, True]
    )
    one = order.drop_duplicates("creator_id").drop(columns=["_each", "_free"])
    most = one[one["chosen"]].sort_values(["expected", "creator_id"], ascending=[False, True])
    return pd.concat([most, one[~one["chosen"]]], ignore_index=True)


def sentence(plan: Made, found: boosting.Response | None) -> str:
    """The plan, what it brings, what it costs, and how sure its places are."""
    best, currency, unit = plan.plan, plan.currency, plan.unit
    chosen = plan.chosen.sort_values(["expected", "creator_id"], ascending=[False, True])
    who = [called(row.name, row.creator_id) for row in chosen.head(NAMED).itertuples(index=False)]
    who += [f"{len(chosen) - NAMED} more"] if len(chosen) > NAMED else []
    left = plan.budget - best.cost
    unspent = f"; {money(left, currency)} would stay unspent" if left > 0.01 * plan.budget else ""
    start = (
        f"For {money(plan.budget, currency)} {plan.where}, {join(who)} would bring {count(best.expected)} {unit}"
        f" ({span(best.low, best.high, 'count')} 8 times in 10){worth_words(plan)} at"
        f" {money(best.cost, currency)}{unspent}"
    )
    if found:
        start += f". {boosting.said(found, *boosts(plan), currency)}"
    return f"{start}{careful(plan) if plan.terms.worst_share else sureness(plan, chosen)}."


def boosts(plan: Made) -> tuple[np.ndarray, np.ndarray]:
    """Money for boosting, and videos, of each chosen package."""
    videos = plan.chosen["videos"].to_numpy()
    return boosting.share_out(videos, plan.terms.boost), videos


def careful(plan: Made) -> str:
    """What a plan for the worst outcomes gains there, and what it gives up."""
    bold = plan.best()
    return (
        f"; in the worst {percent(plan.terms.worst_share, 0)} of outcomes {count(plan.plan.worst)} on average, where"
        f" the plan of the most expected {plan.unit} ({count(bold.expected)}) would bring"
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
    others = "the other" if len(chosen) == 2 else "the least sure of the others"
    return f"{start}, {others} in {percent(last, 0)}"


def doubts(data: Data, plan: Made, found: boosting.Response | None) -> list[str]:
    """What in these data makes the plan uncertain."""
    chosen, told, currency = plan.chosen, [], plan.currency
    carded = int(chosen["price_from"].eq(CARD).sum())
    guessed = int((chosen["deal_id"].eq("") & chosen["price_from"].ne(CARD)).sum())
    if carded:
        what = "price of the plan is a published card's" if carded == 1 else "prices of the plan are published cards'"
        told.append(f"{carded} {what}, perhaps three times off each way.")
    if guessed:
        what = "price of the plan is a middle price" if guessed == 1 else "prices of the plan are middle prices"
        mean = money(chosen["mean_price"].sum(), currency)
        over = ", more than the budget" if chosen["mean_price"].sum() > plan.budget * (1 + 1e-9) else ""
        told.append(f"{guessed} {what}, not what was asked; at mean prices the same set would cost {mean}{over}.")
    told += rights_doubts(data, plan.terms)
    if not plan.known.sponsored:
        told.append("Expectations are of all videos; sponsored ones may get fewer.")
    if plan.terms.boost and not found:
        told.append(boosting.unknown(plan.terms.boost, currency))
    elif found:
        told.append(boosting.doubt(found, *boosts(plan), currency))
    return told


def proof(plan: Made) -> str:
    """How far the search was from proving that no set is better."""
    gap = plan.plan.gap
    if gap <= NEAR:
        return "No set within these terms is better."
    said = f"No set within these terms is better by more than {percent(gap, 2 if gap < 0.01 else 1)}"
    return f"{said}, and most likely by far less." if plan.terms.worst_share else f"{said}."


def people_reached(plan: Made) -> str:
    """Views are not people: what is known of how audiences overlap."""
    if plan.terms.overlap < 0:
        return (
            "Views are not people: how far audiences overlap is not known, and creators who share one bring fewer new"
            " viewers than this sum."
        )
    views = plan.chosen["views"].sum()
    return (
        f"Views are not people: with the overlap given, {percent(plan.terms.overlap, 0)}, about"
        f" {count(views * (1 - plan.terms.overlap))} of the {count(views)} expected views reach people whom no other"
        " creator of the plan reaches."
    )


def definitions(plan: Made, found: boosting.Response | None) -> dict[str, str]:
    """The terms of the table, in words."""
    held = f", with {join(ADDON[a] for a in plan.terms.rights)}" if plan.terms.rights else ""
    other = " This plan is made for the worst outcomes instead." if plan.terms.worst_share else ""
    return {
        f"Expected {plan.unit}": (
            "Mean of what the booked videos would bring by about day 28, shrunken, 95 % interval; never a raw mean,"
            " which would promise too much of the luckiest."
        ),
        "Price": (
            f"What was asked or is planned, without tax{held}; else the middle of comparable deals: half of such deals"
            " cost more."
        ),
        "8 times in 10": (
            f"Quantiles 10 and 90 % of the total over {DRAWS:,} scenarios, in which creators, and their videos, do well"
            " or badly apart from one another, and sponsored videos all by the same unknown factor."
        ),
        "How often chosen": (
            f"Share of {often.draws(plan.terms)} draws of the expectations, within their doubt, in which the best plan"
            f" by expectation holds the creator.{other}"
        ),
        "Why, or place": reasons.MEANING,
        **({"Paid views": boosting.meaning(found, plan.currency)} if found else {}),
    }
