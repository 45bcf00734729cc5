"""How many orders each deal of the workspace brought by its code or its link, each order once."""

import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.orders.credit import Credited, credited
from kit.orders.windows import keys, windows


@once
def by_deal(data: Data) -> pd.DataFrame:
    """One row a booked deal (agreed, paid) with a promo_code or a referral_link, by deal_id: what its orders were.

    since, until   days (both in) on which its orders were looked for: the flight of its campaign, else from agreed_on
                   on, up to the last day that the table orders holds; until lies before since where every day belongs
                   to another deal with the same code
    closed         whether that was its whole window: the flight is over, or another deal has taken over the code
    orders         valid orders with its code or, where nobody's code stands in them, its link; each order once, without
                   those that look like a leaked code.  Missing where unknown: agreed_on is missing, the window has not
                   begun, or the table orders does not reach back to it or lacks the column that would name the deal
    partly         the same count over the days that were seen, where the window's beginning was not
    leaked         orders that look like a leaked code; missing where leaks could not be looked for (neither clicks nor
                   sources recorded, or no second code in the campaign).  For internal use: a shared report must not
                   tell whose code it is
    revenue        of `orders`, in the report's currency; missing also where an exchange rate is

    Where several deals share a code or a link, an order stands with the one whose window began last before it (agreed
    last, if they began together); an order outside every window with nobody.  Leaks are looked for campaign by campaign
    (deals without one: together).  Orders after the report's day are not seen.  NotShown without
    the table orders, without codes or links in it, or without a deal that has one.
    """
    found, table = credited(data), windows(data).copy()
    ids, suspect = table["deal_id"], found.orders["suspect"]
    kept, lost = (found.orders[rows].groupby("deal_id") for rows in (~suspect, suspect))
    named = ids.isin(_recorded(data, found)) & table["begun"]
    seen = ids.map(kept.size()).fillna(0).astype("Int64").where(named)
    known = table["covered"] & named
    table["orders"], table["partly"] = seen.where(known), seen.where(~known)
    table["leaked"] = ids.map(lost.size()).fillna(0).astype("Int64").where(ids.isin(found.judged) & named)
    table["revenue"] = _revenue(data, found.orders[~suspect], ids).where(known)
    return table[["deal_id", "orders", "leaked", "revenue", "since", "until", "closed", "partly"]]


def why_not(data: Data) -> str:
    """Why orders cannot be credited to deals, in a sentence or two; "" where they can."""
    try:
        by_deal(data)
    except NotShown as reason:
        return str(reason)
    return ""


def _recorded(data: Data, found: Credited) -> pd.Series:
    """The deals that have a code or link of a kind that orders carry."""
    owned = keys(data)
    return owned.loc[owned["kind"].isin(found.recorded), "deal_id"]


def _revenue(data: Data, orders: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Revenue of each deal in the report's currency, 0 without orders; missing where a rate or an amount is."""

    named = orders[orders["deal_id"].isin(ids)]
    try:
        total = _summed(data, named)
    except NotShown:  # then deal by deal, so that a missing rate costs only the deals that need it
        total = pd.concat([_summed_if_rated(data, rows) for _, rows in named.groupby("deal_id")])
    return ids.map(total).astype("float64").where(ids.isin(named["deal_id"]), 0.0)


def _summed(data: Data, orders: pd.DataFrame) -> pd.Series:
    per = data.convert(orders, ["revenue"], "ordered_at")["revenue"].astype("float64").groupby(orders["deal_id"])
    return per.sum().where(per.count() == per.size())


def _summed_if_rated(data: Data, orders: pd.DataFrame) -> pd.Series:
    try:
        return _summed(data, orders)
    except NotShown:
        return pd.Series(float("nan"), index=orders["deal_id"].unique())
