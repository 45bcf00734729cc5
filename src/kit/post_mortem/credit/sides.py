"""The flight's orders on two sides, attributed and the shop's others, and measures of both."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.dates import days
from kit.estimate import Estimate
from kit.finding import NotShown
from kit.once import once
from kit.orders.windows import reach
from kit.post_mortem.answers import refused
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.credit.ledger import touched
from kit.wording import format as written

REACH = 90  # days before the flight that the table must hold, so that a customer without an earlier order counts as new
AMOUNTS = ("revenue", "gross", "discount", "refunded")


@dataclass(frozen=True)
class Measure:
    """A ratio of sums: `top` over `bottom` are columns of the orders; `kept` says which orders count at all.

    middle: the median of `top` instead, which a few large orders do not move; it has no interval.
    """

    key: str
    label: str
    kind: str
    top: str
    bottom: str
    kept: str
    middle: bool = False


MEASURES = (
    Measure("new", "New customers", "rate", "new", "one", "stands"),
    Measure("value", "Net revenue per order", "money", "revenue", "one", "stands"),
    Measure("typical", "The same, median order", "money", "revenue", "one", "stands", True),
    Measure("discount", "Discount, of gross", "rate", "discount", "gross", "stands"),
    Measure("back", "Orders sent back", "rate", "back", "one", "all"),
    Measure("refunded", "Refunded, of gross", "rate", "refunded", "gross", "all"),
)


@once
def by_side(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> tuple[pd.DataFrame, str]:
    """The flight's orders, void ones too, with side (attributed, other, or "" for neither), who (the creator of an
    attributed one, else the customer) and what the measures need; and why money is not known."""
    every = touched(data)
    every = every.assign(on=days(every["ordered_at"]), new=_new(data, every, since))
    out = every[(every["on"] >= since) & (every["on"] <= until)].reset_index(drop=True)
    named = out["how"].isin(["code", "link"]) & ~out["suspect"]
    out["side"] = np.select([named, out["how"] == ""], ["attributed", "other"], default="")
    creators = booked_campaign(data).deals.drop_duplicates("deal_id").set_index("deal_id")["creator_id"]
    buyer = "buyer " + out["customer_key"].fillna(out["order_id"])
    out["who"] = ("creator " + out["deal_id"].map(creators).astype("string")).where(named, buyer)
    try:
        out, why = data.convert(out, AMOUNTS, "ordered_at"), ""
    except NotShown as reason:
        out = out.assign(**dict.fromkeys(AMOUNTS, np.nan))
        why = refused("Amounts are not shown", reason)
    out["back"] = (out["void"] | (out["refunded"] > 0).fillna(False)).astype("float64")
    return out.assign(one=1.0, stands=~out["void"], all=True), why


def _new(data: Data, orders: pd.DataFrame, since: pd.Timestamp) -> pd.Series:
    """Whether each order's customer is new: 1, 0, or missing where it cannot be told."""
    if orders["new_customer"].notna().any():
        return orders["new_customer"].astype("float64")
    first = reach(data)[0]
    if pd.isna(first) or first > since - pd.Timedelta(days=REACH):
        return pd.Series(np.nan, orders.index)
    stands = orders[~orders["void"] & orders["customer_key"].notna()]
    earliest = stands.groupby("customer_key")["ordered_at"].min()
    began = pd.Series(earliest.reindex(orders["customer_key"]).to_numpy(), orders.index)
    return (orders["ordered_at"] <= began).astype("float64").where(began.notna() & orders["ordered_at"].notna())


def beside(orders: pd.DataFrame, measure: Measure, currency: str) -> dict[str, object]:
    """One measure on both sides, over the orders where it is known: each side's value, in words too, and the ratio."""
    pair = orders[[measure.top, measure.bottom]].astype("float64")
    kept = orders[measure.kept] & pair.notna().all(axis=1) & (orders["side"] != "")
    pair, side, who = pair[kept], orders.loc[kept, "side"], orders.loc[kept, "who"]
    ours = side == "attributed"
    value, other = (_ratio(pair[rows], measure) for rows in (ours, ~ours))
    gap = _gap(pair, side, who, measure)
    unit = currency if measure.kind == "money" else ""
    return {
        "key": measure.key,
        "measure": measure.label,
        "attributed": value,
        "others": other,
        "attributed_said": written(value, measure.kind, unit, [value, other]),
        "others_said": written(other, measure.kind, unit, [value, other]),
        "ratio": gap.value,
        "ratio_low": gap.low,
        "ratio_high": gap.high,
        "n": int(ours.sum()),
        "others_n": int((~ours).sum()),
        "creators": int(who[ours].nunique()),
    }


def _ratio(pair: pd.DataFrame, measure: Measure) -> float:
    """Sum by sum, or the median; NaN without orders or where they sum to nothing."""
    if measure.middle:
        return float(pair[measure.top].median()) if len(pair) else np.nan
    top, bottom = pair[measure.top].sum(), pair[measure.bottom].sum()
    return float(top / bottom) if bottom > 0 else np.nan


def _gap(pair: pd.DataFrame, side: pd.Series, who: pd.Series, measure: Measure) -> Estimate:
    """Attributed over other, over creators and customers; without an interval where one order's amount is negative."""
    if side.nunique() < 2 or measure.middle or (pair < 0).any(axis=None):
        ours = side == "attributed"
        value, other = (_ratio(pair[rows], measure) for rows in (ours, ~ours))
        return Estimate(value / other if value > 0 and other > 0 else np.nan, np.nan, np.nan, len(pair))
    top, bottom = pair[measure.top], pair[measure.bottom]
    return estimate.ratio_gap(top, bottom, who, side, reference="other").useful()
