"""What the delivered videos themselves did: awareness and engagement, one row a result; what is missing is named."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from kit import metrics
from kit.post_mortem.rates import ratio_interval
from kit.wording import estimate as said
from kit.wording import plural

Row = dict[str, Any]


def plain_numbers(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with numbers of different units as data: whole ones without a point, else eight digits; else None."""

    def one(value: float) -> float | int | None:
        if pd.isna(value):
            return None
        return int(value) if float(value).is_integer() else float(f"{float(value):.8g}")

    return table.assign(
        **{c: pd.Series([one(v) for v in table[c]], index=table.index, dtype="object") for c in columns}
    )


def row(family: str, metric: str, kpi: str, value: float, kind: str = "count", note: str = "", **more: Any) -> Row:
    """One result; a missing value is "not known"."""
    known = pd.notna(value)
    text = (
        said(value, more.get("value_low", np.nan), more.get("value_high", np.nan), kind, more.pop("unit", ""))
        if known
        else "not known"
    )
    return {
        "family": family,
        "metric": metric,
        "kpi": kpi,
        "value": float(value) if known else np.nan,
        "count": float(value) if known and kind == "count" else np.nan,
        "said": text,
        "note": note,
    } | more


def total(family: str, metric: str, kpi: str, values: pd.Series, note: str, missing: str, whole: bool = True) -> Row:
    """A sum over videos; with `whole`, not known unless every video has it."""
    known, n = int(values.notna().sum()), len(values)
    if not known or (whole and known < n):
        return row(
            family,
            metric,
            kpi,
            np.nan,
            note=f"{missing} (known for {known} of {plural(n, 'video')}).",
            of=f"{known} of {n}",
        )
    return row(family, metric, kpi, float(values.sum()), note=note, of=f"{known} of {n}")


def awareness(seen: pd.DataFrame) -> Iterator[Row]:
    yield row("awareness", "videos", "Videos", len(seen), note="Delivered videos that the report can count.")
    yield total(
        "awareness",
        "views",
        "Views",
        seen["views"],
        "All views, paid ones inside.",
        "The export has no views",
        whole=False,
    )
    yield total(
        "awareness",
        "organic_views",
        "Organic views",
        seen["organic_views"],
        "Views less paid views.",
        "A boosted video without its paid views hides the split",
        whole=False,
    )
    boosted = seen["paid_views"].where(seen["paid_views"].notna() | seen["is_ad"].fillna(False).astype(bool), 0)
    boosted = boosted if seen["is_ad"].notna().any() or seen["paid_views"].notna().any() else seen["paid_views"]
    yield total(
        "awareness",
        "paid_views",
        "Paid views",
        boosted,
        "Bought by boosting (Spark Ads).",
        "Paid views are not in the export",
    )
    yield total(
        "awareness",
        "reach",
        "Reach",
        seen["reach"],
        "People per video, added up: who saw two videos counts twice.",
        "Reach is in the creators' own exports only",
    )


def engagement(seen: pd.DataFrame) -> Iterator[Row]:
    for metric, label in (
        ("engagements", "Engagements"),
        ("likes", "Likes"),
        ("comments", "Comments"),
        ("shares", "Shares"),
        ("saves", "Saves"),
    ):
        yield total(
            "engagement",
            metric,
            label,
            seen[metric],
            "Likes, comments and shares, paid ones inside." if metric == "engagements" else "",
            f"{label} are not in every export",
            whole=metric in ("engagements", "saves"),
        )
    for prefix, label in (("", "Engagement rate by views"), ("organic_", "Engagement rate by views, organic")):
        top, bottom = seen[f"{prefix}engagements"], seen[f"{prefix}views"]
        low, high = ratio_interval(top, bottom, seen["owner"])
        value, used = metrics.pooled(top, bottom), int((top.notna() & bottom.notna()).sum())
        if pd.isna(value):
            note = "No video has views and likes, comments and shares."
        else:
            note = "Ratio of sums over the videos that have both." + (
                " No interval: fewer than five creators, or one of them decides the rate." if pd.isna(low) else ""
            )
        yield row(
            "engagement",
            f"{prefix}engagement_rate_by_views",
            label,
            value,
            "rate",
            note,
            value_low=low,
            value_high=high,
            of=f"{used} of {len(seen)}",
        )
    known = seen["avg_watch_s"].notna() & seen["views"].notna()
    if len(seen) and known.all() and seen["views"].sum():
        yield row(
            "engagement",
            "avg_watch_s",
            "Average watch time, seconds",
            metrics.pooled(seen["avg_watch_s"] * seen["views"], seen["views"]),
            "number",
            "Weighted by views.",
            of=f"{len(seen)} of {len(seen)}",
        )
    else:
        yield row(
            "engagement",
            "avg_watch_s",
            "Average watch time, seconds",
            np.nan,
            of=f"{int(known.sum())} of {len(seen)}",
            note=f"Watch time is in the creators' own exports only (known for {int(known.sum())} of "
            f"{plural(len(seen), 'video')}).",
        )
