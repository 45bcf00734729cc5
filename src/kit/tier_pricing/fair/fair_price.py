"""What a creator's video would cost among comparable deals, and where an offer lies: a position, never a verdict."""

from typing import Any

import numpy as np
import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.published import prices as cards
from kit.selection import cannot_be
from kit.tier_pricing.cards.quoted import CARDED, published_cards
from kit.tier_pricing.deals import (
    ASKING,
    check_deliverable,
    comparable,
    FEE,
    of_kind,
    PLANNED,
    prices,
    rate_wanted,
    unrated,
)
from kit.tier_pricing.fair.pricing import BASES, CARD, FEWEST_DEALS, learn, MODEL, Prices, SIZE, standing, unseen, WIDER
from kit.tier_pricing.people import bookable, called
from kit.wording import count, join, money, name, plural, span

UNCOUNTED, FAR, CARDLESS = "no known number of followers", "followers far outside our deals", "no card for this tier"


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("quote", "Asked or paid per piece", "money", currency),
        Column("mid", "Middle price", "money", currency),
        Column("mid_low", "from", "money", currency),
        Column("mid_high", "to", "money", currency),
        Column("percentile", "Deals below", "rate"),
        Column("status", "Status"),
        Column("tier", "Tier"),
        Column("deal_id", "Deal"),
        Column("position", "Place among comparable deals"),
        Column("videos", "Pieces", "count"),
        Column("basis", "From"),
    )


@question("fair_price", "What would comparable deals suggest, and where do offers lie?", priority=12)
def fair_price(data: Data, handle: str = "", quote: float = 0.0, deliverable: str = "video") -> Finding:
    """The range of comparable deals for each offer (asked or planned), or for one creator and quote.

    handle: this creator only; quote: what it asks for one piece, in the report's currency.  Without offers: every
    creator of the workspace, without a position.  Table: per piece, the middle price and the range that holds 9 of 10
    comparable deals.  The named campaign's paid deals stand below, each priced without that creator's own deals.
    """
    check_deliverable(deliverable)
    handle = handle.strip().lower().lstrip("@")
    if not 0 <= quote < np.inf or (quote and not handle):
        raise UsageError(
            f"Parameter quote is {quote:g}; give a fee above 0 together with handle, the creator who asks it."
        )
    deals = comparable(data)
    kind, model = of_kind(deals, deliverable), learn(data, deals, deliverable)
    asked = wanted(data, deals, handle, quote, deliverable)
    table = placed(asked, model.fair(asked))
    if not handle and not asked["status"].eq("").all():
        table = pd.concat([table, past(data, deals, deliverable, model)], ignore_index=True)
    priced, lost = table[table["mid"].notna()], lacking(model, table)
    if priced.empty:
        raise NotShown(f"{unrated(kind)} {unpriced(data, asked, model, lost, deliverable)}".strip())
    low_asked = "Asking prices are held against prices that were paid or agreed, which are usually lower."
    return answer(
        data,
        sentence(data.currency or "USD", priced, deliverable),
        table.reset_index(drop=True),
        columns(data.currency or "USD"),
        doubts=[*doubts(model, table, lost), rate_wanted(kind)],
        caveat=low_asked if model.own and (table["status"] == "asked").any() else "",
        interval=model.interval,
        n={"priced deals": model.deals, "creators priced": priced["creator_id"].nunique()},
        left_out={f"creators or offers ({reason})": n for reason, n in lost.items()} | cannot_be(data.videos),
        sources=("deals", "creators", "videos", "fx", "published"),
        definitions={
            "Middle price": (
                "Half of comparable deals cost less, half more. " + (MODEL if model.own else cards.source())
            ),
            "Asked or paid per piece": FEE,
            "Deals below": "Share of the fees, for deals of like creators and pieces, that lie below this one.",
            "Place": (
                "A place among what was paid, not a judgement: what else was agreed, such as timing or scarcity, is not"
                " in it."
            ),
        },
    )


def wanted(data: Data, deals: pd.DataFrame, handle: str, quote: float, deliverable: str) -> pd.DataFrame:
    """What is to be priced: one creator's quote or offers, else all offers, else every creator without a quote."""
    offers = prices(deals, deliverable, (ASKING, PLANNED)).sort_values("deal_id")
    people = bookable(data)
    if handle:
        people = data.creators.query("creator_id == @handle")
        offers = offers[offers["creator_id"] == handle]
        if people.empty and not (deals["creator_id"] == handle).any():
            raise NotShown(
                f"No creator {name(handle)} is known here, so it cannot be priced. Import its profile or list: kit"
                f" import creators.csv --into {data.given}"
            )
        people = (
            people if len(people) else pd.DataFrame({"creator_id": [handle], "name": [handle], "tier": ["unknown"]})
        )
    if quote or offers.empty:
        return people.assign(
            name=people["name"].fillna(people["creator_id"]),
            status="quote" if quote else "",
            deal_id="",
            price=quote or float("nan"),
            videos=1.0,
            tier=people["tier"].astype(str),
        ).reset_index(drop=True)
    return offers.reset_index(drop=True)


def lacking(model: Prices, table: pd.DataFrame) -> dict[str, int]:
    """How many rows have no price, by the reason."""
    size = table["creator_id"].map(model.features["log_followers"])
    why = pd.Series(FAR if model.own else CARDLESS, index=table.index).where(size.notna(), UNCOUNTED)
    return {str(reason): int(n) for reason, n in why[table["mid"].isna()].value_counts().sort_index().items()}


def placed(rows: pd.DataFrame, fair: pd.DataFrame) -> pd.DataFrame:
    """Rows with their fair price and position, the highest position first."""
    table = (
        rows[["name", "creator_id", "tier", "status", "deal_id", "videos"]]
        .assign(quote=rows["price"].astype("float64"))
        .join(fair)
    )
    table["position"] = [place(row) for row in table.itertuples()]
    return table.sort_values(["percentile", "mid", "creator_id"], ascending=[False, False, True], ignore_index=True)


def place(row: Any) -> str:
    """The position in words; against a published card only whether its wide range holds the quote."""
    if row.basis != CARD or pd.isna(row.quote):
        return standing(row.percentile)
    side = "above" if row.quote > row.mid_high else "below" if row.quote < row.mid_low else "inside"
    return f"{side} the wide range of a published card"


def past(data: Data, deals: pd.DataFrame, deliverable: str, model: Prices) -> pd.DataFrame:
    """What the campaign's creators were paid, each priced by a model that has not seen its deals."""
    bought = prices(deals, deliverable)
    rows = bought[bought["campaign"].eq(data.campaign).fillna(False) & bool(data.campaign) & bool(model.own)]
    if rows.empty:
        return rows[["name"]]
    return placed(rows, unseen(model, bought, rows)).sort_values(["percentile", "deal_id"], ascending=[False, True])


def unpriced(data: Data, asked: pd.DataFrame, model: Prices, lost: dict[str, int], deliverable: str) -> str:
    """Why nothing can be priced, and what to import."""
    who = name(asked["name"].iloc[0]) if len(asked) == 1 else "no creator here"
    if not model.own and model.cards is None:
        why = published_cards(data)[1] if deliverable in CARDED else "Published cards are for videos only."
        return f"{too_few(model)}. {why}"
    if FAR in lost:
        low, high = (count(round(np.exp(end))) for end in model.reach)
        has = f"{who} has" if len(asked) == 1 else "The creators here have"
        return (
            f"{has} followers far outside those of our priced deals, which speak for {low} to {high} followers;"
            f" import deals with creators of that size: kit import deals.csv --into {data.given}"
        )
    has = f"{who} has no known number of them" if len(asked) == 1 else f"{who} has a known number of them"
    if CARDLESS in lost:
        has = f"{who} has fewer than 1,000" if len(asked) == 1 else f"{who} is known to have 1,000 or more"
    return (
        f"A fair price needs followers, and {has}. Import creators.csv with creator_id, followers: kit import"
        f" creators.csv --into {data.given}"
    )


def too_few(model: Prices) -> str:
    """That there are not enough deals, as the start of a sentence."""
    known = "is 1" if model.deals == 1 else f"are {model.deals or 'none'}"
    return f"Prices of our own need {FEWEST_DEALS} priced deals with known followers, and there {known}"


def doubts(model: Prices, table: pd.DataFrame, lost: dict[str, int]) -> list[str]:
    """What these prices cannot carry."""
    found = []
    if not model.own:
        found.append(
            f"{too_few(model)}, so these are published cards of unknown origin, shown with a factor of three each way:"
            " a first orientation, no position in a market."
        )
    if model.own and (table["basis"] == BASES[SIZE]).any():
        found.append("Where a creator's videos are not known, followers alone set the price, and the range is wider.")
    if lost:
        reasons = join(f"{n} ({reason})" for reason, n in lost.items())
        found.append(f"Creators or offers that could not be priced: {reasons}.")
    return found


def sentence(currency: str, priced: pd.DataFrame, deliverable: str) -> str:
    """On the one quote, else on the offers together and the one that lies highest."""
    offers = priced[priced["quote"].notna() & priced["status"].isin(["quote", "asked", "planned"])]
    best = (offers if len(offers) else priced).iloc[0]
    word, who = "video" if deliverable == "bundle" else deliverable, called(best["name"], best["creator_id"])
    middle = suggested(best, currency)
    if offers.empty:
        many = f"Of {plural(len(priced), 'creator')} priced, {who} comes out highest" if len(priced) > 1 else who
        return f"{many}: {middle} for one {word}; no quote is known to hold against it."
    line = f"{who} at {money(best['quote'], currency)} a {word} is {spoken(best['position'])}; {middle}"
    if len(offers) == 1:
        return line + "."
    total, usual = ((offers[c] * offers["videos"].astype("float64")).sum() for c in ("quote", "mid"))
    where = "published cards" if best["basis"] == CARD else "the middle of comparable deals"
    return (
        f"{plural(len(offers), 'offer')} add up to {money(total, currency)}, where {where} would"
        f" be {money(usual, currency)}; the highest: {line}."
    )


def suggested(row: pd.Series, currency: str) -> str:
    """The middle price with its range, and what that range is: never a confidence interval."""
    card = row["basis"] == CARD
    inside = span(row["mid_low"], row["mid_high"], "money", currency)
    what = f"÷ {WIDER} to × {WIDER}" if card else "9 in 10 such deals"
    source = "a published card says" if card else "the middle of comparable deals would be"
    return f"{source} {money(row['mid'], currency)}" + (f" ({inside}, {what})" if inside else "")


def spoken(position: str) -> str:
    """The place among comparable deals, as part of a sentence."""
    if not position:
        return "without a known place among comparable deals"
    if "card" in position:
        return position
    side, rest = position.split(" ", 1)
    return f"{'higher' if side == 'above' else 'lower'} than {rest} comparable deals"
