"""Whether an order came by a coupon or cashback site, or by a browser extension that replays codes."""

import re

import pandas as pd

SITES = (
    "coupon",
    "voucher",
    "cashback",
    "rebate",
    "RetailMeNot",
    "Honey",
    "JoinHoney",
    "Capital One Shopping",
    "Wikibuy",
    "Rakuten",
    "Slickdeals",
    "DealNews",
    "Dealmoon",
    "mydealz",
    "HotUKDeals",
    "OzBargain",
    "Dealabs",
    "Quidco",
    "Ibotta",
    "ShopBack",
    "SimplyCodes",
    "Knoji",
    "Wethrift",
)
WHOLE = ("honey", "rebate")  # words that stand inside other names, too
OWN = r"e.?mail|newsletter|\bsms\b|klaviyo"  # a shop's own vouchers travel by these
_TAGS = r"[?&](?:utm_source|utm_medium|utm_campaign|source|ref)=([^&#]*)"
_HOST = r"^\s*(?:https?://)?([^/?#\s]+)"


def couponed(orders: pd.DataFrame, brand: str = "") -> pd.Series:
    """Whether each order names a coupon or cashback source (`SITES`).

    orders: source_medium, referral_link, landing_page; read are the source, the link's host, and the utm tags of link
    and page, never the path of a page ("/honey-mask").  Mails of the shop itself are no such source, nor is a word that
    stands in the brand's name.  "affiliate" is not among the words: creators' links are often tagged so.
    """
    links, pages = orders["referral_link"].astype("string"), orders["landing_page"].astype("string")
    said = orders["source_medium"].astype("string").fillna("")
    said = said + " " + links.str.extract(_HOST, expand=False).fillna("")
    said = (said + " " + tags(links) + " " + tags(pages)).str.lower()
    return said.str.contains(_pattern(brand)).fillna(False).astype(bool) & ~said.str.contains(OWN)


def tags(links: pd.Series) -> pd.Series:
    """What the utm tags of links say, in one text; "" without any."""
    asked = links.str.contains("=", regex=False).fillna(False).astype(bool)
    out = pd.Series("", index=links.index, dtype="string")
    if asked.any():
        found = links[asked].str.extractall(_TAGS)[0].dropna()
        out.update(found.groupby(level=0).agg(" ".join))
    return out


def _pattern(brand: str) -> str:
    """One pattern for all words; between their parts anything that is no letter may stand."""
    own = re.sub(r"\W", "", brand.lower())
    words = [word.lower() for word in SITES]
    words = [word for word in words if re.sub(r"\W", "", word) not in own] if own else words
    parts = [re.sub(r"\s+", r"[\\W_]*", word) for word in words]
    marked = [rf"(?<![a-z]){part}(?![a-z])" if part in WHOLE else part for part in parts]
    return "|".join(marked).replace("cashback", r"cash[\W_]?back") or r"(?!)"
