"""Where a quote lies among comparable deals, in words that serve a negotiation: a place, never a verdict."""

from collections.abc import Collection

import pandas as pd

from kit.tier_pricing.cards.quoted import WIDER
from kit.tier_pricing.fair.pricing import CARD
from kit.tier_pricing.fair.told import addons_of, beyond_us, each_of, in_quote, of_itself
from kit.tier_pricing.people import called
from kit.wording import money, plural, span

MISSING = 0.05  # percentile below which a price is so low that something may not be in it
MOST = 0.75  # of what offers add up to: those few that make it up are counted
LOW, HIGH = 0.35, 0.65  # percentiles between which a price is near the middle: 4 to 6 of 10 deals are cheaper
OPEN = ("quote", "asked", "planned")


def sentence(
    currency: str, table: pd.DataFrame, deliverable: str, addons: Collection[str], paid: pd.Series | None = None
) -> str:
    """On the one quote, else on the offers together and the one that lies highest.

    addons: in the middle prices (`priced_with`).  paid: what our own deals cost per piece, by creator_id.
    """
    priced = table[table["mid"].notna()]
    offers = priced[priced["quote"].notna() & priced["status"].isin(OPEN)]
    best = (offers if len(offers) else priced).iloc[0]
    word, who = "video" if deliverable == "bundle" else deliverable, called(best["name"], best["creator_id"])
    own = "" if paid is None else of_itself(paid[paid.index == best["creator_id"]], currency)
    own = f"; {own}" * bool(own)
    if offers.empty:
        many = f"Of {plural(len(priced), 'creator')} priced, {who} comes out highest" if len(priced) > 1 else who
        what = f"{word}{addons_of(best, addons)}"
        return f"{many}: {middle(best, currency)} for one {what}; no quote is known to hold against it{own}."
    what = f"{'for ' * bool(best['videos'] > 1)}{each_of(best, word)}{addons_of(best, in_quote(best, addons))}"
    line = place(best, currency, f"{who} at {money(best['quote'], currency)} {what}", beyond_us(best, addons)) + own
    if len(offers) == 1:
        return f"{line}."
    each, usual = (offers[c] * offers["videos"].astype("float64") for c in ("quote", "mid"))
    where = "published cards" if best["basis"] == CARD else "the middles of comparable deals"
    return (
        f"{plural(len(offers), 'offer')} add up to {money(each.sum(), currency)}{few(each, currency)}, where {where}"
        f" add up to {money(usual.sum(), currency)}; the dearest for its kind: {line}."
    )


def few(each: pd.Series, currency: str) -> str:
    """Which few of the offers make up most of the sum; "" where it takes more than a quarter of them."""
    summed = each.sort_values(ascending=False).cumsum()
    n = int((summed < MOST * each.sum()).sum()) + 1
    return f" ({n} of them: {money(summed.iloc[n - 1], currency)})" if n <= len(each) / 4 else ""


def place(row: pd.Series, currency: str, line: str, beyond: str = "") -> str:
    """How high a quote lies, what the middle is, and what to say to it.  beyond: what it holds and prices do not."""
    percentile, above = row["percentile"], row["quote"] > row["mid"]
    if beyond:
        return f"{line} has no known place, as no price of ours holds {beyond}; without, {middle(row, currency)}"
    if row["basis"] == CARD:
        return f"{line} is {row['position']}; {middle(row, currency)}"
    if pd.isna(percentile):
        return f"{line} has no known place among comparable deals; {middle(row, currency)}"
    if LOW <= percentile <= HIGH:
        return f"{line} lies near the middle of comparable deals, {money(row['mid'], currency)}{ranges(row, currency)}"
    tenths = round(10 * percentile)
    many = "nearly all" if tenths in (0, 10) else f"about {tenths if percentile > HIGH else 10 - tenths} in 10"
    side = "higher" if percentile > HIGH else "lower"
    if side == "higher" and above and row["status"] != "planned":
        then = f"a counter-offer at {money(row['mid'], currency)} would be the middle"
    elif percentile < MISSING and not above and row["status"] != "planned":
        then = f"check what is not in it. The middle is {money(row['mid'], currency)}"
    elif side == "lower" and not above and row["status"] != "planned":
        then = f"taking it leaves little to win. The middle is {money(row['mid'], currency)}"
    else:
        then = f"the middle is {money(row['mid'], currency)}"
    joint = ":" if ". The" in then else ";"
    return f"{line} is {side} than {many} comparable deals{joint} {then}{ranges(row, currency)}"


def ranges(row: pd.Series, currency: str) -> str:
    """Where half and nine of ten such deals lie, as a clause that follows the middle."""
    half = span(row["half_low"], row["half_high"], "money", currency)
    inside = span(row["mid_low"], row["mid_high"], "money", currency)
    both = [f"half of such deals lie at {half}"] * bool(half) + [f"9 in 10 at {inside}"] * bool(inside)
    return f"; {', '.join(both)}" if both else ""


def middle(row: pd.Series, currency: str) -> str:
    """The middle price with its range, and what that range is: never a confidence interval."""
    inside = span(row["mid_low"], row["mid_high"], "money", currency)
    if row["basis"] == CARD:
        return f"a published card says {money(row['mid'], currency)} ({inside}, ÷ {WIDER} to × {WIDER})"
    said = f" ({inside}, 9 in 10 such deals)" if inside else ""
    return f"the middle of comparable deals would be {money(row['mid'], currency)}{said}"
