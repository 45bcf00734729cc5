"""What a set of candidates must keep to: a budget, limits on sums, at most one of a kind; and who may be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .inputs import Codes, labels, Numbers, numbers

SCALE = 1e3  # largest coefficient of a row: the solver's tolerance of 1e-6 is then a billionth of it
DIGITS = 9  # rounding that makes rows alike whatever the unit they came in
SLACK = 1e-6


@dataclass(frozen=True)
class Bounds:
    """low <= rows @ chosen <= high, at most one candidate of each kind, none that is not usable.

    rows     limits × candidates, the budget's first, each scaled to a largest coefficient of 1,000
    kind     code of a candidate; -1: it stands alone
    settled  candidates that must be chosen
    """

    rows: Numbers
    low: Numbers
    high: Numbers
    kind: Codes
    usable: NDArray[np.bool_]
    settled: NDArray[np.bool_]

    @property
    def size(self) -> int:
        return len(self.kind)

    @cached_property
    def kinds(self) -> list[Codes]:
        """Members of each kind that has several who are usable."""
        own = np.flatnonzero((self.kind >= 0) & self.usable)
        own = own[np.argsort(self.kind[own], kind="stable")]
        parts = np.split(own, np.flatnonzero(np.diff(self.kind[own])) + 1) if len(own) else []
        return [part for part in parts if len(part) > 1]

    @property
    def only_budget(self) -> bool:
        """Whether nothing else limits a choice."""
        return len(self.rows) == 1 and not self.kinds and not self.settled.any()

    def order(self, *columns: Numbers) -> tuple[Codes, Codes]:
        """Candidates in an order that does not depend on how they came, but among those alike in everything.

        Returns their places, and in that order one number for all that are alike.
        """
        alike = _ranks([*columns, *self.rows, self.usable])
        members: dict[int, list[int]] = {}
        for code, rank in zip(self.kind[self.kind >= 0], alike[self.kind >= 0], strict=True):
            members.setdefault(int(code), []).append(int(rank))
        named = sorted(members, key=lambda code: sorted(members[code]))
        place = np.full(max(members, default=-1) + 2, -1)
        place[named] = np.arange(len(named))
        order = np.lexsort([place[self.kind], alike])
        new = (np.diff(alike[order]) != 0) | (np.diff(place[self.kind[order]]) != 0)
        return order, np.concatenate([np.zeros(min(self.size, 1), dtype=np.int64), np.cumsum(new)])

    def arranged(self, order: Codes) -> "Bounds":
        """The same with candidates in another order, and limits in an order that does not depend on how they came."""
        rows = self.rows[:, order]
        place = np.lexsort([*rows.T[::-1], self.high, self.low])
        return replace(
            self,
            rows=rows[place],
            low=self.low[place],
            high=self.high[place],
            kind=self.kind[order],
            usable=self.usable[order],
            settled=self.settled[order],
        )

    def only(self, kept: Sequence[int] | Codes) -> "Bounds":
        """Without the rows that are not kept."""
        where = np.array(kept, dtype=int)
        return replace(self, rows=self.rows[where], low=self.low[where], high=self.high[where])

    def settle(self, shares: Numbers, sure: NDArray[np.bool_]) -> "Bounds":
        """With those who are sure taken or left as their shares say."""
        return replace(
            self, settled=self.settled | (sure & (shares > 0.5)), usable=self.usable & ~(sure & (shares < 0.5))
        )

    def holds(self, chosen: NDArray[np.bool_]) -> bool:
        total = self.rows @ chosen
        kinds = self.kind[chosen & (self.kind >= 0)]
        within = (total >= self.low - SLACK).all() and (total <= self.high + SLACK).all()
        return bool(within and len(np.unique(kinds)) == len(kinds) and self.usable[chosen].all())


def bounds(costs: Any, budget: float, limits: Sequence[Any], one_of: Any, usable: Any = True) -> Bounds:
    """Reads what `choose` and `contradiction` are given; candidates without a cost are not usable."""
    if not budget >= 0:
        raise ValueError(f"budget is {budget}: pass an amount of 0 or more.")
    price = numbers("costs", costs, least=0)
    read = [(price, -np.inf, float(budget)), *_read(limits, len(price))]
    scaled = [_scaled(np.nan_to_num(row), low, high) for row, low, high in read]
    rows = np.array([row for row, _, _ in scaled]).reshape(len(scaled), len(price))
    ends = np.array([(low, high) for _, low, high in scaled])
    kind = np.full(len(price), -1) if one_of is None else labels("one_of", one_of)[0]
    if len(kind) != len(price):
        raise ValueError(f"one_of has {len(kind)} labels for {len(price)} candidates: pass one a candidate.")
    return Bounds(rows, ends[:, 0], ends[:, 1], kind, usable & ~np.isnan(price), np.zeros(len(price), dtype=bool))


def _read(limits: Sequence[Any], size: int) -> list[tuple[Numbers, float, float]]:
    found = []
    for place, (row, low, high) in enumerate(limits, start=1):
        row = numbers(f"limit {place}", row)
        if len(row) != size:
            raise ValueError(f"limit {place} has {len(row)} entries for {size} candidates: pass one a candidate.")
        found.append((row, -np.inf if low is None else float(low), np.inf if high is None else float(high)))
    return found


def _scaled(row: Numbers, low: float, high: float) -> tuple[Numbers, float, float]:
    most = np.abs(row).max(initial=0)
    if not most > 0:
        return row, low, high
    return tuple(np.round(part / most * SCALE, DIGITS) for part in (row, low, high))  # type: ignore[return-value]


def _ranks(columns: Sequence[Any]) -> Codes:
    """Place of each candidate when sorted by the first column, within it by the second …; alike ones share theirs."""
    table = np.array(columns, dtype=float)
    order = np.lexsort(table[::-1])
    new = (np.diff(table[:, order], axis=1) != 0).any(axis=0)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.concatenate([[0], np.cumsum(new)]) if len(order) else []
    return ranks
