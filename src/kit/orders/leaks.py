"""Code orders that look leaked: each by a sign of its own, never by a missing click alone.

Codes are spoken in videos, where there is no link to click.  What makes an order without a click look leaked is a
coupon or cashback source, a burst, or a day on which the code could not be known, or should no longer be in use.
"""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kit.dates import days
from kit.orders.bursts import bursting
from kit.orders.sources import couponed

SIGNS = {
    "source": "Coupon or cashback source",
    "burst": "Burst without clicks",
    "outside": "Outside the code's days",
}  # in the order in which one sign is named of several
ALARM = 0.01  # chance that any code of a campaign is said to burst by chance


@dataclass(frozen=True)
class Leak:
    """A code that is worth checking: it has orders with a sign.

    `since`: day of the first of them.  `orders`: those with a sign; `coded`: all that the code decides.  `signs`: sign
    → how many.  `without_click`, `others`: share of orders without a click, of this code and of the other ones (NaN:
    there are none): context, no sign.  `source`: where most of the orders with a sign came from, `source_share` of
    them.
    """

    promo_code: str
    deal_id: str
    since: pd.Timestamp
    orders: int
    coded: int
    signs: dict[str, int]
    without_click: float
    others: float
    source: str
    source_share: float


def untraced(credited: pd.DataFrame) -> pd.Series:
    """Whether a code alone names the deal: neither a link nor a click is known.  Only such orders can look leaked."""
    return (credited["how"] == "code") & ~credited["has_link"] & ~credited["trail"]


def signs(credited: pd.DataFrame, uses: pd.DataFrame, videos: pd.DataFrame, trails: bool, brand: str = "") -> pd.Series:
    """The sign (a key of SIGNS) by which each order of one campaign looks leaked; "" without.

    credited: one row an order with key (its code), how, has_link, trail (a click is known), ordered_at, source_medium,
    referral_link, landing_page.  uses, videos: as of `kit.orders.uses`.  trails: whether clicks are recorded at all;
    without them no burst is looked for.  A code's own share of orders without a click is never a sign.
    """
    bare = untraced(credited)
    outside = _outside(credited, bare, uses)
    coupon = couponed(credited, brand)
    burst = _bursts(credited, bare, coupon, videos) if trails else pd.Series(False, credited.index)
    named = np.select([bare & coupon, bare & burst, bare & outside], list(SIGNS), default="")
    return pd.Series(named, credited.index, dtype="string")


def _outside(credited: pd.DataFrame, bare: pd.Series, uses: pd.DataFrame) -> pd.Series:
    """Whether each order came on a day outside its code's use; a code that others reached by a click is in use."""
    key, on = credited["key"], days(credited["ordered_at"])
    traced = on[~bare].groupby(key[~bare])

    def of_code(day: pd.Series) -> pd.Series:
        return pd.Series(day.reindex(key).to_numpy(), key.index).astype("datetime64[s]")

    before = (on < of_code(uses["since"])) & ~(on >= of_code(traced.min()))
    after = (on > of_code(uses["until"])) & ~(on <= of_code(traced.max()))
    return (before | after).fillna(False).astype(bool)


def _bursts(credited: pd.DataFrame, bare: pd.Series, coupon: pd.Series, videos: pd.DataFrame) -> pd.Series:
    """Which orders are part of a burst of their code's orders without a click."""
    coded = (credited["how"] == "code") & credited["ordered_at"].notna()
    at = credited["ordered_at"].dt.tz_localize(None).to_numpy()
    alone, site, found = bare.to_numpy(dtype=bool), coupon.to_numpy(dtype=bool), np.zeros(len(credited), dtype=bool)
    posted = {key: rows.dt.tz_localize(None).to_numpy() for key, rows in videos.dropna().groupby("key")["posted_at"]}
    codes = credited["key"].where(coded).groupby(credited["key"].where(coded)).indices
    none = np.empty(0, dtype="datetime64[us]")
    for code, rows in codes.items():
        found[rows] = bursting(at[rows], alone[rows], site[rows], posted.get(code, none), ALARM / len(codes))
    return pd.Series(found, credited.index)


def leaks(credited: pd.DataFrame) -> pd.DataFrame:
    """One row (`Leak`) a code with orders that look leaked; credited: as for `signs`, with deal_id and sign."""
    coded = credited[credited["how"] == "code"]
    coded = coded.assign(bare=untraced(coded), on=days(coded["ordered_at"]))
    found = [_leak(str(code), own, coded) for code, own in coded.groupby("key") if (own["sign"] != "").any()]
    return pd.DataFrame([asdict(leak) for leak in found], columns=list(Leak.__dataclass_fields__))


def _leak(code: str, own: pd.DataFrame, every: pd.DataFrame) -> Leak:
    """What to say of a code; every: the orders of all codes."""
    odd = own[own["sign"] != ""]
    sources, rest = odd["source_medium"].value_counts(), len(every) - len(own)
    return Leak(
        code,
        str(own["deal_id"].iloc[0]),
        odd["on"].min(),
        len(odd),
        len(own),
        {sign: int((odd["sign"] == sign).sum()) for sign in SIGNS if (odd["sign"] == sign).any()},
        float(own["bare"].mean()),
        (every["bare"].sum() - own["bare"].sum()) / rest if rest else np.nan,
        str(sources.index[0]) if len(sources) else "",
        sources.iloc[0] / len(odd) if len(sources) else np.nan,
    )


def comparable(looked: bool, codes: int) -> bool:
    """Whether orders that look leaked are counted apart: where anything can be looked at, and for at least two codes.

    With a single code, a word on a leak would name its creator in a report that must not.
    """
    return looked and codes > 1
