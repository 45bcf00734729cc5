"""A mean and its t interval."""

import numpy as np
import pytest

from kit.estimate import mean


def test_a_mean_by_hand():
    found = mean([2, 4, 6, None])
    # s = 2, s / √3 = 1.1547, t(2) at 97.5 % = 4.3027
    assert (found.value, found.n) == (4, 3)
    assert (found.low, found.high) == pytest.approx((4 - 4.9683, 4 + 4.9683), abs=1e-3)


def test_one_value_has_no_interval_and_none_no_mean():
    assert mean([3]).value == 3
    assert np.isnan([mean([3]).low, mean([3]).high, mean([]).value]).all()
