"""Many reports: those that have changed, some at a time; manifest and gallery tell what became of each."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
import signal
import subprocess
import threading
import time
from typing import Any

from kit.errors import DataError, UsageError
from kit.files import write_whole
from kit.reports import catalog, failure, kernel, manifest, publishing, scratch, unchanged
from kit.reports.run import make, now, Run, Setting, Turn
from kit.storage.places import remote

Told = Callable[[dict[str, Any]], None]
Maker = Callable[[Run, Setting], dict[str, Any] | None]
PAUSE = 0.2  # seconds between two looks at what is running
EVERY = 1.0  # seconds between two writings of the manifest while reports run
AHEAD = 1  # kernels brought up before it is their turn: half of that time they only wait
STOPS = {"SIGINT": "by Ctrl-C", "SIGTERM": "by the system, with SIGTERM", "SIGHUP": "as its terminal was closed"}


def run_all(
    runs: Sequence[Run],
    out: Path,
    jobs: int = 1,
    told: Told = lambda event: None,
    fresh: bool = True,
    facts: Callable[[bool], unchanged.Facts] = lambda waited: {},
    own: Path | None = None,
    maker: Maker = make,
) -> list[dict[str, Any]]:
    """Make the reports, `jobs` at a time, and write manifest.json and index.html; their records, in that order.

    A report that rests on nothing that has changed is not made again, unless `fresh`; `facts(waited)` tells what the
    workspaces hold now, another run having been waited for or not.  `told` is called with each event, from several
    threads.  `own`: a folder of this run alone, for sockets.  `maker` makes one report, here or on another machine.  On
    Ctrl-C the kernels are ended, what was computed is written, and what had not begun is recorded as not run.
    """
    began = time.perf_counter()
    with (
        scratch.folder(own) as own,
        manifest.held(out, lambda said: told({"event": "waiting", "sentence": said})) as waited,
    ):
        (own / scratch.OUT).write_text(str(out.resolve()), encoding="utf-8")
        told({"event": "plan", "jobs": jobs, "reports": [planned(run) for run in runs]})
        batch = Batch(out, own, jobs, told, maker)
        known = {} if fresh else {record["name"]: record for record in manifest.earlier(out)}
        now_there = {} if fresh else facts(waited)
        todo = [run for run in runs if not batch.skipped(run, known.get(run.stem), now_there)]
        with stopped_by_signals(batch):
            with reserve(out):
                batch.begin(todo)
                batch.work(todo)
            ordered = [batch.records[run.stem] for run in runs]
            overview(out, ordered)
    counts = {s: sum(r["status"] == s for r in ordered) for s in ("done", "failed", "skipped", "not_run")}
    seconds = round(time.perf_counter() - began, 2)
    told({"event": "end", **counts, "seconds": seconds, "gallery": str(out / "index.html")})
    return ordered


@dataclass
class Batch:
    """What is being made.  `stopped`: who has stopped it, "" while nobody has."""

    out: Path
    own: Path
    jobs: int
    told: Told
    maker: Maker
    stopped: str = ""
    records: dict[str, dict[str, Any]] = field(default_factory=dict)

    def skipped(self, run: Run, record: dict[str, Any] | None, facts: unchanged.Facts) -> bool:
        """Whether the report's last run still stands; then that is noted."""
        if not record or not unchanged.still(record, run, self.out, facts):
            return False
        self.note(record | {"status": "skipped", "label": run.label})
        return True

    def begin(self, todo: Sequence[Run]) -> None:
        """Nothing that this run may replace is called done any more, even if the run is killed."""
        why = "It was not made to the end: its run goes on still, or was ended from outside; then run it again."
        with suppress(OSError):  # told at the end, if it lasts
            manifest.write_overview(self.out, [*self.records.values(), *(not_run(run, why) for run in todo)])

    def note(self, record: dict[str, Any]) -> None:
        self.records[record["name"]] = record
        self.told({"event": "finished", **record})

    def work(self, todo: Sequence[Run]) -> None:
        """Make them all, or until somebody stops it."""
        if self.maker is make:
            kernel.prefer_warm()
        places, commit, written = threading.BoundedSemaphore(self.jobs), git_commit(catalog.folder()), time.monotonic()
        with ThreadPoolExecutor(self.jobs + AHEAD) as pool:
            waiting = {pool.submit(self._one, run, places, commit): run for run in todo}
            while waiting:
                ended, _ = wait(waiting, PAUSE, FIRST_COMPLETED)
                for future in ended:
                    self.note(self._record(future, waiting.pop(future)))
                if self.stopped:
                    kernel.kill_all()
                    for future in waiting:
                        future.cancel()
                elif ended and waiting and time.monotonic() - written > EVERY:
                    with suppress(OSError):  # told at the end, if it lasts
                        manifest.write_overview(self.out, list(self.records.values()))
                    written = time.monotonic()

    def _one(self, run: Run, places: threading.BoundedSemaphore, commit: str) -> dict[str, Any] | None:
        """Make one report; None if the batch was stopped before it could begin."""
        if self.stopped:
            return None

        def cell(done: int, of: int) -> None:
            self.told({"event": "cell", "name": run.stem, "done": done, "of": of, "seconds": round(turn.seconds(), 2)})

        turn = Turn(places, lambda: self.told({"event": "started", "name": run.stem}), lambda: self.stopped)
        return self.maker(run, Setting(self.out, self.own, turn, cell, lambda: self.stopped, commit))

    def _record(self, future: Future[dict[str, Any] | None], run: Run) -> dict[str, Any]:
        try:
            record = None if future.cancelled() else future.result()
        except Exception as error:  # its notebook is gone, or holds what nobody thought of: the others go on
            failed = failure.of_exception(error)
            return not_run(run, failure.where(failed)) | {"status": "failed", "failure": failed}
        return record or not_run(run, f"The batch was stopped ({self.stopped}) before its turn.")


def planned(run: Run) -> dict[str, Any]:
    cells = sum(cell.cell_type == "code" for cell in catalog.report(run.report).notebook.cells)
    return {"name": run.stem, "report": run.report, "label": run.label, "cells": cells}


def not_run(run: Run, why: str) -> dict[str, Any]:
    """The record of a report that was not begun."""
    try:
        title = catalog.report(run.report).title
    except UsageError:
        title = run.report
    return {"name": run.stem, "report": run.report, "title": title, "label": run.label, "status": "not_run"} | {
        "error": why,
        "failure": None,
        "parameters": dict(run.parameters),
        "made": now(),
        "seconds": 0.0,
        "files": [],
        "findings": {},
    }


def overview(out: Path, records: Sequence[dict[str, Any]]) -> None:
    """Manifest and gallery, or a sentence that they could not be written."""
    try:
        manifest.write_overview(out, records)
    except OSError as error:
        raise DataError(
            f"manifest.json and index.html of {out} could not be written ({error.strerror}), so they tell of an "
            "earlier run; free some space and run again."
        ) from None


@contextmanager
def stopped_by_signals(batch: Batch) -> Iterator[None]:
    """Ctrl-C and the system's requests to end are noted, and the batch ends in order; only the main thread can."""

    def stop(number: int, frame: object) -> None:
        batch.stopped = batch.stopped or STOPS[signal.Signals(number).name]

    numbers = [getattr(signal, name) for name in STOPS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def reserve(out: Path) -> Iterator[None]:
    """Room that is given up when the disk is full, so that pages and gallery can say so; a store is never full."""
    if remote(out):
        yield
        return
    kept = publishing.reserve(out)
    with suppress(OSError):
        write_whole(kept, bytes(publishing.RESERVED))
    try:
        yield
    finally:
        publishing.remove(kept)


def git_commit(folder: Path) -> str:
    """Of the repository in which the notebooks lie, with -dirty where it holds changes; "" where there is none."""
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
