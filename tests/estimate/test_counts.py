"""Typical and next counts, and what to expect of each unit."""

import numpy as np
import pandas as pd
import pytest
from scipy import special

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


@pytest.mark.parametrize(("level", "n"), [(0.8, 8), (0.8, 7), (0.9, 15), (0.95, 30)])
def test_a_few_values_too_few_for_the_ranks_the_extremes_are_moved_along_normal_scores(level, n):
    found = next_value(np.expm1(np.arange(1.0, n + 1)), level)
    middle = (n + 1) / 2
    reach = (n - middle) * special.ndtri((1 + level) / 2) / special.ndtri(n / (n + 1))
    assert found.low == pytest.approx(np.expm1(middle - reach))
    assert found.high == pytest.approx(np.expm1(middle + reach))
    assert 1 < special.ndtri((1 + level) / 2) / special.ndtri(n / (n + 1)) < 1.15  # 1.05 for 8 values at 80 %


def test_the_next_value_s_range_is_one_of_t_while_the_ranks_are_far_away():
    # logs 1 to 6: mean 3.5, variance 3.5; t with 5 degrees of freedom at 80 % is 1.47588
    found = next_value(np.exp(np.arange(1.0, 7)))
    reach = 1.47588 * np.sqrt(3.5 * (1 + 1 / 6))
    assert np.log([found.low, found.high]) == pytest.approx([3.5 - reach, 3.5 + reach], abs=1e-4)


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("n", [5, 6, 7, 8, 20])
def test_the_ranges_hold_whatever_the_tail_and_the_mean_does_not(tail, n):
    draw, median = TAILS[tail]
    rng, held, following, naive = np.random.default_rng(21), [], [], []
    for _ in range(800):  # Monte-Carlo error 0.8 and 0.6 points
        values = draw(rng, n)
        found, ahead = typical(values), next_value(values)
        held.append(found.low <= median <= found.high)
        following.append(np.mean([ahead.low <= value <= ahead.high for value in draw(rng, 20)]))
        naive.append(abs(draw(rng, 1)[0] / values.mean() - 1) <= 0.2)
    assert 0.915 <= np.mean(held) <= 0.99
    assert 0.77 <= np.mean(following) <= 0.855
    assert np.mean(naive) < 0.25


def world(rng, units=40, items=None, spread=1.1, uneven=0.0):
    followers = rng.normal(10, 1.2, units)
    mean = 3 + 0.5 * followers + 0.7 * rng.normal(size=units)
    sd = spread * np.exp(uneven * rng.normal(size=units))
    unit = np.repeat(np.arange(units), items or np.maximum(1, rng.geometric(1 / 6, units)))
    views = np.round(np.exp(mean[unit] + sd[unit] * rng.normal(size=len(unit))))
    return views, unit, followers, np.exp(mean + sd**2 / 2)


@pytest.mark.parametrize(
    ("kind", "worlds", "too_much"),
    [
        ({}, 120, 1.25),
        ({"units": 20}, 200, 1.25),
        pytest.param({"units": 120, "uneven": 0.2}, 40, 1.25, marks=pytest.mark.long),
        pytest.param({"items": 2, "spread": 0.9}, 120, 1.25, marks=pytest.mark.long),
        ({"items": 20, "spread": 1.3, "uneven": 0.15}, 100, 1.05),
    ],
)
def test_expected_counts_promise_what_comes_and_raw_means_do_not(kind, worlds, too_much):
    rng, sums, held = np.random.default_rng(31), np.zeros((worlds, 4)), []
    for one in range(worlds):
        views, unit, followers, truth = world(rng, **kind)
        found = expected_counts(views, unit, covariate=followers[unit])
        means = np.bincount(unit, views) / np.bincount(unit)
        best, naive = (np.argsort(-column)[: len(means) // 5] for column in (found["value"].to_numpy(), means))
        sums[one] = found["value"].iloc[best].sum(), truth[best].sum(), means[naive].sum(), truth[naive].sum()
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
    promised, realised, raw, raw_realised = sums.sum(axis=0)
    error = (sums[:, 0] - promised / realised * sums[:, 1]).std() * np.sqrt(worlds) / realised
    assert 0.95 - 2 * error <= promised / realised <= 1.05 + 2 * error
    assert error < 0.03
    assert raw / raw_realised > too_much
    assert realised > 0.99 * raw_realised
    assert 0.93 <= np.mean(held) <= 0.97


@pytest.mark.long
@pytest.mark.parametrize(("least", "most"), [(1e4, 1e6), (5e5, 5e6)])
def test_real_creators_of_one_size_bring_what_was_promised_of_a_few_videos(shared_data, least, most):
    """Of each of 40, some videos tell what to expect and the others what came; eight are chosen."""
    videos = pd.read_csv(shared_data / "videos" / "creators_videos_2020.csv").drop_duplicates("id")
    videos = videos[videos["n_followers"].between(least, most) & (videos["n_plays"] > 0)]
    plays = {name: own.to_numpy(float) for name, own in videos.groupby("user_name")["n_plays"] if len(own) >= 15}
    followers, names = np.log(videos.groupby("user_name")["n_followers"].max()), np.array(sorted(plays))
    rng, sums = np.random.default_rng(1), np.zeros(4)
    for _ in range(200):
        chosen = rng.choice(names, 40, replace=False)
        drawn = [rng.permutation(plays[name]) for name in chosen]
        told = [min(rng.geometric(1 / 6), len(own) - 8) for own in drawn]
        unit, views = (
            np.repeat(np.arange(40), told),
            np.concatenate([own[:n] for own, n in zip(drawn, told, strict=True)]),
        )
        came = np.array([own[n:].mean() for own, n in zip(drawn, told, strict=True)])
        value = expected_counts(views, unit, covariate=followers[chosen].to_numpy()[unit])["value"].to_numpy()
        means = np.bincount(unit, views) / np.bincount(unit)
        best, naive = (np.argsort(-column)[:8] for column in (value, means))
        sums += value[best].sum(), came[best].sum(), means[naive].sum(), came[naive].sum()
    assert 0.95 <= sums[0] / sums[1] <= 1.12
    assert sums[2] / sums[3] > 1.15


def test_another_unit_of_counting_and_another_order_of_rows_change_nothing_else():
    views, unit, followers, _ = world(np.random.default_rng(36), uneven=0.2)
    found, shuffled = expected_counts(views, unit, followers[unit]), np.random.default_rng(1).permutation(len(views))
    again = expected_counts(views[shuffled], unit[shuffled], followers[unit][shuffled])
    np.testing.assert_allclose(again, found, rtol=1e-9)
    larger = expected_counts(1000 * np.maximum(views, 0.5), unit, followers[unit])
    for name in ("value", "low", "high"):
        np.testing.assert_allclose(larger[name], 1000 * found[name], rtol=1e-6)
    np.testing.assert_allclose(larger["sigma"], found["sigma"], rtol=1e-6)


def test_value_is_the_mean_of_the_log_normal_that_the_table_describes():
    views, unit, _, _ = world(np.random.default_rng(37), 12)
    found = expected_counts(views, unit, shift=Estimate(0.1, -0.3, 0.5, 30, 12))
    spread = found["log_sd"] ** 2 + found["sigma"] ** 2 + found["shift_sd"] ** 2
    np.testing.assert_allclose(np.exp(found["log_mean"] + spread / 2), found["value"])


def test_the_promise_makes_up_for_the_shift_that_was_estimated():
    views, unit, _, _ = world(np.random.default_rng(38), 12)
    plain, shifted = expected_counts(views, unit), expected_counts(views, unit, shift=Estimate(0, -0.5, 0.5, 90))
    error = shifted["shift_sd"].iloc[0]
    assert error == pytest.approx(0.5 / 1.959964)
    np.testing.assert_allclose(shifted["value"], plain["value"] * np.exp(-(error**2) / 2))
    wider = np.log(shifted["high"] / shifted["low"]) ** 2 - np.log(plain["high"] / plain["low"]) ** 2
    np.testing.assert_allclose(wider, 1)  # variances add up: the shift's interval is 1 wide


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
