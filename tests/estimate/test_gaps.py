"""Gaps within creators, and Cliff's delta."""

import numpy as np
import pytest
from scipy import special

from kit.estimate import effect_size, Within, within_gap

# Hogarty and Kromrey 1999, in the tests of R effsize
TREATMENT, CONTROL = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50]


def creators(rng, units, selection, spread=0.2):
    unit = np.repeat(np.arange(units), rng.integers(4, 20, units))
    talent = rng.normal(size=units)
    treated = rng.binomial(1, special.expit(-1 + selection * talent)[unit])
    effect = -0.2 + spread * rng.normal(size=units)
    return 8 + 1.2 * talent[unit] + 1.1 * rng.normal(size=len(unit)) + effect[unit] * treated, treated, unit


def test_cliffs_delta_and_its_interval_are_those_of_effsize():
    found = effect_size(TREATMENT, CONTROL)
    assert found.value == pytest.approx(-0.25, abs=1e-12)
    assert found.low == pytest.approx(-0.7265846, abs=1e-6)
    assert found.high == pytest.approx(0.3890062, abs=1e-6)


def test_delta_changes_sign_with_the_groups_and_not_with_the_scale():
    one, other = effect_size(TREATMENT, CONTROL), effect_size(np.exp(CONTROL), np.exp(TREATMENT))
    np.testing.assert_allclose([one.value, one.low, one.high], [-other.value, -other.high, -other.low])


def test_separate_groups_are_not_certain():
    found = effect_size([1, 2, 3, 4], [5, 6, 7, 8])
    assert (found.value, found.low) == (-1, -1)
    assert found.high > -1


def test_groups_too_small_carry_no_interval():
    assert np.isnan(effect_size([1], [2, 3]).low)
    assert np.isnan(effect_size([], [2, 3]).value)


def test_the_gap_by_hand():
    # within unit a: 3 - 1, within b: 10 - 8; c has one kind of video only
    found = within_gap([1, 3, 8, 10, 99], [0, 1, 0, 1, 1], list("aabbc"))
    assert found.value == pytest.approx(2)
    assert (found.n, found.clusters) == (4, 2)
    assert np.isnan(found.low)


def test_a_level_of_its_own_for_each_unit_changes_nothing():
    y, treated, unit = creators(np.random.default_rng(1), 20, 1)
    one, other = within_gap(y, treated, unit), within_gap(y + 100 * unit, treated == 1, unit.astype(str))
    np.testing.assert_allclose([one.value, one.low, one.high], [other.value, other.low, other.high], rtol=1e-6)


def test_a_covariate_equal_to_the_treatment_leaves_nothing():
    y, treated, unit = creators(np.random.default_rng(2), 20, 1)
    assert np.isnan(within_gap(y, treated, unit, covariates=treated).value)


def test_treated_must_be_yes_or_no():
    with pytest.raises(ValueError, match="treated holds a value between 0 and 1: pass 0 or 1 a row"):
        within_gap([1, 2], [0.5, 1], [1, 1])


@pytest.mark.parametrize(("units", "selection"), [(20, 1), (60, 0), (60, 2)])
def test_the_interval_holds_the_gap_and_the_pooled_difference_does_not(units, selection):
    rng, held, naive = np.random.default_rng(3), [], []
    for _ in range(300):
        y, treated, unit = creators(rng, units, selection)
        found = within_gap(y, treated, unit)
        held.append(found.low <= -0.2 <= found.high)
        one, other = y[treated == 1], y[treated == 0]
        error = np.sqrt(one.var() / len(one) + other.var() / len(other))
        naive.append(abs(one.mean() - other.mean() + 0.2) <= 1.96 * error)
    assert 0.915 <= np.mean(held) <= 0.985
    assert selection == 0 or np.mean(naive) < 0.5


def test_several_splits_of_the_same_items_are_as_if_each_were_alone():
    rng = np.random.default_rng(5)
    y, treated, unit = creators(rng, 40, 0.5)
    age, other = rng.normal(size=(len(y), 2)), rng.random(len(y)) < 0.3
    y[::17] = np.nan
    items = Within.of(y, unit, age)
    for kind in (treated, other):
        assert items.gap(kind, 0.9) == within_gap(y, kind, unit, 0.9, age)


def test_covariates_that_repeat_one_another_count_once():
    rng = np.random.default_rng(6)
    y, treated, unit = creators(rng, 40, 0.5)
    age = rng.normal(size=len(y))
    once = within_gap(y, treated, unit, covariates=age)
    twice = within_gap(y, treated, unit, covariates=np.column_stack([age, 2 * age]))
    nothing = within_gap(y, treated, unit, covariates=np.column_stack([age, np.zeros(len(y))]))
    np.testing.assert_allclose([twice.value, twice.low], [once.value, once.low], rtol=1e-9)
    np.testing.assert_allclose([nothing.value, nothing.low], [once.value, once.low], rtol=1e-9)


def test_a_covariate_that_never_varies_within_a_unit_changes_nothing():
    rng = np.random.default_rng(7)
    y, treated, unit = creators(rng, 40, 0.5)
    without = within_gap(y, treated, unit)
    with_it = within_gap(y, treated, unit, covariates=np.log(unit + 2.1))
    np.testing.assert_allclose([with_it.value, with_it.low], [without.value, without.low], rtol=1e-9)
