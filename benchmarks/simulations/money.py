"""Prices, lifts and bookings."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.optimize import linprog
from scipy.stats import ttest_ind

from kit import estimate

from . import bookings
from . import worlds as w
from .claims import BROKEN, Claim, HAIRLINE, inside, naive, near, Rng, Study, Worth
from .worlds import Numbers


def s3() -> Iterator[Study]:
    """Range for the fee of a new deal, overall and in every tier, and of a deal of somebody new."""
    tiers = tuple(Claim("price_range", f"in tier {tier}", 0.86, 0.95) for tier in w.TIERS)
    for shape in ("normal", "heavy"):
        for n in (160, 30, 40, 60, 400):
            claims = (
                Claim("price_range", "holds new quotes, 90 %", 0.88, 0.93),
                Claim("price_model", "holds new quotes, 50 %", 0.46, 0.54),
                Claim("price_model", "effects hold, 95 %", 0.92, 1),
                naive("interval of the mean", "holds new quotes, 90 %", 0, HAIRLINE),
                *(tiers if n >= 160 else [naive("quantile regression", "holds new quotes, 90 %", 0, BROKEN)]),
            )
            yield Study("s3", f"{n} deals, {shape} quotes", claims, partial(_quotes, shape, n), 1 if n == 160 else 0.3)
        for creators in (10, 20, 40, 80):
            claims = (
                Claim("price_model, clusters", "effects hold, 95 %", 0.92, 1),
                naive("price_model alone", "effects hold, 95 %", 0, BROKEN),
                Claim("price_model, clusters", "holds new creators' quotes", 0.88, 0.93),
                naive("price_model alone", "holds new creators' quotes", 0, BROKEN),
            )
            # ten creators carry no range; of more, or with heavy tails, the range of the one alone is nearly right
            said = 2 if creators == 10 else 4 if (creators, shape) == (20, "normal") else 3
            study = partial(_somebody_new, shape, creators, said)
            yield Study("s3", f"{creators} creators, {shape} quotes", claims[:said], study, share=0.3)


def _quotes(shape: str, n: int, rng: Rng) -> list[Worth]:
    (x, fee, tier), (x_new, quote, tier_new) = w.deals(rng, n, shape), w.deals(rng, 200, shape)
    model, effects = estimate.price_model(x, fee, tier), estimate.price_model(x, fee, tier, level=0.95).effects
    found, half = (model.range(x_new, tier_new, level) for level in (0.9, 0.5))
    logs = [np.log(fee[tier == k]) for k in range(4)]
    middle, reach = np.array([_mean_interval(log) for log in logs]).T
    every = [inside(found, quote), inside(half, quote), inside(effects, w.RULE)]
    every.append(near(middle[tier_new], reach[tier_new], np.log(quote)))
    if n < 160:
        low, high = (quantile_line(x, np.log(fee), share) for share in (0.05, 0.95))
        rows = np.column_stack([np.ones(200), x_new])
        return [*every, float(((rows @ low <= np.log(quote)) & (np.log(quote) <= rows @ high)).mean())]
    count = np.bincount(tier, minlength=4)
    return [
        *every,
        *(inside(found[tier_new == k], quote[tier_new == k]) if count[k] >= 25 else np.nan for k in range(4)),
    ]


def _mean_interval(logs: Numbers) -> tuple[float, float]:
    if len(logs) < 2:
        return np.nan, np.nan
    return float(logs.mean()), float(1.645 * logs.std(ddof=1) / np.sqrt(len(logs)))


def quantile_line(x: Numbers, y: Numbers, share: float) -> Numbers:
    """Quantile regression, exactly: intercept and slopes of the line below which `share` of y lie (Koenker and Bassett
    1978), as a linear program of what lies above and below it."""
    rows, n = np.column_stack([np.ones(len(y)), x]), len(y)
    goal = np.concatenate([np.zeros(rows.shape[1]), np.full(n, share), np.full(n, 1 - share)])
    limits = [(None, None)] * rows.shape[1] + [(0, None)] * (2 * n)
    found = linprog(goal, A_eq=np.hstack([rows, np.eye(n), -np.eye(n)]), b_eq=y, bounds=limits, method="highs-ds")
    return found.x[: rows.shape[1]]


def _somebody_new(shape: str, creators: int, said: int, rng: Rng) -> list[Worth]:
    x, fee, tier, whose = w.repeated_deals(rng, creators, shape)
    x_new, quote, tier_new, _ = w.repeated_deals(rng, 50, shape)
    # of size alone: rights differ between the deals of one creator
    effects = [estimate.price_model(x, fee, tier, 0.95, each).effects.iloc[:2] for each in (whose, None)]
    held: list[Worth] = [inside(each, w.RULE[:2]) for each in effects]
    if said > 2:
        models = [estimate.price_model(x, fee, tier, 0.9, each) for each in (whose, None)]
        held += [inside(model.range(x_new, tier_new), quote) for model in models]
    return held[:said]


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
    for name, market in bookings.MARKETS.items():
        also = (
            Claim("expected_counts", "holds the mean", 0.93, 0.97),
            Claim("expected_counts, by worth", "promised ÷ came", 0.95, 1.05),
            naive("mean views, by worth", "promised ÷ came", 1.05, 99),
        )
        yield Study("s8", name, also, partial(bookings.chosen, market), share=0.3)


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
