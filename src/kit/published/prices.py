"""Published prices of a TikTok video: what people quote, by follower band, each with source, year and grade.

Cards disagree by more than a hundred times for one band (nano: 5 to 800 USD in price_by_tier.csv, read 2026-11) and
draw their bands differently, so beside a tier a price stands only where the band is exactly the same; all others lie on
the axis of followers.  None says what a video is worth.
"""

from functools import cache

import numpy as np
import pandas as pd

from kit import tiers
from kit.published import table

CARD = "Exolyt's guide"  # the one card that has a price for each of our default bands
UNIT, CPM = "per video", "per 1,000 views"
CURRENCY = "USD"
NOTE = (
    "Published cards are what people quote (grade C: origin not checkable); they are shown only where the follower band"
    " is the same as ours, and they are not evidence of what a creator is worth."
)
GRADES = (
    "A: own data with method and n, or real transactions; B: own data, method thin or read at second hand; C: what"
    " people quote, origin not checkable."
)


@cache
def cards() -> pd.DataFrame:
    """Every published price in USD for one piece of content: one row a band of a card, in the order of the file.

    source, url, year, grade, unit, basis; followers_low, followers_high (`[from, to)`, high missing where the band is
    open, both where the figure is over all sizes); value, or low and high (high missing where it says "or more");
    middle (the value, else √(low × high), else low); same_as (the first card above it with the same figures for a band
    that overlaps).  Nobody may write into it.
    """
    rows = table("price_by_tier")
    rows = rows[(rows["unit"] != CPM) & (rows["currency"] == CURRENCY)]
    rows = rows.rename(columns={"followers_min": "followers_low", "followers_max": "followers_high"})
    middle = rows["value"].fillna(np.sqrt(rows["low"] * rows["high"])).fillna(rows["low"])
    rows = rows.assign(middle=middle, url=rows["url"].fillna("")).reset_index(drop=True)
    return rows.assign(same_as=_repeated(rows))


def _repeated(rows: pd.DataFrame) -> list[str]:
    """For each row the first source above it that says the same of a band that overlaps; "" where none does."""
    figures = rows[["value", "low", "high"]].fillna(-1).to_numpy()
    low, high = rows["followers_low"].to_numpy(), rows["followers_high"].fillna(np.inf).to_numpy()
    source = rows["source"].to_numpy()
    same = (figures[:, None] == figures).all(axis=2) & (source[:, None] != source)
    same &= (low[:, None] < high) & (low < high[:, None])
    above = np.tril(same, -1)
    return [str(source[one.argmax()]) if one.any() else "" for one in above]


def prices(scheme: tiers.Scheme = tiers.EXOLYT) -> pd.DataFrame:
    """USD a video, one row a tier of `scheme`: tier, published, lowest_card, highest_card, sources, currency.

    `published` is the card of Exolyt's guide; `lowest_card` and `highest_card` are the lowest and the highest figure
    that any card names for exactly this follower band, missing where that guide is the only one; `sources` counts the
    cards.  All are missing for a band that no card has.
    """
    known = cards()
    known = known[(known["unit"] == UNIT) & known["followers_low"].notna()].fillna({"followers_high": np.inf})
    rows = []
    for name in scheme.edges:
        low, high = scheme.ends(name)
        same = known[(known["followers_low"] == low) & (known["followers_high"] == high)]
        figures, guide = same[["value", "low", "high"]], same.loc[same["source"] == CARD, "value"]
        beside = same["source"].nunique() > len(guide)
        rows.append(
            {
                "tier": name,
                "published": float(guide.iloc[0]) if len(guide) else np.nan,
                "lowest_card": float(figures.min().min()) if beside else np.nan,
                "highest_card": float(figures.max().max()) if beside else np.nan,
                "sources": same["source"].nunique(),
                "currency": CURRENCY,
            }
        )
    return pd.DataFrame(rows)


def source() -> str:
    """Where the figures of `prices` come from, in one sentence."""
    every = cards()
    card = every[every["source"] == CARD].iloc[0]
    others = every.loc[(every["unit"] == UNIT) & every["followers_low"].notna(), "source"].nunique() - 1
    return (
        f"{CARD}, year {card['year']}, grade {card['grade']}, USD a TikTok video ({card['basis']}); lowest and highest"
        f" of it and {others} other cards, where their band is the same."
    )


def cpm_quoted() -> str:
    """What is published on the fee per 1,000 views, in one sentence."""
    rows = table("price_by_tier")
    rows = rows[(rows["unit"] == CPM) & (rows["currency"] == CURRENCY)]
    return (
        "; ".join(
            f"{r.source} {r.year}: USD {r.low:.0f}–{r.high:.0f}, {r.basis}, grade {r.grade}" for r in rows.itertuples()
        )
        + "."
    )
