"""The command on one core, and how long a report's own cells took."""

import os
from pathlib import Path
import subprocess
import sys

import nbformat


def run(*words: object) -> None:
    """`kit` with these words on one core; what goes wrong ends the benchmark."""
    env = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    core = {min(os.sched_getaffinity(0))} if hasattr(os, "sched_getaffinity") else None
    pin = (lambda: os.sched_setaffinity(0, core)) if core else None
    subprocess.run([sys.executable, "-m", "kit.cli", *map(str, words)], check=True, env=env, preexec_fn=pin)


def tell(name: str, notebook: Path, slowest: int, more: str = "") -> None:
    """Prints the seconds of all cells of an executed notebook, and of the slowest."""
    took = [
        (cell.metadata.get("papermill", {}).get("duration") or 0.0, cell.source.splitlines()[0])
        for cell in nbformat.read(notebook, as_version=4).cells
        if cell.cell_type == "code" and cell.source
    ]
    print(f"{name}: {sum(seconds for seconds, _ in took):.2f} s in {len(took)} cells{more}")
    for seconds, line in sorted(took, reverse=True)[:slowest]:
        print(f"    {seconds:.2f} s  {line[:90]}")
