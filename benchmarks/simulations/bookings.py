"""Bookings chosen by what was expected of them, among candidates of many kinds."""

from dataclasses import dataclass

import numpy as np

from kit import estimate

from . import worlds as w
from .claims import inside, Rng, Worth


@dataclass(frozen=True)
class Market:
    """What candidates are like: how many, videos of each (mean of a geometric number, or as many for all), s.d. of log
    views, how much that differs between creators, how much creators differ at equal followers."""

    count: int = 40
    each: float = 6
    fixed: int = 0
    sd: float = w.VIEWS_SD
    uneven: float = 0.15
    talent: float = 0.7


MARKETS = {
    "20 candidates": Market(count=20),
    "100 candidates": Market(count=100),
    "300 candidates": Market(count=300),
    "two videos each": Market(fixed=2),
    "15 videos each": Market(each=15),
    "30 videos each, uneven by a fifth": Market(fixed=30, uneven=0.2),
    "even spreads": Market(uneven=0),
    "spread .8": Market(sd=0.8),
    "spread 1.4": Market(sd=1.4),
    "creators alike": Market(talent=0.3),
    "creators apart": Market(talent=1.2),
}


def candidates(rng: Rng, of: Market) -> w.Candidates:
    """As in `worlds.candidates`, which is the default market."""
    followers = rng.normal(10.5, 1.2, of.count)
    centre = 3 + 0.5 * followers
    level = centre + of.talent * rng.normal(size=of.count)
    sd = of.sd * np.exp(of.uneven * rng.normal(size=of.count))
    videos = np.full(of.count, of.fixed) if of.fixed else w.how_many(rng, of.count, of.each)
    creator = np.repeat(np.arange(of.count), videos)
    logs, n = level[creator] + sd[creator] * rng.normal(size=len(creator)), np.bincount(creator)
    fee = np.exp(0.6 * followers + 0.5 * rng.normal(size=of.count))
    weight = 1 / (1 + of.sd**2 / n / of.talent**2)
    known = centre + weight * (np.bincount(creator, logs) / n - centre) + (of.talent**2 * (1 - weight) + of.sd**2) / 2
    return w.Candidates(np.round(np.exp(logs)), creator, followers, fee, np.exp(level + sd**2 / 2), np.exp(known))


def chosen(of: Market, rng: Rng) -> list[Worth]:
    """How often the interval held; promised and come, of the fifth that expected counts and raw means would book."""
    one = candidates(rng, of)
    found = estimate.expected_counts(one.views, one.creator, covariate=one.followers[one.creator])
    means = np.bincount(one.creator, one.views) / np.bincount(one.creator)
    held: list[Worth] = [inside(found, one.truth)]
    for values in (found["value"].to_numpy(), means):
        taken = by_worth(values, one.fee, float(one.fee.sum()) / 5)
        held.append((values[taken].sum(), one.truth[taken].sum()))
    return held


def by_worth(values: w.Numbers, costs: w.Numbers, budget: float) -> np.ndarray:
    """The cheapest for their worth that the budget holds: near the best choice, and quick."""
    taken = np.zeros(len(values), dtype=bool)
    for place in np.argsort(-values / costs):
        if costs[place] <= budget:
            taken[place] = True
            budget -= costs[place]
    return taken
