"""Videos that grow no more, that cannot be projected, and the chance of a target."""

from hypothesis import given
from hypothesis import strategies as st
import pytest

from growth_worlds import campaign, mature_ones, normal, seen, world
from kit.estimate import Estimate
from kit.finding import NotShown
from kit.post_mortem.growth.projected_views import projected_views
from kit.post_mortem.growth.projection import Outlook, outlook, projected
from kit.post_mortem.growth.published import published_growth
from spring import VIDEOS


# -- what cannot grow, and what cannot be told
def test_grown_videos_stay_and_nothing_is_left_to_project(tmp_path):
    given = campaign(tmp_path, ages=(30,))
    found = projected_views(given)
    assert found.status == "shown"
    assert normal(found.takeaway) == "All 5 videos are at least 28 days old; nothing is left to project."
    total = outlook(given, "views", tuple(projected(given).index))
    assert (total.value, total.low, total.high) == (5000, 5000, 5000)
    assert (total.chance(5000), total.chance(5001), total.chance(5000, lower=True)) == (1, 0, 1)


def test_a_video_that_was_taken_down_grows_no_more(tmp_path):
    rows = [*seen("1", "ann", {10: 1000}, status="deleted"), *seen("2", "bob", {30: 500})]
    found = projected_views(world(tmp_path, videos=rows))
    assert (
        normal(found.takeaway) == "1 video is at least 28 days old, and 1 was taken down; nothing is left to project."
    )
    one = projected_views(world(tmp_path / "one", videos=rows[:1]))
    assert one.takeaway == "The only video was taken down; nothing is left to project."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"captured_at": None}, "of unknown age (no posted_at or no captured_at)"),
        ({"posted_at": None}, "of unknown age (no posted_at or no captured_at)"),
        ({"captured_at": "2026-05-01T20:00:00Z"}, "last counted under a day after posting"),
    ],
)
def test_what_cannot_be_projected_is_refused_by_name(tmp_path, change, words):
    videos = [row | change for v in VIDEOS[:5] for row in seen(v["video_id"], v["creator_id"], {10: 1000})]
    given = world(tmp_path, videos=[*videos, *mature_ones(40)])
    found = projected_views(given)
    assert not found.shown
    assert f"5 videos are {words}" in normal(found.takeaway)
    assert projected(given)["value"].isna().all()
    with pytest.raises(NotShown) as why:
        outlook(given, "views", tuple(projected(given).index))
    assert f"5 videos are {words}" in normal(str(why.value))
    mixed = world(tmp_path / "mixed", videos=[videos[0], *seen("2", "bob", {10: 1000}), *mature_ones(40)])
    found = projected_views(mixed)
    assert normal(found.takeaway).startswith("Of 2 delivered videos, the 1 that can be projected has 1,000 views")
    assert found.left_out[f"videos {words}"] == 1


def test_a_video_without_views_stays_at_none(tmp_path):
    given = campaign(tmp_path, mature_ones(40), views=(0,))
    assert projected(given)["value"].tolist() == [0] * 5
    assert outlook(given, "views", tuple(projected(given).index)).value == 0
    assert projected_views(given).to_json()


@given(st.floats(1, 1e7), st.floats(1, 1e7))
def test_the_chance_of_a_target_falls_with_the_target(one, other):
    low, high = sorted((one, other))
    found = Outlook(1200, 1100, 1500, 0.95, 40, "", 200, 700, Estimate(1000, 800, 1250, 40), 39)
    assert 0 <= found.chance(high) <= found.chance(low) <= 1
    assert found.chance(low) + found.chance(low, lower=True) == pytest.approx(1)


def test_half_the_chance_lies_above_the_projection_and_the_ends_hold_the_level(tmp_path):
    given = campaign(tmp_path, mature_ones(40, spread=0.01))
    found = outlook(given, "views", tuple(projected(given).index))
    assert found.chance(found.value) == pytest.approx(0.5)
    assert found.chance(found.high) == pytest.approx(0.025, abs=1e-6)
    assert found.chance(found.low) == pytest.approx(0.975, abs=1e-6)
    assert found.chance(found.now) == 1  # counts do not fall


def test_published_growth_is_none_at_day_28_and_more_the_younger():
    found = published_growth([28, 14, 7, 1], 28)
    assert found.iloc[0].tolist() == pytest.approx([1, 1])
    assert (found.diff().iloc[1:] > 0).all(axis=None)
    assert found["Shortimize"].iloc[3] == pytest.approx(0.934 / 0.72, abs=0.002)
