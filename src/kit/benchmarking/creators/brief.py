"""A brief: whom we look for, as filters of which each says what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kit import tiers as bands
from kit.errors import UsageError

LISTS = {  # what a list of the brief is held against
    "tiers": "tier",
    "categories": "category",
    "account_types": "account_type",
    "countries": "country",
    "languages": "language",
}
WORDS = {
    "followers": "followers",
    "tiers": "tier",
    "categories": "category",
    "account_types": "account type",
    "countries": "country",
    "languages": "language",
    "budget": "budget",
    "partners": "partners of competitors",
}


@dataclass(frozen=True)
class Brief:
    """Filters; 0, an empty list or False is none.  budget: most that one video may cost, in the report's currency."""

    min_followers: int = 0
    max_followers: int = 0
    tiers: Sequence[str] = ()
    categories: Sequence[str] = ()
    account_types: Sequence[str] = ()
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    budget: float = 0.0
    exclude_partners: bool = True

    def __post_init__(self) -> None:
        for name in ("min_followers", "max_followers", "budget"):
            if not getattr(self, name) >= 0:
                raise UsageError(f"Parameter {name} is {getattr(self, name)}; give 0 for no limit, or more.")
        if self.max_followers and self.max_followers < self.min_followers:
            raise UsageError(
                f"Parameter max_followers ({self.max_followers:,}) is below min_followers ({self.min_followers:,}); "
                "exchange them."
            )


@dataclass(frozen=True)
class Cost:
    """What one filter costs: creators that it removes by itself, and how many of them because nothing is known."""

    name: str
    removed: int
    unknown: int


def passed(brief: Brief, people: pd.DataFrame, tiers: Sequence[str]) -> pd.DataFrame:
    """Whether each creator passes each filter of the brief that is set: one boolean column a filter, missing where
    nothing is known to decide on.

    tiers: those of the scheme.
    people: followers, the columns of LISTS, price (of a video, missing where not known) and partner (works with a
    competitor).  An unknown price passes, as it can be asked for.  UsageError for a value that occurs nowhere.
    """
    columns: dict[str, pd.Series] = {}
    if brief.min_followers or brief.max_followers:
        most = brief.max_followers or float("inf")
        fans = people["followers"].astype("Float64")
        columns["followers"] = (fans >= brief.min_followers) & (fans <= most)
    for name, column in LISTS.items():
        wanted = getattr(brief, name)
        if list(wanted):
            columns[name] = _is_one_of(name, wanted, people[column], tiers if name == "tiers" else ())
    if brief.budget:
        columns["budget"] = people["price"].astype("Float64").le(brief.budget).fillna(True)
    if brief.exclude_partners and people["partner"].any():
        columns["partners"] = ~people["partner"].astype("boolean")
    return pd.DataFrame({name: mask.astype("boolean") for name, mask in columns.items()}, index=people.index)


def _is_one_of(name: str, wanted: Sequence[str], values: pd.Series, others: Sequence[str]) -> pd.Series:
    """others: values that make sense although they may not occur."""
    known = values.astype("string").str.strip().str.casefold()
    if name == "tiers":
        known = known.where(known != bands.UNKNOWN)
    occurring = sorted(known.dropna().unique())
    asked = [str(one).strip().casefold() for one in wanted]
    possible = {*occurring, *(one.casefold() for one in others)}
    if strange := [one for one in asked if one not in possible]:
        there = (
            f"these occur: {', '.join(occurring)}" if occurring else f"the table creators has no {WORDS[name]} at all"
        )
        raise UsageError(f"Parameter {name} holds {strange[0]!r}, which no creator has; {there}.")
    return known.isin(asked).astype("boolean").mask(known.isna())


def costs(masks: pd.DataFrame) -> list[Cost]:
    """What each filter removes by itself, most first."""
    found = [Cost(name, int((~mask.fillna(False)).sum()), int(mask.isna().sum())) for name, mask in masks.items()]
    return sorted(found, key=lambda cost: -cost.removed)


def removed(masks: pd.DataFrame) -> dict[str, int]:
    """Filter → creators that it removes of those that are still there, the one that removes most by itself first."""
    left, found = pd.Series(True, index=masks.index), {}
    for cost in costs(masks):
        passing = left & masks[cost.name].fillna(False).astype(bool)
        found[cost.name], left = int(left.sum() - passing.sum()), passing
    return found


def without(masks: pd.DataFrame, name: str) -> int:
    """How many creators would be left without this filter."""
    return int(masks.drop(columns=name).fillna(False).all(axis=1).sum())


def described(brief: Brief) -> Mapping[str, str]:
    """The filters that are set, in words."""
    ends = f"{brief.min_followers:,}" + (f" to {brief.max_followers:,}" if brief.max_followers else " or more")
    said = {"followers": ends} if brief.min_followers or brief.max_followers else {}
    said |= {name: ", ".join(map(str, getattr(brief, name))) for name in LISTS if list(getattr(brief, name))}
    said |= {"budget": f"up to {brief.budget:,.0f} a video"} if brief.budget else {}
    return {WORDS[name]: words for name, words in said.items()}
