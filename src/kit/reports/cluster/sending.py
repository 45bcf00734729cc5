"""Reports are sent to a Dask cluster, one task each; what comes back is written here, and only here."""

from collections.abc import Mapping
from concurrent.futures import CancelledError
from contextlib import suppress
import gc
import logging
import threading
import time
from typing import Any, TYPE_CHECKING
import uuid
import warnings
import zlib

import nbformat

from kit.reports import catalog, failure
from kit.reports.batch import not_run
from kit.reports.cluster import worker
from kit.reports.cluster.station import Order, Setup
from kit.reports.run import Computed, finish, now, Run, Setting

if TYPE_CHECKING:
    import distributed

log = logging.getLogger("kit")
PATIENCE = 10  # seconds for the scheduler to answer
PAUSE = 0.2  # seconds between two looks at whether the run goes on
GRACE = 15  # seconds for what was computed to come back, once somebody has stopped the run
AGAIN = 2  # times that a report is made again whose process has gone and left its worker alive


class Lost(Exception):
    """The scheduler has gone, or the run was stopped and no answer came; its text says what is so."""


class Cluster:
    """A Dask cluster as `kit.reports.batch` uses it: `make` is its maker, from as many threads as it has."""

    def __init__(self, client: "distributed.Client", setup: Setup, scheduler: str) -> None:
        self.client, self.setup, self.scheduler = client, setup, scheduler
        self.threads = 0  # of all workers, when it was joined
        self.unlike: set[str] = set()  # addresses of workers that came later and would make other reports
        self.flying: dict[str, Setting] = {}  # by the names of the reports that have been sent
        self.began: dict[str, str] = {}  # which worker makes a report
        self.gone = ""  # what is to be said of a report that was not made as the scheduler has gone
        self.stopping = False
        self.lock, self.suspects = threading.Lock(), threading.Lock()
        client.subscribe_topic(setup.run, self._told)

    def make(self, run: Run, setting: Setting) -> dict[str, Any] | None:
        """One report: its cells on a worker, its files here; its record.  None if the batch was stopped before."""
        report = catalog.report(run.report)
        if self.gone:
            return not_run(run, self.gone)
        try:
            with setting.turn:
                self.flying[run.stem] = setting
                answer = self._answer(run, report, setting)
        except Lost as lost:
            if self.gone:
                return not_run(run, str(lost))
            answer = failure.note("interrupted", stopped=setting.stopped())
        except Exception:
            if setting.stopped() and not setting.turn.entered:
                return None
            raise
        finally:
            self.flying.pop(run.stem, None)
        if not answer:
            return None
        return finish(report, run, computed(report, run, answer, setting.turn.seconds()), setting)

    def _answer(self, run: Run, report: catalog.Report, setting: Setting) -> dict[str, Any]:
        """What a worker gives back (see `worker.make`), or a failure."""
        from distributed import KilledWorker

        content = report.path.read_bytes()
        order = Order(run.stem, run.report, report.title, content, run.parameters, run.time_limit)
        try:
            try:
                return self._sent(order, setting)
            except KilledWorker:  # perhaps by a report beside it: again, and no other suspect beside it
                with self.suspects:
                    return self._sent(order, setting)
        except KilledWorker as killed:
            deaths = killed.allowed_failures + 1
            words = f"Each worker of the cluster that computed it died, {deaths} in a row, the last"
            return failure.note("killed_worker", words=f"{words} {killed.last_worker.address}.")
        except worker.StationLost as lost:
            return failure.note("killed_worker", words=f"The worker's process for reports died each time: {lost}.")

    def _sent(self, order: Order, setting: Setting) -> dict[str, Any]:
        while True:
            answer = self._result(order, setting)
            if "refused" not in answer:
                return answer
            if answer["address"] not in self.unlike:
                log.warning("The worker %s, which came later, %s", answer["address"], answer["refused"])
            self.unlike.add(answer["address"])

    def _result(self, order: Order, setting: Setting) -> dict[str, Any]:
        """The result of one task; Lost if there will be none."""
        self._still_there()
        fit = [name for name in self.client.nthreads() if name not in self.unlike] if self.unlike else None
        future = self.client.submit(
            worker.make, self.setup, order, key=f"{order.name}-{uuid.uuid4().hex}", retries=AGAIN, workers=fit
        )
        try:
            done, late = told_when_done(future), float("inf")
            while True:
                self._still_there()
                if done.wait(PAUSE):
                    try:
                        return future.result(timeout=PATIENCE)
                    except TimeoutError:  # it went with its worker, and is made again
                        done = told_when_done(future)
                    except CancelledError:
                        self._lose()
                if why := setting.stopped():
                    self._stop(why)
                    late = min(late, time.monotonic() + GRACE)
                if time.monotonic() > late:
                    raise Lost("no answer")
        finally:
            future.release()

    def _still_there(self) -> None:
        if self.gone or self.client.status != "running":
            self._lose()

    def _lose(self) -> None:
        """The scheduler has gone, and with it all that it knew."""
        with self.lock:
            if not self.gone:
                self.gone = f"The Dask scheduler at {self.scheduler} has gone, so this was not made; run it again."
                log.warning(
                    "The Dask scheduler at %s has gone: what had come is kept, the rest is not run.", self.scheduler
                )
        raise Lost(self.gone)

    def _stop(self, why: str) -> None:
        """Let the workers end what they compute, once; not waited for, as one of them may not answer."""
        with self.lock:
            if self.stopping:
                return
            self.stopping = True
        threading.Thread(target=self._everywhere, args=(worker.stop, why), daemon=True).start()

    def _everywhere(self, function: Any, *arguments: Any) -> None:
        with suppress(Exception):  # those that do not hear it see that the runner has gone, or end by themselves
            self.client.run(function, self.setup.run, *arguments, on_error="ignore")

    def _told(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """What a worker tells of a report that it makes."""
        said = event[1]
        name, kind = said["name"], said["kind"]
        setting, before = self.flying.get(name), self.began.get(name)
        if setting is None:
            return
        if kind == "begun":
            self.began[name] = said["worker"]
            if before:
                log.warning("%s is made again on %s, as the worker %s was lost.", name, said["worker"], before)
        elif kind == "cell" and said["worker"] == before:
            setting.told(*said["said"])
        elif kind == "note":
            log.warning("On %s: %s", said["worker"], said["said"])

    def close(self) -> None:
        ending = threading.Thread(target=self._everywhere, args=(worker.end,), daemon=True)
        if self.client.status == "running":
            ending.start()
            ending.join(PATIENCE)
        with suppress(Exception), warnings.catch_warnings(action="ignore"):
            self.client.close(timeout=2)
        gc.collect()  # errors in rings, which `kit.cli` would keep to the end, where DuckDB complains of what it leaves


def told_when_done(future: "distributed.Future") -> threading.Event:
    done = threading.Event()
    future.add_done_callback(lambda ended: done.set())
    return done


def computed(report: catalog.Report, run: Run, answer: Mapping[str, Any], seconds: float) -> Computed:
    """As if it had been computed here; of a failure, which took so many seconds, the notebook as nobody ran it."""
    if "notebook" in answer:
        notebook = nbformat.reads(zlib.decompress(answer["notebook"]).decode(), as_version=4)
        return Computed(notebook, answer["failed"], answer["started"], answer["seconds"], answer["worker"])
    notebook = report.notebook
    notebook.metadata["papermill"] = {"parameters": dict(run.parameters)}
    for cell in notebook.cells:
        cell.metadata["papermill"] = {"status": "pending"}
    return Computed(notebook, dict(answer), now(seconds), seconds)
