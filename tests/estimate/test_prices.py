"""Fair-price ranges: R's cars as a stand-in for deals, refusals, and coverage in every tier."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from kit.estimate import price_model, price_range
from kit.estimate.lines import line
from kit.estimate.quantiles import drawn_rank

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


def repeated(rng, creators, least=2, most=6, own=0.5):
    """Features, fee, tier and whose each deal is; `own`: share of the spread that is a creator's."""
    whose = np.repeat(np.arange(creators), rng.integers(least, most + 1, creators))
    tier = rng.integers(0, 3, creators)
    followers = (8 + 1.5 * tier + 0.4 * rng.normal(size=creators))[whose]
    rights = (rng.uniform(size=len(whose)) < 0.3).astype(float)
    luck = np.sqrt(own) * rng.normal(size=creators)[whose] + np.sqrt(1 - own) * rng.normal(size=len(whose))
    fee = np.exp(1 + 0.5 * followers + 0.4 * rights + np.array([0.4, 0.5, 0.6])[tier[whose]] * luck)
    return np.column_stack([followers, rights]), fee, tier[whose], whose


def test_another_level_is_that_of_a_model_of_this_level_and_ranges_lie_within_one_another():
    x, fee, tier = deals(np.random.default_rng(8), 60)
    model = price_model(x, fee, tier)
    pd.testing.assert_frame_equal(model.range(x, tier, 0.5), price_model(x, fee, tier, 0.5).range(x, tier))
    ends = [model.range(x, tier, level) for level in (0.3, 0.5, 0.9, 0.95)]
    for narrow, wide in pairwise(ends):
        assert (wide["low"] < narrow["low"]).all()
        assert (narrow["high"] < wide["high"]).all()
        pd.testing.assert_series_equal(narrow["mid"], wide["mid"])
    assert model.range(x, tier, 0.99)[["low", "high"]].isna().all(axis=None)  # asks for 99 spare deals
    with pytest.raises(ValueError, match="level is 90: pass a share between 0 and 1"):
        model.range(x, tier, 90)


def test_half_of_the_own_deals_lie_in_the_narrow_range_and_nine_in_ten_in_the_wide_one():
    x, fee, tier = deals(np.random.default_rng(9), 400)
    model = price_model(x, fee, tier)
    for level in (0.5, 0.9):
        found = model.range(x, tier, level)
        assert ((found["low"] <= fee) & (fee <= found["high"])).mean() == pytest.approx(level, abs=0.03)


def test_parts_of_a_price_multiply_to_it():
    rng = np.random.default_rng(10)
    x, fee, tier, _ = repeated(rng, 30)
    frame = pd.DataFrame(x, columns=["followers", "rights"], index=[f"deal {place}" for place in range(len(x))])
    model = price_model(frame, fee, tier)
    parts, mid = model.contributions(frame), model.range(frame, tier)["mid"]
    assert list(parts.columns) == ["followers", "rights"]
    pd.testing.assert_index_equal(parts.index, frame.index)
    base = model.range(model.reference.to_frame().T, [0])["mid"].iloc[0]
    np.testing.assert_allclose(base * np.exp(parts.sum(axis=1)), mid)
    assert base == pytest.approx(np.exp(np.log(fee).mean()))  # the line goes through the mean of the deals
    # without rights and with: the reference's price and e^effect times as much
    plain, more = [9.0, 0.0], [9.0, 1.0]
    found = model.contributions([more], reference=plain)
    assert found.iloc[0].tolist() == pytest.approx([0, model.effects.loc["rights", "effect"]])
    assert model.contributions([[None, 1]]).isna().iloc[0].tolist() == [True, False]
    with pytest.raises(ValueError, match="reference has 1 rows but features has 2"):
        model.contributions([more], reference=[1])
    with pytest.raises(ValueError, match="x_new has 1 features but the model has 2"):
        model.contributions([[1]])


@pytest.mark.parametrize("seed", range(5))
def test_what_the_line_says_of_a_cluster_is_what_a_line_without_it_says(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(40, 4)), rng.normal(size=40)
    x[:, 3] = rng.uniform(size=40) < 0.3
    cluster = np.unique(rng.integers(0, 15, 40), return_inverse=True)[1]
    whole = line(x, y, cluster)
    for one in range(cluster.max() + 1):
        away = cluster != one
        rest = line(x[away], y[away], cluster[away])
        middle, leverage, known = rest.at(x[~away])
        assert known.all()
        np.testing.assert_allclose(whole.unseen[~away], y[~away] - middle)
        np.testing.assert_allclose(whole.leverage[~away], leverage)
        np.testing.assert_allclose(whole.shifts[one], (whole.coefficients - rest.coefficients)[1:])


def test_with_one_deal_a_creator_clusters_change_nothing():
    x, fee, tier = deals(np.random.default_rng(11), 50)
    one = price_model(x, fee, tier)
    for whose in (np.arange(50)[::-1], [f"creator {place}" for place in range(50)], [None] * 50):
        other = price_model(x, fee, tier, cluster=whose)
        pd.testing.assert_frame_equal(one.range(x, tier), other.range(x, tier))
        pd.testing.assert_frame_equal(one.effects, other.effects)
        np.testing.assert_allclose(one.percentile(x, tier, fee), other.percentile(x, tier, fee))
    assert (other.n, other.clusters) == (50, 50)


def test_deals_entered_three_times_narrow_nothing_when_it_is_known_whose_they_are():
    x, fee, tier = deals(np.random.default_rng(12), 40)
    again = [np.concatenate([each] * 3) for each in (x, fee, tier, np.arange(40))]
    once, thrice, blind = price_model(x, fee, tier), price_model(*again[:3], cluster=again[3]), price_model(*again[:3])
    assert (thrice.n, thrice.clusters, blind.clusters) == (120, 40, 120)

    def width(model):
        found = model.range(x, tier)
        return (np.log(found["high"]) - np.log(found["low"])).mean()

    assert width(thrice) == pytest.approx(width(once), rel=0.03)
    assert width(blind) < 0.97 * width(once)
    np.testing.assert_allclose(thrice.percentile(x, tier, fee), once.percentile(x, tier, fee), atol=1 / 40)
    reach = [np.ptp(model.effects[["low", "high"]], axis=1)[0] for model in (once, thrice, blind)]
    assert reach[1] == pytest.approx(reach[0], rel=0.03)
    assert reach[2] < 0.7 * reach[0]


def test_the_order_of_deals_and_the_names_of_creators_change_nothing():
    x, fee, tier, whose = repeated(np.random.default_rng(13), 25)
    order = np.random.default_rng(1).permutation(len(fee))
    names = np.array([f"creator {hash_ * 7919 % 31}" for hash_ in range(25)])
    one = price_model(x, fee, tier, cluster=whose)
    other = price_model(x[order], fee[order], tier[order], cluster=names[whose][order])
    pd.testing.assert_frame_equal(one.range(x, tier), other.range(x, tier))
    pd.testing.assert_frame_equal(one.effects, other.effects)
    np.testing.assert_allclose(one.percentile(x, tier, fee), other.percentile(x, tier, fee))


def test_ranges_need_spare_creators_not_spare_deals():
    x, fee, tier, whose = repeated(np.random.default_rng(14), 11, least=5)
    few = price_model(x, fee, tier, cluster=whose)  # 11 creators less 3 coefficients: 8 spare ones
    assert few.range(x, tier)[["low", "high"]].isna().all(axis=None)
    assert few.range(x, tier, 0.8).notna().all(axis=None)  # needs 4
    assert price_model(x, fee, tier).range(x, tier).notna().all(axis=None)


def test_a_rank_of_one_draw_a_cluster_is_the_mean_over_draws():
    # clusters {1, 5} and {2}: draws 1, 2 or 5, 2; the larger is 2 or 5, the smaller 1 or 2
    values, cluster = np.array([1.0, 5.0, 2.0]), np.array([0, 0, 1])
    assert drawn_rank(values, cluster, 2) == pytest.approx(3.5)
    assert drawn_rank(values, cluster, 1) == pytest.approx(1.5)
    assert drawn_rank(values, cluster, 1.25) == pytest.approx(2)
    assert drawn_rank(np.array([3.0, 1.0]), np.array([0, 1]), 1.5) == 2


def test_an_effect_behind_which_one_creator_stands_has_no_interval():
    x, fee, tier = deals(np.random.default_rng(15), 40)
    live = np.zeros(40)
    live[:2] = 1
    model = price_model(np.column_stack([x, live]), fee, tier)
    assert model.effects.notna().all(axis=None)
    one = price_model(np.column_stack([x, live]), fee, tier, cluster=[0, 0, *range(1, 39)])
    assert one.effects.notna().to_numpy().tolist() == [[True, True, True], [True, False, False]]
    assert one.effects["effect"].to_numpy() == pytest.approx(model.effects["effect"].to_numpy())
    # and no model without them can speak of their deals: they do not measure how far quotes lie from the line
    assert (len(one.residuals), one.n) == (38, 40)
    assert one.range([[9, 1]], [0]).notna().all(axis=None)


def test_features_that_say_the_same_have_no_effects_and_leave_the_price_as_it_was():
    rng = np.random.default_rng(16)
    x, fee, tier = deals(rng, 60)
    plain = price_model(x, fee, tier)
    twice = np.column_stack([x, 2 * x[:, 0] + 3 + 1e-9 * rng.normal(size=60), np.full(60, 0.1)])
    model = price_model(twice, fee, tier)
    assert model.effects.isna().all(axis=None)
    pd.testing.assert_frame_equal(model.range(twice, tier), plain.range(x, tier), rtol=1e-6)
    assert (model.contributions(twice).abs() < 3).all(axis=None)
    strange = model.range([[9, 30, 0.1], [9, 21, 0.1], [9, 21, 0.2]], [0, 0, 0])
    assert strange["low"].notna().tolist() == [False, True, False]


def test_features_that_nearly_say_the_same_widen_what_they_cannot_tell_and_nothing_else():
    rng = np.random.default_rng(17)
    x, fee, tier = deals(rng, 60)
    near = np.column_stack([x, x[:, 0] + 0.01 * rng.normal(size=60)])
    model, plain = price_model(near, fee, tier), price_model(x, fee, tier)
    width = np.ptp(np.log(model.range(near, tier)[["low", "high"]]), axis=1)
    assert width.mean() == pytest.approx(np.ptp(np.log(plain.range(x, tier)[["low", "high"]]), axis=1).mean(), rel=0.15)
    assert np.ptp(model.effects[["low", "high"]], axis=1).min() > 20 * np.ptp(plain.effects[["low", "high"]], axis=1)[0]
    apart = model.range([[9, 9], [9, 10]], [0, 0])
    assert (apart["high"] / apart["low"]).iloc[1] > 1e3 * (apart["high"] / apart["low"]).iloc[0]


def test_somebody_new_is_held_where_it_is_known_whose_deals_are_and_is_not_where_not():
    rng, held, blind = np.random.default_rng(18), [], []
    for _ in range(100):
        x, fee, tier, whose = repeated(rng, 16, own=0.8)
        x_new, quote, tier_new, _ = repeated(rng, 60, own=0.8)
        for cluster, found in ((whose, held), (None, blind)):
            ends = price_model(x, fee, tier, cluster=cluster).range(x_new, tier_new)
            found.append(((ends["low"] <= quote) & (quote <= ends["high"])).mean())
    assert 0.88 <= np.mean(held) <= 0.945
    assert np.mean(blind) < 0.86


def test_intervals_of_effects_hold_with_clusters_and_do_not_without():
    rng, held, blind = np.random.default_rng(19), [], []
    for _ in range(150):
        x, fee, tier, whose = repeated(rng, 12, own=0.8)
        for cluster, found in ((whose, held), (None, blind)):
            effect = price_model(x, fee, tier, 0.95, cluster).effects.iloc[0]
            found.append(effect["low"] <= 0.5 <= effect["high"])
    assert np.mean(held) >= 0.92
    assert np.mean(blind) < 0.85


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
