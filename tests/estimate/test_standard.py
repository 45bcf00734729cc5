"""Rates at a fixed mix: by hand, refusals, and whether the interval holds the standardised rate."""

import numpy as np
import pytest

from kit.estimate import mixed_ratio, pooled_ratio

# two creators a tier: .10 in small, .02 in large
ROWS = ([10, 10, 40, 0], [100, 100, 1000, 1000], list("abcd"), ["s", "s", "l", "l"])


def test_the_standardised_rate_by_hand():
    assert mixed_ratio(*ROWS, {"s": 3, "l": 1}).value == pytest.approx((3 * 0.1 + 0.02) / 4)
    assert mixed_ratio(*ROWS, {"s": 1, "l": 0}).value == pytest.approx(0.1)


def test_one_s_own_mix_of_denominators_gives_the_pooled_ratio():
    assert mixed_ratio(*ROWS, {"s": 200, "l": 2000}).value == pytest.approx(pooled_ratio(*ROWS[:3]).value)


def test_equal_rates_in_every_tier_are_equal_at_one_mix_though_the_pooled_ones_are_not():
    mix, rates = {"s": 1, "l": 1}, []
    for small, large in ((6, 2), (2, 6)):  # the same .10 and .02, one brand with small creators, one with large
        rows = [(100, 1000, i, "s") for i in range(small)] + [(20, 1000, 9 + i, "l") for i in range(large)]
        top, bottom, cluster, stratum = zip(*rows, strict=True)
        rates.append((mixed_ratio(top, bottom, cluster, stratum, mix).value, pooled_ratio(top, bottom, cluster).value))
    (one, crude), (other, other_crude) = rates
    assert one == pytest.approx(other)
    assert crude > 1.5 * other_crude


def test_a_tier_of_the_mix_without_data_is_refused_and_others_are_dropped():
    assert np.isnan(mixed_ratio(*ROWS, {"s": 1, "mega": 1}).value)
    found = mixed_ratio(*ROWS, {"s": 1})
    assert (found.n, found.clusters) == (2, 2)


def sampled(rng, creators, spread=0.4, tail="lognormal"):
    count = 1 + rng.poisson(8, creators)
    creator, tier = np.repeat(np.arange(creators), count), np.arange(creators) % 3
    size = 0.7 * rng.normal(size=creators) + tier
    luck = {
        "lognormal": lambda n: np.exp(8 + 1.1 * rng.normal(size=n)),
        "pareto": lambda n: 1000 * (1 + rng.pareto(1.33, n)),
    }[tail](len(creator))
    views = np.round(np.exp(size[creator]) * luck) + 1
    logit = -2.5 - 0.4 * tier + spread * rng.normal(size=creators)
    rate = 1 / (1 + np.exp(-logit[creator] - 0.4 * rng.normal(size=len(creator))))
    return rng.binomial(views.astype(int), rate).astype(float), views, creator, tier[creator]


MIX = {0: 0.6, 1: 0.3, 2: 0.1}


def test_few_clusters_or_one_alone_in_a_tier_carry_no_interval():
    rng = np.random.default_rng(1)
    rows = sampled(rng, 4)
    assert np.isnan(mixed_ratio(*rows, MIX).low)
    many = sampled(rng, 30)
    alone = (many[3] != 2) | (many[2] == 2)
    found = mixed_ratio(*(column[alone] for column in many), MIX)
    assert found.value > 0
    assert np.isnan([found.low, found.high]).all()


def test_the_scale_of_weights_names_and_order_change_nothing():
    rows = sampled(np.random.default_rng(2), 20)
    one = mixed_ratio(*rows, MIX)
    order = np.random.default_rng(3).permutation(len(rows[0]))
    tier = np.array(["x", "y", "z"])[rows[3]]
    other = mixed_ratio(
        *(column[order] for column in rows[:2]), rows[2][order].astype(str), tier[order], {"z": 1, "y": 3, "x": 6}
    )
    np.testing.assert_allclose([one.value, one.low, one.high], [other.value, other.low, other.high], rtol=1e-9)
    assert one.low < one.value < one.high


@pytest.mark.parametrize(
    "rows", [([], [], [], []), ([None], [1], ["a"], ["s"]), ([0] * 6, [1] * 6, range(6), ["s"] * 6)]
)
def test_no_data_or_no_engagement_has_no_interval_and_no_crash(rows):
    assert np.isnan(mixed_ratio(*rows, {"s": 1}).low)


@pytest.mark.parametrize("mix", [{}, {"s": 0}, {"s": -1}, {"s": float("nan")}])
def test_a_mix_without_weights_is_refused(mix):
    with pytest.raises(ValueError, match="mix holds no weight above 0, or one that is negative or unknown"):
        mixed_ratio(*ROWS, mix)


@pytest.mark.parametrize("tail", ["lognormal", "pareto"])
@pytest.mark.parametrize("creators", [20, 60])
def test_the_interval_holds_the_rate_at_the_mix_and_that_of_the_crude_rate_does_not(creators, tail):
    rng, held, crude = np.random.default_rng(4), [], []
    top, views, _, tier = sampled(rng, 100_000, tail=tail)
    truth = sum(weight * top[tier == k].sum() / views[tier == k].sum() for k, weight in MIX.items())
    for _ in range(300):  # Monte-Carlo error 1.4 points
        rows = sampled(rng, creators, tail=tail)
        found, plain = mixed_ratio(*rows, MIX), pooled_ratio(*rows[:3])
        held.append(found.low <= truth <= found.high)
        crude.append(plain.low <= truth <= plain.high)
    assert 0.905 <= np.mean(held) <= 0.985
    assert np.mean(crude) < 0.7
