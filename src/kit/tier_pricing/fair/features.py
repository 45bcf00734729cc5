"""What the price of a deal may depend on: its creator's followers, views and engagement, and what was bought when."""

from typing import Any

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.once import once
from kit.selection import FEW_VIEWS, usual

FEWEST_VIDEOS = 3  # of a creator, for its typical views
COUNTS = ("organic_views", "organic_engagements")
WATCHED = ("creator_id", "tier", "followers", *COUNTS, "age_days", "age_at_least", "collected_by")
YEAR = 365.25  # days
BOUGHT = {"rights": "rights_bought", "exclusivity": "exclusivity_bought"}  # add-on → column of `comparable`
AMOUNT = {"rights": "usage", "exclusivity": "exclusivity"}  # add-on → what was paid for it, for the whole deal
ADDON = {"rights": "usage rights", "exclusivity": "exclusivity"}


@once
def features(data: Data) -> pd.DataFrame:
    """Per creator what its price may depend on: log_followers, log_typical_views, logit_engagement, category ("" where
    unknown).

    Videos found by hashtag or search, younger than a week at capture or without known organic counts are not used, for
    the rate also none with more engagements than views.  The rate is shrunk towards its tier (`shrunk_rates`).
    """
    creators = data.creators.set_index("creator_id")
    videos = usual(data.videos[list(WATCHED)])
    rated = videos[(videos["organic_engagements"] <= videos["organic_views"]).fillna(False).astype(bool)]
    rates = estimate.shrunk_rates(
        rated["organic_engagements"],
        rated["organic_views"],
        rated["creator_id"],
        group=rated["tier"].astype(str),
        least=FEW_VIEWS,
    )
    return pd.DataFrame(
        {
            "log_followers": logs(creators["followers"].astype("float64")),
            "log_typical_views": typical_views(videos).reindex(creators.index),
            "logit_engagement": rates["logit_mean"].reindex(creators.index),
            "category": creators["category"].astype("string").fillna("").astype(object),
        }
    )


def typical_views(videos: pd.DataFrame) -> pd.Series:
    """Log of each creator's typical organic views; missing below three videos and where none was seen.

    The mean of logs, drawn towards what its followers suggest, the fewer videos the more (`expected_counts`).  A plain
    median errs by the luck of its videos, and a least-squares effect of a predictor that errs comes out too small, that
    of followers beside it too large: simulated with five videos a creator, an effect of .40 as .18, with forty as .34.
    The expectation given followers and videos does not have that fault (.40 in both): regression calibration, Carroll
    et al. 2006, Measurement Error in Nonlinear Models, ch. 4.
    """
    table = estimate.expected_counts(
        videos["organic_views"].astype("float64"),
        videos["creator_id"],
        covariate=logs(videos["followers"].astype("float64")),
    )
    seen = videos.groupby("creator_id")["organic_views"].max().reindex(table.index) > 0
    return table["log_mean"].where((table["n"] >= FEWEST_VIDEOS) & seen.fillna(False).astype(bool))


def logs(values: pd.Series) -> pd.Series:
    """Natural logs; missing where a value is 0."""
    return np.log(values.where(values > 0))


def rate(logit: Any) -> Any:
    """A rate from its log odds."""
    return 1 / (1 + np.exp(-logit))


def described(rows: pd.DataFrame, known: pd.DataFrame, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """What a model needs of each row: the features of its creator, what was bought, when, and the price.

    rows: creator_id, tier, videos (pieces, 1 where missing), price (per piece, may be NaN); perhaps rights, exclusivity
    (whether they are in the price; absent: no), category (absent: the creator's), agreed_on (absent: `day`, the
    report's).  Adds log_pieces, years (before that day, never below 0), undated.
    """
    found = known.reindex(rows["creator_id"]).set_axis(rows.index)
    dates = rows["agreed_on"] if "agreed_on" in rows else pd.Series(pd.NaT, index=rows.index)
    years = (day - dates).dt.days / YEAR if day is not None else pd.Series(0.0, index=rows.index)
    category = rows["category"] if "category" in rows else found["category"]
    return found.assign(
        creator_id=rows["creator_id"].astype(str).astype(object),
        tier=rows["tier"].astype(str).astype(object),
        log_pieces=np.log(rows["videos"].astype("float64").fillna(1).clip(lower=1)),
        rights=flag(rows, "rights"),
        exclusivity=flag(rows, "exclusivity"),
        years=years.astype("float64").fillna(0).clip(lower=0),
        undated=dates.isna(),
        category=category.astype("string").fillna("").astype(object),
        price=rows["price"].astype("float64"),
    )


def flag(rows: pd.DataFrame, name: str) -> pd.Series:
    if name not in rows:
        return pd.Series(0.0, index=rows.index)
    return rows[name].fillna(False).astype(bool).astype("float64")


def as_rows(deals: pd.DataFrame, addons: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows to be `described`, of deals as `comparable` has them; price: per piece, with what was paid for `addons`.

    An add-on that is not among them is taken out of the price, as its fee stands apart in the deal.
    """
    whole = deals["net_fee"].astype("float64") + sum(deals[AMOUNT[name]].astype("float64") for name in addons)
    pieces = deals["videos"].astype("float64")
    kept = deals[["creator_id", "tier", "videos", "agreed_on"]]
    return kept.assign(
        price=whole / pieces.where(pieces > 0),
        **{name: deals[column].astype(bool) for name, column in BOUGHT.items()},
    )
