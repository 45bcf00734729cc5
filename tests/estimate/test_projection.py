"""Projections of young videos: conformal ranges, totals, refusals."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from kit.estimate import exceeded, project, project_total


def videos(rng, n, growth=0.7, spread=0.4, shape="normal"):
    early = np.round(np.exp(7 + 1.3 * rng.normal(size=n))) + 1
    luck = {"normal": rng.normal, "skewed": lambda size: rng.exponential(size=size) - 1}[shape](size=n)
    more = np.maximum(growth + spread * luck, 0.02)
    half = early / np.exp(np.maximum(0.5 * more + 0.1 * rng.normal(size=n), 0.01))
    return early, early * np.exp(more), half


@pytest.mark.parametrize(
    ("n", "level", "known"), [(38, 0.95, False), (39, 0.95, True), (18, 0.9, False), (19, 0.9, True)]
)
def test_the_range_needs_as_many_mature_videos_as_the_level(n, level, known):
    early, final, _ = videos(np.random.default_rng(1), n)
    found = project(early, final, [100], level)
    assert found["value"].notna().all()
    assert found[["low", "high"]].notna().all(axis=None) == known


def test_unusable_videos():
    early, final, _ = videos(np.random.default_rng(2), 50)
    found = project([*early, 0, None], [*final, 5, 7], pd.Series([100, 0, None], index=list("abc")))
    assert found["n"].tolist() == [50] * 3
    assert list(found.columns) == ["value", "low", "high", "n"]
    assert found["value"].isna().to_dict() == {"a": False, "b": True, "c": True}
    assert project([], [], [100])["value"].isna().all()
    assert np.isnan(project_total([], [], [100]).value)


@given(st.integers(1, 10**6))
def test_projections_scale_with_the_counts(factor):
    early, final, half = videos(np.random.default_rng(3), 50)
    one, other = (project(early * k, final * k, [100 * k], half=half * k, half_new=[60 * k]) for k in (1, factor))
    np.testing.assert_allclose(one[["value", "low", "high"]] * factor, other[["value", "low", "high"]], rtol=1e-6)


@pytest.mark.parametrize("shape", ["normal", "skewed"])
@pytest.mark.parametrize("growth", [1.5, 0.35])
def test_the_ranges_hold_the_final_counts_and_todays_count_is_far_too_low(shape, growth):
    rng, held, informed, width, total, today, error = np.random.default_rng(4), [], [], [], [], [], []
    for _ in range(150):
        early, final, half = videos(rng, 60, growth, growth / 2, shape)
        new, end, half_new = videos(rng, 25, growth, growth / 2, shape)
        plain, better = project(early, final, new), project(early, final, new, half=half, half_new=half_new)
        everything = project_total(early, final, new)
        held.append(((plain["low"] <= end) & (end <= plain["high"])).mean())
        informed.append(((better["low"] <= end) & (end <= better["high"])).mean())
        width.append(np.median(np.log(better["high"] / better["low"]) / np.log(plain["high"] / plain["low"])))
        total.append(everything.low <= end.sum() <= everything.high)
        today.append(new.sum() / end.sum() - 1)
        error.append(np.median(np.log(plain["value"] / end)))
    assert 0.93 <= np.mean(held) <= 0.985
    assert 0.93 <= np.mean(informed) <= 0.985
    assert np.mean(width) < 0.9
    assert 0.9 <= np.mean(total) <= 0.995
    assert abs(np.mean(error)) < 0.03
    assert np.mean(today) < -0.2


def test_the_total_is_the_ratio_of_sums():
    found = project_total([100, 200, 300, 400, 0], [200, 300, 600, 900, 0], [50, None, 50])
    assert found.value == pytest.approx(100 * 2000 / 1000)
    assert found.low < found.value < found.high
    assert np.isnan(project_total([1, 2], [2, 4], [5]).low)


def test_items_of_different_ages_have_a_column_each():
    early, final = np.array([[100, 150], [200, 300], [300, 400], [400, 600], [50, 60]]), [200, 300, 600, 900, 70]
    one, other = project_total(early[:, 0], final, [50]), project_total(early[:, 1], final, [80])
    both = project_total(early, final, [50, 80])
    assert both.value == pytest.approx(one.value + other.value)
    assert both.low < both.value < both.high
    same = project_total(np.column_stack([early[:, 0]] * 2), final, [50, 80])
    plain = project_total(early[:, 0], final, [50, 80])
    assert (same.low, same.high) == pytest.approx((plain.low, plain.high))
    each = project(early, final, [50, 80], 0.5)
    assert each["value"].tolist() == pytest.approx(
        [project(early[:, k], final, [new], 0.5)["value"].iloc[0] for k, new in ((0, 50), (1, 80))]
    )
    with pytest.raises(ValueError, match="early has 2 columns for 3 new items"):
        project(early, final, [1, 2, 3])


def test_missing_counts_of_one_age_leave_the_others_alone():
    early, final = np.array([[100, np.nan], [200, 300], [300, 400]]), [200, 300, 600]
    assert project_total(early, final, [50, 80]).value == pytest.approx(50 * 1100 / 600 + 80 * 900 / 700)
    assert project_total(early, final, [50, None]).value == pytest.approx(50 * 1100 / 600)
    assert project_total(early, final, [50, 80]).n == 2
    assert np.isnan(project_total(np.full((3, 2), np.nan), final, [50, 80]).value)


def test_the_chance_to_exceed_goes_with_the_interval():
    early, final, _ = videos(np.random.default_rng(7), 30)
    found = project_total(early, final, [100, 200], 0.9)
    for target, chance in ((found.low, 0.95), (found.value, 0.5), (found.high, 0.05)):
        assert exceeded(found, target, 0.9, found.n - 1) == pytest.approx(chance)
    assert exceeded(found, 0, 0.9, 29) == 1
    assert np.isnan(exceeded(project_total([1], [2], [3]), 5, 0.9, 1))
