"""Exact quantiles of more values than can be held: they are counted, and wait in a scratch file."""

from collections.abc import Iterator, Sequence
import tempfile

import numpy as np

STEP, FURTHEST = 1e-3, 50.0  # of logs: values that are counted together; what lies beyond is counted with the last
BINS = round(2 * FURTHEST / STEP) + 1
IN_MEMORY = 2**25  # bytes of values that wait in memory; beyond, all are in the file


class Pooled:
    """Values from 0 on that come in parts; some may be pooled again with others."""

    def __init__(self, others: Sequence["Pooled"] = ()) -> None:
        """others: whose values are in here too."""
        self.others = others
        self.known: bool = all(other.known for other in others)
        self.counts: np.ndarray = np.sum([np.zeros(BINS, dtype=np.int64), *(other.counts for other in others)], axis=0)
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - as long as this object
        self._sizes: list[int] = []

    def add(self, part: np.ndarray) -> None:
        self.known = self.known and bool(np.isfinite(part).all())
        if self.known:
            self.counts += np.bincount(binned(part.ravel()), minlength=BINS)
            self._file.write(values := part.astype("float64").tobytes())
            self._sizes.append(len(values))

    def quantiles(self, shares: Sequence[float]) -> np.ndarray:
        """At each share, interpolated between neighbours as in np.quantile; NaN with a value that is not finite."""
        if not self.known or not self.counts.any():
            return np.full(len(shares), np.nan)
        total, below = self.counts.sum(), np.cumsum(self.counts)
        low = np.floor(np.array(shares) * (total - 1)).astype(np.int64)
        ranks = np.array([low, np.minimum(low + 1, total - 1)])  # from 0, of the neighbours of each quantile
        places = np.searchsorted(below, ranks, side="right")
        wanted = np.zeros(BINS, dtype=bool)
        wanted[places] = True
        ordered = np.sort(np.concatenate([part[wanted[binned(part)]] for part in self._parts()]))
        passed = np.cumsum(np.where(wanted, 0, self.counts))[places]  # smaller values that are not among these
        first, second = ordered[ranks - passed]
        return first + (second - first) * (np.array(shares) * (total - 1) % 1)

    def _parts(self) -> Iterator[np.ndarray]:
        for other in self.others:
            yield from other._parts()
        self._file.seek(0)
        for size in self._sizes:
            yield np.frombuffer(self._file.read(size))


def binned(part: np.ndarray) -> np.ndarray:
    """Where among the counts each value belongs."""
    with np.errstate(divide="ignore"):
        logs = np.clip(np.log(part), -FURTHEST, FURTHEST)
    return np.rint((logs + FURTHEST) / STEP).astype(np.int64)
