"""Made-up workspaces for tier pricing with any number of deals and creators, and the rule behind their prices.

The rule is not that of `kit sample`: other weights, heavier noise, dearer niches, a price that rises with the years.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from kit.workspace import Workspace

END = pd.Timestamp("2026-09-27", tz="UTC")
RULE = {"intercept": 0.4, "log_followers": 0.45, "log_typical_views": 0.2, "rights": 0.25, "exclusivity": 0.15}
RULE |= {"log_pieces": -0.1, "year": 0.12, "noise": 0.5, "creator": 0.3}  # log of the fee of a piece, in USD
NICHES = {"food": 0.0, "fitness": 0.2, "beauty": 0.35, "comedy": -0.25}  # added to that log
SOURCE = "made up: by size"
EUR = 1.1  # USD
SPONSORED, VIEWS_SD = -0.1, 1.1  # what sponsoring adds to log views; s.d. of a creator's log views


def world(path: Path, deals: int, creators: int, seed: int = 1, videos: int = 20) -> pd.DataFrame:
    """Writes the workspace; returns the hidden truth of its creators: followers, typical views, niche, price rule."""
    r, workspace = np.random.default_rng([seed, deals, creators]), Workspace.create(path)
    people = cast(r, creators)
    brand = {"brand": "Aurel", "role": "own", "handles": ["aurel.home"], "hashtags": ["aurel"], "keywords": ["Aurel"]}
    campaign = {"campaign": "Autumn", "brand": "Aurel", "starts_on": "2026-09-01", "ends_on": "2026-09-21"}
    bought = contracts(r, people, deals)
    posts = posted(r, people, videos)
    own, links = delivered(r, people, bought)
    workspace.append("brands", pd.DataFrame([brand]), SOURCE)
    workspace.append("campaigns", pd.DataFrame([campaign | {"currency": "USD", "margin": 0.4}]), SOURCE)
    listed = ["creator_id", "name", "followers", "category", "account_type", "country"]
    workspace.append("creators", people[listed].assign(captured_at=END), SOURCE)
    workspace.append("deals", bought, SOURCE)
    workspace.append("videos", pd.concat([posts, own], ignore_index=True), SOURCE)
    workspace.append("deliveries", links, SOURCE)
    workspace.append("orders", orders(r, bought, own, links), SOURCE)
    days = pd.date_range(END - pd.Timedelta(days=900), END, freq="D").tz_localize(None)
    rates = pd.DataFrame({"date": days, "currency_from": "EUR", "currency_to": "USD", "rate": EUR})
    workspace.append("fx", rates, SOURCE)
    return people


def cast(r: np.random.Generator, n: int) -> pd.DataFrame:
    people = pd.DataFrame({"creator_id": [f"maker{k:05d}" for k in range(n)]})
    people["name"] = [f"Maker {k}" for k in range(n)]
    people["followers"] = np.round(np.exp(r.uniform(np.log(2_000), np.log(4e6), n)))
    people["category"] = r.choice(list(NICHES), n)
    people["country"] = r.choice(["US", "GB", "DE"], n)
    people["account_type"] = "creator"
    people["level"] = 1.5 + 0.8 * np.log(people["followers"]) + r.normal(0, 0.6, n)
    people["skill"] = np.log(0.05 / 0.95) + r.normal(0, 0.4, n)
    people["taste"] = r.normal(0, RULE["creator"], n)
    return people


def contracts(r: np.random.Generator, people: pd.DataFrame, n: int) -> pd.DataFrame:
    """n paid or agreed deals and a tenth as many open offers, by the rule."""
    total = n + max(2, n // 10)
    who = people.iloc[r.integers(0, len(people), total)].reset_index(drop=True)
    out = pd.DataFrame({"deal_id": [f"D{k:05d}" for k in range(total)], "creator_id": who["creator_id"]})
    out["status"] = np.where(np.arange(total) < n, r.choice(["paid", "agreed"], total, p=[0.8, 0.2]), "asked")
    out["agreed_on"] = (END - pd.to_timedelta(r.integers(20, 800, total), unit="D")).tz_localize(None).normalize()
    out.loc[out["status"] == "asked", "agreed_on"] = pd.NaT
    out["deliverable"] = r.choice(["video", "bundle"], total, p=[0.85, 0.15])
    out["videos_agreed"] = np.where(out["deliverable"] == "bundle", 3, 1)
    rights, alone = r.random(total) < 0.35, r.random(total) < 0.2
    years = (out["agreed_on"] - END.tz_localize(None)).dt.days.fillna(0) / 365.25
    log = (
        RULE["intercept"] + RULE["log_followers"] * np.log(who["followers"]) + RULE["log_typical_views"] * who["level"]
    )
    log += RULE["year"] * years + who["category"].map(NICHES) + who["taste"] + r.normal(0, RULE["noise"], total)
    log += RULE["log_pieces"] * np.log(out["videos_agreed"])
    euro = (who["country"] == "DE") & (out["status"] != "asked")
    out["currency"] = np.where(euro, "EUR", "USD")
    fee = np.exp(log) * out["videos_agreed"] / np.where(euro, EUR, 1.0)
    out["fee"] = fee.round(2)
    out["usage_rights_fee"] = (fee * np.expm1(RULE["rights"])).round(2).where(rights)
    out["usage_days"] = pd.Series(r.choice([30, 90], total)).where(rights).astype("Int64")
    out["exclusivity_fee"] = (fee * np.expm1(RULE["exclusivity"])).round(2).where(alone)
    out["exclusivity_days"] = pd.Series(30, index=out.index).where(alone).astype("Int64")
    out["boost_spend"] = np.where(r.random(total) < 0.15, (fee * r.uniform(0.1, 0.5, total)).round(2), np.nan)
    out["promo_code"] = [f"CODE{k}" for k in range(total)]
    recent = (out["status"] != "asked") & (out["agreed_on"] > (END - pd.Timedelta(days=90)).tz_localize(None))
    out["campaign"] = np.where(recent, "Autumn", None)
    return out.assign(tactic="paid_post", captured_at=END)


def posted(r: np.random.Generator, people: pd.DataFrame, each: int) -> pd.DataFrame:
    """About `each` videos a creator, a few of them sponsored by others."""
    who = np.repeat(np.arange(len(people)), r.poisson(each, len(people)))
    out = counted(r, people.iloc[who], r.random(len(who)) < 0.1)
    return out.assign(
        video_id=[str(7_000_000_000_000_000_000 + k) for k in range(len(out))],
        posted_at=(END - pd.to_timedelta(r.uniform(1, 300, len(out)), unit="D")).floor("s"),
    )


def delivered(r: np.random.Generator, people: pd.DataFrame, deals: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A video for each piece of the newest 200 dated deals, and which deal it answers."""
    dated = deals.dropna(subset="agreed_on").sort_values("agreed_on").tail(200)
    rows = dated.loc[dated.index.repeat(dated["videos_agreed"])].reset_index(drop=True)
    out = counted(r, people.set_index("creator_id").loc[rows["creator_id"]].reset_index(), np.ones(len(rows), bool))
    out["video_id"] = [str(7_100_000_000_000_000_000 + k) for k in range(len(out))]
    out["posted_at"] = rows["agreed_on"].dt.tz_localize("UTC") + pd.Timedelta(days=15)
    boosted = rows["boost_spend"].notna().to_numpy()
    paid = np.where(boosted, np.round(400 * rows["boost_spend"].fillna(0) ** 0.7), 0)
    for name, share in {"views": 1.0, "likes": 0.03, "comments": 0.001, "shares": 0.001}.items():
        part = np.round(paid * share)
        out[name] = out[name] + part
        out[f"paid_{name}"] = np.where(boosted, part, np.nan)
    return out.assign(is_ad=boosted), pd.DataFrame({"deal_id": rows["deal_id"], "video_id": out["video_id"]})


def counted(r: np.random.Generator, who: pd.DataFrame, sponsored: np.ndarray) -> pd.DataFrame:
    n = len(who)
    views = np.round(np.exp(who["level"].to_numpy() + SPONSORED * sponsored + r.normal(0, VIEWS_SD, n))).clip(0, 5e8)
    rate = 1 / (1 + np.exp(-(who["skill"].to_numpy() - 0.3 * sponsored + r.normal(0, 0.35, n))))
    likes, comments, shares = (np.round(views * rate * part) for part in (0.88, 0.04, 0.08))
    out = pd.DataFrame({"creator_id": who["creator_id"].to_numpy(), "views": views, "likes": likes})
    out = out.assign(comments=comments, shares=shares, is_sponsored=sponsored, is_ad=False)
    return out.assign(collected_by="profile", captured_at=END, duration_s=np.round(np.exp(r.normal(3.3, 0.4, n))))


def orders(r: np.random.Generator, deals: pd.DataFrame, videos: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Orders with the code of a deal, about three for each 10,000 views, more with some deals than with others."""
    seen = links.merge(videos[["video_id", "views", "posted_at"]], on="video_id")
    per = seen.groupby("deal_id").agg(views=("views", "sum"), start=("posted_at", "min")).sort_index()
    many = r.poisson(np.minimum(per["views"], 3e6) * 3e-4 / 10 * r.gamma(2, 0.5, len(per)))
    rows = per.loc[per.index.repeat(many)].reset_index()
    when = rows["start"] + pd.to_timedelta(np.floor(r.exponential(6, len(rows)) * 86400), unit="s")
    return pd.DataFrame(
        {
            "order_id": [f"K{k:06d}" for k in range(len(rows))],
            "ordered_at": np.minimum(when, END - pd.Timedelta("1h")),
            "revenue": np.exp(r.normal(3.6, 0.4, len(rows))).round(2),
            "currency": "USD",
            "promo_code": rows["deal_id"].map(deals.set_index("deal_id")["promo_code"]),
            "clicked_at": np.minimum(when, END - pd.Timedelta("1h")) - pd.Timedelta("20min"),
        }
    )
