"""Is the plan better than a rule of thumb at the same budget?"""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.tier_pricing.bookings.scenarios import DRAWS
from kit.tier_pricing.plan.made import Made, made, TAIL_DRAWS
from kit.tier_pricing.plan.rules import RAW, Rule, rules, UNBOUND
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.wording import count, join, percent

PLAN = "the plan"
CLOSE = 0.05  # lead over a rule below which the two are as good as alike
SAME = 0.001  # the gap at which searches stop
INTERVAL = "range 8 times in 10"


def columns(plan: Made) -> tuple[Column, ...]:
    currency, unit = plan.currency, plan.unit
    return (
        Column("rule", "Chosen by"),
        Column("expected", f"Expected {unit}", "count", unit),
        Column("expected_low", "from", "count"),
        Column("expected_high", "to", "count"),
        Column("behind", "Behind the plan", "rate"),
        Column("beaten", "Plan does better", "rate"),
        Column("creators", "Creators", "count"),
        Column("cost", "Cost", "money", currency),
        Column("promised", "Promised by raw means", "count", unit),
        Column("worst", "Mean of the worst", "count", unit),
    )


@question("plan_against_rules", "Is the plan better than a rule of thumb?", priority=45, videos=("views",))
def plan_against_rules(data: Data, terms: Terms = FREE) -> Finding:
    """The plan beside what simple rules choose at the same budget, all judged by the same expectations and scenarios.

    behind: share of the plan's expected outcome that a rule falls short of; beaten: share of scenarios in which the
    plan brings more (the same set counts as half).  The rules keep to budget, must_have and never alone.
    """
    plan = made(data, terms)
    found = rules(plan)
    table = rows(plan, found)
    return answer(
        data,
        sentence(plan, table),
        table,
        columns(plan),
        doubts=[nobody(found), unbound(plan)],
        caveat=(
            "All rows are judged by the expectations that the plan was made with, which favours it: to the extent that"
            " these err, its lead is smaller. In simulations what such a plan promises lies within 5 % of what comes."
        ),
        n={"rules": len(table) - 1, "candidates": plan.people["creator_id"].nunique()},
        sources=("deals", "videos", "creators", "fx"),
        definitions=definitions(plan, table),
        interval=INTERVAL,
    )


def rows(plan: Made, found: list[Rule]) -> pd.DataFrame:
    """The plan, then the rules that can choose anybody, the best first."""
    ours = plan.totals(plan.plan.mask)
    some = [Rule(PLAN, plan.plan), *(rule for rule in found if rule.plan is not None)]
    made_ = [(rule, rule.plan, plan.totals(rule.plan.mask)) for rule in some if rule.plan is not None]
    table = pd.DataFrame(
        {
            "rule": [rule.name for rule, _, _ in made_],
            "expected": [best.expected for _, best, _ in made_],
            "expected_low": [best.low for _, best, _ in made_],
            "expected_high": [best.high for _, best, _ in made_],
            "behind": [1 - best.expected / plan.plan.expected for _, best, _ in made_],
            "beaten": [float((ours > own).mean() + (ours == own).mean() / 2) for _, _, own in made_],
            "creators": [int(best.mask.sum()) for _, best, _ in made_],
            "cost": [best.cost for _, best, _ in made_],
            "promised": [rule.promised for rule, _, _ in made_],
            "worst": [plan.worst(best.mask) for _, best, _ in made_],
        }
    )
    table.loc[table["rule"].eq(PLAN), ["behind", "beaten"]] = np.nan
    by = "worst" if plan.terms.worst_share else "expected"
    rest = table.iloc[1:].sort_values([by, "rule"], ascending=[False, True])
    return pd.concat([table.iloc[:1], rest], ignore_index=True)


def sentence(plan: Made, table: pd.DataFrame) -> str:
    """The plan against the best rule and the worst, and what raw means promise."""
    share, first, rest = plan.terms.worst_share, table.iloc[0], table.iloc[1:]
    by, where = ("worst", f" in the worst {percent(share, 0)} of outcomes") if share else ("expected", "")
    start = f"The plan would bring {count(first[by])} {plan.unit}{where}"
    if rest.empty:
        return f"{start}; no rule of thumb can choose anybody at this budget."
    best, last = rest.iloc[0], rest.iloc[-1]
    lead = 1 - best[by] / first[by]
    start += f", the best rule of thumb, {best['rule']}, {count(best[by])}{verdict(plan, lead)}"
    start += f"; the plan does better in {percent(best['beaten'], 0)} of scenarios" if abs(lead) > SAME else ""
    start += f". The worst, {last['rule']}, would bring {count(last[by])}" if len(rest) > 1 else ""
    raw = rest[rest["rule"].eq(RAW)]
    if raw.empty:
        return f"{start}."
    promised, comes = (count(raw[column].iloc[0]) for column in ("promised", "expected"))
    return f"{start}. Choosing by {RAW} promises {promised}, of which {comes} can be expected."


def verdict(plan: Made, lead: float) -> str:
    """How far the plan is ahead of a rule, in words."""
    if lead < -SAME:
        why = (
            "it keeps fewer limits"
            if limited(plan.terms)
            else f"the search saw {TAIL_DRAWS} of the {DRAWS:,} scenarios"
        )
        return f" ({percent(-lead)} more: {why})"
    if lead <= SAME:
        return ", the same"
    if lead < CLOSE:
        return f" ({percent(lead)} less, so it does about as well)"
    return f" ({percent(lead, 0)} less)"


def limited(terms: Terms) -> list[str]:
    """The limits of a plan that the rules do not keep."""
    return [name for name in UNBOUND if getattr(terms, name)]


def unbound(plan: Made) -> str:
    """Which limits the plan keeps and the rules do not."""
    held = limited(plan.terms)
    if not held:
        return ""
    return f"The rules do not keep {join(held)}, which may cost the plan part of its lead."


def nobody(found: list[Rule]) -> str:
    """The rules that can choose nobody."""
    lost = [rule.name for rule in found if rule.plan is None]
    return f"Nobody could be chosen by: {join(lost)}." if lost else ""


def definitions(plan: Made, table: pd.DataFrame) -> dict[str, str]:
    """The columns, in words."""
    told = {
        "Behind the plan": f"1 − the rule's expected {plan.unit} ÷ the plan's; below 0 the rule is ahead.",
        "Plan does better": (
            f"Share of {DRAWS:,} scenarios, the same for all rows, in which the plan brings more; the same set counts"
            " as half."
        ),
        "The rules": (
            "First must_have; then down the list, taking whoever fits into what is left. Large, small (only they, by"
            " followers) and raw means are each the best such set. Equal by tier gives each tier the same money for its"
            " biggest names, from the largest tier on, and passes on what is left."
        ),
    }
    if table["promised"].notna().any():
        level = ", nor brought to the level of sponsored ones" if plan.known.sponsored else ""
        told["Promised by raw means"] = (
            f"What the mean views of each creator's past videos would add up to: not shrunken{level}, so the luckiest"
            " promise most."
        )
    if plan.terms.worst_share:
        told["Mean of the worst"] = (
            f"Mean of the worst {percent(plan.terms.worst_share, 0)} of outcomes, which this plan makes as good as it"
            " can."
        )
    return told
