"""How often each unit's events come, where most have few: Poisson counts around rates that differ by a gamma law."""

import math
from typing import Any

import numpy as np
import pandas as pd

SHAPES = np.geomspace(0.1, 100, 25)  # of the rates' spread: s.d. of a rate from 3 times to a tenth of the mean
MEANS = np.exp(np.linspace(-3, 3, 25))  # of the mean rate, in multiples of what its own error may be, see `_grid`


def shrunk_event_rates(count: Any, exposure: Any, draws: int, seed: int = 0) -> pd.DataFrame:
    """Draws from what each unit's rate (events per unit of exposure) may be, in the light of all units'.

    count      events a unit, 0 or more; exposure: in how much they came (views), above 0; both known
    Returns units × draws.  Rates are gamma with an unknown mean and shape (both on a grid, flat on their logarithms,
    weighed by the negative binomial likelihood of all counts); given these, a unit's rate is gamma(shape + count,
    shape ÷ mean + exposure).  A unit with few events is pulled to the others' rate, one with many keeps its own.
    Without any event there is no rate to pull to: ValueError.
    Source: Clayton and Kaldor 1987 (Biometrics 43:671), with the prior's own error.
    """
    k, n = np.asarray(count, float), np.asarray(exposure, float)
    if not k.sum() > 0:
        raise ValueError("count holds no event: there is no rate to shrink to.")
    shape, mean, chance = _grid(k, n)
    generator = np.random.default_rng(seed)
    picked = generator.choice(len(chance), size=draws, p=chance)
    alpha, centre = shape[picked], mean[picked]
    rates = generator.gamma(alpha + k[:, None]) / (alpha / centre + n[:, None])
    index = count.index if isinstance(count, pd.Series) else None
    return pd.DataFrame(rates, index=index)


def _grid(k: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shapes, means, and the chance of each pair."""
    pooled = k.sum() / n.sum()
    error = 1 / math.sqrt(k.sum()) + 1 / math.sqrt(len(k))
    shape, mean = (side.ravel() for side in np.meshgrid(SHAPES, pooled * MEANS ** min(error, 1.0)))
    gamma = np.vectorize(math.lgamma, otypes=[float])
    ways = (gamma(k[:, None] + SHAPES) - gamma(SHAPES)).sum(axis=0)
    expected = mean * n[:, None]
    log = np.tile(ways, len(MEANS)) + (
        shape * np.log(shape / (shape + expected)) + k[:, None] * np.log(expected / (shape + expected))
    ).sum(axis=0)
    weight = np.exp(log - log.max())
    return shape, mean, weight / weight.sum()
