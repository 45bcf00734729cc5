"""What a worker of the cluster does: it keeps stations for a run, and gives each report to one that is free."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
import multiprocessing
import subprocess
import sys
import threading
from typing import Any

from kit.reports.cluster.likeness import difference, Facts
from kit.reports.cluster.station import Order, Setup

Told = Callable[[str, Any], None]
_stations: dict[str, list["Staffed"]] = {}  # of each run that this worker process knows
_stopped: dict[str, str] = {}
_lock = threading.Lock()


class StationLost(Exception):
    """The process that made a report has gone; Dask lets the report be made again."""


class Staffed:
    """A station, as the worker has it."""

    def __init__(self, setup: Setup) -> None:
        self.channel, theirs = multiprocessing.Pipe()
        words = [sys.executable, "-P", "-m", "kit.reports.cluster.station", str(theirs.fileno())]
        nowhere = subprocess.DEVNULL
        self.process = subprocess.Popen(
            words, stdin=nowhere, stdout=nowhere, stderr=nowhere, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        self.busy = True
        self.facts: Facts = self._asked(setup, "facts")

    def make(self, order: Order, told: Told) -> dict[str, Any]:
        return self._asked(order, "made", told)

    def stop(self, why: str) -> None:
        with suppress(OSError):
            self.channel.send(why)

    def close(self) -> None:
        """It ends as its channel does."""
        self.channel.close()

    def _asked(self, what: Any, answer: str, told: Told = lambda kind, said: None) -> Any:
        try:
            self.channel.send(what)
            while True:
                kind, said = self.channel.recv()
                if kind == answer:
                    return said
                told(kind, said)
        except (OSError, EOFError):
            raise StationLost(f"its process ended with exit code {self.process.wait()}") from None


@contextmanager
def _station(setup: Setup) -> Iterator[Staffed]:
    """One that is free and alive, or a new one."""
    with _lock:
        own = _stations.setdefault(setup.run, [])
        for every in _stations.values():  # also of a run whose runner was killed
            every[:] = [one for one in every if one.busy or one.process.poll() is None]
        found = next((one for one in own if not one.busy), None)
        if found:
            found.busy = True
    if not found:
        found = Staffed(setup)
        with _lock:
            own.append(found)
    try:
        yield found
    finally:
        found.busy = False


async def look(setup: Setup) -> Facts:
    """As a report made here would see things; the station is kept for the first report."""

    def facts() -> Facts:
        with _station(setup) as station:
            return station.facts

    return await asyncio.to_thread(facts)


def make(setup: Setup, order: Order) -> dict[str, Any]:
    """The executed notebook of a report (see `Station.make`), with this worker's address and name.

    {"refused": why} where this worker, which came later, is unlike the runner; {} if the run was stopped before.
    """
    from distributed import get_worker

    here = get_worker()

    def told(kind: str, said: Any) -> None:
        here.log_event(setup.run, {"name": order.name, "worker": called(here), "kind": kind, "said": said})

    if setup.run in _stopped:
        return {}
    with _station(setup) as station:
        if why := difference(setup.facts, station.facts, later=True):
            return {"refused": why, "address": here.address}
        told("begun", "")
        return station.make(order, told) | {"worker": called(here)}


def called(worker: Any) -> str:
    """By its address, and by its name where somebody gave it one."""
    return worker.address if worker.name in (None, "", worker.address) else f"{worker.address} ({worker.name})"


async def stop(run: str, why: str) -> None:
    """End what this run computes here; what was computed until then is given back."""
    _stopped[run] = why
    for station in [one for one in _stations.get(run, []) if one.busy]:
        station.stop(why)


async def end(run: str) -> None:
    """Nothing more comes of this run."""
    for station in _stations.pop(run, []):
        station.close()
    _stopped.pop(run, None)
