"""What could be booked at which price: open offers, else everybody at the middle price of comparable deals."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.tier_pricing.bookings.scenarios import DRAWS, Streams
from kit.tier_pricing.deals import ASKING, comparable, of_kind, PLANNED
from kit.tier_pricing.fair.pricing import learn
from kit.tier_pricing.people import bookable

OPEN = {"asked": ASKING, "planned": PLANNED}  # status of an offer → what a priced one is used as
LATE = "agreed after the report's day"
NINE_IN_TEN = 1.645  # standard deviations each way that hold 9 in 10
FACTS = ["creator_id", "name", "tier"]


def open_deals(data: Data) -> pd.DataFrame:
    """The deals for videos that are asked or planned, priced or not."""
    deals = of_kind(comparable(data), "video")
    return deals[deals["status"].isin(OPEN)]


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


def priced(data: Data) -> pd.DataFrame:
    """One row a creator that could be booked, with a priced offer where there are any, else everybody: creator_id,
    name, tier, videos, price, price_low, price_high (9 in 10; alike where it was asked), price_from, deal_id.

    price: of all the videos, without tax, rights or exclusivity, which bring no views; missing where there is none.
    """
    offers, people = open_offers(data, priced=True), bookable(data)
    listed = people[people["creator_id"].isin(offers.index)].reset_index(drop=True)
    if len(listed):
        offer = offers.reindex(listed["creator_id"]).set_axis(listed.index)
        fee = {"price": offer["net_fee"], "price_low": offer["net_fee"], "price_high": offer["net_fee"]}
        return listed[FACTS].assign(
            videos=offer["videos"], price_from=offer["status"].astype("string"), deal_id=offer["deal_id"], **fee
        )
    people = people.assign(videos=1.0, price=np.nan)
    fair = learn(data).fair(people)
    fee = {"price": fair["mid"], "price_low": fair["mid_low"], "price_high": fair["mid_high"]}
    return people[FACTS].assign(videos=1.0, price_from=fair["basis"].astype("string"), deal_id="", **fee)


def price_draws(rows: pd.DataFrame) -> np.ndarray:
    """DRAWS × rows of `priced`: the price itself, or where it is a middle one, what such a deal may cost (log-normal
    with 9 in 10 between price_low and price_high)."""
    low, high = (rows[c].to_numpy(dtype=float) for c in ("price_low", "price_high"))
    spread = np.log(high / low) / 2 / NINE_IN_TEN
    if not (spread > 0).any():
        return np.broadcast_to(rows["price"].to_numpy(dtype=float), (DRAWS, len(rows)))
    middle = np.sqrt(low * high)[:, None]
    return (middle * np.exp(spread[:, None] * Streams(rows["creator_id"], "price").next())).T
