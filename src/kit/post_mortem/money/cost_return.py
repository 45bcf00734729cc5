"""What the campaign cost and what that bought: per deal, per tactic and in all, in one currency."""

import numpy as np
import pandas as pd

from kit import metrics
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
from kit.post_mortem.money.costs import Books, books, due, margin_of
from kit.wording import count, money, number, percent, plural
from kit.wording import estimate as said

COLUMNS = (
    Column("name", "Deals"),
    Column("media_cost", "Media cost", "money"),
    Column("cpm", "CPM, media", "money"),
    Column("cpa", "CPA", "money"),
    Column("cpa_low", "from", "money"),
    Column("cpa_high", "to", "money"),
    Column("roas", "ROAS", "number"),
    Column("roas_low", "from", "number"),
    Column("roas_high", "to", "number"),
    Column("roi", "ROI", "rate"),
    Column("deals", "Number of deals", "count"),
    Column("cpe", "CPE", "money"),
    Column("cpm_fee", "CPM, fee on organic", "money"),
    Column("tactic", "Tactic"),
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
    table = cost_rows(rows, share)
    hidden = _hide_commission(data, table, found)
    return answer(
        data,
        _sentence(table.iloc[0], rows, share, data.currency, bool(running)),
        table,
        in_currency(COLUMNS, data.currency),
        doubts=[
            running,
            *_video_doubts(data, rows),
            *_money_doubts(rows, found, share),
            hidden,
            shared_sentence(campaign),
        ],
        caveat="A deal is one draw: a cheap view or order here may be one lucky video, so do not rank creators by this "
        "table.",
        n={"deals": len(rows), "creators": int(rows["creator_id"].nunique()), "videos": int(rows["videos"].sum())},
        left_out=_left_out(data, campaign, found, waiting),
        sources=("deals", "deliveries", "videos", *(("orders",) if found.sold is not None else ())),
        window=campaign.window,
        definitions=metrics.glossary("cpm", "cpv", "cpe", "cpa", "roas", "roi") | DEFINITIONS,
    )


def _hide_commission(data: Data, table: pd.DataFrame, found: Books) -> str:
    """Empty loaded cost and ROI of single deals and tactics where they tell whose code looks leaked; and say so.

    Commission is owed on suspected orders too, so that a shared loaded cost beside attributed revenue gives them away.
    """
    if data.audience == "internal" or found.sold is None or not found.sold.orders["suspect"].any():
        return ""
    table.loc[table["level"] != "all deals", ["loaded_cost", "roi"]] = np.nan
    return "Loaded cost and ROI of single deals and tactics are shown with the audience internal only."


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
    ]


def _sentence(total: pd.Series, rows: pd.DataFrame, margin: float, currency: str, running: bool) -> str:
    """Cost, CPM, CPA, ROAS against break-even, ROI: each only where it is known, no verdict while the flight runs."""
    if pd.isna(total["media_cost"]):
        return "What these deals cost is unknown: none of them has an amount."
    if not total["media_cost"] and rows["media_cost"].notna().all():
        return _free(total, running)
    parts = [_bought(total, rows, currency)]
    if pd.notna(total["orders"]):
        if total["orders"] == 0:
            parts.append("no order can be attributed to it")
        else:
            each = said(total["cpa"], total["cpa_low"], total["cpa_high"], "money", currency)
            parts.append(f"an order cost {each} over {plural(total['orders'], 'attributed order')}")
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
