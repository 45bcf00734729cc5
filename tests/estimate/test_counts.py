"""Typical and next counts, and what to expect of each unit."""

import numpy as np
import pytest

from kit.estimate import choose, Estimate, expected_counts, next_value, scenarios, typical, within_gap

# Wilcox 2017, self-awareness data: 19 heavy-tailed values
WILCOX = [77, 87, 88, 114, 151, 210, 219, 246, 253, 262, 296, 299, 306, 376, 428, 515, 666, 1310, 2611]
TAILS = {
    "lognormal": (lambda rng, n: np.exp(8 + 1.2 * rng.normal(size=n)), np.exp(8)),
    "pareto": (lambda rng, n: 1000 * (1 + rng.pareto(1.33, n)), 1000 * 2 ** (1 / 1.33)),
    "gamma": (lambda rng, n: rng.gamma(0.5, 1e6, n), 227468.2),
}


def test_the_median_is_the_published_one():
    found = typical(WILCOX)
    assert found.value == 262
    assert 114 <= found.low < 262 < found.high <= 515


@pytest.mark.parametrize("estimator", [typical, next_value])
@pytest.mark.parametrize("values", [[], [5], [5, None], [np.nan, np.inf]])
def test_fewer_than_three_values_carry_no_interval(estimator, values):
    found = estimator(values)
    assert np.isnan([found.low, found.high]).all()
    assert found.n == sum(value == 5 for value in values)


@pytest.mark.parametrize("estimator", [typical, next_value])
@pytest.mark.parametrize("values", [[7] * 4, [0] * 20, [0, 1, 10**9, 3], [1e300, 1, 1, 5]])
def test_odd_values_give_ordered_ends(estimator, values):
    found = estimator(values)
    assert 0 <= found.low <= found.value <= found.high


@pytest.mark.parametrize("estimator", [typical, next_value])
def test_counts_below_zero_are_refused(estimator):
    with pytest.raises(ValueError, match="values holds -1, below 0: correct or drop these rows"):
        estimator([1, -1])


def test_the_next_value_lies_between_the_exact_ranks():
    found = next_value(range(1, 10), level=0.8)  # nine values: the smallest and the largest
    assert (found.low, found.high) == (pytest.approx(1), pytest.approx(9))


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("n", [5, 8, 20])
def test_the_ranges_hold_whatever_the_tail_and_the_mean_does_not(tail, n):
    draw, median = TAILS[tail]
    rng, held, following, naive = np.random.default_rng(21), [], [], []
    for _ in range(800):  # Monte-Carlo error 0.8 and 1.4 points
        values = draw(rng, n)
        found, ahead = typical(values), next_value(values)
        held.append(found.low <= median <= found.high)
        following.append(ahead.low <= draw(rng, 1)[0] <= ahead.high)
        naive.append(abs(draw(rng, 1)[0] / values.mean() - 1) <= 0.2)
    assert 0.915 <= np.mean(held) <= 0.99
    assert 0.76 <= np.mean(following) <= 0.87
    assert np.mean(naive) < 0.25


def world(rng, units=40):
    followers = rng.normal(10, 1.2, units)
    mean = 3 + 0.5 * followers + 0.7 * rng.normal(size=units)
    unit = np.repeat(np.arange(units), np.maximum(1, rng.geometric(1 / 6, units)))
    views = np.round(np.exp(mean[unit] + 1.1 * rng.normal(size=len(unit))))
    return views, unit, followers, np.exp(mean + 1.1**2 / 2)


def test_expected_counts_promise_what_comes_and_raw_means_do_not():
    rng, promised, realised, raw, raw_realised, held = np.random.default_rng(31), 0.0, 0.0, 0.0, 0.0, []
    for _ in range(100):
        views, unit, followers, truth = world(rng)
        found = expected_counts(views, unit, covariate=followers[unit])
        means = np.bincount(unit, views) / np.bincount(unit)
        best, naive = (np.argsort(-column)[:8] for column in (found["value"].to_numpy(), means))
        promised, realised = promised + found["value"].iloc[best].sum(), realised + truth[best].sum()
        raw, raw_realised = raw + means[naive].sum(), raw_realised + truth[naive].sum()
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
    assert 0.9 <= promised / realised <= 1.12
    assert raw / raw_realised > 1.2
    assert realised > raw_realised
    assert 0.91 <= np.mean(held) <= 0.98


def test_scenarios_have_the_expected_mean_and_repeat():
    views, unit, _, _ = world(np.random.default_rng(32), 6)
    found = expected_counts(views, unit)
    draws = scenarios(found, 200_000, seed=1)
    assert draws.shape == (200_000, 6)
    np.testing.assert_allclose(draws.mean(axis=0), found["value"], rtol=0.05)
    np.testing.assert_array_equal(draws[:3], scenarios(found, 200_000, seed=1)[:3])


def test_units_without_counts_keep_their_row_and_are_never_chosen():
    found = expected_counts([100, 200, 300, None], ["a", "a", "b", "c"])
    assert found.loc["c", "n"] == 0
    assert np.isnan(scenarios(found, 2, 0)[:, 2]).all()
    assert choose(found["value"], [1, 1, 1], 3).chosen.tolist() == [True, True, False]


def test_a_shift_s_own_error_is_in_the_interval():
    rng, held, blind = np.random.default_rng(33), [], []
    for _ in range(150):
        views, unit, followers, truth = world(rng)
        sold = (unit < 6) & (np.arange(len(unit)) % 2 == 0)  # few creators tell what a sponsored video loses
        views = np.where(sold, views * np.exp(-0.5), views)
        gap = within_gap(np.log(np.maximum(views, 0.5)), sold, unit)
        if np.isnan(gap.low):
            continue
        moved, aim = np.where(sold, views, views * np.exp(gap.value)), truth * np.exp(-0.5)
        for told, shift in ((held, gap), (blind, None)):
            found = expected_counts(moved, unit, covariate=followers[unit], shift=shift)
            told.append(((found["low"] <= aim) & (aim <= found["high"])).mean())
    assert 0.92 <= np.mean(held) <= 0.99
    assert np.mean(blind) < np.mean(held) - 0.03


def test_a_shift_known_for_certain_changes_nothing_and_one_without_interval_is_refused():
    views, unit, _, _ = world(np.random.default_rng(34), 8)
    certain = Estimate(0.3, 0.3, 0.3, 20, 6)
    assert expected_counts(views, unit, shift=certain).equals(expected_counts(views, unit))
    with pytest.raises(ValueError, match="shift has no interval, so its error is unknown: pass None"):
        expected_counts(views, unit, shift=Estimate(0.3, np.nan, np.nan, 4, 2))


def test_scenarios_err_in_the_shift_alike_for_all_units():
    views, unit, _, _ = world(np.random.default_rng(35), 4)
    found = expected_counts(views, unit, shift=Estimate(0.0, -1.5, 1.5, 40, 20))
    draws = scenarios(found, 400_000, seed=1)
    np.testing.assert_allclose(draws.mean(axis=0), found["value"], rtol=0.1)
    assert np.corrcoef(np.log(draws).T)[0, 1] > 0.1
    alone = scenarios(expected_counts(views, unit), 400_000, seed=1)
    assert abs(np.corrcoef(np.log(alone).T)[0, 1]) < 0.02
