"""The same question of each unit: equal to asking one by one, and spreads that hold the truth."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kit.estimate import next_each, next_value, spread_each, typical, typical_each

COUNTS = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 5), st.integers(0, 10**9)), st.sampled_from("abc")), max_size=120
)
REACH = 2 * stats.norm.ppf(0.9)


@pytest.mark.parametrize(("one", "each"), [(typical, typical_each), (next_value, next_each)])
@given(rows=COUNTS, level=st.sampled_from([0.5, 0.8, 0.95]))
def test_each_unit_gets_what_it_would_get_alone(one, each, rows, level):
    values, units = [value for value, _ in rows], [unit for _, unit in rows]
    found = each(values, units, level)
    assert list(found.index) == sorted(set(units))
    for unit, row in found.iterrows():
        alone = one([value for value, of in rows if of == unit], level)
        assert row["n"] == alone.n
        np.testing.assert_allclose(row[["value", "low", "high"]], [alone.value, alone.low, alone.high], rtol=1e-9)


@pytest.mark.parametrize("each", [typical_each, next_each, spread_each])
def test_missing_labels_are_dropped_and_empty_units_stay(each):
    found = each([1, 2, 3, 4, None, 9], ["b", "b", "b", "a", "c", None])
    assert found.index.tolist() == ["a", "b", "c"]
    assert found["n"].tolist() == [1, 3, 0]
    assert np.isnan(found.loc["c", "value"])
    assert len(each([], [])) == 0


@pytest.mark.parametrize("each", [typical_each, next_each, spread_each])
def test_counts_below_zero_are_refused(each):
    with pytest.raises(ValueError, match="values holds -1, below 0: correct or drop these rows"):
        each([1, -1], ["a", "a"])


def test_one_unit_s_spread_is_that_of_its_logs_with_the_chi_square_interval():
    # logs 0, 1, 2, 3, 4: variance 2.5 with 4 degrees of freedom; chi-square .025 and .975: 0.4844, 11.1433
    found = spread_each(np.exp([0, 1, 2, 3, 4]), ["a"] * 5).loc["a"]
    assert found["value"] == pytest.approx(np.exp(REACH * np.sqrt(2.5)))
    assert found["low"] == pytest.approx(np.exp(REACH * np.sqrt(10 / 11.14329)), rel=1e-5)
    assert found["high"] == pytest.approx(np.exp(REACH * np.sqrt(10 / 0.4844186)), rel=1e-5)


def test_equal_counts_have_a_ratio_of_one_and_two_counts_none():
    found = spread_each([7, 7, 7, 7, 5, 9, 0, 1, 2], list("aaaabbccc"))
    assert found.loc["a", "value"] == pytest.approx(1, abs=0.01)
    assert found.loc["b", ["value", "low", "high"]].isna().all()
    assert found.loc["c", "low"] > 1  # 0 enters as ½


def test_another_unit_of_counting_changes_no_spread():
    rng = np.random.default_rng(1)
    values, unit = np.exp(5 + rng.normal(size=60)), np.arange(60) % 6
    pd.testing.assert_frame_equal(spread_each(values, unit), spread_each(1000 * values, unit))


def test_few_items_are_moderated_by_the_others_and_many_are_not():
    rng = np.random.default_rng(2)
    unit = np.repeat(np.arange(42), [4] * 40 + [500, 4])
    noise = rng.normal(size=len(unit))
    values = np.exp(8 + np.where(unit == 40, 0.3, 1.0) * noise)  # unit 40 is steady and has many items
    values[unit == 41] = [1000, 1001, 1002, 1003]  # steady by luck, four items
    found = spread_each(values, unit)
    assert found.loc[40, "value"] == pytest.approx(np.exp(REACH * 0.3), rel=0.15)
    assert found.loc[41, "value"] > 1.5


@pytest.mark.parametrize(("tail", "least"), [("normal", 0.925), ("t4", 0.89), ("exponential", 0.85)])
@pytest.mark.parametrize(("units", "items"), [(5, 10), (20, 5), (20, 60), (60, 12)])
def test_the_spread_s_interval_holds_it_and_less_often_where_tails_are_heavier(tail, least, units, items):
    rng, held = np.random.default_rng(3), []
    for _ in range(3000 // units):  # 3,000 units: Monte-Carlo error 0.5 to 0.8 points
        unit = np.repeat(np.arange(units), items)
        spread = 1.1 * np.exp(0.25 * rng.normal(size=units))
        noise = {
            "normal": rng.normal,
            "t4": lambda size: rng.standard_t(4, size) / np.sqrt(2),
            "exponential": lambda size: rng.exponential(size=size) - 1,  # views of a Pareto tail
        }[tail](size=len(unit))
        found = spread_each(np.exp(8 + spread[unit] * noise), unit)
        held.append(((found["low"] <= np.exp(REACH * spread)) & (np.exp(REACH * spread) <= found["high"])).mean())
    assert least <= np.mean(held) <= 0.985


def test_others_make_a_spread_s_interval_narrower_but_never_free():
    rng = np.random.default_rng(4)
    unit = np.repeat(np.arange(30), 6)
    values = np.exp(8 + (1.1 * np.exp(0.25 * rng.normal(size=30)))[unit] * rng.normal(size=180))
    together = spread_each(values, unit)
    alone = pd.concat([spread_each(values[unit == one], unit[unit == one]) for one in range(30)])
    assert 0.3 < np.log(together["high"] / together["low"]).mean() / np.log(alone["high"] / alone["low"]).mean() < 0.8
