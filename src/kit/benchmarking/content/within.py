"""Videos that are compared with others of the same creator, age held constant."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.benchmarking.caveats import age_caveat
from kit.data import Data
from kit.estimate import Estimate
from kit.once import once
from kit.selection import FEW_VIEWS, is_usual

FEWEST = 5  # creators with both kinds of videos; fewer carry no interval
AGE = ["log_age", "age_unknown"]  # covariates
READ = (
    "video_id",
    "creator_id",
    "tier",
    "is_sponsored",
    "organic_views",
    "organic_engagements",
    "age_days",
    "age_at_least",
    "collected_by",
)


@once
def numbered(data: Data) -> pd.Series:
    """A number for the creator of each video of the window, in the order of their ids."""
    return pd.Series(pd.factorize(data.videos["creator_id"], sort=True)[0].astype(np.int64))


@once
def comparable(data: Data) -> pd.DataFrame:
    """Creators' videos that may stand for their creator (`selection.is_usual`; no brand's account), with outcomes.

    creator: as `numbered`.
    log_views: log organic views; missing at 0.
    logit_rate: log((E + ½) ÷ (V − E + ½)) of organic engagements and views; missing where either is unknown, E > V or
    V < 50, as one like would move it too much.
    log_age: log days at capture, the mean of those known where unknown (age_unknown is 1).
    """
    videos = data.videos[list(READ)].assign(creator=numbered(data))
    videos = videos[is_usual(videos) & ~videos["creator_id"].isin(data.brand_accounts())].reset_index(drop=True)
    views, engaged, age = (
        videos[c].astype("float64") for c in ("organic_views", "organic_engagements", "age_at_least")
    )
    rated = (views >= FEW_VIEWS) & (engaged <= views)
    log_age = np.log(age.clip(lower=1))
    log_age = log_age.fillna(log_age.mean() if age.notna().any() else 0.0)
    return videos.assign(
        log_views=np.log(views.where(views > 0)),
        logit_rate=(np.log(engaged + 0.5) - np.log((views - engaged + 0.5).where(rated))).where(rated),
        log_age=(log_age * 2**20).round() / 2**20,  # so that equal ages differ by 0, not by what rounding leaves
        age_unknown=age.isna().astype("float64"),
    )


def both_kinds(creator: pd.Series, treated: pd.Series) -> pd.Series:
    """Whether a row's creator has rows of both kinds: only these tell a difference."""
    share = treated.groupby(creator).transform("mean")
    return (share > 0) & (share < 1)


def gap(rows: pd.DataFrame, outcome: str, treated: pd.Series, level: float = 0.95) -> Estimate:
    """Difference of an outcome between a creator's treated and other videos (creator fixed effects, age held constant);
    interval by leaving out one creator at a time, none below five."""
    return estimate.within_gap(rows[outcome], treated, rows["creator"].to_numpy(), level, rows[AGE])


def expit(logit: float) -> float:
    """A logit as a rate."""
    return float(1 / (1 + np.exp(-logit)))


def as_ratio(found: Estimate, base: float) -> tuple[float, float, float]:
    """A gap of logits and its ends as ratios of rates, from the rate `base`: odds are moved by the gap, then read as a
    rate and divided by `base`.  exp(gap) would be a ratio of odds, a little further from 1."""
    moved = np.exp([found.value, found.low, found.high]) * base / (1 - base)
    value, low, high = moved / (1 + moved) / base
    return float(value), float(low), float(high)


def age_doubts(rows: pd.DataFrame) -> list[str]:
    """What is not known of the videos compared; "" where it is."""
    ways = rows["collected_by"].isna()
    way = "these videos" if ways.all() else "some of these videos"
    return [
        age_caveat(rows),
        f"How {way} were collected is not in the data; if by hashtag or search, they are popular ones."
        if ways.any()
        else "",
    ]
