"""What has not changed is not made again, and what has is."""

import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
import pandas as pd
import pytest

from kit.reports import unchanged
from kit.workspace import Workspace
from running import at_hand, kit, records
from tiny import creator, video, workspace

pytestmark = pytest.mark.slow
READ = [{"workspace": "/w", "tables": {"videos": "a", "goals": "-"}, "newest_capture": "2026-06-01"}]


def report(folder, name, *cells):
    """A notebook that opens the workspace and asks for some tables."""
    parameters = 'workspace = "w"  # folder\nas_of = ""  # day\nbrand = ""  # who'
    opening = "import kit\ndata = kit.open(workspace, brand, as_of)"
    made = [new_markdown_cell(f"# {name}"), new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    made += [new_code_cell(source) for source in (opening, *cells)]
    (folder / "notebooks").mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=made), folder / "notebooks" / f"{name}.ipynb")


@pytest.fixture
def house(tmp_path, forks):
    """Two reports: one reads the videos, one the goals (which are not there)."""
    workspace(tmp_path / "w", videos=[video("1", "c", 1000, 50)], creators=[creator("c", 20_000)])
    report(tmp_path, "of_videos", "len(data.table('videos'))")
    report(tmp_path, "of_goals", "len(data.table('goals'))")
    (tmp_path / "plan.yaml").write_text("reports: [of_videos, of_goals]", encoding="utf-8")
    assert statuses(tmp_path) == {"of_videos": "done", "of_goals": "done"}
    return tmp_path


def statuses(folder, *words):
    done = at_hand("run", "plan.yaml", "--out", "out", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return {name: record["status"] for name, record in records(folder / "out").items()}


def test_only_what_rests_on_something_new_is_made_again(house):
    page, made = house / "out" / "of_videos.html", records(house / "out")["of_videos"]["made"]
    before = page.stat().st_mtime_ns
    assert statuses(house) == {"of_videos": "skipped", "of_goals": "skipped"}
    assert page.stat().st_mtime_ns == before
    assert records(house / "out")["of_videos"]["made"] == made

    goals = pd.DataFrame([{"campaign": "spring", "metric": "views", "target": 10}])
    Workspace(house / "w").append("goals", goals, "by hand")
    assert statuses(house) == {"of_videos": "skipped", "of_goals": "done"}

    more = pd.DataFrame([video("2", "c", 2000, 60)])
    Workspace(house / "w").append("videos", more, "by hand")
    assert statuses(house) == {"of_videos": "done", "of_goals": "skipped"}

    later = pd.DataFrame([video("3", "c", 2000, 60, captured_at="2026-07-01T12:00Z")])
    Workspace(house / "w").append("videos", later, "by hand")
    assert statuses(house) == {"of_videos": "done", "of_goals": "skipped"}


def test_a_newer_capture_elsewhere_matters_only_to_a_report_that_asks_for_the_day(house):
    report(house, "of_goals", "len(data.table('goals'))", "data.as_of")
    assert statuses(house) == {"of_videos": "skipped", "of_goals": "done"}
    later = pd.DataFrame([creator("d", 30_000, captured_at="2026-08-01T12:00Z")])
    Workspace(house / "w").append("creators", later, "by hand")
    assert statuses(house) == {"of_videos": "skipped", "of_goals": "done"}
    assert statuses(house, "--fresh") == {"of_videos": "done", "of_goals": "done"}
    assert statuses(house) == {"of_videos": "skipped", "of_goals": "skipped"}


def test_rows_that_an_import_refused_are_news_too(house):
    bad = house / "bad.csv"
    bad.write_text("video_id,creator_id,views\n9,c,minus one\n", encoding="utf-8")
    assert at_hand("import", bad, "--into", "w", cwd=house).returncode in (0, 1)
    assert list((house / "w" / "refused").glob("*.csv"))
    assert statuses(house) == {"of_videos": "done", "of_goals": "skipped"}
    assert statuses(house) == {"of_videos": "skipped", "of_goals": "skipped"}


def test_values_notebooks_and_files_count_too(house):
    assert statuses(house, "-p", "as_of=2026-06-01") == {"of_videos": "done", "of_goals": "done"}
    assert statuses(house, "-p", "as_of=2026-06-01") == {"of_videos": "skipped", "of_goals": "skipped"}
    report(house, "of_goals", "len(data.table('goals')) + 1")
    (house / "out" / "of_videos.html").write_text("edited", encoding="utf-8")
    assert statuses(house, "-p", "as_of=2026-06-01") == {"of_videos": "done", "of_goals": "done"}
    (house / "out" / "of_goals.json").unlink()
    assert statuses(house, "-p", "as_of=2026-06-01") == {"of_videos": "skipped", "of_goals": "done"}
    assert statuses(house, "-p", "as_of=2026-06-01", "--fresh") == {"of_videos": "done", "of_goals": "done"}


def test_the_log_for_machines_tells_what_was_skipped(house):
    done = kit("run", "plan.yaml", "--out", "out", "--json", cwd=house)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [e["event"] for e in events] == ["plan", "finished", "finished", "end"]
    assert {e["status"] for e in events[1:3]} == {"skipped"}
    assert events[-1]["skipped"] == 2


def test_the_key_knows_notebook_values_tables_code_and_packages(monkeypatch):
    key = unchanged.key("n", {"a": 1}, READ)
    assert key == unchanged.key("n", {"a": 1}, READ)
    others = [
        unchanged.key("m", {"a": 1}, READ),
        unchanged.key("n", {"a": 2}, READ),
        unchanged.key("n", {"a": 1}, [READ[0] | {"tables": {"videos": "b", "goals": "-"}}]),
        unchanged.key("n", {"a": 1}, [READ[0] | {"newest_capture": "2026-06-02"}]),
        unchanged.key("n", {"a": 1}, [READ[0] | {"refused": {"videos": 1}}]),
    ]
    monkeypatch.setattr(unchanged, "code", lambda templates: "other code")
    others.append(unchanged.key("n", {"a": 1}, READ))
    monkeypatch.setattr(unchanged, "environment", lambda: ["other packages"])
    others.append(unchanged.key("n", {"a": 1}, READ))
    assert len({key, *others}) == 8


def test_rows_refused_of_tables_that_were_not_read_do_not_count():
    read = READ[0] | {"refused": {"orders": 3}}
    assert unchanged.key("n", {}, [read]) == unchanged.key("n", {}, READ)


def test_a_report_that_reads_nothing_that_is_known_has_no_key():
    assert unchanged.key("n", {}, []) == ""
    assert not unchanged.still({"status": "done", "key": ""}, None, None, {})
    assert not unchanged.still({"status": "failed", "key": "x"}, None, None, {})
