"""What is the rate of each creator, when some have three videos? Logits by video, pulled towards their group."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .jackknife import cluster_sums
from .quantiles import student
from .shrinkage import shrink

COLUMNS = ["raw", "pooled", "value", "low", "high", "n", "weight", "logit_mean", "logit_sd", "centre", "needed"]
FITTED = ["raw", "centre", "value", "low", "high", "weight", "logit_mean", "logit_sd", "needed"]
RELIABLE = 0.7
OWN_FIT = 8  # units and spare items a group needs to be fitted alone


def shrunk_rates(
    numerator: Any,
    denominator: Any,
    unit: Any,
    level: float = 0.95,
    group: Any = None,
    covariate: Any = None,
    least: float = 50,
) -> pd.DataFrame:
    """Rate of each unit from the logits of its items, shrunk towards its group (normal-normal, REML, Morris).

    numerator, denominator   per item (video), never negative; rows with either missing are dropped, a numerator above
                             its denominator counts as equal to it
    unit                     the creator of the item
    group                    tier of the unit (its first row's): it is pulled towards its own group's mean
    covariate                number of the unit (mean over its rows, such as log followers): towards the regression
                             on it; where unknown, the group's mean stands in
    least                    items with a smaller denominator carry no logit and are not counted in n
    Returns one row a unit, indexed by it: raw (back-transformed mean logit), pooled (ratio of sums), value, low, high
    (rates), n (items used), weight (share of its own data in value), logit_mean, logit_sd (posterior), centre (the rate
    that it is pulled to), needed (items that make a unit's own mean .7 reliable, a number of its fit).
    A unit without usable items has n 0 and NaN elsewhere. The spread of items within a unit is pooled over its group;
    groups with fewer than 8 units, or fewer than 8 items beyond the first of each unit, are fitted together, each with
    its own mean. Where no unit has two items, value is raw and weight, low, high are NaN. With fewer than 3 units
    beyond the number of means nothing is pulled (weight 1). needed is NaN in both cases, and where the units do not
    differ beyond their items' luck: no number of items would tell them apart.
    Source: Morris 1983; never views as binomial trials. Spearman 1910 and Brown 1910 for needed.
    """
    check_level(level)
    y, codes, names, kept = _item_logits(numerator, denominator, unit, least)
    count = len(names)
    n, mean, squares = _unit_moments(y[kept], codes[kept], count)
    tier, extra = _first_of("group", group, codes, kept, count), _mean_of(covariate, codes, kept, count)
    fitted = np.full((count, len(FITTED)), np.nan)
    for some in _fits(n, tier):
        fitted[some] = _fit(n[some], mean[some], squares[some], tier[some], extra[some], level)
    result = pd.DataFrame(fitted, index=pd.Index(names, name="unit"), columns=FITTED)
    return result.assign(pooled=_ratios(numerator, denominator, codes, kept, count), n=n)[COLUMNS]


def _item_logits(numerator: Any, denominator: Any, unit: Any, least: float) -> tuple[Numbers, Codes, pd.Index, Any]:
    top, bottom = numbers("numerator", numerator, least=0), numbers("denominator", denominator, least=0)
    codes, names = labels("unit", unit)
    same_length(numerator=top, denominator=bottom, unit=codes)
    usable = ~np.isnan(top) & ~np.isnan(bottom) & (codes >= 0) & (bottom >= max(least, 1e-9))
    top = np.minimum(top, bottom)
    y = np.log(top + 0.5) - np.log(bottom - top + 0.5)
    return np.where(usable, y, np.nan), codes, names, usable


def _ratios(numerator: Any, denominator: Any, codes: Codes, kept: Any, units: int) -> Numbers:
    """Each unit's ratio of sums over the items that carry a logit."""
    columns = numbers("numerator", numerator), numbers("denominator", denominator)
    tops, bottoms = (cluster_sums(codes[kept], column[kept], units) for column in columns)
    return np.divide(tops, bottoms, out=np.full(units, np.nan), where=bottoms > 0)


def _unit_moments(y: Numbers, codes: Codes, units: int) -> tuple[Codes, Numbers, Numbers]:
    """Each unit's items, their mean (NaN without one) and the squares of what each lies off it."""
    n, mean = np.bincount(codes, minlength=units).astype(np.int64), _means(y, codes, units)
    return n, mean, cluster_sums(codes, (y - mean[codes]) ** 2, units)


def _first_of(name: str, values: Any, codes: Codes, kept: Any, units: int) -> Codes:
    if values is None:
        return np.zeros(units, dtype=int)
    groups, _ = labels(name, values)
    same_length(unit=codes, **{name: groups})
    first = np.full(units, -1)
    used, place = np.unique(codes[kept], return_index=True)
    first[used] = groups[kept][place]
    return first


def _mean_of(covariate: Any, codes: Codes, kept: Any, units: int) -> Numbers:
    if covariate is None:
        return np.zeros(units)
    column = numbers("covariate", covariate)
    same_length(unit=codes, covariate=column)
    return _means(column[kept], codes[kept], units)


def _means(column: Numbers, codes: Codes, units: int) -> Numbers:
    """Mean of what is known, by code; NaN where nothing is."""
    known = ~np.isnan(column)
    count = np.bincount(codes[known], minlength=units)
    return np.divide(
        cluster_sums(codes[known], column[known], units), count, out=np.full(units, np.nan), where=count > 0
    )


def _fits(n: Codes, group: Codes) -> list[Codes]:
    """Positions of the units of each fit: a group alone where it is large enough, the small ones together."""
    alive = n > 0
    size, items = np.bincount(group[alive] + 1), np.bincount(group[alive] + 1, weights=n[alive])  # -1: no group
    large = np.flatnonzero((size >= OWN_FIT) & (items - size >= OWN_FIT)) - 1
    chosen = [alive & (group == one) for one in large] + [alive & ~np.isin(group, large)]
    return [np.flatnonzero(members) for members in chosen if members.any()]


def design_matrix(group: Any, covariate: Numbers) -> Numbers:
    """A mean for each group, and one slope on the standardised covariate where it varies; where it is unknown, the mean
    of the group stands in, or of all."""
    names, codes = np.unique(group, return_inverse=True)
    means = (codes[:, None] == np.arange(len(names))).astype(float)
    filled = np.where(np.isnan(covariate), _means(covariate, codes, len(names))[codes], covariate)
    known = filled[~np.isnan(filled)]
    whole = np.nan_to_num(filled, nan=known.mean() if len(known) else 0.0)
    centred, scale = whole - whole.mean(), whole.std()
    return np.column_stack([means, centred / scale]) if scale > 1e-9 * (1 + np.abs(whole).max()) else means


def _fit(n: Codes, mean: Numbers, squares: Numbers, group: Codes, covariate: Numbers, level: float) -> Numbers:
    """One row a unit, the columns FITTED."""
    df = int(n.sum() - len(n))
    if df == 0:
        rate, none = special.expit(mean), np.full(len(n), np.nan)
        return np.column_stack([rate, none, rate, none, none, none, mean, none, none])
    within = max(squares.sum() / df, 1e-12)
    fitted = shrink(mean, within / n, design_matrix(group, covariate))
    reach = student(level, df) * fitted.sd
    logits = [mean, fitted.pooled, fitted.mean, fitted.mean - reach, fitted.mean + reach]
    pulled = fitted.between > 0 and (fitted.weight < 1).any()
    needed = RELIABLE / (1 - RELIABLE) * within / fitted.between if pulled else np.nan
    return np.column_stack(
        [*map(special.expit, logits), fitted.weight, fitted.mean, fitted.sd, np.full(len(n), needed)]
    )
