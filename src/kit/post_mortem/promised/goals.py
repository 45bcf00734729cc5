"""Goals against actuals: met, missed, still open with a chance, or not measurable, and why."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import Campaign, campaign_of
from kit.post_mortem.growth.projection import latest_sentence
from kit.post_mortem.promised.actuals import Actual, actual, BY_VIDEOS, KINDS
from kit.post_mortem.promised.targets import check, Target, target_of
from kit.post_mortem.promised.verdict import judge, LEAST, likely, Verdict
from kit.post_mortem.rows import plain_numbers
from kit.selection import RIPE_DAYS
from kit.wording import format as written
from kit.wording import join, name, percent, plural, small
from kit.wording import window as span

COLUMNS = (
    Column("goal", "Goal"),
    Column("target_said", "Target", "figure"),
    Column("actual_said", "Actual", "figure"),
    Column("attainment", "Attainment", "rate", "of the target"),
    Column("status", "Status"),
    Column("chance", "Chance of being met", "rate"),
    Column("projected_attainment", "Projected attainment", "rate", f"at day {RIPE_DAYS}"),
    Column("projected_attainment_low", "from", "rate"),
    Column("projected_attainment_high", "to", "rate"),
    Column("why", "Why, or what it counts"),
    Column("objective", "Objective", hidden=True),
    Column("window", "Counted in"),
    Column("kind", "Kind", hidden=True),
    Column("metric", "Name", hidden=True),
    Column("target", "Target, plain number", "number", hidden=True),
    Column("actual", "Actual, plain number", "number", hidden=True),
    Column("actual_floor", "Floor", "number", hidden=True),
    Column("actual_ceiling", "Ceiling", "number", hidden=True),
    Column("projected", "Projected, plain number", "number", hidden=True),
    Column("projected_low", "from", "number", hidden=True),
    Column("projected_high", "to", "number", hidden=True),
    Column("basis", "Projection rests on", hidden=True),
)
PLAIN = tuple(column.name for column in COLUMNS if column.hidden and column.kind == "number")
AHEAD = ("chance", "projected_attainment")  # on the page where a goal is open
VERBS = {  # status → of one goal, of several
    "met": ("was met", "were met"),
    "missed": ("was missed", "were missed"),
    "open": ("is still open", "are still open"),
    "cannot be measured": ("cannot be measured", "cannot be measured"),
}
STATES = tuple(VERBS)
NAMED = 6  # goals of one status that the sentence names
GROWS = "Views and engagements are those of the newest capture and still grow after it; the older the videos, the less."
DEFINITIONS = {
    "Attainment": "Actual ÷ target; target ÷ actual where lower is better. Of a relative goal: change reached ÷ change "
    "wanted on its baseline.",
}
OPEN = {
    "Open": f"The window has not ended, or videos younger than {RIPE_DAYS} days may still decide it: the chance is at "
    f"least {percent(LEAST, 0)}; where none is known, the projection lies on the target's other side, or a video is "
    "younger than a week.",
    "Projected attainment": f"When all its videos are {RIPE_DAYS} days old, at today's cost.",
}


@question("goals", "Were the goals met?", priority=5, campaigns=("campaign",))
def goals(data: Data, margin: float = 0.0) -> Finding:
    """Each goal of the campaign with its actual, attainment and status.  No goal, no verdict.

    A goal counts what happened in its own window (default: the flight), as the newest capture knows it.  Attainment:
    as of `Target.attainment`; status and chance: as of `verdict.judge`.  projected (with range), projected_attainment:
    when all videos are 28 days old, for metrics that still grow; missing where all are, or where it cannot be told.
    """
    campaign, wanted = campaign_of(data), data.table("goals")
    wanted = wanted[(wanted["campaign"] == data.campaign).fillna(False)].sort_values("metric", ignore_index=True)
    if wanted.empty:
        raise NotShown(
            "The campaign has no goal in the table goals, so there is no verdict: no goal, no verdict. Import its "
            f"goals, with the columns campaign, metric, target, unit: kit import goals.csv --into {data.given}"
        )
    rows = pd.DataFrame([_row(data, goal, campaign, margin) for goal in wanted.itertuples()])
    table = plain_numbers(rows, *PLAIN).assign(order=rows["status"].map(STATES.index))
    table = table.sort_values(["order", "metric"], ignore_index=True)
    missed, level = set(table.loc[table["status"] == "missed", "metric"]), table["level"].min()
    grown, ahead = set(table["metric"]) & set(metrics.METRICS), bool((table["status"] == "open").any())
    return answer(
        data,
        _sentence(table),
        table,
        COLUMNS if ahead else tuple(replace(c, hidden=c.hidden or c.name in AHEAD) for c in COLUMNS),
        doubts=[*_refused(table), latest_sentence(data) if table["projected"].notna().any() else ""],
        caveat=GROWS if missed & set(BY_VIDEOS) else "",
        n={"goals": len(table)},
        sources=("goals", "campaigns"),
        window=campaign.window,
        definitions=metrics.glossary(*sorted(grown)) | DEFINITIONS | (OPEN if ahead else {}),
        **({} if np.isnan(level) else {"interval": f"{percent(level, 0)} range"}),
    )


def _row(data: Data, goal: Any, campaign: Campaign, margin: float) -> dict[str, Any]:
    """One goal's line."""
    target = target_of(goal, campaign)
    try:
        check(target, data)
        found = actual(data, target.metric, target.since, target.until, margin)
        verdict = judge(data, found, target, campaign)
    except NotShown as reason:
        found, verdict = Actual(np.nan), Verdict("cannot be measured", np.nan, str(reason))
    since, until = (None if pd.isna(end) else end for end in (target.since, target.until))
    return {
        "goal": target.label,
        "metric": target.metric,
        "objective": target.objective,
        "kind": "relative" if target.relative else "absolute",
        "target": target.value,
        "actual": found.value,
        "actual_floor": found.low,
        "actual_ceiling": found.high,
        "target_said": target.said(data.currency),
        "actual_said": written(found.value, target.kind, data.currency if target.kind == "money" else ""),
        "attainment": verdict.attainment,
        "status": verdict.status,
        "why": verdict.why,
        "refused": verdict.refused,
        "window": span(since, until),
    } | _projected(verdict, target, found.lower)


def _projected(verdict: Verdict, target: Target, lower: bool) -> dict[str, Any]:
    """The projection's columns; the low end of a price is the high end of its attainment."""
    later = verdict.later
    low, high = (later.high, later.low) if lower else (later.low, later.high)
    ends = {"": later.value, "_low": low, "_high": high}
    return {
        "projected": later.value,
        "projected_low": later.low,
        "projected_high": later.high,
        "chance": later.chance,
        "level": later.level,
        "basis": later.how or None,
    } | {f"projected_attainment{end}": target.attainment(v, lower) if v == v else np.nan for end, v in ends.items()}


def _refused(table: pd.DataFrame) -> list[str]:
    """Which metrics still grow and are not projected, and why, each reason once."""
    rows = table[table["refused"] != ""]
    return [
        f"Not projected to day {RIPE_DAYS}: {join(dict.fromkeys(map(small, some['goal'])))}. {reason}"
        for reason, some in rows.groupby("refused", sort=False)
    ]


def _sentence(table: pd.DataFrame) -> str:
    """How many goals were met, missed, are open or cannot be measured, and which; of open ones how likely they are."""
    parts = []
    for status in STATES:
        rows = table[table["status"] == status]
        named = [
            _named(*row) for row in rows[["goal", "metric", "status", "chance"]].head(NAMED).itertuples(index=False)
        ]
        if named:
            named += [f"{len(rows) - NAMED} more"] if len(rows) > NAMED else []
            parts.append(f"{len(rows)} {VERBS[status][len(rows) > 1]} ({join(named)})")
    return f"Of {plural(len(table), 'goal')}, {join(parts)}."


def _named(goal: str, metric: str, status: str, chance: float) -> str:
    """ "views", "views: 80 % likely to be met"."""
    words = small(goal) if metric in KINDS else name(goal, 40)
    known = status == "open" and not np.isnan(chance)
    return f"{words}: {likely(chance)} likely to be met" if known else words
