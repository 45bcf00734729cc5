"""Whatever ends at whatever moment, runner or kernel: nothing goes on, lies about, or tells what is not so."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
import json
import os
from pathlib import Path
import random
import resource
import signal
import subprocess
import time

import nbformat
import pytest

from kit.reports import unchanged
from running import alive, at_hand, CHART, environment, gone, kit, MARK, notebook, plan, records, started

pytestmark = pytest.mark.slow
KINDS = ("runner", "group", "kernel", "Ctrl-C", "SIGTERM")
OFTEN = ("Ctrl-C", "runner")  # two others are much like these; kernels that are killed are in test_engine, too
LOADING, MAKING = 3.5, 1.5  # seconds that two runs at once take to load, and to make most of their reports
BOTH = 40  # seconds: no run of this file takes as long, even beside others
LEFT = ("kit-run-*", "pymp-*", "listener-*")
NAMES = ("a", "b", "c")


@dataclass
class Ended:
    """What became of a run that was disturbed."""

    kind: str
    moment: float
    code: int | None
    said: str
    wrong: list[str]


def whole(path: Path) -> str:
    """What is wrong with a file of a report, or ""."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        if path.suffix == ".ipynb":
            nbformat.reads(text, as_version=4)
        elif path.suffix == ".json":
            json.loads(text)
        elif (path.suffix == ".html" and not text.rstrip().endswith("</html>")) or (
            path.suffix == ".csv" and not text.endswith("\n")
        ):
            return "has no end"
    except ValueError as error:
        return str(error)
    return ""


def told_wrongly(out: Path) -> list[str]:
    """What in this folder is half a file, lies about, or is not as the manifest tells."""
    wrong = [f"{path} lies there" for path in out.rglob(".kit-*") if path.name != ".kit-lock"]
    files = [path for path in out.rglob("*") if path.suffix in (".ipynb", ".json", ".html", ".csv")]
    wrong += [f"{path} {why}" for path in files if (why := whole(path))]
    for name, record in (records(out) if (out / "manifest.json").exists() else {}).items():
        if record["status"] in ("done", "skipped"):
            if record["files_sha256"] != unchanged.digest(out, record["files"]):
                wrong.append(f"{name} is called {record['status']}, and its files are others")
        elif record["status"] == "not_run" and f'<a href="{name}.html"' in (out / "index.html").read_text(
            encoding="utf-8"
        ):
            wrong.append(f"{name} is {record['status']}, and the gallery leads to its page")
    return wrong


def kernels(mark: str) -> list[int]:
    """Processes that were forked from the server of this run."""
    found = []
    servers = {line.split()[0] for line in alive(mark) if "kit.reports.preloaded" in line}
    for pid in servers:
        try:
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if parent in servers:
            found.append(int(pid))
    return found


def disturb(
    folder: Path, kind: str, moment: float, chance: random.Random, loaded: bool = False, own_tmp: bool = True
) -> Ended:
    """Start a batch, disturb it at that moment (since its start, or since it has `loaded` and forked a kernel), look at
    what is left, and run it again."""
    folder.mkdir()
    for name in NAMES:
        notebook(folder, name, "import time\ntime.sleep(0.3)", CHART)
    what, tmp = plan(folder, *NAMES), folder / "t"
    tmp.mkdir()
    env = environment(**({"TMPDIR": str(tmp)} if own_tmp else {}))
    words = ("run", what, "--out", "out", "--jobs", 2)
    running = started(*words, cwd=folder, env=env, start_new_session=True)
    if loaded:
        while running.poll() is None and not kernels(env[MARK]):
            time.sleep(0.01)
    time.sleep(moment)
    hit = act(kind, running, env[MARK], chance)
    try:
        _, stderr = running.communicate(timeout=BOTH)
    except subprocess.TimeoutExpired:
        running.kill()
        return Ended(kind, moment, None, "", ["it hangs"])
    wrong = [f"{line} lives on" for line in gone(env[MARK])]
    wrong += [f"{path} lies there" for path in left(folder, tmp)]
    if (folder / "out").exists():
        wrong += told_wrongly(folder / "out")
    if hit and kind not in ("runner", "group"):
        found = records(folder / "out").values() if (folder / "out" / "manifest.json").exists() else []
        failed = [record["name"] for record in found if record["status"] != "done"]
        if found and running.returncode != bool(failed):
            wrong.append(f"its exit code is {running.returncode}, and {failed} are not done")
        if found and ("Traceback" in stderr or "asyncio" in stderr):
            wrong.append(stderr)
    again = kit(*words, cwd=folder, env=env)
    if again.returncode != 0 or again.stderr:
        wrong.append(f"the next run ends with {again.returncode}: {again.stderr}")
    else:
        states = {r["status"] for r in records(folder / "out").values()}
        wrong += told_wrongly(folder / "out") + [f"the next run gives {states}"] * (states != {"done"})
    wrong += [f"{path} lies there after the next run" for path in left(folder, tmp)]
    return Ended(kind, moment, running.returncode if hit else 0, stderr, wrong)


def act(kind: str, running: subprocess.Popen[str], mark: str, chance: random.Random) -> bool:
    """Whether there was something to disturb."""
    if running.poll() is not None:
        return False
    if kind == "kernel":
        found = kernels(mark)
        if found:
            os.kill(chance.choice(found), signal.SIGKILL)
        return bool(found)
    if kind == "group":
        os.killpg(running.pid, signal.SIGKILL)
    else:
        number = {"runner": signal.SIGKILL, "Ctrl-C": signal.SIGINT, "SIGTERM": signal.SIGTERM}[kind]
        os.kill(running.pid, number)
    return True


def left(folder: Path, tmp: Path) -> list[Path]:
    """What lies in the folders for passing files, of this run.  What its server could not remove, as it was killed
    before it had a session of its own, is made to look old, so that the next run removes it."""
    found = [path for pattern in LEFT for path in tmp.glob(pattern)]
    for path in Path("/tmp").glob("kit-run-*/out"):
        try:
            if str(folder) in path.read_text(encoding="utf-8"):
                found.append(path.parent)
        except OSError:
            continue
    young = [path for path in found if path.name.startswith("kit-run-") and not (path / "out").exists()]
    for path in young:
        os.utime(path, (0, 0))
    return [path for path in found if path not in young]


def moments(folder: Path, count: int, seed: int, kinds: tuple[str, ...] = KINDS) -> list[Ended]:
    """Two runs at once are disturbed: half of them while they load or begin, half while their reports are made."""
    chance, cases = random.Random(seed), []
    for i in range(count):
        kind = kinds[i % len(kinds)]
        loaded = i % 2 == 1 or kind == "kernel"
        moment = chance.uniform(0, MAKING if loaded else LOADING)
        cases.append((folder / f"r{i}", kind, moment, chance, loaded, i % 3 > 0))
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda case: disturb(*case), cases))


def test_a_run_may_be_ended_at_any_moment(tmp_path):
    ended = moments(tmp_path, len(OFTEN), seed=7, kinds=OFTEN)
    assert [(e.kind, round(e.moment, 2), e.wrong) for e in ended if e.wrong] == []


@pytest.mark.long
def test_a_run_may_be_ended_at_each_of_sixty_moments(tmp_path):
    ended = moments(tmp_path, 60, seed=20261123)
    for kind in KINDS:
        own = [e for e in ended if e.kind == kind]
        codes = ", ".join(f"{n} × {code}" for code, n in sorted(Counter(e.code for e in own).items(), key=str))
        print(f"{kind}: {len(own)} runs, exit codes {codes}, {sum(bool(e.wrong) for e in own)} wrong")
    assert [(e.kind, round(e.moment, 2), e.wrong) for e in ended if e.wrong] == []


@pytest.fixture
def small_disk(tmp_path):
    """A function that makes a disk of so many KB, where this system lets us."""
    mounted = []

    def disk(kilobytes: int) -> Path:
        place = tmp_path / f"disk{kilobytes}"
        place.mkdir()
        words = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
        try:
            done = subprocess.run(words, capture_output=True, check=False)
        except OSError:
            pytest.skip("there is no mount")
        if done.returncode:
            pytest.skip("only root may mount a small disk")
        mounted.append(place)
        return place

    yield disk
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=False)


def test_on_a_full_disk_pages_are_whole_and_somebody_says_so(small_disk, forks, tmp_path):
    for name in NAMES:
        notebook(tmp_path, name, "import numpy as np\nnp.random.bytes(150_000).hex()", CHART)
    what, spoken = plan(tmp_path, *NAMES), {}
    for kilobytes in (60, 1200):
        out = small_disk(kilobytes) / "out"
        done = at_hand("run", what, "--out", out, "--jobs", 2, cwd=tmp_path)
        assert done.returncode != 0, kilobytes
        assert "Traceback" not in done.stderr
        assert told_wrongly(out) == [], kilobytes
        spoken[kilobytes] = done.stderr + done.stdout
        found = records(out) if (out / "manifest.json").exists() else {}
        if not found:
            assert "could not be written" in done.stderr or "Cannot write" in done.stderr, kilobytes
        for name in (name for name, record in found.items() if record["status"] == "failed"):
            assert found[name]["failure"]["kind"] == "disk_full"
    assert "The disk is full" in spoken[1200]


def test_a_file_may_not_grow_beyond_a_limit(tmp_path):
    notebook(tmp_path, "a", "import numpy as np\nnp.random.bytes(900_000).hex()")
    limit = (600_000, resource.RLIM_INFINITY)
    done = kit(
        "run", "a", "--out", "out", cwd=tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert told_wrongly(tmp_path / "out") == []
    assert records(tmp_path / "out")["a"]["status"] == "failed"
    assert "not complete" in (tmp_path / "out" / "a.html").read_text(encoding="utf-8")
