"""What the next booking may bring and which bookings to choose."""

from itertools import combinations
import re

import numpy as np
import pandas as pd
import pytest

import kit
from kit import tier_pricing
from kit.errors import UsageError
from kit.tier_pricing.bookings.expectation import expectations
from kit.tier_pricing.plan.terms import Terms
from tiny import creator, data, video
import tiny_deals
from tiny_deals import deal, PEOPLE, row


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return tiny_deals.small(tmp_path_factory.mktemp("small") / "w")


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return tiny_deals.many(tmp_path_factory.mktemp("many") / "m")


def test_a_lone_creator_with_few_videos_gets_no_invented_expectation(tmp_path):
    one = data(tmp_path / "w", creators=PEOPLE, videos=[video("1", "ann", 1_000, 10)])
    assert "No creator has 3 videos" in tier_pricing.expected_views(one).takeaway
    views = (1_000, 4_000, 1_200, 900, 1_500)
    three, five = (
        data(tmp_path / f"x{n}", creators=PEOPLE, videos=[video(str(k), "ann", v, 10) for k, v in enumerate(views[:n])])
        for n in (3, 5)
    )
    # the mean of three alone lies somewhere between 190 and 83,000
    assert "are known of so few videos, that one rare hit would decide" in tier_pricing.expected_views(three).takeaway
    found = tier_pricing.expected_views(five)
    assert found.n["creators"] == 1
    assert row(found, "median_views", creator_id="ann") == 1_200


def test_videos_found_by_hashtag_promise_nothing(tmp_path):
    popular = data(
        tmp_path / "w",
        creators=PEOPLE,
        videos=[video(str(k), "ann", 1_000 + k, 10, collected_by="hashtag") for k in range(5)],
    )
    for question in (tier_pricing.expected_views, tier_pricing.budget_plan):
        assert not question(popular).shown
        assert "not found by hashtag or search" in question(popular).takeaway


@pytest.mark.parametrize(("hit", "shown"), [(100_000, True), (80_000_000, False)])
def test_a_viral_hit_does_not_become_the_promise(tmp_path, hit, shown):
    path = tiny_deals.many(tmp_path / "m").workspace
    path.append("videos", pd.DataFrame([video("hit", "c5", hit, 10)]), "test: by hand")
    found = tier_pricing.expected_views(kit.open(str(path.path)))
    if shown:  # beside four videos of about 2,000 views
        assert row(found, "expected", creator_id="c5") < hit / 5 / 2
    else:
        assert "No expectation is given for \u2068Creator 5\u2069 (\u2068@c5\u2069)" in found.caveat
        assert set(found.table["creator_id"]) == {"c20"}


WILD = [int(300 * np.exp(1.5 * np.sin(k * 1.7))) for k in range(36)] + [10**9]  # ordinary videos, and a hit


def test_a_mean_that_one_hit_decides_is_no_expectation(tmp_path):
    videos = [video(f"ann{k}", "ann", v, 1) for k, v in enumerate(WILD)]
    quiet = ("bob", "cat", "dan", "eve")
    videos += [video(f"{c}{k}", c, 2_000 + 900 * k, 1) for c in quiet for k in range(12)]
    alone = data(tmp_path / "a", creators=PEOPLE[:1], videos=videos[:37], deals=[deal("D1", "ann", 100, "asked")])
    for question in (tier_pricing.expected_views, tier_pricing.budget_plan):
        assert not question(alone).shown
        assert "No expectation is given for \u2068ann\u2069: views differ so much" in question(alone).takeaway
    # quiet creators temper the spread of the other a little, so it takes more than one hit beside them
    hit = [video(f"more{k}", "ann", 1 if k % 2 else 10**8, 1) for k in range(6)]
    both = data(tmp_path / "b", creators=PEOPLE[:5], videos=videos + hit)
    for question in (tier_pricing.expected_views, tier_pricing.budget_plan):
        found = question(both)
        assert set(found.table["creator_id"]) == set(quiet)
        assert found.left_out["creators whose expectation one rare hit would decide"] == 1
        assert "No expectation is given for \u2068ann\u2069" in found.caveat
        assert sum(found.left_out.values()) == 1


def test_an_expectation_lies_below_what_nine_in_ten_videos_reach(many):
    table = tier_pricing.expected_views(many).table
    assert (table["next_low"] < table["expected"]).all()
    assert (table["expected"] <= table["next_high"]).all()


def bundle(path, pieces, forecast):
    """An offer of so many videos by a creator whose 36 videos vary about 4,000 views."""
    videos = [video(f"ann{k}", "ann", int(4_000 * np.exp(np.sin(k * 1.7))), 1) for k in range(36)]
    offer = deal("D1", "ann", 100, "asked", deliverable="bundle", videos_agreed=pieces, forecast_views=forecast)
    return data(path, creators=PEOPLE[:1], videos=videos, deals=[offer])


def test_the_videos_of_a_bundle_have_luck_of_their_own(tmp_path):
    one, ten = bundle(tmp_path / "a", 1, 4_000), bundle(tmp_path / "b", 10, 40_000)
    known = expectations(ten)
    single, together = known.draws(pd.Index(["ann"])), known.draws(pd.Index(["ann"]), np.array([10]))
    value = known.table.loc["ann", "value"]
    assert single.mean() == pytest.approx(value, rel=0.05)
    assert together.mean() == pytest.approx(10 * value, rel=0.02)
    # variance of a sum around one level: 10 × within + 100 × that of the level
    level = known.table.loc["ann", "log_sd"] ** 2
    luck = known.table.loc["ann", "sigma"] ** 2
    within, between = np.exp(level) * (np.exp(luck) - 1), np.exp(level) - 1
    assert together.std() / value == pytest.approx(np.sqrt(10 * within + 100 * between), rel=0.1)
    # ten videos reach ten times an easy forecast more surely than one reaches it
    chances = [tier_pricing.expected_views(d).table["chance"].iloc[0] for d in (one, ten)]
    assert chances[1] > chances[0] + 0.2
    huge = known.draws(pd.Index(["ann"]), np.array([5_000]))
    assert huge.mean() == pytest.approx(5_000 * value, rel=0.02)


def test_a_plan_of_a_bundle_has_a_narrower_range(tmp_path):
    def width(pieces):
        found = tier_pricing.budget_plan(bundle(tmp_path / str(pieces), pieces, None), Terms(budget=100.0))
        low, high = re.search(r"comes: (\S+?)\u2060?–\u2060?(\S+) 8 times in 10\)", found.takeaway).groups()
        size = {"k": 1e3, "M": 1e6}
        low, high = (float(x.rstrip("kM").replace(",", "")) * size.get(x[-1], 1) for x in (low, high))
        return high / max(low, 1)

    assert width(10) < width(1) / 2


def test_chances_are_those_of_reaching_the_forecast(many):
    found = tier_pricing.expected_views(many)
    assert len(found.table) == 2  # the creators with an offer
    assert row(found, "chance", creator_id="c20") > 0.99  # forecast of one view
    assert row(found, "chance", creator_id="c5") == 0  # forecast of a billion


def test_the_plan_is_the_best_set_within_the_budget(many):
    found = tier_pricing.budget_plan(many, Terms(budget=2_000.0))
    table = found.table.nsmallest(12, "price")
    small = kit.open(str(many.workspace.path))
    assert found.table.loc[found.table["chosen"], "price"].sum() <= 2_000
    best = max(
        (sum(v for _, v in s), sum(p for p, _ in s))
        for n in range(5)
        for s in combinations(table[["price", "expected"]].itertuples(index=False, name=None), n)
        if sum(p for p, _ in s) <= 2_000
    )
    assert found.table.loc[found.table["chosen"], "expected"].sum() >= best[0] * 0.999  # the search stops there
    assert tier_pricing.budget_plan(small, Terms(budget=2_000.0)).to_json() == found.to_json()


def test_limits_and_caution_bind(many):
    limited = tier_pricing.budget_plan(many, Terms(budget=20_000.0, most_per_tier=1)).table
    assert limited[limited["chosen"]].groupby("tier").size().max() == 1
    careful = tier_pricing.budget_plan(many, Terms(budget=20_000.0, worst_share=0.2)).table
    free = tier_pricing.budget_plan(many, Terms(budget=20_000.0)).table
    assert careful.loc[careful["chosen"], "expected"].sum() <= free.loc[free["chosen"], "expected"].sum() + 1e-6


def test_an_offer_is_its_own_price(many):
    found = tier_pricing.budget_plan(many, Terms(budget=20_000.0))
    assert row(found, "price", creator_id="c20") == 5_000
    assert row(found, "price_from", creator_id="c20") == "asked"
    assert "(no budget was given: half of what all candidates would cost)" in tier_pricing.budget_plan(many).takeaway


def test_a_budget_for_nobody_and_odd_parameters_are_refused(many):
    assert "No candidate fits a budget of $1.00" in tier_pricing.budget_plan(many, Terms(budget=1.0)).takeaway
    odd = [("budget", v) for v in (-1.0, float("nan"), float("inf"))] + [("most_per_tier", -1), ("worst_share", 1.0)]
    for name, value in odd:
        with pytest.raises(UsageError, match=f"Parameter {name}"):
            Terms(**{name: value})


@pytest.mark.parametrize("listed", [True, False])
def test_views_without_followers_or_deals_ask_for_prices(tmp_path, listed):
    videos = [video(f"{c}{k}", f"c{c}", 1_000 * (k + 1) + c, 10) for c in range(8) for k in range(4)]
    people = {"creators": [creator(f"c{c}") for c in range(8)]} if listed else {}
    found = tier_pricing.budget_plan(data(tmp_path / "w", videos=videos, **people))
    assert not found.shown
    assert "Prices need deals (or followers, for a published card)" in found.takeaway
