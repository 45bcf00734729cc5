"""Regression with a level that drifts and noise, exactly: what the days before let expect of any mean of days."""

import numpy as np
from numpy.typing import NDArray

from .inputs import Numbers
from .mixtures import Mixture

DRIFTS = np.concatenate([[0.0], np.geomspace(0.003, 2.0, 24)])  # level s.d. over noise s.d., equally likely beforehand


class Level:
    """The posterior of y = rows × coefficients + random-walk level + noise, given the days `first`.

    Flat prior on coefficients and on the log of the noise; the drift is averaged over a grid, weighted by how well each
    explains the days.  The walk's covariance is turned to its axes once, so that no drift needs a solution of its own.
    """

    def __init__(self, values: Numbers, rows: Numbers, first: NDArray[np.bool_]) -> None:
        day = np.arange(1.0, len(values) + 1)
        self.walk, self.rows = np.minimum.outer(day, day), rows
        spread, axes = np.linalg.eigh(self.walk[np.ix_(first, first)])
        self.cross = axes.T @ self.walk[first]  # axes × days
        self.seen, turned = axes.T @ rows[first], axes.T @ values[first]
        self.df = int(first.sum() - np.linalg.matrix_rank(rows[first]))
        self.shrink = 1 / (1 + np.multiply.outer(DRIFTS**2, np.maximum(spread, 0)))  # drifts × axes
        precision = np.einsum("ga,ai,aj->gij", self.shrink, self.seen, self.seen, optimize=True)
        size, direction = np.linalg.eigh(precision)
        kept = size > 1e-10 * size[:, -1:]
        size = np.where(kept, size, 1.0)
        self.inverse = np.einsum("gij,gj,gkj->gik", direction, kept / size, direction, optimize=True)
        self.coefficients = np.einsum("gij,aj,ga,a->gi", self.inverse, self.seen, self.shrink, turned, optimize=True)
        self.left = turned - self.coefficients @ self.seen.T  # drifts × axes
        squares = np.maximum((self.shrink * self.left**2).sum(axis=1), 1e-300)
        self.noise = squares / self.df
        evidence = 0.5 * (np.log(self.shrink).sum(axis=1) - np.log(size).sum(axis=1) - self.df * np.log(squares))
        weight = np.exp(evidence - evidence.max())
        self.weight = weight / weight.sum()

    def expected(self, means: Numbers) -> Numbers:
        """drifts × means: what each weighted mean of days (means × days) is expected to be."""
        drifted = DRIFTS[:, None] ** 2 * ((self.shrink * self.left) @ (self.cross @ means.T))
        return self.coefficients @ (means @ self.rows).T + drifted

    def predictive(self, means: Numbers) -> Mixture:
        """What weighted means of days after (means × days) may be, each by itself."""
        rows, cross = means @ self.rows, self.cross @ means.T
        own, noise = ((means @ self.walk) * means).sum(axis=1), (means**2).sum(axis=1)
        variance = np.empty((len(DRIFTS), len(means)))
        for k, drift in enumerate(DRIFTS):
            shrunk = self.shrink[k][:, None]
            surprise = rows - drift**2 * cross.T @ (shrunk * self.seen)
            walk = drift**2 * own - drift**4 * (self.shrink[k] @ cross**2)
            variance[k] = walk + ((surprise @ self.inverse[k]) * surprise).sum(axis=1) + noise
        scale = np.sqrt(self.noise[:, None] * np.maximum(variance, 1e-12))
        return Mixture(self.weight, self.expected(means), scale, self.df)
