"""Many reports at a time: none lost, none mixed up, and in order when somebody stops it."""

import json
import os
from pathlib import Path
import signal
import time

import pytest

from kit.reports.batch import run_all
from kit.reports.run import Run
from running import at_hand, CHART, environment, gone, MARK, notebook, plan, records, started

pytestmark = pytest.mark.slow


def test_fifty_reports_eight_at_a_time_all_come_out(tmp_path, forks):
    notebook(tmp_path, "one", f"print(who)\n{CHART}")
    rows = [{"report": "one", "name": f"r{i}", "parameters": {"who": f"person {i}"}} for i in range(50)]
    done = at_hand("run", plan(tmp_path, *rows), "--out", "out", "--jobs", 8, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    found = records(tmp_path / "out")
    assert {record["status"] for record in found.values()} == {"done"}
    assert len(found) == 50
    for i in range(50):
        text = (tmp_path / "out" / f"r{i}.ipynb").read_text(encoding="utf-8")
        assert f"person {i}\\n" in text
        assert "image/png" in text


def test_values_stay_values(tmp_path, forks):
    notebook(tmp_path, "one", "print(who)")
    value = '"); import os; os.system("touch was_run'
    rows = [{"report": "one", "parameters": {"who": value}}]
    assert at_hand("run", plan(tmp_path, *rows), "--out", "out", cwd=tmp_path).returncode == 0
    cells = json.loads((tmp_path / "out" / "one.ipynb").read_text(encoding="utf-8"))["cells"]
    assert value in "".join(cells[-1]["outputs"][0]["text"])
    assert not (tmp_path / "was_run").exists()


def test_ctrl_c_writes_what_was_computed_and_names_what_was_not(tmp_path):
    notebook(tmp_path, "long", "print('before')", "## What takes long?", "import time\ntime.sleep(60)")
    rows = [{"report": "long", "name": name} for name in ("a", "b", "c", "d")]
    env = environment()
    running = started("run", plan(tmp_path, *rows), "--out", "out", "--json", cwd=tmp_path, env=env)
    while (line := running.stdout.readline()) and '"cell"' not in line:
        pass
    time.sleep(0.5)
    os.kill(running.pid, signal.SIGINT)
    _, stderr = running.communicate(timeout=30)
    assert (running.returncode, stderr) == (1, "")
    found = records(tmp_path / "out")
    (begun,) = (record for record in found.values() if record["status"] == "failed")
    assert begun["failure"]["kind"] == "interrupted"
    assert sorted(record["status"] for record in found.values()) == ["failed", "not_run", "not_run", "not_run"]
    page = (tmp_path / "out" / f"{begun['name']}.html").read_text(encoding="utf-8")
    assert "This report is not complete" in page
    assert "before" in page
    assert gone(env[MARK]) == []


def test_two_runs_into_one_folder_take_turns_and_say_so(tmp_path):
    notebook(tmp_path, "one", "import pathlib, time\nwhile not pathlib.Path('go').exists():\n    time.sleep(0.05)")
    words = ("run", "one", "--out", "out", "--json", "--fresh")
    both = [started(*words, cwd=tmp_path, env=environment()) for _ in range(2)]
    first = {event["event"]: event for event in (json.loads(run.stdout.readline()) for run in both)}
    assert first.keys() == {"plan", "waiting"}
    assert "Another kit run" in first["waiting"]["sentence"]
    (tmp_path / "go").touch()
    ended = [(*run.communicate(timeout=60), run.returncode) for run in both]
    assert [(said, code) for _, said, code in ended] == [("", 0)] * 2
    assert records(tmp_path / "out")["one"]["status"] == "done"


def test_a_run_that_waited_looks_at_the_data_again(tmp_path, monkeypatch):
    notebook(tmp_path, "one", "1")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIT_COLD", "1")
    looked = []
    run_all([Run("one")], tmp_path / "out", fresh=False, facts=lambda waited: looked.append(waited) or {})
    monkeypatch.setattr("kit.reports.manifest._wait", lambda *given: True)
    run_all([Run("one")], tmp_path / "out", fresh=False, facts=lambda waited: looked.append(waited) or {})
    assert looked == [False, True]


def test_the_runner_keeps_no_handles_threads_or_children(tmp_path, monkeypatch):
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIT_COLD", "1")
    notebook(tmp_path, "one", "1")
    run_all([Run("one")], tmp_path / "out")
    before = len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
    run_all([Run("one", name=f"r{i}") for i in range(4)], tmp_path / "out", jobs=2)
    after = len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))
    assert after[0] <= before[0] + 2
    assert after[1] <= before[1] + 2


def test_a_full_disk_is_told_and_the_page_says_so(tmp_path, monkeypatch):
    import errno

    from kit.reports import publishing

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIT_COLD", "1")
    notebook(tmp_path, "one", "print('x' * 1000)")
    write = publishing.write_whole
    full = {"disk": True}

    def tight(path, content):
        if full["disk"] and path.name == "one.html" and b"not complete" not in content:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(publishing, "write_whole", tight)
    (record,) = run_all([Run("one")], tmp_path / "out")
    assert (record["status"], record["failure"]["kind"]) == ("failed", "disk_full")
    assert "The disk was full" in (tmp_path / "out" / "one.html").read_text(encoding="utf-8") or (
        "disk is full" in (tmp_path / "out" / "one.html").read_text(encoding="utf-8")
    )
    assert not list((tmp_path / "out").glob(".kit-reserve"))
