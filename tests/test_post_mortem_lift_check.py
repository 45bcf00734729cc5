"""Whether a lift can be believed: earlier windows, controls, the days after, and what could have been seen."""

import pandas as pd
import pytest

from kit.post_mortem.added.estimated import estimated
from kit.post_mortem.added.lift_check import lift_check
from kit.post_mortem.added.placebos import placebos
from spring import days, without


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")


def changed(rows, series, since, until, factor):
    """The rows with this series times a factor on these days."""
    since, until = pd.Timestamp(since), pd.Timestamp(until)
    return [
        r | {"value": r["value"] * factor} if r["series"] == series and since <= r["date"] <= until else r for r in rows
    ]


def test_earlier_windows_stand_beside_the_flight(tmp_path):
    found = lift_check(without(tmp_path, daily=days(gain=0.3)))
    kinds = found.table["kind"].value_counts()
    # 90 days before, 56 of them kept for the first window: 34 days hold three windows of 10 side by side, 25 starts
    assert (kinds["flight"], kinds["before"], kinds["control"]) == (1, 8, 1)
    words = plain(found.takeaway)
    assert "which overlap (with room for 3 side by side), gave a false alarm in none of them (0 %)" in words
    assert found.table["verdict"].iloc[0] == "a rise"
    assert found.n["false alarms"] == 0
    before = found.table[found.table["kind"] == "before"]
    assert before["until"].max() == pd.Timestamp("2026-04-30")
    assert (before["until"] - before["since"]).eq(pd.Timedelta(days=9)).all()
    assert before["since"].min() >= pd.Timestamp("2026-01-31") + pd.Timedelta(days=56)


def test_many_days_before_hold_windows_side_by_side(tmp_path):
    given = without(tmp_path, daily=days(before=190))
    tried = placebos(given)
    starts = [one.since for one in tried.tried]
    assert tried.apart == 8  # the other 134 days hold 13; eight at most
    assert set(pd.Series(starts).diff().dropna()) == {pd.Timedelta(days=10)}
    assert "overlap" not in lift_check(given).takeaway


def test_a_false_alarm_is_counted_and_doubted(tmp_path):
    rows = changed(days(gain=0.6), "orders", "2026-04-11", "2026-04-20", 1.6)
    found = lift_check(without(tmp_path, daily=rows))
    assert found.n["false alarms"] > 0
    assert f"gave a false alarm in {found.n['false alarms']} of them" in plain(found.takeaway)
    assert found.status == "caveat"
    assert (found.table["verdict"] == "false alarm").sum() == found.n["false alarms"]


def test_demand_that_was_moved_forward_is_seen_after_the_flight(tmp_path):
    rows = changed(days(after=24, gain=0.3), "orders", "2026-05-11", "2026-05-24", 0.6)
    found = lift_check(without(tmp_path, daily=rows))
    assert "In the 14 known days after the flight, up to 24 May 2026" in plain(found.takeaway)
    assert "below what was expected, as when demand is moved forward" in plain(found.takeaway)
    assert found.n["days after the flight"] == 14
    row = found.table[found.table["kind"] == "after"].iloc[0]
    # 1.3 × 0.6 = 0.78 of what was expected
    assert row["change_low"] < -0.22 < row["change_high"] < 0
    assert found.status == "caveat"


def test_an_effect_that_lasts_is_no_demand_moved_forward(tmp_path):
    found = lift_check(without(tmp_path, daily=days(after=24, gain=0.3)))
    assert "still ran" in found.takeaway


def test_days_after_that_are_few_or_unknown_are_said(tmp_path):
    none = lift_check(without(tmp_path, daily=days(gain=0.3)))
    assert "no day after the flight is known, and it needs 5" in plain(none.takeaway)
    some = lift_check(without(tmp_path / "s", daily=days(after=13, gain=0.3)))
    assert "only 3 days after the flight are known" in plain(some.takeaway)


def test_a_control_that_moves_with_the_flight_is_named(tmp_path):
    rows = changed(days(gain=0.3), "visits", "2026-05-01", "2026-05-10", 1.4)
    found = lift_check(without(tmp_path, daily=rows))
    assert "The control \u2068visits\u2069 itself rose by" in found.caveat


@pytest.mark.parametrize("gain", [0.0, 0.3])
def test_power_is_that_of_the_estimators_own_prediction(tmp_path, gain):
    given = without(tmp_path, daily=days(gain=gain))
    found = estimated(given).found
    assert found.chance(found.smallest(0.8)) == pytest.approx(0.8, abs=1e-6)
    assert "With these 90 days before and 10 days of flight, a true rise of 15 % would be seen nearly always" in plain(
        lift_check(given).takeaway
    )


def test_a_series_around_zero_is_written_in_units_a_day(tmp_path):
    rows = [r | {"value": r["value"] - 100} if r["series"] == "orders" else r for r in days(after=24, gain=0.3)]
    found = lift_check(without(tmp_path, daily=rows))
    assert found.table.loc[0, "daily"] > 0
    assert "a day could not have been told from none" in plain(found.takeaway)


def test_what_refuses_the_lift_refuses_its_check(tmp_path):
    for name, daily, events in (
        ("short", days(before=55), []),
        ("event", days(), [{"label": "Feast", "starts_on": "2026-05-04"}]),
    ):
        found = lift_check(without(tmp_path / name, daily=daily, events=events))
        assert not found.shown
