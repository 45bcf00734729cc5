"""Orders credited to deals: each once, within the deal's days, and without what looks like a leaked code."""

import pandas as pd
import pytest

import kit
from kit import orders, post_mortem
from kit.finding import NotShown
from kit.workspace import Workspace
import spring
from tiny import creator, data, video, workspace
from tiny_deals import deal

PEOPLE = [creator("ann", 20_000), creator("bob", 20_000)]


def order(number: int, day: str, **more: object) -> dict:
    """An order of this day in May 2026, $10, by nobody's code."""
    return {
        "order_id": f"O{number}",
        "ordered_at": f"2026-05-{day}T12:00Z",
        "revenue": 10,
        "currency": "USD",
        "captured_at": "2026-06-01T12:00Z",
    } | more


DEALS = [
    deal("D1", "ann", 100, promo_code="ANN", referral_link="https://shop.example/ann"),
    deal("D2", "bob", 100, "agreed", promo_code="Bob ", referral_link="http://www.shop.example/bob/"),
    deal("D3", "bob", 100),
    deal("D4", "bob", 100, "asked", promo_code="ASK"),
]
ORDERS = [
    order(1, "02", promo_code=" ann"),
    order(2, "03", promo_code="BOB", referral_link="https://shop.example/ann"),  # the code comes first
    order(3, "03", referral_link="https://shop.example/ann?utm_source=tiktok"),
    order(4, "04", promo_code="OTHER", referral_link="shop.example/bob"),  # a shop's own code hides no link
    order(5, "05", promo_code="ANN", status="Refunded"),
    order(6, "06", promo_code="ANN", status="partly refunded", revenue=4),
    order(7, "06"),
    order(8, "07", promo_code="ASK"),  # an open offer's code is nobody's yet
]


def by(found: pd.DataFrame, column: str = "orders") -> dict:
    return dict(zip(found["deal_id"], found[column], strict=True))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", deals=DEALS, creators=PEOPLE, orders=ORDERS)


def test_an_order_counts_once_for_its_code_else_for_its_link(small):
    found = orders.by_deal(small)
    assert by(found) == {"D1": 3, "D2": 2}  # orders 1, 3, 6; orders 2, 4
    assert by(found, "revenue") == {"D1": 24, "D2": 20}
    assert found["partly"].isna().all()
    assert list(found["since"].astype(str)) == ["2026-05-01"] * 2
    assert list(found["until"].astype(str)) == ["2026-06-01"] * 2  # the newest capture of the table


def test_orders_after_the_reports_day_are_not_seen(tmp_path):
    early = [{k: v for k, v in o.items() if k != "captured_at"} for o in ORDERS]
    deals = [{k: v for k, v in d.items() if k != "captured_at"} for d in DEALS]
    path = str(workspace(tmp_path / "w", deals=deals, creators=PEOPLE, orders=early))
    assert by(orders.by_deal(kit.open(path, as_of="2026-05-03"))) == {"D1": 2, "D2": 1}
    assert by(orders.by_deal(kit.open(path, as_of="2026-05-03")), "until")["D1"] == pd.Timestamp("2026-05-03")


def test_a_report_from_before_the_first_order_knows_no_count(tmp_path):
    early = [{k: v for k, v in o.items() if k != "captured_at"} for o in ORDERS]
    deals = [{k: v for k, v in d.items() if k != "captured_at"} for d in DEALS]
    path = str(workspace(tmp_path / "w", deals=deals, creators=PEOPLE, orders=early))
    found = orders.by_deal(kit.open(path, as_of="2026-05-01"))
    assert list(found["deal_id"]) == ["D1", "D2"]
    assert found[["orders", "partly", "leaked", "revenue"]].isna().all(axis=None)


def test_row_order_and_a_second_import_change_nothing(tmp_path, small):
    turned = data(tmp_path / "t", deals=DEALS[::-1], creators=PEOPLE, orders=ORDERS[::-1])
    Workspace(turned.workspace.path).append("orders", pd.DataFrame(ORDERS), "test: again")
    again = kit.open(str(turned.workspace.path))
    pd.testing.assert_frame_equal(orders.by_deal(again), orders.by_deal(small))


def test_a_code_of_several_deals_stands_with_the_one_agreed_last_before(tmp_path):
    deals = [
        deal("D1", "ann", 100, promo_code="ANN"),
        deal("D0", "ann", 100, promo_code="ann", agreed_on="2026-05-05"),
        deal("D3", "ann", 100, promo_code="ann", agreed_on="2026-05-20"),
    ]
    sold = [order(k, d, promo_code="ANN") for k, d in enumerate(["01", "04", "05", "06", "07", "21"])]
    found = orders.by_deal(data(tmp_path / "w", deals=deals, creators=PEOPLE, orders=sold))
    assert by(found) == {"D0": 3, "D1": 2, "D3": 1}
    assert [str(d.date()) for d in found["until"]] == ["2026-05-19", "2026-05-04", "2026-06-01"]


def test_an_order_before_every_deal_with_its_code_is_nobodys(tmp_path):
    deals = [deal("D1", "ann", 100, promo_code="ANN", agreed_on="2026-05-05")]
    sold = [order(1, "04", promo_code="ANN"), order(2, "05", promo_code="ANN"), order(3, "06")]
    assert by(orders.by_deal(data(tmp_path / "w", deals=deals, creators=PEOPLE, orders=sold))) == {"D1": 1}


def test_a_campaigns_deal_is_credited_within_the_flight_as_the_post_mortem_does(tmp_path):
    given = data(tmp_path / "w", **spring.TABLES)
    table = post_mortem.attribution(kit.open(str(given.workspace.path), audience="internal")).table
    there = dict(zip(table["deal_id"], table["attributed"], strict=True))
    found = by(orders.by_deal(given))
    assert found
    assert found == {k: there[k] for k in found}


LEAKED = [
    order(100 + k, f"{5 + k // 5:02d}", promo_code="BOB", source_medium="coupons.example / referral") for k in range(30)
]
HONEST = [
    order(200 + k, f"{1 + k // 4:02d}", promo_code="ANN", clicked_at="2026-05-01T10:00Z" if k % 4 else None)
    for k in range(40)
]


def test_orders_like_a_leaked_code_are_counted_apart(tmp_path):
    found = orders.by_deal(data(tmp_path / "w", deals=DEALS, creators=PEOPLE, orders=[*LEAKED, *HONEST]))
    assert by(found) == {"D1": 40, "D2": 0}
    assert by(found, "leaked") == {"D1": 0, "D2": 30}
    assert by(found, "revenue") == {"D1": 400, "D2": 0}


def test_a_missing_click_alone_is_no_leak(tmp_path):
    """Codes are spoken in videos, where there is no link: all of bob's thirty orders come without a click."""
    spoken = [o | {"source_medium": None} for o in LEAKED]
    found = orders.by_deal(data(tmp_path / "w", deals=DEALS, creators=PEOPLE, orders=[*spoken, *HONEST]))
    assert by(found) == {"D1": 40, "D2": 30}
    assert by(found, "leaked") == {"D1": 0, "D2": 0}


def test_an_order_under_two_spellings_of_its_id_counts_once_in_its_last_state(tmp_path):
    later = "2026-06-03T12:00Z"
    sold = [
        order(1, "02", promo_code="ANN") | {"order_id": "#1001"},
        order(1, "02", promo_code="ANN", revenue=4) | {"order_id": "1001", "captured_at": later},
        order(2, "02", promo_code="ANN") | {"order_id": "1002"},
        order(3, "03", promo_code="ANN") | {"order_id": "#1002"},  # of another day: another shop's
    ]
    found = orders.by_deal(data(tmp_path / "w", deals=DEALS, creators=PEOPLE, orders=sold))
    assert by(found)["D1"] == 3
    assert by(found, "revenue")["D1"] == 24


def test_without_clicks_and_sources_or_a_second_code_leaks_are_not_judged(tmp_path, small):
    assert orders.by_deal(small)["leaked"].isna().all()  # neither clicks nor sources
    one = orders.by_deal(data(tmp_path / "o", deals=DEALS[:1], creators=PEOPLE, orders=HONEST))
    assert one["leaked"].isna().all()
    assert by(one) == {"D1": 40}


def test_leaks_are_looked_for_campaign_by_campaign(tmp_path):
    """Of a campaign that records no clicks at all, nothing is leaked, though another campaign records them."""
    deals = [
        *DEALS[:2],
        deal("E1", "ann", 100, promo_code="E1", campaign="two"),
        deal("E2", "bob", 100, promo_code="E2", campaign="two"),
    ]
    bare = [order(300 + k, f"{1 + k // 4:02d}", promo_code=f"E{1 + k % 2}") for k in range(60)]
    found = orders.by_deal(data(tmp_path / "w", deals=deals, creators=PEOPLE, orders=[*HONEST, *bare]))
    assert by(found) == {"D1": 40, "D2": 0, "E1": 30, "E2": 30}


def test_orders_of_a_deal_older_than_the_table_are_unknown_not_none(tmp_path):
    deals = [*DEALS, deal("D0", "ann", 100, promo_code="OLD", agreed_on="2026-01-05")]
    sold = [*ORDERS, order(9, "07", promo_code="OLD")]
    found = orders.by_deal(data(tmp_path / "w", deals=deals, creators=PEOPLE, orders=sold))
    assert pd.isna(by(found)["D0"])
    assert by(found, "partly")["D0"] == 1
    assert pd.isna(by(found, "revenue")["D0"])
    # its video came when orders were recorded, so none of its orders can be missing
    sent = data(
        tmp_path / "v",
        deals=deals,
        creators=PEOPLE,
        orders=sold,
        videos=[video("v", "ann", 100, 1, posted_at="2026-05-03T12:00Z")],
        deliveries=[{"deal_id": "D0", "video_id": "v"}],
    )
    assert by(orders.by_deal(sent))["D0"] == 1


@pytest.mark.parametrize(
    ("first", "n", "coded", "known"),
    [
        (11, 2, False, True),  # one order in eleven days: ten days without one are nothing odd
        (11, 100, False, False),  # five a day: ten days without one are no days of this table
        (2, 100, False, True),  # a day is granted
        (11, 100, True, True),  # an export of orders with codes begins when the first code is used
        (25, 100, True, False),  # but not three weeks after it was given
        (11, 1, False, True),
    ],
)
def test_the_pace_of_orders_tells_how_far_back_the_table_reaches(tmp_path, first, n, coded, known):
    sold = [order(k, f"{first + k * 7 // n:02d}", promo_code="ANN" if coded or not k else None) for k in range(n)]
    found = orders.by_deal(data(tmp_path / "w", deals=DEALS[:1], creators=PEOPLE, orders=sold))
    assert bool(found["orders"].notna().all()) == known


def test_a_stray_old_date_does_not_make_the_time_before_the_table_covered(tmp_path):
    sold = [order(k, f"{20 + k // 50}", promo_code="ANN" if k < 2 else None) for k in range(300)]
    sold += [order(999, "20", ordered_at="2019-01-01T12:00Z")]
    found = orders.by_deal(data(tmp_path / "w", deals=DEALS[:1], creators=PEOPLE, orders=sold))
    assert found["orders"].isna().all()
    assert list(found["partly"]) == [2]


def test_a_flight_to_come_and_a_deal_without_a_day_have_no_count(tmp_path):
    deals = [
        *DEALS,
        deal("D5", "ann", 100, promo_code="NEW", campaign="autumn"),
        deal("D6", "bob", 100, promo_code="NODAY", agreed_on=None),
    ]
    autumn = [{"campaign": "autumn", "brand": "b", "starts_on": "2026-09-01", "ends_on": "2026-09-20"}]
    sold = [*ORDERS, order(9, "08", promo_code="NODAY")]
    found = orders.by_deal(data(tmp_path / "w", deals=deals, creators=PEOPLE, orders=sold, campaigns=autumn))
    assert {k for k, v in by(found).items() if pd.isna(v)} == {"D5", "D6"}
    assert by(found)["D1"] == 3


def test_a_key_that_the_export_does_not_carry_leaves_the_count_unknown(tmp_path):
    deals = [*DEALS, deal("D7", "ann", 100, referral_link="https://shop.example/seven")]
    sold = [{k: v for k, v in o.items() if k != "referral_link"} for o in ORDERS]
    found = orders.by_deal(data(tmp_path / "w", deals=deals, creators=PEOPLE, orders=sold))
    assert pd.isna(by(found)["D7"])
    assert by(found)["D1"] == 2


def test_a_missing_rate_costs_only_the_revenue_that_needs_it(tmp_path):
    sold = [*ORDERS, order(9, "07", promo_code="BOB", currency="EUR")]
    found = orders.by_deal(data(tmp_path / "w", deals=DEALS, creators=PEOPLE, orders=sold))
    assert by(found) == {"D1": 3, "D2": 3}
    assert by(found, "revenue")["D1"] == 24
    assert pd.isna(by(found, "revenue")["D2"])


def test_what_is_missing_is_named(tmp_path):
    none = data(tmp_path / "a", deals=DEALS, creators=PEOPLE)
    assert "This workspace has no table orders" in orders.why_not(none)
    with pytest.raises(NotShown):
        orders.by_deal(none)
    uncoded = data(tmp_path / "b", deals=DEALS[2:3], creators=PEOPLE, orders=ORDERS)
    assert "No deal that is agreed or paid has a promo_code or a referral_link" in orders.why_not(uncoded)
    open_ = data(tmp_path / "c", deals=DEALS[3:], creators=PEOPLE, orders=ORDERS)
    assert "No deal that is agreed or paid" in orders.why_not(open_)
    blank = data(tmp_path / "d", deals=DEALS, creators=PEOPLE, orders=[order(1, "02")])
    assert orders.why_not(blank).startswith("No order has a promo_code or a referral_link")


def test_nothing_is_missing_where_orders_can_be_credited(small):
    assert orders.why_not(small) == ""
