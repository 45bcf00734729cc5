"""Which orders a campaign can be credited with: each once, with a printed precedence, and those that look like a leak.

An order's promo code comes before its link, the link before its landing page.  A code or a link belongs to a deal; a
landing page that several deals share belongs to the campaign only.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.once import once
from kit.orders.keys import bare, linked, match, owners, spelled
from kit.orders.leaks import comparable, leaks, suspected
from kit.orders.seen import every_order, valid_orders
from kit.post_mortem.campaign import booked_campaign, Campaign
from kit.wording import plural

VOIDED = "cancelled or refunded orders"  # in `left_out`
PRECEDENCE = ("code", "link", "landing page")


@dataclass(frozen=True)
class Ledger:
    """Orders of a window that the campaign can be credited with.

    `orders`: one row an order: deal_id (missing: the campaign, no creator), link_deal (whose link it
    carries), how (code, link, landing page), has_code, has_link, has_landing, trail (a click is known),
    clash (code and link of different deals), suspect, revenue, currency.
    `leaks`: one row a code that is worth checking (`leaks.Leak`).
    `trails`: whether clicks are recorded at all.  `codes`: how many codes of the campaign have orders, in any window.
    `left_out`: orders of the window that do not count, and why.
    """

    orders: pd.DataFrame
    leaks: pd.DataFrame
    trails: bool
    codes: int
    left_out: dict[str, int]

    @property
    def attributed(self) -> pd.DataFrame:
        """Orders with a code or link of a creator, without those that look like a leak: what costs are divided by."""
        return self.orders[self.orders["how"].isin(["code", "link"]) & ~self.orders["suspect"]]

    @property
    def floor(self) -> pd.DataFrame:
        """Of these, the orders with a click trail: a link, or a code after a recorded click."""
        kept = self.attributed
        return kept[kept["has_link"] | kept["trail"]]

    @property
    def floor_known(self) -> bool:
        """Whether a missing click means anything: not for orders by code alone where no click is ever recorded."""
        return self.trails or not (self.orders["has_code"] & ~self.orders["has_link"]).any()

    @property
    def leaks_judged(self) -> bool:
        """Whether leaks were looked for; one code has no others to be held against."""
        return comparable(self.trails, self.codes)


@once
def _books(data: Data) -> Ledger:
    """The ledger of all days.  Leaks are looked for among all orders that the report sees."""
    orders = valid_orders(data)
    credited = _credited(orders, booked_campaign(data))
    trails = bool(every_order(data)["clicked_at"].notna().any())
    codes = int(credited.loc[credited["has_code"], "key"].nunique())
    found = leaks(credited if comparable(trails, codes) else credited.iloc[:0])
    credited["suspect"] = suspected(credited, found)
    return Ledger(credited, found, trails, codes, {})


def ledger(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Ledger:
    """The orders placed on these days (both in), credited.  NotShown without orders."""
    whole, every = _books(data), every_order(data)
    kept = whole.orders[between(whole.orders["ordered_at"], since, until)].reset_index(drop=True)
    inside = every.loc[between(every["ordered_at"], since, until), "void"]
    void = int(inside.sum())
    left_out = {
        VOIDED: void,
        "orders without a code, link or landing page of the campaign": len(inside) - void - len(kept),
    }
    return Ledger(kept, whole.leaks, whole.trails, whole.codes, left_out)


def shared_sentence(campaign: Campaign) -> str:
    """A word on codes and links that several deals have: their orders stand with the first of them; "" without any."""
    keys = pd.concat([spelled(campaign.deals["promo_code"]), linked(campaign.deals["referral_link"])]).dropna()
    n = int((keys.value_counts() > 1).sum())
    if not n:
        return ""
    return (
        f"{plural(n, 'code or link belongs', 'codes or links belong')} to several deals; their orders stand with the "
        "first of these."
    )


def _credited(orders: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """The orders that carry something of the campaign, each with one credit."""
    deals = campaign.deals
    out = orders[["order_id", "ordered_at", "revenue", "currency", "source_medium", "survey_answer"]].copy()
    out["key"] = spelled(orders["promo_code"])
    pages = linked(deals["landing_page"])
    every_page = pd.concat([pages, linked(pd.Series([campaign.landing_page], dtype="string"))]).dropna().unique()
    by = {
        "code": out["key"].map(owners(spelled(deals["promo_code"]), deals["deal_id"])),
        "link": match(linked(orders["referral_link"]), owners(linked(deals["referral_link"]), deals["deal_id"])),
        "landing page": match(linked(orders["landing_page"]), owners(pages, deals["deal_id"], shared=True)),
    }
    by = {how: deal.astype("string") for how, deal in by.items()}
    landed = linked(orders["landing_page"])
    out["link_deal"] = by["link"]
    out["has_code"], out["has_link"] = by["code"].notna(), by["link"].notna()
    out["has_landing"] = landed.isin(every_page) | bare(landed).isin(every_page)
    out["deal_id"] = by["code"].fillna(by["link"]).fillna(by["landing page"])
    out["how"] = np.select([out["has_code"], out["has_link"], out["has_landing"]], PRECEDENCE, default="")
    out["clash"] = out["has_code"] & out["has_link"] & (by["code"] != by["link"]).fillna(False)
    out["trail"] = orders["clicked_at"].notna()
    return out[out["how"] != ""].reset_index(drop=True)
