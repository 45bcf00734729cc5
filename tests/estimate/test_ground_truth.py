"""Published figures that no other test here holds our estimators against.

In the tests of their own modules: ten cities (test_ratios), Krippendorff (test_agreement), the trial of Benjamini and
Hochberg (test_discoveries), Cliff's delta (test_gaps), cars (test_prices), the larger knapsacks (test_choice).  There
is no Harrell-Davis quantile and no quantile regression here: of the first case median and deviation stand below.
"""

import numpy as np
import pytest
from scipy import stats

from kit.estimate import choose, effect_size, outliers, pooled_ratio, typical
from kit.estimate.shrinkage import shrink

# Davison and Hinkley 1997, table 1.3, as R boot's bigcity: populations of 49 US cities in 1920 (u) and 1930 (x)
# fmt: off
CITIES_1920 = [
    138, 93, 61, 179, 48, 37, 29, 23, 30, 2, 38, 46, 71, 25, 298, 74, 50, 76, 381, 387, 78, 60, 507, 50, 77,
    64, 40, 136, 243, 256, 94, 36, 45, 67, 120, 172, 66, 46, 121, 44, 64, 56, 40, 116, 87, 43, 43, 161, 36,
]
CITIES_1930 = [
    143, 104, 69, 260, 75, 63, 50, 48, 111, 50, 52, 53, 79, 57, 317, 93, 58, 80, 464, 459, 106, 57, 634, 64, 89,
    77, 60, 139, 291, 288, 85, 46, 53, 67, 115, 183, 86, 65, 113, 58, 63, 142, 64, 130, 105, 61, 50, 232, 54,
]
# fmt: on


def test_the_ratio_of_49_cities_and_its_error_are_the_published_ones():
    found = pooled_ratio(CITIES_1930, CITIES_1920, range(49))
    assert found.value == pytest.approx(1.239018599, abs=1e-7)
    weight = np.array(CITIES_1920) / np.sum(CITIES_1920)
    reach = stats.t.ppf(0.975, 1 / (weight**2).sum() - 1)
    error = found.value * np.log(found.high / found.value) / reach
    assert error == pytest.approx(0.03414754618, rel=0.03)  # the delta method's, which divides by n
    # boot.ci BCa: 1.182 to 1.324; ours is symmetric on the log scale
    assert found.low == pytest.approx(1.182, abs=0.015)
    assert found.high == pytest.approx(1.324, abs=0.015)


# Efron and Morris 1975 (JASA 70:311), table 1, and 1977 (Scientific American 236:5): hits of 45, rest of the season
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
SEASON = np.array([346, 298, 276, 222, 273, 270, 263, 210, 269, 230, 264, 256, 303, 264, 226, 285, 316, 200]) / 1000
BY_ARCSINE = [0.29, 0.286, 0.281, 0.277, 0.273, 0.273, 0.268, 0.264, 0.259, 0.259, *[0.254] * 5, 0.249, 0.244, 0.239]
BY_AVERAGE = [0.294, 0.289, 0.285, 0.28, 0.275, 0.275, 0.27, 0.266, 0.261, 0.261, *[0.256] * 5, 0.252, 0.247, 0.242]


def test_eighteen_players_are_pulled_as_published_on_the_arcsine_scale():
    def scaled(average):
        return np.sqrt(45) * np.arcsin(2 * average - 1)

    found = shrink(scaled(HITS / 45), np.ones(18), np.ones((18, 1))).mean
    np.testing.assert_allclose((np.sin(found / np.sqrt(45)) + 1) / 2, BY_ARCSINE, atol=6e-4)
    assert ((scaled(HITS / 45) - scaled(SEASON)) ** 2).sum() == pytest.approx(17.56, abs=0.03)
    assert ((found - scaled(SEASON)) ** 2).sum() == pytest.approx(5.01, abs=0.03)


def test_eighteen_players_are_pulled_as_published_on_the_plain_scale():
    average = HITS / 45
    chance = average.mean() * (1 - average.mean()) / 45
    found = shrink(average, np.full(18, chance), np.ones((18, 1)))
    np.testing.assert_allclose(found.weight, 0.212, atol=5e-4)
    np.testing.assert_allclose(found.mean, BY_AVERAGE, atol=6e-4)
    raw, pulled = ((average - SEASON) ** 2).sum(), ((found.mean - SEASON) ** 2).sum()
    assert raw == pytest.approx(0.0753, abs=1e-4)
    assert pulled == pytest.approx(0.0213, abs=1e-4)
    assert raw / pulled == pytest.approx(3.53, abs=0.02)


# Burkardt, KNAPSACK_01 (P01 and P06 to P08 are in test_choice): capacity, weights, profits, optimum
KNAPSACKS = {
    "P02": (26, [12, 7, 11, 8, 9], [24, 13, 23, 15, 16], 51),
    "P03": (190, [56, 59, 80, 64, 75, 17], [50, 50, 64, 46, 50, 5], 150),
    "P04": (50, [31, 10, 20, 19, 4, 3, 6], [70, 20, 39, 37, 7, 5, 10], 107),
    "P05": (104, [25, 35, 45, 5, 25, 3, 2, 2], [350, 400, 450, 20, 70, 8, 5, 5], 900),
}


@pytest.mark.parametrize("name", KNAPSACKS)
def test_the_small_knapsacks_are_solved_exactly_too(name):
    budget, costs, values, optimum = KNAPSACKS[name]
    found = choose(values, costs, budget)
    assert (found.value, found.gap) == (optimum, 0)
    assert found.cost <= budget


# Wilcox 2017, self-awareness data: median 262, normal-consistent median absolute deviation 169.0164 (R mad)
WILCOX = np.array([77, 87, 88, 114, 151, 210, 219, 246, 253, 262, 296, 299, 306, 376, 428, 515, 666, 1310, 2611])


def test_wilcox_s_median_and_deviation_are_the_published_ones():
    assert typical(WILCOX).value == 262
    np.testing.assert_allclose(outliers(WILCOX, np.zeros(19))["z"], (WILCOX - 262) / 169.0164, atol=1e-6)


def test_cliffs_delta_is_that_of_the_published_u():
    # Hogarty and Kromrey 1999: Mann-Whitney U 22.5 of 10 × 6 pairs, delta = 2 U ÷ (m n) - 1
    treatment, control = [10, 10, 20, 20, 20, 30, 30, 30, 40, 50], [10, 20, 30, 40, 40, 50]
    assert effect_size(treatment, control).value == pytest.approx(2 * 22.5 / 60 - 1)
