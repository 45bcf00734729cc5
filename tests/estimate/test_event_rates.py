"""Rates of rare events: the pumps of the books, gammas by hand, and what is promised of the best."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from kit.estimate import event_rates, next_events

# Gaver and O'Muircheartaigh 1987: failures of ten pumps in thousands of hours; beside them the posterior means of
# BUGS's example "Pumps" (Spiegelhalter et al. 1996: shape ~ exponential(1), rate ~ gamma(0.1, 1))
FAILURES = [5, 1, 5, 14, 3, 19, 1, 1, 4, 22]
HOURS = [94.320, 15.720, 62.880, 125.760, 5.240, 31.440, 1.048, 1.048, 2.096, 10.480]
PUMPS = [0.060, 0.10, 0.089, 0.116, 0.60, 0.61, 0.89, 0.89, 1.59, 1.99]


def test_the_pumps_are_those_of_the_books():
    found = event_rates(FAILURES, HOURS, range(10)).table
    np.testing.assert_allclose(found["value"], PUMPS, rtol=0.11)  # under another prior
    np.testing.assert_allclose(found["raw"], np.divide(FAILURES, HOURS))
    assert found["value"].between(found["low"], found["high"]).all()


def test_the_posterior_is_that_of_a_finer_grid():
    y, e = np.array([0, 2, 1, 9.0]), np.array([1.0, 2, 4, 8])
    typical, pace = np.median(e) * y.sum() / e.sum(), y.sum() / e.sum()
    weight = ((np.arange(300) + 0.5) / 300)[:, None, None]
    shape, mean = typical * (1 - weight) / weight, np.exp(np.linspace(-6, 6, 800))[None, :, None]
    rate = shape / mean
    like = stats.nbinom.logpmf(y, shape, rate / (rate + e * pace)).sum(axis=2)
    chance = np.exp(like - like.max())
    chance /= chance.sum()
    own = np.einsum("ab,abn->n", chance, (shape + y) / (rate + e * pace)) * pace
    np.testing.assert_allclose(event_rates(y, e, list("abcd")).table["value"], own, rtol=0.02)


def test_with_many_units_each_is_updated_by_its_own_count():
    rng, units = np.random.default_rng(1), 4000
    events = rng.poisson(rng.gamma(2, 1, units))
    found = event_rates(events, np.ones(units), np.arange(units))
    for count in (0, 3, 7):  # rates ~ gamma(2, rate 1): after `count` events in 1 the rate is gamma(2 + count, rate 2)
        row = found.table[found.table["events"] == count].iloc[0]
        assert row["value"] == pytest.approx((2 + count) / 2, rel=0.06)
        assert row["shape"] == pytest.approx(2 + count, rel=0.1)
        assert row["low"] == pytest.approx(stats.gamma.ppf(0.025, 2 + count, scale=0.5), rel=0.2)
        assert row["high"] == pytest.approx(stats.gamma.ppf(0.975, 2 + count, scale=0.5), rel=0.06)
    assert found.new["value"] == pytest.approx(2, rel=0.05)
    assert found.new["shape"] == pytest.approx(2, rel=0.1)
    assert found.new["high"] == pytest.approx(stats.gamma.ppf(0.975, 2), rel=0.06)


def test_value_is_shape_times_scale_and_the_ends_are_that_gamma_s():
    found = event_rates(FAILURES, HOURS, range(10), level=0.8).table
    np.testing.assert_allclose(found["value"], found["shape"] * found["scale"])
    np.testing.assert_allclose(found["low"], special.gammaincinv(found["shape"], 0.1) * found["scale"])
    np.testing.assert_allclose(found["high"], special.gammaincinv(found["shape"], 0.9) * found["scale"])


def test_another_unit_of_exposure_scales_the_rates_alone():
    found, thousands = (
        event_rates(FAILURES, HOURS, range(10)),
        event_rates(FAILURES, np.multiply(HOURS, 1000), range(10)),
    )
    for name in ("raw", "value", "low", "high", "scale"):
        np.testing.assert_allclose(thousands.table[name] * 1000, found.table[name], rtol=1e-9)
    np.testing.assert_allclose(thousands.table["shape"], found.table["shape"], rtol=1e-9)
    np.testing.assert_allclose(thousands.new[["value", "low", "high"]] * 1000, found.new[["value", "low", "high"]])


def test_neither_the_order_of_rows_nor_how_a_unit_is_split_matters():
    whole = event_rates([6, 1, 0, 2], [10, 5, 5, 8], list("abcd"))
    split = event_rates([2, 0, 1, 4, 2], [3, 5, 5, 7, 8], ["a", "c", "b", "a", "d"])
    pd.testing.assert_frame_equal(split.table, whole.table)
    pd.testing.assert_series_equal(split.new, whole.new)


def test_what_is_missing_is_no_exposure_and_such_a_unit_is_as_a_new_one():
    found = event_rates([6, 1, 2, None, 4, 3], [10, 5, 8, 9, 0, None], list("abcdef"))
    assert found.table["exposure"].tolist() == [10, 5, 8, 0, 0, 0]
    assert found.table["events"].tolist() == [6, 1, 2, 0, 0, 0]
    assert found.table.loc[list("def"), "raw"].isna().all()
    for name in ("value", "shape", "scale"):
        np.testing.assert_allclose(found.table.loc[list("def"), name], found.new[name])
    assert found.new["low"] < found.table.loc["a", "low"]


@pytest.mark.parametrize(
    ("events", "exposure", "units"),
    [([3, 4], [10, 10], "ab"), ([0, 0, 0, 0], [9, 9, 9, 9], "abcd"), ([3, 4, 1], [10, 10, 0], "abc"), ([], [], "")],
)
def test_two_units_or_no_events_tell_nothing_but_what_was_counted(events, exposure, units):
    found = event_rates(events, exposure, list(units))
    assert found.table["events"].tolist() == events[:2] + [0] * (len(events) - 2)
    assert found.table[["value", "low", "high", "shape", "scale"]].isna().all(axis=None)
    assert found.new.isna().all()
    assert next_events(found.table, 5)[["value", "low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("events", [[1] + [0] * 9, [0, 0, 10**9] * 4, [0.5, 1e-6, 3, 0], [7] * 50])
@pytest.mark.parametrize("size", [1e-9, 1, 1e12])
def test_odd_input_gives_ordered_ends_and_no_warning(events, size):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = event_rates(events, np.full(len(events), size), range(len(events)))
        ahead = next_events(found.table, size)
    assert (found.table["low"] <= found.table["high"]).all()
    assert (ahead["low"] <= ahead["high"]).all()
    assert (found.table["value"] > 0).all()
    assert np.isfinite(found.new).all()


def test_counts_below_zero_are_refused():
    with pytest.raises(ValueError, match="events holds -1, below 0: correct or drop these rows"):
        event_rates([-1, 2, 3], [1, 1, 1], list("abc"))
    with pytest.raises(ValueError, match="exposure holds -2, below 0: correct or drop these rows"):
        event_rates([1, 2, 3], [1, 1, -2], list("abc"))


def test_the_next_events_are_negative_binomial():
    # shape 1 and scale × exposure 1: geometric with one half, P(more than k) = 1 / 2^(k + 1), a tenth is left above 3
    # shape 3, scale × exposure 2: chances of 0, 1, 2 are 1/27, 2/27, 8/81: a tenth is reached at 1
    rates = pd.DataFrame({"shape": [1.0, 3.0, np.nan], "scale": [0.5, 1.0, 1.0]})
    found = next_events(rates, 2)
    assert found["value"].tolist()[:2] == [1, 6]
    assert found["low"].tolist()[:2] == [0, 1]
    assert found["high"].tolist()[:2] == [3, stats.nbinom.ppf(0.9, 3, 1 / 3)]
    assert found.iloc[2].isna().all()


def test_the_next_events_of_a_new_unit_and_of_different_exposures():
    found = event_rates(FAILURES, HOURS, range(10))
    new = next_events(found.new.to_frame().T, 10).iloc[0]
    assert new["value"] == pytest.approx(10 * found.new["value"])
    assert new["low"] == 0
    each = next_events(found.table, np.arange(10.0))
    assert each.iloc[0].tolist() == [0, 0, 0]
    assert each.loc[9, "high"] == stats.nbinom.ppf(
        0.9, *(found.table.loc[9, "shape"], 1 / (1 + 9 * found.table.loc[9, "scale"]))
    )


@pytest.mark.parametrize(
    ("units", "mean", "shape"),
    [(12, 5, 2), pytest.param(40, 2, 1, marks=pytest.mark.long), pytest.param(40, 10, 4, marks=pytest.mark.long)],
)
def test_the_best_bring_what_was_promised_where_raw_rates_do_not(units, mean, shape):
    rng, held, new, coming, sums = np.random.default_rng(5), [], [], [], np.zeros(4)
    for _ in range(200):
        views, rate = np.exp(1.2 * rng.normal(size=units)), mean * rng.gamma(shape, 1 / shape, units + 5)
        found = event_rates(rng.poisson(rate[:units] * views), views, np.arange(units))
        table, true = found.table, rate[:units]
        held.append(((table["low"] <= true) & (true <= table["high"])).mean())
        new.append(((found.new["low"] <= rate[units:]) & (rate[units:] <= found.new["high"])).mean())
        ahead, orders = next_events(table, 1.0), rng.poisson(true)
        coming.append(((ahead["low"] <= orders) & (orders <= ahead["high"])).mean())
        first, naive = (np.argsort(-table[name].to_numpy())[: units // 5] for name in ("value", "raw"))
        sums += table["value"].iloc[first].sum(), true[first].sum(), table["raw"].iloc[naive].sum(), true[naive].sum()
    assert 0.92 <= np.mean(held) <= 0.97
    assert 0.89 <= np.mean(new) <= 0.97
    assert 0.8 <= np.mean(coming) <= 0.96
    assert 0.94 <= sums[0] / sums[1] <= 1.05
    assert sums[2] / sums[3] > 1.15
    assert sums[1] >= 0.99 * sums[3]
