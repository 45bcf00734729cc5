"""Benchmarking's figures, by hand, from tiny workspaces."""

from itertools import count as counter

import pytest

from kit import benchmarking, tiers
from kit.errors import UsageError
from tiny import creator, data, video

BRANDS = [
    {"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"], "keywords": ["Us Glow"]},
    {"brand": "Them", "role": "competitor", "handles": ["them"], "hashtags": ["them"]},
]


def cell(finding, column, **where):
    """One value of a finding's table."""
    table = finding.table
    for key, value in where.items():
        table = table[table[key].astype(str) == value]
    assert len(table) == 1, table
    return table[column].iloc[0]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Five micro creators; a nano one; one under 1k; one of unknown size; one known by profile only."""
    videos = [
        video("1", "ann", 1000, 80, 10, 10),
        video("2", "ann", 3000, 150, 30, 20),  # 300 / 4,000
        video("3", "bob", 2000, 90, 5, 5),
        video("4", "cat", 1000, 40, 5, 5),  # 100 / 2,000 and 50 / 1,000
        video("5", "dan", 4000, 100, 10, 10),
        video("6", "eve", 500, 20, 3, 2),  # 120 / 4,000 and 25 / 500
        video("7", "nan", 200, 10, 1, 1),
        video("8", "tiny", 100, 5),
        video("9", "ghost", 0, 0),
    ]
    people = [creator(c, 20_000) for c in ("ann", "bob", "cat", "dan", "eve")] + [
        creator("nan", 2_000),
        creator("tiny", 999),
        creator("silent", 600_000),
    ]
    return data(tmp_path_factory.mktemp("small") / "w", videos=videos, creators=people, brands=BRANDS)


def test_the_cohort_counts_every_creator_and_video_once(small):
    found = benchmarking.cohort(small)
    assert found.table["creators"].sum() == 9
    assert found.table["videos"].sum() == 9
    assert list(found.table["tier"]) == tiers.EXOLYT.order()
    assert cell(found, "creators", tier="unknown") == 1  # ghost
    assert cell(found, "videos", tier="under 1k") == 1  # tiny
    assert cell(found, "creators", tier="macro") == 1  # silent, who has no video
    assert found.n == {"creators": 9, "videos": 9}


def test_the_tier_rate_is_a_ratio_of_sums_over_views(small):
    found = benchmarking.tier_benchmarks(small)
    # micro: (100 + 200 + 100 + 50 + 120 + 25) ÷ (1,000 + 3,000 + 2,000 + 1,000 + 4,000 + 500) = 595 ÷ 11,500
    assert cell(found, "engagement_rate_by_views", tier="micro") == pytest.approx(595 / 11_500)
    # creators: ann 300/4,000 = .075, bob .05, cat .05, dan .03, eve .05 → median .05
    assert cell(found, "typical_creator", tier="micro") == pytest.approx(0.05)
    # videos: .1, .0667, .05, .05, .03, .05 → median .05
    assert cell(found, "typical_video", tier="micro") == pytest.approx(0.05)
    assert cell(found, "top_video_share", tier="micro") == pytest.approx(4_000 / 11_500)
    # by followers: a video's engagements ÷ 20,000, per creator the mean: ann 150, bob 100, cat 50, dan 120, eve 25
    assert cell(found, "engagement_rate_by_followers", tier="micro") == pytest.approx(100 / 20_000)
    assert cell(found, "engagement_rate_by_views", tier="nano") == pytest.approx(12 / 200)


def test_fewer_than_five_creators_get_no_interval(small):
    found = benchmarking.tier_benchmarks(small)
    assert cell(found, "engagement_rate_by_views_low", tier="nano") != cell(
        found, "engagement_rate_by_views_low", tier="nano"
    )
    low, high = (cell(found, f"engagement_rate_by_views_{side}", tier="micro") for side in ("low", "high"))
    assert low < 595 / 11_500 < high
    assert "Fewer than 20 creators" in found.caveat


def test_every_tier_is_listed_and_adds_up_even_where_nothing_can_be_rated(small):
    found = benchmarking.tier_benchmarks(small)
    assert list(found.table["tier"]) == tiers.EXOLYT.order()
    assert found.table["creators"].sum() == 9
    assert found.table["videos"].sum() == 9
    assert found.table["videos_used"].sum() == 8  # the video without views is counted, not used


def test_a_published_figure_stands_only_beside_its_own_follower_band(small):
    found = benchmarking.tier_benchmarks(small)
    assert cell(found, "published_by_followers", tier="nano") == pytest.approx(0.0784)
    assert cell(found, "published_by_followers", tier="mid") != cell(found, "published_by_followers", tier="mid")


def test_boosted_videos_count_their_organic_part_or_not_at_all(tmp_path):
    split = video("1", "ann", 1000, 100, is_ad=True, paid_views=400, paid_likes=20, paid_comments=0, paid_shares=0)
    unknown = video("2", "ann", 9000, 10, is_ad=True)
    found = benchmarking.tier_benchmarks(
        data(tmp_path / "w", videos=[split, unknown], creators=[creator("ann", 5_000)])
    )
    assert cell(found, "engagement_rate_by_views", tier="nano") == pytest.approx(80 / 600)
    assert cell(found, "videos", tier="nano") == 2
    assert cell(found, "videos_used", tier="nano") == 1


def test_the_leaderboard_draws_a_creator_with_one_video_to_its_tier(tmp_path):
    ids = counter()
    steady = [video(str(next(ids)), f"c{i}", 10_000, 500 + 40 * i + 20 * j) for i in range(8) for j in range(12)]
    lucky = video("lucky", "lucky", 10_000, 2_000)
    found = benchmarking.leaderboard(
        data(
            tmp_path / "w",
            videos=[*steady, lucky],
            creators=[creator(f"c{i}", 20_000) for i in range(8)] + [creator("lucky", 20_000)],
        )
    )
    assert cell(found, "pooled", creator_id="lucky") == pytest.approx(0.2)
    assert cell(found, "engagement_rate_by_views", creator_id="lucky") < 0.2
    assert cell(found, "weight", creator_id="lucky") < cell(found, "weight", creator_id="c0") <= 1
    assert found.table["rank_first"].between(1, 9).all()
    assert (found.table["rank_first"] <= found.table["rank_last"]).all()


def test_a_single_creator_is_ranked_against_nobody(tmp_path):
    found = benchmarking.leaderboard(
        data(tmp_path / "w", videos=[video("1", "ann", 1000, 80)], creators=[creator("ann", 20_000)])
    )
    assert found.shown
    assert "nobody to rank against" in found.takeaway


def test_typical_views_are_a_median_and_need_five_videos(tmp_path):
    views = [100, 200, 300, 400, 100_000]
    found = benchmarking.typical_views(
        data(
            tmp_path / "w",
            videos=[video(str(v), "ann", v, 1) for v in views] + [video("x", "bob", 500, 1)],
            creators=[creator("ann", 3_000), creator("bob", 3_000)],
        )
    )
    assert cell(found, "median_views", creator_id="ann") == pytest.approx(300)
    assert cell(found, "view_rate", creator_id="ann") == pytest.approx(0.1)
    assert len(found.table) == 1
    assert found.left_out["creators with fewer than 5 videos"] == 1


def test_views_of_videos_found_by_hashtag_promise_nothing(tmp_path):
    found = benchmarking.typical_views(
        data(tmp_path / "w", videos=[video(str(i), "ann", 100 + i, 1, collected_by="hashtag") for i in range(9)])
    )
    assert found.status == "not_shown"
    assert "popular" in found.takeaway


def test_share_of_voice_divides_a_video_among_the_brands_that_it_names(tmp_path):
    videos = [
        video("1", "ann", 10, 1, hashtags=["us"]),
        video("2", "bob", 10, 1, hashtags=["us", "them"]),
        video("3", "cat", 10, 1, caption="my US glow!"),
        video("4", "dan", 10, 1, mentions=["them"]),
        video("5", "us.official", 10, 1, hashtags=["us"]),
        video("6", "eve", 10, 1, caption="focus glowing"),
    ]
    found = benchmarking.share_of_voice(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert cell(found, "share_of_voice", brand="Us") == pytest.approx(2.5 / 4)  # ann 1, bob ½, cat 1 of 4 videos
    assert cell(found, "mentions", brand="Them") == pytest.approx(1.5)
    assert cell(found, "own_videos", brand="Us") == 1
    assert found.table["share_of_voice"].sum() == pytest.approx(1)


def test_hashtags_compare_use_before_and_after(tmp_path):
    videos = []
    for i in range(6):
        for week, day in enumerate(("2026-03-31", "2026-05-20")):  # 50 days apart: one in each four weeks
            for j in range(4):
                tagged = j < (1 if week == 0 else 3)
                videos.append(
                    video(
                        f"{i}{week}{j}",
                        f"c{i}",
                        1000 + 10 * i + j,
                        10,
                        posted_at=f"{day}T0{j}:00Z",
                        hashtags=["rise"] if tagged else ["other"],
                    )
                )
    found = benchmarking.hashtags(data(tmp_path / "w", videos=videos))
    assert cell(found, "videos", hashtag="rise") == 24  # 6 creators × (1 + 3)
    assert cell(found, "use_change", hashtag="rise") == pytest.approx(3)  # 18 of 24 against 6 of 24
    assert cell(found, "use_change_low", hashtag="rise") <= 3.001


@pytest.mark.parametrize(
    "ask",
    [
        benchmarking.cohort,
        benchmarking.tier_benchmarks,
        benchmarking.leaderboard,
        benchmarking.typical_views,
        benchmarking.hashtags,
        benchmarking.share_of_voice,
    ],
    ids=lambda f: f.key,
)
def test_an_empty_workspace_is_refused_by_name(tmp_path, ask):
    found = ask(data(tmp_path / "w", creators=[creator("ann", 5)]))
    assert found.status == "not_shown"
    assert "kit import" in found.takeaway


@pytest.mark.parametrize("name", ["សុភា", "<script>alert(1)</script>", "نور", "=1+1", "*bold*", "a\u202eb"])
def test_names_of_every_kind_stand_in_sentences(tmp_path, name):
    found = benchmarking.leaderboard(
        data(tmp_path / "w", videos=[video("1", "ann", 1000, 80)], creators=[creator("ann", 20_000, name=name)])
    )
    assert "\u202e" not in found.takeaway
    assert found.shown


def test_one_video_each_ranks_nobody(tmp_path):
    videos = [video(str(c), f"c{c}", 5000 + 37 * c, 300 + 20 * c * c) for c in range(5)]
    people = [creator(f"c{c}", 20_000) for c in range(5)]
    found = benchmarking.leaderboard(data(tmp_path / "w", videos=videos, creators=people))
    assert "cannot be ranked" in found.takeaway
    assert found.status == "caveat"
    assert found.table["rank_first"].isna().all()


def test_the_brands_own_accounts_do_not_compete_with_creators(tmp_path):
    ids = [(c, v) for c in ("us.official", "ann", "bob") for v in range(6)]
    videos = [video(f"{c}{v}", c, 1000 + 90 * v, 900 if c == "us.official" else 50 + v) for c, v in ids]
    seen = data(tmp_path / "w", videos=videos, creators=[creator(c, 20_000) for c, _ in ids[::6]], brands=BRANDS)
    for ask in (benchmarking.leaderboard, benchmarking.typical_views):
        assert "us.official" not in set(ask(seen).table["creator_id"])
    assert benchmarking.leaderboard(seen).left_out["videos on brands' own accounts"] == 6
    assert benchmarking.cohort(seen).table["videos"].sum() == 18
    # 2 creators × (50 + … + 55) over 2 × (1,000 + … + 1,450): 315 ÷ 7,350 each
    assert cell(benchmarking.tier_benchmarks(seen), "engagement_rate_by_views", tier="micro") == pytest.approx(
        315 / 7350
    )


def test_more_paid_for_than_counted_is_an_unknown_split_not_a_negative_count(tmp_path):
    odd = video("1", "ann", 1000, 10, is_ad=True, paid_views=900, paid_likes=50, paid_comments=0, paid_shares=0)
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=[odd, video("2", "ann", 100, 9)]))
    assert cell(found, "videos_used", tier="unknown") == 1


@pytest.mark.parametrize(
    ("keyword", "caption", "counts"),
    [
        ("ឡូតុស", "ខ្ញុំចូលចិត្តឡូតុសណាស់", True),
        ("莲花", "我喜欢莲花霜", True),
        ("lotus", "my Lotus cream", True),
        ("lotus", "lotusflower", False),
        ("c++", "I use c++ daily", True),
    ],
)
def test_keywords_match_as_their_script_writes_words(tmp_path, keyword, caption, counts):
    brands = [BRANDS[1], {"brand": "Us", "role": "own", "keywords": [keyword]}]
    videos = [video("1", "ann", 10, 1, caption=caption), video("2", "bob", 10, 1, hashtags=["them"])]
    found = benchmarking.share_of_voice(data(tmp_path / "w", videos=videos, brands=brands))
    assert cell(found, "mentions", brand="Us") == (1 if counts else 0)


def test_the_tag_that_was_searched_for_is_no_mention(tmp_path):
    searched = [
        video(str(i), f"c{i}", 10, 1, hashtags=["us"], collected_by="hashtag", collected_for="us") for i in range(9)
    ]
    said = [video("x", "ann", 10, 1, hashtags=["us", "them"], collected_by="hashtag", collected_for="us")]
    found = benchmarking.share_of_voice(data(tmp_path / "w", videos=searched + said, brands=BRANDS))
    assert cell(found, "mentions", brand="Us") == 0
    assert cell(found, "mentions", brand="Them") == 1
    assert "depend on what was searched" in found.caveat


def test_the_edge_of_the_data_is_no_rise(tmp_path):
    videos = [
        video(f"{c}{d}", f"c{c}", 1000 + c, 9, posted_at=f"2026-05-{d:02}T00:00Z", hashtags=["a"])
        for c in range(9)
        for d in range(1, 29)
    ]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=videos))
    assert found.table["use_change"].isna().all()
    assert "came up" not in found.takeaway
    assert "less than eight weeks" in found.caveat


def test_videos_of_an_age_are_compared_with_videos_of_that_age(tmp_path):
    videos = []
    for c in range(12):
        for k in range(16):  # older videos have more views; tags follow age and do nothing
            age = 1 + 4 * k
            day = f"2026-{4 if age > 31 else 5:02}-{(62 - age if age > 31 else 32 - age):02}"
            tag = "fresh" if age < 30 else "old"
            views = int(1000 * (1 + c / 10) * age**0.5 * (1 + 0.01 * ((c * 7 + k * 5) % 11)))
            videos.append(video(f"{c}-{k}", f"c{c}", views, 9, posted_at=f"{day}T12:00Z", hashtags=[tag]))
    found = benchmarking.hashtags(data(tmp_path / "w", videos=videos))
    assert "more views" not in found.takeaway.split("none clearly")[0]


def test_a_workspaces_own_tiers_are_those_of_every_question(tmp_path):
    bands = [
        {"tier": "starter", "followers_from": 1_000, "followers_to": 10_000},
        {"tier": "grown", "followers_from": 10_000},
    ]
    tiny = [video(f"t{k}", f"t{k}", 1_000, 50 + k) for k in range(5)]
    videos = [*tiny, *(video(f"s{k}", f"s{k}", 1_000, 40 + k) for k in range(3))]
    people = [creator(f"t{k}", 500) for k in range(5)] + [creator(f"s{k}", 2_000) for k in range(3)]
    own = data(tmp_path / "w", videos=videos, creators=people, tiers=bands)
    order = ["under 1k", "starter", "grown", "unknown"]
    cohort, rates = benchmarking.cohort(own), benchmarking.tier_benchmarks(own)
    assert list(cohort.table["tier"]) == list(rates.table["tier"]) == order
    assert list(cohort.table["band"]) == ["below 1k", "1k–10k", "10k+", "no follower count"]
    assert cohort.definitions["Tier"].startswith("Follower band [from, next) of this workspace's table tiers")
    # Exolyt's guide calls the same band nano: what is published of exactly these followers holds whatever its name
    assert cell(rates, "published_by_followers", tier="starter") == pytest.approx(0.0784)
    assert "3 starter creators" in benchmarking.leaderboard(own, tier="starter").takeaway.replace("\xa0", " ")
    with pytest.raises(UsageError, match="use one of under 1k, starter, grown, unknown"):
        benchmarking.leaderboard(own, tier="nano")


def test_creators_below_the_first_band_are_called_by_where_it_begins(tmp_path):
    bands = [
        {"tier": "small", "followers_from": 2_500, "followers_to": 10_000},
        {"tier": "large", "followers_from": 10_000},
    ]
    videos = [video(f"{who}{k}", who, 1_000, 50 + k) for who in "abcdef" for k in range(3)]
    own = data(tmp_path / "w", videos=videos, creators=[creator(who, 2_499) for who in "abcdef"], tiers=bands)
    assert "6 creators under 2.5k" in benchmarking.leaderboard(own).takeaway.replace("\xa0", " ")
    assert "Fewer than 20 creators under 2.5k" in benchmarking.tier_benchmarks(own).caveat
