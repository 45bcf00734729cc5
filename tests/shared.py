"""What is made once a session, however many processes run its tests."""

from collections.abc import Callable
import os
from pathlib import Path
import time

import pytest

LONGEST = 900  # seconds that others wait for what one process makes


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name, filled by the first process that asks for it; the others wait until it is whole.

    Nobody may write into it.
    """
    root = factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    place, done, failed = (root / f"{name}{end}" for end in ("", ".done", ".failed"))
    try:
        place.mkdir()
    except FileExistsError:
        ends = time.monotonic() + LONGEST
        while not done.exists():
            assert not failed.exists(), f"Another process failed to make {name}; see its tests."
            assert time.monotonic() < ends, f"{name} was not made within {LONGEST} seconds."
            time.sleep(0.1)
        return place
    try:
        make(place)
    except BaseException:
        failed.touch()
        raise
    done.touch()
    return place
