"""The process on a worker that makes reports one after another: `python -m kit.reports.cluster.station HANDLE`.

As the runner does on its own machine, it keeps a server of warm processes and starts a kernel for each report.  It has
a folder and an environment of its own, so that the worker's other work does not notice.  It ends when the worker does,
and when nothing was asked of it for a while.
"""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
import logging
from multiprocessing.connection import Connection
import os
from pathlib import Path
import queue
import shutil
import sys
import threading
from typing import Any, TYPE_CHECKING
import zlib

from kit.reports import scratch, warm

if TYPE_CHECKING:
    from kit.reports.cluster.likeness import Facts

TEMPLATES = Path("templates") / "kit"
IDLE = 120.0  # seconds without work after which it ends: its runner may be gone
LOOK = 0.2  # seconds between two endings of kernels, while a run is being stopped


@dataclass(frozen=True)
class Setup:
    """What the reports of one run share.  `folder`: the runner's own; `templates`: its page template, if it has one of
    its own there; `facts`: as the runner sees them; `environment`: of the runner's, what leads to workspaces."""

    run: str
    folder: str
    templates: Mapping[str, bytes]
    environment: Mapping[str, str]
    facts: "Facts"


@dataclass(frozen=True)
class Order:
    """One report to make.  `notebook`: its content; `title`: its first heading."""

    name: str
    report: str
    title: str
    notebook: bytes
    parameters: Mapping[str, Any]
    time_limit: int


@dataclass
class Station:
    """The channel to the worker gives a `Setup`, then each `Order`, and the text of who stops the run; it gets the
    facts, then pairs of a kind and what is told: "cell" (done, of), "note" a sentence, "made" what came of an order."""

    channel: Connection
    own: Path
    stopped: str = ""
    orders: "queue.SimpleQueue[Order]" = field(default_factory=queue.SimpleQueue)
    ended: threading.Event = field(default_factory=threading.Event)
    sending: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, kind: str, said: Any) -> None:
        with self.sending:
            self.channel.send((kind, said))

    def listen(self) -> None:
        """In a thread of its own.  When the worker goes, so does all that was started here."""
        try:
            while True:
                said = self.channel.recv()
                if isinstance(said, Order):
                    self.orders.put(said)
                else:
                    self.stopped = said
                    threading.Thread(target=self.stop, daemon=True).start()
        except (OSError, EOFError):
            from kit.reports import kernel

            kernel.kill_all()
            shutil.rmtree(self.own, ignore_errors=True)
            os._exit(0)

    def stop(self) -> None:
        """End the kernels, also one that is only coming up."""
        from kit.reports import kernel

        while not self.ended.wait(LOOK):
            kernel.kill_all()

    def make(self, order: Order) -> dict[str, Any]:
        """The executed notebook as JSON, packed, and the rest of `kit.reports.run.Computed`; {} if it was not begun."""
        import nbformat

        from kit.reports import catalog
        from kit.reports.run import compute, Run, Setting, Turn

        path = self.own / f"{order.report}.ipynb"
        path.write_bytes(order.notebook)
        report = catalog.Report(order.report, path, order.title, [])
        run = Run(order.report, order.parameters, order.name, order.time_limit)
        turn = Turn(nullcontext(), stopped=lambda: self.stopped)
        setting = Setting(self.own, self.own, turn, lambda *cells: self.tell("cell", cells), lambda: self.stopped)
        made = compute(report, run, setting)
        if self.stopped and not turn.entered:
            return {}
        packed = zlib.compress(nbformat.writes(made.notebook).encode(), 1)
        return {"notebook": packed, "failed": made.failed, "started": made.started, "seconds": made.seconds}


def serve(channel: Connection) -> None:
    """Until there is nothing more to do."""
    with scratch.folder() as own:
        setup = channel.recv()
        os.environ.update(setup.environment)
        os.chdir(place(setup, own))
        warm.start(own)  # loads while this process imports papermill
        station = Station(channel, own)
        threading.Thread(target=station.listen, daemon=True).start()
        logging.getLogger("kit").addHandler(Notes(station))
        from kit.reports import kernel
        from kit.reports.cluster.likeness import look

        station.tell("facts", look(list(setup.facts.rows)))
        kernel.prefer_warm()
        with suppress(queue.Empty, OSError):
            while True:
                station.tell("made", station.make(station.orders.get(timeout=IDLE)))
        station.ended.set()


def place(setup: Setup, own: Path) -> Path:
    """The runner's folder, where this machine has it with the same templates; else a new one with those templates."""
    with suppress(OSError):
        os.chdir(setup.folder)
        if own_templates() == setup.templates:
            return Path(setup.folder)
    for name, content in setup.templates.items():
        path = own / "work" / TEMPLATES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (own / "work").mkdir(exist_ok=True)
    return own / "work"


def own_templates() -> dict[str, bytes]:
    """The files of the page's template in the current folder, by name; none where there is none of its own."""
    return {str(p.relative_to(TEMPLATES)): p.read_bytes() for p in sorted(TEMPLATES.rglob("*")) if p.is_file()}


class Notes(logging.Handler):
    """What our own log says is told to the runner."""

    def __init__(self, station: Station) -> None:
        super().__init__(logging.WARNING)
        self.station = station

    def emit(self, record: logging.LogRecord) -> None:
        self.station.tell("note", record.getMessage())


if __name__ == "__main__":
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as in kit.cli
    from kit.reports.cluster import station as this  # so that what is sent is of the module's name, not of __main__

    this.serve(Connection(int(sys.argv[1])))
