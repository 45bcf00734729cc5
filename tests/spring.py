"""A small campaign in May 2026, Spring: five booked deals, five delivered videos, ten orders; and variations of it."""

from itertools import count as counter
from pathlib import Path

import numpy as np
import pandas as pd

from kit import post_mortem
from kit.data import Data
from tiny import creator, data, video

FIRST = (
    post_mortem.goals,
    post_mortem.delivery,
    post_mortem.kpis,
    post_mortem.cost_return,
    post_mortem.attribution,
    post_mortem.lift,
)
OTHERS = [getattr(post_mortem, name) for name in post_mortem.__all__ if name not in ("milestones", "data_check")]
EVERY = tuple(dict.fromkeys((*FIRST, *OTHERS)))
ANN_LINK, GLOW = "https://us.example/r/ann", "https://us.example/glow"
CAMPAIGN = {
    "campaign": "Spring",
    "brand": "Us",
    "starts_on": "2026-05-01",
    "ends_on": "2026-05-10",
    "currency": "USD",
    "hashtags": ["#UsGlow"],
    "margin": 0.5,
    "landing_page": GLOW,
}
BRAND = {"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"]}
FX = [{"date": d, "currency_from": "EUR", "currency_to": "USD", "rate": 1.5} for d in ("2026-04-21", "2026-05-06")]
FIVE = ("video_id", "creator_id", "views", "likes", "comments", "shares", "posted_at")


def deal(deal_id, creator_id, **more):
    """A booked deal for one video, in USD."""
    return {
        "deal_id": deal_id,
        "creator_id": creator_id,
        "campaign": "Spring",
        "status": "paid",
        "tactic": "paid_post",
        "deliverable": "video",
        "videos_agreed": 1,
        "currency": "USD",
        "agreed_on": "2026-04-20",
        "due_on": "2026-05-05",
    } | more


DEALS = [
    deal(
        "D1",
        "ann",
        fee=100,
        boost_spend=50,
        product_cost=10,
        min_duration_s=15,
        disclosure_required=True,
        promo_code="ANN10",
        referral_link=ANN_LINK,
    ),
    deal(
        "D2",
        "bob",
        deliverable="bundle",
        videos_agreed=2,
        fee=200,
        currency="EUR",
        agreed_on="2026-04-21",
        due_on="2026-05-03",
        promo_code="BOB10",
    ),
    deal("D3", "cat", tactic="takeover", status="agreed", fee=60, due_on="2026-05-08"),
    deal("D4", "dan", fee=40, due_on="2026-05-04"),
    deal(
        "D5", "eve", tactic="affiliate", status="agreed", commission_rate=0.1, promo_code="EVE10", due_on="2026-05-09"
    ),
    deal("D6", "fay", status="asked", fee=999),
    deal("D7", "gus", status="cancelled", fee=999),
]


def clip(video_id, creator_id, views, likes, comments, shares, day, **more):
    return video(video_id, creator_id, views, likes, comments, shares, posted_at=f"{day}T10:00Z", **more)


VIDEOS = [
    clip(
        "1",
        "ann",
        1000,
        80,
        10,
        10,
        "2026-05-04",
        duration_s=10,
        is_sponsored=False,
        is_ad=True,
        paid_views=400,
        paid_likes=10,
        paid_comments=0,
        paid_shares=0,
    ),
    clip("2", "bob", 2000, 90, 5, 5, "2026-05-02"),
    clip("3", "bob", 1000, 40, 5, 5, "2026-05-06"),
    clip("4", "us.official", 5000, 150, 30, 20, "2026-05-08", hashtags=["usglow"]),
    clip("5", "eve", 500, 20, 3, 2, "2026-05-03", hashtags=["usglow"]),
    clip("6", "ivy", 300, 9, 0, 0, "2026-05-05", hashtags=["usglow"]),
    clip("7", "ivy", 200, 9, 0, 0, "2026-05-10", hashtags=["UsGlow"]),
    clip("8", "jon", 100, 9, 0, 0, "2026-05-01", hashtags=["usglow"]),
    clip("9", "ivy", 100, 9, 0, 0, "2026-04-25", hashtags=["usglow"]),
    clip("10", "jon", 100, 9, 0, 0, "2026-04-15", hashtags=["other"]),
    clip("11", "kim", 100, 9, 0, 0, "2026-05-05", hashtags=["usglow"], is_sponsored=True),
]
SENT = [{"deal_id": d, "video_id": v} for d, v in (("D1", "1"), ("D2", "2"), ("D2", "3"), ("D3", "4"), ("D5", "5"))]
NUMBER = counter(1)


def order(revenue, day="2026-05-04", clicked=False, currency="USD", **more):
    return {
        "order_id": f"o{next(NUMBER):03d}",
        "ordered_at": f"{day}T12:00Z",
        "revenue": revenue,
        "currency": currency,
        "clicked_at": f"{day}T11:00Z" if clicked else None,
        "status": "paid",
    } | more


ORDERS = [
    order(50, promo_code="ANN10", clicked=True),
    order(30, promo_code="ANN10"),
    order(20, referral_link="http://www.us.example/r/ann/?utm=x"),
    order(40, promo_code="ANN10", referral_link=ANN_LINK),
    order(60, "2026-05-06", currency="EUR", promo_code=" bob10 "),
    order(100, promo_code="EVE10", referral_link=ANN_LINK, clicked=True),
    order(25, landing_page=GLOW + "/"),
    order(70, promo_code="ANN10", status="cancelled"),
    order(80, "2026-05-20", promo_code="ANN10"),
    order(10),
]
TRAFFIC = [
    {"date": d, "link": link, "clicks": n}
    for d, link, n in (
        ("2026-05-02", ANN_LINK, 60),
        ("2026-05-10", ANN_LINK, 40),
        ("2026-05-20", ANN_LINK, 1000),
        ("2026-05-03", "https://x", 500),
    )
]
PEOPLE = [
    creator("ann", 20_000, name="ថែស្បែក <b>Ann</b>"),
    creator("us.official", 1050) | {"captured_at": "2026-05-09T00:00Z"},
]
GOALS = [
    {"campaign": "Spring", "metric": m, "target": t} | more
    for m, t, more in (
        ("views", 9000, {"objective": "awareness"}),
        ("cpm", 60, {}),
        ("orders", 10, {}),
        ("followers", 0.1, {"kind": "relative", "baseline": 1000}),
        ("vibes", 1, {}),
        ("clicks", 2_000, {"ends_on": "2026-07-01"}),
        ("engagement_rate_by_views", 4, {"unit": "%"}),
        ("cpe", 1, {"unit": "EUR per engagement"}),
    )
]
TABLES = {
    "brands": [BRAND],
    "campaigns": [CAMPAIGN],
    "creators": PEOPLE,
    "deals": DEALS,
    "videos": VIDEOS,
    "deliveries": SENT,
    "orders": ORDERS,
    "traffic": TRAFFIC,
    "goals": GOALS,
    "fx": FX,
}


def without(path: Path, *names: str, **changed: list[dict]) -> Data:
    """The tiny campaign without some tables, or with others."""
    return data(path / "w", **{k: v for k, v in (TABLES | changed).items() if k not in names and v})


def days(before=90, after=10, gain=0.0, **more):
    """An outcome around 100 and a control around 50 that share a slow wave; the flight begins on 1 May."""
    rng = np.random.default_rng(5)
    dates = pd.date_range(pd.Timestamp("2026-05-01") - pd.Timedelta(days=before), periods=before + after)
    wave = 0.05 * np.sin(np.arange(before + after) / 9)
    control = np.exp(np.log(50) + wave + rng.normal(0, 0.02, before + after))
    value = np.exp(np.log(100) + wave + rng.normal(0, 0.03, before + after)) * np.where(
        np.arange(before + after) < before, 1, 1 + gain
    )
    made = [
        {"date": d, "series": "orders", "value": v, "role": "outcome", "unit": "orders"} | more
        for d, v in zip(dates, value, strict=True)
    ]
    return made + [
        {"date": d, "series": "visits", "value": v, "role": "control"} for d, v in zip(dates, control, strict=True)
    ]
