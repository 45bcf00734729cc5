"""Lift: what it refuses, what it finds, and how often it cries wolf."""

import time

import numpy as np
import pytest

from kit.estimate import lift


def days(rng, kind, length=98):
    """A series and a control that share a wandering market; the series has its own drift besides."""
    noise = rng.normal(size=length)
    own = {
        "white": 8 * noise,
        "autocorrelated": np.array(
            [6 * sum(0.6**lag * noise[day - lag] for lag in range(day + 1)) for day in range(length)]
        ),
        "walk": np.cumsum(1.5 * rng.normal(size=length)) + 6 * noise,
        "trend": 0.12 * np.arange(length) + 7 * noise,
    }[kind]
    market = np.cumsum(1.2 * rng.normal(size=length)) + 4 * rng.normal(size=length)
    week = np.array([0, 2, 4, 3, 8, 12, 6])[np.arange(length) % 7]
    return 100 + own + market + week, 60 + 0.6 * market + 2 * rng.normal(size=length)


def test_a_lift_is_found_with_its_size_and_its_path():
    y, x = days(np.random.default_rng(1), "white")
    y[84:] += 20
    found = lift(y, x, 84)
    assert found.low < 20 < found.high
    assert found.low > 0
    assert found.p < 0.05
    assert found.total == pytest.approx(14 * found.effect)
    assert found.relative == pytest.approx(found.effect / found.path["expected"][84:].mean(), rel=1e-6)
    assert list(found.path.columns) == ["expected", "low", "high"]
    assert len(found.path) == 98
    assert (found.n, found.days) == (84, 14)


def test_a_factor_is_found_on_the_log_scale():
    y, x = days(np.random.default_rng(2), "white")
    y[84:] *= 1.3
    found = lift(y, x, 84, log=True)
    assert found.relative_low < 0.3 < found.relative_high
    assert found.effect == pytest.approx(y[84:].mean() * (1 - 1 / (1 + found.relative)))


def test_units_origin_and_weekday_labels_change_nothing():
    y, x = days(np.random.default_rng(3), "walk")
    one = lift(y, x, 84)
    other = lift(1e6 * (y + 50), np.column_stack([x * 1e3 - 7]), 84, weekday=(np.arange(98) + 3) % 7)
    np.testing.assert_allclose(
        [1e6 * one.effect, 1e6 * one.low, 1e6 * one.high], [other.effect, other.low, other.high], 1e-5
    )
    assert one.p == pytest.approx(other.p, rel=1e-4)


def test_the_interval_and_p_agree():
    y, x = days(np.random.default_rng(4), "walk")
    first = lift(y, x, 84)
    y[84:] -= first.low  # now zero lies on the lower end
    assert lift(y, x, 84).p == pytest.approx(0.05, abs=1e-4)


def test_missing_days_are_skipped():
    y, x = days(np.random.default_rng(5), "white")
    y[[3, 90]] = np.nan
    found = lift(y, x, 84)
    assert (found.n, found.days) == (83, 13)
    assert found.path.notna().all(axis=None)


@pytest.mark.parametrize(
    ("y", "x", "before"),
    [
        (np.arange(40.0), None, 27),  # fewer than 28 days before
        ([5.0] * 60, None, 50),  # nothing varies
        (np.sin(np.arange(60.0)), (np.arange(60) > 52) * 1.0, 50),  # the control moves only afterwards
        (np.sin(np.arange(45.0)), np.random.default_rng(0).normal(size=(45, 12)), 30),  # too many controls
        ([np.nan] * 60, None, 50),
    ],
)
def test_what_carries_no_interval(y, x, before):
    found = lift(y, x, before)
    assert np.isnan([found.low, found.high, found.p]).all()


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (([1.0] * 60, None, 60), "before is 60 of 60 days: pass how many lie before the start, not all"),
        (([0.0] * 60, None, 50, 0.95, True), "y holds a day of 0 or less: pass log=False"),
        (([1.0] * 60, [1.0] * 59, 50), "y has 60 rows but x has 59: pass arrays of one length"),
    ],
)
def test_refusals_say_what_and_what_to_do(arguments, text):
    with pytest.raises(ValueError, match=text):
        lift(*arguments)


def test_a_season_of_days_takes_a_moment():
    y, x = days(np.random.default_rng(6), "walk", 120)
    start = time.process_time()
    lift(y, x, 90)
    assert time.process_time() - start < 5  # 0.1 s on an idle machine


def false_alarms(kind, repetitions, control=True, seed=7):
    """Shares of worlds without a lift that show one (ours, t-test), and of worlds with 15 % more that do."""
    rng, alarms, naive, found = np.random.default_rng(seed), [], [], []
    for _ in range(repetitions):
        y, x = days(rng, kind)
        alarms.append(lift(y, x if control else None, 84).p < 0.05)
        gap, error = y[84:].mean() - y[:84].mean(), np.sqrt(y[84:].var() / 14 + y[:84].var() / 84)
        naive.append(abs(gap) > 1.96 * error)
        y[84:] *= 1.15
        found.append(lift(y, x if control else None, 84).low > 0)
    return np.mean(alarms), np.mean(naive), np.mean(found)


def test_false_alarms_are_rare_under_drift_where_a_t_test_cries_wolf():
    alarms, naive, found = false_alarms("walk", 40)
    assert alarms <= 0.10 + 0.09  # two Monte-Carlo errors at 40 repetitions
    assert naive > 0.4
    assert found >= 0.45


@pytest.mark.long
@pytest.mark.parametrize("control", [True, False])
@pytest.mark.parametrize(("kind", "most"), [("white", 0.08), ("autocorrelated", 0.08), ("walk", 0.10), ("trend", 0.10)])
def test_false_alarms_are_rare_and_lifts_are_found_in_many_worlds(kind, most, control):
    alarms, _, found = false_alarms(kind, 400, control)
    assert alarms <= most + 0.021
    assert not control or found >= 0.35  # autocorrelated noise of 7.5 against a lift of 15 is the hardest


def test_without_intervals_of_single_days_all_else_is_the_same():
    y = 100 + np.random.default_rng(5).normal(0, 3, 90)
    whole, short = lift(y, before=70), lift(y, before=70, daily=False)
    assert whole.path["low"].notna().all()
    assert short.path[["low", "high"]].isna().all(axis=None)
    assert short.path["expected"].tolist() == whole.path["expected"].tolist()
    assert [getattr(short, f) for f in ("effect", "low", "high", "relative", "total", "p")] == [
        getattr(whole, f) for f in ("effect", "low", "high", "relative", "total", "p")
    ]


def test_extra_so_far_ends_at_the_total_and_skips_unknown_days():
    y, x = days(np.random.default_rng(8), "walk")
    y[[86, 90]] = np.nan
    for log in (False, True):
        found = lift(y, x, 84, log=log)
        assert found.sums.iloc[-1].tolist() == pytest.approx([found.total, 12 * found.low, 12 * found.high])
        assert found.sums["extra"].isna().tolist() == [k < 84 or k in (86, 90) for k in range(98)]
        first = lift(y[:85], x[:85], 84, log=log)  # the first day alone is the estimator with one day after
        assert found.sums.iloc[84].tolist() == pytest.approx([first.effect, first.low, first.high], rel=1e-6)


def test_the_chance_to_be_seen_is_that_of_injected_rises():
    rng, seen, told = np.random.default_rng(9), [], []
    for _ in range(60):
        y, x = days(rng, "walk")
        told.append(lift(y, x, 84, daily=False).chance(0.1))
        y[84:] *= 1.1
        seen.append(lift(y, x, 84, daily=False).low > 0)
    assert np.mean(seen) == pytest.approx(np.mean(told), abs=0.13)  # two Monte-Carlo errors at 60 repetitions


def test_the_smallest_rise_is_the_one_with_that_chance():
    y, x = days(np.random.default_rng(10), "white")
    for log in (False, True):
        found = lift(y, x, 84, log=log)
        for chance in (0.5, 0.8, 0.99):
            assert found.chance(found.smallest(chance)) == pytest.approx(chance, abs=1e-6)
        assert found.chance(0.0) == pytest.approx(0.025, abs=1e-6)
    refused = lift(np.arange(40.0), None, 27)
    assert np.isnan([refused.chance(0.1), refused.smallest()]).all()
