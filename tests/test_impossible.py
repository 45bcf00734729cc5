"""What cannot be is left out of the statistics that it would break, and counted: figures are the same without it."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit import benchmarking, post_mortem, tier_pricing
from spring import TABLES, VIDEOS, without
from tiny import cell, creator, data, video
import tiny_deals

GOOD = [video(f"{who}{n}", who, 1000 + 100 * n, 50 + 5 * n, is_ad=False) for who in ("ann", "bob") for n in range(6)]
PEOPLE = [creator("ann", 20_000), creator("bob", 20_000)]
FALSE = video("x", "ann", 3, 90_000, is_ad=False)  # 90,000 likes on three views
FULL = video("y", "ann", 1000, 900, 60, 60, is_ad=False)  # 1,020 engagements on 1,000 views


def report(path, *more, people=PEOPLE):
    return data(path, videos=[*GOOD, *more], creators=people)


def figures(finding, *columns):
    return finding.table[list(columns)].astype("float64").to_numpy()


def test_contradictory_counts_move_no_rate_of_a_tier(tmp_path):
    clean, spoiled = (
        benchmarking.tier_benchmarks(report(tmp_path / n, *m)) for n, m in (("a", ()), ("b", (FALSE, FULL)))
    )
    rates = ("engagement_rate_by_views", "typical_creator", "typical_video", "engagement_rate_by_followers")
    np.testing.assert_allclose(figures(spoiled, *rates), figures(clean, *rates))
    assert spoiled.left_out["videos whose counts contradict one another"] == 1
    assert spoiled.left_out["videos with more engagements than views"] == 1
    assert spoiled.left_out["videos without known organic views and engagements"] == 0


def test_contradictory_counts_move_no_typical_views_and_no_place(tmp_path):
    clean, spoiled = report(tmp_path / "a"), report(tmp_path / "b", FALSE)
    columns = ("median_views", "next_low", "next_high")
    views = benchmarking.typical_views(spoiled)
    np.testing.assert_allclose(figures(views, *columns), figures(benchmarking.typical_views(clean), *columns))
    assert views.left_out["videos whose counts contradict one another"] == 1
    assert views.left_out["videos too young or of unknown boost"] == 0
    board = benchmarking.leaderboard(spoiled)
    assert cell(board, "raw", creator_id="ann") == pytest.approx(
        cell(benchmarking.leaderboard(clean), "raw", creator_id="ann")
    )
    assert board.left_out["videos too young, with too few views, or of unknown or impossible counts"] == 1


def test_the_cohort_counts_the_videos_and_says_what_is_not_believed(tmp_path):
    late = video("z", "bob", 1000, 50, is_ad=False, posted_at="1970-01-01T00:00Z")
    found = benchmarking.cohort(report(tmp_path / "w", FALSE, FULL, late))
    assert found.n["videos"] == 15
    assert found.window == ("2026-05-01", "2026-05-01")
    assert "1 has a posting date that cannot be, taken as unknown" in found.caveat
    assert (
        "1 has far fewer views than likes, comments, shares or saves, so none of these counts is used" in found.caveat
    )
    assert "1 has more engagements than views, left out of rates" in found.caveat
    assert "no posting date" not in found.caveat
    assert "no views" not in found.caveat


def test_no_followers_are_no_tier_under_1k(tmp_path):
    found = benchmarking.cohort(report(tmp_path / "w", people=[creator("ann", 0), creator("bob", 20_000)]))
    assert cell(found, "creators", tier="under 1k") == 0
    assert cell(found, "creators", tier="unknown") == 1
    assert "1\u00a0creator has 0 followers in the export, which is rarely true: taken as unknown" in found.caveat


def test_no_followers_beside_a_video_do_not_hide_those_of_the_profile(tmp_path):
    zeros = [v | {"followers_at_capture": 0} for v in GOOD]
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=zeros, creators=PEOPLE))
    # per creator the mean of 50, 55, … 75 engagements ÷ 20,000
    assert cell(found, "engagement_rate_by_followers", tier="micro") == pytest.approx(62.5 / 20_000)


def test_impossible_dates_make_no_hashtag_rise(tmp_path):
    days = pd.date_range("2026-03-01", "2026-05-25", freq="3D")
    told = [
        video(f"{who}{n}", who, 1000, 50, posted_at=f"{day:%Y-%m-%d}T12:00Z", hashtags=["glow"] if n % 2 else ["other"])
        for who in "abcdef"
        for n, day in enumerate(days)
    ]
    wrong = [
        video("x", "a", 1000, 50, posted_at="2030-01-01T00:00Z", hashtags=["glow"]),
        video("y", "a", 1000, 50, posted_at="1970-01-01T00:00Z", hashtags=["glow"]),
        video("z", "b", 2, 50_000, posted_at="2026-05-01T12:00Z", captured_at="2026-06-01T12:00Z"),
    ]
    clean, spoiled = (
        benchmarking.hashtags(data(tmp_path / n, videos=v)) for n, v in (("a", told), ("b", [*told, *wrong]))
    )
    for column in ("recent", "before"):
        assert cell(spoiled, column, hashtag="glow") == cell(clean, column, hashtag="glow")
    assert cell(spoiled, "use_change", hashtag="other") == pytest.approx(
        cell(clean, "use_change", hashtag="other"), rel=0.02
    )
    assert spoiled.left_out == {
        "videos whose counts contradict one another": 1,
        "videos with a posting date that cannot be": 2,
    }


def test_a_delivered_video_whose_counts_contradict_is_in_no_sum_and_no_ratio(tmp_path):
    videos = [VIDEOS[0], VIDEOS[1] | {"likes": 2_000_000}, *VIDEOS[2:]]
    given = without(tmp_path, videos=videos)
    found = post_mortem.kpis(given)
    value = dict(zip(found.table["metric"], found.table["value"], strict=True))
    assert value["views"] == 7_500  # 9,500 − 2,000
    assert value["likes"] == 290  # 80 + 40 + 150 + 20
    assert value["engagement_rate_by_views"] == pytest.approx(375 / 7_500)
    assert cell(found, "of", metric="views") == "4 of 5"
    assert "1\u00a0delivered video has far fewer views than likes, comments, shares or saves" in found.caveat
    assert "1\u00a0delivered video has far fewer views than likes" in post_mortem.cost_return(given).caveat
    # D2's videos are not all counted: 150 + 60 + 40 + 0 of media cost for 1,000 + 5,000 + 0 + 500 views
    assert cell(post_mortem.cost_return(given), "cpm", level="all deals") == pytest.approx(1000 * 250 / 6_500)


def test_a_delivered_video_with_more_engagements_than_views_is_in_no_rate(tmp_path):
    videos = [VIDEOS[0], VIDEOS[1] | {"likes": 1_995}, *VIDEOS[2:]]  # 2,005 engagements on 2,000 views
    found = post_mortem.kpis(without(tmp_path, videos=videos))
    assert cell(found, "value", metric="views") == 9_500
    assert cell(found, "value", metric="engagement_rate_by_views") == pytest.approx(375 / 7_500)
    assert "Left out: 1\u00a0video with more engagements than views." in cell(
        found, "note", metric="engagement_rate_by_views"
    )


def test_a_delivery_on_an_impossible_day_is_not_called_punctual(tmp_path):
    videos = [v | ({"posted_at": "1970-01-01T00:00Z"} if v["video_id"] == "5" else {}) for v in VIDEOS]
    before = post_mortem.delivery(data(tmp_path / "a", **TABLES))
    after = post_mortem.delivery(without(tmp_path / "b", videos=videos))
    assert cell(before, "state", deal_id="D5") == "on time"
    assert cell(after, "state", deal_id="D5") == "delivered, not checked"


def test_an_old_date_does_not_make_the_time_before_the_flight_covered(tmp_path):
    inside = [v for v in VIDEOS if v["posted_at"] >= "2026-05"]
    old = VIDEOS[9] | {"posted_at": "1970-01-01T00:00Z"}
    found = post_mortem.kpis(without(tmp_path, videos=[*inside, old]))
    assert cell(found, "value", metric="ugc_extra") is None


def test_a_deal_whose_video_contradicts_itself_has_no_cost_per_view(tmp_path):
    videos = [tiny_deals.VIDEOS[0] | {"likes": 900_000}, *tiny_deals.VIDEOS[1:]]
    tables = {"deals": tiny_deals.DEALS, "creators": tiny_deals.PEOPLE, "fx": tiny_deals.FX}
    found = tier_pricing.cost_per_result(data(tmp_path, videos=videos, deliveries=tiny_deals.DELIVERIES, **tables))
    # without D01: 900 + 400 + 200 for 3,000 + 4,000 + 0 organic views
    assert cell(found, "cpm_fee", tier="micro") == pytest.approx(1000 * 1_500 / 7_000)
    assert found.left_out["deals (delivered videos whose counts contradict one another)"] == 1


def test_prices_and_expectations_do_not_learn_from_what_cannot_be(tmp_path):
    good = tiny_deals.many(tmp_path / "a")
    spoiled = tiny_deals.many(tmp_path / "b")
    wrong = [video("x", "c20", 5, 10_000_000), video("y", "c20", 1000, 900, 60, 60)]
    spoiled.workspace.append("videos", pd.DataFrame(wrong[:1]), source="test: by hand")
    spoiled = kit.open(str(spoiled.workspace.path))
    for ask, column in ((tier_pricing.expected_views, "expected"), (tier_pricing.fair_price, "mid")):
        found, before = ask(spoiled), ask(good)
        np.testing.assert_allclose(figures(found, column), figures(before, column))
        assert found.left_out["videos whose counts contradict one another"] == 1
    spoiled.workspace.append("videos", pd.DataFrame(wrong[1:]), source="test: by hand")
    assert tier_pricing.fair_price(kit.open(str(spoiled.workspace.path))).shown
