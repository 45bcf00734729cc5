"""What a lift is worth: extra net revenue, and that per unit of media cost."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.dates import between
from kit.finding import NotShown
from kit.metrics import roas
from kit.once import once
from kit.orders.seen import valid_orders
from kit.post_mortem.added.estimated import Estimated, estimated
from kit.post_mortem.campaign import campaign_of
from kit.post_mortem.money.costs import margin_of, media_spent
from kit.wording import estimate as said
from kit.wording import money, name, number, plural

FEWEST_ORDERS = 5  # of the flight, for what one is worth


@once
def extra_revenue(data: Data, outcome: str = "") -> estimate.Estimate:
    """Extra net revenue of the flight in data.currency, with its 95 % interval; n: days of the flight in it.

    A series in money counts as it stands; orders at the mean net revenue of the flight's valid orders, whose own
    uncertainty is added (both half-widths, in squares: Donner & Zou 2012, MOVER for a product, to first order).
    NotShown, by name: where estimated() is, where a day of the flight is missing, where the series is neither money nor
    orders, and with fewer than five orders to price one by.
    """
    known = estimated(data, outcome)
    if not known.whole:
        raise NotShown(
            f"{name(known.days.name, 40)} is not known on every day of the flight, so its extra revenue is not either; "
            "import the missing days."
        )
    each, units = per_unit(data, known), known.found
    value, low, high = (end * units.days for end in (units.effect, units.low, units.high))
    spread = [abs(value) * abs(end - each.value) for end in (each.low, each.high)]
    below, above = np.hypot((value - low) * each.value, spread[0]), np.hypot((high - value) * each.value, spread[1])
    total = value * each.value
    return estimate.Estimate(float(total), float(total - below), float(total + above), units.days)


def per_unit(data: Data, known: Estimated) -> estimate.Estimate:
    """Money in one unit of the series, in data.currency: exact for money, the mean net revenue of an order for orders
    (t interval); NotShown elsewhere."""
    unit = known.days.unit.strip()
    if len(unit) == 3 and unit.isalpha() and unit.isupper():
        rate = 1.0 if unit == data.currency else _rate(data, known, unit)
        return estimate.Estimate(rate, rate, rate, known.found.days)
    if unit.lower() not in ("order", "orders"):
        raise NotShown(
            f"{name(known.days.name, 40)} is neither money nor orders"
            f"{f' but {name(unit, 20)}' if unit else ''}, so its extra cannot be told in money; write a currency such "
            "as USD, or orders, into the column unit of the table daily."
        )
    return _an_order(data)


def _rate(data: Data, known: Estimated, unit: str) -> float:
    """One unit of a foreign series in data.currency, over the days of the flight, each at its own rate."""
    days = known.days.flight[known.days.name].dropna()
    rows = pd.DataFrame({"date": days.index, "amount": days.to_numpy(), "one": 1.0, "currency": unit})
    rows = data.convert(rows, ["one"], "date")
    weight = rows["amount"].abs().to_numpy()
    return float(np.average(rows["one"].to_numpy("float64"), weights=weight if weight.sum() > 0 else None))


def _an_order(data: Data) -> estimate.Estimate:
    """Mean net revenue of the flight's valid orders, with its interval."""
    campaign, orders = campaign_of(data), valid_orders(data)
    kept = orders[between(orders["ordered_at"], campaign.starts_on, campaign.ends_on)]
    paid = data.convert(kept, ["revenue"], "ordered_at")["revenue"].dropna().to_numpy("float64")
    if len(paid) < FEWEST_ORDERS:
        raise NotShown(
            f"Only {plural(len(paid), 'order')} of the flight {'has' if len(paid) == 1 else 'have'} a net revenue, and "
            f"pricing the extra orders needs {FEWEST_ORDERS}; import the flight's orders."
        )
    mean = estimate.mean(paid)
    if not mean.value > 0:
        raise NotShown("The flight's orders have no positive net revenue on average, so extra orders have no price.")
    return mean


def worth(data: Data, outcome: str, margin: float) -> str:
    """Sentences on extra revenue and incremental ROAS; "" where the revenue is unknown."""
    try:
        extra = extra_revenue(data, outcome)
    except NotShown:
        return ""
    known = estimated(data, outcome)
    each = per_unit(data, known)
    priced = known.days.unit.strip().lower() in ("order", "orders")
    at = f", at {money(each.value, data.currency)} of net revenue an order" if priced else ""
    text = f"That is {said(extra.value, extra.low, extra.high, 'money', data.currency)} of extra net revenue{at}"
    try:
        media = media_spent(data)
    except NotShown:
        return f"{text}."
    if not media > 0:
        return f"{text}."
    share = margin_of(campaign_of(data), margin)
    even = f" against a break-even of {number(1 / share)}" if share > 0 else ""
    value, low, high = (roas(end, media) for end in (extra.value, extra.low, extra.high))
    return f"{text}, an incremental ROAS of {said(value, low, high, 'number')}{even}."
