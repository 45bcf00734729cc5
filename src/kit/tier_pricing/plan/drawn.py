"""Draws of many packages, a block of them at a time, so that memory does not grow with who could be booked."""

from collections.abc import Callable
import os
import tempfile

import numpy as np
import pandas as pd

from kit.tier_pricing.bookings.scenarios import blocks

IN_MEMORY = 2**28  # bytes of draws that are kept in memory; beyond, all wait in a scratch file

Draw = Callable[[pd.DataFrame], np.ndarray]  # packages → draws × packages


class Drawn:
    """Draws × packages, made when first asked for, each block once.

    `draw` must give a package the same draws whoever else is asked for.
    """

    def __init__(self, people: pd.DataFrame, draw: Draw) -> None:
        self._people, self._draw, self._blocks = people, draw, blocks(len(people))
        self._kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - as long as this object
        self._places: dict[int, tuple[int, int]] = {}  # block → where it begins in there, and its bytes

    def totals(self, mask: np.ndarray, times: np.ndarray | None = None) -> np.ndarray:
        """What the packages in `mask` bring together, one figure a draw; `times`: a factor for each package."""
        factors = np.ones(len(mask)) if times is None else times
        asked = [(k, own) for k, own in enumerate(self._blocks) if mask[own].any()]
        return np.sum([self._block(k)[:, mask[own]] @ factors[own][mask[own]] for k, own in asked], axis=0)

    def of(self, package: int) -> np.ndarray:
        """The draws of one package, by its position."""
        k = next(k for k, own in enumerate(self._blocks) if package < own.stop)
        return self._block(k)[:, package - self._blocks[k].start]

    def all(self) -> np.ndarray:
        """Draws × packages, in memory as a whole."""
        return np.concatenate([self._block(k) for k in range(len(self._blocks))], axis=1)

    def _block(self, k: int) -> np.ndarray:
        some = self._people.iloc[self._blocks[k]]
        if k in self._places:
            begins, size = self._places[k]
            self._kept.seek(begins)
            return np.frombuffer(self._kept.read(size), dtype=float).reshape(-1, len(some))
        drawn = np.ascontiguousarray(self._draw(some), dtype=float)
        self._places[k] = self._kept.seek(0, os.SEEK_END), drawn.nbytes
        self._kept.write(drawn.tobytes())
        return drawn


def summed(people: pd.DataFrame, draw: Draw) -> np.ndarray:
    """What all packages bring together, one figure a draw; nothing is kept."""
    return np.sum([draw(people.iloc[some]).sum(axis=1) for some in blocks(len(people))], axis=0)


def ends(people: pd.DataFrame, draw: Draw, shares: tuple[float, ...]) -> np.ndarray:
    """Shares × packages: quantiles of each package's draws; nothing is kept."""
    parts = [np.quantile(draw(people.iloc[some]), shares, axis=0) for some in blocks(len(people))]
    return np.concatenate(parts, axis=1) if parts else np.empty((len(shares), 0))
