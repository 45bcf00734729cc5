"""Small notebooks, `kit run` on them as a process of its own, and what such a run leaves alive or lying about."""

from collections.abc import Iterator
from contextlib import chdir, contextmanager
import json
import logging
import os
from pathlib import Path
import signal
import subprocess
import sys
import time
from typing import Any
import uuid

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

MARK = "TEST_MARK"  # in the environment of a run and of all that it starts
CHART = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);"
PARAMETERS = 'who = "x"  # who asks'


def notebook(folder: Path, name: str, *cells: str, parameters: str = PARAMETERS, kernel: str = "") -> Path:
    """A notebook of these code cells; one that starts with `#` and a blank is text."""
    made = [new_markdown_cell(f"# {name}"), new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    made += [new_markdown_cell(c) if c.startswith(("# ", "## ")) else new_code_cell(c) for c in cells]
    about = {"kernelspec": {"name": kernel or "python3", "display_name": "Python", "language": "python"}}
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=made, metadata=about), path)
    return path


def plan(folder: Path, *rows: Any) -> Path:
    path = folder / "plan.yaml"
    path.write_text(json.dumps({"reports": list(rows)}), encoding="utf-8")
    return path


def environment(**more: str) -> dict[str, str]:
    """Ours, without what an earlier test in this process may have left, with a mark of its own."""
    kept = {k: v for k, v in os.environ.items() if k not in ("KIT_COLD", "MPLBACKEND", "KIT_RUN_FOLDER")}
    return kept | {MARK: uuid.uuid4().hex} | more


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "kit.cli", *map(str, words)]


def kit(*words: object, cwd: Path, env: dict[str, str] | None = None, **kw: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), cwd=cwd, env=env or environment(), capture_output=True, text=True, check=False, **kw
    )


def at_hand(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, where the server of the fixture `forks` is for every run: none imports or loads."""
    from typer.testing import CliRunner

    from kit.cli import app

    with chdir(cwd), _as_before():
        done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(["kit", *map(str, words)], done.exit_code, done.stdout, done.stderr)


@contextmanager
def _as_before() -> Iterator[None]:
    """What a command sets for the process that ends with it: who hears which signal, silent logs, variables."""
    known = dict(os.environ)
    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    levels = {name: logging.getLogger(name).level for name in ("papermill", "traitlets", "asyncio")}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(known)
        for number, handler in signals.items():
            signal.signal(number, handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def started(*words: object, cwd: Path, env: dict[str, str], **kw: Any) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(command(*words), cwd=cwd, env=env, stdout=pipe, stderr=pipe, text=True, **kw)


def records(out: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["reports"]
    return {record["name"]: record for record in found}


def executed(out: Path, name: str) -> nbformat.NotebookNode:
    return nbformat.read(out / f"{name}.ipynb", as_version=4)


def states(nb: nbformat.NotebookNode) -> list[str]:
    """Of the code cells that the notebook had: completed, failed, pending."""
    own = [c for c in nb.cells if c.cell_type == "code" and "injected-parameters" not in c.metadata.get("tags", [])]
    return [cell.metadata.papermill.status for cell in own]


def printed(nb: nbformat.NotebookNode) -> str:
    outputs = [output for cell in nb.cells for output in cell.get("outputs", [])]
    return "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stdout")


def alive(mark: str) -> list[str]:
    """Every process that was started with this mark in its environment, the dead ones that nobody waited for apart."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}".encode() not in (place / "environ").read_bytes():
                continue
            state = (place / "stat").read_text().rpartition(")")[2].split()[0]
            said = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:160]
        except OSError:
            continue
        if state not in ("Z", "X"):
            found.append(f"{place.name} {state} {said}")
    return found


def gone(mark: str, seconds: float = 8) -> list[str]:
    """The processes of a run that still live when so many seconds have passed; returns as soon as there are none."""
    ends = time.monotonic() + seconds
    while (found := alive(mark)) and time.monotonic() < ends:
        time.sleep(0.05)
    return found
