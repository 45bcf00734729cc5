"""Which bookings buy the most expected views for a budget, and what would have to be true for that plan to be wrong."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import cpm
from kit.tier_pricing.comparable import ASKING, called, comparable, PLANNED, prices
from kit.tier_pricing.expected import Expectation, expectations
from kit.tier_pricing.fair import bookable
from kit.tier_pricing.pricing import BASES, learn, Prices
from kit.wording import count, join, money, name, percent, plural, span

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
class Plan:
    """A choice among candidates: mask, expected views, the range of the total 8 times in 10, cost."""

    chosen: np.ndarray
    views: float
    low: float
    high: float
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
    if people.empty:
        raise NotShown(
            "No creator has both a price and expected views. Prices need deals (or followers, for a published card);"
            f" views need videos of their own profiles: kit import FILES --into {data.given}"
        )
    money_to_spend, where = spend(data, people, budget)
    draws = known.draws(pd.Index(people["creator_id"])) * people["videos"].to_numpy()
    plans = {"plan": best(people, draws, money_to_spend, most_per_tier, worst_share, np.ones(len(people), bool))}
    if not plans["plan"].chosen.any():
        cheapest = people["price"].min()
        raise NotShown(
            f"No candidate fits a budget of {money(money_to_spend, data.currency)} {where}; the cheapest of"
            f" {len(people)} is at {money(cheapest, data.currency)}. Raise the parameter budget."
        )
    for label, group in (("large", BIG), ("small", SMALL)):
        plans[label] = best(
            people, draws, money_to_spend, most_per_tier, worst_share, people["tier"].isin(group).to_numpy()
        )
    table = people.assign(chosen=plans["plan"].chosen).sort_values(
        ["chosen", "expected_cpm", "creator_id"], ascending=[False, True, True], ignore_index=True
    )
    currency = data.currency or "USD"
    return answer(
        data,
        sentence(table, plans, currency, money_to_spend, where),
        table,
        columns(currency),
        status="caveat",
        caveat=" ".join(
            c
            for c in caveats(people, draws, plans["plan"], known, money_to_spend, most_per_tier, worst_share, currency)
            if c
        ),
        n={"candidates": len(people), "chosen": int(table["chosen"].sum())},
        sources=("deals", "videos", "creators", "fx"),
        left_out={
            "creators without a price or without expected views": len(bookable(data)) - people["creator_id"].nunique()
        },
        definitions={
            "Expected views": (
                "Mean of the views that the booked videos would get by about day 28, shrunken (see the section on"
                " expected views); never a raw mean, which would promise too much of the luckiest."
            ),
            "Price": (
                "What was asked or is planned; else the middle of comparable deals for one video (see fair price): half"
                " of such deals cost more."
            ),
            "Expected CPM": "1,000 × price ÷ expected views.",
            "Range": (
                "Quantiles 10 and 90 % of the total over 4,000 scenarios, in which creators do well or badly apart from"
                " one another."
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


def candidates(data: Data, known: Expectation) -> pd.DataFrame:
    """One row a creator that has a price and an expectation: price, videos, expected views, price_from."""
    deals = comparable(data)
    model = learn(data, deals)
    offers = pd.concat([prices(deals, used_as=ASKING), prices(deals, used_as=PLANNED)]).sort_values(
        ["captured_at", "deal_id"], na_position="first"
    )
    offer = offers.groupby("creator_id").tail(1).set_index("creator_id")
    people = bookable(data)
    people["videos"] = people["creator_id"].map(offer["videos"]).astype("float64").fillna(1)
    alone = people.assign(price=np.nan, videos=1.0)
    fair = model.fair(alone)
    asked = people["creator_id"].map(offer["fee"]).astype("float64")
    people["price"] = asked.fillna(fair["mid"])
    people["price_from"] = people["creator_id"].map(offer["status"]).fillna(fair["basis"])
    people["mean_price"] = asked.fillna(fair["mid"] * fair["basis"].map(smearing(model)).fillna(1).astype("float64"))
    found = known.table.reindex(people["creator_id"])
    for column, source in (("expected", "value"), ("expected_low", "low"), ("expected_high", "high")):
        people[column] = found[source].to_numpy() * people["videos"].to_numpy()
    people["expected_cpm"] = cpm(people["price"], people["expected"])
    return people[people["price"].gt(0) & people["expected"].gt(0)].reset_index(drop=True)


def smearing(model: Prices) -> dict[str, float]:
    """Mean ÷ middle price, by basis (Duan): what a budget must expect to pay on average."""
    return {BASES[columns]: made.smearing for columns, made in model.own.items()}


def spend(data: Data, people: pd.DataFrame, budget: float) -> tuple[float, str]:
    """The budget, and where it comes from, in words."""
    if budget:
        return budget, "(as given)"
    deals = comparable(data)
    ours = deals[deals["reason"].eq("") & deals["campaign"].eq(data.campaign).fillna(False)]
    if data.campaign and ours["fee"].sum() > 0:
        return (
            float(ours["fee"].sum()),
            f"(no budget was given: what {name(data.campaign)} pays, plans or was asked in fees)",
        )
    return float(people["price"].sum() / 2), "(no budget was given: half of what all candidates would cost)"


def best(
    people: pd.DataFrame, draws: np.ndarray, budget: float, most_per_tier: int, worst_share: float, allowed: np.ndarray
) -> Plan:
    """The best set among the allowed candidates, within budget and limits."""
    costs = people["price"].where(allowed).to_numpy(dtype=float)
    limits = (
        [(people["tier"].eq(t).to_numpy(dtype=float), None, most_per_tier) for t in people["tier"].unique()]
        if most_per_tier
        else []
    )
    values = draws[:TAIL_DRAWS] if worst_share else people["expected"].to_numpy(dtype=float)
    found = estimate.choose(values, costs, budget, tail=worst_share or None, limits=limits, seconds=SECONDS)
    totals = draws[:, found.chosen].sum(axis=1)
    low, high = np.quantile(totals, [0.1, 0.9]) if found.chosen.any() else (0.0, 0.0)
    return Plan(
        found.chosen, float(people.loc[found.chosen, "expected"].sum()), float(low), float(high), found.cost, found.gap
    )


def sentence(table: pd.DataFrame, plans: dict[str, Plan], currency: str, budget: float, where: str) -> str:
    """The plan, its range, and what the two simple strategies would give."""
    plan, chosen = plans["plan"], table[table["chosen"]]
    most = chosen.sort_values("expected", ascending=False).head(3)
    who = join(
        [called(r.name, r.creator_id) for r in most.itertuples(index=False)]
        + ([f"{len(chosen) - 3} more"] if len(chosen) > 3 else [])
    )
    start = (
        f"For {money(budget, currency)} {where}, {who} would bring {count(plan.views)} views at"
        f" {money(plan.cost, currency)} ({span(plan.low, plan.high, 'count')} 8 times in 10)"
    )
    others = [
        (
            f"{words} {count(plans[label].views)}"
            if plans[label].chosen.any()
            else f"{words} nothing, as none fits the budget"
        )
        for label, words in (
            ("large", "only large creators (500k followers and more) would bring"),
            ("small", "only small ones (below 50k)"),
        )
    ]
    return f"{start}; {join(others)}."


def caveats(
    people: pd.DataFrame,
    draws: np.ndarray,
    plan: Plan,
    known: Expectation,
    budget: float,
    most_per_tier: int,
    worst_share: float,
    currency: str,
) -> list[str]:
    """What would have to be true for the plan to be wrong."""
    chosen = people[plan.chosen]
    guessed = chosen[~chosen["price_from"].isin(["asked", "planned"])]
    top = chosen.loc[chosen["expected"].idxmax()]
    others = best(
        people, draws, budget, most_per_tier, worst_share, (people["creator_id"] != top["creator_id"]).to_numpy()
    )
    least = top["expected"] - (plan.views - others.views)
    wrong = (
        f"The plan is wrong if {called(top['name'], top['creator_id'])}, who carries"
        f" {percent(top['expected'] / plan.views, 0)} of it, brings fewer than {count(max(least, 0))} views: without"
        f" it, the best set is worth {count(others.views)}."
        if least > 0
        else f"Without {called(top['name'], top['creator_id'])} the best set is worth {count(others.views)}."
    )
    paid = (
        f"{plural(len(guessed), 'price')} of the plan"
        f" {'is a middle price' if len(guessed) == 1 else 'are middle prices'}, not"
        f" {'an offer' if len(guessed) == 1 else 'offers'}; at mean prices the same set would cost"
        f" {money(chosen['mean_price'].sum(), currency)}."
        if len(guessed)
        else ""
    )
    gap = f" The search stopped {percent(plan.gap)} short of proof that nothing is better." if plan.gap > 1e-6 else ""
    sponsored = "" if pd.notna(known.factor.low) else "Expectations are of all videos; sponsored ones may get fewer."
    return [
        wrong,
        paid,
        sponsored,
        "Views are not people: creators who share an audience bring fewer new viewers than this sum, and views are no"
        " sales." + gap,
    ]
