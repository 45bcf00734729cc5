"""Views: where young videos will stand, what is typical, how even they are."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy import special

from kit import estimate

from . import worlds as w
from .claims import BROKEN, Claim, inside, naive, near, Rng, Study, Worth


def s5() -> Iterator[Study]:
    """Views at day 28 from views at an earlier day and sixty grown videos."""
    for day, short in ((1, (-1, -0.4)), (3, (-1, -0.2)), (7, (-1, -0.1)), (14, None)):
        claims = [
            Claim("project", "holds day 28", 0.93, 0.97),
            Claim("project, growth known", "holds day 28", 0.93, 0.97),
            Claim("project", "median log error", -0.02, 0.02),
            Claim("project_total", "holds the total", 0.9, 1),
        ]
        if short:
            claims.append(naive("today's count", "total, error", *short))
        yield Study("s5", f"day {day}", tuple(claims), partial(_young, day, bool(short)))


def _young(day: int, short: bool, rng: Rng) -> list[Worth]:
    (early, half, final), (new, half_new, end) = w.growing(rng, 60, day), w.growing(rng, 25, day)
    plain = estimate.project(early, final, new)
    informed = estimate.project(early, final, new, half=half, half_new=half_new)
    seen = new > 0
    error = float(np.median(np.log(plain["value"][seen] / end[seen])))
    held: list[Worth] = [
        inside(plain, end),
        inside(informed, end),
        error,
        inside(estimate.project_total(early, final, new), end.sum()),
    ]
    return [*held, (float(new.sum() - end.sum()), float(end.sum()))] if short else held


def s10() -> Iterator[Study]:
    """Views of one creator's videos."""
    for tail in ("log-normal", "viral", "Pareto"):
        for n in (5, 8, 20):
            claims = (
                Claim("typical", "holds the median", 0.93, 0.99),
                Claim("next_value", "holds the next, 80 %", 0.78, 0.84),
                naive("interval of the mean", "holds the mean", 0, BROKEN),
                naive("mean ± 20 %", "holds the next", 0, 0.25),
            )
            yield Study(
                "s10", f"{n} videos, {tail}", claims, partial(_views, n, tail, w.luck_median(tail), w.luck_mean(tail))
            )
    spread = (
        Claim("spread_each", "holds the 10-90 ratio", 0.93, 0.97),
        naive("bootstrap of the quantiles", "holds the 10-90 ratio", 0, BROKEN),
    )
    for shape in ("normal", "heavy"):
        yield Study("s10", f"20 creators, {shape} logs", spread, partial(_spreads, shape), share=0.5)


def _spreads(shape: str, rng: Rng) -> list[Worth]:
    views, creator, sd = w.evenness(rng, 20, shape)
    quantiles = [[special.ndtri(p) for p in (0.1, 0.9)], [np.quantile(w.noise_grid("heavy"), p) for p in (0.1, 0.9)]]
    held = []
    for one in range(20):
        logs = np.log(np.maximum(views[creator == one], 0.5))
        drawn = np.quantile(rng.choice(logs, (200, len(logs))), [0.1, 0.9], axis=1)
        low, high = np.quantile(drawn[1] - drawn[0], [0.025, 0.975])
        held.append(low <= sd[one] * np.ptp(quantiles[shape == "heavy"]) <= high)
    return [inside(estimate.spread_each(views, creator), np.exp(2 * special.ndtri(0.9) * sd)), float(np.mean(held))]


def _views(n: int, tail: str, median: float, mean: float, rng: Rng) -> list[Worth]:
    views, following = np.round(3000 * w.luck(rng, n, tail)), 3000 * w.luck(rng, 50, tail)
    reach = special.stdtrit(n - 1, 0.975) * views.std(ddof=1) / np.sqrt(n)
    return [
        inside(estimate.typical(views), 3000 * median),
        inside(estimate.next_value(views), following),
        near(views.mean(), reach, 3000 * mean),
        near(following / views.mean(), 0.2, 1),
    ]
