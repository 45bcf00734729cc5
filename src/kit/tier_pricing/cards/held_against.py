"""Our deals held against published cards: each card's band against exactly the deals whose creators lie in it."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.tier_pricing.cards.few_deals import FEWEST_CREATORS, FEWEST_DEALS


def matched(cards: pd.DataFrame, deals: pd.DataFrame) -> pd.DataFrame:
    """One row for each pair of a card's band (`place`: its row) and a deal (its row) with followers inside it.

    cards: followers_low, followers_high (missing: open), middle, source; deals: creator_id, followers, price.  Gives
    place, deal, creator_id, price, source, times (price ÷ middle).  A figure over all sizes meets no deal.
    """
    high = cards["followers_high"].fillna(np.inf).to_numpy()
    size = deals["followers"].to_numpy(dtype=float)[:, None]
    deal, place = np.nonzero((size >= cards["followers_low"].to_numpy()) & (size < high))
    found = deals[["creator_id", "price"]].iloc[deal].reset_index(drop=True)
    times = found["price"] / cards["middle"].to_numpy()[place]
    return found.assign(deal=deal, place=place, source=cards["source"].to_numpy()[place], times=times)


def middles(pairs: pd.DataFrame, by: str, column: str) -> pd.DataFrame:
    """Per value of `by`: deals, creators, and the median over creators, each at the median of its deals, with its 95 %
    interval (value, low, high), missing below five deals or three creators."""
    each = pairs.groupby([by, "creator_id"])[column].median().reset_index()
    found = estimate.typical_each(each[column], each[by]).rename(columns={"n": "creators"})
    found = found.assign(deals=pairs.groupby(by).size())
    known = (found["deals"] >= FEWEST_DEALS) & (found["creators"] >= FEWEST_CREATORS)
    return found.assign(**{end: found[end].where(known) for end in ("value", "low", "high")})


def by_band(cards: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """`cards` with, per row, the deals and creators inside its band, the middle fee of these creators (ours, ours_low,
    ours_high) and that fee ÷ the card's middle (times)."""
    found = middles(pairs, "place", "price").reindex(cards.index)
    banded = cards["followers_low"].notna()
    return cards.assign(
        **{
            f"ours{end}": found[of].astype("float64") for end, of in (("", "value"), ("_low", "low"), ("_high", "high"))
        },
        **{c: found[c].fillna(0).where(banded).astype("Int64") for c in ("deals", "creators")},
        times=found["value"].astype("float64") / cards["middle"],
    )


def by_card(pairs: pd.DataFrame) -> pd.DataFrame:
    """Per card over its bands, in the cards' order: deals; times, low, high: fee ÷ middle as in `middles`; within: the
    factor within which half of our creators lie of its middle.  Only cards that meet five deals with three creators."""
    off = pairs.assign(off=np.log(pairs.groupby(["source", "creator_id"])["times"].transform("median")).abs())
    within = np.exp(off.drop_duplicates(["source", "creator_id"]).groupby("source")["off"].median())
    table = middles(pairs, "source", "times").assign(within=within, place=pairs.groupby("source")["place"].min())
    return table[table["value"].notna()].sort_values("place").rename(columns={"value": "times"})
