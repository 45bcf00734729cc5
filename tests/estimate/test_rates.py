"""Rates of single creators: shrinkage, refusals, and intervals that hold at two or three videos."""

import numpy as np
import pandas as pd
import pytest
from scipy import special

from kit.estimate import shrunk_rates
from kit.estimate.rates import COLUMNS


def creators(rng, count, items, between=0.3, noise="normal"):
    unit = np.repeat(np.arange(count), items)
    logit = -3 + between * rng.normal(size=count)
    luck = {"normal": rng.normal, "heavy": lambda size: rng.standard_t(4, size) / np.sqrt(2)}[noise](size=len(unit))
    views = np.round(np.exp(8 + 1.1 * rng.normal(size=len(unit)))) + 50
    return rng.binomial(views.astype(int), special.expit(logit[unit] + 0.4 * luck)), views, unit, special.expit(logit)


def test_a_row_a_unit_with_the_columns_of_the_contract():
    top, views, unit, _ = creators(np.random.default_rng(1), 10, 4)
    found = shrunk_rates(top, views, np.array(list("abcdefghij"))[unit])
    assert list(found.columns) == COLUMNS
    assert list(found.index) == list("abcdefghij")
    assert (found["n"] == 4).all()
    assert ((found["low"] < found["value"]) & (found["value"] < found["high"])).all()
    between = (found["value"] - found["raw"]) * (found["centre"] - found["value"])
    assert (between >= 0).all()


def test_the_order_of_rows_and_the_names_of_units_change_nothing():
    top, views, unit, _ = creators(np.random.default_rng(2), 12, 3)
    shuffled = np.random.default_rng(3).permutation(len(top))
    one = shrunk_rates(top, views, unit)
    pd.testing.assert_frame_equal(one, shrunk_rates(top[shuffled], views[shuffled], unit[shuffled]))


def test_a_unit_with_only_unseen_videos_keeps_its_row():
    top, views, unit, _ = creators(np.random.default_rng(4), 10, 3)
    found = shrunk_rates([*top, 0, 0], [*views, 0, 0], [*unit, 99, 99])
    assert found.loc[99, "n"] == 0
    assert found.loc[99].drop("n").isna().all()
    assert found.drop(index=99, columns="needed").notna().all(axis=None)


def test_one_video_each_carries_no_interval_and_no_pull():
    found = shrunk_rates([5, 30, 900], [1000, 1000, 1000], ["a", "b", "c"])
    assert found[["low", "high", "weight"]].isna().all(axis=None)
    assert found["value"].tolist() == found["raw"].tolist()


def test_more_engagement_than_views_is_cut_and_not_a_crash():
    found = shrunk_rates([900, 5, 6, 7, 8, 9], [100] * 6, list("aabbcc"))
    assert found["value"].between(0, 1).all()


def test_small_groups_are_fitted_together_each_with_its_own_mean():
    top, views, unit, _ = creators(np.random.default_rng(5), 12, 4)
    group = np.where(unit < 9, "large", np.where(unit < 11, "small", "single"))
    found = shrunk_rates(top, views, unit, group=group)
    assert found["centre"].round(9).nunique() == 3
    assert found.loc[11, "value"] == pytest.approx(found.loc[11, "raw"])  # alone in its group: nothing to go to


def test_a_covariate_moves_what_units_are_pulled_to():
    top, views, unit, _ = creators(np.random.default_rng(6), 30, 4)
    assert shrunk_rates(top, views, unit, covariate=unit)["centre"].nunique() == 30


def test_a_unit_whose_covariate_is_unknown_stands_at_the_mean_and_leaves_the_others_theirs():
    top, views, unit, _ = creators(np.random.default_rng(6), 31, 4)
    whole = shrunk_rates(top, views, unit, covariate=unit)["logit_mean"]
    some = shrunk_rates(top, views, unit, covariate=np.where(unit == 15, np.nan, unit))  # 15 is the mean of 0 to 30
    assert some["centre"].nunique() == 31
    assert some["logit_mean"].to_numpy() == pytest.approx(whole.to_numpy())
    none = shrunk_rates(top, views, unit, covariate=np.full(len(unit), np.nan))
    assert none["centre"].nunique() == 1


@pytest.mark.parametrize("noise", ["normal", "heavy"])
@pytest.mark.parametrize("items", [2, 3, 8])
def test_the_interval_holds_the_rate_and_the_binomial_one_does_not(noise, items):
    rng, held, naive, error = np.random.default_rng(10), [], [], []
    for _ in range(60):  # 2,400 creators: Monte-Carlo error below 1 point
        top, views, unit, truth = creators(rng, 40, items, noise=noise)
        found = shrunk_rates(top, views, unit)
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
        total, seen = np.bincount(unit, top), np.bincount(unit, views)
        naive.append((np.abs(total / seen - truth) <= 1.96 * np.sqrt(total) / seen).mean())
        error.append([((found[column] - truth) ** 2).mean() for column in ("value", "raw")])
    assert 0.92 <= np.mean(held) <= 0.98
    assert np.mean(naive) < 0.5
    assert np.sqrt(np.divide(*np.mean(error, axis=0))) < 0.95


@pytest.mark.long
@pytest.mark.parametrize("noise", ["normal", "heavy"])
@pytest.mark.parametrize("between", [0.15, 0.3, 0.6])
def test_the_interval_holds_the_rate_in_many_worlds(noise, between):
    rng, held = np.random.default_rng(11), []
    for _ in range(400):
        top, views, unit, truth = creators(rng, 40, rng.integers(1, 8, 40), between, noise)
        found = shrunk_rates(top, views, unit)
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
    assert 0.93 <= np.mean(held) <= 0.975


def test_the_videos_that_a_reliable_rate_needs_by_hand():
    # logits 0 ± .1, 2 ± .1, 4 ± .1, 6 ± .1: within .02; between 20/3 - .02/2 (REML, units of one size)
    logits = np.array([0, 2, 4, 6]).repeat(2) + np.tile([-0.1, 0.1], 4) - 9
    found = shrunk_rates(1e12 * special.expit(logits), [1e12] * 8, np.arange(4).repeat(2))
    np.testing.assert_allclose(found["needed"], 0.7 / 0.3 * 0.02 / (20 / 3 - 0.01), rtol=1e-4)


def test_so_many_videos_make_two_halves_agree_at_seven_tenths():
    draw = creators(np.random.default_rng(8), 3000, 6, 0.3)
    items = round(shrunk_rates(*draw[:3])["needed"].iloc[0])
    top, views, unit, _ = creators(np.random.default_rng(9), 3000, 2 * items, 0.3)
    half = np.arange(len(unit)) % 2 == 0
    one, other = (shrunk_rates(top[of], views[of], unit[of])["raw"] for of in (half, ~half))
    assert np.corrcoef(special.logit(one), special.logit(other))[0, 1] == pytest.approx(0.7, abs=0.06)


def test_needed_is_unknown_where_nothing_is_pulled_or_creators_do_not_differ():
    two = shrunk_rates([5, 30, 9, 8], [1000] * 4, list("aabb"))
    assert two["needed"].isna().all()
    alike = shrunk_rates([10, 90] * 8, [1000] * 16, np.repeat(np.arange(8), 2))
    assert alike["needed"].isna().all()
