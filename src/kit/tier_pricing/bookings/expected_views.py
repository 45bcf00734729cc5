"""The views that a creator's next booking can be expected to get: shrunken, and as a sponsored video where known."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.selection import cannot_be, RIPE_DAYS, SELECTED
from kit.tier_pricing.bookings.expectation import Expectation, expectations, HITS, hits, rough
from kit.tier_pricing.bookings.offers import asked_for, open_offers
from kit.tier_pricing.bookings.recent import drift
from kit.tier_pricing.bookings.scenarios import DRAWS
from kit.tier_pricing.bookings.told import likely
from kit.tier_pricing.fair.features import FEWEST_VIDEOS
from kit.tier_pricing.fair.quotes import checked
from kit.tier_pricing.people import called
from kit.wording import estimate as said
from kit.wording import number, plural, span

GONE, MANY = ("deleted", "private"), 0.05  # share of all videos from which on that is said
REACHED = f"Share of {DRAWS:,} draws in which all the booked videos together reach the deal's own forecast."

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
    Column("given", "Average in a list", "count"),
)


@question("expected_views", "What views can a booking be expected to get?", priority=25, videos=("views",))
def expected_views(data: Data, handle: str = "") -> Finding:
    """Expected views of one more video per creator on the offers' list, else of every creator that could be booked.

    handle: of this creator only, whether it stands on the list or not.
    The creator's own log views, drawn towards what followers suggest by how few videos there are.  `next_low` and
    `next_high` hold a single video's views 8 times in 10; `chance` is that of reaching the deal's own forecast.
    """
    handle = checked(handle, 0.0, "video", 0, 0)
    known, offers, people = expectations(data), open_offers(data), asked_for(data, handle)
    listed = people[people["creator_id"].isin(offers.index)] if len(offers) and not handle else people
    found = listed[listed["creator_id"].isin(known.table.index[known.table["value"].notna()])]
    if found.empty:
        raise NotShown(few(data, known, listed, handle))
    table, wild = rows(known, found, offers), known.lost(listed)
    without = len(listed) - len(found) - len(wild)
    return answer(
        data,
        sentence(table, known, bool(len(offers))),
        table,
        COLUMNS,
        doubts=[*doubts(known, without), hits(wild)],
        caveat=(
            f"Views by about day {RIPE_DAYS}; a booking read earlier shows fewer, and a rare hit can exceed the mean by"
            " far."
        ),
        n={"creators": len(table), "videos": int(table["videos"].sum())},
        left_out={
            "creators without such videos": without,
            HITS: len(wild),
            "videos found by hashtag or search": int(data.videos["collected_by"].isin(SELECTED).sum()),
        }
        | cannot_be(data.videos),
        sources=("videos", "creators", "deals"),
        definitions={
            "Expected views": meaning(known),
            "One video": "Should hold a single video's views 8 times in 10.",
        }
        | ({"Chance to reach it": REACHED} if table["chance"].notna().any() else {}),
    )


def meaning(known: Expectation) -> str:
    """What an expectation is the mean of, and what its interval is."""
    ratio = number(np.exp(known.factor.value))
    gap = f"; views of unsponsored ones are first brought to the sponsored level (× {ratio})"
    return (
        f"Mean organic views of one more video by about day {RIPE_DAYS}: log-normal by creator, shrunken towards what"
        f" followers suggest{gap if known.sponsored else ''}. 95 % interval of the mean."
    )


def rows(known: Expectation, people: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """One row a creator, the highest expectation first."""
    people = people.set_index("creator_id")
    table = known.table.reindex(people.index)
    offer = offers.reindex(table.index)
    out = (
        pd.DataFrame(
            {
                "name": people["name"],
                "tier": people["tier"],
                "expected": table["value"],
                "expected_low": table["low"],
                "expected_high": table["high"],
                "next_low": table["next_low"],
                "next_high": table["next_high"],
                "median_views": table["median_views"],
                "forecast": offer["forecast_views"],
                "chance": chances(known, offer),
                "videos": table["n"].astype(int),
                "given": people["avg_views"].astype("float64"),
            }
        )
        .rename_axis("creator_id")
        .reset_index()
    )
    return out.sort_values(["expected", "creator_id"], ascending=[False, True], ignore_index=True)


def chances(known: Expectation, offer: pd.DataFrame) -> pd.Series:
    """Chance of each offer's forecast; missing without one, or where it is not known for how many videos."""
    asked = offer[offer["forecast_views"].notna() & offer["videos"].gt(0)]
    drawn = known.draws(asked.index, asked["videos"].to_numpy())
    reached = (drawn >= asked["forecast_views"].to_numpy()).mean(axis=0)
    return pd.Series(reached, asked.index, dtype="float64").reindex(offer.index)


def few(data: Data, known: Expectation, listed: pd.DataFrame, handle: str) -> str:
    """Why no creator has an expectation; handle: why this one has none."""
    wild = hits(known.lost(listed))
    if wild:
        return f"{wild} Import more videos of other creators: kit import profiles.csv --into {data.given}"
    given = (
        "An average in a list is no substitute: its videos and days are not known. "
        if "avg_views" in listed and listed["avg_views"].notna().any()
        else ""
    )
    if handle:
        return (
            f"{called(*listed[['name', 'creator_id']].iloc[0])} does not have {FEWEST_VIDEOS} videos of known organic"
            f" views from its own profile that are {RIPE_DAYS} days old and differ in views. {given}Import its profile:"
            f" kit import profiles.csv --into {data.given}"
        )
    if listed.empty or known.table["value"].notna().any():
        who = "creators that could be booked" if listed.empty else "creators on the list of offers"
        return (
            f"None of the {who} has {FEWEST_VIDEOS} viewed videos from its own profile that are {RIPE_DAYS} days old."
            f" {given}Import their profiles: kit import profiles.csv --into {data.given}"
        )
    return (
        f"No creator has {FEWEST_VIDEOS} videos of known organic views that are {RIPE_DAYS} days old and differ in"
        f" views. {given}Import more of their videos: kit import profiles.csv --into {data.given}"
    )


def doubts(known: Expectation, missing: int) -> list[str]:
    """What these data cannot carry; missing: creators on the list without an expectation."""
    found, gone = [], int(known.videos["status"].isin(GONE).sum())
    if known.videos["age_days"].isna().any():
        found.append("The age of some videos is unknown; young ones among them pull expectations down.")
    if not known.sponsored:
        found.append(
            "How sponsored videos differ from a creator's others is not known from these data; a booking may well get"
            " fewer views than expected here."
        )
    if gone > MANY * len(known.videos):
        was = "was" if gone == 1 else "were"
        found.append(f"{plural(gone, 'video')} {was} deleted or made private, and count with their last known views.")
    if missing:
        have, their = ("has", "its") if missing == 1 else ("have", "their")
        found.append(
            f"{plural(missing, 'creator')} {have} no expectation: too few viewed videos of {their} own that"
            f" are {RIPE_DAYS} days old ({FEWEST_VIDEOS} are needed)."
        )
    return [*found, rough(known), drift(known.videos)]


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
    whose = called(low["name"], low["creator_id"])
    return f"{start}. The {which} forecast is that for {whose}: {likely(low['chance'])} chance to reach it."


def estimate_of_ratio(factor: estimate.Estimate) -> str:
    """The sponsored gap, given in logs, as a ratio with its interval."""
    return said(float(np.exp(factor.value)), float(np.exp(factor.low)), float(np.exp(factor.high)), "number")
