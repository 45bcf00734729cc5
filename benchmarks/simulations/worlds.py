"""Made-up worlds whose truth is known.  No number of theirs was changed after seeing what an estimator makes of it.

Log views of a creator's videos spread by 1.15, logits of their rates by 0.4, creators' own logits by 0.4.  In 11,921
real videos of 488 creators of 2020 it is 0.9, 0.30 and 0.43, with heavy tails (kurtosis 8 of logits, 5.5 of log views),
and a creator's videos spread by 0.17 to 0.42 (tenth and ninetieth percentile): both are variants here.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Numbers = NDArray[np.floating]
Rng = np.random.Generator

VIEWS_SD, VIDEO_SD, CREATOR_SD, SIZE_SD = 1.15, 0.4, 0.4, 0.7
TIED = 0.1  # by which larger accounts have lower logits
TYPICAL_LOGIT, TIER_STEP = -3.0, 0.4  # a rate of 4.7 % in tier 1, more in tier 0 and less in tier 2
PARETO = 1.33  # tail index of views: their variance is infinite
BOOSTED, BOOST = 0.01, (5.0, 50.0)  # share of boosted videos; factor on their views, spread evenly on the log scale
BOOSTED_LOGIT = -1.0  # bought views engage less


def luck(rng: Rng, n: int, tail: str = "log-normal") -> Numbers:
    """Factor on a video's views."""
    if tail == "Pareto":
        return 1 + rng.pareto(PARETO, n)
    factor = np.exp(VIEWS_SD * rng.normal(size=n))
    return np.where(rng.uniform(size=n) < 0.05, 20 * factor, factor) if tail == "viral" else factor


@cache
def luck_median(tail: str) -> float:
    if tail == "Pareto":
        return 2 ** (1 / PARETO)
    if tail == "log-normal":
        return 1.0
    at = np.linspace(-1, 1, 200_001)
    below = 0.95 * special.ndtr(at / VIEWS_SD) + 0.05 * special.ndtr((at - np.log(20)) / VIEWS_SD)
    return float(np.exp(np.interp(0.5, below, at)))


def luck_mean(tail: str) -> float:
    if tail == "Pareto":
        return 1 + 1 / (PARETO - 1)
    return float(np.exp(VIEWS_SD**2 / 2)) * (0.95 + 0.05 * 20 if tail == "viral" else 1.0)


def noise(rng: Rng, n: int, shape: str = "normal") -> Numbers:
    """Of s.d. 1: normal, or heavy (Student's t with 4 degrees of freedom)."""
    return rng.standard_t(4, n) / np.sqrt(2) if shape == "heavy" else rng.normal(size=n)


@cache
def noise_grid(shape: str = "normal", points: int = 2000) -> Numbers:
    """The same as equally likely values."""
    middle = (np.arange(points) + 0.5) / points
    return special.stdtrit(4, middle) / np.sqrt(2) if shape == "heavy" else special.ndtri(middle)


def mean_rate(logit: Numbers, sd: Numbers | float, shape: str = "normal") -> Numbers:
    """Mean rate of videos whose logits spread by `sd` around `logit`."""
    logit, sd = np.broadcast_arrays(np.atleast_1d(logit), sd)
    return special.expit(logit[:, None] + sd[:, None] * noise_grid(shape)).mean(axis=1)


@dataclass(frozen=True)
class Videos:
    """One row a video; logit, its tier's mean, tier and the spread of videos: one a creator."""

    engagements: Numbers
    views: Numbers
    creator: NDArray[np.integer]
    logit: Numbers
    centre: Numbers
    tier: NDArray[np.integer]
    sd: Numbers


def how_many(rng: Rng, units: int, mean: float) -> NDArray[np.integer]:
    """Videos of each creator: at least one, most of them few."""
    return rng.geometric(1 / mean, units)


def videos(
    rng: Rng,
    creators: int,
    each: float = 8,
    tail: str = "log-normal",
    shape: str = "normal",
    boosted: float = 0.0,
    uneven: float = 0.0,
    tier: NDArray[np.integer] | None = None,
    apart: float = CREATOR_SD,
) -> Videos:
    """apart: how much creators differ; uneven: how much the spreads of their videos do; tier: 0 to 2 a creator."""
    size, tier = rng.normal(size=creators), np.ones(creators, dtype=np.int64) if tier is None else tier
    centre = TYPICAL_LOGIT - TIER_STEP * (tier - 1)
    logit = centre - TIED * size + apart * rng.normal(size=creators)
    sd = VIDEO_SD * np.exp(uneven * rng.normal(size=creators))
    creator = np.repeat(np.arange(creators), how_many(rng, creators, each))
    n = len(creator)
    bought = rng.uniform(size=n) < boosted
    factor = np.where(bought, np.exp(rng.uniform(np.log(BOOST[0]), np.log(BOOST[1]), n)), 1.0)
    views = np.round(3000 * np.exp(SIZE_SD * size[creator]) * luck(rng, n, tail) * factor) + 50
    rate = special.expit(logit[creator] + BOOSTED_LOGIT * bought + sd[creator] * noise(rng, n, shape))
    return Videos(rng.binomial(views.astype(np.int64), rate).astype(float), views, creator, logit, centre, tier, sd)


@cache
def population_rate(boosted: float = 0.0, tier: int = 1) -> float:
    """Engagements by views of endlessly many such creators of one tier (views weight large accounts)."""
    at = TYPICAL_LOGIT - TIER_STEP * (tier - 1) - TIED * SIZE_SD + np.hypot(CREATOR_SD, TIED) * noise_grid(points=400)
    own, bought = (float(mean_rate(at + shift, VIDEO_SD).mean()) for shift in (0.0, BOOSTED_LOGIT))
    factor = (BOOST[1] - BOOST[0]) / np.log(BOOST[1] / BOOST[0])
    weight = boosted * factor
    return ((1 - boosted) * own + weight * bought) / (1 - boosted + weight)


QUOTE_SD = np.array([0.4, 0.5, 0.55, 0.7])
TIERS = ("nano", "micro", "mid", "macro")


RULE = np.array([0.3, 0.25, 0.5])  # log fee by log followers, log typical views, rights


def deals(rng: Rng, n: int, shape: str = "normal") -> tuple[Numbers, Numbers, NDArray[np.integer]]:
    """Features (log followers, log typical views, rights), fee and tier of n quotes; the spread differs by tier."""
    tier, size = _sizes(rng, n)
    x = np.column_stack([size, (rng.uniform(size=n) < 0.25).astype(float)])
    return x, np.exp(x @ RULE + QUOTE_SD[tier] * noise(rng, n, shape)), tier


def repeated_deals(
    rng: Rng, creators: int, shape: str = "normal"
) -> tuple[Numbers, Numbers, NDArray[np.integer], NDArray[np.integer]]:
    """The same of creators with two to six deals each, and whose each is: half of the spread is the creator's own."""
    whose = np.repeat(np.arange(creators), rng.integers(2, 7, creators))
    tier, size = (each[whose] for each in _sizes(rng, creators))
    x = np.column_stack([size, (rng.uniform(size=len(whose)) < 0.25).astype(float)])
    luck = noise(rng, creators, shape)[whose] + noise(rng, len(whose), shape)
    return x, np.exp(x @ RULE + QUOTE_SD[tier] * np.sqrt(0.5) * luck), tier, whose


def _sizes(rng: Rng, n: int) -> tuple[NDArray[np.integer], Numbers]:
    """Tier, and log followers and log typical views."""
    tier = rng.choice(4, n, p=[0.3, 0.25, 0.25, 0.2])
    followers = np.array([8.5, 10.3, 11.8, 13.2])[tier] + 0.4 * rng.normal(size=n)
    return tier, np.column_stack([followers, 2 + 0.65 * followers + 0.7 * rng.normal(size=n)])


WEEK = np.array([0.0, 0.02, 0.04, 0.03, 0.08, 0.12, 0.06])
BEFORE, AFTER = 84, 14


def days(rng: Rng, drift: str) -> tuple[Numbers, Numbers]:
    """Daily sales and a control that shares their wandering market; the sales drift on their own besides."""
    length = BEFORE + AFTER
    shock, lag = rng.normal(size=length), np.subtract.outer(-np.arange(length), -np.arange(length))
    own = {
        "white noise": lambda: 0.08 * shock,
        "autocorrelation": lambda: 0.05 * shock @ np.triu(0.6 ** np.maximum(lag, 0)),
        "random walk": lambda: 0.06 * shock + 0.015 * np.cumsum(rng.normal(size=length)),
        "trend": lambda: 0.07 * shock + 0.001 * np.arange(length),
    }[drift]()
    market = 0.01 * np.cumsum(rng.normal(size=length)) + 0.03 * rng.normal(size=length)
    week = WEEK[np.arange(length) % 7]
    return 100 * np.exp(own + market + week), 60 * np.exp(0.6 * market + week + 0.03 * rng.normal(size=length))


def growing(rng: Rng, n: int, day: float, last: float = 28) -> tuple[Numbers, Numbers, Numbers]:
    """Views at `day`, at half that age and at the last day: log-logistic growth, for one in twenty a second wave."""
    final = 3000 * luck(rng, n)
    half_life, steepness = 1.5 * np.exp(0.9 * rng.normal(size=n)), 1.1 * np.exp(0.2 * rng.normal(size=n))
    wave = np.where(rng.uniform(size=n) < 0.05, rng.uniform(0.5, 3, n), 0.0)
    start = rng.uniform(2, last, n)

    def at(age: float) -> Numbers:
        return np.round(final * (1 / (1 + (half_life / age) ** steepness) + wave * (age > start)))

    return at(day), at(day / 2), at(last)


SHARES = np.array([5, 3, 2, 1, 0.5]) / 11.5


def mentions(rng: Rng, creators: int, shares: Numbers = SHARES, loyal: float = 1.5) -> Numbers:
    """Creators × brands: a third of the posts name two brands, each then counts half; a few creators post very much."""
    taste = rng.dirichlet(shares * loyal, creators)
    posts = np.maximum(1, np.round(np.exp(1.5 + rng.normal(size=creators)))).astype(int)
    double = rng.binomial(posts, 1 / 3)
    return rng.multinomial(posts - double, taste) + rng.multinomial(2 * double, taste) / 2


def comments(
    rng: Rng, n: int, share: float, by_video: bool = False
) -> tuple[Numbers, Numbers, NDArray[np.integer], NDArray[np.integer]]:
    """What a classifier and what people say of 3,000 comments, their videos, and the n that people labelled."""
    video = rng.integers(0, 150, 3000)
    negative = rng.beta(3 * share, 3 * (1 - share), 150)[video] if by_video else share
    real = rng.uniform(size=3000) < negative
    seen = np.where(real, rng.uniform(size=3000) < 0.7, rng.uniform(size=3000) < 0.12)
    return seen.astype(float), real.astype(float), video, rng.choice(3000, n, replace=False)


@dataclass(frozen=True)
class Candidates:
    """Past views and creator by video; by creator log followers, fee, the mean of the next video's views, and what one
    would expect it to be who knows how far creators and videos spread in general."""

    views: Numbers
    creator: NDArray[np.integer]
    followers: Numbers
    fee: Numbers
    truth: Numbers
    known: Numbers


def candidates(rng: Rng, count: int = 40) -> Candidates:
    followers, talent = rng.normal(10.5, 1.2, count), 0.7
    centre = 3 + 0.5 * followers
    level = centre + talent * rng.normal(size=count)
    sd = VIEWS_SD * np.exp(0.15 * rng.normal(size=count))
    creator = np.repeat(np.arange(count), how_many(rng, count, 6))
    logs, n = level[creator] + sd[creator] * rng.normal(size=len(creator)), np.bincount(creator)
    fee = np.exp(0.6 * followers + 0.5 * rng.normal(size=count))
    weight = 1 / (1 + VIEWS_SD**2 / n / talent**2)
    known = centre + weight * (np.bincount(creator, logs) / n - centre) + (talent**2 * (1 - weight) + VIEWS_SD**2) / 2
    return Candidates(np.round(np.exp(logs)), creator, followers, fee, np.exp(level + sd**2 / 2), np.exp(known))


def sponsored(rng: Rng, creators: int, selection: float) -> tuple[Numbers, Numbers, NDArray[np.integer], Numbers]:
    """Log views, sponsored or not, creator and log age: the talented get the sponsors, whose videos are younger."""
    talent = 1.2 * rng.normal(size=creators)
    creator = np.repeat(np.arange(creators), 2 + how_many(rng, creators, 10))
    n = len(creator)
    paid = rng.binomial(1, special.expit(-1 + selection * talent[creator])).astype(float)
    age = np.log(7) + rng.exponential(1.2 - 0.5 * paid, n)
    effect = GAP + 0.2 * rng.normal(size=creators)
    return 8 + talent[creator] + 0.25 * age + effect[creator] * paid + VIEWS_SD * rng.normal(size=n), paid, creator, age


GAP = -0.2


def evenness(rng: Rng, creators: int, shape: str) -> tuple[Numbers, NDArray[np.integer], Numbers]:
    """Views, creator, and each creator's s.d. of log views."""
    sd = VIEWS_SD * np.exp(0.25 * rng.normal(size=creators))
    creator = np.repeat(np.arange(creators), 2 + how_many(rng, creators, 8))
    return np.round(3000 * np.exp(sd[creator] * noise(rng, len(creator), shape))), creator, sd


def uses(rng: Rng, tags: int, risen: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Creators that used each tag in the last week, and in the four before; the risen come three times as often."""
    weekly = 3 * np.exp(rng.normal(size=tags))
    return rng.poisson(weekly * np.where(risen, 3, 1)).astype(float), rng.poisson(4 * weekly).astype(float)
