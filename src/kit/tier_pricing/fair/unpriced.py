"""Who cannot be priced, and why."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.tier_pricing.cards.quoted import CARDED, published_cards
from kit.tier_pricing.fair.pricing import Prices, too_few
from kit.wording import count, name

UNCOUNTED, FAR, CARDLESS = "no known number of followers", "followers far outside our deals", "no card for this tier"
UNLIKE = "apart from our deals in what is the same in all of them"


def lacking(model: Prices, table: pd.DataFrame) -> dict[str, int]:
    """How many rows have no price, by the reason."""
    size = table["creator_id"].map(model.features["log_followers"])
    why = pd.Series(UNLIKE if model.own else CARDLESS, index=table.index).where(size.notna(), UNCOUNTED)
    why = why.mask(size.notna() & ~size.between(*model.reach) & bool(model.own), FAR)
    return {str(reason): int(n) for reason, n in why[table["mid"].isna()].value_counts().sort_index().items()}


def unpriced(data: Data, asked: pd.DataFrame, model: Prices, lost: dict[str, int], deliverable: str) -> str:
    """Why nothing can be priced, and what to import."""
    who = name(asked["name"].iloc[0]) if len(asked) == 1 else "no creator here"
    if not model.own and model.cards is None:
        more = f"Published cards are for videos only. Import more deals: kit import deals.csv --into {data.given}"
        why = published_cards(data)[1] if deliverable in CARDED else more
        return f"{too_few(model)}. {why}"
    if FAR in lost:
        low, high = (count(round(np.exp(end))) for end in model.reach)
        has = f"{who} has" if len(asked) == 1 else "The creators here have"
        return (
            f"{has} followers far outside those of our priced deals, which speak for {low} to {high} followers;"
            f" import deals with creators of that size: kit import deals.csv --into {data.given}"
        )
    if UNLIKE in lost:
        return (
            f"{who} lies apart from our priced deals in what is the same in all of them, so they cannot price it;"
            f" import more deals: kit import deals.csv --into {data.given}"
        )
    if CARDLESS in lost:
        return (
            f"{too_few(model)}, and no published card has the follower band of {'its' if len(asked) == 1 else 'their'}"
            f" tier{'s' * (len(asked) > 1)}. Import more deals: kit import deals.csv --into {data.given}"
        )
    has = f"{who} has no known number of them" if len(asked) == 1 else f"{who} has a known number of them"
    return (
        f"A fair price needs followers, and {has}. Import creators.csv with creator_id, followers: kit import"
        f" creators.csv --into {data.given}"
    )
