"""Which of our own deals are most like a quote: by what sets a price, brought to the same terms."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tier_pricing.deals import comparable, days, of_kind, prices, rate_wanted
from kit.tier_pricing.fair.features import ADDON, as_rows, described, rate
from kit.tier_pricing.fair.pricing import learn, Prices, Rung, unknown
from kit.tier_pricing.fair.quotes import checked, on_top, quotes, rows_of
from kit.tier_pricing.fair.told import addons_of, beyond_us, in_quote, PRICE, priced_with
from kit.tier_pricing.people import called
from kit.wording import money, name, plural, span

NEAREST = 5  # deals of other creators that are shown
BY_SIZE = 0.5  # what a unit of log followers is taken to do to the log price where no model says it; for words only
FAR = {"close": 0.2, "near": 0.5, "apart": 1.0, "far": np.inf}  # distance up to which it is called so
OWN = "its own deal"


def columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("name", "Creator"),
        Column("creator_id", "Handle"),
        Column("price", "Paid per piece", "money", currency),
        Column("brought", "Brought here", "money", currency),
        Column("how_far", "How alike"),
        Column("bought", "Bought"),
        Column("agreed_on", "Agreed on", "date"),
        Column("followers", "Followers", "count"),
        Column("views", "Typical views", "count"),
        Column("rate", "Engagement rate by views", "rate"),
        Column("written", "Fee as written", "figure"),
        Column("deal_id", "Deal"),
        Column("distance", "Distance", "number", hidden=True),
    )


@question("similar_deals", "Which of our deals are most like it?", priority=28, deals=("fee",))
def similar_deals(
    data: Data,
    handle: str = "",
    quote: float = 0.0,
    deliverable: str = "video",
    usage_days: int = 0,
    exclusivity_days: int = 0,
) -> Finding:
    """The five own deals with other creators that are most like the quote, and all those with the same creator.

    Parameters as of `fair_price`; of several offers the one that stands highest.  distance: √Σ (effect × difference)²
    over the features of the price model, so a difference counts by what it does to the log price; with too few deals
    for a model, half the absolute log ratio of followers.  brought: the deal's price × e to Σ effect × difference, what
    the same deal would come to for this creator and these terms (with a model only).
    """
    handle = checked(handle, quote, deliverable, usage_days, exclusivity_days)
    model, currency, kind = learn(data, deliverable), data.currency or "USD", of_kind(comparable(data), deliverable)
    bought = prices(kind, deliverable)
    asked = quotes(data, handle, quote, deliverable, usage_days, exclusivity_days)
    if model.deals == 0:
        raise NotShown(
            rate_wanted(kind)
            or f"There is no paid or agreed {deliverable} deal with a known number of followers to hold it against."
            f" Import such deals: kit import deals.csv --into {data.given}"
        )
    asked = asked[asked["creator_id"].map(model.features["log_followers"]).notna()]
    if asked.empty:
        whose = f"The followers of {name(handle)} are not known" if handle else "Nobody here has known followers"
        raise NotShown(
            f"{whose}, so no deal can be called alike. Import creators.csv with creator_id, followers: kit import"
            f" creators.csv --into {data.given}"
        )
    top = asked.iloc[0]
    rung, row = model.own.get(top["basis"]), rows_of(top, model)
    held = priced_with(top, model) if rung else ()
    every = apart(rung, model, bought, row, [name for name in held if top[name]])
    table = shown(every, bought, str(top["creator_id"]))
    return answer(
        data,
        sentence(table, top, currency, rung is not None, held),
        table,
        columns(currency),
        doubts=[doubt(table, rung), rate_wanted(kind)],
        window=days(bought),
        n={"priced deals": len(every), "deals shown": len(table)},
        left_out=unknown(len(bought) - len(every)),
        sources=("deals", "creators", "videos", "fx"),
        definitions=defined(model, rung),
    )


def apart(
    rung: Rung | None, model: Prices, bought: pd.DataFrame, row: pd.DataFrame, wanted: Sequence[str]
) -> pd.DataFrame:
    """The deals that can be compared, `described`, with their distance and with their price brought to the row's
    terms; wanted: its add-ons that prices hold."""
    if rung is None:
        deals = described(as_rows(bought), model.features, model.day).dropna(subset="log_followers")
        far = (deals["log_followers"] - row["log_followers"].iloc[0]).abs() * BY_SIZE
        return deals.assign(distance=far, brought=np.nan)
    deals, effects = rung.bought, rung.model.coefficients[1:]
    moves = (rung.shape.matrix(row) - rung.shape.matrix(deals)) * effects
    brought = deals["price"] * np.exp(moves.sum(axis=1)) * on_top(model, wanted)
    return deals.assign(distance=np.sqrt((moves**2).sum(axis=1)), brought=brought)


def shown(every: pd.DataFrame, bought: pd.DataFrame, handle: str) -> pd.DataFrame:
    """The nearest of others and all of the same creator, the nearest first; ties by deal_id."""
    facts = ["name", "followers", "agreed_on", "written", "deal_id", "videos", "deliverable"]
    joined = every.join(bought[facts]).sort_values(["distance", "deal_id"], ignore_index=True)
    own = joined["creator_id"] == handle
    table = joined[own | ((~own).cumsum() <= NEAREST)].reset_index(drop=True)
    words = [next(word for word, most in FAR.items() if d <= most) for d in table["distance"]]
    return table.assign(
        own_deal=table["creator_id"] == handle,
        how_far=np.where(table["creator_id"] == handle, OWN, words),
        views=np.exp(table["log_typical_views"]).round(),
        rate=rate(table["logit_engagement"]),
        bought=[what(row) for row in table.itertuples()],
    )


def what(row: object) -> str:
    """What was bought: "3 videos + usage rights"."""
    kind = "video" if row.deliverable == "bundle" else row.deliverable  # type: ignore[attr-defined]
    words = plural(row.videos, kind) if row.videos > 1 else kind  # type: ignore[attr-defined]
    return " + ".join([words, *(ADDON[name] for name in ADDON if getattr(row, name))])


def doubt(table: pd.DataFrame, rung: Rung | None) -> str:
    """That the nearest are not near."""
    others = table[~table["own_deal"]]
    if others.empty:
        return "No deal with another creator can be compared."
    if others["distance"].min() > FAR["near"]:
        which = "The deal is not near: read it" if len(others) == 1 else "None of these deals is near: read them"
        return f"{which} as the best there is."
    return "" if rung else "No model of our deals prices it, so alike means alike in followers, whatever else differs."


def defined(model: Prices, rung: Rung | None) -> dict[str, str]:
    price = {"Asked or paid per piece": PRICE[model.addons]}
    if rung is None:
        return price | {
            "How alike": "By followers alone: close within 1.5 times as many or as few, near 2.7, apart 7.4."
        }
    return price | {
        "How alike": "√Σ (effect × difference)² in the price model, about the share of the price that differs: close"
        " up to 0.2, near up to 0.5, apart up to 1.",
        "Brought here": "The price × e to Σ effect × difference: the same deal for this creator and these terms.",
    }


def sentence(table: pd.DataFrame, top: pd.Series, currency: str, modelled: bool, held: Sequence[str]) -> str:
    """What the nearest cost, as they are and brought to the same terms, and where the quote lies among them."""
    others = table[~table["own_deal"]]
    terms, beyond = addons_of(top, in_quote(top, held)), beyond_us(top, held)
    who, kind = called(top["name"], top["creator_id"]), table["deliverable"].iloc[0]
    word = "video" if kind == "bundle" else kind
    if others.empty:
        own = plural(len(table), "deal")
        return f"Only {own} with {who} itself can be compared, at {among(table['price'], currency)} a {word}."
    many = f"The {plural(len(others), 'deal')} most like it" if len(others) > 1 else "The one deal that can be compared"
    line = f"{who}{terms}: {many[:1].lower()}{many[1:]} cost {among(others['price'], currency)} a {word}"
    column = "price"
    if modelled:
        column = "brought"
        line += f"; brought to the same followers, views and terms, {among(others['brought'], currency)}"
    own = table.loc[table["own_deal"], "price"]
    its = "one deal" if len(own) == 1 else plural(len(own), "deal")
    itself = f" Its own {its} cost {among(own, currency)}." if len(own) else ""
    return f"{line}.{against(others[column], top, currency, beyond)}{itself}"


def among(values: pd.Series, currency: str) -> str:
    """ "$900 to $2,400, in the middle $1,300" of several, "$900" of one."""
    if len(values) == 1 or round(values.min()) == round(values.max()):
        return money(values.median(), currency)
    middle = f", in the middle {money(values.median(), currency)}" if len(values) > 2 else ""
    return f"{span(values.min(), values.max(), 'money', currency)}{middle}"


def against(values: pd.Series, top: pd.Series, currency: str, beyond: str) -> str:
    """Where the quote lies among them; beyond: add-ons that it holds and they do not."""
    if pd.isna(top["quote"]):
        return ""
    if beyond:
        return f" The {money(top['quote'], currency)} asked holds {beyond}, which these prices do not."
    below, what_ = int((values < top["quote"]).sum()), "planned" if top["status"] == "planned" else "asked"
    if len(values) == 1:
        side = "more" if below else "less" if values.iloc[0] > top["quote"] else "as much"
        return f" The {money(top['quote'], currency)} {what_} is {side}{' than that' * (side != 'as much')}."
    above = int((values > top["quote"]).sum())
    side = f"more than {below} of the {len(values)}" if 0 < below < len(values) else "more than all of them"
    side = side if below else "less than all of them" if above == len(values) else "no more than any of them"
    return f" The {money(top['quote'], currency)} {what_} is {side}."
