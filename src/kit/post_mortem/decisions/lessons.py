"""What the next brief should say: at most five lessons, each with a figure of this campaign and a thing to do."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.answers import in_currency
from kit.post_mortem.campaign import begun, booked_campaign, running_sentence
from kit.post_mortem.decisions import from_costs, from_deliveries, from_records, from_sales
from kit.post_mortem.decisions.lesson import Lesson
from kit.post_mortem.money.costs import media_spent
from kit.wording import join, percent

MOST = 5
UNPRICED = 0.05  # of media cost: where a lesson without money of its own stands in the order
COLUMNS = (
    Column("topic", "Lesson"),
    Column("lesson", "What to do"),
    Column("evidence", "Evidence"),
    Column("stake", "Money at stake", "money"),
    Column("sure", "How sure"),
)
DEFINITIONS = {
    "Money at stake": "What was paid for videos that did not come, above their worth, or more than at the cheaper "
    "price; the order is by it. A lesson without such a sum, or with a smaller one, stands as if it were "
    f"{percent(UNPRICED, 0)} of media cost.",
    "How sure": "Counted: a fact of this campaign. Else the interval that leaves out the opposite, at 99 % for "
    "comparisons, as several are tried.",
}


@question(
    "lessons",
    "What should the next brief say?",
    priority=14,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
)
def lessons(data: Data, margin: float = 0.0, outcome: str = "", renew_by: str = "", renew_at: float = 0.0) -> Finding:
    """At most MOST lessons, those with most money at stake first; what these data cannot carry is not among them.

    Each candidate has its own bar, named in its module (`from_deliveries`, `from_sales`, `from_costs`, `from_records`);
    one whose data are missing is passed over.  Parameters: as in `renewal` and `lift`.  No lesson is an answer too.
    """
    campaign = booked_campaign(data)
    begun(campaign)
    tries = _tries(data, margin, outcome, renew_by, renew_at)
    every = [lesson for one in tries if (lesson := _tried(one)) is not None]
    ranked = _ranked(data, every)
    table = pd.DataFrame(
        {
            "lesson": [one.what for one in ranked],
            "evidence": [one.evidence for one in ranked],
            "sure": [one.sure for one in ranked],
            "stake": pd.Series([one.stake for one in ranked], dtype="float64"),
            "topic": [one.topic for one in ranked],
        }
    )
    return answer(
        data,
        _sentence(ranked),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[running_sentence(campaign)],
        caveat="They are read off this campaign alone, and another may differ." if ranked else "",
        n={"lessons": len(ranked), "tried": len(tries)},
        left_out={"further lessons with less money at stake": len(every) - len(ranked)},
        sources=("deals", "deliveries", "videos", "orders", "daily", "comments", "goals", "campaigns"),
        window=campaign.window,
        definitions=DEFINITIONS if ranked else {},
    )


def _tries(
    data: Data, margin: float, outcome: str, renew_by: str, renew_at: float
) -> list[Callable[[], Lesson | None]]:
    """Every candidate, asked with its parameters; the order decides between equals."""
    return [
        lambda: from_costs.fees_above_worth(data, margin, renew_by, renew_at),
        lambda: from_deliveries.terms(data),
        lambda: from_sales.leaked_codes(data),
        lambda: from_records.unclear_lift(data, outcome),
        lambda: from_deliveries.forecasts(data),
        lambda: from_costs.cheaper_tactic(data),
        lambda: from_costs.cheaper_size(data),
        lambda: from_sales.codes_without_click(data),
        lambda: from_records.records(data, margin),
        lambda: from_records.late_views(data),
        lambda: from_records.asked(data),
    ]


def _tried(one: Callable[[], Lesson | None]) -> Lesson | None:
    """A candidate's lesson; None where its data are missing."""
    try:
        return one()
    except NotShown:
        return None


def _ranked(data: Data, every: list[Lesson]) -> list[Lesson]:
    """The first MOST by money at stake."""
    try:
        spent = media_spent(data)
    except NotShown:
        spent = 0.0
    usual = UNPRICED * spent
    return sorted(every, key=lambda one: -max(one.stake if np.isfinite(one.stake) else usual, usual))[:MOST]


def _sentence(ranked: list[Lesson]) -> str:
    """The first lesson with its evidence, then what the others are on."""
    if not ranked:
        return "These data carry no lesson that would stand."
    first, others = ranked[0], [one.topic for one in ranked[1:]]
    text = f"{first.what} {first.evidence}"
    if not others:
        return text
    more = "One more lesson stands, on" if len(others) == 1 else f"{len(others)} more lessons stand, on"
    return f"{text} {more} {join(others)}."
