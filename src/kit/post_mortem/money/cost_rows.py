"""The rows of costs and returns: sums and ratios of all deals, tactics, tiers, deals and single videos."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit import estimate, metrics
from kit.post_mortem.money.videos import by_video, VIDEO
from kit.post_mortem.rates import of_sums, ratio_interval
from kit.wording import clean

COSTS = ("fee_cost", "media_cost", "loaded_cost")
RESULTS = ("views", "organic_views", "engagements", "clicks", "orders", "revenue")
SUMS = (*COSTS, *RESULTS)
PRICES: dict[str, tuple[Callable[..., Any], str]] = {  # column → metric of the media cost, and what it divides by
    "cpm": (metrics.cpm, "views"),
    "cpv": (metrics.cpv, "views"),
    "cpe": (metrics.cpe, "engagements"),
    "cpc": (metrics.cpc, "clicks"),
    "cpa": (metrics.cpa, "orders"),
}
FACTS = ("creator", "creator_id", "tactic", "tier", "videos")
ENDS = ["cpa_low", "cpa_high", "roas_low", "roas_high"]


def cost_rows(deals: pd.DataFrame, sent: pd.DataFrame, margin: float, tiers: Sequence[str]) -> pd.DataFrame:
    """All deals, then tactics by media cost, tiers from small to large (`tiers`), deals by media cost, their videos.

    deals: those of `books` that are due, with tier; sent: `deliveries`.  Ratios of several deals are of sums; CPA of
    one deal has the exact Poisson interval, without an order its lower end alone.
    """
    deals = deals[[*VIDEO, *FACTS, *SUMS]].astype(dict.fromkeys(SUMS, "float64"))
    tactic = deals["tactic"].fillna("not given").map(_words)
    tier = pd.Categorical(deals["tier"], tiers, ordered=True)
    whole = {"level": "all deals", "name": "All deals"} | line(deals, margin)
    tactics = [
        {"level": "tactic", "name": f"Tactic: {words}", "tactic": words} | line(part, margin)
        for words, part in deals.groupby(tactic)
    ]
    sizes = [
        {"level": "tier", "name": f"Tier: {words}", "tier": words} | line(part, margin)
        for words, part in deals.groupby(tier, observed=True)
    ]
    tactics.sort(key=lambda row: (-np.nan_to_num(row["media_cost"]), row["name"]))
    single = _deals(deals.assign(tactic=tactic.where(deals["tactic"].notna())), margin)
    parts = singles(by_video(single, sent), margin)
    grouped = pd.DataFrame([whole, *tactics, *sizes])
    every = pd.concat([grouped, single.drop(columns=VIDEO), parts], ignore_index=True)
    return every.astype(dict.fromkeys(SUMS, "float64"))


def line(part: pd.DataFrame, margin: float) -> dict[str, Any]:
    """Sums and pooled ratios of some deals; intervals with creators as clusters, from five on."""
    media, revenue = part["media_cost"], part["revenue"]
    out: dict[str, Any] = part[list(SUMS)].sum(min_count=1).to_dict()
    out |= {"deals": len(part), "videos": int(part["videos"].sum())}
    prices = {c: of_sums(metric, media, part[below]) for c, (metric, below) in PRICES.items()}
    out |= {c: price or np.nan for c, price in prices.items()}  # what was free of charge has no price
    out["cpm_fee"] = of_sums(metrics.cpm, part["fee_cost"], part["organic_views"])
    out["roas"] = of_sums(metrics.roas, revenue, media)
    out["roi"] = of_sums(metrics.roi, revenue, part["loaded_cost"], margin=margin)
    for column, top, bottom in (("cpa", media, part["orders"]), ("roas", revenue, media)):
        out[f"{column}_low"], out[f"{column}_high"] = ratio_interval(top, bottom, part["creator_id"])
    return out


def singles(rows: pd.DataFrame, margin: float) -> pd.DataFrame:
    """The same ratios of single deals or videos, row by row, without intervals."""
    media, paid = rows["media_cost"], rows["media_cost"].where(rows["media_cost"] > 0)
    found = {c: metric(paid, rows[below]) for c, (metric, below) in PRICES.items()}
    found |= {
        "cpm_fee": metrics.cpm(rows["fee_cost"], rows["organic_views"]),
        "roas": metrics.roas(rows["revenue"], media),
        "roi": metrics.roi(rows["revenue"], rows["loaded_cost"], margin),
    }
    return rows.assign(**found, **dict.fromkeys(ENDS, np.nan))


def _deals(deals: pd.DataFrame, margin: float) -> pd.DataFrame:
    """One row a deal, the dearest first: facts have no interval, but its cost per order depends on few orders."""
    named = [f"{clean(who)} ({deal_id})" for who, deal_id in zip(deals["creator"], deals["deal_id"], strict=True)]
    rows = singles(deals.assign(level="deal", name=named, deals=1), margin)
    counted = [estimate.cost_per_count(*pair) for pair in zip(rows["media_cost"], rows["orders"], strict=True)]
    rows["cpa_low"], rows["cpa_high"] = [c.low for c in counted], [c.high for c in counted]
    order = [
        *VIDEO,
        "level",
        "name",
        "deals",
        "videos",
        "tier",
        "tactic",
        *SUMS,
        *PRICES,
        "cpm_fee",
        "roas",
        "roi",
        *ENDS,
    ]
    by = rows.assign(place=-rows["media_cost"].fillna(0)).sort_values(["place", "name"], ignore_index=True)
    return by[list(dict.fromkeys(order))]


def _words(tactic: Any) -> str:
    return str(tactic).replace("_", " ")
