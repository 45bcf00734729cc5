"""Whether the code and the link of a deal were used at all: not how often, which would tell leaked codes."""

import pandas as pd

from kit.data import Data
from kit.dates import days
from kit.finding import NotShown
from kit.once import once
from kit.orders.keys import bare, linked, spelled
from kit.orders.seen import every_order
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.credit.ledger import touched

EVER = pd.Timestamp.min.ceil("D")


@once
def used(data: Data) -> pd.DataFrame:
    """One row a booked deal, index deal_id: code_used, link_used, each "yes", "no", "unknown", or missing where it has
    none.

    Used: since the day of the contract (else the flight's first, else ever) and up to the report's day an order carried
    the code, or an order or a click the link.  Cancelled orders count; those that look like a leaked code only with the
    audience internal, as a used code without an attributed order would be known by them.  Of a code that several deals
    share each has the use.  Unknown: in that time no order carried any code, or no order or
    click any link, so that a missing one says nothing.
    """
    campaign, orders = booked_campaign(data), _orders(data)
    deals = campaign.deals.set_index("deal_id")
    since = deals["agreed_on"].fillna(campaign.starts_on).fillna(EVER)
    codes, links = spelled(deals["promo_code"]), linked(deals["referral_link"])
    clicked = pd.concat([_linked(orders["referral_link"], orders["on"]), _clicks(data, campaign.today)])
    known = clicked["key"].isin(links)
    clicked = clicked.assign(key=clicked["key"].where(known, bare(clicked["key"])))
    coded = pd.DataFrame({"key": spelled(orders["promo_code"]), "on": orders["on"]})
    if data.audience != "internal" and len(orders):
        coded = coded[~orders["order_id"].isin(_suspects(data))]
    return pd.DataFrame({"code_used": _use(codes, coded, since), "link_used": _use(links, clicked, since)})


def _orders(data: Data) -> pd.DataFrame:
    """Every order with its day; no rows without a table of orders."""
    try:
        orders = every_order(data)
    except NotShown:
        orders = data.table("orders").iloc[:0]
    return orders.assign(on=days(orders["ordered_at"]))


def _suspects(data: Data) -> set[str]:
    """Orders that look like a leaked code."""
    every = touched(data)
    return set(every.loc[every["suspect"], "order_id"])


def _linked(links: pd.Series, on: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"key": linked(links), "on": on})


def _clicks(data: Data, today: pd.Timestamp | None) -> pd.DataFrame:
    """Days on which links of the table traffic had a click or a session."""
    traffic = data.table("traffic")
    some = (traffic["clicks"].fillna(0) > 0) | (traffic["sessions"].fillna(0) > 0)
    if today is not None:
        some &= traffic["date"] <= today
    traffic = traffic[some.fillna(False).astype(bool)]
    return _linked(traffic["link"], traffic["date"].astype("datetime64[s]"))


def _use(keys: pd.Series, seen: pd.DataFrame, since: pd.Series) -> pd.Series:
    """Whether each deal's key was seen since its day.  seen: key, on."""
    seen = seen.dropna()
    last = seen.groupby("key")["on"].max()
    own = last.reindex(keys).set_axis(keys.index) >= since
    any_since = pd.Series(False, keys.index) if seen.empty else since <= seen["on"].max()
    said = pd.Series("unknown", keys.index, dtype="string").mask(any_since, "no").mask(own, "yes")
    return said.mask(keys.isna())
