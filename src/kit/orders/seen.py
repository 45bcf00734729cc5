"""The orders that a report sees, and on which day they came."""

import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.once import once

VOID = ("cancelled", "canceled", "refunded", "voided", "void", "failed", "expired", "declined")


@once
def every_order(data: Data) -> pd.DataFrame:
    """Every order up to the day of the report, with `void`: cancelled, refunded, failed.  NotShown without orders."""
    data.require("orders", ("ordered_at", "revenue"))
    orders, until = data.table("orders").sort_values("order_id", ignore_index=True), data.as_of
    if until is not None:
        orders = orders[between(orders["ordered_at"], pd.NaT, until.tz_localize(None))].reset_index(drop=True)
    void = orders["status"].str.strip().str.lower().isin(VOID)
    return orders.assign(void=void.fillna(False).astype(bool))


@once
def valid_orders(data: Data) -> pd.DataFrame:
    """Orders that the report sees, without cancelled and refunded ones; partly refunded ones keep what is left."""
    orders = every_order(data)
    return orders[~orders["void"]].drop(columns="void").reset_index(drop=True)
