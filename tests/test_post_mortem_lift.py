"""What the campaign added to a daily series that is made up with a known lift."""

import pandas as pd
import pytest

from kit import post_mortem
from kit.errors import UsageError
from spring import CAMPAIGN, days, ORDERS, without


def test_a_planted_lift_is_found_with_its_size(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3)))
    flight = found.table[found.table["part"] == "flight"]
    assert len(found.table) == 100
    assert len(flight) == 10
    assert flight["lift_low"].iloc[0] < 0.3 < flight["lift_high"].iloc[0]
    assert flight["lift_low"].iloc[0] > 0
    assert (flight["extra"] == flight["value"] - flight["expected"]).all()
    assert "above what was expected" in found.takeaway
    # orders: mean net revenue 40, 50 + 30 + 20 + 40 + 90 + 100 + 25 + 10 over eight orders = 45.625; media cost 550
    assert "That is an incremental ROAS of" in found.takeaway
    assert found.takeaway.endswith(", at $45.62 of net revenue an order, against a break-even of 2.")
    assert found.n["placebo windows"] >= 3
    assert found.n["placebo hits"] == 0


def test_no_lift_is_said_to_be_none(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days()))
    assert found.takeaway.startswith("There is no clear lift of")
    assert "could not have been told from none" in found.takeaway
    assert "per unit of media cost" not in found.takeaway


def test_a_fall_is_called_a_fall(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=-0.3)))
    assert "below what was expected" in found.takeaway
    assert "orders fewer" in found.takeaway


def test_events_before_are_left_out_and_events_in_the_flight_are_named(tmp_path):
    events = [
        {"label": "Sale", "starts_on": "2026-04-01", "ends_on": "2026-04-03"},
        {"label": "<i>Feast</i>", "starts_on": "2026-05-04"},
    ]
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3), events=events))
    assert found.n["days before"] == 87
    assert "Feast" in found.caveat
    assert "cannot be told apart from the campaign" in found.caveat
    assert found.status == "caveat"


@pytest.mark.parametrize(
    ("daily", "words"),
    [
        ([], "no table daily"),
        (days(before=55), "a lift needs 56"),
        (days(after=4), "Only 4 of the flight's 10"),
        (days(role="donor"), "has the role outcome"),
        (days(unit="orders")[:90], "has no day in the flight"),
    ],
)
def test_a_short_series_is_refused_by_name(tmp_path, daily, words):
    found = post_mortem.lift(without(tmp_path, daily=daily))
    assert not found.shown
    assert words in found.takeaway.replace("\u00a0", " ")


def test_fifty_six_days_without_a_control_carry_a_lift_without_a_placebo(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=[d for d in days(before=56, gain=0.3) if d["series"] == "orders"]))
    assert found.shown
    assert "too few to try the same test" in found.caveat
    assert "No control series" in found.caveat


def test_two_outcomes_must_be_chosen_from(tmp_path):
    two = days() + [d | {"series": "sales"} for d in days() if d["series"] == "orders"]
    given = without(tmp_path, daily=two)
    assert "set the parameter outcome" in post_mortem.lift(given).takeaway
    assert post_mortem.lift(given, outcome="sales").shown
    with pytest.raises(UsageError, match="Parameter outcome is 'luck'"):
        post_mortem.lift(given, outcome="luck")


def test_a_test_that_cries_wolf_says_so(tmp_path):
    shocks = [
        d | {"value": d["value"] * (1.6 if d["series"] == "orders" and 69 < i < 80 else 1)}
        for i, d in enumerate(days(gain=0.6))
    ]
    found = post_mortem.lift(without(tmp_path, daily=shocks))
    assert found.n["placebo hits"] > 0
    assert found.status == "caveat"
    assert "found a change in" in found.caveat


def test_a_flat_series_is_refused(tmp_path):
    flat = [d | {"value": 7} for d in days()]
    assert "cannot carry an estimate" in post_mortem.lift(without(tmp_path, daily=flat)).takeaway


def test_refunded_orders_do_not_lower_what_an_order_is_worth(tmp_path):
    refunded = [o | {"status": " REFUNDED "} if o["revenue"] == 10 else o for o in ORDERS]
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3), orders=refunded))
    # 50 + 30 + 20 + 40 + 90 + 100 + 25 over seven orders
    assert "at $50.71 of net revenue an order" in found.takeaway


def test_without_a_margin_there_is_no_break_even(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3), campaigns=[CAMPAIGN | {"margin": None}]))
    assert found.takeaway.endswith(", at $45.62 of net revenue an order.")


def test_missing_days_of_the_flight_are_named_and_carry_no_return(tmp_path):
    gaps = [d for d in days(gain=0.3) if not (d["date"] >= pd.Timestamp("2026-05-01") and d["date"].day % 3 == 0)]
    found = post_mortem.lift(without(tmp_path, daily=gaps))
    words = found.caveat.replace("\u00a0", " ")
    assert "3 days of the flight are missing from the series or its controls (3 May 2026, 6 May 2026 and 9" in words
    assert "above what was expected" in found.takeaway
    assert "ROAS" not in found.takeaway


def test_an_outcome_around_zero_is_written_in_units_a_day(tmp_path):
    net = [d | {"value": d["value"] - 100} if d["series"] == "orders" else d for d in days(gain=0.3)]
    found = post_mortem.lift(without(tmp_path, daily=net))
    assert found.table["lift"].isna().all()
    assert "a day above what was expected" in found.takeaway
