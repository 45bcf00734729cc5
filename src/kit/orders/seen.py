"""The orders that a report sees, and on which day they came."""

import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.once import once

VOID = ("cancelled", "canceled", "refunded", "voided", "void", "failed", "expired", "declined")


@once
def every_order(data: Data) -> pd.DataFrame:
    """Every order up to the day of the report, with `void`: cancelled, refunded, failed.  NotShown without orders.

    An order that two exports call "1001" and "#1001" stands once, in the state that was captured last.
    """
    data.require("orders", ("ordered_at", "revenue"))
    orders, until = data.table("orders").sort_values("order_id", ignore_index=True), data.as_of
    orders = orders[~_repeated(orders)].reset_index(drop=True)
    if until is not None:
        orders = orders[between(orders["ordered_at"], pd.NaT, until.tz_localize(None))].reset_index(drop=True)
    void = orders["status"].str.strip().str.lower().isin(VOID)
    return orders.assign(void=void.fillna(False).astype(bool))


@once
def valid_orders(data: Data) -> pd.DataFrame:
    """Orders that the report sees, without cancelled and refunded ones; partly refunded ones keep what is left."""
    orders = every_order(data)
    return orders[~orders["void"]].drop(columns="void").reset_index(drop=True)


@once
def repeated(data: Data) -> int:
    """How many rows of the table orders are another spelling of an order that is there already."""
    return int(_repeated(data.table("orders")).sum())


@once
def looked_at(data: Data) -> tuple[bool, bool]:
    """Whether clicks, and whether sources of orders, are recorded at all."""
    orders = every_order(data)
    return bool(orders["clicked_at"].notna().any()), bool(orders["source_medium"].notna().any())


def _repeated(orders: pd.DataFrame) -> pd.Series:
    """Rows whose order_id, without "#" and white space, another row has, of the same second, currency and code."""
    bare = orders["order_id"].str.replace(r"^[#\s]+|\s+$", "", regex=True)
    twice = bare.duplicated(keep=False) & (bare != "") & orders["ordered_at"].notna()
    out = pd.Series(False, orders.index)
    if twice.any():
        same = orders[twice].assign(order_id=bare).sort_values("captured_at", kind="stable", na_position="first")
        keys = ["order_id", "ordered_at", "currency", "promo_code"]
        out.loc[same.index] = same.duplicated(keys, keep="last").to_numpy()
    return out
