"""What a lift is worth: extra net revenue per unit of media cost."""

import numpy as np

from kit.data import Data
from kit.dates import between
from kit.estimate import Lift
from kit.finding import NotShown
from kit.metrics import roas
from kit.orders.seen import valid_orders
from kit.post_mortem.added.series import Series
from kit.post_mortem.campaign import campaign_of
from kit.post_mortem.money.costs import margin_of, media_spent
from kit.wording import estimate as said
from kit.wording import money, number


def incremental_roas(data: Data, found: Lift, days: Series, margin: float) -> str:
    """A sentence on the incremental ROAS, where the series is money or orders with known revenue; "" elsewhere."""
    try:
        sales, media = _per_unit(data, days), media_spent(data)
    except NotShown:
        return ""
    if not np.isfinite(sales) or not media > 0:
        return ""
    value, low, high = (roas(each * found.days * sales, media) for each in (found.effect, found.low, found.high))
    share = margin_of(campaign_of(data), margin)
    each = "" if sales == 1 else f", at {money(sales, data.currency)} of net revenue an order"
    even = f", against a break-even of {number(1 / share)}" if share > 0 else ""
    return f"That is an incremental ROAS of {said(value, low, high, 'number')}{each}{even}."


def _per_unit(data: Data, days: Series) -> float:
    """Money in one unit of the series: 1 for money, the mean net revenue of an order for orders; else NaN."""
    campaign, unit = campaign_of(data), days.unit.strip()
    if unit.upper() == data.currency:
        return 1.0
    if unit.lower() not in ("order", "orders"):
        return np.nan
    orders = valid_orders(data)
    kept = orders[between(orders["ordered_at"], campaign.starts_on, campaign.ends_on)]
    return float(data.convert(kept, ["revenue"], "ordered_at")["revenue"].mean()) if len(kept) else np.nan
