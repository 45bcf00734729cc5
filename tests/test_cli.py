"""The command line: exit codes, one sentence an error, and JSON that scripts can read."""

import json

import pytest

from kit.cli import app, given
from kit.errors import UsageError
from running import at_hand, kit

pytestmark = pytest.mark.slow
VIDEOS = (
    "video_id,creator_id,views,likes,comments,shares\n7436254323573938000,Ann,100,5,1,0\n7436254323573938001,,9,1,0,0\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "videos.csv").write_text(VIDEOS, encoding="utf-8")
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path


def test_an_import_counts_every_row_and_says_why_one_was_refused(folder):
    done = kit("import", "videos.csv", "--into", "w", "--json", cwd=folder)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["tables"]["videos"] == {"read": 2, "kept": 1, "merged": 0, "refused": 1}
    assert found["format"] == "canonical"
    assert sum(found["reasons"].values()) == 1
    assert list((folder / "w" / "refused").glob("*.csv"))


def test_one_object_a_line_for_each_file_and_exit_code_1_where_some_were_refused(folder):
    done = at_hand("import", "videos.csv", "odd.csv", "--into", "w", "--json", cwd=folder)
    assert done.returncode == 1
    found = {r["file"]: r for r in map(json.loads, done.stdout.splitlines())}
    assert found["videos.csv"]["error"] is None
    assert "no layout that the kit knows" in found["odd.csv"]["error"]


def test_where_no_file_could_be_read_nothing_was_done_and_the_exit_code_is_2(folder):
    done = at_hand("import", "odd.csv", "--into", "w", cwd=folder)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_check_says_what_each_report_can_show(folder):
    at_hand("import", "videos.csv", "--into", "w", cwd=folder)
    found = json.loads(at_hand("check", "w", "--json", cwd=folder).stdout)
    assert "tier_benchmarks" in found["reports"]["benchmarking"]["can"]
    assert "no table deals" in found["reports"]["tier_pricing"]["cannot"]["comparable_deals"]
    assert found["refused"] == 1


def test_a_sample_is_not_written_into_a_folder_of_other_data(folder):
    at_hand("import", "videos.csv", "--into", "w", cwd=folder)
    done = at_hand("sample", "w", cwd=folder)
    assert done.returncode == 2
    assert "write the sample into a new folder" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["import", "nothing.csv", "--into", "w"],
        ["check", "nowhere"],
        ["import", "videos.csv", "--into", "w", "--as", "nothing"],
        ["import", "videos.csv", "--into", "w", "--captured-at", "soon"],
        ["lab", "nowhere"],
    ],
)
def test_wrong_usage_is_one_sentence_without_a_traceback(folder, words):
    done = (kit if "check" in words else at_hand)(*words, cwd=folder)  # one as a process of its own
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_value_may_hold_equals_signs():
    assert given(["a=b=c"]) == {"a": "b=c"}
    with pytest.raises(UsageError, match="write -p NAME=VALUE"):
        given(["a"])


def test_the_commands_are_those_of_the_contract():
    names = {c.name or c.callback.__name__ for c in app.registered_commands}
    assert {"import", "check", "list", "run", "sample", "init", "lab"} <= names
