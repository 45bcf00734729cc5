"""A report that fails in whatever way says so everywhere: notebook, page, manifest and terminal."""

import json
import os
from pathlib import Path
import subprocess
import sys
import time

import nbformat
import papermill
import pytest

from kit.reports.kernel import QuietKernelManager
from running import environment, executed, gone, kit, MARK, notebook, plan, printed, records, states

pytestmark = pytest.mark.slow
KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIG{})"
ASIDE = f"import multiprocessing\nmultiprocessing.get_context('fork').Pool(2)\n{KILLED.format('KILL')}"
DEAD = "The process that computed it"
FAILED = {  # report → (kind, words of its sentence, section, statuses of its steps)
    "killed": (
        "dead_kernel",
        f"{DEAD} was ended by signal SIGKILL",
        "Where it dies",
        "completed completed failed pending",
    ),
    "segfault": ("dead_kernel", f"{DEAD} was ended by signal SIGSEGV", "", "completed failed pending"),
    "exits": ("dead_kernel", f"{DEAD} ended with exit code 3", "", "completed failed pending"),
    "leaves": ("dead_kernel", f"{DEAD} was ended by signal SIGKILL", "", "completed failed pending"),
    "slow": ("time_out", "longer than its time limit of 4 s", "Slow", "completed completed completed failed pending"),
    "wrong": ("cell_error", "ZeroDivisionError: division by zero", "", "completed failed pending"),
    "stillborn": ("no_kernel", "No kernel could be started", "", "failed pending pending"),
}


def spec(folder, name, argv, **more):
    place = folder / "jupyter" / "kernels" / name
    place.mkdir(parents=True)
    about = {"argv": argv, "display_name": name, "language": "python"} | more
    (place / "kernel.json").write_text(json.dumps(about), encoding="utf-8")
    return str(folder / "jupyter")


def write_all(folder):
    notebook(folder, "killed", "1", "## Where it dies", KILLED.format("KILL"), "print('after')")
    notebook(folder, "segfault", KILLED.format("SEGV"), "2")
    notebook(folder, "exits", "import os\nos._exit(3)", "2")
    notebook(folder, "leaves", ASIDE, "2")
    notebook(folder, "slow", "import time\ntime.sleep(1.2)", "## Slow", "4", "time.sleep(60)", "2")
    notebook(folder, "wrong", "1 / 0", "2")
    notebook(folder, "stillborn", "1", "2", kernel="stillborn")
    notebook(folder, "fine", "print('well', 'done')")
    return spec(folder, "stillborn", [sys.executable, "-c", "raise SystemExit(4)", "{connection_file}"])


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """One batch of reports that fail in all ways, and one that does not."""
    folder = tmp_path_factory.mktemp("engine")
    env = environment(JUPYTER_PATH=write_all(folder))
    rows = [{"report": name} | ({"time_limit": 4} if name == "slow" else {}) for name in [*FAILED, "fine"]]
    clock = time.monotonic()
    done = kit("run", plan(folder, *rows), "--out", "out", "--jobs", 2, cwd=folder, env=env)
    return folder / "out", done, time.monotonic() - clock, env[MARK]


def test_the_others_go_on_and_the_exit_code_is_1(batch):
    out, done, seconds, mark = batch
    assert done.returncode == 1
    assert {name: record["status"] for name, record in records(out).items()} == dict.fromkeys(FAILED, "failed") | {
        "fine": "done"
    }
    assert seconds < 60, "a dead kernel is noticed at once, not when something times out"
    assert gone(mark) == []


def test_the_terminal_tells_one_line_for_each_failure_and_nothing_else(batch):
    _, done, _, _ = batch
    lines = done.stderr.strip().splitlines()
    assert len(lines) == len(FAILED), done.stderr
    for name, (_, words, _, _) in FAILED.items():
        assert [line for line in lines if line.startswith(f"{name}: failed") and words in line], (name, lines)


@pytest.mark.parametrize("name", FAILED)
def test_notebook_record_and_pages_agree_on_the_failure(batch, name):
    out, _, _, _ = batch
    kind, words, section, statuses = FAILED[name]
    nb, record = executed(out, name), records(out)[name]
    assert nb.metadata.papermill.exception is True
    assert states(nb) == statuses.split()
    (failed,) = [c for c in nb.cells if c.metadata.get("papermill", {}).get("status") == "failed"]
    assert [output.output_type for output in failed.outputs][-1] == "error"
    assert not [c for c in nb.cells if c.metadata.get("papermill", {}).get("status") == "pending" and c.get("outputs")]
    failure = record["failure"]
    assert (failure["kind"], failure["section"]) == (kind, section)
    assert words in failure["sentence"]
    assert nb.cells[failure["cell"] - 1] is failed
    assert nb.metadata.kit.failure == failure
    assert record["key"] == ""
    assert json.loads((out / f"{name}.json").read_text(encoding="utf-8"))["status"] == "failed"
    page = (out / f"{name}.html").read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert 'id="unfinished"' in page
    assert f"{name}.html" not in "".join(link for link in gallery_links(out))


def gallery_links(out):
    text = (out / "index.html").read_text(encoding="utf-8")
    return [part.split('"', 1)[0] for part in text.split('<h3><a href="')[1:]]


def test_the_report_between_the_failing_ones_is_whole(batch):
    out, _, _, _ = batch
    nb = executed(out, "fine")
    assert printed(nb) == "well done\n"
    assert set(states(nb)) == {"completed"}
    assert nb.metadata.papermill.exception is None
    assert gallery_links(out) == ["fine.html"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The same notebooks by `papermill --engine kit`, all at once."""
    folder = tmp_path_factory.mktemp("papermill")
    env = environment(JUPYTER_PATH=write_all(folder))
    script, running = Path(sys.executable).parent / "papermill", {}
    for name in ("killed", "slow", "fine"):
        words = [script, "--engine", "kit", "--no-progress-bar", "--execution-timeout", "5"]
        words += [folder / "notebooks" / f"{name}.ipynb", folder / f"{name}.ipynb"]
        pipe = subprocess.PIPE
        running[name] = subprocess.Popen(words, env=env, stdout=pipe, stderr=pipe, text=True)
    return folder, {name: (process.communicate()[1], process.returncode) for name, process in running.items()}


@pytest.mark.parametrize(("name", "error"), [("killed", "DeadKernel"), ("slow", "TimeLimit")])
def test_plain_papermill_with_our_engine_records_the_same(plain, name, error):
    folder, ended = plain
    assert ended[name][1] != 0
    nb = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    assert nb.metadata.papermill.exception is True
    own = [c for c in nb.cells if c.cell_type == "code"]
    assert [c.metadata.papermill.status for c in own] == FAILED[name][3].split()
    (failed,) = [c for c in own if c.metadata.papermill.status == "failed"]
    assert failed.outputs[-1].ename == error


def test_plain_papermill_with_our_engine_calls_a_good_run_completed(plain):
    folder, ended = plain
    assert ended["fine"][1] == 0, ended["fine"][0]
    assert set(states(nbformat.read(folder / "fine.ipynb", as_version=4))) == {"completed"}


def test_a_kernel_that_hangs_while_it_starts_is_given_up_and_ended(tmp_path, monkeypatch):
    mark = environment()[MARK]
    argv = [sys.executable, "-c", "import time; time.sleep(300)", "{connection_file}"]
    monkeypatch.setenv("JUPYTER_PATH", spec(tmp_path, "silent", argv, env={MARK: mark}))
    kept = []
    with pytest.raises(Exception, match=r"(?i)kernel"):
        papermill.execute_notebook(
            nbformat.read(notebook(tmp_path, "waits", "1"), as_version=4),
            None,
            engine_name="kit",
            kernel_name="silent",
            start_timeout=2,
            began=kept.append,
            progress_bar=False,
            shutdown_kernel="immediate",
            kernel_manager_class=QuietKernelManager,
        )
    assert states(kept[0])[0] == "failed"
    assert kept[0].metadata.papermill.exception is True
    assert gone(mark) == []


def test_the_engine_leaves_signals_and_the_environment_as_they_were(tmp_path):
    before = dict(os.environ)
    path = notebook(tmp_path, "plain", "1 + 1")
    papermill.execute_notebook(str(path), str(tmp_path / "o.ipynb"), engine_name="kit", progress_bar=False)
    assert dict(os.environ) == before
