"""The views that a creator's next booking can be expected to get: shrunken, and as a sponsored video where known."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data, once
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import RIPE_DAYS, SELECTED, usual
from kit.tier_pricing.deals import ASKING, called, comparable, PLANNED
from kit.tier_pricing.fair import bookable
from kit.tier_pricing.pricing import FEWEST_VIDEOS, logs
from kit.wording import estimate as said
from kit.wording import number, percent, plural, span

STILL = 0.05  # s.d. of log views below which counts are no counts of real videos
DRAWS, SEED = 4000, 1  # scenarios; a fixed seed, so that a report can be run again

COLUMNS = (
    Column("name", "Creator"),
    Column("creator_id", "Handle"),
    Column("tier", "Tier"),
    Column("expected", "Expected views", "count", "views"),
    Column("expected_low", "from", "count"),
    Column("expected_high", "to", "count"),
    Column("next_low", "One video, from", "count"),
    Column("next_high", "One video, to", "count"),
    Column("median_views", "Median views so far", "count"),
    Column("forecast", "Forecast in the deal", "count"),
    Column("chance", "Chance to reach it", "rate"),
    Column("videos", "Videos", "count"),
)


@dataclass(frozen=True)
class Expectation:
    """`table`: one row a creator (columns of expected_counts, and median_views); `videos`: those behind it.

    `factor`: log of views of sponsored over other videos within creators; it is in the table where it has an interval.
    """

    table: pd.DataFrame
    factor: estimate.Estimate
    videos: pd.DataFrame

    @property
    def sponsored(self) -> bool:
        """Whether the table's views are those of sponsored videos."""
        return bool(pd.notna(self.factor.low))

    def draws(self, creators: pd.Index) -> np.ndarray:
        """Scenarios × creators: views of one booked video each; the doubt about the factor is common to all."""
        return estimate.scenarios(self.table.reindex(creators), DRAWS, SEED)


@once
def expectations(data: Data) -> Expectation:
    """Expected views per creator, as if sponsored where the data can tell by how much that changes views.

    Within creators, log views of sponsored videos are compared with those of others; with an interval for that gap, the
    others' views are first brought to the sponsored level, and the interval holds the gap's own doubt.  No value for
    a creator with fewer than three videos, without a view, or where views do not vary at all.
    """
    videos = usual(data.videos, RIPE_DAYS)
    if videos.empty or data.videos["collected_by"].isin(SELECTED).all():
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
    table.loc[~trusted, ["value", "low", "high", "log_mean"]] = np.nan
    return Expectation(table.rename_axis("creator_id"), factor, videos)


@question("expected_views", "What views can a booking be expected to get?", priority=25, videos=("views",))
def expected_views(data: Data) -> Finding:
    """Expected views of one more video per creator on the offers' list, else of every creator that could be booked.

    The creator's own log views, drawn towards what followers suggest by how few videos there are.  `next_low` and
    `next_high` hold a single video's views 8 times in 10; `chance` is that of reaching the deal's own forecast.
    """
    known = expectations(data)
    offers = comparable(data)
    offers = offers[offers["used_as"].isin([ASKING, PLANNED])]
    people = bookable(data)
    listed = people[people["creator_id"].isin(offers["creator_id"])] if len(offers) else people
    found = listed[listed["creator_id"].isin(known.table.index[known.table["value"].notna()])]
    if found.empty:
        raise NotShown(few(data, known, listed))
    table = rows(known, found, offers)
    return answer(
        data,
        sentence(table, known, bool(len(offers))),
        table,
        COLUMNS,
        doubts=doubts(known, len(listed) - len(found)),
        caveat=(
            f"These are views by about day {RIPE_DAYS}; a booking read earlier will show fewer. The mean trusts a"
            " log-normal tail, so a rare hit can exceed it by far."
        ),
        n={"creators": len(table), "videos": int(table["videos"].sum())},
        left_out={
            "creators without such videos": len(listed) - len(found),
            "videos found by hashtag or search": int(data.videos["collected_by"].isin(SELECTED).sum()),
        },
        sources=("videos", "creators", "deals"),
        definitions={
            "Expected views": meaning(known),
            "One video": (
                "Range that should hold a single video's views 8 times in 10; far wider, because single videos differ"
                " so much."
            ),
            "Chance to reach it": f"Share of {DRAWS:,} draws of the booked videos that reach the deal's own forecast.",
        },
    )


def meaning(known: Expectation) -> str:
    """What an expectation is the mean of, and what its interval is."""
    ratio = f"; views of unsponsored videos are first multiplied by {number(np.exp(known.factor.value))}, the ratio"
    return (
        f"Mean of the views that one more video would get by about day {RIPE_DAYS}, organic; shrunken log-normal by"
        f" creator, with followers as covariate{f'{ratio} within creators' if known.sponsored else ''}. Its interval"
        " is that of the mean, 95 %."
    )


def rows(known: Expectation, people: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """One row a creator, the highest expectation first."""
    people = people.set_index("creator_id")
    table = known.table.reindex(people.index)
    draws = known.draws(table.index)
    offer = (
        offers.sort_values(["captured_at", "deal_id"], na_position="first")
        .groupby("creator_id")
        .tail(1)
        .set_index("creator_id")
        .reindex(table.index)
    )
    times = offer["videos"].astype("float64").fillna(1).to_numpy()
    forecast = offer["forecast_views"].astype("float64")
    out = (
        pd.DataFrame(
            {
                "name": people["name"],
                "tier": people["tier"],
                "expected": table["value"],
                "expected_low": table["low"],
                "expected_high": table["high"],
                "next_low": np.quantile(draws, 0.1, axis=0),
                "next_high": np.quantile(draws, 0.9, axis=0),
                "median_views": table["median_views"],
                "forecast": forecast,
                "chance": (draws * times >= forecast.to_numpy()).mean(axis=0),
                "videos": table["n"].astype(int),
            }
        )
        .rename_axis("creator_id")
        .reset_index()
    )
    out["chance"] = out["chance"].where(out["forecast"].notna())
    return out.sort_values(["expected", "creator_id"], ascending=[False, True], ignore_index=True)


def few(data: Data, known: Expectation, listed: pd.DataFrame) -> str:
    """Why no creator has an expectation."""
    if listed.empty or known.table["value"].notna().any():
        who = "creators that could be booked" if listed.empty else "creators on the list of offers"
        return (
            f"None of the {who} has {FEWEST_VIDEOS} viewed videos from its own profile that are {RIPE_DAYS} days old;"
            f" import their profiles: kit import profiles.csv --into {data.given}"
        )
    return (
        f"No creator has {FEWEST_VIDEOS} videos of known organic views that are {RIPE_DAYS} days old and differ in"
        f" views; import more of their videos: kit import profiles.csv --into {data.given}"
    )


def doubts(known: Expectation, missing: int) -> list[str]:
    """What these data cannot carry; missing: creators on the list without an expectation."""
    found = []
    if known.videos["age_days"].isna().any():
        found.append("The age of some videos is unknown; young ones among them pull expectations down.")
    if not known.sponsored:
        found.append(
            "How sponsored videos differ from a creator's others is not known from these data; a booking may well get"
            " fewer views than expected here."
        )
    if missing:
        have, their = ("has", "its") if missing == 1 else ("have", "their")
        found.append(
            f"{plural(missing, 'creator')} on the list {have} no expectation: too few viewed videos of {their} own that"
            f" are {RIPE_DAYS} days old ({FEWEST_VIDEOS} are needed)."
        )
    return found


def sentence(table: pd.DataFrame, known: Expectation, offers: bool) -> str:
    """The highest expectation, how sponsored videos differ, and the forecast least likely to come true."""
    best = table.iloc[0]
    who = called(best["name"], best["creator_id"])
    value = said(best["expected"], best["expected_low"], best["expected_high"], "count")
    if len(table) > 1:
        among = f"Of {plural(len(table), 'creator')}{' with an open offer' if offers else ''}"
        start = f"{among}, {who} has the highest expectation: {value} views for one more video"
    else:
        start = f"{who} can be expected to bring {value} views with one more video"
    if known.sponsored:
        ratio = estimate_of_ratio(known.factor)
        start += f"; sponsored videos got {ratio} times the views of the same creators' others, which is in it"
    chances = table["chance"].dropna()
    if chances.empty:
        single = span(best["next_low"], best["next_high"], "count")
        return f"{start}. A single video will lie within {single} 8 times in 10."
    low = table.loc[chances.idxmin()]
    which = "boldest" if len(chances) > 1 else "only"
    whose, chance = called(low["name"], low["creator_id"]), percent(low["chance"], 0)
    return f"{start}. The {which} forecast is that for {whose}: {chance} chance to reach it."


def estimate_of_ratio(factor: estimate.Estimate) -> str:
    """The sponsored gap, given in logs, as a ratio with its interval."""
    return said(float(np.exp(factor.value)), float(np.exp(factor.low)), float(np.exp(factor.high)), "number")
