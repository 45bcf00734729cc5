"""Run reports: papermill executes, our template makes the page, and every file appears whole or not at all."""

from collections.abc import Callable, Mapping
from concurrent.futures import as_completed, ThreadPoolExecutor
from dataclasses import dataclass, field
import datetime as dt
from functools import cache
import json
from pathlib import Path
import re
import shutil
import sys
import tempfile
import threading
import time
from typing import Any

import nbformat

from kit.files import write_whole
from kit.reports import catalog, results
from kit.reports.manifest import writable, write_overview

EXPORTING = threading.Lock()  # one exporter, its templates compiled once, serves all runs of a process


@dataclass(frozen=True)
class Run:
    """One report to make: which notebook, with what, under which name."""

    report: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    time_limit: int = 600

    @property
    def stem(self) -> str:
        return self.name or self.report


def run_all(
    runs: list[Run], out: Path, jobs: int = 1, told: Callable[[dict[str, Any]], None] = lambda record: None
) -> list[dict[str, Any]]:
    """Make the reports, `jobs` at a time; returns their records and writes manifest.json and index.html.

    `told` is called with each record as it comes.  A report that fails leaves its executed notebook and a sentence.
    """
    writable(out)
    records: dict[str, dict[str, Any]] = {}
    with ThreadPoolExecutor(max(1, jobs)) as pool:
        for done in as_completed([pool.submit(make, run, out) for run in runs]):
            record = done.result()
            records[record["name"]] = record
            told(record)
    ordered = [records[run.stem] for run in runs]
    write_overview(out, ordered)
    return ordered


def make(run: Run, out: Path) -> dict[str, Any]:
    """One report: execute, export, write; its record."""
    started, report = time.perf_counter(), catalog.report(run.report)
    made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    notebook, error = execute(report, run)
    notebook.metadata["kit"] = {"report": run.report, "made": made, "notebook_sha256": report.sha256}
    notebook.metadata["kit"]["command"] = results.rerun(notebook)
    record = {
        "name": run.stem,
        "report": run.report,
        "title": report.title,
        "status": "failed" if error else "done",
        "error": error,
        "parameters": results.values(notebook) | results.resolved(notebook),
        "command": results.rerun(notebook),
        "made": made,
        "notebook_sha256": report.sha256,
    }
    try:
        files, found = publish(notebook, run.stem, out, failed=bool(error))
    except Exception as failure:  # a page that cannot be made is a failed report, never a failed batch
        files, found = [], []
        record |= {"status": "failed", "error": sentence(failure)}
    inputs = results.about(notebook)
    return record | {
        "brand": inputs.get("brand", ""),
        "made_up": inputs.get("made_up", False),
        "tables": [t for t in inputs.get("tables", []) if t["table"] in {n for f in found for n in f["sources"]}],
        "versions": inputs.get("versions", {}),
        "files": files,
        "seconds": round(time.perf_counter() - started, 2),
        "cell_seconds": cell_seconds(notebook),
        "findings": {status: sum(f["status"] == status for f in found) for status in ("shown", "caveat", "not_shown")},
    }


def execute(report: catalog.Report, run: Run) -> tuple[nbformat.NotebookNode, str]:
    """The executed notebook, and a sentence on what went wrong ("" if nothing did)."""
    import papermill
    from papermill.exceptions import PapermillException

    scratch = Path(tempfile.mkdtemp(prefix="kit-"))
    target = scratch / "executed.ipynb"
    try:
        error = ""
        try:
            papermill.execute_notebook(
                report.notebook,
                str(target),
                parameters=dict(run.parameters),
                kernel_name="python3",
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=run.time_limit,
                kernel_manager_class="kit.reports.kernel.QuietKernelManager",
                **sockets(scratch),
            )
        except PapermillException as failure:
            error = f"{failure.ename}: {failure.evalue}" if hasattr(failure, "ename") else sentence(failure)
        except Exception as failure:  # a dead kernel, a time-out: whatever it is, the batch goes on
            error = sentence(failure)
        notebook = nbformat.read(target, as_version=4) if target.exists() else report.notebook
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for key in ("input_path", "output_path"):
        notebook.metadata.get("papermill", {}).pop(key, None)
    return notebook, plain_error(error)


def sockets(scratch: Path) -> dict[str, Any]:
    """Kernel sockets as files of this run alone: two kernels never ask for the same port."""
    if sys.platform == "win32":
        return {}
    from traitlets.config import Config

    return {
        "config": Config(
            KernelManager={"transport": "ipc", "ip": str(scratch / "s"), "connection_file": str(scratch / "c.json")}
        )
    }


def sentence(failure: BaseException) -> str:
    """An exception as one line."""
    return " ".join(f"{type(failure).__name__}: {failure}".split())[:400]


def plain_error(error: str) -> str:
    """Our own errors without their Python name, and never more than one line."""
    text = re.sub("\x1b\\[[0-9;]*m", "", error)
    return re.sub(r"^(DataError|UsageError|NotShown): ", "", " ".join(text.split()))[:400]


def publish(
    notebook: nbformat.NotebookNode, stem: str, out: Path, failed: bool
) -> tuple[list[str], list[dict[str, Any]]]:
    """Write the executed notebook and, unless the run failed, page, JSON and CSVs; older CSVs of it go."""
    files, found = {f"{stem}.ipynb": (nbformat.writes(notebook) + "\n").encode()}, []
    if not failed:
        made = results.results(notebook)
        found = made["findings"]
        for key, text in results.csv_files(found).items():
            files[f"{stem}/{key}.csv"] = text.encode("utf-8-sig")  # Excel needs the mark
        files[f"{stem}.json"] = json.dumps(made, ensure_ascii=False, indent=1).encode()
        files[f"{stem}.html"] = page(notebook, stem).encode()
    for name, content in files.items():
        write_whole(out / name, content)
    for old in [] if failed else (out / stem).glob("*.csv"):  # a failed run takes no earlier page away
        if str(old.relative_to(out)) not in files:
            old.unlink(missing_ok=True)
    return list(files), found


@cache
def exporter() -> Any:
    """The one exporter of this process."""
    from kit.reports.page import KitExporter

    return KitExporter()


def page(notebook: nbformat.NotebookNode, stem: str) -> str:
    """The HTML page of an executed notebook."""
    with EXPORTING:
        return exporter().from_notebook_node(notebook, {"metadata": {"name": stem}})[0]


def cell_seconds(notebook: nbformat.NotebookNode) -> float:
    """Seconds in the notebook's own cells, the first code cell after the parameters (imports) apart."""
    times = [
        c.metadata.get("papermill", {}).get("duration") or 0
        for c in notebook.cells
        if c.cell_type == "code" and not {"parameters", "injected-parameters"} & set(c.metadata.get("tags", []))
    ]
    return round(sum(times[1:]), 2)
