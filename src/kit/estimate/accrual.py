"""How counts accrue, from few items: one log-logistic curve of all their captures, and what it lets expect."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from .inputs import check_level, Codes, labels, Numbers, numbers, same_length
from .jackknife import FEWEST_CLUSTERS
from .quantiles import log_interval, student
from .results import Estimate, NAN

STARTS = ((-0.3, 0.0), (-0.3, 2.0))  # log shape, log of the half-way age
FREEDOM = 2  # parameters of the curve
LEAST = 0.02  # least relative s.d. of log growth


@dataclass(frozen=True)
class AccrualCurve:
    """Share of the final count that is there at age a: aᵂ ÷ (aᵂ + Mᵂ), W the shape, M the half-way age.

    n       items with two captures or more behind it; oldest: the highest age among them
    item, age, count   their captures, in the order of item and age.  shape, half_way are NaN where it cannot be told
    """

    shape: float
    half_way: float
    n: int
    oldest: float
    item: Codes
    age: Numbers
    count: Numbers

    def log_growth(self, since: Any, until: Any) -> Any:
        """Log of the count at one age over that at an earlier one."""
        return log_share(self.shape, self.half_way, until) - log_share(self.shape, self.half_way, since)

    def spread(self, age: float) -> tuple[float, int]:
        """S.d. of an item's log growth around the curve's as a share of the curve's, and the items that tell it: growth
        to an item's last capture from its last one at `age` or before, or else from its first; over all growth since
        the first captures where fewer than 5 items grew after that age."""
        if not self.n:
            return NAN, 0
        ends = np.append(self.item[1:] != self.item[:-1], True)
        last, first = np.flatnonzero(ends), np.flatnonzero(np.append(True, ends[:-1]))
        since = np.maximum(first + np.bincount(self.item, weights=self.age <= age).astype(int) - 1, first)
        later = since < last
        if later.sum() < FEWEST_CLUSTERS:
            since, later = first, first < last
        since, last, n = since[later], last[later], int(later.sum())
        expected = self.log_growth(self.age[since], self.age[last])
        off = np.log(self.count[last] / self.count[since]) - expected
        free = max(n - FREEDOM, 1)
        return max(float(np.sqrt((off**2).sum() / max((expected**2).sum(), 1e-12) * n / free)), LEAST), n


def log_share(shape: float, half_way: float, age: Any) -> Any:
    """Log of the share that is there at an age."""
    with np.errstate(invalid="ignore"):  # of no curve, nothing
        return -np.logaddexp(0, shape * (np.log(half_way) - np.log(age)))


def accrual_curve(item: Any, age: Any, count: Any) -> AccrualCurve:
    """The curve behind the captures of items: one item, age and count a row, in any order.

    Each item's last count is split over the spans between its captures; the curve is that under which these shares are
    likeliest, every item weighing the same (Clark's growth curve with each item's own total profiled out, weighed by
    item because the count of one viral item would decide it otherwise).  A count that falls is taken as not grown.
    Rows with a missing value or an age of 0 are dropped, as are items with one capture or none of a count above 0;
    below 3 items all is NaN.  Two starts of the search.  Source: Clark 2003 (CAS Forum, Fall), log-logistic growth.
    """
    from scipy.optimize import minimize

    rows, codes = _rows(item, age, count)
    items = int(codes.max()) + 1 if len(codes) else 0
    if items < 1 + FREEDOM:
        return AccrualCurve(NAN, NAN, items, NAN, codes, *rows.T)
    first = np.append(True, codes[1:] != codes[:-1])
    last = np.append(first[1:], True)
    ages, counts = rows.T
    share = np.where(first, counts, counts - np.append(0, counts[:-1])) / counts[last][codes]

    def unlikely(at: Numbers) -> float:
        there = expit(np.exp(at[0]) * (np.log(ages) - at[1]))
        more = np.where(first, there, there - np.append(0, there[:-1])) / there[last][codes]
        return -float((share * np.log(np.maximum(more, 1e-12))).sum()) / items

    bounds = [(np.log(0.1), np.log(5)), (np.log(0.01), np.log(200))]
    found = min((minimize(unlikely, start, bounds=bounds) for start in STARTS), key=lambda one: float(one.fun))
    shape, half_way = map(float, np.exp(found.x))
    return AccrualCurve(shape, half_way, items, float(ages.max()), codes, ages, counts)


def project_by_curve(curve: AccrualCurve, age: Any, count: Any, until: float, level: float = 0.9) -> pd.DataFrame:
    """Each item's count at the age `until` from its count at its own age: value, low, high, n (items of the spread).

    An item's log growth lies around the curve's with an s.d. of `curve.spread` times it; t with n − 2 degrees of
    freedom.  low and high are NaN below 5 items, value for a count of 0 or missing.  An item at `until` or older stays.
    """
    check_level(level)
    ages, counts = numbers("age", age), numbers("count", count, least=0)
    same_length(age=ages, count=counts)
    growth, spread, n = _growth(curve, ages, until)
    enough = n >= FEWEST_CLUSTERS
    reach = student(level, np.maximum(n - FREEDOM, 1)) * spread * np.sqrt(1 + 1 / np.maximum(n, 1))
    reach = np.where(enough, reach, NAN)
    ends = [np.where(counts > 0, counts * np.exp(growth * (1 + by)), NAN) for by in (0.0, -reach, reach)]
    return pd.DataFrame(np.column_stack(ends), columns=["value", "low", "high"]).assign(n=n)


def total_by_curve(curve: AccrualCurve, age: Any, count: Any, until: float, level: float = 0.9) -> Estimate:
    """The sum of the items' counts at the age `until`, with the same spread: the items' own growth is independent, the
    error of the curve, a share of 1 ÷ √n of the spread, is common to all.  Missing counts are dropped."""
    check_level(level)
    ages, counts = numbers("age", age), numbers("count", count, least=0)
    same_length(age=ages, count=counts)
    kept = ~np.isnan(counts) & ~np.isnan(ages)
    growth, spread, n = _growth(curve, ages[kept], until)
    final = counts[kept] * np.exp(growth)
    total, fewest = float(final.sum()), int(n.min()) if len(n) else 0
    if fewest < FEWEST_CLUSTERS or not total > 0:
        return Estimate(total, NAN, NAN, fewest)
    moved = final * growth * spread
    variance = float((moved**2).sum() + (moved / np.sqrt(n)).sum() ** 2) / total**2
    return Estimate(total, *log_interval(total, variance, fewest - FREEDOM, level), fewest)


def _growth(curve: AccrualCurve, ages: Numbers, until: float) -> tuple[Numbers, Numbers, Codes]:
    """Each item's expected log growth, its relative spread, and the items that tell it."""
    growth = np.maximum(curve.log_growth(ages, np.maximum(ages, until)), 0)
    each, place = np.unique(ages, return_inverse=True)
    told = [curve.spread(age) for age in each]
    spread, n = (np.array([one[k] for one in told])[place.reshape(-1)] for k in (0, 1))
    return growth, spread.astype(float), n.astype(np.int64)


def _rows(item: Any, age: Any, count: Any) -> tuple[Numbers, Codes]:
    """Rows of age and count (never falling) in the order of item and age, of items with two captures or more."""
    codes, ages, counts = labels("item", item)[0], numbers("age", age, least=0), numbers("count", count, least=0)
    same_length(item=codes, age=ages, count=counts)
    kept = (codes >= 0) & (ages > 0) & (counts > 0)
    codes, ages, counts = codes[kept], ages[kept], counts[kept]
    several = np.bincount(codes)[codes] > 1 if len(codes) else kept[:0]
    rows = pd.DataFrame({"item": codes[several], "age": ages[several], "count": counts[several]})
    rows = rows.sort_values(["item", "age"], kind="stable")
    highest = rows.groupby("item")["count"].cummax()
    codes = np.unique(rows["item"].to_numpy(), return_inverse=True)[1].reshape(-1)
    return np.column_stack([rows["age"], highest]).astype(float), codes.astype(np.int64)
