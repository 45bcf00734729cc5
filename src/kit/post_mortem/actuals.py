"""What a campaign reached, by the name of a metric: the numbers that goals are held against."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from kit import metrics
from kit.data import Data
from kit.finding import NotShown
from kit.post_mortem.campaign import between, Campaign, campaign, deliveries, once, young
from kit.post_mortem.costs import books, due, priced
from kit.post_mortem.credit import Ledger, ledger, linked
from kit.post_mortem.response import clicks
from kit.post_mortem.ugc import ugc
from kit.wording import name, plural

SUMS = ("views", "organic_views", "paid_views", "engagements", "likes", "comments", "shares", "saves", "reach")
COSTS = {"cpm": ("views", 1000), "cpv": ("views", 1), "cpe": ("engagements", 1)}
SALES = ("orders", "revenue", "cpa", "roas", "roi")
KINDS = {  # metric → how it is written
    **dict.fromkeys(
        (*SUMS, "videos", "orders", "clicks", "ugc_videos", "ugc_authors", "ugc_views", "followers"), "count"
    ),
    **dict.fromkeys(("engagement_rate_by_views", "conversion_rate", "roi"), "rate"),
    **dict.fromkeys(("cpm", "cpv", "cpe", "cpa", "cpc", "revenue"), "money"),
    "roas": "number",
}
GROWING = (*SUMS, "videos", "clicks", "ugc_videos", "ugc_authors", "ugc_views")  # once reached, they stay reached


@dataclass(frozen=True)
class Actual:
    """A metric's value, with `low` and `high` for two honest ways of counting orders, and what it counts (`why`).

    `young`: videos in it that still grow.  `lost`: delivered videos that the workspace does not have, so that the value
    looks worse than it is.  `lower`: lower is better.
    """

    value: float
    low: float = np.nan
    high: float = np.nan
    why: str = ""
    young: int = 0
    lost: int = 0
    metric: str = ""

    @property
    def lower(self) -> bool:
        return self.metric in metrics.METRICS and metrics.METRICS[self.metric].better == "lower"


def actual(
    data: Data, made: Campaign, metric: str, since: pd.Timestamp, until: pd.Timestamp, margin: float = 0.0
) -> Actual:
    """The metric over these days (both in; NaT: no limit); NotShown says what is missing."""
    ways: dict[str, Callable[..., Actual]] = {
        **{m: partial(_summed, m) for m in SUMS},
        **{m: partial(_priced, m) for m in COSTS},
        **{m: partial(_sold, m, margin) for m in SALES},
        **dict.fromkeys(("clicks", "cpc", "conversion_rate"), partial(_clicked, metric)),
        **dict.fromkeys(("ugc_videos", "ugc_authors", "ugc_views"), partial(_unpaid, metric)),
        "videos": _videos,
        "engagement_rate_by_views": _rate,
        "followers": _followers,
    }
    if metric not in ways:
        raise NotShown(f"The metric {name(metric)} is not known; use one of {', '.join(sorted(ways))}.")
    return replace(ways[metric](data, made, since, until), metric=metric)


def _sent(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> tuple[pd.DataFrame, Actual]:
    """The delivered videos posted on these days, and what to say of them; NotShown if the report hides some of them."""
    every = deliveries(data, campaign(data))
    hidden = int(((every["known"] == "outside") & between(every["posted_at"], since, until)).sum())
    if hidden:
        raise NotShown(
            f"{plural(hidden, 'delivered video lies', 'delivered videos lie')} outside posted_from–posted_to; leave "
            "these parameters empty to hold the goal against all of them."
        )
    seen = once(every)
    kept = seen[between(seen["posted_at"], since, until)] if not (pd.isna(since) and pd.isna(until)) else seen
    if kept.empty:
        raise NotShown("No delivered video that the workspace knows was posted in its window.")
    lost, late = every.loc[every["known"] == "no", "video_id"].nunique(), len(seen) - len(kept)
    rest = [f"{lost} not in the workspace"] if lost else []
    rest += [f"{late} posted outside the window"] if late else []
    words = "; ".join([f"{plural(len(kept), 'delivered video')} counted", *rest]) + "."
    return kept, Actual(np.nan, why=words, young=young(kept), lost=lost)


def _summed(metric: str, data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    seen, found = _sent(data, since, until)
    missing = int(seen[metric].isna().sum())
    if missing:
        raise NotShown(
            f"{plural(missing, 'of the delivered videos has', 'of the delivered videos have')} no "
            f"{metric.replace('_', ' ')}; a sum over the others would be too low."
        )
    return replace(found, value=float(seen[metric].sum()))


def _videos(data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    seen, found = _sent(data, since, until)
    return replace(found, value=float(len(seen)), young=0)


def _rate(data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    seen, found = _sent(data, since, until)
    return replace(found, value=metrics.pooled(seen["engagements"], seen["views"]))


def _media(data: Data, made: Campaign) -> pd.DataFrame:
    """Booked deals that are due, with costs; NotShown if one of them has no amount."""
    made = campaign(data)
    rows, _ = due(priced(data, made, deliveries(data, made)), made)
    if rows["media_cost"].isna().any():
        raise NotShown(
            f"The media cost of {plural(int(rows['media_cost'].isna().sum()), 'deal')} is unknown; fill in fee in "
            "the table deals."
        )
    return rows


def _priced(metric: str, data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    below, times = COSTS[metric]
    top, bottom = float(_media(data, made)["media_cost"].sum()), _summed(below, data, made, since, until)
    return replace(
        bottom,
        value=times * metrics.ratio(top, bottom.value),
        why="Media cost of all booked deals that are due. " + bottom.why,
    )


def _ways(sold: Ledger) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return sold.attributed, sold.floor, sold.orders


def _sold(metric: str, margin: float, data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    """By attributed orders; from the floor (click trail) to the ceiling (any sign of the campaign)."""
    if pd.isna(since) or pd.isna(until):
        raise NotShown(
            "The window in which orders count is unknown; fill in starts_on and ends_on in goals or campaigns."
        )
    made = campaign(data)
    sold = ledger(data, made, since, until)
    ways = (
        [len(w) for w in _ways(sold)]
        if metric in ("orders", "cpa")
        else [float(data.convert(w, ["revenue"], "ordered_at")["revenue"].sum()) for w in _ways(sold)]
    )
    if metric in ("cpa", "roas"):
        media = float(_media(data, made)["media_cost"].sum())
        ways = [metrics.ratio(media, w) if metric == "cpa" else metrics.ratio(w, media) for w in ways]
    if metric == "roi":
        found = books(data, made, deliveries(data, made), margin)
        if np.isnan(found.margin):
            raise NotShown(
                "There is no margin, so no ROI; fill in margin in the table campaigns, or set the parameter margin."
            )
        loaded = float(due(found.deals, made)[0]["loaded_cost"].sum())
        ways = [metrics.roi(w, loaded, found.margin) for w in ways]
    left = int(sold.orders["suspect"].sum())
    return Actual(
        ways[0],
        min(ways[1:]),
        max(ways[1:]),
        why="Orders with a creator's code or link, each once"
        + (f", {left} suspected leaks left out." if left else "."),
    )


def _clicked(metric: str, data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    if pd.isna(since) or pd.isna(until):
        raise NotShown(
            "The window in which clicks count is unknown; fill in starts_on and ends_on in goals or campaigns."
        )
    made = campaign(data)
    links = clicks(data, made, since, until)
    total = float(links["clicks"].sum())
    if metric == "cpc":
        return Actual(
            metrics.cpc(float(_media(data, made)["media_cost"].sum()), total),
            why=f"Clicks on {plural(len(links), 'link')} of the campaign.",
        )
    if metric == "conversion_rate":
        own = links[links["link"].isin(set(linked(made.deals["referral_link"]).dropna()))]["clicks"].sum()
        orders = int(ledger(data, made, since, until).orders["has_link"].sum())
        return Actual(metrics.conversion_rate(orders, float(own)), why="Orders through tracked links ÷ clicks on them.")
    return Actual(total, why=f"Clicks on {plural(len(links), 'link')} of the campaign.")


def _unpaid(metric: str, data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    if pd.isna(since) or pd.isna(until):
        raise NotShown(
            "The window in which videos by others count is unknown; fill in starts_on and ends_on in goals or "
            "campaigns."
        )
    data.require("videos", ("views",))
    found = ugc(data, made, since, until).videos
    value = {"ugc_videos": len(found), "ugc_authors": found["creator_id"].nunique(), "ugc_views": found["views"].sum()}[
        metric
    ]
    return Actual(
        float(value),
        why="Videos with the campaign's hashtag or sound by accounts without a deal.",
        young=young(found) if metric == "ugc_views" else 0,
    )


def _followers(data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    """Followers of the brand's own accounts at their newest capture up to the end of the window."""
    brands = data.table("brands")
    brand = data.table("campaigns").set_index("campaign")["brand"].get(data.campaign, data.brand)
    handles = {h.lower().lstrip("@") for own in brands.loc[brands["brand"] == brand, "handles"] for h in own or []}
    seen = data.captures("creators")
    seen = seen[
        seen["creator_id"].isin(handles) & seen["followers"].notna() & between(seen["captured_at"], since, until)
    ]
    if seen.empty:
        raise NotShown(
            "The followers of the brand's own account were not captured in its window; import profile exports of "
            "that time."
        )
    newest = seen.sort_values("captured_at").groupby("creator_id")["followers"].last()
    when = seen["captured_at"].max()
    return Actual(float(newest.sum()), why=f"Followers of {plural(len(newest), 'own account')} on {when:%Y-%m-%d}.")
