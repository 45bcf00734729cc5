"""How sure is a place in the plan?  Over draws of what the creators can be expected to bring."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.tier_pricing.bookings.outcome import Outcomes
from kit.tier_pricing.plan.candidates import levels
from kit.tier_pricing.plan.limits import allowed, rows
from kit.tier_pricing.plan.terms import Terms

DRAWS, FEWER = 60, 30  # plans made, and with limits, where each takes longer: a share is sure to 6 to 9 points
GAP, SECONDS = 0.005, 10  # of the best value, at which a search stops; seconds that it never needs
CELLS = 2000  # parts of the budget that a cost is rounded to
MANY = 1000  # packages, from which on a cost may be less than a part
HELD = 3 * 10**8  # bytes of choices that are remembered at a time; draws beyond wait


def draws(terms: Terms) -> int:
    """How many plans are made."""
    return FEWER if terms.limits or terms.most_per_tier or terms.must_have else DRAWS


def frequencies(people: pd.DataFrame, terms: Terms, budget: float, known: Outcomes) -> np.ndarray:
    """Per package, the share of draws in which the best plan holds its creator, with whatever number of videos.

    A draw takes every creator's expected outcome from its posterior (not the luck of single videos, which no plan can
    foresee), and the plan of the most expected value is made for it: nearly the best, as it takes a moment for each of
    many draws.  Prices stay.
    """
    free, limits = allowed(people, terms, budget), [row.plain for row in rows(people, terms)]
    costs, whose = people["price"].where(free).to_numpy(dtype=float), people["creator_id"].to_numpy()
    drawn = levels(people, terms, known, draws(terms))
    if limits or len(people) > MANY:
        found = [estimate.choose(v, costs, budget, None, limits, SECONDS, GAP, whose).chosen for v in drawn]
        times = np.mean(found, axis=0)
    else:
        times = np.zeros(len(people))
        times[free] = nearly_best(drawn[:, free], costs[free], budget, whose[free]).mean(axis=0)
    return pd.Series(times).groupby(whose).transform("sum").to_numpy()


def nearly_best(values: np.ndarray, costs: np.ndarray, budget: float, creator: np.ndarray) -> np.ndarray:
    """Draws × packages: the sets worth most within a budget and no other limit, one package a creator.

    values: draws × packages; creator: of each package, in any codes.  Costs are rounded to 1/2000 of the budget, so a
    set may cost a little more or less than it.  Source: Bellman's recursion (Martello and Toth 1990, ch. 2), for many
    draws at once: what each part of the budget can buy from the creators up to this one.
    """
    steps = np.rint(np.round(CELLS * costs / budget, 6)).astype(int)
    codes = np.unique(creator, return_inverse=True)[1]
    ordered, ends = np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1]
    own = [places[steps[places] <= CELLS] for places in np.split(ordered, ends)]
    scaled = (values / max(np.abs(values).max(initial=0), 1e-300)).astype(np.float32)
    at_once = max(HELD // (max(len(own), 1) * (CELLS + 1)), 1)
    parts = [best_sets(scaled[first : first + at_once], steps, own) for first in range(0, len(values), at_once)]
    return np.concatenate(parts)


def best_sets(scaled: np.ndarray, steps: np.ndarray, own: list[np.ndarray]) -> np.ndarray:
    """Some draws × packages: those chosen; steps: what each package costs, in cells; own: places of each creator's."""
    best = np.zeros((len(scaled), CELLS + 1), dtype=np.float32)
    picked = np.zeros((len(own), *best.shape), dtype=np.int8)  # which of a creator's packages; 0: none
    for places, which in zip(own, picked, strict=True):
        before = best.copy()
        for k, one in enumerate(places, start=1):
            taken = before[:, : CELLS + 1 - steps[one]] + scaled[:, [one]]
            better = taken > best[:, steps[one] :]
            best[:, steps[one] :][better], which[:, steps[one] :][better] = taken[better], k
    chosen, left = np.zeros(scaled.shape, dtype=bool), np.full(len(scaled), CELLS)
    for places, which in zip(own[::-1], picked[::-1], strict=True):
        k = which[np.arange(len(scaled)), left]
        rows_ = np.flatnonzero(k)
        one = places[k[rows_] - 1]
        chosen[rows_, one] = True
        left[rows_] -= steps[one]
    return chosen
