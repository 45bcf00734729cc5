"""What a deal costs beside its fee: for each 100 of fee, by part."""

import numpy as np
import pandas as pd

from kit.tier_pricing.deals import BESIDE
from kit.wording import join, money

PARTS = dict(zip(BESIDE, ("usage rights", "exclusivity", "boosting", "product and agency", "tax"), strict=True))
DEALS = 10  # for the share of deals that cost so much more


def on_top(bought: pd.DataFrame, currency: str) -> str:
    """What came on top of each 100 of fee over all these deals, and in the dearest tenth of them; "" for nothing."""
    fees, parts = bought["net_fee"].sum(), bought[list(PARTS)].sum()
    every = hundredths(100 * parts / fees)
    if not every.sum():
        return ""
    named = [f"{money(part, currency, 0)} for {PARTS[name]}" for name, part in every.items() if part]
    total = money(every.sum(), currency, 0)
    told = (
        f"{total} came on top: {join(named)}"
        if len(named) > 1
        else f"{named[0].replace(' for', ' came on top for', 1)}"
    )
    return f" For each {money(100, currency, 0)} of fee without tax, {told}{dearest(bought, currency)}."


def hundredths(parts: pd.Series) -> pd.Series:
    """Whole numbers that add up to the rounded sum: those with the largest remainders are rounded up."""
    low = np.floor(parts)
    order = (parts - low).sort_values(ascending=False, kind="stable").index
    return low.add(pd.Series(1.0, order[: int(round(parts.sum()) - low.sum())]), fill_value=0.0).reindex(parts.index)


def dearest(bought: pd.DataFrame, currency: str) -> str:
    """What came on top of each 100 of fee in the dearest tenth of the deals; from ten deals on."""
    if len(bought) < DEALS:
        return ""
    more = 100 * float((bought["whole_cost"] / bought["net_fee"]).quantile(0.9)) - 100
    return f"; in 1 deal of 10 it was {money(more, currency, 0)} or more"
