"""Everybody who could be on a shortlist, with what is known of each and why they stand where they stand."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kit.benchmarking.creators import audience_shares, measures
from kit.benchmarking.creators.score import scores
from kit.benchmarking.voice.partners import pairs
from kit.data import Data
from kit.finding import NotShown
from kit.wording import count, day, percent

Weights = tuple[float, float, float, float, float]
RECENT = pd.Timedelta("90D")  # a paid video of this time makes a creator a brand's partner
SILENT = pd.Timedelta("60D")  # without a video for so long before the newest of all: said
SCORED = ["score", "score_low", "score_high", "rank_first", "rank_last", "scored"]


def known(data: Data, weights: Weights, top: int) -> pd.DataFrame:
    """One row a creator: facts, score, rate, views, growth, and the brands that pay it."""
    people = measures.facts(data)
    try:
        table = scores(data, tuple(weights), top).table.set_index("creator_id")
        scored = table.assign(scored=table.groupby("tier")["score"].transform("size"))[SCORED]
    except NotShown:
        scored = pd.DataFrame(columns=SCORED, dtype="float64")
    rates = measures.rates(data)[["value", "low", "high", "centre", "n"]].set_axis(
        [
            "engagement_rate_by_views",
            "engagement_rate_by_views_low",
            "engagement_rate_by_views_high",
            "centre",
            "videos",
        ],
        axis=1,
    )
    views, growth = (
        measures.views(data)[["median_views"]],
        measures.growth(data)[["growth", "growth_low", "growth_high"]],
    )
    people = people.join(scored).join(rates).join(views).join(growth).join(measures.pace(data)["last_posted"])
    return people.join(paid_by(data)).assign(partner=lambda rows: rows["partner"].fillna(False).astype(bool))


def paid_by(data: Data) -> pd.DataFrame:
    """works_with (tracked brands, joined) and partner (whether a competitor is among them) of creators with a video of
    the last 90 days that is known to be paid for."""
    none = pd.DataFrame({"works_with": pd.Series(dtype="string"), "partner": pd.Series(dtype="boolean")})
    if not data.has("brands"):
        return none
    rows, posted = pairs(data), data.videos["posted_at"]
    recent = posted.iloc[rows["video"]].to_numpy() > posted.max() - RECENT
    rows = rows[rows["sponsored"].astype(bool) & recent]
    if rows.empty:
        return none
    roles = data.table("brands").set_index("brand")["role"]
    others = (rows["brand"].map(roles) == "competitor") & (rows["brand"] != data.brand)
    by = rows.assign(partner=others).groupby("creator_id")
    works = by["brand"].agg(lambda brands: ", ".join(sorted(set(brands))))
    return pd.DataFrame({"works_with": works.astype("string"), "partner": by["partner"].any().astype("boolean")})


def audience(data: Data, targets: Sequence[Sequence[str]]) -> pd.DataFrame:
    """fit_low and fit_high: least and most share of each creator's audience inside the whole target."""
    rows = audience_shares.shares(data)
    if rows.empty:
        raise NotShown(
            "No audience shares are known, so no target can be set; leave it empty, or import some: kit import "
            f"audience.csv --into {data.given}"
        )
    wanted = audience_shares.wanted(rows, dict(zip(audience_shares.DIMENSIONS, targets, strict=True)))
    sums = rows.groupby(["creator_id", "dimension"])["share"].sum().unstack()
    sums = sums.reindex(columns=list(audience_shares.DIMENSIONS))
    return audience_shares.bounds(rows, sums, wanted)[["fit_low", "fit_high"]]


def reasons(row: Any, fit: bool, newest: pd.Timestamp) -> str:
    """What speaks for a creator or against, in words, from what is known alone; newest: the newest video of all."""
    parts = []
    if row.engagement_rate_by_views_low == row.engagement_rate_by_views_low:
        above, below = row.engagement_rate_by_views_low > row.centre, row.engagement_rate_by_views_high < row.centre
        parts.append(f"engages {'above' if above else 'below' if below else 'like'} its tier")
    if row.median_views == row.median_views:
        parts.append(f"typical video {count(row.median_views)} views")
    if row.growth_low > 0:
        parts.append(f"grows {percent(row.growth)} a month")
    elif row.growth_high < 0:
        parts.append(f"shrinks {percent(-row.growth)} a month")
    if fit:
        share = audience_shares.said(row.fit_low, row.fit_high)
        parts.append(f"{share} of audience in target" if share else "audience not known")
    if isinstance(row.works_with, str):
        parts.append(f"paid by {row.works_with}")
    if pd.notna(row.last_posted) and newest - row.last_posted > SILENT:
        parts.append(f"no video since {day(row.last_posted)}")
    return "; ".join(parts)
