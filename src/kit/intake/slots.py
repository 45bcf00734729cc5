"""Which items are known, and since when: one number for each, and arrays that tell of its newest row.

An item is known by a 64-bit hash of its key.  Two items of one hash would be counted as one; no row is lost by it, as
what is written is told apart by the keys themselves.
"""

from typing import Any, TypeAlias

import numpy as np

Numbers: TypeAlias = Any  # a NumPy array

NEVER = np.iinfo("int64").min  # an item without a row
UNKNOWN = NEVER + 1  # an unknown time of capture counts as the oldest
NOWHERE, SEVERAL = -1, -2  # instead of the number of a file


class Slots:
    """Hashes → slots 0, 1, 2 …, in sorted runs; a run is merged into the one before it when it has grown near to it."""

    def __init__(self) -> None:
        self._runs: list[tuple[Numbers, Numbers]] = []
        self.size = 0

    def of(self, hashes: Numbers) -> Numbers:
        """The slot of each hash; a new one where it has none yet."""
        different, places = np.unique(hashes, return_inverse=True)
        slots = np.full(len(different), -1)
        for known, theirs in self._runs:
            at = np.minimum(np.searchsorted(known, different), len(known) - 1)
            hit = known[at] == different
            slots[hit] = theirs[at[hit]]
        new = slots < 0
        if new.any():
            slots[new] = self.size + np.arange(new.sum())
            self._add(different[new], slots[new])
        return slots[places]

    def _add(self, hashes: Numbers, slots: Numbers) -> None:
        self.size += len(slots)
        while self._runs and len(self._runs[-1][0]) < 2 * len(hashes):
            known, theirs = self._runs.pop()
            hashes, slots = np.concatenate([known, hashes]), np.concatenate([theirs, slots])
            order = np.argsort(hashes, kind="stable")
            hashes, slots = hashes[order], slots[order]
        self._runs.append((hashes, slots))


class Newest:
    """Of each slot the time of its newest row, as microseconds, and the number of the file that has it."""

    def __init__(self) -> None:
        self._at, self._file = np.zeros(0, "int64"), np.zeros(0, "int32")

    def __getitem__(self, slots: Numbers) -> tuple[Numbers, Numbers]:
        """Times and files; NEVER and NOWHERE of a slot that no row was seen of."""
        self._reach(slots)
        return self._at[slots], self._file[slots]

    def see(self, slots: Numbers, at: Numbers, file: int) -> None:
        """Rows of one file."""
        if not len(slots):
            return
        self._reach(slots)
        order = np.lexsort((at, slots))
        slots, at = slots[order], at[order]
        last = np.r_[slots[1:] != slots[:-1], True]
        twice = np.r_[False, (slots[1:] == slots[:-1]) & (at[1:] == at[:-1])][last]
        slots, at = slots[last], at[last]
        newer, same = at > self._at[slots], at == self._at[slots]
        self._file[slots[same]] = SEVERAL
        self._file[slots[newer]] = np.where(twice[newer], SEVERAL, file)
        self._at[slots[newer]] = at[newer]

    def _reach(self, slots: Numbers) -> None:
        """Room for these slots."""
        more = int(slots.max(initial=-1)) + 1 - len(self._at)
        if more > 0:
            more = max(more, len(self._at) // 2)
            self._at = np.r_[self._at, np.full(more, NEVER)]
            self._file = np.r_[self._file, np.full(more, NOWHERE, "int32")]


class Different:
    """How many different slots were added."""

    def __init__(self) -> None:
        self._there = np.zeros(0, bool)

    def add(self, slots: Numbers) -> None:
        more = int(slots.max(initial=-1)) + 1 - len(self._there)
        if more > 0:
            self._there = np.r_[self._there, np.zeros(more, bool)]
        self._there[slots] = True

    @property
    def count(self) -> int:
        return int(self._there.sum())
