"""Who could be booked for what: creators with a price and expected views, and the money there is to spend."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.metrics import cpm
from kit.tier_pricing.bookings.expectation import Expectation, hits
from kit.tier_pricing.cards.quoted import published_cards
from kit.tier_pricing.deals import ASKING, comparable, PLANNED, prices, rate_wanted, unrated
from kit.tier_pricing.fair.pricing import BASES, learn, Prices
from kit.tier_pricing.people import bookable
from kit.wording import name


def candidates(data: Data, known: Expectation) -> pd.DataFrame:
    """One row a creator that has a price and an expectation: price, videos, expected views, price_from."""
    deals = comparable(data)
    model = learn(data, deals)
    offers = prices(deals, used_as=(ASKING, PLANNED)).sort_values(["captured_at", "deal_id"], na_position="first")
    offer = offers.groupby("creator_id").tail(1).set_index("creator_id")
    people = bookable(data)
    people["videos"] = people["creator_id"].map(offer["videos"]).astype("float64").fillna(1)
    alone = people.assign(price=np.nan, videos=1.0)
    fair = model.fair(alone)
    asked = people["creator_id"].map(offer["net_fee"]).astype("float64")
    people["price"] = asked.fillna(fair["mid"])
    # as text: mapped by no offers at all, the column would be one of numbers
    people["price_from"] = people["creator_id"].map(offer["status"]).astype("string").fillna(fair["basis"])
    people["mean_price"] = asked.fillna(fair["mid"] * fair["basis"].map(smearing(model)).fillna(1).astype("float64"))
    found = known.table.reindex(people["creator_id"])
    for column, source in (("expected", "value"), ("expected_low", "low"), ("expected_high", "high")):
        people[column] = found[source].to_numpy() * people["videos"].to_numpy()
    people["expected_cpm"] = cpm(people["price"], people["expected"])
    unconverted = rate_wanted(deals) or published_cards(data)[1]
    if unconverted and not people["price"].gt(0).any():
        raise NotShown(f"No creator has a price. {unconverted}")
    wild = hits(known.lost(people))
    people = people[people["price"].gt(0) & people["expected"].gt(0)].reset_index(drop=True)
    if people.empty:
        raise NotShown(
            f"{' '.join(part for part in (unrated(deals), wild) if part)} No creator has both a price and expected"
            " views. Prices need deals (or followers, for a published card); views need videos of their own profiles."
            f" Import what is missing: kit import FILES --into {data.given}".strip()
        )
    return people


def smearing(model: Prices) -> dict[str, float]:
    """Mean ÷ middle price, by basis (Duan): what a budget must expect to pay on average."""
    return {BASES[columns]: made.smearing for columns, made in model.own.items()}


def spend(data: Data, people: pd.DataFrame, budget: float) -> tuple[float, str]:
    """The budget, and where it comes from, in words."""
    if budget:
        return budget, "(as given)"
    deals = comparable(data)
    ours = deals[deals["reason"].eq("") & deals["campaign"].eq(data.campaign).fillna(False)]
    fees = float(ours["net_fee"].sum())
    if data.campaign and fees > 0:
        return fees, f"(no budget was given: what {name(data.campaign)} pays, plans or was asked in fees, without tax)"
    if len(people) == 1:
        return float(people["price"].iloc[0]), "(no budget was given: what the only candidate would cost)"
    return float(people["price"].sum() / 2), "(no budget was given: half of what all candidates would cost)"
