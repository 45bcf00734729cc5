"""What a goal asks for: its metric, its target as a plain number and in words, and the days that it counts."""

from dataclasses import dataclass
import re
from typing import Any

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import Campaign
from kit.post_mortem.promised.actuals import KINDS
from kit.wording import clean
from kit.wording import format as written

LABELS = {
    "ugc_videos": "videos by others",
    "ugc_extra": "videos by others above the rate before",
    "ugc_authors": "authors of videos by others",
    "ugc_views": "views of videos by others",
}
PERCENT = ("%", "percent", "per cent")


@dataclass(frozen=True)
class Target:
    """One row of the table goals.

    value: the target as a plain number, per cent as a share; of a relative goal the change wanted on `baseline` (NaN:
    not given).  since, until: days counted, both in (NaT: unknown); the flight's where the goal has none.  kind: how
    the metric is written.
    """

    metric: str
    kind: str
    value: float
    relative: bool
    baseline: float
    since: pd.Timestamp
    until: pd.Timestamp
    objective: str
    unit: str

    @property
    def absolute(self) -> float:
        """The value of the metric that meets it; NaN for a relative goal without a baseline."""
        return self.baseline * (1 + self.value) if self.relative else self.value

    @property
    def label(self) -> str:
        """The metric's name: its formula's, else its own words ("Videos by others", "Orders")."""
        if self.metric in metrics.METRICS:
            return metrics.METRICS[self.metric].label
        words = LABELS.get(self.metric, clean(self.metric.replace("_", " ")))
        return words[:1].upper() + words[1:]

    def met(self, actual: float, lower: bool) -> bool:
        """Whether this value meets it.  lower: lower is better."""
        reached = actual / self.baseline - 1 if self.relative else actual
        return bool(reached <= self.value if lower else reached >= self.value)

    def attainment(self, actual: float, lower: bool) -> float:
        """Actual ÷ target, target ÷ actual where lower is better, change reached ÷ change wanted; NaN for a target of
        0 or below."""
        if self.relative:
            return float(metrics.ratio(actual / self.baseline - 1, self.value))
        if not self.value > 0:
            return np.nan
        return float(metrics.ratio(self.value, actual) if lower else metrics.ratio(actual, self.value))

    def said(self, currency: str) -> str:
        """In words: "9,000", "1,100 (+10 % on 1,000)"; of a relative goal without a baseline the change alone."""
        money = currency if self.kind == "money" else ""
        if not self.relative:
            return written(self.value, self.kind, money)
        change = ("+" if self.value > 0 else "") + written(self.value, "rate")
        if np.isnan(self.baseline):
            return f"{change} on an unknown baseline"
        return f"{written(self.absolute, self.kind, money)} ({change} on {written(self.baseline, self.kind, money)})"


def target_of(goal: Any, campaign: Campaign) -> Target:
    """From a row of the table goals."""
    metric, relative = str(goal.metric).strip().lower(), not pd.isna(goal.kind) and goal.kind == "relative"
    kind, unit = KINDS.get(metric, "number"), "" if pd.isna(goal.unit) else str(goal.unit).strip()
    share = unit.lower() in PERCENT and (relative or kind == "rate")
    return Target(
        metric,
        kind,
        float(goal.target) / 100 if share else float(goal.target),
        relative,
        np.nan if pd.isna(goal.baseline) else float(goal.baseline),
        campaign.starts_on if pd.isna(goal.starts_on) else goal.starts_on,
        campaign.ends_on if pd.isna(goal.ends_on) else goal.ends_on,
        "" if pd.isna(goal.objective) else str(goal.objective),
        unit,
    )


def check(target: Target, data: Data) -> None:
    """NotShown if a goal in money is in another currency than the report, or if its window ends before it starts."""
    if target.until < target.since:
        raise NotShown(
            "Its window ends before it starts; correct starts_on and ends_on in the table goals or campaigns."
        )
    campaigns = data.table("campaigns").set_index("campaign")["currency"]
    written_out = re.match(r"[A-Z]{3}(?= |$)", target.unit)
    own = campaigns.get(data.campaign)
    stated = written_out[0] if written_out else "" if pd.isna(own) else str(own)
    if target.kind == "money" and stated and stated != data.currency:
        raise NotShown(
            f"The goal is in {stated} and this report in {data.currency}; set the parameter currency to {stated}."
        )
