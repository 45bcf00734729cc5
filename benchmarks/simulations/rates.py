"""Engagement rates: of a group, and of one creator."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy import special

from kit import estimate

from . import worlds as w
from .claims import BROKEN, Claim, HAIRLINE, inside, naive, near, Rng, Study, Worth


def s1() -> Iterator[Study]:
    """Engagement rate of a group of creators, whom the sample stands for."""
    for views, tail, boosted in (
        ("log-normal", "log-normal", 0.0),
        ("boosted", "log-normal", w.BOOSTED),
        ("Pareto", "Pareto", 0.0),
    ):
        truth = w.population_rate(boosted=boosted)
        for creators, low, high in ((8, 0.88, 1.0), (20, 0.91, 1.0), (60, 0.93, 0.97)):
            claims = (
                Claim("pooled_ratio", "holds the rate", low, high),
                naive("binomial interval", "holds the rate", 0, HAIRLINE),
                naive("videos as independent", "holds the rate", 0, BROKEN),
            )
            yield Study(
                "s1", f"{creators} creators, {views} views", claims, partial(_group, creators, tail, boosted, truth)
            )
    mixed = (
        Claim("mixed_ratio", "holds the rate of an even mix", 0.91, 1),
        naive("rate of its own mix", "holds the rate of an even mix", 0, BROKEN),
    )
    yield Study("s1", "28, 8, 4 creators of three tiers", mixed, _mixed)


def _mixed(rng: Rng) -> list[Worth]:
    one = w.videos(rng, 40, tier=np.repeat([0, 1, 2], [28, 8, 4]))
    truth, columns = (
        np.mean([w.population_rate(tier=tier) for tier in range(3)]),
        (one.engagements, one.views, one.creator),
    )
    found = estimate.mixed_ratio(*columns, one.tier[one.creator], {0: 1, 1: 1, 2: 1})
    return [inside(found, truth), inside(estimate.pooled_ratio(*columns), truth)]


def _group(creators: int, tail: str, boosted: float, truth: float, rng: Rng) -> list[Worth]:
    one = w.videos(rng, creators, tail=tail, boosted=boosted)
    found = estimate.pooled_ratio(one.engagements, one.views, one.creator)
    rate, seen = one.engagements.sum() / one.views.sum(), one.views.sum()
    by_video = np.sqrt(((one.engagements - rate * one.views) ** 2).sum()) / seen
    return [
        inside(found, truth),
        near(rate, 1.96 * np.sqrt(rate * (1 - rate) / seen), truth),
        near(rate, 1.96 * by_video, truth),
    ]


def s2() -> Iterator[Study]:
    """Engagement rates of sixty creators of three tiers, most with few videos."""
    settings = (
        ("normal spread", "normal", 0.0, w.CREATOR_SD, 1),
        ("heavy tails", "heavy", 0.0, w.CREATOR_SD, 1),
        ("uneven spread", "normal", 0.35, w.CREATOR_SD, 1),
        ("creators alike", "normal", 0.0, 0.2, 0.7),  # only there can the error fall so far
    )
    for setting, shape, uneven, apart, most in settings:
        claims = (
            Claim("shrunk_rates", "holds the rate", 0.93, 0.97),
            Claim("shrunk_rates", "holds it at ≤ 3 videos", 0.93, 0.97),
            Claim("shrunk_rates", "error ÷ unshrunk", 0, most, root=True),
            Claim("shrunk_rates", "error ÷ spreads known", 0, 1.1, root=True),
            naive("beta-binomial", "holds the rate", 0, HAIRLINE),
            naive("pooled rate", "best 4 found ÷ ours", 0, 0.97),
        )
        yield Study("s2", setting, claims, partial(_creators, shape, uneven, apart))


def _creators(shape: str, uneven: float, apart: float, rng: Rng) -> list[Worth]:
    one = w.videos(rng, 60, each=5, shape=shape, uneven=uneven, tier=np.arange(60) % 3, apart=apart)
    found = estimate.shrunk_rates(one.engagements, one.views, one.creator, group=one.tier[one.creator])
    n, truth, mean = found["n"].to_numpy(), special.expit(one.logit), w.mean_rate(one.logit, one.sd, shape)
    raw = special.logit(found["raw"].to_numpy())
    weight = 1 / (1 + (one.sd**2).mean() / n / (apart**2 + w.TIED**2))
    known = one.centre + weight * (raw - one.centre)
    ours, unshrunk, best = (float(((logit - one.logit) ** 2).mean()) for logit in (found["logit_mean"], raw, known))
    first = [set(np.argsort(-np.asarray(column))[:4]) for column in (truth, found["value"], found["pooled"])]
    return [
        inside(found, truth),
        inside(found[n <= 3], truth[n <= 3]),
        (ours, unshrunk),
        (ours, best),
        _beta_binomial(one, mean),
        (len(first[0] & first[2]), len(first[0] & first[1])),
    ]


def _beta_binomial(one: w.Videos, truth: np.ndarray) -> float:
    """Views as trials: a beta prior a tier by moments, and how often its posterior's middle 95 % hold the mean rate."""
    hits, trials = (np.bincount(one.creator, column) for column in (one.engagements, one.views))
    rate, held = hits / trials, []
    for tier in np.unique(one.tier):
        some = one.tier == tier
        mean = rate[some].mean()
        between = max(rate[some].var(ddof=1) - (mean * (1 - mean) / trials[some]).mean(), 1e-9)
        prior = mean * (1 - mean) / between - 1
        a, b = mean * prior + hits[some], (1 - mean) * prior + trials[some] - hits[some]
        held.append((special.betaincinv(a, b, 0.025) <= truth[some]) & (truth[some] <= special.betaincinv(a, b, 0.975)))
    return float(np.concatenate(held).mean())
