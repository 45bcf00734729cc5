"""Small workspaces at the edges of what a marketer's files can hold, each with the tables that tier pricing reads."""

from collections.abc import Callable
import copy

import numpy as np

from edge_worlds import changed, HOSTILE, Tables
from tiny import creator, video
from tiny_deals import deal

WORLDS: dict[str, Callable[[], Tables]] = {}
FANS = (3_000, 12_000, 20_000, 45_000, 90_000, 400_000, 700_000, 2_000_000)
LONG = "Long " + "n" * 195


def world(build: Callable[[], Tables]) -> Callable[[], Tables]:
    WORLDS[build.__name__] = build
    return build


def few(people: int = 8, each: int = 5) -> Tables:
    """Creators of all tiers, twelve paid deals with what they brought, two offers, and one deal of most other kinds."""
    who = [f"c{k:02}" for k in range(people)]
    deals = [
        deal(
            f"D{k:02}",
            who[k % people],
            round(FANS[k % people % 8] ** 0.7 * (1 + k % 3)),
            "paid" if k % 2 else "agreed",
            campaign="Spring",
            promo_code=f"CODE{k}",
            usage_rights_fee=50.0 if k % 4 == 0 else None,
            boost_spend=30.0 if k % 5 == 0 else None,
        )
        for k in range(12)
    ]
    deals += [
        deal("D90", who[0], 400.0, "asked", campaign="Spring", forecast_views=3_000),
        deal("D91", who[-1], 9_000.0, "planned", campaign="Spring", usage_rights_fee=500.0, usage_days=30),
        deal("D92", who[0], tactic="gifted", product_cost=40.0),
        deal("D93", who[-1], 800.0, "cancelled"),
        deal("D94", who[0], 900.0, deliverable="bundle", videos_agreed=3),
        deal("D95", who[0], 100.0, deliverable="story"),
    ]
    return {
        "deals": deals,
        "creators": [
            creator(w, FANS[k % 8] + k, name=f"Creator {k}", category=("food", "skin")[k % 2])
            for k, w in enumerate(who)
        ],
        "videos": [
            video(f"{w}-{j}", w, v, v // 20, v // 300, v // 500)
            for k, w in enumerate(who)
            for j in range(each)
            for v in [int(FANS[k % 8] * 0.3 * np.exp(np.sin(7 * k + 2.3 * j))) + 60]
        ],
        "deliveries": [{"deal_id": f"D{k:02}", "video_id": f"{who[k]}-0"} for k in range(min(people, 12))],
        "orders": [order(k, f"CODE{k % 5}") for k in range(14)],
        "brands": [{"brand": "Us", "role": "own", "handles": ["us.official"]}],
        "campaigns": [
            {"campaign": "Spring", "brand": "Us", "starts_on": "2026-04-20", "ends_on": "2026-05-31", "currency": "USD"}
        ],
        "fx": [{"date": "2026-05-01", "currency_from": "EUR", "currency_to": "USD", "rate": 1.25}],
    }


def order(k: int, code: str | None, **more: object) -> dict:
    return {
        "order_id": f"O{k}",
        "ordered_at": f"2026-05-{2 + k % 20:02}T10:00Z",
        "gross": 40.0,
        "revenue": 36.0,
        "currency": "USD",
        "promo_code": code,
        "captured_at": "2026-06-01T12:00Z",
    } | more


def many(deals: int = 40, people: int = 20, each: int = 4) -> Tables:
    """The same with more paid deals than the price model needs; prices by followers, rights and luck."""
    made = few()
    size = np.round(np.exp(np.linspace(np.log(4_000), np.log(3_000_000), people)))
    luck = np.random.default_rng(5)
    made["creators"] = [
        creator(f"c{k:02}", int(f), name=f"Creator {k}", category=("food", "skin", "games")[k % 3])
        for k, f in enumerate(size)
    ]
    made["deals"] = [
        deal(
            f"P{k:02}",
            f"c{k % people:02}",
            round(float(f / 90 * np.exp(luck.normal(0, 0.4))), 2),
            usage_rights_fee=float(f // 400) if k % 3 == 0 else None,
            usage_days=60 if k % 3 == 0 else None,
            promo_code=f"CODE{k}",
            campaign="Spring",
        )
        for k in range(deals)
        for f in [size[k % people]]
    ] + [row for row in made["deals"] if row["deal_id"] >= "D9"]
    made["videos"] = [
        video(f"{k}-{j}", f"c{k:02}", v, v // 20, v // 300, v // 500)
        for k, f in enumerate(size)
        for j in range(each)
        for v in [int(f * 0.3 * np.exp(luck.normal(0, 0.9))) + 60]
    ]
    made["deliveries"] = [{"deal_id": f"P{k:02}", "video_id": f"{k}-0"} for k in range(min(people, deals))]
    for row in made["deals"]:
        if row["creator_id"] == "c07" and row["deal_id"] >= "D9":
            row["creator_id"] = f"c{people - 1:02}"
    return made


def only(*tables: str, base: Callable[[], Tables] = few) -> Tables:
    return {name: rows for name, rows in base().items() if name in tables}


def without(*tables: str, base: Callable[[], Tables] = few) -> Tables:
    return {name: rows for name, rows in base().items() if name not in tables}


def every(table: str, base: Tables | None = None, **values: object) -> Tables:
    """Each row of a table with these values; a function of the row gives the value."""

    def put(row: dict) -> dict:
        return row | {name: value(row) if callable(value) else value for name, value in values.items()}

    return changed(few() if base is None else base, **{table: put})


def times(factor: float, base: Tables) -> Tables:
    """The same with all amounts of money multiplied."""
    fees = ("fee", "usage_rights_fee", "exclusivity_fee", "boost_spend", "product_cost", "agency_fee")
    paid = ("gross", "discount", "refunded", "tax", "shipping", "revenue")

    def scaled(row: dict, columns: tuple[str, ...]) -> dict:
        return row | {c: row[c] * factor for c in columns if row.get(c) is not None}

    return changed(base, deals=lambda row: scaled(row, fees), orders=lambda row: scaled(row, paid))


def renamed(base: Tables, new: Callable[[str], str]) -> Tables:
    """The same with other handles, everywhere."""
    made = copy.deepcopy(base)
    for rows in made.values():
        for row in rows:
            if row.get("creator_id"):
                row["creator_id"] = new(row["creator_id"])
    return made


@world
def the_usual() -> Tables:
    return few()


@world
def enough_for_a_model() -> Tables:
    return many()


@world
def nothing_at_all() -> Tables:
    return {}


@world
def deals_alone() -> Tables:
    return only("deals")


@world
def videos_alone() -> Tables:
    return only("videos")


@world
def creators_alone() -> Tables:
    return only("creators")


@world
def one_creator() -> Tables:
    return few(1)


@world
def one_deal() -> Tables:
    return changed(few(), deals=lambda row: row if row["deal_id"] == "D00" else None)


@world
def one_deal_one_video() -> Tables:
    return changed(
        few(1, 1),
        deals=lambda row: row if row["deal_id"] == "D00" else None,
        deliveries=lambda row: row if row["deal_id"] == "D00" else None,
    )


@world
def one_offer_alone() -> Tables:
    return changed(few(), deals=lambda row: row if row["deal_id"] == "D90" else None)


@world
def two_creators_alike() -> Tables:
    made = few(2)
    for row in made["creators"]:
        row |= {"followers": 20_000, "name": "Same"}
    for row in made["videos"]:
        row |= {"views": 1_000 + 300 * int(row["video_id"][-1]), "likes": 50, "comments": 3, "shares": 2}
    for row in made["deals"]:
        row["fee"] = row["fee"] and 500.0
    return made


@world
def one_name_for_all() -> Tables:
    return every("creators", name="Sok Dara")


@world
def all_fees_equal() -> Tables:
    return changed(many(), deals=lambda row: row | {"fee": row["fee"] and 500.0, "usage_rights_fee": None})


@world
def all_followers_equal() -> Tables:
    return every("creators", many(), followers=30_000)


@world
def nobody_views() -> Tables:
    return every("videos", views=0, likes=0, comments=0, shares=0)


@world
def all_views_equal() -> Tables:
    return every("videos", views=1_000, likes=10, comments=0, shares=0)


@world
def nobody_engages() -> Tables:
    return every("videos", likes=0, comments=0, shares=0)


@world
def likes_unknown() -> Tables:
    return every("videos", likes=None)


@world
def views_unknown() -> Tables:
    return every("videos", views=None)


@world
def one_viral_hit() -> Tables:
    return every("videos", many(), views=lambda row: 10**9 if row["video_id"] == "3-1" else row["views"])


@world
def a_delivered_viral_hit() -> Tables:
    return every("videos", views=lambda row: 10**9 if row["video_id"] == "c01-0" else row["views"])


@world
def followers_unknown() -> Tables:
    return every("creators", followers=None)


@world
def followers_unknown_of_many() -> Tables:
    return every("creators", many(), followers=None)


@world
def followers_of_half_unknown() -> Tables:
    return every("creators", many(), followers=lambda row: row["followers"] if int(row["creator_id"][1:]) % 2 else None)


@world
def followers_zero() -> Tables:
    return every("creators", followers=0)


@world
def tiny_accounts() -> Tables:
    return every("creators", followers=lambda row: row["followers"] // 20_000)


@world
def hostile_names() -> Tables:
    names = (*HOSTILE, "=SUM(1)", LONG)
    return every("creators", many(), name=lambda row: names[int(row["creator_id"][1:]) % len(names)])


@world
def hostile_handles() -> Tables:
    odd = {"c00": "name:<b>x</b>", "c01": "=sum(1)", "c02": "រតនា", "c03": "name:\u202eevil", "c07": "n" * 200}
    return renamed(few(), lambda who: odd.get(who, who))


@world
def hostile_campaign_and_categories() -> Tables:
    made = every("deals", campaign="<img src=x>", promo_code="<b>", subject="=1+1|cmd")
    for k, row in enumerate(made["creators"]):
        row["category"] = HOSTILE[k]
    made["campaigns"][0] |= {"campaign": "<img src=x>", "landing_page": "javascript:alert(1)"}
    return made


def with_status(status: str, base: Tables | None = None) -> Tables:
    return every("deals", base, status=status)


@world
def only_asked() -> Tables:
    return with_status("asked")


@world
def many_asked() -> Tables:
    return with_status("asked", many())


@world
def only_planned() -> Tables:
    return with_status("planned")


@world
def only_cancelled() -> Tables:
    return with_status("cancelled")


@world
def only_barter() -> Tables:
    return every("deals", fee=None, usage_rights_fee=None, tactic="gifted", product_cost=30.0)


@world
def only_commission() -> Tables:
    return every("deals", fee=0.0, usage_rights_fee=None, tactic="affiliate", commission_rate=0.1)


@world
def fees_unknown() -> Tables:
    return every("deals", fee=None)


@world
def fees_below_zero() -> Tables:
    return every("deals", fee=-100.0)


@world
def some_fees_below_zero() -> Tables:
    return every("deals", many(), fee=lambda row: -row["fee"] if row["deal_id"] in ("P03", "D90") else row["fee"])


@world
def an_unknown_currency() -> Tables:
    return every("deals", currency=lambda row: ("XXX", "US$")[int(row["deal_id"][1:]) % 2])


@world
def a_currency_without_rate() -> Tables:
    return every("deals", currency=lambda row: "THB" if row["deal_id"] in ("D03", "D90") else "USD")


@world
def no_rates_and_two_currencies() -> Tables:
    return every("deals", without("fx"), currency=lambda row: ("EUR", "USD")[int(row["deal_id"][1:]) % 2])


@world
def the_campaign_in_euros() -> Tables:
    return every("campaigns", currency="EUR")


def in_currency(code: str, factor: float) -> Tables:
    made = times(factor, few())
    for name in ("deals", "campaigns", "orders"):
        for row in made[name]:
            row["currency"] = code
    return made


@world
def all_in_yen() -> Tables:
    return in_currency("JPY", 150.0)


@world
def all_in_dinars() -> Tables:
    return in_currency("KWD", 0.3)


@world
def fees_of_a_billion() -> Tables:
    return times(1e7, few())


@world
def fees_of_a_cent() -> Tables:
    return every("deals", fee=lambda row: row["fee"] and 0.01, usage_rights_fee=None, boost_spend=None)


@world
def only_bundles() -> Tables:
    return every("deals", deliverable="bundle", videos_agreed=3)


@world
def bundles_of_unknown_size() -> Tables:
    return every("deals", deliverable="bundle", videos_agreed=None)


@world
def only_stories() -> Tables:
    return every("deals", deliverable="story")


@world
def no_pieces_agreed() -> Tables:
    return every("deals", videos_agreed=0)


@world
def tax_at_an_unknown_rate() -> Tables:
    return every("deals", tax_included=True)


@world
def deals_in_the_future() -> Tables:
    return every("deals", agreed_on="2027-05-01")


@world
def deals_in_the_future_without_capture() -> Tables:
    return every("deals", agreed_on="2027-05-01", captured_at=None)


@world
def deals_without_days() -> Tables:
    return every("deals", many(), agreed_on=None)


@world
def deals_of_strangers() -> Tables:
    return every("deals", creator_id=lambda row: f"x{row['deal_id']}".lower())


@world
def brands_accounts_only() -> Tables:
    return every("creators", account_type="brand")


@world
def a_brand_without_campaign() -> Tables:
    return every("deals", without("campaigns"), campaign=None)


@world
def no_brand_no_campaign() -> Tables:
    return without("brands", "campaigns", "fx", "orders")


@world
def several_campaigns() -> Tables:
    made = every("deals", campaign=lambda row: ("Spring", "Summer")[int(row["deal_id"][1:]) % 2])
    made["campaigns"].append({"campaign": "Summer", "brand": "Us", "starts_on": "2026-06-01", "currency": "USD"})
    return made


@world
def a_code_shared_by_all() -> Tables:
    made = every("deals", promo_code="SHARED")
    return every("orders", made, promo_code="SHARED")


@world
def all_orders_refunded() -> Tables:
    return every("orders", refunded=40.0, revenue=0.0)


@world
def orders_without_codes() -> Tables:
    return every("orders", promo_code=None)


@world
def one_order() -> Tables:
    return changed(few(), orders=lambda row: row if row["order_id"] == "O0" else None)


@world
def two_bands() -> Tables:
    return many() | {
        "tiers": [
            {"tier": "klein", "followers_from": 0, "followers_to": 60_000},
            {"tier": "大", "followers_from": 60_000, "followers_to": None},
        ]
    }


@world
def one_creator_with_all_deals() -> Tables:
    return every("deals", many(), creator_id="c09")


@world
def deals_of_creators_of_one_size() -> Tables:
    return every("creators", many(40, 40, 3), followers=30_000)


@world
def one_deal_of_its_tier() -> Tables:
    made = many(31, 31, 3)
    return every(
        "creators",
        made,
        followers=lambda row: 5_000_000 if row["creator_id"] == "c30" else row["followers"] // 40 + 1_000,
    )


@world
def found_by_hashtag() -> Tables:
    return every("videos", collected_by="hashtag", collected_for="us")


@world
def boosted_without_split() -> Tables:
    return every("videos", is_ad=True)


@world
def sponsored_in_part() -> Tables:
    return every("videos", many(), is_sponsored=lambda row: row["video_id"].endswith("-0"))


@world
def too_young() -> Tables:
    return every("videos", captured_at="2026-05-03T12:00Z")


@world
def without_capture_times() -> Tables:
    made = every("videos", captured_at=None)
    for name in ("deals", "creators", "orders"):
        for row in made[name]:
            row["captured_at"] = None
    return made


@world
def categories_unknown() -> Tables:
    return every("creators", many(), category=None)


@world
def everybody_has_an_offer() -> Tables:
    made = many()
    made["deals"] += [
        deal(f"O{k:02}", row["creator_id"], 100.0 + 13 * k, "asked") for k, row in enumerate(made["creators"])
    ]
    return made


@world
def rights_in_all_deals() -> Tables:
    return every("deals", many(), usage_rights_fee=50.0, usage_days=30, exclusivity_fee=20.0, exclusivity_days=90)


@world
def deliveries_of_unknown_videos() -> Tables:
    return every("deliveries", video_id="nowhere")


@world
def one_video_for_two_deals() -> Tables:
    return every("deliveries", video_id="c01-0")


@world
def deals_alone_many() -> Tables:
    return only("deals", "creators", base=many)


@world
def an_empty_name() -> Tables:
    return every("creators", name=None)
