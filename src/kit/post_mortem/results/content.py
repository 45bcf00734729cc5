"""What the delivered videos themselves did: awareness and engagement, one row a result; what is missing is named."""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pandas as pd

from kit import metrics
from kit.post_mortem.deliveries import overfull
from kit.post_mortem.rates import ratio_interval
from kit.post_mortem.rows import Row, row, total
from kit.wording import plural


def awareness(seen: pd.DataFrame) -> Iterator[Row]:
    """Videos, views (all, organic, paid) and reach of the delivered videos, each of them once."""
    summed = partial(total, "awareness")
    yield row("awareness", "videos", "Videos", len(seen), note="Delivered videos that the report can count.")
    lacks = "The export has no views"
    yield summed("views", "Views", seen["views"], "All views, paid ones inside.", lacks, whole=False)
    lacks = "A boosted video without its paid views hides the split"
    organic = seen["organic_views"]
    yield summed("organic_views", "Organic views", organic, "Views less paid views.", lacks, whole=False)
    lacks = "Paid views are not in the export"
    yield summed("paid_views", "Paid views", _paid_views(seen), "Bought by boosting (Spark Ads).", lacks)
    note = "People per video, added up: who saw two videos counts twice."
    yield summed("reach", "Reach", seen["reach"], note, "Reach is in the creators' own exports only")


def _paid_views(seen: pd.DataFrame) -> pd.Series:
    """Paid views of each video: 0 for one that was not boosted, where the export tells which were."""
    paid, boosted = seen["paid_views"], seen["is_ad"]
    told = boosted.notna().any() or paid.notna().any()
    return paid.where(paid.notna() | boosted.fillna(False).astype(bool), 0) if told else paid


def engagement(seen: pd.DataFrame) -> Iterator[Row]:
    """Likes, comments, shares, saves, engagement rates by views (all, organic) and watch time of the videos."""
    summed = partial(total, "engagement")
    note = "Likes, comments and shares, paid ones inside."
    yield summed("engagements", "Engagements", seen["engagements"], note, "Engagements are not in every export")
    for metric in ("likes", "comments", "shares", "saves"):
        label = metric.capitalize()
        lacks = f"{label} are not in every export"
        yield summed(metric, label, seen[metric], "", lacks, whole=metric == "saves")
    yield _rate(seen, "", "Engagement rate by views")
    yield _rate(seen, "organic_", "Engagement rate by views, organic")
    yield _watch_time(seen)


def _rate(seen: pd.DataFrame, prefix: str, label: str) -> Row:
    """Ratio of sums, with creators as clusters; without videos that have more engagements than views."""
    odd = overfull(seen)
    top, bottom = (seen[f"{prefix}{side}"].mask(odd) for side in ("engagements", "views"))
    low, high = ratio_interval(top, bottom, seen["owner"])
    value, used = metrics.pooled(top, bottom), int((top.notna() & bottom.notna()).sum())
    note = "No video has views and likes, comments and shares."
    if pd.notna(value):
        alone = " No interval: fewer than five creators, or one of them decides the rate." if pd.isna(low) else ""
        note = "Ratio of sums over the videos that have both." + alone
    if odd.any():
        note += f" Left out: {plural(int(odd.sum()), 'video')} with more engagements than views."
    name, of = f"{prefix}engagement_rate_by_views", f"{used} of {len(seen)}"
    return row("engagement", name, label, value, "rate", note, value_low=low, value_high=high, of=of)


def _watch_time(seen: pd.DataFrame) -> Row:
    """Seconds, weighted by views; not known unless every video has it."""
    known = seen["avg_watch_s"].notna() & seen["views"].notna()
    n, of = int(known.sum()), f"{int(known.sum())} of {len(seen)}"
    value, note = metrics.pooled(seen["avg_watch_s"] * seen["views"], seen["views"]), "Weighted by views."
    if n < len(seen) or pd.isna(value):
        value = np.nan
        note = f"Watch time is in the creators' own exports only (known for {n} of {plural(len(seen), 'video')})."
    return row("engagement", "avg_watch_s", "Average watch time, seconds", value, "number", note, of=of)
