"""Goals against actuals, by hand."""

import numpy as np
import pytest

import kit
from kit import post_mortem
from spring import PEOPLE, SENT, TABLES, VIDEOS, without
from tiny import cell, data, workspace


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
