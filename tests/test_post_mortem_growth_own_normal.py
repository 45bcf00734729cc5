"""The campaign's videos beside the same creators' usual ones."""

import pytest

from growth_worlds import crew, normal, seen, world
from kit.post_mortem.growth.own_normal import own_normal
from tiny import cell


def test_campaign_videos_beside_the_creators_usual_ones(tmp_path):
    found = own_normal(world(tmp_path, **crew(12)))
    every = found.table.iloc[0]
    assert every["who"] == "All creators"
    assert every["views_change"] == pytest.approx(-0.5, abs=0.05)
    assert every["views_change_low"] < -0.5 < every["views_change_high"] < -0.3
    assert every["rate_change"] == pytest.approx(-0.5, abs=0.02)  # 5 % against 10 % of views
    assert every["campaign_views"] / every["usual_views"] - 1 == pytest.approx(every["views_change"])
    assert (every["campaign_videos"], every["usual_videos"]) == (12, 48)
    assert found.table["row"].tolist() == ["all", "tier", "tier", *["creator"] * 12]
    words = normal(found.takeaway)
    assert words.startswith("Against the same creators' usual videos at day 7, the campaign's got ")
    assert "% fewer organic views" not in words.split("(")[0]
    assert "By tier, micro creators:" in words
    assert "no clear difference" not in words


def test_the_interval_of_one_tier_stands_alone_only_from_five_creators_on(tmp_path):
    found = own_normal(world(tmp_path, **crew(4)))
    assert found.table["row"].tolist() == ["all", *["creator"] * 4]
    assert found.table["views_change_low"].isna().all()
    assert "only 4 creators have both, too few for an interval" in normal(found.takeaway)


def test_no_difference_is_said_to_be_none(tmp_path):
    words = normal(own_normal(world(tmp_path, **crew(10, factor=1.0, rate=1.0))).takeaway)
    assert "about the same (" in words
    assert "no clear difference in views" in words


def test_who_has_no_usual_videos_is_named_and_paid_views_are_out(tmp_path):
    made = crew(6)
    rows = [r for r in made["videos"] if not (r["creator_id"] == "c00" and r["video_id"].startswith("2"))]
    boosted = [r | ({"is_ad": True, "paid_views": r["views"] // 2} if r["video_id"] == "101" else {}) for r in rows]
    found = own_normal(world(tmp_path, **made | {"videos": boosted}))
    assert found.left_out["creators without usual videos at this age (\u2068c00\u2069)"] == 1
    usual, plain = found.table.set_index("creator_id").loc["c01"], next(r for r in rows if r["video_id"] == "101")
    assert usual["campaign_views"] == pytest.approx(plain["views"] - plain["views"] // 2)


def test_a_takeover_on_another_account_and_sold_videos_are_not_compared(tmp_path):
    made = crew(5)
    made["deliveries"].append({"deal_id": "OTHER", "video_id": "2000"})
    made["videos"] += seen("300", "us.official", {7: 10**6})
    made["deliveries"].append({"deal_id": "E1", "video_id": "300"})
    found = own_normal(world(tmp_path, **made))
    assert cell(found, "usual_videos", creator_id="c00") == 3
    assert cell(found, "campaign_videos", creator_id="c01") == 1
    assert found.left_out["delivered videos on another account than the creator's"] == 1


def test_no_usual_videos_at_all_is_refused(tmp_path):
    found = own_normal(world(tmp_path))
    assert not found.shown
    assert "no usual videos of the creators who delivered" in found.takeaway
