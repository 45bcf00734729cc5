"""Fair-price ranges: R's cars as a stand-in for deals, refusals, and coverage in every tier."""

import numpy as np
import pandas as pd
import pytest

from kit.estimate import price_model, price_range

# R datasets::cars; expected numbers from predict(lm(log(dist) ~ log(speed)), interval = "prediction")
SPEED = [
    4,
    4,
    7,
    7,
    8,
    9,
    10,
    10,
    10,
    11,
    11,
    12,
    12,
    12,
    12,
    13,
    13,
    13,
    13,
    14,
    14,
    14,
    14,
    15,
    15,
    15,
    16,
    16,
    17,
    17,
    17,
    18,
    18,
    18,
    18,
    19,
    19,
    19,
    20,
    20,
    20,
    20,
    20,
    22,
    23,
    24,
    24,
    24,
    24,
    25,
]
DISTANCE = [
    2,
    10,
    4,
    22,
    16,
    10,
    18,
    26,
    34,
    17,
    28,
    14,
    20,
    24,
    28,
    26,
    34,
    34,
    46,
    26,
    36,
    60,
    80,
    20,
    26,
    54,
    32,
    40,
    32,
    40,
    50,
    42,
    56,
    76,
    84,
    36,
    46,
    68,
    32,
    48,
    52,
    56,
    64,
    66,
    54,
    70,
    92,
    93,
    120,
    85,
]
LOG_SPEED = np.log(SPEED)


def deals(rng, n, noise="normal"):
    tier = rng.choice(4, n, p=[0.3, 0.3, 0.2, 0.2])
    followers = 8 + 1.5 * tier + 0.4 * rng.normal(size=n)
    luck = {"normal": rng.normal, "heavy": lambda size: rng.standard_t(4, size) / np.sqrt(2)}[noise](size=n)
    fee = np.exp(1 + 0.5 * followers + np.array([0.4, 0.45, 0.5, 0.65])[tier] * luck)
    return followers[:, None], fee, tier


def test_the_middle_and_the_mean_factor_are_those_of_r():
    model = price_model(LOG_SPEED, DISTANCE, ["car"] * 50, level=0.95)
    found = model.range([np.log(21)], ["car"]).iloc[0]
    assert found["mid"] == pytest.approx(63.3609177471, abs=1e-6)
    assert found["mid"] * model.smearing == pytest.approx(68.5305243993, abs=1e-6)
    # R's normal-theory interval is 27.6 to 145.3; ours assumes no normal errors
    assert 20 < found["low"] < 33
    assert 120 < found["high"] < 200


def test_another_currency_scales_the_range_and_leaves_percentile_and_effects():
    x, fee, tier = deals(np.random.default_rng(1), 60)
    one, other = price_model(x, fee, tier), price_model(x, fee * 25_000, tier)
    np.testing.assert_allclose(one.range(x[:5], tier[:5]) * 25_000, other.range(x[:5], tier[:5]))
    np.testing.assert_allclose(one.percentile(x, tier, fee), other.percentile(x, tier, fee * 25_000))
    pd.testing.assert_frame_equal(one.effects, other.effects)


def test_a_higher_quote_has_a_higher_percentile():
    x, fee, tier = deals(np.random.default_rng(2), 60)
    found = price_model(x, fee, tier).percentile(x[[0] * 4], tier[[0] * 4], fee[0] * np.array([0.01, 0.7, 1.5, 100]))
    assert (np.diff(found) > 0).all()
    assert found[0] < 0.02
    assert found[-1] > 0.98


@pytest.mark.parametrize(
    ("n", "level", "known"), [(10, 0.9, False), (11, 0.9, True), (20, 0.95, False), (21, 0.95, True)]
)
def test_the_range_needs_as_many_spare_deals_as_the_level(n, level, known):
    x, fee, tier = deals(np.random.default_rng(3), n)
    found = price_range(x, fee, tier, x[:1], tier[:1], level)
    assert found["mid"].notna().all()
    assert found[["low", "high"]].notna().all(axis=None) == known


def test_unknown_tiers_gifts_missing_features_and_no_deals():
    x, fee, tier = deals(np.random.default_rng(4), 40)
    model = price_model(pd.DataFrame(x, columns=["log_followers"]), np.where(np.arange(40) < 5, 0, fee), tier)
    assert model.n == 35
    assert list(model.effects.index) == ["log_followers"]
    found = model.range([[9.0], [None]], ["new", None])
    assert found.iloc[0].notna().all()
    assert found.iloc[1].isna().all()
    assert price_range(np.zeros((0, 1)), [], [], x[:2], tier[:2]).isna().all(axis=None)


def test_a_feature_that_never_varied_answers_nothing_new():
    x, fee, tier = deals(np.random.default_rng(5), 40)
    found = price_range(np.column_stack([x, np.ones(40)]), fee, tier, [[9, 1], [9, 0]], [0, 0])
    assert found["low"].isna().tolist() == [False, True]


def test_other_features_are_refused():
    x, fee, tier = deals(np.random.default_rng(6), 40)
    with pytest.raises(ValueError, match="x_new has 2 features but the model has 1: pass the same ones"):
        price_range(x, fee, tier, [[1, 2]], [0])


@pytest.mark.parametrize("noise", ["normal", "heavy"])
def test_the_range_holds_new_quotes_in_every_tier_and_the_interval_of_the_mean_does_not(noise):
    rng, held, naive = np.random.default_rng(7), [], []
    for _ in range(60):
        x, fee, tier = deals(rng, 150, noise)
        x_new, quote, tier_new = deals(rng, 200, noise)
        found = price_range(x, fee, tier, x_new, tier_new)
        inside = (found["low"] <= quote) & (quote <= found["high"])
        held.append([inside[tier_new == each].mean() for each in range(4)])
        logs = [np.log(fee[tier == each]) for each in range(4)]
        band = np.array([[log.mean(), 1.645 * log.std() / np.sqrt(len(log))] for log in logs])[tier_new]
        naive.append((np.abs(np.log(quote) - band[:, 0]) <= band[:, 1]).mean())
    assert 0.87 <= np.mean(held) <= 0.93
    assert np.mean(held, axis=0).min() >= 0.84
    assert np.mean(naive) < 0.5
