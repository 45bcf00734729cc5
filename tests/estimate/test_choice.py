"""Exact choices: published knapsacks, limits, and the worst scenarios."""

from itertools import product

import numpy as np
import pytest

from kit.estimate import choose

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


def test_nothing_is_printed(capfd):
    rng = np.random.default_rng(1)
    for _ in range(20):
        choose(np.exp(8 + rng.normal(size=40)), np.exp(5 + rng.normal(size=40)), 2000)
    assert capfd.readouterr().out == ""
