"""Outliers: robust z by hand, refusals, and how often chance alone is taken for one."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kit.estimate import outliers

NINE = [1, 2, 3, 4, 5, 6, 7, 8, 40]


def test_the_robust_z_is_the_one_by_hand():
    found = outliers(NINE, ["a"] * 9)
    # median 5; deviations 4 3 2 1 0 1 2 3 35, their median 2: (40 − 5) ÷ (1.4826 × 2) = 11.8036
    assert found["z"].iloc[8] == pytest.approx(35 / (1.4826 * 2))
    assert found["p"].iloc[8] == pytest.approx(2 * stats.t.sf(35 / (1.4826 * 2), 0.3675 * 8))
    assert found.loc[4].tolist() == [0, 1]


def test_each_group_is_its_own_yardstick():
    both = outliers(NINE + [v + 1000 for v in NINE], ["a"] * 9 + ["b"] * 9)
    np.testing.assert_allclose(both["z"][:9], both["z"][9:])


@pytest.mark.parametrize(
    ("values", "group"),
    [(NINE[:7], ["a"] * 7), ([5] * 9, ["a"] * 9), ([], []), ([1.0, None] * 7, ["a"] * 14), (NINE, [None] * 9)],
)
def test_a_group_of_few_or_without_spread_or_name_has_no_outlier(values, group):
    assert outliers(values, group)[["z", "p"]].isna().all(axis=None)


def test_groups_of_as_many_as_asked_have_outliers_and_smaller_ones_none():
    values = [*range(1, 9), *range(101, 109), *range(7)]
    group = [*"a" * 8, *"b" * 8, *"c" * 7]
    assert outliers(values, group)["z"].notna().tolist() == [True] * 16 + [False] * 7
    assert outliers(values, group, least=7)["z"].notna().all()


def test_one_wild_value_moves_nobody_else():
    values = list(range(20))
    calm, wild = (outliers(one, np.zeros(20))[:19] for one in (values, [*values[:19], 10**9]))
    np.testing.assert_allclose(calm, wild)


def test_a_missing_value_is_nobody_and_changes_nobody_else():
    found = outliers(pd.Series([*NINE, None], index=list("abcdefghij")), ["a"] * 10)
    assert found.loc["j"].isna().all()
    np.testing.assert_allclose(found["z"][:9], outliers(NINE, ["a"] * 9)["z"])


@given(st.lists(st.integers(-1000, 1000), min_size=9, max_size=30), st.integers(1, 50), st.integers(-99, 99))
def test_another_unit_or_start_of_the_scale_changes_nothing(values, times, shift):
    one, other = (outliers(x, ["a"] * len(values)) for x in (values, np.array(values) * times + shift))
    np.testing.assert_allclose(one, other, rtol=1e-9)


def test_among_normal_values_no_more_than_one_report_in_twenty_names_anybody():
    random, alarms, normal = np.random.default_rng(5), 0, 0
    for size in (8, 12, 20, 60, 120) * 80:
        found = outliers(random.standard_normal(size), np.zeros(size))
        alarms += (stats.false_discovery_control(found["p"]) <= 0.05).any()
        normal += (stats.false_discovery_control(2 * stats.norm.sf(abs(found["z"]))) <= 0.05).any()
    assert alarms / 400 <= 0.05
    assert normal / 400 > 0.1  # by the normal distribution one in six would


def test_a_value_six_deviations_off_is_found_among_thirty():
    random = np.random.default_rng(6)
    found = [outliers([*random.standard_normal(29), 6.0], ["a"] * 30)["p"].iloc[-1] < 0.05 / 30 for _ in range(200)]
    assert np.mean(found) > 0.8
