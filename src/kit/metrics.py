"""The field's metrics, one function each.  Parameter names are column names; a rate is a fraction 0–1.

Every function works row by row on series (or on sums, for a pooled figure) and gives a missing value where its
denominator is 0 or unknown.  `pooled` sums first, over rows where both sides are known: for costs 100 and 300 and views
10,000 and 1,000 the pooled CPM is 36; the mean of the two CPMs is 155.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Metric:
    """What a reader must know about a number: its label, unit, definition and which way is better."""

    name: str
    label: str
    unit: str
    better: str
    definition: str
    function: Callable[..., Any]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)


METRICS: dict[str, Metric] = {}


def metric(label: str, unit: str, better: str = "higher") -> Callable[[Callable[..., Any]], Metric]:
    """Register a formula; the first paragraph of its docstring is the definition that reports print."""

    def register(function: Callable[..., Any]) -> Metric:
        definition = " ".join((function.__doc__ or "").split("\n\n")[0].split())
        made = Metric(function.__name__, label, unit, better, definition, function)
        METRICS[made.name] = made
        return made

    return register


def ratio(top: Any, bottom: Any) -> Any:
    """`top` ÷ `bottom`, for two series or two numbers; missing where the bottom is 0 or either is unknown."""
    if isinstance(top, pd.Series) or isinstance(bottom, pd.Series):
        bottom = (
            bottom.astype("float64") if isinstance(bottom, pd.Series) else pd.Series(float(bottom), index=top.index)
        )
        return (top.astype("float64") if isinstance(top, pd.Series) else top) / bottom.where(bottom != 0)
    return np.nan if pd.isna(top) or pd.isna(bottom) or bottom == 0 else float(top) / float(bottom)


def pooled(top: pd.Series, bottom: pd.Series) -> float:
    """Ratio of sums over the rows where both are known; NaN where there is none or the bottom sums to 0."""
    both = top.notna() & bottom.notna()
    total = float(bottom[both].sum())
    return float(top[both].sum()) / total if total else np.nan


def pooled_by(group: pd.Series, top: pd.Series, bottom: pd.Series) -> pd.Series:
    """The same for each value of `group`."""
    both = top.notna() & bottom.notna()
    tops, bottoms = (side.astype("float64").where(both).groupby(group).sum() for side in (top, bottom))
    return ratio(tops, bottoms)


@metric("Engagements", unit="likes, comments and shares")
def engagements(likes: Any, comments: Any, shares: Any) -> Any:
    """Likes + comments + shares (TikTok's own definition; saves are not counted). Unknown where one of the three is.

    Source: TikTok One, video metrics (ads.tiktok.com), read 2026-11.
    """
    return likes + comments + shares


@metric("Engagement rate by views", unit="share of views")
def engagement_rate_by_views(engagements: Any, views: Any) -> Any:
    """(Likes + comments + shares) ÷ views. Undefined where views are 0 or unknown.

    Source: TikTok One, "engagement rate"; the same in HypeAuditor and Rival IQ for TikTok.
    """
    return ratio(engagements, views)


@metric("Engagement rate by followers", unit="share of followers")
def engagement_rate_by_followers(engagements: Any, followers: Any) -> Any:
    """(Likes + comments + shares) per video ÷ followers at capture. Undefined where followers are 0 or unknown.

    Source: Socialinsider, Rival IQ and SociaVault "by followers".
    """
    return ratio(engagements, followers)


@metric("View rate", unit="views per follower")
def view_rate(views: Any, followers: Any) -> Any:
    """Views of a video ÷ followers of its creator at capture. Undefined where followers are 0 or unknown."""
    return ratio(views, followers)


@metric("CPM", unit="money per 1,000 views", better="lower")
def cpm(cost: Any, views: Any) -> Any:
    """Cost per thousand views: 1,000 × cost ÷ views. Undefined where views are 0 or unknown."""
    return 1000 * ratio(cost, views)


@metric("CPV", unit="money per view", better="lower")
def cpv(cost: Any, views: Any) -> Any:
    """Cost per view: cost ÷ views. Undefined where views are 0 or unknown."""
    return ratio(cost, views)


@metric("CPE", unit="money per engagement", better="lower")
def cpe(cost: Any, engagements: Any) -> Any:
    """Cost per engagement: cost ÷ (likes + comments + shares). Undefined where there are none."""
    return ratio(cost, engagements)


@metric("CPA", unit="money per order", better="lower")
def cpa(cost: Any, orders: Any) -> Any:
    """Cost per attributed order: cost ÷ orders. Undefined where there are none; then only a lower bound holds."""
    return ratio(cost, orders)


@metric("CPC", unit="money per click", better="lower")
def cpc(cost: Any, clicks: Any) -> Any:
    """Cost per click: cost ÷ clicks on the tracked links. Undefined where there are none."""
    return ratio(cost, clicks)


@metric("Conversion rate", unit="share of clicks")
def conversion_rate(orders: Any, clicks: Any) -> Any:
    """Orders through tracked links ÷ clicks on them. Undefined where there are no clicks."""
    return ratio(orders, clicks)


@metric("ROAS", unit="revenue per unit of media cost")
def roas(revenue: Any, media_cost: Any) -> Any:
    """Attributed net revenue ÷ media cost (fees + boosting). It breaks even at 1 ÷ margin, not at 1."""
    return ratio(revenue, media_cost)


@metric("ROI", unit="return per unit of loaded cost")
def roi(revenue: Any, loaded_cost: Any, margin: Any) -> Any:
    """(Margin × attributed net revenue − loaded cost) ÷ loaded cost. It breaks even at 0; no margin given, no ROI."""
    return ratio(margin * revenue - loaded_cost, loaded_cost)


def fee_cost(deals: pd.DataFrame) -> pd.Series:
    """What the creator is paid for the content: the fee alone."""
    return deals["fee"].astype("float64")


def media_cost(deals: pd.DataFrame) -> pd.Series:
    """Fee + boosting spend; what reached people was bought with it.  An amount that is not given counts as none."""
    return fee_cost(deals).fillna(0) + deals["boost_spend"].astype("float64").fillna(0)


def loaded_cost(deals: pd.DataFrame, commission: pd.Series | float = 0.0) -> pd.Series:
    """Media + product + rights + exclusivity + agency + commission + tax: everything that the brand spent.

    `commission` is the amount earned on orders (rate × revenue), which only the caller can know.  Tax is added where
    `tax_included` is not true, on the fee and the rights, and is 0 where no rate is given.
    """
    money = deals[["product_cost", "usage_rights_fee", "exclusivity_fee", "agency_fee"]].astype("float64").fillna(0)
    taxed = deals[["fee", "usage_rights_fee", "exclusivity_fee"]].astype("float64").fillna(0).sum(axis=1)
    tax = taxed * deals["tax_rate"].astype("float64").fillna(0)
    tax = tax.where(~deals["tax_included"].fillna(False).astype(bool), 0.0)
    return media_cost(deals) + money.sum(axis=1) + commission + tax


def glossary(*names: str) -> dict[str, str]:
    """Label → definition of the named metrics, for a finding's `definitions`."""
    return {METRICS[name].label: METRICS[name].definition for name in names}
