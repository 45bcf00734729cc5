"""How far posts of a flight came faster than before, with authors, not posts, as the unit of evidence."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.estimate import Estimate
from kit.post_mortem.campaign import Campaign

BEFORE = 56  # days before the flight that its rate is held against, at most (or as many as the flight has)
LEAST = 7  # fewer known days tell no rate
FEWEST = 5  # authors, over both times, that carry an interval
USELESS = 100  # times its low end: so high an end says only that there was little before


def rise(now: pd.Series, then: pd.Series, days: int, days_before: int) -> Estimate:
    """Ratio of two daily rates of posts with a 95 % interval; now, then: who made each post of the flight and before.

    Authors arrive independently of each other, each with several posts (compound Poisson), so that a count varies by
    the factor (sum of squares of posts an author) ÷ (posts) more than independent posts would.  Both counts are divided
    by it and held against each other exactly (`estimate.rate_rise`).  Simulated with authors of 2 to 5 posts the
    interval holds the truth .96 to .99 of the time; with posts as the unit .50 to .77.
    value and high are NaN without posts before (only the low end holds), high too where it is a hundred times low or
    more; low and high below five authors; all without days before.  n: posts; clusters: authors, of each time.
    Source: quasi-Poisson, McCullagh and Nelder 1989, 6.2.
    """
    each = np.concatenate([now.value_counts().to_numpy("float64"), then.value_counts().to_numpy("float64")])
    n, authors = len(now) + len(then), len(each)
    if not n or days < 1 or days_before < 1:
        return Estimate(np.nan, np.nan, np.nan, n, authors)
    crowd = max(float((each**2).sum() / each.sum()), 1.0)
    found = estimate.rate_rise([len(now) / crowd], [len(then) / crowd], days, days_before).iloc[0]
    low, high = (np.nan, np.nan) if authors < FEWEST else (float(found["low"]), float(found["high"]))
    high = np.nan if low > 0 and high >= USELESS * low else high
    return Estimate(float(found["ratio"]), low, high, n, authors)


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
    tags = every["hashtags"].map(lambda own: {t.lower().lstrip("#") for t in own or []} & campaign.hashtags)
    sounds = every["sound_ids"].map(lambda own: set(own or []) & campaign.sound_ids)
    return every[(tags.map(len) + sounds.map(len) > 0).astype(bool)] if len(every) else every
