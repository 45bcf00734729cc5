"""A campaign small enough for a pencil: six videos, five deals, eleven orders in two currencies.

What it must say stands computed in `test_golden_campaign.py`.
"""

from typing import Any

START, END = "2026-06-01", "2026-06-14"
SHOP = "https://shop.example"
LINK = {"ana": f"{SHOP}/r/ana", "cleo": f"{SHOP}/r/cleo"}
SEEN = "2026-07-20T12:00Z"  # every video is past 28 days


def deal(deal_id: str, creator_id: str, tactic: str, due_on: str, **more: Any) -> dict:
    return {
        "deal_id": deal_id,
        "campaign": "Golden",
        "creator_id": creator_id,
        "status": "paid",
        "tactic": tactic,
        "deliverable": "video",
        "videos_agreed": 1,
        "currency": "USD",
        "agreed_on": "2026-05-20",
        "due_on": due_on,
    } | more


def forecast(views: int, low: int, high: int) -> dict:
    made = {"forecast_low": low, "forecast_high": high, "forecast_made_at": "2026-05-19T12:00Z"}
    return made | {"forecast_views": views}


def video(video_id: str, creator_id: str, day: str, views: int, likes: int, comments: int, shares: int, **more: Any):
    return {
        "video_id": video_id,
        "creator_id": creator_id,
        "posted_at": f"{day}T10:00Z",
        "captured_at": SEEN,
        "views": views,
        "likes": likes,
        "comments": comments,
        "shares": shares,
        "duration_s": 20,
        "is_sponsored": True,
        "is_ad": False,
        "status": "live",
        "collected_by": "profile",
    } | more


def order(order_id: str, day: str, revenue: float, **more: Any) -> dict:
    return {
        "order_id": order_id,
        "ordered_at": f"{day}T12:00Z",
        "gross": revenue,
        "refunded": 0,
        "revenue": revenue,
        "currency": "USD",
        "status": "paid",
        "captured_at": SEEN,
    } | more


def clicked(day: str) -> dict[str, str]:
    return {"clicked_at": f"{day}T11:50Z"}


TABLES: dict[str, list[dict]] = {
    "brands": [{"brand": "Golden Hour", "role": "own", "handles": ["golden.official"], "hashtags": ["goldenhour"]}],
    "campaigns": [
        {
            "campaign": "Golden",
            "brand": "Golden Hour",
            "starts_on": START,
            "ends_on": END,
            "hashtags": ["goldendrop"],
            "landing_page": f"{SHOP}/golden",
            "currency": "USD",
            "margin": 0.5,
        }
    ],
    "creators": [
        {"creator_id": c, "followers": n, "captured_at": SEEN}
        for c, n in {"ana": 20_000, "ben": 30_000, "cleo": 100_000, "dora": 60_000, "ed": 5_000}.items()
    ],
    "deals": [
        deal("G1", "ana", "paid_post", "2026-06-05", videos_agreed=2, fee=200, boost_spend=100, agency_fee=20)
        | {"promo_code": "ANA10", "referral_link": LINK["ana"]}
        | forecast(10_000, 6_000, 14_000),
        deal("G2", "ben", "paid_post", "2026-06-05", fee=100, currency="EUR", agreed_on="2026-05-21")
        | {"tax_rate": 0.2, "tax_included": False, "promo_code": "BEN10"}
        | forecast(2_000, 1_000, 2_500),
        deal("G3", "cleo", "affiliate", "2026-06-10", videos_agreed=2, commission_rate=0.1, product_cost=30)
        | {"promo_code": "CLEO10", "referral_link": LINK["cleo"]},
        deal("G4", "dora", "takeover", "2026-06-10", fee=90),
        deal("G5", "ed", "paid_post", "2026-06-08", fee=50) | forecast(1_000, 400, 1_500),
    ],
    "videos": [
        video("1", "ana", "2026-06-03", 10_000, 500, 50, 50, is_ad=True)
        | {"paid_views": 4_000, "paid_likes": 40, "paid_comments": 4, "paid_shares": 6},
        video("2", "ana", "2026-06-05", 2_000, 100, 10, 10),
        video("3", "ben", "2026-06-07", 3_000, 120, 20, 10),
        video("4", "cleo", "2026-06-04", 0, 0, 0, 0),
        video("5", "cleo", "2026-06-06", 5_000, 200, 30, 20),
        video("6", "golden.official", "2026-06-08", 20_000, 800, 100, 100),
        video("u1", "zoe", "2026-06-05", 300, 20, 2, 2, hashtags=["goldendrop"], is_sponsored=False),
        video("old", "zoe", "2026-04-20", 250, 20, 2, 2, is_sponsored=False),
    ],
    "deliveries": [
        {"deal_id": d, "video_id": v} for v, d in zip("123456", ("G1", "G1", "G2", "G3", "G3", "G4"), strict=True)
    ],
    "orders": [
        order("o1", "2026-06-04", 60, promo_code="ANA10", new_customer=True) | clicked("2026-06-04"),
        order("o2", "2026-06-05", 40, promo_code="ana10 ", new_customer=False) | {"gross": 50, "discount": 10},
        order("o3", "2026-06-06", 30, referral_link=LINK["ana"] + "/?utm_source=tiktok", new_customer=True)
        | {"discount": 0},
        order("o4", "2026-06-07", 50, promo_code="BEN10", referral_link=LINK["ana"], new_customer=True)
        | clicked("2026-06-07"),
        order("o5", "2026-06-10", 50, promo_code="CLEO10", currency="EUR"),
        order("o6", "2026-06-11", 20, landing_page=f"{SHOP}/golden/"),
        order("o7", "2026-06-12", 0, promo_code="ANA10", status="refunded") | {"gross": 70, "refunded": 70},
        order("o8", "2026-06-08", 40, promo_code="CLEO10", referral_link=LINK["cleo"])
        | {"gross": 80, "refunded": 40, "status": "partly refunded", "new_customer": True}
        | clicked("2026-06-08"),
        order("o9", "2026-06-20", 35, promo_code="ANA10"),
        order("o10", "2026-06-09", 15, new_customer=False),
        order("o11", "2026-05-10", 25),
    ],
    "traffic": [
        {"date": "2026-06-03", "link": LINK["ana"], "clicks": 60},
        {"date": "2026-06-10", "link": LINK["ana"], "clicks": 40},
        {"date": "2026-06-06", "link": LINK["cleo"], "clicks": 50},
        {"date": "2026-06-25", "link": LINK["cleo"], "clicks": 500},
    ],
    "goals": [
        {"campaign": "Golden", "metric": metric, "target": target}
        for metric, target in {"views": 30_000, "orders": 10, "cpa": 100, "engagement_rate_by_views": 0.06}.items()
    ],
    "fx": [
        {"date": "2026-05-21", "currency_from": "EUR", "currency_to": "USD", "rate": 1.1},
        {"date": "2026-06-10", "currency_from": "EUR", "currency_to": "USD", "rate": 1.2},
    ],
}
