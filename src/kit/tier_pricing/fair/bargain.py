"""Where a quote lies among comparable deals, in words that serve a negotiation: a place, never a verdict."""

from collections.abc import Collection

import pandas as pd

from kit.tier_pricing.cards.quoted import WIDER
from kit.tier_pricing.fair.pricing import CARD
from kit.tier_pricing.fair.told import addons_of, each_of, in_quote
from kit.tier_pricing.people import called
from kit.wording import money, plural, span

LOW, HIGH = 0.35, 0.65  # percentiles between which a price is near the middle: 4 to 6 of 10 deals are cheaper
OPEN = ("quote", "asked", "planned")


def sentence(currency: str, table: pd.DataFrame, deliverable: str, addons: Collection[str]) -> str:
    """On the one quote, else on the offers together and the one that lies highest.  addons: in the model's prices."""
    priced = table[table["mid"].notna()]
    offers = priced[priced["quote"].notna() & priced["status"].isin(OPEN)]
    best = (offers if len(offers) else priced).iloc[0]
    word, who = "video" if deliverable == "bundle" else deliverable, called(best["name"], best["creator_id"])
    if offers.empty:
        many = f"Of {plural(len(priced), 'creator')} priced, {who} comes out highest" if len(priced) > 1 else who
        what = f"{word}{addons_of(best, addons)}"
        return f"{many}: {middle(best, currency)} for one {what}; no quote is known to hold against it."
    what = f"{'for ' * bool(best['videos'] > 1)}{each_of(best, word)}{addons_of(best, in_quote(best, addons))}"
    line = place(best, currency, f"{who} at {money(best['quote'], currency)} {what}")
    if len(offers) == 1:
        return f"{line}."
    total, usual = ((offers[c] * offers["videos"].astype("float64")).sum() for c in ("quote", "mid"))
    where = "published cards" if best["basis"] == CARD else "the middles of comparable deals"
    return (
        f"{plural(len(offers), 'offer')} add up to {money(total, currency)}, where {where} add up to"
        f" {money(usual, currency)}; the highest: {line}."
    )


def place(row: pd.Series, currency: str, line: str) -> str:
    """How high a quote lies, what the middle is, and what to say to it."""
    percentile, above = row["percentile"], row["quote"] > row["mid"]
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
    elif side == "lower" and not above and row["status"] != "planned":
        then = f"taking it leaves little to win. The middle is {money(row['mid'], currency)}"
    else:
        then = f"the middle is {money(row['mid'], currency)}"
    joint = ":" if then.startswith("taking") else ";"
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
