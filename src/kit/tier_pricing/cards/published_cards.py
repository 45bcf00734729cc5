"""Published cards on the axis of followers, each with its own bands, beside our own deals."""

import numpy as np
import pandas as pd

from kit import tiers
from kit.data import Data
from kit.finding import answer, Column, Finding, question
from kit.published import prices as cards
from kit.tier_pricing.cards.few_deals import FEWEST_CREATORS, FEWEST_DEALS
from kit.tier_pricing.cards.held_against import by_band, by_card, matched
from kit.tier_pricing.cards.quoted import in_currency
from kit.tier_pricing.deals import comparable, days, of_kind, prices, rate_wanted, unrated
from kit.tier_pricing.people import bookable
from kit.wording import count, join, money, number, plural, span
from kit.wording import estimate as said

SIZE = 50_000  # followers at which cards are compared where nobody's are known
AMOUNTS = ("value", "low", "high", "middle")
WHOLE = 100  # amounts from which none has decimals
CARD, DEAL = "published card", "our deal"


def columns(currency: str) -> tuple[Column, ...]:
    def amounts(**some: str) -> list[Column]:
        return [Column(name, label, "money", currency, hidden=True) for name, label in some.items()]

    return (
        Column("kind", "Row is", hidden=True),
        Column("source", "Card"),
        Column("year", "Year"),
        Column("grade", "Grade"),
        Column("band", "Followers"),
        Column("quoted", "It says", "figure"),
        Column("deals", "Our deals there", "count"),
        Column("ours", "Our middle fee", "money", currency),
        Column("ours_low", "from", "money", currency),
        Column("ours_high", "to", "money", currency),
        Column("times", "Ours ÷ card", "number"),
        Column("unit", "Unit"),
        Column("same_as", "Repeats"),
        Column("creators", "Our creators there", "count", hidden=True),
        Column("about", "Year and grade", hidden=True),
        Column("followers", "Creator's followers", "count", hidden=True),
        Column("followers_low", "Followers from", "count", hidden=True),
        Column("followers_high", "Followers to", "count", hidden=True),
        *amounts(price="Price", price_low="Card from", price_high="Card to", middle="Middle of the card"),
        Column("usd", "As published", "figure", hidden=True),
        Column("basis", "Basis", hidden=True),
        Column("url", "Address", hidden=True),
    )


@question("published_cards", "Where do published cards lie beside our deals?", priority=40)
def published_cards(data: Data) -> Finding:
    """Every published card with its own follower bands, and our paid or agreed video deals inside exactly these.

    Table: one row a card's band, in the report's currency at the report's day (in USD, and beside no deal, where there
    is no rate), then one row a deal of ours with known followers, for the chart.  Middle of a card: its figure, else √
    (low × high), of an open range its lower end.
    """
    every = comparable(data)
    bought = prices(every)
    ours = bought[bought["followers"].gt(0).fillna(False)]
    quoted, refusal = in_currency(data, cards.cards(), list(AMOUNTS))
    lost = unrated(of_kind(every, "video"))
    currency = cards.CURRENCY if quoted is None else data.currency or cards.CURRENCY
    shown = cards.cards() if quoted is None else quoted
    held = ours.head(0) if quoted is None else ours
    pairs, first = matched(shown, held), shown["unit"].eq(cards.UNIT) & shown["same_as"].eq("")
    size, whose = compared_at(data, ours)
    none = "" if len(ours) else "No comparable video deal of our own has known followers, so none is held against them."
    stay = refusal and f"Published cards stay in USD, beside no deal of ours: {refusal}"
    return answer(
        data,
        sentence(shown[first], pairs[first[pairs["place"]].to_numpy()], (size, whose, currency)),
        pd.concat([card_rows(by_band(shown, pairs), currency), deal_rows(held)], ignore_index=True),
        columns(currency),
        doubts=[none, f"{lost} {stay}".strip() if stay else rate_wanted(of_kind(every, "video"))],
        caveat=caveat(shown),
        n={"published prices": len(shown), "deals": len(held)},
        left_out={
            "video deals not comparable as a price": len(of_kind(every, "video")) - len(bought),
            "deals (creator's followers not known)": len(bought) - len(ours),
        },
        window=days(held),
        sources=("deals", "creators", "fx", "published"),
        definitions={
            "Grade": cards.GRADES,
            "Ours ÷ card": (
                "Median fee of our creators with followers inside exactly that band ÷ the card's middle (the figure,"
                f" √(low × high), or the lower end of an open range); from {FEWEST_DEALS} deals with {FEWEST_CREATORS}"
                " creators on."
            ),
            "Nearest": (
                "Of cards with bands for at least half of our deals, the one from whose middle our creators' fees"
                " differ by the smallest factor (median)."
            ),
        }
        | ({} if currency == cards.CURRENCY else {"Converted": "From USD at the rate of the report's day."}),
    )


def compared_at(data: Data, ours: pd.DataFrame) -> tuple[int, str]:
    """The followers at which cards are compared with each other, and whose they are in words."""
    sizes = ours.drop_duplicates("creator_id")["followers"]
    if len(sizes):
        return int(sizes.median()), "our middle creator's size"
    sizes = bookable(data)["followers"].dropna()
    return (int(sizes.median()), "the middle creator's size") if len(sizes) else (SIZE, "")


def card_rows(table: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Cards as rows of the finding's table."""
    return table.assign(
        kind=CARD,
        band=[band(*ends) for ends in table[["followers_low", "followers_high"]].to_numpy()],
        quoted=figures(table, currency),
        usd=figures(cards.cards(), cards.CURRENCY),
        about=table["year"].replace("not stated", "no year") + ", grade " + table["grade"],
        year=table["year"].where(table["year"] != "not stated"),
        price=table["value"],
        price_low=table["low"],
        price_high=table["high"],
    )


def deal_rows(deals: pd.DataFrame) -> pd.DataFrame:
    """Our deals as further rows, largest creators last."""
    rows = deals.sort_values(["followers", "deal_id"])[["name", "followers", "price", "agreed_on"]]
    year = rows.pop("agreed_on").dt.year.astype("Int64").astype("string").fillna("not known")
    return rows.rename(columns={"name": "source"}).assign(kind=DEAL, year=year)


def band(low: float, high: float) -> str:
    """A card's band in words."""
    if np.isnan(low):
        return "all sizes"
    if np.isnan(high):
        return f"{tiers.short(low)}+"
    return f"{tiers.short(low)}–{tiers.short(high)}" if low else f"below {tiers.short(high)}"


def figures(table: pd.DataFrame, currency: str) -> list[str]:
    """What cards say, in words and in whole amounts: "$800", "$25–$125", "$7,000 or more"."""
    every = zip(table["value"], table["low"], table["high"], strict=True)
    return [
        span(low, high, "money", currency, (low, high, WHOLE)) if one != one else money(one, currency)
        for one, low, high in every
    ]


def sentence(shown: pd.DataFrame, pairs: pd.DataFrame, at: tuple[int, str, str]) -> str:
    """How far cards disagree, where our deals lie against them, and which card lies nearest.

    shown, pairs: of cards for a TikTok video only that repeat no other's figures; at: followers, whose, currency.
    """
    size, whose, currency = at
    inside = (shown["followers_low"] <= size) & (shown["followers_high"].fillna(np.inf) > size)
    there = shown[inside].sort_values("middle", kind="stable")
    whom = f"At {count(size)} followers{whose and f', {whose}'}"
    ends = there.iloc[[0, -1]]
    low, high = (
        f"{says} ({source}, {year.replace('not stated', 'no year')})"
        for says, source, year in zip(figures(ends, currency), ends["source"], ends["year"], strict=True)
    )
    apart = number(ends["middle"].iloc[1] / ends["middle"].iloc[0], 0)
    said_ = f"{whom}, {len(there)} published cards, repeats apart, say from {low} to {high} a video: their middles lie"
    told = f"{said_} {apart} times apart." if len(there) > 1 else f"{whom}, the only published card says {low} a video."
    return told + stand(by_card(pairs), pairs["deal"].nunique())


def stand(table: pd.DataFrame, deals: int) -> str:
    """Where our deals lie against the cards that meet enough of them."""
    if table.empty:
        fewest = f"{FEWEST_DEALS} deals with {FEWEST_CREATORS} creators"
        return f" Ours are too few to be held against any: it takes {fewest} inside the bands of a card." * bool(deals)
    below, above = int((table["high"] < 1).sum()), int((table["low"] > 1).sum())
    sides = [f"{word} {k}" for k, word in ((below, "below"), (above, "above")) if k]
    told = f" Of {len(table)} with enough of our deals, our fees are clearly {join(sides) or 'off none'}"
    half = table[table["deals"] * 2 >= deals]
    if half.empty:
        return told + "."
    near = half.sort_values("within", kind="stable").iloc[0]
    ratio = said(near["times"], near["low"], near["high"], "number")
    return (
        f"{told}; nearest is {near.name} ({near['deals']:.0f} of {plural(deals, 'deal')}): ours are {ratio} times its"
        f" middle, half within a factor of {number(near['within'])}."
    )


def caveat(shown: pd.DataFrame) -> str:
    same = int(shown["same_as"].ne("").sum())
    return (
        f"Cards tell what is asked in public, not what a creator is worth. The sentence leaves out the {same} of"
        f" {len(shown)} rows that repeat another card's figures, and prices of other things than a TikTok video."
    )
