"""What a creator's video would cost among comparable deals, and where an offer lies: a position, never a verdict."""

from typing import Any

import numpy as np
import pandas as pd

from kit.data import Data
from kit.errors import UsageError
from kit.finding import answer, Column, Finding, NotShown, question
from kit.published import prices as cards
from kit.tier_pricing.card import published_cards
from kit.tier_pricing.deals import ASKING, called, check_deliverable, comparable, FEE, PLANNED, prices, unrated
from kit.tier_pricing.pricing import BASES, CARD, FEWEST, learn, MODEL, modelled, Prices, SIZE, standing
from kit.wording import count, money, name, plural
from kit.wording import estimate as said

NOT_CREATORS = ("brand", "agency", "media")


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("tier", "Tier"),
        Column("status", "Status"),
        Column("deal_id", "Deal"),
        Column("quote", "Fee per piece", "money", currency),
        Column("mid", "Middle price", "money", currency),
        Column("mid_low", "from", "money", currency),
        Column("mid_high", "to", "money", currency),
        Column("percentile", "Deals below", "rate"),
        Column("position", "Place among comparable deals"),
        Column("videos", "Pieces", "count"),
        Column("basis", "From"),
    )


def bookable(data: Data) -> pd.DataFrame:
    """The creators that could be booked: not the brands' own accounts, nor agencies or media."""
    creators, brands = data.creators, data.table("brands")
    homes = {h.lower().lstrip("@") for handles in brands["handles"] for h in handles or []}
    kept = creators[~creators["creator_id"].isin(homes) & ~creators["account_type"].isin(NOT_CREATORS).fillna(False)]
    return kept.assign(name=kept["name"].fillna(kept["creator_id"]), tier=kept["tier"].astype(str)).reset_index(
        drop=True
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
    if quote < 0 or (quote and not handle):
        raise UsageError(
            f"Parameter quote is {quote:g}; give a fee above 0 together with handle, the creator who asks it."
        )
    deals = comparable(data)
    model = learn(data, deals, deliverable)
    asked = wanted(data, deals, handle, quote, deliverable)
    table = with_prices(model, asked)
    if not handle and not asked["status"].eq("").all():
        table = pd.concat([table, past(data, deals, deliverable, model)], ignore_index=True)
    priced = table[table["mid"].notna()]
    if priced.empty:
        raise NotShown(f"{unpriced(data, asked, model)} {unrated(deals)}".strip())
    doubts = [*caveats(model, table), unrated(deals)]
    return answer(
        data,
        sentence(data.currency or "USD", priced, deliverable),
        table.reset_index(drop=True),
        columns(data.currency or "USD"),
        caveat=" ".join(d for d in doubts if d),
        status="caveat" if not model.own else "shown",
        n={"priced deals": model.deals, "creators priced": priced["creator_id"].nunique()},
        left_out={"creators or offers without a known number of followers": int(table["mid"].isna().sum())},
        sources=("deals", "creators", "videos", "fx", "published"),
        definitions={
            "Middle price": (
                "Half of comparable deals cost less, half more. " + (MODEL if model.own else cards.source())
            ),
            "Fee per piece": FEE,
            "Deals below": ("Share of the fees, for deals of like creators and pieces, that lie below this one."),
            "Place": (
                "A place among what was paid, not a judgement: what else was agreed, such as timing or scarcity, is not"
                " in it."
            ),
        },
    )


def wanted(data: Data, deals: pd.DataFrame, handle: str, quote: float, deliverable: str) -> pd.DataFrame:
    """What is to be priced: one creator's quote or offers, else all offers, else every creator without a quote."""
    offers = pd.concat([prices(deals, deliverable, ASKING), prices(deals, deliverable, PLANNED)]).sort_values("deal_id")
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


def with_prices(model: Prices, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with their fair price and position, the highest position first."""
    fair = model.fair(rows)
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
    parts = [
        with_prices(
            modelled(bought[bought["creator_id"] != creator], model.features, model.cards, FEWEST - len(part)), part
        )
        for creator, part in rows.groupby("creator_id")
    ]
    if not parts:
        return rows[["name"]].head(0)
    return pd.concat(parts).sort_values(["percentile", "deal_id"], ascending=[False, True])


def unpriced(data: Data, asked: pd.DataFrame, model: Prices) -> str:
    """Why nothing can be priced."""
    who = name(asked["name"].iloc[0]) if len(asked) == 1 else "no creator here"
    if model.own and len(asked) == 1 and pd.notna(model.features["log_followers"].get(asked["creator_id"].iloc[0])):
        low, high = (count(round(np.exp(end))) for end in model.reach)
        return (
            f"{who} has followers far outside those of our priced deals, which speak for {low} to {high} followers;"
            f" import deals with creators of that size: kit import deals.csv --into {data.given}"
        )
    if model.own or model.cards is not None:
        lack = "no known number of them" if len(asked) == 1 else "a known number of them"
        have = f"{who} has {lack}{'' if model.own else ', from 1,000 on'}"
        return (
            f"A fair price needs followers, and {have}. Import creators.csv with creator_id, followers: kit import"
            f" creators.csv --into {data.given}"
        )
    return (
        f"{model.deals} priced deals are too few for a price of our own ({FEWEST} are needed)."
        f" {published_cards(data)[1] or 'Published cards are for videos only.'}"
    )


def caveats(model: Prices, table: pd.DataFrame) -> list[str]:
    """What to know of these prices before reading them."""
    doubts = []
    if not model.own:
        doubts.append(
            f"{plural(model.deals, 'priced deal')} {'is' if model.deals == 1 else 'are'} too few for prices of our own"
            f" ({FEWEST} are needed), so these are published cards of unknown origin with a factor of three each way: a"
            " first orientation, no position in a market."
        )
    if (table["status"] == "asked").any() and model.own:
        doubts.append("Asking prices are held against prices that were paid or agreed, which are usually lower.")
    if len(table) and (table["basis"] == BASES[SIZE]).any() and model.own:
        doubts.append("Where a creator's videos are not known, followers alone set the price, and the range is wider.")
    unknown = int(table["mid"].isna().sum())
    if unknown:
        doubts.append(
            f"{plural(unknown, 'creator or offer', 'creators or offers')} could not be priced: followers unknown, or"
            " far outside those of our deals."
        )
    return doubts


def sentence(currency: str, priced: pd.DataFrame, deliverable: str) -> str:
    """On the one quote, else on the offers together and the one that lies highest."""
    offers = priced[priced["quote"].notna() & priced["status"].isin(["quote", "asked", "planned"])]
    best = (offers if len(offers) else priced).iloc[0]
    word, who = "video" if deliverable == "bundle" else deliverable, called(best["name"], best["creator_id"])
    middle = said(best["mid"], best["mid_low"], best["mid_high"], "money", currency)
    source = "a published card says" if best["basis"] == CARD else "the middle of comparable deals would be"
    if offers.empty:
        many = f"Of {plural(len(priced), 'creator')} priced, {who} comes out highest" if len(priced) > 1 else who
        return f"{many}: {source} {middle} for one {word}; no quote is known to hold against it."
    line = f"{who} at {money(best['quote'], currency)} a {word} is {spoken(best['position'])}; {source} {middle}"
    if len(offers) == 1:
        return line + "."
    total, usual = ((offers[c] * offers["videos"].astype("float64")).sum() for c in ("quote", "mid"))
    where = "published cards" if best["basis"] == CARD else "the middle of comparable deals"
    return (
        f"{plural(len(offers), 'offer')} add up to {money(total, currency)}, where {where} would"
        f" be {money(usual, currency)}; the highest: {line}."
    )


def spoken(position: str) -> str:
    """The place among comparable deals, as part of a sentence."""
    if not position:
        return "without a known place among comparable deals"
    if "card" in position:
        return position
    side, rest = position.split(" ", 1)
    return f"{'higher' if side == 'above' else 'lower'} than {rest} comparable deals"
