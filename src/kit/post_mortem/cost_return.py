"""What the campaign cost and what that bought: per deal, per tactic and in all, in one currency."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from kit import metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.campaign import campaign, deliveries, FILMED, once, paragraph, unseen, young_sentence
from kit.post_mortem.costs import Books, books, due
from kit.post_mortem.credit import shared_sentence
from kit.post_mortem.rates import ratio_interval
from kit.wording import clean, count, money, number, percent, plural
from kit.wording import estimate as said

COLUMNS = (
    Column("name", "Deals"),
    Column("tactic", "Tactic"),
    Column("deals", "Number of deals", "count"),
    Column("media_cost", "Media cost", "money"),
    Column("cpm", "CPM, media", "money"),
    Column("cpm_fee", "CPM, fee on organic", "money"),
    Column("cpe", "CPE", "money"),
    Column("cpa", "CPA", "money"),
    Column("cpa_low", "from", "money"),
    Column("cpa_high", "to", "money"),
    Column("roas", "ROAS", "number"),
    Column("roas_low", "from", "number"),
    Column("roas_high", "to", "number"),
    Column("roi", "ROI", "rate"),
    Column("views", "Views", "count"),
    Column("organic_views", "Organic views", "count"),
    Column("engagements", "Engagements", "count"),
    Column("orders", "Orders", "count", "attributed"),
    Column("revenue", "Revenue", "money", "attributed"),
    Column("cpv", "CPV", "money"),
    Column("fee_cost", "Fee cost", "money"),
    Column("loaded_cost", "Loaded cost", "money"),
    Column("level", "Row is", hidden=True),
)
DEFINITIONS = {
    "Media cost": "Fees + boosting spend. Loaded cost adds product, rights, exclusivity, agency, commission and tax.",
    "CPM, fee on organic": "1,000 × fees ÷ organic views: what the content itself earned. CPM, media is on all views.",
    "Totals": "Ratios of sums over deals where both sides are known, never means of ratios.",
    "Attributed orders": "Orders of the flight with a creator's code or link, each once, without those that look like "
    "a leaked code.",
    "Intervals": "CPM, CPV and CPE are facts of this campaign. CPA and ROAS of tactics and of all deals, from five "
    "creators on: by leaving out one creator at a time (95 %), what other creators of this kind might have brought; "
    "none where it spans a factor of 100 or more, because one creator decides the ratio. CPA of one deal: counting "
    "luck of its orders alone (Poisson, exact).",
}


@question(
    "cost_return",
    "What did the campaign cost, and what came back?",
    priority=20,
    campaigns=("campaign",),
    deals=("campaign",),
    deliveries=("video_id",),
)
def cost_return(data: Data, margin: float = 0.0) -> Finding:
    """Costs and results of all deals, of each tactic and of each deal; ratios are pooled.

    margin: contribution margin for ROI, 0–1; 0 means the campaign's own.  Deals that are not due yet are left out.  All
    money in the report's currency: costs at the contract's date, revenue at the order's; a missing rate is refused.
    """
    made = campaign(data)
    sent = deliveries(data, made)
    found = books(data, made, sent, margin)
    rows, waiting = due(found.deals, made)
    if rows.empty:
        raise NotShown(
            "No deal of the campaign is due yet, so there is nothing to divide costs by; run this again after the "
            "first due date."
        )
    table = _table(rows, found.margin)
    columns = tuple(Column(c.name, c.label, c.kind, data.currency) if c.kind == "money" else c for c in COLUMNS)
    total = table.iloc[0]
    hidden = unseen(sent) | {"deals not due yet": waiting} | made.left_out
    if found.sold is not None:
        hidden |= {"orders that look like a leaked code": int(found.sold.orders["suspect"].sum())}
    doubts = [*_doubts(rows, sent, found), *([shared] if (shared := shared_sentence(made)) else [])]
    return answer(
        data,
        _sentence(total, rows, found, data.currency),
        table,
        columns,
        caveat=paragraph(doubts),
        status="caveat" if doubts else "shown",
        n={"deals": len(rows), "creators": int(rows["creator_id"].nunique()), "videos": int(rows["videos"].sum())},
        left_out=hidden,
        sources=("deals", "deliveries", "videos", "orders")
        if found.sold is not None
        else ("deals", "deliveries", "videos"),
        window=tuple("" if pd.isna(d) else f"{d:%Y-%m-%d}" for d in (made.starts_on, made.ends_on)),
        definitions=metrics.glossary("cpm", "cpv", "cpe", "cpa", "roas", "roi") | DEFINITIONS,
    )


def line(part: pd.DataFrame, margin: float) -> dict[str, Any]:
    """Sums and pooled ratios of some deals; intervals with creators as clusters, from five on."""
    cluster, media = part["creator_id"], part["media_cost"]
    out: dict[str, Any] = {
        c: part[c].sum(min_count=1)
        for c in ("fee_cost", "media_cost", "loaded_cost", "views", "organic_views", "engagements", "orders", "revenue")
    }
    out |= {
        "deals": len(part),
        "videos": int(part["videos"].sum()),
        "cpm_fee": metrics.pooled(part["fee_cost"], part["organic_views"], 1000),
        "cpv": metrics.pooled(media, part["views"]),
    }
    free = not out["media_cost"]  # what was free of charge has no price
    for name, below, times in (("cpm", "views", 1000), ("cpe", "engagements", 1), ("cpa", "orders", 1)):
        out[name] = np.nan if free else metrics.pooled(media, part[below], times)
    out["roas"] = metrics.pooled(part["revenue"], media)
    for name, top, bottom in (("cpa", media, part["orders"]), ("roas", part["revenue"], media)):
        out[f"{name}_low"], out[f"{name}_high"] = ratio_interval(top, bottom, cluster)
    both = part["revenue"].notna() & part["loaded_cost"].notna()
    out["roi"] = (
        metrics.roi(part.loc[both, "revenue"].sum(), part.loc[both, "loaded_cost"].sum(), margin)
        if both.any()
        else np.nan
    )
    return out


def counting_luck(cost: float, orders: float) -> tuple[float, float]:
    """Range of the cost per order if orders come by chance at an unknown pace: exact Poisson, 95 %.

    No orders: only the lower end, with NaN above.  Source: Garwood 1936, by gamma quantiles.
    """
    if not np.isfinite(cost) or cost <= 0 or not np.isfinite(orders):
        return np.nan, np.nan
    fewest, most = special.gammaincinv(orders, 0.025) if orders else 0.0, special.gammaincinv(orders + 1, 0.975)
    return float(cost / most), float(cost / fewest) if fewest else np.nan


def _table(rows: pd.DataFrame, margin: float) -> pd.DataFrame:
    """All deals, then tactics by media cost, then deals by media cost."""
    lines = [{"level": "all deals", "name": "All deals", "tactic": None} | line(rows, margin)]
    tactics = [
        {"level": "tactic", "name": f"Tactic: {str(t).replace('_', ' ')}", "tactic": str(t).replace("_", " ")}
        | line(part, margin)
        for t, part in rows.groupby(rows["tactic"].fillna("not given"))
    ]
    single = [_single(row, margin) for _, row in rows.iterrows()]
    parts = [lines, *(sorted(p, key=lambda r: (-np.nan_to_num(r["media_cost"]), r["name"])) for p in (tactics, single))]
    return pd.DataFrame([row for part in parts for row in part])


def _single(row: pd.Series, margin: float) -> dict[str, Any]:
    """One deal: facts have no interval, but its cost per order depends on few orders."""
    out = line(row.to_frame().T.infer_objects(), margin)
    out |= {
        "level": "deal",
        "name": f"{clean(row['creator'])} ({row['deal_id']})",
        "tactic": None if pd.isna(row["tactic"]) else row["tactic"].replace("_", " "),
    }
    out["cpa_low"], out["cpa_high"] = counting_luck(out["media_cost"], out["orders"])
    return out


def _doubts(rows: pd.DataFrame, sent: pd.DataFrame, found: Books) -> list[str]:
    """What the reader must know before comparing rows."""
    seen, said_so = once(sent), []
    total = seen["views"].sum()
    if len(seen) > 1 and total and seen["views"].max() / total > 0.5:
        said_so.append(
            f"One video holds {percent(seen['views'].max() / total, 0)} of all views: it decides the total, and the "
            "tactic and "
            "creator it belongs to look better than another such video would."
        )
    said_so.append(
        "A deal is one draw: a cheap view or order here may be one lucky video, so do not rank creators by this table."
    )
    said_so.append(young_sentence(sent))
    if found.why_no_sales:
        said_so.append(f"Orders, ROAS and ROI are not known: {found.why_no_sales}")
    elif np.isnan(found.margin):
        said_so.append("No margin is given (column margin of campaigns, or the parameter margin), so there is no ROI.")
    blank = int(rows["media_cost"].isna().sum())
    if blank:
        said_so.append(
            f"{plural(blank, 'deal has', 'deals have')} no amount at all; its cost is unknown, not 0, and it is in "
            "no ratio."
        )
    partial = int((rows["views"].isna() & rows["deliverable"].isin(FILMED)).sum())
    if partial:
        said_so.append(
            f"{plural(partial, 'deal has', 'deals have')} a video without known views and "
            f"{'is' if partial == 1 else 'are'} in no ratio per view."
        )
    return [s for s in said_so if s]


def _sentence(total: pd.Series, rows: pd.DataFrame, found: Books, currency: str) -> str:
    """Cost, CPM, CPA, ROAS against break-even, ROI: each only where it is known."""
    if pd.isna(total["media_cost"]):
        return "What these deals cost is unknown: none of them has an amount."
    parts = [_bought(total, rows, currency)]
    if pd.notna(total["orders"]):
        if total["orders"] == 0:
            parts.append("no order can be attributed to it")
        else:
            each = said(total["cpa"], total["cpa_low"], total["cpa_high"], "money", currency)
            parts.append(f"an order cost {each} over {plural(total['orders'], 'attributed order')}")
    if pd.notna(total["roas"]):
        parts.append(_return(total, found.margin))
    return "; ".join(parts) + "."


def _bought(total: pd.Series, rows: pd.DataFrame, currency: str) -> str:
    """Media cost and what 1,000 views cost, over the deals for which both are known."""
    spent, price = (
        money(total["media_cost"], currency),
        money(total["cpm"], currency),
    )
    both = rows["media_cost"].notna() & rows["views"].notna()
    if both.all():
        if not total["views"]:
            return f"{spent} of media cost bought no views that are counted"
        return f"{spent} of media cost bought {count(total['views'])} views, at {price} per 1,000 views"
    if pd.isna(total["cpm"]):
        return f"Media cost was {spent}; what it bought in views is not known"
    known = plural(int(both.sum()), "deal")
    return f"Media cost was {spent}; over the {known} whose cost and views are known, 1,000 views cost {price}"


def _return(total: pd.Series, margin: float) -> str:
    """ROAS beside its break-even, and ROI."""
    text = f"ROAS was {said(total['roas'], total['roas_low'], total['roas_high'], 'number')}"
    if np.isnan(margin) or not margin:
        return text
    even = 1 / margin
    low, high = total["roas_low"], total["roas_high"]
    text += f", {'below' if total['roas'] < even else 'at or above'} the break-even of {number(even)} (1 ÷ margin)"
    if low < even <= high:
        text += ", though other creators like these might have ended on the other side of it"
    return text if pd.isna(total["roi"]) else f"{text}; ROI on loaded cost was {percent(total['roi'], 0)}"
