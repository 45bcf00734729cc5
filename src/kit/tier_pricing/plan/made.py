"""The plan that the parameters ask for, made once for every question on it, and made again under other assumptions."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.once import once
from kit.tier_pricing.bookings.expectation import Expectation
from kit.tier_pricing.bookings.outcome import Outcomes, outcomes
from kit.tier_pricing.deals import comparable
from kit.tier_pricing.people import called
from kit.tier_pricing.plan.candidates import candidates, expecting, levels, packages, scenarios
from kit.tier_pricing.plan.drawn import Drawn, summed
from kit.tier_pricing.plan.limits import allowed, check_kinds, contradictory, missing_must, rows
from kit.tier_pricing.plan.often import frequencies
from kit.tier_pricing.plan.terms import Terms
from kit.wording import money, name, percent

SLICES = 10  # of the scenarios, each searched on its own for a careful plan: the search grows with them
SECONDS = 10
TOTAL_LEVELS = 4000  # draws of the plan's mean
GAP = 0.001  # of the best value: at which the search for an expected value may stop
LOOSE = 9.0  # for a first set, without a search that would end by the clock


@dataclass(frozen=True, eq=False)
class Plan:
    """A choice among packages.

    mask: a boolean a row of people.  expected: of the objective; low, high: between which it lies 8 times in 10.
    worst: mean of the worst share of outcomes (NaN: not asked for).  cost: of the chosen.  gap: how far, as a share,
    the search stopped short of proof that no plan is better; of a careful plan in the drawn scenarios.
    """

    mask: np.ndarray
    expected: float
    low: float
    high: float
    worst: float
    cost: float
    gap: float


NONE = Plan(np.zeros(0, dtype=bool), 0.0, 0.0, 0.0, np.nan, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Made:
    """What could be chosen, and what is.  Nobody may write into it.

    people: one row a package (creator × number of videos) that has a price and an expectation: creator_id, name, tier,
    category, followers, videos, price, price_low, price_high (9 in 10; equal to price where it was asked), price_from,
    mean_price, deal_id (of the open offer, "" without), expected, expected_low, expected_high (of the objective, 95 %),
    views, engagements, orders (expected; NaN where unknown), often (share of posterior draws in which the creator is
    chosen), chosen.  everybody: the same rows of all who could be booked, priced or not.  where: in words where the
    budget comes from.  unit: of the objective, in words.
    """

    people: pd.DataFrame
    everybody: pd.DataFrame
    plan: Plan
    terms: Terms
    budget: float
    where: str
    currency: str
    outcomes: Outcomes

    @property
    def known(self) -> Expectation:
        return self.outcomes.views

    @property
    def gap(self) -> float:
        return self.plan.gap

    @property
    def unit(self) -> str:
        return unit(self.terms)

    @property
    def chosen(self) -> pd.DataFrame:
        """The chosen packages."""
        return self.people[self.plan.mask]

    @cached_property
    def draws(self) -> Drawn:
        """Scenarios × packages: what each may bring, in the objective's worth; the same scenarios for every plan."""
        return Drawn(self.people, lambda some: scenarios(some, self.terms, self.outcomes))

    @cached_property
    def between(self) -> tuple[float, float]:
        """The ends of the 95 % interval of what can be expected of the plan: how far its mean may be off."""
        totals = summed(self.chosen, lambda some: levels(some, self.terms, self.outcomes, TOTAL_LEVELS))
        low, high = np.quantile(totals, [0.025, 0.975])
        return float(low), float(high)

    def best(
        self,
        people: pd.DataFrame | None = None,
        budget: float | None = None,
        draws: np.ndarray | None = None,
        **terms: Any,
    ) -> Plan:
        """The plan of the most expected value under changed prices, values, candidates, budget or terms.

        people: these rows, changed and in this order; a price or an expectation that is missing cannot be chosen.
        draws: by default those of this plan, scaled as the expectations are.  terms: fields of Terms, changed.
        ValueError where no plan meets the limits.
        """
        people = self.people if people is None else people
        changed, money_ = replace(self.terms, worst_share=0.0, **terms), self.budget if budget is None else budget
        found = solved(people, changed, money_)
        return self.judged(found, people, draws)

    def judged(
        self, found: estimate.Choice, people: pd.DataFrame | None = None, draws: np.ndarray | None = None
    ) -> Plan:
        """A choice with its expected value and range, over the scenarios that all plans share."""
        people, mask = self.people if people is None else people, found.chosen
        totals = self.totals(mask, people, draws)
        low, high = np.quantile(totals, [0.1, 0.9])
        value, cost = (float(people.loc[mask, column].sum()) for column in ("expected", "price"))
        return Plan(mask, value, float(low), float(high), np.nan, cost, found.gap)

    def worst(self, mask: np.ndarray) -> float:
        """Mean of the worst share of outcomes of the packages in `mask`; NaN where no share was asked for."""
        totals = np.sort(self.totals(mask))
        kept = totals[: max(1, round(self.terms.worst_share * len(totals)))]
        return float(kept.mean()) if self.terms.worst_share else np.nan

    def totals(
        self, mask: np.ndarray, people: pd.DataFrame | None = None, draws: np.ndarray | None = None
    ) -> np.ndarray:
        """What the packages in `mask` bring together, one figure a scenario."""
        if draws is not None:
            return draws[:, mask].sum(axis=1)
        changed = self.people["expected"] if people is None else people["expected"]
        return self.draws.totals(mask, (changed / self.people["expected"]).to_numpy())


def unit(terms: Terms) -> str:
    """What the objective is counted in."""
    only = list(terms.worths)
    return only[0] if len(only) == 1 and terms.worths[only[0]] == 1 else "points"


def solved(people: pd.DataFrame, terms: Terms, budget: float, gap: float = GAP) -> estimate.Choice:
    """The choice of the most expected value within budget and limits; ValueError where none meets them."""
    costs = people["price"].where(allowed(people, terms, budget)).to_numpy(dtype=float)
    limits = [row.plain for row in rows(people, terms)]
    values, whose = people["expected"].to_numpy(dtype=float), people["creator_id"].to_numpy()
    return estimate.choose(values, costs, budget, None, limits, SECONDS, gap, whose)


@once
def made(data: Data, terms: Terms) -> Made:
    """The plan for these terms.

    NotShown where nobody has a price and an expectation, or the budget is below the cheapest; UsageError where terms
    name what does not exist, or contradict one another.
    """
    known, currency = outcomes(data), data.currency or "USD"
    check_kinds(data, terms)
    everybody = expecting(packages(data, terms), terms, known)
    people = candidates(data, everybody, terms, known)
    missing_must(everybody, people, terms)
    budget, where = spend(data, people, terms.budget)
    possible(people, terms, budget, where, currency)
    often = frequencies(people, terms, budget, known)
    begun = Made(people.assign(often=often, chosen=False), everybody, NONE, terms, budget, where, currency, known)
    plan = careful(begun) if terms.worst_share else begun.judged(solved(people, terms, budget))
    return replace(begun, people=begun.people.assign(chosen=plan.mask), plan=plan)


def careful(begun: Made) -> Plan:
    """The plan with the best mean of the worst share of outcomes, as far as it can be found.

    A set is looked for in each slice of the scenarios; these, the plan of the most expected value and what single
    exchanges make of each are then judged in all scenarios.  No set is worth more than the mean of what the slices'
    bounds allow, as the worst of all scenarios are no better than the worst of each slice.
    """
    people, share = begun.people, begun.terms.worst_share
    costs = people["price"].where(allowed(people, begun.terms, begun.budget)).to_numpy(dtype=float)
    limits, whose = [row.plain for row in rows(people, begun.terms)], people["creator_id"].to_numpy()
    drawn = begun.draws.all()
    found = [
        estimate.choose(some, costs, begun.budget, share, limits, SECONDS, LOOSE, whose)
        for some in np.array_split(drawn, SLICES)
    ]
    bold = solved(people, begun.terms, begun.budget)
    sets, most = [bold.chosen, *(one.chosen for one in found)], np.mean([one.value * (1 + one.gap) for one in found])
    best = estimate.better(sets, drawn, costs, begun.budget, share, limits, whose)
    gap = max(float(most) / best.value - 1, 0.0) if best.value > 0 else np.inf
    return replace(begun.judged(replace(best, gap=gap)), worst=best.value)


def possible(people: pd.DataFrame, terms: Terms, budget: float, where: str, currency: str) -> None:
    """NotShown or UsageError where no plan can be made."""
    free = people[~people["creator_id"].isin(terms.never)]
    if free.empty:
        raise UsageError("Parameter never leaves no creator with a price and an expectation; take somebody out of it.")
    wrong = contradictory(people, terms, budget, currency)
    if wrong:
        raise UsageError(f"No plan can be made: {wrong}")
    if not allowed(people, terms, budget).any():
        raise NotShown(unaffordable(free, terms, budget, where, currency))


def unaffordable(people: pd.DataFrame, terms: Terms, budget: float, where: str, currency: str) -> str:
    """Why nobody is in the plan."""
    first = people.sort_values(["price", "creator_id"]).iloc[0]
    n, cheapest = people["creator_id"].nunique(), money(first["price"], currency)
    who = called(first["name"], first["creator_id"])
    who = f"the only one, {who}, costs" if n == 1 else f"the cheapest of {n}, {who}, costs"
    part, more = "", "the parameter budget"
    if terms.most_share and first["price"] <= budget:
        part, more = f" {percent(terms.most_share)} (most_share) of", "most_share or budget"
    return f"No candidate fits{part} a budget of {money(budget, currency)} {where}; {who} {cheapest}. Raise {more}."


def spend(data: Data, people: pd.DataFrame, budget: float) -> tuple[float, str]:
    """The budget, and where it comes from, in words."""
    if budget:
        return budget, "(as given)"
    deals = comparable(data)
    ours = deals[deals["reason"].eq("") & deals["campaign"].eq(data.campaign).fillna(False)]
    closed = ours["status"].isin(["paid", "agreed"])  # not planned ones: an imported plan would raise the next budget
    for some, words in ((ours[closed], "paid or agreed"), (ours[~closed], "planned or asked")):
        fees = float(some["net_fee"].sum())
        if data.campaign and fees > 0:
            return fees, f"(no budget was given: the fees of {name(data.campaign)}, {words})"
    cheapest = people.groupby("creator_id")["price"].min()
    if len(cheapest) == 1:
        return float(cheapest.iloc[0]), "(no budget was given: what the only candidate would cost)"
    return float(cheapest.sum() / 2), "(no budget was given: half of what all candidates would cost)"
