"""What the campaign was worth, by each honest way of counting: from orders with a click to what the days show."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.added.incremental import extra_revenue
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import begun, booked_campaign, running_sentence
from kit.post_mortem.credit.ledger import Ledger
from kit.post_mortem.money.costs import Books, books, due, margin_of, total_tells_leaks
from kit.post_mortem.rates import of_sums, ratio_interval
from kit.wording import day, join, number, plural
from kit.wording import estimate as said

COLUMNS = (
    Column("way", "Way of counting"),
    Column("orders", "Orders", "count"),
    Column("revenue", "Net revenue", "money"),
    Column("roas", "ROAS", "number"),
    Column("roas_low", "from", "number"),
    Column("roas_high", "to", "number"),
    Column("roi", "ROI", "rate"),
    Column("contribution", "Contribution", "money"),
    Column("contribution_low", "from", "money"),
    Column("contribution_high", "to", "money"),
    Column("media_cost", "Media cost", "money"),
    Column("loaded_cost", "Loaded cost", "money"),
    Column("break_even", "Break-even ROAS", "number"),
    Column("note", "What it counts", hidden=True),
    Column("key", "Row is", hidden=True),
)
WAYS = {
    "floor": ("With a click", "orders that name a creator after a recorded click"),
    "middle": ("Naming a creator", "orders with a creator's code or link, without suspected leaks"),
    "ceiling": ("Any touch", "these, suspected leaks, and orders by the campaign's landing page"),
    "incremental": ("Extra in the daily series", "net revenue above what the days before let expect"),
}
DEFINITIONS = {
    "Contribution": "Margin × net revenue − loaded cost: what is left in money when everything is paid.",
    "Ways of counting": "; ".join(f"{way}: {what}" for way, what in WAYS.values()) + ".",
}
ENDS = ("", "_low", "_high")


@question(
    "return_range",
    "What was it worth, by each honest way of counting?",
    priority=8,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
)
def return_range(data: Data, outcome: str = "", margin: float = 0.0) -> Finding:
    """Orders, net revenue, ROAS, ROI and contribution of the deals that are due, in four rows: floor, middle (the
    attributed orders of cost_return), ceiling, incremental.

    outcome: daily series of the incremental row, as of `lift`.  margin: as of `cost_return`.  Intervals of floor and
    middle by leaving out one creator at a time, from five on; the ceiling has orders without a creator, so it has none;
    incremental: that of the lift over media cost as it was paid.  A row that is not known says why.  NotShown where
    neither orders nor a daily series tells anything, or no deal is due.
    """
    campaign = booked_campaign(data)
    begun(campaign)
    found, share = books(data), margin_of(campaign, margin)
    rows, waiting = due(found.deals, campaign)
    if rows.empty:
        raise NotShown(
            "No deal of the campaign is due yet, so nothing stands against what came back; run this again after the "
            "first due date."
        )
    silent = total_tells_leaks(data, found)
    rows = rows.assign(loaded_cost=np.nan) if silent else rows
    table = pd.DataFrame([*_counted(found, rows, share), _incremental(data, outcome, rows, share)])
    if table["revenue"].isna().all():
        raise NotShown(str(table["note"].iloc[1]))
    running, seen = running_sentence(campaign), "" if campaign.today is None else f" up to {day(campaign.today)}"
    return answer(
        data,
        sentence(table.set_index("key"), share, bool(running)),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[
            running,
            _no_margin(share),
            "Loaded cost, ROI and contribution are shown with the audience internal only." if silent else "",
            _unpriced(rows),
            *_unknown(table),
        ],
        caveat=f"Refunds known{seen} are taken off; later ones are not. What orders name is not what the campaign "
        "caused, and extra revenue is its doing only if nothing else changed in these days: “What did the campaign "
        "add?” tells how far to trust it.",
        n={"deals": len(rows), "creators": int(rows["creator_id"].nunique())},
        left_out={"deals not due yet": waiting} | campaign.left_out,
        sources=("deals", "deliveries", "orders", "daily"),
        window=campaign.window,
        definitions=metrics.glossary("roas") | DEFINITIONS,
    )


def _counted(found: Books, rows: pd.DataFrame, share: float) -> Iterator[dict[str, Any]]:
    """Floor, middle and ceiling of the flight's orders."""
    sold = found.sold
    for key in ("floor", "middle", "ceiling"):
        if sold is None:
            yield _row(key, note=found.why_no_sales)
        elif key == "floor" and not sold.floor_known:
            yield _row(key, note="No order has a recorded click, so the floor is not known.")
        else:
            yield _of_orders(key, sold, rows, share)


def _of_orders(key: str, sold: Ledger, rows: pd.DataFrame, share: float) -> dict[str, Any]:
    """One way of counting orders, over the deals that are due."""
    orders = {"floor": sold.floor, "middle": sold.attributed, "ceiling": sold.orders}[key]
    orders = orders[orders["deal_id"].isin(rows["deal_id"]) | orders["deal_id"].isna()]
    per = rows["deal_id"].map(orders.groupby("deal_id")["revenue"].sum()).astype("float64").fillna(0.0)
    nobody = float(orders.loc[orders["deal_id"].isna(), "revenue"].sum())
    media, loaded = (rows[c].astype("float64") for c in ("media_cost", "loaded_cost"))
    known = {"media_cost": media.sum(min_count=1), "loaded_cost": loaded.sum(min_count=1)}
    if key == "ceiling":
        total = float(per.sum()) + nobody
        whole = {c: v if rows[c].notna().all() else np.nan for c, v in known.items()}
        return _worth(key, len(orders), total, (np.nan, np.nan), whole, share) | known
    made = _worth(key, len(orders), float(per.sum()), (np.nan, np.nan), dict.fromkeys(known, np.nan), share) | known
    made["roas"] = of_sums(metrics.roas, per, media)
    made["roas_low"], made["roas_high"] = ratio_interval(per, media, rows["creator_id"])
    made["roi"] = of_sums(metrics.roi, per, loaded, margin=share)
    low, high = ratio_interval(per, loaded, rows["creator_id"])
    for end, roi in zip(ENDS, (made["roi"], share * low - 1, share * high - 1), strict=True):
        made[f"contribution{end}"] = roi * known["loaded_cost"]
    return made


def _incremental(data: Data, outcome: str, rows: pd.DataFrame, share: float) -> dict[str, Any]:
    """The extra revenue of the daily series against what was paid; the note says why it is not known."""
    try:
        data.require("daily", ("value", "role"))
        extra = extra_revenue(data, outcome)
    except NotShown as reason:
        return _row("incremental", note=str(reason))
    costs = {c: float(rows[c].sum()) if rows[c].notna().all() else np.nan for c in ("media_cost", "loaded_cost")}
    return _worth("incremental", np.nan, extra.value, (extra.low, extra.high), costs, share)


def _worth(
    key: str, orders: float, revenue: float, ends: tuple[float, float], costs: dict[str, Any], share: float
) -> dict[str, Any]:
    """A row from a total revenue with its ends and total costs (NaN unknown)."""
    made: dict[str, Any] = {"orders": orders, "revenue": revenue}
    for end, value in zip(ENDS, (revenue, *ends), strict=True):
        made[f"roas{end}"] = metrics.roas(value, costs["media_cost"])
        made[f"contribution{end}"] = share * value - costs["loaded_cost"]
    made["roi"] = metrics.roi(revenue, costs["loaded_cost"], share)
    return _row(key, **made, **costs, break_even=1 / share if share > 0 else np.nan)


def _row(key: str, note: str = "", **known: Any) -> dict[str, Any]:
    blank = {c.name: np.nan for c in COLUMNS if c.kind != "text"}
    return blank | {"key": key, "way": WAYS[key][0], "note": note or WAYS[key][1]} | known


def _unknown(table: pd.DataFrame) -> list[str]:
    """Why a way of counting is not known; of several with one reason once."""
    blank = table[table["revenue"].isna()]
    named = [
        (join(f"“{way}”" for way in part["way"]), len(part), why) for why, part in blank.groupby("note", sort=False)
    ]
    return [refused(f"{ways} {'is' if n == 1 else 'are'} not known", why) for ways, n, why in named]


def _no_margin(share: float) -> str:
    if share > 0:
        return ""
    return (
        "No margin is given (column margin of campaigns, or the parameter margin), so there is no ROI, no contribution "
        "and no break-even."
    )


def _unpriced(rows: pd.DataFrame) -> str:
    n = int(rows["media_cost"].isna().sum())
    if not n:
        return ""
    deals = plural(n, "deal has no amount at all; its cost", "deals have no amount at all; their cost")
    return f"{deals} is unknown, not 0, so there is no ROAS of any touch or of the daily series."


def sentence(rows: pd.DataFrame, share: float, running: bool) -> str:
    """The return by orders, from floor to ceiling, and by the daily series, beside the break-even; then what that says.

    The ends of the orders are ways of counting this campaign; how far other creators might have ended from it is the
    interval in the table.
    """
    even = 1 / share if share > 0 else np.nan
    extra, orders = rows.loc["incremental"], rows["roas"].reindex(["floor", "middle", "ceiling"]).dropna()
    against = " so far" if running else f", against a break-even of {number(even)}" if pd.notna(even) else ""
    parts = []
    if len(orders):
        parts.append(f"Counted by orders, the campaign returned {_counted_by_orders(orders)}")
    if pd.notna(extra["roas"]):
        start = "the daily series says" if parts else "By the daily series the campaign returned"
        parts.append(f"{start} {said(extra['roas'], extra['roas_low'], extra['roas_high'], 'number')}")
    if not parts:
        return "What the campaign returned per unit of media cost cannot be told: its media cost is unknown or 0."
    parts[0] += f" per unit of media cost{against}"
    ends = [(orders.min(), orders.max())] * bool(len(orders))
    ends += [(extra["roas_low"], extra["roas_high"])] * pd.notna(extra["roas"])
    return f"{'; '.join(parts)}. {_verdict(ends, len(orders) > 0, even, running)}".strip()


def _counted_by_orders(orders: pd.Series) -> str:
    """ "1.22 to 1.84 (1.52 by those that name a creator)"; one number where the ways agree."""
    low, high = number(orders.min()), number(orders.max())
    if low == high:
        return low
    middle = f" ({number(orders['middle'])} by those that name a creator)" if "middle" in orders else ""
    return f"{low} to {high}{middle}"


def _verdict(ends: list[tuple[float, float]], by_orders: bool, even: float, running: bool) -> str:
    """Whether the media cost came back: only where a whole range lies on one side of the break-even."""
    if running or pd.isna(even):
        return ""
    sides = [int(low >= even) - int(high < even) for low, high in ends]
    did = {1: "it paid back its media cost", -1: "it did not pay back its media cost"}
    if not any(sides):
        return "Whether it paid back its media cost cannot be told from these data."
    if len(set(sides)) == 1:
        return f"{'By both' if len(sides) == 2 else 'By orders' if by_orders else 'So'} {did[sides[0]]}."
    if sides[0] == 0:
        return f"By the daily series {did[sides[1]]}; by orders that depends on which are counted."
    if sides[1] == 0:
        return f"By orders {did[sides[0]]}; by the daily series that cannot be told."
    if sides[0] < 0:
        return (
            "By orders it did not pay back its media cost, by the daily series it did: codes and links miss buyers, "
            "and a series may hold other causes."
        )
    return (
        "By orders it paid back its media cost, by the daily series it did not: who would have bought anyway may use a "
        "code."
    )
