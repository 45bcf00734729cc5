"""A finding's columns as a table shows them."""

import pytest

from executed import leaderboard, tiers
from kit.show.columns import shown
from test_show import words


def column(finding, label, rows=None):
    columns = {c.label: c for c in shown(finding, rows or len(finding["rows"]))}
    return columns[label]


def small(*columns, rows):
    """A finding's JSON: columns as (name, kind), or (name, kind, label)."""
    return {
        "columns": [
            {"name": n, "label": rest[0] if rest else n.capitalize(), "kind": kind, "unit": ""}
            for n, kind, *rest in columns
        ],
        "rows": rows,
    }


def test_an_estimate_and_its_interval_stand_in_one_cell():
    finding = tiers().to_json()
    assert column(finding, "Engagement rate by followers").cells[1] == "<b>8.8\u202f%</b><i>7.5–9.6\u202f%</i>"
    assert "Low" not in {c.label for c in shown(finding, 5)}


def test_a_row_without_interval_says_so_and_a_row_without_value_is_a_dash():
    cells = column(leaderboard().to_json(), "Engagement rate by views").cells
    assert sum("no interval" in cell for cell in cells) == 1
    assert cells[5] == "–<i></i>"


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ("q1", "q3", "Middle half"),
        ("rank_first", "rank_last", "Possible ranks"),
        ("next_low", "next_high", "Next video"),
    ],
)
def test_two_ends_of_a_span_are_one_column(first, last, label):
    finding = small(
        ("name", "text"),
        (first, "count", "Next video, from"),
        (last, "count", "to"),
        rows=[["a", 3, 25], ["b", None, None]],
    )
    assert column(finding, label).cells == ("3–25", "–")
    assert len(shown(finding, 2)) == 2


def test_a_span_of_one_value_is_that_value():
    finding = small(("name", "text"), ("rank_first", "count"), ("rank_last", "count"), rows=[["a", 3, 3]])
    assert column(finding, "Possible ranks").cells == ("3",)


def test_intervals_have_the_decimals_of_their_estimate():
    names = ("name", "text"), ("x", "number"), ("x_low", "number"), ("x_high", "number")
    finding = small(*names, rows=[["a", 3.81, 1.55, 9.38], ["b", 116.0, 40.2, 300.9]])
    assert column(finding, "X").cells == ("<b>3.81</b><i>1.55–9.38</i>", "<b>116</b><i>40–301</i>")
    names = ("name", "text"), ("x", "count"), ("x_low", "count"), ("x_high", "count")
    finding = small(*names, rows=[["a", 3612, 1590, 7075], ["b", 1_290_000, 909_700, 1_800_000]])
    assert column(finding, "X").cells[0] == "<b>3.6k</b><i>1.6k–7.1k</i>"


def test_decimals_are_the_same_down_a_span():
    finding = small(("name", "text"), ("q1", "count"), ("q3", "count"), rows=[["a", 379, 2644], ["b", 57_000, 335_800]])
    assert column(finding, "Middle half").cells == ("379–2.6k", "57.0k–336k")


def test_a_figure_in_words_stands_right_with_its_interval_or_a_small_remark():
    finding = small(
        ("name", "text"),
        ("value", "figure"),
        rows=[["a", "3.1 % (0.8–12.8 %)"], ["b", "99.5k (+25 % on 79.6k)"], ["c", "400"]],
    )
    made = column(finding, "Value")
    assert made.right
    assert made.cells == ("<b>3.1 %</b><i>0.8–12.8 %</i>", "99.5k<small>(+25 % on 79.6k)</small>", "400")


def test_names_are_escaped_and_without_direction_characters():
    cells = column(leaderboard().to_json(), "Creator").cells
    assert "&lt;script&gt;alert('glow')&lt;/script&gt;" in cells
    assert not any("\u202e" in cell or "<script" in cell for cell in cells)


def test_a_handle_stands_under_the_name_and_not_in_it():
    finding = small(
        ("name", "text"),
        ("creator_id", "text"),
        ("x", "count"),
        rows=[["Lotus (@lo<i>)", "lo<i>", 1], ["Lotus", "name:Lotus", 2], ["Lily", "6789012345", 3]],
    )
    assert column(finding, "Name").cells == (
        "Lotus<small>@lo&lt;i&gt;</small>",
        "Lotus",
        "Lily<small>6789012345</small>",
    )
    assert len(shown(finding, 3)) == 2


def test_our_own_rows_are_bold_and_the_flag_has_no_column():
    finding = small(("name", "text"), ("own", "flag"), ("x", "count"), rows=[["Us", True, 1], ["Them", False, 2]])
    assert column(finding, "Name").cells == ("<b>Us</b>", "Them")
    assert [c.label for c in shown(finding, 2)] == ["Name", "X"]


@pytest.mark.parametrize(
    ("said", "mark", "tone"),
    [
        ("above", "▲", "up"),
        ("lower", "▼", "down"),
        ("met", "●", "up"),
        ("missed", "×", "down"),
        ("worse", "×", "down"),
        ("no clear difference", "○", "same"),
    ],
)
def test_verdicts_have_a_shape_before_a_colour(said, mark, tone):
    finding = small(("name", "text"), ("verdict", "text"), rows=[["a", said]])
    assert column(finding, "Verdict").cells == (
        f'<span class="{tone}"><span aria-hidden="true">{mark}</span>\u00a0{said}</span>',
    )


def test_a_verdict_is_said_only_by_its_own_words():
    finding = small(("name", "text"), ("verdict", "text"), rows=[["a", "above <b>"], ["b", ""], ["c", None]])
    assert column(finding, "Verdict").cells == ("above &lt;b&gt;", "–", "–")


def test_bars_go_to_the_first_column_with_intervals_that_no_chart_shows():
    finding = leaderboard(8).to_json()
    assert [c.label for c in shown(finding, 8) if c.barred] == ["Engagement rate by views"]
    assert not any(c.barred for c in shown(finding, 8, {"rate"}))
    assert not any(c.plain.barred or "<svg" in "".join(c.plain.cells) for c in shown(finding, 8))
    assert not any(c.barred for c in shown(tiers().to_json(), 5))


def test_a_unit_is_told_once_and_not_where_the_label_tells_it():
    heads = [words(c.head) for c in shown(tiers().to_json(), 5)]
    assert sum("share of followers" in head for head in heads) == 1
