"""The five things that a creator's score is made of, each with its error."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.benchmarking.creators import measures
from kit.benchmarking.creators.measures import FEWEST
from kit.data import Data
from kit.finding import Column
from kit.metrics import view_rate
from kit.once import once

NORMAL_95 = 1.96  # a 95 % interval reaches so many errors to each side

MEASURES = {
    "engagement": Column("engagement_rate_by_views", "Shrunk rate by views", "rate", hidden=True),
    "views": Column("view_rate", "Views per follower", "number", hidden=True),
    "consistency": Column("spread", "Spread of views", "number", hidden=True),
    "growth": Column("growth", "Growth a month", "rate", hidden=True),
    "activity": Column("videos_per_week", "Videos a week", "number", hidden=True),
}
MEANING = (
    "Engagement: rate by views, drawn to its tier. Views: median views ÷ followers. Consistency: views that one video "
    "in ten goes above ÷ those that one in ten stays below, drawn to others', smaller is better. Growth: followers per "
    "30 days. Activity: videos a week."
)
NEEDS = {
    "engagement": "viewed videos, a week old, whose likes, comments and shares are known",
    "views": f"{FEWEST} viewed videos from their profiles and known followers",
    "consistency": f"{FEWEST} viewed videos from their profiles",
    "growth": "four captures of their followers",
    "activity": "three dated videos from their profiles",
}


@dataclass(frozen=True)
class Dimensions:
    """One row a creator and one column a dimension in each: `values` in their own unit; `parts`, where more is better
    and errors are about normal; `errors` of parts.  Missing where a creator's data do not tell."""

    values: pd.DataFrame
    parts: pd.DataFrame
    errors: pd.DataFrame


@once
def dimensions(data: Data) -> Dimensions:
    """All five of every creator; views and consistency from five videos on, which were not found by hashtag or search.

    Parts: logit of the rate, log views per follower, − log spread, growth, log videos a week.  Errors: of the posterior
    (rate), half the 95 % interval ÷ 1.96 (views, consistency, growth), 1 ÷ √(videos − 1) (activity, as of a Poisson
    process); views, growth and activity are drawn to their tier by these errors first, as rates and consistency are.
    """
    facts = measures.facts(data)
    rates, views, growth, pace = (
        of(data).reindex(facts.index) for of in (measures.rates, measures.views, measures.growth, measures.pace)
    )
    views = views.where(views["videos"] >= FEWEST)
    values = pd.DataFrame(
        {
            "engagement": rates["value"],
            "views": view_rate(views["median_views"], facts["followers"]),
            "consistency": views["spread"].where(views["median_views"] > 0),
            "growth": growth["growth"],
            "activity": pace["videos_per_week"],
        }
    ).astype("float64")
    parts = pd.DataFrame(
        {
            "engagement": rates["logit_mean"],
            "views": _log(values["views"]),
            "consistency": -_log(values["consistency"]),
            "growth": values["growth"],
            "activity": _log(values["activity"]),
        }
    )
    errors = pd.DataFrame(
        {
            "engagement": rates["logit_sd"],
            "views": _error(_log(views["median_views_low"]), _log(views["median_views_high"])),
            "consistency": _error(_log(views["spread_low"]), _log(views["spread_high"])),
            "growth": _error(growth["growth_low"], growth["growth_high"]),
            "activity": 1 / np.sqrt((pace["videos"] - 1).clip(lower=1)),
        }
    )
    tier = facts["tier"].astype(str)
    for name in ("views", "growth", "activity"):  # else a band would trust what chance has lifted
        drawn = estimate.shrunk_means(parts[name], errors[name], tier)
        parts[name], errors[name] = drawn["value"].fillna(parts[name]), drawn["sd"]
    known = values.notna() & parts.notna()
    return Dimensions(values.where(known), parts.where(known), errors.where(known))


def _log(column: pd.Series) -> pd.Series:
    """Natural logarithm; missing at 0, where nothing can be said of errors."""
    column = column.astype("float64")
    return np.log(column.where(column > 0))


def _error(low: pd.Series, high: pd.Series) -> pd.Series:
    return (high - low) / (2 * NORMAL_95)
