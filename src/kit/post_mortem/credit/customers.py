"""Whether the attributed orders came from new customers, and whether they are worth what other orders are."""

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import booked_campaign, in_flight, running_sentence
from kit.post_mortem.credit.sides import beside, by_side, MEASURES, REACH
from kit.wording import estimate as said
from kit.wording import percent, plural

RETURNS = 30  # days in which orders are still sent back
COLUMNS = (
    Column("measure", "Measure"),
    Column("attributed_said", "Attributed orders", "figure"),
    Column("others_said", "Other orders", "figure"),
    Column("ratio", "Attributed ÷ other", "number", "times"),
    Column("ratio_low", "from", "number"),
    Column("ratio_high", "to", "number"),
    Column("n", "Attributed known", "count"),
    Column("others_n", "Others known", "count"),
    Column("creators", "Creators", "count", hidden=True),
    Column("attributed", "Attributed, plain number", "number", hidden=True),
    Column("others", "Others, plain number", "number", hidden=True),
    Column("key", "Key", hidden=True),
)
DEFINITIONS = {
    "Attributed ÷ other": "Ratio of the two sides' ratios of sums. The interval leaves out one creator, or one other "
    "customer, at a time; with fewer than five creators there is none.",
    "Other orders": "The shop's orders of the flight that carry nothing of the campaign. Orders like a leak, and those "
    "by the campaign's page or tag alone, are on neither side.",
    "Sent back": "Cancelled or refunded, wholly or in part. New customers and values are of orders that stand.",
}


@question(
    "customers",
    "Who bought: new or known customers?",
    priority=58,
    campaigns=("campaign",),
    deals=("campaign",),
    orders=("ordered_at", "revenue"),
)
def customers(data: Data) -> Finding:
    """One row a measure (share of new customers, net revenue per order, discount, orders sent back, refunds): the
    attributed orders beside the shop's other orders of the flight, and their ratio with its interval.

    New is what the shop says (new_customer); where it says nothing, a customer_key without an earlier order, if the
    table orders reaches REACH days back from the flight.  A measure that is known on neither side has no row.  Refused
    without attributed orders, or without any measure.
    """
    campaign = booked_campaign(data)
    since, until = in_flight(campaign)
    orders, no_rate = by_side(data, since, until)
    if not (orders["side"] == "attributed").any():
        raise NotShown("No order of the flight can be attributed, so there are no customers to tell of.")
    every = [beside(orders, measure, data.currency) for measure in MEASURES]
    table = pd.DataFrame([row for row in every if pd.notna(row["attributed"]) or pd.notna(row["others"])])
    if table.empty:
        raise NotShown(
            "Of the flight's orders neither customers nor amounts are known; import new_customer or customer_key, "
            f"gross, discount and refunded: kit import orders.csv --into {data.given}"
        )
    return answer(
        data,
        _sentence(table),
        table,
        COLUMNS,
        doubts=[running_sentence(campaign), no_rate, _why_no_new(data, table)],
        caveat=_caveat(data, orders, table),
        n={
            "attributed orders, sent back too": int((orders["side"] == "attributed").sum()),
            "other orders, sent back too": int((orders["side"] == "other").sum()),
        },
        left_out={"orders like a leak, or by the campaign's page or tag alone": int((orders["side"] == "").sum())},
        sources=("orders", "deals", "campaigns"),
        window=campaign.window,
        definitions=DEFINITIONS,
    )


def _sentence(table: pd.DataFrame) -> str:
    """New customers first, then what an order is worth; else the first measure that is known."""
    rows = table.set_index("key")
    parts = []
    if "new" in rows.index:
        parts.append(_new_sentence(rows.loc["new"]))
    if "value" in rows.index and pd.notna(rows.loc["value", "attributed"]):
        row = rows.loc["value"]
        which = "the other order" if row["others_n"] == 1 else "the other orders"
        beside = f" against {row['others_said']} of {which}{_times(row)}" if pd.notna(row["others"]) else ""
        parts.append(f"An attributed order brought {row['attributed_said']} net{beside}.")
    if not parts:
        row = table.iloc[0]
        parts.append(
            f"{row['measure']}: {row['attributed_said']} of attributed orders, {row['others_said']} of others."
        )
    return " ".join(parts)


def _new_sentence(row: pd.Series) -> str:
    """Share of new customers on both sides."""
    if pd.isna(row["attributed"]):
        return (
            f"Whether attributed orders came from new customers is not known; {row['others_said']} of the others did."
        )
    start = f"{row['attributed_said']} of {plural(row['n'], 'attributed order')} came from new customers"
    if pd.isna(row["others"]):
        return f"{start}; there are no other orders to hold this against."
    return f"{start}, against {row['others_said']} of {plural(row['others_n'], 'other order')}{_times(row)}."


def _times(row: pd.Series) -> str:
    """ ": 1.2 times as many (1.0–1.4)", and whether that is a clear difference; "" without an interval."""
    if pd.isna(row["ratio_low"]):
        return ""
    clear = "" if row["ratio_low"] > 1 or row["ratio_high"] < 1 else ", no clear difference"
    return f": {said(row['ratio'], row['ratio_low'], row['ratio_high'], 'number')} times that{clear}"


def _why_no_new(data: Data, table: pd.DataFrame) -> str:
    """Why new customers cannot be told; "" where they can."""
    if (table["key"] == "new").any():
        return ""
    return (
        "New customers cannot be told: no order has new_customer, and the table orders has no customer_key or does not "
        f"reach {REACH} days back from the flight."
    )


def _caveat(data: Data, orders: pd.DataFrame, table: pd.DataFrame) -> str:
    """Where new comes from, orders that may still come back, and what a difference is not."""
    text = []
    if (table["key"] == "new").any():
        shop = data.table("orders")["new_customer"].notna().any()
        text.append(
            "New is what the shop says."
            if shop
            else "New means without an earlier order in this table; customers from before it count as new."
        )
    if data.as_of is not None:
        young = orders["on"] > data.as_of.tz_localize(None).normalize() - pd.Timedelta(days=RETURNS)
        share = float(young.mean())
        if share > 0:
            text.append(
                f"{percent(share, 0)} of these orders are younger than {RETURNS} days and may still be sent back."
            )
    return " ".join(
        [*text, "A code lowers the price, and its buyers chose it: none of this is the creator's doing alone."]
    )
