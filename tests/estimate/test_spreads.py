"""Divisible money: equal marginal returns, by hand and against other spreads."""

import numpy as np
import pytest

from kit.estimate import spread_money


def test_divisible_money_is_spread_as_by_hand():
    # √: amounts go as squared scales, 1 : 4; 100 → 20 and 80; √20 + 2√80 = 5√20; one more unit adds 1 ÷ (2√20)
    found = spread_money(100, [1, 2], 0.5)
    np.testing.assert_allclose(found.amounts, [20, 80])
    assert found.response == pytest.approx(5 * np.sqrt(20))
    assert found.marginal == pytest.approx(0.5 / np.sqrt(20))


def test_what_works_there_already_counts_as_filled():
    # with 100 and 0 working in two alike uses, 60 more go to the second; with 200 more both reach 150
    np.testing.assert_allclose(spread_money(60, [1, 1], 0.5, base=[100, 0]).amounts, [0, 60])
    found = spread_money(200, [1, 1], 0.5, base=[100, 0])
    np.testing.assert_allclose(found.amounts, [50, 150])
    np.testing.assert_allclose(found.responses, [np.sqrt(150) - 10, np.sqrt(150)])


@pytest.mark.parametrize("elasticity", [0.05, 0.46, 0.95])
@pytest.mark.parametrize("based", [False, True])
def test_marginal_returns_are_equal_and_no_other_spread_does_better(elasticity, based):
    rng = np.random.default_rng(1)
    scale = np.exp(rng.normal(size=8))
    base = np.exp(3 + rng.normal(size=8)) * based
    found = spread_money(200.0, scale, elasticity, base)
    assert found.amounts.sum() == pytest.approx(200)
    marginal = elasticity * scale * (base + found.amounts) ** (elasticity - 1)
    filled = found.amounts > 1e-9
    np.testing.assert_allclose(marginal[filled], found.marginal)
    assert (marginal <= found.marginal * (1 + 1e-9)).all()
    for _ in range(300):
        other = rng.dirichlet(np.ones(8)) * 200
        mixed = 0.9 * found.amounts + 0.1 * other
        assert (scale * ((base + mixed) ** elasticity - base**elasticity)).sum() <= found.response * (1 + 1e-12)


def test_money_goes_nowhere_without_a_scale_and_bad_input_is_refused():
    found = spread_money(10, [0, None], 0.5)
    assert (found.amounts.tolist(), found.response) == ([0, 0], 0)
    assert np.isnan(found.marginal)
    assert spread_money(10, [0, 3, None], 0.5).amounts.tolist() == [0, 10, 0]
    assert spread_money(0, [1, 2], 0.5).amounts.tolist() == [0, 0]
    assert spread_money(0, [1, 2], 0.5, base=4).marginal == pytest.approx(0.5 * 2 / 2)
    with pytest.raises(ValueError, match="elasticity is 1: pass a number above 0 and below 1"):
        spread_money(1, [1], 1)
    with pytest.raises(ValueError, match="total is -1: pass an amount of 0 or more"):
        spread_money(-1, [1], 0.5)
    with pytest.raises(ValueError, match="scale holds -2, below 0"):
        spread_money(1, [-2], 0.5)
