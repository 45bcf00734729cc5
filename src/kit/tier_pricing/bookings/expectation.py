"""The views of a creator's next videos: shrunken, as sponsored videos where known, and drawn in scenarios."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import NotShown
from kit.once import once
from kit.selection import RIPE_DAYS, SELECTED, usual
from kit.tier_pricing.bookings.scenarios import Booked, shared, Streams
from kit.tier_pricing.fair.features import FEWEST_VIDEOS, logs
from kit.tier_pricing.people import bookable, called
from kit.wording import join, plural

STILL = 0.05  # s.d. of log views below which counts are no counts of real videos
NINE_IN_TEN = 1.2816  # standard deviations from the middle of a normal to its 90 % quantile
REACH = 1.96  # of a 95 % interval
VAGUE = 9.0  # times: a sponsored gap whose interval is wider (a factor of three each way) says nothing
SPARE = 6  # videos beyond the first of each creator, below which ranges of a plain normal are clearly too narrow
USELESS = 100  # times the low end of a mean's interval: a high end beyond says that one rare hit decides it
HITS = "creators whose expectation one rare hit would decide"
ROW = ["creator_id", "tier", "followers", "organic_views", "organic_engagements", "age_days", "age_at_least"]
ROW += ["collected_by", "is_sponsored", "status", "posted_at"]


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
        """Scenarios × rows: views of all the booked videos together, `pieces` of each row's creator (None: one).

        A scenario draws each creator's level once and the luck of every video apart, so a bundle's videos make up for
        one another but not for a level that was misjudged; the doubt about the factor is common to all.
        """
        booked = Booked.of(creators, pieces)
        video = self.video(booked.creators)
        return booked.together(lambda going: video(going)[0])

    def video(self, creators: np.ndarray) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]:
        """What tells the views of the next video of some creators (their positions), and its luck in s.d. of logs."""
        table, luck = self.table.reindex(creators), Streams(creators, "views")
        mean, doubt, sigma, common = (table[c].to_numpy()[:, None] for c in ("log_mean", "log_sd", "sigma", "shift_sd"))
        level = mean + doubt * luck.next() + common * shared("views")

        def following(going: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            lucky = luck.next(going)
            return np.exp(level[going] + sigma[going] * lucky), lucky

        return following

    def levels(self, creators: np.ndarray, n: int, seed: int) -> np.ndarray:
        """Creators × draws of the mean views of one video, by as much as that mean may be misjudged."""
        table = self.table.reindex(creators)
        value, low, high, common = (table[c].to_numpy()[:, None] for c in ("value", "low", "high", "shift_sd"))
        every = (np.log(high / low) / 2 / REACH) ** 2
        own = np.sqrt(np.maximum(every - common**2, table["log_sd"].to_numpy()[:, None] ** 2))
        error = own * Streams(creators, "views", seed).next(n=n) + common * shared("views", seed, n)
        return value * np.exp(error - (own**2 + common**2) / 2)

    def lost(self, people: pd.DataFrame) -> pd.DataFrame:
        """Those of these people whose expectation one rare hit would decide."""
        return people[people["creator_id"].isin(self.wild)]


@once
def expectations(data: Data) -> Expectation:
    """Expected views per creator that could be booked (see `expected`); NotShown where no video can tell."""
    every = data.videos[ROW]
    videos = usual(every, RIPE_DAYS)
    if videos.empty or every["collected_by"].isin(SELECTED).all():
        raise NotShown(
            "Expected views need videos that were not found by hashtag or search (which brings up the popular ones),"
            f" with known organic views and at least {RIPE_DAYS} days old at capture. Widen posted_from and posted_to,"
            f" or export the creators' profiles and import them: kit import profiles.csv --into {data.given}"
        )
    # a brand's own account is no draw from those who could be booked
    return expected(videos[videos["creator_id"].isin(bookable(data)["creator_id"])])


def expected(videos: pd.DataFrame) -> Expectation:
    """What these videos promise of their creators' next ones, as if sponsored where they tell how that changes views.

    Within creators, log views of sponsored videos are compared with those of others; with an interval for that gap, the
    others' views are first brought to the sponsored level, and the interval holds the gap's own doubt.  No value for
    a creator with fewer than three videos, without a view, where views do not vary at all, or where they vary so much
    that the mean lies above what 9 in 10 single videos reach or anywhere within a factor of a hundred: then the size of
    one rare hit decides it.
    """
    apart = tossed(videos)
    calm = videos[~videos["creator_id"].isin(apart)]
    views = calm["organic_views"].astype("float64")
    factor = sponsored_gap(np.log(views.clip(lower=0.5)), calm)
    known = bool(pd.notna(factor.low))
    if known:
        views = views.where(marked(calm), views * np.exp(factor.value))
    followers = logs(calm["followers"].astype("float64"))
    table = estimate.expected_counts(views, calm["creator_id"], covariate=followers, shift=factor if known else None)
    own = videos.groupby("creator_id")["organic_views"]
    table = table.reindex(own.median().index).assign(n=own.size(), median_views=own.median().astype("float64"))
    trusted = (table["n"] >= FEWEST_VIDEOS) & ~(table["sigma"] <= STILL) & (own.max() > 0).astype(bool)
    reach = NINE_IN_TEN * np.sqrt(table["log_sd"] ** 2 + table["sigma"] ** 2 + table["shift_sd"] ** 2)
    table["next_low"], table["next_high"] = np.exp(table["log_mean"] - reach), np.exp(table["log_mean"] + reach)
    wild = (table["value"] > table["next_high"]) | (table["high"] > USELESS * table["low"]) | table.index.isin(apart)
    table.loc[~trusted | wild, ["value", "low", "high", "log_mean", "next_low", "next_high"]] = np.nan
    return Expectation(table.rename_axis("creator_id"), factor, videos, frozenset(table.index[trusted & wild]))


def tossed(videos: pd.DataFrame) -> pd.Index:
    """Creators whose own log views lie so far apart that their mean lies above what 9 in 10 of their videos reach.

    That is so from an s.d. of twice NINE_IN_TEN on (exp(s² / 2) > exp(1.28 s)).  They are no draw from the same pot as
    the others, so they must not tell how far apart the others' videos lie.
    """
    log_views = np.log(videos["organic_views"].astype("float64").clip(lower=0.5))
    spread = log_views.groupby(videos["creator_id"]).std()
    return spread.index[spread > 2 * NINE_IN_TEN]


def sponsored_gap(outcome: pd.Series, videos: pd.DataFrame) -> estimate.Estimate:
    """Sponsored less other videos of the same creator; without an interval where that would be too wide to say much."""
    gap = estimate.within_gap(outcome, videos["is_sponsored"].astype("Float64"), videos["creator_id"])
    vague = not gap.high - gap.low < np.log(VAGUE)
    return estimate.Estimate(gap.value, np.nan, np.nan, gap.n, gap.clusters) if vague else gap


def marked(videos: pd.DataFrame) -> pd.Series:
    """Whether a video is marked as sponsored; unknown is not."""
    return videos["is_sponsored"].fillna(False).astype(bool)


def hits(lost: pd.DataFrame) -> str:
    """Whose expectation is not given because one rare hit would decide it; "" where there is nobody."""
    if lost.empty:
        return ""
    who = [called(row.name, row.creator_id) for row in lost.head(3).itertuples(index=False)]
    who += [f"{len(lost) - 3} more"] if len(lost) > 3 else []
    return (
        f"No expectation is given for {join(who)}: views differ so much, or are known of so few videos, that one rare"
        " hit would decide the mean."
    )


def rough(known: Expectation) -> str:
    """A word where so few videos tell how far single ones lie apart that ranges are too narrow; "" otherwise.

    Simulated with one to three creators of three or four log-normal videos each, 66 to 75 % lie in the 80 % range.
    """
    n = known.table["n"]
    several = n[n > 1]
    if (several - 1).sum() >= SPARE:
        return ""
    return (
        f"How far single videos lie apart is told by only {plural(several.sum(), 'video')} of"
        f" {plural(len(several), 'creator')}, so a range holds nearer 7 in 10 than 8."
    )
