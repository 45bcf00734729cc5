"""Imports that are ended at a certain moment, each in a process of its own.

Every time that an import touches its workspace is counted, by an audit hook, so it can be ended at each in turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import errno
import multiprocessing as mp
from multiprocessing.connection import Connection
import os
from pathlib import Path
import pkgutil
import signal
import sys
import time

from kit import sources
from kit.errors import DataError
from kit.intake import import_paths, snapshots
from mutations import SAMPLES

EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir"}
WRITING = {"os.mkdir", "os.rename"}
PRELOADED = [
    *("kit.intake", "kit.intake.addition", "kit.intake.merging", "kit.intake.checks"),
    *("duckdb", "pandera.pandas", "pyarrow.parquet", "babel"),
    *(f"kit.sources.{module.name}" for module in pkgutil.iter_modules(sources.__path__)),
]


@dataclass
class Ended:
    """What became of one import: its exit code, what was raised, how often it had touched the workspace."""

    code: int | None
    said: str
    touched: int


def samples(names: Sequence[str]) -> list[str]:
    return [str(SAMPLES / name) for name in names]


def writes(path: object, mode: str | None, flags: int | None) -> bool:
    """Whether a file is opened to be written to."""
    return bool(set(mode or "") & set("wax+") or (flags or 0) & os.O_CREAT)


def run_child(kind: str, at: int, names: Sequence[str], workspace: str, told: Connection, smallest: int) -> None:
    """Import; when the workspace is touched for the `at`-th time, do what `kind` says."""
    count = 0
    snapshots.SMALLEST = smallest

    def touch(event: str, args: tuple[object, ...]) -> None:
        nonlocal count
        if event not in EVENTS or not str(args[0]).startswith(workspace):
            return
        if kind == "full" and not (event in WRITING or (event == "open" and writes(*args))):  # type: ignore[arg-type]
            return
        count += 1
        if count == at:
            if kind == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) if kind == "full" else KeyboardInterrupt

    import pyarrow.parquet as pq

    real = pq.write_table

    def counted(rows: object, target: object, **how: object) -> None:
        touch("os.mkdir", (target,))
        real(rows, target, **how)

    pq.write_table = counted
    sys.addaudithook(touch)
    said = ""
    try:
        import_paths(samples(names), workspace)
    except (DataError, KeyboardInterrupt) as error:
        said = f"{type(error).__name__}: {error}"
    except BaseException as error:
        said = f"WRONG {type(error).__name__}: {error}"
    at = -1
    told.send((said, count))


def ended(kind: str, at: int, names: Sequence[str], workspace: Path, after: float = 0) -> Ended:
    """An import in a process of its own, ended at a touch, or killed after some seconds; tables are large here if they
    are in this process."""
    mp_ = mp.get_context("forkserver")
    mp_.set_forkserver_preload(PRELOADED)
    here, there = mp_.Pipe(duplex=False)
    child = mp_.Process(target=run_child, args=(kind, at, names, str(workspace), there, snapshots.SMALLEST))
    child.start()
    there.close()
    if after:
        time.sleep(after)
        child.kill()
    try:
        said, touched = here.recv()
    except EOFError:
        said, touched = "", 0
    child.join(60)
    return Ended(child.exitcode, said, touched)
