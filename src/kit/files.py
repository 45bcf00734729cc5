"""Files that appear whole or not at all, and text that no spreadsheet runs as a formula."""

from contextlib import suppress
import os
from pathlib import Path
import uuid

from kit.storage.places import filesystem, object_key, reached, remote

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet may take for a formula
PART = ".kit-{process}-{unique}.part"


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, bring to the disk and rename, so that nobody sees half a file; the folder is made if need be.

    An object store writes each object so by itself.
    """
    if remote(path):
        with reached(path):
            filesystem(path).pipe_file(object_key(path), content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(PART.format(process=os.getpid(), unique=uuid.uuid4().hex))
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def remove(path: Path) -> None:
    """As far as that can be done."""
    with suppress(OSError), reached(path):
        path.unlink(missing_ok=True)


def sweep_parts(folder: Path, process: int | str = "*") -> None:
    """Remove what writers that were killed have left in a folder and in those directly under it."""
    name = PART.format(process=process, unique="*")
    for part in [*folder.glob(name), *folder.glob(f"*/{name}")]:
        with suppress(OSError):
            part.unlink()


def lock(path: Path) -> int:
    """Make a file and lock it as long as this process lives and the handle is open; the handle."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    take_lock(handle)
    return handle


def held(path: Path) -> bool:
    """Whether the owner of a locked file is alive; where files cannot be locked, nobody is known to be gone."""
    handle = os.open(path, os.O_RDWR)
    try:
        return not take_lock(handle)
    finally:
        os.close(handle)


def take_lock(handle: int) -> bool:
    """Whether nobody else holds it."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def spreadsheet_safe(text: str) -> str:
    """Text with a ' before it where a spreadsheet could take it for a formula, leading blanks or not."""
    return f"'{text}" if text.startswith(FORMULA) or text.strip().startswith(FORMULA) else text
