"""What was planted, as plain JSON: the answers that an analysis of the sample should come near to."""

from typing import Any

import numpy as np
import pandas as pd

from kit.sample import campaign, captures, daily, sales, talk
from kit.sample import videos as video
from kit.sample.dates import FLIGHT, LAST, LAST_DAY
from kit.sample.people import BRANDED, OWN

KEYS = {
    "about": "what this file is",
    "seed": "seed of the random numbers",
    "captures_end": "newest capture (UTC)",
    "brand": "the own brand",
    "campaign": "its campaign",
    "flight": "first and last day, both in",
    "lift": "relative lift of the outcome series in the flight, and the orders that it adds",
    "price_rule": "log fee in USD, before tax = intercept + coefficients × terms (logit less logit_centre's) + noise",
    "overpaid": "a deal at so many times the rule",
    "missing_delivery": "a deal whose video never came",
    "late_delivery": "a deal delivered after due_on",
    "undisclosed_delivery": "a paid video without is_sponsored",
    "short_delivery": "a video below min_duration_s",
    "leaked_code": "a code used by strangers from a day on",
    "orders": "orders by how they came about",
    "ugc": "videos with the branded hashtag in the flight by creators without a deal",
    "sponsored_gap": "what sponsoring adds to the logit of the engagement rate and to log views",
    "rising_hashtag": "the tag, when it rises",
    "accrual": "share of final views and engagements that has arrived, median video, by age in days",
    "sentiment": "share of comments by what was meant",
    "goals_met": "metric → whether the campaign met it",
    "actual": "the campaign's results as goals were set beside them",
    "creators": "creator_id → typical organic engagement rate by views, typical views (both at day 90), sponsored gap",
}


def truth(
    seed: int,
    people: pd.DataFrame,
    deals: pd.DataFrame,
    items: pd.DataFrame,
    orders: pd.DataFrame,
    comments: pd.DataFrame,
    lift: dict[str, float],
    actual: dict[str, float],
    met: dict[str, bool],
) -> dict[str, Any]:
    """All keys of KEYS, in their order."""

    def deal(role: str) -> dict[str, Any]:
        row = deals[deals["role"] == role].iloc[0]
        return {"deal_id": row["deal_id"], "creator_id": row["creator_id"]}

    leaked = deals[deals["role"] == "leaked"].iloc[0]
    ugc = is_ugc(items, deals)
    late = items[items["deal_id"] == deal("late")["deal_id"]].iloc[0]
    rows = people[people["found"] != "list"]
    rate = 1 / (1 + np.exp(-rows["logit_er"]))
    found = {
        "about": "made up: kit sample",
        "seed": seed,
        "captures_end": LAST.isoformat(),
        "brand": OWN,
        "campaign": campaign.CAMPAIGN,
        "flight": [day.date().isoformat() for day in FLIGHT],
        "lift": {"series": daily.OUTCOME, **lift},
        "price_rule": campaign.PRICE | {"currency": "USD", "asked_above": campaign.ASKED_ABOVE, "logit_centre": 0.06},
        "overpaid": deal("overpaid") | {"times": campaign.OVERPAID},
        "missing_delivery": deal("missing"),
        "late_delivery": deal("late") | {"video_id": late["video_id"]},
        "undisclosed_delivery": deal("undisclosed"),
        "short_delivery": deal("short"),
        "leaked_code": deal("leaked")
        | {
            "promo_code": leaked["promo_code"],
            "since": sales.LEAK_FROM.date().isoformat(),
            "orders": sales.KINDS["leak"],
        },
        "orders": {str(k): int(n) for k, n in orders["kind"].value_counts().sort_index().items()},
        "ugc": {"hashtag": BRANDED, "videos": int(ugc.sum()), "authors": int(items.loc[ugc, "creator_id"].nunique())},
        "sponsored_gap": {
            "mean": round(float(people.loc[people["account_type"] == "creator", "gap"].mean()), 4),
            "log_views": video.VIEW_GAP,
        },
        "rising_hashtag": {"hashtag": video.RISING, "weeks": video.RISING_WEEKS, "until": LAST_DAY.date().isoformat()},
        "accrual": {
            str(int(age)): {"views": round(float(v), 3), "engagements": round(float(e), 3)} for age, v, e in _accrual()
        },
        "sentiment": {
            k: round(float(v), 4)
            for k, v in comments["sentiment"].value_counts(normalize=True).reindex(list(talk.SHARES)).items()
        },
        "goals_met": met,
        "actual": {name: round(float(value), 4) for name, value in actual.items()},
        "creators": {
            c: {
                "engagement_rate_by_views": round(float(e), 5),
                "typical_views": round(float(np.exp(v))),
                "sponsored_gap": round(float(g), 4),
            }
            for c, e, v, g in zip(rows["creator_id"], rate, rows["log_views"], rows["gap"], strict=True)
        },
    }
    return found | {"keys": KEYS}


def _accrual() -> zip:
    ages, none = captures.AGES, np.zeros(len(captures.AGES))
    curve = [
        captures.arrived(ages, np.full(len(ages), half), none, none + 1)
        for half in (captures.HALF, captures.HALF * captures.SOONER)
    ]
    return zip(ages, *curve, strict=True)


def is_ugc(items: pd.DataFrame, deals: pd.DataFrame) -> pd.Series:
    """Videos with the branded hashtag in the flight by creators without a deal of the campaign."""
    days = items["posted_at"].dt.tz_localize(None).dt.normalize()
    paid = deals.loc[deals["campaign"].notna(), "creator_id"]
    tagged = pd.Series([BRANDED in tags for tags in items["hashtags"]], index=items.index)
    return tagged & days.between(*FLIGHT) & ~items["creator_id"].isin(paid) & items["brand_account"].isna()


def actuals(
    shown: pd.DataFrame, deals: pd.DataFrame, items: pd.DataFrame, orders: pd.DataFrame, eur: pd.Series
) -> dict[str, float]:
    """The campaign's results from the newest captures; orders and revenue without the leaked ones."""
    ours = deals[deals["campaign"].notna() & deals["status"].isin(["agreed", "paid"])]
    newest = shown.sort_values("captured_at", kind="stable").groupby("video_id").tail(1).set_index("video_id")
    seen = newest.loc[items.loc[items["deal_id"].isin(ours["deal_id"]), "video_id"]]
    usd = np.where(ours["currency"] == "EUR", eur.reindex(ours["agreed_on"]).to_numpy(), 1.0)
    media = float(((ours["fee"].fillna(0) + ours["boost_spend"].fillna(0)) * usd).sum())
    sold = orders[
        orders["deal_id"].isin(ours["deal_id"])
        & (orders["kind"] != "leak")
        & ~orders["status"].isin(["cancelled", "refunded"])
    ]
    rate = np.where(
        sold["currency"] == "EUR", eur.reindex(sold["ordered_at"].dt.tz_localize(None).dt.normalize()).to_numpy(), 1.0
    )
    engaged = float(seen[["likes", "comments", "shares"]].sum().sum())
    return {
        "views": float(seen["views"].sum()),
        "engagement_rate_by_views": engaged / float(seen["views"].sum()),
        "cpm": 1000 * media / float(seen["views"].sum()),
        "orders": float(len(sold)),
        "roas": float((sold["revenue"] * rate).sum()) / media,
        "media_cost": media,
        "ugc_videos": float(is_ugc(items, deals).sum()),
    }
