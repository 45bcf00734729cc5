"""Rank sets hold for all at once; the order of point estimates does not."""

import numpy as np
import pandas as pd
import pytest

from kit.estimate import rank_sets, rank_sets_of
from kit.estimate.ranks import _critical, _critical_bound, _extremes, _outranked_many, DRAWS, EXTREMES


def test_clear_differences_give_single_ranks():
    found = rank_sets(pd.DataFrame({"b": [9] * 20, "a": [40] * 20, "c": [1] * 20}))
    assert found[["first", "last"]].to_numpy().tolist() == [[2, 2], [1, 1], [3, 3]]
    assert rank_sets_of([1, 9, 5], [0.1, 0.1, 0.1]).to_numpy().tolist() == [[3, 3], [1, 1], [2, 2]]


def test_no_evidence_leaves_every_rank_open():
    assert rank_sets(np.zeros((0, 3)))[["first", "last"]].to_numpy().tolist() == [[1, 3]] * 3
    assert rank_sets([[100, 1]] * 4)[["first", "last"]].to_numpy().tolist() == [[1, 2]] * 2
    assert rank_sets_of([1, 1.1], [5, 5]).to_numpy().tolist() == [[1, 2]] * 2
    assert len(rank_sets_of([], [])) == 0


def test_an_unknown_estimate_is_left_out_of_the_ranking():
    found = rank_sets_of(pd.Series([1, np.nan, 9], index=list("xyz")), [0.1, 1, 0.1])
    assert found.loc["y"].isna().all()
    assert found.loc["z"].tolist() == [1, 1]


def test_one_loud_account_makes_no_leader():
    table = np.array([[200, 0]] + [[2, 3]] * 30)
    assert rank_sets(table)["first"].tolist() == [1, 1]


def test_what_tells_two_apart_may_not_do_so_among_three():
    # 15 of 20 against 5: p .0207, enough for one of two ordered pairs (.025), not for the second of six (.05 ÷ 5)
    table = np.array([[1, 0, 0]] * 15 + [[0, 1, 0]] * 5)
    assert rank_sets(table[:, :2])[["first", "last"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert rank_sets(table)[["first", "last"]].to_numpy().tolist() == [[1, 2], [1, 3], [2, 3]]


def test_the_same_input_gives_the_same_answer():
    value, se = np.random.default_rng(1).normal(size=(2, 12))
    pd.testing.assert_frame_equal(rank_sets_of(value, abs(se)), rank_sets_of(value, abs(se)))


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_rank_sets_hold_all_ranks_at_once_and_the_leader_by_count_misleads(spread):
    rng, held, naive = np.random.default_rng(5), [], []
    truth = np.array([0.24, 0.22, 0.2, 0.18, 0.16])
    for _ in range(150):
        loud = np.exp(spread * rng.normal(size=(60, 5)))
        found = rank_sets(rng.poisson(10 * truth * loud))
        held.append(((found["first"] <= np.arange(1, 6)) & (found["last"] >= np.arange(1, 6))).all())
        naive.append(found["n"].idxmax() == 0)
    assert np.mean(held) >= 0.93
    assert np.mean(naive) < 0.97


def test_rank_sets_of_estimates_hold_all_ranks_at_once():
    rng, held = np.random.default_rng(6), []
    truth, se = np.linspace(1, 0, 8), np.linspace(0.1, 0.4, 8)
    for _ in range(60):
        found = rank_sets_of(truth + se * rng.normal(size=8), se)
        held.append(((found["first"] <= np.arange(1, 9)) & (found["last"] >= np.arange(1, 9))).all())
    assert np.mean(held) >= 0.9


@pytest.mark.parametrize("kind", ["equal", "mixed", "wild", "some exact"])
def test_of_many_units_the_critical_value_is_the_exact_one_or_a_little_larger(kind):
    error = {
        "equal": np.ones(160),
        "mixed": np.exp(0.5 * np.random.default_rng(7).normal(size=160)),
        "wild": np.exp(2 * np.random.default_rng(8).normal(size=160)),
        "some exact": np.where(np.arange(160) % 2, 1.0, 0.0),
    }[kind]
    exact = _critical(error, np.sqrt(error[:, None] ** 2 + error**2), 0.95)
    assert exact <= _critical_bound(error, 0.95) <= 1.01 * exact


def test_of_many_units_the_ranks_are_those_of_all_pairs():
    rng = np.random.default_rng(9)
    value, error = rng.normal(size=400), 0.1 * np.exp(0.5 * rng.normal(size=400))
    reach = _critical_bound(error, 0.95) * np.sqrt(error[:, None] ** 2 + error**2)
    higher = value[:, None] - value > reach
    found = rank_sets_of(value, error)
    assert found["first"].tolist() == (1 + higher.sum(axis=0)).tolist()
    assert found["last"].tolist() == (400 - higher.sum(axis=1)).tolist()


def test_rank_sets_of_many_estimates_hold_all_ranks_at_once_and_intervals_one_by_one_do_not():
    rng, held, naive = np.random.default_rng(10), [], []
    truth = np.sort(rng.normal(size=200))[::-1]
    se = 0.3 * np.exp(0.5 * rng.normal(size=200))
    scale = np.sqrt(se[:, None] ** 2 + se**2)
    for _ in range(40):
        seen = truth + se * rng.normal(size=200)
        found = rank_sets_of(seen, se)
        held.append(((found["first"] <= np.arange(1, 201)) & (np.arange(1, 201) <= found["last"])).all())
        higher = seen[:, None] - seen > 1.96 * scale
        naive.append(not (higher & (truth[:, None] < truth)).any())
    assert np.mean(held) >= 0.9
    assert np.mean(naive) < 0.2


def test_the_extremes_of_each_draw_are_those_of_the_whole_stream():
    for units in (151, 255, 256, 700):
        z = np.random.default_rng(20240101).standard_normal((DRAWS, units))
        place, found = _extremes(units)
        np.testing.assert_array_equal(np.sort(np.abs(found), axis=1), np.sort(np.abs(z), axis=1)[:, -EXTREMES - 1 :])
        np.testing.assert_array_equal(np.take_along_axis(z, place, axis=1), found)
        assert (np.abs(found[:, 0]) == np.abs(found).min(axis=1)).all()


@pytest.mark.parametrize("kind", ["apart", "of two errors", "tied", "known exactly", "equal"])
def test_units_below_others_are_counted_as_pair_by_pair(monkeypatch, kind):
    monkeypatch.setattr("kit.estimate.ranks.CELLS", 3_000)
    rng = np.random.default_rng(4)
    value, error = rng.normal(0, 1, 900), np.exp(rng.normal(-2, 1, 900))
    if kind == "of two errors":
        error = rng.choice([0.01, 0.4], 900)
    elif kind == "tied":
        value, error = value.round(1), error.round(1)
    elif kind == "known exactly":
        error[::3] = 0
    elif kind == "equal":
        value, error = np.zeros(900), np.zeros(900)
    lower = value[:, None] - value > 4.5 * np.sqrt(error[:, None] ** 2 + error**2)
    above, below = _outranked_many(value, error, 4.5)
    assert (above == lower.sum(axis=0)).all()
    assert (below == lower.sum(axis=1)).all()
