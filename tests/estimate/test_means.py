"""Unit means pulled towards their group: Efron and Morris's batters, refusals, groups."""

import numpy as np
import pandas as pd
import pytest

from kit.estimate import shrunk_means


def test_units_that_do_not_differ_are_pulled_almost_wholly_and_clear_ones_stay():
    same = shrunk_means(np.linspace(-0.1, 0.1, 10), np.ones(10))
    apart = shrunk_means(np.linspace(-100, 100, 10), np.ones(10))
    assert (same["weight"] < 0.35).all()
    assert same["value"].abs().max() < 0.04
    assert (apart["weight"] > 0.99).all()


def test_the_one_measured_worst_is_pulled_most():
    found = shrunk_means([1, 2, 3, 4, 5, 6, 7, 8, 9.0], [1] * 8 + [5])
    assert found["weight"].idxmin() == 8
    assert 5 < found.loc[8, "value"] < 7


def test_each_group_is_pulled_to_its_own_mean_and_small_ones_share_a_fit():
    values = [*np.linspace(0, 1, 9), *np.linspace(10, 11, 9), 20, 21, 30, 31]
    found = shrunk_means(values, np.ones(22), [*"a" * 9, *"b" * 9, *"ccdd"])
    means = found["value"].groupby(np.repeat([0, 1, 2, 3], [9, 9, 2, 2])).mean()
    np.testing.assert_allclose(means, [0.5, 10.5, 20.5, 30.5], atol=1e-6)


def test_what_is_unknown_stays_unknown_and_moves_nobody():
    value = pd.Series([1.0, 2, 3, 4, np.nan, 6], index=list("uvwxyz"))
    found = shrunk_means(value, [1, 1, 1, 1, 1, np.nan])
    assert found.loc[["y", "z"]].isna().all(axis=None)
    np.testing.assert_allclose(found.iloc[:4], shrunk_means([1, 2, 3, 4], [1] * 4))


def test_two_units_are_not_pulled():
    found = shrunk_means([1, 9], [1, 2])
    assert found["value"].tolist() == [1, 9]
    np.testing.assert_allclose(found["sd"], [1, 2])
    assert len(shrunk_means([], [])) == 0


@pytest.mark.parametrize("noise", [0.5, 1.5])
def test_the_posterior_holds_the_mean_as_often_as_it_says(noise):
    rng, held = np.random.default_rng(1), []
    for _ in range(80):  # 2,400 units: Monte-Carlo error 0.5 points
        truth, se = rng.normal(size=30), noise * np.exp(0.5 * rng.normal(size=30))
        found = shrunk_means(truth + se * rng.normal(size=30), se)
        held.append((np.abs(found["value"] - truth) <= 1.96 * found["sd"]).mean())
    assert 0.93 <= np.mean(held) <= 0.975
