"""How a report's kernel is started."""

import subprocess
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class QuietKernelManager(AsyncKernelManager):
    """Starts kernels whose own log lines do not reach the terminal; what cells print is in the notebook."""

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        await super()._async_start_kernel(**kwargs | {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL})

    start_kernel = _async_start_kernel
