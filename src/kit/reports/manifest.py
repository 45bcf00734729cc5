"""The folder of reports as a whole: manifest.json, one record a report, and the gallery index.html."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
import json
import os
from pathlib import Path
from typing import Any

from kit.errors import UsageError
from kit.files import remove, sweep_parts, write_whole
from kit.reports.gallery import gallery
from kit.storage.places import CHECK, reached, remote

LOCK, TRIAL = ".kit-lock", ".kit-trial"
OTHER = "choose another folder with --out"


@contextmanager
def held(out: Path, waiting: Callable[[str], None] = lambda sentence: None) -> Iterator[bool]:
    """The folder, for one run at a time; UsageError if nothing can be written there.  Gives whether it had to wait.

    Where another run holds it, `waiting` is told so in a sentence, and this one waits for its turn.  What a killed run
    left half written is removed.  Where files cannot be locked, as in an object store, two runs at once are not
    noticed.
    """
    if remote(out):
        with _refused(out):
            write_whole(out / TRIAL, b"")
            remove(out / TRIAL)
        yield False
        return
    with _refused(out):
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / LOCK, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        waited = _wait(handle, out, waiting)
        sweep_parts(out)
        with _refused(out):  # nobody else sweeps now
            write_whole(out / TRIAL, b"")
            (out / TRIAL).unlink()
        yield waited
    finally:
        os.close(handle)


@contextmanager
def _refused(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        other = CHECK if remote(out) else OTHER
        raise UsageError(f"Cannot write to {out} ({error.strerror}); {other}.") from None


def _wait(handle: int, out: Path, waiting: Callable[[str], None]) -> bool:
    try:
        import fcntl
    except ImportError:
        return False
    waited = False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        waited = True
        other = os.pread(handle, 20, 0).decode(errors="replace").strip() or "unknown"
        waiting(f"Another kit run (process {other}) is writing to {out}; this one waits until it has ended.")
        fcntl.flock(handle, fcntl.LOCK_EX)
    with suppress(OSError):  # a full disk: then the one that waits cannot name us
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
    return waited


def write_overview(out: Path, records: Sequence[dict[str, Any]]) -> None:
    """Manifest and gallery; records of other names, from earlier runs into this folder, stay."""
    names = {record["name"] for record in records}
    every = [record for record in earlier(out) if record["name"] not in names] + list(records)
    every.sort(key=lambda record: record["name"])
    write_whole(out / "manifest.json", json.dumps({"reports": every}, ensure_ascii=False, indent=1).encode())
    write_whole(out / "index.html", gallery(every).encode())


def earlier(out: Path) -> list[dict[str, Any]]:
    """The records that are there; what is no record of ours is passed over."""
    try:
        with reached(out):
            found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["reports"]
        return [r for r in found if isinstance(r, dict) and {"name", "report", "status", "files"} <= set(r)]
    except (OSError, ValueError, KeyError, TypeError):
        return []
