"""Many tests at once: the example of Benjamini and Hochberg, scipy's adjustment, and the promise it makes."""

from hypothesis import given, settings
from hypothesis import strategies as st
import numpy as np
import pytest
from scipy import stats
from scipy.stats import false_discovery_control

from kit.estimate import adjusted, discoveries, discovery_intervals, Estimate
from kit.estimate.discoveries import holm

# Benjamini and Hochberg 1995, section 4.1; adjusted as by R p.adjust
TRIAL = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
TRIAL += [0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0]
BH = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857143, 0.063857143, 0.0645, 0.0765]
BH += [0.486, 0.581181818, 0.714875, 0.753230769, 0.813214286, 1.0]
HOLM = [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1]


def test_the_published_trial_has_four_discoveries():
    np.testing.assert_allclose(adjusted(TRIAL), BH, atol=1e-8)
    np.testing.assert_allclose(holm(TRIAL), HOLM, atol=1e-9)
    assert discoveries(TRIAL).sum() == 4
    assert (holm(TRIAL) <= 0.05).sum() == 3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms())
def test_it_is_scipy_s_adjustment_in_any_order(p, random):
    np.testing.assert_allclose(adjusted(p), false_discovery_control(p), rtol=1e-9)
    order = random.sample(range(len(p)), len(p))
    np.testing.assert_allclose(adjusted(np.array(p)[order]), adjusted(p)[order])


def test_a_missing_p_is_no_test():
    assert discoveries([0.04, None]).tolist() == [True, False]
    assert np.isnan(adjusted([0.04, None])[1])
    assert len(adjusted([])) == len(discoveries([])) == 0


def test_what_is_no_chance_is_refused():
    with pytest.raises(ValueError, match=r"p holds 1\.5, above 1: correct or drop these rows"):
        adjusted([1.5])
    with pytest.raises(ValueError, match=r"q is 5: pass a share between 0 and 1, such as 0\.05"):
        discoveries([0.5], q=5)


def test_few_of_the_discoveries_are_false_and_many_of_the_plain_ones_are():
    rng, false, naive = np.random.default_rng(1), [], []
    for _ in range(400):  # Monte-Carlo error 1.1 points
        true = np.arange(100) < 5
        p = np.where(true, rng.beta(0.05, 5, 100), rng.random(100))
        for told, found in ((false, discoveries(p)), (naive, p < 0.05)):
            told.append((found & ~true).sum() / max(found.sum(), 1))
    assert np.mean(false) <= 0.06
    assert np.mean(naive) > 0.3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-4, 4), st.floats(0.2, 2), st.integers(5, 30)), min_size=1, max_size=25))
def test_intervals_leave_out_zero_exactly_where_benjamini_and_hochberg_find_something(rows):
    given_gaps, p = [], []
    for value, se, clusters in rows:
        reach = stats.t.ppf(0.975, clusters - 1) * se
        given_gaps.append(Estimate(value, value - reach, value + reach, 10, clusters))
        p.append(2 * stats.t.sf(abs(value) / se, clusters - 1))
    clear = np.array([one.low > 0 or one.high < 0 for one in discovery_intervals(given_gaps)])
    assert (clear == discoveries(np.array(p))).all()


def test_a_difference_without_an_interval_is_no_test():
    one = Estimate(1.0, 0.2, 1.8, 10, 6)
    none = Estimate(1.0, np.nan, np.nan, 4, 2)
    alone, beside = discovery_intervals([one])[0], discovery_intervals([one, none, none])[0]
    assert alone.low == pytest.approx(0.2)
    assert beside.low == pytest.approx(0.2)
