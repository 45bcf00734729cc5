"""The rate card: what a video costs in each tier, by our own deals, beside what is published."""

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.published import prices as cards
from kit.tier_pricing.cards.few_deals import FEWEST_CREATORS, FEWEST_DEALS, sized, thin
from kit.tier_pricing.cards.quoted import CARDED, NO_BAND, published_cards, QUOTED, WIDER
from kit.tier_pricing.cards.tier_rows import SIZED, SPREAD_FROM, tier_table
from kit.tier_pricing.deals import (
    ASKING,
    check_deliverable,
    comparable,
    days,
    FEE,
    of_kind,
    prices,
    rate_wanted,
    unrated,
    WHOLE,
)
from kit.wording import estimate as said
from kit.wording import join, money, plural, span

NAMED = 6  # tiers that the sentence names
ONLY = "published cards only, widened three times each way"


def columns(currency: str, own: bool, quoted: bool) -> tuple[Column, ...]:
    """Published cards have columns only where there are such cards to show."""
    ours = {"price": "Fee per piece" if own else "Fee per piece, as published", "price_low": "from", "price_high": "to"}
    whole = {"whole_low": "Whole cost from", "whole_high": "Whole cost to"}
    ends = {"tenth": "10 % paid less than", "ninetieth": "10 % paid more than"}
    ends |= {"whole_tenth": "10 % cost less than in all", "whole_ninetieth": "10 % cost more than in all"}
    band, counted = (
        Column("band", "Followers"),
        (Column("deals", "Deals", "count"), Column("creators", "Creators", "count")),
    )
    wide = {} if own else {"published_low": "Lowest card ÷ 3", "published_high": "Highest card × 3"}
    theirs = {"published": QUOTED["published"]} | wide | QUOTED if quoted else {}

    def amounts(some: dict[str, str], hidden: bool = False) -> list[Column]:
        return [Column(name, label, "money", currency, hidden) for name, label in some.items()]

    return (
        Column("tier", "Tier"),
        *([] if own else [band]),
        *amounts(ours),
        *([Column("spread", "10–90 % of deals", "figure"), *counted] if own else []),
        *amounts({"whole_cost": "Whole cost a piece"} | theirs | {"asking": "Asked, median"}),
        *([band] if own else []),
        *amounts(whole | ends, hidden=True),
        Column("few", "Deals too few for a card", hidden=True),
    )


@question("rate_card", "What does a video cost in each tier?", priority=10)
def rate_card(data: Data, deliverable: str = "video") -> Finding:
    """Median fee and whole cost per tier with their intervals, beside asking prices and published cards.

    Each creator counts once, at the median of its deals.  A tier with fewer than five deals or three creators has no
    card: its deals stand in the caveat and in the column few.  The spread (10 % paid less, 10 % paid more) is of plain
    quantiles of deals, from ten deals on.  Published cards are shown for videos only, where the follower band is the
    same and USD can be converted; without any deal of our own, from a third of the lowest to three times the highest.
    """
    check_deliverable(deliverable)
    every = comparable(data)
    kind, bought, asked = of_kind(every, deliverable), prices(every, deliverable), prices(every, deliverable, (ASKING,))
    quoted, doubt = published_cards(data) if deliverable in CARDED else (None, "")
    lost, wanted, own = unrated(kind), rate_wanted(kind), len(bought) > 0
    if not own and quoted is None:
        raise NotShown(wanted or nothing(deliverable, doubt, data.given))
    currency = data.currency or cards.CURRENCY
    table = spread(tier_table(data, bought, asked, quoted), currency)
    if not own:
        table = widened(table)
    rateless = doubt if doubt != NO_BAND else ""
    return answer(
        data,
        sentence(table, currency, deliverable, bought) if own else only_published(table, currency, deliverable, every),
        table,
        columns(currency, own, quoted is not None),
        doubts=[
            "" if own else "None of these figures comes from a deal of our own.",
            thin(table, bought, currency),
            f"{lost} {rateless}".strip() if rateless else wanted,
        ],
        caveat=cards.NOTE if quoted is not None else doubt if doubt == NO_BAND else "",
        n={"deals": len(bought), "creators": bought["creator_id"].nunique()},
        left_out={"deals not comparable as a price for this deliverable": len(every) - len(bought)},
        window=days(bought),
        sources=("deals", "creators", "fx", "published"),
        definitions=definitions(own),
        interval="95 % interval" if own else "range from the lowest card ÷ 3 to the highest × 3",
    )


def nothing(deliverable: str, doubt: str, given: str) -> str:
    """Why there is no card at all, and what to import."""
    return (
        f"There is no paid or agreed {deliverable} deal with a fee. {doubt if doubt == NO_BAND else ''}".rstrip()
        + f" Import deals: kit import deals.csv --into {given}"
    )


def spread(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    """With the ends between which 8 of 10 deals lie in words."""
    ends = zip(table["tenth"], table["ninetieth"], strict=True)
    return table.assign(spread=[span(low, high, "money", currency) or None for low, high in ends])


def definitions(own: bool) -> dict[str, str]:
    ours = {
        "Fee per piece": FEE,
        "Whole cost": WHOLE,
        "Rate card": "Medians over creators, each at the median of its deals, per piece; 10–90 %: quantiles of deals,"
        f" from {SPREAD_FROM} on.",
    }
    widened = {
        "Widened": "Lowest card ÷ 3 to highest card × 3 of the same follower band: a guess at how far deals stray from"
        " what is quoted."
    }
    return (ours if own else widened) | {
        "Published": cards.source(),
        "Tier": SIZED,
    }


def widened(table: pd.DataFrame) -> pd.DataFrame:
    """Published prices with a third of the lowest and three times the highest card as their ends."""
    low, high = (table[c].fillna(table["published"]) for c in ("lowest_card", "highest_card"))
    return table.assign(published_low=low / WIDER, published_high=high * WIDER)


def sentence(table: pd.DataFrame, currency: str, deliverable: str, bought: pd.DataFrame) -> str:
    """The card in one sentence: own tiers where there are any, else our few deals."""
    piece = "video in a bundle" if deliverable == "bundle" else deliverable
    carded = table[table["price"].notna()]
    if carded.empty:
        return no_card(table, currency, deliverable, bought)
    fees = [
        f"{sized(r.tier)} {said(r.price, r.price_low, r.price_high, 'money', currency)}" for r in carded.itertuples()
    ]
    named, more = fees[:NAMED], len(fees) - NAMED
    rest = f"; {plural(more, 'larger tier')} in the table" if more > 0 else ""
    return f"By our own deals, the middle fee for one {piece} is {join(named)}{rest}{against(carded)}."


def only_published(table: pd.DataFrame, currency: str, deliverable: str, deals: pd.DataFrame) -> str:
    """What people quote, where no deal of our own can be compared; it begins with that, as it is the headline."""
    known = table[table["published_low"].notna()].head(NAMED)
    ranges = [f"{r.tier} {span(r.published_low, r.published_high, 'money', currency)}" for r in known.itertuples()]
    which = (
        "" if deals.empty else f" {deliverable}" if of_kind(deals, deliverable).empty else f" comparable {deliverable}"
    )
    return (
        f"No{which} deals of our own: {ONLY}: {join(ranges)} a video. This is what people quote, not what anybody paid."
    )


def no_card(table: pd.DataFrame, currency: str, deliverable: str, bought: pd.DataFrame) -> str:
    """Deals of our own, but too few in every tier: what they cost, and what cards quote for the same tiers."""
    low, high = bought["price"].min(), bought["price"].max()
    cost = span(low, high, "money", currency) if low < high else money(low, currency)
    ours = f"our {plural(len(bought), 'deal')}, all tiers together," if len(bought) > 1 else "the only one"
    start = (
        f"No tier has {FEWEST_DEALS} {deliverable} deals of ours with {FEWEST_CREATORS} creators, so there is no card"
        f" of our own; {ours} cost {cost} a piece"
    )
    if deliverable not in CARDED:
        return f"{start}. Published cards are for videos."
    low_card, high_card = (table[c].fillna(table["published"]) for c in ("lowest_card", "highest_card"))
    quoted = table.assign(low=low_card, high=high_card)[low_card.notna() & table["deals"].gt(0)]
    if quoted.empty:
        return f"{start}. No published card stands beside them."
    ranges = [
        f"{r.tier} {span(r.low, r.high, 'money', currency) if r.low < r.high else money(r.low, currency)}"
        for r in quoted.head(NAMED).itertuples()
    ]
    return f"{start}. Published cards quote {join(ranges)} a video, which is not what we pay."


def against(carded: pd.DataFrame) -> str:
    """How own fees compare with the guide's: only where intervals leave its figures out."""
    both = carded.dropna(subset=["published", "price_low", "price_high"])
    below, above = both[both["price_high"] < both["published"]], both[both["price_low"] > both["published"]]
    if len(both) > 1 and len(below) == len(carded):
        return "; all of them are clearly below Exolyt's guide"
    parts = [
        f"{join(side['tier'].map(sized))} {'is' if len(side) == 1 else 'are'} clearly {word} Exolyt's guide"
        for side, word in ((below, "below"), (above, "above"))
        if len(side)
    ]
    return f"; {join(parts)}" if parts else ""
