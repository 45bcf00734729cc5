"""Plans under a change: whether one is still the best, which other would be, and in what the two differ."""

from typing import Any

import numpy as np
import pandas as pd

from kit.tier_pricing.plan.made import Made, Plan
from kit.wording import count, join, name

SAME = 0.002  # lead below which another set is no better: the searches stop at half of that
NAMED = 2  # creators that a cell names
STAYS = "The plan stays the best."


def left_out(plan: Made, creator: str, must_have: tuple[str, ...] | None = None) -> Plan | None:
    """The best plan without a creator; None where there is none."""
    must = plan.terms.must_have if must_have is None else must_have
    must = tuple(who for who in must if who != creator)
    return tried(plan, None, never=(*plan.terms.never, creator), must_have=must)


def tried(plan: Made, people: pd.DataFrame | None, **terms: Any) -> Plan | None:
    """The best plan under a change, None where nothing that meets the terms was found."""
    try:
        found = plan.best(people, **terms)
    except ValueError:
        return None
    return found if found.mask.any() else None


def better(plan: Made, changed: pd.DataFrame, own: float, stays: str = STAYS) -> tuple[str, float]:
    """`stays` where the plan, worth `own` under this change, is still the best; else which set would be; and what the
    best one would bring.

    A plan for the worst outcomes is not the best by expectation to begin with, so nothing is said of it.
    """
    if plan.terms.worst_share:
        return "", np.nan
    ratio = changed["expected"] / plan.people["expected"]
    if np.ptp(ratio) < 1e-9 and changed["price"].equals(plan.people["price"]):
        return stays, own
    best = tried(plan, changed)
    if best is None:
        return "No set that meets the terms was found.", 0.0
    if best.expected <= own * (1 + SAME):
        return stays, own
    return f"Better then: {moved(plan, best)}, {count(best.expected)} {plan.unit}.", best.expected


def moved(plan: Made, best: Plan) -> str:
    """How another set differs from the plan, in words."""
    before, after = plan.chosen, plan.people[best.mask]
    out = before[~before["creator_id"].isin(after["creator_id"])]
    new = after[~after["creator_id"].isin(before["creator_id"])]
    parts = [f"without {some(plan, out)}"] * bool(len(out)) + [f"with {some(plan, new)}"] * bool(len(new))
    return ", ".join(parts) or "other numbers of videos"


def some(plan: Made, people: pd.DataFrame) -> str:
    """The creators of whom most is expected, by handle where a name is not theirs alone, and how many more."""
    rows = people.sort_values(["expected", "creator_id"], ascending=[False, True], kind="stable").head(NAMED)
    bearers = plan.people.groupby("name")["creator_id"].nunique()
    named = [
        name(row.name if bearers[row.name] == 1 else f"@{row.creator_id}", 24) for row in rows.itertuples(index=False)
    ]
    more = len(people) - NAMED
    return join([*named, *([f"{more} more"] if more > 0 else [])])
