"""Which orders a campaign can be credited with: each once, with a printed precedence, and those that look like a leak.

An order's promo code comes before its link, the link before its landing page, the page before the campaign's tag.  A
code or a link belongs to a deal; a landing page that several deals share, and a tag, belong to the campaign only.
"""

from dataclasses import dataclass
from functools import cached_property
import re

import numpy as np
import pandas as pd

from kit.data import Data
from kit.dates import between
from kit.once import once
from kit.orders.keys import bare, linked, match, owners, spelled
from kit.orders.leaks import comparable, leaks, signs
from kit.orders.seen import every_order, looked_at, repeated
from kit.orders.sources import tags
from kit.orders.uses import uses, videos
from kit.orders.windows import BOOKED
from kit.post_mortem.campaign import booked_campaign, Campaign
from kit.wording import plural

VOIDED = "cancelled or refunded orders"  # in `left_out`
UNTOUCHED = "orders without a code, link, landing page or tag of the campaign"
PRECEDENCE = ("code", "link", "landing page", "tag")
TOUCHES = ("has_code", "has_link", "has_landing", "has_hashtag")
READ = (
    "order_id",
    "ordered_at",
    "revenue",
    "gross",
    "discount",
    "refunded",
    "currency",
    "source_medium",
    "referral_link",
    "landing_page",
    "survey_answer",
    "new_customer",
    "customer_key",
    "void",
)


@dataclass(frozen=True)
class Ledger:
    """Orders of a window that the campaign can be credited with.

    `orders`: one row an order: deal_id (missing: the campaign, no creator), link_deal (whose link it
    carries), how (code, link, landing page, tag), has_code, has_link, has_landing, has_hashtag (a utm tag or the source
    says the campaign's hashtag or name), trail (a click is known), clash (code and link of different deals), sign (a
    key of `leaks.SIGNS`; "" without), suspect (it has a sign, and is counted apart), revenue, currency, new_customer,
    customer_key, survey_answer and the order's other amounts.
    `leaks`: one row a code with orders that are suspect (`leaks.Leak`).
    `trails`, `sources`: whether clicks and sources are recorded at all.  `codes`: how many codes of the campaign have
    orders, in any window.  `left_out`: orders of the window that do not count, and why.
    """

    orders: pd.DataFrame
    leaks: pd.DataFrame
    trails: bool
    codes: int
    left_out: dict[str, int]
    sources: bool = False

    @cached_property
    def attributed(self) -> pd.DataFrame:
        """Orders with a code or link of a creator, without those that look like a leak: what costs are divided by."""
        return self.orders[self.orders["how"].isin(["code", "link"]) & ~self.orders["suspect"]]

    @cached_property
    def floor(self) -> pd.DataFrame:
        """Of these, the orders with a click trail: a link, or a code after a recorded click."""
        kept = self.attributed
        return kept[kept["has_link"] | kept["trail"]]

    @cached_property
    def floor_known(self) -> bool:
        """Whether a missing click means anything: not for orders by code alone where no click is ever recorded."""
        return self.trails or not (self.orders["has_code"] & ~self.orders["has_link"]).any()

    @property
    def leaks_judged(self) -> bool:
        """Whether leaks were looked for; with one code, a word on them would name its creator."""
        return comparable(self.trails or self.sources, self.codes)


@once
def touched(data: Data) -> pd.DataFrame:
    """Every order that the report sees, void ones too, with what it carries of the campaign and its one credit, as
    `Ledger.orders`; how is "" where it carries nothing.  Leaks are looked for among the valid ones of all days."""
    out, valid = _credited(every_order(data), booked_campaign(data)), ~every_order(data)["void"]
    trails, sources = looked_at(data)
    named = out[valid & (out["how"] != "")]
    sign = signs(named, uses(data), videos(data), trails, data.brand).reindex(out.index).fillna("")
    apart = comparable(trails or sources, int(named.loc[named["has_code"], "key"].nunique()))
    return out.assign(sign=sign, suspect=(sign != "").astype(bool) & apart)


@once
def _books(data: Data) -> Ledger:
    """The ledger of all days."""
    every = touched(data)
    credited = every[(every["how"] != "") & ~every["void"]].reset_index(drop=True)
    trails, sources = looked_at(data)
    codes = int(credited.loc[credited["has_code"], "key"].nunique())
    found = leaks(credited if credited["suspect"].any() else credited.iloc[:0])
    return Ledger(credited, found, trails, codes, {}, sources)


@once
def ledger(data: Data, since: pd.Timestamp, until: pd.Timestamp) -> Ledger:
    """The orders placed on these days (both in), credited.  NotShown without orders."""
    whole, every = _books(data), every_order(data)
    kept = whole.orders[between(whole.orders["ordered_at"], since, until)].reset_index(drop=True)
    inside = every.loc[between(every["ordered_at"], since, until), "void"]
    void, twice = int(inside.sum()), repeated(data)
    left_out = {VOIDED: void, UNTOUCHED: len(inside) - void - len(kept)}
    left_out |= {"second spellings of an order's id": twice} if twice else {}
    return Ledger(kept, whole.leaks, whole.trails, whole.codes, left_out, whole.sources)


def elsewhere_sentence(data: Data, campaign: Campaign) -> str:
    """A word on codes that deals of another campaign with overlapping days have, too; "" without any."""
    deals, flights = data.table("deals"), data.table("campaigns").set_index("campaign")
    others = deals[deals["status"].isin(BOOKED).fillna(False) & (deals["campaign"] != campaign.name).fillna(False)]
    own = flights.reindex(others["campaign"])
    meets = (own["starts_on"] <= campaign.ends_on) & (own["ends_on"] >= campaign.starts_on)
    theirs = spelled(others["promo_code"])[meets.fillna(False).to_numpy(dtype=bool)]
    n = int(theirs.dropna().drop_duplicates().isin(spelled(campaign.deals["promo_code"])).sum())
    if not n:
        return ""
    return (
        f"{plural(n, 'code stands', 'codes stand')} in deals of another campaign on the same days, too; that "
        "campaign's report counts these orders as well."
    )


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
    """The orders with what they carry of the campaign, each with one credit; how is "" without any."""
    deals = campaign.deals
    out = orders[list(READ)].copy()
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
    out["has_hashtag"] = _tagged(orders, campaign)
    out["deal_id"] = by["code"].fillna(by["link"]).fillna(by["landing page"])
    out["how"] = np.select([out[touch] for touch in TOUCHES], PRECEDENCE, default="")
    out["clash"] = out["has_code"] & out["has_link"] & (by["code"] != by["link"]).fillna(False).astype(bool)
    out["trail"] = orders["clicked_at"].notna()
    return out


def _tagged(orders: pd.DataFrame, campaign: Campaign) -> pd.Series:
    """Whether the source, or a utm tag of link or page, says one of the campaign's hashtags or its name.

    Names are compared by letters and digits alone, and as a whole word, so that "spring" is not found in "offspring".
    """
    texts = (
        orders["source_medium"].fillna("") + " " + tags(orders["referral_link"]) + " " + tags(orders["landing_page"])
    )
    texts = texts.str.lower().str.replace("%20|%23", "+", regex=True)
    names = [r"[\W_]*".join(re.findall(r"[^\W_]+", name.lower())) for name in (*campaign.hashtags, campaign.name)]
    marks = [rf"(?<![^\W_]){name}(?![^\W_])" for name in names if len(name) > 2]
    if not marks:
        return pd.Series(False, orders.index)
    known = texts.drop_duplicates()
    hits = {text for text in known if re.search("|".join(marks), text)}
    return texts.isin(hits)
