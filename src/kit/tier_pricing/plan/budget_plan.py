"""Which bookings buy the most expected views for a budget, and what would have to be true for that plan to be wrong."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tier_pricing.bookings.expectation import DRAWS, Expectation, expectations, HITS, hits
from kit.tier_pricing.deals import BELOW, FROM, LARGE, SMALL
from kit.tier_pricing.fair.pricing import CARD
from kit.tier_pricing.people import bookable, called
from kit.tier_pricing.plan.candidates import candidates, spend
from kit.wording import count, join, money, percent, plural, span

TAIL_DRAWS = 200  # scenarios of the careful plan: its program grows with them
SECONDS = 10
OVERLAP = (
    "Views are not people: creators who share an audience bring fewer new viewers than this sum, and views are no"
    " sales."
)
DEFINITIONS = {
    "Expected views": (
        "Mean of the views that the booked videos would get by about day 28, shrunken (see the section on expected"
        " views), with its 95 % interval; never a raw mean, which would promise too much of the luckiest."
    ),
    "Price": (
        "What was asked or is planned, without tax; else the middle of comparable deals for one video (see fair price):"
        " half of such deals cost more."
    ),
    "Expected CPM": "1,000 × price ÷ expected views.",
    "Range": (
        f"Quantiles 10 and 90 % of the total over {DRAWS:,} scenarios, in which creators do well or badly apart from"
        " one another, the videos of a booking vary around one level of their creator, and sponsored videos by the same"
        " unknown factor."
    ),
}


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("tier", "Tier"),
        Column("chosen", "In the plan", "flag"),
        Column("price", "Price", "money", currency),
        Column("expected", "Expected views", "count", "views"),
        Column("expected_low", "from", "count"),
        Column("expected_high", "to", "count"),
        Column("expected_cpm", "Expected CPM", "money", currency),
        Column("videos", "Videos", "count"),
        Column("price_from", "Price from"),
    )


@dataclass(frozen=True)
class Terms:
    """What a plan must keep to: the budget and where it comes from, creators per tier (0: any), tail (0: none)."""

    budget: float
    where: str
    most_per_tier: int
    worst_share: float


@dataclass(frozen=True)
class Plan:
    """A choice among candidates: mask, expected views, range 8 times in 10, mean of the worst share (NaN: not asked).

    any: whether there was a candidate to choose from.
    """

    chosen: np.ndarray
    views: float
    low: float
    high: float
    worst: float
    cost: float
    gap: float
    any: bool


@question("budget_plan", "Which bookings buy the most expected views?", priority=18, videos=("views",))
def budget_plan(data: Data, budget: float = 0.0, most_per_tier: int = 0, worst_share: float = 0.0) -> Finding:
    """The set of bookings with the most expected views within a budget, against few large and many small creators.

    budget: fees to spend, without tax, in the report's currency; 0: the fees of the campaign's deals, else half of
    what all candidates would cost.  most_per_tier: at most so many creators of one tier; 0: no limit.  worst_share: 0
    maximises expected views; 0.2 the mean of the worst fifth of outcomes.  Candidates: creators with a price (an offer,
    else the middle of comparable deals) and expected views.  Table: every candidate.
    """
    check(budget, most_per_tier, worst_share)
    known, currency = expectations(data), data.currency or "USD"
    people = candidates(data, known)
    terms = Terms(*spend(data, people, budget), most_per_tier, worst_share)
    draws = scenarios(people, known)
    plans = compared(people, draws, terms)
    plan, everybody = plans["plan"], bookable(data)
    wild = known.lost(everybody)
    if not plan.chosen.any():
        raise NotShown(unaffordable(people, terms, currency))
    table = people.assign(chosen=plan.chosen).sort_values(
        ["chosen", "expected_cpm", "creator_id"], ascending=[False, True, True], ignore_index=True
    )
    return answer(
        data,
        sentence(table[table["chosen"]], plans, currency, terms),
        table,
        columns(currency),
        doubts=[*doubts(people, plan, known, currency), hits(wild)],
        caveat=f"{breaking_point(people, draws, plan, terms)} {OVERLAP}".strip(),
        n={"candidates": len(people), "chosen": int(plan.chosen.sum())},
        sources=("deals", "videos", "creators", "fx"),
        left_out={
            "creators without a price or without expected views": len(everybody) - len(people) - len(wild),
            HITS: len(wild),
        },
        definitions=DEFINITIONS,
    )


def unaffordable(people: pd.DataFrame, terms: Terms, currency: str) -> str:
    """Why nobody is in the plan."""
    cheapest = money(people["price"].min(), currency)
    who = "the only one costs" if len(people) == 1 else f"the cheapest of {len(people)} costs"
    return (
        f"No candidate fits a budget of {money(terms.budget, currency)} {terms.where}; {who} {cheapest}. Raise the"
        " parameter budget."
    )


def check(budget: float, most_per_tier: int, worst_share: float) -> None:
    if not 0 <= budget < np.inf:
        raise UsageError(f"Parameter budget is {budget:g}; use an amount, or 0 for none given.")
    if most_per_tier < 0:
        raise UsageError(f"Parameter most_per_tier is {most_per_tier}; use 0 for no limit, or a number of creators.")
    if not 0 <= worst_share < 1:
        raise UsageError(
            f"Parameter worst_share is {worst_share:g}; use 0 for the most expected views, or a share below 1 such as"
            " 0.2."
        )


def compared(people: pd.DataFrame, draws: np.ndarray, terms: Terms) -> dict[str, Plan]:
    """The plan, and the best of large creators only and of small ones only."""
    groups = {"plan": people["tier"].notna(), "large": people["tier"].isin(LARGE), "small": people["tier"].isin(SMALL)}
    return {label: best(people, draws, terms, group) for label, group in groups.items()}


def scenarios(people: pd.DataFrame, known: Expectation) -> np.ndarray:
    """Scenarios × candidates: views of all the videos that each would be booked for."""
    return known.draws(pd.Index(people["creator_id"]), people["videos"].to_numpy())


def best(people: pd.DataFrame, draws: np.ndarray, terms: Terms, allowed: pd.Series) -> Plan:
    """The best set among the allowed candidates, within budget and limits; its figures are over all scenarios."""
    costs = people["price"].where(allowed & (people["price"] <= terms.budget)).to_numpy(dtype=float)
    limits = [
        (people["tier"].eq(tier).to_numpy(dtype=float), None, terms.most_per_tier)
        for tier in people["tier"].unique()
        if terms.most_per_tier
    ]
    values = draws[:TAIL_DRAWS] if terms.worst_share else people["expected"].to_numpy(dtype=float)
    found = estimate.choose(values, costs, terms.budget, terms.worst_share or None, limits, SECONDS)
    totals = draws[:, found.chosen].sum(axis=1)
    low, high = np.quantile(totals, [0.1, 0.9])
    # not found.value: that is over the few scenarios which the set was chosen to do well in, so it flatters
    worst = totals[totals <= np.quantile(totals, terms.worst_share)].mean() if terms.worst_share else np.nan
    views = float(people.loc[found.chosen, "expected"].sum())
    return Plan(found.chosen, views, float(low), float(high), float(worst), found.cost, found.gap, bool(allowed.any()))


def sentence(chosen: pd.DataFrame, plans: dict[str, Plan], currency: str, terms: Terms) -> str:
    """The plan, its range, and what the two simple strategies would give."""
    plan = plans["plan"]
    most = chosen.sort_values("expected", ascending=False)
    who = [called(row.name, row.creator_id) for row in most.head(3).itertuples(index=False)]
    who += [f"{len(chosen) - 3} more"] if len(chosen) > 3 else []
    limit = f" and at most {plural(terms.most_per_tier, 'creator')} of a tier" if terms.most_per_tier else ""
    start = (
        f"For {money(terms.budget, currency)} {terms.where}{limit}, {join(who)} would bring {count(plan.views)} views"
        f" ({span(plan.low, plan.high, 'count')} 8 times in 10) at {money(plan.cost, currency)}"
    )
    if terms.worst_share:
        start += f"; in the worst {percent(terms.worst_share, 0)} of outcomes {count(plan.worst)} on average"
    return (
        f"{start}; only large creators ({FROM} followers and more) would bring {brought(plans['large'])}, only small"
        f" ones (below {BELOW}) {brought(plans['small'])}{' there' if terms.worst_share else ''}."
    )


def brought(plan: Plan) -> str:
    """What one of the simple strategies brings: in the worst share of outcomes, where that is what counts."""
    if not plan.chosen.any():
        return f"nothing ({'none fits the budget' if plan.any else 'there are none'})"
    return count(plan.views if np.isnan(plan.worst) else plan.worst)


def doubts(people: pd.DataFrame, plan: Plan, known: Expectation, currency: str) -> list[str]:
    """What in these data makes the plan uncertain."""
    chosen, found = people[plan.chosen], []
    carded = int(chosen["price_from"].eq(CARD).sum())
    guessed = int((~chosen["price_from"].isin(["asked", "planned", CARD])).sum())
    if carded:
        what = "price of the plan is a published card's" if carded == 1 else "prices of the plan are published cards'"
        found.append(f"{carded} {what}, perhaps three times off each way.")
    if guessed:
        what = "price of the plan is a middle price" if guessed == 1 else "prices of the plan are middle prices"
        mean = money(chosen["mean_price"].sum(), currency)
        found.append(f"{guessed} {what}, not what was asked; at mean prices the same set would cost {mean}.")
    if plan.gap > 1e-6:
        found.append(f"The search was stopped {percent(plan.gap)} short of proof that no set is better.")
    if not known.sponsored:
        found.append("Expectations are of all videos; sponsored ones may get fewer.")
    return found


def breaking_point(people: pd.DataFrame, draws: np.ndarray, plan: Plan, terms: Terms) -> str:
    """How few views the plan's largest part may bring before the best plan without it would have been better."""
    if terms.worst_share:
        return ""
    top = people.loc[people.loc[plan.chosen, "expected"].idxmax()]
    others = best(people, draws, terms, people["creator_id"] != top["creator_id"])
    least = top["expected"] - (plan.views - others.views)
    who = called(top["name"], top["creator_id"])
    if not others.chosen.any():
        return f"{who} carries all of it: nobody else {'is a candidate' if len(people) == 1 else 'fits the budget'}."
    if least < 1:
        return f"Without {who} the best set is worth {count(others.views)} views."
    part = percent(top["expected"] / plan.views, 0)
    return (
        f"The plan is wrong if {who}, who carries {part} of it, brings fewer than {count(least)} views: without"
        f" {who}, the best set is worth {count(others.views)}."
    )
