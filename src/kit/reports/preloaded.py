"""What the server of warm processes loads: importing this module, in that server, imports all that a report needs.

The server (started by `kit.reports.warm`) has one thread and has never started a kernel, chosen a backend for plots or
opened a database: these do not survive a fork, and each forked process makes its own.  What goes wrong here is told to
the one who asks for a process, who then starts a kernel the usual way.
"""

import atexit
import builtins
from collections.abc import Iterator
from contextlib import contextmanager, suppress
import gc
import io
import os
from pathlib import Path
import shutil
import signal
import sys
import threading
from types import SimpleNamespace

from kit.files import sweep_parts
from kit.reports.scratch import OUT
from kit.reports.warm import FATAL, FOLDER

SERVER, RUNNER = os.getpid(), os.getppid()
LOOK = 0.2  # seconds between two looks at whether it is still wanted, while this loads
ours = os.environ.pop(FOLDER, "")
failed = "" if ours else "the server of warm processes has ended"  # why this one must not be forked: it is a plain one
known = set(os.environ)
added: dict[str, str] = {}  # what modules have put into the environment while they were imported


def load() -> None:
    """Import what kernels need, and take what is slow at first use."""
    if sys.path[0] in ("", os.getcwd()):  # as ipykernel's launcher; a kernel adds "" again
        del sys.path[0]
    gc.disable()  # nearly all that is made here stays: looking for what does not takes a tenth of the time
    import ipykernel.debugger
    import ipykernel.ipkernel
    import ipykernel.kernelapp
    import ipykernel.zmqshell  # noqa: F401

    from kit import warming

    with as_in_a_kernel():
        warming.warm_up()
    if threads() != 1:
        raise RuntimeError(f"loading left {threads()} threads")
    gc.freeze()
    gc.enable()


@contextmanager
def while_wanted() -> Iterator[None]:
    """Loading ends with the runner, or with the folder of its run; later on, the server's own loop notices."""

    def look(number: int, frame: object) -> None:
        if os.getppid() != RUNNER or not Path(ours).exists():
            sys.exit(1)

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def as_in_a_kernel() -> Iterator[None]:
    """What libraries ask for while they are imported: pandas shows tables in another way where there is no kernel."""
    before, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO(), encoding="UTF-8")
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]
        sys.stdout = before


def threads() -> int:
    """Of this process, native ones too where the system tells."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


def sweep() -> None:
    """The runner is gone: end its kernels, remove its folder of sockets and its unfinished files, if it could not."""
    if os.getpid() != SERVER or not ours:
        return
    for group in children():
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)
    with suppress(OSError):
        sweep_parts(Path((Path(ours) / OUT).read_text(encoding="utf-8")), RUNNER)
    shutil.rmtree(ours, ignore_errors=True)


def children() -> list[int]:
    """The processes that were forked from this one and still run, where the system tells."""
    with suppress(OSError):
        return [int(pid) for pid in Path(f"/proc/self/task/{SERVER}/children").read_text(encoding="ascii").split()]
    return []


def silence() -> None:
    """Nothing that is said here reaches the runner's terminal."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


if ours:  # else it was imported elsewhere, by a test or a tool
    os.setsid()  # what is sent to the runner's group must not keep this one from tidying up
    signal.pthread_sigmask(signal.SIG_UNBLOCK, FATAL)
    silence()
    atexit.register(sweep)
    try:
        with while_wanted():
            load()
        added = {name: os.environ[name] for name in os.environ.keys() - known}
    except Exception as error:
        failed = " ".join(f"{type(error).__name__}: {error}".split())[:200]
