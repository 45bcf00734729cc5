"""Follower tiers: bands `[from, next)`, as data.

The default is Exolyt's guide.  Creators below its first band and those whose followers are unknown keep rows of their
own, so that every table's n adds up.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

EXOLYT: Mapping[str, int] = MappingProxyType(
    {"nano": 1_000, "micro": 10_000, "mid": 50_000, "macro": 500_000, "mega": 1_000_000}
)
UNDER, UNKNOWN = "under 1k", "unknown"


def order(scheme: Mapping[str, int] = EXOLYT) -> list[str]:
    """Tier names from small to large, the two special rows first and last."""
    return [UNDER, *scheme, UNKNOWN]


def tier(followers: pd.Series, scheme: Mapping[str, int] = EXOLYT) -> pd.Series:
    """The tier of each follower count, as an ordered categorical; missing followers are `unknown`."""
    edges = np.array(list(scheme.values()))
    counts = pd.to_numeric(followers, errors="coerce").astype("float64")
    place = np.where(counts.isna(), len(edges) + 1, np.searchsorted(edges, counts.fillna(0), side="right"))
    return pd.Series(pd.Categorical.from_codes(place, order(scheme), ordered=True), index=followers.index)


def band(name: str, scheme: Mapping[str, int] = EXOLYT) -> str:
    """The band in words: "10k–50k", "1M+"."""

    def short(n: int) -> str:
        return f"{n // 1_000_000}M" if n >= 1_000_000 else f"{n // 1_000}k"

    names, edges = list(scheme), list(scheme.values())
    if name not in scheme:
        return "no follower count" if name == UNKNOWN else f"below {short(edges[0])}"
    place = names.index(name)
    return f"{short(edges[place])}+" if place == len(names) - 1 else f"{short(edges[place])}–{short(edges[place + 1])}"
