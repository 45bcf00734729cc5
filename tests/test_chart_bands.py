"""Ranges for bands of followers beside single deals: one plane a card, the same deals in each."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from kit import charts, style
from kit.charts.bands import CASES, PANELS, thinned
from kit.errors import UsageError
from kit.finding import Column, Finding

MONEY = ("price", "price_low", "price_high")
SIZES = ("followers", "followers_low", "followers_high")


def finding(bands: list[tuple], deals: list[tuple] = (), **about: object) -> Finding:
    """bands: (source, followers from, to, value, low, high); deals: (followers, price)."""
    rows = [(s, None, a, b, v, low, high) for s, a, b, v, low, high in bands]
    rows += [("deal", size, None, None, price, None, None) for size, price in deals]
    table = pd.DataFrame(rows, columns=["source", *SIZES, *MONEY]).astype(dict.fromkeys((*SIZES, *MONEY), float))
    labels = {c: Column(c, "Price", "money", "USD") for c in MONEY} | {
        c: Column(c, "Followers", "count") for c in SIZES
    }
    counts = {"cards": len(bands), "deals": len(deals)}
    return Finding("f", "Q?", "T.", table, (Column("source", "Card"), *labels.values()), n=counts, **about)


def drawn(f: Finding, **how: str) -> charts.Chart:
    return charts.bands(f, x="followers", y="price", by="source", **how)


def words(svg: str) -> str:
    return re.sub(r"\s+", " ", " ".join(e.text or "" for e in ET.fromstring(svg).iter(style.SVG + "text")))


def paths(svg: str, token: str) -> list[list[tuple[float, float]]]:
    """The corners of each stroke in a colour."""
    found = [e.get("d", "") for e in ET.fromstring(svg).iter(style.SVG + "path") if f"--{token})" in e.get("style", "")]
    return [[(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", d)] for d in found]


CARDS = [("a", 1_000, 10_000, None, 50, 250), ("a", 10_000, None, 900, None, None), ("b", 0, 100_000, None, 300, None)]
DEALS = [(2_000, 80), (20_000, 300), (300_000, 4_000)]


def test_each_card_has_a_plane_of_its_own_with_all_deals_in_it():
    chart = drawn(finding(CARDS, DEALS))
    for svg, (width, height) in ((chart.wide, chart.size), (chart.narrow, chart.narrow_size)):
        dots = paths(svg, "accent")
        assert [len(set(one)) for one in dots] == [3, 3]
        assert all(0 < x < width and 0 < y < height for one in dots for x, y in one)
    assert "Price (USD) and followers" in words(chart.wide)
    assert "● one of our deals" in words(chart.wide)
    assert "bar: a range · line: one figure · ▲ or more" in words(chart.wide).replace("\u00a0", " ")


def test_a_mark_is_told_only_where_it_is_drawn():
    said = words(drawn(finding([("a", 1_000, 10_000, 800, None, None), ("a", 10_000, 50_000, 1_500, None, None)])).wide)
    assert "line: one figure" in said.replace("\u00a0", " ")
    assert not any(mark in said for mark in ("bar", "▲", "●"))


def test_an_open_band_reaches_the_edge_and_one_from_0_begins_there():
    chart = drawn(finding([("a", 1_000, None, 800, None, None), ("b", 0, 100_000, 500, None, None)], DEALS))
    grid = [x for one in paths(chart.wide, "rule") for x, _ in one]
    first, second = (one for one in paths(chart.wide, "market") if len(one) == 2)
    middle = (min(grid) + max(grid)) / 2
    assert first[1][0] == pytest.approx(max(x for x in grid if x < middle), abs=1)  # the right edge of the first plane
    assert second[0][0] == pytest.approx(min(x for x in grid if x > middle), abs=1)  # the left edge of the second
    assert second[1][0] < max(grid) - 10


def test_planes_share_their_scales():
    chart = drawn(finding([("a", 1_000, 9_000, 700, None, None), ("b", 1_000, 9_000, 700, None, None)], DEALS))
    one, other = ([y for _, y in line] for line in paths(chart.wide, "market"))
    assert one == other


def test_of_more_groups_than_planes_the_last_holds_all_others():
    many = [(f"card {k}", 1_000, 10_000, 100 + k, None, None) for k in range(PANELS + 3)]
    said = words(drawn(finding(many, DEALS)).wide)
    assert "card 4" in said
    assert "card 5" not in said
    assert "4 other cards" in said.replace("\u00a0", " ")
    assert len(paths(drawn(finding(many, DEALS)).wide, "accent")) == PANELS


def test_many_deals_are_thinned_evenly_and_the_foot_says_so():
    deals = [(1_000 + k, 10 + k) for k in range(500)]
    chart = drawn(finding(CARDS, deals))
    assert [len(set(one)) for one in paths(chart.wide, "accent")] == [CASES] * 2
    assert f"At most {CASES} dots a plane, evenly by followers." in words(chart.wide)
    assert len(chart.wide) < 20_000
    kept = thinned(np.array(deals, dtype=float))
    assert (kept[0, 0], kept[-1, 0]) == (1_000, 1_499)
    assert "At most" not in words(drawn(finding(CARDS, DEALS)).wide)


def test_a_long_name_takes_two_lines_and_any_name_is_a_name():
    long = "Influencer Marketing Hub via sprockettes"
    others = [(name, 1_000, 10_000, 9, None, None) for name in ("ស្រស់ស្អាត <b>&", "c")]
    chart = drawn(finding([(long, 1_000, 10_000, 5, None, None), *others], DEALS))
    lines = [e.text for e in ET.fromstring(chart.wide).iter(style.SVG + "text")]
    assert "\u2068Influencer Marketing Hub\u2069" in lines
    assert "\u2068via sprockettes\u2069" in lines
    assert "\u2068ស្រស់ស្អាត <b>&\u2069" in lines


def test_figures_that_hardly_differ_run_in_equal_steps():
    said = words(drawn(finding([("a", 1_000, 2_000, 90, None, None)], [(1_500, 100)])).wide)
    assert "Logarithmic" not in said


def test_without_bands_nothing_is_drawn_and_an_unknown_column_is_named():
    assert drawn(finding([], DEALS)).wide == ""
    assert drawn(finding([("a", 1_000, 2_000, None, None, None)], DEALS)).wide == ""
    with pytest.raises(UsageError, match="has no column 'speed' to draw"):
        charts.bands(finding(CARDS, DEALS), x="speed", y="price")
    assert charts.bands(Finding("f", "Q?", "T.", pd.DataFrame({"x": [1.0]}), (Column("x", "X", "number"),))).wide == ""
