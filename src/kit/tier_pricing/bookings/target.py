"""The CPM that a booking should not exceed: as given, or what our own delivered deals paid."""

from dataclasses import dataclass

import numpy as np

from kit.data import Data
from kit.errors import UsageError
from kit.tier_pricing.costs.delivered import delivered
from kit.tier_pricing.deals import comparable, of_kind


@dataclass(frozen=True)
class Target:
    """`cpm`: NaN without a target.  `where`: in words, where it comes from.  `deals`: behind it; 0 where it was given.

    `young`: whether only videos younger than 28 days at capture stand behind it.
    """

    cpm: float
    where: str = ""
    deals: int = 0
    young: bool = False

    @property
    def known(self) -> bool:
        return self.cpm > 0


def target(data: Data, given: float) -> Target:
    """The target CPM; 0 means none given: fees without tax of our delivered video deals ÷ their organic views, pooled.

    Deals whose videos were younger than 28 days at capture are used only where there are no others, as their views
    still grow.  UsageError for an amount below 0 or no number.
    """
    if not 0 <= given < np.inf:
        raise UsageError(
            f"Parameter target_cpm is {given:g}; give a cost per thousand views, or 0 for what our own deals paid."
        )
    if given:
        return Target(given, "(as given)")
    found = delivered(data)[["deal_id", "unused", "young", "organic_views"]]
    deals = of_kind(comparable(data), "video")[["deal_id", "net_fee"]].merge(found, on="deal_id")
    deals = deals[deals["unused"].eq("") & deals["net_fee"].gt(0) & deals["organic_views"].notna()]
    ripe = deals[~deals["young"].eq(True)]
    used = ripe if ripe["organic_views"].sum() > 0 else deals
    views = float(used["organic_views"].sum())
    if not views > 0:
        return Target(np.nan)
    where = f"(what {len(used)} delivered deals of our own paid)" if len(used) > 1 else "(what our own deal paid)"
    return Target(1000 * float(used["net_fee"].sum()) / views, where, len(used), used is deals)
