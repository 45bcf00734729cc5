"""Synthetic control: the weights of hand-made worlds, what ranks can carry, and how often the interval holds."""

import numpy as np
import pandas as pd
import pytest

from kit.estimate import synthetic


def donors(rng, n=100, count=24, wander=0.02, noise=0.03):
    market = np.cumsum(rng.normal(0, 0.01, n))[:, None]
    return 100 * np.exp(
        market + np.cumsum(rng.normal(0, wander, (n, count)), axis=0) + rng.normal(0, noise, (n, count))
    )


def test_an_exact_mix_is_found_with_its_weights_and_its_gap():
    x = donors(np.random.default_rng(1))
    mean = x[:80].mean(axis=0)
    y = 500 * (x[:, [3, 5, 8]] / mean[[3, 5, 8]]) @ [0.5, 0.3, 0.2]
    y[80:] *= 1.2
    found = synthetic(y, pd.DataFrame(x, columns=[f"d{k}" for k in range(24)]), 80)
    assert found.weights[["d3", "d5", "d8"]].tolist() == pytest.approx([0.5, 0.3, 0.2], abs=1e-4)
    assert found.weights.sum() == pytest.approx(1)
    assert found.effect == pytest.approx(0.2, abs=1e-4)
    assert found.extra == pytest.approx((y[80:] / 1.2 * 0.2).sum(), rel=1e-3)
    assert found.path["expected"][80:].tolist() == pytest.approx((y[80:] / 1.2).tolist(), rel=1e-3)
    assert (found.rank, found.of, found.n, found.days) == (1, 25, 80, 20)
    assert found.fit < 1e-4 < found.after_fit


def test_the_outcome_and_donors_may_come_in_any_unit_and_order():
    rng = np.random.default_rng(2)
    x = donors(rng)
    y = x[:, :4].mean(axis=1) * np.exp(rng.normal(0, 0.01, 100))
    one, other = synthetic(y, x, 80), synthetic(7 * y, (x * rng.uniform(0.1, 99, 24))[:, ::-1], 80)
    assert (other.effect, other.low, other.high, other.fit) == pytest.approx(
        (one.effect, one.low, one.high, one.fit), abs=1e-6
    )
    assert other.extra == pytest.approx(7 * one.extra, rel=1e-4)
    assert other.rank == one.rank


@pytest.mark.parametrize(("count", "carried"), [(18, False), (19, True), (24, True)])
def test_the_interval_needs_nineteen_donors(count, carried):
    x = donors(np.random.default_rng(3), count=count + 1)
    found = synthetic(x[:, 0], x[:, 1:], 80)
    assert np.isfinite([found.low, found.high]).all() == carried


def test_rank_and_interval_agree():
    rng = np.random.default_rng(4)
    for _ in range(20):
        x = donors(rng, count=25)
        x[80:, 0] *= 1 + rng.uniform(0, 0.3)
        found = synthetic(x[:, 0], x[:, 1:], 80)
        assert (found.rank == 1) == (found.low > 0 or found.high < 0)
        assert found.rank == 1 + (found.donors["score"] >= abs(found.effect) / found.fit).sum()


def test_missing_days_are_skipped():
    x = donors(np.random.default_rng(5))
    y = x[:, 0].copy()
    y[3], x[90, 7] = np.nan, np.nan
    found = synthetic(y, x[:, 1:], 80)
    assert (found.n, found.days) == (79, 19)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((np.ones(60), np.ones((60, 4)), 50), "donors has 4 columns: pass at least 5"),
        ((np.ones(60), np.ones((59, 6)), 50), "y has 60 rows but donors has 59"),
        ((np.ones(60), -np.ones((60, 6)), 50), "leave that donor out"),
        ((np.full(60, np.nan), np.ones((60, 6)), 50), "share no day before the start"),
    ],
)
def test_refusals_say_what_and_what_to_do(arguments, text):
    with pytest.raises(ValueError, match=text):
        synthetic(*arguments)


def test_the_interval_holds_the_truth_where_the_series_is_like_the_donors():
    rng, held = np.random.default_rng(6), []
    for _ in range(100):
        x = donors(rng, count=25)
        x[80:, 0] *= 1.15
        found = synthetic(x[:, 0], x[:, 1:], 80)
        held.append(found.low <= 0.15 <= found.high)
    assert np.mean(held) >= 0.95 - 0.05  # two Monte-Carlo errors at 100 repetitions; by rank it is 24 of 25
