"""Small creators' costs against large creators', or along all sizes: the numbers behind micro against mega."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate, tiers
from kit.estimate import Estimate
from kit.metrics import pooled
from kit.tier_pricing.costs.delivered import MEASURES
from kit.tier_pricing.deals import LARGE_FROM, SMALL_BELOW

FEWEST = 5  # creators a side, to compare two
FEWEST_LINE = 8  # creators of known size, for a line through their costs
APART = 10  # times the followers of the smallest that the largest must have, for a line over sizes
COMPARED = ("cpm_fee", "cpe", "cpa")
LEVEL = 0.95  # of all comparisons together
NONE = Estimate(float("nan"), float("nan"), float("nan"), 0, 0)


@dataclass(frozen=True)
class Sides:
    """Two groups of deals.  small, large: in words; is_small, is_large: which of the deals are theirs."""

    small: str
    large: str
    is_small: pd.Series
    is_large: pd.Series

    def of(self, used: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        return used[self.is_small], used[self.is_large]

    def enough(self, used: pd.DataFrame, measure: str) -> bool:
        """Whether both sides have enough creators whose cost and result are known, with a result at all."""
        sides = [known(side, measure) for side in self.of(used)]
        return all(s["creator_id"].nunique() >= FEWEST and s[MEASURES[measure][1]].sum() > 0 for s in sides)


def known(deals: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The deals whose cost and result are both known."""
    return deals.dropna(subset=list(MEASURES[measure][:2]))


def sides(used: pd.DataFrame, scheme: tiers.Scheme) -> Sides | None:
    """Micro against mega by name, where there are such tiers and any measure can be compared; else creators below
    SMALL_BELOW against those from LARGE_FROM; None where neither can be compared."""
    return next((s for s in _candidates(used, scheme) if any(s.enough(used, m) for m in COMPARED)), None)


def _candidates(used: pd.DataFrame, scheme: tiers.Scheme) -> Iterator[Sides]:
    if {"micro", "mega"} <= set(scheme.edges):
        micro, mega = (f"{tier} creators ({scheme.band(tier)} followers)" for tier in ("micro", "mega"))
        yield Sides(micro, mega, used["tier"].eq("micro"), used["tier"].eq("mega"))
    followers = used["followers"].astype("float64")
    yield Sides(
        f"small creators (below {tiers.short(SMALL_BELOW)} followers)",
        f"large ones ({tiers.short(LARGE_FROM)} and more)",
        followers < SMALL_BELOW,
        followers >= LARGE_FROM,
    )


def against(used: pd.DataFrame, found: Sides) -> pd.DataFrame:
    """One row a measure: small, large (cost of one, or of a thousand), ratio (small ÷ large) with low and high, which
    hold for all measures together; creators and deals of either side.  No ratio where a side has too few creators."""
    able = [m for m in COMPARED if found.enough(used, m)]
    rows = []
    for measure in COMPARED:
        cost, result, times = MEASURES[measure]
        pair = [known(side, measure) for side in found.of(used)]
        gap = _gap(pair, cost, result, 1 - (1 - LEVEL) / len(able)) if measure in able else NONE
        rows.append(
            {"measure": measure, "ratio": gap.value, "ratio_low": gap.low, "ratio_high": gap.high}
            | _counted(pair, ("small", "large"))
            | {k: times * pooled(s[cost], s[result]) for k, s in zip(("small", "large"), pair, strict=True)}
        )
    return pd.DataFrame(rows)


def _gap(pair: list[pd.DataFrame], cost: str, result: str, level: float) -> Estimate:
    rows = pd.concat(pair, keys=["small", "large"])
    gap = estimate.ratio_gap(
        rows[cost].astype("float64"),
        rows[result].astype("float64"),
        rows["creator_id"],
        rows.index.get_level_values(0),
        level=level,
        reference="large",
    )
    return gap.useful()


def _counted(parts: list[pd.DataFrame], names: tuple[str, ...]) -> dict[str, int]:
    found = {f"{name}_creators": part["creator_id"].nunique() for name, part in zip(names, parts, strict=True)}
    return found | {f"{name}_deals": len(part) for name, part in zip(names, parts, strict=True)}


def along(used: pd.DataFrame) -> pd.DataFrame:
    """One row a measure: ratio, how many times as much it costs with ten times the followers, with low and high, which
    hold for all measures together; creators, deals.

    A line through one point a creator, log pooled cost of a result on log followers.  No ratio where a creator had no
    result, which has no cost on a log scale, or where too few creators differ too little in size.
    """
    points = {measure: _points(used, measure) for measure in COMPARED}
    able = [m for m, each in points.items() if _spread(each)]
    rows = []
    for measure, each in points.items():
        line = _line(each, 1 - (1 - LEVEL) / len(able)) if measure in able else [float("nan")] * 3
        ends = dict(zip(("ratio", "ratio_low", "ratio_high"), np.power(10.0, line), strict=True))
        rows.append({"measure": measure, "creators": len(each), "deals": int(each["deals"].sum())} | ends)
    return pd.DataFrame(rows)


def _points(used: pd.DataFrame, measure: str) -> pd.DataFrame:
    """One row a creator of known size: size (log10 followers), each (cost of a result), deals."""
    cost, result, _ = MEASURES[measure]
    rows = known(used, measure)
    rows = rows[rows["followers"].gt(0).fillna(False)]
    per = rows.groupby("creator_id").agg(
        followers=("followers", "first"), cost=(cost, "sum"), result=(result, "sum"), deals=("deal_id", "size")
    )
    per = per.astype("float64")
    return per.assign(size=np.log10(per["followers"]), each=per["cost"] / per["result"].where(per["result"] > 0))


def _spread(each: pd.DataFrame) -> bool:
    """Whether a line can be laid through these points."""
    enough = len(each) >= FEWEST_LINE and each["each"].notna().all()
    return bool(enough and np.ptp(each["size"]) >= np.log10(APART) - 1e-9)


def _line(each: pd.DataFrame, level: float) -> list[float]:
    """Change of log10 cost for one more power of ten of followers, and the ends of its interval (HC3, t)."""
    model = estimate.price_model(each[["size"]], each["each"], ["all"] * len(each), level)
    return [float(value) for value in model.effects.iloc[0][["effect", "low", "high"]] / np.log(10)]
