"""How many orders a booking's views bring: by the deals that had a code or link of their own, shrunken by creator."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.orders import by_deal
from kit.selection import young, YOUNG_DAYS
from kit.tier_pricing.bookings.proportion import Proportion, proportion
from kit.tier_pricing.bookings.scenarios import shared, Streams
from kit.wording import plural

FEWEST_DEALS, FEWEST_CREATORS = 5, 3
LASTING = 0.5  # share of the variance between deals' rates taken to be the creator's own: seldom do two deals tell
SEEN = ["video_id", "posted_at", "views", "age_days", "age_at_least"]


@dataclass(frozen=True)
class Sales:
    """Orders that views bring.  `deals`: those behind it, with creator_id, orders, views.

    law: orders of a deal at given views.  table: one row a creator with such deals: mean (of orders at law.base views)
    and shape of the gamma that says how well that is known; others get `law.mean` and `unseen`.
    """

    deals: pd.DataFrame
    law: Proportion
    table: pd.DataFrame

    @property
    def unseen(self) -> float:
        """Shape for a creator without a deal: by how much creators differ."""
        return self.law.shape / LASTING

    @property
    def luck(self) -> float:
        """Shape of a deal's luck around its creator."""
        return self.law.shape / (1 - LASTING)

    def means(self, creators: np.ndarray) -> np.ndarray:
        """Expected orders of each at law.base views."""
        return self.table["mean"].reindex(creators).fillna(self.law.mean).to_numpy()

    def levels(self, creators: np.ndarray, n: int, seed: int) -> np.ndarray:
        """Creators × draws of the same, by as much as it may be misjudged."""
        shapes = self.table["shape"].reindex(creators).fillna(self.unseen).to_numpy()
        common = np.exp(self.law.error * shared("orders", seed, n) - self.law.error**2 / 2)
        streams = Streams(creators, "orders", seed).generators
        own = [spread(generator, shape, n) for generator, shape in zip(streams, shapes, strict=True)]
        return self.means(creators)[:, None] * np.reshape(own, (-1, n)) * common

    def ordered(self, creators: np.ndarray, views: np.ndarray, level: np.ndarray, seed: int) -> np.ndarray:
        """Rows × scenarios of orders, from the views of each row's booking and its creator's level."""
        out = np.full(views.shape, np.nan)
        for i, generator in enumerate(Streams(creators, "deals", seed).generators):
            if np.isfinite(views[i]).all():
                luck = spread(generator, self.luck, views.shape[1])
                out[i] = generator.poisson(level[i] * luck * self.law.exposure(views[i]))
        return out


def spread(generator: np.random.Generator, shape: float, n: int) -> np.ndarray:
    """n draws of a gamma whose mean is 1, theirs too."""
    drawn = generator.gamma(shape, 1 / shape, n)
    return drawn / drawn.mean()


def sales(data: Data) -> Sales:
    """What the deals of the workspace tell of orders; NotShown where that is too little, in one sentence."""
    every = known_deals(data)
    some = every[every["orders"] > 0]
    need = f"Expected orders need {FEWEST_DEALS} delivered deals of {FEWEST_CREATORS} creators that brought orders"
    if len(every) < FEWEST_DEALS or some["creator_id"].nunique() < FEWEST_CREATORS:
        raise NotShown(
            f"{need} by a code or link of their own, with known views; here {plural(len(every), 'such deal')} can be"
            f" counted, and {plural(some['creator_id'].nunique(), 'creator')} brought orders: kit import orders.csv"
            f" --into {data.given}"
        )
    law = proportion(every["orders"].to_numpy(dtype=float), every["views"].to_numpy(dtype=float))
    return Sales(every, law, by_creator(every, law))


def known_deals(data: Data) -> pd.DataFrame:
    """One row a deal whose orders and views are both known, by deal_id: creator_id, orders, views.

    Views, organic and paid, of all its delivered videos, none of them younger than a week at capture; a video that
    answers several deals is split.  Left out: takeovers, whose views are those of the brand's account, and deals that
    had less than a week for orders, unless their days are over.
    """
    found = by_deal(data).set_index("deal_id")
    deals = data.table("deals").set_index("deal_id")
    kept = deals[~deals["tactic"].eq("takeover").fillna(False)]["creator_id"]
    sent = data.table("deliveries")[["deal_id", "video_id"]].drop_duplicates()
    sent = sent.merge(data.videos[SEEN], on="video_id", how="left")
    share = sent.groupby("video_id")["deal_id"].transform("size")
    ripe = sent.assign(views=sent["views"].astype("float64").where(~young(sent, YOUNG_DAYS)) / share)
    per = ripe.groupby("deal_id")
    views = per["views"].sum().where(per["views"].count() == per.size()).reindex(found.index)
    begun = per["posted_at"].max().dt.tz_localize(None).reindex(found.index)
    waited = found["closed"].eq(True) | ((found["until"] - begun).dt.days >= YOUNG_DAYS)
    whole = waited & (found["until"] >= found["since"])
    table = pd.DataFrame({"orders": found["orders"].astype("float64").where(whole), "views": views})
    table = table.join(kept.rename("creator_id"), how="inner").rename_axis("deal_id")
    return table[table["orders"].notna() & (table["views"] > 0)].sort_index().reset_index()


def by_creator(deals: pd.DataFrame, law: Proportion) -> pd.DataFrame:
    """Creators' orders at law.base views, pulled towards the mean of all (Bühlmann's linear credibility).

    A deal's rate varies by its count, by its own luck, and by its creator, in halves (`LASTING`): one deal each cannot
    tell what lasts, and to take all of it for the creator's (a gamma-Poisson by creator) would make a single deal's
    luck a promise.  Simulated with 6 to 30 deals whose luck lasts wholly, by half or hardly, 77 to 97 % of a creator's
    next deals lie in the 80 % range, and 76 to 89 % of those of others.
    Source: Bühlmann and Straub 1970, with a gamma of the posterior's mean and variance.
    """
    exposure = law.exposure(deals["views"].to_numpy())
    between = LASTING * law.mean**2 / law.shape
    weight = 1 / (law.mean / exposure + (1 - LASTING) * law.mean**2 / law.shape)
    rows = pd.DataFrame({"weight": weight, "seen": weight * deals["orders"] / exposure, "deals": 1})
    sums = rows.groupby(deals["creator_id"]).sum()
    own = between * sums["weight"] / (between * sums["weight"] + 1)
    mean = law.mean + own * (sums["seen"] / sums["weight"] - law.mean)
    return pd.DataFrame({"mean": mean, "shape": mean**2 / (between * (1 - own)), "deals": sums["deals"].astype(int)})
