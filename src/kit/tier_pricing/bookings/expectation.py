"""The views of a creator's next videos: shrunken, as sponsored videos where known, and drawn in scenarios."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.selection import RIPE_DAYS, SELECTED, usual
from kit.tier_pricing.fair.pricing import FEWEST_VIDEOS, logs
from kit.tier_pricing.people import called
from kit.wording import join

STILL = 0.05  # s.d. of log views below which counts are no counts of real videos
NINE_IN_TEN = 1.2816  # standard deviations from the middle of a normal to its 90 % quantile
MOST_APART = 100  # videos of a booking with luck of their own; more are drawn as so many, which only widens the range
DRAWS, SEED = 4000, 1  # scenarios; a fixed seed, so that a report can be run again
HITS = "creators whose expectation one rare hit would decide"


@dataclass(frozen=True)
class Expectation:
    """`table`: one row a creator (columns of expected_counts, median_views, and the ends next_low and
    next_high between which a single video lies 8 times in 10); `videos`: those behind it.

    `factor`: log of views of sponsored over other videos within creators; it is in the table where it has an interval.
    `wild`: creators without an expectation because one rare hit would decide it.
    """

    table: pd.DataFrame
    factor: estimate.Estimate
    videos: pd.DataFrame
    wild: frozenset[str]

    @property
    def sponsored(self) -> bool:
        """Whether the table's views are those of sponsored videos."""
        return bool(pd.notna(self.factor.low))

    def draws(self, creators: pd.Index, pieces: np.ndarray | None = None) -> np.ndarray:
        """Scenarios × creators: views of all the booked videos together, `pieces` of each creator (None: one).

        A scenario draws each creator's level once and the luck of every video apart, so a bundle's videos make up for
        one another but not for a level that was misjudged; the doubt about the factor is common to all.
        """
        table = self.table.reindex(creators)
        times = np.ones(len(table)) if pieces is None else np.asarray(pieces, dtype=float)
        apart = np.clip(times, 1, MOST_APART).astype(int)
        luck = np.zeros((DRAWS, len(table)))
        for k in range(apart.max(initial=0)):
            booked = np.flatnonzero(apart > k)
            items = table.iloc[booked].assign(log_mean=0.0, log_sd=0.0, shift_sd=0.0)
            luck[:, booked] += estimate.scenarios(items, DRAWS, SEED + 1 + k)
        return estimate.scenarios(table.assign(sigma=0.0), DRAWS, SEED) * luck * (times / apart)

    def lost(self, people: pd.DataFrame) -> pd.DataFrame:
        """Those of these people whose expectation one rare hit would decide."""
        return people[people["creator_id"].isin(self.wild)]


@once
def expectations(data: Data) -> Expectation:
    """Expected views per creator, as if sponsored where the data can tell by how much that changes views.

    Within creators, log views of sponsored videos are compared with those of others; with an interval for that gap, the
    others' views are first brought to the sponsored level, and the interval holds the gap's own doubt.  No value for
    a creator with fewer than three videos, without a view, where views do not vary at all, or where they vary so much
    that the mean lies above what 9 in 10 single videos reach: then the size of one rare hit decides it.
    """
    every = data.videos[
        ["creator_id", "followers", "organic_views", "age_days", "age_at_least", "collected_by", "is_sponsored"]
    ]
    videos = usual(every, RIPE_DAYS)
    if videos.empty or every["collected_by"].isin(SELECTED).all():
        raise NotShown(
            "Expected views need videos that were not found by hashtag or search (which brings up the popular ones),"
            f" with known organic views and at least {RIPE_DAYS} days old at capture. Widen posted_from and posted_to,"
            f" or export the creators' profiles and import them: kit import profiles.csv --into {data.given}"
        )
    views = videos["organic_views"].astype("float64")
    sponsored = videos["is_sponsored"].astype("Float64")
    factor = estimate.within_gap(np.log(views.clip(lower=0.5)), sponsored, videos["creator_id"])
    known = bool(pd.notna(factor.low))
    if known:
        views = views.where(sponsored.fillna(0).astype(bool), views * np.exp(factor.value))
    followers = logs(videos["followers"].astype("float64"))
    table = estimate.expected_counts(views, videos["creator_id"], covariate=followers, shift=factor if known else None)
    own = videos.groupby("creator_id")["organic_views"]
    table["median_views"] = own.median().astype("float64")
    trusted = (table["n"] >= FEWEST_VIDEOS) & (table["sigma"] > STILL) & (own.max() > 0).astype(bool)
    reach = NINE_IN_TEN * np.sqrt(table["log_sd"] ** 2 + table["sigma"] ** 2 + table["shift_sd"] ** 2)
    table["next_low"], table["next_high"] = np.exp(table["log_mean"] - reach), np.exp(table["log_mean"] + reach)
    wild = trusted & (table["value"] > table["next_high"])
    table.loc[~trusted | wild, ["value", "low", "high", "log_mean", "next_low", "next_high"]] = np.nan
    return Expectation(table.rename_axis("creator_id"), factor, videos, frozenset(table.index[wild]))


def hits(lost: pd.DataFrame) -> str:
    """Whose expectation is not given because one rare hit would decide it; "" where there is nobody."""
    if lost.empty:
        return ""
    who = [called(row.name, row.creator_id) for row in lost.head(3).itertuples(index=False)]
    who += [f"{len(lost) - 3} more"] if len(lost) > 3 else []
    return (
        f"No expectation is given for {join(who)}: views differ so much that the mean would lie above what 9 in 10"
        " single videos reach, so one rare hit decides it."
    )
