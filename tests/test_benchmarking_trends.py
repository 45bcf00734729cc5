"""Hashtags and sounds by hand: a fixed panel, bursts, floods, and the same creator's videos with and without."""

import json

import numpy as np
import pandas as pd
import pytest

import kit
from kit import benchmarking
from kit.benchmarking.content import hashtags, trend_words, trends
from kit.benchmarking.content.panel import Seen
from kit.benchmarking.content.trends import Uses
from tiny import cell, data, video

END = pd.Timestamp("2026-05-28T12:00Z")  # newest video; captured four days later


def post(creator: str, week: int, n: int = 0, views: int = 1000, **more: object) -> dict:
    """A video of so many weeks before the end; n tells apart those of one week."""
    when = END - pd.Timedelta(days=7 * week) - pd.Timedelta(hours=n)
    name = f"{creator}-{week}-{n}-{more.get('collected_by', '')}"
    return video(name, creator, views, 50, posted_at=f"{when:%Y-%m-%dT%H:%MZ}") | more


def steady(creators: int, tag: str = "calm", weeks: int = 9) -> list[dict]:
    """Two videos a week each, one of them tagged; nine weeks, as the panel must reach back over eight."""
    return [
        post(f"c{c}", week, n, 1000 + 7 * c + 3 * week, hashtags=[tag] if n else ["other"])
        for c in range(creators)
        for week in range(weeks)
        for n in range(2)
    ]


@pytest.mark.parametrize(("ask", "key"), [(benchmarking.hashtags, "hashtag"), (benchmarking.sounds, "sound")])
def test_the_rise_that_the_sample_was_given_is_found(sample, ask, key):
    truth = json.loads((sample / "truth.json").read_text())
    made = truth["rising_hashtag"]["hashtag"] if key == "hashtag" else "dewy loop"
    found = ask(kit.open(str(sample)))
    assert (
        f"{made}\u2069{'' if key == 'hashtag' else '”'} is on the rise, its share of videos growing by"
        in found.takeaway
    )
    assert cell(found, "trend_low", **{key: made}) > 0
    # e^0.36 a week was put in: 43 %
    assert cell(found, "trend_low", **{key: made}) < np.exp(0.36) - 1 < cell(found, "trend_high", **{key: made})
    clear = found.table[(found.table["trend_low"] > 0) & ~found.table["owned"]]
    assert list(clear[key]) == [made]


def test_the_campaigns_own_tag_is_shown_but_is_no_trend(sample):
    found = benchmarking.hashtags(kit.open(str(sample)))
    assert cell(found, "note", hashtag="kesavisunny") == "brand's own; peak 1 Sep"
    assert cell(found, "use_change", hashtag="kesavisunny") > 10
    assert "kesavi" not in found.takeaway


def test_videos_a_week_and_change_of_use_by_hand(tmp_path):
    more = [post(f"c{c}", week, 2, hashtags=["rise"]) for c in range(6) for week in (0, 1, 2, 5)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(6) + more))
    assert cell(found, "recent", hashtag="rise") == 18  # 6 creators × weeks 0, 1, 2
    assert cell(found, "before", hashtag="rise") == 6
    assert cell(found, "per_week", hashtag="rise") == pytest.approx(4.5)
    assert cell(found, "pace", hashtag="rise") == "4.5 (1.5 before)"
    # 18 of 6 × (4 × 2 + 3) = 66 videos against 6 of 6 × (4 × 2 + 1) = 54
    assert cell(found, "use_change", hashtag="rise") == pytest.approx((18 / 66) / (6 / 54))


def test_what_never_changes_grows_by_nothing(tmp_path):
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(8)))
    assert cell(found, "use_change", hashtag="calm") == pytest.approx(1)
    assert cell(found, "trend", hashtag="calm") == pytest.approx(0, abs=1e-9)
    assert cell(found, "burst", hashtag="calm") == ""
    assert "none clearly rises" in found.takeaway


def test_a_burst_is_more_creators_in_the_last_week_than_in_the_four_before(tmp_path):
    boom = [post(f"c{c}", 0, 2, hashtags=["boom"]) for c in range(10)]
    boom += [post(f"c{c}", week, 2, hashtags=["boom"]) for week in (1, 2, 3, 4) for c in (week, week + 1)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(10) + boom))
    assert cell(found, "week", hashtag="boom") == 10
    assert cell(found, "week_before", hashtag="boom") == pytest.approx(2)  # creators a week
    # all 10 creators post in each week: P(10 or more of 18 | 1/5) = .0009, below .05 ÷ 3 tags
    assert cell(found, "burst", hashtag="boom") == "up"
    assert cell(found, "note", hashtag="boom") == "burst last week"
    assert cell(found, "burst", hashtag="other") == ""


def test_many_videos_of_one_creator_are_no_burst_and_are_flagged(tmp_path):
    few = [post(f"c{c}", 5, 2, hashtags=["mine"]) for c in range(5)]
    flood = [post("c0", week, n, hashtags=["mine"]) for week in (0, 1) for n in range(3, 23)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(8) + few + flood))
    assert cell(found, "burst", hashtag="mine") == ""
    assert cell(found, "note", hashtag="mine") == "mostly @c0"
    assert "#\u2068mine\u2069 grew mostly by one creator, \u2068c0\u2069, which is no trend" in found.takeaway
    assert "on the rise" not in found.takeaway
    clear = found.table.assign(trend_low=np.where(found.table["hashtag"] == "mine", 0.2, np.nan))
    assert "on the rise" not in trend_words.sentence(clear, "hashtag", hashtags.called)


def test_who_joins_late_makes_nothing_rise(tmp_path):
    late = [
        post(f"new{c}", week, n, hashtags=["calm", "theirs"]) for c in range(8) for week in range(4) for n in range(5)
    ]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(8) + late))
    # 64 of 128 videos before; 64 of 128 and 160 newcomers' recently: without the panel a rise by half
    assert (64 / 2 + 160) / (64 + 160) > 1.5 * 0.5
    assert cell(found, "use_change", hashtag="calm") == pytest.approx(1)
    assert cell(found, "videos", hashtag="calm") == 8 * 9 + 160
    assert "theirs" not in set(found.table["hashtag"])
    assert found.left_out == {"creators outside the panel, as their own videos do not span eight weeks": 8}


def test_who_was_captured_too_early_makes_nothing_fall(tmp_path):
    early = [
        post(f"old{c}", week, n, hashtags=["calm"], captured_at="2026-05-01T00:00Z")
        for c in range(6)
        for week in range(4, 10)
        for n in range(5)
    ]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(8) + early))
    assert cell(found, "use_change", hashtag="calm") == pytest.approx(1)
    assert found.left_out == {"creators outside the panel, as their own videos do not span eight weeks": 6}


def test_one_creator_captured_later_does_not_move_the_end(tmp_path):
    after = video("x", "c0", 500, 9, posted_at="2026-06-20T12:00Z", captured_at="2026-06-25T12:00Z", hashtags=["calm"])
    found = benchmarking.hashtags(data(tmp_path / "w", videos=[*steady(8), after]))
    assert cell(found, "recent", hashtag="calm") > 8 * 3


def test_videos_found_by_the_tag_do_not_make_it_rise(tmp_path):
    popular = [post(f"c{c}", 0, n, hashtags=["calm"], collected_by="hashtag") for c in range(8) for n in range(2, 9)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(8) + popular))
    assert cell(found, "use_change", hashtag="calm") == pytest.approx(1)
    assert cell(found, "recent", hashtag="calm") == 8 * 4
    assert "popular" not in found.caveat  # as neither growth nor views rest on them
    assert found.left_out == {"videos found by hashtag or search, from growth and views": 8 * 7}


def test_the_tag_that_a_video_was_found_by_is_not_counted_for_it(tmp_path):
    asked = {"collected_by": "hashtag", "collected_for": "#Calm"}
    popular = [post(f"c{c}", 0, 3, hashtags=["calm", "beside"], **asked) for c in range(8)]
    said = [post(f"c{c}", 1, 4, hashtags=["beside"]) for c in range(5)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(8) + popular + said))
    assert cell(found, "videos", hashtag="calm") == 8 * 9
    assert cell(found, "videos", hashtag="beside") == 8 + 5


def test_a_viral_creators_tag_is_not_better(tmp_path):
    draw = np.random.default_rng(3)
    videos = [
        post(
            f"c{c}",
            week,
            n,
            int(np.exp((14 if c == 0 else 7) + draw.normal(0, 0.5))),
            hashtags=["star"] if (n if c else n or week % 4) else ["plain"],  # the viral creator tags nearly all
        )
        for c in range(10)
        for week in range(9)
        for n in range(2)
    ]
    for v in videos[18:]:
        v["hashtags"] = v["hashtags"] if draw.random() < 0.2 else ["plain"]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=videos))
    views = pd.DataFrame(videos).assign(star=[v["hashtags"] == ["star"] for v in videos]).groupby("star")["views"]
    assert views.mean()[True] > 10 * views.mean()[False]  # what raw means would say
    assert cell(found, "view_lift_low", hashtag="star") < 1 < cell(found, "view_lift_high", hashtag="star")
    assert "times the views" not in found.takeaway


def used(counts: list[int], tag: str = "boo", creators: int = 25) -> list[dict]:
    """Two videos a week of each creator, and one more with the tag of so many of them; the newest week first."""
    return steady(creators) + [
        post(f"c{c}", week, 2, hashtags=[tag]) for week, n in enumerate(counts) for c in range(n)
    ]


def test_a_peak_that_has_passed_is_no_rise(tmp_path):
    found = benchmarking.hashtags(data(tmp_path / "w", videos=used([4, 23, 8, 4, 2, 2, 1, 0])))
    # 44 videos; the last week's 4 are below half of the best week's 23; that week began at noon of 28 May − 14 days
    assert cell(found, "note", hashtag="boo") == "peak 15 May"
    assert np.isnan(cell(found, "trend", hashtag="boo"))
    assert "on the rise" not in found.takeaway
    assert "came up" not in found.takeaway
    assert found.takeaway.startswith(
        "#\u2068boo\u2069 peaked in the week of 15\u00a0May\u00a02026, in 44\u00a0videos by 23\u00a0creators."
    )


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ([2, 5, 0, 0, 0, 0, 0, 0], "peaked"),  # few, and none in the last days
        ([4, 4, 3, 2, 1, 1, 0, 0], "none clearly rises"),  # 4 creators in the last week say little
        ([12, 11, 9, 7, 5, 4, 3, 2], "on the rise"),
        ([10, 11, 9, 7, 5, 4, 3, 2], "on the rise"),  # a dip that chance makes
        (
            [13, 25, 19, 14, 10, 7, 5, 3],
            "on the rise",
        ),  # 13 of 38: P(13 or fewer of 38 | ½) = .037, if panels were alike
    ],
)
def test_a_rise_must_hold_in_the_last_week(tmp_path, counts, word):
    found = benchmarking.hashtags(data(tmp_path / "w", videos=used(counts)))
    assert word in found.takeaway.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([20], "20 videos by 20 creators in the last week, none in the seven before"),
        ([15, 9], "24 videos by 15 creators in the last two weeks, none in the six before"),
        ([9, 9, 9], "27 videos by 9 creators in the last three weeks, none in the five before"),
    ],
)
def test_what_is_weeks_old_is_new_and_has_no_growth_a_week(tmp_path, counts, words):
    found = benchmarking.hashtags(data(tmp_path / "w", videos=used(counts)))
    assert f"came up: {words}." in found.takeaway.replace("\u00a0", " ")
    assert "a week" not in found.takeaway


def test_a_rise_is_told_with_its_videos_and_creators(tmp_path):
    found = benchmarking.hashtags(data(tmp_path / "w", videos=used([12, 11, 9, 7, 5, 4, 3, 2])))
    assert "a week, in 53\u00a0videos by 12\u00a0creators." in found.takeaway
    # 25 creators × 2 videos × 8 weeks and 53 on the panel; the ninth week is outside the periods
    assert found.n == {"videos": 503, "panel creators": 25, "panel videos": 453} | {
        "hashtags": 3,
        "hashtags compared": 3,
    }


def test_what_cannot_be_is_left_out_of_all_that_is_said(tmp_path):
    odd = {"posted_at": "1970-01-01T00:00Z", "hashtags": ["calm"]}
    wrong = [video(f"x{n}", f"c{n}", 200_000_000, 5, **odd) for n in range(4)]
    clean, spoiled = (
        benchmarking.hashtags(data(tmp_path / n, videos=v)) for n, v in (("a", steady(8)), ("b", steady(8) + wrong))
    )
    pd.testing.assert_frame_equal(clean.table, spoiled.table)
    assert clean.n == spoiled.n
    assert spoiled.left_out == {"videos with a posting date that cannot be": 4}


def test_where_nothing_is_believed_it_is_said(tmp_path):
    wrong = [video(f"x{n}", f"c{n}", 10, 5, hashtags=["calm"], posted_at="2031-01-01T00:00Z") for n in range(9)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=wrong))
    assert found.status == "not_shown"
    assert found.takeaway.startswith("No video is left to look through")
    assert "videos with a posting date that cannot be (9)" in found.takeaway


def test_views_and_engagement_of_the_same_creator_by_hand(tmp_path):
    videos = [
        post(f"c{c}", week, n, 1000 * (c + 1) * (2 if n else 1), hashtags=["twice"] if n else ["plain"])
        | {"likes": 50 * (c + 1) * (8 if n else 2)}
        for c in range(8)
        for week in range(1, 9)
        for n in range(2)
    ]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=videos))
    # views double; likes 400 of 2,000 against 100 of 1,000, so the rate doubles too (half a like is added to each)
    assert cell(found, "view_lift", hashtag="twice") == pytest.approx(2, rel=0.001)
    assert cell(found, "rate_lift", hashtag="twice") == pytest.approx(2, rel=0.01)
    assert "videos with #\u2068twice\u2069 got 2" in found.takeaway.replace("Videos", "videos")
    assert "videos with #\u2068plain\u2069 got 0.5" in found.takeaway.replace("Videos", "videos")


def test_a_rise_too_steep_for_a_figure_has_its_least(tmp_path):
    sudden = [post(f"c{c}", 0, 2 + n, hashtags=["now"]) for c in range(12) for n in range(1 + c % 3)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(12) + sudden))
    assert np.isnan(cell(found, "trend", hashtag="now"))
    assert found.takeaway.startswith(
        "#\u2068now\u2069 came up: 24\u00a0videos by 12\u00a0creators in the last week, none in the seven before."
    )
    steep = found.table.assign(trend_low=np.where(found.table["hashtag"] == "now", 2.5, np.nan), since=4)
    words = trend_words.sentence(steep, "hashtag", hashtags.called)
    assert words.startswith(
        "#\u2068now\u2069 is on the rise, its share of videos growing by 250.0\u202f% or more a week, in "
        "24\u00a0videos by 12\u00a0creators."
    )


def test_a_takeaway_is_no_longer_than_the_page_has_room_for(tmp_path):
    long = ["x" * 80, "y" * 80, "z" * 80]
    rise = [post(f"c{c}", week, 2, hashtags=long) for c in range(9) for week in range(4)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(9) + rise))
    assert "so are" in found.takeaway
    assert len(found.takeaway) <= 250


def test_brands_own_accounts_are_not_creators(tmp_path):
    brands = [{"brand": "Us", "role": "own", "handles": ["us"], "hashtags": ["glow"]}]
    own = [post("us", week, n, hashtags=["glow", "calm"]) for week in range(3) for n in range(9)]
    used = [post(f"c{c}", 0, 2, hashtags=["glow"]) for c in range(6)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(6) + own + used, brands=brands))
    assert found.left_out == {"videos on brands' own accounts": 27}
    assert cell(found, "videos", hashtag="glow") == 6
    assert cell(found, "note", hashtag="glow").startswith("brand's own")
    assert "brands' own apart, none clearly rises" in found.takeaway


def test_tags_are_one_whatever_their_case_and_count_once_a_video(tmp_path):
    spelt = [post(f"c{c}", c, hashtags=["#Glow", "glow", "", "GLOW"]) for c in range(6)]
    none = [post("c0", 3, 5, hashtags=None), post("c1", 3, 5, hashtags=[])]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=spelt + none))
    assert list(found.table["hashtag"]) == ["glow"]
    assert cell(found, "videos", hashtag="glow") == 6


@pytest.mark.parametrize("tag", ["ការថែរក្សា", "<script>alert(1)</script>", "عناية", "=1+1", "a\u202eb"])
def test_tags_of_every_kind_stand_in_sentences(tmp_path, tag):
    rise = [post(f"c{c}", week, 2 + n, hashtags=[tag]) for c in range(9) for week in (0, 1) for n in range(3)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(9) + rise))
    assert found.takeaway.startswith("#\u2068")
    assert "\u202e" not in found.takeaway


def test_where_nothing_can_be_told_nothing_is(tmp_path):
    undated = [video(f"{c}", f"c{c}", 100, 9, posted_at=None, captured_at=None, hashtags=["a"]) for c in range(6)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=undated))
    assert found.takeaway == (
        "#\u2068a\u2069 is the only hashtag of enough creators, 6. Whether use rises, or goes with more views, cannot "
        "be told from these data."
    )
    assert "When videos were posted is unknown, so a change of use cannot be told." in found.caveat
    assert "The age of these videos is unknown;" in found.caveat


def test_a_panel_of_few_is_said(tmp_path):
    few = steady(2, weeks=10) + [post(f"n{c}", week, hashtags=["calm"]) for c in range(5) for week in range(3)]
    found = benchmarking.hashtags(data(tmp_path / "w", videos=few))
    assert "Only 2 creators' own videos span the last eight weeks" in found.caveat
    assert found.table["use_change"].isna().all()
    alone = steady(1, weeks=10) + [post(f"n{c}", week, hashtags=["calm"]) for c in range(5) for week in range(3)]
    assert "Only 1 creator's own videos span" in benchmarking.hashtags(data(tmp_path / "v", videos=alone)).caveat


def test_tags_of_few_creators_are_refused(tmp_path):
    found = benchmarking.hashtags(data(tmp_path / "w", videos=steady(1)))
    assert found.status == "not_shown"
    assert "5 creators or more" in found.takeaway


# -- sounds


def heard(creators: int, sound_id: str | None, title: str | None, weeks=(0, 1, 5), n: int = 3) -> list[dict]:
    return [post(f"c{c}", week, n, sound_id=sound_id, sound=title) for c in range(creators) for week in weeks]


def test_a_sound_is_its_id_under_its_newest_title(tmp_path):
    videos = steady(6) + heard(6, "700", "Loop (old)", weeks=(5,)) + heard(6, "700", "Loop", weeks=(0, 1))
    found = benchmarking.sounds(data(tmp_path / "w", videos=videos))
    assert list(found.table["sound"]) == ["Loop"]
    assert cell(found, "sound_id", sound="Loop") == "700"
    assert cell(found, "recent", sound="Loop") == 12
    assert cell(found, "before", sound="Loop") == 6


def test_sounds_of_one_title_are_told_apart_by_their_ids(tmp_path):
    videos = steady(6) + heard(6, "70001111", "Loop") + heard(6, "70002222", "Loop", n=4)
    found = benchmarking.sounds(data(tmp_path / "w", videos=videos))
    assert set(found.table["sound"]) == {"Loop (…1111)", "Loop (…2222)"}


def test_original_sounds_are_no_trend_unless_others_take_them_up(tmp_path):
    own = [post(f"c{c}", week, 5, sound_id=f"9{c}", sound="original sound") for c in range(6) for week in range(3)]
    unnamed = heard(6, None, "Original Sound", n=6)
    taken = heard(6, "800", "original sound - c1", n=7)
    found = benchmarking.sounds(data(tmp_path / "w", videos=steady(6) + own + unnamed + taken))
    assert list(found.table["sound_id"]) == ["800"]
    assert found.left_out == {"videos with an original sound that has no sound_id": 18}


def test_sounds_without_an_id_go_by_title_and_that_is_said(tmp_path):
    found = benchmarking.sounds(data(tmp_path / "w", videos=steady(6) + heard(6, None, "Loop")))
    assert list(found.table["sound"]) == ["Loop"]
    assert "by title only" in found.caveat


def test_an_id_without_a_title_is_named_by_the_id(tmp_path):
    found = benchmarking.sounds(data(tmp_path / "w", videos=steady(6) + heard(6, "700", None)))
    assert list(found.table["sound"]) == ["sound 700"]


def test_without_sounds_the_columns_are_asked_for(tmp_path):
    found = benchmarking.sounds(data(tmp_path / "w", videos=steady(6)))
    assert found.status == "not_shown"
    assert "sound_id" in found.takeaway
    assert "kit import" in found.takeaway


def test_a_brands_own_sound_is_no_trend(tmp_path):
    brands = [{"brand": "Us", "role": "own", "handles": ["us"], "sound_ids": ["700"]}]
    videos = [post(f"c{c}", week, hashtags=["a"]) for c in range(6) for week in range(9)]  # all of 1,000 views
    found = benchmarking.sounds(data(tmp_path / "w", videos=videos + heard(6, "700", "Jingle"), brands=brands))
    assert cell(found, "note", sound="Jingle").startswith("brand's own")
    assert found.takeaway == "Only brands' own sounds are used by enough creators, so there is no trend to speak of."


# -- honesty


def world(seed: int, creators: int = 40, tags: int = 20, slope: float = 0.0) -> tuple[Seen, Uses]:
    """Creators of very different size and pace, who keep to a few tags that do nothing; the first grows by `slope`."""
    draw = np.random.default_rng(seed)
    creator = np.repeat(np.arange(creators), np.maximum(draw.negative_binomial(2, 2 / 22, creators), 1))
    n = len(creator)
    week = draw.integers(0, 8, n).astype(float)
    views = draw.normal(9, 1.5, creators)[creator] + draw.normal(0, 1.1, n)
    odds = ((draw.random((creators, tags)) < 0.4) * draw.uniform(0.05, 0.5, tags))[creator]
    if slope:
        odds[:, 0] = 0.3 * (odds[:, 0] > 0) * np.exp(-slope * week)
    row, code = np.nonzero(draw.random((n, tags)) < odds)
    who, videos = pd.Index([f"c{c}" for c in range(creators)]), pd.DataFrame({"organic_views": np.exp(views)})
    rate, age = draw.normal(0, 0.4, n), draw.normal(3, 0.5, n)
    return Seen(videos, who, creator, week, views, rate, age, creators, 0, {}, END), Uses(
        row, code, pd.Index([f"t{t}" for t in range(tags)])
    )


def test_where_nothing_rises_a_rise_is_rarely_called():
    called = np.zeros(2)
    runs = 40
    for seed in range(runs):
        table, _ = trends.table(*world(seed), brands=())
        rises = (table["trend_low"] > 0) | table["new"] | (table["burst"] != "")
        called += rises.any(), ((table["view_lift_low"] > 1) | (table["view_lift_high"] < 1)).any()
    assert (called / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)).all(), called / runs


def test_growth_a_week_is_the_growth_put_in_and_its_interval_covers_it():
    truth, values, inside = np.exp(0.25) - 1, [], []
    for seed in range(120):
        seen, uses = world(seed, tags=1, slope=0.25)
        got = trends._trend(seen, trends.Compared.of(seen), uses.row[uses.code == 0], 0.95)
        values.append(got["trend"])
        inside.append(got["trend_low"] <= truth and not got["trend_high"] < truth)
    assert np.median(values) == pytest.approx(truth, abs=0.03)
    assert 0.88 <= np.mean(inside) <= 0.99


def test_a_true_rise_holds_and_a_passed_peak_does_not():
    def held(week: np.ndarray, seed: int) -> bool | None:
        """Whether a clear rise is believed, of a tag used by this pattern of weeks; None where it is not clear."""
        seen, _ = world(seed, creators=60)
        draw = np.random.default_rng([seed, 1])
        odds = 0.3 * (draw.random(60) < 0.4)[seen.creator] * week[seen.week.astype(int)]
        row = np.flatnonzero(draw.random(len(odds)) < odds)
        found, _ = trends.table(seen, Uses(row, np.zeros(len(row), dtype=np.int64), pd.Index(["t"])), brands=())
        clear = len(found) and (found["trend_low"].gt(0).any() or found["peak"].notna().any())
        return bool(found["holds"].any()) if clear else None

    age = np.arange(8)
    rising = [held(np.exp(-0.25 * age), seed) for seed in range(40)]
    passed = [held(np.where(age < 2, 0.2, np.exp(-0.5 * (age - 2))), seed) for seed in range(40)]
    told = [[one for one in several if one is not None] for several in (rising, passed)]
    assert len(told[0]) > 30
    assert len(told[1]) > 20
    assert np.mean(told[0]) >= 0.9
    assert np.mean(told[1]) <= 0.05
