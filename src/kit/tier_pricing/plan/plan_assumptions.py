"""What would have to be true for the plan to be wrong?"""

from collections.abc import Sequence

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.tier_pricing.plan.failures import Failure, failures
from kit.tier_pricing.plan.made import Made, made
from kit.tier_pricing.plan.terms import FREE, Terms
from kit.wording import count, percent

TOP = 3  # assumptions that the sentence tells
LITTLE = 0.005  # loss below which an assumption hardly matters


def columns(plan: Made) -> tuple[Column, ...]:
    return (
        Column("assumed", "Assumption"),
        Column("loss", "Lost", "rate"),
        Column("replanned", "After replanning", "rate"),
        Column("fails", "If not"),
        Column("result", "Then expected", "count", plan.unit),
        Column("then", "The best then"),
    )


@question("plan_assumptions", "What would have to be true for the plan to be wrong?", priority=24, videos=("views",))
def plan_assumptions(data: Data, terms: Terms = FREE) -> Finding:
    """What the plan takes for granted, and what its set would bring where one of these fails; what costs most first.

    Each row changes one thing and keeps all else: loss is the share of the plan's expected result.  The best then: the
    plan is searched for again under the change; replanned: the share that it would lose.
    """
    plan = made(data, terms)
    order = failures(data, plan)
    table = pd.DataFrame([vars(one) for one in order]).drop(columns=["words", "subject"])
    return answer(
        data,
        sentence(plan, order),
        table.assign(then=table["then"].replace("", None)),
        columns(plan),
        doubts=[unknown(plan)],
        caveat=(
            "One thing fails at a time here; several at once cost more. Videos that creators took down are in no"
            " expectation."
        ),
        n={"assumptions": len(table), "chosen": len(plan.chosen)},
        sources=("deals", "videos", "creators", "fx"),
        definitions={
            "Lost": f"Share of the plan's expected {plan.unit} that its set would not bring (or to nobody new);"
            " replanned: that the best set then, or in the place of who does not deliver, would not.",
        },
    )


def sentence(plan: Made, order: Sequence[Failure]) -> str:
    """The assumptions that cost most, in order, in words of who owns the budget; of one creator all in one."""
    start = f"The plan's {count(plan.plan.expected)} {plan.unit}"
    told = [words for words, loss in one_each(order)[:TOP] if loss >= LITTLE]
    if not told:
        return f"{start}: no assumption that can be tried here costs more than {percent(LITTLE)} of them."
    many = {1: "most of all that", 2: "two things most:", 3: "three things most:"}[len(told)]
    return f"{start} need {many} {'; '.join(told)}."


def one_each(order: Sequence[Failure]) -> list[tuple[str, float]]:
    """In words, with its largest loss, each assumption; those on one creator together, the likelier (that of the
    smaller loss: little is brought more often than nothing) with the other beside it."""
    found: dict[str, list[Failure]] = {}
    for place, one in enumerate(order):
        found.setdefault(one.subject or str(place), []).append(one)
    told = []
    for *worse, likelier in found.values():
        lost = f"{percent(likelier.loss, 0)} less"
        if likelier.loss - likelier.replanned >= LITTLE:
            lost += f", {percent(max(likelier.replanned, 0), 0)} replanned"
        lost += "".join(f"; {percent(one.loss, 0)} if it does not deliver" for one in worse)
        told.append((f"{likelier.words}: {lost})", max(one.loss for one in (*worse, likelier))))
    return told


def unknown(plan: Made) -> str:
    """What no row can give a figure for."""
    lacking = []
    if not plan.known.sponsored:
        lacking.append("how many fewer views sponsored videos get")
    if "views" in plan.terms.worths and plan.terms.overlap < 0 and len(plan.chosen) > 1:
        lacking.append("how far audiences overlap")
    if not lacking:
        return ""
    return f"Not known from these data: {' and '.join(lacking)}; what is tried there is a step, not a finding."
