"""What would more or less money buy?  The best plan at a row of budgets."""

import math

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.tier_pricing.plan.made import Made, made, Plan
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.tier_pricing.plan.worth import EACH
from kit.wording import count, join, money, span

SHARES = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0)  # of the budget
INTERVAL = "range 8 times in 10"


def columns(plan: Made, step: float) -> tuple[Column, ...]:
    currency, unit = plan.currency, plan.unit
    return (
        Column("label", "Budget"),
        Column("expected", f"Expected {unit}", "count", unit),
        Column("expected_low", "from", "count"),
        Column("expected_high", "to", "count"),
        Column("creators", "Creators", "count"),
        Column("cost", "Cost", "money", currency),
        Column("each", EACH[unit][1], "money", currency),
        Column("marginal", f"One more {money(step, currency)} buys", "count", unit),
        Column("budget", "Budget", "money", currency, hidden=True),
        Column("here", "The plan's budget", "flag", hidden=True),
        Column("fit", "Best plan", "count", hidden=True),
        Column("fit_low", "from", "count", hidden=True),
        Column("fit_high", "to", "count", hidden=True),
    )


@question("budget_frontier", "What would more or less money buy?", priority=35, videos=("views",))
def budget_frontier(data: Data, terms: Terms = FREE) -> Finding:
    """The best plan by expectation at nine budgets from a quarter of the plan's to twice as much, other terms kept.

    marginal: what further money buys on the way to the next budget.  A budget at which the terms cannot be met, or
    nobody can be afforded, has no row.
    """
    plan = made(data, terms)
    plans = {share: best for share in SHARES if (best := at(plan, share)) is not None}
    step = round_step(plan.budget)
    table = rows(plan, plans, step)
    return answer(
        data,
        sentence(plan, table, step),
        table,
        columns(plan, step),
        doubts=[missing(plan, plans)],
        caveat=caveat(plan),
        n={"budgets": len(table), "candidates": plan.people["creator_id"].nunique()},
        sources=("deals", "videos", "creators", "fx"),
        definitions={
            f"One more {money(step, plan.currency)} buys": (
                f"Further expected {plan.unit} of the next budget's best plan over this one's, for so much more money."
            ),
            EACH[plan.unit][1]: f"Cost ÷ expected {plan.unit}{', times 1,000' if EACH[plan.unit][3] > 1 else ''}.",
        },
        interval=INTERVAL,
    )


def at(plan: Made, share: float) -> Plan | None:
    """The best plan for a share of the budget; None where there is none."""
    try:
        found = plan.best(budget=plan.budget * share)
    except ValueError:
        return None
    return found if found.mask.any() else None


def rows(plan: Made, plans: dict[float, Plan], step: float) -> pd.DataFrame:
    """One row a budget; a plan that a smaller budget's beats (the search stops near the best) gives way to it."""
    kept: list[tuple[float, Plan]] = []
    for share, best in plans.items():
        better = kept[-1][1] if kept and kept[-1][1].expected > best.expected else best
        kept.append((share, better))
    named = "" if plan.terms.worst_share else " (the plan)"  # a careful plan is not the best by expectation
    table = pd.DataFrame(
        {
            "label": [money(plan.budget * s, plan.currency) + (named if s == 1 else "") for s, _ in kept],
            "budget": [plan.budget * share for share, _ in kept],
            "here": [share == 1 for share, _ in kept],
            "expected": [best.expected for _, best in kept],
            "expected_low": [best.low for _, best in kept],
            "expected_high": [best.high for _, best in kept],
            "creators": [int(best.mask.sum()) for _, best in kept],
            "cost": [best.cost for _, best in kept],
        }
    )
    more, dearer = -table["expected"].diff(-1), -table["budget"].diff(-1)
    return table.assign(
        each=EACH[plan.unit][3] * table["cost"] / table["expected"],
        marginal=step * more / dearer,
        fit=table["expected"],
        fit_low=table["expected_low"],
        fit_high=table["expected_high"],
    )


def round_step(budget: float) -> float:
    """The power of ten that fits five times into the budget: 13,000 → 1,000."""
    return 10.0 ** math.floor(math.log10(budget / 5) + 1e-9)


def sentence(plan: Made, table: pd.DataFrame, step: float) -> str:
    """What the least and the most of these budgets buy beside the plan's, and what a little more does."""
    own = table.index[table["here"]].tolist()
    some = table.loc[sorted({0, *own, len(table) - 1})]
    parts = [
        f"{money(row.budget, plan.currency)} {count(row.expected)}"
        f" ({span(row.expected_low, row.expected_high, 'count')})"
        for row in some.itertuples()
    ]
    first = some.iloc[0]
    parts[0] = (
        f"{money(first['budget'], plan.currency)} would buy {count(first['expected'])} {plan.unit}"
        f" ({span(first['expected_low'], first['expected_high'], 'count')} 8 times in 10)"
    )
    start = f"Spent at its best, {join(parts)}"
    if not own or pd.isna(table["marginal"].iloc[own[0]]):
        return f"{start}."
    row = table.iloc[own[0]]
    average = step * row["expected"] / row["cost"]
    return (
        f"{start}. Beyond the plan's budget, one more {money(step, plan.currency)} buys about {count(row['marginal'])}"
        f" {plan.unit}, against {count(average)} on average up to it."
    )


def missing(plan: Made, plans: dict[float, Plan]) -> str:
    """Which budgets have no row, and why."""
    lost = [plan.budget * share for share in SHARES if share not in plans]
    if not lost:
        return ""
    least = plan.people["price"].min()
    few = [budget for budget in lost if budget < least]
    told = []
    for some, why in ((few, "nobody can be afforded"), (lost[len(few) :], "the terms cannot be met")):
        if some:
            told.append(f"{why} with {join(money(budget, plan.currency) for budget in some)}")
    return f"Not all budgets have a row: {join(told)}."


def caveat(plan: Made) -> str:
    """What holds for every curve like this."""
    told = "Prices stay as they are for one booking each; who books more of a kind may have to pay more for the last."
    if plan.terms.worst_share:
        return f"These plans are the best by expectation, not those for the worst outcomes. {told}"
    return told
