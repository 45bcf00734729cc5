"""Prices, lifts and bookings."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.stats import ttest_ind

from kit import estimate

from . import worlds as w
from .claims import Claim, HAIRLINE, inside, naive, near, Rng, Study, Worth


def s3() -> Iterator[Study]:
    """Range for the fee of a new deal, overall and in every tier."""
    claims = (
        Claim("price_range", "holds new quotes, 90 %", 0.88, 0.93),
        *(Claim("price_range", f"in tier {tier}", 0.86, 0.95) for tier in w.TIERS),
        naive("interval of the mean", "holds new quotes, 90 %", 0, HAIRLINE),
    )
    for shape in ("normal", "heavy"):
        yield Study("s3", f"160 deals, {shape} quotes", claims, partial(_quotes, shape))


def _quotes(shape: str, rng: Rng) -> list[Worth]:
    (x, fee, tier), (x_new, quote, tier_new) = w.deals(rng, 160, shape), w.deals(rng, 200, shape)
    found = estimate.price_range(x, fee, tier, x_new, tier_new)
    known = [
        inside(found[tier_new == k], quote[tier_new == k]) if (tier == k).sum() >= 25 else np.nan for k in range(4)
    ]
    logs = [np.log(fee[tier == k]) for k in range(4)]
    middle, reach = np.array([[log.mean(), 1.645 * log.std(ddof=1) / np.sqrt(len(log))] for log in logs]).T
    return [inside(found, quote), *known, near(middle[tier_new], reach[tier_new], np.log(quote))]


def s4() -> Iterator[Study]:
    """Two weeks after twelve: nothing added, or 15 %."""
    for drift, most in (("white noise", 0.08), ("autocorrelation", 0.08), ("random walk", 0.10), ("trend", 0.08)):
        claims = (
            Claim("lift", "false alarms, control", 0, most),
            Claim("lift", "false alarms, none", 0, most),
            Claim("lift", "+15 % found, control", 0.45, 1),
            naive("t-test before, after", "false alarms", 0.13, 1),
        )
        yield Study("s4", drift, claims, partial(_campaign, drift), share=0.4)


def _campaign(drift: str, rng: Rng) -> list[Worth]:
    y, x = w.days(rng, drift)
    more = np.where(np.arange(len(y)) < w.BEFORE, y, 1.15 * y)
    alone, beside, found = (
        estimate.lift(sales, control, w.BEFORE, log=True, daily=False)
        for sales, control in ((y, None), (y, x), (more, x))
    )
    test = ttest_ind(y[: w.BEFORE], y[w.BEFORE :]).pvalue
    return [float(beside.p < 0.05), float(alone.p < 0.05), float(found.low > 0), float(test < 0.05)]


def s8() -> Iterator[Study]:
    """Forty candidates, a budget for about a fifth of them: what was promised, what came, what the best choice had."""
    claims = (
        Claim("expected_counts, choose", "promised ÷ came", 0.95, 1.05),
        Claim("expected_counts, choose", "lost ÷ spreads known", 0, 1.1),
        Claim("expected_counts", "holds the mean", 0.93, 0.97),
        naive("mean views", "promised ÷ came", 1.2, 9),
        naive("mean views", "lost ÷ ours", 1.1, 9),
    )
    yield Study("s8", "40 candidates", claims, _bookings, share=0.5)


def _bookings(rng: Rng) -> list[Worth]:
    one = w.candidates(rng)
    found = estimate.expected_counts(one.views, one.creator, covariate=one.followers[one.creator])
    means = np.bincount(one.creator, one.views) / np.bincount(one.creator)
    values = one.truth, found["value"], means, one.known
    best, ours, theirs, known = (estimate.choose(v, one.fee, one.fee.sum() / 5) for v in values)
    came, came_there, came_known = (one.truth[choice.chosen].sum() for choice in (ours, theirs, known))
    lost, lost_there, lost_known = (1 - float(worth) / best.value for worth in (came, came_there, came_known))
    return [
        (ours.value, came),
        (lost, lost_known),
        inside(found, one.truth),
        (theirs.value, came_there),
        (lost_there, lost),
    ]
