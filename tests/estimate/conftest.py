"""Worlds to simulate in, shared by the tests of the estimators."""

from collections.abc import Callable

import numpy as np
import pytest


@pytest.fixture
def videos() -> Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Draws engagements, views, creator for `creators` creators. The tail is of views within a creator."""

    def draw(rng: np.random.Generator, creators: int, tail: str = "lognormal", spread: float = 0.4, tied: float = 0.0):
        counts = 1 + rng.poisson(8, creators)
        creator = np.repeat(np.arange(creators), counts)
        size = rng.normal(size=creators)
        luck = {
            "lognormal": lambda n: np.exp(8 + 1.1 * rng.normal(size=n)),
            "pareto": lambda n: 1000 * (1 + rng.pareto(1.33, n)),
            "mild": lambda n: np.exp(8 + 0.5 * rng.normal(size=n)),
        }[tail](len(creator))
        views = np.round(np.exp(0.7 * size[creator]) * luck) + 1
        logit = -3 + spread * rng.normal(size=creators) - tied * size
        rate = 1 / (1 + np.exp(-logit[creator] - 0.4 * rng.normal(size=len(creator))))
        return rng.binomial(views.astype(int), rate).astype(float), views, creator

    return draw
