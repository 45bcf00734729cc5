"""What each deal cost and what it brought, in one currency: the rows that ratios are made of."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.errors import UsageError
from kit.finding import NotShown
from kit.post_mortem.campaign import Campaign, COUNTS, FILMED, in_flight
from kit.post_mortem.credit import Ledger, ledger

AMOUNTS = ("fee", "boost_spend", "product_cost", "usage_rights_fee", "exclusivity_fee", "agency_fee")


@dataclass(frozen=True)
class Books:
    """Costs and results per deal (`deals`, in the report's currency), with what they rest on."""

    deals: pd.DataFrame
    sold: Ledger | None
    why_no_sales: str
    margin: float


def margin_of(made: Campaign, margin: float) -> float:
    """The parameter, or the campaign's own where it is 0; NaN where neither is known."""
    if not 0 <= margin <= 1:
        raise UsageError(
            f"Parameter margin is {margin}; use a share of revenue between 0 and 1, or 0 for the campaign's own."
        )
    return margin or made.margin


def priced(data: Data, made: Campaign, sent: pd.DataFrame) -> pd.DataFrame:
    """One row a booked deal: its fee and media cost, the views and engagements of its videos.

    Views of a deal are missing where one of its videos is not counted, 0 where a video was due and none came.
    """
    rows = data.convert(made.deals, AMOUNTS, "agreed_on")
    rows["fee_cost"], rows["media_cost"] = metrics.fee_cost(rows), metrics.media_cost(rows)
    unpriced = rows[list(AMOUNTS)].isna().all(axis=1) & ~rows["tactic"].isin(["affiliate", "gifted"])
    rows.loc[unpriced, "media_cost"] = np.nan  # a bought deal without any amount is unknown, not free
    parts = sent.assign(**{c: sent[c].astype("float64") * sent["share"] for c in COUNTS}).groupby("deal_id")
    for column in COUNTS:
        rows[column] = rows["deal_id"].map(parts[column].sum().where(parts[column].count() == parts.size()))
        rows.loc[~rows["deal_id"].isin(sent["deal_id"]) & rows["deliverable"].isin(FILMED), column] = 0.0
    rows["videos"] = rows["deal_id"].map(parts.size()).fillna(0).astype(int)
    return rows


def books(data: Data, made: Campaign, sent: pd.DataFrame, margin: float = 0.0) -> Books:
    """`priced` with each deal's attributed orders, revenue and loaded cost.

    Orders need an orders table, a flight and exchange rates; what lacks is said in `why_no_sales`.
    """
    rows = priced(data, made, sent)
    sold, why = _sales(data, made, rows)
    rows["loaded_cost"] = metrics.loaded_cost(rows, rows["commission"]).where(rows["media_cost"].notna())
    return Books(rows, sold, why, margin_of(made, margin))


def _sales(data: Data, made: Campaign, rows: pd.DataFrame) -> tuple[Ledger | None, str]:
    """Orders, revenue and commission per deal, written into `rows`; missing, and why, where they cannot be known."""
    try:
        sold = ledger(data, made, *in_flight(made))
        every = data.convert(sold.orders, ["revenue"], "ordered_at")
    except NotShown as reason:
        rows["orders"], rows["revenue"], rows["commission"] = np.nan, np.nan, 0.0
        return None, str(reason)
    kept = every[every["order_id"].isin(sold.attributed["order_id"])].groupby("deal_id")
    named = (
        every[every["how"].isin(["code", "link"])].groupby("deal_id")["revenue"].sum()
    )  # a leaked code is paid for too
    rows["orders"] = rows["deal_id"].map(kept.size()).fillna(0).astype("float64")
    rows["revenue"] = rows["deal_id"].map(kept["revenue"].sum()).astype("float64").fillna(0.0)
    rate = rows["commission_rate"].astype("float64").fillna(0)
    rows["commission"] = rate * rows["deal_id"].map(named).astype("float64").fillna(0)
    return Ledger(every, sold.leaks, sold.trails, sold.left_out), ""


def due(rows: pd.DataFrame, made: Campaign) -> tuple[pd.DataFrame, int]:
    """Deals whose results can be there, and how many are still to come."""
    waiting = (rows["videos"] == 0) & (rows["due_on"] >= made.today if made.today is not None else False)
    return rows[~waiting].reset_index(drop=True), int(waiting.sum())
