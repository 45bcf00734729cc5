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
        Column("fails", "If not"),
        Column("result", "Then expected", "count", plan.unit),
        Column("then", "The best then"),
    )


@question("plan_assumptions", "What would have to be true for the plan to be wrong?", priority=24, videos=("views",))
def plan_assumptions(data: Data, terms: Terms = FREE) -> Finding:
    """What the plan takes for granted, and what its set would bring where one of these fails; the three that cost most
    first.

    Each row changes one thing and keeps all else: loss is the share of the plan's expected result.  The best then: the
    plan is searched for again under the change.
    """
    plan = made(data, terms)
    order = ranked(failures(data, plan))
    table = pd.DataFrame([vars(one) for one in order]).drop(columns=["words", "subject"])
    return answer(
        data,
        sentence(plan, order),
        table.assign(then=table["then"].replace("", None)),
        columns(plan),
        doubts=[unknown(plan)],
        caveat=(
            "One thing fails at a time here; several at once cost more. Expectations are of videos that stand on"
            " profiles: what creators took down is not in them."
        ),
        n={"assumptions": len(table), "chosen": len(plan.chosen)},
        sources=("deals", "videos", "creators", "fx"),
        definitions={
            "Lost": (
                f"Share of the plan's expected {plan.unit} that its own set would not bring; of views of people reached"
                " already, those that reach nobody new."
            ),
            "The best then": "Whether the plan is still the best choice under the change, else which set would be.",
        },
    )


def ranked(found: Sequence[Failure]) -> list[Failure]:
    """The three that matter most, of one creator only one, then the rest, by loss.

    Of two on one creator the smaller loss is the likelier: little is brought more often than nothing.
    """
    first: list[Failure] = []
    for one in found:
        mine = [other for other in found if one.subject and other.subject == one.subject]
        if one is (min(mine, key=lambda other: other.loss) if mine else one):
            first.append(one)
    top = first[:TOP]
    return [*top, *(one for one in found if one not in top)]


def sentence(plan: Made, order: Sequence[Failure]) -> str:
    """The assumptions that cost most, in order, in words of who owns the budget."""
    start = f"The plan's {count(plan.plan.expected)} {plan.unit}"
    told = [f"{one.words}: {percent(one.loss, 0)} less)" for one in order[:TOP] if one.loss >= LITTLE]
    if not told:
        return f"{start}: no assumption that can be tried here costs more than {percent(LITTLE)} of them."
    many = {1: "most of all that", 2: "two things most:", 3: "three things most:"}[len(told)]
    return f"{start} need {many} {'; '.join(told)}."


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
