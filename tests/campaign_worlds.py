"""Small campaigns at the edges of what a marketer's files can hold, each with the tables that the post-mortem reads."""

from collections.abc import Callable
import copy
import datetime as dt

import numpy as np

from edge_worlds import changed, HOSTILE, Tables

WORLDS: dict[str, Callable[[], Tables]] = {}
START, END, LAST = dt.date(2026, 5, 4), dt.date(2026, 5, 24), dt.date(2026, 6, 30)
FANS = (3_000, 12_000, 20_000, 45_000, 90_000, 400_000, 700_000, 2_000_000)
TACTICS = ("paid_post", "paid_post", "takeover", "hashtag_challenge", "affiliate", "gifted", "co_creation", "paid_post")
SHOP, TAG = "https://us.example", "usglow"
AGES = (1.1, 3.2, 7.1, 14.3, 28.2)


def world(build: Callable[[], Tables]) -> Callable[[], Tables]:
    WORLDS[build.__name__] = build
    return build


def day(n: int) -> str:
    """The n-th day of the flight."""
    return f"{START + dt.timedelta(days=n):%Y-%m-%d}"


def usual(people: int = 8, own: int = 5, orders: int = 60, before: int = 90) -> Tables:
    """One deal a creator with its video, captured as it aged; what they post else, who ordered, wrote and copied."""
    who = [f"c{k:02}" for k in range(people)]
    fans = [FANS[k % 8] + k for k in range(people)]
    posts = [
        post(f"d{k:02}", who[k], k % 18, fans[k], k, hashtags=[TAG, "ad"], is_sponsored=True) for k in range(people)
    ]
    posts += [post(f"{w}-{j}", w, -10 - 9 * j - k, fans[k], 3 * k + j) for k, w in enumerate(who) for j in range(own)]
    posts += [post(f"u{k}", f"fan{k % 5}", 3 * k % 20, 900, k, hashtags=[TAG]) for k in range(8)]
    posts += [post(f"b{k}", "us.official", -5 - 9 * k, 30_000, k, collected_by="own") for k in range(6)]
    return {
        "brands": [{"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"]}],
        "campaigns": [
            {
                "campaign": "Spring",
                "brand": "Us",
                "starts_on": day(0),
                "ends_on": f"{END}",
                "hashtags": [TAG],
                "landing_page": f"{SHOP}/spring",
                "currency": "USD",
                "margin": 0.5,
            }
        ],
        "creators": [
            {"creator_id": w, "followers": f, "name": f"Creator {k}", "captured_at": f"{LAST}T08:00Z"}
            for k, (w, f) in enumerate(zip(who, fans, strict=True))
        ],
        "deals": [deal(k, w, fans[k]) for k, w in enumerate(who)],
        "deliveries": [{"deal_id": f"D{k:02}", "video_id": f"d{k:02}"} for k in range(people)],
        "videos": [row for captures in posts for row in captures],
        "orders": [order(k, k % people) for k in range(orders)],
        "traffic": [
            {"date": day(n), "link": f"{SHOP}/r/{k}", "clicks": 9 + n} for n in range(20) for k in range(people)
        ],
        "goals": [
            {"campaign": "Spring", "metric": metric, "target": target}
            for metric, target in {"views": 400_000, "cpm": 20, "orders": 30, "roas": 1.2, "ugc_videos": 5}.items()
        ],
        "daily": daily(before),
        "comments": [comment(k, f"d{k % people:02}") for k in range(70)]
        + [comment(k, f"b{k % 6}") for k in range(70, 130)],
        "fx": [{"date": "2026-04-20", "currency_from": "EUR", "currency_to": "USD", "rate": 1.25}],
    }


def deal(k: int, creator_id: str, fans: int, **more: object) -> dict:
    tactic = TACTICS[k % 8]
    free = tactic in ("affiliate", "gifted")
    return {
        "deal_id": f"D{k:02}",
        "campaign": "Spring",
        "creator_id": creator_id,
        "status": "paid",
        "tactic": tactic,
        "deliverable": "video",
        "videos_agreed": 1,
        "fee": None if free else round(fans**0.7),
        "boost_spend": 40.0 if k == 0 else None,
        "product_cost": 30.0 if free else None,
        "commission_rate": 0.1 if tactic == "affiliate" else None,
        "currency": "USD",
        "agreed_on": "2026-04-20",
        "due_on": day(15),
        "promo_code": f"CODE{k}",
        "referral_link": f"{SHOP}/r/{k}" if k % 2 else None,
        "forecast_views": round(0.3 * fans),
        "forecast_low": round(0.1 * fans),
        "forecast_high": round(0.9 * fans),
        "forecast_made_at": "2026-04-19T08:00Z",
        "captured_at": f"{LAST}T08:00Z",
    } | more


def post(video_id: str, creator_id: str, on: int, fans: int, luck: int, **more: object) -> list[dict]:
    """A video of the n-th day of the flight, captured as it aged and on the last day."""
    posted = dt.datetime.combine(START + dt.timedelta(days=on), dt.time(9 + luck % 9), dt.UTC)
    end = int(0.3 * fans * np.exp(np.sin(7.0 * luck + 2.3 * len(video_id)))) + 60
    last = dt.datetime.combine(LAST, dt.time(8), dt.UTC)
    ages = [a for a in AGES if posted + dt.timedelta(days=a) < last] + [(last - posted).total_seconds() / 86_400]
    rows = []
    for age in ages:
        views = int(end * age**0.8 / (age**0.8 + 1.5))
        rows.append(
            {
                "video_id": video_id,
                "creator_id": creator_id,
                "posted_at": f"{posted:%Y-%m-%dT%H:%MZ}",
                "captured_at": f"{posted + dt.timedelta(days=age):%Y-%m-%dT%H:%MZ}",
                "views": views,
                "likes": views // (18 + luck % 7),
                "comments": views // 300,
                "shares": views // 500,
                "duration_s": 12 + luck % 40,
                "collected_by": "profile",
            }
            | more
        )
    return rows


def order(k: int, who: int, **more: object) -> dict:
    """An order of the flight; two in three name a creator."""
    on, clicked = day(k % 21), k % 3 == 0
    return {
        "order_id": f"O{k}",
        "ordered_at": f"{on}T{10 + k % 9}:00Z",
        "gross": 40.0 + k,
        "discount": 4.0 if k % 3 < 2 else 0.0,
        "revenue": 36.0 + k,
        "currency": "USD",
        "status": "refunded" if k % 17 == 5 else "paid",
        "promo_code": f"CODE{who}" if k % 3 < 2 else None,
        "referral_link": f"{SHOP}/r/{who}" if clicked else None,
        "clicked_at": f"{on}T09:50Z" if clicked else None,
        "source_medium": "tiktok / social" if clicked else "(direct) / (none)",
        "landing_page": f"{SHOP}/spring" if k % 5 == 2 else None,
        "survey_answer": "TikTok" if k % 7 == 0 else None,
        "new_customer": k % 2 == 0,
        "captured_at": f"{LAST}T08:00Z",
    } | more


def daily(before: int, after: int = 21 + 20, gain: float = 0.2) -> list[dict]:
    """Orders a day with a control and six regions, as many days before the flight; the flight adds a fifth."""
    r, rows = np.random.default_rng(5), []
    wave = np.cumsum(r.normal(0, 0.01, before + after))
    series = {"orders": ("outcome", 100.0), "visits": ("control", 900.0)}
    for name, (role, level) in (series | {f"region {k}": ("donor", 20.0 + k) for k in range(6)}).items():
        for n, drift in enumerate(wave):
            more = 1 + gain if role == "outcome" and before <= n < before + 21 else 1
            value = round(level * np.exp(drift + r.normal(0, 0.03)) * more)
            rows.append({"date": day(n - before), "series": name, "value": value, "unit": "orders", "role": role})
    return rows


SAID = (
    "love this so much",
    "where can I buy it?",
    "this is awful, it broke",
    "ok",
    "🔥🔥",
    "ស្អាតណាស់",
    "too expensive",
    "no",
)


def comment(k: int, video_id: str, **more: object) -> dict:
    return {
        "comment_id": f"k{k}",
        "video_id": video_id,
        "posted_at": f"{day(k % 20)}T12:00Z",
        "text": SAID[k % 8],
        "author_key": f"a{k % 37}",
        "captured_at": f"{LAST}T08:00Z",
    } | more


def only(*tables: str) -> Tables:
    return {name: rows for name, rows in usual().items() if name in tables}


def without(*tables: str) -> Tables:
    return {name: rows for name, rows in usual().items() if name not in tables}


def every(table: str, base: Tables | None = None, **values: object) -> Tables:
    """Each row of a table with these values; a function of the row gives the value."""

    def put(row: dict) -> dict:
        return row | {name: value(row) if callable(value) else value for name, value in values.items()}

    return changed(usual() if base is None else base, **{table: put})


@world
def the_usual() -> Tables:
    return usual()


@world
def nothing_at_all() -> Tables:
    return {}


@world
def campaign_alone() -> Tables:
    return only("campaigns", "brands")


@world
def deals_alone() -> Tables:
    return only("campaigns", "deals")


@world
def without_videos() -> Tables:
    return without("videos")


@world
def without_orders() -> Tables:
    return without("orders", "traffic")


@world
def without_daily() -> Tables:
    return without("daily")


@world
def without_creators() -> Tables:
    return without("creators")


@world
def without_comments_goals_and_rates() -> Tables:
    return without("comments", "goals", "fx")


@world
def one_creator() -> Tables:
    return usual(1)


@world
def two_creators_few_orders() -> Tables:
    return usual(2, own=1, orders=4)


@world
def no_videos_of_their_own() -> Tables:
    return usual(own=0)


@world
def zero_views() -> Tables:
    return every("videos", views=0, likes=0, comments=0, shares=0)


@world
def one_video_without_views() -> Tables:
    return every("videos", views=lambda v: 0 if v["video_id"] == "d01" else v["views"], likes=0, comments=0, shares=0)


@world
def a_viral_outlier() -> Tables:
    many = ("views", "likes", "comments", "shares")
    return every("videos", **{c: lambda v, c=c: v[c] * (10_000 if v["video_id"] == "d02" else 1) for c in many})


@world
def counts_unknown() -> Tables:
    return every("videos", likes=None, comments=None, shares=None)


@world
def one_capture_each() -> Tables:
    made, kept = usual(), {}
    for row in made["videos"]:
        kept[row["video_id"]] = row
    return made | {"videos": list(kept.values())}


@world
def captured_only_after_the_end() -> Tables:
    return changed(usual(), videos=lambda v: v if v["captured_at"] > "2026-05-25" else None)


@world
def young_videos() -> Tables:
    return changed(usual(), videos=lambda v: v if v["captured_at"] < "2026-05-12" else None)


@world
def without_capture_times() -> Tables:
    return every("videos", base=one_capture_each(), captured_at=None)


@world
def without_posting_times() -> Tables:
    return every("videos", posted_at=None)


@world
def boosted_without_split() -> Tables:
    return every("videos", is_ad=lambda v: v["video_id"].startswith("d0"))


@world
def all_boosted() -> Tables:
    return every("videos", is_ad=True, paid_views=lambda v: v["views"])


@world
def deleted_and_private() -> Tables:
    return every(
        "videos",
        status=lambda v: (
            ("deleted" if v["video_id"] == "d03" else "private" if v["video_id"] == "d04" else "live")
            if v["captured_at"].startswith(f"{LAST}")
            else "live"
        ),
    )


@world
def no_flight() -> Tables:
    return every("campaigns", starts_on=None, ends_on=None)


@world
def no_start() -> Tables:
    return every("campaigns", starts_on=None)


@world
def inverted_flight() -> Tables:
    return every("campaigns", starts_on=f"{END}", ends_on=day(0))


@world
def a_flight_of_one_day() -> Tables:
    return every("campaigns", ends_on=day(0))


@world
def a_flight_to_come() -> Tables:
    return every("campaigns", starts_on="2027-01-01", ends_on="2027-01-20")


@world
def no_margin_no_hashtag_no_page() -> Tables:
    return every("campaigns", margin=None, hashtags=None, landing_page=None)


@world
def overlapping_campaigns() -> Tables:
    made = usual()
    other = made["campaigns"][0] | {"campaign": "Also", "starts_on": day(-7), "ends_on": day(9)}
    more = [deal(k, f"c{k:02}", 9_000) | {"deal_id": f"E{k}", "campaign": "Also"} for k in range(4)]
    sent = [{"deal_id": f"E{k}", "video_id": f"d{k:02}"} for k in range(4)]
    return made | {
        "campaigns": [made["campaigns"][0], other],
        "deals": made["deals"] + more,
        "deliveries": made["deliveries"] + sent,
    }


@world
def two_deals_for_one_video() -> Tables:
    return every("deliveries", video_id="d00")


@world
def deliveries_of_unknown_videos() -> Tables:
    return every("deliveries", video_id=lambda d: d["video_id"] + "-lost")


@world
def nothing_delivered() -> Tables:
    return without("deliveries")


@world
def only_stories() -> Tables:
    return every("deals", base=without("deliveries"), deliverable="story", videos_agreed=None)


@world
def fees_unknown() -> Tables:
    return every("deals", fee=None, boost_spend=None, product_cost=None)


@world
def nothing_cost_anything() -> Tables:
    return every("deals", fee=0, boost_spend=0, product_cost=0, commission_rate=0)


@world
def fees_of_a_billion() -> Tables:
    return every("deals", fee=1e9)


@world
def fees_in_euros_without_rate() -> Tables:
    return every("deals", base=without("fx"), currency="EUR")


@world
def fees_in_two_currencies() -> Tables:
    return every("deals", currency=lambda d: "EUR" if d["deal_id"] > "D04" else "USD")


@world
def only_planned() -> Tables:
    return every("deals", status="planned")


@world
def codes_shared_by_all() -> Tables:
    return every(
        "orders",
        base=every("deals", promo_code="SAME", referral_link=f"{SHOP}/r/0"),
        promo_code="same ",
        landing_page=None,
    )


@world
def no_codes_no_links() -> Tables:
    return every("deals", promo_code=None, referral_link=None)


@world
def orders_in_two_currencies() -> Tables:
    rates = [{"date": day(n), "currency_from": "EUR", "currency_to": "USD", "rate": 1.2} for n in range(21)]
    made = every("orders", currency=lambda o: "EUR" if int(o["order_id"][1:]) % 4 else "USD")
    return made | {"fx": made["fx"] + rates}


@world
def orders_without_a_rate() -> Tables:
    return every("orders", currency="THB")


@world
def orders_all_refunded() -> Tables:
    return every("orders", status="refunded", revenue=0.0)


@world
def refunds_larger_than_orders() -> Tables:
    return every("orders", revenue=lambda o: -5.0 if o["order_id"].endswith("3") else o["revenue"])


@world
def orders_exported_twice() -> Tables:
    made = usual()
    later = [row | {"captured_at": "2026-07-01T08:00Z", "status": "cancelled"} for row in made["orders"][:9]]
    return made | {"orders": [*made["orders"], *later]}


@world
def orders_without_clicks() -> Tables:
    return every("orders", clicked_at=None, referral_link=None, source_medium=None)


@world
def one_order() -> Tables:
    return usual(orders=1)


@world
def daily_with_gaps() -> Tables:
    return changed(usual(), daily=lambda d: None if d["date"][-1] in "37" else d)


@world
def daily_with_partial_ends() -> Tables:
    made = usual()
    ends = {min(d["date"] for d in made["daily"]), max(d["date"] for d in made["daily"])}
    return every("daily", value=lambda d: d["value"] // 9 if d["date"] in ends else d["value"])


@world
def daily_of_zeros() -> Tables:
    return every("daily", value=0)


@world
def few_days_before() -> Tables:
    return usual(before=40)


@world
def an_event_in_the_flight() -> Tables:
    return usual() | {
        "events": [{"label": "Sale <b>50 %</b>", "starts_on": day(3), "ends_on": day(5), "series": "promotion"}]
    }


@world
def two_outcomes() -> Tables:
    return every("daily", role=lambda d: "outcome" if d["series"] == "visits" else d["role"])


@world
def hostile_names() -> Tables:
    made = copy.deepcopy(usual())
    for k, name in enumerate(HOSTILE[:8]):
        made["creators"][k]["name"] = name
        made["deals"][k]["promo_code"] = name
    made["campaigns"][0]["landing_page"] = "<script>alert(1)</script>"
    return changed(made, comments=lambda c: c | {"text": HOSTILE[int(c["comment_id"][1:]) % 12]})


@world
def a_hostile_campaign() -> Tables:
    name = "<img src=x onerror=alert(1)> ថែស្បែក " + "n" * 150
    made = every("goals", base=every("deals", campaign=name), campaign=name, metric=lambda g: g["metric"])
    made["campaigns"][0]["campaign"] = name
    made["goals"].append({"campaign": name, "metric": "<b>vibes</b>", "target": 3})
    return made
