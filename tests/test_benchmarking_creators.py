"""What is measured of each creator, the leaderboard and typical views, by hand from tiny workspaces."""

from itertools import count as counter

import numpy as np
import pandas as pd
import pytest

import kit
from kit import benchmarking, estimate
from kit.benchmarking.creators import measures
from tiny import cell, creator, data, video, workspace

ids = counter()


def posts(who: str, views: list[int], likes: int = 10, **more: object) -> list[dict]:
    return [video(f"{who}{next(ids)}", who, seen, likes, **more) for seen in views]


def at(day: str) -> str:
    return f"{day}T12:00Z"


# -- facts
def test_facts_are_the_profiles_without_the_brands_own_accounts(tmp_path):
    found = measures.facts(
        data(
            tmp_path / "w",
            creators=[
                creator("ann", 20_000, name="Ann", country="KH", category="food", verified=True),
                creator("us", 50_000, account_type="brand"),
                creator("them.official", 50_000),
            ],
            videos=posts("bob", [100]),
            brands=[{"brand": "Them", "role": "competitor", "handles": ["them.official"]}],
        )
    )
    assert list(found.index) == ["ann", "bob"]
    assert list(found.columns) == measures.FACTS
    assert found.loc["ann", ["name", "country", "category"]].tolist() == ["Ann", "KH", "food"]
    assert found.loc["bob", "name"] == "bob"
    assert found["tier"].astype(str).tolist() == ["micro", "unknown"]


def test_two_creators_of_one_name_carry_their_handles(tmp_path):
    people = [creator("a1", 20_000, name="ស្រី"), creator("a2", 20_000, name="ស្រី"), creator("a3", 1_000, name="<i>")]
    found = measures.facts(data(tmp_path / "w", creators=people, videos=posts("a1", [100])))
    assert found["name"].tolist() == ["ស្រី (@a1)", "ស្រី (@a2)", "<i>"]


# -- rates
def test_rates_leave_out_young_small_and_boosted_videos_and_brands(tmp_path):
    rows = [
        *posts("ann", [1000, 2000], likes=100),
        *posts("ann", [49], likes=40),
        *posts("ann", [1000], likes=900, posted_at=at("2026-05-28")),
        *posts("ann", [1000], likes=900, is_ad=True),
        *posts("us", [1000], likes=900),
    ]
    found = measures.rates(
        data(tmp_path / "w", videos=rows, creators=[creator("ann", 20_000), creator("us", 1, account_type="brand")])
    )
    assert list(found.index) == ["ann"]
    assert found.loc["ann", "n"] == 2
    assert found.loc["ann", "pooled"] == pytest.approx(200 / 3000)
    assert str(found.loc["ann", "tier"]) == "micro"


def test_measures_of_nothing_are_empty_tables(tmp_path):
    empty = data(tmp_path / "w", videos=posts("us", [10]), creators=[creator("us", 2_000, account_type="brand")])
    for measure, column in (
        (measures.rates, "value"),
        (measures.views, "median_views"),
        (measures.growth, "growth"),
        (measures.pace, "videos_per_week"),
        (measures.facts, "name"),
    ):
        assert measure(empty).empty, measure
        assert column in measure(empty), measure


# -- views
def test_views_are_those_of_usual_videos(tmp_path):
    rows = [
        *posts("ann", [100, 200, 300, 400, 100_000]),
        *posts("ann", [10**7], collected_by="hashtag"),
        *posts("ann", [10**7], posted_at=at("2026-05-28")),
        *posts("bob", [500, 700]),
    ]
    found = measures.views(data(tmp_path / "w", videos=rows, creators=[creator("ann", 3_000)]))
    assert found["videos"].tolist() == [5, 2]
    assert found["median_views"].tolist() == [300, 600]
    middle, coming = (of([100, 200, 300, 400, 100_000]) for of in (estimate.typical, estimate.next_value))
    assert found.loc["ann", ["median_views_low", "median_views_high"]].tolist() == pytest.approx(
        [middle.low, middle.high]
    )
    assert found.loc["ann", ["next_low", "next_high"]].tolist() == pytest.approx([coming.low, coming.high])
    assert found.loc["bob", ["median_views_low", "next_low", "spread"]].isna().all()


def test_the_spread_is_the_10_90_ratio(tmp_path):
    """Two creators whose logs have one s.d., s: the ratio is exp(2 · 1.2816 · s) whatever is moderated."""
    views = [100, 200, 400, 800, 1600]
    rows = posts("ann", views) + posts("bob", [10 * v for v in views])
    found = measures.views(data(tmp_path / "w", videos=rows, creators=[]))
    s = np.log(views).std(ddof=1)
    assert found["spread"].tolist() == pytest.approx([np.exp(2 * 1.28155 * s)] * 2, rel=1e-4)
    assert (found["spread_low"] < found["spread"]).all()
    assert (found["spread"] < found["spread_high"]).all()


# -- growth
def captures(who: str, followers: list[int], days: list[str], **more: object) -> list[dict]:
    return [creator(who, n, captured_at=at(day), **more) for n, day in zip(followers, days, strict=True)]


MONTHS = ["2026-03-03", "2026-04-02", "2026-05-02", "2026-06-01"]  # 30 days apart


def test_growth_is_the_slope_over_thirty_days(tmp_path):
    people = [
        *captures("ann", [10_000, 11_000, 12_100, 13_310], MONTHS),  # a tenth more each 30 days
        *captures("bob", [5_000] * 4, MONTHS),
        *captures("us", [1_000, 2_000, 4_000, 8_000], MONTHS, account_type="brand"),
        *captures("new", [100, 200, 400], MONTHS[1:]),
    ]
    found = measures.growth(data(tmp_path / "w", creators=people, videos=[]))
    assert found.loc["ann", "growth"] == pytest.approx(0.1)
    assert found.loc["bob", "growth"] == 0
    assert "us" not in found.index
    assert np.isnan(found.loc["new", "growth"])
    assert found["captures"].to_dict() == {"ann": 4, "bob": 4, "new": 3}


def test_growth_is_compared_over_like_windows_only(tmp_path):
    people = [
        *captures("ann", [10_000, 11_000, 12_100, 13_310], MONTHS),
        *captures("late", [100, 120, 140, 160], ["2026-05-10", "2026-05-17", "2026-05-24", "2026-06-01"]),  # 22 of 90
        *captures("old", [1, 2, 4, 8, 10, 11], ["2025-01-01", "2025-02-01", "2025-03-01", *MONTHS[:3]]),
    ]
    found = measures.growth(data(tmp_path / "w", creators=people, videos=[]))
    assert np.isnan(found.loc["late", "growth"])
    assert found.loc["old", "captures"] == 3  # what is older than 180 days does not count
    assert np.isnan(found.loc["old", "growth"])


def test_followers_beside_videos_are_no_history(tmp_path):
    rows = [r for n in (100, 200, 300, 400) for r in posts("ann", [100], followers_at_capture=n)]
    assert measures.growth(data(tmp_path / "w", videos=rows)).empty


def test_growth_ends_at_as_of(tmp_path):
    people = captures("ann", [10_000, 11_000, 12_100, 13_310, 99_999], [*MONTHS, "2026-07-01"])
    made = workspace(tmp_path / "w", creators=people, videos=posts("ann", [100]))
    found = measures.growth(kit.open(str(made), as_of="2026-06-15"))
    assert found.loc["ann", "growth"] == pytest.approx(0.1)


# -- pace
def test_pace_counts_the_silence_since_the_last_video(tmp_path):
    rows = [
        # three videos in 14 days: (3 − 1) ÷ 2 weeks, were it not for the 14 days until the window's end
        *(r for d in ("05-01", "05-08", "05-15") for r in posts("ann", [100], posted_at=at(f"2026-{d}"))),
        *(r for d in ("05-01", "05-28") for r in posts("bob", [100], posted_at=at(f"2026-{d}"))),
        *posts("ann", [100], posted_at=at("2026-05-20"), collected_by="hashtag"),
    ]
    found = measures.pace(data(tmp_path / "w", videos=rows))
    # The window ends with 28 May: 27.5 days from 1 May at noon.
    assert found.loc["ann", "videos_per_week"] == pytest.approx(2 / (27.5 / 7))
    assert np.isnan(found.loc["bob", "videos_per_week"])
    assert found["videos"].tolist() == [3, 2]
    assert found.loc["bob", "last_posted"] == pd.Timestamp("2026-05-28T12:00Z")


def test_pace_without_capture_times_ends_at_the_last_video(tmp_path):
    days = ("2026-05-01", "2026-05-08", "2026-05-15")
    rows = [r | {"captured_at": None} for d in days for r in posts("ann", [100], posted_at=at(d))]
    found = measures.pace(data(tmp_path / "w", videos=rows))
    assert found.loc["ann", "videos_per_week"] == pytest.approx(1.0)


def test_a_burst_tells_no_pace(tmp_path):
    hours = [f"2026-05-01T{h:02}:00Z" for h in range(4)]
    burst = [r | {"captured_at": "2026-05-03T00:00Z"} for h in hours for r in posts("ann", [100], posted_at=h)]
    assert measures.pace(data(tmp_path / "w", videos=burst))["videos_per_week"].isna().all()


# -- leaderboard
def test_the_leaderboard_shows_views_growth_and_what_reliability_needs(tmp_path):
    rng = np.random.default_rng(1)
    rows = [
        r
        for i in range(9)
        for j in range(6)
        for r in posts(f"c{i}", [9_000 + 400 * j], likes=int(300 + 60 * i + rng.integers(0, 120)))
    ]
    people = [r for i in range(9) for r in captures(f"c{i}", [20_000 + i * k for k in range(4)], MONTHS)]
    found = benchmarking.leaderboard(data(tmp_path / "w", videos=rows, creators=people))
    assert cell(found, "median_views", creator_id="c3") == 10_000
    assert cell(found, "spread", creator_id="c3") > 1
    assert cell(found, "growth", creator_id="c0") == 0
    assert cell(found, "needed", creator_id="c3") == found.table["needed"].iloc[0] > 0
    assert "A rate in micro needs about 1\u00a0video to be reliable." in found.caveat
    assert found.table["rank_first"].min() == 1
    assert "drawn towards other creators'" in found.definitions["Spread of views"]


def test_rates_from_hashtags_come_with_no_typical_views(tmp_path):
    rows = [r for i in range(6) for r in posts(f"c{i}", [900, 1000, 1100, 1200, 1300], 30 + i, collected_by="hashtag")]
    found = benchmarking.leaderboard(
        data(tmp_path / "w", videos=rows, creators=[creator(f"c{i}", 20_000) for i in range(6)])
    )
    assert found.table["median_views"].isna().all()
    assert found.table["next_low"].isna().all()
    assert found.status == "caveat"
    assert not benchmarking.typical_views(data(tmp_path / "v", videos=rows)).shown


def test_one_tier_alone_shows_the_same_figures(tmp_path):
    rows = [r for i in range(6) for r in posts(f"c{i}", [900, 1000, 1100], 30 + i)]
    people = [creator(f"c{i}", 20_000 if i % 2 else 2_000) for i in range(6)]
    opened = data(tmp_path / "w", videos=rows, creators=people)
    every, nano = benchmarking.leaderboard(opened), benchmarking.leaderboard(opened, tier="nano")
    assert set(nano.table["creator_id"]) == {"c0", "c2", "c4"}
    for who in ("c0", "c2", "c4"):
        assert cell(nano, "engagement_rate_by_views", creator_id=who) == cell(
            every, "engagement_rate_by_views", creator_id=who
        )


def test_unequal_luck_alone_needs_no_number_of_videos(tmp_path):
    rows = [r for i in range(9) for seen in (900, 1000, 1100) for r in posts(f"c{i}", [seen], 30 + seen // 50)]
    found = benchmarking.leaderboard(
        data(tmp_path / "w", videos=rows, creators=[creator(f"c{i}", 20_000) for i in range(9)])
    )
    assert found.table["needed"].isna().all()
    assert "to be reliable" not in found.caveat


# -- typical views
def test_typical_views_leave_the_brands_own_account_out(tmp_path):
    found = benchmarking.typical_views(
        data(
            tmp_path / "w",
            videos=posts("ann", [100, 200, 300, 400, 500]) + posts("us", [10**6] * 6),
            creators=[creator("ann", 1_000), creator("us", 1_000, account_type="brand")],
        )
    )
    assert found.table["creator_id"].tolist() == ["ann"]
    assert cell(found, "view_rate", creator_id="ann") == pytest.approx(0.3)
    assert found.left_out["videos on brands' own accounts"] == 6
    assert found.n == {"creators": 1, "videos": 5}


def drifting(last: float, creators: int = 25) -> list[dict]:
    """Creators with six dated videos of 900 to 1,100 views, and a newest that `last` of them have with 1,000, the
    others with 50,000."""
    days = [f"2026-04-{d:02}" for d in range(1, 8)]
    return [
        r
        for c in range(creators)
        for day, seen in zip(
            days, [900, 950, 1000, 1050, 1100, 1000, 1000 if c < last * creators else 50_000], strict=True
        )
        for r in posts(f"c{c:02}", [seen + c], posted_at=at(day))
    ]


@pytest.mark.parametrize(
    ("held", "creators", "often", "trial"),
    [
        (1.0, 25, "views 8 times in 10, so", "such a range held it in 100\u202f% of 25 cases."),
        (0.76, 25, "views 8 times in 10, so", "such a range held it in 76\u202f% of 25 cases."),  # not clearly fewer
        (0.4, 25, "views about 4\u00a0times in 10 on these creators, so", "held it in 40\u202f% of 25 cases."),
        (0.4, 10, "views 8 times in 10, so", ""),
    ],
)
def test_the_next_videos_range_is_tried_on_the_newest_video(tmp_path, held, creators, often, trial):
    found = benchmarking.typical_views(data(tmp_path / "w", videos=drifting(held, creators)))
    assert often in found.takeaway
    assert trial in found.caveat
    assert ("Tried on" in found.caveat) == bool(trial)
    assert (found.status == "caveat") == ("on these creators" in often)


def test_creators_found_by_hashtag_alone_are_counted(tmp_path):
    rows = [
        *posts("ann", [100, 200, 300, 400, 500]),
        *posts("bob", [100], collected_by="hashtag"),
        *posts("cat", [100], collected_by="hashtag"),
        *posts("cat", [100]),
    ]
    found = benchmarking.typical_views(data(tmp_path / "w", videos=rows))
    assert found.left_out["creators whose every video was found by hashtag or search"] == 1
    assert found.left_out["creators with fewer than 5 videos"] == 1


def test_typical_views_without_followers_have_no_view_rate(tmp_path):
    found = benchmarking.typical_views(data(tmp_path / "w", videos=posts("ann", [0, 0, 0, 0, 0])))
    assert found.shown
    assert cell(found, "median_views", creator_id="ann") == 0
    assert np.isnan(cell(found, "view_rate", creator_id="ann"))


def test_everything_posted_by_brands_is_no_creators_typical_views(tmp_path):
    found = benchmarking.typical_views(
        data(tmp_path / "w", videos=posts("us", [10] * 6), creators=[creator("us", 1_000, account_type="brand")])
    )
    assert not found.shown
    assert "the most is 0" in found.takeaway
