"""Forecasts of deals against what came, by hand."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit.post_mortem.promised import forecasts as asked
from kit.post_mortem.promised.forecast_rows import forecast_rows, left_out
from kit.post_mortem.promised.forecasts import bias, forecasts, hit_rate
from spring import clip, deal, FX, TABLES, without
from tiny import cell, data, workspace

MADE = "2026-04-25T00:00Z"


def booked(deal_id, creator_id, forecast, low=None, high=None, made=MADE, **more):
    """A booked deal with a forecast, made before any video."""
    numbers = {"forecast_views": forecast, "forecast_low": low, "forecast_high": high, "forecast_made_at": made}
    return deal(deal_id, creator_id, captured_at="2026-05-30T00:00Z") | numbers | more


# The videos of spring, all but D6's 28 days old on 10 June: 1 of ann has 1,000 views, 400 of them paid; 2 and 3 of bob
# 2,000 and 1,000; 4 (a takeover) 5,000; 5 of eve 500.
DEALS = [
    booked("D1", "ann", 300, 100, 500),  # 600 organic: above, twice the forecast
    booked("D2", "bob", 6_000, 2_000, 9_000, videos_agreed=2),  # 3,000: inside, a half
    booked("D3", "cat", 5_000, 1_000, 9_000),  # 5,000: inside, 1
    booked("D4", "dan", 1_000, 100, 2_000),  # due, nothing came: 0, below, no ratio
    booked("D5", "eve", 250, 600, 400),  # 500: twice; the range is inverted, so there is none
    booked("D6", "fay", 1_000, 1, 9_000, due_on="2026-08-01"),  # not due
    booked("D7", "gus", 1_000, 1, 9_000, made="2026-05-20T00:00Z"),  # made after the video of 9 May
    booked("D8", "hal", 1_000, 1, 9_000),  # its video is not in the workspace
    booked("D9", "ian", 1_000, 1, 9_000, status="planned"),
]
SENT = [
    {"deal_id": d, "video_id": v}
    for d, v in (("D1", "1"), ("D2", "2"), ("D2", "3"), ("D3", "4"), ("D5", "5"), ("D7", "12"), ("D8", "999"))
]
VIDEOS = [
    v | {"captured_at": "2026-06-10T12:00Z"} for v in [*TABLES["videos"], clip("12", "gus", 800, 9, 0, 0, "2026-05-09")]
]


def world(path, **changed):
    return without(path, **{"deals": DEALS, "deliveries": SENT, "videos": VIDEOS} | changed)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return world(tmp_path_factory.mktemp("small"))


def test_each_forecast_stands_beside_the_organic_views_that_came(small):
    rows = forecast_rows(small).set_index("deal_id")
    assert list(rows.index) == ["D1", "D2", "D3", "D4", "D5"]
    assert list(rows["actual"]) == [600, 3_000, 5_000, 0, 500]
    assert list(rows["ratio"].dropna()) == [2, 0.5, 1, 2]
    assert list(rows["place"].fillna("–")) == ["above", "inside", "inside", "below", "–"]
    assert pd.isna(rows["inside"]["D5"])
    assert left_out(small) == {
        "deals not due yet": 1,
        "forecast made after the first video": 1,
        "deals with a video whose organic views are unknown": 1,
    }


def test_the_sentence_counts_ranges_that_held_and_says_the_typical_ratio(small):
    found = forecasts(small)
    assert found.status == "caveat"
    words = found.takeaway.replace("\u00a0", " ")
    assert words == (
        "2 of 4 forecast ranges held what came; 1 deal came below and 1 deal came above. "
        # the fourth root of 2 × 0.5 × 1 × 2 = 2, from four creators
        "A typical deal got 1.19 times its forecast."
    )
    assert "1\u00a0forecast has no range" in found.caveat
    assert "How often the ranges were meant to hold is not in the data." in found.caveat
    assert found.left_out["planned deal"] == 1
    assert cell(found, "forecast_low", deal_id="D2") == 2_000


def test_without_any_forecast_none_is_judged(tmp_path):
    found = forecasts(data(tmp_path / "w", **TABLES))
    assert not found.shown
    assert "has a forecast" in found.takeaway
    assert "forecast_made_at" in found.takeaway


def test_the_last_forecast_before_the_first_video_counts_whatever_later_exports_say(tmp_path):
    early = booked("D1", "ann", 400, 200, 700, made="2026-04-20T00:00Z") | {"captured_at": "2026-04-20T00:00Z"}
    mended = booked("D1", "ann", 700, 500, 900, made="2026-04-24T00:00Z") | {"captured_at": "2026-04-24T00:00Z"}
    hindsight = booked("D1", "ann", 600, 590, 610, made="2026-05-20T00:00Z") | {"captured_at": "2026-05-20T00:00Z"}
    bare = deal("D1", "ann", captured_at="2026-06-01T00:00Z")
    path = workspace(
        tmp_path / "w", **TABLES | {"videos": VIDEOS, "deliveries": SENT, "deals": [early, mended, hindsight, bare]}
    )
    rows = forecast_rows(kit.open(str(path)))
    assert list(rows["forecast"]) == [700]
    assert rows["inside"].all()
    before = kit.open(str(path), as_of="2026-04-22")
    assert "No forecast can be held against what came yet (deals not due yet: 1)." in forecasts(before).takeaway


def test_a_forecast_without_a_date_is_said_unless_an_export_before_the_video_holds_it(tmp_path):
    dateless = [
        booked("D1", "ann", 300, 100, 700, made=None),
        booked("D2", "bob", 300, 100, 700, made=None) | {"captured_at": "2026-04-28T00:00Z"},
    ]
    found = world(tmp_path, deals=dateless)
    assert list(forecast_rows(found)["dated"]) == [False, True]
    words = forecasts(found).caveat.replace("\u00a0", " ")
    assert "Of 1 forecast it is not known whether it was made before the first video." in words


def test_a_video_of_two_deals_is_split_and_a_growing_one_is_said(tmp_path):
    deals = [booked("D1", "bob", 1_000, 900, 1_100), booked("D2", "cat", 1_000, 900, 1_100)]
    sent = [{"deal_id": d, "video_id": "2"} for d in ("D1", "D2")]
    videos = [clip("2", "bob", 2_000, 90, 5, 5, "2026-05-20")]
    found = world(tmp_path, deals=deals, deliveries=sent, videos=videos)
    rows = forecast_rows(found)
    assert list(rows["actual"]) == [1_000, 1_000]
    assert rows["young"].all()
    assert not rows["projected"].any()  # one video tells nothing of growth
    assert "2\u00a0deals have videos younger than 28 days that cannot be projected" in forecasts(found).caveat


def test_growing_videos_are_judged_by_their_projection(tmp_path, monkeypatch):
    videos = [v | {"captured_at": "2026-05-20T12:00Z"} for v in VIDEOS]
    told = pd.DataFrame({"views": [1_000.0], "value": [1_300.0]}, index=["1"])
    monkeypatch.setattr("kit.post_mortem.promised.forecast_rows.projected", lambda data: told)
    rows = forecast_rows(world(tmp_path, deals=DEALS[:3], videos=videos)).set_index("deal_id")
    assert rows["actual"]["D1"] == 900  # 600 organic now, and 300 more to come, which are organic
    assert list(rows["projected"]) == [True, False, False]
    assert rows["actual"]["D2"] == 3_000


def test_the_plans_own_ranges_are_held_against_what_they_promise(tmp_path):
    deals = [d | {"deal_id": f"plan-{d['deal_id']}"} for d in DEALS[:4]]
    sent = [s | {"deal_id": f"plan-{s['deal_id']}"} for s in SENT]
    words = forecasts(world(tmp_path, deals=deals, deliveries=sent)).takeaway
    assert "the plan's ranges are meant to hold 80\u202f%." in words


def rows_of(ratios, creators):
    """Rows by hand: forecasts of 1,000 with a range from 500 to 2,000."""
    actual = pd.Series(ratios) * 1_000.0
    inside = actual.between(500, 2_000).astype("boolean")
    place = pd.Series(np.select([actual < 500, actual > 2_000], ["below", "above"], "inside"), dtype="string")
    made = {"creator_id": creators, "forecast": 1_000.0, "actual": actual, "inside": inside, "place": place}
    return pd.DataFrame(made).assign(ratio=(actual / 1_000).where(actual > 0), planned=True)


def test_bias_is_the_geometric_mean_over_deals_with_creators_as_clusters():
    rows = rows_of([0.5, 0.5, 1, 2, 0.25, 0.5, 0], ["a", "a", "b", "c", "d", "e", "f"])
    found = bias(rows)
    logs = np.log([0.5, 0.5, 1, 2, 0.25, 0.5])
    assert found.value == pytest.approx(np.exp(logs.mean()))
    assert (found.n, found.clusters) == (6, 5)
    # leaving out one creator at a time: the mean of the others' logs; t with 4 degrees of freedom is 2.776
    left = np.array([np.delete(logs, gone).mean() for gone in ([0, 1], [2], [3], [4], [5])])
    spread = np.sqrt(4 / 5 * ((left - left.mean()) ** 2).sum())
    assert np.log(found.high / found.value) == pytest.approx(2.776445 * spread, rel=1e-4)
    assert np.isnan(bias(rows[rows["creator_id"].isin(["a", "b", "c", "d"])]).low)


def test_a_lean_is_named_only_where_the_interval_leaves_no_other_side():
    many = list("abcdefghijkl")
    high = asked.sentence(rows_of([0.2, 0.3, 0.25, 0.4, 0.3, 0.2, 0.3, 0.35, 0.25, 0.3, 0.2, 0.4], many))
    assert "forecasts were too high on the whole" in high
    low = asked.sentence(rows_of([4, 3, 5, 3, 4, 5, 3, 4, 5, 3, 4, 5], many))
    assert "forecasts were too low on the whole" in low
    mixed = asked.sentence(rows_of([0.5, 2, 0.7, 1.5, 1, 1, 0.9, 1.1, 0.6, 1.8, 1, 1], many))
    assert "whether forecasts lean to one side cannot be told" in mixed


def test_the_hit_rate_has_an_interval_from_ten_deals_on():
    few = hit_rate(rows_of([1] * 7 + [9, 9], list("abcdefghi")))
    assert few.value == pytest.approx(7 / 9)
    assert np.isnan(few.low)
    many = hit_rate(rows_of([1] * 8 + [9, 9], list("abcdefghij")))
    # Wilson's interval of 8 of 10 with t of 9 degrees of freedom (2.262) and the variance 0.16 ÷ 9
    assert many.low < 0.5 < 0.8 < many.high < 1


def test_one_deal_and_creators_with_hostile_names_are_said_plainly(tmp_path):
    found = forecasts(world(tmp_path, deals=DEALS[:1], fx=FX))
    words = found.takeaway
    assert words.startswith("0 of 1 forecast range held what came; 1\u00a0deal came above.")
    assert "The one deal that brought anything got 2 times its forecast." in words
    assert "too few for an interval" in found.caveat


def test_a_campaign_whose_every_booking_brought_nothing_has_no_typical_ratio(tmp_path):
    found = forecasts(world(tmp_path, deals=[DEALS[3]]))
    assert found.takeaway == "0 of 1 forecast range held what came; 1\u00a0deal came below."
