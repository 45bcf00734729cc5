"""Counts of events that come by chance: what one costs, whether a share is higher than another, whether it bursts."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from .inputs import check_level, labels, Numbers, numbers, same_length
from .jackknife import FEWEST_CLUSTERS
from .results import Estimate, NAN


def cost_per_count(cost: float, count: float, level: float = 0.95) -> Estimate:
    """Cost per event if events come by chance at an unknown pace: the cost divided by the exact Poisson interval.

    cost    what was paid, any unit; count: events that came, 0 or more
    value is NaN without events, and then high too: only a lower end holds. All are NaN where cost is 0, negative or
    unknown or the count is unknown. The interval is exact (it covers at least `level`), for one payer whose events are
    independent; it says nothing of other payers. n is the count.
    Source: Garwood 1936 (Biometrika 28:437), by gamma quantiles.
    """
    check_level(level)
    if np.isfinite(count) and count < 0:
        raise ValueError(f"count is {count:g}: pass 0 or more events.")
    if not np.isfinite(cost) or cost <= 0 or not np.isfinite(count):
        return Estimate(NAN, NAN, NAN, int(count) if np.isfinite(count) else 0)
    tail = (1 - level) / 2
    most = float(special.gammaincinv(count + 1, 1 - tail))
    if not count:
        return Estimate(NAN, cost / most, NAN, 0)
    return Estimate(cost / count, cost / most, cost / float(special.gammaincinv(count, tail)), int(count))


def higher_share(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """One-sided p of Fisher's exact test: is the share `hits` of `n` higher than `other_hits` of `other_n`?

    It is the chance of at least `hits` marks among `n` drawn blindly from all, 1 where one of the two is empty. Exact,
    so that the chance of a false alarm never exceeds the level that p is held against; events must be independent.
    Source: Fisher 1935, The Design of Experiments, chapter 2 (the lady tasting tea).
    """
    if min(hits, n - hits, other_hits, other_n - other_hits) < 0:
        raise ValueError(f"{hits} of {n} and {other_hits} of {other_n}: pass from 0 to all of the events as hits.")
    marked, everything = hits + other_hits, n + other_n
    k = np.arange(hits, min(n, marked) + 1)
    ways = _log_ways(marked, k) + _log_ways(everything - marked, n - k) - _log_ways(everything, n)
    return float(min(1.0, np.exp(ways).sum()))


def burst(day: Any, marked: Any, level: float = 0.01, times: float = 3.0, fewest: int = 10) -> int | None:
    """The day from which marked events come clearly more often and make up more of all events; None without such.

    day      a whole number ≥ 0 an event, counted from the first event
    marked   whether the event is of the kind that is watched
    level    chance of a false alarm over all days that are tried
    times    by which factor marked events must come more often than on the days before
    fewest   marked events from that day on
    Two tests must agree at level ÷ days tried: more marked events a day than before (binomial, given their number) and
    a higher share of marked ones (Fisher), so that neither a busier time nor a quieter rest is taken for a burst. The
    first three days are never a start. Of several days the one with the smallest p.
    """
    check_level(level)
    when, kind = numbers("day", day, least=0), numbers("marked", marked, least=0, most=1)
    same_length(day=when, marked=kind)
    if not len(when):
        return None
    every = np.bincount(when.astype(int))
    hits = np.bincount(when.astype(int), weights=kind, minlength=len(every))
    after, all_after = (daily[::-1].cumsum()[::-1] for daily in (hits, every))
    tried = range(3, len(every))
    p = {start: _burst_p(start, after, all_after, times) for start in tried if after[start] >= fewest}
    best = min(p, key=lambda start: p[start], default=None)
    return best if best is not None and p[best] < level / len(tried) else None


def rate_rise(
    recent: Any, before: Any, recent_exposure: Any, before_exposure: Any, level: float = 0.95
) -> pd.DataFrame:
    """How many times the earlier rate the recent one is, and whether it rose: exact, given how many events there were.

    recent, before     events of each row (distinct creators that used a tag, in the last week and in four before)
    ..._exposure       in how much time or panel they came, one for all rows or one a row: the rates' denominators
    Returns a row a row: ratio, low, high, p (one-sided, of no rise). Given their sum, recent events are binomial with
    the exposures' share where nothing changed; the interval is Clopper and Pearson's turned into a ratio of rates, so
    it covers at least `level` for independent events. ratio and high are NaN without earlier events (only the low end
    holds); without any event all is NaN but p, which is 1. Exposures of 0 or unknown give NaN.
    Source: Przyborowski and Wilenski 1940 (Biometrika 31:313).
    """
    check_level(level)
    new, old = numbers("recent", recent, least=0), numbers("before", before, least=0)
    exposures = (np.atleast_1d(np.asarray(one, dtype=float)) for one in (recent_exposure, before_exposure))
    late, early = (np.broadcast_to(one, new.shape) if len(one) == 1 else one for one in exposures)
    same_length(recent=new, before=old, recent_exposure=late, before_exposure=early)
    whole = (late > 0) & (early > 0) & np.isfinite(late * early) & ~np.isnan(new + old)
    share = np.divide(late, late + early, out=np.full(len(new), NAN), where=whole)
    tail = (1 - level) / 2
    low = np.where(new > 0, special.betaincinv(np.maximum(new, 1e-9), old + 1, tail), 0.0)
    high = special.betaincinv(new + 1, np.maximum(old, 1e-9), 1 - tail)
    odds = (1 - share) / share
    table = {
        "ratio": odds * np.divide(new, old, out=np.full(len(new), NAN), where=old > 0),
        "low": np.where(new + old > 0, odds * low / (1 - low), NAN),
        "high": np.where(old > 0, odds * high / np.maximum(1 - high, 1e-300), NAN),
        "p": np.where(whole, np.where(new > 0, special.betainc(np.maximum(new, 1e-9), old + 1, share), 1.0), NAN),
    }
    return pd.DataFrame(table, index=recent.index if isinstance(recent, pd.Series) else None)


def clustered_rise(
    recent: Any, before: Any, recent_exposure: float, before_exposure: float, level: float = 0.95
) -> Estimate:
    """How many times the earlier rate the recent one is, where events come in clusters, such as posts of authors.

    recent, before     the cluster of each event; a missing one is no event.  Clusters of the two times count apart
    ..._exposure       in how much time they came, as of `rate_rise`
    Clusters arrive independently of each other, each with several events (compound Poisson), so that a count varies by
    the factor (sum of squares of events a cluster) ÷ (events) more than independent events would.  Both counts are
    divided by it and held against each other by `rate_rise`.  Simulated with clusters of 2 to 5 events the interval
    holds the truth .96 to .99 of the time; with events as the unit .50 to .77.
    value and high are NaN without earlier events (only the low end holds); low and high below 5 clusters over both
    times; all without events or exposure.  n: events; clusters: of each time, added up.
    Source: quasi-Poisson, McCullagh and Nelder 1989, 6.2.
    """
    check_level(level)
    kinds = (labels(name, each)[0] for name, each in (("recent", recent), ("before", before)))
    sizes = [np.bincount(codes[codes >= 0]).astype(float) for codes in kinds]
    each = np.concatenate(sizes)
    n, clusters = int(each.sum()), int((each > 0).sum())
    if not n or not recent_exposure > 0 or not before_exposure > 0:
        return Estimate(NAN, NAN, NAN, n, clusters)
    crowd = max(float((each**2).sum() / n), 1.0)
    late, early = (side.sum(keepdims=True) / crowd for side in sizes)
    found = rate_rise(late, early, recent_exposure, before_exposure, level).iloc[0]
    low, high = (NAN, NAN) if clusters < FEWEST_CLUSTERS else (float(found["low"]), float(found["high"]))
    return Estimate(float(found["ratio"]), low, high, n, clusters)


def _burst_p(start: int, after: Numbers, all_after: Any, times: float) -> float:
    """The larger p of the two tests for a burst from `start` on; 1 where the pace did not rise enough."""
    total, late = float(after[0]), float(after[start])
    share = 1 - start / len(after)
    if late / share < times * max((total - late) / (1 - share), 1e-9):
        return 1.0
    early = int(total - late), int(all_after[0] - all_after[start])
    faster = float(special.bdtrc(late - 1, int(total), share))
    return max(faster, higher_share(int(late), int(all_after[start]), *early))


def _log_ways(n: Any, picks: Any) -> Any:
    """Logarithm of n over picks."""
    return special.gammaln(n + 1) - special.gammaln(picks + 1) - special.gammaln(n - picks + 1)
