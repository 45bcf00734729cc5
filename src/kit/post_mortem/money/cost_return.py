"""What the campaign cost and what that bought: per deal, per tactic and in all, in one currency."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kit import estimate, metrics
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.post_mortem.answers import in_currency, refused
from kit.post_mortem.campaign import begun, booked_campaign, Campaign, FILMED, running_sentence
from kit.post_mortem.credit.ledger import shared_sentence
from kit.post_mortem.deliveries import (
    contradictory_sentence,
    counted,
    deliveries,
    top_video,
    unseen,
    young,
    young_sentence,
)
from kit.post_mortem.money.cost_rows import cost_rows
from kit.post_mortem.money.costs import Books, books, due, margin_of, tells_leaks, total_tells_leaks
from kit.tiers import UNKNOWN
from kit.wording import count, money, number, percent, plural
from kit.wording import estimate as said

COLUMNS = (
    Column("name", "Deals"),
    Column("media_cost", "Media cost", "money"),
    Column("loaded_cost", "Loaded cost", "money"),
    Column("cpm", "CPM, media", "money"),
    Column("cpa_said", "CPA", "figure"),
    Column("roas", "ROAS", "number"),
    Column("roas_low", "from", "number"),
    Column("roas_high", "to", "number"),
    Column("roi", "ROI", "rate"),
    Column("fee_cost", "Fee cost", "money"),
    Column("cpe", "CPE", "money"),
    Column("cpc", "CPC", "money"),
    Column("cpv", "CPV", "money"),
    Column("cpm_fee", "CPM, fee on organic", "money"),
    Column("revenue", "Revenue", "money", "attributed"),
    Column("orders", "Orders", "count", "attributed"),
    Column("views", "Views", "count"),
    Column("organic_views", "Organic views", "count"),
    Column("engagements", "Engagements", "count"),
    Column("clicks", "Clicks", "count"),
    Column("deals", "Number of deals", "count"),
    Column("videos", "Number of videos", "count"),
    Column("tactic", "Tactic"),
    Column("tier", "Tier"),
    Column("cpa", "CPA, plain number", "money", hidden=True),
    Column("cpa_low", "from", "money", hidden=True),
    Column("cpa_high", "to", "money", hidden=True),
    Column("level", "Row is", hidden=True),
    Column("video_id", "Video", hidden=True),
)
CPA = ["cpa", "cpa_low", "cpa_high"]
DEFINITIONS = {
    "Media cost": "Fees + boosting spend. Loaded cost adds product, rights, exclusivity, agency, commission and tax.",
    "Totals": "Ratios of sums over deals where both sides are known, never means of ratios. A deal's cost is spread "
    "evenly over its videos; agreed ones that did not come keep their part.",
    "Intervals": "CPM, CPV, CPE and CPC are facts of this campaign. CPA and ROAS of several deals, from five creators "
    "on: by leaving out one creator at a time (95 %); none where one creator decides the ratio. CPA of one deal: "
    "counting luck of its orders alone (Poisson, exact).",
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
    """Costs and results of all deals, of each tactic, tier, deal and video; ratios are pooled.

    margin: contribution margin for ROI, 0–1; 0 means the campaign's own.  Deals that are not due yet are left out.  All
    money in the report's currency: costs at the contract's date, revenue at the order's; a missing rate is refused.
    A deal without an order has cpa_low alone.  Rows of a deal's videos (level video, no video) add up to its costs.
    """
    campaign = booked_campaign(data)
    begun(campaign)
    found, running = books(data), running_sentence(campaign)
    rows, waiting = due(found.deals, campaign)
    if rows.empty:
        raise NotShown(
            "No deal of the campaign is due yet, so there is nothing to divide costs by; run this again after the "
            "first due date."
        )
    share = margin_of(campaign, margin)
    known = data.creators.set_index("creator_id")["tier"].astype("string")
    rows = rows.assign(tier=rows["creator_id"].map(known).fillna(UNKNOWN))
    table = cost_rows(rows, deliveries(data), share, data.tiers.order())
    hidden = _hide_commission(data, table, found)
    table["cpa_said"] = [cpa_said(row, data.currency) for row in table[CPA].itertuples(index=False)]
    return answer(
        data,
        _sentence(table.iloc[0], rows, share, data.currency, bool(running)),
        table,
        in_currency(_columns(table), data.currency),
        doubts=[
            running,
            *_video_doubts(data, rows),
            *_money_doubts(rows, found, share),
            hidden,
            shared_sentence(campaign),
        ],
        caveat="A deal is one draw: a cheap view or order here may be one lucky video, so do not rank creators by this "
        "table. Refunds that come later are not in it.",
        n={"deals": len(rows), "creators": int(rows["creator_id"].nunique()), "videos": int(rows["videos"].sum())},
        left_out=_left_out(data, campaign, found, waiting),
        sources=("deals", "deliveries", "videos", "creators", *(("orders",) if found.sold is not None else ())),
        window=campaign.window,
        definitions=metrics.glossary("roi") | DEFINITIONS,
    )


def _columns(table: pd.DataFrame) -> tuple[Column, ...]:
    """COLUMNS, without loaded cost and ROI on the page where no deal has them: the sentence says those of all."""
    alone = table.loc[table["level"] != "all deals", ["loaded_cost", "roi"]].isna().all()
    empty = set(alone.index[alone])
    return tuple(replace(c, hidden=c.hidden or c.name in empty) for c in COLUMNS)


def _hide_commission(data: Data, table: pd.DataFrame, found: Books) -> str:
    """Empty loaded cost and ROI where they tell whose code looks leaked; and say so."""
    if not tells_leaks(data, found):
        return ""
    whole = total_tells_leaks(data, found)
    table.loc[(table["level"] != "all deals") | whole, ["loaded_cost", "roi"]] = np.nan
    what = "Loaded cost and ROI are" if whole else "Loaded cost and ROI of single deals, tactics and tiers are"
    return f"{what} shown with the audience internal only."


def cpa_said(row: Any, currency: str) -> str | None:
    """Cost per order in words; "at least" its lower end where no order came, None where nothing is known."""
    if pd.notna(row.cpa):
        return said(row.cpa, row.cpa_low, row.cpa_high, "money", currency)
    return f"at least {money(row.cpa_low, currency)}" if pd.notna(row.cpa_low) else None


def _left_out(data: Data, campaign: Campaign, found: Books, waiting: int) -> dict[str, int]:
    """Deliveries, deals and orders that are in no row."""
    hidden = unseen(deliveries(data)) | {"deals not due yet": waiting} | campaign.left_out
    if found.sold is not None:
        hidden |= {"orders that look like a leaked code": int(found.sold.orders["suspect"].sum())}
    return hidden


def _video_doubts(data: Data, rows: pd.DataFrame) -> list[str]:
    """Why sums and ratios over views may mislead."""
    videos = counted(data)
    partial = int((rows["views"].isna() & rows["deliverable"].isin(FILMED)).sum())
    one, several = "deal has a video without known views and is", "deals have videos without known views and are"
    return [
        top_video(videos),
        young_sentence(young(videos)),
        contradictory_sentence(videos),
        f"{plural(partial, one, several)} in no ratio per view." if partial else "",
    ]


def _money_doubts(rows: pd.DataFrame, found: Books, margin: float) -> list[str]:
    """Which amounts are not known."""
    no_roi = "No margin is given (column margin of campaigns, or the parameter margin), so there is no ROI."
    no_sales = refused("Orders, ROAS and ROI are not known", found.why_no_sales)
    blank = int(rows["media_cost"].isna().sum())
    unpriced = plural(
        blank,
        "deal has no amount at all; its cost is unknown, not 0, and it is",
        "deals have no amount at all; their cost is unknown, not 0, and they are",
    )
    return [
        no_sales if found.why_no_sales else no_roi if np.isnan(margin) else "",
        f"{unpriced} in no ratio." if blank else "",
        _no_commission(rows),
    ]


def _no_commission(rows: pd.DataFrame) -> str:
    """A word on deals whose loaded cost is unknown because their orders are."""
    n = int((rows["commission"].isna() & rows["media_cost"].notna()).sum())
    deals = plural(
        n, "deal is unknown without orders, and so is its", "deals is unknown without orders, and so is their"
    )
    return f"The commission of {deals} loaded cost." if n else ""


def _sentence(total: pd.Series, rows: pd.DataFrame, margin: float, currency: str, running: bool) -> str:
    """Cost, CPM, CPA, ROAS against break-even, ROI: each only where it is known, no verdict while the flight runs."""
    if pd.isna(total["media_cost"]):
        return "What these deals cost is unknown: none of them has an amount."
    if not total["media_cost"] and rows["media_cost"].notna().all():
        return _free(total, running)
    parts = [_bought(total, rows, currency)]
    if total["orders"] == 0:
        least = estimate.cost_per_count(float(total["media_cost"]), 0).low
        bound = f", so one costs at least {money(least, currency)}" if pd.notna(least) else ""
        parts.append(f"no order can be attributed to it{bound}")
    elif pd.notna(total["cpa"]):
        each = said(total["cpa"], total["cpa_low"], total["cpa_high"], "money", currency)
        priced = rows.loc[rows["media_cost"].notna(), "orders"].sum()
        parts.append(f"an order cost {each} over {plural(priced, 'attributed order')}")
    if pd.notna(total["roas"]):
        parts.append(_return(total, margin, running))
    return "; ".join(parts) + "."


def _free(total: pd.Series, running: bool) -> str:
    """Deals without fees and boosting: what they brought has no price, so none is written."""
    deals = plural(total["deals"], "deal")
    parts = [f"Neither fees nor boosting were paid for {deals}, so no view or order has a price"]
    if pd.notna(total["views"]):
        parts.append("they brought 1 view" if total["views"] == 1 else f"they brought {count(total['views'])} views")
    if pd.notna(total["orders"]):
        orders = plural(total["orders"], "order") if total["orders"] else "no order"
        parts.append(f"{orders} can be attributed to them")
    if pd.notna(total["roi"]) and not running:
        parts.append(f"ROI on loaded cost was {percent(total['roi'], 0)}")
    return "; ".join(parts) + "."


def _bought(total: pd.Series, rows: pd.DataFrame, currency: str) -> str:
    """Media cost and what 1,000 views cost, over the deals for which both are known."""
    spent, price = money(total["media_cost"], currency), money(total["cpm"], currency)
    both = rows["media_cost"].notna() & rows["views"].notna()
    if both.all():
        if not total["views"]:
            return f"{spent} of media cost bought no views that are counted"
        return f"{spent} of media cost bought {count(total['views'])} views, at {price} per 1,000 views"
    if pd.isna(total["cpm"]):
        return f"Media cost was {spent}; what it bought in views is not known"
    known = plural(int(both.sum()), "deal")
    return f"Media cost was {spent}; over the {known} whose cost and views are known, 1,000 views cost {price}"


def _return(total: pd.Series, margin: float, running: bool) -> str:
    """ROAS beside its break-even, and ROI; ROAS so far while the flight runs, as its costs are spent and orders due."""
    text = f"ROAS was {said(total['roas'], total['roas_low'], total['roas_high'], 'number')}"
    if running:
        return f"{text} so far"
    if np.isnan(margin) or not margin:
        return text
    even = 1 / margin
    low, high = total["roas_low"], total["roas_high"]
    text += f", {'below' if total['roas'] < even else 'at or above'} the break-even of {number(even)} (1 ÷ margin)"
    if low < even <= high:
        text += ", though other creators like these might have ended on the other side of it"
    return text if pd.isna(total["roi"]) else f"{text}; ROI on loaded cost was {percent(total['roi'], 0)}"
