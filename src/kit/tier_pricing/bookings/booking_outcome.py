"""What a booking would bring, and how likely it costs no more than a target per thousand views."""

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.metrics import cpe
from kit.selection import cannot_be, RIPE_DAYS
from kit.tier_pricing.bookings.expectation import HITS, hits, rough
from kit.tier_pricing.bookings.offers import open_deals, price_draws, priced, QUOTE
from kit.tier_pricing.bookings.outcome import MEASURES, Outcomes, outcomes
from kit.tier_pricing.bookings.scenarios import blocks
from kit.tier_pricing.bookings.target import Target, target
from kit.tier_pricing.bookings.told import meanings, named, sentence
from kit.tier_pricing.cards.quoted import CARDED
from kit.tier_pricing.deals import comparable, rate_wanted, unrated
from kit.tier_pricing.fair.pricing import CARD
from kit.tier_pricing.fair.quotes import checked
from kit.wording import plural

EIGHT_IN_TEN = (0.1, 0.9)
INTERVAL = "range, 8 times in 10"
SOURCES = ("deals", "deliveries", "videos", "creators", "orders", "fx")
CAVEAT = "Organic views by about day {}, against {}. A CPM says nothing of what views lead to"
FEES, AS_QUOTED = "fees without tax, rights or boosting", "the quote as it stands, with any rights in it"


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("cpm", "CPM forecast", "money", currency),
        Column("cpm_low", "from", "money", currency),
        Column("cpm_high", "to", "money", currency),
        Column("chance", "Chance to beat it", "rate"),
        Column("price", "Price", "money", currency),
        Column("views", "Views of all videos", "count", "views"),
        Column("views_low", "from", "count"),
        Column("views_high", "to", "count"),
        Column("engagements", "Expected engagements", "count"),
        Column("cpe", "Expected CPE", "money", currency),
        Column("orders", "Expected orders", "number"),
        Column("videos", "Videos", "count"),
        Column("price_from", "Price from"),
        Column("tier", "Tier"),
        Column("engagements_from", "Engagements, from", "count", hidden=True),
        Column("engagements_to", "to", "count", hidden=True),
        Column("orders_from", "Orders, from", "number", hidden=True),
        Column("orders_to", "to", "number", hidden=True),
        Column("target", "Target CPM", "money", currency, hidden=True),
        Column("deal_id", "Deal", hidden=True),
    )


@question(
    "booking_outcome",
    "What would a booking bring, and how likely does it beat the target CPM?",
    priority=26,
    videos=("views",),
)
def booking_outcome(
    data: Data, target_cpm: float = 0.0, deliverable: str = "video", handle: str = "", quote: float = 0.0
) -> Finding:
    """Per creator with an open offer, else per creator that could be booked: price, what its videos would bring, and
    the chance that the fee per thousand organic views stays at or below the target.

    target_cpm: in the report's currency, without tax; 0: what our own delivered deals paid, pooled; without any, none.
    deliverable: video or bundle, as only these have views on a profile.
    handle: this creator only, at its open offer or else at the middle price of comparable deals; quote: at what it asks
    for one video, in the place of its offer.
    """
    handle = checked(handle, quote, deliverable, 0, 0)
    goal = target(data, target_cpm)
    if deliverable not in CARDED:
        raise NotShown(
            f"What a {deliverable} brings cannot be told: its views are not on a profile. Use the parameter deliverable"
            " with video or bundle."
        )
    known, everybody = outcomes(data), priced(data, handle, quote)
    people = everybody[everybody["price"].gt(0)]
    rows, wild = people[people["creator_id"].isin(known.views.table["value"].dropna().index)], known.views.lost(people)
    if rows.empty:
        raise NotShown(nobody(data, everybody, hits(wild), handle))
    table, ahead = forecast(rows.reset_index(drop=True), known, goal)
    currency = data.currency or "USD"
    behind = known.views.table["n"].reindex(table["creator_id"]).sum()
    return answer(
        data,
        sentence(table, goal, currency, ahead),
        table,
        columns(currency),
        doubts=[*doubts(table, known, goal), hits(wild), "" if quote else unrated(open_deals(data, handle))],
        caveat=cautions(known, quote),
        n={"creators": len(table), "videos": int(behind)}
        | ({"deals behind the target": goal.deals} if goal.deals else {}),
        left_out={
            "creators without a price": len(everybody) - len(people),
            "creators without expected views": len(people) - len(rows) - len(wild),
            HITS: len(wild),
        }
        | ({"open offers that the quote replaces": len(open_deals(data, handle))} if quote else {})
        | cannot_be(data.videos),
        sources=(*SOURCES, *(["published"] if table["price_from"].eq(CARD).any() else [])),
        definitions=meanings(known, goal),
        interval=INTERVAL,
    )


def forecast(rows: pd.DataFrame, known: Outcomes, goal: Target) -> tuple[pd.DataFrame, float]:
    """`priced` rows with what they bring, the likeliest to beat the target first (without one the cheapest), and the
    share of scenarios in which the first costs less per view than the last."""
    table = pd.concat([outlook(rows.iloc[some], known, goal) for some in blocks(len(rows))])
    table["cpe"] = cpe(table["price"], table["engagements"])
    table = table.sort_values(["chance", "cpm", "creator_id"], ascending=[False, True, True], ignore_index=True)
    ends = table.iloc[[0, -1]]
    views = known.draws(pd.Index(ends["creator_id"]), ends["videos"].to_numpy(), "views")
    first, last = (1000 * price_draws(ends) / views).T
    return table, float((first < last).mean())


def outlook(rows: pd.DataFrame, known: Outcomes, goal: Target) -> pd.DataFrame:
    """Some `priced` rows with what they bring."""
    creators, pieces = pd.Index(rows["creator_id"]), rows["videos"].to_numpy()
    drawn = known.drawn(creators, pieces)
    costs = 1000 * price_draws(rows) / drawn["views"]
    found = {"cpm": np.median(costs, axis=0)}
    found["cpm_low"], found["cpm_high"] = np.quantile(costs, EIGHT_IN_TEN, axis=0)
    found["chance"] = (costs <= goal.cpm).mean(axis=0) if goal.known else np.full(len(rows), np.nan)
    for measure in MEASURES:
        found[measure] = known.expected(creators, pieces, measure)
        ends = ("low", "high") if measure == "views" else ("from", "to")  # only the views' range is printed
        found |= {
            f"{measure}_{end}": row
            for end, row in zip(ends, np.quantile(drawn[measure], EIGHT_IN_TEN, axis=0), strict=True)
        }
    return rows.assign(**found, target=goal.cpm)


def nobody(data: Data, everybody: pd.DataFrame, wild: str, handle: str) -> str:
    """Why no booking can be forecast; handle: of this creator, "" of anybody."""
    wanted = rate_wanted(comparable(data))
    who, has = (named(everybody.iloc[0]), "does not have") if handle else ("No creator", "has")
    if wanted and not everybody["price"].gt(0).any():
        return f"{who} has {'no' if handle else 'a'} price. {wanted}"
    return (
        f"{wild} {who} {has} both a price and expected views. Prices need deals (or followers, for a published card);"
        f" views need three videos of the creator's own profile that are {RIPE_DAYS} days old. Import what is missing:"
        f" kit import FILES --into {data.given}"
    ).strip()


def doubts(table: pd.DataFrame, known: Outcomes, goal: Target) -> list[str]:
    """What these data cannot carry."""
    found, middle = [], int((table["deal_id"].eq("") & table["price_from"].ne(QUOTE)).sum())
    if not goal.known:
        found.append("No delivered deal of our own gives a target; set target_cpm to have one.")
    if goal.young:
        found.append(f"The target rests on videos younger than {RIPE_DAYS} days; their views grow, so it is too high.")
    if table["price_from"].eq(CARD).any():
        found.append("Prices are published cards', perhaps three times off each way; that is in the ranges.")
    elif middle:
        what = "price is the middle" if middle == 1 else "prices are middles"
        found.append(f"{middle} {what} of comparable deals, not asked; that doubt is in the ranges.")
    if not known.views.sponsored:
        found.append("How sponsored videos differ from others is not known here; a booking may get fewer views.")
    return [*found, rough(known.views), silence(known.sales.deals["orders"]) if known.sales else ""]


def cautions(known: Outcomes, quote: float) -> str:
    """What always holds, and why a measure is missing; a command ends a sentence."""
    missing = [reason.rstrip(".") for measure in MEASURES if (reason := known.why_not(measure))]
    always = CAVEAT.format(RIPE_DAYS, AS_QUOTED if quote else FEES)
    return ". ".join([always, *missing]) + ("" if missing else ".")


def silence(orders: pd.Series) -> str:
    """A word on deals without a single attributed order; "" without such."""
    none = int((orders == 0).sum())
    if not none:
        return ""
    return (
        f"Of {plural(len(orders), 'deal')} with a code or link {none} brought no order; if codes were not in use,"
        " expected orders are too low."
    )
