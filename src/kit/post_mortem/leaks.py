"""Promo codes that look leaked: far more orders without a click than other codes have, or a burst of them."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.post_mortem.campaign import days

FEWEST = 10  # orders with a code, below which nothing is said about leaks
FAR = 0.4  # a leaked code has at least twice the others' share without a click, and at least 40 points more
ALARM = 0.01  # chance of a false alarm for all codes of a campaign together


@dataclass(frozen=True)
class Leak:
    """A code that is worth checking.

    `since`: day of the first order that looks leaked, or on which the burst began.  `without_click`, `others`: share of
    orders without a click, of this code and of the other ones (NaN: there are none).  `source`: where most of these
    orders came from, `source_share` of them.
    """

    promo_code: str
    deal_id: str
    since: pd.Timestamp
    orders: int
    without_click: float
    others: float
    burst: bool
    source: str
    source_share: float


def leaks(credited: pd.DataFrame) -> pd.DataFrame:
    """One row (`Leak`) a code with more orders without any click than the campaign's other codes, or a burst of them.

    First: at least twice the others' share and 40 points more (codes differ honestly too), and Fisher's one-sided test.
    Second: from one day on, orders without a click come at least three times as often as on the code's earlier days,
    and make up more of its orders (`estimate.burst`).  Tests at 1 % for all codes together.  The pattern is that of
    coupon sites and browser extensions, which replay codes.
    """
    coded = credited[credited["how"] == "code"].assign(untraced=lambda f: ~f["trail"] & ~f["has_link"])
    counts = coded.groupby("key")["untraced"].agg(["sum", "size"])
    found = [
        leak
        for code in counts.index[counts["size"] >= FEWEST]
        if (leak := _leak(str(code), coded[coded["key"] == code], counts)) is not None
    ]
    return pd.DataFrame([asdict(leak) for leak in found], columns=list(Leak.__dataclass_fields__))


def _leak(code: str, own: pd.DataFrame, counts: pd.DataFrame) -> Leak | None:
    """This code as a leak; None where it looks like the others.  `counts`: untraced (sum) and all (size) per code."""
    level = ALARM / len(counts)
    rest = counts.drop(code).sum()
    bare, n, other_bare, other_n = int(own["untraced"].sum()), len(own), int(rest["sum"]), int(rest["size"])
    others = other_bare / other_n if other_n else np.nan
    far = bare / n >= max(2 * others, others + FAR)
    unlike = far and estimate.higher_share(bare, n, other_bare, other_n) < level
    start = _burst(own, level)
    if not unlike and start is None:
        return None
    untraced = own[own["untraced"]]
    sources = untraced["source_medium"].value_counts()
    return Leak(
        code,
        str(own["deal_id"].iloc[0]),
        days(untraced["ordered_at"]).min() if start is None else start,
        n,
        bare / n,
        others,
        start is not None,
        str(sources.index[0]) if len(sources) else "",
        sources.iloc[0] / bare if len(sources) else np.nan,
    )


def _burst(own: pd.DataFrame, level: float) -> pd.Timestamp | None:
    """The day from which a code's orders without a click burst; None without."""
    on = days(own["ordered_at"])
    start = estimate.burst((on - on.min()).dt.days, own["untraced"], level, fewest=FEWEST)
    return None if start is None else on.min() + pd.Timedelta(days=start)
