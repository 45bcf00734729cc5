"""Plans by a rule of thumb, at the same budget: what a planner without a model might do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kit import estimate
from kit.tier_pricing.deals import LARGE_FROM, SMALL_BELOW
from kit.tier_pricing.plan.made import Made, Plan

RAW = "lowest raw CPM first"
UNBOUND: dict[str, Any] = {"tier_limits": (), "category_limits": (), "most_per_tier": 0, "most_share": 0.0}


@dataclass(frozen=True, eq=False)
class Rule:
    """`name`: in words; `plan`: what it chooses, None where it can choose nobody; `promised`: what its own figures say
    that brings (NaN: they say nothing); `thumb`: whether it is a rule of thumb, or else the best set of some creators
    only, which nobody finds without a search."""

    name: str
    plan: Plan | None
    promised: float = np.nan
    thumb: bool = True


def rules(plan: Made) -> list[Rule]:
    """Each rule keeps to the budget, to never and to must_have, and to no other limit."""
    people = plan.people
    followers = people["followers"].astype("float64")
    found = [
        Rule("equal by tier", taken(plan, tier_by_tier(plan))),
        Rule("biggest names first", taken(plan, greedy(plan, order(people, -followers)))),
        Rule("cheapest first", taken(plan, greedy(plan, order(people, people["price"])))),
        *by_raw_means(plan),
    ]
    some = {
        f"large creators only ({LARGE_FROM // 1000}k+)": followers >= LARGE_FROM,
        f"small creators only (<{SMALL_BELOW // 1000}k)": followers < SMALL_BELOW,
    }
    return [*found, *(Rule(name, only(plan, those), thumb=False) for name, those in some.items())]


def order(people: pd.DataFrame, by: pd.Series) -> np.ndarray:
    """Places of the packages, the smallest `by` first; of a creator's packages that with the fewest videos."""
    return people.assign(_by=by).sort_values(["_by", "videos", "creator_id"], kind="stable").index.to_numpy()


def may(plan: Made) -> np.ndarray:
    """Packages that are not of creators to leave out."""
    return ~plan.people["creator_id"].isin(plan.terms.never).to_numpy()


def must(plan: Made) -> np.ndarray:
    """The cheapest package of every creator that must be in."""
    people = plan.people
    own = people[people["creator_id"].isin(plan.terms.must_have)].sort_values(["price", "videos"], kind="stable")
    return people.index.isin(own.drop_duplicates("creator_id").index)


def greedy(
    plan: Made, places: Iterable[int], budget: float | None = None, begun: np.ndarray | None = None
) -> np.ndarray:
    """Packages taken in this order as long as they fit into what is left; a creator only once."""
    price, who, allowed = plan.people["price"].to_numpy(), plan.people["creator_id"].to_numpy(), may(plan)
    chosen = must(plan) if begun is None else begun.copy()
    left = plan.budget - price[chosen].sum() if budget is None else budget
    have = set(who[chosen])
    for k in places:
        if allowed[k] and price[k] <= left + 1e-9 * plan.budget and who[k] not in have:
            chosen[k], left = True, left - price[k]
            have.add(who[k])
    return chosen


def tier_by_tier(plan: Made) -> np.ndarray:
    """The same money for each tier that has candidates, its biggest names first; what one leaves goes to the next,
    from the largest tier down."""
    people, price = plan.people, plan.people["price"].to_numpy()
    largest = people.groupby("tier")["followers"].max().astype("float64").sort_values(ascending=False, kind="stable")
    places, tiers = order(people, -people["followers"].astype("float64")), people["tier"].to_numpy()
    chosen = must(plan)
    share, left = (plan.budget - price[chosen].sum()) / len(largest), 0.0
    for tier in largest.index:
        left += share
        more = greedy(plan, places[tiers[places] == tier], left, chosen)
        left, chosen = left - price[more & ~chosen].sum(), more
    return chosen


def taken(plan: Made, chosen: np.ndarray) -> Plan | None:
    """A choice judged by the same expectations and scenarios as the plan."""
    if not chosen.any():
        return None
    return plan.judged(estimate.Choice(chosen, np.nan, float(plan.people.loc[chosen, "price"].sum()), 0.0))


def only(plan: Made, some: pd.Series) -> Plan | None:
    """The best plan among some creators, and those that must be in."""
    kept = some.fillna(False) | plan.people["creator_id"].isin(plan.terms.must_have)
    if not some.any():
        return None
    found = plan.best(plan.people.assign(price=plan.people["price"].where(kept)), **UNBOUND)
    return found if found.mask.any() else None


def by_raw_means(plan: Made) -> list[Rule]:
    """Down the list by price ÷ raw mean views, with what these promise; only where views are the objective."""
    if list(plan.terms.worths) != ["views"]:
        return []
    views = plan.known.videos.groupby("creator_id")["organic_views"].mean().astype("float64")
    worth = plan.terms.worths["views"] * plan.people["videos"] * plan.people["creator_id"].map(views)
    chosen = greedy(plan, order(plan.people, plan.people["price"] / worth))
    return [Rule(RAW, taken(plan, chosen), float(worth[chosen].sum()))]
