"""What a creator's video would cost among comparable deals, and where an offer lies: a position, never a verdict."""

import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.published import prices as cards
from kit.selection import cannot_be
from kit.tier_pricing.deals import comparable, of_kind, prices, rate_wanted, unrated
from kit.tier_pricing.fair.addons import DAYS, unpriced_addons
from kit.tier_pricing.fair.bargain import sentence
from kit.tier_pricing.fair.beside_card import times_card
from kit.tier_pricing.fair.features import as_rows
from kit.tier_pricing.fair.pricing import learn, Prices, SIZE, too_few, UNRATED
from kit.tier_pricing.fair.quotes import checked, open_offers, placed, quotes
from kit.tier_pricing.fair.shape import APART
from kit.tier_pricing.fair.told import absent, of_model, PRICE, priced_with
from kit.tier_pricing.fair.unpriced import lacking, unpriced
from kit.tier_pricing.fair.unseen import unseen
from kit.wording import join

WITHOUT = {
    SIZE: "Where a creator's videos are not known, followers alone set the price, usually in a wider range.",
    UNRATED: "Where a creator's engagement rate is not known, the price is without it.",
}
OWN_TERMS = "{} not used: each offer stands with what it says itself."


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("quote", "Asked or paid per piece", "money", currency),
        Column("mid", "Middle price", "money", currency),
        Column("mid_low", "from", "money", currency),
        Column("mid_high", "to", "money", currency),
        Column("q1", "Half of deals, from", "money", currency),
        Column("q3", "to", "money", currency),
        Column("percentile", "Deals below", "rate"),
        Column("status", "Status"),
        Column("tier", "Tier"),
        Column("deal_id", "Deal"),
        Column("position", "Place among comparable deals"),
        Column("videos", "Pieces", "count"),
        Column("rights", "Usage rights", "flag"),
        Column("exclusivity", "Exclusivity", "flag"),
        Column("basis", "From"),
    )


@question("fair_price", "What would comparable deals suggest, and where do offers lie?", priority=12)
def fair_price(
    data: Data,
    handle: str = "",
    quote: float = 0.0,
    deliverable: str = "video",
    usage_days: int = 0,
    exclusivity_days: int = 0,
) -> Finding:
    """The range of comparable deals for each offer (asked or planned), or for one creator and quote.

    handle: this creator only; quote: what it asks for one piece, in the report's currency, with usage rights and
    exclusivity of so many days in it (offers have their own).  Without offers: every creator of the workspace, without
    a position.  Table: per piece, the middle price, the range that holds 9 of 10 comparable deals (mid_low, mid_high)
    and that of 5 of 10 (q1, q3).  The named campaign's paid deals stand below, each priced without that creator's own
    deals.
    """
    handle = checked(handle, quote, deliverable, usage_days, exclusivity_days)
    model, days = learn(data, deliverable), {"rights": usage_days, "exclusivity": exclusivity_days}
    asked = quotes(data, handle, quote, deliverable, usage_days, exclusivity_days)
    table = asked if handle or asked["status"].eq("").all() else with_past(data, asked, deliverable, model)
    lost, kind = lacking(model, table), of_kind(comparable(data), deliverable)
    if table["mid"].isna().all():
        raise NotShown(f"{unrated(kind)} {unpriced(data, asked, model, lost, deliverable)}".strip())
    bought = prices(kind, deliverable)
    low_asked = "Asking prices are held against prices that were paid or agreed, which are usually lower."
    offered = not quote and len(open_offers(data, handle, deliverable)) > 0
    given = [DAYS[name] for name, n in days.items() if n]
    paid = as_rows(bought, model.addons).set_index("creator_id")["price"]
    return answer(
        data,
        sentence(data.currency or "USD", table, deliverable, priced_with(asked.iloc[0], model), paid)
        + times_card(model, bought),
        table.rename(columns={"half_low": "q1", "half_high": "q3"}),
        columns(data.currency or "USD"),
        doubts=[
            *doubts(model, table, lost),
            model.dated,
            *unpriced_addons(model, bought, asked, {} if offered else days, held=not offered),
            OWN_TERMS.format(f"{join(given)} {'was' if len(given) == 1 else 'were'}") * bool(given and offered),
            rate_wanted(kind),
        ],
        caveat=low_asked if model.own and table["status"].isin(["asked", "quote"]).any() else "",
        interval=model.interval,
        n={"priced deals": model.deals, "creators priced": table.loc[table["mid"].notna(), "creator_id"].nunique()},
        left_out={f"creators or offers ({reason})": n for reason, n in lost.items()} | cannot_be(data.videos),
        sources=("deals", "creators", "videos", "fx", "published"),
        definitions=defined(model),
    )


def defined(model: Prices) -> dict[str, str]:
    return {
        "Middle price": (f"Half of comparable deals cost less. {of_model(model)}" if model.own else cards.source()),
        "Asked or paid per piece": PRICE[model.addons],
        "Deals below": "Share of the prices of deals of like creators and terms below this one: a place, no judgement.",
    }


def with_past(data: Data, asked: pd.DataFrame, deliverable: str, model: Prices) -> pd.DataFrame:
    """Below the offers, what the campaign's creators were paid, each priced by a model that has not seen its deals."""
    bought = prices(comparable(data), deliverable)
    rows = bought[bought["campaign"].eq(data.campaign).fillna(False) & bool(data.campaign) & bool(model.own)]
    if rows.empty:
        return asked
    own = rows.assign(**as_rows(rows, model.addons)[["price", "rights", "exclusivity"]])
    return pd.concat([asked, placed(own, model, unseen(model, bought, rows))], ignore_index=True)


def doubts(model: Prices, table: pd.DataFrame, lost: dict[str, int]) -> list[str]:
    """What these prices cannot carry."""
    found = []
    if not model.own:
        found.append(
            f"{too_few(model)}, so these are published cards of unknown origin, shown with a factor of three each way:"
            " a first orientation, no position in a market."
        )
    found += [WITHOUT[rung.basis] for rung in model.own.values() if rung.lacks and table["basis"].eq(rung.basis).any()]
    if model.shape and set(APART) <= set(model.shape.left):
        found.append(f"Followers alone set the price. {absent(model, APART)}")
    if lost:
        reasons = join(f"{n} ({reason})" for reason, n in lost.items())
        found.append(f"Creators or offers that could not be priced: {reasons}.")
    return found
