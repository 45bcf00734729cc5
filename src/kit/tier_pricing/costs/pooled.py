"""Exact quantiles of more values than can be held: they come twice, to be counted, then to keep those that matter."""

from collections.abc import Sequence

import numpy as np

STEP, FURTHEST = 1e-3, 50.0  # of logs: values that are counted together; what lies beyond is counted with the last
BINS = round(2 * FURTHEST / STEP) + 1


class Pooled:
    """Values from 0 on that come in parts.  Each part goes to `count`; when all have, each again to `keep`."""

    def __init__(self, shares: Sequence[float]) -> None:
        self.shares = np.array(shares)
        self.known = True
        self.counts = np.zeros(BINS, dtype=np.int64)
        self.kept: list[np.ndarray] = []

    def count(self, part: np.ndarray) -> None:
        self.known = self.known and bool(np.isfinite(part).all())
        if self.known:
            self.counts += np.bincount(binned(part), minlength=BINS)

    def keep(self, part: np.ndarray) -> None:
        """Holds on to the values that lie where the quantiles do."""
        if self.known:
            self.kept.append(part.ravel()[self.wanted()[binned(part)]])

    def quantiles(self) -> np.ndarray:
        """At each share, interpolated between neighbours as in np.quantile; NaN with a value that is not finite."""
        if not self.known or not self.counts.any():
            return np.full(len(self.shares), np.nan)
        ordered = np.sort(np.concatenate(self.kept))
        passed = np.cumsum(np.where(self.wanted(), 0, self.counts))[self.places()]  # smaller values that were not kept
        low, high = ordered[self.ranks() - passed]
        return low + (high - low) * (self.shares * (self.counts.sum() - 1) % 1)

    def ranks(self) -> np.ndarray:
        """2 × shares: ranks, from 0, of the neighbours of each quantile."""
        low = np.floor(self.shares * (self.counts.sum() - 1)).astype(np.int64)
        return np.array([low, np.minimum(low + 1, self.counts.sum() - 1)])

    def places(self) -> np.ndarray:
        """Where among the counts these ranks lie."""
        return np.searchsorted(np.cumsum(self.counts), self.ranks(), side="right")

    def wanted(self) -> np.ndarray:
        """Of each count, whether a rank lies there."""
        found = np.zeros(BINS, dtype=bool)
        found[self.places()] = True
        return found


def binned(part: np.ndarray) -> np.ndarray:
    """Where among the counts each value belongs."""
    with np.errstate(divide="ignore"):
        logs = np.clip(np.log(part.ravel()), -FURTHEST, FURTHEST)
    return np.rint((logs + FURTHEST) / STEP).astype(np.int64)
