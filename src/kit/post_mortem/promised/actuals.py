"""What a campaign reached, by the name of a metric: the numbers that goals are held against."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from kit import metrics, rollups
from kit.data import Data
from kit.dates import between
from kit.finding import NotShown
from kit.frames import items
from kit.orders.keys import linked
from kit.post_mortem.campaign import booked_campaign
from kit.post_mortem.credit.ledger import ledger
from kit.post_mortem.deliveries import counted, deliveries, overfull, young
from kit.post_mortem.money.costs import media_spent, per_click
from kit.post_mortem.promised.by_sales import by_sales
from kit.post_mortem.promised.delivered import DOWN
from kit.post_mortem.results.response import clicks
from kit.post_mortem.results.ugc import ugc
from kit.selection import RIPE_DAYS
from kit.wording import day, join, name, plural

SUMS = ("views", "organic_views", "paid_views", "engagements", "likes", "comments", "shares", "saves", "reach")
PRICES = {  # metric → its formula, and what the media cost is divided by
    "cpm": (metrics.cpm, "views"),
    "cpv": (metrics.cpv, "views"),
    "cpe": (metrics.cpe, "engagements"),
}
FOLLOWERS = ("creator_id", "captured_at", "followers")
SALES = ("orders", "revenue", "cpa", "roas", "roi")
CLICKS = ("clicks", "cpc", "conversion_rate")
OTHERS = ("ugc_videos", "ugc_extra", "ugc_authors", "ugc_views")
KINDS = {  # metric → how it is written
    **dict.fromkeys((*SUMS, *OTHERS, "videos", "orders", "clicks", "followers"), "count"),
    **dict.fromkeys(("engagement_rate_by_views", "conversion_rate", "roi"), "rate"),
    **dict.fromkeys((*PRICES, "cpa", "cpc", "revenue"), "money"),
    "roas": "number",
}
BY_VIDEOS = (*SUMS, *PRICES, "engagement_rate_by_views", "ugc_views")  # move as long as videos gain views
GROWING = (*SUMS, "ugc_videos", "ugc_authors", "ugc_views", "videos", "clicks")  # once reached, they stay reached


@dataclass(frozen=True)
class Actual:
    """A metric's value, with `low` and `high` for two honest ways of counting orders, and what it counts (`why`).

    `young`, `unripe`, `undated`: videos in it that were younger than a week, than 28 days, of unknown age when last
    counted.  `lost`: delivered videos that the workspace does not have, or not their day, so that the value looks worse
    than it is.  `videos`: the delivered videos that it sums up, where it is made of these alone; `cost`: what it
    divides by them.  `lower`: lower is better.
    """

    value: float
    low: float = np.nan
    high: float = np.nan
    why: str = ""
    young: int = 0
    unripe: int = 0
    undated: int = 0
    lost: int = 0
    metric: str = ""
    videos: tuple[str, ...] = ()
    cost: float = np.nan

    @property
    def lower(self) -> bool:
        return self.metric in metrics.METRICS and metrics.METRICS[self.metric].better == "lower"


def actual(data: Data, metric: str, since: pd.Timestamp, until: pd.Timestamp, margin: float = 0.0) -> Actual:
    """The metric over these days (both in; NaT: no limit); NotShown says what is missing.

    margin: contribution margin for ROI; 0 means the campaign's own.
    """
    ways: dict[str, Callable[[Data, pd.Timestamp, pd.Timestamp], Actual]] = {
        **{m: partial(_summed, m) for m in SUMS},
        **{m: partial(_priced, m) for m in PRICES},
        **{m: partial(_sold, m, margin) for m in SALES},
        **{m: partial(_clicked, m) for m in CLICKS},
        **{m: partial(_by_others, m) for m in OTHERS},
        "videos": _videos,
        "engagement_rate_by_views": _rate,
        "followers": _followers,
    }
    if metric not in ways:
        raise NotShown(f"The metric {name(metric)} is not known; use one of {', '.join(sorted(ways))}.")
    return replace(ways[metric](data, since, until), metric=metric)


def _ages(videos: pd.DataFrame) -> Actual:
    """No value yet, but how many of these videos may still grow; what was taken down does not."""
    up = videos[~videos["status"].isin(DOWN).fillna(False)]
    unripe = int((up["age_days"] < RIPE_DAYS).fillna(False).sum())
    return Actual(np.nan, young=young(up), unripe=unripe, undated=int(up["age_days"].isna().sum()))


def _sent(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> tuple[pd.DataFrame, Actual]:
    """The delivered videos posted on these days, and what to say of them; NotShown if the report hides some of them."""
    every, seen = deliveries(data), counted(data)
    hidden = every[(every["known"] == "outside") & between(every["posted_at"], since, until)]["video_id"].nunique()
    if hidden:
        raise NotShown(
            f"{plural(hidden, 'delivered video lies', 'delivered videos lie')} outside posted_from–posted_to; leave "
            "these parameters empty to hold the goal against all of them."
        )
    kept = seen[between(seen["posted_at"], since, until)] if not (pd.isna(since) and pd.isna(until)) else seen
    if kept.empty:
        raise NotShown("No delivered video that the workspace knows was posted in its window.")
    lost = every.loc[every["known"] == "no", "video_id"].nunique()
    dayless = int(seen["posted_at"].isna().sum()) if len(kept) < len(seen) else 0
    late = len(seen) - len(kept) - dayless
    rest = [f"{lost} not in the workspace"] if lost else []
    rest += [f"{dayless} without a posting day"] if dayless else []
    rest += [f"{late} posted outside the window"] if late else []
    words = "; ".join([f"{plural(len(kept), 'delivered video')} counted", *rest]) + "."
    return kept, replace(_ages(kept), why=words, lost=lost + dayless, videos=tuple(kept["video_id"]))


def _summed(metric: str, data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    seen, found = _sent(data, since, until)
    missing = int(seen[metric].isna().sum())
    if missing:
        raise NotShown(
            f"{plural(missing, 'of the delivered videos has', 'of the delivered videos have')} no "
            f"{metric.replace('_', ' ')} that can be counted; a sum over the others would be too low."
        )
    return replace(found, value=float(seen[metric].sum()))


def _videos(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    seen, found = _sent(data, since, until)
    return replace(found, value=float(len(seen)), young=0, unripe=0, undated=0)


def _rate(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    seen, found = _sent(data, since, until)
    odd = overfull(seen)
    out = f" {plural(int(odd.sum()), 'video')} with more engagements than views left out." if odd.any() else ""
    kept = seen[~odd]
    value, ids = metrics.pooled(kept["engagements"], kept["views"]), tuple(kept["video_id"])
    return replace(found, value=value, why=found.why + out, videos=ids)


def _priced(metric: str, data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    formula, below = PRICES[metric]
    spent, bottom = media_spent(data), _summed(below, data, since, until)
    why = "Media cost of all booked deals that are due. " + bottom.why
    return replace(bottom, value=formula(spent, bottom.value), why=why, cost=spent)


def _limited(what: str, since: pd.Timestamp, until: pd.Timestamp) -> None:
    """NotShown where the window has no beginning or no end."""
    if pd.isna(since) or pd.isna(until):
        raise NotShown(
            f"The window in which {what} count is unknown; fill in starts_on and ends_on in goals or campaigns."
        )


def _sold(metric: str, margin: float, data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    """By attributed orders; from the floor (click trail) to the ceiling (any sign of the campaign)."""
    _limited("orders", since, until)
    sold = ledger(data, since, until)
    value, *others = by_sales(metric, margin, data, sold)
    left = int(sold.orders["suspect"].sum())
    out = f", {plural(left, 'suspected leak')} left out" if left else ""
    why = f"Orders with a creator's code or link, each once{out}."
    if not sold.floor_known:
        return Actual(value, high=others[1], why=f"{why} Click trails are not known, so there is no floor.")
    return Actual(value, min(others), max(others), why=why)


def _clicked(metric: str, data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    _limited("clicks", since, until)
    if metric == "cpc":
        value, n = per_click(data, since, until)
        return Actual(value, why=f"Media cost of {plural(n, 'deal')} with clicks on a tracked link ÷ these clicks.")
    links = clicks(data, since, until)
    total, on = float(links["clicks"].sum()), f"Clicks on {plural(len(links), 'link')} of the campaign."
    if metric == "clicks":
        return Actual(total, why=on)
    deals = booked_campaign(data).deals
    owner = linked(deals["referral_link"]).set_axis(deals["deal_id"]).dropna().drop_duplicates()
    owner = owner[owner.isin(links["link"])]  # links without recorded clicks have no orders here either
    own = float(links.loc[links["link"].isin(owner), "clicks"].sum())
    orders = int(ledger(data, since, until).orders["link_deal"].isin(owner.index).sum())
    if orders > own:
        raise NotShown("More orders than clicks came through the tracked links, so clicks are not all recorded.")
    return Actual(metrics.conversion_rate(orders, own), why="Orders through tracked links ÷ clicks on them.")


def _by_others(metric: str, data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    _limited("videos by others", since, until)
    data.require("videos", ("views",))
    others = ugc(data, since, until)
    found, why = others.videos, "Videos with the campaign's hashtag or sound by accounts without a deal."
    if metric == "ugc_extra":
        if others.before is None:
            raise NotShown(
                "The videos do not reach back by as many days before the window, so no rate before is known."
            )
        return Actual(others.extra, why=f"{why} Less {others.before} in as many days before.")
    if metric == "ugc_views":
        if found["views"].isna().any():
            raise NotShown("Not every video by others has views; a sum over the rest would be too low.")
        return replace(_ages(found), value=float(found["views"].sum()), why=why)
    return Actual(float(len(found) if metric == "ugc_videos" else found["creator_id"].nunique()), why=why)


def _followers(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Actual:
    """Followers of the brand's own accounts at their newest capture up to the end of the window."""
    brands = data.table("brands")
    brand = data.table("campaigns").set_index("campaign")["brand"].get(data.campaign, data.brand)
    handles = {h.lower().lstrip("@") for h in items(brands.loc[brands["brand"] == brand, "handles"])}
    seen = data.roll("creators", rollups.of, "creator_id", tuple(sorted(handles)), FOLLOWERS)
    seen = seen[seen["followers"].notna() & between(seen["captured_at"], since, until)]
    if seen.empty:
        raise NotShown(
            "The followers of the brand's own account were not captured in its window; import profile exports of "
            "that time."
        )
    newest = seen.sort_values("captured_at").groupby("creator_id").last()
    dates = join(sorted({day(when) for when in newest["captured_at"]}))
    return Actual(
        float(newest["followers"].sum()), why=f"Followers of {plural(len(newest), 'own account')} on {dates}."
    )
