"""The shrinkage behind creators' rates, against Efron and Morris's baseball players."""

import numpy as np
import pytest

from kit.estimate.shrinkage import shrink, shrunken_variances

# Efron and Morris 1975, table 1: hits in the first 45 at-bats, average over the rest of the season
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
SEASON = np.array([346, 298, 276, 222, 273, 270, 263, 210, 269, 230, 264, 256, 303, 264, 226, 285, 316, 200]) / 1000


def test_the_weight_is_the_published_one_for_baseball():
    arcsine = np.sqrt(45) * np.arcsin(2 * HITS / 45 - 1)
    found = shrink(arcsine, np.ones(18), np.ones((18, 1)))
    np.testing.assert_allclose(found.weight, 0.2089742, atol=1e-6)


def test_pulled_averages_predict_the_season_three_times_better():
    arcsine = np.sqrt(45) * np.arcsin(2 * HITS / 45 - 1)
    truth = np.sqrt(45) * np.arcsin(2 * SEASON - 1)
    found = shrink(arcsine, np.ones(18), np.ones((18, 1))).mean
    assert ((arcsine - truth) ** 2).sum() == pytest.approx(17.56, abs=0.15)  # season averages are printed to 3 digits
    assert ((found - truth) ** 2).sum() == pytest.approx(5.01, abs=0.1)


def test_three_units_more_than_means_are_needed_to_pull():
    found = shrink(np.array([1.0, 2.0, 5.0]), np.ones(3), np.ones((3, 1)))
    np.testing.assert_allclose(found.mean, [1, 2, 5])
    np.testing.assert_allclose(found.weight, 1)


def test_a_less_certain_unit_is_pulled_further():
    found = shrink(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), np.array([0.1, 0.1, 0.1, 0.1, 2.0]), np.ones((5, 1)))
    assert found.weight[4] < found.weight[3]


def test_equal_variances_stay_and_missing_ones_are_the_common_one():
    variance, df = shrunken_variances(np.array([2.0, 2.0, 2.0, 0.0]), np.array([5, 5, 5, 0]))
    np.testing.assert_allclose(variance, 2)
    assert (df > 0).all()
