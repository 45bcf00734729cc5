"""The deals that tests of tier pricing reckon with: few by hand, and forty by rule."""

from pathlib import Path
from typing import Any

import numpy as np

from kit.data import Data
from kit.finding import Finding
from tiny import creator, data, video

PEOPLE = [
    creator(c, f)
    for c, f in {"ann": 20_000, "bob": 20_000, "cat": 30_000, "dan": 40_000, "eve": 15_000, "max": 2_000_000}.items()
]
FX = [{"date": "2026-05-01", "currency_from": "EUR", "currency_to": "USD", "rate": 1.2}]


def deal(deal_id: str, creator_id: str, fee: float | None = None, status: str = "paid", **more: object) -> dict:
    """A deal of 1 May 2026 for one video, in USD."""
    return {
        "deal_id": deal_id,
        "creator_id": creator_id,
        "fee": fee,
        "status": status,
        "currency": "USD",
        "deliverable": "video",
        "videos_agreed": 1,
        "agreed_on": "2026-05-01",
        "captured_at": "2026-06-01T12:00Z",
    } | more


DEALS = [
    deal("D01", "ann", 1190, tax_included=True, tax_rate=0.19),  # 1190 ÷ 1.19 = 1,000
    deal("D02", "bob", 900, deliverable="bundle", videos_agreed=3),  # 900 ÷ 3 = 300 a video
    deal("D03", "cat", 500, "agreed", currency="EUR"),  # 500 × 1.2 = 600
    deal(
        "D04",
        "dan",
        400,
        usage_rights_fee=100,
        exclusivity_fee=50,
        boost_spend=200,
        product_cost=24,
        agency_fee=60,
        tax_rate=0.1,
        tax_included=False,
    ),  # fee 400
    deal("D05", "eve", 200),
    deal("D06", "eve", 400),  # eve's median: 300
    deal("D07", "max", 9000),
    deal("D08", "ann", tactic="gifted", product_cost=48),
    deal("D09", "bob", tactic="affiliate", commission_rate=0.1),
    deal("D10", "ann", 700, "cancelled"),
    deal("D11", "ann", 1200, "planned"),
    deal("D12", "bob", 500, "asked"),
    deal("D13", "cat", 800, tax_included=True),
    deal("D14", "cat", 9000, currency="THB"),
    deal("D15", "dan", 5000, deliverable="bundle", videos_agreed=None),
    deal("D16", "dan", tactic="paid_post"),
]
VIDEOS = [
    video("1", "ann", 10_000, 400, 60, 40),
    video("2", "bob", 2_000, 80, 10, 10),
    video("3", "bob", 1_000, 30, 10, 10),
    video("4", "dan", 5_000, 250, 25, 25, is_ad=True, paid_views=1_000, paid_likes=40, paid_comments=5, paid_shares=5),
    video("5", "eve", 0, 0),
    video("6", "max", 600_000, 20_000, 500, 500),
    video("7", "cat", 8_000, 100, is_ad=True),  # split not known
]
DELIVERIES = [
    {"deal_id": d, "video_id": v}
    for v, d in {"1": "D01", "2": "D02", "3": "D02", "4": "D04", "5": "D05", "6": "D07", "7": "D03"}.items()
]


def row(finding: Finding, column: str, **where: str) -> Any:
    """One value of a finding's table."""
    table = finding.table
    for key, value in where.items():
        table = table[table[key].astype(str) == value]
    assert len(table) == 1, table
    return table[column].iloc[0]


def small(path: Path) -> Data:
    """Six micro and one mega price, and one deal of each kind that cannot be compared."""
    return data(path, deals=DEALS, creators=PEOPLE, fx=FX, videos=VIDEOS, deliveries=DELIVERIES)


def many(path: Path) -> Data:
    """Forty priced deals with forty creators, four videos each; two offers.  Fees: followers ÷ 100, give or take."""
    r = np.random.default_rng(3)
    size = np.round(np.exp(np.linspace(np.log(5_000), np.log(3_000_000), 40)))
    people = [creator(f"c{k}", int(f), name=f"Creator {k}") for k, f in enumerate(size)]
    deals = [deal(f"D{k:02}", f"c{k}", float(f / 100 * np.exp(r.normal(0, 0.4)))) for k, f in enumerate(size)]
    deals += [
        deal("D98", "c20", 5_000.0, "asked", forecast_views=1),
        deal("D99", "c5", 100.0, "planned", forecast_views=10**9),
    ]
    videos = [
        video(f"{k}-{j}", f"c{k}", int(f * 0.2 * np.exp(r.normal(0, 1))) + 1, int(f * 0.01))
        for k, f in enumerate(size)
        for j in range(4)
    ]
    return data(path, deals=deals, creators=people, videos=videos)
