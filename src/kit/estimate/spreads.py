"""How is money that can be divided at will best spread over several uses with diminishing returns?"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .inputs import Numbers, numbers, same_length
from .results import NAN


@dataclass(frozen=True)
class Spread:
    """amounts: money for each use; responses: what it adds there; response: their sum; marginal: what one more unit of
    money would add, wherever it went among those that get some."""

    amounts: Numbers
    responses: Numbers
    response: float
    marginal: float


def spread_money(total: float, scale: Any, elasticity: float, base: Any = 0.0) -> Spread:
    """Spreads `total` so that the sum of scale × ((base + amount) ^ elasticity - base ^ elasticity) is greatest.

    total       money to spread, 0 or more; all of it is spent, unless no use has a scale above 0
    scale       one a use, 0 or more: the response to the first unit of money (without base); a use whose scale or base
                is missing gets nothing
    elasticity  above 0 and below 1, the same for all: 1 % more money brings that many % more response
    base        money that works there already, one a use or one for all

    Equal marginal returns ("water-filling"): uses are filled up to one level of (base + amount) ÷ scale ^ (1 ÷ (1 -
    elasticity)); one whose base stands above that level gets nothing. Closed form, no search. Marginal is infinite
    for a total of 0 where some use has no base, and NaN when no use has a scale.
    Source: Boyd and Vandenberghe 2004, example 5.2, for this response.
    """
    if not 0 <= total < np.inf:
        raise ValueError(f"total is {total}: pass an amount of 0 or more.")
    if not 0 < elasticity < 1:
        raise ValueError(f"elasticity is {elasticity}: pass a number above 0 and below 1.")
    size = numbers("scale", scale, least=0)
    there = numbers("base", np.full(len(size), base) if np.ndim(base) == 0 else base, least=0)
    same_length(scale=size, base=there)
    useful = (size > 0) & ~np.isnan(there)
    amounts, responses = np.zeros(len(size)), np.zeros(len(size))
    if not useful.any():
        return Spread(amounts, responses, 0.0, NAN)
    size, there = size[useful], there[useful]
    amounts[useful] = filled = _filled(total, (size / size.max()) ** (1 / (1 - elasticity)), there)
    responses[useful] = size * ((there + filled) ** elasticity - there**elasticity)
    with np.errstate(divide="ignore"):
        marginal = (elasticity * size * (there + filled) ** (elasticity - 1)).max()
    return Spread(amounts, responses, float(responses.sum()), float(marginal))


def _filled(total: float, width: Numbers, base: Numbers) -> Numbers:
    """Amounts that fill vessels of these widths, which hold `base` already, to one level."""
    with np.errstate(divide="ignore"):
        floor = np.where(width > 0, base / np.where(width > 0, width, 1), np.inf)
    order = np.argsort(floor, kind="stable")
    levels = (total + np.cumsum(base[order])) / np.cumsum(width[order])
    last = int(np.flatnonzero(levels >= floor[order]).max(initial=0))
    amounts = np.maximum(levels[last] * width - base, 0.0)
    return amounts * (total / amounts.sum()) if amounts.sum() > 0 else amounts
