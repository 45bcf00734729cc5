"""Which deal an order is credited to, and whether it looks like a leaked code."""

from dataclasses import dataclass

import pandas as pd

from kit.data import Data
from kit.dates import days
from kit.finding import NotShown
from kit.once import once
from kit.orders.keys import bare, linked, spelled
from kit.orders.leaks import comparable, signs
from kit.orders.seen import looked_at, valid_orders
from kit.orders.uses import uses, videos
from kit.orders.windows import keys, KINDS

ROW = ("order_id", "ordered_at", "revenue", "currency", "source_medium", "landing_page", "clicked_at", *KINDS)


@dataclass(frozen=True)
class Credited:
    """`orders`: one row a valid order with a code or a link: deal_id (missing: nobody's), suspect (looks like a leaked
    code), revenue, currency, ordered_at.  `judged`: deals whose codes could be looked at for leaks.  `recorded`: which
    of promo_code and referral_link have values in the table orders at all.
    """

    orders: pd.DataFrame
    judged: frozenset[str]
    recorded: frozenset[str]


@once
def credited(data: Data) -> Credited:
    """Every valid order with a code or a link, and the one deal whose code or, where its code is nobody's, whose link
    it is.

    NotShown without the table orders, or where no order has a promo_code or a referral_link.
    """
    owned, valid = keys(data), valid_orders(data)
    recorded = frozenset(kind for kind in KINDS if data.table("orders")[kind].notna().any())
    if not recorded:
        raise NotShown(
            "No order has a promo_code or a referral_link, so none can be credited to a deal. Import an export that has"
            f" them: kit import orders.csv --into {data.given}"
        )
    orders = valid.loc[valid[list(KINDS)].notna().any(axis=1), list(ROW)].reset_index(drop=True)
    codes, links = (owned[owned["kind"] == kind] for kind in KINDS)
    link = linked(orders["referral_link"])
    link = link.where(link.isin(links["key"]), bare(link))
    out = orders.assign(
        on=days(orders["ordered_at"]),
        key=spelled(orders["promo_code"]),
        has_link=link.isin(links["key"]),
        trail=orders["clicked_at"].notna(),
    )
    out["deal_id"] = _owners(out["key"], out["on"], codes).fillna(_owners(link, out["on"], links))
    suspects, judged = _leaked(data, out, codes)
    return Credited(out.assign(suspect=suspects), judged, recorded)


def _owners(key: pd.Series, on: pd.Series, owned: pd.DataFrame) -> pd.Series:
    """The deal in whose window each order with this key came; missing for nobody's."""
    rows = pd.DataFrame({"key": key, "on": on, "row": range(len(key))}).merge(owned, on="key")
    inside = ~(rows["on"] < rows["since"]) & ~(rows["on"] > rows["until"]) & rows["on"].notna()
    found = rows[inside].drop_duplicates("row", keep="last").set_index("row")["deal_id"]
    return found.reindex(range(len(key))).set_axis(key.index).astype("string")


def _leaked(data: Data, orders: pd.DataFrame, codes: pd.DataFrame) -> tuple[pd.Series, frozenset[str]]:
    """Which orders look like a leaked code, by each campaign; and whose were judged."""
    suspects, judged = pd.Series(False, orders.index), set()
    trails, sources = looked_at(data)
    for _, own in codes.groupby(codes["campaign"].fillna("")):
        mine = orders[orders["key"].isin(own["key"])].assign(how="code")
        if not comparable(trails or sources, mine["key"].nunique()):
            continue
        judged |= set(own["deal_id"])
        theirs = orders["deal_id"].isin(own["deal_id"])
        odd = signs(mine, uses(data), videos(data), trails, data.brand) != ""
        suspects |= odd.reindex(orders.index, fill_value=False).astype(bool) & theirs
    return suspects, frozenset(judged)
