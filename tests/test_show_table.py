"""A finding's table: its rows, the columns that fit, its weight, and what is left to the file."""

import re
import time

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from executed import leaderboard, NAMES, refused, tiers
from kit import show
from test_show import words

HEAVIEST = 3 * 1024  # bytes of a table with its box


def box(html: str) -> str:
    return html[: html.index("</table></div>") + 14]


def test_heads_have_a_scope_and_rows_a_name():
    table = show.table(leaderboard().to_json())
    heads = re.findall(r"<th\b[^>]*>", table)
    assert all("scope=" in head for head in heads)
    assert table.count('scope="row"') == table.count("<tr>") - 1
    assert table.index("<caption>") < table.index("<thead>") < table.index("<tbody>")


def test_only_scope_is_left_of_what_puts_the_table_together():
    table = show.table(leaderboard().to_json())
    assert not re.search(r"gt_|headers=|rowspan| id=|<style|data-quarto", table)
    allowed = "div table caption span thead tbody tr th td b i p small svg path circle text"
    assert set(re.findall(r"<(\w+)", table)) <= {*allowed.split()}


def test_twelve_rows_then_how_many_more_and_where():
    table = words(show.table(leaderboard(40).to_json(), report="lotus"))
    assert "and 28 more in lotus/leaderboard.csv and lotus.json" in table
    assert "Left out – videos without views: 14." in table
    assert "more in" not in words(show.table(leaderboard(9).to_json(), report="lotus"))


def test_columns_that_do_not_fit_are_named_with_their_file():
    finding = leaderboard(5).to_json()
    for i in range(6):
        finding["columns"].append({"name": f"x{i}", "label": f"Further {i}", "kind": "number", "unit": ""})
    finding["rows"] = [[*row, *[1234.5] * 6] for row in finding["rows"]]
    table = show.table(finding, report="lotus")
    assert "Further 0</th>" in table
    assert "Further 5</th>" not in table
    assert re.search(r"Also in lotus/leaderboard\.csv: .*further 4 and further 5\.", words(table))
    assert "Further 5</th>" in show.table(finding, whole=True)
    finding["rows"] *= 8
    assert re.search(
        r"and 28 more in lotus/leaderboard\.csv and lotus\.json, also .*further 4 and further 5",
        words(show.table(finding, report="lotus")),
    )


def test_no_rows_give_no_table():
    assert show.table(leaderboard(0).to_json()) == ""
    assert show.table(refused().to_json()) == ""


def test_figures_stand_right_by_the_tables_classes():
    table = show.table(tiers().to_json(), whole=True)
    heads = re.findall(r"<th scope=\"col\">(.*?)</th>", table)
    kinds = re.search('<table class="(.*?)">', table)[1].split()
    assert {heads[int(k[1:]) - 1].split(" <")[0] for k in kinds if k[0] == "r"} >= {
        "Engagement rate by followers",
        "Videos",
    }
    assert "Against published" not in {heads[int(k[1:]) - 1] for k in kinds if k[0] == "r"}
    assert [heads[int(k[1:]) - 1] for k in kinds if k[0] == "m"] == ["Published"]


def test_the_caption_says_what_by_what():
    assert "Engagement rate by followers, with its 95 % interval, by tier" in words(show.table(tiers().to_json()))


@pytest.mark.parametrize("rows", [1, 5, 12, 16, 40])
def test_a_table_weighs_three_kilobytes_at_most(rows):
    assert len(box(show.table(leaderboard(rows).to_json(), report="a" * 40)).encode()) <= HEAVIEST


texts = st.one_of(st.sampled_from(NAMES), st.text(max_size=70), st.text("កខគឃងចឆជ", min_size=20, max_size=60))
values = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**9), 10**12))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_it_holds_it_is_one_table_of_known_weight(data):
    kinds = data.draw(
        st.lists(st.sampled_from(["text", "figure", "count", "rate", "money", "number"]), min_size=2, max_size=14)
    )
    rows = data.draw(
        st.lists(
            st.tuples(texts, *(texts if k in ("text", "figure") else values for k in kinds)), min_size=1, max_size=40
        )
    )
    finding = {
        "key": "k",
        "question": "Q?",
        "status": "shown",
        "interval": "95 % interval",
        "columns": [{"name": "name", "label": "Name", "kind": "text", "unit": ""}]
        + [{"name": f"c{i}", "label": f"Column {i}", "kind": k, "unit": ""} for i, k in enumerate(kinds)],
        "rows": [list(row) for row in rows],
        "left_out": {},
    }
    table = box(show.table(finding))
    assert table.count("<table") == table.count("</table>") == 1
    shown = table.count('scope="row"')
    assert shown >= min(len(rows), 4)
    assert table.count("<td>") == shown * (table.count('scope="col"') - 1)
    assert len(table.encode()) <= HEAVIEST or (shown <= 4 and table.count('scope="col"') == 3)


def test_a_table_is_made_in_a_few_hundredths_of_a_second():
    finding = leaderboard(40).to_json()
    show.table(finding)
    start = time.perf_counter()
    for _ in range(10):
        show.table(finding)
    assert (time.perf_counter() - start) / 10 < 1  # 0.008 s on an idle machine
