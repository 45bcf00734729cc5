"""Shares of mentions, and shares that a classifier counted."""

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from kit.estimate import corrected_share, share

SHARES = np.array([5, 3, 2, 1, 0.5]) / 11.5


def mentions(rng, clusters, concentration=1.5, spread=1.0):
    sizes = np.maximum(1, np.round(np.exp(1.5 + spread * rng.normal(size=clusters)))).astype(int)
    return np.array([rng.multinomial(n, p) for n, p in zip(sizes, rng.dirichlet(SHARES * concentration, clusters))])  # noqa: B905


@given(st.lists(st.lists(st.floats(0, 1e9), min_size=3, max_size=3), min_size=1, max_size=12))
def test_shares_add_up_to_one(rows):
    found = share(rows)
    total = np.sum(rows)
    assert found["value"].isna().all() if total == 0 else found["value"].sum() == pytest.approx(1)


def test_names_scaling_and_order_of_clusters():
    table = pd.DataFrame(mentions(np.random.default_rng(1), 30), columns=list("abcde"))
    found = share(table)
    assert list(found.index) == list("abcde")
    assert list(found.columns) == ["value", "low", "high", "n", "clusters"]
    columns = ["value", "low", "high"]
    pd.testing.assert_frame_equal(found[columns], share(table.sample(frac=1, random_state=1) / 3)[columns])


def test_what_carries_no_interval():
    one_voice = np.array([[5, 0], [3, 0], [4, 2], [6, 0], [1, 0]])
    assert share(one_voice)["low"].isna().all()
    assert share(np.ones((4, 2)))["low"].isna().all()
    assert share(np.zeros((9, 2)))["value"].isna().all()


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="counts holds -2, below 0"):
        share([[1, -2]])


@pytest.mark.parametrize(("clusters", "least"), [(25, 0.91), (80, 0.93)])
@pytest.mark.parametrize("concentration", [1.0, 5.0])
def test_the_interval_holds_the_share_and_the_multinomial_one_does_not(clusters, least, concentration):
    rng, held, naive = np.random.default_rng(2), [], []
    for _ in range(150):
        found = share(mentions(rng, clusters, concentration)).iloc[:3]
        value, truth = found["value"], SHARES[:3]
        held.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
        naive.append((np.abs(value - truth) <= 1.96 * np.sqrt(value * (1 - value) / (found["n"] / value))).mean())
    assert least - 0.02 <= np.mean(held) <= 0.99
    assert np.mean(naive) < 0.85


def labelled(rng, n, truth=0.15, sensitivity=0.7, specificity=0.88):
    real = rng.uniform(size=3000) < truth
    seen = np.where(real, rng.uniform(size=3000) < sensitivity, rng.uniform(size=3000) > specificity).astype(float)
    chosen = rng.choice(3000, n, replace=False)
    return seen, seen[chosen], real[chosen].astype(float)


@pytest.mark.parametrize(("n", "truth"), [(100, 0.15), (100, 0.4), (300, 0.05)])
def test_the_corrected_share_holds_the_truth_and_the_classifier_does_not(n, truth):
    rng, held, naive, width, plain = np.random.default_rng(3), [], [], [], []
    for _ in range(300):  # Monte-Carlo error 1.3 points
        seen, guess, real = labelled(rng, n, truth)
        found, alone = corrected_share(seen, guess, real), corrected_share([], guess, real)
        held.append(found.low <= truth <= found.high)
        naive.append(abs(seen.mean() - truth) <= 1.96 * np.sqrt(seen.mean() * (1 - seen.mean()) / 3000))
        width.append(found.high - found.low)
        plain.append(alone.high - alone.low)
    assert np.mean(held) >= 0.91
    assert np.mean(width) < np.mean(plain)
    assert np.mean(naive) < 0.5


def test_no_positive_label_still_leaves_room_for_some():
    found = corrected_share([0] * 100, [0] * 50, [0] * 50)
    assert (found.value, found.low) == (0, 0)
    assert 0.05 < found.high < 0.1


def test_few_labels_carry_no_interval():
    assert np.isnan(corrected_share([0, 1] * 50, [0, 1], [0, 1]).low)
    assert np.isnan(corrected_share([], [], []).value)


def test_labels_of_one_video_count_as_one_event():
    seen, guess, real = labelled(np.random.default_rng(4), 100)
    ordered = np.argsort(real)
    alone = corrected_share(seen, guess[ordered], real[ordered])
    together = corrected_share(seen, guess[ordered], real[ordered], cluster=np.arange(100) // 10)
    assert together.clusters == 10
    assert together.high - together.low > alone.high - alone.low
