"""Gaps within creators, discoveries among many tests, and who is first."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.stats import ttest_ind

from kit import estimate

from . import worlds as w
from .claims import BROKEN, Claim, inside, naive, near, Rng, Study, Worth


def s9() -> Iterator[Study]:
    """Sponsored against organic, discoveries among many creators, and who is first."""
    for creators, selection in ((20, 1.0), (60, 1.0), (60, 0.0)):
        claims = [Claim("within_gap", "holds the gap", 0.93, 0.97)]
        if selection:
            claims.append(naive("pooled difference", "holds the gap", 0, BROKEN))
        setting = f"gap, {creators} creators" + ("" if selection else ", sponsors by lot")
        yield Study("s9", setting, tuple(claims), partial(_sponsors, creators, selection))
    found = (
        Claim("discoveries", "false among found", 0, 0.05),
        naive("each test alone", "false among found", 0.15, 1),
    )
    yield Study("s9", "100 creators, 10 changed", found, _changes)
    risen = (
        Claim("rate_rise", "false alarms at 5 %", 0, 0.05),
        Claim("rate_rise", "holds the ratio", 0.95, 1),
        Claim("rate_rise, discoveries", "false among found", 0, 0.05),
        naive("rate_rise, each alone", "false among found", 0.15, 1),
        naive("twice the usual week", "false among found", 0.15, 1),
    )
    yield Study("s9", "100 tags, 10 risen", risen, _rises)
    for creators, loyal in ((60, 1.5), (250, 1.5), (60, 20.0)):
        ranks = (
            Claim("rank_sets", "holds all ranks", 0.95, 1),
            naive("first by count", "is truly first", 0, 0.9),
        )
        yield Study(
            "s9",
            f"ranks, {creators} creators, {'loyal' if loyal < 5 else 'mixed'}",
            ranks,
            partial(_ranks, creators, loyal),
        )
    board = (
        Claim("rank_sets_of shrunk_rates", "holds all ranks", 0.95, 1),
        naive("first by pooled rate", "is truly first", 0, 0.9),
    )
    for setting, uneven in (("even", 0.0), ("uneven", 0.35)):
        yield Study("s9", f"board of 20, {setting} spread", board, partial(_board, uneven), share=0.5)


def _sponsors(creators: int, selection: float, rng: Rng) -> list[Worth]:
    y, paid, creator, age = w.sponsored(rng, creators, selection)
    one, other = y[paid == 1], y[paid == 0]
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    held: list[Worth] = [inside(estimate.within_gap(y, paid, creator, covariates=age), w.GAP)]
    return [*held, near(one.mean() - other.mean(), 1.96 * error, w.GAP)] if selection else held


def _changes(rng: Rng) -> list[Worth]:
    changed = np.arange(100) < 10
    before, after = (w.VIEWS_SD * rng.normal(size=(100, n)) for n in (25, 10))
    p = ttest_ind(after + 1.5 * changed[:, None], before, axis=1).pvalue
    return [false_among(found, changed) for found in (estimate.discoveries(p), p < 0.05)]


def false_among(found: np.ndarray, real: np.ndarray) -> float:
    """Share of false ones among what was found, 0 where nothing was."""
    return float(found[~real].sum() / max(found.sum(), 1))


def _rises(rng: Rng) -> list[Worth]:
    risen = np.arange(100) < 10
    recent, before = w.uses(rng, 100, risen)
    found = estimate.rate_rise(recent, before, 1, 4)
    alone, twice = (found["p"] < 0.05).to_numpy(), recent > 2 * before / 4
    return [
        float(alone[~risen].mean()),
        inside(found.assign(high=found["high"].fillna(1e9)), np.where(risen, 3.0, 1.0)),
        false_among(estimate.discoveries(found["p"]), risen),
        false_among(alone, risen),
        false_among(twice, risen),
    ]


CLOSE = np.array([0.24, 0.22, 0.2, 0.18, 0.16])


def all_hold(found, truth: np.ndarray) -> float:
    """Whether every rank (1 for the largest truth) lies in its set."""
    rank = (-truth).argsort().argsort() + 1
    return float(((found["first"] <= rank) & (rank <= found["last"])).all())


def _ranks(creators: int, loyal: float, rng: Rng) -> list[Worth]:
    counts = w.mentions(rng, creators, CLOSE, loyal)
    return [all_hold(estimate.rank_sets(counts), CLOSE), float(counts.sum(axis=0).argmax() == 0)]


def _board(uneven: float, rng: Rng) -> list[Worth]:
    one = w.videos(rng, 20, uneven=uneven)
    found = estimate.shrunk_rates(one.engagements, one.views, one.creator)
    sets = estimate.rank_sets_of(found["logit_mean"], found["logit_sd"])
    return [all_hold(sets, one.logit), float(np.argmax(found["pooled"]) == np.argmax(one.logit))]
