"""Where will today's young videos stand at day 28? Growth of the user's own mature videos, carried over."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr

from .inputs import check_level, Codes, matrix, Numbers, numbers, same_length
from .jackknife import FEWEST_CLUSTERS
from .quantiles import log_interval, next_range, student
from .results import Estimate, NAN


def project(
    early: Any, final: Any, early_new: Any, level: float = 0.95, half: Any = None, half_new: Any = None
) -> pd.DataFrame:
    """Final count of each new item from its count at the same age as `early`.

    early, final   counts of mature items at that age and in the end; pairs with a missing or zero count are dropped.
                   Where the new items differ in age, early is a table with one column for each of them
    early_new      counts of the items to project, at that age
    half, half_new counts at an earlier age: growth between the two ages then informs the rest of the growth
    Returns a row per new item: value (median), low, high, n (mature items behind it). The range is conformal on log
    growth: 95 % needs 39 mature items, 90 % 19, 80 % 9; with fewer low, high are NaN. value is NaN below 1
    mature item and for a new count of 0 or missing. A new item without half_new, or fewer than 10 mature items with
    `half`, is projected without it.
    It holds for items that grow like the mature ones. Source: Szabo and Huberman 2010 for the log scale.
    """
    young, old, new = _arguments(early, final, early_new, level)
    table = _plain(young, old, len(new), level)
    if half is not None and half_new is not None:
        table = _informed(table, young[:, 0], old, new, half, half_new, level)
    table = table.assign(**{end: np.exp(np.minimum(table[end], 600)) * new for end in ("value", "low", "high")})
    table.loc[~(new > 0), ["value", "low", "high"]] = NAN
    return table.set_axis(early_new.index) if isinstance(early_new, pd.Series) else table


def project_total(early: Any, final: Any, early_new: Any, level: float = 0.95) -> Estimate:
    """Sum of the final counts of all new items: early sum × ratio of sums (chain-ladder), with Mack's error.

    early, final   counts of mature items at the new items' age and in the end; early_new: the items to sum up. Where
                   these differ in age, early is a table with one column for each of them
    Pairs with a missing count and missing new items are dropped; n counts mature items, the fewest behind any of the
    new ones. Mack's variance of the growth (with the count) is joined by that of growth that differs from item to item
    (with its square), and the larger counts: alone it held the total in 66-82 % of simulated worlds at 95 %. The new
    items' own growth is independent; the errors of their factors, which come from the same mature items, are added up.
    Interval on the log scale, t. value is NaN when the early counts of a new item sum to 0; low, high NaN below 5
    mature items.
    Source: Mack 1993 (ASTIN Bulletin 23:213).
    """
    young, old, new = _arguments(early, final, early_new, level)
    kept = ~np.isnan(new)
    young, new = young[:, kept] if young.shape[1] > 1 else young, new[kept]
    both = ~np.isnan(young) & ~np.isnan(old)[:, None]
    n = int(both.sum(axis=0).min()) if young.shape[1] else 0
    young, old = np.where(both, young, 0), np.where(both, old[:, None], 0)
    if not (young.sum(axis=0) > 0).all() or not young.shape[1]:
        return Estimate(NAN, NAN, NAN, n)
    factor = old.sum(axis=0) / young.sum(axis=0)
    total = float((factor * new).sum())
    if n < FEWEST_CLUSTERS or not total > 0:
        return Estimate(total, NAN, NAN, n)
    variance = _mack(young, old, new, factor, both.sum(axis=0)) / total**2
    return Estimate(total, *log_interval(total, variance, n - 1, level), n)


def exceeded(found: Estimate, target: float, level: float, df: float) -> float:
    """Probability that what `found` forecasts ends at `target` or above; NaN without an interval.

    found: a total with its t interval at `level` on the log scale, such as project_total's (df: n - 1).
    """
    check_level(level)
    if not (found.low > 0 and found.high > found.low):
        return NAN
    error = np.log(found.high / found.low) / (2 * student(level, df))
    return float(stdtr(df, (np.log(found.value) - np.log(target)) / error)) if target > 0 else 1.0


def _arguments(early: Any, final: Any, early_new: Any, level: float) -> tuple[Numbers, Numbers, Numbers]:
    """The early counts as a table of one column, or one for each new item; final counts; new items."""
    check_level(level)
    young, old = matrix("early", early, least=0)[0], numbers("final", final, least=0)
    new = numbers("early_new", early_new, least=0)
    same_length(early=young, final=old)
    if young.shape[1] not in (1, len(new)):
        raise ValueError(f"early has {young.shape[1]} columns for {len(new)} new items: pass one, or one for each.")
    return young, old, new


def _plain(young: Numbers, old: Numbers, new: int, level: float) -> pd.DataFrame:
    """Median and range of log growth, and how many items they rest on, for each of so many new items."""
    rows = []
    for column in young.T:
        usable = (column > 0) & (old > 0)
        growth = np.log(old[usable] / column[usable])
        middle = np.median(growth) if len(growth) else NAN
        rows.append([middle, *(next_range(growth, level) if len(growth) else (NAN, NAN)), len(growth)])
    found = rows * new if young.shape[1] == 1 else rows
    return pd.DataFrame(found, columns=["value", "low", "high", "n"]).astype({"value": float, "n": int})


def _mack(young: Numbers, old: Numbers, new: Numbers, factor: Numbers, n: Codes) -> float:
    """Variance of the total around its projection: of the new items' own growth, and of the factors."""
    residual, grown, sums = old - factor * young, young > 0, young.sum(axis=0)
    by_count = np.where(grown, residual**2 / np.where(grown, young, 1), 0).sum(axis=0) / (n - 1)
    mack = (by_count * new).sum() + (new * np.sqrt(by_count / sums)).sum() ** 2
    square = (np.where(grown, residual / np.where(grown, young, 1), 0) ** 2).sum(axis=0) / (n - 1)
    itemwise = (square * new**2).sum() + (new * np.sqrt(square * (young**2).sum(axis=0)) / sums).sum() ** 2
    return float(max(mack, itemwise))


def _with_growth(centre: Numbers, spread: Numbers, level: float, n: int) -> pd.DataFrame:
    low, high = next_range(spread, level) if len(spread) else (NAN, NAN)
    middle = np.median(spread) if len(spread) else NAN
    ends = {"low": centre + low - middle, "high": centre + high - middle}
    return pd.DataFrame({"value": centre, **ends, "n": np.full(len(centre), n)})


def _informed(
    plain: pd.DataFrame, young: Numbers, old: Numbers, new: Numbers, half: Any, half_new: Any, level: float
) -> pd.DataFrame:
    before, before_new = numbers("half", half, least=0), numbers("half_new", half_new, least=0)
    same_length(early=young, half=before)
    same_length(early_new=new, half_new=before_new)
    usable, answerable = (young > 0) & (old > 0) & (before > 0), (new > 0) & (before_new > 0)
    if usable.sum() < 10 or not answerable.any():
        return plain
    recent, recent_new = np.log(young[usable] / before[usable]), np.log(new[answerable] / before_new[answerable])
    line, left_out = _line(recent, np.log(old[usable] / young[usable]))
    centre = line[0] + line[1] * recent_new + np.median(left_out)
    informed = _with_growth(centre, left_out, level, len(left_out)).set_index(plain.index[answerable])
    joined = plain.copy()
    joined.loc[answerable, :] = informed
    return joined.astype({"n": int})


def _line(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Intercept and slope of y on x, and the residuals each point has from the line of the others."""
    rows = np.column_stack([np.ones(len(x)), x])
    half = np.linalg.pinv(rows)
    free = np.clip(1 - np.einsum("ij,ji->i", rows, half), 1e-9, 1)
    return half @ y, (y - rows @ (half @ y)) / free
