"""The flight day by day, by hand."""

from hypothesis import given, settings
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

import kit
from kit import charts
from kit.post_mortem.results.gains import gains
from kit.post_mortem.results.kpis_by_day import kpis_by_day
from spring import TABLES, VIDEOS, without
from tiny import cell, data, video, workspace


def seen(video_id, creator_id, posted, **counts):
    """One row a capture: c03=100 is 100 views (and 10 likes) on 3 May, midnight."""
    return [
        video(video_id, creator_id, n, n // 10, posted_at=posted, captured_at=f"2026-05-{day[1:]}T00:00Z")
        for day, n in counts.items()
    ]


BOB = seen("2", "bob", "2026-05-02T00:00Z", c03=100, c04=150, c06=300, c11=400)


def world(path, *rows):
    """The tiny campaign of which these captures are all videos."""
    sent = [{"deal_id": "D2", "video_id": v} for v in dict.fromkeys(r["video_id"] for r in rows)]
    return data(path / "w", **TABLES | {"videos": list(rows), "deliveries": sent})


def per_day(found, column):
    return {f"{day:%d}": value for day, value in zip(found.table["day"], found.table[column], strict=True)}


def test_views_gained_on_a_day_are_read_between_captures(tmp_path):
    views = per_day(kpis_by_day(world(tmp_path, *BOB)), "views")
    assert views["01"] == 0  # not posted yet
    assert views["02"] == 100
    assert views["03"] == 50
    # at age 3 of 2 and 4 days: 151 × (301 ÷ 151)^(log 1.5 ÷ log 2) − 1 = 225
    assert views["04"] == 75
    assert views["05"] == 75
    assert sum(views.values()) == 400


def test_no_daily_views_are_made_of_one_capture(tmp_path):
    found = kpis_by_day(without(tmp_path))
    assert found.table["views"].isna().all()
    assert "two captures or more" in found.caveat
    assert found.status == "caveat"
    assert cell(found, "clicks", day="2026-05-02") == 60


def test_a_video_that_captures_lost_is_left_out_of_all_days_and_said(tmp_path):
    lost = seen("3", "bob", "2026-05-01T00:00Z", c02=1000)
    found = kpis_by_day(world(tmp_path, *BOB, *lost))
    assert per_day(found, "views")["02"] == 100
    assert "those of 1 of 2" in found.caveat
    assert found.n["videos followed by captures"] == 1


def test_days_after_the_last_capture_are_missing_and_not_nothing(tmp_path):
    short = seen("2", "bob", "2026-05-02T00:00Z", c03=100, c04=150, c09=300)
    views = per_day(kpis_by_day(world(tmp_path, *short)), "views")
    assert np.isnan(views["09"])
    assert np.isnan(views["10"])
    assert views["02"] == 100


def test_orders_and_clicks_stand_on_their_days_and_are_missing_where_the_export_does_not_reach(tmp_path):
    found = kpis_by_day(without(tmp_path))
    clicks, orders = per_day(found, "clicks"), per_day(found, "orders")
    assert (clicks["02"], clicks["10"]) == (60, 40)
    assert clicks["03"] == 0  # the export has a row of that day, on another link
    assert np.isnan(clicks["05"])
    assert (orders["04"], orders["05"], orders["06"]) == (5, 0, 1)
    assert np.isnan(orders["03"])  # the first order of the export is of 4 May
    assert cell(found, "revenue", day="2026-05-06") == pytest.approx(90)  # EUR 60 at 1.5
    assert cell(found, "ugc_videos", day="2026-05-05") == 1
    assert sum(per_day(found, "posted").values()) == 5
    said = found.takeaway.replace("\u00a0", " ")
    assert said == "Most clicks on 2 May 2026 (60); most attributed orders on 4 May 2026 (5)."  # a tie is not told


def test_a_missing_rate_is_named_and_hides_revenue_only(tmp_path):
    found = kpis_by_day(without(tmp_path, "fx"))
    assert "Revenue is not known" in found.caveat
    assert cell(found, "orders", day="2026-05-04") == 5


def test_a_running_flight_ends_on_the_day_of_the_report(tmp_path):
    path = workspace(tmp_path / "w", **TABLES | {"videos": [*VIDEOS, *BOB]})
    found = kpis_by_day(kit.open(str(path), as_of="2026-05-04"))
    assert [f"{d:%d}" for d in found.table["day"]] == ["01", "02", "03", "04"]
    assert "The flight runs until" in found.caveat


def test_a_flight_without_dates_is_refused_by_name(tmp_path):
    bare = [{k: v for k, v in TABLES["campaigns"][0].items() if k != "ends_on"}]
    found = kpis_by_day(without(tmp_path, campaigns=bare))
    assert found.status == "not_shown"
    assert "no ends_on" in found.takeaway


def test_days_draw_as_a_timeline(tmp_path):
    found = kpis_by_day(world(tmp_path, *BOB))
    chart = charts.timeline(found, value="views", title="Views gained by the delivered videos, by day")
    assert "<svg" in chart.wide


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("growth")


@settings(max_examples=5, deadline=None)
@given(steps=st.lists(st.integers(0, 10_000), min_size=4, max_size=4), number=st.integers(1, 10**9))
def test_what_is_gained_on_all_days_is_what_the_last_capture_counts(folder, steps, number):
    counts = np.cumsum(steps)
    rows = seen(
        "2", "bob", "2026-05-02T00:00Z", **dict(zip(("c03", "c04", "c06", "c11"), counts.tolist(), strict=True))
    )
    given_data = world(folder / f"{number}-{hash(tuple(steps))}", *rows)
    found = gains(given_data, pd.Index(["2"]), "views", pd.date_range("2026-05-01", "2026-05-10"))
    assert found.followed == 1
    assert found.daily.sum() == pytest.approx(counts[-1])
    assert (found.daily > -1e-6).all()
