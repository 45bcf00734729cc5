"""Follower tiers: bands `[from, next)`, as data.

The default is Exolyt's guide; a workspace may bring its own in the table tiers.  Creators below the first band and
those whose followers are unknown keep rows of their own, so that every table's n adds up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
import unicodedata

import numpy as np
import pandas as pd

UNDER, UNKNOWN = "under ", "unknown"  # how the name of the row below the first band begins; the row of unknown size
LONGEST = 24  # characters of a tier's name
SHAPE_WORDS = "\u200b\u200c\u200d"  # format characters that scripts need


@dataclass(frozen=True, eq=False)
class Scheme:
    """Bands of followers: name → the fewest followers of its band, from small to large; each ends where the next
    begins.  `origin`: whose bands they are, in words."""

    edges: Mapping[str, int]
    origin: str = "this workspace's table tiers"

    @property
    def under(self) -> str:
        """The name of the row below the first band: "under 1k"; "" where the first band begins at 0."""
        first = next(iter(self.edges.values()))
        return f"{UNDER}{short(first)}" if first else ""

    def order(self) -> list[str]:
        """Tier names from small to large, the two special rows first and last."""
        return [*([self.under] if self.under else []), *self.edges, UNKNOWN]

    def of(self, followers: pd.Series) -> pd.Series:
        """The tier of each follower count, as an ordered categorical; missing followers are `unknown`."""
        edges = np.array(list(self.edges.values()))
        counts = pd.to_numeric(followers, errors="coerce").astype("float64")
        place = np.searchsorted(edges, counts.fillna(0), side="right") - (0 if self.under else 1)
        place = np.where(counts.isna(), len(self.order()) - 1, place)
        return pd.Series(pd.Categorical.from_codes(place, self.order(), ordered=True), index=followers.index)

    def ends(self, name: str) -> tuple[float, float]:
        """The band of a tier in followers, `[from, to)`; infinite at the top, both missing for unknown size."""
        edges = [*([0] if self.under else []), *self.edges.values(), float("inf")]
        place = self.order().index(name)
        return (edges[place], edges[place + 1]) if name != UNKNOWN else (float("nan"), float("nan"))

    def band(self, name: str) -> str:
        """The band in words: "10k–50k", "1M+"."""
        if name == UNKNOWN:
            return "no follower count"
        if name not in self.edges:
            return f"below {short(next(iter(self.edges.values())))}"
        low, high = self.ends(name)
        return f"{short(low)}+" if np.isinf(high) else f"{short(low)}–{short(high)}"


def short(followers: float) -> str:
    """A number of followers as bands are written, and never another number: "500", "2.5k", "1M", "12,345"."""
    n = int(followers)
    if n >= 1_000_000 and n % 10_000 == 0:
        return f"{n / 1_000_000:.10g}M"
    return f"{n / 1_000:.10g}k" if n >= 1_000 and n % 100 == 0 else f"{n:,}"


def is_under(tier: object) -> bool:
    """Whether a tier is the row below the first band, whatever the scheme."""
    return str(tier).startswith(UNDER)


def is_band(tier: object) -> bool:
    """Whether a tier is a band, and none of the two rows beside."""
    return tier != UNKNOWN and not is_under(tier)


EXOLYT = Scheme(
    MappingProxyType({"nano": 1_000, "micro": 10_000, "mid": 50_000, "macro": 500_000, "mega": 1_000_000}),
    "Exolyt's guide",
)


def scheme(rows: pd.DataFrame) -> Scheme:
    """The scheme of a table tiers (tier, followers_from, followers_to) in which `fault` finds nothing; the default of
    one without rows."""
    if rows.empty:
        return EXOLYT
    rows = rows.sort_values("followers_from")
    return Scheme(
        MappingProxyType(dict(zip(rows["tier"].map(str), rows["followers_from"].map(int), strict=True))),
    )


def fault(rows: pd.DataFrame) -> str:
    """What is wrong with such a table and what to do, in a sentence that lacks the command; "" where nothing is.

    Bands are [from, to) without gaps and overlaps; the last one has no followers_to.
    """
    if rows.empty or not (wrong := _wrong(rows)):
        return ""
    return (
        f"The table tiers holds no tiers to work with: {wrong}; correct tiers.csv, delete the workspace's folder tiers "
        "and import it again"
    )


def _wrong(rows: pd.DataFrame) -> str:
    bands = rows.sort_values(["followers_from", "tier"])
    every = [
        (str(b.tier), int(b.followers_from), None if pd.isna(b.followers_to) else int(b.followers_to))
        for b in bands.itertuples()
    ]
    if wrong := next(filter(None, (_misnamed(name, [n for n, _, _ in every]) for name, _, _ in every)), ""):
        return wrong
    if len(every) < 2:
        return f"it has one band only ({every[0][0]}), and needs two or more"
    for name, low, high in every:
        if high is not None and high <= low:
            return f"{name} is to end at {high:,} followers, which is not above the {low:,} where it begins"
    for (name, low, high), (after, start, _) in pairwise(every):
        if high is None:
            return f"{name}, from {low:,}, has no followers_to and so overlaps {after}, which begins at {start:,}"
        if high != start:
            what = "leave a gap" if high < start else "overlap"
            return f"{name} and {after} {what}: {name} ends at {high:,} followers and {after} begins at {start:,}"
    name, _, high = every[-1]
    return "" if high is None else f"{name}, the last band, ends at {high:,} followers, and must have no followers_to"


def _misnamed(name: str, every: list[str]) -> str:
    """Why a tier cannot have its name; "" where it can."""
    shown = repr(name[:LONGEST])
    low = name.casefold()
    if low in (UNKNOWN, "all") or low.startswith(UNDER):
        return f"no tier can be called {shown}, which names a row beside the tiers"
    if len(name) > LONGEST:
        return f"the name {shown}… is longer than {LONGEST} characters"
    if any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c not in SHAPE_WORDS for c in name):
        return f"the name {shown} holds control characters"
    if [n.casefold() for n in every].count(low) > 1:
        return f"two tiers are called {shown} but for capital letters"
    return ""
