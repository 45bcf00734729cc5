"""How fast reports are made: `python benchmarks/report_runs.py [--reports 24] [--plain 24] [--jobs 2]`.

On the three notebooks and one made-up workspace, in one run:
(1) papermill and `jupyter nbconvert` from the shell, one after the other and two at a time by `xargs -P2`;
(2) `kit run` of one report, cold;
(3) `kit run` of a plan, `--jobs 2`.
Prints seconds, ratios with their targets, and the memory that the runner and all its processes hold together (PSS: what
several share is counted once; Linux only).
"""

import argparse
from collections.abc import Callable, Sequence
import json
import os
from pathlib import Path
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sys.executable).parent
NOTEBOOKS = ("benchmarking", "tier_pricing", "post_mortem")
VALUES = {  # the parameter that differs from report to report
    "benchmarking": ("tier", ["", "nano", "micro", "mid", "macro", "mega", "under 1k", "unknown"]),
    "tier_pricing": ("budget", [5000 * n for n in range(1, 9)]),
    "post_mortem": ("margin", [round(0.3 + 0.05 * n, 2) for n in range(8)]),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=24, help="in the plan")
    parser.add_argument("--plain", type=int, default=24, help="made the plain way; fewer are scaled up")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.reports, given.plain, given.jobs)


def measure(place: Path, reports: int, plain: int, jobs: int) -> None:
    subprocess.run([SCRIPTS / "kit", "sample", place / "sample"], check=True, stdout=subprocess.DEVNULL)
    wanted = [(NOTEBOOKS[i % 3], VALUES[NOTEBOOKS[i % 3]][1][i // 3 % 8]) for i in range(reports)]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    print(f"{reports} reports, {cores} cores, Python {sys.version.split()[0]}")

    lines = [shell_line(place, i, *one) for i, one in enumerate(wanted[:plain])]
    script = place / "lines.txt"
    script.write_text("".join(f"{line}\0" for line in lines), encoding="utf-8")
    serial = timed(lambda: [sh(line) for line in lines]) * reports / plain
    parallel = timed(lambda: sh(f"xargs -0 -P2 -I{{}} sh -c '{{}}' < {shlex.quote(str(script))}")) * reports / plain
    scaled = "" if plain == reports else f" (scaled up from {plain})"
    print(f"(1) papermill + nbconvert, one by one: {serial:.1f} s{scaled}; xargs -P2: {parallel:.1f} s{scaled}")

    one = statistics.median(timed(lambda n=n: kit(place, "run", n, "--fresh")) for n in NOTEBOOKS)
    plain_one = serial / reports
    ratio = f"{one / plain_one:.2f} (target 0.6)"
    print(f"(2) kit run of one report, cold: {one:.1f} s, against {plain_one:.1f} s the plain way: {ratio}")

    plan = write_plan(place, wanted)
    alone = timed(lambda: kit(place, "run", plan, "--fresh", "--jobs", 1))
    alone_cells = cell_seconds(place)
    batch = timed(lambda: kit(place, "run", plan, "--fresh", "--jobs", jobs))
    cells = cell_seconds(place)
    again = timed(lambda: kit(place, "run", plan, "--jobs", jobs))
    print(f"(3) the plan: --jobs 1 {alone:.1f} s, --jobs {jobs} {batch:.1f} s; once more, unchanged: {again:.1f} s")
    for words, seconds in (("in this batch", cells), ("one at a time", alone_cells)):
        floor = seconds / min(cores, jobs)
        told = f"cells' own seconds {words}: {seconds:.1f} ({seconds / reports:.2f} a report), floor {floor:.1f} s"
        print(f"    {told}: {batch / floor:.2f} × floor (target 1.4)")
    faster = f"one by one {serial / batch:.1f} × faster (target 10), -P2 {parallel / batch:.1f} × (target 5)"
    print(f"    against (1): {faster}")

    peaks = {n: peak_memory(place, write_plan(place, wanted[:8]), n) for n in (1, 2, 4)}
    print("memory, 8 reports: " + ", ".join(f"--jobs {n} {peak:.0f} MB" for n, peak in peaks.items()))
    print(f"    a further report in parallel: {(peaks[4] - peaks[1]) / 3:.0f} MB (target 150)")
    print(f"page export, warm: {page_seconds(place):.3f} s (median of 10; target 0.1)")


def shell_line(place: Path, number: int, report: str, value: object) -> str:
    """What people type today."""
    out = place / "plain" / f"{number}.ipynb"
    out.parent.mkdir(exist_ok=True)
    run = [SCRIPTS / "papermill", ROOT / "notebooks" / f"{report}.ipynb", out, "-p", "workspace", place / "sample"]
    page = [SCRIPTS / "jupyter", "nbconvert", "--to", "html", "--template", "kit", out]
    both = [[*run, "-p", VALUES[report][0], value, "--no-progress-bar"], page]
    return " && ".join(" ".join(f'"{word}"' for word in words) for words in both)


def sh(line: str) -> None:
    subprocess.run(["sh", "-c", line], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kit(place: Path, *words: object) -> None:
    command = [SCRIPTS / "kit", *map(str, words), "--data", place / "sample", "--out", place / "out", "--quiet"]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def write_plan(place: Path, wanted: Sequence[tuple[str, object]]) -> Path:
    rows = [
        {"report": report, "name": f"{report}-{i}", "parameters": {VALUES[report][0]: value}}
        for i, (report, value) in enumerate(wanted)
    ]
    path = place / f"plan{len(rows)}.yaml"
    path.write_text(json.dumps({"reports": rows}), encoding="utf-8")
    return path


def cell_seconds(place: Path) -> float:
    """Of the reports of the last batch."""
    records = json.loads((place / "out" / "manifest.json").read_text(encoding="utf-8"))["reports"]
    return sum(record["cell_seconds"] for record in records if "-" in record["name"])


def peak_memory(place: Path, plan: Path, jobs: int) -> float:
    """MB that the runner and its processes held together at most."""
    words = ["run", plan, "--fresh", "--jobs", jobs, "--data", place / "sample", "--out", place / "memory", "--quiet"]
    running = subprocess.Popen([SCRIPTS / "kit", *map(str, words)], cwd=ROOT)
    peak, ended = 0.0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(0.1):
            peak = max(peak, sum(map(pss, family(running.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    running.wait()
    ended.set()
    watcher.join()
    return peak


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def pss(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def page_seconds(place: Path) -> float:
    import nbformat

    from kit.reports import publishing

    notebooks = [nbformat.read(place / "out" / f"{name}.ipynb", as_version=4) for name in NOTEBOOKS]
    publishing.warm_up()
    return statistics.median(timed(lambda i=i: publishing.page(notebooks[i % 3], "page")) for i in range(10))


if __name__ == "__main__":
    main()
