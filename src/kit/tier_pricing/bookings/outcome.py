"""What a booking brings, in views, engagements and orders: expected, in scenarios, and in draws of the expectation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.selection import RIPE_DAYS
from kit.tier_pricing.bookings.expectation import Expectation, expectations
from kit.tier_pricing.bookings.proportion import Proportion
from kit.tier_pricing.bookings.rates import expit, Rates, rates
from kit.tier_pricing.bookings.sales import Sales, sales
from kit.tier_pricing.bookings.scenarios import Booked, DRAWS, SEED, Streams, Video

MEASURES = ("views", "engagements", "orders")


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What bookings bring.  `views`: the expected views behind all measures; rates, sales: engagements and orders that
    views bring, None where `reasons` say why.

    Rows are bookings: a creator and how many videos.  A creator that stands in several rows has the same level and the
    same first videos in all of them, whatever the measure and whoever else is asked for.
    """

    views: Expectation
    rates: Rates | None
    sales: Sales | None
    reasons: Mapping[str, str]

    def known(self, measure: str) -> bool:
        """Whether anything can be said of this measure."""
        return measure in MEASURES and measure not in self.reasons

    def why_not(self, measure: str) -> str:
        """Why nothing can be said, and what to import; "" where it can."""
        return self.reasons.get(measure, "")

    def expected(self, creators: pd.Index, pieces: np.ndarray, measure: str) -> np.ndarray:
        """Mean of what all booked videos of a row bring together; NaN where unknown."""
        if not self.known(measure):
            return np.full(len(creators), np.nan)
        booked = Booked.of(creators, pieces)
        table = self.views.table.reindex(booked.creators)
        value, sigma = table["value"].to_numpy(), table["sigma"].to_numpy()
        if self.rates and measure == "engagements":
            value = value * self.rates.each_view(booked.creators, sigma)
        together = booked.each(value[:, None])[0]
        if not self.sales or measure != "orders":
            return together
        doubt = (table["log_sd"] ** 2 + table["shift_sd"] ** 2).to_numpy()
        alone = np.exp(doubt) * np.expm1(
            sigma**2
        )  # squared coefficients of variation: of one video's luck, of the level
        spread = alone[booked.place] / booked.times + np.expm1(doubt)[booked.place]
        return self.sales.means(booked.creators)[booked.place] * counting(self.sales.law, together, spread)

    def draws(self, creators: pd.Index, pieces: np.ndarray, measure: str) -> np.ndarray:
        """DRAWS × rows: what the booked videos may bring together, each with luck of its own."""
        return self.drawn(creators, pieces, (measure,))[measure]

    def drawn(
        self, creators: pd.Index, pieces: np.ndarray, measures: Sequence[str] = MEASURES
    ) -> dict[str, np.ndarray]:
        """The same of several measures in the same scenarios, by measure; NaN where one is unknown."""
        booked, unknown = Booked.of(creators, pieces), np.broadcast_to(np.nan, (DRAWS, len(creators)))
        found = dict.fromkeys(measures, unknown)
        if self.rates and "engagements" in measures:
            views, found["engagements"] = booked.together(engaged(self.views, self.rates, booked.creators))
        elif {"views", "orders"} & set(measures):
            views = self.views.draws(creators, pieces)
        if "views" in measures:
            found["views"] = views
        if self.sales and "orders" in measures:
            level = self.sales.levels(booked.creators, DRAWS, SEED)[booked.place]
            found["orders"] = self.sales.ordered(booked.creators[booked.place], views.T, level, SEED).T
        return found

    def levels(self, creators: pd.Index, pieces: np.ndarray, measure: str, n: int, seed: int) -> np.ndarray:
        """n × rows draws of the expected outcome: how far the mean itself may be off, without any video's luck."""
        if not self.known(measure):
            return np.full((n, len(creators)), np.nan)
        booked = Booked.of(creators, pieces)
        sigma = self.views.table["sigma"].reindex(booked.creators).to_numpy()
        value = self.views.levels(booked.creators, n, seed)
        if self.rates and measure == "engagements":
            value = value * self.rates.levels(booked.creators, sigma, n, seed)
        together = booked.each(value)
        if not self.sales or measure != "orders":
            return together
        spread = np.expm1(sigma**2)[booked.place] / booked.times
        level = self.sales.levels(booked.creators, n, seed)[booked.place]
        return level.T * counting(self.sales.law, together, spread)


def engaged(known: Expectation, rates: Rates, creators: np.ndarray) -> Video:
    """What tells views and engagements of the next video of some of these creators (their positions)."""
    video, luck = known.video(creators), Streams(creators, "rates")
    sigma, level = known.table["sigma"].reindex(creators).to_numpy(), rates.levelled(creators, luck.next(), SEED)
    along, alone = (rates.slope * sigma)[:, None], rates.alone(sigma)[:, None]

    def following(going: np.ndarray) -> np.ndarray:
        views, lucky = video(going)
        rate = expit(level[going] + along[going] * lucky + alone[going] * luck.next(going))
        return np.array([views, views * rate])

    return following


def counting(law: Proportion, views: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Mean of what views count for orders, from their mean and squared coefficient of variation (log-normal)."""
    return law.exposure(views) * (1 + spread) ** (law.power * (law.power - 1) / 2)


@once
def outcomes(data: Data) -> Outcomes:
    """What bookings can be expected to bring; NotShown only where expected views are."""
    views = expectations(data)
    engagement, sold, reasons = rates(views), None, {}
    if engagement is None:
        reasons["engagements"] = (
            f"Expected engagements need known likes, comments and shares of videos that are {RIPE_DAYS} days old, two"
            f" of one creator at least: kit import profiles.csv --into {data.given}"
        )
    try:
        sold = sales(data)
    except NotShown as reason:
        reasons["orders"] = str(reason)
    return Outcomes(views, engagement, sold, reasons)
