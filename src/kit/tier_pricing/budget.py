"""Which bookings buy the most expected views for a budget, and what would have to be true for that plan to be wrong."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tier_pricing.candidates import candidates, spend
from kit.tier_pricing.deals import called
from kit.tier_pricing.expected import expectations
from kit.tier_pricing.fair import bookable
from kit.tier_pricing.pricing import CARD
from kit.wording import count, join, money, percent, plural, span

BIG, SMALL = ("macro", "mega"), ("under 1k", "nano", "micro")
TAIL_DRAWS = 200  # scenarios of the careful plan: its program grows with them
SECONDS = 10


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
    """A choice among candidates: mask, expected views, range 8 times in 10, mean of the worst share, cost."""

    chosen: np.ndarray
    views: float
    low: float
    high: float
    worst: float
    cost: float
    gap: float


@question("budget_plan", "Which bookings buy the most expected views?", priority=18, videos=("views",))
def budget_plan(data: Data, budget: float = 0.0, most_per_tier: int = 0, worst_share: float = 0.0) -> Finding:
    """The set of bookings with the most expected views within a budget, against few large and many small creators.

    budget: fees to spend, in the report's currency; 0: the fees of the campaign's deals, else half of what all
    candidates would cost.  most_per_tier: at most so many creators of one tier; 0: no limit.  worst_share: 0 maximises
    expected views; 0.2 the mean of the worst fifth of outcomes.  Candidates: creators with a price (an offer, else the
    middle of comparable deals) and expected views.  Table: every candidate.
    """
    check(budget, most_per_tier, worst_share)
    known = expectations(data)
    people = candidates(data, known)
    terms = Terms(*spend(data, people, budget), most_per_tier, worst_share)
    draws = known.draws(pd.Index(people["creator_id"])) * people["videos"].to_numpy()
    groups = {"plan": people["tier"].notna(), "large": people["tier"].isin(BIG), "small": people["tier"].isin(SMALL)}
    plans = {label: best(people, draws, terms, group) for label, group in groups.items()}
    plan, currency = plans["plan"], data.currency or "USD"
    if not plan.chosen.any():
        raise NotShown(
            f"No candidate fits a budget of {money(terms.budget, currency)} {terms.where}; the cheapest of"
            f" {len(people)} is at {money(people['price'].min(), currency)}. Raise the parameter budget."
        )
    table = people.assign(chosen=plan.chosen).sort_values(
        ["chosen", "expected_cpm", "creator_id"], ascending=[False, True, True], ignore_index=True
    )
    doubts = caveats(people, draws, plan, terms, currency)
    doubts.append("" if known.sponsored else "Expectations are of all videos; sponsored ones may get fewer.")
    return answer(
        data,
        sentence(table[table["chosen"]], plans, currency, terms),
        table,
        columns(currency),
        status="caveat",
        caveat=" ".join(d for d in doubts if d),
        n={"candidates": len(people), "chosen": int(plan.chosen.sum())},
        sources=("deals", "videos", "creators", "fx"),
        left_out={"creators without a price or without expected views": len(bookable(data)) - len(people)},
        definitions={
            "Expected views": (
                "Mean of the views that the booked videos would get by about day 28, shrunken (see the section on"
                " expected views); never a raw mean, which would promise too much of the luckiest."
            ),
            "Price": (
                "What was asked or is planned; else the middle of comparable deals for one video (see fair price):"
                " half of such deals cost more."
            ),
            "Expected CPM": "1,000 × price ÷ expected views.",
            "Range": (
                "Quantiles 10 and 90 % of the total over 4,000 scenarios, in which creators do well or badly apart"
                " from one another."
            ),
        },
    )


def check(budget: float, most_per_tier: int, worst_share: float) -> None:
    if budget < 0:
        raise UsageError(f"Parameter budget is {budget:g}; use 0 or more.")
    if most_per_tier < 0:
        raise UsageError(f"Parameter most_per_tier is {most_per_tier}; use 0 for no limit, or a number of creators.")
    if not 0 <= worst_share < 1:
        raise UsageError(
            f"Parameter worst_share is {worst_share:g}; use 0 for the most expected views, or a share below 1 such as"
            " 0.2."
        )


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
    totals = np.sort(draws[:, found.chosen].sum(axis=1))
    low, high = np.quantile(totals, [0.1, 0.9])
    worst = totals[: max(int(terms.worst_share * len(totals)), 1)].mean()
    views = float(people.loc[found.chosen, "expected"].sum())
    return Plan(found.chosen, views, float(low), float(high), float(worst), found.cost, found.gap)


def sentence(chosen: pd.DataFrame, plans: dict[str, Plan], currency: str, terms: Terms) -> str:
    """The plan, its range, and what the two simple strategies would give."""
    plan = plans["plan"]
    most = chosen.sort_values("expected", ascending=False)
    who = [called(row.name, row.creator_id) for row in most.head(3).itertuples(index=False)]
    who += [f"{len(chosen) - 3} more"] if len(chosen) > 3 else []
    start = (
        f"For {money(terms.budget, currency)} {terms.where}, {join(who)} would bring {count(plan.views)} views at"
        f" {money(plan.cost, currency)} ({span(plan.low, plan.high, 'count')} 8 times in 10)"
    )
    if terms.worst_share:
        start += f"; in the worst {percent(terms.worst_share, 0)} of outcomes {count(plan.worst)} on average"
    bring = [
        (count(p.worst if terms.worst_share else p.views) if p.chosen.any() else "nothing, as none fits the budget")
        for p in (plans["large"], plans["small"])
    ]
    return (
        f"{start}; only large creators (500k followers and more) would bring {bring[0]} and only small ones (below 50k)"
        f" {bring[1]}{' there' if terms.worst_share else ''}."
    )


def caveats(people: pd.DataFrame, draws: np.ndarray, plan: Plan, terms: Terms, currency: str) -> list[str]:
    """What would have to be true for the plan to be wrong."""
    chosen = people[plan.chosen]
    doubts = ["" if terms.worst_share else breaking_point(people, draws, plan, terms)]
    carded = int(chosen["price_from"].eq(CARD).sum())
    if carded:
        doubts.append(f"{plural(carded, 'price')} of the plan from published cards, perhaps three times off each way.")
    guessed = int((~chosen["price_from"].isin(["asked", "planned", CARD])).sum())
    if guessed:
        what = "price of the plan is a middle price" if guessed == 1 else "prices of the plan are middle prices"
        mean = money(chosen["mean_price"].sum(), currency)
        doubts.append(f"{guessed} {what}, not what was asked; at mean prices the same set would cost {mean}.")
    doubts.append(
        "Views are not people: creators who share an audience bring fewer new viewers than this sum, and views are"
        " no sales."
    )
    if plan.gap > 1e-6:
        doubts.append(f"The search was stopped {percent(plan.gap)} short of proof that no set is better.")
    return doubts


def breaking_point(people: pd.DataFrame, draws: np.ndarray, plan: Plan, terms: Terms) -> str:
    """How few views the plan's largest part may bring before the best plan without it would have been better."""
    top = people.loc[people.loc[plan.chosen, "expected"].idxmax()]
    others = best(people, draws, terms, people["creator_id"] != top["creator_id"])
    least = top["expected"] - (plan.views - others.views)
    who = called(top["name"], top["creator_id"])
    if least < 1:
        return f"Without {who} the best set is worth {count(others.views)} views."
    return (
        f"The plan is wrong if {who}, who carries {percent(top['expected'] / plan.views, 0)} of it, brings fewer than"
        f" {count(least)} views: without it, the best set is worth {count(others.views)}."
    )
