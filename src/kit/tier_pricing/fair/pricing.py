"""The price model: what a deal like this costs, by our own deals, or by a published card where there are few."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.estimate import PriceModel
from kit.once import once
from kit.tier_pricing.cards.quoted import CARDED, published_cards, WIDER
from kit.tier_pricing.deals import comparable, prices, rate_wanted
from kit.tier_pricing.fair.features import as_rows, described, features, YEAR
from kit.tier_pricing.fair.invoices import Share, usual_shares
from kit.tier_pricing.fair.shape import chosen, ENGAGEMENT, enough, FEWEST_CREATORS, FEWEST_DEALS, Shape, VIEWS
from kit.wording import plural

BEYOND = 2  # times smaller or larger than any creator that we paid: no price from our deals
OLD = 0.5  # years of the middle deal, from which prices that know no date are said to be of its day
NINE, HALF = 0.9, 0.5  # of comparable deals inside a range
RANGES = ["mid", "mid_low", "mid_high", "half_low", "half_high"]
AMOUNTS = [*RANGES, "percentile", "mean_factor"]
LACKING = ((), (ENGAGEMENT,), (VIEWS, ENGAGEMENT))  # what may be unknown of a creator, the least first
OWN, UNRATED, SIZE = "own deals", "own deals, without engagement", "own deals, by followers alone"
CARD = f"published card, ÷ {WIDER} to × {WIDER}"
OWN_RANGE, CARD_RANGE = "range of 9 in 10 deals", f"range from 1/{WIDER} to {WIDER} times a published card"


@dataclass(frozen=True)
class Rung:
    """One model of our own: its features, the deals (`described`) that it was fitted to, the fit, and whether it lacks
    a feature that the best model has."""

    shape: Shape
    bought: pd.DataFrame
    model: PriceModel
    lacks: bool

    @property
    def basis(self) -> str:
        """Where its prices are from, in words."""
        if not {VIEWS, ENGAGEMENT} & set(self.shape.columns):
            return SIZE
        return UNRATED if self.lacks else OWN

    def effects(self, level: float = 0.95, shape: Shape | None = None) -> pd.DataFrame:
        """effect, low, high on the log price of one unit of each feature, at this level."""
        shape = shape or self.shape
        return fitted(shape, self.bought, level).effects.set_axis(shape.names)

    def together(self, one: str, other: str, level: float = 0.95, times: float = 1.0) -> pd.Series:
        """effect, low, high of a unit of one feature with so many of the other, perhaps surer than either alone.

        With the other less so many times the one in the other's place, the effect of the one is that of both.
        """
        x = self.shape.matrix(self.bought).copy()
        first, second = (self.shape.names.index(name) for name in (one, other))
        x[:, second] -= times * x[:, first]
        return fit(x, self.bought, level).effects.iloc[first]


@dataclass(frozen=True)
class Prices:
    """What a deal like this costs.  `own`: a model per set of features, the best first; `cards`: published, by tier.

    deals, creators: priced deals whose creator's followers are known, without which none can be compared, and behind
    them.  shape: the features of the best model; without a model, none.  reach: log followers between which our deals
    can speak; a creator outside is not priced.  day: the report's, None where it is unknown.  shares: of add-ons that
    the model does not know, what invoices of ours say; `fair` does not put them on.
    """

    own: Mapping[str, Rung]
    reach: tuple[float, float]
    cards: pd.DataFrame | None
    features: pd.DataFrame
    deals: int
    creators: int
    day: pd.Timestamp | None
    shares: Mapping[str, Share] = field(default_factory=dict)

    @property
    def shape(self) -> Shape | None:
        return next(iter(self.own.values())).shape if self.own else None

    @property
    def addons(self) -> tuple[str, ...]:
        """The add-ons (rights, exclusivity) that are in a price of this model."""
        return self.shape.addons if self.shape else ()

    @property
    def held(self) -> tuple[str, ...]:
        """The add-ons that a price can be given with: by the model, or by our invoices."""
        return (*self.addons, *self.shares)

    @property
    def dated(self) -> str:
        """Of what day prices are, where no date is in the model and the middle deal is over half a year old; or ""."""
        best = next(iter(self.own.values()), None)
        if best is None or self.day is None or "years" in best.shape.columns:
            return ""
        age = best.bought.loc[~best.bought["undated"].astype(bool), "years"].median()
        when = self.day - pd.Timedelta(days=round(YEAR * age)) if age > OLD else None
        return f"Prices as of {when:%B %Y}, the middle deal's day; not brought to today." if when else ""

    @property
    def interval(self) -> str:
        """What the ends of `fair`'s ranges are."""
        return OWN_RANGE if self.own else CARD_RANGE

    def fair(self, rows: pd.DataFrame) -> pd.DataFrame:
        """What comparable deals suggest for each row (see `described`), per piece, without tax.

        mid: half of comparable deals cost less; mid_low, mid_high: 9 in 10 lie between; half_low, half_high: 5 in 10;
        percentile: share of them below the row's price; mean_factor: mean ÷ middle; basis: in words, "" where NaN.
        """
        return self.fair_of(described(rows, self.features, self.day))

    def fair_of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The same of rows that are `described` already."""
        amounts, basis = np.full((len(rows), len(AMOUNTS)), np.nan), np.full(len(rows), "", dtype=object)
        near = rows["log_followers"].between(*self.reach).to_numpy()
        for rung in self.own.values():
            x = rung.shape.matrix(rows)
            open_ = (basis == "") & ~np.isnan(x).any(axis=1) & near
            if open_.any():
                asked = x[open_], rows["tier"].to_numpy()[open_]
                amounts[open_, :3] = rung.model.range(*asked).to_numpy()
                amounts[open_, 3:5] = rung.model.range(*asked, HALF)[["low", "high"]].to_numpy()
                amounts[open_, 5] = rung.model.percentile(*asked, rows["price"].to_numpy()[open_])
                amounts[open_, 6] = rung.model.smearing
                basis[open_] = rung.basis
                unknown_ = open_ & np.isnan(amounts[:, 1])  # our deals say nothing of such a row
                amounts[unknown_], basis[unknown_] = np.nan, ""
        return self.from_cards(rows, pd.DataFrame(amounts, rows.index, AMOUNTS).assign(basis=basis))

    def from_cards(self, rows: pd.DataFrame, out: pd.DataFrame) -> pd.DataFrame:
        """Published prices, widened, for what no model of our own could price."""
        if self.own or self.cards is None or rows.empty:
            return out
        quoted = self.quoted(rows)
        out = out.assign(mid=quoted, mid_low=quoted / WIDER, mid_high=quoted * WIDER, mean_factor=1.0)
        return out.assign(basis=np.where(quoted.notna(), CARD, ""))

    def quoted(self, rows: pd.DataFrame) -> pd.Series:
        """What the published card says for each `described` row; missing where no card has its tier's band."""
        known = pd.Series(dtype="float64") if self.cards is None else self.cards["published"]
        return rows["tier"].map(known).astype("float64")


def fitted(shape: Shape, bought: pd.DataFrame, level: float = NINE) -> PriceModel:
    return fit(shape.matrix(bought), bought, level)


def fit(x: np.ndarray, bought: pd.DataFrame, level: float) -> PriceModel:
    price, tier, whose = (bought[name].to_numpy() for name in ("price", "tier", "creator_id"))
    return estimate.price_model(x, price, tier, level, whose)


@once
def learn(data: Data, deliverable: str = "video") -> Prices:
    """What our comparable deals of a deliverable say; with too few of them, what is published.

    A price is what the creator is paid for one piece without tax: the fee, with usage rights and exclusivity where the
    model knows them (`Prices.addons`); an add-on that it does not know is taken out, as its fee stands apart.
    """
    cards = published_cards(data)[0] if deliverable in CARDED else None
    deals = comparable(data)
    bought = prices(deals, deliverable)
    dated = bought["agreed_on"].notna().any() and data.as_of is not None
    day = data.as_of.tz_localize(None).normalize() if dated and data.as_of is not None else None
    known = features(data)
    rows = described(as_rows(bought), known, day)
    shape = shaped(rows, day is not None)
    rows = described(as_rows(bought, shape.addons), known, day) if shape and shape.addons else rows
    model = modelled(rows, known, cards, shape, day)
    return replace(model, shares=usual_shares(bought, model.addons))


def shaped(bought: pd.DataFrame, dated: bool) -> Shape | None:
    """The features of a model of these deals, `described`; None where they are too few."""
    sized = bought.dropna(subset="log_followers")
    return chosen(sized, dated) if enough(sized) else None


def modelled(
    bought: pd.DataFrame,
    known: pd.DataFrame,
    cards: pd.DataFrame | None,
    shape: Shape | None,
    day: pd.Timestamp | None,
) -> Prices:
    """bought: comparable prices, `described`; shape: of the best model."""
    parts = [shape.without(lacking) for lacking in LACKING] if shape else []
    rungs = [ascended(bought, part, part != shape) for part in {part.columns: part for part in parts}.values()]
    own = {rung.basis: rung for rung in rungs if rung}
    sized = bought.dropna(subset="log_followers")
    reach = sized["log_followers"].min() - np.log(BEYOND), sized["log_followers"].max() + np.log(BEYOND)
    return Prices(own, reach, cards, known, len(sized), sized["creator_id"].nunique(), day)


def ascended(bought: pd.DataFrame, shape: Shape, lacks: bool) -> Rung | None:
    """The model of this shape, or None where too few deals have its features."""
    rows = bought.dropna(subset=list(shape.columns))
    return Rung(shape, rows, fitted(shape, rows), lacks) if enough(rows) else None


def too_few(model: Prices) -> str:
    """That there are not enough deals, as the start of a sentence."""
    many = model.deals >= FEWEST_DEALS
    if many:
        there = f"there are {model.deals} of {plural(model.creators, 'creator')}"
    else:
        there = "there is 1" if model.deals == 1 else f"there are {model.deals or 'none'}"
    of = f" of {FEWEST_CREATORS} creators" if many else ""
    return f"Prices of our own need {FEWEST_DEALS} priced deals{of} with known followers, and {there}"


def refusal(data: Data, model: Prices, kind: pd.DataFrame, so: str) -> str:
    """Why a question that needs a model of our own has no answer (`so`: what nothing tells), and what to import.

    kind: all deals of the deliverable; where rates are missing, they are what is wanted first.
    """
    wanted = rate_wanted(kind) or f"Import more of them: kit import deals.csv --into {data.given}"
    return f"{too_few(model)}, so nothing tells {so}. {wanted}"


def unknown(n: int) -> dict[str, int]:
    """For `left_out`: deals of which the model lacks a feature; only where there are any."""
    return {"priced deals (a feature is not known)": n} if n else {}


def standing(percentile: float) -> str:
    """A quote's place among comparable deals, in words that serve a negotiation: "above about 8 in 10"."""
    if pd.isna(percentile):
        return ""
    tenths = round(10 * percentile)
    return f"above about {tenths} in 10" if 0 < tenths < 10 else "above nearly all" if tenths else "below nearly all"
