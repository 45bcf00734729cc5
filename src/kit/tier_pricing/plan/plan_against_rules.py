"""Is the plan better than a rule of thumb at the same budget?"""

import math

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.tier_pricing.bookings.scenarios import DRAWS
from kit.tier_pricing.plan.made import Made, made
from kit.tier_pricing.plan.rules import Rule, rules, UNBOUND
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.wording import count, join, percent

PLAN = "the plan"
THUMB, BEST = "rule of thumb", "best such set"
CLOSE = 0.05  # lead over a rule below which the two are as good as alike
SAME = 0.001  # the gap at which searches stop
INTERVAL = "range 8 times in 10"
LETTERS = {"k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}  # of short counts


def columns(plan: Made) -> tuple[Column, ...]:
    currency, unit = plan.currency, plan.unit
    return (
        Column("rule", "Way to choose"),
        Column("expected", f"Expected {unit}", "count", unit),
        Column("expected_low", "from", "count"),
        Column("expected_high", "to", "count"),
        Column("kind", "Kind"),
        Column("behind", "Behind the plan", "rate"),
        Column("beaten", "Plan does better", "rate"),
        Column("creators", "Creators", "count"),
        Column("cost", "Cost", "money", currency),
        Column("promised", "Promised by raw means", "count", unit),
        Column("worst", "Mean of the worst", "count", unit),
    )


@question("plan_against_rules", "Is the plan better than a rule of thumb?", priority=45, videos=("views",))
def plan_against_rules(data: Data, terms: Terms = FREE) -> Finding:
    """The plan beside what simple rules choose at the same budget, and beside the best sets of large and of small
    creators only, all judged by the same expectations and scenarios.

    behind: share of the plan's expected outcome that a row falls short of; beaten: share of scenarios in which the plan
    brings more, missing where one set holds the other.  All keep to budget, must_have and never alone.
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
            "All rows are judged by the plan's own expectations, which favours it. Over many simulated plans about what"
            " was promised came; a single one can be far off."
        ),
        n={"rules": int(table["kind"].eq(THUMB).sum()), "candidates": plan.people["creator_id"].nunique()},
        sources=("deals", "videos", "creators", "fx"),
        definitions=definitions(plan, table),
        interval=INTERVAL,
    )


def rows(plan: Made, found: list[Rule]) -> pd.DataFrame:
    """The plan, then the rules that can choose anybody, the best first, then the best sets of some creators."""
    some = [Rule(PLAN, plan.plan), *(rule for rule in found if rule.plan is not None)]
    made_ = [(rule, rule.plan, plan.totals(rule.plan.mask)) for rule in some if rule.plan is not None]
    table = pd.DataFrame(
        {
            "rule": [rule.name for rule, _, _ in made_],
            "kind": ["" if rule.plan is plan.plan else THUMB if rule.thumb else BEST for rule, _, _ in made_],
            "expected": [best.expected for _, best, _ in made_],
            "expected_low": [best.low for _, best, _ in made_],
            "expected_high": [best.high for _, best, _ in made_],
            "behind": [1 - best.expected / plan.plan.expected for _, best, _ in made_],
            "beaten": [beaten(plan, best.mask, own) for _, best, own in made_],
            "creators": [int(best.mask.sum()) for _, best, _ in made_],
            "cost": [best.cost for _, best, _ in made_],
            "promised": [rule.promised for rule, _, _ in made_],
            "worst": [plan.worst(best.mask) for _, best, _ in made_],
        }
    )
    table.loc[table["rule"].eq(PLAN), ["behind", "beaten"]] = np.nan
    by = "worst" if plan.terms.worst_share else "expected"
    rest = table.iloc[1:].sort_values(["kind", by, "rule"], ascending=[False, False, True])
    return pd.concat([table.iloc[:1], rest], ignore_index=True)


def beaten(plan: Made, mask: np.ndarray, totals: np.ndarray) -> float:
    """Share of scenarios in which the plan brings more than another set; NaN where one of the two holds the other."""
    both = plan.plan.mask & mask
    if both.sum() == min(plan.plan.mask.sum(), mask.sum()):
        return np.nan
    ours = plan.totals(plan.plan.mask)
    return float((ours > totals).mean() + (ours == totals).mean() / 2)


def sentence(plan: Made, table: pd.DataFrame) -> str:
    """The plan against the best rule of thumb and the worst, what large or small creators alone cost, and what raw
    means promise."""
    share, first, rest = plan.terms.worst_share, table.iloc[0], table[table["kind"].eq(THUMB)]
    by, where = ("worst", f" in the worst {percent(share, 0)} of outcomes") if share else ("expected", "")
    if rest.empty:
        start = f"The plan would bring {count(first[by])} {plan.unit}{where}; no rule of thumb can choose anybody at"
        return f"{start} this budget.{apart(plan, table, by)}"
    best, last = rest.iloc[0], rest.iloc[-1]
    ours, theirs = figures(first[by], best[by])
    start = f"The plan would bring {ours} {plan.unit}{where}, the best rule of thumb, {best['rule']}, {theirs}"
    start += verdict(plan, 1 - best[by] / first[by])
    start += f"; the plan does better in {percent(best['beaten'], 0)} of scenarios" if best["beaten"] >= 0 else ""
    if len(rest) > 1:
        alike = last[by] >= best[by] * (1 - SAME)
        worst = f"The worst, {last['rule']}, would bring {count(last[by])}"
        start += ". No other rule would bring less" if alike else f". {worst}"
    return f"{start}.{apart(plan, table, by)}{promise(rest)}"


def figures(one: float, other: float) -> tuple[str, str]:
    """Two counts, exact where short ones would show another difference than there is."""
    short = count(one), count(other)
    shown = [float(text.rstrip("kMBT").replace(",", "")) * LETTERS.get(text[-1], 1) for text in short]
    if shown[0] and said(1 - shown[1] / shown[0]) == said(1 - other / one):
        return short
    return count(one, math.inf), count(other, math.inf)


def said(lead: float) -> str:
    """A lead in words: to a tenth where it is small."""
    if abs(lead) <= SAME:
        return "as much"
    size = percent(abs(lead), 1 if abs(lead) < CLOSE else 0)
    return f"{size} {'less' if lead > 0 else 'more'}"


def apart(plan: Made, table: pd.DataFrame, by: str) -> str:
    """What the best sets of large and of small creators alone bring beside the plan; they are the best by expectation,
    so nothing is said of them beside a plan for the worst outcomes."""
    some = table[table["kind"].eq(BEST)]
    if some.empty or by != "expected":
        return ""
    parts = [f"{row['rule']} {said(1 - row[by] / table[by].iloc[0])}" for _, row in some.iterrows()]
    first = parts[0].replace(") ", ") would at best bring ", 1)
    return f" {', '.join([first[:1].upper() + first[1:], *parts[1:]])}."


def promise(rest: pd.DataFrame) -> str:
    """What raw means promise of the set that they choose."""
    raw = rest[rest["promised"].notna()]
    if raw.empty:
        return ""
    promised, comes = raw["promised"].iloc[0], raw["expected"].iloc[0]
    of = "of which" if comes <= promised else "where"
    rule = str(raw["rule"].iloc[0])
    return f" {rule[:1].upper()}{rule[1:]} promises {count(promised)}, {of} {count(comes)} can be expected."


def verdict(plan: Made, lead: float) -> str:
    """How far the plan is ahead of a rule, in words."""
    if lead < -SAME:
        why = "it keeps fewer limits" if limited(plan.terms) else "the search stopped short of proof"
        return f" ({said(lead)}: {why})"
    if lead <= SAME:
        return ", the same"
    return f" ({said(lead)}{', so it does about as well' if lead < CLOSE else ''})"


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
        "Plan does better": (
            f"Share of {DRAWS:,} scenarios, the same for all rows, in which the plan brings more; none where one set"
            " holds the other."
        ),
        "Rule of thumb": (
            "First must_have, then down the list, taking whoever fits. Equal by tier: the same money for each tier's"
            " biggest names, from the largest tier on, the rest passed on."
        ),
    }
    if table["promised"].notna().any():
        level = ", nor brought to the level of sponsored ones" if plan.known.sponsored else ""
        told["Promised by raw means"] = (
            f"The mean views of each creator's past videos, added up: not shrunken{level}. Raw CPM: price ÷ these."
        )
    if plan.terms.worst_share:
        told["Mean of the worst"] = f"Mean of the worst {percent(plan.terms.worst_share, 0)} of outcomes."
    return told
