"""Where our few deals lie beside the published card that stands in for a model of our own."""

import numpy as np
import pandas as pd

from kit import estimate
from kit.tier_pricing.fair.features import as_rows, described
from kit.tier_pricing.fair.pricing import Prices
from kit.wording import number, plural, span

FEWEST, FEWEST_WITH = 5, 3  # deals, and creators behind them, for a word on how ours compare


def times_card(model: Prices, bought: pd.DataFrame) -> str:
    """What our own deals were paid as a multiple of the card, each creator counted once; "" where they are too few.

    The card's prices are not moved by it.  The interval is that of `typical` at 95 %.
    """
    if model.own or model.cards is None:
        return ""
    rows = described(as_rows(bought), model.features)
    times = (rows["price"] / model.quoted(rows)).replace(np.inf, np.nan)
    each = times.groupby(bought["creator_id"]).median().dropna()
    n = int(times.notna().sum())
    if n < FEWEST or len(each) < FEWEST_WITH:
        return ""
    found = estimate.typical(each)
    inside = span(found.low, found.high, "number")
    return (
        f" Our own {plural(n, 'deal')} ({plural(len(each), 'creator')}) were paid at {number(found.value)} times this"
        f" card (95 % interval {inside})."
    )
