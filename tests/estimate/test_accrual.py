"""The log-logistic curve of few items' captures: found again, refused, and honest about single items."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from kit.estimate import accrual_curve, project_by_curve, total_by_curve

AGES = (1.0, 3.0, 7.0, 14.0, 28.0)


def share(age, half_way, shape=0.75):
    return age**shape / (age**shape + half_way**shape)


def captures(rng, n, spread=0.0, ages=AGES, shape=0.75):
    """Item, age and count of n items that are half-way at about 1.6 days, and a function of age for their counts."""
    half_way, final = 1.6 * np.exp(spread * rng.normal(size=n)), np.exp(9 + rng.normal(size=n))
    table = np.column_stack([final * share(age, half_way, shape) for age in ages])
    grid = np.repeat(np.arange(n), len(ages)), np.tile(ages, n), table.ravel()
    return (*grid, lambda age: final * share(age, half_way, shape))


def test_the_curve_is_found_again_where_all_items_follow_it():
    item, age, count, _ = captures(np.random.default_rng(1), 6)
    found = accrual_curve(item, age, count)
    assert (found.shape, found.half_way) == pytest.approx((0.75, 1.6), rel=0.01)
    assert found.log_growth(7, 28) == pytest.approx(np.log(share(28, 1.6) / share(7, 1.6)), rel=0.01)
    assert (found.n, found.oldest) == (6, 28)


def test_fewer_than_three_items_with_two_captures_tell_no_curve():
    item, age, count, _ = captures(np.random.default_rng(1), 2)
    found = accrual_curve([*item, 7, 8, 9], [*age, 5, 5, 5], [*count, 100, 100, 0])
    assert np.isnan(found.shape)
    assert found.n == 2
    assert accrual_curve([], [], []).n == 0
    assert project_by_curve(found, [3], [100], 28)["value"].isna().all()


def test_fewer_than_five_items_carry_no_range():
    item, age, count, _ = captures(np.random.default_rng(1), 4)
    found = accrual_curve(item, age, count)
    one = project_by_curve(found, [7.0], [100], 28).iloc[0]
    assert one["value"] > 100
    assert np.isnan(one["low"])
    total = total_by_curve(found, [7.0, 3.0], [100, None], 28)
    assert total.value == pytest.approx(one["value"])
    assert np.isnan(total.low)


def test_order_copies_and_falling_counts_do_not_matter():
    item, age, count, _ = captures(np.random.default_rng(2), 8, 0.5)
    order = np.random.default_rng(3).permutation(len(item))
    one, other = accrual_curve(item, age, count), accrual_curve(item[order], age[order], 3 * count[order])
    assert (other.shape, other.half_way) == pytest.approx((one.shape, one.half_way), rel=1e-3)
    fallen = accrual_curve([0, 0, 0, 1, 1, 2, 2], [1, 3, 7, 1, 7, 1, 7], [50, 100, 90, 50, 100, 60, 100])
    assert fallen.count[:3].tolist() == [50, 100, 100]


CURVE = accrual_curve(*captures(np.random.default_rng(4), 10, 0.5)[:3])


@given(st.floats(1, 27), st.integers(1, 10**6))
def test_projections_never_fall_and_scale(age, count):
    one = project_by_curve(CURVE, [age, 30.0], [count, count], 28)
    assert count <= one["value"].iloc[0] <= one["high"].iloc[0]
    assert one["low"].iloc[0] <= one["value"].iloc[0]
    assert one["value"].iloc[1] == pytest.approx(count)
    twice = project_by_curve(CURVE, [age], [2 * count], 28)
    assert twice["high"].iloc[0] == pytest.approx(2 * one["high"].iloc[0])


@pytest.mark.parametrize("n", [6, 18])
@pytest.mark.parametrize("age", [3.0, 14.0])
def test_the_ranges_of_a_curve_hold_what_comes(n, age):
    rng, held, total, error = np.random.default_rng(5), [], [], []
    for _ in range(15):
        curve = accrual_curve(*captures(rng, n, 0.7)[:3])
        counts = captures(rng, 12, 0.7)[3]
        now, end = counts(age), counts(28.0)
        found = project_by_curve(curve, np.full(12, age), now, 28, 0.9)
        whole = total_by_curve(curve, np.full(12, age), now, 28, 0.9)
        held.append(((found["low"] <= end) & (end <= found["high"])).mean())
        total.append(whole.low <= end.sum() <= whole.high)
        error.append(np.median(np.log(found["value"] / end)))
    assert np.mean(held) >= 0.85
    assert np.mean(total) >= 0.8
    assert abs(np.mean(error)) < 0.06
