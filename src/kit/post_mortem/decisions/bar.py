"""What a creator is held against: a metric and the worst figure that is still worth paying for."""

from dataclasses import dataclass
import re

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.money.costs import books, due, margin_of
from kit.post_mortem.rates import of_sums
from kit.wording import money, number, plural

PER = {  # metric → what the campaign's own figure divides fees by: like the expectations, without boosting
    "cpm": (metrics.cpm, "organic_views", "organic views"),
    "cpe": (metrics.cpe, "organic_engagements", "organic engagements"),
}
LABELS = {"cpm": "CPM", "cpe": "CPE", "roas": "ROAS"}
FEWEST_ORDERS = 5  # attributed orders from which a creator's sales can carry a price


@dataclass(frozen=True)
class Bar:
    """`metric`: cpm, cpe or roas; `level`: the highest CPM or CPE, or the lowest ROAS, that is accepted, in the
    report's currency; `origin`: where the level comes from; `why`: why this metric, "" where it was asked for."""

    metric: str
    level: float
    origin: str
    why: str = ""

    def said(self, currency: str) -> str:
        """ "a CPM of at most $12.18"."""
        if self.metric == "roas":
            return f"a ROAS of at least {number(self.level)}"
        return f"a {LABELS[self.metric]} of at most {money(self.level, currency)}"


def bar_of(data: Data, creators: pd.DataFrame, margin: float, renew_by: str, renew_at: float) -> Bar:
    """The parameters; where they are empty, what the data suggest.

    renew_by   cpm, cpe or roas; "": roas where the margin is known and most of the creators that were paid for have
               FEWEST_ORDERS attributed orders, else cpm
    renew_at   the level; 0: the campaign's goal for the metric, without one break-even (1 ÷ margin) for roas and the
               campaign's own for cpm and cpe: fees ÷ organic counts over all due deals, as expectations have no boost
    UsageError for another metric, a negative level or a level without its metric.  NotShown where there is no level.
    """
    if renew_by not in ("", *LABELS):
        raise UsageError(f"Parameter renew_by is {renew_by!r}; use {', '.join(LABELS)}, or leave it empty.")
    if not (np.isfinite(renew_at) and renew_at >= 0):
        raise UsageError(f"Parameter renew_at is {renew_at}; use a number above 0, or 0 for the campaign's own bar.")
    if renew_at and not renew_by:
        raise UsageError(
            f"Parameter renew_at is {renew_at} without a metric; set renew_by to {', '.join(LABELS)} as well."
        )
    share = margin_of(booked_campaign(data), margin)
    metric, why = (renew_by, "") if renew_by else _chosen(creators, share)
    if renew_at:
        return Bar(metric, float(renew_at), "set by renew_at", why)
    goal = _goal(data, metric)
    if goal > 0:
        return Bar(metric, goal, "the campaign's goal", why)
    return Bar(metric, *(_even(share) if metric == "roas" else _own(data, metric)), why)


def _chosen(creators: pd.DataFrame, margin: float) -> tuple[str, str]:
    """The metric that these data can carry, and why it is this one."""
    if not margin > 0:
        return "cpm", "no margin is known, so sales cannot decide"
    paid = creators[(creators["media_cost"] > 0).fillna(False)]
    enough = int((paid["orders"] >= FEWEST_ORDERS).fillna(False).sum())
    many = f"{enough} of {plural(len(paid), 'paid creator')} {'has' if enough == 1 else 'have'}"
    only = "the only paid creator has" if enough else "the only paid creator has not"
    counted = f"{only if len(paid) == 1 else many} {FEWEST_ORDERS}"
    return ("roas" if enough > len(paid) / 2 else "cpm"), f"{counted} attributed orders or more"


def _goal(data: Data, metric: str) -> float:
    """The campaign's absolute goal for the metric in the report's currency; NaN without one."""
    goals = data.table("goals")
    own = goals[(goals["campaign"] == data.campaign).fillna(False) & (goals["kind"].fillna("") != "relative")]
    own = own[own["metric"].str.strip().str.lower() == metric]
    if own.empty or pd.isna(own["target"].iloc[0]):
        return np.nan
    stated = re.match(r"[A-Z]{3}(?= |$)", str(own["unit"].fillna("").iloc[0]).strip())
    campaigns = data.table("campaigns").set_index("campaign")["currency"]
    known = campaigns.get(data.campaign)
    currency = stated[0] if stated else data.currency if pd.isna(known) else str(known)
    return float(own["target"].iloc[0]) if metric == "roas" or currency == data.currency else np.nan


def _even(margin: float) -> tuple[float, str]:
    if not margin > 0:
        raise NotShown(
            "ROAS has no bar here: neither a margin nor a goal for it is known. Fill in margin in the table campaigns, "
            "or set renew_at."
        )
    return 1 / margin, "break-even, 1 ÷ margin"


def _own(data: Data, metric: str) -> tuple[float, str]:
    """Fees ÷ organic counts of all due deals where both are known: the figure that the costs show."""
    formula, below, words = PER[metric]
    rows, _ = due(books(data).deals, booked_campaign(data))
    level = of_sums(formula, rows["fee_cost"], rows[below])
    if not (np.isfinite(level) and level > 0):
        raise NotShown(
            f"The campaign has no {LABELS[metric]} of its own to hold creators against: no fee is known beside "
            f"{words}. Set renew_by and renew_at."
        )
    return float(level), "the campaign's own, fees on organic counts"
