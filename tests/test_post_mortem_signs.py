"""What orders carry, each once, with survey answers apart."""

import numpy as np
import pytest

import kit
from kit.post_mortem.credit.attribution import attribution
from kit.post_mortem.credit.order_signs import order_signs
from spring import ANN_LINK, CAMPAIGN, DEALS, GLOW, order, ORDERS, TABLES, without
from tiny import cell, workspace


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return kit.open(str(workspace(tmp_path_factory.mktemp("s") / "w", **TABLES)))


def test_each_order_stands_in_one_row_by_all_that_it_carries(small):
    found = order_signs(small)
    rows = dict(zip(found.table["carried"], found.table["orders"], strict=True))
    # o001, o002 and bob's by code; o004 and eve's by code and ann's link; one by link; one by page; o010 by nothing
    assert rows == {
        "Code only": 3,
        "Code and link": 2,
        "Link only": 1,
        "Landing page only": 1,
        "Nothing of the campaign": 1,
    }
    assert plain(found.takeaway) == (
        "7 orders carry something of the campaign (codes 5, links 3 and landing pages 1). Added up, these channels "
        "would claim 9: 29 % too many."
    )
    assert cell(found, "revenue", carried="Code only") == pytest.approx(50 + 30 + 60 * 1.5)
    assert cell(found, "trail", carried="Code only") == 1
    assert cell(found, "share", carried="Code and link") == pytest.approx(2 / 7)


def test_a_tag_of_the_campaign_is_the_last_touch_and_credits_no_creator(tmp_path):
    tagged = [
        order(10, source_medium="UsGlow / social"),
        order(10, landing_page="https://us.example/other?utm_campaign=%23usglow"),
        order(10, landing_page="https://us.example/other?utm_campaign=Spring"),
        order(10, landing_page="https://us.example/spring"),  # a path is no tag
        order(10, source_medium="offspring / referral"),
        order(10, landing_page="https://us.example/other?utm_source=&ref="),
    ]
    given = without(tmp_path, orders=[*ORDERS, *tagged])
    assert cell(order_signs(given), "orders", carried="Tag only") == 3
    table = attribution(given).table
    assert table.loc[table["deal_id"] == "", "tag_only"].sum() == 3
    assert table["attributed"].sum() == 6


def test_rows_add_up_to_the_ceiling_and_every_view_to_the_same_orders(tmp_path):
    rng = np.random.default_rng(3)
    pick = rng.choice
    orders = [
        order(
            float(rng.integers(5, 90)),
            f"2026-05-{rng.integers(1, 11):02d}",
            clicked=bool(rng.random() < 0.4),
            promo_code=pick(["ANN10", "bob10", "EVE10", "NONE", None]),
            referral_link=pick([ANN_LINK, "https://x.example", None]),
            landing_page=pick([GLOW, "https://us.example/?utm_campaign=usglow", None]),
            source_medium=pick(["google / cpc", "coupon / referral", None]),
            status=pick(["paid", "refunded"], p=[0.9, 0.1]),
        )
        for _ in range(300)
    ]
    given = kit.open(str(workspace(tmp_path / "w", **TABLES | {"orders": orders})), audience="internal")
    signs, credit = order_signs(given), attribution(given)
    touched = signs.table[~signs.table["last"]]
    assert touched["orders"].sum() == credit.table["orders"].sum() == credit.n["orders"]
    assert touched["share"].sum() == pytest.approx(1)
    assert signs.table["orders"].sum() == signs.n["orders"]
    parts = credit.table[["code_only", "both", "link_only", "landing_only", "tag_only"]]
    assert (parts.sum(axis=1) == credit.table["orders"]).all()
    assert credit.table["fractional"].sum() == pytest.approx(credit.table["attributed"].sum())
    lost = credit.table["orders"] - credit.table["attributed"]
    assert lost.sum() == credit.table["suspect"].sum() + credit.table.loc[credit.table["deal_id"] == "", "orders"].sum()
    assert (credit.table["floor"] <= credit.table["attributed"]).all()


def test_a_code_of_one_and_a_link_of_another_creator_give_each_a_half(tmp_path):
    path = str(workspace(tmp_path / "w", **TABLES))
    table = attribution(kit.open(path)).table
    # eve's code with ann's link: eve 1 → ½, ann 4 → 4½
    assert dict(zip(table["deal_id"], table["fractional"], strict=True)) == {
        "D1": 4.5,
        "D2": 1,
        "D5": 0.5,
        "D3": 0,
        "D4": 0,
        "": 0,
    }


def answered(n, words, day="2026-05-04", **more):
    return [order(10, day, survey_answer=words, **more) for _ in range(n)]


def test_survey_answers_stand_apart_and_are_never_added(tmp_path):
    orders = [
        *answered(6, "Tik Tok", promo_code="ANN10"),
        *answered(2, "a friend", promo_code="ANN10"),
        *answered(3, "A CREATOR I follow"),
        *answered(7, "Google"),
        *answered(2, "TikTok", "2026-04-20"),
        *answered(18, "Google", "2026-04-21"),
    ]
    found = order_signs(without(tmp_path, orders=orders))
    assert cell(found, "social", carried="Code only") == pytest.approx(6 / 8)
    assert cell(found, "social", carried="Nothing of the campaign") == pytest.approx(3 / 10)
    assert found.n == {"orders": 18, "touched": 8}
    # 3 of 10 in the flight against 2 of 20 before it: three times, of so few no clear rise
    assert "3 (30 %) named TikTok or a creator: 3" in plain(found.takeaway)
    assert plain(found.takeaway).endswith("times their share before the flight, no clear rise.")


def test_few_answers_give_no_share_and_none_before_no_comparison(tmp_path):
    few = order_signs(without(tmp_path, orders=[*answered(4, "TikTok", promo_code="ANN10"), order(10)]))
    assert few.table["social"].isna().all()
    assert "survey" not in few.takeaway
    none = order_signs(without(tmp_path / "n", orders=answered(9, "TikTok")))
    assert "too few answers from before the flight" in none.takeaway
    assert none.takeaway.startswith("No order of the flight carries a code")


def test_no_order_in_the_flight_and_no_flight_are_refused(tmp_path):
    late = order_signs(without(tmp_path, orders=[order(10, "2026-07-01", promo_code="ANN10")]))
    assert "No valid order was placed in the flight" in late.takeaway
    turned = order_signs(without(tmp_path / "t", campaigns=[CAMPAIGN | {"ends_on": "2026-04-01"}]))
    assert "ends before it starts" in turned.takeaway
    void = order_signs(without(tmp_path / "v", orders=[o | {"status": "refunded"} for o in ORDERS]))
    assert "No valid order was placed in the flight" in void.takeaway
    assert not order_signs(without(tmp_path / "o", "orders")).shown


def test_a_missing_rate_costs_the_revenue_alone(tmp_path):
    found = order_signs(without(tmp_path, "fx"))
    assert found.table["revenue"].isna().all()
    assert "Revenue is not shown" in found.caveat
    assert found.table["orders"].sum() == 8


def test_a_code_of_another_campaign_on_the_same_days_is_said(tmp_path):
    other = {"campaign": "Other", "brand": "Us", "starts_on": "2026-05-05", "ends_on": "2026-05-30"}
    theirs = DEALS[0] | {"deal_id": "X1", "campaign": "Other", "promo_code": "ann10"}
    path = str(workspace(tmp_path / "w", **TABLES | {"campaigns": [CAMPAIGN, other], "deals": [*DEALS, theirs]}))
    found = attribution(kit.open(path, campaign="Spring"))
    assert "1 code stands in deals of another campaign on the same days, too" in plain(found.caveat)
