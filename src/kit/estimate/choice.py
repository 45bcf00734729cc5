"""Which set of candidates gives most within a budget and the other limits?"""

from collections.abc import Sequence
from dataclasses import dataclass
import time
from typing import Any

import numpy as np

from .bounds import Bounds, bounds
from .inputs import Numbers, numbers
from .programs import Parts, parts, SMALL, whole
from .results import NAN
from .swaps import Chosen, Search

ROUNDS = 300  # disturbances of a careful set: about a second with 900 candidates and 200 scenarios
ROLE = 0.3  # of what a set may be short: losses beyond it make a candidate's change of role unlikely
FIRST_GAP = 0.01  # of the set that a careful search starts from
PATIENCE = 60.0  # seconds for a first set, whatever time was given
UNFOUND = "No set of candidates that meets all limits was found in time: loosen a limit, or leave candidates out."
IMPOSSIBLE = "No set of candidates meets all limits within the budget: loosen a limit or raise the budget."


@dataclass(frozen=True)
class Choice:
    """chosen: a boolean a candidate; value: what the choice is worth; cost: of it.

    gap: no set is worth more than value × (1 + gap); 0 when proven best, infinite for a value of 0 without proof.
    """

    chosen: np.ndarray
    value: float
    cost: float
    gap: float


def choose(
    values: Any,
    costs: Any,
    budget: float,
    tail: float | None = None,
    limits: Sequence[Any] = (),
    seconds: float = 60,
    gap: float = 0.0,
    one_of: Any = None,
) -> Choice:
    """The set of candidates worth most whose costs stay within the budget, each taken whole or not at all.

    values    one a candidate; or scenarios × candidates: then the mean of the totals counts
    costs     one a candidate, never negative; candidates with a missing value or cost are never chosen
    tail      with scenarios: maximise the mean of the worst share `tail` of totals (CVaR, 0.2: the worst fifth)
    limits    rows (mask or coefficients, low, high): low <= sum over the chosen <= high; None is no limit
    seconds   for the search; a first set is looked for however few they are
    gap       enough: the search ends once no set can be worth more than (1 + gap) times the one found
    one_of    label of each candidate, None where it has none: at most one of each label is chosen

    The order of candidates, that of limits and the currency do not matter; of candidates alike in everything the first
    are chosen.  The same input gives the same set: if time runs out before the proof is there, it is the one that a
    search of fixed length (by exchanges; a tenth of a second to a second) had found by then, whatever the solver was
    looking at.  Its gap is measured against candidates that could be taken in part: where few of many very uncertain
    ones are chosen, 10 % and more, most of it because that bound is loose.
    ValueError when no set meets the limits (`contradiction` says which). Source: scipy's HiGHS; Rockafellar and
    Uryasev 2000 for the tail.
    """
    table, price = _scenarios(values), numbers("costs", costs, least=0)
    if len(price) != table.shape[1]:
        raise ValueError(
            f"values has {table.shape[1]} candidates but costs has {len(price)}: pass arrays of one length."
        )
    _check(tail, table, gap)
    usable = ~np.isnan(table).any(axis=0)
    own, price = bounds(price, budget, limits, one_of, usable), np.nan_to_num(price)
    table = np.where(own.usable, table, 0.0)
    worth = table if tail is not None and tail < 1 else table.mean(axis=0, keepdims=True)
    order, alike = own.order(price, *worth)
    chosen, bound = _best(worth[:, order], tail if len(worth) > 1 else None, own.arranged(order), seconds, gap)
    picked = order[chosen[np.lexsort([~chosen, alike])]]
    value = float(Search(worth, tail or 1.0, own).value(worth[:, picked].sum(axis=1)))
    mask = np.isin(np.arange(own.size), picked)
    return Choice(mask, value, float(price[picked].sum()), _short(value, bound))


def better(
    sets: Sequence[Any],
    values: Any,
    costs: Any,
    budget: float,
    tail: float,
    limits: Sequence[Any] = (),
    one_of: Any = None,
) -> Choice:
    """The best of some sets, each made better by adding, dropping or exchanging one candidate again and again.

    sets      boolean masks, each of which keeps to budget and limits; of equals the first counts
    the rest  as `choose` takes it, values scenarios × candidates
    The best set of a part of the scenarios is so judged, and mended, in all of them.  No proof: gap is NaN.
    """
    table, price = _scenarios(values), numbers("costs", costs, least=0)
    _check(tail, table, 0.0)
    usable = ~np.isnan(table).any(axis=0)
    search = Search(np.where(usable, table, 0.0), tail, bounds(price, budget, limits, one_of, usable))
    given = list({mask.tobytes(): mask for mask in (np.asarray(one, dtype=bool) for one in sets)}.values())
    chosen = max([*map(search.climbed, given), *given], key=search.of)
    return Choice(chosen, search.of(chosen), float(np.nan_to_num(price)[chosen].sum()), NAN)


def _scenarios(values: Any) -> Numbers:
    table = np.array(values, dtype=float)
    if table.ndim not in (1, 2):
        raise ValueError(f"values has {table.ndim} dimensions: pass candidates, or scenarios × candidates.")
    table[np.isinf(table)] = NAN
    return np.atleast_2d(table)


def _check(tail: float | None, table: Numbers, gap: float) -> None:
    if tail is not None and not 0 < tail <= 1:
        raise ValueError(f"tail is {tail}: pass the share of worst scenarios, above 0 and at most 1.")
    if tail is not None and len(table) < 2:
        raise ValueError("tail needs scenarios: pass values as scenarios × candidates.")
    if not gap >= 0:
        raise ValueError(f"gap is {gap}: pass the share by which a better set may be missed, 0 for none.")


def _best(worth: Numbers, tail: float | None, own: Bounds, seconds: float, gap: float) -> tuple[Chosen, float]:
    """The set, and what no set is worth more than: exchanges first, then the solver for what they leave open.

    A solver that time stopped is not listened to: its last set would be another on another day.
    """
    until, search = time.monotonic() + seconds, Search(worth, tail or 1.0, own)
    divided = parts(worth, tail, own, seconds)
    starts = [] if divided is None else search.filled(divided.shares)
    bound = np.inf if divided is None else divided.worth
    if not starts:
        chosen, most = _first(worth.mean(axis=0, keepdims=True), own, until)
        starts, bound = [chosen], min(bound, most)  # the mean of the worst is no greater than that of all
    # many candidates allow very many exchanges, which add little to a first set that is good enough
    if tail is None and own.size > SMALL and _short(search.of(starts[0]), bound) <= gap:
        return starts[0], bound
    chosen = search.climbed(starts[0])
    if tail is not None:
        odds = _odds(own.size, divided, search.of(chosen))
        chosen = search.improved(chosen, bound - gap * abs(bound) / (1 + gap), odds, ROUNDS, until)
    value = search.of(chosen)
    if _short(value, bound) <= gap:
        return chosen, bound
    left = own if divided is None else own.settle(divided.shares, divided.loss > divided.worth - value)
    found = whole(worth, tail, left, gap, until - time.monotonic())
    if not found.done:
        return chosen, bound
    if found.chosen is None:
        return chosen, value
    if not own.holds(found.chosen):
        return chosen, bound
    return max(chosen, found.chosen, key=search.of), min(bound, max(found.bound, value))


def _odds(size: int, divided: Parts | None, value: float) -> Numbers:
    """Of being tried in another role: small where divisible candidates lose much by it."""
    if divided is None:
        return np.ones(size)
    reach = ROLE * max(divided.worth - value, 1e-300)
    return np.exp(-np.minimum(divided.loss, 20 * reach) / reach)


def _first(mean: Numbers, own: Bounds, until: float) -> tuple[Chosen, float]:
    found = whole(mean, None, own, FIRST_GAP, max(until - time.monotonic(), PATIENCE))
    if found.chosen is None:
        raise ValueError(IMPOSSIBLE if found.done else UNFOUND)
    return found.chosen, found.bound


def _short(value: float, bound: float) -> float:
    """How much more a set might be worth, as a share of the value."""
    short = max(bound - value, 0.0)
    return 0.0 if short <= 1e-9 * max(abs(value), abs(bound)) else short / abs(value) if value else np.inf
