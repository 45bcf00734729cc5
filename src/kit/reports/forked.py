"""What a process forked from the server of warm processes does: it makes itself pristine, then runs its task."""

from abc import ABC, abstractmethod
import atexit
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
import os
from pathlib import Path
import random
import signal
import sys
import threading
import time
from typing import Any

from kit.reports.warm import READY

PR_SET_PDEATHSIG = 1


class Task(ABC):
    """`multiprocessing` calls `_bootstrap` in the forked process; `env` becomes its environment."""

    def __init__(self, env: Mapping[str, str] | None = None, cwd: str = "") -> None:
        self.env, self.cwd = env, cwd

    @abstractmethod
    def run(self, answer: Connection) -> int:
        """The work; `answer` is a pipe to the runner.  Returns the exit code."""

    def _bootstrap(self, runner: int) -> int:
        answer, loaded = pristine(), sys.modules.get("kit.reports.preloaded")
        if failed := getattr(loaded, "failed", "nothing was loaded"):
            answer.send_bytes(failed.encode())
            return 1
        threading.Thread(target=until_end_of, args=(runner,), name="runner", daemon=True).start()
        if self.env is not None:
            os.environ.clear()
            os.environ.update({**getattr(loaded, "added", {}), **self.env})
            time.tzset()
        if self.cwd:
            os.chdir(self.cwd)
        answer.send_bytes(READY)
        return self.run(answer)


class Kernel(Task):
    """A Jupyter kernel, as `python -m ipykernel_launcher ARGUMENTS` starts one."""

    def __init__(self, arguments: list[str], env: Mapping[str, str], cwd: str) -> None:
        super().__init__(env, cwd)
        self.arguments = arguments

    def run(self, answer: Connection) -> int:
        from ipykernel import kernelapp

        answer.close()
        sys.argv = [str(Path(kernelapp.__file__).parents[1] / "ipykernel_launcher.py"), *self.arguments]
        try:
            kernelapp.launch_new_instance()
        finally:
            atexit._run_exitfuncs()
        return 0


def pristine() -> Connection:
    """Make the fork a process of its own: group, signals, chance, multiprocessing; returns its pipe to the runner."""
    from multiprocessing import forkserver

    os.setsid()
    server: Any = forkserver._forkserver  # type: ignore[attr-defined]
    (answer,) = server._inherited_fds
    os.close(server._forkserver_alive_fd)  # only the runner keeps the server alive
    server.__init__()  # a notebook's own pools start their own server
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # where a long step lets no thread run
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    return Connection(int(answer), readable=False)


def until_end_of(runner: int) -> None:
    """End this process, and what it has started, when the runner has gone, however it went."""
    with suppress(OSError):
        os.read(runner, 1)
    os.killpg(0, signal.SIGKILL)
