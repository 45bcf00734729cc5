"""Better sets by adding, dropping and exchanging candidates: quick where an exact search would take hours."""

from dataclasses import dataclass
from functools import cached_property
import time

import numpy as np
from numpy.typing import NDArray

from .bounds import Bounds, SLACK
from .inputs import Codes, Numbers

Chosen = NDArray[np.bool_]
BLOCK, FEW = 64, 1024  # exchanges weighed at once, and at most
CELLS = 4 * 10**6  # exchanges looked at together: 32 MB


@dataclass(frozen=True)
class Search:
    """Totals by scenario of sets among bounded candidates, and what they are worth: the mean of the worst share.

    tail   1: the mean
    """

    worth: Numbers
    tail: float
    bounds: Bounds

    def value(self, totals: Numbers) -> Numbers:
        """Of scenarios × sets, or of one set: mean of the worst share, the last scenario counted in part."""
        share = self.tail * len(totals)
        last = int(np.ceil(share - 1e-9))
        weight = np.clip(share - np.arange(last), 0, 1)
        return weight @ np.partition(totals, last - 1, axis=0)[:last] / share

    def of(self, chosen: Chosen) -> float:
        return float(self.value(self.worth[:, chosen].sum(axis=1)))

    def weights(self, totals: Numbers) -> Numbers:
        """Of scenarios, such that no other set is worth more than its weighted total."""
        share, weight = self.tail * len(totals), np.zeros(len(totals))
        weight[np.argsort(totals, kind="stable")] = np.clip(share - np.arange(len(totals)), 0, 1) / share
        return weight

    def climbed(self, chosen: Chosen) -> Chosen:
        """By the best single change again and again, until none makes the set worth more."""
        chosen, totals = chosen.copy(), self.worth[:, chosen].sum(axis=1)
        while (change := self._best(chosen, totals)) is not None:
            leaves, joins = change
            for one, sign in ((leaves, -1), (joins, 1)):
                if one < self.bounds.size:
                    chosen[one] = sign > 0
                    totals = totals + sign * self.worth[:, one]
        return chosen

    def _best(self, chosen: Chosen, totals: Numbers) -> tuple[int, int] | None:
        """Who leaves and who joins (size: nobody).  The value is concave in the set: a weighted total bounds a gain."""
        now, line = float(self.value(totals)), np.append(self.weights(totals) @ self.worth, 0.0)
        found, most = None, 1e-9 * max(abs(now), float(np.abs(line).max(initial=0)))
        leaves, joins = self._changes(chosen, line, most)
        bound = line[joins] - line[leaves]
        for start in range(0, len(bound), BLOCK):
            if bound[start] <= most:
                break
            out, into = leaves[start : start + BLOCK], joins[start : start + BLOCK]
            gain = self.value(totals[:, None] + self._wide[:, into] - self._wide[:, out]) - now
            top = int(gain.argmax())
            if gain[top] > most:
                most, found = float(gain[top]), (int(out[top]), int(into[top]))
        return found

    @cached_property
    def _wide(self) -> Numbers:
        """With a last candidate that is nobody."""
        return np.column_stack([self.worth, np.zeros(len(self.worth))])

    def _changes(self, chosen: Chosen, line: Numbers, least: float) -> tuple[Codes, Codes]:
        """Pairs of one who leaves and one who joins that may gain more than `least`, the likeliest first.

        All that keep the bounds, but no more than FEW.
        """
        own, size = self.bounds, self.bounds.size
        leaves = np.append(np.flatnonzero(chosen & ~own.settled), size)
        joins = np.append(np.flatnonzero(~chosen & own.usable), size)
        step = max(CELLS // len(joins), 1)
        some = [self._allowed(chosen, line, least, leaves[k : k + step], joins) for k in range(0, len(leaves), step)]
        out, into, gain = (np.concatenate(parts) for parts in zip(*some, strict=True))
        first = _most(gain)
        return out[first], into[first]

    def _allowed(
        self, chosen: Chosen, line: Numbers, least: float, leaves: Codes, joins: Codes
    ) -> tuple[Codes, Codes, Numbers]:
        """The same of some who leave, with what each pair may gain."""
        own = self.bounds
        kind = np.append(own.kind, -1)
        held = np.isin(kind[joins], kind[:-1][chosen]) & (kind[joins] >= 0)
        bound = line[joins] - line[leaves][:, None]
        allowed = (bound > least) & (~held | (kind[joins] == kind[leaves][:, None]))
        for row, now, low, high in zip(own.rows, own.rows @ chosen, own.low, own.high, strict=True):
            more, less = np.append(row, 0.0)[joins], np.append(row, 0.0)[leaves]
            if now + more.max() - less.min() > high + SLACK:
                allowed &= more <= high + SLACK - now + less[:, None]
            if now + more.min() - less.max() < low - SLACK:
                allowed &= more >= low - SLACK - now + less[:, None]
        place = np.flatnonzero(allowed)
        gain = bound.ravel()[place]
        first = _most(gain)
        place, gain = place[first], gain[first]
        return leaves[place // len(joins)], joins[place % len(joins)], gain

    def filled(self, shares: Numbers) -> list[Chosen]:
        """The set of the largest shares that the bounds allow, one after the other; none where that is no set."""
        own, chosen = self.bounds, np.zeros(self.bounds.size, dtype=bool)
        total, had = np.zeros(len(own.rows)), set[int]()
        for one in np.argsort(-shares, kind="stable"):
            if shares[one] <= SLACK:
                break
            then, kind = total + own.rows[:, one], int(own.kind[one])
            if own.usable[one] and kind not in had and (then <= own.high + SLACK).all():
                chosen[one], total = True, then
                had |= {kind} - {-1}
        return [chosen] if own.holds(chosen) else []

    def improved(self, chosen: Chosen, enough: float, odds: Numbers, rounds: int, until: float) -> Chosen:
        """Climbs, then again after small disturbances: the same ones every time, until one is worth `enough`.

        odds     of each candidate to be disturbed, above 0
        until    time.monotonic() at which it ends before its rounds
        """
        rng, best = np.random.default_rng(0), self.climbed(chosen)
        worth = self.of(best)
        for _ in range(rounds):
            if worth >= enough or time.monotonic() > until:
                break
            tried = self.climbed(self._disturbed(best, odds, rng))
            then = self.of(tried)
            if then > worth:
                best, worth = tried, then
        return best

    def _disturbed(self, chosen: Chosen, odds: Numbers, rng: np.random.Generator) -> Chosen:
        """One or two who leave, and one who joins, where the bounds allow that; else as it was."""
        other, own = chosen.copy(), self.bounds
        inside, outside = np.flatnonzero(chosen & ~own.settled), np.flatnonzero(~chosen & own.usable)
        for among, most in ((inside, int(rng.integers(1, 3))), (outside, 1)):
            if len(among):
                share = odds[among] / odds[among].sum()
                other[rng.choice(among, min(len(among), most), replace=False, p=share)] ^= True
        if not own.holds(other):
            other[outside] = False
        return other if own.holds(other) else chosen


def _most(gain: Numbers) -> Codes:
    """Places of the largest FEW, the largest first, and of equals the first."""
    near = np.argpartition(-gain, FEW)[:FEW] if len(gain) > FEW else np.arange(len(gain))
    return near[np.lexsort([near, -gain[near]])]
