"""What moves a price, which deals are like it, what goes with a price: figures by hand, from tiny workspaces."""

import re

import numpy as np
import pandas as pd
import pytest

import kit
from kit import tier_pricing
from kit.tier_pricing.fair.price_drivers import price_drivers
from kit.tier_pricing.fair.price_parts import in_money, price_parts
from kit.tier_pricing.fair.pricing import learn
from kit.tier_pricing.fair.similar_deals import similar_deals
from kit.wording import money
from tiny import creator, data
import tiny_deals
from tiny_deals import deal, PEOPLE, row
from tiny_prices import billed, market, ruled


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return tiny_deals.small(tmp_path_factory.mktemp("small") / "w")


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return tiny_deals.many(tmp_path_factory.mktemp("many") / "m")


# -- what moves a price


def test_parts_lead_from_the_middle_deal_to_the_price_and_add_up(tmp_path):
    found = price_parts(ruled(tmp_path / "w"), "new", 1_300.0, usage_days=30)
    table = found.table.set_index("part")["money"]
    # 200 for 20,000 followers without rights; 80,000: × 4; rights: × 1.25; 800 more, each ln(times) × 800 ÷ ln 5
    assert table["Our middle deal"] == pytest.approx(200)
    assert table["Followers"] == pytest.approx(800 * np.log(4) / np.log(5))
    assert table["Usage rights"] == pytest.approx(800 * np.log(1.25) / np.log(5))
    assert table["Middle price here"] == pytest.approx(1_000)
    assert table["Asked beyond the middle price"] == pytest.approx(300)
    assert found.takeaway == (
        "A video of \u2068New\u2069 (\u2068@new\u2069) with usage rights comes to $1,000 in the middle, where our"
        " middle deal comes to $200; what adds most: followers $689 and usage rights $111. The $1,300 asked is $300"
        " more than that, which none of these explains."
    )


def test_parts_can_be_recomputed_from_the_table(tmp_path):
    found = price_parts(market(tmp_path / "w", 90, 60), "c3", 50.0)
    table = found.table
    moves, start, end = table[table["kind"] == "moves"], table["money"].iloc[0], row(found, "money", kind="end")
    assert len(moves) > 3
    assert "Niche" in set(moves["part"])
    assert start + moves["money"].sum() == pytest.approx(end)
    assert start * moves["times"].prod() == pytest.approx(end)
    assert (np.log(moves["times"]) * (end - start) / np.log(end / start)).to_numpy() == pytest.approx(
        moves["money"].to_numpy()
    )
    assert ((moves["times_low"] <= moves["times"]) & (moves["times"] <= moves["times_high"])).all()
    assert "less than that." in found.takeaway


def test_parts_that_cancel_do_not_blow_up():
    assert in_money(100.0, 100.0, np.array([0.5, -0.5])) == pytest.approx([50, -50])
    near = in_money(100.0, 100.0 * np.exp(1e-6), np.array([0.5, -0.5 + 1e-6]))
    assert near == pytest.approx([50, -50], rel=1e-5)
    # down from 400 to 100: the logarithmic mean is 300 ÷ ln 4
    assert in_money(400.0, 100.0, np.log([2.0, 1 / 8])) == pytest.approx(300 / np.log(4) * np.log([2.0, 1 / 8]))


def test_parts_are_refused_with_few_deals(small, tmp_path):
    for ask, so in ((price_parts, "what moves a price here"), (price_drivers, "what goes with a higher price here")):
        found = ask(tiny_deals.small(tmp_path / so[:9]))
        assert found.status == "not_shown"
        assert found.takeaway.startswith(
            f"Prices of our own need 30 priced deals with known followers, and there are 7, so nothing tells {so}. Left"
            " out for want of a rate: 1\u00a0deal (no exchange rate from THB to USD)."
        )
    assert price_parts(data(tmp_path / "e", deals=[deal("D1", "ann", 5.0)], creators=PEOPLE)).takeaway.endswith(
        f"and there is 1, so nothing tells what moves a price here. Import more of them: kit import deals.csv --into"
        f" {tmp_path / 'e'}"
    )


def test_an_add_on_that_our_invoices_price_is_a_step_and_the_parts_still_add_up(tmp_path):
    found = price_parts(billed(tmp_path / "w"), "new", 1_300.0, exclusivity_days=30)
    table = found.table.set_index("part")["money"]
    # 800 without exclusivity, and 20 % on top, the middle of 10, 15, 20, 25 and 30 %; our middle deal comes to 200
    assert table["Middle price here"] == pytest.approx(960)
    assert table["Exclusivity"] == pytest.approx(760 * np.log(1.2) / np.log(960 / 200))
    assert table[:-3].sum() == pytest.approx(960)
    assert table["Asked beyond the middle price"] == pytest.approx(340)
    assert row(found, "here", part="Exclusivity") == "with, by 5 invoices"
    assert row(found, "times", part="Exclusivity") == pytest.approx(1.2)
    assert "with exclusivity comes to $960 in the middle" in found.takeaway
    alike = similar_deals(billed(tmp_path / "v"), "new", 1_300.0, exclusivity_days=30)
    assert alike.table["brought"].to_numpy() == pytest.approx(960)


def test_what_no_deal_prices_is_not_held_against_a_quote(tmp_path):
    ours = ruled(tmp_path / "w")
    found = price_parts(ours, "new", 1_300.0, exclusivity_days=30)
    assert found.takeaway.endswith(" The $1,300 asked holds exclusivity too, which no deal of ours prices.")
    assert "Asked beyond the middle price" not in set(found.table["part"])
    alike = similar_deals(ours, "new", 1_300.0, exclusivity_days=30)
    assert alike.takeaway.endswith(" The $1,300 asked holds exclusivity, which these prices do not.")


def test_followers_and_views_are_one_part_in_the_sentence(tmp_path):
    found = price_parts(market(tmp_path / "w", 90, 60), "c3", 50.0)
    table = found.table.set_index("part")["money"]
    both = money(abs(table["Followers"] + table["Typical views"]), "USD")
    assert f"followers and typical views {both}" in found.takeaway
    unsure = found.table[
        (found.table["kind"] == "moves") & found.table["times_low"].le(1) & found.table["times_high"].ge(1)
    ]
    told = [part for part in unsure["part"].str.lower() if f"{part} $" in found.takeaway]
    assert all(re.search(rf"{part} \$[\d.,]+ \(not clear\)", found.takeaway) for part in told)
    assert found.takeaway.count("(not clear)") == len(told) > 0


@pytest.mark.parametrize("shift", [0.0, 0.7, -2.0])
def test_a_sum_of_effects_has_the_interval_of_a_fit_with_the_sum(tmp_path, shift):
    rung = next(iter(learn(market(tmp_path / "w", 90, 60)).own.values()))
    alone = rung.effects().loc["log_followers"]
    found = rung.together("log_followers", "log_typical_views", times=shift)
    effects = rung.effects()["effect"]
    assert found["effect"] == pytest.approx(effects["log_followers"] + shift * effects["log_typical_views"])
    if not shift:
        assert found[["low", "high"]].to_numpy() == pytest.approx(alone[["low", "high"]].to_numpy())


# -- deals like it


def test_few_deals_are_alike_by_followers_and_the_creators_own_are_marked(small):
    found = similar_deals(small, "ann", 450.0)
    # ann 20,000; bob 20,000; eve 15,000 (two); cat 30,000; dan 40,000; max 2,000,000 is the sixth
    assert found.table["deal_id"].tolist() == ["D01", "D02", "D05", "D06", "D03", "D04"]
    assert found.table["how_far"].tolist() == ["its own deal", "close", "close", "close", "near", "near"]
    assert found.table["price"].tolist() == pytest.approx([1_000, 300, 200, 400, 600, 400])
    assert found.takeaway == (
        "\u2068ann\u2069: the 5\u00a0deals most like it cost $200\u2060–\u2060$600, in the middle $400 a video. The"
        " $450 asked is more than 4 of the 5. Its own one deal cost $1,000."
    )
    assert "No model of our deals prices it, so alike means alike in followers" in found.caveat
    assert row(found, "bought", deal_id="D04") == "video + usage rights + exclusivity"
    assert row(found, "bought", deal_id="D02") == "3\u00a0videos"
    assert row(found, "written", deal_id="D03") == "€500"


def test_a_model_brings_prices_to_the_same_terms(tmp_path):
    found = similar_deals(ruled(tmp_path / "w"), "new", 900.0, usage_days=30)
    # by the rule every deal, brought to 80,000 followers with rights, costs 1,000
    assert found.table["brought"].to_numpy() == pytest.approx(1_000)
    assert (found.table["distance"].diff().dropna() >= -1e-12).all()
    # nearest: a deal with rights and the followers next to 80,000 (or one without rights that costs as much less)
    first = found.table.iloc[0]
    assert first["distance"] == pytest.approx(
        np.hypot(np.log(80_000 / first["followers"]), 0 if "rights" in first["bought"] else np.log(1.25))
    )
    assert found.takeaway.endswith(
        "brought to the same followers, views and terms, $1,000. The $900 asked is less than all of them."
    )


def test_one_deal_is_enough_and_its_own_is_said(tmp_path):
    one = data(tmp_path / "w", deals=[deal("D1", "ann", 100)], creators=PEOPLE)
    assert similar_deals(one, "ann", 50.0).takeaway == (
        "Only 1\u00a0deal with \u2068ann\u2069 itself can be compared, at $100 a video."
    )
    other = similar_deals(one, "max", 50.0)
    assert other.takeaway == (
        "\u2068max\u2069: the one deal that can be compared cost $100 a video. The $50.00 asked is less than that."
    )
    assert other.caveat.startswith("The deal is not near: read it as the best there is.")
    assert similar_deals(one, "max", 100.0).takeaway.endswith("The $100 asked is as much.")
    none = similar_deals(data(tmp_path / "v", deals=[deal("D1", "ann", 100, "asked")], creators=PEOPLE))
    assert none.takeaway.startswith("There is no paid or agreed video deal with a known number of followers")
    blank = data(tmp_path / "u", deals=[deal("D1", "ann", 9), deal("D2", "zoe", 5, "asked")], creators=PEOPLE)
    assert similar_deals(blank, "zoe").takeaway.startswith(
        "The followers of \u2068zoe\u2069 are not known, so no deal can be called alike."
    )


def test_where_nobody_can_be_booked_nothing_is_priced(tmp_path):
    brands = [creator(f"c{k}", 10_000 + 500 * k, account_type="brand") for k in range(35)]
    deals = [deal(f"D{k}", f"c{k}", 100.0 + k) for k in range(35)]
    given = data(tmp_path / "w", deals=deals, creators=brands)
    assert similar_deals(given).takeaway.startswith("Nobody here has known followers, so no deal can be called alike.")
    for ask in (tier_pricing.fair_price, price_parts):
        assert not ask(given).shown
    alone = data(tmp_path / "v", deals=[deal("D1", "zoe", 100.0)])
    for ask in (tier_pricing.fair_price, price_parts, similar_deals, price_drivers):
        assert not ask(alone).shown


# -- what goes with a price


def test_drivers_find_the_rule(tmp_path):
    found = price_drivers(ruled(tmp_path / "w"))
    assert row(found, "times", driver="Followers × 10") == pytest.approx(10)
    assert row(found, "times", driver="Usage rights") == pytest.approx(1.25)
    assert row(found, "invoiced", driver="Usage rights") == pytest.approx(0.25)
    assert row(found, "deals", driver="Usage rights") == 11
    assert row(found, "clear", driver="Usage rights") == "invoiced"
    assert found.takeaway.endswith(
        "all else equal. Invoiced on top of the fee, in the middle deal: usage rights at 25\u202f%."
    )
    assert "Not in the model: typical views and engagement rate (known for 0\u00a0deals, 30 are needed)" in found.caveat


def test_an_effect_has_its_difference_in_words(tmp_path):
    model = learn(market(tmp_path / "w", 90, 60))
    rung = next(iter(model.own.values()))
    found = price_drivers(market(tmp_path / "v", 90, 60))
    effects = rung.effects()["effect"]
    tenfold = np.log(10)
    assert row(found, "times", driver="Typical views × 10") == pytest.approx(
        np.exp(tenfold * effects["log_typical_views"])
    )
    both = effects["log_followers"] + effects["log_typical_views"]
    assert row(found, "times", driver="Followers and views × 10") == pytest.approx(np.exp(tenfold * both))
    assert row(found, "times", driver="A year later") == pytest.approx(np.exp(-effects["years"]))
    usual = 1 / (1 + np.exp(-rung.bought["logit_engagement"].median()))
    step = np.log((usual + 0.01) / (0.99 - usual)) - np.log(usual / (1 - usual))
    assert row(found, "times", driver="Engagement rate + 1 point") == pytest.approx(
        np.exp(step * effects["logit_engagement"])
    )
    niches = found.table[found.table["driver"].str.startswith("\u2068")]
    shares = [rung.shape.niches[name.strip("\u2068\u2069")] for name in niches["driver"]]
    assert sum(shares * np.log(niches["times"])) == pytest.approx(0, abs=1e-9)  # against the average of all deals
    for ends in (found.table["times_low"] <= found.table["times"], found.table["times"] <= found.table["times_high"]):
        assert ends.all()


def test_the_last_niche_has_the_effect_that_it_has_when_it_is_not_the_last(tmp_path):
    rung = next(iter(learn(market(tmp_path / "w", 90, 60)).own.values()))
    first, *_, last = rung.shape.niches
    turned = rung.shape.based_on(first)
    assert rung.effects(shape=turned).loc[last, "effect"] == pytest.approx(
        -sum(rung.effects().loc[name, "effect"] * share for name, share in list(rung.shape.niches.items())[:-1])
        / rung.shape.niches[last]
    )


def test_only_what_holds_for_all_effects_together_is_clear(tmp_path):
    found = price_drivers(market(tmp_path / "w", 90, 60))
    table = found.table
    alone = (table["times_low"] > 1) | (table["times_high"] < 1)
    assert (table.loc[table["clear"] == "clear"].index.isin(table.index[alone])).all()
    assert row(found, "clear", driver="Followers and views × 10") == "clear"
    assert found.takeaway.startswith("Ten times both the followers and the typical views goes with ")
    assert "the difference may be chance." in found.takeaway
    assert "Not causes" in found.caveat


# -- whatever the data


def facts(path, **more):
    given = market(path, **more)
    return [
        ask(given, *asked).table.select_dtypes("number")
        for ask, asked in (
            (tier_pricing.fair_price, ("c3", 400.0 * more.get("times", 1.0))),
            (price_parts, ("c3", 400.0 * more.get("times", 1.0))),
            (similar_deals, ("c3", 400.0 * more.get("times", 1.0))),
            (price_drivers, ()),
        )
    ]


def test_the_order_of_rows_changes_nothing(tmp_path):
    for one, other in zip(facts(tmp_path / "a"), facts(tmp_path / "b", turned=True), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_another_currency_scales_money_and_nothing_else(tmp_path):
    money = {"quote", "mid", "mid_low", "mid_high", "q1", "q3", "money", "price", "brought"}
    for one, other in zip(facts(tmp_path / "a"), facts(tmp_path / "b", times=10.0), strict=True):
        scaled = one.assign(**{c: one[c] * 10 for c in one.columns if c in money})
        kept = [c for c in one.columns if c not in {"net_fee", "fee"}]
        pd.testing.assert_frame_equal(scaled[kept], other[kept], rtol=1e-7, check_dtype=False)


def test_importing_twice_changes_nothing(tmp_path):
    given = market(tmp_path / "w")
    before = price_drivers(given).table
    given.workspace.append("deals", given.table("deals").drop(columns=["source", "imported_at"]), "test: once more")
    pd.testing.assert_frame_equal(before, price_drivers(kit.open(str(given.workspace.path))).table)


def test_names_are_kept_to_themselves(tmp_path):
    people = [creator(f"c{k}", 10_000 + 1_000 * k, name=n) for k, n in enumerate(["<b>x</b>", "ស្រស់ស្អាត", "A. B; c"])]
    deals = [deal("D1", "c0", 100.0), deal("D2", "c1", 200.0), deal("O1", "c2", 150.0, "asked")]
    found = similar_deals(data(tmp_path / "w", deals=deals, creators=people))
    assert "\u2068A. B; c\u2069 (\u2068@c2\u2069)" in found.takeaway
    page = found._repr_mimebundle_()["text/html"]
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
