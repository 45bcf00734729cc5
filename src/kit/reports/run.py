"""Run reports: papermill executes, our template makes the page, and every file appears whole or not at all."""

from collections.abc import Callable, Mapping
from concurrent.futures import as_completed, ThreadPoolExecutor
from dataclasses import dataclass, field
import datetime as dt
import json
import os
from pathlib import Path
import re
import shlex
import shutil
import sys
import tempfile
import threading
import time
from typing import Any

import nbformat

from kit.errors import UsageError
from kit.reports import catalog

EXPORTING = threading.Lock()  # one exporter, its templates compiled once, serves all runs of a process
RESOLVED = ("brand", "campaign", "as_of", "currency")  # what the data suggested, pinned in the rerun command


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
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"Cannot write to {out} ({error.strerror}); choose another folder with --out.") from None
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
    notebook.metadata["kit"] = {
        "report": run.report,
        "made": made,
        "notebook_sha256": report.sha256,
        "command": command(run, report, inputs_of(notebook)),
    }
    record = {
        "name": run.stem,
        "report": run.report,
        "title": report.title,
        "status": "failed" if error else "done",
        "error": error,
        "parameters": dict(run.parameters),
        "made": made,
        "notebook_sha256": report.sha256,
    }
    try:
        files, found = publish(notebook, run.stem, out, failed=bool(error))
    except Exception as failure:  # a page that cannot be made is a failed report, never a failed batch
        files, found = [], []
        record |= {"status": "failed", "error": sentence(failure)}
    inputs = inputs_of(notebook)
    return record | {
        "brand": inputs.get("brand", ""),
        "made_up": inputs.get("made_up", False),
        "tables": inputs.get("tables", []),
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
    """Write the executed notebook and, unless the run failed, page, JSON and CSVs; what an earlier run left goes."""
    from kit.reports.results import csv_files, results

    for old in (out / f"{stem}.html", out / f"{stem}.json"):
        old.unlink(missing_ok=True)
    shutil.rmtree(out / stem, ignore_errors=True)
    write(out / f"{stem}.ipynb", nbformat.writes(notebook) + "\n")
    if failed:
        return [f"{stem}.ipynb"], []
    found = results(notebook)
    files = {f"{stem}/{key}.csv": text for key, text in csv_files(found["findings"]).items()}
    files[f"{stem}.json"] = json.dumps(found, ensure_ascii=False, indent=1)
    files[f"{stem}.html"] = page(notebook, stem)
    for name, text in files.items():
        write(out / name, text)
    return [f"{stem}.ipynb", *files], found["findings"]


def page(notebook: nbformat.NotebookNode, stem: str) -> str:
    """The HTML page of an executed notebook."""
    from kit.reports.page import KitExporter

    with EXPORTING:
        if not hasattr(page, "exporter"):
            page.exporter = KitExporter()  # type: ignore[attr-defined]
        return page.exporter.from_notebook_node(notebook, {"metadata": {"name": stem}})[0]  # type: ignore[attr-defined]


def write(path: Path, text: str) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8")  # Excel needs the mark
    os.replace(part, path)


def inputs_of(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """What `kit.open` said of the inputs, from the executed notebook."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "application/vnd.kit.report+json" in output.get("data", {}):
                return dict(output["data"]["application/vnd.kit.report+json"])
    return {}


def command(run: Run, report: catalog.Report, inputs: Mapping[str, Any]) -> str:
    """The command that makes this report again, with what the data suggested pinned."""
    names = [p.name for p in report.parameters]
    values = dict(run.parameters) | {k: inputs[k] for k in RESOLVED if k in names and inputs.get(k)}
    workspace = values.pop("workspace", inputs.get("workspace", ""))
    words = ["kit", "run", run.report]
    for name in names:
        if name in values:
            value = values[name]
            words += [
                "-p",
                f"{name}={json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value}",
            ]
    return shlex.join([*words, *(["--data", str(workspace)] if workspace else [])])


def cell_seconds(notebook: nbformat.NotebookNode) -> float:
    """Seconds in the notebook's own cells, the first code cell after the parameters (imports) apart."""
    times = [
        c.metadata.get("papermill", {}).get("duration") or 0
        for c in notebook.cells
        if c.cell_type == "code" and not {"parameters", "injected-parameters"} & set(c.metadata.get("tags", []))
    ]
    return round(sum(times[1:]), 2)


def write_overview(out: Path, records: list[dict[str, Any]]) -> None:
    """manifest.json and the gallery; records of other names, from earlier runs into this folder, stay."""
    from kit.reports.index import gallery

    manifest, earlier = out / "manifest.json", []
    if manifest.is_file():
        try:
            earlier = json.loads(manifest.read_text(encoding="utf-8"))["reports"]
        except (ValueError, KeyError, TypeError):
            earlier = []
    names = {r["name"] for r in records}
    every = sorted([*(r for r in earlier if r["name"] not in names), *records], key=lambda r: r["name"])
    write(manifest, json.dumps({"reports": every}, ensure_ascii=False, indent=1))
    write(out / "index.html", gallery(every))
