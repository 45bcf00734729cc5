"""What usage rights and exclusivity cost by our own invoices, where a deal names their fee apart."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.tier_pricing.fair.features import ADDON, AMOUNT
from kit.tier_pricing.fair.shape import OCCURS, OCCURS_WITH


@dataclass(frozen=True)
class Share:
    """An add-on's fee ÷ the price without it: in the middle deal, the lowest, the highest; of so many deals."""

    middle: float
    low: float
    high: float
    deals: int


def invoiced(bought: pd.DataFrame, addon: str, among: Collection[str] = ()) -> pd.Series:
    """What was paid for the add-on ÷ the fee, one a deal that names a fee for it; `among`: add-ons in the fee."""
    fee = bought["net_fee"].astype("float64") + sum(bought[AMOUNT[name]].astype("float64") for name in among)
    share = bought[AMOUNT[addon]].astype("float64") / fee
    return share[(share > 0) & np.isfinite(share)]


def usual_shares(bought: pd.DataFrame, addons: Collection[str]) -> dict[str, Share]:
    """Of each add-on that is not among `addons`, which prices hold, and that deals enough were invoiced for."""
    found = {}
    for addon in ADDON:
        shares = invoiced(bought, addon, addons)
        whose = bought.loc[shares.index, "creator_id"].nunique()
        if addon not in addons and len(shares) >= OCCURS and whose >= OCCURS_WITH:
            found[addon] = Share(shares.median(), shares.min(), shares.max(), len(shares))
    return found
