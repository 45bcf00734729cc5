"""Pooled ratios: published city data, invariances, refusals, and whether intervals hold the truth."""

import re

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from kit.estimate import pooled_ratio, ratio_gap

# Davison and Hinkley 1997, table 2.1: populations of ten US cities in 1920 (u) and 1930 (x)
CITY_1920 = [138, 93, 61, 179, 48, 37, 29, 23, 30, 2]
CITY_1930 = [143, 104, 69, 260, 75, 63, 50, 48, 111, 50]
ROWS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**9), st.integers(0, 8)), min_size=12, max_size=40)


def same(one, other, factor=1.0):
    np.testing.assert_allclose(
        [one.value * factor, one.low * factor, one.high * factor], [other.value, other.low, other.high], rtol=1e-6
    )


def test_the_city_ratio_is_the_published_one_and_not_the_mean_of_ratios():
    found = pooled_ratio(CITY_1930, CITY_1920, range(10))
    assert found.value == pytest.approx(1.5203125, abs=1e-7)
    assert np.mean(np.divide(CITY_1930, CITY_1920)) == pytest.approx(4.051447, abs=1e-6)


def test_the_city_interval_contains_the_published_bootstrap_interval():
    found = pooled_ratio(CITY_1930, CITY_1920, range(10))  # boot.ci BCa: 1.253 to 2.148
    assert found.low < 1.253
    assert 2.0 < found.high < 2.4
    assert (found.n, found.clusters) == (10, 10)


@given(ROWS, st.floats(0.01, 1000))
def test_scaling_a_cost_scales_the_ratio_and_its_interval(rows, factor):
    top, bottom, cluster = zip(*rows, strict=True)
    same(pooled_ratio(top, bottom, cluster), pooled_ratio(np.array(top) * factor, bottom, cluster), factor)


@given(ROWS, st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    same(pooled_ratio(*zip(*rows, strict=True)), pooled_ratio(*zip(*shuffled, strict=True)))


@given(ROWS)
def test_rows_given_twice_within_their_cluster_change_nothing_but_n(rows):
    once, twice = pooled_ratio(*zip(*rows, strict=True)), pooled_ratio(*zip(*(rows * 2), strict=True))
    same(once, twice)
    assert twice.n == 2 * once.n


def test_a_video_without_views_changes_n_only():
    one = pooled_ratio(CITY_1930, CITY_1920, range(10))
    other = pooled_ratio([*CITY_1930, 0], [*CITY_1920, 0], [*range(10), 3])
    same(one, other)
    assert other.n == 11


def test_a_cost_that_bought_nothing_still_counts():
    assert pooled_ratio([10, 10], [5, 0], ["a", "b"]).value == 4


@pytest.mark.parametrize(
    ("top", "bottom", "cluster"),
    [([], [], []), ([1, 2], [0, 0], [1, 2]), ([None], [3], ["a"]), ([1], [1], [None])],
)
def test_no_data_gives_nan_and_not_an_error(top, bottom, cluster):
    found = pooled_ratio(top, bottom, cluster)
    assert np.isnan([found.value, found.low, found.high]).all()


def test_fewer_than_five_clusters_carry_no_interval():
    found = pooled_ratio([1, 2, 3, 4] * 9, [10] * 36, list("abcd") * 9)
    assert found.value == 0.25
    assert np.isnan([found.low, found.high]).all()


def test_all_engagement_from_one_creator_carries_no_interval():
    assert np.isnan(pooled_ratio([9, 0, 0, 0, 0, 0], [10] * 6, range(6)).low)


def test_missing_rows_odd_indexes_and_text_clusters_are_fine():
    top = pd.Series([1, None, 3, 4, 5, 6, 7], index=[9, 9, 8, 7, 6, 5, 4], dtype="Int64")
    found = pooled_ratio(top, pd.Series([10.0] * 7), np.array(list("abcdefg"), dtype=object))
    assert (found.n, found.clusters) == (6, 6)
    assert found.low < found.value < found.high


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (([1], [1, 2], [1]), "numerator has 1 rows but denominator has 2: pass arrays of one length."),
        (([-1], [1], [1]), "numerator holds -1, below 0: correct or drop these rows."),
        ((["x"], [1], [1]), "numerator holds something that is not a number: convert or drop it first."),
        (([1], [1], [1], 95), "level is 95: pass a share between 0 and 1, such as 0.95."),
    ],
)
def test_refusals_say_what_and_what_to_do(arguments, text):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        pooled_ratio(*arguments)


def test_strata_narrow_the_interval_when_they_explain_the_rates(videos):
    rng = np.random.default_rng(3)
    top, bottom, creator = videos(rng, 40, spread=0.05)
    tier = creator % 2
    top = top * (1 + 3 * tier)
    plain, layered = (pooled_ratio(top, bottom, creator, strata=strata) for strata in (None, tier))
    assert plain.value == layered.value
    assert layered.high / layered.low < plain.high / plain.low


@pytest.mark.parametrize(("creators", "least", "most"), [(8, 0.88, 1.0), (20, 0.91, 1.0), (60, 0.91, 0.99)])
@pytest.mark.parametrize("tail", ["lognormal", "pareto", "mild"])
def test_the_interval_holds_the_population_rate_and_the_binomial_one_does_not(videos, tail, creators, least, most):
    rng = np.random.default_rng(7)
    top, bottom, _ = videos(rng, 100_000, tail)
    truth, held, naive = top.sum() / bottom.sum(), [], []
    for _ in range(300):  # Monte-Carlo error 1.3 points
        top, bottom, creator = videos(rng, creators, tail)
        found = pooled_ratio(top, bottom, creator)
        held.append(found.low <= truth <= found.high)
        naive.append(abs(found.value - truth) <= 1.96 * np.sqrt(found.value * (1 - found.value) / bottom.sum()))
    assert least - 0.015 <= np.mean(held) <= most
    assert np.mean(naive) < 0.2


@pytest.mark.long
@pytest.mark.parametrize("tail", ["lognormal", "pareto", "mild"])
@pytest.mark.parametrize(("creators", "least"), [(8, 0.90), (20, 0.92), (60, 0.915)])
def test_the_interval_holds_the_population_rate_in_many_worlds(videos, tail, creators, least):
    rng = np.random.default_rng(8)
    top, bottom, _ = videos(rng, 200_000, tail, tied=0.2)
    truth = top.sum() / bottom.sum()
    found = [pooled_ratio(*videos(rng, creators, tail, tied=0.2)) for _ in range(1500)]
    assert np.mean([one.low <= truth <= one.high for one in found]) >= least - 0.011


def test_the_gap_divides_the_second_label_by_the_first_or_by_the_reference():
    rows = ([1, 4, 2, 4], [10, 10, 10, 10], range(4), ["a", "b", "a", "b"])
    assert ratio_gap(*rows).value == pytest.approx(8 / 3)
    assert ratio_gap(*rows, reference="b").value == pytest.approx(3 / 8)


def test_the_gap_refuses_three_groups():
    with pytest.raises(ValueError, match="group has 3 labels: keep the rows of the two groups to compare"):
        ratio_gap([1, 2, 3], [1, 2, 3], [1, 2, 3], list("abc"))


def test_strata_undo_a_tier_mix_that_reverses_the_gap():
    # ER is .10 in small and .02 in large accounts for both groups; the groups differ in their mix alone
    small, large = ([100] * 6, [1000] * 6), ([20] * 6, [1000] * 6)
    top = small[0] * 3 + large[0] + small[0] + large[0] * 3
    tier = ["s"] * 18 + ["l"] * 6 + ["s"] * 6 + ["l"] * 18
    group = [0] * 24 + [1] * 24
    crude = ratio_gap(top, [1000] * 48, range(48), group)
    like_with_like = ratio_gap(top, [1000] * 48, range(48), group, strata=tier)
    assert crude.value == pytest.approx(0.5)
    assert like_with_like.value == pytest.approx(1.0)


@pytest.mark.parametrize("shared", [True, False])
def test_the_gap_of_equal_groups_is_one_often_enough(videos, shared):
    rng = np.random.default_rng(5)
    held = []
    for _ in range(300):
        top, bottom, creator = videos(rng, 24)
        group = rng.integers(0, 2, len(top)) if shared else creator % 2
        found = ratio_gap(top, bottom, creator, group)
        held.append(found.low <= 1 <= found.high)
    assert 0.915 <= np.mean(held) <= 0.99
