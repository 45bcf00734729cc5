"""A made-up campaign on top of a workspace of many captures, so that `post_mortem` and `tier_pricing` have all tables:
60 booked creators, about 200 delivered videos, 240 earlier deals, 20,000 orders, clicks, daily series, comments, goals.

The workspace holds videos, creators and an own brand already.  The same seed gives the same rows.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from kit import rollups
from kit.workspace import Workspace

NAME, SHOP, SOURCE = "Scale", "https://aurel.example", "made up: scale_campaign"
BOOKED, EACH, PAST, ORDERS, COMMENTS, POOL, DONORS = 60, 4, 240, 20_000, 20_000, 1_200, 12
FLIGHT, BEFORE = 28, 120  # days of the flight, and of daily series and orders before it
TACTICS = ("paid_post", "paid_post", "co_creation", "affiliate", "gifted")
SAID = (
    "love this one",
    "where can I buy it?",
    "not for me, too expensive",
    "this broke after a week",
    "so good 😍",
    "first",
)
DAY = pd.Timedelta("1D")


def campaign_on(path: str | Path, seed: int = 1) -> None:
    """Append the tables of one campaign of the own brand; the same call again adds nothing."""
    r, workspace = np.random.default_rng(seed), Workspace(path)
    brands = workspace.roll("brands", rollups.newest, "brands").to_pandas()
    people = workspace.roll("creators", rollups.newest, "creators").select(["creator_id", "followers"]).to_pandas()
    pool = people.iloc[np.sort(r.permutation(len(people))[:POOL])].set_index("creator_id")["followers"]
    columns = ("video_id", "creator_id", "posted_at", "captured_at", "views")
    videos = workspace.roll("videos", rollups.of, "creator_id", tuple(pool.index), columns).to_pandas()
    videos = videos.sort_values(["video_id", "captured_at"]).drop_duplicates("video_id", keep="last")
    end = videos["posted_at"].max().normalize()
    start = end - (FLIGHT - 1) * DAY
    inside = videos[videos["posted_at"] >= start]
    booked = inside["creator_id"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    booked = booked.index[:BOOKED]
    ours = inside[inside["creator_id"].isin(booked)].groupby("creator_id").head(EACH)
    earlier = videos[(videos["posted_at"] < start) & ~videos["creator_id"].isin(booked)]
    earlier = earlier.groupby("creator_id").head(1).head(PAST)
    deals = _deals(r, ours, earlier, pool, start)
    sold = pd.concat([ours.merge(deals, on="creator_id"), earlier.merge(deals, on="creator_id")])
    orders, days = (
        _orders(r, deals.head(len(booked)), start),
        pd.date_range(start - BEFORE * DAY, end).tz_localize(None),
    )
    under = ours["video_id"].to_numpy()[r.integers(0, len(ours), COMMENTS)]
    told = ours.set_index("video_id")["posted_at"].reindex(under).reset_index(drop=True)
    told += pd.to_timedelta(r.integers(60, 5 * 86400, COMMENTS), unit="s")
    clicks = pd.MultiIndex.from_product([days[-FLIGHT:], deals["referral_link"].head(len(booked))]).to_frame(
        index=False
    )
    tables = {
        "campaigns": pd.DataFrame(
            {
                "campaign": [NAME],
                "brand": brands.loc[brands["role"] == "own", "brand"].head(1).to_numpy(),
                "starts_on": [start.tz_localize(None)],
                "ends_on": [end.tz_localize(None)],
                "hashtags": [["tag399"]],
                "landing_page": [SHOP],
                "currency": ["USD"],
                "margin": [0.5],
            }
        ),
        "goals": pd.DataFrame(
            [
                ("views", "awareness", ours["views"].sum() * 1.1),
                ("engagements", "engagement", ours["views"].sum() * 0.06),
                ("orders", "sales", 3_000.0),
                ("roas", "sales", 1.5),
                ("ugc_videos", "virality", 100.0),
            ],
            columns=["metric", "objective", "target"],
        ).assign(campaign=NAME, kind="absolute"),
        "deals": deals,
        "deliveries": sold[["deal_id", "video_id"]],
        "orders": orders,
        "traffic": clicks.set_axis(["date", "link"], axis=1).assign(clicks=r.poisson(20, len(clicks))),
        "daily": _daily(r, days),
        "comments": pd.DataFrame(
            {
                "comment_id": [str(9 * 10**18 + k) for k in range(COMMENTS)],
                "video_id": under,
                "posted_at": told,
                "text": np.array(SAID)[r.integers(0, len(SAID), COMMENTS)],
                "likes": r.integers(0, 50, COMMENTS),
                "author_key": [f"a{k}" for k in r.integers(0, COMMENTS // 2, COMMENTS)],
                "captured_at": end + 9 * DAY,
            }
        ),
    }
    for name, rows in tables.items():
        workspace.append(name, rows, SOURCE)


def _deals(
    r: np.random.Generator, ours: pd.DataFrame, earlier: pd.DataFrame, pool: pd.Series, start: pd.Timestamp
) -> pd.DataFrame:
    """One deal a booked creator, then one an earlier video."""
    each = ours.groupby("creator_id", sort=False)["video_id"].size()
    out = pd.DataFrame(
        {"creator_id": [*each.index, *earlier["creator_id"]], "videos_agreed": [*each, *[1] * len(earlier)]}
    )
    n, new = len(out), np.arange(len(out)) < len(each)
    agreed = pd.Series([start] * len(each) + list(earlier["posted_at"])).dt.tz_localize(None).dt.normalize() - 14 * DAY
    fee = np.exp(-1 + 0.7 * np.log(pool.reindex(out["creator_id"]).to_numpy(float)) + r.normal(0, 0.4, n))
    return out.assign(
        deal_id=[f"D{k:04d}" for k in range(n)],
        campaign=pd.Series([NAME] * n).where(new),
        status="paid",
        tactic=np.where(new, np.resize(TACTICS, n), "paid_post"),
        deliverable=np.where(out["videos_agreed"] > 1, "bundle", "video"),
        fee=np.round(fee * out["videos_agreed"] ** 0.85).clip(50),
        currency="USD",
        agreed_on=agreed,
        due_on=agreed + 40 * DAY,
        promo_code=[f"CODE{k}" for k in range(n)],
        referral_link=[f"{SHOP}/r/{k}" for k in range(n)],
        forecast_views=np.round(r.lognormal(9, 1, n)),
        forecast_made_at=(agreed - DAY).dt.tz_localize("UTC"),
        captured_at=(agreed + 20 * DAY).dt.tz_localize("UTC"),
    )


def _orders(r: np.random.Generator, deals: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """Orders before and in the flight, a fifth of them with a creator's code or link."""
    at = start - BEFORE * DAY + pd.to_timedelta(np.sort(r.integers(0, (BEFORE + FLIGHT) * 86400, ORDERS)), unit="s")
    carried, deal = (at >= start) & (r.random(ORDERS) < 0.6), r.integers(0, len(deals), ORDERS)
    linked, gross = carried & (r.random(ORDERS) < 0.5), np.round(np.exp(r.normal(4, 0.4, ORDERS)), 2)
    return pd.DataFrame(
        {
            "order_id": [f"K{k}" for k in range(ORDERS)],
            "ordered_at": at,
            "gross": gross,
            "revenue": gross,
            "currency": "USD",
            "promo_code": deals["promo_code"].to_numpy()[deal],
            "referral_link": deals["referral_link"].to_numpy()[deal],
            "clicked_at": pd.Series(at - pd.Timedelta("2h")).where(carried),
            "source_medium": np.where(linked, "tiktok / creator", "google / organic"),
            "new_customer": r.random(ORDERS) < 0.7,
            "customer_key": [f"c{k}" for k in r.integers(0, ORDERS, ORDERS)],
            "captured_at": at.ceil("D"),
        }
    ).assign(
        promo_code=lambda t: t["promo_code"].where(carried & ~linked),
        referral_link=lambda t: t["referral_link"].where(linked),
    )


def _daily(r: np.random.Generator, days: pd.DatetimeIndex) -> pd.DataFrame:
    """The brand's orders, two controls and some regions by day."""
    names = {"orders": "outcome", "searches": "control", "visits abroad": "control"}
    names |= {f"region {k:02d}": "donor" for k in range(DONORS)}
    base = np.exp(5 + np.cumsum(r.normal(0, 0.01, len(days))) + 0.05 * np.isin(days.day_of_week, [5, 6]))
    parts = [
        pd.DataFrame({"date": days, "series": s, "value": r.poisson(base), "role": role}) for s, role in names.items()
    ]
    return pd.concat(parts, ignore_index=True).assign(unit="orders")
