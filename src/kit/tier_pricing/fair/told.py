"""What the model is made of, and what a price is, in words."""

from collections.abc import Collection

import pandas as pd

from kit.tier_pricing.fair.features import ADDON
from kit.tier_pricing.fair.pricing import Prices
from kit.tier_pricing.fair.shape import ORDER
from kit.wording import join, plural

BARE = (
    "What the creator gets for one piece without tax (fee ÷ pieces; tax taken out where it is included), {}; boosting,"
    " product, agency and commission are not in it."
)
PRICE = {
    (): BARE.format("without usage rights and exclusivity, whose fees stand apart"),
    ("rights",): BARE.format("with usage rights where they are bought, without exclusivity"),
    ("exclusivity",): BARE.format("with exclusivity where it is bought, without usage rights"),
    ("rights", "exclusivity"): BARE.format("with usage rights and exclusivity where they are bought"),
}


def of_model(model: Prices) -> str:
    """How the prices of our own model come about, in two or three sentences."""
    shape = model.shape
    if shape is None:
        return ""
    terms = [{"years": "date"}.get(name, ORDER[name]) for name in shape.columns] + ["niche"] * bool(shape.niches)
    return (
        f"Log price per piece on {join(logged(term) for term in terms)} (least squares, {plural(shape.deals, 'deal')});"
        " the range holds 9 of 10 comparable deals (conformal, each creator left out, spread by tier)."
        " What is not known of a creator is left out for it."
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


def in_quote(row: pd.Series, addons: Collection[str]) -> Collection[str]:
    """The add-ons that a row's quote holds, where it has them: all in a lump sum; in a deal, whose fees stand apart,
    those that the model knows (`addons`)."""
    return tuple(ADDON) if row["status"] == "quote" else addons
