"""Percentiles and robust distances inside groups, by hand."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from kit.estimate import percentiles, robust_z

VALUES = st.lists(st.integers(-5, 50), min_size=1, max_size=30)


def test_percentiles_by_hand():
    # of four: (1 - ½)/4, the tied pair shares rank 2.5, (4 - ½)/4
    found = percentiles([10, 20, 20, 30, 7, None, 9], [*"aaaa", "b", "b", None])
    np.testing.assert_allclose(found, [12.5, 50, 50, 87.5, 50, np.nan, np.nan])
    assert len(percentiles([], [])) == 0


@given(VALUES)
def test_percentiles_average_fifty_and_turn_with_the_values(values):
    found = percentiles(values)
    assert found.mean() == pytest.approx(50)
    np.testing.assert_allclose(found + percentiles([-value for value in values]), 100)
    np.testing.assert_allclose(found, percentiles(np.exp(values)))


def test_the_robust_z_by_hand():
    # median 5, distances 4 3 2 1 0 1 2 3 95, their median 2
    found = robust_z([1, 2, 3, 4, 5, 6, 7, 8, 100, None], ["a"] * 10)
    assert found[8] == pytest.approx(95 / (1.4826 * 2))
    assert found[4] == 0
    assert np.isnan(found[9])


def test_each_group_has_its_own_middle_and_small_or_equal_ones_none():
    values = [*range(1, 9), *range(101, 109), *range(7), *[5] * 8, 3]
    found = robust_z(values, [*"a" * 8, *"b" * 8, *"c" * 7, *"d" * 8, None])
    np.testing.assert_allclose(found[:8], found[8:16])
    assert np.isnan(found[16:]).all()
    assert not np.isnan(robust_z(range(7), least=7)).any()


def test_one_wild_value_moves_nobody_else():
    values = list(range(20))
    np.testing.assert_allclose(robust_z(values)[:19], robust_z([*values[:19], 10**9])[:19])
