"""Every question of the post-mortem on too little data, and on the sample, whose truth is planted."""

import json
import re

import pandas as pd
import pytest

import kit
from kit import post_mortem
from kit.orders.seen import valid_orders
from kit.post_mortem.deliveries import deliveries
from kit.post_mortem.money.costs import priced
from spring import BRAND, CAMPAIGN, days, DEALS, EVERY, FIRST, ORDERS, SENT, TABLES, VIDEOS, without
from tiny import cell, data, workspace


def test_an_empty_workspace_is_refused_in_a_sentence(tmp_path):
    given = data(tmp_path / "w", brands=[BRAND])
    for ask in EVERY:
        found = ask(given)
        assert not found.shown
        assert re.search("no table (campaigns|comments|deals)", found.takeaway)


@pytest.mark.parametrize("ask", FIRST[1:5])
def test_no_booked_deal_is_refused(tmp_path, ask):
    found = ask(without(tmp_path, deals=DEALS[5:]))
    assert not found.shown
    assert "has no deal that is agreed or paid" in found.takeaway


@pytest.mark.parametrize("ask", FIRST)
def test_an_unknown_flight_never_breaks(tmp_path, ask):
    found = ask(without(tmp_path, campaigns=[CAMPAIGN | {"ends_on": None}], daily=days()))
    if ask in (post_mortem.attribution, post_mortem.lift):
        assert "has no ends_on" in found.takeaway
    else:
        assert found.shown


@pytest.mark.parametrize("ask", [post_mortem.attribution, post_mortem.lift, post_mortem.cost_return, post_mortem.kpis])
def test_a_flight_to_come_is_refused(tmp_path, ask):
    later = CAMPAIGN | {"starts_on": "2027-05-01", "ends_on": "2027-05-10"}
    found = ask(without(tmp_path, campaigns=[later], daily=days()))
    assert not found.shown
    assert "run this again when it has begun" in found.takeaway


@pytest.mark.parametrize("ask", [post_mortem.attribution, post_mortem.cost_return, post_mortem.kpis])
def test_a_flight_that_still_runs_has_no_verdict(tmp_path, ask):
    path = workspace(tmp_path / "w", **TABLES | {"videos": [v | {"captured_at": v["posted_at"]} for v in VIDEOS]})
    found = ask(kit.open(str(path), as_of="2026-05-06"))
    assert found.shown
    words = found.caveat.replace("\u00a0", " ")
    assert "The flight runs until 10 May 2026; these are counts up to 6 May 2026" in words
    assert "break-even" not in found.takeaway
    assert "ROI" not in found.takeaway
    assert "The flight runs" not in ask(kit.open(str(path), as_of="2026-06-01")).caveat


def test_questions_of_one_report_read_the_deliveries_and_the_orders_once(tmp_path):
    given = without(tmp_path)
    assert deliveries(given) is deliveries(given)
    assert valid_orders(given) is valid_orders(given)
    before = [frame.copy() for frame in (deliveries(given), priced(given), valid_orders(given))]
    for ask in EVERY:
        ask(given)
    for left, right in zip(before, (deliveries(given), priced(given), valid_orders(given)), strict=True):
        pd.testing.assert_frame_equal(left, right)


def test_no_orders_table_is_refused_by_attribution(tmp_path):
    assert "no table orders" in post_mortem.attribution(without(tmp_path, "orders")).takeaway


@pytest.mark.parametrize("ask", FIRST[:5])
def test_one_deal_with_one_video_is_enough_to_be_true(tmp_path, ask):
    found = ask(without(tmp_path, "fx", deals=DEALS[:1], deliveries=SENT[:1], orders=ORDERS[:1]))
    assert found.shown
    assert found.to_json()


# -- the sample
@pytest.fixture(scope="module")
def sampled(sample):
    return kit.open(str(sample)), json.loads((sample / "truth.json").read_text(encoding="utf-8"))


def test_the_sample_shows_what_was_planted(sampled):
    given, truth = sampled
    sent, results = post_mortem.delivery(given), post_mortem.kpis(given)
    credit = post_mortem.attribution(kit.open(given.given, audience="internal"))
    assert cell(sent, "state", deal_id=truth["missing_delivery"]["deal_id"]) == "missing"
    assert cell(sent, "state", deal_id=truth["late_delivery"]["deal_id"]) == "late"
    assert cell(sent, "undisclosed", deal_id=truth["undisclosed_delivery"]["deal_id"]) >= 1
    assert cell(sent, "too_short", deal_id=truth["short_delivery"]["deal_id"]) >= 1
    assert set(credit.table.loc[credit.table["suspect"] > 0, "promo_code"]) == {truth["leaked_code"]["promo_code"]}
    assert cell(results, "value", metric="ugc_videos") == truth["ugc"]["videos"]
    assert cell(results, "value", metric="ugc_authors") == truth["ugc"]["authors"]
    assert cell(results, "value", metric="views") == truth["actual"]["views"]
    assert post_mortem.cost_return(given).table.iloc[0]["media_cost"] == pytest.approx(
        truth["actual"]["media_cost"], abs=0.01
    )
    verdicts = post_mortem.goals(given).table.set_index("metric")["status"]
    assert {m: s == "met" for m, s in verdicts.items()} == truth["goals_met"]


def test_the_samples_lift_is_found_and_none_where_none_was_planted(sampled, tmp_path):
    from kit.sample import write_sample

    flight = post_mortem.lift(sampled[0]).table.iloc[0]
    assert 0 < flight["lift_low"] < 0.15 < flight["lift_high"]
    write_sample(tmp_path / "none", seed=1, lift=0)
    assert post_mortem.lift(kit.open(str(tmp_path / "none"))).takeaway.startswith("There is no clear lift of")
