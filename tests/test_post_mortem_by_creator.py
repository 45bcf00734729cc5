"""What another video of each creator would get for its price: by hand, by property, and on planted truth."""

import numpy as np
import pandas as pd
import pytest

import kit
from kit.post_mortem.money.by_creator import basis, by_creator
from kit.post_mortem.money.draws import draws
from spring import clip, deal, DEALS, order, TABLES, without
from tiny import workspace

WHO = [f"c{i}" for i in range(8)]
SENT = [{"deal_id": f"D{w}", "video_id": f"{w}-0"} for w in WHO]
LESS = ("orders", "traffic", "goals", "fx")


def clips(views=None, **first):
    """Each creator's video for the campaign and seven others; log views around 1,000, s.d. 0.5.  first: more of c0's
    video for the campaign."""
    r = np.random.default_rng(3)
    drawn = {w: np.exp(np.log(1_000) + r.normal(0, 0.5, 8)) for w in WHO} | (views or {})
    return [
        clip(f"{w}-{k}", w, int(n), 10, 0, 0, "2026-04-01" if k else "2026-05-04")
        | (first if (w, k) == ("c0", 0) else {})
        for w, counts in drawn.items()
        for k, n in enumerate(counts)
    ]


def world(path, videos=None, fees=None, **first):
    """Eight creators with a deal for one video each.  fees: those that are not 100.  first: more of c0's deal."""
    deals = [deal(f"D{w}", w, fee=(fees or {}).get(w, 100)) | (first if w == "c0" else {}) for w in WHO]
    return without(path, *LESS, deliveries=SENT, deals=deals, videos=videos or clips())


def test_one_row_a_creator_with_its_sums(tmp_path):
    table = by_creator(without(tmp_path))
    assert list(table.index) == ["ann", "bob", "cat", "dan", "eve"]
    bob = table.loc["bob"]
    assert bob["fee_cost"] == pytest.approx(300)  # 200 EUR at 1.5
    assert bob["fee_a_video"] == pytest.approx(150)  # two videos agreed
    assert (bob["views"], bob["videos"], bob["orders"]) == (3_000, 2, 1)
    assert table.loc["ann", "cpm"] == pytest.approx(1_000 * 150 / 1_000)
    assert table.loc["ann", "cpm_fee"] == pytest.approx(1_000 * 100 / 600)  # 400 of the views were bought
    assert table.loc["ann", "tier"] == "micro"
    assert table.loc["eve", "loaded_cost"] == pytest.approx(10)  # 10 % of an order of 100
    assert np.isnan(table.loc["eve", "fee_a_video"])
    # one creator with two videos cannot tell how far single videos lie apart
    assert table["expected_views"].isna().all()
    assert table["first_rank"].isna().all()


def test_one_viral_video_crowns_nobody(tmp_path):
    hit = np.array([400_000, *[900, 1_100, 1_000, 800, 1_200, 1_000, 950]])
    table = by_creator(world(tmp_path, clips({"c0": hit})))
    assert table.loc["c0", "cpm"] == pytest.approx(0.25)  # 100 for 400,000 views: by far the cheapest as counted
    assert table["cpm"].min() == table.loc["c0", "cpm"]
    assert table.loc["c0", "last_rank"] > 1
    assert (table["first_rank"] == 1).sum() > 1


def test_a_price_five_times_the_others_is_dearest(tmp_path):
    table = by_creator(world(tmp_path, fees={"c3": 1_000}))
    assert table["cpm_expected"].idxmax() == "c3"
    assert table.loc["c3", "first_rank"] == table.loc["c3", "last_rank"] == 8
    # the price of a video by what another would get, and the other way round for the ends
    ann = table.loc["c3"]
    assert ann["cpm_expected"] == pytest.approx(1e6 / ann["expected_views"])
    assert ann["cpm_expected_low"] == pytest.approx(1e6 / ann["expected_views_high"])
    assert ann["cpm_expected_low"] < ann["cpm_expected"] < ann["cpm_expected_high"]


def test_fees_k_times_as_high_change_prices_and_no_rank(tmp_path):
    once, thrice = by_creator(world(tmp_path / "a")), by_creator(world(tmp_path / "b", fees=dict.fromkeys(WHO, 300)))
    assert thrice["cpm_expected"].to_numpy() == pytest.approx(3 * once["cpm_expected"].to_numpy())
    assert (thrice[["first_rank", "last_rank"]] == once[["first_rank", "last_rank"]]).all(axis=None)


def test_the_basis_is_said_and_unsplit_boosted_videos_are_out(tmp_path):
    boosted = world(tmp_path, clips(is_ad=True))
    table = by_creator(boosted)
    assert table.loc["c1", "basis"] == "1\u00a0video of the campaign, 7\u00a0others"
    assert table.loc["c0", "basis"] == "7\u00a0other videos"
    assert draws(boosted).left_out == 1
    assert basis(2, 0) == "2\u00a0videos of the campaign"


def test_others_are_brought_to_the_level_of_sponsored_videos(tmp_path):
    r = np.random.default_rng(1)
    half = {w: np.exp(np.log(1_000) + r.normal(0, 0.2, 8) - np.log(2) * (np.arange(8) == 0)) for w in WHO}
    table = by_creator(world(tmp_path, clips(half)))
    assert 450 < table["expected_views"].mean() < 560  # half of what the creators' other videos get


def test_a_video_on_the_brands_account_says_nothing_of_the_creators_own(tmp_path):
    table = by_creator(world(tmp_path, clips(creator_id="us.official"), tactic="takeover"))
    assert table.loc["c0", "basis"] == "1\u00a0video of the campaign"


def test_whose_code_looks_leaked_does_not_show_in_loaded_cost(tmp_path):
    leaked = [
        order(10, f"2026-05-{d:02d}", promo_code="BOB10", source_medium="coupons.example / referral")
        for d in range(5, 11)
        for _ in range(5)
    ]
    honest = [order(10, f"2026-05-{d:02d}", promo_code="ANN10", clicked=i > 0) for d in range(1, 11) for i in range(4)]
    deals = [d | {"commission_rate": 0.1} for d in DEALS]
    path = workspace(tmp_path / "w", **TABLES | {"orders": [*honest, *leaked], "deals": deals})
    assert by_creator(kit.open(str(path)))["loaded_cost"].isna().all()
    assert by_creator(kit.open(str(path), audience="internal"))["loaded_cost"].notna().all()


def test_several_deals_of_one_creator_are_one_row(tmp_path):
    deals = [*DEALS, deal("D8", "ann", fee=200, videos_agreed=3)]
    ann = by_creator(without(tmp_path, deals=deals)).loc["ann"]
    assert ann["deals"] == 2
    assert ann["fee_a_video"] == pytest.approx(75)  # 300 for four videos
    assert isinstance(ann["tactics"], str)


def test_a_creator_without_views_or_with_one_unknown_amount_is_unknown(tmp_path):
    table = by_creator(without(tmp_path, deals=[*DEALS[:3], deal("D4", "dan"), deal("D9", "ann")]))
    assert np.isnan(table.loc["dan", "media_cost"])
    assert np.isnan(table.loc["ann", "media_cost"])  # one of two deals has no amount
    assert pd.isna(table.loc["dan", "cpm"])


def test_creators_who_are_all_alike_are_not_told_apart(tmp_path):
    wrong = 0  # worlds of three; 1 in 20 is allowed
    for seed in range(3):
        r = np.random.default_rng(seed)
        same = {w: np.exp(np.log(1_000) + r.normal(0, 0.8, 8)) for w in WHO}
        table = by_creator(world(tmp_path / str(seed), clips(same)))
        wrong += bool((table["first_rank"] > 1).any())
    assert wrong <= 1
