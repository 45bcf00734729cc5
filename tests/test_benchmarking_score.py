"""The score: percentiles within a tier, weights, and that a reader can recompute it from what is printed."""

from html import unescape
from itertools import count as counter
import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st
import numpy as np
import pandas as pd
import pytest

from kit import benchmarking, show
from kit.benchmarking.creators.dimensions import Dimensions, MEASURES
from kit.benchmarking.creators.scoring import comparable, printed, scored, tenth
from kit.errors import UsageError
from tiny import cell, creator, data, video

# Places (0 the lowest) of five creators: the percentiles are 10, 30, 50, 70 and 90.
PLACES = {
    "engagement": [0, 1, 2, 3, 4],
    "views": [4, 3, 2, 1, 0],
    "consistency": [2, 4, 0, 3, 1],
    "growth": [0, 2, 4, 1, 3],
    "activity": [1, 0, 3, 4, 2],
}
# Sums over five dimensions ÷ 5: c0 10 + 90 + 50 + 10 + 30 = 190, c1 250, c2 270, c3 290, c4 250.
SCORES = {"c0": 38.0, "c1": 50.0, "c2": 54.0, "c3": 58.0, "c4": 50.0}
CAPTURES = ("2026-03-01T12:00Z", "2026-04-01T12:00Z", "2026-05-01T12:00Z", "2026-06-01T12:00Z")
ids = counter()


def posts(who: str, rate: int, views: int, spread: float, gap: int, times: int = 1, **more: object) -> list[dict]:
    """Five videos, `gap` days apart, the last of 20 May; ordered by the places given."""
    base, wide = 1000 * (1 + views) * times, 1.2 + 0.4 * spread
    return [
        video(
            f"{who}-{j}-{next(ids)}",
            who,
            (seen := round(base * wide ** (j - 2))),
            round(seen * (0.02 + 0.02 * rate)),
            posted_at=str(pd.Timestamp("2026-05-20T12:00Z") - pd.Timedelta(days=(2 + gap) * j)),
        )
        | more
        for j in range(5)
    ]


def profiles(who: str, followers: int, growth: int, captures=CAPTURES, **more: object) -> list[dict]:
    """Captures a month apart that end at `followers`, each (growth + 1) % above the one before."""
    back = range(len(captures) - 1, -1, -1)
    return [
        creator(who, round(followers / (1.01 + growth / 100) ** b), captured_at=at, **more)
        for b, at in zip(back, captures, strict=True)
    ]


def cohort(followers: int = 5_000, prefix: str = "c", times: int = 1, captures=CAPTURES) -> dict[str, list[dict]]:
    """Five creators of one tier with the places above: high places have narrow spreads and short gaps."""
    videos, creators = [], []
    for i, (rate, views, even, growth, pace) in enumerate(zip(*PLACES.values(), strict=True)):
        videos += posts(f"{prefix}{i}", rate, views, 4 - even, 4 - pace, times)
        creators += profiles(f"{prefix}{i}", followers, growth, captures)
    return {"videos": videos, "creators": creators}


def both(one: dict[str, list[dict]], other: dict[str, list[dict]]) -> dict[str, list[dict]]:
    return {table: one[table] + other[table] for table in one}


def scores(found) -> dict[str, float]:
    return dict(zip(found.table["creator_id"], found.table["score"], strict=True))


def test_percentiles_and_score_are_those_of_the_pencil(tmp_path):
    found = benchmarking.score(data(tmp_path / "w", **cohort()))
    for dimension, places in PLACES.items():
        for i, place in enumerate(places):
            assert cell(found, f"{dimension}_percentile", creator_id=f"c{i}") == 10 + 20 * place, (dimension, i)
    assert scores(found) == SCORES
    assert cell(found, "views_points", creator_id="c0") == pytest.approx(90 / 5)
    assert list(found.table["creator_id"]) == ["c3", "c2", "c1", "c4", "c0"]
    assert found.takeaway.startswith("Among these 5 nano creators, \u2068c3\u2069 scores highest, 58")
    assert re.search(r" \(80\u202f% band [\d.]+\u2060–\u2060[\d.]+\)", found.takeaway)
    assert "at 80, about 80 % of them rank below" in found.definitions["Percentile in the tier"]
    assert "Most points are for activity" in found.takeaway
    assert "Weights: 1 each." in found.caveat
    assert "nano 5" in found.caveat
    assert found.status == "shown"


def test_other_weights_give_another_order(tmp_path):
    found = benchmarking.score(
        data(tmp_path / "w", **cohort()), weight_engagement=3, weight_activity=0, weight_growth=1
    )
    # (3 engagement + views + consistency + growth) ÷ 6: c4 (270 + 10 + 30 + 70) ÷ 6 = 63.33
    assert scores(found) == {"c0": 30.0, "c1": 50.0, "c2": 50.0, "c3": 56.7, "c4": 63.3}
    assert "activity_percentile" not in found.table
    assert "Most points are for engagement, without which another would lead." in found.takeaway
    assert "Weights: engagement 3, views 1, consistency 1 and growth 1." in found.caveat
    assert "engagement 3 (50.0\u202f%)" in found.definitions["Score"]


def test_one_weight_alone_is_that_percentile(tmp_path):
    rest = dict.fromkeys(("weight_engagement", "weight_views", "weight_consistency", "weight_growth"), 0.0)
    found = benchmarking.score(data(tmp_path / "w", **cohort()), **rest, weight_activity=0.3)
    assert scores(found) == {f"c{i}": 10.0 + 20 * place for i, place in enumerate(PLACES["activity"])}
    assert "Most points" not in found.takeaway
    assert "Weights: 0.3." in found.caveat


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"weight_views": -1.0}, "Parameter weight_views is -1; a weight is 0 or more."),
        ({"weight_growth": math.nan}, "Parameter weight_growth is nan; a weight is 0 or more."),
        ({f"weight_{c}": 0.0 for c in MEASURES}, "All weights of the score are 0; give at least one"),
        ({"top": 0}, "Parameter top is 0; it is 1 or more."),
    ],
)
def test_weights_that_mean_nothing_are_refused(tmp_path, given, says):
    with pytest.raises(UsageError, match=re.escape(says)):
        benchmarking.score(data(tmp_path / "w", **cohort()), **given)


def test_ten_times_the_views_leave_percentiles_alone(tmp_path):
    one, ten = (benchmarking.score(data(tmp_path / str(times), **cohort(times=times))) for times in (1, 10))
    columns = [f"{c}_percentile" for c in PLACES]
    assert one.table[columns].equals(ten.table[columns])
    assert ten.table["view_rate"].to_numpy() == pytest.approx(10 * one.table["view_rate"].to_numpy(), rel=0.01)


def test_another_tier_changes_nobody(tmp_path):
    alone = benchmarking.score(data(tmp_path / "one", **cohort()))
    beside = benchmarking.score(data(tmp_path / "two", **both(cohort(), cohort(followers=20_000, prefix="m"))))
    assert {c: s for c, s in scores(beside).items() if c in SCORES} == scores(alone)
    assert set(beside.table["tier"]) == {"nano", "micro"}
    assert "micro 5 and nano 5" in beside.caveat


def test_four_creators_are_too_few_to_compare(tmp_path):
    few = cohort()
    few = {table: [row for row in rows if row["creator_id"] != "c4"] for table, rows in few.items()}
    found = benchmarking.score(data(tmp_path / "w", **few))
    assert not found.shown
    assert "no tier has 5 (nano 4); import more creators" in found.takeaway


def test_a_small_tier_is_refused_by_name_and_counted(tmp_path):
    more = {"videos": posts("big", 3, 3, 1, 1), "creators": profiles("big", 2_000_000, 2)}
    found = benchmarking.score(data(tmp_path / "w", **both(cohort(), more)))
    assert "No score where fewer than 5 can be compared: mega." in found.caveat
    assert found.left_out["creators of tiers with fewer than 5 to compare"] == 1
    assert scores(found) == SCORES


def test_creators_of_unknown_size_are_not_scored(tmp_path):
    more = {"videos": [row for i in range(6) for row in posts(f"u{i}", i, i, i, i)], "creators": []}
    found = benchmarking.score(data(tmp_path / "w", **both(cohort(), more)))
    assert scores(found) == SCORES
    assert found.left_out["creators of unknown size"] == 6


def test_the_brands_own_account_neither_scores_nor_moves_others(tmp_path):
    more = {"videos": posts("us", 9, 9, 0, 0), "creators": profiles("us", 5_000, 9, account_type="brand")}
    found = benchmarking.score(data(tmp_path / "w", **both(cohort(), more)))
    assert scores(found) == SCORES


def test_growth_that_nobody_has_is_dropped_by_name(tmp_path):
    found = benchmarking.score(data(tmp_path / "w", **cohort(captures=CAPTURES[-1:])))
    # Without growth, ÷ 4: c0 (10 + 90 + 50 + 30) ÷ 4 = 45, c1 200 ÷ 4, c2 180 ÷ 4, c3 260 ÷ 4, c4 180 ÷ 4
    assert scores(found) == {"c0": 45.0, "c1": 50.0, "c2": 45.0, "c3": 65.0, "c4": 45.0}
    assert found.status == "caveat"
    assert "Not in the score: growth (no tier has 5 creators with four captures of their followers)." in found.caveat
    assert "growth" not in found.definitions["Score"]


def test_a_score_that_is_mostly_unknown_is_refused(tmp_path):
    found = benchmarking.score(data(tmp_path / "w", **cohort(captures=CAPTURES[-1:])), weight_growth=5.0)
    assert not found.shown
    assert "More than half of the score's weight is unknown (growth)" in found.takeaway
    assert "four captures of their followers" in found.takeaway


def test_videos_found_by_hashtag_make_no_score(tmp_path):
    tagged = cohort()
    tagged["videos"] = [row | {"collected_by": "hashtag"} for row in tagged["videos"]]
    found = benchmarking.score(data(tmp_path / "w", **tagged))
    assert not found.shown
    assert "(views, consistency and activity)" in found.takeaway


def test_a_creator_with_less_than_half_of_the_weight_has_no_score(tmp_path):
    tagged = {
        "videos": posts("tag", 4, 4, 4, 4, collected_by="hashtag"),
        "creators": [creator("tag", 5_000)],
    }
    found = benchmarking.score(data(tmp_path / "w", **both(cohort(), tagged)))
    assert "tag" not in scores(found)
    assert found.left_out["creators with half of the weight known or less"] == 1
    assert scores(found) == SCORES


def test_what_one_creator_lacks_is_left_out_of_its_mean(tmp_path):
    more = {"videos": posts("new", 9, 9, 0, 0), "creators": [creator("new", 5_000)]}
    found = benchmarking.score(data(tmp_path / "w", **both(cohort(), more)))
    assert pd.isna(cell(found, "growth_percentile", creator_id="new"))
    # Of six creators the highest percentile is 100 · 5.5 ÷ 6 = 91.67; the spread and pace tie with nobody's best.
    own = [cell(found, f"{c}_percentile", creator_id="new") for c in PLACES if c != "growth"]
    assert own[:2] == [92.0, 92.0]
    assert cell(found, "score", creator_id="new") == pytest.approx(sum(own) / 4, abs=0.05)
    assert cell(found, "growth_percentile", creator_id="c2") == 90


def test_creators_that_are_alike_share_their_place(tmp_path):
    same = {
        "videos": [row for i in range(5) for row in posts(f"s{i}", 2, 2, 2, 2)],
        "creators": [row for i in range(5) for row in profiles(f"s{i}", 5_000, 2)],
    }
    found = benchmarking.score(data(tmp_path / "w", **same))
    assert set(found.table["score"]) == {50.0}
    assert found.takeaway == "These 5 nano creators all score 50: nothing tells them apart."


def test_two_creators_at_the_top_are_both_named(tmp_path):
    twins = cohort()
    twins["videos"] = [r for r in twins["videos"] if r["creator_id"] not in ("c2", "c4")]
    twins["creators"] = [r for r in twins["creators"] if r["creator_id"] not in ("c2", "c4")]
    for who in ("t1", "t2"):
        twins["videos"] += posts(who, 9, 9, -0.3, -1)  # 80 in all: mid-rank 4.5 of 5
        twins["creators"] += profiles(who, 5_000, 9, name=f"<b>{who}</b>")
    found = benchmarking.score(data(tmp_path / "w", **twins))
    assert "\u2068<b>t1</b>\u2069 and \u2068<b>t2</b>\u2069 share the highest score, 80." in found.takeaway
    assert "<b>t1" not in show.table(found.to_json())


def crowd(seed: int, n: int = 14) -> dict[str, list[dict]]:
    """Creators with places by chance and Khmer names, some without a history of followers."""
    rng = np.random.default_rng(seed)
    videos, creators = [], []
    for i in range(n):
        rate, views, spread, gap, growth = (int(k) for k in rng.integers(0, 9, 5))
        videos += posts(f"k{i}", rate, views, spread, gap)
        name = f"ថែស្បែក {i}"
        creators += profiles(f"k{i}", 5_000, growth, name=name) if i % 4 else [creator(f"k{i}", 5_000, name=name)]
    return {"videos": videos, "creators": creators}


def recomputed(percentiles: list[float | None], weights: list[float]) -> float:
    """As one does with a pocket calculator: halves up, one decimal."""
    known = [(p, w) for p, w in zip(percentiles, weights, strict=True) if p is not None]
    return math.floor(10 * sum(p * w for p, w in known) / sum(w for _, w in known) + 0.5 + 1e-9) / 10


@pytest.mark.parametrize("given", [{}, {"weight_views": 2.0, "weight_growth": 0.5, "weight_activity": 1 / 3}])
def test_the_score_can_be_recomputed_from_what_is_printed(tmp_path, given):
    found = benchmarking.score(data(tmp_path / "w", **crowd(3)), **given)
    told = found.to_json()
    weights = [float(w) for w in re.findall(r"[a-z] ([\d.]+) \(", told["definitions"]["Score"])]
    assert len(weights) == 5
    names = [c["name"] for c in told["columns"]]
    for row in told["rows"]:
        of = dict(zip(names, row, strict=True))
        assert recomputed([of[f"{c}_percentile"] for c in PLACES], weights) == of["score"]
        points = [of[f"{c}_points"] for c in PLACES if of[f"{c}_points"] is not None]
        assert sum(points) == pytest.approx(of["score"], abs=0.0501)
        assert of["score_low"] <= of["score"] <= of["score_high"]
    csv = found.table.to_csv(index=False)
    assert csv.count("\n") == 15

    page = show.table(told)
    rows = [re.findall(r"<t[hd].*?</t[hd]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", page, re.S)]
    heads = [unescape(re.sub("<[^>]+>", "", cell)) for cell in rows[0]]
    places = [heads.index(c.capitalize()) for c in PLACES]
    assert len(rows) > 8
    for cells in rows[1:]:
        said = [re.sub("<[^>]+>", " ", cell).split() for cell in cells]
        percentiles = [None if said[at] == ["–"] else float(said[at][0]) for at in places]
        assert recomputed(percentiles, weights) == float(said[heads.index("Score")][0])


def test_ties_take_the_middle_of_their_ranks():
    index = [f"c{i}" for i in range(5)]
    values = pd.DataFrame({"views": [1.0, 1.0, 2.0, 3.0, 4.0]}, index=index)
    tier = pd.Series("nano", index=index)
    table = scored(Dimensions(values, values, 0 * values), values.notna(), {"views": 1.0}, tier, 3)
    assert list(table["views_percentile"]) == [20, 20, 50, 70, 90]
    assert list(table["score"]) == [20, 20, 50, 70, 90]


def test_a_leader_in_everything_stays_first_whatever_the_weights():
    index = [f"c{i}" for i in range(6)]
    values = pd.DataFrame({"views": range(6), "growth": range(6)}, index=index).astype(float)
    tier = pd.Series("nano", index=index)
    table = scored(
        Dimensions(values, values, 0 * values + 0.01), values.notna(), {"views": 1.0, "growth": 1.0}, tier, 1
    )
    assert table.loc["c5", "top_share"] == 1
    assert table.loc["c0", "top_share"] == 0
    assert table.loc["c5", ["rank_first", "rank_last"]].tolist() == [1, 1]


def test_a_tier_no_larger_than_the_top_has_no_share_in_it():
    index = [f"c{i}" for i in range(5)]
    values = pd.DataFrame({"views": range(5)}, index=index).astype(float)
    table = scored(
        Dimensions(values, values, 0 * values), values.notna(), {"views": 1.0}, pd.Series("mega", index=index), 5
    )
    assert table["top_share"].isna().all()


def test_an_unknown_error_leaves_the_score_without_a_band():
    index = [f"c{i}" for i in range(5)]
    values = pd.DataFrame({"views": range(5)}, index=index).astype(float)
    table = scored(
        Dimensions(values, values, values * math.nan),
        values.notna(),
        {"views": 1.0},
        pd.Series("mega", index=index),
        5,
    )
    assert table["score_low"].isna().all()
    assert table["rank_first"].isna().all()
    assert list(table["score"]) == [10, 30, 50, 70, 90]


frames = st.lists(
    st.lists(st.one_of(st.none(), st.integers(-3, 3)), min_size=3, max_size=3), min_size=5, max_size=14
).map(lambda rows: pd.DataFrame(rows, columns=["views", "consistency", "growth"], dtype=float))


@settings(max_examples=40, deadline=None)
@given(frames, st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(any), st.integers(0, 2))
def test_scores_lie_between_1_and_99_and_another_tier_never_moves_them(values, weight, split):
    weights = {c: float(w) for c, w in zip(values, weight, strict=True) if w}
    values.index = [f"c{i}" for i in range(len(values))]
    others = values.set_axis([f"m{i}" for i in range(len(values))])
    both = pd.concat([values, others * 2 + split])

    def table_of(frame: pd.DataFrame) -> pd.DataFrame:
        tier = pd.Series(np.where(frame.index.str.startswith("c"), "nano", "mid"), frame.index)
        counted = comparable(frame[list(weights)].notna(), tier, weights)
        used = {c: w for c, w in weights.items() if counted[c].any()}
        if not used:
            return pd.DataFrame()
        counted = counted.loc[counted.any(axis=1), list(used)]
        return scored(Dimensions(frame, frame, frame * 0 + 0.1), counted, used, tier, 2)

    alone, beside = table_of(values), table_of(both)
    if alone.empty:
        return
    assert alone["score"].between(1, 99).all()
    assert alone["score"].equals(beside.loc[alone.index, "score"])
    assert (alone["score_low"] <= alone["score"]).all()
    assert (alone["score_high"] >= alone["score"]).all()


def test_halves_are_rounded_up_as_on_paper():
    assert list(tenth(pd.Series([61.25, 61.75, 61.24, 50.05]))) == [61.3, 61.8, 61.2, 50.1]
    assert list(printed(np.array([0.1, 12.5, 99.9, 62.49]), pd.RangeIndex(4))) == [1, 13, 99, 62]
