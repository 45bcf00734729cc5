"""The shrinkage behind creators' rates, against Efron and Morris's baseball players."""

import numpy as np
import pytest
from scipy import optimize, special, stats

from kit.estimate.shrinkage import moderated_variances, shrink

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


@pytest.mark.parametrize("variances", [[0.5, 1.0, 1.5, 2.0, 4.0, 1.0], [0.01, 1.0, 30.0, 2.0, 4.0, 0.2], [1.0] * 6])
def test_moderated_variances_are_those_of_the_whole_posterior(variances):
    variances, df = np.array(variances), np.array([2.0, 4, 6, 9, 24, 60])
    # by brute force: variance between log variances flat up to 9, log of the common variance flat
    between = np.linspace(0.0025, 9, 1500)
    prior_df = np.array([df_of(one) for one in between])[:, None, None]
    prior = np.exp(np.linspace(-6, 6, 301))[None, :, None]
    weight = np.exp((stats.f.logpdf(variances / prior, df, prior_df) - np.log(prior)).sum(axis=2, keepdims=True))
    half, scale = (prior_df + df) / 2, (prior_df * prior + df * variances) / 2
    mean, doubt = np.log(scale) - special.digamma(half), special.polygamma(1, half)
    middle = (weight * mean).sum(axis=(0, 1)) / weight.sum()
    spread = (weight * (doubt + (mean - middle) ** 2)).sum(axis=(0, 1)) / weight.sum()
    found, trust = moderated_variances(variances, df)
    off = np.log(found * trust / 2) - special.digamma(trust / 2) - middle
    assert (abs(off) < 0.2 * np.sqrt(spread)).all()  # Laplace's approximation is roughest where units differ wildly
    np.testing.assert_allclose(special.polygamma(1, trust / 2), spread, rtol=0.1)


def df_of(between: float) -> float:
    """Degrees of freedom of a chi-square whose log has this variance."""
    return float(optimize.brentq(lambda df: special.polygamma(1, df / 2) - between, 1e-2, 1e4))


def test_two_units_and_units_that_never_vary_keep_their_own_variance():
    for variances, df in (([1.0, 9.0], [3.0, 3.0]), ([0.0] * 4, [5.0] * 4)):
        found = moderated_variances(np.array(variances), np.array(df))
        np.testing.assert_array_equal(found, [variances, df])


def test_a_variance_of_many_items_stays_and_one_of_few_moves_between_its_own_and_the_others():
    variances = np.array([1.0, 1.1, 0.9, 1.2, 0.8, 1.0, 9.0, 9.0])
    found, trust = moderated_variances(variances, np.array([20.0] * 6 + [2, 2000]))
    assert found[7] == pytest.approx(9, rel=0.01)
    assert 1 < found[6] < 7
    assert (trust > [20] * 6 + [2, 2000]).all()
