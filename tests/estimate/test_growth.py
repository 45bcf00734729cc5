"""Growth of each unit: scipy's Theil-Sen slope, refusals, and how often its interval holds the pace."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest
from scipy.stats import theilslopes

from kit.estimate import growth_each

CAPTURES = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(0, 40), st.sampled_from("ab")), min_size=4, max_size=40
)


def test_a_steady_pace_is_found_and_said_per_30_days():
    days = np.array([0, 10, 20, 60])
    found = growth_each(1000 * 1.02 ** (days / 30), days, ["a"] * 4).loc["a"]
    np.testing.assert_allclose(found[["value", "low", "high"]].to_numpy(dtype=float), 0.02, rtol=1e-9)
    assert found["n"] == 4


def test_the_slope_by_hand():
    # logs of 1, e, e, e³ on days 0, 10, 20, 30: slopes .1 .05 .1 0 .1 .2, median .1
    found = growth_each(np.exp([0, 1, 1, 3]), [0, 10, 20, 30], ["a"] * 4).loc["a"]
    assert found["value"] == pytest.approx(np.exp(3) - 1)
    assert (found["low"], found["high"]) == (pytest.approx(0), pytest.approx(np.exp(6) - 1))


@pytest.mark.filterwarnings("ignore:invalid value encountered in sqrt")  # scipy, of many ties
@given(CAPTURES, st.sampled_from([0.8, 0.95]))
def test_each_unit_has_scipy_s_slope_and_interval(rows, level):
    value, day, unit = (np.array(column) for column in zip(*rows, strict=True))
    found = growth_each(value, day, unit, level)
    for name in np.unique(unit):
        own = unit == name
        if own.sum() < 4 or np.ptp(day[own]) < 14:
            assert np.isnan(found.loc[name, "value"])
            continue
        slope = theilslopes(np.log(value[own]), day[own], alpha=level)
        expected = np.expm1(30 * np.array([slope.slope, slope.low_slope, slope.high_slope]))
        np.testing.assert_allclose(found.loc[name, ["value", "low", "high"]].astype(float), expected, rtol=1e-6)


def test_followers_that_never_change_grow_by_nothing_and_many_ties_carry_no_interval():
    assert growth_each([500] * 5, range(0, 50, 10), ["a"] * 5).loc["a"].tolist() == [0, 0, 0, 5]
    tied = growth_each([500] * 4, [0, 0, 20, 20], ["a"] * 4).loc["a"]
    assert tied["value"] == 0
    assert tied[["low", "high"]].isna().all()


def test_dates_mean_days_and_the_order_of_rows_nothing():
    dates = pd.Series(pd.to_datetime(["2026-01-31", "2026-01-01", "2026-01-11", "2026-01-21"], utc=True))
    found = growth_each([1300, 1000, 1100, 1190], dates, ["a"] * 4)
    pd.testing.assert_frame_equal(found, growth_each([1000, 1100, 1190, 1300], [0, 10, 20, 30], ["a"] * 4))


@pytest.mark.parametrize(
    ("value", "day"),
    [([1, 2, 3], [0, 20, 40]), ([1, 2, 3, 4], [0, 4, 8, 13]), ([0, 1, 2, 3], [0, 10, 20, 30]), ([5] * 4, [3] * 4)],
)
def test_too_few_captures_or_days_say_nothing(value, day):
    found = growth_each(value, day, ["a"] * len(value)).loc["a"]
    assert found[["value", "low", "high"]].isna().all()
    assert found["n"] == sum(v > 0 for v in value)


def test_units_without_captures_keep_their_row():
    assert growth_each([None, 5], [1, 2], ["b", "a"])["n"].tolist() == [1, 0]
    assert len(growth_each([], [], [])) == 0


def simulated(rng, captures, walk, spurts):
    days, units = np.linspace(0, 28, captures), 800
    noise = 0.01 * rng.normal(size=(units, captures))
    logs = 9 + np.log(1.05) / 30 * days + (np.cumsum(noise, axis=1) if walk else noise)
    unit = np.repeat(np.arange(units), captures)
    found = growth_each(np.exp(logs).ravel(), np.tile(days, units), unit, spurts=spurts)
    return ((found["low"] <= 0.05) & (found["high"] >= 0.05)).mean()


@pytest.mark.parametrize("captures", [5, 7, 12])
def test_the_interval_holds_the_pace_and_under_spurts_only_the_wider_one_does(captures):
    rng = np.random.default_rng(4)  # Monte-Carlo error 0.8 points
    assert 0.93 <= simulated(rng, captures, walk=False, spurts=False) <= 0.995
    assert simulated(rng, captures, walk=True, spurts=False) < 0.91
    assert 0.93 <= simulated(rng, captures, walk=True, spurts=True) <= 0.98
    assert simulated(rng, captures, walk=False, spurts=True) >= 0.93
