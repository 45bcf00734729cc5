"""A task for a forked process: one call of a function, whose result comes back as JSON."""

import importlib
import json
from multiprocessing.connection import Connection
from typing import Any

from kit.reports.forked import Task


class Call(Task):
    """`function`: as module:name."""

    def __init__(self, function: str, *arguments: Any) -> None:
        super().__init__()
        self.function, self.arguments = function, arguments

    def run(self, answer: Connection) -> int:
        module, name = self.function.split(":")
        result = getattr(importlib.import_module(module), name)(*self.arguments)
        answer.send_bytes(json.dumps(result).encode())
        return 0
