"""Which features a price model has: in a fixed order, as many as the deals can carry, by counts, not by outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
import math

import numpy as np
import pandas as pd

from kit.wording import plural

FEWEST_DEALS = 30  # priced deals with known features, for a model of our own
FEWEST_CREATORS = 15  # behind them, so that a range can be told even without one of them
EACH, EACH_CREATORS = 10, 5  # deals and creators for each effect
OCCURS, OCCURS_WITH = 5, 3  # deals, of so many creators, on either side of what is there or not
NICHE, NICHE_WITH = 8, 3  # the same for a category of its own
SPREAD = 0.5  # years between the 10 % and the 90 % date, for an effect of time
AGED = 1.0  # such years from which the date enters early, as a middle without it would be that of a past day
VIEWS, ENGAGEMENT = "log_typical_views", "logit_engagement"
APART = {VIEWS: 0.2, ENGAGEMENT: 0.1}  # s.d. in logs beyond what followers suggest, below which no effect can be told
CONTINUOUS = ("log_followers", VIEWS, ENGAGEMENT)
ORDER = {
    "log_followers": "followers",
    VIEWS: "typical views",
    ENGAGEMENT: "engagement rate",
    "log_pieces": "pieces in a deal",
    "rights": "usage rights",
    "exclusivity": "exclusivity",
    "years": "date",
    "niche": "niche",
}
NO_NICHE = "average of niches"


@dataclass(frozen=True)
class Shape:
    """columns: features in their order, without niches.  niches: category → its deals' share; the last is the base.

    left: feature → why it is not in the model; deals, creators: those that were counted.
    """

    columns: tuple[str, ...]
    niches: Mapping[str, float]
    left: Mapping[str, str]
    deals: int
    creators: int

    @property
    def names(self) -> list[str]:
        """One name an effect: the columns, then the niches but the last."""
        return [*self.columns, *self.niches][: len(self.columns) + max(len(self.niches) - 1, 0)]

    @property
    def addons(self) -> tuple[str, ...]:
        """The add-ons whose price the model knows."""
        return tuple(name for name in ("rights", "exclusivity") if name in self.columns)

    def matrix(self, rows: pd.DataFrame) -> np.ndarray:
        """Rows × effects.  Niches are coded so that effects are against the average niche, weighted by deals: a
        category that is not among them, or unknown, is average."""
        parts = rows[list(self.columns)].to_numpy(dtype=float)
        if not self.niches:
            return parts
        *named, base = self.niches
        is_ = {name: rows["category"].eq(name).to_numpy(dtype=float) for name in self.niches}
        coded = [is_[name] - self.niches[name] / self.niches[base] * is_[base] for name in named]
        return np.column_stack([parts, *coded])

    def without(self, lacking: Sequence[str]) -> "Shape":
        return replace(self, columns=tuple(c for c in self.columns if c not in lacking))

    def based_on(self, niche: str) -> "Shape":
        """The same model with another niche as the one that has no column of its own."""
        others = {name: share for name, share in self.niches.items() if name != niche}
        return replace(self, niches=others | {niche: self.niches[niche]})


def chosen(bought: pd.DataFrame, dated: bool) -> Shape:
    """The shape that these deals (`described`) can carry; `dated`: whether the report's day is known.

    Each effect needs ten deals and five creators.  Typical views and engagement rate enter only where they differ
    enough from what followers (and views) suggest: features that say the same have no effects of their own.  What is
    there or not (rights, exclusivity, more than one piece) needs five deals of three creators on either side; a niche
    eight deals of three creators, others are "average".  The date comes last of these, but right after typical views
    where deals lie more than a year apart.
    """
    bought, watched, left = watched_part(bought)
    n, people = len(bought), bought["creator_id"].nunique()
    room, columns = min(n // EACH, people // EACH_CREATORS), ["log_followers"]
    full = f"{plural(n, 'deal')} of {plural(people, 'creator')} carry {plural(room, 'effect')}"
    for name in in_order(bought, watched):
        reason = why_not(bought, name, dated) or full * (len(columns) >= room)
        if reason:
            left[name] = reason
        else:
            columns.append(name)
    niches = categories(bought)
    if len(niches) < 2:
        left["niche"] = f"fewer than two niches have {NICHE} deals of {NICHE_WITH} creators"
    elif len(columns) + len(niches) - 1 > room:
        left["niche"], niches = full, {}
    return Shape(tuple(columns), niches if len(niches) > 1 else {}, left, n, people)


def in_order(bought: pd.DataFrame, watched: list[str]) -> list[str]:
    """The features beside followers, the weightiest first, by what is known of these deals and never by prices."""
    others = [*watched, "log_pieces", "rights", "exclusivity"]
    place = int(VIEWS in watched) if apart(bought) > AGED else len(others)
    return [*others[:place], "years", *others[place:]]


def apart(bought: pd.DataFrame) -> float:
    """Years between which 8 in 10 of these deals were agreed."""
    return float(bought["years"].quantile([0.1, 0.9]).diff().iloc[-1])


def watched_part(bought: pd.DataFrame) -> tuple[pd.DataFrame, list[str], dict[str, str]]:
    """The deals that count, what of the creator's videos can be told apart from its followers, and why the rest not."""
    watched: list[str] = []
    left: dict[str, str] = {}
    for name in APART:
        known = bought.dropna(subset=[*watched, name])
        if not enough(known):
            left[name] = f"known for {plural(len(known), 'deal')}, {FEWEST_DEALS} are needed"
        elif beyond(known, ["log_followers", *watched], name) < APART[name]:
            left[name] = "it hardly differs from what followers suggest"
        else:
            bought, watched = known, [*watched, name]
    return bought, watched, left


def beyond(bought: pd.DataFrame, known: list[str], name: str) -> float:
    """The s.d. of a feature that a line on those already in the model leaves."""
    rows = np.column_stack([np.ones(len(bought)), bought[known].to_numpy(dtype=float)])
    values = bought[name].to_numpy(dtype=float)
    return float((values - rows @ np.linalg.lstsq(rows, values)[0]).std())


def enough(bought: pd.DataFrame, fewer: int = 0) -> bool:
    """Whether there are deals enough for a model; `fewer`: deals that were taken out on purpose, of one creator."""
    people = bought["creator_id"].nunique() + bool(fewer)
    return len(bought) + fewer >= FEWEST_DEALS and people >= FEWEST_CREATORS


def why_not(bought: pd.DataFrame, name: str, dated: bool) -> str:
    """Why a feature says nothing here, whatever room there is; "" where it may enter."""
    if name == "years":
        if bought["undated"].all():
            return "no deal is dated"
        if not dated or bought["undated"].any():
            return "not every deal is dated" if dated else "the report's day is not known"
        span = apart(bought)
        within = plural(max(math.ceil(12 * span), 1), "month")
        return f"8 in 10 deals were agreed within {within}" if span < SPREAD else ""
    if name in CONTINUOUS:
        return ""
    values, who = bought[name], bought["creator_id"]
    other = values != values.mode().iloc[0]
    least = min((int(side.sum()), who[side].nunique()) for side in (other, ~other))
    if least[0] < OCCURS or least[1] < OCCURS_WITH:
        few = f"only {plural(int(other.sum()), 'deal')} of {plural(who[other].nunique(), 'creator')}"
        return f"{few if other.any() else 'no deals'} {'differs' if other.sum() == 1 else 'differ'} in it"
    return ""


def categories(bought: pd.DataFrame) -> dict[str, float]:
    """Niches with deals enough, the largest first, and their share of all such deals."""
    named = bought[bought["category"] != ""].groupby("category")["creator_id"].agg(["size", "nunique"])
    named = named[(named["size"] >= NICHE) & (named["nunique"] >= NICHE_WITH)].reset_index()
    named = named.sort_values(["size", "category"], ascending=[False, True])
    return dict(zip(named["category"], named["size"] / max(named["size"].sum(), 1), strict=True))
