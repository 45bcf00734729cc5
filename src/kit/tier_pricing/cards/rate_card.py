"""The rate card: what a video costs in each tier, by our own deals, beside what is published."""

import numpy as np
import pandas as pd

from kit import estimate, tiers
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.published import prices as cards
from kit.tier_pricing.cards.quoted import CARDED, published_cards, QUOTED
from kit.tier_pricing.deals import (
    ASKING,
    check_deliverable,
    comparable,
    days,
    FEE,
    of_kind,
    per_creator,
    prices,
    rate_wanted,
    unrated,
    WHOLE,
)
from kit.wording import estimate as said
from kit.wording import join, money, plural, span

FEWEST_DEALS, FEWEST_CREATORS = 5, 3  # of a tier, for a card: the deals of one creator say what that one costs
SPREAD_FROM = 10  # deals, for the fees between which 8 of 10 lie


def columns(currency: str, quoted: bool) -> tuple[Column, ...]:
    """Published cards have columns only where there are such cards to show."""
    ours = {"price": "Fee per piece", "price_low": "from", "price_high": "to"}
    more = {
        "whole_cost": "Whole cost",
        "tenth": "10 % paid less than",
        "ninetieth": "10 % paid more than",
        "asking": "Asked",
    }
    return (
        Column("tier", "Tier"),
        Column("band", "Followers"),
        *(Column(n, label, "money", currency) for n, label in ours.items()),
        *(Column(n, label, "money", currency) for n, label in QUOTED.items() if quoted),
        Column("deals", "Deals", "count"),
        Column("creators", "Creators", "count"),
        *(Column(n, label, "money", currency) for n, label in more.items()),
    )


@question("rate_card", "What does a video cost in each tier?", priority=10)
def rate_card(data: Data, deliverable: str = "video") -> Finding:
    """Median fee per tier with its interval, beside the whole cost, asking prices and published cards.

    Each creator counts once, at the median of its deals.  A tier with fewer than five deals or three creators has no
    card: its deals are named in the caveat.  The spread (10 % paid less, 10 % paid more) are plain quantiles of deals,
    from ten deals on.
    Published cards are shown for videos only, where the follower band is the same and USD can be converted.
    """
    check_deliverable(deliverable)
    every = comparable(data)
    bought, asked = prices(every, deliverable), prices(every, deliverable, (ASKING,))
    quoted, doubt = published_cards(data) if deliverable in CARDED else (None, "")
    kind = of_kind(every, deliverable)
    lost, wanted = unrated(kind), rate_wanted(kind)
    if bought.empty and quoted is None:
        raise NotShown(
            wanted
            or f"There is no paid or agreed {deliverable} deal with a fee. Import deals: kit import deals.csv --into"
            f" {data.given}"
        )
    table, currency = tier_table(bought, asked, quoted), data.currency or "USD"
    none = "" if len(bought) else "None of these figures comes from a deal of our own."
    return answer(
        data,
        sentence(table, currency, deliverable, bool(len(bought))),
        table,
        columns(currency, quoted is not None),
        doubts=[none, thin(table, bought, currency), f"{lost} {doubt}".strip() if doubt else wanted],
        caveat=cards.NOTE if quoted is not None else "",
        n={"deals": len(bought), "creators": bought["creator_id"].nunique()},
        left_out={"deals not comparable as a price for this deliverable": len(every) - len(bought)},
        window=days(bought),
        sources=("deals", "creators", "fx", "published"),
        definitions={
            "Fee per piece": "Median over creators, each at the median of its own deals, with a 95 % interval. " + FEE,
            "Whole cost": "Median per piece. " + WHOLE,
            "10 % paid less, 10 % paid more": (
                f"Plain quantiles of the deals themselves, from {SPREAD_FROM} deals on; no forecast."
            ),
            "Asked": "Median of asking prices that were not (yet) agreed.",
            "Published": cards.source(),
            "Tier": "By followers at the newest capture, not at the day of the contract.",
        },
    )


def tier_table(bought: pd.DataFrame, asked: pd.DataFrame, quoted: pd.DataFrame | None) -> pd.DataFrame:
    """One row a tier, with the published cards beside it where there are any."""
    narrow = ["tier", "creator_id", "price", "whole_cost", "videos"]
    paid, wanted = (dict(list(deals[narrow].groupby("tier"))) for deals in (bought, asked))
    none = bought[narrow].head(0)
    table = pd.DataFrame([tier_row(t, paid.get(t, none), wanted.get(t, none)) for t in tiers.EXOLYT.order()])
    return table.assign(**{c: np.nan if quoted is None else table["tier"].map(quoted[c]) for c in QUOTED})


def tier_row(tier: str, bought: pd.DataFrame, asked: pd.DataFrame) -> dict:
    """One tier's line; amounts are missing where there are too few deals."""
    row = {
        "tier": tier,
        "band": tiers.EXOLYT.band(tier),
        "deals": len(bought),
        "creators": bought["creator_id"].nunique(),
        "asking": per_creator(asked).median() if enough(len(asked), asked["creator_id"].nunique()) else np.nan,
    }
    if not enough(row["deals"], row["creators"]):
        return row | dict.fromkeys(("price", "price_low", "price_high", "tenth", "ninetieth", "whole_cost"), np.nan)
    middle = estimate.typical(per_creator(bought))
    spread = bought["price"].quantile([0.1, 0.9]).to_numpy() if len(bought) >= SPREAD_FROM else (np.nan, np.nan)
    whole = bought.assign(whole=bought["whole_cost"] / bought["videos"].astype("float64"))
    return row | {
        "price": middle.value,
        "price_low": middle.low,
        "price_high": middle.high,
        "tenth": spread[0],
        "ninetieth": spread[1],
        "whole_cost": per_creator(whole, "whole").median(),
    }


def enough(deals: int, creators: int) -> bool:
    """Whether so many deals with so many creators speak for a tier."""
    return deals >= FEWEST_DEALS and creators >= FEWEST_CREATORS


def thin(table: pd.DataFrame, bought: pd.DataFrame, currency: str) -> str:
    """The tiers that have deals, but of too few creators or too few at all for a card, with the deals' fees."""
    few, alone = [], []
    for row in table[(table["deals"] > 0) & table["price"].isna()].itertuples():
        fees = sorted(bought.loc[bought["tier"] == row.tier, "price"])
        start = f"{row.tier} has {plural(row.deals, 'deal')}"
        if row.deals < FEWEST_DEALS:
            few.append(f"{start} ({join(money(fee, currency) for fee in fees)})")
        else:
            inside = span(fees[0], fees[-1], "money", currency) or money(fees[0], currency)
            alone.append(f"{start} with {plural(row.creators, 'creator')} ({inside})")
    parts = ((few, f"{FEWEST_DEALS} deals"), (alone, f"{FEWEST_CREATORS} creators"))
    return " ".join(f"No card below {least}: {join(named)}." for named, least in parts if named)


def sentence(table: pd.DataFrame, currency: str, deliverable: str, own: bool) -> str:
    """The card in one sentence: own tiers where there are any, else the published ones, said so."""
    piece = "video in a bundle" if deliverable == "bundle" else deliverable
    carded = table[table["price"].notna()]
    if len(carded):
        fees = [f"{r.tier} {said(r.price, r.price_low, r.price_high, 'money', currency)}" for r in carded.itertuples()]
        return f"By our own deals, the middle fee for one {piece} is {join(fees)}{against(carded)}."
    quoted = table[table["published"].notna()]
    start = (
        f"No tier has {FEWEST_DEALS} deals of ours with {FEWEST_CREATORS} creators"
        if own
        else f"There are no {deliverable} deals of ours to compare"
    )
    if quoted.empty:
        why = "" if deliverable in CARDED else ": they are for videos"
        return f"{start}, and no published card can be shown{why}."
    fees = [f"{r.tier} {money(r.published, currency)}" for r in quoted.itertuples()]
    return (
        f"{start}, so this is what is published, not what we pay: {join(fees)} a video (Exolyt's guide); other cards"
        f" quote down to {money(quoted['lowest_card'].min(), currency)}."
    )


def against(carded: pd.DataFrame) -> str:
    """How own fees compare with the guide's: only where intervals leave its figures out."""
    both = carded.dropna(subset=["published", "price_low", "price_high"])
    below, above = both[both["price_high"] < both["published"]], both[both["price_low"] > both["published"]]
    if len(both) > 1 and len(below) == len(both):
        return "; all of them are clearly below Exolyt's guide"
    parts = [
        f"{join(side['tier'].astype(str))} {'is' if len(side) == 1 else 'are'} clearly {word} Exolyt's guide"
        for side, word in ((below, "below"), (above, "above"))
        if len(side)
    ]
    return f"; {join(parts)}" if parts else ""
