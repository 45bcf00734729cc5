"""Which limits cannot be met together?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from .bounds import Bounds, bounds
from .inputs import Numbers
from .programs import strained, whole
from .swaps import Chosen

ROUGH = 0.1  # gap that is enough for a set that is to meet many limits
PATIENCE = 60.0  # seconds for one question; limits not refuted by then count as met


def contradiction(costs: Any, budget: float, limits: Sequence[Any] = (), one_of: Any = None) -> tuple[int, ...]:
    """The fewest limits that no set of candidates meets together, while it meets them without any one of these.

    costs, budget, limits, one_of    as for `choose`; candidates without a cost are never chosen
    Returns the limits' places from 0, in rising order, -1 for the budget; () when all can be met together.  The budget
    is among them only where more money would help.  One limit or two are surely the fewest; of three and more only
    that none can be spared.  Labels (`one_of`) hold throughout.
    Source: the deletion filter of Chinneck and Dravnieks 1991 (ORSA Journal on Computing 3:157).
    """
    asked = _Asked(bounds(costs, budget, limits, one_of))
    rows = list(range(len(asked.own.rows)))
    if asked.met(rows):
        return ()
    if not asked.met(rows[1:]):
        rows = rows[1:]
    for few in (*combinations(rows, 1), *combinations(rows, 2)):
        if not asked.met(few):
            return tuple(row - 1 for row in few)
    near = [rows[place] for place in strained(asked.own.only(rows))]
    rows = near if near and not asked.met(near) else rows
    for one in rows[::-1]:
        others = [row for row in rows if row != one]
        rows = rows if asked.met(others) else others
    return tuple(row - 1 for row in rows)


@dataclass
class _Asked:
    """Remembers the sets it has met, as one that meets many limits meets any of them."""

    own: Bounds
    known: list[tuple[bool, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._remember(np.zeros(self.own.size, dtype=bool))

    @cached_property
    def towards(self) -> Numbers:
        """Candidates' worth such that a set of much worth is likely to meet the other limits too."""
        own = self.own
        wanted = np.where(np.isfinite(own.low), 1 / np.maximum(own.low, 1), 0.0)
        spared = np.where(np.isfinite(own.high), 1 / np.maximum(own.high, 1), 0.0)
        return ((wanted - spared) @ own.rows)[None]

    def met(self, rows: Sequence[int]) -> bool:
        """Whether some set of candidates meets these limits."""
        if any(all(each[row] for row in rows) for each in self.known):
            return True
        found = whole(self.towards, None, self.own.only(rows), ROUGH, PATIENCE)
        if found.chosen is not None:
            self._remember(found.chosen)
        return found.chosen is not None or not found.done

    def _remember(self, chosen: Chosen) -> None:
        self.known.append(tuple(self.own.only([row]).holds(chosen) for row in range(len(self.own.rows))))
