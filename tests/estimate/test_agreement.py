"""Krippendorff's alpha against his own example."""

import numpy as np
import pytest

from kit.estimate import agreement

N = None
# Krippendorff 2011, "Computing Krippendorff's alpha-reliability": four coders, twelve units
CODES = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]


@pytest.mark.parametrize(
    ("metric", "alpha", "error"),
    [("nominal", 0.743421, 1e-6), ("ordinal", 0.815, 1e-3), ("interval", 0.849107, 1e-4), ("ratio", 0.797, 1e-3)],
)
def test_alpha_is_the_published_one(metric, alpha, error):
    assert agreement(CODES, metric) == pytest.approx(alpha, abs=error)


def test_labels_may_be_text_and_their_names_do_not_matter():
    words = [[None if code is None else "abcde"[code - 1] for code in coder] for coder in CODES]
    assert agreement(words) == pytest.approx(agreement(CODES))


def test_agreement_that_says_nothing_is_nan():
    assert np.isnan(agreement([]))
    assert np.isnan(agreement([["a", "a"], ["a", "a"]]))
    assert np.isnan(agreement([["a", None], [None, "b"]]))


def test_an_unknown_metric_is_refused():
    with pytest.raises(ValueError, match="metric is 'cosine': pass one of nominal, ordinal, interval, ratio"):
        agreement(CODES, "cosine")
    with pytest.raises(ValueError, match="codes are not numbers"):
        agreement([["a", "b"], ["a", "c"]], "interval")
