"""Exact choices: published knapsacks, limits, and the worst scenarios."""

from itertools import product
import time

import numpy as np
import pytest

from kit.estimate import better, choice, choose, programs
from kit.estimate.bounds import bounds
from kit.estimate.programs import Found, parts

# Burkardt, KNAPSACK_01: capacity, weights, profits, optimum
# fmt: off
KNAPSACKS = {
    "P01": (165, [23, 31, 29, 44, 53, 38, 63, 85, 89, 82], [92, 57, 49, 68, 60, 43, 67, 84, 87, 72], 309),
    "P06": (170, [41, 50, 49, 59, 55, 57, 60], [442, 525, 511, 593, 546, 564, 617], 1735),
    "P07": (
        750,
        [70, 73, 77, 80, 82, 87, 90, 94, 98, 106, 110, 113, 115, 118, 120],
        [135, 139, 149, 150, 156, 163, 173, 184, 192, 201, 210, 214, 221, 229, 240],
        1458,
    ),
    "P08": (
        6404180,
        [382745, 799601, 909247, 729069, 467902, 44328, 34610, 698150, 823460, 903959, 853665, 551830,
         610856, 670702, 488960, 951111, 323046, 446298, 931161, 31385, 496951, 264724, 224916, 169684],
        [825594, 1677009, 1676628, 1523970, 943972, 97426, 69666, 1296457, 1679693, 1902996, 1844992, 1049289,
         1252836, 1319836, 953277, 2067538, 675367, 853655, 1826027, 65731, 901489, 577243, 466257, 369261],
        13549094,
    ),
}
# fmt: on


@pytest.mark.parametrize("name", KNAPSACKS)
def test_published_knapsacks_are_solved_exactly(name):
    budget, costs, values, optimum = KNAPSACKS[name]
    found = choose(values, costs, budget)
    assert found.value == optimum
    assert found.cost == np.dot(found.chosen, costs) <= budget
    assert found.gap == 0


@pytest.mark.parametrize("factor", [1e-6, 1e9])
def test_the_choice_does_not_depend_on_units(factor):
    budget, costs, values, _ = KNAPSACKS["P01"]
    np.testing.assert_array_equal(
        choose(np.multiply(values, factor), costs, budget).chosen, choose(values, costs, budget).chosen
    )


def test_limits_are_kept():
    found = choose([10, 20, 30], [1, 2, 3], 6, limits=[([True, True, True], None, 2), ([1, 0, 0], 1, None)])
    assert found.chosen.tolist() == [True, False, True]


def test_impossible_limits_are_refused():
    with pytest.raises(ValueError, match="No set of candidates meets all limits within the budget: loosen a limit"):
        choose([10], [1], 4, limits=[([1], 2, None)])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (([1, 2], [1], 1), "values has 2 candidates but costs has 1: pass arrays of one length"),
        (([1], [1], -1), "budget is -1: pass an amount of 0 or more"),
        (([1], [1], 1, 0.2), "tail needs scenarios: pass values as scenarios × candidates"),
        (([[1], [2]], [1], 1, 20), "tail is 20: pass the share of worst scenarios"),
        (([1], [1], 1, None, [([1, 2], 1, None)]), "limit 1 has 2 entries for 1 candidates: pass one a candidate"),
        (([1], [1], 1, None, (), 60, -1), "gap is -1: pass the share by which a better set may be missed"),
        (([1], [1], 1, None, (), 60, 0, ["a", "b"]), "one_of has 2 labels for 1 candidates: pass one a candidate"),
    ],
)
def test_refusals_say_what_and_what_to_do(arguments, text):
    with pytest.raises(ValueError, match=text):
        choose(*arguments)


def test_missing_values_and_losses_are_never_chosen():
    assert choose([5, None, -1], [1, 1, 1], 3).chosen.tolist() == [True, False, False]
    assert choose([], [], 3).value == 0


@pytest.mark.parametrize("tail", [0.2, 0.25, 1.0])
def test_the_worst_share_is_as_good_as_by_trying_every_set(tail):
    values = np.exp(np.random.default_rng(1).normal(size=(30, 7)))
    costs = np.arange(1, 8)

    def worst(chosen):
        weight = np.clip(tail * 30 - np.arange(30), 0, 1)
        return np.sort(values @ chosen) @ weight / weight.sum()

    best = max(worst(np.array(each)) for each in product([0, 1], repeat=7) if np.dot(each, costs) <= 10)
    assert choose(values, costs, 10, tail=tail).value == pytest.approx(best)


def market(seed, count, scenarios=None, labels=False):
    """Alike candidates of very uncertain worth: the hard case."""
    rng = np.random.default_rng(seed)
    level = 8 + 0.3 * rng.normal(size=count)
    costs = np.round(np.exp(level - 3 + 0.3 * rng.normal(size=count)))
    values = np.exp(level + 1.2 * rng.normal(size=(scenarios or 1, count)))
    return values if scenarios else values[0], costs, rng.integers(0, count // 2, count) if labels else None


def every_set(values, costs, budget, tail=None, limits=(), one_of=None):
    """The best value by trying them all."""
    values, size = np.atleast_2d(values), len(costs)
    sets = np.array(list(product([False, True], repeat=size)))
    allowed = sets @ costs <= budget
    for row, low, high in limits:
        total = sets @ np.asarray(row, dtype=float)
        allowed &= (total >= (low if low is not None else -np.inf)) & (total <= (high if high is not None else np.inf))
    for label in set(() if one_of is None else one_of):
        allowed &= sets[:, np.asarray(one_of) == label].sum(axis=1) <= 1
    totals = np.sort(values @ sets[allowed].T, axis=0)
    weight = np.clip((tail or 1) * len(values) - np.arange(len(values)), 0, 1)
    return (weight @ totals / weight.sum()).max() if allowed.any() else None


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("tail", [None, 0.3])
def test_limits_and_labels_together_are_solved_as_by_trying_every_set(seed, tail):
    values, costs, labels = market(seed, 10, 20, labels=True)
    values = values if tail else values.mean(axis=0)
    small = costs < np.median(costs)
    limits = [(small, 2, None), (costs, 0.2 * costs.sum(), None), (~small, None, 2)]
    best = every_set(values, costs, 0.45 * costs.sum(), tail, limits, labels)
    if best is None:
        with pytest.raises(ValueError, match="No set of candidates"):
            choose(values, costs, 0.45 * costs.sum(), tail, limits, one_of=labels)
        return
    found = choose(values, costs, 0.45 * costs.sum(), tail, limits, one_of=labels)
    assert (found.value, found.gap) == (pytest.approx(best), 0)
    assert np.bincount(labels[found.chosen]).max() == 1


def test_labels_may_be_missing():
    assert choose([3, 2, 1, 1], [1, 1, 1, 1], 9, one_of=["a", "a", None, None]).chosen.tolist() == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("tail", [None, 0.2])
def test_the_order_of_candidates_and_limits_and_the_currency_change_nothing(tail):
    values, costs, labels = market(3, 40, 50, labels=True)
    values, labels = np.round(values / 2000) * 2000, np.array([f"creator {one}" for one in labels])  # many ties
    limits = [(costs > np.median(costs), None, 4), (costs <= np.median(costs), 3, None)]
    one = choose(values, costs, costs.sum() / 4, tail, limits, gap=0.05, one_of=labels)
    order = np.random.default_rng(1).permutation(40)
    turned = [(row[order], low, high) for row, low, high in limits[::-1]]
    other = choose(
        values[:, order], 25 * costs[order], 25 * costs.sum() / 4, tail, turned, gap=0.05, one_of=labels[order]
    )
    assert (one.value, one.gap, 25 * one.cost) == (other.value, other.gap, other.cost)
    both = np.vstack([costs, values])
    picked = both[:, one.chosen], both[:, order][:, other.chosen]
    np.testing.assert_array_equal(*(each[:, np.lexsort(each)] for each in picked))


def test_of_candidates_alike_in_everything_the_first_are_chosen():
    assert choose([2, 1, 2, 2, 2], [1, 1, 1, 1, 1], 3).chosen.tolist() == [True, False, True, True, False]
    values, costs, _ = market(1, 30, 40)
    found = choose(np.tile(values, 3), np.tile(costs, 3), costs.sum() / 3, tail=0.2, gap=0.02).chosen.reshape(3, 30)
    assert (found[1:] <= found[:-1]).all()
    assert found.any()


@pytest.mark.parametrize("tail", [None, 0.2])
@pytest.mark.parametrize("gap", [0.001, 0.05])
def test_the_search_ends_at_the_gap_that_was_asked_and_the_gap_is_true(tail, gap):
    values, costs, _ = market(2, 14, 30)
    values = values if tail else values.mean(axis=0)
    found = choose(values, costs, costs.sum() / 3, tail, gap=gap)
    assert found.gap <= gap
    assert (
        found.value
        <= every_set(values, costs, costs.sum() / 3, tail) * (1 + 1e-9)
        <= found.value * (1 + found.gap) * (1 + 2e-9)
    )


@pytest.mark.parametrize("tail", [None, 0.2])
def test_no_time_at_all_still_gives_a_set_within_all_limits_and_a_true_gap(tail):
    values, costs, labels = market(4, 200, 60, labels=True)
    limits = [(costs > np.median(costs), 5, None), (np.ones(200), 12, 30)]
    found = choose(values, costs, costs.sum() / 10, tail, limits, seconds=0, one_of=labels)
    assert 12 <= found.chosen.sum() <= 30
    assert (found.chosen & limits[0][0]).sum() >= 5
    assert np.bincount(labels[found.chosen]).max() == 1
    assert found.cost <= costs.sum() / 10
    longer = choose(values, costs, costs.sum() / 10, tail, limits, seconds=3, gap=0.01, one_of=labels)
    assert found.value <= longer.value <= found.value * (1 + found.gap)
    with pytest.raises(ValueError, match="No set of candidates meets all limits"):
        choose(values, costs, 0, tail, limits, seconds=0)


def test_a_careful_choice_among_many_ends_in_time_with_its_gap_and_is_the_same_again():
    values, costs, _ = market(5, 300, 200)
    started = time.perf_counter()
    found = choose(values, costs, costs.sum() / 5, tail=0.2, seconds=2, gap=0.0)
    assert time.perf_counter() - started < 4
    assert 0 < found.gap < 0.05
    divided = parts(values, 0.2, bounds(costs, costs.sum() / 5, (), None), 60)
    assert found.gap == pytest.approx(divided.worth / found.value - 1)
    again = choose(values, costs, costs.sum() / 5, tail=0.2, seconds=2.5, gap=0.0)
    np.testing.assert_array_equal(found.chosen, again.chosen)
    assert found.gap == again.gap
    # better than what looks only at the mean, and than the best of 2,000 sets that fill the budget at random
    mean = choose(values, costs, costs.sum() / 5)
    assert worst_fifth(values[:, mean.chosen]) < found.value == pytest.approx(worst_fifth(values[:, found.chosen]))
    rng = np.random.default_rng(0)
    for _ in range(2000):
        order = rng.permutation(300)
        picked = order[np.cumsum(costs[order]) <= costs.sum() / 5]
        assert worst_fifth(values[:, picked]) < found.value


def worst_fifth(values):
    return np.sort(values.sum(axis=1))[: len(values) // 5].mean()


def test_three_hundred_creators_with_three_packages_each_are_quick():
    values, costs, _ = market(6, 300)
    values, costs = (
        np.concatenate([values, 1.8 * values, 2.5 * values]),
        np.concatenate([costs, 1.9 * costs, 2.7 * costs]),
    )
    creator = np.tile(np.arange(300), 3)
    started = time.perf_counter()
    found = choose(values, costs, costs[:300].sum() / 5, gap=0.001, one_of=creator)
    assert time.perf_counter() - started < 1.5  # 0.03 s on an idle core
    assert found.gap <= 0.001
    assert np.bincount(creator[found.chosen]).max() == 1


@pytest.mark.parametrize("budget", [0.001, 0.3, 2])
def test_many_divisible_candidates_under_a_budget_alone_are_solved_as_by_the_solver(monkeypatch, budget):
    rng = np.random.default_rng(7)
    worth, costs = rng.normal(3, 4, (1, 400)), rng.lognormal(3, 1, 400)
    costs[::50] = 0
    own = bounds(costs, budget * costs.sum(), (), None, np.arange(400) % 9 > 0)
    slow = parts(worth, None, own, 10)
    monkeypatch.setattr(programs, "SMALL", 0)
    quick = parts(worth, None, own, 10)
    assert quick.worth == pytest.approx(slow.worth)
    np.testing.assert_allclose(quick.shares, slow.shares, atol=1e-6)
    usable = own.usable & (costs > 0)
    np.testing.assert_allclose(quick.loss[usable], slow.loss[usable], atol=1e-6 * np.abs(worth).max())


def test_tens_of_thousands_are_chosen_among_in_seconds_and_within_the_gap():
    rng = np.random.default_rng(3)
    values = rng.lognormal(8, 1.5, 30_000)
    costs = values**0.8 * rng.lognormal(0, 0.5, 30_000)
    began = time.monotonic()
    for share in (0.01, 0.5):
        found = choose(values, costs, share * costs.sum(), seconds=10, gap=0.001, one_of=np.arange(30_000).astype(str))
        assert found.gap <= 0.001
        assert found.cost == pytest.approx(costs[found.chosen].sum())
        assert 0.99 * share * costs.sum() < found.cost <= share * costs.sum()
    assert time.monotonic() - began < 20


def test_what_no_time_was_left_to_find_is_not_called_impossible(monkeypatch):
    monkeypatch.setattr(choice, "whole", lambda *given: Found(None, np.inf, False))
    monkeypatch.setattr(choice, "parts", lambda *given: None)
    with pytest.raises(ValueError, match="was found in time: loosen a limit, or leave candidates out"):
        choose([10, 20], [1, 2], 3)


def test_worth_below_zero_is_taken_only_where_a_limit_asks_for_it():
    values = np.random.default_rng(1).normal(-5, 1, (20, 6))
    assert not choose(values, np.ones(6), 6, tail=0.3).chosen.any()
    limits = [(np.ones(6), 2, None)]
    found = choose(values, np.ones(6), 6, 0.3, limits)
    assert found.value == pytest.approx(every_set(values, np.ones(6), 6, 0.3, limits))
    assert found.chosen.sum() == 2


def test_a_budget_that_is_met_to_the_cent_is_met():
    assert choose([1, 1, 1], [0.1, 0.1, 0.1], 0.3).chosen.all()  # 0.1 + 0.1 + 0.1 > 0.3 for a computer
    assert choose([1, 1], [1e9, 1e9], 2e9 - 5).chosen.sum() == 1


def test_nothing_is_printed(capfd):
    rng = np.random.default_rng(1)
    for _ in range(20):
        choose(np.exp(8 + rng.normal(size=40)), np.exp(5 + rng.normal(size=40)), 2000)
    assert capfd.readouterr().out == ""


def test_exchanges_lead_to_a_set_that_none_improves():
    r = np.random.default_rng(1)
    draws = np.exp(r.normal(0, 1.2, (400, 12)) + r.normal(0, 1, 12))
    costs, whose = r.uniform(1, 3, 12), np.repeat(np.arange(6), 2)
    costs[11] = np.nan  # not for sale
    limits = [((whose == 0) * 1.0, 1, None)]

    def worst(mask):
        return np.sort(draws[:, mask].sum(axis=1))[:100].mean()

    def fits(mask):
        return costs[mask].sum() <= 7 and len(set(whose[mask])) == mask.sum() and 0 in whose[mask]

    start = np.arange(12) == 0
    found = better([start, start], draws, costs, 7.0, 0.25, limits, whose)
    assert found.value == pytest.approx(worst(found.chosen))
    assert found.value > worst(start)
    assert found.cost == pytest.approx(costs[found.chosen].sum())
    assert np.isnan(found.gap)
    assert fits(found.chosen)
    for out, into in product(range(12), repeat=2):
        other = found.chosen.copy()
        other[out], other[into] = False, True
        assert not fits(other) or worst(other) <= found.value * (1 + 1e-9)


def test_a_set_that_is_best_already_stays():
    # in the worse of the two scenarios the second candidate has 4, the others 1
    draws = np.array([[5.0, 4, 1], [1, 4, 9]])
    best = np.array([False, True, False])
    assert better([best], draws, [2, 2, 2], 2.0, 0.5).chosen.tolist() == best.tolist()
