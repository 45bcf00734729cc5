"""The set that does best when the worst outcomes come true: candidates for it judged, and mended, in all scenarios."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ROUNDS = 20  # exchanges in a row, at most
BLOCK, FEW = 64, 512  # exchanges weighed at once, and at most
SLACK = 1e-9  # of a limit


@dataclass(frozen=True, eq=False)
class Tail:
    """What sets of packages are worth, and which are allowed.

    draws: scenarios × packages.  share: of the scenarios, whose worst mean counts.  rows: (weights, low, high) that a
    set's sum must keep to, the budget's among them.  whose: creator of a package, of whom one may be chosen.  free:
    packages that may be chosen at all.
    """

    draws: np.ndarray
    share: float
    rows: Sequence[tuple[np.ndarray, float | None, float | None]]
    whose: np.ndarray
    free: np.ndarray

    def worst(self, totals: np.ndarray) -> np.ndarray:
        """Mean of the worst share of totals, scenarios × sets (or one set's)."""
        k = max(1, round(self.share * len(totals)))
        return np.partition(totals, k - 1, axis=0)[:k].mean(axis=0)

    def of(self, chosen: np.ndarray) -> float:
        return float(self.worst(self.draws[:, chosen].sum(axis=1)))

    def best(self, sets: Sequence[np.ndarray]) -> np.ndarray:
        """The best of some sets (of equals the first), each made better by single exchanges."""
        return max([*map(self.climbed, sets), *sets], key=self.of)

    def climbed(self, chosen: np.ndarray) -> np.ndarray:
        """By the best single exchange again and again."""
        chosen = chosen.copy()
        for _ in range(ROUNDS):
            change = self.exchange(chosen)
            if change is None:
                break
            chosen[list(change)] ^= True
        return chosen

    def exchange(self, chosen: np.ndarray) -> tuple[int, ...] | None:
        """The packages to add, or one to take out and one to add, so that the set is worth most; None: as it is.

        Over its own worst scenarios a changed set is worth no more than over those of the old one, so that this mean
        bounds what a change may gain, and few need to be weighed.
        """
        totals = self.draws[:, chosen].sum(axis=1)
        k = max(1, round(self.share * len(totals)))
        line = self.draws[np.argpartition(totals, k - 1)[:k]].mean(axis=0)
        most, found = 1e-9 * abs(now := float(self.worst(totals))), None
        pairs = self.pairs(chosen, line, most)
        for start in range(0, len(pairs), BLOCK):
            some = pairs[start : start + BLOCK]
            if gain_bound(line, some[0]) <= most:
                break
            moved = np.array([self.moved(pair) for pair in some]).T
            gain = self.worst(totals[:, None] + moved) - now
            if gain.max() > most:
                most, found = float(gain.max()), some[int(gain.argmax())]
        return found

    def moved(self, pair: tuple[int, ...]) -> np.ndarray:
        """By how much a change moves each scenario's total."""
        joins = self.draws[:, pair[-1]]
        return joins if len(pair) == 1 else joins - self.draws[:, pair[0]]

    def pairs(self, chosen: np.ndarray, line: np.ndarray, least: float) -> list[tuple[int, ...]]:
        """The changes that keep to the limits and may gain more than `least`, the likeliest first."""
        joins = np.flatnonzero(self.free & ~chosen)
        leaves, gains = [*np.flatnonzero(chosen), None], []
        for one in leaves:
            others = chosen.copy()
            if one is not None:
                others[one] = False
            able = joins[self.fits(others, joins)]
            bound = line[able] - (0.0 if one is None else line[one])
            start = () if one is None else (int(one),)
            gains += [(float(-b), (*start, int(j))) for b, j in zip(bound, able, strict=True) if b > least]
        return [pair for _, pair in sorted(gains)[:FEW]]

    def fits(self, others: np.ndarray, joins: np.ndarray) -> np.ndarray:
        """Which of `joins` may join a set."""
        good = ~np.isin(self.whose[joins], self.whose[others])
        for weights, low, high in self.rows:
            total = weights[others].sum() + weights[joins]
            slack = SLACK * max(1.0, abs(high or 0.0), abs(low or 0.0))
            good &= (high is None) | (total <= (np.inf if high is None else high) + slack)
            good &= (low is None) | (total >= (-np.inf if low is None else low) - slack)
        return good


def gain_bound(line: np.ndarray, pair: tuple[int, ...]) -> float:
    """More than this a change cannot gain."""
    return float(line[pair[-1]] - (line[pair[0]] if len(pair) == 2 else 0.0))
