"""What is the rate of each creator, when some have three videos? Logits by video, pulled towards their group."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .quantiles import student
from .shrinkage import shrink

COLUMNS = ["raw", "pooled", "value", "low", "high", "n", "weight", "logit_mean", "logit_sd", "centre"]
FITTED = ["raw", "centre", "value", "low", "high", "n", "weight", "logit_mean", "logit_sd"]
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
    that it is pulled to).
    A unit without usable items has n 0 and NaN elsewhere. The spread of items within a unit is pooled over its group;
    groups with fewer than 8 units, or fewer than 8 items beyond the first of each unit, are fitted together, each with
    its own mean. Where no unit has two items, value is raw and weight, low, high are NaN. With fewer than 3 units
    beyond the number of means nothing is pulled (weight 1).
    Source: Morris 1983; never views as binomial trials.
    """
    check_level(level)
    y, codes, names, kept = _item_logits(numerator, denominator, unit, least)
    units = _unit_table(y, codes, len(names))
    units["group"] = _first_of("group", group, codes, kept, len(names))
    units["covariate"] = _mean_of(covariate, codes, kept, len(names))
    result = pd.DataFrame(np.nan, index=pd.Index(names, name="unit"), columns=COLUMNS)
    result["n"], result["pooled"] = units["n"].to_numpy(), _ratios(numerator, denominator, codes, kept, len(names))
    for members in _fits(units):
        result.iloc[members, result.columns.get_indexer(FITTED)] = _fit(units.iloc[members], level).to_numpy()
    return result.astype({"n": int})


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
    sums = pd.DataFrame({"top": numbers("numerator", numerator), "bottom": numbers("denominator", denominator)})[kept]
    sums = sums.groupby(codes[kept]).sum().reindex(range(units))
    return (sums["top"] / sums["bottom"]).to_numpy()


def _unit_table(y: Numbers, codes: Codes, units: int) -> pd.DataFrame:
    items = pd.DataFrame({"y": y, "code": codes}).query("code >= 0").groupby("code")["y"]
    table = pd.DataFrame({"n": items.count(), "mean": items.mean(), "squares": items.var(ddof=0) * items.count()})
    return table.reindex(range(units)).fillna({"n": 0, "squares": 0.0}).astype({"n": int})


def _first_of(name: str, values: Any, codes: Codes, kept: Any, units: int) -> Codes:
    if values is None:
        return np.zeros(units, dtype=int)
    groups, _ = labels(name, values)
    same_length(unit=codes, **{name: groups})
    first = pd.Series(groups[kept]).groupby(codes[kept]).first()
    return first.reindex(range(units), fill_value=-1).to_numpy()


def _mean_of(covariate: Any, codes: Codes, kept: Any, units: int) -> Numbers:
    if covariate is None:
        return np.zeros(units)
    column = numbers("covariate", covariate)
    same_length(unit=codes, covariate=column)
    return pd.Series(column[kept]).groupby(codes[kept]).mean().reindex(range(units)).to_numpy()


def _fits(units: pd.DataFrame) -> list[Codes]:
    """Positions of the units of each fit: a group alone where it is large enough, the small ones together."""
    alive = units["n"] > 0
    sizes = units[alive].groupby("group")["n"].agg(["size", "sum"])
    large = sizes.index[(sizes["size"] >= OWN_FIT) & (sizes["sum"] - sizes["size"] >= OWN_FIT)]
    chosen = [alive & (units["group"] == group) for group in large] + [alive & ~units["group"].isin(large)]
    return [np.flatnonzero(members) for members in chosen if members.any()]


def design_matrix(group: Any, covariate: Numbers) -> Numbers:
    """A mean for each group, and one slope on the standardised covariate where it varies."""
    means = (np.asarray(group)[:, None] == np.unique(group)).astype(float)
    filled = pd.Series(covariate).fillna(pd.Series(covariate).groupby(np.asarray(group)).transform("mean"))
    centred = filled.fillna(filled.mean()).fillna(0.0).to_numpy()
    centred = centred - centred.mean()
    scale = centred.std()
    return np.column_stack([means, centred / scale]) if scale > 1e-9 * (1 + np.abs(covariate).max()) else means


def _fit(units: pd.DataFrame, level: float) -> pd.DataFrame:
    mean, n = units["mean"].to_numpy(), units["n"].to_numpy()
    df = int(n.sum() - len(n))
    design = design_matrix(units["group"].to_numpy(), units["covariate"].to_numpy())
    if df == 0:
        plain = pd.DataFrame({"raw": special.expit(mean), "value": special.expit(mean), "n": n, "logit_mean": mean})
        return plain.reindex(columns=FITTED)
    within = max(units["squares"].sum() / df, 1e-12)
    fitted = shrink(mean, within / n, design)
    reach = student(level, df) * fitted.sd
    columns = [mean, fitted.pooled, fitted.mean, fitted.mean - reach, fitted.mean + reach]
    rates = [special.expit(column) for column in columns]
    return pd.DataFrame(dict(zip(FITTED, [*rates, n, fitted.weight, fitted.mean, fitted.sd], strict=True)))
