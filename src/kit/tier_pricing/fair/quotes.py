"""What is to be priced: one creator's quote or offers, else all open offers, else everybody who could be booked."""

import math
from typing import Any

import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.once import once
from kit.tier_pricing.deals import ASKING, check_deliverable, comparable, PLANNED, prices
from kit.tier_pricing.fair.features import as_rows, described
from kit.tier_pricing.fair.pricing import CARD, learn, Prices, standing
from kit.tier_pricing.people import bookable
from kit.wording import name

FACTS = ["name", "creator_id", "tier", "status", "deal_id", "videos", "rights", "exclusivity"]


def checked(handle: str, quote: float, deliverable: str, usage_days: int, exclusivity_days: int) -> str:
    """The handle as the tables have it; UsageError for parameters that make no question."""
    check_deliverable(deliverable)
    handle = handle.strip().lower().lstrip("@")
    if not 0 <= quote < math.inf or (quote and not handle):
        raise UsageError(
            f"Parameter quote is {quote:g}; give a fee above 0 together with handle, the creator who asks it."
        )
    for parameter, days in (("usage_days", usage_days), ("exclusivity_days", exclusivity_days)):
        if not 0 <= days < math.inf:
            raise UsageError(f"Parameter {parameter} is {days:g}; give a number of days, or 0 for none.")
    return handle


@once
def quotes(
    data: Data, handle: str, quote: float, deliverable: str, usage_days: int, exclusivity_days: int
) -> pd.DataFrame:
    """One row an offer, a quote or a creator, priced (`Prices.fair`), with its position; the highest position first.

    quote: the price of one piece, NaN without one; rights, exclusivity: whether they are in it.  handle: `checked`.
    """
    model, offers = learn(data, deliverable), open_offers(data, handle, deliverable)
    if quote or offers.empty:
        addons = {"rights": usage_days > 0, "exclusivity": exclusivity_days > 0}
        rows = people(data, handle).assign(
            status="quote" if quote else "", deal_id="", price=quote or float("nan"), videos=1.0, **addons
        )
    else:
        rows = offers.assign(**as_rows(offers, model.addons)[["price", "rights", "exclusivity"]])
    return placed(rows.reset_index(drop=True), model)


def open_offers(data: Data, handle: str, deliverable: str) -> pd.DataFrame:
    """What was asked or is planned and can be compared, of one creator or of all."""
    offers = prices(comparable(data), deliverable, (ASKING, PLANNED)).sort_values("deal_id")
    return offers[offers["creator_id"] == handle] if handle else offers


def people(data: Data, handle: str) -> pd.DataFrame:
    """Who could be booked, or the one creator of this handle, who may be known by its deals only."""
    if not handle:
        return bookable(data)
    found = data.creators.query("creator_id == @handle")
    if len(found):
        return found.assign(name=found["name"].fillna(found["creator_id"]), tier=found["tier"].astype(str))
    if not (data.table("deals")["creator_id"] == handle).any():
        raise NotShown(
            f"No creator {name(handle)} is known here, so it cannot be priced. Import its profile or list: kit"
            f" import creators.csv --into {data.given}"
        )
    return pd.DataFrame({"creator_id": [handle], "name": [handle], "tier": ["unknown"]})


def placed(rows: pd.DataFrame, model: Prices, fair: pd.DataFrame | None = None) -> pd.DataFrame:
    """Rows with their fair price and position, the highest position first."""
    fair = model.fair(rows.drop(columns="agreed_on", errors="ignore")) if fair is None else fair
    table = rows[FACTS].assign(quote=rows["price"].astype("float64")).join(fair)
    table["position"] = [position(row) for row in table.itertuples()]
    order = ["percentile", "times", "mid", "creator_id", "deal_id"]
    table = table.assign(times=table["quote"] / table["mid"])
    return table.sort_values(order, ascending=[False, False, False, True, True], ignore_index=True)


def position(row: Any) -> str:
    """The position in words; against a published card only whether its wide range holds the quote."""
    if row.basis != CARD or pd.isna(row.quote):
        return standing(row.percentile)
    side = "above" if row.quote > row.mid_high else "below" if row.quote < row.mid_low else "inside"
    return f"{side} the wide range of a published card"


def rows_of(top: pd.Series, model: Prices) -> pd.DataFrame:
    """The one row of a table of `quotes`, `described` as the model needs it."""
    row = pd.DataFrame([top[["creator_id", "tier", "videos", "rights", "exclusivity"]]]).assign(price=top["quote"])
    return described(row, model.features, model.day)
