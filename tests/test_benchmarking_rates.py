"""Rates of tiers and brands, by hand: what they are made of, how tiers differ, brands at the same mix of tiers."""

from hypothesis import given, HealthCheck, settings
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from kit import benchmarking, estimate, published, tiers
from kit.benchmarking.rates.brand_engagement import spoken
from kit.benchmarking.rates.explained import why_apart
from kit.benchmarking.rates.rated import by_creator, rated
from kit.benchmarking.voice.mentions import named
from kit.wording import percent
from tiny import cell, creator, data, video

FOLLOWERS = {"nano": 5_000, "micro": 20_000, "mid": 100_000, "mega": 2_000_000}
BRANDS = [
    {"brand": "Us", "role": "own", "handles": ["us.official"], "hashtags": ["us"]},
    {"brand": "Them", "role": "competitor", "handles": ["them"], "hashtags": ["them"]},
]
RATES = ("engagement_rate_by_views", "typical_creator", "typical_video", "engagement_rate_by_followers")
YOUNG, MIDDLE = {"posted_at": "2026-05-30T12:00Z"}, {"posted_at": "2026-05-20T12:00Z"}  # captured on 1 June
UNKNOWN_AGE = {"captured_at": None}


def people(*tier_and_ids):
    return [creator(c, FOLLOWERS[tier]) for tier, ids in tier_and_ids for c in ids]


def five(letter):
    return [f"{letter}{i}" for i in range(5)]


def some(ids, views, likes, tag="", n=1, **more):
    """n videos of each creator, all alike."""
    tagged = {"hashtags": [tag]} if tag else {}
    return [video(f"{c}-{views}-{likes}-{tag}-{i}", c, views, likes, **tagged | more) for c in ids for i in range(n)]


def figures(finding, *columns):
    return finding.table[list(columns)].astype("float64").to_numpy()


# -- what rates are made of
def test_videos_younger_than_a_week_carry_no_rate_and_are_counted(tmp_path):
    videos = some(five("a"), 1000, 50) + some(five("a"), 1000, 900, **YOUNG)
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=videos, creators=people(("micro", five("a")))))
    assert cell(found, "engagement_rate_by_views", tier="micro") == pytest.approx(0.05)
    assert found.left_out["videos younger than 7 days at capture"] == 5
    assert (cell(found, "videos", tier="micro"), cell(found, "videos_used", tier="micro")) == (10, 5)


def test_videos_of_unknown_capture_are_taken_but_for_the_last_week_of_their_file(tmp_path):
    older, newest = some(five("a"), 1000, 50, **UNKNOWN_AGE), some(["a0"], 1000, 900, **UNKNOWN_AGE | YOUNG)
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=older + newest))
    assert found.n["videos"] == 5
    assert "those of the week before it are left out" in found.caveat
    assert found.left_out["videos of the last week of a file, their capture unknown"] == 1
    assert found.left_out["videos younger than 7 days at capture"] == 0


def test_videos_of_which_nothing_tells_the_age_stay_in_and_it_is_said(tmp_path):
    videos = some(five("a"), 1000, 50, **UNKNOWN_AGE, posted_at=None)
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=videos))
    assert found.n["videos"] == 5
    assert "The age of these videos is unknown" in found.caveat


def test_the_last_week_of_a_file_alone_is_refused_with_what_to_do(tmp_path):
    old = video("old", "a0", None, None, posted_at="2026-03-01T12:00Z", captured_at=None)  # of unknown counts
    seen = data(tmp_path / "w", videos=[*some(five("a"), 1000, 50, **UNKNOWN_AGE), old])
    for ask in (benchmarking.tier_benchmarks, benchmarking.tier_differences, benchmarking.leaderboard):
        found = ask(seen)
        assert found.status == "not_shown"
        assert "give --captured-at at import, or export older videos" in found.takeaway
    assert "give --captured-at at import" in benchmarking.typical_views(seen).takeaway


def test_young_videos_only_are_refused_with_what_to_do(tmp_path):
    seen = data(tmp_path / "w", videos=some(["a"], 1000, 50, **YOUNG), brands=BRANDS)
    for ask in (benchmarking.tier_benchmarks, benchmarking.tier_differences, benchmarking.brand_engagement):
        found = ask(seen)
        assert found.status == "not_shown"
        assert "younger than 7 days at capture" in found.takeaway
        assert "capture the videos again" in found.takeaway


def test_no_organic_counts_are_refused_with_what_to_do(tmp_path):
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=some(["a"], 1000, 50, is_ad=True)))
    assert found.status == "not_shown"
    assert "paid split" in found.takeaway


def test_what_is_left_out_and_what_is_used_add_up(tmp_path):
    videos = [
        *some(["a"], 1000, 50),
        *some(["a"], 1000, 60, **YOUNG),
        *some(["a"], 0, 0),
        *some(["us.official"], 1000, 70, **YOUNG),
        *some(["b"], 100, 105),
        *some(["b"], 3, 90_000),
        *some(["b"], 900, 9, is_ad=True),
    ]
    seen = data(tmp_path / "w", videos=videos, brands=BRANDS)
    found = benchmarking.tier_benchmarks(seen)
    assert found.left_out == {
        "videos on brands' own accounts": 1,
        "videos younger than 7 days at capture": 1,
        "videos with more engagements than views": 1,
        "videos whose counts contradict one another": 1,
        "videos without known organic views and engagements": 2,
    }
    assert found.n["videos"] + sum(found.left_out.values()) == 7


# -- tier benchmarks
def test_a_tiers_views_pace_and_evenness_by_hand(tmp_path):
    views = {"a0": 100, "a1": 200, "a2": 300, "a3": 400, "a4": 500}
    days = ("2026-04-01T12:00Z", "2026-04-08T12:00Z", "2026-04-22T12:00Z")
    videos = [
        video(f"{c}{i}", c, v, 10, posted_at=day, captured_at="2026-05-01T12:00Z")
        for c, v in views.items()
        for i, day in enumerate(days)
    ]
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=videos, creators=people(("nano", views))))
    assert cell(found, "median_views", tier="nano") == 300  # of the medians 100, 200, 300, 400, 500
    assert cell(found, "median_views_low", tier="nano") < 300 < cell(found, "median_views_high", tier="nano")
    assert cell(found, "view_rate", tier="nano") == pytest.approx(300 / 5_000)
    assert cell(found, "top_video_share", tier="nano") == pytest.approx(500 / 4_500)
    # (3 × 1,500)² ÷ (3 × (100² + 200² + 300² + 400² + 500²)) = 20,250,000 ÷ 1,650,000
    assert cell(found, "effective_videos", tier="nano") == pytest.approx(20_250_000 / 1_650_000)
    assert cell(found, "videos_per_week", tier="nano") > 0


def test_popular_videos_tell_no_usual_views(tmp_path):
    found = benchmarking.tier_benchmarks(
        data(
            tmp_path / "w",
            videos=some(five("a"), 9000, 90, n=4, collected_by="hashtag"),
            creators=people(("nano", five("a"))),
        )
    )
    assert found.table[["median_views", "view_rate", "videos_per_week"]].isna().all(axis=None)
    assert {"median_views", "view_rate", "videos_per_week"} <= {c.name for c in found.columns if c.hidden}
    assert cell(found, "engagement_rate_by_views", tier="nano") == pytest.approx(0.01)
    assert "found by hashtag or search" in found.caveat


def test_a_tier_of_fewer_than_five_creators_shows_who_they_are(tmp_path):
    videos = some(["ann"], 1000, 80) + some(["bob"], 1000, 20) + some(five("a"), 1000, 50)
    crowd = [*people(("nano", ["bob"]), ("micro", five("a"))), creator("ann", 5_000, name="<b>Ann</b>")]
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=videos, creators=crowd))
    assert cell(found, "creators_shown", tier="nano") == "<b>Ann</b> 8.0\u202f% and bob 2.0\u202f%"
    assert cell(found, "creators_shown", tier="micro") == ""
    assert (
        "Too few creators for an interval: nano (\u2068<b>Ann</b>\u2069 8.0\u202f% and \u2068bob\u2069 2.0\u202f%)."
        in found.caveat
    )
    assert np.isnan(cell(found, "engagement_rate_by_views_low", tier="nano"))
    assert "Fewer than 20 creators in micro:" in found.caveat


@pytest.mark.parametrize(
    ("old", "younger", "words"),
    [
        (50, 100, "engagement comes before views, so younger videos read high"),
        (100, 50, "their age matters here, so compare within one age"),
        (50, 51, ""),
    ],
)
def test_older_videos_that_engage_otherwise_are_named_with_both_rates(tmp_path, old, younger, words):
    ids = five("a") + five("b")
    videos = [
        one
        for i, c in enumerate(ids)  # 0 to 9 likes more, so that creators differ: 4.5 on average
        for one in (*some([c], 1000, old + i), *some([c], 1000, younger + i, n=2, **MIDDLE))
    ]
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=videos))
    assert ("Videos of 28 days or more engage at" in found.caveat) == bool(words)
    if words:
        older, every = (old + 4.5) / 1000, (old + 2 * younger + 3 * 4.5) / 3000
        assert f"engage at {percent(older)}, all used at {percent(every)} (" in found.caveat
        assert words in found.caveat


def made(rates, views, tier="micro"):
    """Used videos of one tier, one a creator."""
    ids = [f"c{i}" for i in range(len(rates))]
    engagements = [round(r * v) for r, v in zip(rates, views, strict=True)]
    used = pd.DataFrame({"creator_id": ids, "organic_engagements": engagements, "organic_views": views})
    return used.assign(tier=pd.Categorical([tier] * len(ids), tiers.EXOLYT.order(), ordered=True))


@pytest.mark.parametrize(
    ("rates", "views", "words"),
    [
        # 10,000 at 10 % and 5 × 1,000 at 5 %: 1,250 of 15,000 is 8.3 %, the median 5 %; without the first 5 %
        (
            [0.1, 0.05, 0.05, 0.05, 0.05, 0.05],
            [10_000, *[1000] * 5],
            "one creator (\u2068c0\u2069) has 67\u202f% of the views at 10.0\u202f%, without it 5.0\u202f%",
        ),
        # five of 4,000 views at 2 %, six of 100 at 8 %: 448 ÷ 20,600 is 2.2 %, the median 8 %
        ([0.02] * 5 + [0.08] * 6, [4_000] * 5 + [100] * 6, "creators with many views engage less than others"),
        # equal views: 8 at 2 %, two at 40 %: the mean is 9.6 %, the median 2 %
        ([0.02] * 8 + [0.4] * 2, [1000] * 10, "a few creators engage far more than the rest"),
        ([0.0] * 6 + [0.1] * 2, [1000] * 8, "most creators have no engagement at all"),
    ],
)
def test_why_a_tiers_rate_is_not_its_typical_creators(rates, views, words):
    used = made(rates, views)
    said = why_apart(tiers.EXOLYT, used, by_creator(used))
    assert words in said
    assert said.startswith("In micro, the rate of all views, ")


def test_one_creator_of_many_alike_videos_is_found_before_a_tendency_of_videos():
    # 10 videos of c0 with 10,000 views at 12 %, 5 creators of 5 videos with 5,000 at 5 to 6.25 %: all 8.6 %, the
    # typical video 6 %, without c0 5.6 %; no single video has more than 4.4 % of the views
    ids = ["c0"] * 10 + [f"c{1 + i // 5}" for i in range(25)]
    rates, views = [0.12] * 10 + [0.05 + 0.0005 * i for i in range(25)], [10_000] * 10 + [5_000] * 25
    used = made(rates, views).assign(creator_id=ids)
    said = why_apart(tiers.EXOLYT, used, by_creator(used))
    assert "one creator (\u2068c0\u2069) has 44\u202f% of the views at 12.0\u202f%, without it 5.6\u202f%." in said


def test_one_video_is_named_where_no_creator_is():
    # c1 to c9 have 1,000 at 5 %, c1 to c3 also 3,000 at 14 %: 1,710 of 18,000; c0 has 4 × 3,000 at 1 % and a viral
    # one of 15,000 at 30 %: in all 6,330 ÷ 45,000 = 14.1 %, typically 5 %; without c0 9.5 %, without that one 6.1 %
    ids = [f"c{i}" for i in range(1, 10)] + ["c1", "c2", "c3"] + ["c0"] * 5
    used = made([0.05] * 9 + [0.14] * 3 + [0.01] * 4 + [0.3], [1000] * 9 + [3000] * 7 + [15_000])
    used = used.assign(creator_id=ids)
    said = why_apart(tiers.EXOLYT, used, by_creator(used))
    assert "one video has 33\u202f% of the views at 30.0\u202f%, without it 6.1\u202f%." in said


def test_many_views_go_with_more_engagement_only_where_ranks_show_it():
    # 30 creators: three with ten times the views at 15 %, ten more with few views at 10 %, the rest at 5 %
    rates, views = [0.15] * 3 + [0.10] * 10 + [0.05] * 17, [20_000] * 3 + [500 + i for i in range(10)] + [1000] * 17
    used = made(rates, views)
    said = why_apart(tiers.EXOLYT, used, by_creator(used))
    assert "some of the most viewed creators engage more than others" in said


def test_rates_that_lie_close_need_no_explanation():
    used = made([0.05, 0.05, 0.05, 0.055, 0.045], [1000] * 5)
    assert why_apart(tiers.EXOLYT, used, by_creator(used)) == ""
    few = made([0.9, 0.01], [1000, 9000])
    assert why_apart(tiers.EXOLYT, few, by_creator(few)) == ""
    unknown = made([0.02] * 8 + [0.4] * 2, [1000] * 10, tiers.UNKNOWN)
    assert why_apart(tiers.EXOLYT, unknown, by_creator(unknown)) == ""


def test_median_views_of_creators_carry_their_own_n(tmp_path):
    ids = five("a") + five("b")
    usual = some(five("a"), 1000, 50)
    videos = usual + some(five("b"), 9000, 500, collected_by="hashtag")
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=videos, creators=people(("nano", ids))))
    assert (cell(found, "creators_used", tier="nano"), cell(found, "creators_viewed", tier="nano")) == (10, 5)
    column = {c.name: c for c in found.columns}
    assert not column["creators_viewed"].hidden
    assert column["median_views"].label == "Typical creator's median views"
    most = usual + some(["b0"], 9000, 500, collected_by="hashtag")
    found = benchmarking.tier_benchmarks(data(tmp_path / "v", videos=most, creators=people(("nano", ids))))
    assert (cell(found, "creators_used", tier="nano"), cell(found, "creators_viewed", tier="nano")) == (6, 5)
    assert "creators_viewed" in {c.name for c in found.columns if c.hidden}


def test_published_rates_have_their_year_and_do_not_stand_beside_popular_videos(tmp_path):
    crowd, hidden = people(("nano", five("a"))), {}
    for share in (2, 3):  # of five videos
        videos = some(five("a")[share:], 1000, 50) + some(five("a")[:share], 1000, 50, collected_by="search")
        found = benchmarking.tier_benchmarks(data(tmp_path / str(share), videos=videos, creators=crowd))
        column = next(c for c in found.columns if c.name == "published_by_followers")
        assert column.label == "Published 2026, by followers"
        hidden[share] = column.hidden
        assert found.definitions["Published, by followers"].startswith("Not shown") == (share == 3)
    assert hidden == {2: False, 3: True}


def test_what_is_published_over_all_sizes_stands_beside_no_tier(tmp_path):
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=some(five("a"), 1000, 50)))
    assert (
        "Rival IQ 2024, median of accounts listed as influencers 4.9\u202f% (grade A-"
        in found.definitions["Published, by views"]
    )
    assert all(np.isnan(published.engagement(tiers.EXOLYT.ends(t), "views")) for t in tiers.EXOLYT.order())
    assert published.engagement((1_000, 10_000), "followers") == pytest.approx(0.0784)


def test_without_followers_there_is_no_second_rate_and_no_published_one(tmp_path):
    found = benchmarking.tier_benchmarks(data(tmp_path / "w", videos=some(five("a"), 1000, 50)))
    hidden = {c.name for c in found.columns if c.hidden}
    assert {"engagement_rate_by_followers", "published_by_followers", "view_rate"} <= hidden


# -- invariances
def test_duplicates_order_and_videos_without_views_change_no_rate(tmp_path):
    videos = [
        *[video(f"a{i}", f"a{i % 6}", 900 + 137 * i, 40 + 7 * i) for i in range(18)],
        *[video(f"b{i}", f"b{i % 6}", 700 + 211 * i, 90 + 3 * i, hashtags=["us", "them"]) for i in range(18)],
    ]
    crowd = people(("micro", [f"a{i}" for i in range(6)]), ("nano", [f"b{i}" for i in range(6)]))
    kinds = {
        "plain": videos,
        "twice": videos + [v | {"captured_at": "2026-06-01T12:00Z"} for v in videos],
        "backwards": videos[::-1],
        "zero": [*videos, video("z", "a0", 0, 0), video("z2", "b1", 0, 0, hashtags=["us"])],
    }
    seen = {name: data(tmp_path / name, videos=rows, creators=crowd, brands=BRANDS) for name, rows in kinds.items()}
    base = {name: benchmarking.tier_benchmarks(d) for name, d in seen.items()}
    ends = ("engagement_rate_by_views_low", "engagement_rate_by_views_high", "top_video_share", "videos_used")
    pairs = {name: benchmarking.tier_differences(d) for name, d in seen.items()}
    brands = {name: benchmarking.brand_engagement(d) for name, d in seen.items()}
    for name in kinds:
        np.testing.assert_allclose(figures(base[name], *RATES, *ends), figures(base["plain"], *RATES, *ends))
        np.testing.assert_allclose(figures(pairs[name], "delta", "p_holm"), figures(pairs["plain"], "delta", "p_holm"))
        mixed = ("at_same_mix", "at_same_mix_low", "engagement_rate_by_views", "creators", "videos")
        np.testing.assert_allclose(figures(brands[name], *mixed), figures(brands["plain"], *mixed))
        assert pairs[name].takeaway == pairs["plain"].takeaway
        assert brands[name].takeaway == brands["plain"].takeaway
    assert base["zero"].table["videos"].sum() == base["plain"].table["videos"].sum() + 2


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 5000), st.integers(0, 200), st.booleans(), st.booleans()),
        min_size=1,
        max_size=14,
    )
)
def test_the_tier_table_adds_up(tmp_path_factory, rows):
    videos = [
        video(str(i), who, views, likes, is_ad=ad, **(YOUNG if young else {}))
        for i, (who, views, likes, ad, young) in enumerate(rows)
    ] + [video("x", "a", 500, 20, is_ad=False)]
    crowd = [creator(c, f) for c, f in zip("abcde", (500, 5_000, 20_000, 20_000, None), strict=True)]
    seen = data(tmp_path_factory.mktemp("tiers") / "w", videos=videos, creators=crowd)
    found = benchmarking.tier_benchmarks(seen)
    table = found.table
    assert list(table["tier"]) == tiers.EXOLYT.order()
    assert table["videos"].sum() == len(videos)
    assert table["creators"].sum() == len(seen.creators)
    assert table["videos_used"].sum() == found.n["videos"] == len(videos) - sum(found.left_out.values())
    assert table["creators_used"].sum() == found.n["creators"]
    assert min(found.left_out.values()) >= 0
    used = rated(seen)
    whole = used["organic_engagements"].sum() / used["organic_views"].sum()
    views = used.groupby("tier", observed=False)["organic_views"].sum().astype("float64").to_numpy()
    parts = table["engagement_rate_by_views"].fillna(0).to_numpy()
    assert (parts * views).sum() / views.sum() == pytest.approx(float(whole))
    assert (table["effective_videos"].fillna(0) <= table["videos_used"] + 1e-9).all()


# -- tier differences
def test_tiers_that_lie_wholly_apart_are_said_in_words(tmp_path):
    high = [v for i, c in enumerate(five("a") + five("d")) for v in some([c], 1000, 100 + i, n=2)]
    low = [v for i, c in enumerate(five("b") + five("e")) for v in some([c], 1000, 50 + i, n=2)]
    crowd = people(("nano", five("b") + five("e")), ("micro", five("a") + five("d")))
    found = benchmarking.tier_differences(data(tmp_path / "w", videos=high + low, creators=crowd))
    row = found.table.iloc[0]
    assert (row["first"], row["second"], row["delta"]) == ("nano", "micro", -1)
    assert row["higher_rate"] == "micro in 100"
    labels = {c.name: c.label for c in found.columns}
    assert labels["typical_first"].startswith("Typical, video by video")
    assert row["typical_first"] == pytest.approx(0.0545 + 0.0005, abs=0.001)  # median of 50 … 59 of 1,000
    assert found.takeaway.startswith("A micro creator has a higher rate than a nano creator in 100 (")
    assert found.takeaway.endswith("of 100 pairs, typically 10.5\u202f% against 5.5\u202f%.")
    assert "p" not in found.takeaway.replace("pairs", "").replace("typically", "").split()
    assert found.columns[-1].name == "p_holm"
    assert "Followers are not shown to be the cause" in found.caveat


def test_equal_tiers_show_no_difference(tmp_path):
    videos = some(five("a") + five("b"), 1000, 50, n=2)
    crowd = people(("nano", five("a")), ("micro", five("b")))
    found = benchmarking.tier_differences(data(tmp_path / "w", videos=videos, creators=crowd))
    assert found.table["delta"].iloc[0] == 0
    assert found.table["higher_rate"].iloc[0] == "unclear, each in 50"
    assert found.takeaway.startswith("There is no clear difference between tiers: a nano creator has a higher rate")
    assert benchmarking.tier_benchmarks(data(tmp_path / "v", videos=videos, creators=crowd)).takeaway.endswith(
        "with no clear difference between tiers."
    )


def test_creators_with_one_video_or_of_unknown_size_are_not_compared(tmp_path):
    videos = some(five("a") + five("b") + five("u"), 1000, 50, n=2) + some(["a9", "b9"], 1000, 900)
    crowd = people(("nano", [*five("a"), "a9"]), ("micro", [*five("b"), "b9"]))
    found = benchmarking.tier_differences(data(tmp_path / "w", videos=videos, creators=crowd))
    assert found.n == {"creators": 10, "videos": 20}
    assert len(found.table) == 1
    assert found.left_out["creators of unknown size, with one video, or in tiers with too few"] == 7


@pytest.mark.parametrize(("clear", "apart"), [(False, 0), (True, 40)])
def test_a_comparison_that_few_creators_carry_says_so(tmp_path, clear, apart):
    """10 creators of 30 have two videos: without a difference nothing can be told, with one it is theirs."""
    pairs = [v for i, c in enumerate(five("a")) for v in some([c], 1000, 50 + i, n=2)]
    pairs += [v for i, c in enumerate(five("b")) for v in some([c], 1000, 50 + apart + i, n=2)]
    lone = [f"c{i}" for i in range(20)]
    seen = data(
        tmp_path / "w",
        videos=pairs + some(lone, 1000, 50),
        creators=people(("nano", five("a") + lone), ("micro", five("b"))),
    )
    one, two = benchmarking.tier_differences(seen).takeaway, benchmarking.tier_benchmarks(seen).takeaway
    if clear:
        assert "(seen among 10 of 30 creators)" in one
        assert "; tiers differ (seen among 10 of 30 creators), from" in two
    else:
        words = "hether tiers differ cannot be told: only 10 of 30 creators have two videos."
        assert one.startswith(f"W{words} The gap seen: a micro creator has a higher rate than a nano creator in 50 (")
        assert two.endswith(f"; w{words}")
        assert "no clear difference" not in one + two


def test_the_widest_of_several_gaps_is_not_a_bound(tmp_path):
    videos = [v for x in "abc" for i, c in enumerate(five(x)) for v in some([c], 1000, 50 + i, n=2)]
    crowd = people(("nano", five("a")), ("micro", five("b")), ("mid", five("c")))
    found = benchmarking.tier_differences(data(tmp_path / "w", videos=videos, creators=crowd))
    assert found.takeaway.startswith("There is no clear difference between tiers. The widest gap seen: a ")
    assert "at most" not in found.takeaway


def test_fewer_than_two_tiers_of_five_creators_are_refused_with_the_counts(tmp_path):
    videos = some(five("a") + five("b")[:4], 1000, 50, n=2)
    crowd = people(("nano", five("a")), ("micro", five("b")))
    found = benchmarking.tier_differences(data(tmp_path / "w", videos=videos, creators=crowd))
    assert found.status == "not_shown"
    assert "(nano 5 and micro 4)" in found.takeaway
    lone = benchmarking.tier_differences(data(tmp_path / "v", videos=some(["a"], 1000, 50)))
    assert "(none has any)" in lone.takeaway


def test_tiers_of_different_ages_are_said(tmp_path):
    videos = some(five("a"), 1000, 50, n=2) + some(five("b"), 1000, 50, n=2, **MIDDLE)
    crowd = people(("nano", five("a")), ("micro", five("b")))
    found = benchmarking.tier_differences(data(tmp_path / "w", videos=videos, creators=crowd))
    assert (
        "Half of the micro videos were at most 12\u00a0days old at capture, of the nano ones 31: young ones read high."
        in found.caveat
    )


def test_own_rates_keep_the_error_that_rates_drawn_to_the_tier_would_not():
    """Two tiers of one and the same spread, 3 videos a creator: how often would Dunn's test call them different?"""
    rng, found = np.random.default_rng(6), {"raw": 0, "value": 0}
    unit = np.repeat(np.arange(40), 3)
    tier = np.where(np.arange(40) < 20, "nano", "micro")
    worlds = 120
    for _ in range(worlds):
        logits = -3 + 0.15 * rng.standard_normal(40)[unit] + 0.6 * rng.standard_normal(120)
        views = np.full(120, 1e6)
        each = estimate.shrunk_rates(np.round(views / (1 + np.exp(-logits))), views, unit, group=tier[unit])
        for kind in found:
            found[kind] += float(estimate.differences(each[kind], tier)["p"].iloc[0]) < 0.05
    assert found["raw"] / worlds <= 0.1
    assert found["value"] / worlds >= 0.25  # drawn to their tiers, creators seem to differ by tier


# -- brands
def simpson():
    """At nano 10 % against 8 %, at mega 5 % against 4 %; but our views are mega's and theirs are nano's."""
    crowd = people(("nano", five("a") + five("c")), ("mega", five("b") + five("d")))
    videos = [
        *some(five("a"), 100, 10, "us"),
        *some(five("b"), 10_000, 500, "us"),
        *some(five("c"), 10_000, 800, "them"),
        *some(five("d"), 100, 4, "them"),
    ]
    return videos, crowd


def test_simpsons_paradox_is_seen(tmp_path):
    videos, crowd = simpson()
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS))
    # crude: (5 × 10 + 5 × 500) ÷ (500 + 50,000) = 2,550 ÷ 50,500; (4,000 + 20) ÷ 50,500
    assert cell(found, "engagement_rate_by_views", brand="Us") == pytest.approx(2550 / 50_500)
    assert cell(found, "engagement_rate_by_views", brand="Them") == pytest.approx(4020 / 50_500)
    # the mix is 50,500 views at nano and as many at mega: (10 % + 5 %) / 2 and (8 % + 4 %) / 2
    assert cell(found, "at_same_mix", brand="Us") == pytest.approx(0.075)
    assert cell(found, "at_same_mix", brand="Them") == pytest.approx(0.06)
    assert found.table["brand"].tolist() == ["Us", "Them"]
    assert found.takeaway.endswith(
        "At each one's own mix the order turns, 5.0\u202f% against 8.0\u202f%: it rests on the mix of tiers."
    )
    assert "a clear difference" in found.takeaway
    assert found.definitions["Same mix of tiers"].endswith("nano 50\u202f% and mega 50\u202f%.")


def test_no_paradox_no_sentence(tmp_path):
    videos = some(five("a"), 1000, 60, "us") + some(five("b"), 1000, 50, "them")
    crowd = people(("nano", five("a") + five("b")))
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS))
    assert "turns" not in found.takeaway
    assert found.n == {"creators": 10, "videos": 10}


def alike():
    """10 % and 4 % against 8 % and 5 %, at nano and mega, with the same views of each: ahead by videos alone."""
    crowd = people(("nano", five("a") + five("c")), ("mega", five("b") + five("d")))
    videos = [
        *some(five("a"), 100, 10, "us"),
        *some(five("b"), 10_000, 400, "us"),
        *some(five("c"), 100, 8, "them"),
        *some(five("d"), 10_000, 500, "them"),
    ]
    return videos, crowd


def test_brands_of_one_mix_of_views_have_no_paradox(tmp_path):
    videos, crowd = alike()
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS))
    # by videos the mix were half and half, 7 % against 6.5 %; by views nothing is mixed: 2,050 and 2,540 of 50,500
    for column in ("at_same_mix", "own_mix", "engagement_rate_by_views"):
        assert cell(found, column, brand="Us") == pytest.approx(2050 / 50_500)
        assert cell(found, column, brand="Them") == pytest.approx(2540 / 50_500)
    assert "turns" not in found.takeaway


@pytest.mark.parametrize(
    ("world", "same", "own"), [(simpson, 0.075 / 0.06, 2550 / 4020), (alike, 205 / 254, 205 / 254)]
)
def test_the_gap_at_the_same_mix_is_the_ratio_of_the_rates_shown(tmp_path, world, same, own):
    videos, crowd = world()
    seen = data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS)
    told = spoken(seen, rated(seen), named(seen))
    assert told.gap("Us", "Them", same_mix=True).value == pytest.approx(same)
    assert told.gap("Us", "Them", same_mix=False).value == pytest.approx(own)


def test_a_turn_of_order_that_no_clear_difference_bears_out_says_so(tmp_path):
    spread = (0.2, 0.6, 1.0, 1.4, 1.8)  # of the mean rate, creator by creator
    groups = [("a", "us", 1000, 0.10), ("b", "us", 1500, 0.05), ("c", "them", 1500, 0.095), ("d", "them", 1000, 0.048)]
    videos = [
        video(c, c, views, round(views * rate * part), hashtags=[tag])
        for letter, tag, views, rate in groups
        for c, part in zip(five(letter), spread, strict=True)
    ]
    crowd = people(("nano", five("a") + five("c")), ("mega", five("b") + five("d")))
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS))
    # (500 + 375) and (712.5 + 240) of 12,500; half and half 7.5 % against 7.15 %
    assert "7.0\u202f% against 7.6\u202f%: it rests on the mix of tiers; neither difference is clear." in found.takeaway


def test_a_creator_with_a_quarter_of_a_brands_views_is_named(tmp_path):
    videos = [*some(five("a"), 1000, 80, "us"), *some(["star"], 5000, 100, "us"), *some(five("b"), 1000, 70, "them")]
    crowd = people(("nano", [*five("a"), *five("b"), "star"]))
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS))
    # 5,000 of 10,000 views at 2 %, the others' 400 of 5,000
    assert cell(found, "top_creator_share", brand="Us") == pytest.approx(0.5)
    assert "\u2068star\u2069 has 50\u202f% of all views with \u2068Us\u2069" in found.caveat
    assert "and engages at 2.0\u202f%, the others at 8.0\u202f%." in found.caveat
    even = benchmarking.brand_engagement(
        data(tmp_path / "v", videos=videos[:5] + videos[6:], creators=crowd, brands=BRANDS)
    )
    assert "of all views with" not in even.caveat


def test_a_video_of_two_brands_counts_for_each_and_own_accounts_for_none(tmp_path):
    videos = [
        *some(five("a"), 1000, 60, hashtags=["us", "them"]),
        *some(["us.official"], 1000, 900, "us"),
    ]
    found = benchmarking.brand_engagement(
        data(tmp_path / "w", videos=videos, creators=people(("nano", five("a"))), brands=BRANDS)
    )
    assert found.table["videos"].tolist() == [5, 5]
    assert found.n["videos"] == 5
    assert found.table["at_same_mix"].tolist() == pytest.approx([0.06, 0.06])
    assert "no clear difference" in found.takeaway
    assert found.left_out["mentions on brands' own accounts"] == 1


def test_a_brand_of_fewer_than_five_creators_is_not_compared(tmp_path):
    videos = some(five("a"), 1000, 60, "us") + some(five("b")[:4], 1000, 50, "them")
    crowd = people(("nano", five("a") + five("b")))
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS))
    assert found.table["at_same_mix"].isna().all()
    assert np.isnan(cell(found, "engagement_rate_by_views_low", brand="Them"))
    assert found.takeaway.startswith("Creators' videos with \u2068Us\u2069 engage at 6.0\u202f%")
    assert "as fewer than two have 5 creators of known size" in found.takeaway


def test_brands_without_a_tier_in_common_are_not_compared(tmp_path):
    videos = some(five("a"), 1000, 60, "us") + some(five("b"), 1000, 50, "them")
    crowd = people(("nano", five("a")), ("mega", five("b")))
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS))
    assert found.table["at_same_mix"].isna().all()
    assert "as in no tier has each of them 2 creators" in found.takeaway


def test_one_brand_or_no_mention_is_refused_with_what_to_do(tmp_path):
    videos, crowd = simpson()
    lone = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=BRANDS[:1]))
    assert lone.status == "not_shown"
    assert "at least one competitor" in lone.takeaway
    quiet = benchmarking.brand_engagement(data(tmp_path / "v", videos=some(["a"], 10, 1), brands=BRANDS))
    assert quiet.status == "not_shown"
    assert "No creator's video with a rate mentions one of the tracked brands" in quiet.takeaway


def test_brands_of_every_name_stand_in_sentences(tmp_path):
    videos, crowd = simpson()
    brands = [BRANDS[0] | {"brand": "<b>ឡូតុស</b>\u202e"}, BRANDS[1]]
    found = benchmarking.brand_engagement(data(tmp_path / "w", videos=videos, creators=crowd, brands=brands))
    assert "\u2068<b>ឡូតុស</b>\u2069" in found.takeaway
    assert "\u202e" not in found.takeaway + found.caveat
