"""What each deal cost and what it brought, in one currency: the rows that ratios are made of."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.once import once
from kit.orders.keys import linked
from kit.post_mortem.campaign import booked_campaign, Campaign, FILMED, in_flight
from kit.post_mortem.credit.ledger import Ledger, ledger
from kit.post_mortem.deliveries import COUNTS, deliveries
from kit.post_mortem.results.response import clicks
from kit.wording import plural

AMOUNTS = ("fee", "boost_spend", "product_cost", "usage_rights_fee", "exclusivity_fee", "agency_fee")


@dataclass(frozen=True)
class Books:
    """Costs and results per deal (`deals`, in the report's currency), with the orders that they rest on."""

    deals: pd.DataFrame
    sold: Ledger | None
    why_no_sales: str


def margin_of(campaign: Campaign, margin: float) -> float:
    """The parameter, or the campaign's own where it is 0; NaN where neither is known."""
    if not 0 <= margin <= 1:
        raise UsageError(
            f"Parameter margin is {margin}; use a share of revenue between 0 and 1, or 0 for the campaign's own."
        )
    return margin or campaign.margin


@once
def priced(data: Data) -> pd.DataFrame:
    """One row a booked deal: its fee and media cost, the views and engagements of its videos.

    Views of a deal are missing where one of its videos is not counted, 0 where a video was due and none came.
    """
    rows, sent = data.convert(booked_campaign(data).deals, AMOUNTS, "agreed_on"), deliveries(data)
    rows["fee_cost"], rows["media_cost"] = metrics.fee_cost(rows), metrics.media_cost(rows)
    unpriced = rows[list(AMOUNTS)].isna().all(axis=1) & ~rows["tactic"].isin(["affiliate", "gifted"])
    rows.loc[unpriced, "media_cost"] = np.nan  # a bought deal without any amount is unknown, not free
    parts = sent.assign(**{c: sent[c].astype("float64") * sent["share"] for c in COUNTS}).groupby("deal_id")
    for column in COUNTS:
        rows[column] = rows["deal_id"].map(parts[column].sum().where(parts[column].count() == parts.size()))
        rows.loc[~rows["deal_id"].isin(sent["deal_id"]) & rows["deliverable"].isin(FILMED), column] = 0.0
    rows["videos"] = rows["deal_id"].map(parts.size()).fillna(0).astype(int)
    return rows


@once
def books(data: Data) -> Books:
    """`priced` with each deal's clicks, attributed orders, revenue, commission and loaded cost.

    Orders need an orders table, a flight and exchange rates; what lacks is said in `why_no_sales`, and then the
    commission of a deal with a rate is unknown, and so is its loaded cost.
    """
    rows, sold, why = priced(data).assign(clicks=_clicks(data)), None, ""
    try:
        sold = _sales(data)
        rows = _with_sales(rows, sold)
    except NotShown as reason:
        paid = (rows["commission_rate"] > 0).fillna(False).astype(bool)
        rows, why = rows.assign(orders=np.nan, revenue=np.nan, commission=np.where(paid, np.nan, 0.0)), str(reason)
    loaded = metrics.loaded_cost(rows, rows["commission"]).where(rows["media_cost"].notna())
    return Books(rows.assign(loaded_cost=loaded), sold, why)


def _sales(data: Data) -> Ledger:
    """The flight's ledger with revenue in the report's currency."""
    sold = ledger(data, *in_flight(booked_campaign(data)))
    return replace(sold, orders=data.convert(sold.orders, ["revenue"], "ordered_at"))


def _clicks(data: Data) -> pd.Series:
    """`own_clicks` of the flight; missing without a flight or traffic."""
    campaign = booked_campaign(data)
    try:
        return own_clicks(data, *in_flight(campaign))
    except NotShown:
        return pd.Series(np.nan, index=campaign.deals.index)


def own_clicks(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> pd.Series:
    """Clicks on these days on each booked deal's own tracked link, in the order of the deals; missing without traffic
    for it.  A link of several deals counts for the first, as its orders do, and 0 for the others, so that sums over
    deals hold all that was paid for these clicks.  NotShown without traffic for any link of the campaign."""
    link = linked(booked_campaign(data).deals["referral_link"])
    found = link.map(clicks(data, since, until).set_index("link")["clicks"]).astype("float64")
    return found.mask(link.duplicated() & found.notna(), 0.0)


def _with_sales(rows: pd.DataFrame, sold: Ledger) -> pd.DataFrame:
    """Attributed orders and revenue per deal; commission on all that is named, as a leaked code is paid for too, from
    what is left of it after refunds and never below 0."""
    kept, named = sold.attributed.groupby("deal_id"), sold.orders[sold.orders["how"].isin(["code", "link"])]
    owed = named.groupby("deal_id")["revenue"].sum()

    def per_deal(values: pd.Series) -> pd.Series:
        return rows["deal_id"].map(values).astype("float64").fillna(0.0)

    return rows.assign(
        orders=per_deal(kept.size()),
        revenue=per_deal(kept["revenue"].sum()),
        commission=rows["commission_rate"].astype("float64").fillna(0) * per_deal(owed).clip(lower=0),
    )


def tells_leaks(data: Data, found: Books) -> bool:
    """Whether the loaded cost of a single deal would tell a shared report whose code looks leaked: commission is owed
    on suspected orders too."""
    return data.audience != "internal" and found.sold is not None and bool(found.sold.orders["suspect"].any())


def total_tells_leaks(data: Data, found: Books) -> bool:
    """The same of the loaded cost of all deals: where only one of them earns a commission."""
    return tells_leaks(data, found) and int((found.deals["commission_rate"] > 0).fillna(False).sum()) == 1


def due(rows: pd.DataFrame, campaign: Campaign) -> tuple[pd.DataFrame, int]:
    """Deals whose results can be there, and how many are still to come."""
    waiting = (rows["videos"] == 0) & (rows["due_on"] >= campaign.today if campaign.today is not None else False)
    return rows[~waiting].reset_index(drop=True), int(waiting.sum())


def media_spent(data: Data) -> float:
    """Media cost of the booked deals that are due; NotShown if one of them has no amount."""
    return _whole(due(priced(data), booked_campaign(data))[0])


def per_click(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> tuple[float, int]:
    """CPC of these days, and of how many deals: media cost of the due ones with clicks on a link of their own, by these
    clicks.  NotShown without such a deal, or where one of them has no amount."""
    rows, _ = due(priced(data).assign(clicks=own_clicks(data, since, until)), booked_campaign(data))
    rows = rows[rows["clicks"].notna()]
    if rows.empty:
        raise NotShown("The table traffic has no clicks on a deal's own tracked link in the window.")
    return metrics.cpc(_whole(rows), float(rows["clicks"].sum())), len(rows)


def _whole(rows: pd.DataFrame) -> float:
    """Media cost of these deals; NotShown if one of them has no amount."""
    unknown = int(rows["media_cost"].isna().sum())
    if unknown:
        raise NotShown(f"The media cost of {plural(unknown, 'deal')} is unknown; fill in fee in the table deals.")
    return float(rows["media_cost"].sum())
