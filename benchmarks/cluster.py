"""A plan made by this machine, two reports at a time, and by a Dask cluster of two workers on it: seconds of `kit run`.

    .venv/bin/python benchmarks/cluster.py

The plan has eight reports of the sample: benchmarking for four tiers, tier_pricing for four budgets.  Both ways have
the same cores.  The cluster is up before it is timed, as an existing one would be; the processes in which its workers
make reports start with each run and end with it, so their start is in the figure.
"""

import json
from pathlib import Path
import statistics
import subprocess
import sys
import tempfile
import time

import distributed

from kit.sample import write_sample

ROUNDS = 3
PLAN = [
    {"report": "benchmarking", "matrix": {"tier": ["nano", "micro", "mid", "macro"]}},
    {"report": "tier_pricing", "matrix": {"budget": [5000, 10000, 20000, 40000]}},
]


def seconds(folder: Path, out: str, *words: str) -> float:
    """Of one run into a new folder."""
    clock = time.perf_counter()
    command = [sys.executable, "-m", "kit.cli", "run", "plan.yaml", "--data", "w", "--out", out, "--fresh", *words]
    done = subprocess.run([*command, "--quiet"], cwd=folder, capture_output=True, text=True, check=False)
    took = time.perf_counter() - clock
    if done.returncode:
        sys.exit(done.stderr)
    return took


def findings(folder: Path) -> dict[str, object]:
    return {p.name: json.loads(p.read_text(encoding="utf-8"))["findings"] for p in sorted(folder.glob("[!m]*.json"))}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sample(folder / "w", seed=1)
        (folder / "plan.yaml").write_text(json.dumps({"reports": PLAN}), encoding="utf-8")
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0", silence_logs=50
        ) as cluster:
            url = cluster.scheduler_address.replace("tcp:", "dask:")
            ways = {"here": ("--jobs", "2"), "there": ("--executor", url)}
            took: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(ROUNDS):
                for way, words in ways.items():
                    took[way].append(seconds(folder, way, *words))
        same = findings(folder / "here") == findings(folder / "there")
        here, there = (statistics.median(took[way]) for way in ways)
        print(f"eight reports, --jobs 2 on this machine: {here:.1f} s")
        print(f"eight reports, a Dask cluster of two workers on it: {there:.1f} s, {there / here:.2f} times as long")
        print(f"findings: {'the same' if same else 'OTHERS'}")


if __name__ == "__main__":
    main()
