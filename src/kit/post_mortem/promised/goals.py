"""Goals against actuals: met, missed, still open, or not measurable, and why."""

from dataclasses import dataclass
import re
from typing import Any

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import Campaign, campaign_of
from kit.post_mortem.deliveries import young_sentence
from kit.post_mortem.promised.actuals import Actual, actual, BY_VIDEOS, GROWING, KINDS
from kit.post_mortem.rows import plain_numbers
from kit.selection import YOUNG_DAYS
from kit.wording import clean, join, plural, small
from kit.wording import format as written
from kit.wording import window as span

COLUMNS = (
    Column("goal", "Goal"),
    Column("target_said", "Target", "figure"),
    Column("actual_said", "Actual", "figure"),
    Column("attainment", "Attainment", "rate", "of the target"),
    Column("status", "Status"),
    Column("why", "Why, or what it counts"),
    Column("objective", "Objective"),
    Column("window", "Counted in"),
    Column("kind", "Kind", hidden=True),
    Column("metric", "Name", hidden=True),
    Column("target", "Target, plain number", "number", hidden=True),
    Column("actual", "Actual, plain number", "number", hidden=True),
    Column("actual_floor", "Floor", "number", hidden=True),
    Column("actual_ceiling", "Ceiling", "number", hidden=True),
)
LABELS = {
    "ugc_videos": "videos by others",
    "ugc_authors": "authors of videos by others",
    "ugc_views": "views of videos by others",
}
VERBS = {  # status → of one goal, of several
    "met": ("was met", "were met"),
    "missed": ("was missed", "were missed"),
    "open": ("is still open", "are still open"),
    "cannot be measured": ("cannot be measured", "cannot be measured"),
}
STATES = tuple(VERBS)
PERCENT = ("%", "percent", "per cent")
GROWS = "Views and engagements are those of the newest capture and still grow after it; the older the videos, the less."
DEFINITIONS = {
    "Attainment": "Actual ÷ target; target ÷ actual where lower is better. Of a relative goal: change reached ÷ change "
    "wanted on its baseline.",
    "Open": f"The window has not ended, or a video was last counted less than {YOUNG_DAYS} days after posting.",
}


@dataclass(frozen=True)
class Verdict:
    status: str
    attainment: float
    why: str


@question("goals", "Were the goals met?", priority=5, campaigns=("campaign",))
def goals(data: Data, margin: float = 0.0) -> Finding:
    """Each goal of the campaign with its actual, attainment and status.  No goal, no verdict.

    A goal counts what happened in its own window (default: the flight), as the newest capture knows it.  Attainment is
    actual ÷ target, or target ÷ actual where lower is better; of a relative goal, change reached ÷ change wanted.
    """
    campaign, wanted = campaign_of(data), data.table("goals")
    wanted = wanted[(wanted["campaign"] == data.campaign).fillna(False)].sort_values("metric", ignore_index=True)
    if wanted.empty:
        raise NotShown(
            "The campaign has no goal in the table goals, so there is no verdict: no goal, no verdict. Import its "
            f"goals, with the columns campaign, metric, target, unit: kit import goals.csv --into {data.given}"
        )
    table = _table(data, wanted, margin)
    missed = set(table.loc[table["status"] == "missed", "metric"])
    return answer(
        data,
        _sentence(table),
        table,
        COLUMNS,
        caveat=GROWS if missed & set(BY_VIDEOS) else "",
        n={"goals": len(table)},
        sources=("goals", "campaigns"),
        window=campaign.window,
        definitions=metrics.glossary(*sorted(set(table["metric"]) & set(metrics.METRICS))) | DEFINITIONS,
    )


def _table(data: Data, wanted: pd.DataFrame, margin: float) -> pd.DataFrame:
    """One row a goal, those that were met first."""
    rows = pd.DataFrame([_row(data, goal, margin) for goal in wanted.itertuples()])
    table = plain_numbers(rows, "target", "actual", "actual_floor", "actual_ceiling")
    table = table.assign(order=table["status"].map(STATES.index))
    return table.sort_values(["order", "metric"], ignore_index=True)


def _row(data: Data, goal: Any, margin: float) -> dict[str, Any]:
    """One goal's line."""
    campaign, metric = campaign_of(data), str(goal.metric).strip().lower()
    since = campaign.starts_on if pd.isna(goal.starts_on) else goal.starts_on
    until = campaign.ends_on if pd.isna(goal.ends_on) else goal.ends_on
    relative = not pd.isna(goal.kind) and goal.kind == "relative"
    kind = KINDS.get(metric, "number")
    target = _target(goal, kind, relative)
    try:
        _same_currency("" if pd.isna(goal.unit) else str(goal.unit).strip(), kind, data)
        found = actual(data, metric, since, until, margin)
        verdict = _verdict(found, target, goal, campaign, until)
    except NotShown as reason:
        found, verdict = Actual(np.nan), Verdict("cannot be measured", np.nan, str(reason))
    money = data.currency if kind == "money" else ""
    return {
        "goal": metrics.METRICS[metric].label if metric in metrics.METRICS else _label(metric),
        "metric": metric,
        "objective": "" if pd.isna(goal.objective) else goal.objective,
        "kind": "relative" if relative else "absolute",
        "target": target,
        "actual": found.value,
        "actual_floor": found.low,
        "actual_ceiling": found.high,
        "target_said": _wanted(target, goal, kind, money) if relative else written(target, kind, money),
        "actual_said": written(found.value, kind, money),
        "attainment": verdict.attainment,
        "status": verdict.status,
        "why": verdict.why,
        "window": span(None if pd.isna(since) else since, None if pd.isna(until) else until),
    }


def _target(goal: Any, kind: str, relative: bool) -> float:
    """The target as a plain number; per cent become a share."""
    unit = "" if pd.isna(goal.unit) else str(goal.unit).strip().lower()
    return float(goal.target) / 100 if unit in PERCENT and (relative or kind == "rate") else float(goal.target)


def _wanted(target: float, goal: Any, kind: str, money: str) -> str:
    """A relative target in words: "1,100 (+10 % on 1,000)"; without a baseline the change alone."""
    change = ("+" if target > 0 else "") + written(target, "rate")
    if pd.isna(goal.baseline):
        return f"{change} on an unknown baseline"
    base = float(goal.baseline)
    return f"{written(base * (1 + target), kind, money)} ({change} on {written(base, kind, money)})"


def _label(metric: str) -> str:
    """A name for a metric that has no formula: "Videos by others", "Orders"."""
    words = LABELS.get(metric, clean(metric.replace("_", " ")))
    return words[:1].upper() + words[1:]


def _same_currency(unit: str, kind: str, data: Data) -> None:
    """NotShown if a goal in money is in another currency than the report."""
    campaigns = data.table("campaigns").set_index("campaign")["currency"]
    written_out = re.match(r"[A-Z]{3}(?= |$)", unit)
    own = campaigns.get(data.campaign)
    stated = written_out[0] if written_out else "" if pd.isna(own) else str(own)
    if kind == "money" and stated and stated != data.currency:
        raise NotShown(
            f"The goal is in {stated} and this report in {data.currency}; set the parameter currency to {stated}."
        )


def _verdict(found: Actual, target: float, goal: Any, campaign: Campaign, until: pd.Timestamp) -> Verdict:
    """Met or missed once it is settled; growing counts that reached the target early are met already."""
    lower = found.lower
    relative = not pd.isna(goal.kind) and goal.kind == "relative"
    if relative and (pd.isna(goal.baseline) or not goal.baseline):
        raise NotShown("The goal is relative, but its baseline is missing or 0; fill in baseline in the table goals.")
    if pd.isna(found.value):
        raise NotShown("Its denominator is 0 or unknown, so it has no value.")
    value = found.value / float(goal.baseline) - 1 if relative else found.value
    met = value <= target if lower else value >= target
    share = metrics.ratio(value, target) if relative or not lower else metrics.ratio(target, value)
    attainment = share if relative or target > 0 else np.nan
    if found.lost and not met:
        raise NotShown(
            f"{plural(found.lost, 'delivered video is', 'delivered videos are')} not in the workspace; import their "
            "export, because without it a missed goal may have been met."
        )
    waiting = _waiting(found, campaign, until)
    if waiting and not (met and found.metric in GROWING):
        return Verdict("open", attainment, f"{waiting} {found.why}".strip())
    other = "" if relative else _other_way(found, target, met)
    return Verdict("met" if met else "missed", attainment, f"{found.why} {other}".strip())


def _waiting(found: Actual, campaign: Campaign, until: pd.Timestamp) -> str:
    """Why it is too early for a verdict; "" if it is not."""
    if pd.isna(until):
        return "Its end is unknown: fill in ends_on in goals or campaigns."
    if campaign.today is None:
        return "The day of the data is unknown: no table has capture times; set the parameter as_of."
    if campaign.today <= until:
        return "Its window has not ended."
    return young_sentence(found.young)


def _other_way(found: Actual, target: float, met: bool) -> str:
    """Whether another honest way of counting orders would turn the verdict round."""
    known = [end for end in (found.low, found.high) if pd.notna(end)]
    ends = [(e <= target if found.lower else e >= target) for e in known]
    if all(e == met for e in ends):
        return ""
    return (
        "Counting only orders with a click trail would miss it."
        if met
        else "Counting every order with any sign of the campaign would meet it."
    )


def _sentence(table: pd.DataFrame) -> str:
    """How many goals were met, missed, are open or cannot be measured, and which."""
    parts = []
    for status in STATES:
        names = [small(goal) for goal in table.loc[table["status"] == status, "goal"]]
        if names:
            parts.append(f"{len(names)} {VERBS[status][len(names) > 1]} ({join(names)})")
    return f"Of {plural(len(table), 'goal')}, {join(parts)}."
