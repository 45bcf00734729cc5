"""Reports made by a Dask cluster: the same as here, each once, whatever becomes of a worker or of the scheduler."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
import json
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import time

import pytest

from kit.errors import UsageError
from kit.reports import batch, catalog, unchanged
from kit.reports.cluster import joining, likeness, sending, station
from kit.reports.cluster.joining import address, connected
from kit.reports.run import Run
from running import at_hand, environment, executed, kit, notebook, plan, printed, records, started
from tiny import creator, video, workspace

distributed = pytest.importorskip("distributed", reason="Dask is not installed (pip install 'distributed>=2025')")
pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
KILLS_ITS_WORKER = """import os, pathlib, signal
process = os.getpid()
while b"kit.reports.cluster.station" not in pathlib.Path(f"/proc/{process}/cmdline").read_bytes():
    process = int(pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
worker = int(pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
os.kill(worker, signal.SIGKILL)
import time
time.sleep(60)"""


@pytest.fixture(scope="module")
def dask() -> Iterator["distributed.LocalCluster"]:
    """Two workers, each a process with one thread; a task that saw two of its workers die is not tried a third time."""
    import dask.config

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0", silence_logs=50
        ) as made,
    ):
        yield made


@pytest.fixture
def two(dask):
    """The cluster with both of its workers, should an earlier test have killed one."""
    with distributed.Client(dask, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return dask


@contextmanager
def process(*words: object, **env: str) -> Iterator[subprocess.Popen]:
    """A scheduler or worker of its own."""
    command = [sys.executable, "-m", "distributed.cli.dask_" + str(words[0]), *map(str, words[1:])]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen(command, env=environment(**env), **quiet)
    try:
        yield running
    finally:
        with suppress(OSError):
            running.kill()
        running.wait()


def url(cluster) -> str:
    return cluster.scheduler_address.replace("tcp:", "dask:")


def worker_of(cluster, where: str) -> int:
    """The process of the worker at an address."""
    with distributed.Client(cluster, set_as_default=False) as client:
        return client.run(os.getpid, workers=[where])[where]


def told_by(running: subprocess.Popen) -> list[dict]:
    stdout, stderr = running.communicate(timeout=300)
    assert stderr == ""
    return [json.loads(line) for line in stdout.splitlines()]


def whole(out: Path, record: dict) -> bool:
    return record["files_sha256"] == unchanged.digest(out, record["files"])


@pytest.mark.parametrize("whole_reports", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_cluster_gives_what_this_machine_gives_and_skips_what_has_not_changed(two, tmp_path, request, whole_reports):
    people = [creator(f"c{i}", 20_000 + i) for i in range(6)]
    videos = [video(f"{i}{j}", f"c{i}", 1000 + 97 * i * j, 50 + i + j, 5, 5) for i in range(6) for j in range(7)]
    workspace(tmp_path / "w", videos=videos, creators=people)
    notebook(tmp_path, "one", "print(who)", "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);")
    count = 'import kit\nfrom kit import inputs\ndata = kit.open(workspace)\nprint(data.table("videos").views.sum())'
    notebook(tmp_path, "counts", count, parameters='workspace = "w"  # folder')
    shutil.copy(ROOT / "notebooks" / "tier_pricing.ipynb", tmp_path / "notebooks")
    shutil.copytree(ROOT / "templates" / "kit", tmp_path / "templates" / "kit")
    look = tmp_path / "templates" / "kit" / "report.css"
    look.write_text(look.read_text(encoding="utf-8") + "\n.of-our-own { color: red }\n", encoding="utf-8")
    rows = [{"report": "one", "name": f"r{i}", "parameters": {"who": f"person {i}"}} for i in range(6)]
    rows += ["counts"]
    if whole_reports:
        rows += [{"report": "tier_pricing", "parameters": {"workspace": str(request.getfixturevalue("sample"))}}]
    asked = plan(tmp_path, *rows)
    there = kit("run", asked, "--executor", url(two), "--out", "there", cwd=tmp_path)
    assert (there.returncode, there.stderr) == (0, "")
    assert kit("run", asked, "--jobs", 2, "--out", "here", cwd=tmp_path).returncode == 0
    far, near = records(tmp_path / "there"), records(tmp_path / "here")
    assert far.keys() == near.keys()
    for name, record in far.items():
        ours = json.loads((tmp_path / "here" / f"{name}.json").read_text(encoding="utf-8"))
        theirs = json.loads((tmp_path / "there" / f"{name}.json").read_text(encoding="utf-8"))
        assert theirs["findings"] == ours["findings"]
        assert printed(executed(tmp_path / "there", name)) == printed(executed(tmp_path / "here", name))
        assert record["worker"].startswith("tcp://127.0.0.1:")
        assert record["peak_memory_mb"] > 0
        assert record["seconds"] > 0
        same = record.keys() - {"worker", "started", "made", "seconds", "cell_seconds", "peak_memory_mb"}
        assert {k: record[k] for k in same - {"files_sha256"}} == {k: near[name][k] for k in same - {"files_sha256"}}
        assert "of-our-own" in (tmp_path / "there" / f"{name}.html").read_text(encoding="utf-8")
    assert len({record["worker"] for record in far.values()}) == 2
    again = kit("run", asked, "--executor", url(two), "--out", "there", cwd=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    skipped = {name for name, record in records(tmp_path / "there").items() if record["status"] == "skipped"}
    assert skipped == {"counts", *["tier_pricing"] * whole_reports}  # the others read no workspace


@pytest.mark.long
def test_reports_of_a_worker_that_is_killed_are_made_elsewhere_and_written_once(two, tmp_path):
    step = "open('made', 'a').write(who + '\\n')\nimport time\ntime.sleep(4)"
    notebook(tmp_path, "slow", step)
    rows = [{"report": "slow", "name": f"r{i}", "parameters": {"who": f"r{i}"}} for i in range(6)]
    words = ("run", plan(tmp_path, *rows), "--executor", url(two), "--out", "out", "--json")
    running = started(*words, cwd=tmp_path, env=environment())
    while not ((tmp_path / "made").exists() and (first := (tmp_path / "made").read_text()[:2])):
        time.sleep(0.05)
    with distributed.Client(two, set_as_default=False) as client:
        tasks = client.processing().items()
        busy = next(where for where, keys in tasks if any(key.startswith(f"{first}-") for key in keys))
    os.kill(worker_of(two, busy), signal.SIGKILL)
    events = told_by(running)
    assert running.returncode == 0
    assert Counter(e["name"] for e in events if e["event"] == "finished") == {f"r{i}": 1 for i in range(6)}
    found = records(tmp_path / "out")
    assert {name: record["status"] for name, record in found.items()} == {f"r{i}": "done" for i in range(6)}
    assert all(whole(tmp_path / "out", record) for record in found.values())
    made = Counter((tmp_path / "made").read_text().split())
    assert made.keys() == found.keys()
    assert [name for name, times in made.items() if times > 1] == [first]
    notes = [e["sentence"] for e in events if e["event"] == "note" and "made again" in e["sentence"]]
    assert [note.split(" on ")[0] for note in notes] == [f"{first} is made again"]


def test_a_result_that_goes_with_its_worker_is_made_again_and_written_once(two, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    notebook(tmp_path, "one", "open('made', 'a').write('x')")
    killed, told = [], []

    def when_done(future):
        done = sending.threading.Event()

        def ended(future):
            if not killed:
                (where,) = future.client.who_has([future])[future.key]
                killed.append(where)
                os.kill(worker_of(two, where), signal.SIGKILL)
                while where in future.client.nthreads():
                    time.sleep(0.05)
            done.set()

        future.add_done_callback(ended)
        return done

    monkeypatch.setattr(sending, "told_when_done", when_done)
    runs = [Run("one")]
    with connected(two.scheduler_address, runs) as cluster:
        (record,) = batch.run_all(runs, tmp_path / "out", told=told.append, maker=cluster.make)
    assert (record["status"], len(killed)) == ("done", 1)
    assert whole(tmp_path / "out", record)
    assert (tmp_path / "made").read_text() == "xx"
    assert [e["event"] for e in told].count("finished") == 1


@pytest.mark.long
def test_what_fails_on_a_worker_says_so_and_the_others_go_on(two, tmp_path):
    notebook(tmp_path, "deadly", "print('before')", KILLS_ITS_WORKER)
    notebook(tmp_path, "long", "import time\ntime.sleep(60)")
    notebook(tmp_path, "one", "print(who)")
    rows = ["deadly", {"report": "long", "time_limit": 2}, *({"report": "one", "name": f"r{i}"} for i in range(3))]
    done = kit("run", plan(tmp_path, *rows), "--executor", url(two), "--out", "out", cwd=tmp_path)
    found = records(tmp_path / "out")
    assert done.returncode == 1
    assert [found[f"r{i}"]["status"] for i in range(3)] == ["done"] * 3
    assert found["deadly"]["status"] == found["long"]["status"] == "failed"
    assert found["deadly"]["error"].startswith("Each worker of the cluster that computed it died, 2 in a row, the last")
    assert found["deadly"]["error"] in done.stderr
    assert "longer than its time limit of 2 s" in found["long"]["error"]
    page = (tmp_path / "out" / "deadly.html").read_text(encoding="utf-8")
    assert "This report is not complete" in page
    assert "Each worker of the cluster" in page
    assert len(done.stderr.strip().splitlines()) == 2


@pytest.mark.long
def test_ctrl_c_writes_what_workers_had_computed_and_names_what_was_not_run(two, tmp_path):
    notebook(tmp_path, "long", "print('before')", "import time\ntime.sleep(60)")
    rows = [{"report": "long", "name": name} for name in "abcd"]
    words = ("run", plan(tmp_path, *rows), "--executor", url(two), "--out", "out", "--json")
    running = started(*words, cwd=tmp_path, env=environment())
    for _ in range(2):
        while (line := running.stdout.readline()) and '"done": 2' not in line:
            pass
    os.kill(running.pid, signal.SIGINT)
    _, stderr = running.communicate(timeout=60)
    assert (running.returncode, stderr) == (1, "")
    found = records(tmp_path / "out")
    assert sorted(record["status"] for record in found.values()) == ["failed", "failed", "not_run", "not_run"]
    for begun in (record for record in found.values() if record["status"] == "failed"):
        assert begun["failure"]["kind"] == "interrupted"
        assert "before" in (tmp_path / "out" / f"{begun['name']}.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_when_the_scheduler_goes_what_had_come_is_kept_and_the_rest_is_not_run(tmp_path):
    notebook(tmp_path, "one", "print(who)")
    notebook(tmp_path, "long", "import time\ntime.sleep(60)")
    asked = plan(tmp_path, "one", "long", {"report": "one", "name": "last"})
    where = tmp_path / "scheduler.json"
    with process("scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", where) as dask:
        while not where.exists():
            time.sleep(0.1)
        listens = json.loads(where.read_text())["address"]
        with process("worker", listens, "--nthreads", 1, "--no-nanny", "--no-dashboard"):
            with distributed.Client(listens, set_as_default=False) as client:
                client.wait_for_workers(1, timeout=60)
            there = listens.replace("tcp:", "dask:")
            words = ("run", asked, "--executor", there, "--out", "out", "--json")
            running = started(*words, cwd=tmp_path, env=environment())
            seen = []
            while not seen or seen[-1].get("name") != "long" or seen[-1]["event"] != "cell":
                seen.append(json.loads(running.stdout.readline()))
            dask.kill()
            events = seen + told_by(running)
    assert running.returncode == 1
    found = records(tmp_path / "out")
    assert {name: record["status"] for name, record in found.items()} == {
        "one": "done",
        "long": "not_run",
        "last": "not_run",
    }
    assert whole(tmp_path / "out", found["one"])
    assert [e["sentence"] for e in events if e["event"] == "note" and "has gone" in e["sentence"]] == [
        f"The Dask scheduler at {listens} has gone: what had come is kept, the rest is not run."
    ]
    assert "has gone, so this was not made" in found["last"]["error"]


@pytest.mark.long
def test_workers_with_another_kit_or_none_are_named_before_anything_is_sent(two, tmp_path):
    other = tmp_path / "other" / "src"
    shutil.copytree(Path(batch.__file__).parents[1], other / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", tmp_path / "other" / "templates")
    with (other / "kit" / "dates.py").open("a", encoding="utf-8") as code:
        code.write("# changed\n")
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "kit.py").write_text("raise ImportError('there is none')", encoding="utf-8")
    notebook(tmp_path, "one", "open('made', 'w')")
    words = ("worker", two.scheduler_address, "--nthreads", 1, "--no-nanny", "--no-dashboard", "--name")
    with (
        process(*words, "other", PYTHONPATH=str(other)),
        process(*words, "none", PYTHONPATH=str(tmp_path / "none")),
        distributed.Client(two, set_as_default=False) as client,
    ):
        client.wait_for_workers(4, timeout=60)
        names = {w["name"]: where for where, w in client.scheduler_info(n_workers=-1)["workers"].items()}
        done = kit("run", "one", "--executor", url(two), "--out", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert sorted(done.stderr.strip().splitlines()) == sorted(
        [
            f"The worker {names['other']} has the same version of the kit with other code or another page template; "
            "install the same on both.",
            f"The worker {names['none']} has not this version of the kit, 0.1.0 "
            "(Exception: ImportError('there is none')); install it there.",
        ]
    )
    assert not (tmp_path / "made").exists()
    assert not (tmp_path / "out").exists()


def test_a_workspace_that_workers_do_not_see_is_named_for_each_before_anything_is_sent(two, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    workspace(tmp_path / "w", videos=[video("1", "c", 1000, 50)], creators=[creator("c", 20_000)])
    notebook(tmp_path, "counts", "1", parameters='workspace = "w"  # folder')
    monkeypatch.setattr(joining.Path, "cwd", lambda: Path("/a/folder/of/this/machine/alone"))
    with pytest.raises(UsageError) as refused, connected(two.scheduler_address, [Run("counts")]):
        pass
    sentences = str(refused.value).splitlines()
    assert len(sentences) == 2
    assert all("does not see the workspace w; give workspaces a place" in sentence for sentence in sentences)


def test_other_rows_and_other_packages_are_told_apart():
    here = likeness.Facts({"kit": "0.1.0", "pandas": "3.0.0"}, "a", {"w": {"videos": "1", "creators": "2"}})
    assert likeness.difference(here, here) == ""
    moved = likeness.Facts(here.versions, "a", {"w": {"videos": "9", "creators": "2"}})
    assert likeness.difference(here, moved).startswith("sees other rows than this machine in the workspace w (videos);")
    assert likeness.difference(here, moved, later=True) == ""
    older = likeness.Facts({"kit": "0.1.0", "pandas": "2.9.0"}, "a", here.rows)
    assert (
        likeness.difference(here, older) == "has pandas 2.9.0, and this machine pandas 3.0.0; install the same on both."
    )


def test_a_worker_without_the_runners_folder_gets_its_templates(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    nothing = likeness.Facts({}, "")
    sent = station.Setup("r", str(tmp_path), {"report.css": b"a"}, {}, nothing)
    made = station.place(sent, tmp_path / "own")
    assert (made / "templates" / "kit" / "report.css").read_bytes() == b"a"
    monkeypatch.chdir(made)
    assert station.place(station.Setup("r", str(made), {"report.css": b"a"}, {}, nothing), tmp_path) == made


def test_workspaces_of_the_runs_are_looked_at_once_each(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    notebook(tmp_path, "counts", "1", parameters='workspace = "w"  # folder')
    notebook(tmp_path, "one", "1")
    runs = [Run("counts"), Run("counts", {"workspace": "v"}), Run("counts", {"workspace": "v"}), Run("one")]
    assert joining.workspaces(runs) == ["w", "v"]
    assert [catalog.report(run.report).name for run in runs][-1] == "one"


@pytest.mark.parametrize(
    "wrong", ["dask:/x", "ray://host:1", "dask://host", "dask://host:99999", "host:8786", "dask://h:1/p"]
)
def test_a_wrong_address_is_one_sentence(wrong):
    with pytest.raises(UsageError, match=r"^--executor is '.*'; write dask://HOST:PORT"):
        address(wrong)


def test_where_nobody_listens_or_dask_is_missing_one_sentence_says_so(tmp_path, monkeypatch):
    notebook(tmp_path, "one", "1")
    words = ("run", "one", "--executor", "dask://127.0.0.1:1", "--out", "out")
    done = at_hand(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("No Dask scheduler answers at tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = at_hand(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "--executor needs Dask; install it with: pip install 'distributed>=2025'\n"
