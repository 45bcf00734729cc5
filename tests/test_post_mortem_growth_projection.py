"""Where the videos end: methods by what is mature, sums, refusals by name."""

import numpy as np
import pytest

from growth_worlds import campaign, mature_ones, normal, OLD, seen, world
from kit.finding import NotShown
from kit.post_mortem.growth import accrual
from kit.post_mortem.growth.accrual import lookups, mature
from kit.post_mortem.growth.projected_views import projected_views
from kit.post_mortem.growth.projection import outlook, projected
from kit.post_mortem.growth.same_age import same_age
from kit.rollups import ages


# -- growth
@pytest.mark.parametrize(
    ("n", "level", "how"),
    [(39, 0.95, "conformal, 95 %, 39"), (38, 0.9, "conformal, 90 %, 38"), (19, 0.9, "conformal, 90 %, 19")],
)
def test_the_number_of_mature_videos_chooses_the_method(tmp_path, n, level, how):
    given = campaign(tmp_path, mature_ones(n, spread=0.001))
    found = projected(given)
    # all mature videos doubled from day 10 to day 28, give or take 2 %
    assert found["value"].tolist() == pytest.approx([2000] * 5, rel=0.002)
    assert set(found["level"]) == {level}
    assert normal(found["how"].iloc[0]).startswith(how)
    assert (found["low"] < found["value"]).all()
    assert (found["high"] > found["value"]).all()
    total = outlook(given, "views", tuple(found.index))
    assert total.value == pytest.approx(10_000, rel=0.002)
    assert total.level == level
    assert normal(total.how) == f"chain-ladder, {level:.0%}".replace("%", " %") + f", {n} mature videos"


def test_of_very_many_mature_videos_those_posted_last_are_read_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(accrual, "LATEST", 40)
    given = campaign(tmp_path, mature_ones(41, since=7, spread=0.001), ages=(7,))
    assert list(mature(given).videos) == [f"9{k:04d}" for k in range(1, 41)]
    assert "Growth is read from the 40 mature videos that were posted last." in normal(projected_views(given).caveat)
    assert "(40 mature videos, those posted last)" in normal(same_age(given).takeaway)


def test_growth_is_not_looked_for_where_no_video_is_old_enough(tmp_path):
    given, asked = campaign(tmp_path, seen("91", "zoe", {20: 100, 24: 200}, OLD)), []
    roll, given.roll = given.roll, lambda name, rollup, *more: asked.append(rollup) or roll(name, rollup, *more)
    assert mature(given).videos.empty
    assert ages.ripe not in asked


def test_fewer_mature_videos_are_projected_by_a_curve_that_says_so(tmp_path):
    given = campaign(tmp_path, mature_ones(18, spread=0.01))
    found, finding = projected(given), projected_views(given)
    assert found["value"].tolist() == pytest.approx([2000] * 5, rel=0.1)
    assert found["level"].tolist() == [0.9] * 5
    assert finding.status == "caveat"
    assert "a curve is fitted to the captures of 18 videos" in normal(finding.caveat)
    assert finding.interval == "90\u202f% range"


def test_one_capture_a_video_leaves_two_published_curves_and_no_interval(tmp_path):
    given = campaign(tmp_path, ages=(7,), views=(1000,))
    found, finding = projected(given), projected_views(given)
    assert found[["value", "low", "high"]].isna().all(axis=None)
    # Shortimize: (.95 ÷ .72)^(ln 4 ÷ ln 35) = 1.1142; Trendpop: (1 ÷ .55)^(ln 4 ÷ ln (90 ÷ 7)) = 1.3834
    assert found["band_low"].tolist() == pytest.approx([1114] * 5, abs=2)
    assert found["band_high"].tolist() == pytest.approx([1384] * 5, abs=3)
    words = normal(finding.takeaway)
    assert "the 5,000 views of 5 delivered videos become 5,571–6,917" in words
    assert "no interval" in words
    assert "Trendpop (grade B)" in finding.caveat
    with pytest.raises(NotShown, match="cannot be told from these data"):
        outlook(given, "views", tuple(found.index))


def test_one_capture_never_stands_for_two_ages(tmp_path):
    # a last capture at 27.6 days stands for day 28, but is no growth from day 27.6
    rows = seen("91", "zoe", {5: 100, 27.6: 200}, OLD)
    rows += seen("92", "zoe", {26.5: 100}, OLD)
    given = campaign(tmp_path, rows, ages=(26,))
    assert list(mature(given).videos) == ["91"]
    early, final = lookups(given, "views", np.array([5.0, 26.0]))
    assert final.tolist() == [pytest.approx(200)]
    assert early[0, 0] == pytest.approx(100)
    assert 100 < early[0, 1] < 200


def test_growth_comes_from_creators_found_by_profile_and_else_with_a_caveat(tmp_path):
    popular = mature_ones(40, growth=3.0, spread=0.001, collected_by="hashtag")
    given = campaign(tmp_path / "few", popular)
    assert mature(given).selected
    assert "popular ones" in projected_views(given).caveat
    quiet = [row | {"video_id": f"8{row['video_id']}"} for row in mature_ones(39, growth=2.0, spread=0.001)]
    both = campaign(tmp_path / "many", popular, quiet)
    assert not mature(both).selected
    assert projected(both)["value"].iloc[0] == pytest.approx(2000, rel=0.01)
    brand = [row | {"creator_id": "us.official"} for row in mature_ones(40)]
    assert mature(campaign(tmp_path / "brand", brand)).videos.empty


def test_likes_are_projected_by_their_own_growth(tmp_path):
    rows = [
        row | {"likes": 100 if row["views"] == 1000 else 110} for row in mature_ones(40, growth=2.0)
    ]  # views double, likes grow by a tenth
    given = campaign(tmp_path, rows, engaged=0.1)
    ids = tuple(projected(given).index)
    assert outlook(given, "views", ids).value == pytest.approx(10_000)
    assert outlook(given, "engagements", ids).value == pytest.approx(550)
    assert outlook(given, "likes", ids[:1]).value == pytest.approx(110)


def test_paid_views_are_taken_as_they_stand(tmp_path):
    given = campaign(tmp_path, mature_ones(40), is_ad=True, paid_views=400)
    found = projected(given)
    assert found["value"].tolist() == pytest.approx([600 * 2 + 400] * 5)
    ids = tuple(found.index)
    assert outlook(given, "organic_views", ids).value == pytest.approx(6000)
    assert outlook(given, "views", ids).fixed == pytest.approx(2000)
    assert "5 videos that still grow are boosted; paid views are taken as they stand" in normal(
        projected_views(given).caveat
    )
    unknown = campaign(tmp_path / "unsplit", mature_ones(40), is_ad=True)
    assert projected(unknown)["value"].tolist() == pytest.approx([2000] * 5)
    assert "5 boosted videos have an unknown paid part" in normal(projected_views(unknown).caveat)


def test_videos_of_different_ages_are_summed_each_from_its_own(tmp_path):
    others = [row for k in range(40) for row in seen(f"9{k}", "zoe", {5: 100, 10: 200, 28: 400}, OLD)]
    mine = seen("1", "ann", {10: 1000}) + seen("2", "bob", {5: 100})
    given = world(tmp_path, videos=[*others, *mine])
    assert outlook(given, "views", ("1", "2")).value == pytest.approx(1000 * 2 + 100 * 4)
