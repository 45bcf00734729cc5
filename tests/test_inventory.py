"""`kit check` says what is there, how good it is, and what is shown from it."""

import json
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
import pytest

from kit import benchmarking
from kit.asked import asked
from kit.errors import DataError
from kit.intake import import_paths
from kit.inventory import check
from kit.reports import catalog
from tiny import creator, video
from tiny import workspace as tiny

SAMPLES = Path(__file__).parent / "samples"
PARAMETERS = 'workspace = "sample"  # the data\ntier = "micro"  # which tier\n'


@pytest.fixture
def workspace(tmp_path):
    import_paths([SAMPLES / "apify_hashtag.csv"], tmp_path / "ws")
    return tmp_path / "ws"


@pytest.fixture
def report(tmp_path, monkeypatch):
    """A function that writes a report of one section a code cell."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()

    def written(*calls: str) -> catalog.Report:
        cells = [new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]
        for number, call in enumerate(calls, 1):
            cells += [new_markdown_cell(f"## Question {number}?"), new_code_cell(call)]
        nbformat.write(new_notebook(cells=[new_markdown_cell("# Own"), *cells]), tmp_path / "notebooks" / "own.ipynb")
        return catalog.report("own")

    return written


def test_items_spans_gaps_and_refused_rows_are_told(workspace):
    found = check(workspace).to_json()
    videos = next(t for t in found["tables"] if t["table"] == "videos")
    assert (videos["items"], videos["files"], found["refused"]) == (3, 1, 1)
    assert videos["spans"] == {"posted_at": ["2024-03-28", "2025-01-03"]}
    assert videos["window"] == ["2024-03-28", "2025-01-03"]
    assert (videos["filled"]["views"], videos["missing"]["views"]) == (1, 0)
    assert (videos["filled"]["captured_at"], videos["missing"]["captured_at"]) == (0, 1)
    assert (videos["newest_capture"], videos["duplicates"]) == ("", 0)
    json.dumps(found)


def test_duplicates_creators_and_flags_are_those_that_reports_show(tmp_path):
    path = tiny(
        tmp_path / "w",
        videos=[video("1", "ann", 5, 1, captured_at="2026-05-20T12:00Z"), video("1", "ann", 5, 400)],
        creators=[creator("ann", 0)],
    )
    videos = next(t for t in check(path).tables if t["table"] == "videos")
    assert (videos["items"], videos["rows"], videos["duplicates"], videos["creators"]) == (1, 2, 1, 1)
    assert videos["flags"] == {"far fewer views than likes, comments, shares or saves": 1}
    text = str(check(path)).replace("\u00a0", " ")
    assert "videos: 1 item in 2 rows of 1 file; 1 creator; posted_at" in text
    assert "1 capture beyond one an item" in text
    assert "1: followers are 0" in text


def test_each_section_has_the_status_that_it_has_on_the_page(tmp_path, report):
    path = tiny(tmp_path / "w", videos=[video("1", "ann", 100, 5, is_ad=False)], creators=[creator("ann", 20_000)])
    own = report("benchmarking.cohort(data)", "benchmarking.typical_views(data)", "post_mortem.kpis(data)")
    found = check(path, [own])
    sections = found.reports["own"]["sections"]
    assert [(s["key"], s["question"], s["status"]) for s in sections] == [
        ("cohort", "Question 1?", "shown"),
        ("typical_views", "Question 2?", "not_shown"),
        ("kpis", "Question 3?", "not_shown"),
    ]
    assert "No creator has 5 videos" in sections[1]["reason"]
    assert found.reports["own"]["can"] == ["cohort"]
    assert "no table campaigns" in found.reports["own"]["cannot"]["kpis"]
    text = str(found)
    assert "    cohort: shown\n" in text
    assert text.endswith("    kpis: not shown: This workspace has no table campaigns")


def test_a_question_is_asked_as_the_notebook_asks_it(report):
    (one, two, three) = asked(
        report(
            "board = benchmarking.leaderboard(data, tier)\nboard",
            "tier_pricing.rate_card(data, deliverable='live')",
            "benchmarking.leaderboard(data, chosen[0])\ncharts.ranking(board)",
        )
    )
    assert (one.key, one.section, one.values) == ("leaderboard", "Question 1?", ("micro",))
    assert (two.key, two.values, two.named) == ("rate_card", (), {"deliverable": "live"})
    assert (three.values, three.named) == ((), {})  # what only the running notebook knows: the function's defaults


def test_a_question_that_fails_is_named_and_the_others_are_asked(tmp_path, report, monkeypatch):
    def broken(data):
        raise ZeroDivisionError("division\nby zero")

    broken.key = "typical_views"
    monkeypatch.setattr(benchmarking, "typical_views", broken)
    path = tiny(tmp_path / "w", videos=[video("1", "ann", 100, 5)])
    found = check(path, [report("benchmarking.typical_views(data)", "benchmarking.cohort(data)")])
    first, second = found.reports["own"]["sections"]
    assert (first["status"], first["reason"]) == ("failed", "ZeroDivisionError: division by zero")
    assert second["status"] == "caveat"
    assert "typical_views: failed: ZeroDivisionError: division by zero" in str(found)


def test_a_default_that_the_workspace_refuses_is_the_reason(tmp_path, report):
    path = tiny(tmp_path / "w", videos=[video("1", "ann", 100, 5)], brands=[{"brand": "Us", "role": "own"}])
    own = report("benchmarking.cohort(data)")
    own.parameters.append(own.parameters[0].__class__(**(vars(own.parameters[0]) | {"name": "brand", "default": "No"})))
    (section,) = check(path, [own]).reports["own"]["sections"]
    assert section["status"] == "failed"
    assert "this workspace knows Us" in section["reason"]


def test_every_report_of_the_house_tells_of_all_its_questions(tmp_path):
    path = tiny(tmp_path / "w", videos=[video("1", "ann", 100, 5)])
    found = check(path, catalog.reports()).reports
    assert {name: len(one["sections"]) for name, one in found.items()} == {
        "benchmarking": 23,
        "post_mortem": 27,
        "tier_pricing": 19,
    }
    assert all(one["sections"][0]["key"] == "data_check" for one in found.values())
    assert not [s for one in found.values() for s in one["sections"] if s["status"] == "failed"]


def test_the_text_names_what_the_json_names(workspace):
    text = str(check(workspace))
    assert "videos: 3\u00a0items" in text
    assert "1\u00a0refused row in" in text


def test_no_workspace_is_an_error_that_says_how_to_make_one(tmp_path):
    with pytest.raises(DataError, match="kit import"):
        check(tmp_path / "nothing")
