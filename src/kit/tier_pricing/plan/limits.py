"""The limits of a plan as rows of a program, and which of them cannot be met together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.errors import UsageError
from kit.tier_pricing.people import called
from kit.tier_pricing.plan.terms import Limit, same, Terms
from kit.wording import join, money, name, plural

KINDS = {"tier_limits": "tier", "category_limits": "category"}
NAMED = 12  # categories that an error lists


@dataclass(frozen=True, eq=False)
class Row:
    """low <= sum of `weights` over the chosen packages <= high (None: no end); `words`: what a user would call it."""

    words: str
    weights: np.ndarray
    low: float | None
    high: float | None

    @property
    def plain(self) -> tuple[np.ndarray, float | None, float | None]:
        return self.weights, self.low, self.high


def check_kinds(data: Data, terms: Terms) -> None:
    """UsageError where a limit names a tier or a category that does not occur."""
    creators = data.creators
    tiers = data.tiers.order()
    every = {"tier": tiers, "category": sorted(creators["category"].dropna().astype(str).unique())}
    for limit in terms.limits:
        kind = KINDS[limit.parameter]
        if same(limit.kind) not in {same(known) for known in every[kind]}:
            have = [name(known, 40) for known in every[kind][:NAMED]]
            have += [f"{len(every[kind]) - NAMED} more"] if len(every[kind]) > NAMED else []
            these = f"use one of {join(have)}" if have else f"no creator has a {kind}: leave {limit.parameter} empty"
            raise UsageError(f"Parameter {limit.parameter} has {limit.text!r}, but there is no such {kind}; {these}.")


def of_kind(people: pd.DataFrame, limit: Limit) -> np.ndarray:
    """Which packages a limit counts."""
    return people[KINDS[limit.parameter]].map(same, na_action="ignore").eq(same(limit.kind)).fillna(False).to_numpy()


def rows(people: pd.DataFrame, terms: Terms) -> list[Row]:
    """What the user asks for besides the budget; never and most_share are in `allowed`."""
    found = [Row(limit.words, of_kind(people, limit), limit.low, limit.high) for limit in terms.limits]
    if terms.most_per_tier:
        found += [
            Row(f"most_per_tier {terms.most_per_tier}", people["tier"].eq(tier).to_numpy(), None, terms.most_per_tier)
            for tier in people["tier"].unique()
        ]
    return [*found, *(Row("must_have", people["creator_id"].eq(who).to_numpy(), 1, None) for who in terms.must_have)]


def allowed(people: pd.DataFrame, terms: Terms, budget: float) -> np.ndarray:
    """Which packages may be chosen at all: affordable, not of creators to leave out, not too large a share."""
    most = budget * (terms.most_share or 1)
    return (people["price"].le(most + 1e-9 * budget) & ~people["creator_id"].isin(terms.never)).fillna(False).to_numpy()


def contradictory(people: pd.DataFrame, terms: Terms, budget: float, currency: str) -> str:
    """Which of the terms no plan can meet together, in words; "" where they can be met.

    Only the cheapest package of each creator is looked at: limits count creators, so a dearer one helps none of them.
    """
    least = people.sort_values(["price", "videos"], kind="stable").drop_duplicates("creator_id").reset_index(drop=True)
    wanted = [row for row in rows(least, terms) if row.low or row.high is not None]
    if not any(row.low for row in wanted):
        return ""  # nobody at all is then within the terms
    dear = least["price"].gt((terms.most_share or 1) * budget * (1 + 1e-9)).to_numpy()
    out = {"never": least["creator_id"].isin(terms.never).to_numpy(), "most_share": dear & (terms.most_share > 0)}
    wanted += [Row(words, mask, None, 0) for words, mask in out.items() if mask.any()]
    costs = least["price"].to_numpy(dtype=float)
    found = estimate.contradiction(costs, budget, [row.plain for row in wanted])
    against = [wanted[k] for k in found if k >= 0]
    if len(found) == 1:
        return alone(against[0], least)
    parts = list(dict.fromkeys(said(row, against, least, terms, budget, currency) for row in against))
    if -1 in found:
        parts.append(f"budget ({money(budget, currency)}{'' if terms.budget else ', the default'})")
        if {row.words for row in against} != {"must_have"}:
            parts[-1] += f", as the rest costs {money(at_least(costs, against), currency)} or more,"
    return f"{join(parts)} cannot be met together. Loosen one." if found else ""


def at_least(costs: np.ndarray, against: list[Row]) -> float:
    """What it costs to meet some limits, at the least."""
    return estimate.choose(-costs, costs, float(costs.sum()), None, [row.plain for row in against]).cost


def said(row: Row, against: list[Row], people: pd.DataFrame, terms: Terms, budget: float, currency: str) -> str:
    """A limit as a user gave it, with what it comes to."""
    if row.words == "must_have":
        chosen = people[np.any([other.weights for other in against if other.words == "must_have"], axis=0)]
        return f"must_have ({plural(len(chosen), 'creator')}, {money(chosen['price'].sum(), currency)})"
    if row.words == "most_share":
        return f"most_share {terms.most_share:g} ({money(terms.most_share * budget, currency)} for one creator)"
    return row.words


def alone(row: Row, people: pd.DataFrame) -> str:
    """Why one limit cannot be met whatever the others are."""
    there = int(people[row.weights]["creator_id"].nunique())
    have = "has" if there == 1 else "have"
    who = f"only {plural(there, 'such creator')} {have}" if there else "no such creator has"
    return (
        f"{row.words} cannot be met: {who} a price and an expectation. Lower it, or import more creators of the kind,"
        " with their videos."
    )


def missing_must(everybody: pd.DataFrame, people: pd.DataFrame, terms: Terms) -> None:
    """UsageError where must_have or never names a stranger, or must_have somebody without price or expectation."""
    known = set(everybody["creator_id"])
    for parameter in ("must_have", "never"):
        strangers = [f"@{who}" for who in getattr(terms, parameter) if who not in known]
        if strangers:
            raise UsageError(
                f"Parameter {parameter} names {join(strangers)}, whom this workspace does not know as a creator that"
                " could be booked; check the spelling, or import the profile."
            )
    for who in terms.must_have:
        if who not in set(people["creator_id"]):
            own = everybody[everybody["creator_id"].eq(who)]
            lacks = [
                word
                for word, column in (("no price", "price"), (f"no expectation of {terms.objective}", "expected"))
                if not own[column].gt(0).any()
            ]
            raise UsageError(
                f"Parameter must_have names {called(own['name'].iloc[0], who)}, who has {join(lacks)}; take the"
                " creator out, or import an offer (price) or viewed videos of the profile (expectation)."
            )
