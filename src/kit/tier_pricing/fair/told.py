"""What the model is made of, and what a price is, in words."""

from collections.abc import Collection

import pandas as pd

from kit.tier_pricing.fair.features import ADDON
from kit.tier_pricing.fair.pricing import Prices
from kit.tier_pricing.fair.shape import ORDER
from kit.wording import join, money, plural, span

BARE = "Fee ÷ pieces, without tax, boosting, product, agency and commission, {}. A quote (a parameter) stands as it is."
PRICE = {
    (): BARE.format("and without usage rights and exclusivity, whose fees stand apart"),
    ("rights",): BARE.format("with usage rights where bought, without exclusivity"),
    ("exclusivity",): BARE.format("with exclusivity where bought, without usage rights"),
    ("rights", "exclusivity"): BARE.format("with usage rights and exclusivity where bought"),
}


def of_model(model: Prices) -> str:
    """How the prices of our own model come about."""
    shape = model.shape
    if shape is None:
        return ""
    terms = [{"years": "date"}.get(name, ORDER[name]) for name in shape.columns] + ["niche"] * bool(shape.niches)
    return (
        f"Log price per piece on {join(logged(term) for term in terms)}, as far as known (least squares,"
        f" {plural(shape.deals, 'deal')}); the range is conformal, each creator left out, its spread by tier."
    )


def logged(term: str) -> str:
    logs = {"followers": "log followers", "typical views": "log typical views", "pieces in a deal": "log pieces"}
    return logs.get(term, "logit engagement rate" if term == "engagement rate" else term)


def absent(model: Prices, among: Collection[str] = tuple(ORDER)) -> str:
    """The features of these that are not in the model and why, in a sentence; "" where all are."""
    reasons: dict[str, list[str]] = {}
    for name, why in model.shape.left.items() if model.shape else ():
        if name in among:
            reasons.setdefault(why, []).append(ORDER[name])
    if not reasons:
        return ""
    return f"Not in the model: {join(f'{join(names)} ({why})' for why, names in reasons.items())}."


def each_of(row: pd.Series, word: str) -> str:
    """What a price is for: "a video", or "each of 3 videos" of a bundle."""
    many = row["videos"] if pd.notna(row["videos"]) else 1
    return f"each of {plural(many, word)}" if many > 1 else f"a {word}"


def addons_of(row: pd.Series, among: Collection[str]) -> str:
    """ " with usage rights and exclusivity", or nothing, of a row with flags of these names; `among`: those to tell."""
    had = [words for name, words in ADDON.items() if name in among and bool(row[name])]
    return f" with {join(had)}" if had else ""


def priced_with(row: pd.Series, model: Prices) -> tuple[str, ...]:
    """The add-ons that the row's middle price can hold; a deal's, whose fees stand apart, only what the model knows."""
    return model.held if row["status"] in ("quote", "") else model.addons


def in_quote(row: pd.Series, addons: Collection[str]) -> Collection[str]:
    """The add-ons that a row's quote holds, where it has them: all in a lump sum, else those of `priced_with`."""
    return tuple(ADDON) if row["status"] == "quote" else addons


def beyond_us(row: pd.Series, addons: Collection[str]) -> str:
    """The add-ons in a quote that are not among those of `priced_with`, in words; "" where there are none."""
    return join(what for name, what in ADDON.items() if row["status"] == "quote" and row[name] and name not in addons)


def of_itself(own: pd.Series, currency: str) -> str:
    """What a creator's own deals cost: "its own 3 deals cost $433–$2,254"; "" without any."""
    if own.empty:
        return ""
    low, high = own.min(), own.max()
    paid = span(low, high, "money", currency) if round(low) < round(high) else money(own.median(), currency)
    return f"its own {plural(len(own), 'deal') if len(own) > 1 else 'deal'} cost {paid}"
