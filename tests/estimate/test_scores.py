"""The score: plain arithmetic of percentiles, what is refused, and whether bands hold the score of the truth."""

import numpy as np
import pandas as pd
import pytest

from kit.estimate import percentiles, score_bands, shrunk_means
from kit.estimate.scores import _percentile_rows


def drawn(seed=1, units=24, dimensions=3):
    rng = np.random.default_rng(seed)
    parts = pd.DataFrame(rng.normal(size=(units, dimensions)), columns=list("abcde")[:dimensions])
    return parts, 0.5 + rng.random((units, dimensions)), np.arange(units) % 2


def test_the_score_by_hand():
    # percentiles of a: 25 75 | 50; of b: 75 25 | 50; weights 3 to 1
    found = score_bands([[1, 9], [2, 8], [7, 7]], np.zeros((3, 2)), [3, 1], list("xxy"), top=1)
    assert found["score"].tolist() == [37.5, 62.5, 50]
    np.testing.assert_allclose(found[["low", "high"]], found[["score", "score"]], atol=1e-4)
    assert found["in_top"].tolist() == [0, 1, 1]


def test_it_can_be_recomputed_from_the_percentiles_with_missing_parts_left_out():
    parts, errors, group = drawn()
    parts.iloc[0, 0] = parts.iloc[1, 2] = np.nan
    weights = np.array([1, 2, 5])
    found = score_bands(parts, errors, weights, group, top=3, draws=20)
    points = np.column_stack([percentiles(parts[name], group) for name in parts])
    known = ~np.isnan(points)
    expected = np.where(known, points * weights, 0).sum(axis=1) / (known * weights).sum(axis=1)
    np.testing.assert_allclose(found["score"].drop(1), np.delete(expected, 1))
    assert found.loc[1].isna().all()  # 3 of 8 known is less than half


def test_weights_go_by_name_and_a_weight_of_0_leaves_a_part_out():
    parts, errors, group = drawn()
    named = score_bands(parts, errors, {"c": 1, "a": 1, "b": 0}, group, 3, draws=20)
    pd.testing.assert_frame_equal(named, score_bands(parts, errors, [1, 0, 1], group, 3, draws=20))
    pd.testing.assert_frame_equal(named, score_bands(parts[["a", "c"]], errors[:, [0, 2]], [2, 2], group, 3, draws=20))


def test_another_group_s_units_change_no_score():
    parts, errors, group = drawn()
    found = score_bands(parts, errors, [1, 1, 1], group, 3)
    alone = score_bands(parts[group == 0], errors[group == 0], [1, 1, 1], group[group == 0], 3)
    assert found.loc[group == 0, "score"].tolist() == alone["score"].tolist()


def test_no_group_no_score_and_no_error_no_band():
    parts, errors, _ = drawn(units=6)
    errors[2, 1] = np.nan
    found = score_bands(parts, errors, [1, 1, 1], [*"aaaaa", None], 2)
    assert found.loc[5].isna().all()
    assert found.loc[2, ["low", "high", "in_top"]].isna().all()
    assert found.loc[2, ["score", "in_top_any_weights"]].notna().all()
    assert found.drop([2, 5]).notna().all(axis=None)


def test_a_leader_in_everything_leads_under_any_weights_and_one_in_nothing_never():
    parts = np.column_stack([[9, 5, 4, 3, 1], [9, 4, 5, 3, 1], [9, 3, 4, 5, 1]])
    found = score_bands(parts, np.full((5, 3), 0.1), [1, 1, 1], ["a"] * 5, top=1)
    assert found["in_top_any_weights"].tolist() == [1, 0, 0, 0, 0]
    middle = score_bands(parts, np.full((5, 3), 0.1), [1, 1, 1], ["a"] * 5, top=2, draws=2000)["in_top_any_weights"]
    assert middle.iloc[[1, 2, 3]].between(0.1, 0.7).all()
    assert middle.iloc[[1, 2, 3]].sum() == pytest.approx(
        1, abs=0.05
    )  # one of the three is second, whatever the weights


def test_parts_known_exactly_share_their_rank_in_every_draw():
    parts, errors = np.zeros((4, 1)), np.zeros((4, 1))
    found = score_bands(parts, errors, [1], ["a"] * 4, top=1)
    np.testing.assert_allclose(found[["score", "low", "high"]], 50)
    mixed = score_bands([[0], [0], [0], [9]], [[0], [0], [0], [0.1]], [1], ["a"] * 4, top=1)
    np.testing.assert_allclose(mixed.loc[:2, ["low", "high"]], 37.5, atol=1e-4)  # ranks 1 to 3, middle 2: 1.5 / 4


def test_the_same_input_gives_the_same_answer_and_the_unit_of_a_part_none():
    parts, errors, group = drawn()
    found = score_bands(parts, errors, [1, 1, 1], group, 3)
    pd.testing.assert_frame_equal(found, score_bands(parts, errors, [1, 1, 1], group, 3))
    pd.testing.assert_frame_equal(found, score_bands(1000 * parts, 1000 * errors, [2, 2, 2], group, 3))


def test_an_empty_table_has_no_rows():
    assert len(score_bands(np.zeros((0, 2)), np.zeros((0, 2)), [1, 1], [], 3)) == 0


@pytest.mark.parametrize(
    ("weights", "text"),
    [
        ([1, 1], "weights has 2 numbers but parts has 3 columns: pass one a column"),
        ([1, -1, 1], "weights holds nothing above 0, or a number below 0 or unknown"),
        ([0, 0, 0], "weights holds nothing above 0, or a number below 0 or unknown"),
    ],
)
def test_weights_that_make_no_mean_are_refused(weights, text):
    parts, errors, group = drawn()
    with pytest.raises(ValueError, match=text):
        score_bands(parts, errors, weights, group, 3)


@pytest.mark.parametrize("noise", [0.5, 1.5])
def test_the_band_holds_the_score_of_the_truth_from_posteriors_and_less_from_raw_estimates(noise):
    rng, held, raw, promised, kept = np.random.default_rng(2), [], [], [], []
    for _ in range(30):  # 1,200 units: Monte-Carlo error 1.2 points
        truth, se = rng.normal(size=(40, 4)), noise * np.exp(0.5 * rng.normal(size=(40, 4)))
        seen, group, weights = truth + se * rng.normal(size=(40, 4)), np.zeros(40), [1, 1, 1, 2]
        aim = score_bands(truth, np.zeros((40, 4)), weights, group, 5)["score"]
        posterior = [shrunk_means(*column) for column in zip(seen.T, se.T, strict=True)]
        means, sds = (np.column_stack([one[name] for one in posterior]) for name in ("value", "sd"))
        for told, found in (
            (held, score_bands(means, sds, weights, group, 5, draws=150)),
            (raw, score_bands(seen, se, weights, group, 5, draws=150)),
        ):
            told.append(((found["low"] <= aim) & (aim <= found["high"])).mean())
            if told is held:
                likely = found["in_top"] > 0.5
                promised.extend(found["in_top"][likely])
                kept.extend(aim[likely] >= aim.nlargest(5).min())
    assert 0.76 <= np.mean(held) <= 0.86
    assert np.mean(raw) < np.mean(held) - 0.02
    assert abs(np.mean(promised) - np.mean(kept)) < 0.1


def test_a_large_group_is_worked_on_in_pieces_without_a_change(monkeypatch):
    parts, errors, group = drawn(units=40)
    parts.iloc[::7, 1] = np.nan
    errors[::5, 2] = 0
    whole = score_bands(parts, errors, [1, 2, 3], group, top=5)
    monkeypatch.setattr("kit.estimate.scores.CELLS", 50)
    np.testing.assert_allclose(score_bands(parts, errors, [1, 2, 3], group, top=5), whole, rtol=1e-12)


def test_percentiles_of_draws_are_those_of_their_order_whatever_their_signs():
    values = np.array([[-1.5, 0.0, 3e-9, -0.0, 2.0, -7.0]], dtype=np.float32)
    expected = percentiles(values[0]).tolist()
    assert _percentile_rows(values, tied=True)[0].tolist() == pytest.approx(expected, abs=1e-4)
    assert _percentile_rows(values, tied=False)[0].argsort().tolist() == [5, 0, 1, 3, 2, 4]
