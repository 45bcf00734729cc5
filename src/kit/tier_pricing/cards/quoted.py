"""Published cards in the report's currency."""

from collections.abc import Sequence

import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.published import prices as cards

CARDED = ("video", "bundle")  # deliverables that published cards are for
QUOTED = {"published": "Exolyt's guide", "lowest_card": "Lowest card", "highest_card": "Highest card"}
WIDER = 3  # times, each way, where there is no deal of our own beside a card
NO_BAND = "No published card has the follower bands of these tiers, so none stands beside them."


def published_cards(data: Data) -> tuple[pd.DataFrame | None, str]:
    """The published prices by tier of the workspace in the report's currency, or None and the sentence that says why
    not: no rate for USD, or no card with exactly one of these follower bands."""
    rows = cards.prices(data.tiers).set_index("tier")
    if rows["sources"].eq(0).all():
        return None, NO_BAND
    made, refusal = in_currency(data, rows, list(QUOTED))
    return made, refusal and f"Published cards are in USD and cannot be shown: {refusal}"


def in_currency(data: Data, rows: pd.DataFrame, amounts: Sequence[str]) -> tuple[pd.DataFrame | None, str]:
    """`rows` (with a column currency) in the report's currency at the report's day, or None and the sentence that
    says why not, which ends in a command."""
    if data.currency in ("", cards.CURRENCY):
        return rows, ""
    when = pd.NaT if data.as_of is None else data.as_of.tz_localize(None).normalize()
    try:
        made = data.convert(rows.assign(as_of=when), amounts, "as_of")
        return made.astype(dict.fromkeys(amounts, "float64")), ""
    except NotShown as reason:
        return None, f"{str(reason).rstrip('.')}."
