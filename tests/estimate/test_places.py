"""Percentiles inside groups, by hand."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from kit.estimate import percentiles

VALUES = st.lists(st.integers(-5, 50), min_size=1, max_size=30)


def test_percentiles_by_hand():
    # of four: (1 - ½)/4, the tied pair shares rank 2.5, (4 - ½)/4
    found = percentiles([10, 20, 20, 30, 7, None, 9], [*"aaaa", "b", "b", None])
    np.testing.assert_allclose(found, [12.5, 50, 50, 87.5, 50, np.nan, np.nan])
    assert len(percentiles([], [])) == 0


def test_what_differs_by_rounding_alone_shares_a_place():
    np.testing.assert_allclose(percentiles([0.1 + 0.2, 0.3, 0.4]), [100 / 3, 100 / 3, 250 / 3])
    np.testing.assert_allclose(percentiles([1e9, 1e9 + 1]), [25, 75])
    np.testing.assert_allclose(percentiles([0, -0.0, np.nextafter(1, 0), 1]), [25, 25, 75, 75])


@given(VALUES)
def test_percentiles_average_fifty_and_turn_with_the_values(values):
    found = percentiles(values)
    assert found.mean() == pytest.approx(50)
    np.testing.assert_allclose(found + percentiles([-value for value in values]), 100)
    np.testing.assert_allclose(found, percentiles(np.exp(values)))
