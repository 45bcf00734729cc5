"""How a creator's next videos engage: shrunken rates, as sponsored videos where known, and single videos' luck."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.selection import FEW_VIEWS
from kit.tier_pricing.bookings.expectation import Expectation, marked, REACH, sponsored_gap
from kit.tier_pricing.bookings.scenarios import mean_over_normal, shared, Streams

FEWEST_CREATORS = 10  # with several videos each, to say whether views and rates go together
CLEAR = 2.0  # standard errors off 0, from which on they do


@dataclass(frozen=True)
class Rates:
    """`table`: one row a creator: logit_mean, logit_sd (of its usual video's logit rate; sponsored where known), n.

    factor: sponsored less other videos, in logits within creators; in the table where it has an interval.  spread: s.d.
    of single videos' logits around their creator.  slope: by how much a video's logit rises with its log views within a
    creator; 0 where the videos do not clearly say.
    """

    table: pd.DataFrame
    factor: estimate.Estimate
    spread: float
    slope: float

    @property
    def sponsored(self) -> bool:
        """Whether the rates are those of sponsored videos."""
        return bool(pd.notna(self.factor.low))

    @property
    def doubt(self) -> float:
        """Standard error of the factor, common to all creators."""
        return (self.factor.high - self.factor.low) / 2 / REACH if self.sponsored else 0.0

    def each_view(self, creators: np.ndarray, sigma: np.ndarray) -> np.ndarray:
        """Expected engagements per expected view of one video; `sigma`: s.d. of its log views.

        Not the mean rate: a video with many views weighs more, so where rates fall with views the ratio lies below it.
        """
        table = self.table.reindex(creators)
        wide = np.sqrt(table["logit_sd"] ** 2 + self.doubt**2 + self.spread**2).to_numpy()
        return mean_over_normal(expit, table["logit_mean"].to_numpy() + self.slope * sigma**2, wide)

    def levels(self, creators: np.ndarray, sigma: np.ndarray, n: int, seed: int) -> np.ndarray:
        """Creators × draws of the same, by as much as it may be misjudged."""
        logit = self.levelled(creators, Streams(creators, "rates", seed).next(n=n), seed)
        return mean_over_normal(expit, logit + self.slope * sigma[:, None] ** 2, np.array(self.spread))

    def levelled(self, creators: np.ndarray, luck: np.ndarray, seed: int) -> np.ndarray:
        """Creators × draws of the creator's own mean logit."""
        table = self.table.reindex(creators)
        mean, own = (table[c].to_numpy()[:, None] for c in ("logit_mean", "logit_sd"))
        return mean + own * luck + self.doubt * shared("rates", seed, luck.shape[1])

    def alone(self, sigma: np.ndarray) -> np.ndarray:
        """S.d. of a video's logit apart from what goes along with its views."""
        return np.sqrt(np.maximum(self.spread**2 - (self.slope * sigma) ** 2, 0))


def rates(known: Expectation) -> Rates | None:
    """Rates of the videos behind the expected views; None where no creator has a rate with its error."""
    videos = known.videos[(known.videos["organic_engagements"] <= known.videos["organic_views"]).fillna(False)]
    videos = videos[videos["organic_views"] >= FEW_VIEWS]
    if videos.empty:
        return None
    done, views = videos["organic_engagements"].astype("float64"), videos["organic_views"].astype("float64")
    logit = np.log(done + 0.5) - np.log(views - done + 0.5)
    factor = sponsored_gap(logit, videos)
    if pd.notna(factor.low):
        logit = logit.where(marked(videos), logit + factor.value)
        done = ((views + 1) * expit(logit) - 0.5).clip(lower=0)  # the engagements that have this logit
    tier = videos["tier"].astype(str)
    table = estimate.shrunk_rates(done, views, videos["creator_id"], group=tier, least=FEW_VIEWS)
    table = table.loc[table["logit_sd"].notna(), ["logit_mean", "logit_sd", "n"]]
    if table.empty:
        return None
    spread, slope = together(logit, np.log(views), videos["creator_id"])
    return Rates(table.rename_axis("creator_id"), factor, spread, slope)


def together(logit: pd.Series, log_views: pd.Series, creator: pd.Series) -> tuple[float, float]:
    """S.d. of logits within creators, and their slope on log views there; 0 unless clear when creators are left out.

    The slope's error is a jackknife over creators, as videos of a creator are alike in this too.
    """
    y, x = (column - column.groupby(creator).transform("mean") for column in (logit, log_views))
    sums = pd.DataFrame({"yy": y * y, "xy": x * y, "xx": x * x, "n": 1.0}).groupby(creator).sum()
    total, several = sums.sum(), sums[sums["n"] > 1]
    spread = float(np.sqrt(total["yy"] / (total["n"] - len(sums))))
    k = len(several)
    if k < FEWEST_CREATORS or not (total["xx"] > several["xx"]).all():
        return spread, 0.0
    without = (total["xy"] - several["xy"]) / (total["xx"] - several["xx"])
    error = np.sqrt((k - 1) / k * ((without - without.mean()) ** 2).sum())
    slope = float(total["xy"] / total["xx"])
    return spread, slope if abs(slope) > CLEAR * error else 0.0


def expit(logit: np.ndarray) -> np.ndarray:
    """A rate from its logit."""
    return 1 / (1 + np.exp(-logit))
