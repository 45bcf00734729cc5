"""Web-shop orders with codes, links, refunds and one leaked code; and the clicks on the tracked links."""

import numpy as np
import pandas as pd

from kit.sample import words
from kit.sample.campaign import LANDING
from kit.sample.dates import draws, FLIGHT, LAST, ORDERS_FROM

ORDERS = 2_500
KINDS = {
    "code": 260,
    "link": 190,
    "both": 110,
    "clash": 12,
    "leak": 190,
    "past": 70,
    "landing": 60,
}  # the rest is neither
LEAK_FROM = pd.Timestamp("2026-09-12", tz="UTC")
WEEKDAYS = np.array([1.05, 0.98, 0.95, 0.97, 1.02, 0.98, 1.05])
TAX = {"USD": 0.07, "EUR": 0.20}
SOURCES = ("google / organic", "(direct) / (none)", "newsletter / email", "google / cpc", "instagram / social")
SURVEY = ("TikTok", "a friend", "Google", "Instagram", "in a shop", "a creator I follow")
START = ORDERS_FROM.tz_localize("UTC")
DAYS = (LAST - START).days


def orders(seed: int, deals: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """One row an order in its last state, with its hidden `kind`, `deal_id` and `settled_at` (when it was refunded)."""
    r = draws(seed, "orders")
    kind = np.repeat([*KINDS, "none"], [*KINDS.values(), ORDERS - sum(KINDS.values())])
    deal = _credit(r, kind, deals, videos)
    by_id = deals.set_index("deal_id")
    posted = videos[videos["deal_id"].notna()].groupby("deal_id")["posted_at"].min()
    begin = (posted.reindex(deal["deal_id"]) - START).dt.total_seconds().to_numpy() / 86400
    at = np.where(
        np.isin(kind, ["code", "link", "both", "clash"]),
        begin + r.exponential(5.5, ORDERS) + 0.05,
        r.uniform(0, DAYS, ORDERS),
    )
    at = np.where(
        kind == "leak", (LEAK_FROM - START).days + r.beta(1.2, 2, ORDERS) * (DAYS - (LEAK_FROM - START).days), at
    )
    at = np.where(kind == "landing", (FLIGHT[0].tz_localize("UTC") - START).days + r.uniform(0, 25, ORDERS), at)
    organic = (kind == "none") | (kind == "past")
    day = r.choice(DAYS, ORDERS, p=_weights())
    hour = 0.3 + 0.65 * r.beta(2.2, 1.6, ORDERS)
    at = np.where(organic, day + hour, at)
    at = np.where(at >= DAYS, DAYS - r.uniform(0.02, 3, ORDERS), at)
    out = pd.DataFrame(
        {
            "kind": kind,
            "deal_id": deal["deal_id"],
            "ordered_at": START + pd.to_timedelta(np.floor(at * 86400), unit="s"),
        }
    )
    coded, linked = np.isin(kind, ["code", "both", "clash", "leak", "past"]), np.isin(kind, ["link", "both", "clash"])
    out["promo_code"] = by_id["promo_code"].reindex(deal["deal_id"]).where(coded).to_numpy()
    out["referral_link"] = by_id["referral_link"].reindex(deal["link_deal"]).where(linked).to_numpy()
    trail = (
        linked
        | ((kind == "code") & (r.random(ORDERS) < 0.72))
        | ((kind == "past") & (r.random(ORDERS) < 0.6))
        | ((kind == "leak") & (r.random(ORDERS) < 0.03))
    )
    trail |= kind == "landing"
    ahead = pd.to_timedelta(np.floor(np.minimum(r.exponential(0.3, ORDERS), 2.9) * 86400) + 40, unit="s")
    out["clicked_at"] = (out["ordered_at"] - ahead).where(trail)
    leaky = (kind == "leak") & (r.random(ORDERS) < 0.6)
    out["source_medium"] = np.where(
        linked,
        "tiktok / creator",
        np.where(leaky, "coupons.example / referral", r.choice(SOURCES, ORDERS, p=[0.35, 0.3, 0.15, 0.12, 0.08])),
    )
    home = r.choice(np.array(["https://kesavi.example/", None]), ORDERS, p=[0.7, 0.3])
    out["landing_page"] = np.where(linked | (kind == "landing"), LANDING, home)
    creator = np.isin(kind, ["code", "link", "both", "clash", "landing"])
    says = np.where(
        creator,
        r.choice(SURVEY, ORDERS, p=[0.5, 0.1, 0.06, 0.06, 0.03, 0.25]),
        r.choice(SURVEY, ORDERS, p=[0.1, 0.22, 0.36, 0.14, 0.16, 0.02]),
    )
    out["survey_answer"] = pd.Series(says).where(r.random(ORDERS) < 0.4)
    people = words.keys(r, ORDERS)
    again = np.where(r.random(ORDERS) < 0.22, r.integers(0, ORDERS, ORDERS), np.arange(ORDERS))
    out["customer_key"] = people[again]
    out = pd.concat([out, _money(r, kind, coded, out["ordered_at"])], axis=1).sort_values(
        "ordered_at", kind="stable", ignore_index=True
    )
    out["new_customer"] = ~out["customer_key"].duplicated() & (r.random(ORDERS) < 0.85)
    out.insert(0, "order_id", [f"K{100_000 + 7 * k}" for k in range(ORDERS)])
    return out


def _credit(r: np.random.Generator, kind: np.ndarray, deals: pd.DataFrame, videos: pd.DataFrame) -> pd.DataFrame:
    """Which deal's code (`deal_id`) and whose link (`link_deal`) an order carries; they differ only in a clash."""
    seen = videos[videos["deal_id"].notna()].groupby("deal_id")["views_end"].sum()
    ours = deals[deals["campaign"].notna() & deals["posts"]]
    weight = np.sqrt(seen.reindex(ours["deal_id"]).to_numpy())
    deal = r.choice(ours["deal_id"].to_numpy(), ORDERS, p=weight / weight.sum()).astype(object)
    other = r.choice(ours["deal_id"].to_numpy(), ORDERS).astype(object)
    step = dict(zip(ours["deal_id"], np.roll(ours["deal_id"], 1), strict=True))
    other = np.where(other == deal, [step[d] for d in deal], other)
    link = np.where(kind == "clash", other, deal)
    deal[kind == "leak"] = ours.loc[ours["role"] == "leaked", "deal_id"].iloc[0]
    past = deals[deals["campaign"].isna() & deals["posts"] & (deals["agreed_on"] < pd.Timestamp("2026-06-01"))]
    deal[kind == "past"] = r.choice(past["deal_id"].to_numpy(), int((kind == "past").sum()))
    deal[np.isin(kind, ["none", "landing"])] = None
    return pd.DataFrame({"deal_id": deal, "link_deal": link})


def _weights() -> np.ndarray:
    """How likely an ordinary order falls on each day since ORDERS_FROM."""
    days = pd.date_range(ORDERS_FROM, periods=DAYS)
    weight = WEEKDAYS[days.day_of_week] * np.linspace(0.9, 1.1, DAYS)
    return weight / weight.sum()


def _money(r: np.random.Generator, kind: np.ndarray, coded: np.ndarray, ordered_at: pd.Series) -> pd.DataFrame:
    """Amounts: gross holds tax and shipping; revenue is what is left after discount, refund, tax and shipping."""
    n = len(kind)
    currency = r.choice(["USD", "EUR"], n, p=[0.7, 0.3])
    gross = np.exp(r.normal(3.95, 0.45, n)).round(2).clip(12)
    discount = np.where(coded, (0.15 * gross).round(2), np.where(r.random(n) < 0.08, (0.1 * gross).round(2), 0))
    shipping = np.where(gross > 60, 0, 4.9)
    rate = np.where(currency == "EUR", TAX["EUR"], TAX["USD"])
    tax = ((gross - discount - shipping) * rate / (1 + rate)).round(2)
    fate = r.choice(["paid", "refunded", "partly refunded", "cancelled"], n, p=[0.885, 0.06, 0.03, 0.025])
    settled = ordered_at + pd.to_timedelta(np.floor(r.uniform(2, 20, n) * 86400), unit="s")
    fate = np.where(settled < LAST - pd.Timedelta(days=1), fate, "paid")  # not yet known when the last export was made
    back = np.isin(fate, ["refunded", "cancelled"])
    shipping, tax = (
        np.where(back, 0, amount) for amount in (shipping, tax)
    )  # everything went back, tax and shipping too
    net = (gross - discount - tax - shipping).round(2)
    refunded = np.where(back, (gross - discount).round(2), np.where(fate == "partly refunded", (net * 0.5).round(2), 0))
    return pd.DataFrame(
        {
            "gross": gross,
            "discount": discount,
            "refunded": refunded,
            "tax": tax,
            "shipping": shipping,
            "revenue": (gross - discount - refunded - tax - shipping).round(2),
            "currency": currency,
            "status": fate,
            "settled_at": settled,
        }
    )


def captures(orders: pd.DataFrame) -> pd.DataFrame:
    """The nightly order exports: an order as placed, and again after it was refunded or cancelled."""
    shown = orders.drop(columns=["kind", "deal_id", "settled_at"])
    changed = orders["status"] != "paid"
    night = orders["ordered_at"].dt.ceil("D")
    before = shown.assign(captured_at=night)
    first = before[changed].copy()
    first["status"], first["refunded"] = "paid", 0.0
    back = orders.loc[changed, "status"].isin(["refunded", "cancelled"])
    rate = first["currency"].map(TAX)
    ship = pd.Series(np.where(first["gross"] > 60, 0, 4.9), index=first.index)
    first["shipping"] = first["shipping"].mask(back, ship)
    first["tax"] = first["tax"].mask(back, ((first["gross"] - first["discount"] - ship) * rate / (1 + rate)).round(2))
    first["revenue"] = (first["gross"] - first["discount"] - first["tax"] - first["shipping"]).round(2)
    after = shown[changed].assign(captured_at=orders.loc[changed, "settled_at"].dt.ceil("D"))
    return pd.concat([before[~changed], first, after], ignore_index=True)


def traffic(seed: int, deals: pd.DataFrame, videos: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Clicks and sessions a day on each deal's link, from its first video on; no fewer clicks than orders from it."""
    r = draws(seed, "traffic")
    posted = (
        videos[videos["deal_id"].notna()].groupby("deal_id").agg(day=("posted_at", "min"), views=("views_end", "sum"))
    )
    ours = deals[deals["campaign"].notna() & deals["posts"]].set_index("deal_id").join(posted)
    bought = (
        orders[orders["referral_link"].notna()]
        .groupby(["referral_link", orders["clicked_at"].dt.tz_localize(None).dt.normalize()])
        .size()
    )
    rows = []
    for deal in ours.itertuples():
        first = min(
            [deal.day.tz_localize(None).normalize(), *bought.get(deal.referral_link, pd.Series(dtype=int)).index]
        )
        days = pd.date_range(first, LAST.tz_localize(None) - pd.Timedelta(days=1))
        expected = np.sqrt(deal.views) * 2.2 * np.exp(-np.arange(len(days)) / 6) + 0.3
        sold = bought.get(deal.referral_link, pd.Series(dtype=int)).reindex(days).fillna(0).to_numpy()
        clicks = r.poisson(expected) + sold
        rows.append(
            pd.DataFrame(
                {
                    "date": days,
                    "link": deal.referral_link,
                    "clicks": clicks,
                    "sessions": r.binomial(clicks.astype(int), 0.88),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)
