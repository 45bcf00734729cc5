"""Promo codes that look leaked: far more orders without a click than other codes have, or a burst of them."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kit import estimate
from kit.dates import days

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
    """One row (`Leak`) a code with more orders without any click than the other codes, or a burst of them.

    credited: one row an order of one campaign, with key (its code), deal_id, how (code, link …), has_link, trail (a
    click is known), ordered_at, source_medium.
    First: at least twice the others' share and 40 points more (codes differ honestly too), and Fisher's one-sided test.
    Second: from one day on, orders without a click come at least three times as often as on the code's earlier days,
    and make up more of its orders (`estimate.burst`).  Tests at 1 % for all codes together.  The pattern is that of
    coupon sites and browser extensions, which replay codes.
    """
    coded = credited.loc[credited["how"] == "code", ["key", "deal_id", "ordered_at", "source_medium"]]
    coded = coded.assign(untraced=~credited["trail"] & ~credited["has_link"], on=days(coded["ordered_at"]))
    untraced, on = coded["untraced"].to_numpy(dtype=bool), coded["on"].to_numpy()
    codes = coded.groupby("key").indices
    found = []
    for code, rows in codes.items():
        if len(rows) >= FEWEST:
            own = int(untraced[rows].sum()), len(rows)
            rest = int(untraced.sum()) - own[0], len(untraced) - own[1]
            start = _burst(on[rows], untraced[rows], ALARM / len(codes))
            if start is not None or _unlike(*own, *rest, ALARM / len(codes)):
                found.append(_leak(str(code), coded.iloc[rows], rest[0] / rest[1] if rest[1] else np.nan, start))
    return pd.DataFrame([asdict(leak) for leak in found], columns=list(Leak.__dataclass_fields__))


def _unlike(bare: int, n: int, other_bare: int, other_n: int, level: float) -> bool:
    """Whether this code has far more orders without a click (bare) than the others have, beyond chance."""
    others = other_bare / other_n if other_n else np.nan
    far = bare / n >= max(2 * others, others + FAR)
    return far and estimate.higher_share(bare, n, other_bare, other_n) < level


def _burst(on: np.ndarray, untraced: np.ndarray, level: float) -> pd.Timestamp | None:
    """The day from which a code's orders without a click burst; None without.  on: days."""
    first = on.min()
    start = estimate.burst((on - first) / np.timedelta64(1, "D"), untraced, level, fewest=FEWEST)
    return None if start is None else pd.Timestamp(first) + pd.Timedelta(days=start)


def _leak(code: str, own: pd.DataFrame, others: float, start: pd.Timestamp | None) -> Leak:
    """What to say of a code that looks leaked.  others: their share without a click; start: of a burst."""
    untraced = own[own["untraced"]]
    sources = untraced["source_medium"].value_counts()
    return Leak(
        code,
        str(own["deal_id"].iloc[0]),
        untraced["on"].min() if start is None else start,
        len(own),
        len(untraced) / len(own),
        others,
        start is not None,
        str(sources.index[0]) if len(sources) else "",
        sources.iloc[0] / len(untraced) if len(sources) else np.nan,
    )


def comparable(trails: bool, codes: int) -> bool:
    """Whether codes can be told leaked: with click trails, and at least two codes.

    With a single code, a word on a leak would also name its creator in a report that must not.
    """
    return trails and codes > 1


def suspected(credited: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Whether each order looks like a leak: by a code of `found` alone, without a click, from its first such day on."""
    start = pd.to_datetime(credited["key"].map(dict(zip(found["promo_code"], found["since"], strict=True))))
    untraced = (credited["how"] == "code") & ~credited["has_link"] & ~credited["trail"]
    return untraced & start.notna() & (days(credited["ordered_at"]) >= start).fillna(False)
