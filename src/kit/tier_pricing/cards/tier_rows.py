"""The rows of the rate card: one a tier."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.tier_pricing.cards.few_deals import enough, themselves
from kit.tier_pricing.cards.quoted import QUOTED
from kit.tier_pricing.deals import per_creator

SIZED = "By followers at the newest capture, not when the deal was made."
SPREAD_FROM = 10  # deals, for the fees between which 8 of 10 lie
NEEDED = ["tier", "creator_id", "name", "price", "whole"]
MEASURES = {  # of a deal, per piece → names of its median, the ends of its interval, and the ends of its spread
    "price": ("price", "price_low", "price_high", "tenth", "ninetieth"),
    "whole": ("whole_cost", "whole_low", "whole_high", "whole_tenth", "whole_ninetieth"),
}


def tier_table(data: Data, bought: pd.DataFrame, asked: pd.DataFrame, quoted: pd.DataFrame | None) -> pd.DataFrame:
    """One row a tier, with the published cards beside it where there are any."""
    each = [d.assign(whole=d["whole_cost"] / d["videos"].astype("float64"))[NEEDED] for d in (bought, asked)]
    paid, wanted = (dict(list(deals.groupby("tier"))) for deals in each)
    none = each[0].head(0)
    rows = [tier_row(t, paid.get(t, none), wanted.get(t, none), data.currency) for t in data.tiers.order()]
    table = pd.DataFrame(rows).assign(band=[data.tiers.band(t) for t in data.tiers.order()])
    return table.assign(**{c: np.nan if quoted is None else table["tier"].map(quoted[c]) for c in QUOTED})


def tier_row(tier: str, bought: pd.DataFrame, asked: pd.DataFrame, currency: str) -> dict:
    """One tier's line; amounts are missing where there are too few deals."""
    deals, creators = len(bought), bought["creator_id"].nunique()
    row = {
        "tier": tier,
        "deals": deals,
        "creators": creators,
        "asking": per_creator(asked).median() if enough(len(asked), asked["creator_id"].nunique()) else np.nan,
        "few": None if enough(deals, creators) else themselves(bought, currency),
    }
    for column, names in MEASURES.items():
        row |= dict.fromkeys(names, np.nan)
        if enough(deals, creators):
            middle = estimate.typical(per_creator(bought, column))
            row |= dict(zip(names, (middle.value, middle.low, middle.high), strict=False))
        if enough(deals, creators) and deals >= SPREAD_FROM:
            row |= dict(zip(names[3:], bought[column].quantile([0.1, 0.9]), strict=True))
    return row
