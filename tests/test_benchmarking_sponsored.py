"""Sponsored against organic videos of the same creator, by hand, on the sample and in simulated worlds."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import special

import kit
from kit import benchmarking, estimate
from kit.benchmarking.content.within import as_ratio, comparable, gap
from kit.estimate import Estimate
from tiny import cell, creator, data, video

T4 = 2.776445105  # 97.5 % point of Student's t with 4 degrees of freedom


def pairs(views, organic=1000, **more):
    """Two organic videos of 1,000 views and 100 likes and one sponsored video with a twentieth of likes, a creator."""
    rows = []
    for i, seen in enumerate(views):
        rows += [video(f"{i}{k}", f"c{i}", organic, 100, is_sponsored=False, **more) for k in "ab"]
        rows.append(video(f"{i}s", f"c{i}", seen, seen // 20, is_sponsored=True, **more))
    return rows


def micro(n):
    return [creator(f"c{i}", 20_000) for i in range(n)]


def test_the_ratios_by_hand(tmp_path):
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=pairs([400, 500, 500, 500, 625]), creators=micro(5)))
    # views: .4, .5, .5, .5, .625 of the organic ones; logs lie ±log 1.25 around log .5
    reach = T4 * math.sqrt(2 * math.log(1.25) ** 2 / 4 / 5)
    row = found.table.iloc[0]
    assert row["views_ratio"] == pytest.approx(0.5)
    assert row["views_ratio_low"] == pytest.approx(0.5 * math.exp(-reach))
    assert row["views_ratio_high"] == pytest.approx(0.5 * math.exp(reach))
    # rates: organic 100.5 ÷ 1,001 everywhere; sponsored odds (E + ½) ÷ (V − E + ½), their mean logit over five creators
    odds = [(v // 20 + 0.5) / (v - v // 20 + 0.5) for v in (400, 500, 500, 500, 625)]
    sponsored = special.expit(np.mean(np.log(odds)))
    assert row["organic_rate"] == pytest.approx(100.5 / 1001)
    assert row["sponsored_rate"] == pytest.approx(sponsored)
    assert row["rate_ratio"] == pytest.approx(sponsored / (100.5 / 1001))
    assert row["rate_ratio_low"] < row["rate_ratio"] < row["rate_ratio_high"] < 1
    assert (row["creators"], row["sponsored"], row["organic"], row["posts"]) == (5, 5, 10, 15)
    assert row["saturation"] == pytest.approx(1 / 3)
    assert row["delta"] == -1  # every sponsored rate lies below every organic one
    assert "Only 5" in found.caveat
    assert "a true gap, either way, is at least as large" in found.caveat
    assert "33.3\u202f% of 15\u00a0posts are marked as sponsored." in found.takeaway


def test_a_gap_of_logits_is_said_as_a_ratio_of_rates_not_of_odds():
    # rate 20 %, odds 1:4; half the odds are 1:8, a rate of 1/9: 5/9 of the rate, not half of it
    value, low, high = as_ratio(Estimate(math.log(0.5), math.log(0.25), math.log(1.0), 10, 5), 0.2)
    assert (value, low, high) == (pytest.approx(5 / 9), pytest.approx(5 / 17), pytest.approx(1))


def test_age_is_held_constant(tmp_path):
    # sponsored videos have half the views because they are younger: views grow with age, sponsoring adds nothing
    rows = []
    for i in range(6):
        for k, (days, sponsored) in enumerate([(40, False), (20, False), (10, False), (10, True), (20, True)]):
            posted = pd.Timestamp("2026-06-01T12:00Z") - pd.Timedelta(days=days)
            rows.append(
                video(f"{i}{k}", f"c{i}", 100 * days * (i + 1), 5 * days * (i + 1), is_sponsored=sponsored)
                | {"posted_at": posted.isoformat()}
            )
    row = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows, creators=micro(6))).table.iloc[0]
    assert row["views_ratio"] == pytest.approx(1)


def test_videos_that_cannot_stand_for_a_creator_are_left_out_of_the_gap(tmp_path):
    young = {"posted_at": "2026-05-30T12:00Z"}
    rows = [
        *pairs([500] * 5),
        video("y", "c0", 9_999_999, 1, is_sponsored=True, **young),
        video("h", "c0", 9_999_999, 1, is_sponsored=True, collected_by="hashtag"),
        video("b", "c0", 9_999_999, 1, is_sponsored=True, is_ad=True),  # boosted, split unknown
        video("z", "c0", 0, 0, is_sponsored=True),
        video("few", "c0", 49, 40, is_sponsored=False),
        video("own", "brand", 9_999_999, 1, is_sponsored=True),
        video("u", "c0", 9_999_999, 1),
    ]
    own = creator("brand", 20_000, account_type="brand")
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows, creators=[*micro(5), own]))
    row = found.table.iloc[0]
    assert (row["creators"], row["sponsored"], row["organic"]) == (5, 5, 10)
    assert row["rate_ratio"] == pytest.approx((25.5 / 501) / (100.5 / 1001))
    assert row["posts"] == 15 + 4  # young, boosted, without views and with few: they were posted all the same
    assert found.left_out == {
        "videos on brands' own accounts": 1,
        "videos found by hashtag or search": 1,
        "videos too young or of unknown organic views": 2,
        "videos not marked either way": 1,
        "videos with under 50 views or without a rate": 2,
    }
    assert found.status == "caveat"
    assert "it is not known whether they are sponsored" in found.caveat


def test_fewer_than_five_creators_with_both_carry_no_interval_and_it_is_said(tmp_path):
    rows = [*pairs([500] * 4), *(video(f"o{i}", f"o{i}", 1000, 50, is_sponsored=bool(i % 2)) for i in range(20))]
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows, creators=micro(4)))
    row = found.table.iloc[0]
    assert row["creators"] == 4
    assert row[["rate_ratio_low", "views_ratio_low", "delta_low"]].isna().all()
    assert "but only 4\u00a0creators have both, too few for an interval" in found.takeaway


def test_one_creator_is_said_in_the_singular(tmp_path):
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=pairs([500]), creators=micro(1)))
    assert "but only 1\u00a0creator has both, too few for an interval" in found.takeaway


def test_without_a_creator_of_both_kinds_only_the_share_is_told(tmp_path):
    rows = [video("1", "ann", 1000, 50, is_sponsored=True), video("2", "bob", 1000, 50, is_sponsored=False)]
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows))
    assert found.takeaway == (
        "No creator has both sponsored and organic videos that can be compared. 50.0\u202f% of 2\u00a0posts are "
        "marked as sponsored."
    )
    assert [c.name for c in found.columns if c.name.startswith("rate_ratio") and not c.hidden] == []


def test_each_tier_has_a_row_of_its_own_and_they_add_up(tmp_path):
    people = [creator(f"c{i}", followers) for i, followers in enumerate([500, 5_000, 20_000, 90_000, 2_000_000])]
    rows = [*pairs([500] * 6), video("x", "c0", 100, 1, is_sponsored=False)]
    table = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows, creators=people)).table
    assert list(table["tier"]) == ["all", "under 1k", "nano", "micro", "mid", "mega", "unknown"]
    for column in ("creators", "sponsored", "organic", "posts", "several"):
        assert table[column].iloc[1:].sum() == table[column].iloc[0]


@pytest.mark.parametrize(("clear", "words"), [(True, "The gap differs by tier, from"), (False, "does not clearly")])
def test_tiers_differ_only_where_it_is_clear(tmp_path, clear, words):
    people = [creator(f"c{i}", 5_000 if i < 10 else 2_000_000) for i in range(20)]
    rows = []
    for i in range(20):
        loss = 60 + i % 10 if clear and i >= 10 else i % 10
        rows += [video(f"{i}{k}", f"c{i}", 1000, 100, is_sponsored=False) for k in "ab"]
        rows.append(video(f"{i}s", f"c{i}", 1000, 100 - loss, is_sponsored=True))
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows, creators=people))
    assert words in found.takeaway
    if clear:
        assert "times for mega to" in found.takeaway
        assert cell(found, "rate_ratio", tier="mega") < 0.5 < cell(found, "rate_ratio", tier="nano")


def test_how_evenly_sponsored_videos_engage(tmp_path):
    likes = {"even": [50, 50, 50], "hit": [160, 20, 20], "two": [100, 1]}
    rows = [
        video(f"{c}{k}", c, 1000, n, is_sponsored=True) for c, counts in likes.items() for k, n in enumerate(counts)
    ]
    row = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows)).table.iloc[0]
    assert row["several"] == 2  # two videos say little of evenness
    assert row["best_share"] == pytest.approx((50 / 150 + 160 / 200) / 2)
    assert row["even_share"] == pytest.approx(1 / 3)


def test_saturation_of_all_posts_and_of_the_typical_creator(tmp_path):
    marks = {"ann": [True, False, False, False], "bob": [True], "cat": [False, False, False, False, False]}
    rows = [
        video(f"{c}{k}", c, 1000, 50, is_sponsored=mark) for c, marked in marks.items() for k, mark in enumerate(marked)
    ]
    row = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows)).table.iloc[0]
    assert row["saturation"] == pytest.approx(2 / 10)
    assert row["typical_saturation"] == pytest.approx(0.25)  # of 1/4, 1 and 0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([video("1", "ann", 1000, 50)], "is_sponsored is empty). Import an export that marks paid partnerships"),
        ([video("1", "ann", 1000, 50, is_sponsored=False)], "The only video that could be used is not marked"),
        (
            [video("1", "a", 9, 5, is_sponsored=True, collected_by="search")],
            "All videos were found by hashtag or search",
        ),
    ],
)
def test_refusals_say_what_is_missing(tmp_path, rows, words):
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=rows))
    assert found.status == "not_shown"
    assert words in found.takeaway


def test_unknown_ages_stay_in_and_are_said(tmp_path):
    found = benchmarking.sponsored_gap(data(tmp_path / "w", videos=pairs([500] * 5, posted_at=None), creators=micro(5)))
    assert found.table["views_ratio"].iloc[0] == pytest.approx(0.5)
    assert "The age of these videos is unknown" in found.caveat


def test_the_samples_gap_is_found(sample):
    from json import loads

    truth = loads((sample / "truth.json").read_text(encoding="utf-8"))["sponsored_gap"]
    opened = kit.open(str(sample))
    rows = comparable(opened)
    marked = rows["is_sponsored"].astype(bool).astype(float)
    for outcome, planted in (("logit_rate", truth["mean"]), ("log_views", truth["log_views"])):
        found = gap(rows, outcome, marked)
        assert found.low < planted < found.high, outcome
    answer = benchmarking.sponsored_gap(opened)
    assert answer.status == "shown"
    assert "The gap does not clearly differ by tier." in answer.takeaway  # none was planted


def worlds(n, units=40):
    """Creators who differ in views; the larger ones are sponsored more often. Sponsoring adds −.2 to log views."""
    for seed in range(n):
        rng = np.random.default_rng([seed, 9])
        unit = np.repeat(np.arange(units), rng.integers(4, 20, units))
        talent = rng.normal(size=units)
        treated = rng.binomial(1, special.expit(-1 + talent)[unit])
        age = rng.uniform(2, 5, len(unit))
        y = 8 + 1.2 * talent[unit] + 1.1 * rng.normal(size=len(unit)) + 0.1 * age
        effect = (-0.2 + 0.2 * rng.normal(size=units))[unit]
        yield pd.DataFrame(
            {
                "creator_id": unit,
                "creator": unit,
                "log_views": y + effect * treated,
                "treated": treated,
                "log_age": age,
                "age_unknown": 0.0,
            }
        )


def test_the_interval_holds_the_planted_gap_and_a_pooled_difference_does_not():
    held = pooled = 0
    for rows in worlds(300):
        found = gap(rows, "log_views", rows["treated"])
        held += found.low < -0.2 < found.high
        a, b = (rows.loc[rows["treated"] == k, "log_views"] for k in (1, 0))
        reach = 1.96 * math.sqrt(a.var() / len(a) + b.var() / len(b))
        pooled += abs(a.mean() - b.mean() + 0.2) < reach
    assert 0.92 <= held / 300 <= 0.985  # .95 ± 2.5 points of Monte-Carlo error
    assert pooled / 300 < 0.3


def test_equal_ages_are_no_covariate():
    # 31 days everywhere: what rounding leaves of log 31 must not pass for a difference of age
    rows = next(iter(worlds(1))).assign(log_age=round(math.log(31) * 2**20) / 2**20)
    plain = estimate.within_gap(rows["log_views"], rows["treated"], rows["creator_id"])
    found = gap(rows, "log_views", rows["treated"])
    assert (found.value, found.low) == (pytest.approx(plain.value), pytest.approx(plain.low))
