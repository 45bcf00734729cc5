"""Scenarios of bookings: each creator has streams of luck of its own, so that who else is asked for changes nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist

import numpy as np

DRAWS, SEED = 4000, 1  # scenarios; a fixed seed, so that a report can be run again
BLOCK = 250  # bookings that are drawn at a time: 8 MB a table of scenarios, however many there are in all
MOST_APART = 12  # videos of a booking with luck of their own; more are drawn as so many, which only widens the range
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)  # for means over a normal
Video = Callable[[np.ndarray], np.ndarray]  # positions of creators → what the next video of each brings, × scenarios;
# or several measures of it, × creators × scenarios


@dataclass(frozen=True)
class Booked:
    """Bookings by creator, so that one that stands in several rows has the same level and first videos in all.

    creators: each once, sorted.  place: of each row among them.  times: videos booked, a row.
    """

    creators: np.ndarray
    place: np.ndarray
    times: np.ndarray

    @classmethod
    def of(cls, creators: Iterable[str], pieces: np.ndarray | None) -> "Booked":
        """`pieces`: videos booked of each row's creator; None: one."""
        every, place = np.unique(np.asarray(list(creators), dtype=str), return_inverse=True)
        times = np.ones(len(place)) if pieces is None else np.asarray(pieces, dtype=float)
        return cls(every, place, times)

    def together(self, video: Video, n: int = DRAWS) -> np.ndarray:
        """Scenarios × rows (measures × these): all the booked videos together; NaN where their number is unknown."""
        apart = np.clip(np.nan_to_num(self.times, nan=1), 1, MOST_APART).astype(int)
        most = np.zeros(len(self.creators), dtype=int)
        np.maximum.at(most, self.place, apart)
        total = video(np.arange(len(self.creators)))
        out = np.empty((*total.shape[:-2], len(self.place), n))
        for k in range(1, most.max(initial=0) + 1):
            if k > 1:
                going = np.flatnonzero(most >= k)
                total[..., going, :] += video(going)
            done = np.flatnonzero(apart == k)
            out[..., done, :] = total[..., self.place[done], :] * (self.times[done] / k)[:, None]
        return np.swapaxes(out, -1, -2)

    def each(self, value: np.ndarray) -> np.ndarray:
        """Scenarios × rows: what is expected of one video (creators × scenarios), times the videos booked."""
        return (value[self.place] * self.times[:, None]).T


class Streams:
    """Standard normal numbers of some creators on one matter ("views", "rates"): the same for a creator and seed."""

    def __init__(self, creators: Iterable[str], about: str, seed: int = SEED) -> None:
        self.generators = [np.random.default_rng(_key(creator, about, seed)) for creator in creators]

    def next(self, some: Iterable[int] | None = None, n: int = DRAWS) -> np.ndarray:
        """Creators × n: of each (None: of all) the n middle quantiles of the normal, each once, shuffled anew."""
        chosen = range(len(self.generators)) if some is None else some
        return np.array([self.generators[i].permutation(_quantiles(n)) for i in chosen]).reshape(-1, n)


def blocks(bookings: int) -> list[slice]:
    """The rows of so many bookings, some at a time: who else is asked for changes nothing."""
    return [slice(first, first + BLOCK) for first in range(0, bookings, BLOCK)]


def shared(about: str, seed: int = SEED, n: int = DRAWS) -> np.ndarray:
    """n standard normal numbers for an error that all creators share."""
    return Streams([""], about, seed).next(n=n)[0]


def mean_over_normal(function: Callable[[np.ndarray], np.ndarray], mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Mean of a smooth function of a normal number, element by element (Gauss and Hermite's quadrature)."""
    total = np.zeros(np.broadcast(mean, sd).shape)
    for node, weight in zip(NODES, WEIGHTS / WEIGHTS.sum(), strict=True):
        total += weight * function(mean + sd * node)
    return total


@lru_cache
def _quantiles(n: int) -> np.ndarray:
    inverse = NormalDist().inv_cdf
    return np.array([inverse((i + 0.5) / n) for i in range(n)])


def _key(creator: str, about: str, seed: int) -> list[int]:
    return [seed, int.from_bytes(blake2b(f"{about}\n{creator}".encode(), digest_size=8).digest())]
