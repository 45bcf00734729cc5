"""What the campaign added to a daily series that is made up with a known lift."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit import post_mortem
from kit.errors import UsageError
from kit.finding import NotShown
from kit.intake import import_paths
from kit.post_mortem.added.estimated import estimated
from kit.post_mortem.added.incremental import extra_revenue
from spring import CAMPAIGN, days, FX, ORDERS, without


def test_a_planted_lift_is_found_with_its_size(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3)))
    flight = found.table[found.table["part"] == "flight"]
    assert len(found.table) == 100
    assert len(flight) == 10
    assert flight["lift_low"].iloc[0] < 0.3 < flight["lift_high"].iloc[0]
    assert flight["lift_low"].iloc[0] > 0
    assert (flight["extra"] == flight["value"] - flight["expected"]).all()
    assert "above what was expected" in found.takeaway
    # orders: mean net revenue 50 + 30 + 20 + 40 + 90 + 100 + 25 + 10 over eight orders = 45.625; media cost 550
    assert "of extra net revenue, at $45.62 of net revenue an order, an incremental ROAS of" in found.takeaway
    assert found.takeaway.endswith(" against a break-even of 2.")
    assert found.n["placebo windows"] >= 3
    assert found.n["placebo hits"] == 0


def test_no_lift_is_said_to_be_none(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days()))
    assert found.takeaway.startswith("There is no clear lift of")
    assert "would have been seen 8 times in 10" in found.takeaway
    assert "ROAS" not in found.takeaway


def test_a_fall_is_called_a_fall(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=-0.3)))
    assert "below what was expected" in found.takeaway
    assert "orders fewer" in found.takeaway


def test_events_before_are_left_out(tmp_path):
    events = [{"label": "Sale", "starts_on": "2026-04-01", "ends_on": "2026-04-03"}]
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3), events=events))
    assert found.n["days before"] == 87
    assert found.left_out["days of named events before the flight"] == 3


@pytest.mark.parametrize(
    "event",
    [
        {"label": "<i>Feast</i>", "starts_on": "2026-05-04"},
        {"label": "<i>Feast</i>", "starts_on": "2026-04-20", "ends_on": "2026-05-01", "series": "promotion"},
        {"label": "<i>Feast</i>", "starts_on": "2026-06-20", "ends_on": "2026-05-10", "series": "orders"},  # swapped
    ],
)
def test_an_event_in_the_flight_is_refused_by_name(tmp_path, event):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3), events=[event]))
    assert not found.shown
    assert "Feast" in found.takeaway
    assert "cannot be told apart from the campaign" in found.takeaway.replace("\u00a0", " ")


def test_an_event_of_another_series_does_not_stand_in_the_way(tmp_path):
    event = {"label": "Site down", "starts_on": "2026-05-04", "ends_on": "2026-05-09", "series": "visits"}
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3), events=[event]))
    assert found.shown
    assert found.n["controls"] == 0  # six of its ten days in the flight are the event's
    assert found.left_out["controls with missing days"] == 1


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
    assert "an incremental ROAS of" in found.takeaway
    assert "break-even" not in found.takeaway


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


def test_extra_since_the_start_sums_up_to_the_extra_of_the_flight(tmp_path):
    given = without(tmp_path, daily=days(gain=0.3))
    flight = post_mortem.lift(given).table.iloc[:10]  # the newest first
    last, known = flight.iloc[0], estimated(given).found
    assert last["so_far"] == pytest.approx(known.effect * 10)
    assert last["so_far_low"] == pytest.approx(known.low * 10)
    assert flight["so_far"].is_monotonic_decreasing
    assert post_mortem.lift(given).table["so_far"].iloc[10:].isna().all()


def test_extra_revenue_of_a_series_in_money_is_the_extra_itself(tmp_path):
    given = without(tmp_path, daily=days(gain=0.3, unit="USD"))
    extra, found = extra_revenue(given), estimated(given).found
    assert (extra.value, extra.low, extra.high) == pytest.approx((found.effect * 10, found.low * 10, found.high * 10))
    foreign = without(
        tmp_path / "eur",
        daily=days(gain=0.3, unit="EUR"),
        fx=[FX[0] | {"date": f"2026-05-{d:02d}"} for d in range(1, 11)],
    )
    assert extra_revenue(foreign).value == pytest.approx(1.5 * extra.value)


def test_the_price_of_an_order_widens_extra_revenue(tmp_path):
    given = without(tmp_path, daily=days(gain=0.3))
    extra, found = extra_revenue(given), estimated(given).found
    assert extra.value == pytest.approx(found.effect * 10 * 45.625)
    assert extra.low < found.low * 10 * 45.625
    assert extra.high > found.high * 10 * 45.625
    assert extra.n == 10


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"daily": days(gain=0.3, unit="sessions")}, "neither money nor orders but"),
        ({"daily": days(gain=0.3, unit=None)}, "neither money nor orders, so"),
        ({"daily": days(gain=0.3), "orders": ORDERS[:2]}, "Only 2\u00a0orders of the flight have a net revenue"),
        ({"daily": days(gain=0.3, unit="EUR"), "fx": []}, "no exchange rate from EUR to USD"),
        ({"daily": [d for d in days(gain=0.3) if d["date"].day != 3]}, "not known on every day of the flight"),
    ],
)
def test_extra_revenue_is_refused_by_name(tmp_path, changed, words):
    with pytest.raises(NotShown, match=words):
        extra_revenue(without(tmp_path, **changed))


def test_rates_have_no_sum(tmp_path):
    found = post_mortem.lift(without(tmp_path, daily=days(gain=0.3, unit="%")))
    assert found.takeaway.replace("\u00a0", " ").endswith("above what was expected, over 10 days.")
    assert found.table["so_far"].isna().all()


def test_followers_are_judged_by_their_daily_change(tmp_path):
    rng, fans = np.random.default_rng(3), 50_000.0
    made = []
    for d in pd.date_range("2026-01-31", "2026-05-10"):
        fans += rng.poisson(100 if d < pd.Timestamp("2026-05-01") else 160)
        made.append({"date": d, "series": "us followers", "value": fans, "role": "outcome", "unit": "count"})
    found = post_mortem.lift(without(tmp_path, daily=made))
    assert "the daily change of" in found.takeaway
    assert found.table["lift_low"].iloc[0] < 0.6 < found.table["lift_high"].iloc[0]
    steady = [m | {"value": 50_000 + 100.0 * k + rng.normal(0, 5)} for k, m in enumerate(made)]
    assert "no clear lift" in post_mortem.lift(without(tmp_path / "s", daily=steady)).takeaway


def test_a_partial_last_day_is_dropped_and_named(tmp_path):
    cut = [
        d | {"value": d["value"] / 5} if d["series"] == "orders" and d["date"].day == 10 and d["date"].month == 5 else d
        for d in days(gain=0.3)
    ]
    found = post_mortem.lift(without(tmp_path, daily=cut))
    words = found.caveat.replace("\u00a0", " ")
    assert found.n["days in the flight"] == 9
    assert "10 May 2026" in words
    assert "as partial" in words
    assert "The flight is known up to 9 May 2026 only." in words


def test_days_at_nought_are_compared_by_differences(tmp_path):
    some = [d | {"value": 0} if d["series"] == "orders" and i in (20, 40) else d for i, d in enumerate(days(gain=0.3))]
    found = post_mortem.lift(without(tmp_path, daily=some))
    assert "2 days of 100 are at 0 or below" in found.caveat.replace("\u00a0", " ")
    many = [d | {"value": 0} if d["series"] == "orders" and i % 5 and i < 90 else d for i, d in enumerate(days())]
    assert "too many to judge it by the day" in post_mortem.lift(without(tmp_path / "m", daily=many)).takeaway


@pytest.mark.parametrize("flight", [{"starts_on": None}, {"ends_on": None}, {"starts_on": "2026-06-01"}])
def test_a_flight_without_dates_or_with_swapped_ones_is_refused(tmp_path, flight):
    assert not post_mortem.lift(without(tmp_path, daily=days(), campaigns=[CAMPAIGN | flight])).shown


def test_the_real_mentions_of_eight_weeks_are_refused_by_name(shared_data, tmp_path):
    """56 days a brand, the first and last of them partial: no flight in them has 56 days before."""
    export = shared_data / "daily" / "brand_mentions_2015.csv"
    if not export.is_file():
        pytest.skip(f"no {export.name} in {shared_data}")
    (tmp_path / "map.yaml").write_text(
        "tables:\n  daily: {date: date, series: ticker, value: mentions, role: {value: outcome}}\n"
    )
    report = import_paths([export], tmp_path / "w", map_file=tmp_path / "map.yaml")[0]
    assert report.tables["daily"]["kept"] > 500
    (tmp_path / "campaigns.csv").write_text("campaign,brand,starts_on,ends_on\nApril,Us,2015-04-09,2015-04-20\n")
    import_paths([tmp_path / "campaigns.csv"], tmp_path / "w")
    given = kit.open(str(tmp_path / "w"))
    assert "set the parameter outcome" in post_mortem.lift(given).takeaway
    for brand in ("AAPL", "CVS", "GOOG"):
        found = post_mortem.lift(given, outcome=brand)
        words = found.takeaway.replace("\u00a0", " ")
        assert not found.shown
        assert f"\u2068{brand}\u2069 has 41 days before the flight" in words
        assert "partial day" in words
        assert "a lift needs 56" in words
