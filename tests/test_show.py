"""A finding's table and headline as HTML."""

import re
import time

import pytest

from executed import fees, leaderboard, refused, sponsored, styles, tiers, voice
from kit import show


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("\u202f", " ").replace("\u2060", "").replace("\u00a0", " ")


def test_an_estimate_and_its_interval_stand_in_one_cell():
    table = show.table(tiers().to_json())
    assert '<td class="n"><b>8.8\u202f%</b> <span class="iv">7.5\u2060–\u20609.6\u202f%</span></td>' in table
    assert "Low" not in table
    assert "5.2–10.8 %" in words(table)  # q1 and q3 as the middle half


def test_heads_have_a_scope_and_rows_a_name():
    table = show.table(leaderboard().to_json())
    heads = re.findall(r"<th\b[^>]*>", table)
    assert all("scope=" in head for head in heads)
    assert table.count('scope="row"') == 15


def test_fifteen_rows_then_how_many_more_and_where():
    table = words(show.table(leaderboard(40).to_json(), report="lotus"))
    assert "and 25 more in lotus/leaderboard.csv and lotus.json" in table
    assert "Left out – videos without views: 14." in table
    assert "more in" not in words(show.table(leaderboard(15).to_json(), report="lotus"))


def test_no_rows_give_no_table():
    assert show.table(leaderboard(0).to_json()) == ""
    assert show.table(refused().to_json()) == ""


def test_names_are_escaped_isolated_and_without_direction_characters():
    table = show.table(leaderboard().to_json())
    assert "<bdi>&lt;script&gt;alert('glow')&lt;/script&gt;</bdi>" in table
    assert "<script" not in table
    assert "\u202e" not in table


def test_a_row_without_interval_says_so_and_a_row_without_value_is_a_dash():
    table = show.table(leaderboard().to_json())
    assert table.count("no interval") == 1
    assert "<b>–</b></td>" in table


def test_bars_share_one_scale_and_need_six_rows():
    assert 'class="bar"' in show.table(leaderboard(40).to_json())
    assert 'class="bar"' not in show.table(tiers().to_json())
    assert 'class="bar"' not in show.table(voice().to_json())


def test_a_handle_stands_under_the_name():
    finding = leaderboard(3).to_json()
    finding["columns"].append({"name": "creator_id", "label": "Handle", "kind": "text", "unit": ""})
    finding["rows"] = [[*row, "lotus<i>"] for row in finding["rows"]]
    table = show.table(finding)
    assert "</bdi> <small><bdi>@lotus&lt;i&gt;</bdi></small></th>" in table
    assert "Handle" not in table
    assert (
        "<small>"
        not in show.table(finding | {"rows": [[*row[:-1], "name:Lotus"] for row in finding["rows"]]}).split("<tbody>")[
            1
        ]
    )


def test_verdicts_have_a_shape_before_a_colour():
    table = show.table(tiers().to_json())
    assert '<span class="mark up"><span aria-hidden="true">▲</span> above</span>' in table
    assert "○" in table


def test_estimates_in_a_takeaway_are_bold_and_other_numbers_are_not():
    html = show.headline(tiers().to_json())
    assert re.findall("<b>(.*?)</b>", html) == ["8.8\u202f%"]


def test_a_refusal_is_a_box_with_the_command_that_helps():
    html = show.headline(refused().to_json())
    assert '<div class="refusal">' in html
    assert "<dt>Then run</dt><dd><code>kit import audience.csv --into lotus</code></dd>" in html
    assert words(html).count("kit import") == 1


def test_a_caveat_is_visible():
    assert '<p class="caveat"><b>Caveat.</b> Videos collected by hashtag' in show.headline(leaderboard().to_json())


@pytest.mark.parametrize(
    "finding", [tiers(), leaderboard(), voice(), sponsored(), fees(), styles(), refused()], ids=lambda f: f.key
)
def test_a_card_has_no_script_style_attribute_or_link(finding):
    card = show.card(finding.to_json())
    assert not re.search(r"<script|<a |<img|<[^>]+ (style|on\w+)=", card)


def test_a_table_is_made_in_a_few_milliseconds():
    finding = leaderboard(40).to_json()
    show.table(finding)
    start = time.perf_counter()
    for _ in range(20):
        show.table(finding)
    assert (time.perf_counter() - start) / 20 < 0.2  # 0.001 s on an idle machine
