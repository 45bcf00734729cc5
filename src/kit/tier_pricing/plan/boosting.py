"""What does money for boosting buy on top of the plan?  Paid views, each further amount buying fewer."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.once import once
from kit.tier_pricing.deals import comparable
from kit.wording import count, money, number, plural, span

ENOUGH = 10  # boosted deals with a known split, for an elasticity of our own
ALIKE = 0.1  # s.d. of log spend below which all spends are one
PRIOR = 0.46  # per cent of engagement for one per cent of spend
SOURCE = "from 5,800 posts on Weibo (summary in Harvard Business Review): no fact about TikTok"


@dataclass(frozen=True)
class Response:
    """Paid views for money: `cpm`: what a thousand paid views cost us (95 %); `usual`: the median spend a video;
    `most`: the largest; `elasticity`: per cent of views for one per cent of spend beyond the usual; `ours`: whether it
    is from our own deals; `deals`: boosted deals with a known split."""

    cpm: estimate.Estimate
    usual: float
    most: float
    elasticity: estimate.Estimate
    ours: bool
    deals: int

    def views(self, spend: np.ndarray, cpm: float | None = None, elasticity: float | None = None) -> np.ndarray:
        """Paid views of videos boosted with `spend` each.

        At the pooled CPM up to the usual spend, never better; beyond it as a power of spend, never better than the CPM.
        """
        cpm = self.cpm.value if cpm is None else cpm
        power = np.clip(self.elasticity.value if elasticity is None else elasticity, 0, 1)
        times = np.asarray(spend, dtype=float) / self.usual
        return 1000 * self.usual / cpm * np.where(times > 1, np.maximum(times, 1) ** power, times)


@once
def response(data: Data) -> Response | None:
    """What our boosted deals say, or None where none has a known number of paid views.

    A deal counts where it was paid or agreed with a boost_spend, and the paid views of all its delivered videos are
    known.  With ten such deals log paid views are fitted on log spend; with fewer the published elasticity is taken.
    """
    rows = boosted(data)
    if rows.empty:
        return None
    cpm = estimate.pooled_ratio(1000 * rows["boost"], rows["paid_views"], rows["creator_id"])
    each = rows["boost"] / rows["videos"]
    slope = elasticity(each, rows["paid_views"] / rows["videos"]) if len(rows) >= ENOUGH else None
    found = slope or estimate.Estimate(PRIOR, np.nan, np.nan, 0)
    return Response(cpm, float(each.median()), float(each.max()), found, slope is not None, len(rows))


def elasticity(spend: pd.Series, views: pd.Series) -> estimate.Estimate | None:
    """Change of log views for one of log spend, with its 95 % interval; None where spend did not vary enough."""
    if np.log(spend).std() < ALIKE:
        return None
    fitted = estimate.price_model(np.log(spend).to_frame(), views, ["all"] * len(views), 0.95)
    found = fitted.effects.iloc[0]
    if not np.isfinite(found[["low", "high"]].astype(float)).all():
        return None
    return estimate.Estimate(float(found["effect"]), float(found["low"]), float(found["high"]), fitted.n)


def boosted(data: Data) -> pd.DataFrame:
    """One row a boosted deal whose videos' paid views are known: creator_id, boost, videos delivered, paid_views."""
    deals = comparable(data)
    deals = deals[deals["status"].isin(["paid", "agreed"]) & deals["boost"].gt(0)]
    links = data.table("deliveries").drop_duplicates(["deal_id", "video_id"])[["deal_id", "video_id"]]
    links = links.assign(share=1 / links.groupby("video_id")["deal_id"].transform("size"))
    seen = links[links["deal_id"].isin(deals["deal_id"])].merge(
        data.videos[["video_id", "paid_views", "organic_views"]], on="video_id", how="left"
    )
    # a count of paid views that contradicts the video's views is no count
    paid = seen["paid_views"].where(seen["organic_views"].notna()).astype("float64") * seen["share"]
    per = paid.groupby(seen["deal_id"])
    whole = per.sum().where(per.count() == per.size())
    rows = deals[["deal_id", "creator_id", "boost"]].astype({"boost": "float64"}).set_index("deal_id")
    rows = rows.assign(paid_views=whole, videos=per.size()).dropna()
    return rows[rows["paid_views"] > 0].sort_index()


def share_out(videos: np.ndarray, money_: float) -> np.ndarray:
    """Boosting money a package: the same for every video.

    The last amount then buys as much everywhere (water-filling), as nothing in the data tells beforehand which video
    answers to money better than another.
    """
    return money_ * videos / videos.sum()


def booked(chosen: pd.DataFrame, money_: float) -> tuple[np.ndarray, np.ndarray]:
    """Money for boosting, and videos, of each chosen package."""
    videos = chosen["videos"].to_numpy()
    return share_out(videos, money_), videos


def ends(found: Response, spend: np.ndarray, videos: np.ndarray) -> tuple[float, float, float]:
    """Paid views of all packages together, and between which ends (NaN where the CPM has no interval).

    The published elasticity is of another platform, so its ends are no further view at all, and no fewer than before.
    """
    each = spend / videos

    def total(cpm: float, power: float) -> float:
        return float((videos * found.views(each, cpm, power)).sum())

    low, high = (found.elasticity.low, found.elasticity.high) if found.ours else (0.0, 1.0)
    return (
        total(found.cpm.value, found.elasticity.value),
        total(found.cpm.high, low),
        total(found.cpm.low, high),
    )


def said(found: Response, spend: np.ndarray, videos: np.ndarray, currency: str) -> str:
    """What the boosting may add, in words that follow the plan's own figures."""
    value, low, high = ends(found, spend, videos)
    inside = span(low, high, "count")
    return (
        f"{money(spend.sum(), currency)} of boosting, spread evenly over {plural(int(videos.sum()), 'video')}, may add"
        f" {count(value)} paid views{f' ({inside})' if inside else ''}"
    )


def meaning(found: Response, currency: str) -> str:
    """What figures on boosting are."""
    spent = money(found.usual, currency)
    if found.ours:
        grows = f"{number(found.elasticity.value)} % ({span(found.elasticity.low, found.elasticity.high, 'number')})"
        where, slope = "fitted on these deals", "this slope"
    else:
        grows, where = f"{PRIOR} %", f"a published prior, {SOURCE}"
        slope = "anything from none to 1 % more"
    return (
        f"Apart from expected views. Up to {spent} a video, our median, at the {money(found.cpm.value, currency)} per"
        f" 1,000 paid views of {plural(found.deals, 'own boosted deal')}; beyond it 1 % more money buys {grows} more"
        f" paid views ({where}). The range is that of our CPM, 95 %, and of {slope}."
    )


def doubt(found: Response, spend: np.ndarray, videos: np.ndarray, currency: str) -> str:
    """Where the plan's boosting goes beyond what our own deals have shown."""
    most = float((spend / videos).max())
    if most <= found.most * (1 + 1e-9):
        return ""
    return (
        f"Boosting is planned at {money(most, currency)} a video, more than the {money(found.most, currency)} that was"
        " ever spent on one with known paid views."
    )


def unknown(boost: float, currency: str) -> str:
    """Why nothing can be said of what boosting brings, and what to import."""
    return (
        f"What {money(boost, currency)} of boosting would add is not known: no boosted deal has delivered videos with"
        " known paid views. Import the ads' export, which tells paid views from organic ones."
    )
