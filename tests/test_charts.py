"""Every form draws anything a finding may hold: the same bytes each time, names as text, colours as variables."""

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
}


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


def test_rows_are_cut_at_15_and_the_foot_says_how_many_more():
    said = texts(charts.ranking(leaderboard(40)).wide)
    assert "and 24 more" in said
    assert "1 without a" in said
    assert len(re.findall("\u2068", said)) == 15


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


def test_the_alternative_text_is_the_takeaway():
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
