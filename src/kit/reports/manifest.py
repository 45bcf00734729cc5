"""The folder of reports as a whole: manifest.json, one record a report, and the gallery index.html."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import json
import os
from pathlib import Path
from typing import Any

from kit.errors import UsageError
from kit.files import write_whole
from kit.reports.index import gallery


def writable(out: Path) -> None:
    """Make the folder; UsageError if no file can be written there, before any report is run."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / ".kit-trial", b"")
        (out / ".kit-trial").unlink()
    except OSError as error:
        raise UsageError(f"Cannot write to {out} ({error.strerror}); choose another folder with --out.") from None


def write_overview(out: Path, records: Sequence[dict[str, Any]]) -> None:
    """Manifest and gallery; records of other names, from other runs into this folder, stay."""
    with locked(out):
        names = {record["name"] for record in records}
        every = [record for record in earlier(out) if record["name"] not in names] + list(records)
        every.sort(key=lambda record: record["name"])
        write_whole(out / "manifest.json", json.dumps({"reports": every}, ensure_ascii=False, indent=1).encode())
        write_whole(out / "index.html", gallery(every).encode())


def earlier(out: Path) -> list[dict[str, Any]]:
    """The records that are there; what is no record of ours is passed over."""
    try:
        found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["reports"]
        return [r for r in found if isinstance(r, dict) and {"name", "report", "status", "files"} <= set(r)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """One process at a time, where the system can lock files; elsewhere the last one wins."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(out / ".kit-lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
