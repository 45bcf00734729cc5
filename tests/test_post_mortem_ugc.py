"""Videos by others against the weeks before, by hand."""

import numpy as np
import pandas as pd
import pytest

from kit import charts, estimate
from kit.post_mortem.results.rise import rise
from kit.post_mortem.results.unpaid_posts import flooders, unpaid_posts
from spring import CAMPAIGN, clip, TABLES, VIDEOS, without
from tiny import cell, creator


def post(video_id, who, day, views=100, **more):
    return clip(str(video_id), who, views, 9, 0, 0, day, hashtags=["usglow"], **more)


def people(*names):
    return pd.Series(list(names), dtype="string")


OLD = clip("old", "zed", 100, 9, 0, 0, "2026-01-01", hashtags=["other"])  # so far back does the workspace reach


def test_of_authors_with_one_post_each_the_rise_is_the_exact_one():
    found = rise(people("a", "b", "c", "d", "e", "f"), people("g", "h", "i"), 10, 20)
    exact = estimate.rate_rise([6], [3], 10, 20).iloc[0]
    assert found.value == pytest.approx(4)  # 6 in 10 days, 3 in 20
    assert (found.low, found.high) == (pytest.approx(exact["low"]), pytest.approx(exact["high"]))


def test_authors_who_post_three_times_count_as_a_third_of_their_posts():
    now = people(*"aaabbbcccddd")
    found = rise(now, people(*"eeefff"), 10, 10)
    third = estimate.rate_rise([4], [2], 10, 10).iloc[0]  # 18 posts, Σ k² ÷ Σ k = 3
    assert found.value == pytest.approx(2)
    assert (found.low, found.high) == (pytest.approx(third["low"]), pytest.approx(third["high"]))
    assert found.clusters == 6


def test_fewer_than_five_authors_carry_no_interval():
    found = rise(people("a", "b", "c"), people("a"), 10, 10)
    assert found.value == 3
    assert np.isnan(found.low)
    assert np.isnan(found.high)


def test_an_end_a_hundred_times_the_other_is_not_printed():
    found = rise(people(*"abcdefghij"), people("k"), 10, 10)
    assert found.value == pytest.approx(10)
    assert found.low > 1
    assert np.isnan(found.high)


def test_the_interval_holds_the_truth_where_authors_post_several_times():
    rng, held, naive = np.random.default_rng(4), [], []
    for _ in range(300):
        groups = [np.repeat(np.arange(n), rng.geometric(1 / 3, n)) for n in rng.poisson((20, 27))]
        now, then = (pd.Series([f"{place}{i}" for i in ids]) for place, ids in zip("nt", groups, strict=True))
        found, plain = rise(now, then, 21, 56), estimate.rate_rise([len(now)], [len(then)], 21, 56).iloc[0]
        truth = (20 / 21) / (27 / 56)
        held.append(found.low <= truth and not found.high < truth)
        naive.append(plain["low"] <= truth <= plain["high"])
    assert np.mean(held) >= 0.93
    assert np.mean(naive) < 0.8


def test_videos_of_the_flight_are_held_against_the_days_before(tmp_path):
    found = unpaid_posts(without(tmp_path))
    row = found.table.iloc[0]
    assert (row["videos"], row["authors"], row["before"], row["views"]) == (3, 2, 1, 600)
    assert row["ratio"] == pytest.approx((3 / 10) / (1 / 16))  # the first video is of 15 April
    assert "too few accounts for an interval" in found.takeaway
    assert cell(found, "videos", name="One an author") == 2
    assert list(found.table["name"][found.table["level"] == "video"]) == ["1. ivy", "2. ivy", "3. jon"]


def test_none_before_gives_a_least_ratio_and_no_ratio(tmp_path):
    many = [post(100 + i, f"u{i}", "2026-05-03") for i in range(8)]
    found = unpaid_posts(without(tmp_path, videos=[*VIDEOS[:5], OLD, *many]))
    row = found.table.iloc[0]
    assert np.isnan(row["ratio"])
    assert row["ratio_low"] > 1
    assert row["ratio_low"] == pytest.approx(estimate.rate_rise([8], [0], 10, 56)["low"].iloc[0])
    assert "none in the 56" in found.takeaway
    assert "at least" in found.takeaway


def test_days_of_another_campaign_with_the_hashtag_are_no_days_before(tmp_path):
    other = CAMPAIGN | {"campaign": "Winter", "starts_on": "2026-04-01", "ends_on": "2026-04-20"}
    before = [post(20 + i, f"w{i}", "2026-04-10") for i in range(9)]
    found = unpaid_posts(without(tmp_path, campaigns=[CAMPAIGN, other], videos=[*VIDEOS, OLD, *before]))
    assert found.n["days before"] == 36  # 56 without the 20 of Winter
    assert found.table.iloc[0]["before"] == 1
    beside = unpaid_posts(
        without(tmp_path / "b", campaigns=[CAMPAIGN, other | {"ends_on": "2026-05-02"}], videos=[*VIDEOS, OLD])
    )
    assert "cannot be told" in beside.caveat
    assert "Winter" in beside.caveat


def test_an_account_that_floods_is_named_and_left_out_in_a_row(tmp_path):
    flood = [post(30 + i, "spam", "2026-05-06", caption=f"c{i}") for i in range(6)]
    found = unpaid_posts(
        without(tmp_path, videos=[*VIDEOS, *flood], creators=[*TABLES["creators"], creator("spam", name="<b>Spa\nm")])
    )
    assert cell(found, "videos", name="Without who floods") == 3
    assert "\u2068<b>Spa m\u2069 made 67\u202f% of the videos" in found.takeaway  # 6 of 9
    assert flooders(people(*"aaaaabcdef")) == ["a"]
    assert flooders(people(*"aaaabc")) == []  # four are no flood
    assert flooders(people(*"aaaaa", *(f"u{i}" for i in range(30)))) == []  # nor is a seventh


def test_the_same_caption_and_sound_on_a_day_is_a_repeat(tmp_path):
    same = [post(40 + i, "ivy", "2026-05-07", caption="Glow ", sound_id="s") for i in range(2)]
    later = [post(50, "ivy", "2026-05-08", caption="glow", sound_id="s"), post(51, "ivy", "2026-05-08", sound_id="s")]
    found = unpaid_posts(without(tmp_path, videos=[*VIDEOS, *same, *later]))
    assert cell(found, "videos", name="All") == 7
    assert cell(found, "videos", name="Without repeats") == 6


def test_delivered_videos_and_brands_accounts_are_not_unpaid(tmp_path):
    extra = [post(60, "partner", "2026-05-03"), post(61, "rival", "2026-05-03")]
    found = unpaid_posts(
        without(
            tmp_path,
            videos=[*VIDEOS, *extra],
            deliveries=[*TABLES["deliveries"], {"deal_id": "D4", "video_id": "60"}],
            creators=[*TABLES["creators"], creator("rival", account_type="brand")],
        )
    )
    assert cell(found, "videos", name="All") == 3


def test_without_a_hashtag_or_a_date_the_question_is_refused_by_name(tmp_path):
    bare = unpaid_posts(without(tmp_path, campaigns=[CAMPAIGN | {"hashtags": None}]))
    assert bare.status == "not_shown"
    assert "fill in hashtags" in bare.takeaway
    undated = unpaid_posts(without(tmp_path / "u", videos=[v | {"posted_at": None} for v in VIDEOS]))
    assert undated.status == "not_shown"
    assert "day of posting" in undated.takeaway


def test_ratios_draw(tmp_path):
    found = unpaid_posts(without(tmp_path))
    assert "<svg" in charts.ranking(found, value="views", only={"level": "video"}, title="Views").wide
