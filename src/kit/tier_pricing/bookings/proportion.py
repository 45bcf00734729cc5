"""Do events grow in proportion to what brings them, and how far apart are their rates?  Arrays in, numbers out."""

from dataclasses import dataclass
import math

import numpy as np

POWERS = np.linspace(0.1, 1.0, 10)
SHAPES = np.geomspace(0.03, 100, 30)[:, None]  # of the gamma that rates vary by: from worlds apart to alike
CLEAR = 3.84  # twice the log likelihood by which another power than 1 must be better: 5 % of a chi-square with 1 df
STEPS, STILL = 200, 1e-6


@dataclass(frozen=True)
class Proportion:
    """Events ~ Poisson(mean × luck × (size ÷ base) ** power), luck ~ gamma of mean 1 and this shape.

    base: the geometric mean of the sizes.  mean: events at that size.  error: standard error of its log.
    """

    power: float
    base: float
    mean: float
    shape: float
    error: float

    def exposure(self, size: np.ndarray) -> np.ndarray:
        """By how much a size counts, as a multiple of the base."""
        return (size / self.base) ** self.power


def proportion(events: np.ndarray, size: np.ndarray) -> Proportion:
    """Negative binomial by maximum likelihood on a grid; power is 1 unless events clearly grow more slowly than sizes.

    events, size   one an occasion; sizes above 0, and some events
    The likeliest power from 0.1 to 1 is taken where it beats proportion in a likelihood-ratio test at 5 %.
    Source: Cameron and Trivedi 2013, Regression Analysis of Count Data, 3.3 (NB2).
    """
    logs = np.log(size) - np.log(size).mean()
    log_gamma = np.vectorize(math.lgamma)
    ways = (log_gamma(SHAPES + events) - log_gamma(SHAPES)).sum(axis=1)
    fits = [fitted(events, power * logs, ways) for power in POWERS]
    likelihood = np.array([fit[0] for fit in fits])
    best = int(likelihood.argmax())
    chosen = best if 2 * (likelihood[best] - likelihood[-1]) > CLEAR else len(POWERS) - 1
    _, mean, shape = fits[chosen]
    expected = mean * np.exp(POWERS[chosen] * logs)
    information = (expected / (1 + expected / shape)).sum()
    base = float(np.exp(np.log(size).mean()))
    return Proportion(float(POWERS[chosen]), base, mean, shape, float(1 / np.sqrt(information)))


def fitted(events: np.ndarray, log_exposure: np.ndarray, ways: np.ndarray) -> tuple[float, float, float]:
    """Log likelihood (without what the events alone say), mean and shape of the likeliest negative binomial."""
    exposure, mean = np.exp(log_exposure), np.full(SHAPES.shape, events.sum() / np.exp(log_exposure).sum())
    for _ in range(STEPS):  # expectation and maximisation: the mean of the posterior means
        following = ((SHAPES + events) / (SHAPES / mean + exposure)).mean(axis=1, keepdims=True)
        moved, mean = np.abs(following / mean - 1).max(), following
        if moved < STILL:
            break
    rates = SHAPES * np.log(SHAPES / mean) - (SHAPES + events) * np.log(SHAPES / mean + exposure)
    every = ways + rates.sum(axis=1) + (events * log_exposure).sum()
    best = int(every.argmax())
    return float(every[best]), float(mean[best, 0]), float(SHAPES[best, 0])
