"""What a daily series is taken for: partial days at its ends, states, rates, and events that concern it."""

import numpy as np
import pandas as pd
import pytest

from kit.post_mortem.added.happenings import happenings
from kit.post_mortem.added.kinds import is_rate, is_state
from kit.post_mortem.added.partial import without_partial_ends
from spring import days, without

START, END = pd.Timestamp("2026-03-02"), pd.Timestamp("2026-04-26")  # eight whole weeks from a Monday


def weeks(first=100.0, last=100.0, middle=100.0):
    dates = pd.date_range(START, END)
    values = np.full(len(dates), middle)
    values[0], values[-1] = first, last
    return pd.DataFrame({"a": values}, index=dates)


@pytest.mark.parametrize(
    ("first", "last", "cut"),
    [(100, 100, []), (49, 100, [START]), (100, 49, [END]), (20, 20, [START, END]), (51, 51, []), (0, 100, [START])],
)
def test_an_end_below_half_of_all_its_weekdays_is_partial(first, last, cut):
    out, found = without_partial_ends(weeks(first, last), END)
    assert found["a"] == cut
    assert list(out.index[out["a"].isna()]) == cut


def test_the_other_end_does_not_vouch_for_a_partial_one():
    frame = weeks(20, 100).iloc[:50]  # Monday to Monday
    frame.iloc[-1, 0] = 15
    assert len(without_partial_ends(frame, END)[1]["a"]) == 2


def test_a_series_that_falls_to_nought_keeps_its_ends():
    frame = weeks(0, 1)
    frame.iloc[[7, 13], 0] = 0  # a Monday and a Sunday
    assert without_partial_ends(frame, END)[1]["a"] == []


def test_an_end_after_the_window_is_still_the_end():
    out, found = without_partial_ends(weeks(last=1), END - pd.Timedelta(days=3))
    assert found["a"] == [END]
    assert out["a"].notna().all()
    assert out.index[-1] == END - pd.Timedelta(days=3)


def test_series_without_days_or_with_one_are_left_alone():
    frame = weeks().assign(b=np.nan, c=np.nan)
    frame.loc[START, "c"] = 1
    assert without_partial_ends(frame, END)[1] == {"a": [], "b": [], "c": []}


@pytest.mark.parametrize(
    ("series", "unit", "state"),
    [
        ("@us.official followers", "count", True),
        ("followers", "", True),
        ("Instagram followers", "", True),
        ("new followers", "", False),
        ("@us difference_in_followers_from_previous_day", "count", False),
        ("orders", "orders", False),
        ("visits from followers", "visits", False),
        ("audience", "followers", True),
    ],
)
def test_a_count_of_what_is_there_is_told_from_what_came(series, unit, state):
    assert is_state(series, unit) == state


def test_rates_are_told_by_their_unit():
    assert is_rate(" % ")
    assert is_rate("Rate")
    assert not is_rate("orders")


def test_events_concern_all_series_or_the_one_that_they_name(tmp_path):
    events = [
        {"label": "Sale", "starts_on": "2026-04-03", "ends_on": "2026-04-01", "series": "promotion"},
        {"label": "Site down", "starts_on": "2026-04-05", "series": "visits"},
        {"label": "Own", "starts_on": "2026-04-06", "series": "orders"},
    ]
    given = without(tmp_path, daily=days(), events=events)
    wide = given.table("daily").pivot(index="date", columns="series", values="value")
    found = {e.label: e for e in happenings(given, wide, "orders")}
    assert [found[label].only for label in ("Sale", "Site down", "Own")] == ["", "visits", ""]
    assert found["Sale"].since == pd.Timestamp("2026-04-01")
    assert found["Sale"].until == pd.Timestamp("2026-04-03")
