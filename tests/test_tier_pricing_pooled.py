"""Quantiles of values that are never held at once."""

import numpy as np
import pytest

from kit.tier_pricing.costs import pooled as room
from kit.tier_pricing.costs.pooled import Pooled

TENTHS = (0.1, 0.5, 0.9)


def pooled(*parts):
    pool = Pooled()
    for part in parts:
        pool.add(part)
    return pool


@pytest.mark.parametrize("n", [1, 2, 3, 11, 4_000])
def test_quantiles_of_parts_are_those_of_all_values(n):
    values = np.exp(3 * np.random.default_rng(n).normal(size=n))
    values[: n // 3] = values[0]  # ties
    found = pooled(*np.array_split(values, 3)).quantiles(TENTHS)
    assert found == pytest.approx(np.quantile(values, TENTHS), rel=1e-12)


def test_values_of_0_and_beyond_every_bound_have_their_places_too():
    values = np.array([0.0, 1e-40, 1e-30, 1.0, 1e30, 1e40, 1e50])
    assert pooled(values).quantiles(TENTHS) == pytest.approx(np.quantile(values, TENTHS), rel=1e-12)


@pytest.mark.parametrize("in_memory", [2**25, 100])
def test_some_are_pooled_with_others_in_memory_or_in_scratch_files(monkeypatch, in_memory):
    monkeypatch.setattr(room, "IN_MEMORY", in_memory)
    values = np.exp(np.random.default_rng(1).normal(size=1_000)).reshape(10, 100)
    one, other = pooled(values[:4], values[4:6]), pooled(values[6:])
    for _ in range(2):
        assert one.quantiles(TENTHS) == pytest.approx(np.quantile(values[:6], TENTHS), rel=1e-12)
        assert Pooled([one, other]).quantiles(TENTHS) == pytest.approx(np.quantile(values, TENTHS), rel=1e-12)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_value_that_is_not_finite_leaves_nothing_known(wrong):
    pool = pooled(np.array([1.0, 2.0]), np.array([wrong]))
    assert np.isnan(pool.quantiles(TENTHS)).all()
    assert np.isnan(Pooled([pooled(np.array([1.0])), pool]).quantiles(TENTHS)).all()


def test_without_values_nothing_is_known():
    assert np.isnan(pooled().quantiles(TENTHS)).all()
