"""Which orders a campaign can be credited with: each once, with a printed precedence, and those that look like a leak.

An order's promo code comes before its link, the link before its landing page.  A code or a link belongs to a deal; a
landing page that several deals share belongs to the campaign only.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from kit.data import Data
from kit.post_mortem.campaign import between, Campaign, days
from kit.wording import plural

VOID = ("cancelled", "canceled", "refunded", "voided", "void", "failed", "expired", "declined")
PRECEDENCE = ("code", "link", "landing page")
FEWEST = 10  # orders with a code, below which nothing is said about leaks
FAR = 0.4  # a leaked code has at least twice the others' share without a click, and at least 40 points more
ALARM = 0.01  # chance of a false alarm for all codes of a campaign together


@dataclass(frozen=True)
class Ledger:
    """Orders of a window that the campaign can be credited with.

    `orders`: one row an order: deal_id (missing: the campaign, no creator), link_deal (whose link it
    carries), how (code, link, landing page), has_code, has_link, has_landing, trail (a click is known),
    clash (code and link of different deals), suspect, revenue, currency.
    `leaks`: one row a code that is worth checking: promo_code, deal_id, since, orders, without_click, others, source.
    `trails`: whether clicks are recorded at all.  `left_out`: orders of the window that do not count, and why.
    """

    orders: pd.DataFrame
    leaks: pd.DataFrame
    trails: bool
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


def ledger(data: Data, made: Campaign, since: pd.Timestamp, until: pd.Timestamp) -> Ledger:
    """Credit the orders placed on these days.  Leaks are looked for among all orders that the report sees.

    NotShown without orders.  Cancelled and refunded orders are out; partly refunded ones count with what is left.
    """
    data.require("orders", ("ordered_at", "revenue"))
    orders = data.table("orders").sort_values("order_id", ignore_index=True)
    if made.today is not None:
        orders = orders[between(orders["ordered_at"], pd.NaT, made.today)].reset_index(drop=True)
    void = orders["status"].str.strip().str.lower().isin(VOID).fillna(False).astype(bool)
    inside = between(orders["ordered_at"], since, until)
    credited = _credited(orders[~void].reset_index(drop=True), made)
    trails = bool(orders["clicked_at"].notna().any())
    leaks = _leaks(credited) if trails else pd.DataFrame(columns=["promo_code", "deal_id", "since"])
    start = (
        credited["key"].map(leaks.set_index("promo_code")["since"])
        if len(leaks)
        else pd.Series(pd.NaT, index=credited.index)
    )
    untraced = (credited["how"] == "code") & ~credited["has_link"] & ~credited["trail"]
    credited["suspect"] = untraced & start.notna() & (days(credited["ordered_at"]) >= start).fillna(False)
    kept = credited[between(credited["ordered_at"], since, until)].reset_index(drop=True)
    return Ledger(
        kept,
        leaks,
        trails,
        {
            "cancelled or refunded orders": int((void & inside).sum()),
            "orders without a code, link or landing page of the campaign": int((~void & inside).sum()) - len(kept),
        },
    )


def shared_sentence(made: Campaign) -> str:
    """A word on codes and links that several deals have: their orders stand with the first of them; "" without any."""
    keys = pd.concat([spelled(made.deals["promo_code"]), linked(made.deals["referral_link"])]).dropna()
    n = int((keys.value_counts() > 1).sum())
    if not n:
        return ""
    return (
        f"{plural(n, 'code or link belongs', 'codes or links belong')} to several deals; their orders stand with the "
        "first of these."
    )


def spelled(codes: pd.Series) -> pd.Series:
    """Codes as shops compare them: no matter the case, no white space around."""
    return codes.str.strip().str.upper().replace("", pd.NA)


def linked(links: pd.Series) -> pd.Series:
    """Links without scheme, "www." and final slash, so that two spellings of one link agree."""
    return links.str.strip().str.lower().str.replace(r"^https?://(www\.)?|/+$", "", regex=True).replace("", pd.NA)


def _owners(keys: pd.Series, deal_ids: pd.Series, shared: bool = False) -> pd.Series:
    """Key → deal; of several deals with one key the first, or none if a shared key names nobody."""
    pairs = pd.DataFrame({"key": keys, "deal_id": deal_ids}).dropna()
    pairs = pairs.drop_duplicates("key", keep=False if shared else "first")
    return pairs.set_index("key")["deal_id"]


def _match(links: pd.Series, owners: pd.Series) -> pd.Series:
    """The deal whose link this is, with its query or, if the whole is nobody's, without."""
    bare = links.str.replace(r"[?#].*$", "", regex=True).str.rstrip("/")
    return links.map(owners).astype("string").fillna(bare.map(owners).astype("string"))


def _credited(orders: pd.DataFrame, made: Campaign) -> pd.DataFrame:
    """The orders that carry something of the campaign, each with one credit."""
    deals = made.deals
    out = orders[["order_id", "ordered_at", "revenue", "currency", "source_medium", "survey_answer"]].copy()
    out["key"] = spelled(orders["promo_code"])
    pages = linked(deals["landing_page"])
    every_page = pd.concat([pages, linked(pd.Series([made.landing_page], dtype="string"))]).dropna().unique()
    by = {
        "code": out["key"].map(_owners(spelled(deals["promo_code"]), deals["deal_id"])),
        "link": _match(linked(orders["referral_link"]), _owners(linked(deals["referral_link"]), deals["deal_id"])),
        "landing page": _match(linked(orders["landing_page"]), _owners(pages, deals["deal_id"], shared=True)),
    }
    by = {how: deal.astype("string") for how, deal in by.items()}
    landed = linked(orders["landing_page"])
    out["link_deal"] = by["link"]
    out["has_code"], out["has_link"] = by["code"].notna(), by["link"].notna()
    out["has_landing"] = landed.isin(every_page) | landed.str.replace(r"[?#].*$", "", regex=True).str.rstrip("/").isin(
        every_page
    )
    out["deal_id"] = by["code"].fillna(by["link"]).fillna(by["landing page"])
    out["how"] = np.select([out["has_code"], out["has_link"], out["has_landing"]], PRECEDENCE, default="")
    out["clash"] = out["has_code"] & out["has_link"] & (by["code"] != by["link"]).fillna(False)
    out["trail"] = orders["clicked_at"].notna()
    return out[out["how"] != ""].reset_index(drop=True)


def _leaks(credited: pd.DataFrame) -> pd.DataFrame:
    """Codes with more orders without any click than the campaign's other codes have, or with a burst of them.

    First: at least twice the others' share and 40 points more (codes differ honestly too), and Fisher's one-sided test.
    Second: from one day on, orders without a click come at least three times as often as on the code's earlier days,
    and make up more of its orders (binomial and Fisher, over all days).  Tests at 1 % for all codes together.  Source:
    methods A18: coupon sites and extensions replay codes.
    """
    coded = credited[credited["how"] == "code"].assign(untraced=lambda f: ~f["trail"] & ~f["has_link"])
    counts = coded.groupby("key")["untraced"].agg(["sum", "size"])
    level, rows = ALARM / max(len(counts), 1), []
    for code, (bare, n) in counts.iterrows():
        if n < FEWEST:
            continue
        rest = counts.sum() - counts.loc[code]
        own = coded[coded["key"] == code]
        others = rest["sum"] / rest["size"] if rest["size"] else np.nan
        far = bare / n >= max(2 * others, others + FAR)
        unlike = far and drawn_or_more(bare, n, counts["sum"].sum(), counts["size"].sum()) < level
        since = _burst(own, level)
        if unlike or since is not None:
            first = days(own.loc[own["untraced"], "ordered_at"]).min() if since is None else since
            source = own.loc[own["untraced"], "source_medium"].value_counts()
            rows.append(
                {
                    "promo_code": code,
                    "deal_id": own["deal_id"].iloc[0],
                    "since": first,
                    "orders": int(n),
                    "without_click": bare / n,
                    "others": others,
                    "burst": since is not None,
                    "source": source.index[0] if len(source) else "",
                    "source_share": source.iloc[0] / bare if len(source) else np.nan,
                }
            )
    return pd.DataFrame(
        rows,
        columns=[
            "promo_code",
            "deal_id",
            "since",
            "orders",
            "without_click",
            "others",
            "burst",
            "source",
            "source_share",
        ],
    )


def drawn_or_more(hits: float, drawn: float, all_hits: float, everything: float) -> float:
    """P(at least `hits` of `drawn`) when drawn blindly from `everything` with `all_hits` hits: Fisher's one-sided p."""
    most = min(drawn, all_hits)
    if hits > most:
        return 0.0
    k = np.arange(max(hits, drawn + all_hits - everything, 0), most + 1)

    def ways(n: float, picks: float | np.ndarray) -> float | np.ndarray:
        return special.gammaln(n + 1) - special.gammaln(picks + 1) - special.gammaln(n - picks + 1)

    return float(
        min(1.0, np.exp(ways(all_hits, k) + ways(everything - all_hits, drawn - k) - ways(everything, drawn)).sum())
    )


def _burst(own: pd.DataFrame, level: float) -> pd.Timestamp | None:
    """The day from which a code's orders without a click come clearly more often and make up more; None without."""
    on = days(own["ordered_at"])
    first, n, bare = on.min(), len(own), int(own["untraced"].sum())
    day = (on - first).dt.days.to_numpy()
    every = np.bincount(day)
    untraced = np.bincount(day, weights=own["untraced"].astype(float), minlength=len(every))
    after, all_after = untraced[::-1].cumsum()[::-1], every[::-1].cumsum()[::-1]
    best: tuple[float, int] | None = None
    for start in range(3, len(every)):
        share = 1 - start / len(every)
        rate = (after[start] / share) / max((bare - after[start]) / (1 - share), 1e-9)
        if after[start] < FEWEST or rate < 3:
            continue
        p = max(
            float(special.bdtrc(after[start] - 1, bare, share)), drawn_or_more(after[start], all_after[start], bare, n)
        )
        if p < level / (len(every) - 3) and (best is None or p < best[0]):
            best = (p, start)
    return first + pd.Timedelta(days=best[1]) if best else None
