"""The arithmetic of the score: whose values count, percentiles, the weighted mean, and what its errors leave of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kit import estimate, tiers
from kit.benchmarking.creators.dimensions import Dimensions
from kit.benchmarking.rates.rated import FEWEST_CREATORS

BAND = 0.8
NORMAL_80 = 1.2816  # an 80 % band reaches so many errors to each side


def comparable(known: pd.DataFrame, tier: pd.Series, weights: Mapping[str, float]) -> pd.DataFrame:
    """Which values count: of dimensions that five scored creators of the tier have, of creators with more than half of
    the weight that is left.  Creators of unknown size are in no tier."""
    known = known.where((tier != tiers.UNKNOWN), False)
    weight = pd.Series(weights)
    while True:
        enough = known.groupby(tier).transform("sum") >= FEWEST_CREATORS
        kept = known & enough
        whole = weight[kept.any()].sum()
        kept = kept.where(2 * (kept * weight).sum(axis=1) > whole + 1e-9, False)
        if kept.equals(known):
            return kept
        known = kept


def scored(
    found: Dimensions, counted: pd.DataFrame, weights: Mapping[str, float], tier: pd.Series, top: int
) -> pd.DataFrame:
    """One row a scored creator: percentiles, points (percentile × weight ÷ sum of known weights), score, its band, rank
    sets and how often it is among the first `top` under random weights.

    The score is computed from the percentiles as they are printed, in whole numbers, and rounded to one decimal.
    """
    names, tier = list(weights), tier.reindex(counted.index)
    values = found.values.reindex(counted.index)[names].where(counted)
    values = values.assign(**{c: -values[c] for c in names if c == "consistency"})
    percentiles = values.apply(lambda column: printed(estimate.percentiles(column, tier), column.index))
    weight = pd.Series(weights) * counted
    points = percentiles * weight.div(weight.sum(axis=1), axis=0)
    table = pd.DataFrame({"tier": tier, "score": tenth(points.sum(axis=1))})
    table = table.join(band(found, counted, weights, tier, top, table["score"]))
    return table.join(percentiles.add_suffix("_percentile")).join(points.add_suffix("_points"))


def band(
    found: Dimensions, counted: pd.DataFrame, weights: Mapping[str, float], tier: pd.Series, top: int, score: pd.Series
) -> pd.DataFrame:
    """score_low, score_high, rank_first, rank_last (95 %, all of a tier together), top_share.

    No band where an error is unknown; no top_share in tiers of no more than `top` creators.
    """
    parts, errors = (
        frame.reindex(counted.index)[list(weights)].where(counted) for frame in (found.parts, found.errors)
    )
    drawn = estimate.score_bands(parts, errors, weights, tier, top, level=BAND)
    made = pd.DataFrame(
        {"score_low": tenth(drawn["low"].clip(upper=score)), "score_high": tenth(drawn["high"].clip(lower=score))}
    )
    error = (made["score_high"] - made["score_low"]) / (2 * NORMAL_80)
    sets = [estimate.rank_sets_of(score[of], error[of]) for of in tier.groupby(tier).groups.values()]
    crowded = tier.groupby(tier).transform("size") > top
    share = drawn["in_top_any_weights"].where(crowded)
    return made.join(pd.concat(sets).add_prefix("rank_")).assign(top_share=share)


def printed(percentiles: Any, index: pd.Index) -> pd.Series:
    """Percentiles in whole numbers from 1 to 99, halves up."""
    return pd.Series(np.floor(percentiles + 0.5 + 1e-9), index).clip(1, 99)


def tenth(scores: pd.Series) -> pd.Series:
    """One decimal, halves up, as on paper."""
    return np.floor(10 * scores + 0.5 + 1e-9) / 10


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """The tier with most scored creators first, those below the first band last; by score inside each."""
    size = table.groupby("tier")["tier"].transform("size")
    return (
        table.assign(real=table["tier"].map(tiers.is_band).astype(bool), size=size)
        .sort_values(["real", "size", "tier", "score", "creator_id"], ascending=[False, False, True, False, True])
        .drop(columns=["real", "size"])
        .reset_index(drop=True)
    )


def leads_by(first: pd.DataFrame, weights: Mapping[str, float]) -> tuple[list[str], bool]:
    """The dimensions that give the first row of a tier most points, and whether it would lose its lead without them."""
    points = first[[f"{c}_points" for c in weights]].iloc[0]
    most = [c for c in weights if points[f"{c}_points"] >= points.max() - 1e-9]
    rest = {c: w for c, w in weights.items() if c not in most}
    if len(most) > 1 or not rest:
        return most, False
    percentiles = first[[f"{c}_percentile" for c in rest]].set_axis(list(rest), axis=1)
    weight = pd.Series(rest) * percentiles.notna()
    without = (percentiles * weight).sum(axis=1) / weight.sum(axis=1)
    return most, bool((without.iloc[1:] > without.iloc[0] + 1e-9).any())
