"""Every form draws anything a finding may hold: the same bytes each time, names as text, colours as variables."""

from dataclasses import replace
import math
import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from executed import fees, leaderboard, refused, sponsored, styles, tiers, voice
from kit import charts, style
from kit.errors import UsageError
from kit.finding import Column, Finding

FORMS = {
    "ranking": lambda: charts.ranking(leaderboard(), reference="tier_rate"),
    "ranges": lambda: charts.ranges(tiers()),
    "pairs": lambda: charts.pairs(sponsored(), total="Typical creator"),
    "timeline": lambda: charts.timeline(voice(), us="Lotus Skincare", events={"Flight": "2026-08-12"}),
    "relation": lambda: charts.relation(fees(), x="followers", y="fee", label=["creator 3"]),
    "composition": lambda: charts.composition(styles()),
    "distribution": lambda: charts.distribution(tiers(), cases=cases(), case="rate"),
    "bands": lambda: charts.bands(cards(), note="about"),
}


def cards() -> Finding:
    """Two cards with bands, and three deals."""
    table = pd.DataFrame(
        {
            "source": ["<script>alert('glow')</script>", "សុភា ថែស្បែក", "សុភា ថែស្បែក", "deal", "deal", "deal"],
            "about": ["2022, grade B", "no year, grade C", "no year, grade C", None, None, None],
            "followers": [None, None, None, 2_000, 30_000, 400_000],
            "followers_low": [0, 1_000, 50_000, None, None, None],
            "followers_high": [50_000, 50_000, None, None, None, None],
            "price": [1_100, None, None, 90, 400, 2_000],
            "price_low": [None, 50, 5_000, None, None, None],
            "price_high": [None, 250, None, None, None, None],
        }
    ).astype(dict.fromkeys(("followers", "followers_low", "followers_high", "price", "price_low", "price_high"), float))
    money = [Column(f"price{end}", "Price", "money", "USD") for end in ("", "_low", "_high")]
    sizes = [Column(f"followers{end}", "Followers", "count") for end in ("", "_low", "_high")]
    columns = (Column("source", "Card"), Column("about", "About"), *sizes, *money)
    return Finding("cards", "Q?", "T.", table, columns, n={"bands": 3, "deals": 3})


def cases() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame({"tier": np.repeat(["nano", "micro", "mid"], 60), "rate": np.exp(rng.normal(-3, 0.5, 180))})


def finding(
    value: list, low: list | None = None, high: list | None = None, kind: str = "rate", unit: str = ""
) -> Finding:
    table = pd.DataFrame(
        {
            "who": [f"n{i}" for i in range(len(value))],
            "x": value,
            "x_low": low or [math.nan] * len(value),
            "x_high": high or [math.nan] * len(value),
        }
    )
    columns = (Column("who", "Who"), *(Column(c, c, kind, unit) for c in ("x", "x_low", "x_high")))
    return Finding("f", "Q?", "T.", table, columns)


def texts(svg: str) -> str:
    return "\n".join(e.text or "" for e in ET.fromstring(svg).iter(style.SVG + "text"))


@pytest.mark.parametrize("form", FORMS)
def test_a_form_gives_the_same_bytes_each_time(form):
    assert FORMS[form]() == FORMS[form]()


@pytest.mark.parametrize("form", FORMS)
def test_a_drawing_holds_tokens_only_and_loads_nothing(form):
    chart = FORMS[form]()
    for svg in (chart.wide, chart.narrow):
        drawn = svg.split("</style>", 1)[1]
        assert not re.search(
            r"#[0-9a-f]{6}", " ".join(v for e in ET.fromstring(svg).iter() for v in [e.get("style", "")])
        )
        assert "var(--" in drawn
        assert "<script" not in svg
        assert not re.search(r"href=\"(?!#)", svg)
        assert "prefers-color-scheme:dark" in svg


def test_the_two_drawings_are_720_and_340_wide():
    chart = FORMS["ranking"]()
    assert (chart.size[0], chart.narrow_size[0]) == (720, 340)


def test_names_are_text_isolated_and_cleaned():
    shown = texts(FORMS["ranking"]().narrow)
    assert "\u2068$kin by $Dara$\u2069" in shown
    assert "\u2068<script>alert('glow')</script>\u2069" in shown
    assert "សុភា ថែស្បែក" in shown
    assert "\u202e" not in shown


def test_rows_are_cut_at_12_and_the_foot_says_how_many_more():
    said = texts(charts.ranking(leaderboard(40)).wide)
    assert "and 27 more" in said
    assert "1 without a" in said
    assert len(re.findall("\u2068", said)) == 12


def test_a_group_without_a_figure_has_no_row_among_ranges():
    found = tiers()
    found.table.loc[4, ["median", "median_low", "median_high", "published"]] = None
    said = texts(charts.ranges(found).wide)
    assert "mega" not in said
    assert "macro" in said


@pytest.mark.parametrize(
    "f",
    [
        finding([0.05]),
        finding([0, 0, 0]),
        finding([5, 5], kind="count"),
        finding([math.inf, 0.1]),
        finding([math.nan, math.nan]),
        finding([1e300, 1], kind="number"),
        finding([-3, -2], [-4, -3], [-2, -1]),
        finding([0.04, 0.05], [0.03, 0.04], [0.05, math.inf]),
        finding([1_200, 9e6], [800, 5e6], [2_000, 2e7], "money", "KHR"),
        finding([1e-9], kind="money", unit="USD"),
        finding([0.1] * 1000),
    ],
    ids=[
        "one row",
        "zeros",
        "equal",
        "infinite",
        "no values",
        "huge",
        "negative",
        "half open",
        "money",
        "tiny",
        "1000 rows",
    ],
)
@pytest.mark.parametrize("form", ["ranking", "ranges", "distribution"])
def test_a_form_draws_any_numbers(form, f):
    chart = getattr(charts, form)(f)
    for svg in (chart.wide, chart.narrow):
        assert "nan" not in svg.lower().replace("finance", "")
        assert not svg or ET.fromstring(svg) is not None


@pytest.mark.parametrize("form", FORMS)
def test_a_refused_or_empty_finding_gives_a_chart_that_shows_nothing(form):
    empty = Finding(
        "f", "Q?", "T.", pd.DataFrame({"who": [], "x": []}), (Column("who", "Who"), Column("x", "X", "rate"))
    )
    for f in (refused(), empty):
        assert getattr(charts, form)(f)._repr_mimebundle_() == {"text/plain": ""}


def test_a_column_that_is_not_there_is_refused_by_name():
    with pytest.raises(UsageError, match="has no column 'speed' to draw; it has tier"):
        charts.ranges(tiers(), value="speed")


def test_published_figures_are_diamonds_only_where_the_table_has_them():
    assert "published" in texts(charts.ranges(tiers()).wide)
    assert "published" not in texts(charts.ranges(leaderboard(5)).wide)


def test_a_timeline_with_one_day_is_a_dot_and_with_many_series_keeps_four():
    table = pd.DataFrame({"day": ["2026-07-06"] * 6, "who": list("abcdef"), "x": [1.0, 2, 3, 4, 5, 6]})
    f = Finding(
        "f", "Q?", "T.", table, (Column("day", "Day", "date"), Column("who", "Who"), Column("x", "Views", "count"))
    )
    assert "2 more series" in texts(charts.timeline(f).wide)


def test_the_alternative_text_is_what_the_takeaway_says_first():
    assert charts.ranges(tiers()).alt.startswith("In engagement by followers, micro creators’ 8.8")


def test_a_ranking_without_any_value_draws_nothing_but_other_forms_keep_their_names():
    f = finding([math.nan, math.nan])
    assert charts.ranking(f).wide == ""
    assert charts.ranges(f).wide != ""


def test_a_ranking_may_draw_some_rows_only_beside_a_number():
    table = pd.DataFrame({"who": ["a", "b", "c"], "level": ["deal", "deal", "all"], "x": [1.0, 3.0, 2.0]})
    f = Finding("k", "Q?", "T.", table, (Column("who", "Who"), Column("level", "Row is"), Column("x", "X", "number")))
    said = texts(charts.ranking(f, value="x", only={"level": "deal"}, reference=2.0).wide)
    assert "\u2068a\u2069" in said
    assert "\u2068c\u2069" not in said


def test_a_timeline_draws_what_happened_over_what_was_expected():
    days = pd.date_range("2026-05-01", periods=5)
    table = pd.DataFrame({"on": days, "happened": [3.0, 4, 5, 6, 7], "expected": [3.0, 3, 3, 3, 3]})
    table = table.assign(expected_low=2.0, expected_high=4.0)
    columns = [Column("on", "Day", "date"), Column("happened", "Happened", "number")]
    columns += [Column(c, c.capitalize(), "number") for c in ("expected", "expected_low", "expected_high")]
    f = Finding("k", "Q?", "T.", table, tuple(columns))
    said = texts(charts.timeline(f, "expected", against="happened", events={"flight starts": days[2]}).wide)
    assert "Happened" in said
    assert "flight starts" in said
    assert "95\u202f% interval" in said or "95 % interval" in said


def test_a_case_at_zero_does_not_take_the_logarithmic_axis_from_the_others():
    f = Finding(
        "f",
        "Q?",
        "T.",
        pd.DataFrame({"who": ["a"], "x": [1000.0]}),
        (Column("who", "Who"), Column("x", "Views", "count")),
    )
    cases = pd.DataFrame({"who": ["a"] * 5, "x": [0, 10, 1_000, 100_000, 10_000_000]})
    said = texts(charts.distribution(f, cases=cases).wide)
    assert "Logarithmic" in said or "1M" in said
    assert "those at 0 not drawn" in said.replace("\n", " ")


def marks(svg: str) -> list[tuple[float, float, str]]:
    """(x, y, style) of every dot, in pixels from the upper left corner."""
    return [
        (float(e.get("x", "nan")), float(e.get("y", "nan")), e.get("style", ""))
        for e in ET.fromstring(svg).iter(style.SVG + "use")
        if "_soft)" not in e.get("style", "")  # a band
    ]


@pytest.mark.parametrize("form", FORMS)
def test_every_dot_lies_in_the_drawing_and_at_most_six_colours_carry_data(form):
    chart = FORMS[form]()
    for svg, (width, height) in ((chart.wide, chart.size), (chart.narrow, chart.narrow_size)):
        assert all(2 < x < width - 2 and 2 < y < height - 2 for x, y, _ in marks(svg))
        used = set(re.findall(r"var\(--(\w+)\)", svg.split("</style>", 1)[1]))
        assert len(used - {"paper", "ink", "muted", "rule"}) <= 6, used


def amounts(*values: float, **more: list) -> Finding:
    """Counts without intervals."""
    names = [f"n{i}" for i in range(len(values))]
    table = pd.DataFrame({"who": names, "x": values} | more)
    columns = (Column("who", "Who"), Column("x", "Orders", "count"), *(Column(c, c.capitalize()) for c in more))
    return Finding("f", "Q?", "T.", table, columns)


def test_amounts_without_intervals_have_a_thin_line_from_zero_or_from_the_reference_but_not_on_a_logarithmic_axis():
    assert "thin line: from 0" in words(charts.ranking(amounts(3, 5, 9)).wide)
    assert "thin line: from target" in words(charts.ranking(amounts(3, 5, 9), reference={"target": 4}).wide)
    log = words(charts.ranking(amounts(3, 5, 90_000)).wide)
    assert "thin line" not in log
    assert "Logarithmic: orders." in log
    assert "thin line" not in words(charts.ranking(leaderboard(), reference="tier_rate").wide)


def words(svg: str) -> str:
    """All text in one line; spaces of every kind are plain ones."""
    return re.sub(r"\s+", " ", texts(svg))


def test_amounts_begin_at_zero():
    assert "0" in texts(charts.ranking(amounts(90, 95, 99)).wide).split("\n")


def test_a_verdict_is_words_and_shape_and_comes_from_the_column_not_from_a_sign():
    f = amounts(-3, 5, 9, status=["met", "missed", "open"])
    chart = charts.ranking(f, verdict="status")
    assert "● met · ○ missed · grey: open" in words(chart.wide)
    dots = [looks for _, _, looks in marks(chart.wide)]
    assert ["fill:var(--paper)" in looks for looks in dots] == [False, True, False]
    assert ["var(--accent)" in looks for looks in dots] == [True, False, False]
    said = [e for e in ET.fromstring(chart.wide).iter(style.SVG + "text") if e.text in ("met", "missed", "open")]
    assert ["700" in e.get("style", "") for e in said] == [False, True, False]


def test_a_ranking_of_named_rows_keeps_their_order_and_leaves_out_what_is_missing():
    f = amounts(3, 5, 9, 7)
    drawn = texts(charts.ranking(f, only={"who": ["n2", "n7", "n0"]}).wide)
    assert re.findall("\u2068(n.)\u2069", drawn) == ["n2", "n0"]
    with pytest.raises(UsageError, match="has no column 'speed'"):
        charts.ranking(f, only={"speed": "fast"})


def test_a_sorted_ranking_is_by_value_equal_ones_as_they_stand_and_says_which_it_draws():
    chart = charts.ranking(amounts(3, 9, 3, 7), sort=True, prefix="#", rows=3)
    assert re.findall("\u2068#(n.)\u2069", texts(chart.narrow)) == ["n1", "n3", "n0"]
    assert "The 3 largest, and 1 more." in words(chart.narrow)


def bold(svg: str) -> set[str]:
    every = ET.fromstring(svg).iter(style.SVG + "text")
    return {(e.text or "").strip("\u2068\u2069") for e in every if "font-weight:700" in e.get("style", "")}


def test_only_our_own_row_and_that_of_all_are_bold_and_names_are_written_as_the_data_have_them():
    f = amounts(3, 5, 9)
    assert {"n0", "n1", "n2"} & bold(charts.ranking(f).wide) == set()
    assert {"n0", "n1", "n2"} & bold(charts.ranking(f, us="n0", total="n2").wide) == {"n0", "n2"}
    for svg in (charts.ranges(tiers()).wide, charts.ranges(tiers()).narrow):
        assert {"nano", "micro"} & bold(svg) == set()
        assert "\u2068nano\u2069" in texts(svg)
    assert {"Lotus Skincare"} & bold(charts.composition(styles()).wide) == set()
    assert {"Lotus Skincare"} & bold(charts.composition(styles(), us="Lotus Skincare").wide) == {"Lotus Skincare"}


def test_a_name_is_cut_only_where_there_is_no_room():
    f = replace(amounts(3, 5), table=amounts(3, 5).table.assign(who=["The shade report (@belta)", "W" * 60]))
    chart = charts.ranking(f)
    assert "The shade report (@belta)\u2069" in texts(chart.wide)
    assert re.search("W+…", texts(chart.wide))
    assert len(re.findall("W", texts(chart.narrow))) > len(re.findall("W", texts(chart.wide)))


def deliveries() -> Finding:
    table = pd.DataFrame(
        {
            "who": ["a", "b", "c", "d"],
            "due": pd.to_datetime(["2026-09-08", "2026-09-13", None, None]),
            "done": pd.to_datetime([None, "2026-09-19", "2026-09-02", None]),
            "state": ["missing", "late", "delivered", "cannot be checked"],
        }
    )
    kinds = {"who": "text", "due": "date", "done": "date", "state": "text"}
    return Finding("f", "Q?", "T.", table, tuple(Column(c, c.capitalize(), kind) for c, kind in kinds.items()))


def test_pairs_of_days_show_what_was_due_what_came_and_the_verdict_in_words():
    chart = charts.pairs(deliveries(), "due", "done", verdict="state")
    said = words(chart.wide)
    assert "○ due · ● done · right: state" in said
    assert "8 Sep" in said or "2 Sep" in said
    assert "1 row has neither." in said
    assert {"missing", "late"} <= bold(chart.wide)
    assert len(marks(chart.wide)) == 4


def test_a_relation_says_what_a_dot_is_which_are_marked_and_how_many_are_not_drawn():
    f = fees()
    table = f.table.assign(chosen=[True, False] * 12, use=["price"] * 20 + ["asked", "planned"] * 2)
    table.loc[5, "fee"] = np.nan
    f = replace(f, table=table, columns=(*f.columns, Column("chosen", "In the plan", "flag"), Column("use", "Use")))
    assert "● one deal" in words(charts.relation(f, x="followers", y="fee").wide)
    plan = words(charts.relation(f, x="followers", y="fee", mark="chosen").wide)
    assert "dot: one deal · ● in the plan · ○ not in the plan" in plan
    assert "1 without both values, not drawn." in plan
    used = words(charts.relation(f, x="followers", y="fee", mark="use").wide)
    assert "● \u2068price\u2069 · ○ \u2068asked\u2069 or \u2068planned\u2069" in used


def test_dots_share_their_shape_so_that_a_drawing_of_many_stays_small():
    x = np.geomspace(1, 1e6, 300)
    table = pd.DataFrame({"who": "n", "x": x, "y": x[::-1], "chosen": x > 5})
    kinds = {"who": "text", "x": "count", "y": "count", "chosen": "flag"}
    f = Finding("f", "Q?", "T.", table, tuple(Column(c, c.capitalize(), kind) for c, kind in kinds.items()))
    chart = charts.relation(f, mark="chosen")
    assert len(marks(chart.wide)) == 300
    assert len(chart.wide) < 300 * 150 + 9_000


def test_very_many_dots_on_one_spot_are_drawn_once_and_the_foot_says_so():
    table = pd.DataFrame({"who": "n", "x": np.repeat([1.0, 40.0, 100.0], 400), "y": 5.0})
    f = Finding("f", "Q?", "T.", table, tuple(Column(c, c, "text" if c == "who" else "count") for c in table))
    many, few = (charts.relation(replace(f, table=rows)).wide for rows in (table, table.iloc[:1000]))
    assert len(marks(many)) == 3
    assert "Dots on one spot are drawn once." in words(many)
    assert len(marks(few)) == 1000
    assert "Dots on one spot" not in words(few)


def test_a_relation_names_the_marked_dots_else_the_outermost():
    f = fees()
    f = replace(f, table=f.table.assign(chosen=[i in (7, 9) for i in range(24)]))
    f = replace(f, columns=(*f.columns, Column("chosen", "In the plan", "flag")))
    marked = texts(charts.relation(f, x="followers", y="fee", mark="chosen").wide)
    assert set(re.findall(r"creator \d+", marked)) == {"creator 7", "creator 9"}
    assert "creator 23" in texts(charts.relation(f, x="followers", y="fee").wide)


def test_single_cases_stay_in_their_row_even_where_a_group_has_none():
    some = cases()
    some = some[some["tier"] != "micro"]
    dots = marks(charts.distribution(tiers(), cases=some, case="rate").wide)
    small = [y for _, y, looks in dots if "var(--grey)" in looks]
    rows = [y for _, y, looks in dots if "var(--accent)" in looks]
    assert len(small) == 80
    assert all(min(abs(y - rows[0]), abs(y - rows[2])) < 28 for y in small)


def test_a_group_without_a_figure_has_no_row_and_the_foot_counts_it():
    f = finding([0.05, math.nan, 0.07])
    said = words(charts.ranges(f).wide)
    assert "n1" not in said
    assert "1 without a value, not drawn." in said
    assert "not drawn" not in words(charts.ranges(tiers()).wide)


def test_a_timeline_has_a_gap_where_a_value_is_missing_and_a_dot_between_two_gaps():
    days = pd.date_range("2026-05-01", periods=7)
    table = pd.DataFrame({"day": days, "x": [1.0, 2, np.nan, 3, np.nan, 4, 5]})
    f = Finding("f", "Q?", "T.", table, (Column("day", "Day", "date"), Column("x", "Views", "count")))
    chart = charts.timeline(f)
    lines = [e.get("d", "") for e in ET.fromstring(chart.wide).iter(style.SVG + "path")]
    assert max(d.count("M") for d in lines) == 3, "the one between the gaps has no length"
    assert len(marks(chart.wide)) == 1


def test_a_title_without_the_unit_of_an_amount_has_it_in_the_line_below():
    f = finding([5.0, 9], kind="money", unit="KHR")
    assert "(KHR)" in words(charts.ranking(f).wide)
    assert "KHR · " in words(charts.ranking(f, title="What it cost, by creator").wide)
