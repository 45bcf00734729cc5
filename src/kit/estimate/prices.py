"""What would a deal like this cost, and where does a quote lie among such deals?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .inputs import check_level, labels, matrix, Numbers, numbers, same_length
from .quantiles import student
from .results import NAN

PRIOR_DEALS = 5  # the common spread counts as much as this many deals of a tier


@dataclass(frozen=True)
class PriceModel:
    """Fees explained by what is known of a deal: a line on the log scale and the spread that it left.

    effects    per feature: effect, low, high, the change of log fee for one unit of it (HC3, t)
    smearing   factor from the median fee to the mean fee (Duan 1983)
    n          deals used; level: of the ranges
    tiers      per tier: sd (spread of log fees around the line, shrunken), n
    Made by `price_model`; `range` and `percentile` answer for new deals.
    """

    effects: pd.DataFrame
    tiers: pd.DataFrame
    smearing: float
    n: int
    level: float
    coefficients: Numbers
    inverse: Numbers
    common_sd: float
    residuals: Numbers

    def range(self, x_new: Any, tier_new: Any) -> pd.DataFrame:
        """mid (median fee), low, high in money, a row per new deal.

        low, high are NaN when there were too few deals, and for a deal that differs in a feature that never varied. A
        tier not seen before gets the spread of all. mid is NaN where a feature is missing.
        """
        middle, scale, known = self._at(x_new, tier_new)
        width = _conformal(np.abs(self.residuals), self._spare, self.level) * scale
        ends = np.where(known, [middle - width, middle + width], NAN)
        index = x_new.index if isinstance(x_new, pd.Series | pd.DataFrame) else None
        columns = {"mid": _exp(middle), "low": _exp(ends[0]), "high": _exp(ends[1])}
        return pd.DataFrame(columns, index=index)

    def percentile(self, x_new: Any, tier_new: Any, quote: Any) -> Numbers:
        """Share of comparable deals below the quote, 0 to 1, per new deal; NaN where `range` has no width."""
        middle, scale, known = self._at(x_new, tier_new)
        price = numbers("quote", np.atleast_1d(np.asarray(quote, dtype=object)), least=0)
        same_length(quote=price, x_new=middle)
        known &= (price > 0) & (scale > 0) & np.isfinite(_conformal(np.abs(self.residuals), self._spare, self.level))
        score = (np.log(np.where(known, price, 1.0)) - middle) / np.where(known, scale, 1.0)
        ordered = np.sort(self.residuals)
        below = np.searchsorted(ordered, score, "left") + np.searchsorted(ordered, score, "right")
        return np.where(known, (below / 2 + 0.5) / (len(ordered) + 1), NAN)

    @property
    def _spare(self) -> int:
        return self.n - int(np.linalg.matrix_rank(self.inverse))

    def _at(self, x_new: Any, tier_new: Any) -> tuple[Numbers, Numbers, Any]:
        features, _ = matrix("x_new", x_new)
        tier = pd.Index(np.atleast_1d(np.asarray(tier_new, dtype=object)), tupleize_cols=False)
        same_length(x_new=features, tier_new=tier)
        if features.shape[1] + 1 != len(self.coefficients):
            here, there = features.shape[1], len(self.coefficients) - 1
            raise ValueError(f"x_new has {here} features but the model has {there}: pass the same ones.")
        rows = np.column_stack([np.ones(len(features)), features])
        filled = np.nan_to_num(rows)
        leverage = np.einsum("ij,jk,ik->i", filled, self.inverse, filled)
        place = self.tiers.index.get_indexer(tier)
        spread = np.where(place < 0, self.common_sd, np.append(self.tiers["sd"].to_numpy(), NAN)[place])
        known = ~np.isnan(rows).any(axis=1) & _reachable(filled, self.inverse)
        return rows @ self.coefficients, spread * np.sqrt(1 + leverage), known


def price_model(x: Any, fee: Any, tier: Any, level: float = 0.9) -> PriceModel:
    """Fits log fee to the deals' features, and sets the range from leave-one-out residuals (conformal).

    x       deals × features on the model's scale (log followers, log views, 0/1 for rights …); an intercept is added
    fee     money in one currency, never negative; deals with fee 0 or missing, or a missing feature, are dropped
    tier    label of the deal: the spread may differ by tier; the common spread enters each as five deals would
    Ranges need as many spare deals (n - coefficients) as the level asks for: 9 for 90 %, 19 for 95 %; else NaN.
    They hold for a new deal like these on average over deals; no causal reading of `effects`.
    Source: Lei et al. 2018 (JASA 113:1094) for conformal ranges scaled by the spread.
    """
    check_level(level)
    features, names = matrix("x", x)
    money = numbers("fee", fee, least=0)
    group = pd.Index(tier if hasattr(tier, "__len__") else list(tier), tupleize_cols=False)
    same_length(fee=money, x=features, tier=group)
    kept = ~np.isnan(features).any(axis=1) & (money > 0)
    rows = np.column_stack([np.ones(kept.sum()), features[kept]])
    return _fitted(rows, np.log(money[kept]), group[kept], pd.Index(names, name="feature"), level)


def price_range(x: Any, fee: Any, tier: Any, x_new: Any, tier_new: Any, level: float = 0.9) -> pd.DataFrame:
    """`price_model(x, fee, tier, level).range(x_new, tier_new)` in one call: mid, low, high in money."""
    return price_model(x, fee, tier, level).range(x_new, tier_new)


def _fitted(rows: Numbers, logs: Numbers, tier: pd.Index, names: pd.Index, level: float) -> PriceModel:
    half = np.linalg.pinv(rows) if len(rows) else np.zeros((rows.shape[1], 0))
    inverse = half @ half.T
    coefficients = half @ logs if len(rows) else np.full(rows.shape[1], NAN)
    free = np.clip(1 - np.einsum("ij,ji->i", rows, half), 1e-9, 1)
    raw = logs - rows @ coefficients
    scores = raw / np.sqrt(free)
    spare = len(rows) - int(np.linalg.matrix_rank(inverse))
    tiers, common, spread = _tier_spreads(scores, tier, spare)
    smearing = float(np.exp(raw).mean()) if len(raw) else NAN
    effects = _effects(half, raw / free, coefficients, spare, level)
    scaled = np.divide(scores, spread, out=np.zeros(len(scores)), where=spread > 0)
    table = effects.iloc[1:].set_axis(names)
    return PriceModel(table, tiers, smearing, len(rows), level, coefficients, inverse, common, scaled)


def _tier_spreads(scores: Numbers, tier: pd.Index, spare: int) -> tuple[pd.DataFrame, float, Numbers]:
    """Per tier, of all deals together, and for each deal that of its tier (of all where its tier is missing)."""
    codes, names = labels("tier", tier)
    index, own = pd.Index(names, name="tier"), codes[codes >= 0]
    count = np.bincount(own, minlength=len(names))
    if spare < 1 or not len(names):
        return pd.DataFrame({"sd": NAN, "n": count}, index=index), NAN, np.full(len(scores), NAN)
    common = float((scores**2).mean())
    squares = np.bincount(own, weights=scores[codes >= 0] ** 2, minlength=len(names))
    spread = np.sqrt((PRIOR_DEALS * common + squares) / (PRIOR_DEALS + count))
    each = np.where(codes < 0, np.sqrt(common), spread[codes])
    return pd.DataFrame({"sd": spread, "n": count}, index=index), float(np.sqrt(common)), each


def _effects(half: Any, left_out: Numbers, coefficients: Numbers, spare: int, level: float) -> pd.DataFrame:
    error = np.sqrt((half**2 * left_out**2).sum(axis=1)) if spare > 0 else np.full(len(coefficients), NAN)
    reach = student(level, max(spare, 1)) * error
    return pd.DataFrame({"effect": coefficients, "low": coefficients - reach, "high": coefficients + reach})


def _conformal(sizes: Numbers, spare: int, level: float) -> float:
    """Half-width in scaled residuals: rank (n + 1) level of the sorted sizes; NaN when that rank lies beyond them."""
    rank = (len(sizes) + 1) * level
    if spare < level / (1 - level) - 1e-9:
        return NAN
    return float(np.interp(rank, np.arange(1, len(sizes) + 1), np.sort(sizes)))


def _reachable(rows: Numbers, inverse: Numbers) -> Any:
    """Whether the deals behind `inverse` say anything about these rows (no feature that never varied)."""
    basis = np.linalg.pinv(inverse) @ inverse
    return (np.abs(rows - rows @ basis) <= 1e-6 * (1 + np.abs(rows))).all(axis=1)


def _exp(values: Numbers) -> Numbers:
    return np.exp(np.minimum(values, 700))
