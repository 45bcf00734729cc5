"""How often do rare events come, unit by unit, when most have few? Gamma-Poisson, each pulled towards the others."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, labels, Numbers, numbers, same_length
from .jackknife import cluster_sums

COLUMNS = ["raw", "value", "low", "high", "shape", "scale", "events", "exposure"]
FITTED = COLUMNS[1:6]
FEWEST = 3  # units with exposure
WEIGHTS = (np.arange(40) + 0.5) / 40  # that a typical unit's own rate may have beside the others'
OFF = np.linspace(-3.5, 3.5, 15)  # standard errors of the log mean rate that are weighed


@dataclass(frozen=True)
class EventRates:
    """table: one row a unit, as `event_rates` says; new: the same of a unit not seen, from how far the others differ
    (value, low, high, shape, scale; NaN where the table has none)."""

    table: pd.DataFrame
    new: pd.Series


def event_rates(events: Any, exposure: Any, unit: Any, level: float = 0.95) -> EventRates:
    """Rate of each unit's rare events (orders per view), shrunk by as much as chance explains how units differ.

    events     counts, never negative (fractions may stand for shared ones); a unit's rows are added up, so that how
               they are split changes nothing
    exposure   in how much of something they came (views), one unit of measure for all rows; rows where either is
               missing or exposure is 0 are dropped
    Returns `.table`, one row a unit, sorted by its label: raw (events ÷ exposure), value (posterior mean), low, high
    (middle `level` of the posterior), shape, scale (of the gamma that stands for it: value = shape × scale), events,
    exposure; and `.new`, the same of a unit not seen. A unit without exposure gets the latter, with raw NaN.
    All but raw, events, exposure is NaN with fewer than three units that have exposure, or without any event.
    Rates of units are taken to follow a gamma, their events a Poisson law: negative binomial, whose mean and shape are
    weighed by their likelihood on a grid and not just put at its maximum, as few units tell little of either. Before,
    every log mean is equally likely, and every weight of a typical unit's own rate from 0 to 1.
    An item's own luck is not in it: where items of a unit differ beyond Poisson's chance, intervals are too narrow.
    Source: Christiansen and Morris 1997 (JASA 92:618) for the model and its prior.
    """
    check_level(level)
    count, size = numbers("events", events, least=0), numbers("exposure", exposure, least=0)
    codes, names = labels("unit", unit)
    same_length(events=count, exposure=size, unit=codes)
    kept = ~np.isnan(count + size) & (size > 0) & (codes >= 0)
    y, e = (cluster_sums(codes[kept], column[kept], len(names)) for column in (count, size))
    raw = np.divide(y, e, out=np.full(len(e), np.nan), where=e > 0)
    found = np.full((len(e) + 1, len(FITTED)), np.nan)
    if (e > 0).sum() >= FEWEST and y.sum() > 0:
        found = _rates(y, e, level)
    table = pd.DataFrame(found[:-1], index=pd.Index(names, name="unit"), columns=FITTED)
    table = table.assign(raw=raw, events=y, exposure=e)[COLUMNS]
    return EventRates(table, pd.Series(found[-1], index=FITTED))


def next_events(rates: pd.DataFrame, exposure: Any, level: float = 0.8) -> pd.DataFrame:
    """What a further item with this exposure may bring each unit: negative binomial, from the gamma of its rate.

    rates      rows with shape and scale, as of `event_rates(…).table` (of `.new`: `.new.to_frame().T`)
    exposure   one for all rows or one a row
    Returns a row a row: value (mean), low, high (whole counts: from low to high lie at least `level` of what may come,
    at most half of the rest on either side). NaN where the rate or the exposure is.
    """
    check_level(level)
    shape, scale = (rates[name].to_numpy(dtype=float) for name in ("shape", "scale"))
    size = np.broadcast_to(np.asarray(exposure, dtype=float), shape.shape)
    tail, chance = (1 - level) / 2, 1 / (1 + scale * size)
    ends = {"low": _quantile(tail, shape, chance), "high": _quantile(1 - tail, shape, chance)}
    return pd.DataFrame({"value": shape * scale * size, **ends}, index=rates.index)


def _rates(y: Numbers, e: Numbers, level: float) -> Numbers:
    """One row a unit and a last one for a new unit: the columns FITTED, over all guesses of how rates are spread."""
    start, some = y.sum() / e.sum(), e > 0
    chance, shape, rate = _guesses(y[some], e[some] * start)
    events, sizes = np.append(y, 0.0), np.append(e, 0.0) * start
    mean = (shape + events) / (rate + sizes)
    middle = np.einsum("ab,abn->n", chance, mean)
    variance = np.einsum("ab,abn->n", chance, mean**2 + mean / (rate + sizes)) - middle**2
    found = _summed_up(middle * start, variance * start**2, level)
    found[-1, 1:3] = _mixed_range(chance, shape, rate, level) * start
    return found


def _guesses(y: Numbers, expected: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Chance of each guess (shapes × means), the gamma's shape, and its rate in multiples of the expected counts."""
    typical = float(np.median(expected))
    shape = (typical * WEIGHTS[::-1] / WEIGHTS)[:, None, None]  # a typical unit's weight is typical ÷ (typical + shape)
    log, error = _likeliest(shape[..., 0], y, expected)
    rate = shape / np.exp(log[:, None] + error[:, None] * OFF)[:, :, None]
    rising = special.gammaln(shape + y) - special.gammaln(shape)
    fits = (rising + shape * np.log(rate) - (shape + y) * np.log(rate + expected)).sum(axis=2)
    chance = np.exp(fits - fits.max()) * error[:, None]  # a guess stands for a band of means as wide as the error
    return chance / chance.sum(), shape, rate


def _mixed_range(chance: Numbers, shape: Numbers, rate: Numbers, level: float) -> Numbers:
    """The middle `level` of a mixture of gammas, by bisection of the log."""
    ends = []
    for p in ((1 - level) / 2, (1 + level) / 2):
        low, high = -700.0, 50.0
        while high - low > 1e-9:
            middle = (low + high) / 2
            below = (chance * special.gammainc(shape, rate * np.exp(middle))[..., 0]).sum() < p
            low, high = (middle, high) if below else (low, middle)
        ends.append(np.exp(high))
    return np.array(ends)


def _likeliest(shape: Numbers, y: Numbers, expected: Numbers) -> tuple[Numbers, Numbers]:
    """For each shape (one a row) the likeliest log mean, as a multiple of the expected counts, and its standard error:
    Newton's steps on a concave likelihood."""
    log = np.zeros((len(shape), 1))
    for _ in range(50):
        share = expected * np.exp(log) / (shape + expected * np.exp(log))
        score = (y - (shape + y) * share).sum(axis=1, keepdims=True)
        information = ((shape + y) * share * (1 - share)).sum(axis=1, keepdims=True)
        step = np.clip(score / information, -1, 1)
        log += step
        if (np.abs(step) < 1e-8).all():
            break
    return log[:, 0], 1 / np.sqrt(information[:, 0])


def _summed_up(mean: Numbers, variance: Numbers, level: float) -> Numbers:
    """One row a rate, the columns FITTED: the gamma of this mean and variance."""
    shape, scale = mean**2 / variance, variance / mean
    low, high = (special.gammaincinv(shape, 0.5 + side * level / 2) * scale for side in (-1, 1))
    return np.column_stack([mean, low, high, shape, scale])


def _quantile(p: float, shape: Numbers, chance: Numbers) -> Numbers:
    """The smallest count that a negative binomial stays at or below with chance p."""
    known = ~np.isnan(shape + chance)
    low, high = np.full(len(shape), -1.0), np.ones(len(shape))
    while (short := known & (special.betainc(shape, high + 1, chance) < p)).any():
        high = np.where(short, 2 * high, high)
    while (wide := high - low > 1).any():
        middle = np.where(wide, np.floor((low + high) / 2), high)
        reached = ~known | ~wide | (special.betainc(shape, middle + 1, chance) >= p)
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return np.where(known, high, np.nan)
