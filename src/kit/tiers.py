"""Follower tiers: bands `[from, next)`, as data.

The default is Exolyt's guide.  Creators below its first band and those whose followers are unknown keep rows of their
own, so that every table's n adds up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

UNDER, UNKNOWN = "under 1k", "unknown"


@dataclass(frozen=True, eq=False)
class Scheme:
    """Bands of followers: name → the fewest followers of its band, from small to large; each ends where the next
    begins."""

    edges: Mapping[str, int]

    def order(self) -> list[str]:
        """Tier names from small to large, the two special rows first and last."""
        return [UNDER, *self.edges, UNKNOWN]

    def of(self, followers: pd.Series) -> pd.Series:
        """The tier of each follower count, as an ordered categorical; missing followers are `unknown`."""
        edges = np.array(list(self.edges.values()))
        counts = pd.to_numeric(followers, errors="coerce").astype("float64")
        place = np.where(counts.isna(), len(edges) + 1, np.searchsorted(edges, counts.fillna(0), side="right"))
        return pd.Series(pd.Categorical.from_codes(place, self.order(), ordered=True), index=followers.index)

    def band(self, name: str) -> str:
        """The band in words: "10k–50k", "1M+"."""

        def short(n: int) -> str:
            return f"{n // 1_000_000}M" if n >= 1_000_000 else f"{n // 1_000}k"

        names, edges = list(self.edges), list(self.edges.values())
        if name not in self.edges:
            return "no follower count" if name == UNKNOWN else f"below {short(edges[0])}"
        place = names.index(name)
        return (
            f"{short(edges[place])}+" if place == len(names) - 1 else f"{short(edges[place])}–{short(edges[place + 1])}"
        )


EXOLYT = Scheme(MappingProxyType({"nano": 1_000, "micro": 10_000, "mid": 50_000, "macro": 500_000, "mega": 1_000_000}))
