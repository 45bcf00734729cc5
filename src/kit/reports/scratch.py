"""A folder of this run alone, for sockets and connection files; what runs that were killed left behind is removed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
import os
from pathlib import Path
import shutil
import tempfile
import time

from kit.files import held, lock

PREFIX, OWNER, OUT = "kit-run-", "owner", "out"
LONGEST = 60  # bytes: a socket's path may have 107, or 103 on macOS
YOUNG = 10  # seconds in which a folder may still be without its owner's lock


@contextmanager
def folder(there: Path | None = None) -> Iterator[Path]:
    """Made here and removed at the end, unless it is there.  While its owner lives, a lock is held on a file in it."""
    if there is not None:
        yield there
        return
    place = Path(tempfile.gettempdir())
    place = place if len(os.fsencode(place)) <= LONGEST else Path("/tmp")
    sweep(place)
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    handle = lock(made / OWNER)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(handle)


def sweep(place: Path) -> None:
    """Remove the folders whose owner is gone."""
    for old in place.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another person's
            if time.time() - old.stat().st_mtime < YOUNG:
                continue
            if not held(old / OWNER):
                shutil.rmtree(old, ignore_errors=True)
