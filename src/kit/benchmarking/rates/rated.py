"""Which videos rates are made of, and what is left out of them."""

from dataclasses import replace

import pandas as pd

from kit import estimate
from kit.data import Data
from kit.metrics import engagement_rate_by_views
from kit.selection import CONTRADICTORY

FEWEST_CREATORS = 5  # below, no interval and no comparison
FEW_CREATORS = 20  # below, one creator more or less can move the rate by much: said
RATED = ("creator_id", "tier", "organic_views", "organic_engagements", "age_days", "collected_by")  # what rates read
RATES = ("views", "likes", "comments", "shares")


def rated(data: Data) -> pd.DataFrame:
    """Creators' videos whose organic counts are known and possible: views above 0 and no fewer than engagements.

    Videos on the tracked brands' own accounts are not creators'.
    """
    videos = data.videos[list(RATED)]
    known = (videos["organic_views"] > 0) & (videos["organic_engagements"] <= videos["organic_views"])
    return videos[known.fillna(False).astype(bool) & ~videos["creator_id"].isin(data.brand_accounts())]


def left_out(data: Data, used: pd.DataFrame) -> dict[str, int]:
    """Why videos of the window are not among those used."""
    videos = data.videos
    brands = videos["creator_id"].isin(data.brand_accounts())
    odd = (videos["organic_engagements"] > videos["organic_views"]).fillna(False).astype(bool) & ~brands
    why = {
        "videos on brands' own accounts": int(brands.sum()),
        "videos with more engagements than views": int(odd.sum()),
        CONTRADICTORY: int((videos["contradictory"] & ~brands).sum()),
    }
    rest = len(videos) - len(used) - sum(why.values())
    return why | {"videos without known organic views and engagements": rest}


def pooled(used: pd.DataFrame) -> estimate.Estimate:
    """Ratio of sums over videos, creators as clusters; no interval where one creator decides it, none beyond 100 %."""
    found = estimate.pooled_ratio(used["organic_engagements"], used["organic_views"], used["creator_id"]).useful()
    return replace(found, high=min(found.high, 1.0)) if found.high == found.high else found


def by_creator(used: pd.DataFrame) -> pd.DataFrame:
    """One row a creator: its tier and its pooled rate."""
    sums = used.groupby(["tier", "creator_id"], observed=True)[["organic_engagements", "organic_views"]].sum()
    return engagement_rate_by_views(sums["organic_engagements"], sums["organic_views"]).reset_index(name="rate")
