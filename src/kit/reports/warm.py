"""Processes forked from one that has loaded everything: the runner's side of multiprocessing's forkserver.

Imports are most of a plain report run.  `start` begins to load them in a server process while the runner is still
importing papermill; `fork` then gives a new process in some ten milliseconds, as pristine as one that has just imported
the same.  What the server loads is in `kit.reports.preloaded`, what a forked process does in `kit.reports.forked`.

Rests on `ForkServer.connect_to_new_process`, which is what `multiprocessing.Popen` itself calls; a `Process` is not
used because it would run the caller's main module again in the child.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import connection, forkserver, process, reduction, resource_tracker
import os
from pathlib import Path
import signal
import subprocess
import sys
import threading
import time
from typing import Any

PRELOADED = "kit.reports.preloaded"
FOLDER = "KIT_RUN_FOLDER"  # tells the server which folder it has to remove when the runner is gone
READY = b"ready"
PATIENCE = 120.0  # seconds for the server to load everything
FIXED = {  # one arithmetic for forked and cold kernels: threads do not survive a fork, and change the last digit
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
CHARTS = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # with another one, charts would vanish from pages
AT_IMPORT = (
    "PYTHON",
    "MPL",
    "LC_",
    "LANG",
    "TZ",
    "OMP_",
    "OPENBLAS_",
    "MKL_",
    "KIT_",
    "HOME",
    "XDG_",
    "LD_",
)  # read early
FATAL = {signal.SIGINT, signal.SIGTERM}

_server = forkserver.ForkServer()
_lock = threading.Lock()
_started: dict[str, str] = {}


class NotForked(Exception):
    """No process could be forked; its text says why."""


def start(folder: Path) -> None:
    """Begin to load, in the background.  `folder` is removed by the server if this process dies without doing so.

    A second call starts nothing while the server's folder is there, and another server once it is gone.
    """
    global _server
    for name, value in FIXED.items():
        os.environ.setdefault(name, value)
    os.environ.update(CHARTS)
    with _lock, suppress(OSError):
        if not possible():
            return
        if _started:
            address = _server._forkserver_address  # type: ignore[attr-defined]
            if address and Path(address).exists():
                return
            with suppress(OSError):  # its socket went with the folder
                _server._stop()  # type: ignore[attr-defined]
            _server = forkserver.ForkServer()
            _started.clear()
        with _environment("PYTHONWARNINGS", "ignore"):  # of what notebooks leave shared it cleans up, and says nothing
            resource_tracker.ensure_running()
        _started.update(os.environ)
        _server.set_forkserver_preload([PRELOADED])
        with _environment(FOLDER, str(folder)), _sockets_in(folder), _undisturbed():
            _server.ensure_running()


def possible() -> bool:
    """Whether this system can fork safely at all, and nobody has asked for cold kernels (KIT_COLD=1)."""
    return sys.platform in ("linux", "darwin") and not os.environ.get("KIT_COLD")


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


@contextmanager
def _sockets_in(folder: Path) -> Iterator[None]:
    """Where multiprocessing puts the server's socket."""
    config = process.current_process()._config  # type: ignore[attr-defined]
    before, config["tempdir"] = config.get("tempdir"), str(folder)
    try:
        yield
    finally:
        config["tempdir"] = before


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A process started herein hears no Ctrl-C before it has a session of its own (`kit.reports.preloaded`)."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FATAL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def fork(task: Any, env: dict[str, str] | None = None) -> "Forked":
    """A new process that runs `task` (of `kit.reports.forked`); NotForked if there is none to be had."""
    if not _started:
        why = "KIT_COLD is set" if os.environ.get("KIT_COLD") else "this system cannot fork them"
        raise NotForked("no server of warm processes was started" if possible() else why)
    changed = [
        n for n in {**_started, **(env or {})} if n.startswith(AT_IMPORT) and env and _started.get(n) != env.get(n)
    ]
    if changed:
        raise NotForked(f"{sorted(changed)[0]} was changed after loading")
    answers, answering = connection.Pipe(duplex=False)
    try:
        status, sent = _server.connect_to_new_process([answering.fileno()])
    except OSError as error:
        answers.close()
        raise NotForked(f"the server of warm processes does not answer ({type(error).__name__})") from None
    finally:
        answering.close()
    forked = Forked(status, sent, answers)
    try:
        with os.fdopen(os.dup(sent), "wb") as pipe:
            reduction.dump({}, pipe)
            reduction.dump(task, pipe)
        forked.begin()
    except (OSError, EOFError) as error:
        forked.close()
        raise NotForked(f"the server of warm processes ended ({type(error).__name__})") from None
    except NotForked:
        forked.close()
        raise
    return forked


class Forked:
    """A forked process, with what `subprocess.Popen` has of it that jupyter_client needs.

    It lives no longer than this one: it ends when its pipe `sent` closes.
    """

    stdin = stdout = stderr = None

    def __init__(self, status: int, sent: int, answers: connection.Connection) -> None:
        self._status, self._sent, self._answers = status, sent, answers
        self._lock = threading.Lock()
        self.pid, self.returncode = 0, None  # type: int, int | None

    def begin(self) -> None:
        """Wait until the process runs and says that it is fit; NotForked with its reason otherwise."""
        if not connection.wait([self._status], PATIENCE):
            raise NotForked(f"loading took more than {PATIENCE:.0f} s")
        self.pid = forkserver.read_signed(self._status)  # type: ignore[attr-defined]
        said = self.read()
        if said != READY:
            raise NotForked(said.decode(errors="replace") or "the forked process ended at once")

    def read(self) -> bytes:
        """The next message of the process; empty if it ended without one."""
        try:
            return self._answers.recv_bytes()
        except EOFError:
            return b""

    def poll(self) -> int | None:
        """Its exit code (negative: the signal), None while it runs."""
        with self._lock:
            if self.returncode is None and self._status >= 0 and connection.wait([self._status], 0):
                try:
                    self.returncode = forkserver.read_signed(self._status)  # type: ignore[attr-defined]
                except (OSError, EOFError):  # the server went too
                    self.returncode = 255
                self.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        ends = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if ends is not None and time.monotonic() > ends:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Close the pipes, which ends the process if it still runs."""
        self._answers.close()
        for name in ("_status", "_sent"):
            if getattr(self, name) >= 0:
                with suppress(OSError):
                    os.close(getattr(self, name))
                setattr(self, name, -1)
