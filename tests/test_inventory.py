"""`kit check` says what is there, how good it is, and what can be shown from it."""

import json
from pathlib import Path

import pytest

from kit.errors import DataError
from kit.intake import import_paths
from kit.inventory import check, needs_of

SAMPLES = Path(__file__).parent / "samples"
NEEDS = {
    "benchmarking": {"cohort": {"videos": ["views"]}, "sales": {"orders": ["revenue"]}, "reach": {"videos": ["reach"]}}
}


@pytest.fixture
def workspace(tmp_path):
    import_paths([SAMPLES / "apify_hashtag.csv"], tmp_path / "ws")
    return tmp_path / "ws"


def test_items_spans_gaps_and_refused_rows_are_told(workspace):
    found = check(workspace).to_json()
    videos = next(t for t in found["tables"] if t["table"] == "videos")
    assert (videos["items"], videos["files"], found["refused"]) == (3, 1, 1)
    assert videos["spans"] == {"posted_at": ["2024-03-28", "2025-01-03"]}
    assert videos["filled"]["views"] == 1
    assert videos["filled"]["captured_at"] == 0
    json.dumps(found)


def test_each_report_says_what_it_can_and_cannot_show(workspace):
    found = check(workspace, NEEDS).reports["benchmarking"]
    assert found["can"] == ["cohort"]
    assert "no table orders" in found["cannot"]["sales"]
    assert "column reach" in found["cannot"]["reach"]


def test_the_text_names_what_the_json_names(workspace):
    text = str(check(workspace, NEEDS))
    assert "videos: 3\u00a0items" in text
    assert "not sales:" in text
    assert "1\u00a0refused row in" in text


def test_needs_are_read_from_questions():
    def asked(data):
        """A question."""

    asked.key, asked.needs = "cohort", {"videos": ["views"]}
    assert needs_of([asked, print]) == {"cohort": {"videos": ["views"]}}


def test_no_workspace_is_an_error_that_says_how_to_make_one(tmp_path):
    with pytest.raises(DataError, match="kit import"):
        check(tmp_path / "nothing")
