"""Posting hours, weekdays and lengths by hand: within creators, all rows together."""

import numpy as np
import pandas as pd
import pytest

from kit import benchmarking
from kit.benchmarking.content import posting_times
from kit.benchmarking.content.panel import Seen
from tiny import cell, data, video


def posts(creators: int, views, hours=(9, 20), days=range(1, 15), **more: object) -> list[dict]:
    """One video a day and hour of each creator; views: of creator, day and hour."""
    return [
        video(
            f"{c}-{day}-{hour}",
            f"c{c}",
            int(views(c, day, hour)),
            9,
            posted_at=f"2026-04-{day:02}T{hour:02}:30Z",
            **more,
        )
        for c in range(creators)
        for day in days
        for hour in hours
    ]


def noisy(seed: int, size: float = 0.3):
    draw = np.random.default_rng(seed)
    return lambda mean: mean * np.exp(draw.normal(0, size))


def test_a_planted_hour_is_found_with_its_size(tmp_path):
    found = benchmarking.posting_times(
        data(tmp_path / "w", videos=posts(8, lambda c, d, h: 1000 * (c + 1) * (3 if h == 20 else 1)))
    )
    # the same creator's videos, day by day: exactly three times
    assert cell(found, "view_lift", band="18:00–24:00 UTC") == pytest.approx(3)
    assert cell(found, "view_lift", band="06:00–12:00 UTC") == pytest.approx(1 / 3)
    assert cell(found, "videos", band="18:00–24:00 UTC") == 8 * 14
    assert cell(found, "creators", band="18:00–24:00 UTC") == 8
    assert "ideos posted at 18:00–24:00 UTC 3.00 (3.00" in found.takeaway.replace(" got", "")
    assert found.takeaway.count(". ") == 1  # the two widest in one sentence, the rest in another


def test_a_planted_length_and_weekday_are_found_with_noise(tmp_path):
    near = noisy(5)
    videos = [
        v | {"duration_s": 10.0 if i % 3 else 40.0, "views": int(v["views"] * (2 if i % 3 else 1))}
        for i, v in enumerate(posts(20, lambda c, d, h: near(2000 * (c + 1))))
    ]
    found = benchmarking.posting_times(data(tmp_path / "w", videos=videos))
    assert cell(found, "view_lift_low", band="under 15 s") > 1
    assert cell(found, "view_lift_low", band="under 15 s") < 2 < cell(found, "view_lift_high", band="under 15 s")
    assert "ideos under 15 s long got" in found.takeaway
    assert found.takeaway.endswith(
        "times the views of the same creator's others. No posting hour or weekday clearly differs."
    )


def test_where_nothing_matters_it_is_said_and_the_largest_difference_shown(tmp_path):
    near = noisy(1)
    found = benchmarking.posting_times(data(tmp_path / "w", videos=posts(12, lambda c, d, h: near(5000))))
    assert found.takeaway.startswith(
        "No posting hour, weekday or length clearly goes with more or fewer views of the same creator. The largest "
        "difference: videos posted "
    )
    assert "(" in found.takeaway
    assert "UTC, not the viewers' time" in found.caveat


def test_big_creators_who_post_in_the_evening_do_not_make_the_evening_better(tmp_path):
    near = noisy(2)
    big = [v for v in posts(6, lambda c, d, h: near(900_000)) if "T20" in v["posted_at"] or "-1-" in v["video_id"]]
    small = [
        v | {"creator_id": "s" + v["creator_id"], "video_id": "s" + v["video_id"]}
        for v in posts(6, lambda c, d, h: near(900))
        if "T09" in v["posted_at"] or "-1-" in v["video_id"]
    ]
    found = benchmarking.posting_times(data(tmp_path / "w", videos=big + small))
    raw = pd.DataFrame(big + small).assign(evening=lambda f: f["posted_at"].str.contains("T20"))
    means = raw.groupby("evening")["views"].mean()
    assert means[True] > 5 * means[False]  # what raw means would say
    assert (
        cell(found, "view_lift_low", band="18:00–24:00 UTC") < 1 < cell(found, "view_lift_high", band="18:00–24:00 UTC")
    )


@pytest.mark.parametrize(
    ("seconds", "band"),
    [
        (14.9, "under 15 s"),
        (15, "15–30 s"),
        (30, "30–60 s"),
        (59.9, "30–60 s"),
        (60, "60 s or more"),
        (600, "60 s or more"),
    ],
)
def test_a_length_belongs_to_the_band_that_it_begins(tmp_path, seconds, band):
    videos = posts(6, lambda c, d, h: 1000 + c) + [
        video(f"x{c}", f"c{c}", 1000, 9, posted_at="2026-04-03T14:00Z", duration_s=seconds) for c in range(6)
    ]
    found = benchmarking.posting_times(data(tmp_path / "w", videos=videos))
    assert cell(found, "videos", band=band) == 6
    lengths = found.table[found.table["kind"] == "Length"]
    assert lengths["videos"].sum() == 6


def test_no_length_and_midnight_sharp_are_unknown(tmp_path):
    videos = posts(6, lambda c, d, h: 1000 + c + d, duration_s=0.0)
    days = [video(f"d{c}", f"c{c}", 1000, 9, posted_at="2026-04-05T00:00Z") for c in range(6)]
    found = benchmarking.posting_times(data(tmp_path / "w", videos=videos + days))
    assert found.left_out == {"videos of unknown length": 6 * 28 + 6, "videos of unknown posting hour": 6}
    assert cell(found, "videos", band="Sunday") == 6 * 2 * 2 + 6  # 5 and 12 April, two each, and the day without hour


def test_the_newest_days_videos_are_not_called_worse_where_captures_are_unknown(tmp_path):
    young = lambda c, d, h: 1000 * (c + 1) * (0.2 if d > 25 else 1)  # noqa: E731  still growing on the last days
    videos = posts(8, young, days=range(1, 30), captured_at=None)
    found = benchmarking.posting_times(data(tmp_path / "w", videos=videos))
    assert "their age is counted to the newest one" in found.caveat
    assert found.left_out[posting_times.TOO_LITTLE] == 8 * (2 * 7 - 1) + 8
    assert found.takeaway.startswith("No posting hour")


@pytest.mark.parametrize(
    ("videos", "words"),
    [
        (posts(1, lambda c, d, h: 100 + d), "Fewer than 5 creators"),
        ([video(f"{c}", f"c{c}", 100, 9) for c in range(9)], "Fewer than 5 creators"),  # one video each
        (posts(8, lambda c, d, h: 100 + d, collected_by="hashtag"), "popular"),
        (posts(8, lambda c, d, h: 0), "known organic views above 0"),
    ],
    ids=["one creator", "one video each", "found by tag", "no views"],
)
def test_what_cannot_be_compared_is_refused(tmp_path, videos, words):
    found = benchmarking.posting_times(data(tmp_path / "w", videos=videos))
    assert found.status == "not_shown"
    assert words in found.takeaway


def test_the_widest_comes_first_and_the_rest_is_counted():
    lifts = [0.8, 1.5, 1.2, 1.0, 1.0]
    table = pd.DataFrame({"view_lift": lifts}).assign(
        view_lift_low=lambda t: t["view_lift"] - 0.1,
        view_lift_high=lambda t: t["view_lift"] + 0.1,
        kind=["Length"] * 3 + ["Hour", "Weekday"],
        band=["under 15 s", "15–30 s", "30–60 s", "00:00–06:00 UTC", "Monday"],
    )
    assert posting_times.sentence(table).replace("\u2060", "") == (
        "Videos of 15–30 s got 1.50 (1.40–1.60) and videos under 15 s long 0.80 (0.70–0.90) times the views of the "
        "same creator's others. 1 more differs clearly, but no posting hour or weekday does."
    )


def test_what_is_used_and_what_is_left_out_add_up(tmp_path):
    videos = posts(7, lambda c, d, h: 900 + d)
    odd = [
        video("a", "c0", 200_000_000, 9, posted_at="1970-01-01T00:00Z"),
        video("b", "c0", 5, 9_000),
        video("c", "c0", 100, 9, posted_at=None, captured_at=None),
        video("d", "c0", 100, 9, posted_at="2026-05-30T09:30Z"),
        video("e", "us", 100, 9),
    ]
    brands = [{"brand": "Us", "role": "own", "handles": ["us"]}]
    found = benchmarking.posting_times(data(tmp_path / "w", videos=videos + odd, brands=brands))
    assert found.n == {"videos": 7 * 28, "creators": 7}
    assert found.left_out == {
        "videos on brands' own accounts": 1,
        "videos whose counts contradict one another": 1,
        "videos with a posting date that cannot be": 1,
        posting_times.TOO_LITTLE: 2,
        "videos of unknown length": 7 * 28,
    }


def test_brands_own_accounts_are_not_compared(tmp_path):
    brands = [{"brand": "Us", "role": "own", "handles": ["c0"]}]
    found = benchmarking.posting_times(data(tmp_path / "w", videos=posts(7, lambda c, d, h: 900 + d), brands=brands))
    assert found.n == {"videos": 6 * 28, "creators": 6}


def test_where_nothing_matters_a_difference_is_rarely_called():
    called, runs = 0, 100
    for seed in range(runs):
        draw = np.random.default_rng(seed)
        creator = np.repeat(np.arange(30), np.maximum(draw.poisson(25, 30), 2))
        n = len(creator)
        views = draw.normal(9, 1.5, 30)[creator] + draw.normal(0, 1.1, n)
        favourite = draw.dirichlet(np.full(4, 0.7), 30)[creator].cumsum(axis=1)
        bands = [
            ("Length", draw.integers(0, 4, n), tuple(posting_times.LENGTHS)),
            ("Hour", (draw.random((n, 1)) > favourite).sum(axis=1).clip(max=3), posting_times.HOURS),
            ("Weekday", draw.integers(0, 7, n), posting_times.DAYS),
        ]
        who = pd.Index([f"c{c}" for c in range(30)])
        seen = Seen(pd.DataFrame(), who, creator, views, views, views, draw.normal(3, 0.5, n), 30, 0, {})
        table = posting_times.compared(seen, bands, np.ones(n, dtype=bool))
        clear = (table["view_lift_low"] > 1) | (table["view_lift_high"] < 1)
        assert clear.any() == (not posting_times.sentence(table).startswith("No posting hour"))
        called += clear.any()
    assert called / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)
