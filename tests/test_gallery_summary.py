"""What a record keeps of its findings for the gallery."""

import json
import re

import pandas as pd
import pytest

from executed import cells_of, fees, leaderboard, notebook, refused, styles, tiers, voice, whole
from halted import halted, SECOND
from kit import wording
from kit.finding import Column, Finding
from kit.reports import failure, publishing
from kit.reports.gallery.cards import card
from kit.reports.gallery.summary import sketch, summary


def kept(nb) -> dict:
    return summary(publishing.exported(nb, "page")[1])


def of(*columns: Column, rows: list, **more: object) -> dict | None:
    table = pd.DataFrame(rows, columns=[c.name for c in columns])
    return sketch(Finding("k", "What?", "So.", table, columns, **more).to_json())


def test_the_sentence_on_the_card_is_the_first_of_the_pages_in_brief():
    nb = whole()
    html, brief = publishing.exported(nb, "lotus")
    line = re.search(r'<ul class="brief">\s*<li>(.*?)</li>', html, re.DOTALL)[1]
    anchor, sentence = re.search(r'<a href="#([^"]*)">.*<span>(.*)</span>', line, re.DOTALL).groups()
    made = card(1, {"name": "lotus", "report": "benchmarking", "status": "done"} | summary(brief))
    assert f'<p class="said">{sentence}</p>' in made
    assert f'<a href="lotus.html#{anchor}">' in made
    assert f'id="{anchor}"' in html


def test_a_refused_finding_leaves_the_sketch_to_the_next():
    found = kept(notebook(cells_of("Who?", "", refused()), cells_of("Which?", "", leaderboard())))
    assert found["brief"]["key"] == "leaderboard"  # what is shown comes first
    found = kept(notebook(cells_of("Who?", "", refused())))
    assert (found["brief"]["status"], found["sketch"]) == ("not_shown", None)
    text_only = Finding("note", "What?", "So it is.", priority=1)
    found = kept(notebook(cells_of("What?", "", text_only), cells_of("Which?", "", tiers())))
    assert (found["brief"]["key"], found["sketch"]["key"]) == ("note", "tier_benchmarks")


def test_a_report_without_findings_keeps_neither():
    assert kept(notebook()) == {"brief": None, "sketch": None}
    bare = publishing.bare(whole(), failure.note("disk_full", "OSError", "x"))
    assert kept(bare) == {"brief": None, "sketch": None}


def test_a_failed_run_keeps_what_was_computed():
    assert kept(halted("time_out", SECOND))["brief"]["key"] == "tier_benchmarks"


def test_rows_are_the_first_that_have_a_value_with_their_interval():
    found = sketch(leaderboard().to_json())
    assert len(found["names"]) == len(found["values"]) == len(found["low"]) == len(found["high"]) == 6
    assert found["of"] == 39  # one has none
    assert found["low"][3] is None
    assert found["label"] == "Engagement rate by views, with its 95 % interval, by creator"
    assert all(len(name) <= 24 for name in found["names"])
    assert "\u202e" not in json.dumps(found, ensure_ascii=False)


def test_a_measure_with_an_interval_comes_before_one_without():
    assert sketch(fees().to_json())["label"].startswith("Typical fee")
    found = sketch(styles().to_json())
    assert (found["label"], found["values"]) == ("Routine, by brand", [0.46, 0.24, 0.28])
    assert "low" not in found


def test_published_and_hidden_columns_are_not_drawn():
    name, rate = Column("tier", "Tier"), Column("published", "Published", "rate")
    assert of(name, rate, rows=[["a", 0.1], ["b", 0.2]]) is None
    assert of(name, Column("x", "X", "rate", hidden=True), rows=[["a", 0.1], ["b", 0.2]]) is None


def test_nothing_is_drawn_of_one_row_or_of_rows_without_a_name():
    name, count = Column("tier", "Tier"), Column("n", "N", "count")
    assert of(name, count, rows=[["a", 1]]) is None
    assert of(name, count, rows=[["a", None], ["b", 2]]) is None
    assert of(count, Column("m", "M", "count"), rows=[[1, 2], [3, 4]]) is None
    assert sketch(refused().to_json()) is None


def test_the_unit_is_told_where_it_is_news():
    name, rows = Column("tier", "Tier"), [["a", 1.0], ["b", 2.0]]
    for column, label in (
        (Column("x", "Use", "number", "times"), "Use, times, by tier"),
        (Column("x", "Views", "count", "views"), "Views, by tier"),
        (Column("x", "Gap", "rate", "points"), "Gap, points, by tier"),
        (Column("x", "Attained", "rate", "of the target"), "Attained of the target, by tier"),
    ):
        assert of(name, column, rows=rows)["label"] == label


def test_days_come_in_order_and_of_several_series_one_is_named():
    found = sketch(voice().to_json())
    assert found["label"] == "Lotus Skincare: Share of voice, with its 95 % interval"
    assert (found["first"], found["days"]) == ("2026-07-06", list(range(0, 84, 7)))
    assert len(found["low"]) == 12


def test_of_several_series_the_brands_own_is_taken_and_without_names_none():
    table = voice().table.assign(own=lambda t: t["brand"] == "Rice & Rose")
    columns = (*voice().columns, Column("own", "Own", "flag"))
    found = sketch(Finding("k", "What?", "So.", table, columns).to_json())
    assert found["label"].startswith("Rice & Rose: Share of voice")
    unnamed = tuple(c for c in columns if c.kind != "text")
    assert sketch(Finding("k", "What?", "So.", table, unnamed).to_json()) is None


def test_the_latest_days_stand_before_the_band_of_what_was_expected():
    days = pd.date_range("2026-05-03", periods=141)[::-1]
    rows = [[d, 200 + i, 190 + i, 180 + i, 200 + i, "flight"] for i, d in enumerate(days)]
    columns = [
        Column("date", "Day", "date"),
        Column("value", "Happened", "number"),
        Column("expected", "Expected", "number"),
    ]
    columns += [
        Column("expected_low", "from", "number"),
        Column("expected_high", "to", "number"),
        Column("part", "Part"),
    ]
    found = of(*columns, rows=rows)
    assert found["label"] == "Happened, with expected as a band"
    assert (found["first"], len(found["days"]), found["of"]) == ("2026-08-10", 42, 141)
    assert (found["values"][-1], found["low"][-1], found["high"][-1]) == (200, 180, 200)


def test_numbers_keep_the_digits_that_are_written():
    name, count = Column("tier", "Tier"), Column("n", "N", "number")
    values = [0.0738460459, 1234.5678, 1_234_567.8, 1e300]
    assert of(name, count, rows=[["a", v] for v in values])["values"] == [0.073846, 1234.57, 1_234_568, 1e300]


@pytest.mark.parametrize("text", ["ស្រស់ស្អាតរាល់ថ្ងៃ" * 40, "<b>" * 400, "x" * 5000, f"{wording.FIRST}a" * 900])
def test_a_record_stays_small(text):
    columns = [
        Column("a", text),
        Column("b", text, "rate", text),
        Column("b_low", "l", "rate"),
        Column("b_high", "h", "rate"),
    ]
    rows = [[f"{i}{text}", 0.123456789, 0.0123456789, 0.223456789] for i in range(500)]
    finding = Finding("k", text, text, pd.DataFrame(rows, columns=["a", "b", "b_low", "b_high"]), tuple(columns))
    found = kept(notebook(cells_of("What?", "", finding)))
    assert len(json.dumps(found["sketch"], ensure_ascii=False)) <= 1000
    assert len(found["brief"]["text"]) <= 500
