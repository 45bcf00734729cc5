"""Why is this creator in the plan, and that one not?"""

from typing import Any

import numpy as np
import pandas as pd

from kit.tier_pricing.plan.limits import allowed, of_kind
from kit.tier_pricing.plan.made import Made
from kit.tier_pricing.plan.worth import EACH

MEANING = (
    "Fills a limit: without it the best plan leaves the creator out. Place: by price for what is expected. Fits the"
    " budget: somebody with a better place would not."
)


def reasons(plan: Made) -> pd.Series:
    """One reason a package of `plan.people`, in words; aligned with it."""
    people, terms = plan.people, plan.terms
    why = places(plan)
    if terms.most_share:
        why = why.mask(people["price"] > plan.budget * terms.most_share, f"above most_share {terms.most_share:g}")
    why = why.mask(people["price"] > plan.budget, "above the budget")
    why = why.mask(people["creator_id"].isin(terms.never), "never")
    for k, limit in enumerate(terms.limits):
        if limit.low:
            why = why.mask(filling(plan, k), f"fills {limit.text}")
    return why.mask(people["creator_id"].isin(terms.must_have) & plan.plan.mask, "must have")


def filling(plan: Made, k: int) -> np.ndarray:
    """The chosen packages of the kind of limit `k` whose creators the best plan without it would leave out."""
    people, limit = plan.people, plan.terms.limits[k]
    rest = [other for j, other in enumerate(plan.terms.limits) if j != k]
    others = [other.text for other in rest if other.parameter == limit.parameter]
    changed: dict[str, Any] = {limit.parameter: tuple(others)}
    without = plan.best(**changed).mask
    kept = people["creator_id"].isin(people.loc[without, "creator_id"]).to_numpy()
    return plan.plan.mask & of_kind(people, limit) & ~kept


def places(plan: Made) -> pd.Series:
    """ "4th lowest CPM of 40": creators by the lowest price for what a package is expected to bring.

    Of a chosen creator, whether somebody with a lower price for it could have been chosen, but was not.
    """
    people, label = plan.people, EACH[plan.unit][2]
    free = allowed(people, plan.terms, plan.budget)
    each = (people["price"] / people["expected"]).groupby(people["creator_id"]).min()
    place, taken = each.rank(method="min").astype(int), plan.chosen["creator_id"]
    others = each[each.index.isin(people.loc[free, "creator_id"]) & ~each.index.isin(taken)]
    place = people["creator_id"].map(place)
    words = place.map(lambda k: f"{'' if k == 1 else f'{ordinal(k)} '}lowest {label}") + f" of {len(each)}"
    past = plan.plan.mask & (people["creator_id"].map(each) > others.min()).to_numpy()
    return words.mask(past, "fits the budget; " + words).astype("object")


def ordinal(k: int) -> str:
    """ "1st", "2nd", "11th", "22nd"."""
    ending = "th" if 10 <= k % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(k % 10, "th")
    return f"{k:,}{ending}"
