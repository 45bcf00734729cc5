"""Who speaks of whom: shares, their change, who paid for them, and which creators work with which brand, by hand."""

from hypothesis import given, settings, strategies
import pandas as pd
import pytest

from kit.benchmarking.voice import heard, mentions
from kit.benchmarking.voice.brand_creators import brand_creators
from kit.benchmarking.voice.owned_paid_earned import owned_paid_earned
from kit.benchmarking.voice.partners import partners
from kit.benchmarking.voice.share_of_voice import share_of_voice
from kit.benchmarking.voice.voice_over_time import voice_over_time
from tiny import cell, creator, data, video

BRANDS = [
    {"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"], "keywords": ["Us Glow", "ឡូតុស"]},
    {"brand": "Them", "role": "competitor", "handles": ["them"], "hashtags": ["them"]},
    {"brand": "Quiet", "role": "competitor", "hashtags": ["quiet"]},
]
ASKED = (share_of_voice, voice_over_time, owned_paid_earned, brand_creators)


def none(value):
    return pd.isna(value)


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """Us: ann 1, bob ½, cat 1; Them: bob ½, dan 1; Quiet: nobody."""
    videos = [
        video("1", "ann", 1000, 80, 10, 10, hashtags=["us"]),
        video("2", "bob", 400, 30, 5, 5, hashtags=["us", "them"]),
        video("3", "cat", 300, 10, caption="ខ្ញុំចូលចិត្តឡូតុសណាស់", is_sponsored=True),
        video("4", "dan", 500, 50, mentions=["them"], is_sponsored=False),
        video("5", "us.official", 9000, 900, hashtags=["us"]),
        video("6", "eve", 70_000, 1, caption="focus glowing"),
    ]
    return data(tmp_path_factory.mktemp("five") / "w", videos=videos, brands=BRANDS)


def test_shares_of_mentions_views_and_engagements_by_hand(five):
    found = share_of_voice(five)
    # mentions: Us 2.5, Them 1.5; views: Us 1,000 + 200 + 300 = 1,500, Them 200 + 500 = 700
    # engagements: Us 100 + 20 + 10 = 130, Them 20 + 50 = 70
    expected = {"share_of_voice": 2.5 / 4, "view_share": 1500 / 2200, "engagement_share": 130 / 200}
    for column, share in expected.items():
        assert cell(found, column, brand="Us") == pytest.approx(share)
        assert found.table[column].sum() == pytest.approx(1)
        assert cell(found, column, brand="Quiet") == 0
    assert cell(found, "top_video_share", brand="Us") == pytest.approx(1000 / 1500)
    assert none(cell(found, "top_video_share", brand="Quiet"))
    assert cell(found, "own_videos", brand="Us") == 1
    assert found.left_out["mentions on the brands' own accounts"] == 1


def test_four_creators_give_no_interval_and_no_place(five):
    found = share_of_voice(five)
    assert found.table[["share_of_voice_low", "share_of_voice_high"]].isna().all(axis=None)
    assert set(found.table["rank_first"]) == {1}
    assert set(found.table["rank_last"]) == {3}
    assert "any of 3 could be first" in found.takeaway
    assert "; one creator has 67" in found.takeaway  # 1,000 of 1,500 views: its views share lies above that of mentions


def test_young_videos_and_those_of_unknown_split_count_as_mentions_not_as_views(tmp_path):
    videos = [
        video("1", "ann", 100, 10, hashtags=["us"]),
        video("2", "bob", 100, 10, hashtags=["them"]),
        video("3", "cat", 900, 10, hashtags=["them"], posted_at="2026-05-30T12:00Z"),  # two days old
        video("4", "dan", 800, 10, hashtags=["them"], is_ad=True),  # boosted, and nobody says by how much
    ]
    found = share_of_voice(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert cell(found, "share_of_voice", brand="Us") == pytest.approx(0.25)
    assert cell(found, "view_share", brand="Us") == pytest.approx(0.5)
    assert found.left_out["of views: videos younger than a week or without known organic views"] == 2


def test_videos_without_views_leave_the_share_by_views_unsaid(tmp_path):
    videos = [video("1", "ann", 0, 0, hashtags=["us"]), video("2", "bob", 0, 0, hashtags=["them"])]
    found = share_of_voice(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert found.table["view_share"].isna().all()
    assert "By views" not in found.takeaway


def many(us: int, them: int, views: int = 1000, **more) -> list[dict]:
    """`us` creators who name Us, then `them` others who name Them, one video each."""
    made = [video(f"u{i}", f"u{i}", views + i, 9, hashtags=["us"], **more) for i in range(us)]
    return made + [video(f"t{i}", f"t{i}", 1000 + i, 9, hashtags=["them"], **more) for i in range(them)]


def test_places_are_sets_until_the_data_tell_brands_apart(tmp_path):
    near = share_of_voice(data(tmp_path / "a", videos=many(12, 10), brands=BRANDS[:2]))
    assert [cell(near, f"rank_{end}", brand="Us") for end in ("first", "last")] == [1, 2]
    far = share_of_voice(data(tmp_path / "b", videos=many(40, 5), brands=BRANDS[:2]))
    assert [cell(far, f"rank_{end}", brand="Us") for end in ("first", "last")] == [1, 1]
    assert "tracked brands: it is number 1 of 2." in far.takeaway
    low, high = (cell(far, f"share_of_voice_{end}", brand="Us") for end in ("low", "high"))
    assert low < 40 / 45 < high


def test_a_clear_difference_by_views_is_said_with_its_size(tmp_path):
    found = share_of_voice(data(tmp_path / "w", videos=many(20, 20, views=100), brands=BRANDS[:2]))
    # 100 … 119 against 1,000 … 1,019 views a mention: 0.108 times
    assert "a mention of it gets 0.11" in found.takeaway
    alike = share_of_voice(data(tmp_path / "x", videos=many(20, 20), brands=BRANDS[:2]))
    assert "not clearly different from its share of mentions." in alike.takeaway


def test_the_brand_that_leads_is_named_beside_ours(tmp_path):
    near = share_of_voice(data(tmp_path / "a", videos=many(10, 12), brands=BRANDS[:2]))
    assert near.takeaway.startswith("\u2068Them\u2069 has 54.5")  # 12 of 22
    assert ") and \u2068Us\u2069 45.5" in near.takeaway
    assert "either could be first." in near.takeaway
    far = share_of_voice(data(tmp_path / "b", videos=many(5, 40), brands=BRANDS[:2]))
    assert far.takeaway.startswith("\u2068Them\u2069 has 88.9")  # 40 of 45
    assert "\u2068Us\u2069 is number 2 of 2." in far.takeaway
    ours = share_of_voice(data(tmp_path / "c", videos=many(40, 5), brands=BRANDS[:2]))
    assert ours.takeaway.startswith("\u2068Us\u2069 has 88.9")
    assert "Them" not in ours.takeaway


def test_views_held_by_one_creator_in_several_videos_are_said(tmp_path):
    videos = many(20, 20) + [video(f"hit{k}", "star", 3_000, 9, hashtags=["us"]) for k in range(5)]
    found = share_of_voice(data(tmp_path / "w", videos=videos, brands=BRANDS[:2]))
    # 5 × 3,000 of 15,000 + 20 × 1,000 + (0 + … + 19 = 190); the largest video has 3,000
    assert cell(found, "top_creator_share", brand="Us") == pytest.approx(15_000 / 35_190)
    assert cell(found, "top_video_share", brand="Us") == pytest.approx(3_000 / 35_190)
    assert "one creator has 43\u202f% of its views." in found.takeaway


@settings(max_examples=8, deadline=None)
@given(
    strategies.lists(
        strategies.tuples(
            strategies.sampled_from(["ann", "bob", "cat"]),
            strategies.sets(strategies.sampled_from(["us", "them", "quiet"]), min_size=1),
            strategies.integers(0, 10**7),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_all_shares_sum_to_one_or_are_unknown(tmp_path_factory, said):
    videos = [video(str(i), who, views, 0, hashtags=sorted(tags)) for i, (who, tags, views) in enumerate(said)]
    seen = data(tmp_path_factory.mktemp("w") / "w", videos=videos, brands=BRANDS)
    table = share_of_voice(seen).table
    assert table["share_of_voice"].sum() == pytest.approx(1)
    assert table["mentions"].sum() == pytest.approx(len(said))
    total = table["view_share"].sum(skipna=False)
    assert none(total) if not sum(views for _, _, views in said) else total == pytest.approx(1)


# -- over time


def weekly(counts: list[tuple[int, int]], creators: int = 8, **more) -> list[dict]:
    """(videos on Us, on Them) a week from Monday 2 March 2026 on, to Sunday, by turns of `creators`; each posts on
    the first Monday as well, so that nobody is new later."""
    monday = pd.Timestamp("2026-03-02T10:00Z")
    videos = [video(f"first{c}", f"c{c}", 10, 1, posted_at=monday) for c in range(creators)]
    for week, (us, them) in enumerate(counts):
        for k in range(us + them):
            when = monday + pd.Timedelta(days=7 * week + 6 * k // max(us + them - 1, 1))
            tag = "us" if k < us else "them"
            videos.append(
                video(f"{week}-{k}", f"c{(k + 3 * week) % creators}", 100, 9, posted_at=when, hashtags=[tag])
                | {"captured_at": "2026-08-01T00:00Z"}
                | more
            )
    return videos


def test_weeks_are_whole_ones_from_monday_to_sunday(tmp_path):
    videos = weekly([(2, 6), (4, 4)])  # two weeks up to Sunday, 15 March
    videos.append(video("late", "c1", 100, 9, posted_at="2026-03-16T09:00Z", hashtags=["us"]))  # a Monday: no week yet
    found = voice_over_time(data(tmp_path / "w", videos=videos, brands=BRANDS))
    ours = found.table[found.table["brand"] == "Us"]
    assert list(ours["starts_on"].dt.strftime("%m-%d")) == ["03-02", "03-09"]
    assert list(ours["share_of_voice"]) == pytest.approx([2 / 8, 4 / 8])
    assert list(ours["videos"]) == [8, 8]
    assert found.left_out["videos that mention a brand, outside these periods"] == 1
    assert "cannot be told" in found.takeaway


def test_a_rise_is_the_ratio_of_shares_of_four_weeks_and_four_before(tmp_path):
    found = voice_over_time(data(tmp_path / "w", videos=weekly([(2, 6)] * 4 + [(6, 2)] * 4), brands=BRANDS))
    assert ", 3.0" in found.takeaway  # 24 of 32 against 8 of 32
    assert "a clear rise; 75.0\u202f% of 8\u00a0videos in the newest (to 26\u00a0Apr\u00a02026)." in found.takeaway
    assert len(found.table) == 3 * 8  # weeks × brands
    steady = voice_over_time(data(tmp_path / "x", videos=weekly([(3, 5)] * 8), brands=BRANDS))
    assert "no clear change" in steady.takeaway
    assert "37.5" in steady.takeaway


def test_a_burst_that_has_passed_is_no_rise(tmp_path):
    # 21 + 1 of 32 against 8 of 32, and 1 of 8 in the newest week: less than the quarter of before
    found = voice_over_time(data(tmp_path / "w", videos=weekly([(2, 6)] * 4 + [(7, 1)] * 3 + [(1, 7)]), brands=BRANDS))
    assert "2.75 (" in found.takeaway
    assert "clear" not in found.takeaway
    assert "its share of the four before, but 12.5\u202f% of 8\u00a0videos in the newest" in found.takeaway
    fallen = [(6, 2)] * 4 + [(1, 7)] * 3 + [(7, 1)]
    found = voice_over_time(data(tmp_path / "x", videos=weekly(fallen), brands=BRANDS))
    assert "clear fall" not in found.takeaway
    assert ", but 87.5" in found.takeaway


def test_a_newest_week_without_any_mention_calls_nothing_a_rise(tmp_path):
    videos = weekly([(2, 6)] * 4 + [(7, 1)] * 3)
    videos += [video("end", "c1", 10, 1, posted_at="2026-04-26T10:00Z", captured_at="2026-08-01T00:00Z")]
    found = voice_over_time(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert ", but no mention of any brand in the newest (to 26\u00a0Apr\u00a02026)." in found.takeaway


def test_mentions_that_carry_a_tag_or_sound_of_our_campaigns_are_counted(tmp_path):
    videos = weekly([(2, 6)] * 4 + [(6, 2)] * 4)
    videos[-8]["hashtags"] = ["us", "#Sunny"]  # of the last week
    videos[-7]["sound_id"] = "77"
    videos[-1]["hashtags"] = ["them", "sunny"]  # not ours
    videos[-6]["hashtags"] = ["us", "theirs"]  # a campaign of theirs
    campaigns = [
        {"campaign": "Sunny", "brand": "Us", "hashtags": ["sunny"], "sound_ids": ["77"]},
        {"campaign": "Fall", "brand": "Them", "hashtags": ["theirs"]},
    ]
    found = voice_over_time(data(tmp_path / "w", videos=videos, brands=BRANDS, campaigns=campaigns))
    assert found.takeaway.endswith(" 2 of its 24\u00a0mentions carry a tag or sound of its campaigns.")
    other = voice_over_time(data(tmp_path / "x", videos=videos, brands=BRANDS, campaigns=campaigns[1:]))
    assert "campaign" not in other.takeaway


def test_more_than_twelve_weeks_become_periods_of_four(tmp_path):
    found = voice_over_time(data(tmp_path / "w", videos=weekly([(1, 1)] * 13), brands=BRANDS))
    ours = found.table[found.table["brand"] == "Us"]
    assert len(ours) == 3
    assert ((ours["ends_on"] - ours["starts_on"]).dt.days == 27).all()
    assert list(ours["videos"]) == [8, 8, 8]


def test_a_brand_that_came_up_has_no_ratio_but_two_shares(tmp_path):
    found = voice_over_time(data(tmp_path / "w", videos=weekly([(0, 3)] * 4 + [(3, 3)] * 4), brands=BRANDS))
    assert "50.0" in found.takeaway
    assert "had 0.0\u202f% in the four before; 50.0\u202f% of 6\u00a0videos in the newest" in found.takeaway


def test_creators_without_an_earlier_video_are_counted_and_said(tmp_path):
    videos = weekly([(2, 2)] * 8)
    videos += [
        video(
            f"n{k}", f"new{k}", 10, 1, posted_at="2026-04-22T10:00Z", hashtags=["us"], captured_at="2026-08-01T00:00Z"
        )
        for k in range(6)
    ]
    found = voice_over_time(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert cell(found, "new_creators", brand="Us", starts_on="2026-04-20") == 6
    assert "have no earlier video here" in found.caveat


def test_creators_last_looked_at_before_the_end_are_said(tmp_path):
    early = [v | {"captured_at": "2026-03-20T00:00Z"} for v in weekly([(2, 2)] * 2, 4)]
    later = [v | {"captured_at": "2026-05-20T00:00Z"} for v in weekly([(2, 2)] * 8, 4)]
    later = [v | {"video_id": f"x{v['video_id']}", "creator_id": f"x{v['creator_id']}"} for v in later]
    found = voice_over_time(data(tmp_path / "w", videos=early + later, brands=BRANDS))
    assert "4 of these 8\u00a0creators were last captured before" in found.caveat


def test_less_than_two_whole_weeks_are_refused(tmp_path):
    found = voice_over_time(data(tmp_path / "w", videos=weekly([(2, 2)]), brands=BRANDS))
    assert found.status == "not_shown"
    assert "1\u00a0whole week" in found.takeaway


# -- owned, paid, earned


def paying(tmp_path, **more):
    videos = [
        video("1", "us.official", 1000, 10, is_sponsored=False),  # names nobody, and is ours all the same
        video("2", "ann", 100, 10, hashtags=["us"], is_sponsored=True),
        video("3", "bob", 200, 10, hashtags=["us"], is_sponsored=False),  # delivered for our deal
        video("4", "cat", 300, 10, hashtags=["us", "them"], is_sponsored=False),
        video("5", "dan", 400, 10, hashtags=["them"], is_ad=True, paid_views=100, paid_likes=1)
        | {"paid_comments": 0, "paid_shares": 0},
        video("6", "eve", 500, 10, hashtags=["us"]),  # nobody knows
    ]
    tables = {
        "videos": videos,
        "brands": BRANDS,
        "deals": [
            {"deal_id": "D1", "creator_id": "bob", "status": "paid", "currency": "USD"},
            {"deal_id": "D2", "creator_id": "eve", "status": "cancelled", "currency": "USD"},
        ],
        "deliveries": [{"deal_id": "D1", "video_id": "3"}, {"deal_id": "D2", "video_id": "6"}],
    }
    return data(tmp_path / "w", **tables | more)


def test_owned_paid_and_earned_by_hand(tmp_path):
    found = owned_paid_earned(paying(tmp_path))
    # Us: owned 1; paid 2 and 3; earned ½ of 4, and 6: 4.5 videos.  Views: 1,000; 300; 150 + 500
    for kind, n, views in (("owned", 1, 1000), ("paid", 2, 300), ("earned", 1.5, 650)):
        assert cell(found, kind, brand="Us") == pytest.approx(n / 4.5)
        assert cell(found, f"{kind}_views", brand="Us") == pytest.approx(views / 1950)
    # Them: boosted 5 with 400 − 100 organic views; earned ½ of 4
    assert cell(found, "paid", brand="Them") == pytest.approx(1 / 1.5)
    assert cell(found, "paid_views", brand="Them") == pytest.approx(300 / 450)
    assert cell(found, "unmarked", brand="Us") == pytest.approx(1 / 1.5)
    assert none(cell(found, "earned", brand="Quiet"))
    assert found.table["brand"].iloc[0] == "Us"
    for weight in ("", "_views", "_engagements"):
        sums = found.table[[f"{kind}{weight}" for kind in ("owned", "paid", "earned")]].sum(axis=1, skipna=False)
        assert sums.dropna().tolist() == pytest.approx([1, 1])
    assert "sponsored (2) and boosted (4)" in found.caveat
    assert "Quiet" in found.caveat  # no handles, so nothing of its own is known
    assert "earned (at most)" in found.takeaway
    assert "in 5\u00a0videos (those that name others too count in part), 33.3" in found.takeaway  # 1, 2, 3, 4 and 6
    assert cell(found, "speaking", brand="Them") == 2


def test_where_nothing_tells_paid_from_earned_the_split_is_refused(tmp_path):
    videos = [video("1", "ann", 10, 1, hashtags=["us"]), video("2", "bob", 10, 1, hashtags=["them"])]
    found = owned_paid_earned(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert found.status == "not_shown"
    assert "is_sponsored" in found.takeaway


def test_a_brand_of_ours_that_nobody_names_is_said_to_be_silent(tmp_path):
    videos = [video("1", "ann", 10, 1, hashtags=["them"], is_sponsored=False)]
    found = owned_paid_earned(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert found.takeaway.startswith("No video speaks of")


# -- creators and brands


def test_partners_are_counted_by_creator_and_brand(tmp_path):
    found = partners(paying(tmp_path)).set_index(["creator_id", "brand"])
    assert found["videos"].to_dict() == {
        ("ann", "Us"): 1,
        ("bob", "Us"): 1,
        ("cat", "Them"): 1,
        ("cat", "Us"): 1,
        ("dan", "Them"): 1,
        ("eve", "Us"): 1,
    }
    assert found.index[found["sponsored"] > 0].tolist() == [("ann", "Us"), ("bob", "Us")]  # eve's deal was cancelled
    assert found.loc[("dan", "Them"), "role"] == "competitor"
    assert found.loc[("ann", "Us"), "engagement_rate_by_views"] == pytest.approx(0.1)
    assert found["rate_ratio"].isna().all()


def test_a_takeover_belongs_to_the_creator_of_the_deal(tmp_path):
    seen = paying(tmp_path, deliveries=[{"deal_id": "D1", "video_id": "1"}])  # on our own account, naming nobody
    row = partners(seen).set_index(["creator_id", "brand"]).loc[("bob", "Us")]
    assert (row["videos"], row["sponsored"]) == (2, 1)
    assert row["engagement_rate_by_views"] == pytest.approx(10 / 200)  # of its own video alone
    assert cell(owned_paid_earned(seen), "owned", brand="Us") == pytest.approx(1 / 4.5)


def test_a_delivery_for_a_campaign_is_paid_by_the_brand_of_the_campaign(tmp_path):
    seen = paying(
        tmp_path,
        campaigns=[{"campaign": "Fall", "brand": "Them"}],
        deals=[{"deal_id": "D1", "creator_id": "bob", "status": "paid", "currency": "USD", "campaign": "Fall"}],
    )
    found = partners(seen).set_index(["creator_id", "brand"])["sponsored"]
    assert found[("bob", "Them")] == 1
    assert found[("bob", "Us")] == 0


def test_the_rate_with_a_brand_is_set_beside_the_creators_other_videos(tmp_path):
    videos = [video(f"u{k}", "ann", 100, 6, hashtags=["us"]) for k in range(3)]
    videos += [video(f"o{k}", "ann", 200, 8) for k in range(3)]
    videos += [video("young", "ann", 100, 90, hashtags=["us"], posted_at="2026-05-30T12:00Z")]
    row = partners(data(tmp_path / "w", videos=videos, brands=BRANDS)).iloc[0]
    assert row["engagement_rate_by_views"] == pytest.approx(0.06)
    assert row["rate_ratio"] == pytest.approx(0.06 / 0.04)
    assert (row["videos"], row["rated"]) == (4, 3)


def test_our_partners_whom_a_competitor_pays_too_are_named(tmp_path):
    paid = {"is_sponsored": True}
    videos = [
        video("1", "ann", 10, 1, hashtags=["us"], **paid),
        video("2", "ann", 10, 1, hashtags=["them"], **paid),
        video("3", "bob", 10, 1, hashtags=["us"], **paid),
        video("4", "cat", 10, 1, hashtags=["them"], **paid),
        video("5", "dan", 10, 1, hashtags=["us"], is_sponsored=False),
        video("6", "eve", 10, 1, is_sponsored=False),
        video("7", "fay", 10, 1, is_sponsored=False),
    ]
    people = [creator("ann", 5_000, name="<b>សុភា</b>"), creator("eve", 9_000), creator("fay", 99_000)]
    found = brand_creators(data(tmp_path / "w", videos=videos, brands=BRANDS, creators=people))
    assert "2\u00a0creators work with \u2068Us\u2069, 2 with a competitor" in found.takeaway
    assert "1 with both (\u2068<b>សុភា</b>\u2069)" in found.takeaway
    assert "2 of 6\u00a0creators name no tracked brand" in found.takeaway
    assert cell(found, "also", creator_id="ann", brand="Us") == "Them"
    assert cell(found, "relation", creator_id="dan") == "speaks of"
    free = found.table[found.table["relation"] == "names none"]
    assert free["creator_id"].tolist() == ["fay", "eve"]  # the largest first, behind all others
    assert found.table["sponsored"].is_monotonic_decreasing


def dealing(tmp_path, **more):
    """Us with ann, eve and zoe (of whom nothing is known), Them with cat; the videos begin on 1 May 2026."""
    plain = {"is_sponsored": False}
    deal = {"status": "agreed", "currency": "USD", "due_on": "2026-06-10"}
    tables = {
        "videos": [
            video("1", "ann", 10, 1, hashtags=["us"], **plain),
            video("2", "bob", 10, 1, hashtags=["us"], **plain),
            video("3", "cat", 10, 1, hashtags=["us"], **plain),
            *(video(c, c, 10, 1, **plain) for c in ("dan", "eve", "fay", "gus")),
        ],
        "brands": BRANDS,
        "campaigns": [{"campaign": "Fall", "brand": "Them"}],
        "deals": [
            deal | {"deal_id": "1", "creator_id": "ann", "status": "paid"},
            deal | {"deal_id": "2", "creator_id": "bob", "status": "asked"},
            deal | {"deal_id": "3", "creator_id": "cat", "campaign": "Fall"},
            deal | {"deal_id": "4", "creator_id": "dan", "due_on": "2026-04-30"},  # over before the first video
            deal | {"deal_id": "5", "creator_id": "eve", "due_on": None},
            deal | {"deal_id": "6", "creator_id": "fay", "status": "cancelled"},
            deal | {"deal_id": "7", "creator_id": "zoe"},
        ],
    }
    return data(tmp_path / "w", **tables | more)


def test_an_agreed_or_paid_deal_is_working_with_a_brand(tmp_path):
    found = brand_creators(dealing(tmp_path))
    works = found.table[found.table["relation"] == "works with"]
    assert set(zip(works["creator_id"], works["brand"], strict=True)) == {("ann", "Us"), ("cat", "Them"), ("eve", "Us")}
    assert works["deal"].all()
    assert works["sponsored"].tolist() == [0, 0, 0]  # still a count of videos
    assert works.set_index("creator_id")["videos"].to_dict() == {"ann": 1, "cat": 0, "eve": 0}
    assert cell(found, "relation", creator_id="bob") == "speaks of"
    assert found.takeaway == (
        "In the data of 1\u00a0May\u00a02026, 2\u00a0creators work with \u2068Us\u2069 (by a deal alone), "
        "1 with a competitor; none with both. 3 of 7\u00a0creators name no tracked brand and have no deal."
    )
    assert found.n["creators who name a brand"] == 3
    assert list(found.left_out.values()) == [1, 1]  # dan's was over, zoe is not here


def test_deals_alone_make_partners_where_no_video_names_a_brand(tmp_path):
    found = brand_creators(dealing(tmp_path, videos=[video("1", "ann", 10, 1, is_sponsored=False)]))
    assert "1\u00a0creator works with \u2068Us\u2069 (by a deal alone)" in found.takeaway
    assert found.n["creators who name a brand"] == 0


def test_without_a_word_on_sponsorship_nobody_works_with_a_brand(tmp_path):
    found = brand_creators(data(tmp_path / "w", videos=[video("1", "ann", 10, 1, hashtags=["us"])], brands=BRANDS))
    assert "nobody is shown to work with a brand" in found.takeaway
    assert "1\u00a0creator speaks of one" in found.takeaway
    assert found.status == "caveat"


# -- what is a mention


@pytest.mark.parametrize(
    ("word", "text", "times"),
    [
        ("lotus", "lotus, lotusflower, xlotus, #lotus lotus_", 2),
        ("ឡូតុស", "ខ្ញុំចូលចិត្តឡូតុសណាស់", 1),
        ("aa", "aaa aa", 1),
        ("c++", "c++ xc++ c++x", 1),
        ("a", "", 0),
    ],
)
def test_a_keyword_is_found_where_it_stands_by_itself(word, text, times):
    assert len(list(heard.whole(word, text))) == times


def test_a_keyword_does_not_reach_from_one_caption_into_the_next(tmp_path):
    videos = [
        video("1", "ann", 1, 1, caption="i love us"),
        video("2", "bob", 1, 1, caption="glow up"),
        video("3", "cat", 1, 1, caption="us\nglow"),
        video("4", "dan", 1, 1),
        video("5", "eve", 1, 1, caption="US GLOW!"),
    ]
    found = mentions.named(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert found["Us"].tolist() == [False, False, True, False, True]


# -- refusals


@pytest.mark.parametrize("ask", ASKED, ids=lambda f: f.key)
def test_without_brands_each_question_is_refused_by_name(tmp_path, ask):
    found = ask(data(tmp_path / "w", videos=[video("1", "ann", 10, 1)]))
    assert found.status == "not_shown"
    assert "brands" in found.takeaway
    assert "kit import" in found.takeaway


@pytest.mark.parametrize("ask", ASKED, ids=lambda f: f.key)
def test_where_no_video_names_a_brand_each_question_is_refused(tmp_path, ask):
    found = ask(data(tmp_path / "w", videos=[video("1", "ann", 10, 1, hashtags=["else"])], brands=BRANDS))
    assert found.status == "not_shown"
    assert "hashtags" in found.takeaway


@pytest.mark.parametrize("ask", ASKED[:2], ids=lambda f: f.key)
def test_one_brand_has_nobody_to_share_the_voice_with(tmp_path, ask):
    found = ask(data(tmp_path / "w", videos=weekly([(2, 0)] * 3), brands=BRANDS[:1]))
    assert found.status == "not_shown"
    assert "at least one competitor" in found.takeaway


@pytest.mark.parametrize("ask", ASKED, ids=lambda f: f.key)
def test_without_an_own_brand_the_question_is_answered_all_the_same(tmp_path, ask):
    others = [dict(b, role="competitor") for b in BRANDS]
    videos = [v | {"is_sponsored": i % 2 == 0} for i, v in enumerate(weekly([(2, 3)] * 8))]
    found = ask(data(tmp_path / "w", videos=videos, brands=others))
    assert found.shown
    assert "nan" not in found.takeaway
    assert found.to_json()
