"""Where a goal's metric will stand when its videos are 28 days old, and how likely that meets the goal."""

from dataclasses import dataclass

import numpy as np

from kit import metrics
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.growth.projection import Outlook, outlook
from kit.post_mortem.money.costs import due, priced
from kit.post_mortem.promised.actuals import Actual, PRICES
from kit.selection import RIPE_DAYS
from kit.wording import plural

ADDS_UP = ("views", "organic_views", "engagements", "likes", "comments", "shares", "saves")
RATE = "engagement_rate_by_views"
SCALED = (*ADDS_UP, *PRICES, RATE)  # metrics that can be projected


@dataclass(frozen=True)
class Ahead:
    """A metric at day 28 with its range (NaN where the data carry none), at this level, and the chance that the target
    is met (NaN: not known).  `how`: what it rests on."""

    value: float = np.nan
    low: float = np.nan
    high: float = np.nan
    chance: float = np.nan
    level: float = np.nan
    how: str = ""


def ahead(data: Data, found: Actual, target: float) -> Ahead:
    """The metric of these videos when all of them are 28 days old, what they cost being what it is now.

    target: absolute.  A price is the cost by the projected count.  Of an engagement rate both parts are projected, as
    early likes come faster than views; their joint law is not known, so it has neither a range nor a chance.  NotShown
    where the metric is not made of delivered videos alone, or where these cannot be projected.
    """
    if found.metric not in SCALED or not found.videos:
        raise NotShown("Only counts of the delivered videos, their prices and the engagement rate are.")
    if found.metric == RATE:
        top, bottom = (outlook(data, column, found.videos) for column in ("engagements", "views"))
        return Ahead(metrics.engagement_rate_by_views(top.value, bottom.value), how=bottom.how)
    if found.metric not in PRICES:
        seen = outlook(data, found.metric, found.videos)
        return _known(Ahead(seen.value, seen.low, seen.high, seen.chance(target), seen.level, seen.how))
    _all_due(data)
    formula, below = PRICES[found.metric]
    seen, cost = outlook(data, below, found.videos), found.cost
    chance = _affordable(seen, formula(cost, target), cost)
    low, high = formula(cost, seen.high), formula(cost, seen.low)
    return _known(Ahead(formula(cost, seen.value), low, high, chance, seen.level, seen.how))


def _affordable(seen: Outlook, needed: float, cost: float) -> float:
    """The chance of as many views or engagements as the target price needs; certain where nothing was paid."""
    return 1.0 if not cost else seen.chance(needed) if needed == needed else np.nan


def _known(found: Ahead) -> Ahead:
    if found.value != found.value:
        raise NotShown(f"These videos cannot be projected to day {RIPE_DAYS}.")
    return found


def _all_due(data: Data) -> None:
    """NotShown while deals are still due, as their cost would join."""
    waiting = due(priced(data), booked_campaign(data))[1]
    if waiting:
        raise NotShown(f"{plural(waiting, 'deal is', 'deals are')} still due, so the final cost is not known.")
