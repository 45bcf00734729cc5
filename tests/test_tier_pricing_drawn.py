"""Draws of more packages than are held in memory."""

import numpy as np
import pandas as pd
import pytest

from kit.tier_pricing.bookings.scenarios import BLOCK
from kit.tier_pricing.plan import drawn
from kit.tier_pricing.plan.drawn import Drawn, ends, summed
from kit.tier_pricing.plan.often import frequencies, MANY
from kit.tier_pricing.plan.terms import Terms

SCENARIOS, PACKAGES = 40, 2 * BLOCK + 7
PEOPLE = pd.DataFrame({"creator_id": [f"c{k:04d}" for k in range(PACKAGES)], "videos": 1.0})
TABLE = np.random.default_rng(1).lognormal(3, 1, (SCENARIOS, PACKAGES))


def draw(some: pd.DataFrame) -> np.ndarray:
    return TABLE[:, some.index]


@pytest.mark.parametrize("in_memory", [2**28, 1000])
def test_totals_are_those_of_all_draws_at_once_in_memory_or_in_a_scratch_file(monkeypatch, in_memory):
    monkeypatch.setattr(drawn, "IN_MEMORY", in_memory)
    made, mask = Drawn(PEOPLE, draw), np.arange(PACKAGES) % 3 == 0
    times = np.linspace(0.5, 2, PACKAGES)
    for _ in range(2):
        np.testing.assert_allclose(made.totals(mask), TABLE[:, mask].sum(axis=1))
        np.testing.assert_allclose(made.totals(mask, times), TABLE[:, mask] @ times[mask])
        np.testing.assert_array_equal(made.of(PACKAGES - 1), TABLE[:, -1])
        np.testing.assert_array_equal(made.of(BLOCK), TABLE[:, BLOCK])
        np.testing.assert_array_equal(made.all(), TABLE)


def test_only_what_is_asked_for_is_drawn_and_once():
    asked = []

    def noted(some):
        asked.append(len(some))
        return draw(some)

    made, last = Drawn(PEOPLE, noted), np.arange(PACKAGES) == PACKAGES - 1
    for _ in range(3):
        made.totals(last)
    assert asked == [7]
    made.totals(np.ones(PACKAGES, dtype=bool))
    assert asked == [7, BLOCK, BLOCK]


def test_sums_and_ends_in_parts_are_those_of_the_whole():
    np.testing.assert_allclose(summed(PEOPLE, draw), TABLE.sum(axis=1))
    np.testing.assert_array_equal(ends(PEOPLE, draw, (0.1, 0.9)), np.quantile(TABLE, (0.1, 0.9), axis=0))
    assert ends(PEOPLE.iloc[:0], draw, (0.1, 0.9)).shape == (2, 0)


def test_a_place_among_very_many_is_as_sure_as_the_budget_allows():
    """Each costs less than the part of the budget that costs are rounded to where there are fewer."""
    n = 4 * MANY
    people = PEOPLE.iloc[[0] * n].assign(creator_id=[f"c{k:05d}" for k in range(n)], price=1.0, tier="micro")

    class Known:
        def levels(self, creators: pd.Index, pieces: np.ndarray, measure: str, draws: int, seed: int) -> np.ndarray:
            return np.random.default_rng(seed).lognormal(0, 0.5, (draws, len(creators)))

    often = frequencies(people.reset_index(drop=True), Terms(), n / 4, Known())
    assert often.mean() == pytest.approx(0.25, abs=0.002)
