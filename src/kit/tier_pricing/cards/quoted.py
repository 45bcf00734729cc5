"""Published cards in the report's currency."""

import pandas as pd

from kit.data import Data
from kit.finding import NotShown
from kit.published import prices as cards

CARDED = ("video", "bundle")  # deliverables that published cards are for
QUOTED = {"published": "Exolyt's guide", "lowest_card": "Lowest card", "highest_card": "Highest card"}


def published_cards(data: Data) -> tuple[pd.DataFrame | None, str]:
    """The published prices by tier in the report's currency, or None and the sentence that says why not."""
    rows = cards.prices()
    if data.currency in ("", "USD"):
        return rows.set_index("tier"), ""
    when = pd.NaT if data.as_of is None else data.as_of.tz_localize(None).normalize()
    try:
        return data.convert(rows.assign(as_of=when), list(QUOTED), "as_of").set_index("tier"), ""
    except NotShown as reason:
        return None, f"Published cards are in USD and cannot be shown: {str(reason).rstrip('.')}."
