"""What a video counted at an age, and the videos at the same age: by hand and by property."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from growth_worlds import campaign, FIRST, mature_ones, normal, seen, world
import kit
from kit.post_mortem.growth.ages import Tracks, tracks
from kit.post_mortem.growth.labels import labels
from kit.post_mortem.growth.same_age import same_age
from kit.workspace import Workspace
from spring import TABLES, VIDEOS
from tiny import cell, workspace


# -- views at an age
def track(ages, counts):
    every = {"views": np.array(counts, dtype=float)}
    return Tracks(pd.Index(["a"]), np.zeros(len(ages), dtype=np.int64), np.array(ages, dtype=float), every)


@pytest.mark.parametrize(
    ("ages", "counts", "asked", "told"),
    [
        ([4, 16], [99, 399], 8, 199),  # half-way in log age: √(100 × 400) − 1
        ([4, 16], [99, 399], 4, 99),  # a capture is what it is
        ([4, 16], [99, 399], 17, 399),  # within a tenth after the last: it stands for it
        ([4, 16], [99, 399], 18, None),  # 18 is more than a tenth beyond 16
        ([4, 16], [99, 399], 3.7, 99),  # within a tenth before the first
        ([4, 16], [99, 399], 3, None),
        ([1, 9], [99, 399], 3, None),  # nine-fold apart: too little is known of what lay between
        ([1, 9], [99, 399], 1.05, 99),
        ([1, 2, 9], [99, np.nan, 399], 2, None),  # a capture without a count is none
        ([2, 8], [0, 0], 4, 0),
        ([], [], 4, None),
    ],
)
def test_a_count_at_an_age_is_read_between_captures_and_never_drawn_out(ages, counts, asked, told):
    found = track(ages, counts).at("views", np.array([asked]), pd.Index(["a", "b"]))
    assert np.isnan(found[1, 0])
    assert np.isnan(found[0, 0]) if told is None else found[0, 0] == pytest.approx(told)


def test_each_video_may_have_an_age_of_its_own():
    both = Tracks(
        pd.Index(["a", "b"]),
        np.array([0, 0, 1, 1]),
        np.array([4.0, 16, 4, 16]),
        {"views": np.array([99.0, 399, 9, 39])},
    )
    found = both.at("views", np.array([[8.0], [4.0]]), pd.Index(["a", "b"]))
    assert found[:, 0].tolist() == pytest.approx([199, 9])  # √(100 × 400) − 1; a capture is what it is
    ages = np.array([[8.0, 9.0], [4.0, 5.0], [1.0, 2.0]])
    assert track([], []).at("views", ages, pd.Index(["a", "b", "c"])).shape == (3, 2)


@given(
    st.lists(st.floats(0.5, 200), min_size=2, max_size=8, unique=True),
    st.lists(st.integers(0, 10**7), min_size=8, max_size=8),
    st.floats(0.5, 200),
)
def test_what_is_read_of_growing_counts_lies_between_the_captures_around_it(ages, more, asked):
    ages, counts = sorted(ages), np.cumsum(more)[: len(ages)]
    found = track(ages, counts).at("views", np.array([asked]), pd.Index(["a"]))[0, 0]
    if not np.isnan(found):
        around = [(a, b) for (x, a), (y, b) in pairwise(zip(ages, counts, strict=True)) if x <= asked <= y]
        low, high = around[0] if around else (counts[0], counts[-1])
        assert low - 1e-6 * (1 + low) <= found <= high + 1e-6 * (1 + high)


def test_tracks_leave_out_paid_views_what_is_gone_and_what_has_no_time(tmp_path):
    rows = [
        *seen("1", "ann", {2: 100, 4: 300}, is_ad=True, paid_views=50),
        *seen("2", "bob", {2: 100}, is_ad=True),
        *seen("3", "bob", {2: 100}),
        *seen("3", "bob", {9: 100}, status="deleted"),
        seen("4", "us.official", {2: 100})[0] | {"captured_at": None},
    ]
    found = tracks(world(tmp_path, videos=rows))
    assert found.videos[found.code].tolist() == ["1", "1", "2", "3"]
    assert found.age.tolist() == pytest.approx([2, 4, 2, 2])
    np.testing.assert_array_equal(found.counts["organic_views"], [50, 250, np.nan, 100])
    np.testing.assert_array_equal(found.counts["views"], [100, 300, 100, 100])
    assert np.isnan(found.counts["organic_likes"][:3]).all()  # paid likes are not known


def test_a_capture_in_two_exports_counts_once_and_the_later_import_rules(tmp_path):
    path = workspace(tmp_path / "w", **TABLES | {"videos": seen("1", "ann", {2: 100, 4: 200})})
    Workspace(path).append("videos", pd.DataFrame(seen("1", "ann", {4: 220})), source="again")
    found = tracks(kit.open(str(path)))
    assert found.counts["views"].tolist() == [100, 220]


# -- at the same age
def test_views_at_the_same_age_beside_the_same_creators_usual(tmp_path):
    mine = seen("1", "ann", {1: 100, 7: 400}) + seen("2", "bob", {7: 900, 10: 1000}) + seen("3", "bob", {2: 50})
    own = [row for k, v in enumerate((200, 300, 700)) for row in seen(f"9{k}", "ann", {7: v})]
    own += seen("95", "bob", {7: 600}) + seen("96", "bob", {7: 99_999}, is_sponsored=True)
    found = same_age(world(tmp_path, videos=[*mine, *own]))
    assert cell(found, "day_7", video="Typical video of the campaign") == pytest.approx(650)  # of 400 and 900
    assert cell(found, "day_7", video="The same creators' usual video") == pytest.approx(450)  # of 300 and 600
    assert cell(found, "day_1", video="Ann, 1 May".replace("Ann", "ថែស្បែក <b>Ann</b>")) == pytest.approx(100)
    words = normal(found.takeaway)
    assert words.startswith(
        "At day 7, the typical one of 2 delivered videos had 650 organic views (1 video is not known"
    )
    assert "the same creators' usual video had 450 at that age" in words
    assert found.left_out["videos not captured near any of these ages"] == 1


def test_the_share_that_has_arrived_is_that_of_the_workspace_or_what_is_published(tmp_path):
    own = same_age(campaign(tmp_path / "own", mature_ones(12, growth=1.25, since=7), ages=(7,)))
    assert "the typical video of this workspace has 80 % at day 7 and 89 % at day 14 (12 mature" in normal(own.takeaway)
    few = same_age(campaign(tmp_path / "few", ages=(7,)))
    assert "Trendpop (grade B) has 32 % of views by 24 hours" in few.takeaway


@pytest.mark.parametrize("change", [{"captured_at": None}, {"captured_at": "2026-05-20T10:00:00Z"}])
def test_videos_that_no_age_is_known_of_are_refused(tmp_path, change):
    videos = [row | change for v in VIDEOS[:5] for row in seen(v["video_id"], v["creator_id"], {10: 1000})]
    found = same_age(world(tmp_path, videos=videos))
    assert not found.shown
    assert ("is not known" in found.takeaway) == (change["captured_at"] is None)


def test_two_videos_of_one_day_have_different_names(tmp_path):
    later = FIRST + pd.Timedelta(hours=3)
    rows = seen("1", "ann", {7: 1}) + seen("2", "bob", {7: 1}) + seen("3", "bob", {7: 1}, later)
    rows += [*seen("5", "eve", {7: 1}), *seen("4", "us.official", {7: 1}, FIRST)]
    rows[-1]["posted_at"] = None
    found = labels(world(tmp_path, videos=rows))
    assert sorted(found) == ["bob, 1 May 10:00", "bob, 1 May 13:00", "cat", "eve, 1 May", "ថែស្បែក <b>Ann</b>, 1 May"]
