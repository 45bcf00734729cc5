"""Goals against actuals, by hand."""

from dataclasses import dataclass
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

import kit
from kit import post_mortem
from kit.finding import NotShown
from kit.post_mortem.campaign import Campaign
from kit.post_mortem.promised.actuals import Actual
from kit.post_mortem.promised.ahead import Ahead
from kit.post_mortem.promised.targets import Target
from kit.post_mortem.promised.verdict import judge
from spring import deal, DEALS, order, PEOPLE, SENT, TABLES, VIDEOS, without
from tiny import cell, data, video, workspace

DAY = pd.Timestamp("2026-05-01")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", **TABLES)


def test_goals_are_met_missed_open_or_not_measurable(small):
    found = post_mortem.goals(small)
    assert cell(found, "actual", metric="views") == 9_500  # 1,000 + 2,000 + 1,000 + 5,000 + 500
    assert cell(found, "attainment", metric="views") == pytest.approx(9_500 / 9_000)
    assert cell(found, "status", metric="views") == "met"
    # media cost 150 + 200 × 1.5 + 60 + 40 + 0 = 550; lower is better, so target ÷ actual
    assert cell(found, "actual", metric="cpm") == pytest.approx(1_000 * 550 / 9_500)
    assert cell(found, "attainment", metric="cpm") == pytest.approx(60 / (1_000 * 550 / 9_500))
    assert cell(found, "status", metric="cpm") == "met"
    assert cell(found, "actual", metric="orders") == 6  # seven, less the landing page's
    assert cell(found, "status", metric="orders") == "missed"
    assert (cell(found, "actual_floor", metric="orders"), cell(found, "actual_ceiling", metric="orders")) == (4, 7)
    assert cell(found, "attainment", metric="followers") == pytest.approx(0.5)  # 1,050 ÷ 1,000 − 1 = 5 % of 10 % wanted
    assert cell(found, "status", metric="followers") == "missed"
    assert cell(found, "status", metric="clicks") == "open"
    assert cell(found, "target", metric="engagement_rate_by_views") == pytest.approx(0.04)
    assert cell(found, "actual", metric="engagement_rate_by_views") == pytest.approx(475 / 9_500)
    assert "'" not in cell(found, "status", metric="vibes")
    assert cell(found, "status", metric="vibes") == "cannot be measured"
    assert "is not known; use one of" in cell(found, "why", metric="vibes")
    assert "set the parameter currency to EUR" in cell(found, "why", metric="cpe")
    assert "3 were met" in found.takeaway
    assert "2 cannot be measured" in found.takeaway


def test_no_goal_no_verdict(tmp_path):
    found = post_mortem.goals(without(tmp_path, "goals"))
    assert not found.shown
    assert "no goal, no verdict" in found.takeaway


def test_a_goal_whose_verdict_hangs_on_the_way_of_counting_says_so(tmp_path):
    found = post_mortem.goals(without(tmp_path, goals=[{"campaign": "Spring", "metric": "orders", "target": 5}]))
    assert cell(found, "status", metric="orders") == "met"
    assert "click trail would miss it" in cell(found, "why", metric="orders")


def test_videos_younger_than_a_week_keep_a_missed_goal_open_and_a_reached_one_met(tmp_path):
    young = [v | {"captured_at": "2026-05-11T12:00Z"} for v in VIDEOS]
    goals = [{"campaign": "Spring", "metric": m, "target": t} for m, t in (("views", 9_000), ("engagements", 9_000))]
    people = [p | {"captured_at": "2026-05-09T00:00Z"} for p in PEOPLE]
    found = post_mortem.goals(without(tmp_path, videos=young, goals=goals, creators=people))
    assert cell(found, "status", metric="views") == "met"
    assert cell(found, "status", metric="engagements") == "open"
    assert "2 videos were last counted" in cell(found, "why", metric="engagements").replace("\u00a0", " ")


def test_a_relative_goal_without_a_baseline_cannot_be_measured(tmp_path):
    goals = [{"campaign": "Spring", "metric": "views", "target": 0.1, "kind": "relative"}]
    assert cell(post_mortem.goals(without(tmp_path, goals=goals)), "status", metric="views") == "cannot be measured"


def test_a_goal_is_not_called_missed_where_videos_are_hidden_or_not_in_the_data(tmp_path):
    goals = [{"campaign": "Spring", "metric": m, "target": 99_000} for m in ("views", "videos")]
    path = workspace(tmp_path / "w", **TABLES | {"goals": goals})
    found = post_mortem.goals(kit.open(str(path), posted_from="2026-05-05"))
    assert set(found.table["status"]) == {"cannot be measured"}
    assert "outside posted_from–posted_to" in found.table["why"].iloc[0]
    lost = [*SENT, {"deal_id": "D4", "video_id": "999"}]
    found = post_mortem.goals(data(tmp_path / "v", **TABLES | {"goals": goals, "deliveries": lost}))
    assert set(found.table["status"]) == {"cannot be measured"}
    assert "may have been met" in found.table["why"].iloc[0]


def test_a_missed_goal_is_said_to_grow_only_where_videos_are_in_it(tmp_path):
    goals = [{"campaign": "Spring", "metric": "orders", "target": 10}]
    assert post_mortem.goals(without(tmp_path / "a", goals=goals)).caveat == ""
    goals = [{"campaign": "Spring", "metric": "views", "target": 10_000}]
    assert "still grow" in post_mortem.goals(without(tmp_path / "b", goals=goals)).caveat


def test_a_target_of_nothing_has_no_attainment(tmp_path):
    found = post_mortem.goals(without(tmp_path, goals=[{"campaign": "Spring", "metric": "views", "target": 0}]))
    assert cell(found, "status", metric="views") == "met"
    assert np.isnan(cell(found, "attainment", metric="views"))


# -- what may still come


@dataclass(frozen=True)
class Told:
    """An outlook by hand: whatever is asked for, the chance of it is `odds`."""

    value: float
    low: float = np.nan
    high: float = np.nan
    odds: float = np.nan
    level: float = 0.95
    n: int = 50
    how: str = "by hand"

    def chance(self, target, lower=False):
        return self.odds


def foretold(monkeypatch, **by_column):
    """Projections by hand, by column; any other column is refused."""
    asked = []

    def outlook(data, column, video_ids):
        asked.append((column, video_ids))
        if column not in by_column:
            raise NotShown("Growth is not known.")
        return by_column[column]

    monkeypatch.setattr("kit.post_mortem.promised.ahead.outlook", outlook)
    return asked


def half_grown(path, *goals, **changed):
    """Spring, last captured on 20 May: its five delivered videos are 12 to 18 days old and have 9,500 views."""
    seen = [v | {"captured_at": "2026-05-20T12:00Z"} for v in VIDEOS]
    wanted = [{"campaign": "Spring"} | goal for goal in goals]
    people = [p | {"captured_at": "2026-05-09T00:00Z"} for p in PEOPLE]
    return without(path, **{"videos": seen, "goals": wanted, "creators": people} | changed)


def test_a_goal_that_growing_videos_may_still_meet_is_open_with_its_chance(tmp_path, monkeypatch):
    foretold(monkeypatch, views=Told(10_500, 9_800, 11_300, 0.8))
    found = post_mortem.goals(half_grown(tmp_path, {"metric": "views", "target": 10_000}))
    assert cell(found, "status", metric="views") == "open"
    assert cell(found, "attainment", metric="views") == pytest.approx(0.95)  # 9,500 ÷ 10,000
    assert cell(found, "projected_attainment", metric="views") == pytest.approx(1.05)
    assert cell(found, "projected_attainment_low", metric="views") == pytest.approx(0.98)
    assert cell(found, "chance", metric="views") == 0.8
    assert found.takeaway.replace("\u00a0", " ") == ("Of 1 goal, 1 is still open (views: 80\u202f% likely to be met).")
    assert found.interval == "95\u202f% range"


def test_a_goal_with_hardly_a_chance_is_missed_and_a_reached_one_is_met(tmp_path, monkeypatch):
    foretold(monkeypatch, views=Told(10_500, 9_800, 11_300, 0.03), likes=Told(420, 400, 450, 0.5))
    goals = {"metric": "views", "target": 12_000}, {"metric": "likes", "target": 300}
    found = post_mortem.goals(half_grown(tmp_path, *goals))
    assert cell(found, "status", metric="views") == "missed"
    assert "3\u202f% likely to be met still" in cell(found, "why", metric="views")
    assert cell(found, "status", metric="likes") == "met"  # 380 likes are there already
    assert cell(found, "chance", metric="likes") == 1


def test_a_price_is_projected_by_the_views_that_its_cost_will_have_bought(tmp_path, monkeypatch):
    foretold(monkeypatch, views=Told(11_000, 10_000, 12_500, 0.4))
    found = post_mortem.goals(half_grown(tmp_path, {"metric": "cpm", "target": 50}))
    assert cell(found, "projected", metric="cpm") == pytest.approx(50)  # 1,000 × 550 ÷ 11,000
    assert cell(found, "projected_low", metric="cpm") == pytest.approx(44)  # ÷ 12,500
    assert cell(found, "projected_high", metric="cpm") == pytest.approx(55)
    assert cell(found, "projected_attainment_low", metric="cpm") == pytest.approx(50 / 55)
    assert cell(found, "status", metric="cpm") == "open"
    assert cell(found, "chance", metric="cpm") == 0.4


def test_the_chance_of_a_price_is_that_of_the_views_that_it_needs(tmp_path, monkeypatch):
    targets = []
    told = Told(11_000, 10_000, 12_500, 0.4)
    monkeypatch.setattr(Told, "chance", lambda self, target, lower=False: targets.append((target, lower)) or 0.4)
    foretold(monkeypatch, views=told, engagements=told)
    post_mortem.goals(half_grown(tmp_path, {"metric": "cpm", "target": 50}, {"metric": "cpe", "target": 0.5}))
    assert targets == [(pytest.approx(1_100), False), (pytest.approx(11_000), False)]  # 550 ÷ 0.5; 1,000 × 550 ÷ 50


def test_a_price_that_is_met_stays_met_unless_a_cost_is_still_due(tmp_path, monkeypatch):
    foretold(monkeypatch, views=Told(11_000, 10_000, 12_500, 0.99))
    goal = {"metric": "cpm", "target": 60}  # 57.9 now
    assert cell(post_mortem.goals(half_grown(tmp_path / "a", goal)), "status", metric="cpm") == "met"
    later = [*DEALS, deal("D8", "zoe", fee=900, due_on="2026-06-10")]
    found = post_mortem.goals(half_grown(tmp_path / "b", goal, deals=later))
    assert np.isnan(cell(found, "chance", metric="cpm"))
    assert "1\u00a0deal is still due" in found.caveat


def test_a_rate_is_projected_by_its_parts_and_has_no_chance(tmp_path, monkeypatch):
    asked = foretold(monkeypatch, views=Told(12_500, 12_000, 13_000), engagements=Told(500, 490, 520))
    goals = {"metric": "engagement_rate_by_views", "target": 0.045}
    found = post_mortem.goals(half_grown(tmp_path / "a", goals))
    assert {column for column, _ in asked} == {"views", "engagements"}
    assert cell(found, "projected", metric="engagement_rate_by_views") == pytest.approx(0.04)
    assert np.isnan(cell(found, "chance", metric="engagement_rate_by_views"))
    assert cell(found, "status", metric="engagement_rate_by_views") == "open"  # 0.05 now, 0.04 then
    settled = post_mortem.goals(half_grown(tmp_path / "b", goals | {"target": 0.06}))
    assert cell(settled, "status", metric="engagement_rate_by_views") == "missed"


def test_while_its_window_runs_a_goal_has_no_chance_but_its_videos_so_far_have(tmp_path, monkeypatch):
    foretold(monkeypatch, views=Told(10_500, 9_800, 11_300, 0.8))
    goals = [{"metric": m, "target": 10_000, "ends_on": "2026-06-10"} for m in ("views", "orders")]
    found = post_mortem.goals(half_grown(tmp_path, *goals))
    assert set(found.table["status"]) == {"open"}
    assert found.table["chance"].isna().all()
    assert "so far alone are 80\u202f% likely" in cell(found, "why", metric="views")
    assert "What is still to come is not projected" in cell(found, "why", metric="orders")
    assert "likely" not in found.takeaway


def test_what_cannot_be_projected_says_why_once_and_is_settled_after_a_week(tmp_path, monkeypatch):
    foretold(monkeypatch)
    goals = [{"metric": m, "target": 1_000_000} for m in ("views", "likes")]
    found = post_mortem.goals(half_grown(tmp_path, *goals))
    assert set(found.table["status"]) == {"missed"}
    assert found.caveat.count("Growth is not known.") == 1
    assert "Not projected to day 28: likes and views." in found.caveat


def test_a_goal_is_not_called_missed_where_the_age_of_videos_is_unknown(tmp_path):
    seen = [v | {"captured_at": None} for v in VIDEOS]
    path = workspace(tmp_path / "w", **TABLES | {"videos": seen, "goals": [views_goal(9_600)]})
    found = post_mortem.goals(kit.open(str(path), as_of="2026-06-01"))
    assert cell(found, "status", metric="views") == "open"
    assert "How old 5\u00a0videos were when last counted is not known." in cell(found, "why", metric="views")


def views_goal(target):
    return {"campaign": "Spring", "metric": "views", "target": target}


def test_a_window_that_ends_before_it_starts_gives_no_verdict(tmp_path):
    goals = [views_goal(1) | {"metric": "orders", "starts_on": "2026-05-10", "ends_on": "2026-05-01"}]
    found = post_mortem.goals(without(tmp_path, goals=goals))
    assert cell(found, "status", metric="orders") == "cannot be measured"
    assert "ends before it starts" in cell(found, "why", metric="orders")


def test_videos_by_others_above_the_rate_before_can_be_a_goal(tmp_path):
    goals = [{"campaign": "Spring", "metric": "ugc_extra", "target": 2}]
    found = post_mortem.goals(without(tmp_path, goals=goals))
    assert cell(found, "goal", metric="ugc_extra") == "Videos by others above the rate before"
    # 6, 7 and 8 in the flight, 9 in the ten days before; 10 has another hashtag, 11 is a paid partnership
    assert cell(found, "actual", metric="ugc_extra") == 2
    assert cell(found, "status", metric="ugc_extra") == "met"


def test_a_relative_goal_is_projected_on_its_baseline(tmp_path, monkeypatch):
    foretold(monkeypatch, views=Told(10_000, 9_800, 10_400, 0.5))
    goals = {"metric": "views", "target": 0.25, "kind": "relative", "baseline": 8_000}
    found = post_mortem.goals(half_grown(tmp_path, goals))
    assert cell(found, "attainment", metric="views") == pytest.approx((9_500 / 8_000 - 1) / 0.25)
    assert cell(found, "projected_attainment", metric="views") == pytest.approx(1)  # 10,000 ÷ 8,000 − 1 = 25 %
    assert cell(found, "status", metric="views") == "open"


def test_what_other_videos_grew_decides_an_open_goal(tmp_path):
    rng = np.random.default_rng(3)
    old = []
    for i, growth in enumerate(rng.uniform(1.3, 1.7, 60)):
        posted = pd.Timestamp("2026-03-01T10:00Z") + pd.Timedelta(days=i % 20)
        for age, views in ((12, 1_000), (20, round(1_000 * growth**0.6)), (28, round(1_000 * growth))):
            when = f"{posted + pd.Timedelta(days=age):%Y-%m-%dT%H:%MZ}"
            old.append(
                video(f"m{i}", f"other{i % 12}", views, 10, posted_at=f"{posted:%Y-%m-%dT%H:%MZ}", captured_at=when)
            )
    seen = [v | {"captured_at": "2026-05-20T12:00Z"} for v in VIDEOS]
    found = post_mortem.goals(
        half_grown(tmp_path, *({"metric": "views", "target": t} for t in (13_000,)), videos=old + seen)
    )
    assert cell(found, "status", metric="views") == "open"
    assert cell(found, "projected_low", metric="views") < 13_000 < cell(found, "projected_high", metric="views")
    assert 0.05 < cell(found, "chance", metric="views") < 1


def test_a_click_costs_the_same_as_in_the_costs(tmp_path):
    goal = [{"campaign": "Spring", "metric": "cpc", "target": 1}]
    found = without(tmp_path / "a", goals=goal)
    # D1 alone has a link: 150 of media cost, 60 + 40 clicks; the landing page has no part in it
    assert cell(post_mortem.goals(found), "actual", metric="cpc") == pytest.approx(1.5)
    assert post_mortem.cost_return(found).table["cpc"].iloc[0] == pytest.approx(1.5)
    assert "Media cost of 1\u00a0deal with clicks on a tracked link" in cell(
        post_mortem.goals(found), "why", metric="cpc"
    )
    # of a link that two deals share, the costs of both bought its clicks
    link = DEALS[0]["referral_link"]
    both = without(tmp_path / "b", goals=goal, deals=[d | {"referral_link": link} for d in DEALS[:2]])
    whole = post_mortem.cost_return(both).table.iloc[0]
    assert whole["cpc"] == pytest.approx(whole["media_cost"] / 100)
    assert cell(post_mortem.goals(both), "actual", metric="cpc") == pytest.approx(whole["cpc"])


def test_orders_by_a_link_without_recorded_clicks_have_no_conversion_rate(tmp_path):
    goal = [{"campaign": "Spring", "metric": "conversion_rate", "target": 0.01}]
    link = "https://us.example/r/bob"
    deals = [d | ({"referral_link": link} if d["deal_id"] == "D2" else {}) for d in DEALS]
    orders = [order(10, referral_link=way) for way in (DEALS[0]["referral_link"], link, link)]
    found = without(tmp_path, goals=goal, deals=deals, orders=orders)
    assert cell(post_mortem.goals(found), "actual", metric="conversion_rate") == pytest.approx(1 / 100)
    assert post_mortem.kpis(found).table.set_index("metric")["value"]["conversion_rate"] == pytest.approx(1 / 100)


def test_a_shared_roi_does_not_tell_who_is_owed_on_leaked_orders(tmp_path):
    goal = [{"campaign": "Spring", "metric": "roi", "target": 0.1}]
    deals = [d | {"commission_rate": 0.2 if d["deal_id"] == "D2" else None} for d in DEALS]
    leaked = [order(10, promo_code="BOB10", source_medium="coupons.example / referral") for _ in range(9)]
    orders = [*leaked, *(order(10, promo_code="ANN10", clicked=True) for _ in range(9))]
    path = str(workspace(tmp_path / "w", **TABLES | {"goals": goal, "deals": deals, "orders": orders}))
    assert cell(post_mortem.goals(kit.open(path)), "status", metric="roi") == "cannot be measured"
    assert cell(post_mortem.goals(kit.open(path, audience="internal")), "status", metric="roi") == "missed"


@given(
    st.floats(1, 1e6), st.floats(1, 1e6), st.one_of(st.just(np.nan), st.floats(0, 1)), st.sampled_from(["views", "cpm"])
)
def test_no_growing_goal_is_missed_while_it_has_a_chance(value, wanted, odds, metric):
    campaign = Campaign(
        "c", DAY, DAY, np.nan, frozenset(), frozenset(), "", pd.DataFrame(), {}, DAY + pd.Timedelta("9D")
    )
    found = Actual(value, unripe=1, metric=metric, videos=("1",), cost=1.0)
    target = Target(metric, "count", wanted, False, np.nan, DAY, DAY, "", "")
    told = Ahead(value, value, value, odds, 0.95, "by hand")
    with patch("kit.post_mortem.promised.verdict.ahead", return_value=told):
        made = judge(None, found, target, campaign)
    met = value <= wanted if metric == "cpm" else value >= wanted
    assert made.status == ("met" if met else "open" if odds >= 0.05 else "missed")
