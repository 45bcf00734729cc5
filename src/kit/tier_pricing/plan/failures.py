"""What a plan takes for granted, and what it would bring where that fails, one thing at a time."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data import Data
from kit.tier_pricing.fair.pricing import learn, WIDER
from kit.tier_pricing.people import called
from kit.tier_pricing.plan.candidates import QUOTE
from kit.tier_pricing.plan.changed import better, left_out, moved, SAME, some, STAYS, tried
from kit.tier_pricing.plan.made import Made, Plan
from kit.tier_pricing.plan.rules import UNBOUND
from kit.wording import count, money, number, percent

WORST = 0.1  # of a creator's outcomes: how few it may well bring
STEP = 0.1  # by which something is tried of which nothing is known
QUARTER, CARDED = "the upper quarter of comparable deals", f"{WIDER} times as much"
MIDDLE = "end near the middle"
DRAWS, SEED = 400, 2  # of the expected outcome


@dataclass(frozen=True, eq=False)
class Failure:
    """One assumption.  subject: the creator whom it is about, "" for none.  assumed, fails, then: cells of the table;
    result: of the objective where it fails, loss: the share of the plan's that is lost; replanned: the share that the
    best set then loses (NaN: not searched for); words: for the sentence."""

    subject: str
    assumed: str
    fails: str
    result: float
    loss: float
    replanned: float
    then: str
    words: str


def failures(data: Data, plan: Made) -> list[Failure]:
    """Those that apply to these data, the largest loss first."""
    found = [delivering(plan), carrying(plan), middling(data, plan), standing(data, plan), sponsored(plan)]
    found += [overlapping(plan), *(rated(plan, m) for m in plan.terms.worths if m != "views")]
    kept = [failure for failure in found if failure is not None]
    return sorted(kept, key=lambda failure: -failure.loss)


def failure(plan: Made, result: float, best: float, subject: str = "", **words: str) -> Failure:
    """best: what the best set would bring under the change."""
    loss, replanned = (1 - value / plan.plan.expected for value in (result, best))
    return Failure(subject, result=result, loss=loss, replanned=replanned, **words)


def most(plan: Made) -> pd.Series:
    """The chosen package of which most is expected."""
    return plan.chosen.sort_values(["expected", "creator_id"], ascending=[False, True], kind="stable").iloc[0]


def carrying(plan: Made) -> Failure:
    """That the creator who carries most brings what is expected; and from how little on another set is better."""
    one, unit = most(plan), plan.unit
    low = min(float(np.quantile(plan.draws.of(one.name), WORST)), one["expected"])
    who, rest = called(one["name"], one["creator_id"]), plan.plan.expected - one["expected"]
    without, then = None if plan.terms.worst_share else left_out(plan, one["creator_id"]), ""
    best = np.nan if plan.terms.worst_share else rest + low
    if without is not None:
        best = max(best, without.expected)
        least = min(max(without.expected - rest, 0), one["expected"])
        then = (
            f"The best as long as {count(least)} can be expected; else {moved(plan, without)}:"
            f" {count(without.expected)} {unit} in all."
        )
    return failure(
        plan,
        rest + low,
        best,
        one["creator_id"],
        assumed=f"{who} brings {count(one['expected'])} {unit}",
        fails=f"{count(low)}, below which 1 case in 10 falls",
        then=then,
        words=f"{who} brings about {count(one['expected'])} of them (at {count(low)}, below which 1 case in 10 falls",
    )


def delivering(plan: Made) -> Failure | None:
    """That all deliver: without the one of whom most is expected, and with the best in its place beside the others."""
    if len(plan.chosen) == 1:
        return None  # then nothing is left, which needs no table
    one = most(plan)
    who = called(one["name"], one["creator_id"])
    others = plan.chosen.loc[plan.chosen["creator_id"] != one["creator_id"], "creator_id"]
    instead = left_out(plan, one["creator_id"], must_have=tuple(others))
    then, rest = "", plan.plan.expected - one["expected"]
    if instead is not None:
        new = plan.people[instead.mask & ~plan.people["creator_id"].isin(others)]
        took = f"{some(plan, new)} in its place: {count(instead.expected)} {plan.unit} in all."
        then = took if len(new) else "Nobody fits in its place."
    return failure(
        plan,
        rest,
        rest if instead is None else max(rest, instead.expected),
        one["creator_id"],
        assumed=f"All {len(plan.chosen)} deliver",
        fails=f"{who} does not",
        then=then,
        words=f"all {len(plan.chosen)} deliver (without {who}",
    )


def middling(data: Data, plan: Made) -> Failure | None:
    """That prices nobody has asked yet end near the middle: all of them at the upper quarter of comparable deals, or at
    the upper end of what a published card may mean."""
    guessed = plan.people["deal_id"].eq("") & plan.people["price_from"].ne(QUOTE)
    n = int((guessed & plan.plan.mask).sum())
    if not n:
        return None
    fair = learn(data).fair(plan.people.assign(price=np.nan))
    carded = bool(fair["half_high"][guessed & plan.plan.mask].isna().all())
    times = (fair["half_high"].fillna(fair["mid_high"]) / fair["mid"]).clip(lower=1)
    price = plan.people["price"] * times.where(guessed, 1)
    one, many = ("is what a card says", "are what a card says") if carded else ("ends near the middle", MIDDLE)
    assumed = f"The price without an offer {one}" if n == 1 else f"The {n} prices without an offer {many}"
    words = f"the price without an offer {one}" if n == 1 else f"prices without an offer {many}"
    return dearer(plan, price, assumed, words, CARDED if carded else QUARTER)


def standing(data: Data, plan: Made) -> Failure | None:
    """That open offers stand: those in the plan at the upper quarter of comparable deals, where that is more."""
    offered = plan.people["deal_id"].ne("") & plan.plan.mask
    n = int(offered.sum())
    if not n:
        return None
    upper = learn(data).fair(plan.people.assign(price=np.nan))["half_high"] * plan.people["videos"]
    price = plan.people["price"].where(~offered, np.fmax(plan.people["price"], upper))
    stand = "1 open offer stands" if n == 1 else f"{n} open offers stand"
    return dearer(plan, price, stand, "the open offer stands" if n == 1 else "open offers stand", QUARTER)


def dearer(plan: Made, price: pd.Series, assumed: str, words: str, where: str) -> Failure | None:
    """What still fits of the plan at these prices; None where they hardly cost more.  where: at which, in words."""
    mask, changed = plan.plan.mask, plan.people.assign(price=price)
    cost = float(price[mask].sum())
    if cost <= plan.plan.cost * (1 + SAME):
        return None
    kept = plan.plan
    if cost > plan.budget * (1 + 1e-9):
        own = changed.assign(price=price.where(mask))
        kept = tried(plan, own, must_have=(), **UNBOUND) or Plan(np.zeros(len(mask), dtype=bool), 0, 0, 0, 0, 0, 0)
    left, n = int(kept.mask.sum()), int(mask.sum())
    fit = "all still fit" if left == n else f"{left or 'none'} of {n} {'fits' if left == 1 else 'fit'} the budget"
    fit = fit if n > 1 else "it still fits" if left else "it does not fit the budget"
    then, best = better(plan, changed, kept.expected, STAYS if left == n else "No other set is better.")
    return failure(
        plan,
        kept.expected,
        best,
        assumed=assumed,
        fails=f"at {where}, {money(cost, plan.currency)} in all: {fit}",
        then=then,
        words=f"{words} (at {where}, {fit}",
    )


def sponsored(plan: Made) -> Failure | None:
    """That sponsored videos lose no more than was found; where that is not known, what each tenth less would cost."""
    known = plan.known
    if known.sponsored:
        times = float(np.exp(known.factor.low - known.factor.value))
        usual, bad = (percent(np.exp(log), 0) for log in (known.factor.value, known.factor.low))
        assumed = f"Sponsored videos get {usual} of the views of others"
        fails = f"{bad}, the low end of what is known (95 %)"
        words = f"sponsored videos get {usual} of the views of others (at {bad}, the low end"
    else:
        times, assumed = 1 - STEP, "Sponsored videos get as many views as others"
        fails = f"{percent(STEP, 0)} fewer; how many is not known"
        words = f"sponsored videos get as many views as others (with every {percent(STEP, 0)} fewer"
    if not times < 1:
        return None
    return scaled(plan, times, assumed, fails, words)


def scaled(plan: Made, times: float, assumed: str, fails: str, words: str) -> Failure:
    """Where every video gets so many times its views."""
    people, outcomes = plan.people, plan.outcomes
    each = {"views": times, "engagements": times}
    if "orders" in plan.terms.worths and outcomes.sales:
        law = outcomes.sales.law
        views = people["views"].to_numpy()
        each["orders"] = law.exposure(views * times) / law.exposure(views)
    less = sum(worth * people[m] * (1 - each[m]) for m, worth in plan.terms.worths.items())
    changed = people.assign(expected=people["expected"] - less)
    result = float(changed["expected"][plan.plan.mask].sum())
    then, best = better(plan, changed, result)
    return failure(plan, result, best, assumed=assumed, fails=fails, then=then, words=words)


def rated(plan: Made, measure: str) -> Failure | None:
    """That views turn into engagements or orders as often as expected: at the low end of that for the whole set."""
    people, outcomes, mask = plan.people, plan.outcomes, plan.plan.mask
    creators, pieces = pd.Index(people["creator_id"][mask]), people["videos"][mask].to_numpy(dtype=float)
    drawn = [outcomes.levels(creators, pieces, m, DRAWS, SEED).sum(axis=1) for m in (measure, "views")]
    expected, views = float(people[measure][mask].sum()), float(people["views"][mask].sum())
    low = min(float(np.quantile(drawn[0] / drawn[1], 0.025)) * views / expected, 1.0)
    worth = plan.terms.worths[measure]
    changed = people.assign(expected=people["expected"] - worth * people[measure] * (1 - low))
    result = float(changed["expected"][mask].sum())
    usual, end = (number(1000 * times * expected / views) for times in (1, low))
    then, best = better(plan, changed, result)
    return failure(
        plan,
        result,
        best,
        assumed=f"1,000 views bring {usual} {measure}",
        fails=f"{end}, the low end of what is known (95 %)",
        then=then,
        words=f"1,000 views bring {usual} {measure} (at {end}, the low end",
    )


def overlapping(plan: Made) -> Failure | None:
    """That nobody is reached twice, which matters where people are wanted, not views."""
    if "views" not in plan.terms.worths or len(plan.chosen) == 1:
        return None
    known = plan.terms.overlap >= 0
    share = plan.terms.overlap if known else STEP
    if not share:
        return None
    lost = plan.terms.worths["views"] * float(plan.chosen["views"].sum()) * share
    told = "as given" if known else "how many is not known"
    return failure(
        plan,
        plan.plan.expected - lost,
        np.nan,
        assumed="Each view reaches somebody new",
        fails=f"{percent(share, 0)} reach people reached already ({told})",
        then="As many views, but to fewer people.",
        words=f"views reach new people ({'with' if known else 'with every'} {percent(share, 0)} reached already",
    )
