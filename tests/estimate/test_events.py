"""Costs per event, shares and bursts of counts, against published tables and by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from kit.estimate import burst, clustered_rise, cost_per_count, higher_share, rate_rise


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(1, 0.0253, 5.5716), (4, 1.0899, 10.2416), (10, 4.7954, 18.3904), (100, 81.3640, 121.6272)],
)
def test_the_interval_is_garwoods(count, low, high):
    # exact 95 % limits of a Poisson mean, as in Garwood 1936, table 2 (two figures more: Ulm 1990)
    found = cost_per_count(1_000, count)
    assert found.value == 1_000 / count
    assert found.low == pytest.approx(1_000 / high, rel=1e-4)
    assert found.high == pytest.approx(1_000 / low, rel=2e-3 if count == 1 else 1e-4)


def test_without_events_only_the_lower_end_holds():
    found = cost_per_count(40, 0)
    assert found.low == pytest.approx(40 / -math.log(0.025))  # P(0 events) is 2.5 % at a mean of 3.6889
    assert math.isnan(found.value)
    assert math.isnan(found.high)


@pytest.mark.parametrize(("cost", "count"), [(0, 3), (-1, 3), (math.nan, 3), (10, math.nan), (math.inf, 3)])
def test_what_has_no_price_or_no_count_has_no_cost_per_event(cost, count):
    found = cost_per_count(cost, count)
    assert math.isnan(found.value)
    assert math.isnan(found.low)


def test_a_count_below_zero_is_refused():
    with pytest.raises(ValueError, match="pass 0 or more events"):
        cost_per_count(10, -1)


def test_the_interval_holds_the_cost_at_least_as_often_as_it_says():
    rng = np.random.default_rng(1)
    for mean in (0.5, 2, 8):
        found = [cost_per_count(1, n) for n in rng.poisson(mean, 2_000)]
        held = [f.low <= 1 / mean and not f.high < 1 / mean for f in found]
        assert np.mean(held) > 0.95


@pytest.mark.parametrize(
    ("table", "p"),
    [
        ((4, 4, 0, 4), 1 / 70),  # Fisher 1935: the lady names all four cups
        ((3, 4, 1, 4), 17 / 70),  # three of four
        ((0, 4, 4, 4), 1.0),
        ((2, 2, 1, 3), 3 / 10),  # both of 2 among 3 of 5: C(3,2) ÷ C(5,2)
        ((5, 5, 0, 0), 1.0),
        ((0, 0, 5, 5), 1.0),
    ],
)
def test_the_share_is_held_against_blind_draws(table, p):
    assert higher_share(*table) == pytest.approx(p)


def test_a_share_of_more_than_all_is_refused():
    with pytest.raises(ValueError, match="pass from 0 to all"):
        higher_share(5, 4, 0, 4)


def daily(*pairs):
    """Day and mark of events, from (marked, others) a day."""
    day = [d for d, (marked, others) in enumerate(pairs) for _ in range(marked + others)]
    return day, [kind for marked, others in pairs for kind in [True] * marked + [False] * others]


def test_a_burst_is_dated_to_its_first_day():
    assert burst(*daily(*[(1, 3)] * 7, *[(12, 3)] * 3)) == 7


def test_a_busier_time_of_everything_is_no_burst():
    assert burst(*daily(*[(1, 3)] * 7, *[(10, 30)] * 3)) is None


def test_fewer_of_the_others_is_no_burst():
    assert burst(*daily(*[(4, 20)] * 7, *[(4, 0)] * 3)) is None


def test_few_events_and_short_times_are_no_burst():
    assert burst(*daily(*[(0, 3)] * 7, *[(3, 0)] * 3)) is None
    assert burst(*daily((0, 9), (30, 0))) is None
    assert burst([], []) is None


def test_steady_events_alarm_no_more_often_than_the_level_says():
    rng = np.random.default_rng(2)
    alarms = [burst(rng.integers(0, 20, 80), rng.random(80) < 0.4, level=0.05) is not None for _ in range(400)]
    assert np.mean(alarms) < 0.05


def test_a_rise_by_hand():
    # 6 recent and 2 before in equal times: P(6 or more of 8 | ½) = 37 / 256
    found = rate_rise([6], [2], 1, 1).iloc[0]
    assert found["ratio"] == 3
    assert found["p"] == pytest.approx(37 / 256)
    exact = stats.binomtest(6, 8).proportion_ci(0.95, "exact")
    assert found["low"] == pytest.approx(exact.low / (1 - exact.low))
    assert found["high"] == pytest.approx(exact.high / (1 - exact.high))


def test_a_week_against_four_is_a_rate_and_not_a_count():
    found = rate_rise([5, 10], [20, 20], 7, [28, 28])
    assert found["ratio"].tolist() == [1, 2]
    assert found["low"].iloc[0] < 1 < found["high"].iloc[0]


def test_without_earlier_events_only_the_low_end_holds_and_without_any_nothing():
    found = rate_rise([4, 0, 0, 3], [0, 0, 5, 3], [1, 1, 1, 0], 4)
    assert found["low"].iloc[0] == pytest.approx(4 * 0.025**0.25 / (1 - 0.025**0.25))
    assert found["p"].iloc[0] == pytest.approx(0.2**4)
    assert found.loc[0, ["ratio", "high"]].isna().all()
    assert found.loc[1, ["ratio", "low", "high"]].isna().all()
    assert found.loc[1, "p"] == found.loc[2, "p"] == 1
    assert found.loc[2, ["ratio", "low"]].tolist() == [0, 0]
    assert found.loc[3].isna().all()
    assert len(rate_rise([], [], 1, 4)) == 0


def test_the_rise_s_interval_holds_and_its_p_is_rarely_wrong():
    rng = np.random.default_rng(1)
    old, new = rng.poisson(8, 4000), rng.poisson(4, 4000)  # twice the pace of 2 in a quarter of the time
    found = rate_rise(new, old, 7, 28)
    sure = found["low"].notna() & found["high"].notna()
    assert ((found["low"] <= 2) & (found["high"] >= 2))[sure].mean() >= 0.95
    still = rate_rise(rng.poisson(2, 4000), old, 7, 28)
    assert (still["p"] < 0.05).mean() <= 0.055


def test_of_clusters_of_one_the_rise_is_the_exact_one():
    found = clustered_rise(list("abcdef"), list("ghi"), 10, 20)
    exact = rate_rise([6], [3], 10, 20).iloc[0]
    assert found.value == pytest.approx(4)  # 6 in 10 days, 3 in 20
    assert (found.low, found.high) == (pytest.approx(exact["low"]), pytest.approx(exact["high"]))
    assert (found.n, found.clusters) == (9, 9)


def test_clusters_of_three_count_as_a_third_of_their_events():
    found = clustered_rise(list("aaabbbcccddd"), [*"eeefff", None], 10, 10)
    third = rate_rise([4], [2], 10, 10).iloc[0]  # 18 events, Σ k² ÷ Σ k = 3; a missing cluster is no event
    assert found.value == pytest.approx(2)
    assert (found.low, found.high) == (pytest.approx(third["low"]), pytest.approx(third["high"]))
    assert (found.n, found.clusters) == (18, 6)


@pytest.mark.parametrize(
    ("recent", "before", "days", "told"),
    [
        ("aabbc", "", 10, (math.nan, True)),  # nothing before: only the low end holds, from five clusters on
        ("aabc", "a", 10, (4.0, True)),  # four clusters: no interval
        ("", "", 10, (math.nan, True)),
        ("abcdef", "ghi", 0, (math.nan, True)),
    ],
)
def test_few_clusters_or_no_time_carry_no_interval(recent, before, days, told):
    found = clustered_rise(list(recent), list(before), 10, days)
    assert found.value == pytest.approx(told[0], nan_ok=True)
    assert math.isnan(found.high) is told[1]
    assert math.isnan(found.low)
