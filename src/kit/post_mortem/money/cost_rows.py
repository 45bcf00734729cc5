"""The rows of costs and returns: sums and ratios of all deals, of each tactic and of each deal."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kit import estimate, metrics
from kit.post_mortem.rates import of_sums, ratio_interval
from kit.wording import clean

SUMS = ("fee_cost", "media_cost", "loaded_cost", "views", "organic_views", "engagements", "orders", "revenue")
PRICES: dict[str, tuple[Callable[..., float], str]] = {  # column → metric of the media cost, and what it divides by
    "cpm": (metrics.cpm, "views"),
    "cpv": (metrics.cpv, "views"),
    "cpe": (metrics.cpe, "engagements"),
    "cpa": (metrics.cpa, "orders"),
}


def cost_rows(deals: pd.DataFrame, margin: float) -> pd.DataFrame:
    """All deals, then tactics by media cost, then deals by media cost."""
    facts = ["deal_id", "creator", "creator_id", "tactic", "videos"]
    deals = deals[[*facts, *SUMS]].astype(dict.fromkeys(SUMS, "float64"))
    whole = {"level": "all deals", "name": "All deals", "tactic": None} | line(deals, margin)
    tactics = [
        {"level": "tactic", "name": f"Tactic: {_words(tactic)}", "tactic": _words(tactic)} | line(part, margin)
        for tactic, part in deals.groupby(deals["tactic"].fillna("not given"))
    ]
    single = [_single(deals.iloc[[i]], margin) for i in range(len(deals))]
    return pd.DataFrame([whole, *_by_cost(tactics), *_by_cost(single)])


def line(part: pd.DataFrame, margin: float) -> dict[str, Any]:
    """Sums and pooled ratios of some deals; intervals with creators as clusters, from five on."""
    media, revenue = part["media_cost"], part["revenue"]
    out: dict[str, Any] = part[list(SUMS)].sum(min_count=1).to_dict()
    out |= {"deals": len(part), "videos": int(part["videos"].sum())}
    free = not out["media_cost"]  # what was free of charge has no price
    out |= {c: np.nan if free else of_sums(metric, media, part[below]) for c, (metric, below) in PRICES.items()}
    out["cpm_fee"] = of_sums(metrics.cpm, part["fee_cost"], part["organic_views"])
    out["roas"] = of_sums(metrics.roas, revenue, media)
    out["roi"] = of_sums(metrics.roi, revenue, part["loaded_cost"], margin=margin)
    for column, top, bottom in (("cpa", media, part["orders"]), ("roas", revenue, media)):
        out[f"{column}_low"], out[f"{column}_high"] = ratio_interval(top, bottom, part["creator_id"])
    return out


def _single(deal: pd.DataFrame, margin: float) -> dict[str, Any]:
    """One deal: facts have no interval, but its cost per order depends on few orders."""
    row, out = deal.iloc[0], line(deal, margin)
    counted = estimate.cost_per_count(out["media_cost"], out["orders"])
    return out | {
        "level": "deal",
        "name": f"{clean(row['creator'])} ({row['deal_id']})",
        "tactic": None if pd.isna(row["tactic"]) else _words(row["tactic"]),
        "cpa_low": counted.low,
        "cpa_high": counted.high,
    }


def _by_cost(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda row: (-np.nan_to_num(row["media_cost"]), row["name"]))


def _words(tactic: Any) -> str:
    return str(tactic).replace("_", " ")
