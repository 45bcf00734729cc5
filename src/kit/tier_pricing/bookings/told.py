"""What a booking's outcome says in words."""

import numpy as np
import pandas as pd

from kit.selection import RIPE_DAYS
from kit.tier_pricing.bookings.offers import QUOTE
from kit.tier_pricing.bookings.outcome import Outcomes
from kit.tier_pricing.bookings.rates import Rates
from kit.tier_pricing.bookings.sales import Sales
from kit.tier_pricing.bookings.target import Target
from kit.tier_pricing.people import called
from kit.wording import money, number, percent, plural, span

SURE = 0.01  # a chance nearer to 0 or 1 than this is not told from it
FAIRLY = 0.75  # share of scenarios from which on a first place is worth a "but"


def sentence(table: pd.DataFrame, goal: Target, currency: str, ahead: float) -> str:
    """Who most likely stays below the target and who least, and how far their ranges tell them apart.

    ahead: share of scenarios in which the first row costs less per view than the last.
    """
    best, worst, n = table.iloc[0], table.iloc[-1], len(table)
    limit = f"a CPM of {money(goal.cpm, currency)} {goal.where}"
    first, last = (f"{money(row['cpm'], currency)} ({inside(row, currency)})" for row in (best, worst))
    if n == 1:
        chance = f"; {likely(best['chance'])} chance to stay at or below {limit}" if goal.known else ""
        return f"{at_quote(best, currency)}{named(best)} would cost {first} per thousand views{chance}."
    among = f"Of {plural(n, 'creator')}{' with an open offer' if best['deal_id'] else ''}"
    if not goal.known:
        start = f"{named(best)} would have the lowest CPM, {first}, and {named(worst)} the highest, {last}"
    elif best["chance"] < SURE:
        start = f"none is likely to stay at or below {limit}; the nearest is {named(best)} at {first}"
    elif worst["chance"] > 1 - SURE:
        start = f"each is all but sure to stay at or below {limit}, even {named(worst)} at {last}"
    else:
        start = (
            f"{named(best)} is the most likely to stay at or below {limit}, {likely(best['chance'])} at {first}, and"
            f" {named(worst)} the least, {likely(worst['chance'])} at {last}"
        )
    return f"{among}, {start}.{overlap(table, ahead)}"


def at_quote(row: pd.Series, currency: str) -> str:
    """The quote, before the rest of the sentence; "" where the price is none."""
    return f"At the quote of {money(row['price'], currency)}, " if row["price_from"] == QUOTE else ""


def named(row: pd.Series) -> str:
    return called(row["name"], row["creator_id"])


def inside(row: pd.Series, currency: str) -> str:
    return f"{span(row['cpm_low'], row['cpm_high'], 'money', currency)} 8 times in 10"


def likely(chance: float) -> str:
    """A chance in words; the draws do not tell the last percent."""
    if chance < SURE:
        return f"less than {percent(SURE, 0)}"
    if chance > 1 - SURE:
        return f"more than {percent(1 - SURE, 0)}"
    return percent(chance, 0)


def overlap(table: pd.DataFrame, ahead: float) -> str:
    """How far the ranges tell creators apart; "" where those of the first and the last do not meet."""
    low, high = table["cpm_low"], table["cpm_high"]
    if low.iloc[-1] > high.iloc[0]:
        return ""
    every = low.max() <= high.min() and len(table) > 2
    some = (
        f"All {len(table)} ranges overlap"
        if every
        else "Their ranges overlap"
        if len(table) == 2
        else "These two ranges overlap"
    )
    how = "yet" if ahead >= FAIRLY else "and"
    only = "" if ahead >= FAIRLY else "only "
    return f" {some}, {how} the first comes out cheaper than the last in {only}{likely(ahead)} of the scenarios."


def meanings(known: Outcomes, goal: Target) -> dict[str, str]:
    """What the columns mean."""
    found = {
        "CPM forecast": (
            "1,000 × price ÷ organic views of all booked videos: the middle of the scenarios, and 8 in 10. Views: mean,"
            " and 8 in 10."
        )
        + (" Chance: share at or below the target." if goal.known else ""),
    }
    if goal.deals:
        found["Target CPM"] = (
            f"1,000 × fees without tax ÷ organic views, pooled over {plural(goal.deals, 'delivered deal')} of ours"
            f" {'with' if goal.young else 'without'} videos younger than {RIPE_DAYS} days."
        )
    if known.rates:
        found["Expected engagements"] = engaged(known.rates)
    if known.sales:
        found["Expected orders"] = ordered(known.sales)
    return found


def engaged(rates: Rates) -> str:
    """Of what expected engagements are made."""
    odds = f", if sponsored at {number(np.exp(rates.factor.value))} times the odds of others" if rates.sponsored else ""
    tie = f"; rates {'rise' if rates.slope > 0 else 'fall'} with a video's views, which is in it" if rates.slope else ""
    return f"Views × the creator's shrunken engagement rate by views{odds}{tie}. CPE: price ÷ these."


def ordered(sales: Sales) -> str:
    """By what expected orders were found."""
    law, deals = sales.law, sales.deals
    how = (
        "in proportion to views"
        if law.power == 1
        else f"ten times the views brought {number(10**law.power)} times the orders"
    )
    return (
        f"Attributed ones, learned from {plural(len(deals), 'deal')} with a code or link, leaked ones left out: {how}."
        " A creator without such a deal gets their mean."
    )
