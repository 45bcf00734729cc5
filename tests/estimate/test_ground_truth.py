"""Published figures that no other test here holds our estimators against.

In the tests of their own modules: ten cities (test_ratios), Krippendorff (test_agreement), the trial of Benjamini and
Hochberg (test_discoveries), Cliff's delta (test_gaps), cars on log scales (test_prices), the larger knapsacks
(test_choice).  There is no Harrell-Davis quantile here: of that case median and deviation stand below.  Quantile
regression is no estimator of ours but one that ours is held against (simulation s3), so that it must be the real one.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kit.estimate import choose, effect_size, outliers, pooled_ratio, price_model, typical
from kit.estimate.lines import line
from kit.estimate.shrinkage import shrink
from simulations.money import quantile_line

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


# R datasets::cars; predict(lm(dist ~ speed), interval = "prediction") and "confidence" at 95 %
# fmt: off
SPEED = np.array([
    4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17,
    17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25,
])
DISTANCE = np.array([
    2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40, 32,
    40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85,
])
# fmt: on
NEW_SPEED = np.array([5.0, 15.0, 21.0, 30.0])
OF_ONE = [(-30.3335869157, 34.4994847259), (10.1748205052, 72.6392524875), (33.4225736405, 96.5804044617)]
OF_ONE.append((66.8652933408, 133.9210424257))
OF_MEAN = [(-7.64415037334, 11.8100481836), (37.02115215354, 45.7929208392), (58.5973837847, 71.4055943175)]
OF_MEAN.append((87.4354274519, 113.3509083145))


def test_the_line_under_a_price_and_how_far_new_deals_lie_from_it_are_those_of_r():
    fit = line(SPEED[:, None].astype(float), DISTANCE.astype(float), np.arange(50))
    np.testing.assert_allclose(fit.coefficients, [-17.57909489051, 3.93240875912], atol=1e-9)
    middle, leverage, _ = fit.at(NEW_SPEED[:, None])
    error = stats.t.ppf(0.975, 48) * np.sqrt((fit.left**2).sum() / 48)
    for expected, spread in ((OF_ONE, np.sqrt(1 + leverage)), (OF_MEAN, np.sqrt(leverage))):
        np.testing.assert_allclose(
            np.column_stack([middle - error * spread, middle + error * spread]), expected, atol=1e-7
        )


def test_the_price_range_holds_cars_left_out_and_r_s_interval_of_the_mean_does_not():
    log_speed, held = np.log(SPEED), {"range": 0, "mean": 0}
    for one in range(50):
        rest = np.arange(50) != one
        model = price_model(log_speed[rest], DISTANCE[rest], ["car"] * 49, level=0.9)
        found = model.range([log_speed[one]], ["car"]).iloc[0]
        held["range"] += found["low"] <= DISTANCE[one] <= found["high"]
        middle, leverage, _ = model.line.at(log_speed[[one]][:, None])
        reach = stats.t.ppf(0.95, 47) * np.sqrt((model.line.left**2).sum() / 47 * leverage[0])
        held["mean"] += abs(np.log(DISTANCE[one]) - middle[0]) <= reach
    assert 44 <= held["range"] <= 47
    assert held["mean"] < 25


# Engel 1857, food expenditure and income of 235 households; Koenker and Hallock 2001 (R quantreg, example(rq))
ENGEL = pd.read_csv(Path(__file__).with_name("engel.csv"))
QUANTILES = {
    0.05: (124.8800408126, 0.3433610576),
    0.1: (110.1415742049, 0.4017657593),
    0.25: (95.4835396346, 0.4741032082),
    0.5: (81.4822474169, 0.5601805512),
    0.75: (62.396585529, 0.6440141394),
    0.9: (67.3508720801, 0.6862994804),
    0.95: (64.103963181, 0.709068517),
}


@pytest.mark.parametrize("share", QUANTILES)
def test_quantile_regression_is_that_of_koenker(share):
    found = quantile_line(ENGEL[["income"]].to_numpy(), ENGEL["foodexp"].to_numpy(), share)
    assert found[0] == pytest.approx(QUANTILES[share][0], abs=0.02)
    assert found[1] == pytest.approx(QUANTILES[share][1], abs=2e-5)
    left = ENGEL["foodexp"] - found[0] - found[1] * ENGEL["income"]
    lost = np.maximum(share * left, (share - 1) * left).sum()
    assert lost == pytest.approx({0.5: 8779.966324, 0.9: 3391.983711}.get(share, lost), abs=1e-3)


def test_the_mean_line_of_engel_is_the_published_one_and_the_price_range_follows_his_quantiles():
    income, food = ENGEL["income"].to_numpy(), ENGEL["foodexp"].to_numpy()
    np.testing.assert_allclose(line(income[:, None], food, np.arange(235)).coefficients, [147.4754, 0.4852], atol=1e-4)
    # ours is a line between logarithms, his are lines between amounts: from 500 to 1,000 both tell the same of 9 in 10
    model, at = price_model(np.log(income), food, ["household"] * 235), np.array([500.0, 700.0, 1000.0])
    found = model.range(np.log(at), ["household"] * 3)
    for column, share, level in (("low", 0.05, 0.9), ("low", 0.25, 0.5), ("high", 0.75, 0.5), ("high", 0.95, 0.9)):
        low, slope = QUANTILES[share]
        ends = model.range(np.log(at), ["household"] * 3, level)
        np.testing.assert_allclose(ends[column], low + slope * at, rtol=0.1)
    np.testing.assert_allclose(found["mid"], QUANTILES[0.5][0] + QUANTILES[0.5][1] * at, rtol=0.03)
