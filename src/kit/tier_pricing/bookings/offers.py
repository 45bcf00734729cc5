"""What could be booked at which price: a quote, else open offers, else the middle price of comparable deals."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.tier_pricing.bookings.scenarios import DRAWS, Streams
from kit.tier_pricing.deals import ASKING, comparable, of_kind, PLANNED
from kit.tier_pricing.fair.pricing import learn
from kit.tier_pricing.fair.quotes import people
from kit.tier_pricing.people import bookable, called

OPEN = {"asked": ASKING, "planned": PLANNED}  # status of an offer → what a priced one is used as
LATE = "agreed after the report's day"
QUOTE = "quote"  # price_from of what the parameters say a creator asks
NINE_IN_TEN = 1.645  # standard deviations each way that hold 9 in 10
FACTS = ["creator_id", "name", "tier"]
PRICES = ("price", "price_low", "price_high")


def asked_for(data: Data, handle: str = "") -> pd.DataFrame:
    """Who could be booked, or the one creator of this handle; NotShown where it is unknown or no creator."""
    who, everybody = people(data, handle), bookable(data)
    known = data.creators["creator_id"].eq(handle).any()
    if handle and known and not everybody["creator_id"].eq(handle).any():
        raise NotShown(
            f"{called(*who[['name', 'creator_id']].iloc[0])} is an account of a brand, an agency or a medium, of which"
            " no booking is forecast. Use the parameter handle with a creator."
        )
    return who.reset_index(drop=True)


def open_deals(data: Data, handle: str = "") -> pd.DataFrame:
    """The deals for videos that are asked or planned, priced or not; of one creator or of all."""
    deals = of_kind(comparable(data), "video")
    return deals[deals["status"].isin(OPEN) & (deals["creator_id"].eq(handle) | (not handle))]


def open_offers(data: Data, priced: bool = False) -> pd.DataFrame:
    """The newest open offer of each creator for videos, by creator_id: deal_id, status, videos (pieces, missing where a
    bundle does not say), net_fee, forecast_views.

    priced: only offers whose fee can be compared.  Otherwise also those without one, as views are due all the same.
    """
    deals = open_deals(data)
    kept = deals["used_as"].isin(OPEN.values()) if priced else deals["reason"].ne(LATE)
    newest = deals[kept].sort_values(["captured_at", "deal_id"], na_position="first").groupby("creator_id").tail(1)
    columns = ["deal_id", "status", "videos", "net_fee", "forecast_views"]
    return newest.set_index("creator_id")[columns].astype(dict.fromkeys(columns[2:], "float64"))


def priced(data: Data, handle: str = "", quote: float = 0.0) -> pd.DataFrame:
    """One row a creator that could be booked, with a priced offer where there are any, else everybody: creator_id,
    name, tier, videos, price, price_low, price_high (9 in 10; alike where it was asked), price_from, deal_id.

    handle: this creator only, at its offer or else at the middle; quote: at this price of one video.
    price: of all the videos, without tax, rights or exclusivity, which bring no views; a quote stands as it is.
    Missing where there is none.
    """
    offers, who = open_offers(data, priced=True), asked_for(data, handle)
    if quote:
        return who[FACTS].assign(videos=1.0, price_from=QUOTE, deal_id="", **dict.fromkeys(PRICES, float(quote)))
    listed = who[who["creator_id"].isin(offers.index)].reset_index(drop=True)
    if len(listed):
        offer = offers.reindex(listed["creator_id"]).set_axis(listed.index)
        fee = dict.fromkeys(PRICES, offer["net_fee"])
        return listed[FACTS].assign(
            videos=offer["videos"], price_from=offer["status"].astype("string"), deal_id=offer["deal_id"], **fee
        )
    fair = learn(data).fair(who.assign(videos=1.0, price=np.nan))
    fee = dict(zip(PRICES, (fair["mid"], fair["mid_low"], fair["mid_high"]), strict=True))
    return who[FACTS].assign(videos=1.0, price_from=fair["basis"].astype("string"), deal_id="", **fee)


def price_draws(rows: pd.DataFrame) -> np.ndarray:
    """DRAWS × rows of `priced`: the price itself, or where it is a middle one, what such a deal may cost (log-normal
    with 9 in 10 between price_low and price_high)."""
    low, high = (rows[c].to_numpy(dtype=float) for c in ("price_low", "price_high"))
    spread = np.log(high / low) / 2 / NINE_IN_TEN
    if not (spread > 0).any():
        return np.broadcast_to(rows["price"].to_numpy(dtype=float), (DRAWS, len(rows)))
    middle = np.sqrt(low * high)[:, None]
    return (middle * np.exp(spread[:, None] * Streams(rows["creator_id"], "price").next())).T
