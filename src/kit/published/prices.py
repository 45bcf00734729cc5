"""Published prices of a TikTok video: what people quote, by follower band, each with source, year and grade.

Cards disagree by more than a hundred times for one band (nano: 5 to 800 USD in price_by_tier.csv, read 2026-11) and
draw their bands differently, so a price is given only for exactly the same band: never what a video is worth.
"""

from functools import cache

import pandas as pd

from kit import tiers
from kit.published import table

CARD = "Exolyt's guide"  # the one card that has a price for each of our default bands
UNIT = "per video"
NOTE = (
    "Published cards are what people quote (grade C: origin not checkable); they are shown only where the follower band"
    " is the same as ours, and they are not evidence of what a creator is worth."
)


@cache
def prices() -> pd.DataFrame:
    """USD a video, one row a tier of `tiers.EXOLYT`: tier, published, lowest_card, highest_card, sources, currency.

    `published` is the card of Exolyt's guide; `lowest_card` and `highest_card` are the lowest and the highest figure
    that any card names for exactly this follower band, missing where there is one card only; `sources` counts
    the cards.  Nobody may write into it.
    """
    cards = table("price_by_tier")
    cards = cards[(cards["unit"] == UNIT) & (cards["currency"] == "USD")].fillna({"followers_max": float("inf")})
    edges = [*tiers.EXOLYT.edges.values(), float("inf")]
    rows = []
    for place, name in enumerate(tiers.EXOLYT.edges):
        same = cards[(cards["followers_min"] == edges[place]) & (cards["followers_max"] == edges[place + 1])]
        named = same[["value", "low", "high"]].astype("float64")
        sources = same["source"].nunique()
        ends = (float(named.min().min()), float(named.max().max())) if sources > 1 else (float("nan"), float("nan"))
        rows.append(
            {
                "tier": name,
                "published": float(same.loc[same["source"] == CARD, "value"].iloc[0]),
                "lowest_card": ends[0],
                "highest_card": ends[1],
                "sources": sources,
                "currency": "USD",
            }
        )
    return pd.DataFrame(rows)


def source() -> str:
    """Where the figures of `prices` come from, in one sentence."""
    cards = table("price_by_tier")
    cards = cards[(cards["unit"] == UNIT) & cards["followers_min"].notna()]
    card = cards[cards["source"] == CARD].iloc[0]
    others = "; ".join(
        f"{source}, {year}"
        for source, year in dict.fromkeys(zip(cards["source"], cards["year"], strict=True))
        if source != CARD
    )
    return (
        f"{CARD}, year {card['year']}, grade {card['grade']}, USD a TikTok video ({card['basis']}). Also read: {others}"
        f" (grade C). {NOTE}"
    )


def cpm_quoted() -> str:
    """What is published on the fee per 1,000 views, in one sentence."""
    rows = table("price_by_tier")
    rows = rows[(rows["unit"] == "per 1,000 views") & (rows["currency"] == "USD")]
    return (
        "; ".join(
            f"{r.source} {r.year}: USD {r.low:.0f}–{r.high:.0f}, {r.basis}, grade {r.grade}" for r in rows.itertuples()
        )
        + "."
    )
