"""New and known customers, order values and refunds of attributed orders beside the shop's others, by hand."""

import numpy as np
import pytest

import kit
from kit.post_mortem.credit.customers import customers
from spring import CAMPAIGN, DEALS, order, TABLES, without
from tiny import cell, workspace


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")


def inside(path, **changed):
    return kit.open(str(workspace(path / "w", **TABLES | changed)))


BOUGHT = [
    order(40, promo_code="ANN10", new_customer=True, gross=50, discount=10, refunded=0),
    order(60, promo_code="ANN10", new_customer=True, gross=80, discount=20, refunded=0),
    order(30, promo_code="BOB10", new_customer=False, gross=50, discount=10, refunded=10),
    order(0, promo_code="BOB10", new_customer=False, gross=20, discount=0, refunded=20, status="refunded"),
    order(100, new_customer=True, gross=100, discount=0, refunded=0),
    order(50, new_customer=False, gross=60, discount=0, refunded=10),
]


def test_both_sides_are_ratios_of_sums(tmp_path):
    found = customers(inside(tmp_path, orders=BOUGHT))
    side = {row.key: (row.attributed, row.others) for row in found.table.itertuples()}
    assert side["new"] == pytest.approx((2 / 3, 1 / 2))  # of orders that stand
    assert side["value"] == pytest.approx((130 / 3, 75))
    assert side["typical"] == pytest.approx((40, 75))
    assert side["discount"] == pytest.approx((40 / 180, 0))
    assert side["back"] == pytest.approx((2 / 4, 1 / 2))  # wholly or in part
    assert side["refunded"] == pytest.approx((30 / 200, 10 / 160))
    assert found.table["ratio_low"].isna().all()  # two creators
    assert cell(found, "ratio", key="refunded") == pytest.approx(0.15 / 0.0625)
    assert plain(found.takeaway) == (
        "66.7 % of 3 attributed orders came from new customers, against 50.0 % of 2 other orders. An attributed order "
        "brought $43.33 net against $75.00 of the other orders."
    )
    assert "New is what the shop says" in found.caveat


def test_five_creators_carry_an_interval(tmp_path):
    rng = np.random.default_rng(2)
    deals = [d | {"promo_code": f"{d['creator_id'].upper()}10"} for d in DEALS[:5]]
    orders = [
        order(float(rng.integers(20, 60)), promo_code=code, new_customer=bool(rng.random() < 0.8), clicked=True)
        for code in [d["promo_code"] for d in deals]
        for _ in range(12)
    ]
    orders += [order(float(rng.integers(20, 60)), new_customer=bool(rng.random() < 0.4)) for _ in range(80)]
    found = customers(inside(tmp_path, orders=orders, deals=deals))
    row = found.table.set_index("key").loc["new"]
    assert row["creators"] == 5
    assert 1 < row["ratio_low"] < row["ratio"] < row["ratio_high"]
    assert "no clear difference" not in found.takeaway.split(".")[0]


def test_without_the_shops_word_an_earlier_order_tells_if_the_table_reaches_back(tmp_path):
    past = [order(10, f"2026-0{m}-{d:02d}", customer_key=f"p{m}{d}") for m in (1, 2, 3, 4) for d in range(1, 29)]
    now = [
        order(10, promo_code="ANN10", customer_key="p15"),
        order(10, promo_code="ANN10", customer_key="fresh"),
        order(10, promo_code="ANN10"),  # nobody knows whose
        order(10, customer_key="other"),
    ]
    found = customers(inside(tmp_path, orders=[*past, *now]))
    assert (cell(found, "attributed", key="new"), cell(found, "n", key="new")) == (0.5, 2)
    assert "without an earlier order in this table" in found.caveat
    short = customers(inside(tmp_path / "s", orders=[*past[-28:], *now]))
    assert "new" not in set(short.table["key"])
    assert "does not reach 90 days back" in short.caveat
    assert short.status == "caveat"


def test_orders_like_a_leak_are_on_neither_side(tmp_path):
    leaked = [order(10, promo_code="BOB10", source_medium="coupon / x", new_customer=False) for _ in range(5)]
    found = customers(inside(tmp_path, orders=[*BOUGHT, *leaked]))
    assert cell(found, "n", key="new") == 3
    assert found.left_out == {"orders like a leak, or by the campaign's page or tag alone": 5}


def test_what_is_missing_is_refused_or_left_out(tmp_path):
    assert not customers(without(tmp_path, "orders")).shown
    nobody = customers(without(tmp_path / "n", orders=[order(10)]))
    assert "No order of the flight can be attributed" in nobody.takeaway
    bare = customers(without(tmp_path / "b"))  # no customers, no gross, no refunds
    assert set(bare.table["key"]) == {"value", "typical", "back"}
    assert plain(bare.takeaway).startswith("An attributed order brought $55.00 net against $10.00")  # 330 ÷ 6
    undated = customers(without(tmp_path / "u", campaigns=[CAMPAIGN | {"starts_on": None}]))
    assert "has no starts_on" in undated.takeaway


def test_a_missing_rate_costs_the_money_alone(tmp_path):
    found = customers(without(tmp_path, "fx", orders=[*BOUGHT, order(10, currency="EUR", promo_code="ANN10")]))
    assert set(found.table["key"]) == {"new", "back"}
    assert "Amounts are not shown: There is no exchange rate" in found.caveat


def test_negative_revenue_gives_no_interval_and_no_crash(tmp_path):
    found = customers(inside(tmp_path, orders=[*BOUGHT, order(-500, promo_code="ANN10", gross=10, refunded=510)]))
    assert cell(found, "value" if "value" in found.table else "attributed", key="value") == pytest.approx(
        (130 - 500) / 4
    )
    assert np.isnan(cell(found, "ratio", key="value"))


def test_without_other_orders_there_is_nothing_to_hold_against(tmp_path):
    found = customers(inside(tmp_path, orders=BOUGHT[:4]))
    assert "there are no other orders to hold this against" in plain(found.takeaway)
