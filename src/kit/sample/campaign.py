"""The campaign and every deal: agreed, asked, planned, cancelled, given away; and which videos they bought.

Fees follow one rule (`PRICE`), in USD at the rate of the day of the contract, before tax and without rights,
exclusivity, boosting or commission, which stand in columns of their own.
"""

import numpy as np
import pandas as pd

from kit.sample.dates import draws, FLIGHT, LAST
from kit.sample.people import BRANDED, CAMPAIGN_SOUND, MEAN_LOGIT, OWN

CAMPAIGN = "Sunny September"
LANDING = "https://kesavi.example/sun-stick"
PRICE = {
    "intercept": -2.0,
    "log_followers": 0.35,
    "log_typical_views": 0.45,
    "logit_engagement": 0.25,
    "log_videos": 0.85,
    "noise_sd": 0.45,
}
ASKED_ABOVE = 0.25  # asking prices lie this much above the rule, on the log
OVERPAID = 5.0  # times the rule, without noise
# one row a deal of the campaign: tier, tactic, deliverable, videos, status
PLAN = (
    ("mid", "paid_post", "video", 1, "paid"),
    ("mid", "paid_post", "video", 1, "paid"),
    ("micro", "paid_post", "video", 1, "paid"),
    ("micro", "paid_post", "video", 1, "paid"),
    ("mid", "paid_post", "bundle", 3, "paid"),
    ("macro", "co_creation", "video", 1, "paid"),
    ("micro", "co_creation", "video", 1, "agreed"),
    ("mid", "takeover", "video", 1, "paid"),
    ("micro", "hashtag_challenge", "video", 2, "paid"),
    ("mid", "hashtag_challenge", "video", 1, "agreed"),
    ("micro", "affiliate", "video", 2, "agreed"),
    ("nano", "affiliate", "video", 1, "agreed"),
    ("nano", "gifted", "video", 1, "agreed"),
    ("nano", "gifted", "video", 1, "agreed"),
    ("micro", "paid_post", "video", 1, "asked"),
    ("micro", "paid_post", "video", 1, "planned"),
    ("mid", "co_creation", "video", 1, "planned"),
    ("mid", "paid_post", "video", 1, "cancelled"),
)
ROLES = {  # what was planted in which row of PLAN
    "overpaid": 0,
    "leaked": 1,
    "late": 2,
    "missing": 3,
    "bundle": 4,
    "undisclosed": 6,
    "takeover": 7,
    "short": 8,
}


def price(people: pd.DataFrame, videos: np.ndarray) -> np.ndarray:
    """Log of the fee in USD that the rule gives, one row of `people` a deal, without noise."""
    return (
        PRICE["intercept"]
        + PRICE["log_followers"] * np.log(people["followers"])
        + PRICE["log_typical_views"] * people["log_views"]
        + PRICE["logit_engagement"] * (people["logit_er"] - MEAN_LOGIT)
        + PRICE["log_videos"] * np.log(videos)
    ).to_numpy()


def deals(seed: int, people: pd.DataFrame, eur: pd.Series) -> pd.DataFrame:
    """One row a deal in its last state; hidden: `who` (row of people), `role`, `seen_on`, `posts` (it has videos)."""
    r = draws(seed, "deals")
    small = people["tier"].isin(["under 1k", "unknown"])
    ready = people[(people["account_type"] == "creator") & (people["found"] == "profile") & ~small]
    plan = pd.DataFrame(PLAN, columns=["tier", "tactic", "deliverable", "videos_agreed", "status"])
    taken = {tier: iter(r.permutation(ready.index[ready["tier"] == tier])) for tier in plan["tier"].unique()}
    plan["who"] = [next(taken[tier]) for tier in plan["tier"]]
    plan["role"] = pd.Series({row: role for role, row in ROLES.items()}).reindex(plan.index)
    first = pd.Timestamp("2026-07-13")
    plan["agreed_on"] = first + pd.to_timedelta(r.integers(0, 25, len(plan)), unit="D")
    plan["due_on"] = FLIGHT[0] + pd.to_timedelta(r.integers(5, 18, len(plan)), unit="D")
    plan.loc[plan["status"] == "planned", "due_on"] = pd.Timestamp("2026-10-16")
    plan["campaign"] = CAMPAIGN
    others = ready.drop(plan["who"])
    weight = others["tier"].map({"macro": 2.5, "mega": 2.5}).fillna(1.0).to_numpy()
    more = r.choice(others.index, 40, replace=False, p=weight / weight.sum())
    pool = np.append(plan["who"].to_numpy()[:14], more)
    past = _past(r, pool)
    out = pd.concat([plan, past], ignore_index=True).drop(columns="tier")
    undated = out["status"].isin(["asked", "planned"])
    out["seen_on"] = out["agreed_on"].mask(undated, FLIGHT[1] - pd.to_timedelta(r.integers(0, 90, len(out)), unit="D"))
    out.loc[undated, "agreed_on"] = pd.NaT
    out.loc[out["status"] == "asked", "due_on"] = pd.NaT
    out["deal_id"] = [f"D{number:03d}" for number in range(1, len(out) + 1)]
    _terms(r, out, people, eur)
    out["posts"] = out["status"].isin(["agreed", "paid"]) & out["deliverable"].isin(["video", "bundle"])
    out["posts"] &= (out["role"] != "missing") & ~(out["agreed_on"] < pd.Timestamp("2026-04-02"))
    return out


def _past(r: np.random.Generator, pool: np.ndarray) -> pd.DataFrame:
    """About ninety deals before the campaign, with its creators and forty more."""
    statuses = np.repeat(["paid", "agreed", "asked", "cancelled"], [58, 12, 12, 5])
    n = len(statuses)
    out = pd.DataFrame(
        {
            "status": statuses,
            "who": np.append(r.permutation(pool), r.choice(pool, n - len(pool))),
            "tactic": "paid_post",
        }
    )
    bought = np.flatnonzero(np.isin(statuses, ["paid", "agreed"]))
    other = r.permutation(bought)[:18]
    out.loc[other, "tactic"] = np.repeat(["affiliate", "gifted", "co_creation"], 6)
    out["deliverable"] = r.choice(["video", "bundle", "story", "live"], n, p=[0.78, 0.1, 0.08, 0.04])
    out["videos_agreed"] = np.where(out["deliverable"] == "bundle", r.integers(2, 5, n), 1)
    out.loc[out["deliverable"].isin(["story", "live"]), "videos_agreed"] = pd.NA
    days = np.floor(310 * r.beta(1.6, 1.1, n))  # more of the recent ones are on record
    out["agreed_on"] = pd.Timestamp("2025-10-01") + pd.to_timedelta(days, unit="D")
    out["due_on"] = out["agreed_on"] + pd.to_timedelta(r.integers(14, 22, n), unit="D")
    return out


def _terms(r: np.random.Generator, out: pd.DataFrame, people: pd.DataFrame, eur: pd.Series) -> None:
    """Money, rights, codes and forecasts, written into `out`.  `eur` is USD for one EUR by day."""
    n, who = len(out), people.loc[out["who"]].reset_index(drop=True)
    out["creator_id"] = who["creator_id"]
    asked, planned = (out["status"] == s for s in ("asked", "planned"))
    euro = who["country"].isin(["DE", "FR", "ES"]) & ~asked & ~planned  # what has no date cannot be converted: USD
    out["currency"] = np.where(euro, "EUR", "USD")
    rate = np.where(euro, 1 / eur.reindex(out["agreed_on"]).fillna(1).to_numpy(), 1.0)
    videos = out["videos_agreed"].astype("Float64").fillna(1).to_numpy(float)
    noise = r.normal(0, PRICE["noise_sd"], n) + ASKED_ABOVE * asked
    noise[out["role"] == "overpaid"] = np.log(OVERPAID)
    fee = np.exp(price(who, videos) + noise) * rate
    bought = ~out["tactic"].isin(["gifted", "affiliate"])
    out["tax_rate"] = np.where(euro, 0.19, np.nan)
    out["tax_included"] = pd.Series(r.random(n) < 0.4).where(euro)
    taxed = np.where(out["tax_included"].fillna(False).astype(bool), 1.19, 1.0)
    money = {
        "fee": (bought, 1.0),
        "usage_rights_fee": (bought & (r.random(n) < 0.35), r.uniform(0.15, 0.4, n)),
        "exclusivity_fee": (bought & (r.random(n) < 0.2), r.uniform(0.1, 0.3, n)),
        "agency_fee": (bought & (r.random(n) < 0.3), 0.15),
    }
    for name, (given, share) in money.items():
        out[name] = np.where(given, (np.round(fee * share * taxed / 5) * 5).clip(5), np.nan)
    out["usage_days"] = pd.Series(r.choice([30, 60, 90], n)).where(out["usage_rights_fee"].notna())
    out["exclusivity_days"] = pd.Series(r.choice([30, 90], n)).where(out["exclusivity_fee"].notna())
    boosted = (
        bought
        & out["status"].isin(["agreed", "paid"])
        & (out["deliverable"] == "video")
        & ((r.random(n) < 0.25) | (out.index == 5))
    )
    boosted &= ~out["role"].isin(["missing", "takeover"])
    out["boost_spend"] = np.where(boosted, np.round(fee * r.uniform(0.3, 1, n), -1).clip(50), np.nan)
    out["product_cost"] = np.where(
        out["tactic"] == "gifted", 48 * rate, np.where(r.random(n) < 0.3, 24 * rate, np.nan)
    ).round(2)
    out["commission_rate"] = np.where(out["tactic"] == "affiliate", r.choice([0.1, 0.12, 0.15], n), np.nan)
    out["min_duration_s"] = np.where(r.random(n) < 0.5, 15.0, np.nan)
    out.loc[out["role"] == "short", "min_duration_s"] = 30.0
    out["disclosure_required"] = out["tactic"] != "gifted"
    out["live_until"] = out["due_on"] + pd.Timedelta(days=90)
    slug = ["".join(filter(str.isalpha, c)) for c in who["creator_id"]]
    coded = ~asked
    out["promo_code"] = pd.Series([f"{s[:8].upper()}{10 + k}" for k, s in enumerate(slug)]).where(coded)
    out["referral_link"] = pd.Series([f"https://kesavi.example/r/{s}-{k + 1}" for k, s in enumerate(slug)]).where(coded)
    out["landing_page"] = LANDING
    out["subject"] = np.where(
        out["campaign"].notna(), "sun stick", r.choice(["sun stick", "day cream", "after sun"], n)
    )
    ours = out["campaign"].notna() | out["tactic"].eq("hashtag_challenge")
    out["hashtag"] = np.where(ours, BRANDED, "kesavi")
    out["sound_id"] = pd.Series(CAMPAIGN_SOUND, index=out.index).where(out["tactic"] == "hashtag_challenge", None)
    guess = np.exp(who["log_views"] + r.normal(0, 0.3, n)) * videos
    for name, times in {"forecast_views": 1, "forecast_low": 1 / 3.2, "forecast_high": 3.2}.items():
        out[name] = np.round(guess * times, -2).where(ours)
    made = out["seen_on"] - pd.Timedelta(days=3)
    out["forecast_made_at"] = made.dt.tz_localize("UTC").where(ours)


def captures(deals: pd.DataFrame) -> pd.DataFrame:
    """The deal sheet as exported over time: what is paid today was agreed before, what is agreed was asked for."""
    sheet = deals.drop(columns=["who", "role", "posts", "seen_on"])
    before = deals["seen_on"].dt.tz_localize("UTC")
    paid = sheet["status"] == "paid"
    later = (sheet["due_on"].dt.tz_localize("UTC") + pd.Timedelta(days=9)).clip(upper=LAST - pd.Timedelta(days=1))
    last = sheet.assign(captured_at=later.where(paid, before + pd.Timedelta(days=1)))
    agreed = sheet[paid].assign(status="agreed", captured_at=before + pd.Timedelta(days=1))
    ours = sheet["campaign"].notna() & sheet["status"].isin(["agreed", "paid"])
    asked = sheet[ours].assign(
        status="asked", captured_at=before - pd.Timedelta(days=6), agreed_on=pd.NaT, promo_code=None, referral_link=None
    )
    return pd.concat([asked, agreed, last], ignore_index=True)


def campaign() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "campaign": [CAMPAIGN],
            "brand": [OWN],
            "starts_on": [FLIGHT[0]],
            "ends_on": [FLIGHT[1]],
            "hashtags": [[BRANDED]],
            "sound_ids": [[CAMPAIGN_SOUND]],
            "landing_page": [LANDING],
            "currency": ["USD"],
            "margin": [0.55],
        }
    )


def goals(actual: dict[str, float], followers: float) -> tuple[pd.DataFrame, dict[str, bool]]:
    """Goals set beside what came out, so that each is clearly met or clearly missed; and which."""
    rows = [  # metric, objective, target, unit, met
        ("views", "awareness", round(actual["views"] * 0.8, -4), "views", True),
        ("cpm", "awareness", round(actual["cpm"] * 1.3, 1), "USD per 1,000 views", True),
        (
            "engagement_rate_by_views",
            "engagement",
            round(actual["engagement_rate_by_views"] * 1.25, 4),
            "share of views",
            False,
        ),
        ("orders", "sales", round(actual["orders"] * 0.75, -1), "orders", True),
        ("roas", "sales", round(actual["roas"] * 1.8, 1), "revenue per unit of media cost", False),
        ("ugc_videos", "virality", round(actual["ugc_videos"] * 0.7, -1), "videos", True),
    ]
    out = pd.DataFrame(rows, columns=["metric", "objective", "target", "unit", "met"]).assign(kind="absolute")
    more = {
        "metric": "followers",
        "objective": "awareness",
        "target": 0.25,
        "unit": "followers",
        "met": False,
        "kind": "relative",
        "baseline": followers,
    }
    out = pd.concat([out, pd.DataFrame([more])], ignore_index=True)
    met = dict(zip(out["metric"], out["met"].astype(bool), strict=True))
    out = out.assign(campaign=CAMPAIGN, starts_on=FLIGHT[0], ends_on=FLIGHT[1]).drop(columns="met")
    return out, met
