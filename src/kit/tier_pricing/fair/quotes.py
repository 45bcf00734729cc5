"""What is to be priced: one creator's quote or offers, else all open offers, else everybody who could be booked."""

from collections.abc import Collection
import math

import numpy as np
import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.once import once
from kit.tier_pricing.deals import ASKING, check_deliverable, comparable, PLANNED, prices
from kit.tier_pricing.fair.features import ADDON, as_rows, described
from kit.tier_pricing.fair.pricing import CARD, learn, Prices, RANGES, standing
from kit.tier_pricing.people import bookable
from kit.wording import name

OF_A_CARD = " the wide range of a published card"
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
    Prices are with the add-ons of the parameters as far as known (`raised`), for offers with those of the model.
    """
    model, offers = learn(data, deliverable), open_offers(data, handle, deliverable)
    if quote or offers.empty:
        addons = {"rights": usage_days > 0, "exclusivity": exclusivity_days > 0}
        rows = people(data, handle).assign(
            status="quote" if quote else "", deal_id="", price=quote or float("nan"), videos=1.0, **addons
        )
        rows = rows.reset_index(drop=True)
        return placed(rows, model, raised(rows, model, [name for name, has in addons.items() if has]))
    rows = offers.assign(**as_rows(offers, model.addons)[["price", "rights", "exclusivity"]])
    return placed(rows.reset_index(drop=True), model)


def raised(rows: pd.DataFrame, model: Prices, wanted: list[str]) -> pd.DataFrame:
    """`Prices.fair` of rows with these add-ons: those that the model does not know at the usual share of our invoices.

    A quote with an add-on that nothing of ours prices has no place (percentile NaN): it holds what prices do not.
    """
    lost = any(name not in model.held for name in wanted)
    times = on_top(model, wanted)
    fair = model.fair(rows.assign(price=float("nan") if lost else rows["price"] / times))
    return fair.assign(**fair[RANGES] * times)


def on_top(model: Prices, wanted: Collection[str]) -> float:
    """Times the price, for the add-ons of these that the model does not know and our invoices do."""
    return 1 + sum(model.shares[name].middle for name in wanted if name in model.shares)


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
    table["position"] = positions(table, model)
    order = ["percentile", "times", "mid", "creator_id", "deal_id"]
    table = table.assign(times=table["quote"] / table["mid"])
    return table.sort_values(order, ascending=[False, False, False, True, True], ignore_index=True)


def positions(table: pd.DataFrame, model: Prices) -> pd.Series:
    """The position of each row in words; against a published card only whether its wide range holds the quote."""
    quote, carded = table["quote"], table["basis"].eq(CARD) & table["quote"].notna()
    side = np.select([quote > table["mid_high"], quote < table["mid_low"]], ["above", "below"], "inside")
    places = table["percentile"].map(standing).mask(carded, pd.Series(side, table.index) + OF_A_CARD)
    lacking = [name for name in ADDON if name not in model.held]
    return places.mask(table["status"].eq("quote") & table[lacking].any(axis=1), "")


def rows_of(top: pd.Series, model: Prices) -> pd.DataFrame:
    """The one row of a table of `quotes`, `described` as the model needs it."""
    row = pd.DataFrame([top[["creator_id", "tier", "videos", "rights", "exclusivity"]]]).assign(price=top["quote"])
    return described(row, model.features, model.day)
