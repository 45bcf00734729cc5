"""Who and what is in the report: ages, ways of collecting, boosts, and what rates leave out, by hand."""

from hypothesis import given, HealthCheck, settings
from hypothesis import strategies as st
import pandas as pd
import pytest

import kit
from kit import benchmarking, tiers
from kit.benchmarking.caveats import selection_caveat
from tiny import cell, creator, data, video, workspace

BRANDS = [
    {"brand": "Us", "role": "own", "handles": ["us.official"]},
    {"brand": "Them", "role": "competitor", "handles": ["them"]},
]
CAPTURED = pd.Timestamp("2026-06-01T12:00Z")
AGES = ("age_0_6", "age_7_27", "age_28", "age_unknown")


def aged(video_id: str, creator_id: str, days: float | None, **more: object) -> dict:
    """A video that was so many days old when it was captured on 1 June at noon; None: its capture time is unknown."""
    when = (
        {"captured_at": None}
        if days is None
        else {"posted_at": f"{CAPTURED - pd.Timedelta(days=days):%Y-%m-%dT%H:%MZ}"}
    )
    return video(video_id, creator_id, 1000, 50) | when | more


def test_each_video_is_of_one_age(tmp_path):
    days = [1, 6.9, 7, 27.9, 28, 90, None]
    videos = [aged(str(i), "ann", d) for i, d in enumerate(days)]
    found = benchmarking.cohort(data(tmp_path / "w", videos=videos, creators=[creator("ann", 20_000)]))
    assert [cell(found, c, tier="micro") for c in AGES] == [2, 2, 2, 1]
    # known ages 1, 6.9, 7, 27.9, 28, 90: median (7 + 27.9) / 2
    assert cell(found, "median_age_days", tier="micro") == pytest.approx(17.45, abs=0.1)
    assert "At capture, the 6\u00a0videos of known age had a median age of 17\u00a0days." in found.takeaway
    # all but the two young ones; unknown capture, but posted 30 days before the newest of its source: it stays
    assert cell(found, "rated", tier="micro") == 5


def test_columns_of_ages_that_no_video_has_are_not_printed(tmp_path):
    found = benchmarking.cohort(data(tmp_path / "w", videos=[aged("1", "ann", 40)]))
    hidden = {c.name for c in found.columns if c.hidden}
    assert {"age_0_6", "age_7_27", "age_unknown", "boosted", "selected"} <= hidden
    assert "age_28" not in hidden
    assert "It was 40\u00a0days old at capture." in found.takeaway
    assert "Rates rest on it." in found.caveat


def test_what_rates_leave_out_is_counted_once_each(tmp_path):
    videos = [
        aged("1", "ann", 40),
        aged("2", "ann", 3),
        aged("3", "us.official", 3),  # on the brand's account and young: counted as the first
        video("4", "bob", 0, 0),
        video("5", "bob", 900, 20, is_ad=True),
        video("6", "bob", 100, 90, 20, 0),
    ]
    found = benchmarking.cohort(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert "Rates rest on 1 of 6\u00a0videos" in found.caveat
    for words in (
        "videos on brands' own accounts (1)",
        "videos younger than 7 days at capture (1)",
        "videos with more engagements than views (1)",
        "videos without known organic views and engagements (2)",
    ):
        assert words in found.caveat
    assert found.table["rated"].sum() == 1


def test_no_video_that_carries_a_rate_is_said(tmp_path):
    found = benchmarking.cohort(data(tmp_path / "w", videos=[aged("1", "ann", 2), aged("2", "ann", 3)]))
    assert found.shown
    assert "Rates rest on none of 2\u00a0videos" in found.caveat


def test_ways_of_collecting_and_boosts_are_told_as_far_as_known(tmp_path):
    videos = [
        aged("1", "ann", 40, is_ad=True, paid_views=100),
        aged("2", "ann", 40, is_ad=False, collected_by="hashtag"),
        aged("3", "ann", 40, collected_by=None),  # neither known
        aged("4", "bob", 40, paid_views=10),  # no word on ads, but views were paid for
        aged("5", "bob", 40, is_ad=False, collected_by="own"),
    ]
    found = benchmarking.cohort(data(tmp_path / "w", videos=videos))
    assert found.table["boosted"].sum() == 2
    assert found.table["boost_unknown"].sum() == 1
    assert found.table["selected"].sum() == 1
    assert found.table["collected_unknown"].sum() == 1
    assert "2 (40.0\u202f%) were boosted, and of 20.0\u202f% it is not known." in found.caveat
    assert "2 from profiles" in found.caveat
    assert "1 by hashtag" in found.caveat
    assert "1 from own exports" in found.caveat
    assert "1 unknown" in found.caveat


def test_one_way_of_collecting_and_no_boost_are_said_shortly(tmp_path):
    videos = [aged(str(i), "ann", 40, is_ad=False) for i in range(3)]
    found = benchmarking.cohort(data(tmp_path / "w", videos=videos))
    assert found.caveat == "All were collected from profiles. None were boosted. Rates rest on all of them."
    assert found.status == "shown"


def test_where_nothing_tells_of_boosts_it_is_a_doubt(tmp_path):
    found = benchmarking.cohort(data(tmp_path / "w", videos=[aged("1", "ann", 40)]))
    assert found.status == "caveat"
    assert "Whether videos were boosted is not in these data" in found.caveat
    assert "were boosted." not in found.caveat.replace("Whether videos were boosted", "")


def test_videos_outside_the_window_are_left_out_and_counted(tmp_path):
    path = workspace(tmp_path / "w", videos=[aged("1", "ann", 40), aged("2", "ann", 400)])
    found = benchmarking.cohort(kit.open(str(path), posted_from="2026-01-01"))
    assert found.left_out == {"videos posted outside the window, or after it": 1}
    assert found.n["videos"] == 1


def test_brands_accounts_are_told_from_creators(tmp_path):
    videos = [aged("1", "ann", 40), aged("2", "us.official", 40)]
    found = benchmarking.cohort(data(tmp_path / "w", videos=videos, brands=BRANDS))
    assert found.takeaway.startswith("This report compares 2 accounts, 1 of them of a brand, with 2\u00a0videos")
    assert found.n == {"creators": 1, "accounts of brands": 1, "videos": 2}
    lone = benchmarking.cohort(data(tmp_path / "v", videos=videos[1:], brands=BRANDS))
    assert lone.takeaway.startswith("This report is about a brand's account with 1\u00a0video")


def test_boosts_of_unknown_size_add_up_to_what_rates_leave_out(tmp_path):
    videos = [aged("1", "ann", 40), aged("2", "ann", 40, is_ad=True), aged("3", "ann", 3, is_ad=True)]
    found = benchmarking.cohort(
        data(tmp_path / "w", videos=[*videos, aged("4", "us.official", 40, is_ad=True)], brands=BRANDS)
    )
    assert "3 have a boost of unknown size (1 on brands' accounts and 1 too young for rates), left out" in found.caveat
    assert "videos without known organic views and engagements (1)" in found.caveat


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        # of 30 nano videos so many, and of 2 micro ones so many, were found by hashtag
        ((1, 0), "3.1\u202f% of the videos were found by hashtag or search, fewer than 5\u202f% in any tier."),
        (
            (0, 2),
            "All videos of creators in micro were found by hashtag or search, which brings up the popular ones: "
            "their figures run high.",
        ),
        ((1, 2), "their figures run high (3.3\u202f% of the other videos were, too)."),
        (
            (9, 2),
            "34\u202f% of the videos were found by hashtag or search, which brings up the popular ones: what they",
        ),
        ((0, 1), "3\u202f% of the videos were found by hashtag or search, which brings up"),  # half of micro
        ((30, 2), "All videos were found by hashtag or search"),
        ((0, 0), ""),
    ],
)
def test_popular_videos_are_told_by_where_they_are(tags, words):
    sizes = {"nano": (30, tags[0]), "micro": (2, tags[1])}
    rows = [(t, "hashtag" if i < k else "profile") for t, (n, k) in sizes.items() for i in range(n)]
    said = selection_caveat(pd.DataFrame(rows, columns=["tier", "collected_by"]))
    assert words in said
    assert bool(said) == bool(words)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", "us.official"]),
            st.one_of(st.none(), st.integers(0, 60)),
            st.sampled_from([None, "profile", "hashtag"]),
            st.integers(0, 2000),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_all_columns_add_up(tmp_path_factory, rows):
    videos = [aged(str(i), who, days, collected_by=how, views=views) for i, (who, days, how, views) in enumerate(rows)]
    videos.append(aged("x", "c", 40))
    followers = {"a": 500, "b": 20_000, "us.official": 2_000_000}
    seen = data(
        tmp_path_factory.mktemp("cohort") / "w",
        videos=videos,
        creators=[creator(c, f) for c, f in followers.items()],
        brands=BRANDS,
    )
    found = benchmarking.cohort(seen)
    table = found.table
    assert list(table["tier"]) == tiers.EXOLYT.order()
    assert table["videos"].sum() == len(videos) == found.n["videos"]
    assert table["creators"].sum() == found.n["creators"] + found.n["accounts of brands"]
    assert (table[list(AGES)].sum(axis=1) == table["videos"]).all()
    assert (table["rated"] <= table["videos"]).all()
    assert (table["selected"] + table["collected_unknown"] <= table["videos"]).all()
