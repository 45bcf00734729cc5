"""The price model: what a deal like this costs, learned from our own deals, or a published card where there are few."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.estimate import PriceModel
from kit.once import once
from kit.selection import FEW_VIEWS, usual
from kit.tier_pricing.cards.quoted import CARDED, published_cards
from kit.tier_pricing.deals import prices

FEWEST_DEALS = 30  # priced deals with known features, for a model of our own
FEWEST_VIDEOS = 3  # of a creator, for its typical views
WIDER = 3  # times: how far we let a published card be off, each way; our choice, cards of one band differ by far more
BEYOND = 2  # times smaller or larger than any creator that we paid: no price from our deals
FULL = ("log_followers", "log_typical_views", "logit_engagement", "log_pieces")
SIZE = ("log_followers", "log_pieces")
WATCHED = ("creator_id", "tier", "organic_views", "organic_engagements", "age_days", "age_at_least", "collected_by")
ROW = ("creator_id", "tier", "videos", "price")  # what is read of a deal
AMOUNTS = ["mid", "mid_low", "mid_high", "percentile"]
BASES = {FULL: "own deals", SIZE: "own deals, by followers alone"}
CARD = f"published card, ÷ {WIDER} to × {WIDER}"
OWN_RANGE, CARD_RANGE = "range of 9 in 10 deals", f"range from 1/{WIDER} to {WIDER} times a published card"
MODEL = (
    "Log fee per piece on log followers, log typical views, logit engagement rate and log pieces (least squares); the"
    " range holds 9 of 10 comparable deals (leave-one-out conformal, spread by tier). Where a creator's own videos are"
    " not known, on followers and pieces alone."
)


@once
def features(data: Data) -> pd.DataFrame:
    """Per creator what its price may depend on: log followers, log median organic views, logit of its engagement rate.

    Videos found by hashtag or search, younger than a week at capture or without known organic counts are not used, for
    the rate also none with more engagements than views.
    """
    creators = data.creators.set_index("creator_id")
    videos = usual(data.videos[list(WATCHED)])
    per = videos.groupby("creator_id")["organic_views"]
    views = per.median().astype("float64").where(per.size() >= FEWEST_VIDEOS)
    rated = videos[(videos["organic_engagements"] <= videos["organic_views"]).fillna(False).astype(bool)]
    rates = estimate.shrunk_rates(
        rated["organic_engagements"],
        rated["organic_views"],
        rated["creator_id"],
        group=rated["tier"].astype(str),
        least=FEW_VIEWS,
    )
    followers = creators["followers"].astype("float64")
    return pd.DataFrame(
        {
            "log_followers": logs(followers),
            "log_typical_views": logs(views.reindex(creators.index)),
            "logit_engagement": rates["logit_mean"].reindex(creators.index),
        }
    )


def logs(values: pd.Series) -> pd.Series:
    """Natural logs; missing where a value is 0."""
    return np.log(values.where(values > 0))


@dataclass(frozen=True)
class Prices:
    """What a deal like this costs.  `own`: a model per set of features, the best first; `cards`: published, by tier.

    deals: priced deals whose creator's followers are known, without which none can be compared.
    reach: log followers between which our deals can speak; a creator outside is not priced.
    """

    own: dict[tuple[str, ...], PriceModel]
    reach: tuple[float, float]
    cards: pd.DataFrame | None
    features: pd.DataFrame
    deals: int

    @property
    def interval(self) -> str:
        """What the ends of `fair`'s ranges are."""
        return OWN_RANGE if self.own else CARD_RANGE

    def fair(self, rows: pd.DataFrame) -> pd.DataFrame:
        """mid, mid_low, mid_high per piece, percentile of `price`, basis; `rows` hold at least `ROW`."""
        return self.fair_of(described(rows, self.features))

    def fair_of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The same of rows that are `described` already."""
        amounts, basis = np.full((len(rows), len(AMOUNTS)), np.nan), np.full(len(rows), "", dtype=object)
        near, every = rows["log_followers"].between(*self.reach).to_numpy(), rows[list(FULL)].to_numpy()
        for columns, model in self.own.items():
            x = every[:, [FULL.index(column) for column in columns]]
            open_ = (basis == "") & ~np.isnan(x).any(axis=1) & near
            if open_.any():
                asked = x[open_], rows["tier"].to_numpy()[open_]
                amounts[open_, :3] = model.range(*asked).to_numpy()
                amounts[open_, 3] = model.percentile(*asked, rows["price"].to_numpy()[open_])
                basis[open_] = BASES[columns]
        return self.from_cards(rows, pd.DataFrame(amounts, rows.index, AMOUNTS).assign(basis=basis))

    def from_cards(self, rows: pd.DataFrame, out: pd.DataFrame) -> pd.DataFrame:
        """Published prices, widened, for what no model of our own could price."""
        if self.own or self.cards is None or rows.empty:
            return out
        quoted = rows["tier"].map(self.cards["published"])
        out = out.assign(mid=quoted, mid_low=quoted / WIDER, mid_high=quoted * WIDER)
        return out.assign(basis=np.where(quoted.notna(), CARD, ""))


def described(rows: pd.DataFrame, features: pd.DataFrame) -> pd.DataFrame:
    """What a model needs of each row: the features of its creator, the log of its pieces, its tier and its price."""
    found = features.reindex(rows["creator_id"]).set_axis(rows.index)
    return found.assign(
        log_pieces=np.log(rows["videos"].astype("float64").fillna(1).clip(lower=1)),
        tier=rows["tier"].astype(str).astype(object),
        price=rows["price"].astype("float64"),
    )


def learn(data: Data, deals: pd.DataFrame, deliverable: str = "video") -> Prices:
    """What our comparable deals of a deliverable say; with fewer than 30 of them, what is published."""
    cards = published_cards(data)[0] if deliverable in CARDED else None
    known, bought = features(data), prices(deals[["used_as", "deliverable", *ROW]], deliverable)
    return modelled(described(bought, known), known, cards)


def modelled(
    bought: pd.DataFrame, known: pd.DataFrame, cards: pd.DataFrame | None, enough: int = FEWEST_DEALS
) -> Prices:
    """`bought`: comparable prices, `described`; `enough`: the fewest deals with known features that make a model."""
    own: dict[tuple[str, ...], PriceModel] = {}
    every, price, tier = bought[list(FULL)].to_numpy(), bought["price"].to_numpy(), bought["tier"].to_numpy()
    for columns in (FULL, SIZE):
        x = every[:, [FULL.index(column) for column in columns]]
        whole = ~np.isnan(x).any(axis=1)
        if whole.sum() >= enough:
            own[columns] = estimate.price_model(x[whole], price[whole], tier[whole])
    sizes = bought["log_followers"]
    return Prices(
        own, (sizes.min() - np.log(BEYOND), sizes.max() + np.log(BEYOND)), cards, known, int(sizes.notna().sum())
    )


def unseen(model: Prices, bought: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """`fair` of some of the deals `bought`, each by a model that has not seen its creator's deals."""
    whose, known = bought["creator_id"].to_numpy(), described(bought, model.features)
    parts = []
    for creator, own in rows.groupby("creator_id").groups.items():
        others = modelled(known[whose != creator], model.features, model.cards, FEWEST_DEALS - len(own))
        parts.append(others.fair_of(known.loc[own]))
    return pd.concat(parts)


def standing(percentile: float) -> str:
    """A quote's place among comparable deals, in words that serve a negotiation: "above about 8 in 10"."""
    if pd.isna(percentile):
        return ""
    tenths = round(10 * percentile)
    return f"above about {tenths} in 10" if 0 < tenths < 10 else "above nearly all" if tenths else "below nearly all"
