"""Linear programs over sets of candidates, handed to scipy's HiGHS."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import os
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .bounds import Bounds, SLACK
from .inputs import Numbers

INFEASIBLE = (2, 4)  # scipy's status: no set; "unbounded or infeasible", of which bounded ones can only be the latter

SMALL = 1000  # candidates up to which the solver makes a program smaller first


@dataclass(frozen=True)
class Found:
    """chosen: the best set; bound: no set is worth more; done: proven as asked, without a set that there is none."""

    chosen: NDArray[np.bool_] | None
    bound: float
    done: bool


def whole(worth: Numbers, tail: float | None, bounds: Bounds, gap: float, seconds: float) -> Found:
    """The set worth most: mean of the worst share `tail` of totals (worth: scenarios × candidates), or one total."""
    from scipy import optimize

    if not bounds.size:
        nobody = np.zeros(0, dtype=bool)
        return Found(nobody, 0.0, True) if bounds.holds(nobody) else Found(None, -np.inf, True)
    program = _program(worth, tail, bounds)
    with _silent():
        found = optimize.milp(
            program.goal,
            integrality=np.arange(len(program.goal)) < bounds.size,
            bounds=optimize.Bounds(program.least, program.most),
            constraints=optimize.LinearConstraint(program.matrix, program.low, program.high),
            options={"mip_rel_gap": gap, "time_limit": max(seconds, 0.0), "presolve": program.small},
        )
    chosen = None if found.x is None else found.x[: bounds.size] > 0.5
    bound = np.inf if found.mip_dual_bound is None else -found.mip_dual_bound * program.scale
    impossible = found.x is None and found.status in INFEASIBLE
    return Found(chosen, -np.inf if impossible else float(bound), impossible or found.status == 0)


@dataclass(frozen=True)
class Parts:
    """shares: of candidates, were they divisible; worth: what those bring, and no set more.

    loss   per candidate: a set that takes it where its share is 0, or lacks it where its share is 1, is worth at least
           so much less than `worth`
    """

    shares: Numbers
    worth: float
    loss: Numbers


def parts(worth: Numbers, tail: float | None, bounds: Bounds, seconds: float) -> Parts | None:
    """The same for candidates that could be taken in part; None when time ran out first or nothing meets the bounds."""
    from scipy import optimize

    if not bounds.size or seconds <= 0:
        return None
    if tail is None and bounds.size > SMALL and bounds.only_budget:
        return _by_price(worth[0], bounds)
    program = _program(worth, tail, bounds)
    upper, lower = np.isfinite(program.high), np.isfinite(program.low)
    with _silent():
        found = optimize.linprog(
            program.goal,
            A_ub=_stacked([program.matrix[upper], -program.matrix[lower]]),
            b_ub=np.concatenate([program.high[upper], -program.low[lower]]),
            bounds=np.column_stack([program.least, program.most]),
            method="highs-ds",
            options={"time_limit": seconds, "presolve": program.small},
        )
    if found.status != 0:
        return None
    loss = np.abs(found.lower.marginals) + np.abs(found.upper.marginals)
    size, scale = bounds.size, program.scale
    return Parts(found.x[:size], -float(found.fun) * scale, loss[:size] * scale)


def _by_price(worth: Numbers, bounds: Bounds) -> Parts:
    """The same where there is no limit but the budget: those worth most for their price (Dantzig 1957)."""
    price, budget = bounds.rows[0], bounds.high[0]
    value = np.where(bounds.usable, worth, 0.0)
    wanted = np.flatnonzero(value > 0)
    with np.errstate(divide="ignore"):
        order = wanted[np.argsort(-(value[wanted] / price[wanted]), kind="stable")]
    spent = np.cumsum(price[order])
    shares, whole_ = np.zeros(bounds.size), int(np.searchsorted(spent, budget, side="right"))
    shares[order[:whole_]] = 1.0
    rate = 0.0  # of worth for money, at the end of the budget
    if whole_ < len(order):
        last = order[whole_]
        shares[last] = (budget - (spent[whole_ - 1] if whole_ else 0.0)) / price[last]
        rate = value[last] / price[last]
    return Parts(shares, float(value @ shares), np.abs(value - rate * price))


def strained(bounds: Bounds) -> list[int]:
    """Rows that divisible candidates cannot meet together: those that bear on the least sum of what they miss.

    [] where they can meet all.
    """
    from scipy import optimize, sparse

    program = _program(np.zeros((1, bounds.size)), None, bounds)
    rows, all_rows = len(bounds.rows), program.matrix.shape[0]
    miss = sparse.csr_array((np.ones(rows), (np.arange(rows), np.arange(rows))), shape=(all_rows, rows))
    upper, lower = np.flatnonzero(np.isfinite(program.high)), np.flatnonzero(np.isfinite(program.low))
    matrix = (
        sparse.hstack([program.matrix, -miss], format="csr")[upper],
        sparse.hstack([-program.matrix, -miss], format="csr")[lower],
    )
    found = optimize.linprog(
        np.concatenate([program.goal, np.ones(rows)]),
        A_ub=_stacked(list(matrix)),
        b_ub=np.concatenate([program.high[upper], -program.low[lower]]),
        bounds=np.column_stack(
            [np.append(program.least, np.zeros(rows)), np.append(program.most, np.full(rows, np.inf))]
        ),
        method="highs-ds",
    )
    if found.status != 0 or not found.fun > SLACK:
        return []
    bearing = np.concatenate([upper, lower])[np.abs(found.ineqlin.marginals) > SLACK]
    return sorted({int(row) for row in bearing if row < rows})


@dataclass(frozen=True)
class _Program:
    """Least goal @ x with low <= matrix @ x <= high; x: candidates, then with a tail its threshold and shortfalls."""

    goal: Numbers
    matrix: Any
    low: Numbers
    high: Numbers
    least: Numbers
    most: Numbers
    scale: float
    small: bool  # whether making it smaller first pays: that takes time with the square of its candidates


def _program(worth: Numbers, tail: float | None, bounds: Bounds) -> _Program:
    """With a tail: threshold - mean shortfall below it ÷ tail is greatest at the mean of the worst share."""
    from scipy import sparse

    scale = max(np.abs(worth).max(initial=0), 1e-300) / 1e6
    worth, (count, size) = np.round(worth / scale, 6), worth.shape
    least, most = bounds.settled.astype(float), bounds.usable.astype(float)
    rows, ones = [sparse.csr_array(bounds.rows)], np.ones(len(bounds.kinds))
    if bounds.kinds:
        ends = np.cumsum([0, *map(len, bounds.kinds)])
        flat = np.concatenate(bounds.kinds)
        rows.append(sparse.csr_array((np.ones(len(flat)), flat, ends), shape=(len(ones), size)))
    limits = _stacked(rows)
    low, high = np.concatenate([bounds.low, -np.inf * ones]), np.concatenate([bounds.high, ones])
    if tail is None:
        return _Program(-worth[0], limits, low, high, least, most, scale, size <= SMALL)
    ends_of = [part.sum(axis=1) for part in (np.minimum(worth, 0), np.maximum(worth, 0))]
    short = sparse.hstack([sparse.csr_array(worth), -np.ones((count, 1)), sparse.eye_array(count)])
    wide = sparse.hstack([limits, sparse.csr_array((limits.shape[0], count + 1))])
    return _Program(
        np.concatenate([np.zeros(size), [-1.0], np.full(count, 1 / (tail * count))]),
        _stacked([wide, short]),
        np.concatenate([low, np.zeros(count)]),
        np.concatenate([high, np.full(count, np.inf)]),
        np.concatenate([least, [ends_of[0].min()], np.zeros(count)]),
        np.concatenate([most, [ends_of[1].max()], np.full(count, np.inf)]),
        scale,
        True,
    )


def _stacked(blocks: list[Any]) -> Any:
    from scipy import sparse

    return sparse.vstack(blocks, format="csr")


@contextmanager
def _silent() -> Iterator[None]:
    """Keeps HiGHS 1.12's stray debug line (scipy 1.17) out of the process's output, where a report would show it."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
