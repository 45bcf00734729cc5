"""Limits that cannot be met together are named, and no more of them than needed."""

from itertools import product
import time

import numpy as np
import pytest

from kit.estimate import contradiction


@pytest.mark.parametrize(
    ("limits", "budget", "expected"),
    [
        ([([1, 1, 1], None, 2), ([1, 0, 0], 1, None)], 6, ()),
        ([([1, 1, 1], None, 2), ([1, 1, 0], 3, None)], 6, (1,)),  # two candidates cannot be three
        ([([1, 1, 1], None, 1), ([0, 0, 1], None, 1), ([1, 1, 0], 2, None)], 6, (0, 2)),
        ([([0, 0, 1], 1, None), ([1, 0, 0], 1, None)], 3, (-1, 0, 1)),  # 3 + 1 > 3, and either alone fits
        ([([0, 0, 1], 1, None)], 2, (-1, 0)),
        ([([1, 2, 3], 5, None), ([1, 1, 0], None, 0)], 4, (0, 1)),  # more money would not help
    ],
)
def test_limits_that_contradict_each_other_are_named(limits, budget, expected):
    assert contradiction([1, 2, 3], budget, limits) == expected


def test_labels_hold_and_candidates_without_cost_do_not_count_when_limits_are_asked():
    two = [([1, 1, 1], 2, None)]
    assert contradiction([1, 1, 1], 3, two, one_of=["a", "a", "b"]) == ()
    assert contradiction([1, 1, 1], 3, two, one_of=["a", "a", "a"]) == (0,)
    assert contradiction([1, 1, None], 3, two, one_of=["a", "a", "b"]) == (0,)
    assert contradiction([], 3, [([], 1, None)]) == (0,)
    assert contradiction([], 3) == ()


@pytest.mark.parametrize("seed", range(25))
def test_without_any_one_of_the_limits_named_the_others_can_be_met(seed):
    rng = np.random.default_rng(seed)
    costs = np.round(np.exp(rng.normal(size=9)), 2)
    limits = [
        (
            rng.integers(0, 2, 9),
            *((int(rng.integers(1, 5)), None) if rng.uniform() < 0.5 else (None, int(rng.integers(0, 3)))),
        )
        for _ in range(7)
    ]

    sets = np.array(list(product([False, True], repeat=9)))

    def possible(kept):
        met = sets @ costs <= (costs.sum() / 3 if -1 in kept else np.inf)
        for row, low, high in (limits[place] for place in kept if place >= 0):
            total = sets @ row
            met &= (total >= low) if high is None else (total <= high)
        return met.any()

    found = contradiction(costs, costs.sum() / 3, limits)
    assert bool(found) != possible(range(-1, 7))
    assert all(possible(set(found) - {one}) for one in found)
    assert not found or not possible(found)
    smaller = [pair for pair in [(a, b) for a in range(7) for b in range(a, 7)] if not possible(set(pair))]
    assert len(found) <= 2 or not smaller


def test_twenty_limits_on_three_hundred_candidates_are_searched_quickly():
    rng = np.random.default_rng(1)
    costs, tier, theme = np.exp(rng.normal(7, 1, 300)), rng.integers(0, 5, 300), rng.integers(0, 6, 300)
    limits = [(tier == one, None, 12) for one in range(5)] + [(theme == one, 1, None) for one in range(6)]
    limits += [(np.eye(300)[one], 1, 1) for one in range(6)]
    limits += [((tier == 4) * costs, None, 9000), (tier == 0, 8, None), ((tier == 4) * costs, 9500, None)]
    started = time.perf_counter()
    assert contradiction(costs, costs.sum() / 10, limits) == (17, 19)
    assert time.perf_counter() - started < 1.5  # 0.1 s on an idle core
