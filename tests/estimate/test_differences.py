"""Pairs of groups: Dunn by hand and as in scikit-posthocs, Kruskal-Wallis as in scipy, Cliff's delta as alone."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kit.estimate import differ, differences, effect_size

# drawn once, many tie; p (above) and Holm's p of each pair from scikit-posthocs 0.17.1, posthoc_dunn
VALUES = [18, 7, 6, 1, 5, 6, 4, 2, 7, 10, 5, 7, 4, 17, 7, 2, 9, 5, 2, 6, 3, 5, 13, 6, 4, 8, 7, 6, 11, 1]
VALUES += [2, 11, 0, 6, 14, 7, 13, 4, 15, 9]
GROUPS = list("ccdcdabccbacacdcacbccaabcadbdccdbbcaccaa")
POSTHOCS = {
    "ab": (0.09953311118680398, 0.5971986671208239),
    "ac": (0.16628046819493514, 0.6651218727797406),
    "ad": (0.9292572673432357, 1.0),
    "bc": (0.5625509884961248, 1.0),
    "bd": (0.1232195007008756, 0.616097503504378),
    "cd": (0.208287842489023, 0.6651218727797406),
}


def test_dunn_by_hand():
    # ranks 1 to 6, means 1.5, 3.5, 5.5; error √(6 · 7 / 12 · (1/2 + 1/2)) = 1.8708; z 1.0690 and 2.1381
    found = differences([1, 2, 3, 4, 5, 6], list("aabbcc"))
    assert found[["first", "second"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]
    np.testing.assert_allclose(found["p"], [0.28505, 0.03251, 0.28505], atol=1e-5)
    np.testing.assert_allclose(found["p_holm"], [0.57010, 0.09753, 0.57010], atol=1e-5)
    assert found["delta"].tolist() == [-1, -1, -1]


def test_dunn_with_ties_is_that_of_scikit_posthocs():
    found = differences(VALUES, GROUPS)
    assert (found["first"] + found["second"]).tolist() == list(POSTHOCS)
    np.testing.assert_allclose(found[["p", "p_holm"]].to_numpy(), list(POSTHOCS.values()), rtol=1e-9)


def test_kruskal_and_wallis_is_that_of_scipy():
    parts = [np.array(VALUES)[np.array(GROUPS) == name] for name in "abcd"]
    assert differ(VALUES, GROUPS) == pytest.approx(stats.kruskal(*parts).pvalue)


def test_each_pair_has_the_delta_it_would_have_alone():
    found = differences(VALUES, GROUPS, level=0.9).iloc[1]
    own = [[value for value, of in zip(VALUES, GROUPS, strict=True) if of == name] for name in "ac"]
    alone = effect_size(*own, level=0.9)
    assert found[["delta", "low", "high"]].tolist() == [alone.value, alone.low, alone.high]
    assert found[["n_first", "n_second"]].tolist() == [10, 17]


def test_a_category_keeps_its_order_and_empty_groups_are_no_pair():
    tiers = pd.Categorical(["micro", "nano", "micro", None, "nano"], ["nano", "micro", "mega"], ordered=True)
    found = differences([1, 2, 3, 4, 5], tiers)
    assert found[["first", "second", "n_first"]].to_numpy().tolist() == [["nano", "micro", 2]]


@pytest.mark.parametrize(("values", "group"), [([], []), ([1, 2], ["a", "a"]), ([1, None], ["a", "b"])])
def test_one_group_has_no_pair_and_no_p(values, group):
    assert len(differences(values, group)) == 0
    assert np.isnan(differ(values, group))


def test_equal_values_do_not_differ():
    assert differences([3, 3, 3, 3], list("aabb"))["p_holm"].tolist() == [1]
    assert differ([3, 3, 3, 3], list("aabb")) == 1


def test_holm_over_pairs_rarely_finds_what_is_not_there_and_unadjusted_p_often_do():
    rng, wrong, naive = np.random.default_rng(1), [], []
    group = np.repeat(np.arange(5), 15)
    for _ in range(300):  # Monte-Carlo error 1.3 points
        found = differences(np.round(np.exp(rng.normal(size=75)), 1), group)
        wrong.append(found["p_holm"].min() < 0.05)
        naive.append(found["p"].min() < 0.05)
    assert np.mean(wrong) <= 0.08
    assert np.mean(naive) > 0.15
