"""Levels and spreads of log-normal counts: what is averaged over, and how."""

import numpy as np
import pytest
from scipy import special

from kit.estimate.lognormal import log_moments, mean_counts


def moments(logs, unit):
    n = np.bincount(unit)
    squares, df = log_moments(logs, unit, n)
    return n, np.bincount(unit, logs) / n, squares, df


def finney(mean, variance, n):
    """The unbiased estimate of a log-normal mean: exp(mean) g((n - 1) / n variance / 2), by its series."""
    t, term, total = (n - 1) * variance / (2 * n), 1.0, 1.0
    for k in range(1, 80):
        term *= t * (n - 1) / (k * (n - 1 + 2 * (k - 1)))
        total += term
    return np.exp(mean) * total


@pytest.mark.parametrize("n", [15, 40, 200])
def test_a_unit_alone_is_promised_what_finney_s_unbiased_estimate_says(n):
    logs = special.ndtri((np.arange(n) + 0.5) / n)
    found = mean_counts(*moments(logs, np.zeros(n, dtype=int)), np.ones((1, 1)))
    assert np.exp(found.value[0]) == pytest.approx(finney(0, logs.var(ddof=1), n), rel=0.5 / n + 0.005)


def test_where_everything_shared_is_known_it_is_the_posterior_mean():
    rng, units, sd, apart = np.random.default_rng(1), 4000, 1.0, 0.7
    n = rng.choice([1, 2, 4, 30], units)
    unit = np.repeat(np.arange(units), n)
    logs = 5 + apart * rng.normal(size=units)[unit] + sd * rng.normal(size=len(unit))
    some = moments(logs, unit)
    found = mean_counts(*some, np.ones((units, 1)))
    weight = apart**2 / (apart**2 + sd**2 / n)
    level = 5 + weight * (some[1] - 5)
    known = level + (apart**2 * (1 - weight) + sd**2) / 2
    for size in (1, 2, 4, 30):
        assert np.mean((found.value - known)[n == size]) == pytest.approx(0, abs=0.02)
    np.testing.assert_allclose(found.level_sd, apart * np.sqrt(1 - weight), rtol=0.05)


def test_spreads_are_common_unless_they_differ_beyond_chance():
    rng, units = np.random.default_rng(2), 60
    unit = np.repeat(np.arange(units), 40)
    noise = rng.normal(size=len(unit))
    alike = mean_counts(*moments(noise, unit), np.ones((units, 1)))
    apart = mean_counts(*moments(noise * np.where(unit < 30, 0.7, 1.4), unit), np.ones((units, 1)))
    assert alike.sigma.std() < 0.05
    assert apart.sigma[:30].mean() == pytest.approx(0.7, abs=0.07)
    assert apart.sigma[30:].mean() == pytest.approx(1.4, abs=0.1)


def test_with_two_units_nothing_is_pulled():
    logs, unit = np.array([0.0, 1.0, 2.0, 9.0, 10.0, 11.0]), np.repeat([0, 1], 3)
    found = mean_counts(*moments(logs, unit), np.ones((2, 1)))
    assert found.centre[1] - found.centre[0] == pytest.approx(9)
    assert found.value[1] - found.value[0] == pytest.approx(9)


@pytest.mark.parametrize("units", [1, 2, 6])
def test_counts_that_never_vary_are_expected_as_they_are(units):
    unit = np.repeat(np.arange(units), 3)
    found = mean_counts(*moments(np.full(len(unit), 4.0), unit), np.ones((units, 1)))
    np.testing.assert_allclose(found.value, 4, atol=1e-4)
    np.testing.assert_allclose(found.sigma, 0, atol=1e-4)


def test_what_all_units_share_is_not_promised_by_its_posterior_mean():
    """Mean over worlds, of one unit in four with three items each: unbiased, where the plain posterior mean is not."""
    rng, ours, plain, true = np.random.default_rng(3), [], [], []
    for _ in range(400):
        level = 0.5 * rng.normal(size=12)
        unit = np.repeat(np.arange(12), 3)
        some = moments(level[unit] + rng.normal(size=36), unit)
        found = mean_counts(*some, np.ones((12, 1)))
        ours.append(np.exp(found.value).mean())
        plain.append(np.exp(found.centre + found.variance / 2).mean())
        true.append(np.exp(level + 0.5).mean())
    assert np.mean(ours) == pytest.approx(np.mean(true), rel=0.05)
    assert np.mean(plain) > 1.1 * np.mean(true)


def test_how_many_units_are_looked_at_at_a_time_changes_nothing(monkeypatch):
    rng = np.random.default_rng(4)
    unit = np.repeat(np.arange(40), rng.integers(1, 9, 40))
    some = moments(rng.normal(size=40)[unit] + rng.normal(size=len(unit)), unit)
    together = mean_counts(*some, np.ones((40, 1)))
    monkeypatch.setattr("kit.estimate.lognormal.BLOCK", 7)
    apart = mean_counts(*some, np.ones((40, 1)))
    for name in ("value", "centre", "variance", "level_sd", "sigma"):
        np.testing.assert_allclose(getattr(apart, name), getattr(together, name), rtol=1e-9)
