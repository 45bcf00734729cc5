"""How far posts of a flight came faster than before, with authors, not posts, as the unit of evidence."""

from dataclasses import replace

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.estimate import Estimate
from kit.frames import holding
from kit.post_mortem.campaign import Campaign

BEFORE = 56  # days before the flight that its rate is held against, at most (or as many as the flight has)
LEAST = 7  # fewer known days tell no rate
USELESS = 100  # times its low end: so high an end says only that there was little before


def rise(now: pd.Series, then: pd.Series, days: int, days_before: int) -> Estimate:
    """Ratio of two daily rates of posts with a 95 % interval; now, then: who made each post of the flight and before.

    `estimate.clustered_rise` with authors as clusters; high is NaN too where it is a hundred times low or more, and all
    is without a day before.
    """
    found = estimate.clustered_rise(now, then, days, days_before)
    return replace(found, high=np.nan) if found.low > 0 and found.high >= USELESS * found.low else found


def days_before(data: Data, campaign: Campaign, length: int, first: pd.Timestamp) -> tuple[pd.DatetimeIndex, list[str]]:
    """The days before the flight whose rate can be known, and the campaigns that ran in the flight with its marks.

    Eight weeks, or as many days as the flight has; not before `first`, the workspace's first day of posting, nor days
    of another campaign's flight with one of the same hashtags or sounds.  No days where fewer than a week is left.
    """
    span = max(BEFORE, length)
    days = pd.date_range(campaign.starts_on - pd.Timedelta(days=span), periods=span)
    days = days[days >= first] if pd.notna(first) else days[:0]
    flight = (campaign.starts_on, campaign.starts_on + pd.Timedelta(days=max(length - 1, 0)))
    beside = []
    for other in _sharing(data, campaign).itertuples():
        if other.starts_on <= flight[1] and other.ends_on >= flight[0]:
            beside.append(str(other.campaign))
        days = days[(days < other.starts_on) | (days > other.ends_on)]
    return (days if len(days) >= LEAST else days[:0]), beside


def _sharing(data: Data, campaign: Campaign) -> pd.DataFrame:
    """Other campaigns of known flight that share a hashtag or sound."""
    every = data.table("campaigns")
    every = every[(every["campaign"] != campaign.name) & every["starts_on"].notna() & every["ends_on"].notna()]
    tags = holding(every["hashtags"], lambda tag: tag.lower().lstrip("#") in campaign.hashtags)
    return every[tags | holding(every["sound_ids"], campaign.sound_ids.__contains__)]
