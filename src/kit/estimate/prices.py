"""What would a deal like this cost, and where does a quote lie among such deals?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .inputs import check_level, Codes, labels, matrix, Numbers, numbers, same_length
from .lines import Line, line
from .quantiles import drawn_rank, student
from .results import NAN

PRIOR_DEALS = 5  # the common spread counts as much as this many deals (creators, where these are known) of a tier


@dataclass(frozen=True)
class PriceModel:
    """Fees explained by what is known of a deal: a line on the log scale and the spread that it left.

    effects    per feature: effect, low, high, the change of log fee for one unit of it; all NaN where it never varied
               or others say the same, low and high NaN where it hangs on one creator (deal) alone
    smearing   factor from the median fee to the mean fee (Duan 1983)
    n          deals used; clusters: creators (deals, where no creators were given); level: of the ranges
    tiers      per tier: sd (spread of log fees around the line, shrunken), n
    residuals  of deals around the line without their creator, in spreads of their tier without it; `owners`: codes of
               these creators
    Made by `price_model`; `range`, `percentile` and `contributions` answer for new deals.
    """

    effects: pd.DataFrame
    tiers: pd.DataFrame
    smearing: float
    n: int
    clusters: int
    level: float
    line: Line
    common_sd: float
    residuals: Numbers
    owners: Codes

    @property
    def coefficients(self) -> Numbers:
        """Of the log fee, the intercept's first."""
        return self.line.coefficients

    @property
    def reference(self) -> pd.Series:
        """The mean of the deals, feature by feature."""
        return pd.Series(self.line.centre, index=self.effects.index)

    def range(self, x_new: Any, tier_new: Any, level: float | None = None) -> pd.DataFrame:
        """mid (median fee), low, high in money, a row per new deal.

        level   another than the model's; a narrower range lies within a wider one
        low, high are NaN when there were too few deals, and for a deal that differs in a feature that never varied. A
        tier not seen before gets the spread of all. mid is NaN where a feature is missing.
        """
        middle, scale, known = self._at(x_new, tier_new)
        width = self._reach(self.level if level is None else level) * scale
        ends = np.where(known, [middle - width, middle + width], NAN)
        index = x_new.index if isinstance(x_new, pd.Series | pd.DataFrame) else None
        columns = {"mid": _exp(middle), "low": _exp(ends[0]), "high": _exp(ends[1])}
        return pd.DataFrame(columns, index=index)

    def percentile(self, x_new: Any, tier_new: Any, quote: Any) -> Numbers:
        """Share of comparable deals below the quote, 0 to 1, per new deal; NaN where `range` has no width."""
        middle, scale, known = self._at(x_new, tier_new)
        price = numbers("quote", np.atleast_1d(np.asarray(quote, dtype=object)), least=0)
        same_length(quote=price, x_new=middle)
        known &= (price > 0) & (scale > 0) & np.isfinite(self._reach(self.level))
        score = (np.log(np.where(known, price, 1.0)) - middle) / np.where(known, scale, 1.0)
        order = np.argsort(self.residuals)
        ordered, weights = self.residuals[order], _equal(self.owners[order])
        below = np.concatenate([[0.0], np.cumsum(weights)])
        share = below[np.searchsorted(ordered, score, "left")] + below[np.searchsorted(ordered, score, "right")]
        return np.where(known, (share / 2 + 0.5) / (weights.sum() + 1), NAN)

    def contributions(self, x_new: Any, reference: Any = None) -> pd.DataFrame:
        """How far each feature moves the log fee away from that of a reference deal: new deals × features.

        reference   one value a feature; the mean of the deals (`reference`) where none is given
        The mid of a new deal is the reference's mid times exp of its row's sum.  NaN where a feature is missing.
        """
        features = self._features(x_new)
        base = self.line.centre if reference is None else numbers("reference", reference)
        same_length(reference=base, features=self.line.centre)
        index = x_new.index if isinstance(x_new, pd.DataFrame) else None
        parts = (features - base) * self.coefficients[1:]
        return pd.DataFrame(parts, index=index, columns=self.effects.index)

    def _reach(self, level: float) -> float:
        """Half-width in scaled residuals (conformal); NaN when as many spare clusters as the level asks for are not
        there."""
        check_level(level)
        seen = len(np.unique(self.owners))
        if self.clusters - self.line.rank < level / (1 - level) - 1e-9 or (seen + 1) * level > seen + 1e-9:
            return NAN
        reach = drawn_rank(np.abs(self.residuals), self.owners, (seen + 1) * level)
        return reach if np.isfinite(reach) else NAN

    def _features(self, x_new: Any) -> Numbers:
        features, _ = matrix("x_new", x_new)
        here, there = features.shape[1], len(self.line.centre)
        if here != there:
            raise ValueError(f"x_new has {here} features but the model has {there}: pass the same ones.")
        return features

    def _at(self, x_new: Any, tier_new: Any) -> tuple[Numbers, Numbers, Any]:
        features, tier = self._features(x_new), np.atleast_1d(np.asarray(tier_new, dtype=object))
        same_length(x_new=features, tier_new=tier)
        middle, leverage, known = self.line.at(features)
        place = self.tiers.index.get_indexer(pd.Index(tier, tupleize_cols=False))
        spread = np.where(place < 0, self.common_sd, np.append(self.tiers["sd"].to_numpy(), NAN)[place])
        return middle, spread * np.sqrt(1 + leverage), known


def price_model(x: Any, fee: Any, tier: Any, level: float = 0.9, cluster: Any = None) -> PriceModel:
    """Fits log fee to the deals' features, and sets the range from residuals of deals left out (conformal).

    x       deals × features on the model's scale (log followers, log views, 0/1 for rights …); an intercept is added
    fee     money in one currency, never negative; deals with fee 0 or missing, or a missing feature, are dropped
    tier    label of the deal: the spread may differ by tier; the common spread enters each as five deals would
    cluster label of whom the deal is with (a creator); a deal without one stands for itself.  Each is left out with all
            its deals and counts once, so that ranges hold for a deal of somebody new and the same deal entered twice
            narrows nothing.  Without it every deal counts for itself: then ranges for somebody new are too narrow where
            the deals of one are alike.
    Ranges need as many spare clusters (clusters - coefficients) as the level asks for: 9 for 90 %, 19 for 95 %; else
    NaN.  They hold for a new deal like these on average over deals; no causal reading of `effects`, whose intervals are
    the jackknife's over clusters (CR3; HC3 without) with Student's t.
    Source: Lei et al. 2018 (JASA 113:1094) for conformal ranges scaled by the spread; Dunn, Wasserman and Ramdas 2023
    (JASA 118:2491) for clusters; Bell and McCaffrey 2002 (Survey Methodology 28:169) for CR3.
    """
    check_level(level)
    features, names = matrix("x", x)
    money = numbers("fee", fee, least=0)
    group = pd.Index(tier if hasattr(tier, "__len__") else list(tier), tupleize_cols=False)
    whose = np.full(len(money), -1) if cluster is None else labels("cluster", cluster)[0]
    same_length(fee=money, x=features, tier=group, cluster=whose)
    kept = ~np.isnan(features).any(axis=1) & (money > 0)
    own = _separate(whose[kept])
    fit = line(features[kept], np.log(money[kept]), own)
    return _modelled(fit, own, group[kept], pd.Index(names, name="feature"), level)


def price_range(x: Any, fee: Any, tier: Any, x_new: Any, tier_new: Any, level: float = 0.9) -> pd.DataFrame:
    """`price_model(x, fee, tier, level).range(x_new, tier_new)` in one call: mid, low, high in money."""
    return price_model(x, fee, tier, level).range(x_new, tier_new)


def _separate(whose: Codes) -> Codes:
    """Codes 0, 1, …, a new one for each row that has none."""
    alone = whose < 0
    codes = np.where(alone, whose.max(initial=-1) + np.cumsum(alone), whose)
    return np.unique(codes, return_inverse=True)[1].reshape(-1)


def _modelled(fit: Line, cluster: Codes, tier: pd.Index, names: pd.Index, level: float) -> PriceModel:
    clusters, (codes, tiers) = int(cluster.max(initial=-1)) + 1, labels("tier", tier)
    table = pd.DataFrame(
        {"sd": NAN, "n": np.bincount(codes[codes >= 0], minlength=len(tiers))}, index=pd.Index(tiers, name="tier")
    )
    seen, spare = ~np.isnan(fit.unseen), clusters - fit.rank
    common, scaled = NAN, np.zeros(int(seen.sum()))
    if spare >= 1:
        scores = fit.unseen[seen] / np.sqrt(1 + fit.leverage[seen])
        table["sd"], common, spread = _spreads(scores, _equal(cluster[seen]), cluster[seen], codes[seen], tiers)
        beyond = np.where(scores == 0, 0.0, np.copysign(np.inf, scores))
        scaled = np.divide(scores, spread, out=beyond, where=spread > 0)
    smearing = float(np.exp(fit.left).mean()) if len(fit.left) else NAN
    effects = _effects(fit, spare, level).set_axis(names)
    return PriceModel(effects, table, smearing, len(fit.left), clusters, level, fit, common, scaled, cluster[seen])


def _equal(cluster: Codes) -> Numbers:
    """Weights of rows such that each cluster weighs 1."""
    return 1 / np.bincount(cluster)[cluster] if len(cluster) else np.zeros(0)


def _spreads(
    scores: Numbers, weights: Numbers, cluster: Codes, tier: Codes, names: pd.Index
) -> tuple[Numbers, float, Numbers]:
    """Per tier, of all deals together, and for each deal that of its tier (of all where that is missing) among others.

    A deal's own cluster is left out of the spread that its residual is measured by, as a new deal's would be.
    """
    of = (cluster, np.where(tier < 0, len(names), tier))
    count, squares = np.zeros((2, cluster.max(initial=-1) + 1, len(names) + 1))
    np.add.at(count, of, weights)
    np.add.at(squares, of, weights * scores**2)
    (n, total), common = (part.sum(axis=0)[:-1] for part in (count, squares)), squares.sum() / max(count.sum(), 1e-300)
    sd = np.sqrt((PRIOR_DEALS * common + total) / (PRIOR_DEALS + n))
    others = [part.sum() - part.sum(axis=1)[cluster] for part in (squares, count)]
    apart = np.divide(others[0], others[1], out=np.full(len(scores), common), where=others[1] > 1e-9)
    own = [np.append(part, 0.0)[of[1]] - each[of] * (tier >= 0) for part, each in ((total, squares), (n, count))]
    each = np.sqrt(np.maximum(PRIOR_DEALS * apart + own[0], 0.0) / (PRIOR_DEALS + own[1]))
    return sd, float(np.sqrt(common)), each


def _effects(fit: Line, spare: int, level: float) -> pd.DataFrame:
    slopes = np.where(fit.known, fit.coefficients[1:], NAN)
    error = np.sqrt((fit.shifts**2).sum(axis=0)) if spare > 0 else np.full(len(slopes), NAN)
    reach = student(level, max(spare, 1)) * np.where(fit.alone, NAN, error)
    return pd.DataFrame({"effect": slopes, "low": slopes - reach, "high": slopes + reach})


def _exp(values: Numbers) -> Numbers:
    return np.exp(np.minimum(values, 700))
