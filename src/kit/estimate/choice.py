"""Which set of candidates gives most within a budget and the other limits? Solved exactly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
import os
import sys
from typing import Any

import numpy as np

from .inputs import Numbers, numbers
from .results import NAN


@dataclass(frozen=True)
class Choice:
    """chosen: a boolean a candidate; value: what the choice is worth; cost: of it; gap: 0 when proven best."""

    chosen: np.ndarray
    value: float
    cost: float
    gap: float


def choose(
    values: Any, costs: Any, budget: float, tail: float | None = None, limits: Sequence[Any] = (), seconds: float = 60
) -> Choice:
    """The set of candidates worth most whose costs stay within the budget, each taken whole or not at all.

    values    one a candidate; or scenarios × candidates: then the mean of the totals counts
    costs     one a candidate, never negative; candidates with a missing value or cost are never chosen
    tail      with scenarios: maximise the mean of the worst share `tail` of totals (CVaR, 0.2: the worst fifth)
    limits    rows (mask or coefficients, low, high): low <= sum over the chosen <= high; None is no limit
    seconds   time after which the best set so far is given, with its gap (a share of the value)
    ValueError when no set meets the limits. Source: scipy's HiGHS; Rockafellar and Uryasev 2000 for the tail.
    """
    table = _scenarios(values)
    price, size = numbers("costs", costs, least=0), table.shape[1]
    if len(price) != size:
        raise ValueError(f"values has {size} candidates but costs has {len(price)}: pass arrays of one length.")
    _check(budget, tail, table)
    usable = ~np.isnan(table).any(axis=0) & ~np.isnan(price)
    table, price = np.where(usable, table, 0.0), np.where(usable, price, 0.0)
    rows = _limit_rows(limits, price, budget, size)
    if size == 0:
        return Choice(np.zeros(0, dtype=bool), 0.0, 0.0, 0.0)
    worth = table if tail is not None and tail < 1 else table.mean(axis=0, keepdims=True)
    chosen, gap = _solve(worth, usable, rows, tail, seconds)
    return Choice(chosen, _value(worth[:, chosen].sum(axis=1), tail), float(price[chosen].sum()), gap)


def _scenarios(values: Any) -> Numbers:
    table = np.array(values, dtype=float)
    if table.ndim not in (1, 2):
        raise ValueError(f"values has {table.ndim} dimensions: pass candidates, or scenarios × candidates.")
    table[np.isinf(table)] = NAN
    return np.atleast_2d(table)


def _check(budget: float, tail: float | None, table: Numbers) -> None:
    if not budget >= 0:
        raise ValueError(f"budget is {budget}: pass an amount of 0 or more.")
    if tail is not None and not 0 < tail <= 1:
        raise ValueError(f"tail is {tail}: pass the share of worst scenarios, above 0 and at most 1.")
    if tail is not None and len(table) < 2:
        raise ValueError("tail needs scenarios: pass values as scenarios × candidates.")


def _limit_rows(limits: Sequence[Any], price: Numbers, budget: float, size: int) -> list[tuple[Numbers, float, float]]:
    rows = [(price, -np.inf, float(budget))]
    for place, (row, low, high) in enumerate(limits, start=1):
        row = numbers(f"limit {place}", row)
        if len(row) != size:
            raise ValueError(f"limit {place} has {len(row)} entries for {size} candidates: pass one a candidate.")
        least, most = -np.inf if low is None else float(low), np.inf if high is None else float(high)
        rows.append((np.nan_to_num(row), least, most))
    return rows


def _value(totals: Numbers, tail: float | None) -> float:
    """Mean of the totals, or of their worst share (the last scenario counted in part)."""
    if tail is None or tail >= 1:
        return float(totals.mean())
    worst, share = np.sort(totals), tail * len(totals)
    weight = np.clip(share - np.arange(len(totals)), 0, 1)
    return float(worst @ weight / share)


def _solve(
    worth: Numbers, usable: np.ndarray, rows: list[tuple[Numbers, float, float]], tail: float | None, seconds: float
) -> tuple[np.ndarray, float]:
    """Candidates x in {0, 1}; with a tail also the threshold and one shortfall a scenario."""
    from scipy import optimize, sparse

    size, scale = worth.shape[1], max(np.abs(worth).max(), 1e-300) / 1e6
    worth = worth / scale
    limits = np.array([row for row, _, _ in rows])
    ends = [np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows])]
    ceiling = usable.astype(float)
    if len(worth) == 1:
        bounds, goal, whole = optimize.Bounds(np.zeros(size), ceiling), -worth[0], np.ones(size)
        constraints = [optimize.LinearConstraint(limits, *ends)]
    else:
        count = len(worth)
        assert tail is not None
        goal = np.concatenate([np.zeros(size), [-1.0], np.full(count, 1 / (tail * count))])
        whole = np.concatenate([np.ones(size), np.zeros(count + 1)])
        low = np.concatenate([np.zeros(size), [-np.inf], np.zeros(count)])
        bounds = optimize.Bounds(low, np.concatenate([ceiling, np.full(count + 1, np.inf)]))
        short = sparse.hstack([sparse.csr_array(worth), -np.ones((count, 1)), sparse.eye_array(count)], format="csr")
        wide = sparse.hstack([sparse.csr_array(limits), sparse.csr_array((len(rows), count + 1))], format="csr")
        constraints = [optimize.LinearConstraint(wide, *ends), optimize.LinearConstraint(short, 0, np.inf)]
    options = {"mip_rel_gap": 0, "time_limit": seconds}
    with _silent():
        found = optimize.milp(goal, integrality=whole, bounds=bounds, constraints=constraints, options=options)
    if found.x is None:
        raise ValueError("No set of candidates meets all limits within the budget: loosen a limit or raise the budget.")
    return found.x[:size] > 0.5, float(found.mip_gap or 0.0)


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
