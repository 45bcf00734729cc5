"""How a report's kernel is started: forked from the server of warm processes where that can be, else the usual way."""

import asyncio
from contextlib import suppress
from importlib.metadata import entry_points
import logging
import os
import signal
import subprocess
import sys
import threading
from typing import Any
from weakref import WeakSet

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from kit.reports import forked, warm

log = logging.getLogger("kit")
PROVISIONER = "kit-warm"  # its entry point among jupyter_client.kernel_provisioners
LAUNCHER = ["-m", "ipykernel_launcher"]
ONE_FOR_ALL = "--HistoryManager.enabled=False"  # reports keep no history, and share no database of it
_live: WeakSet["WarmProvisioner"] = WeakSet()
_lock = threading.Lock()


class WarmProvisioner(LocalProvisioner):
    """Forks the kernel.  Where that cannot be, jupyter_client's own launcher starts it, and one line says why."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        with _lock:
            _live.add(self)
        try:
            if not same_python(cmd):
                raise warm.NotForked(f"the kernel {self.kernel_spec.display_name} is not this Python's own")
            cmd = [*cmd, ONE_FOR_ALL]
            env = dict(kwargs.get("env") or os.environ)
            process = warm.fork(forked.Kernel(cmd[3:], env, kwargs.get("cwd") or os.getcwd()), env)
        except warm.NotForked as why:
            log.warning("The kernel is started cold: %s.", why)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]  # has what is used of Popen
        self.pid = self.pgid = process.pid  # it leads a group of its own
        self.cwd = kwargs.get("cwd") or os.getcwd()
        return self.connection_info

    async def wait(self) -> int | None:
        """As soon as it has ended; the stock one looks ten times a second."""
        while isinstance(self.process, warm.Forked) and self.process.poll() is None:
            await asyncio.sleep(0.005)
        return await super().wait()

    async def cleanup(self, restart: bool = False) -> None:
        """Also what a kernel that died has started goes with it."""
        if self.pgid and self.pgid != os.getpgid(0) and not restart:
            with suppress(OSError):
                os.killpg(self.pgid, signal.SIGKILL)
        await super().cleanup(restart)


def prefer_warm() -> None:
    """Let this process fork its kernels, unless a kernel asks for another provisioner."""
    if entry_points(group=KernelProvisionerFactory.GROUP_NAME, name=PROVISIONER):
        KernelProvisionerFactory.instance().default_provisioner_name = PROVISIONER
    else:
        log.warning("Kernels are started cold: this installation is older than its code; install it again.")


def kill_all() -> None:
    """End every kernel that this process has started, with what it has started."""
    with _lock:
        live = list(_live)
    for provisioner in live:
        process = provisioner.process
        if process is not None and process.poll() is None:
            with suppress(OSError):
                os.killpg(provisioner.pgid or process.pid, signal.SIGKILL)


def same_python(cmd: list[str]) -> bool:
    """Whether a kernel's command is this interpreter running ipykernel."""
    ours, theirs = (os.path.abspath(path) for path in (sys.executable, cmd[0]))
    same = os.path.dirname(ours) == os.path.dirname(theirs) and os.path.realpath(ours) == os.path.realpath(theirs)
    return same and cmd[1:3] == LAUNCHER


class QuietKernelManager(AsyncKernelManager):
    """Starts kernels whose own log lines do not reach the terminal; what cells print is in the notebook."""

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        await super()._async_start_kernel(**kwargs | {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL})

    start_kernel = _async_start_kernel
