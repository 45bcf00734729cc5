"""One report: papermill executes it with our engine; its record tells what became of it."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
import datetime as dt
import logging
from pathlib import Path
import shutil
import sys
import tempfile
import time
from typing import Any, TYPE_CHECKING

from kit.reports import catalog, results, unchanged
from kit.reports.gallery.summary import summary
from kit.reports.publishing import publish

if TYPE_CHECKING:
    from nbformat import NotebookNode

log = logging.getLogger("kit")
START = 120  # seconds for a kernel to come up


@dataclass(frozen=True)
class Run:
    """One report to make: which notebook, with what, under which name, and what the gallery calls it."""

    report: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    time_limit: int = 600
    label: str = ""

    @property
    def stem(self) -> str:
        return self.name or self.report


class Turn:
    """A context that is entered when one of the places is free, unless all was `stopped`; the cells run in it."""

    def __init__(
        self,
        places: AbstractContextManager,
        began: Callable[[], None] = lambda: None,
        stopped: Callable[[], str] = lambda: "",
    ) -> None:
        self.places, self.began, self.stopped = places, began, stopped
        self.entered = False
        self._asked = self._waited = 0.0

    def __enter__(self) -> None:
        asked = time.perf_counter()
        self.places.__enter__()
        if self.stopped():
            import papermill  # noqa: F401  # it loads the engine

            from kit.reports.engine import NotBegun

            self.places.__exit__(None, None, None)
            raise NotBegun
        self._asked = time.perf_counter()
        self._waited, self.entered = self._asked - asked, True
        self.began()

    def __exit__(self, *error: Any) -> None:
        self.places.__exit__(*error)

    @property
    def waited(self) -> float:
        """Seconds until a place was free."""
        return self._waited

    def seconds(self) -> float:
        """Since it was entered."""
        return time.perf_counter() - self._asked


@dataclass(frozen=True)
class Setting:
    """Where and how a report is made.  `told(done, of)`: after each code cell.  `stopped()`: who stopped the batch."""

    out: Path
    own: Path
    turn: Turn
    told: Callable[[int, int], None] = lambda done, of: None
    stopped: Callable[[], str] = lambda: ""
    git_commit: str = ""


@dataclass(frozen=True)
class Computed:
    """What came of a report's cells: the executed notebook, what went wrong (None if nothing did), when they began
    (ISO), the seconds that they and the start of their kernel took, and the worker that ran them ("": none)."""

    notebook: "NotebookNode"
    failed: dict[str, Any] | None
    started: str
    seconds: float
    worker: str = ""


def make(run: Run, setting: Setting) -> dict[str, Any] | None:
    """One report: execute, export, write; its record.  Whatever goes wrong is in the record, and on the page.

    None, and nothing is written, if the batch was stopped before its first cell.
    """
    report = catalog.report(run.report)
    computed = compute(report, run, setting)
    if setting.stopped() and not setting.turn.entered:
        return None
    return finish(report, run, computed, setting)


def compute(report: catalog.Report, run: Run, setting: Setting) -> Computed:
    """Its cells, in a kernel of this machine; nothing is written."""
    started, clock = now(), time.perf_counter()
    notebook, failed = execute(report, run, setting)
    return Computed(notebook, failed, started, time.perf_counter() - clock - setting.turn.waited)


def finish(report: catalog.Report, run: Run, computed: Computed, setting: Setting) -> dict[str, Any]:
    """Export and write what was computed; the record."""
    from kit.reports import failure

    clock, notebook, failed = time.perf_counter(), computed.notebook, computed.failed
    kit = notebook.metadata.setdefault("kit", {})
    kit |= {"report": run.report, "made": now(), "notebook_sha256": report.sha256}
    kit["command"] = results.rerun(notebook)
    if failed:
        kit["failure"] = failed
    done = publish(notebook, run.stem, setting.out)
    failed = failed or done.failure
    inputs, read = results.about(notebook), kit.get("read") or []
    return {
        "name": run.stem,
        "report": run.report,
        "title": report.title,
        "label": run.label,
        "status": "failed" if failed else "done",
        "error": failure.where(failed) if failed else "",
        "failure": failed,
        "parameters": results.values(notebook) | results.resolved(notebook),
        "command": kit["command"],
        "started": computed.started,
        "made": kit["made"],
        "seconds": round(computed.seconds + time.perf_counter() - clock, 2),
        "cell_seconds": cell_seconds(notebook),
        "peak_memory_mb": kit.get("peak_memory_mb"),
        **({"worker": computed.worker} if computed.worker else {}),
        "brand": inputs.get("brand", ""),
        "made_up": inputs.get("made_up", False),
        "tables": inputs.get("tables", []),
        "versions": inputs.get("versions", {}),
        "git_commit": setting.git_commit,
        "notebook_sha256": report.sha256,
        "findings": {s: sum(f["status"] == s for f in done.findings) for s in ("shown", "caveat", "not_shown")},
        **summary(done.brief),
        "files": done.files,
        "files_sha256": unchanged.digest(setting.out, done.files),
        "read": read,
        "key": "" if failed else unchanged.key(report.sha256, run.parameters, read),
    }


def now(ago: float = 0.0) -> str:
    """ISO, so many seconds ago."""
    return (dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago)).isoformat(timespec="seconds")


def execute(report: catalog.Report, run: Run, setting: Setting) -> tuple["NotebookNode", dict[str, Any] | None]:
    """The executed notebook, and what went wrong (None if nothing did)."""
    import papermill

    from kit.reports import failure
    from kit.reports.parameters import literals

    literals.register()
    sockets = Path(tempfile.mkdtemp(prefix="k", dir=setting.own))
    seen: list[NotebookNode] = [report.notebook]
    try:
        papermill.execute_notebook(
            seen[0],
            None,
            parameters=dict(run.parameters),
            engine_name="kit",
            kernel_name=kernel_name(seen[0], report.name),
            language=language(seen[0]),
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=START,
            iopub_timeout=60,
            time_limit=run.time_limit,
            turn=setting.turn,
            told=setting.told,
            began=seen.append,
            shutdown_kernel="immediate",
            kernel_manager_class="kit.reports.kernel.QuietKernelManager",
            config=private(sockets),
        )
        error: BaseException | None = None
    except Exception as raised:  # a cell's error, a dead kernel, a time-out: whatever it is, the batch goes on
        error = raised
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
        close_loop()
    notebook = seen[-1]
    for key in ("input_path", "output_path"):
        notebook.metadata.get("papermill", {}).pop(key, None)
    failed = failure.of_notebook(notebook, setting.stopped())
    return notebook, failed or (failure.of_exception(error, "no_kernel", setting.stopped()) if error else None)


def close_loop() -> None:
    """The event loop of this thread, which ran one kernel's messages; what still waits there waits for nothing."""
    with suppress(RuntimeError):  # there is none
        loop = asyncio.get_event_loop()
        if loop.is_running():
            return
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


def kernel_name(notebook: "NotebookNode", report: str) -> str:
    """The notebook's own kernel where it is installed; else this Python's, as editors write names of their own."""
    from jupyter_client.kernelspec import KernelSpecManager

    named = str(notebook.metadata.get("kernelspec", {}).get("name", ""))
    if named and named in KernelSpecManager().find_kernel_specs():
        return named
    if named not in ("", "python3"):
        log.warning("There is no kernel %s here, so this Python's own runs %s.", named, report)
    return "python3"


def language(notebook: "NotebookNode") -> str:
    """As the notebook says, in the two places where it may; else Python."""
    said = notebook.metadata.get("kernelspec", {}).get("language") or notebook.metadata.get("language_info", {}).get(
        "name"
    )
    return str(said or "python")


def private(folder: Path) -> Any:
    """Kernel sockets as files of this run alone: two kernels never ask for the same port."""
    from traitlets.config import Config

    if sys.platform == "win32":
        return Config()
    return Config(
        KernelManager={"transport": "ipc", "ip": str(folder / "s"), "connection_file": str(folder / "c.json")}
    )


def cell_seconds(notebook: "NotebookNode") -> float:
    """Seconds in the notebook's own cells."""
    times = [c.metadata.get("papermill", {}).get("duration") or 0 for c in notebook.cells if c.cell_type == "code"]
    return round(sum(times), 2)
