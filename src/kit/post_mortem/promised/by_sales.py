"""What a campaign's orders brought, by each way of counting them: the numbers that goals on sales are held against."""

import numpy as np

from kit import metrics
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.credit.ledger import Ledger
from kit.post_mortem.money.costs import books, due, margin_of, media_spent, priced, total_tells_leaks


def by_sales(metric: str, margin: float, data: Data, sold: Ledger) -> list[float]:
    """orders, revenue, cpa, roas or roi three times: with attributed orders, with those of the floor, with all.

    What is held against costs leaves out orders of deals that are not due yet, as their costs are.  NotShown where a
    cost is unknown, without a margin, and where the ROI would tell a shared report whose code looks leaked.
    """
    ways = [sold.attributed, sold.floor, sold.orders]
    if metric in ("cpa", "roas", "roi"):
        there = due(priced(data), booked_campaign(data))[0]["deal_id"]
        ways = [way[way["deal_id"].isin(there) | way["deal_id"].isna()] for way in ways]
    if metric in ("orders", "cpa"):
        orders = [float(len(way)) for way in ways]
        return orders if metric == "orders" else [metrics.cpa(media_spent(data), n) for n in orders]
    revenue = [float(data.convert(way, ["revenue"], "ordered_at")["revenue"].sum()) for way in ways]
    if metric == "revenue":
        return revenue
    if metric == "roas":
        return [metrics.roas(r, media_spent(data)) for r in revenue]
    return _roi(revenue, margin, data)


def _roi(revenue: list[float], margin: float, data: Data) -> list[float]:
    """On the loaded cost of the deals that are due."""
    campaign, found = booked_campaign(data), books(data)
    share = margin_of(campaign, margin)
    if np.isnan(share):
        raise NotShown(
            "There is no margin, so no ROI; fill in margin in the table campaigns, or set the parameter margin."
        )
    if total_tells_leaks(data, found):
        raise NotShown("ROI is shown with the audience internal only.")
    loaded = float(due(found.deals, campaign)[0]["loaded_cost"].sum(skipna=False))
    return [metrics.roi(r, loaded, share) for r in revenue]
