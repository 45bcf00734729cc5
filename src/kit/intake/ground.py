"""Where an addition grows, and how it is decided: beside the files of a workspace on a disk, or away from a store.

On a disk that is a hidden folder in the workspace, locked by its owner, whose renaming is the decision; what killed
imports have left goes when the next one begins.  For a store it is a folder of this machine, uploaded at the end (see
`kit.storage.decided`); nothing can be locked there, so what killed imports have left goes a day later.
"""

from collections.abc import Sequence
from contextlib import suppress
import json
import os
from pathlib import Path
import shutil
import tempfile
from typing import TYPE_CHECKING
import uuid

from kit.files import held, lock, write_whole
from kit.storage import decided
from kit.storage.decided import COMMITTED, GONE, STAGED
from kit.workspace import Workspace

if TYPE_CHECKING:
    from kit.storage.objects import Objects

NEW = "new"  # in the folder: what will stand in the workspace
LOCAL = "kit-import-"


class Beside:
    """A hidden folder in a workspace on a disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _sweep(path)
        self.folder = path / f"{STAGED}{uuid.uuid4().hex[:12]}"
        try:
            self._lock = _owned(self.folder)
            (self.folder / NEW).mkdir()
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def seal(self, going: Sequence[str]) -> None:
        """All that comes, and the names of what goes, to the disk."""
        gone = [name for name in going if not (self.folder / NEW / name).exists()]
        if gone:
            write_whole(self.folder / NEW / GONE, json.dumps(gone).encode())
        for file in (self.folder / NEW).rglob("*.*"):
            handle = os.open(file, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)

    def decide(self) -> None:
        """The moment of decision."""
        os.rename(self.folder / NEW, self.path / f"{COMMITTED}{self.folder.name.removeprefix(STAGED)}")

    def leave(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


class Away:
    """A folder of this machine, for a workspace in a store."""

    def __init__(self, objects: "Objects") -> None:
        self._objects, self._unique = objects, uuid.uuid4().hex[:12]
        self._files: dict[str, Path] = {}
        self._going: list[str] = []
        self._decided = False
        decided.sweep_objects(objects)
        _sweep(Path(tempfile.gettempdir()), LOCAL)
        self.folder = Path(tempfile.gettempdir()) / f"{LOCAL}{self._unique}"
        self._lock = _owned(self.folder)
        (self.folder / NEW).mkdir()

    def seal(self, going: Sequence[str]) -> None:
        """All that comes, to the store, where nobody reads it yet."""
        new = self.folder / NEW
        self._files = {path.relative_to(new).as_posix(): path for path in sorted(new.rglob("*.*"))}
        self._going = [name for name in going if name not in self._files]
        decided.upload(self._objects, self._unique, self._files)

    def decide(self) -> None:
        """The moment of decision."""
        decided.decide(self._objects, self._unique, list(self._files), self._going)
        self._decided = True

    def leave(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)
        if self._files and not self._decided:
            with suppress(OSError):  # else a later import does
                decided.remove(self._objects, [f"{STAGED}{self._unique}/{name}" for name in self._files])


def of(workspace: Workspace) -> Beside | Away:
    """The ground for a workspace."""
    from kit.storage.folder import Folder

    disk = workspace.disk
    return Beside(disk.path) if isinstance(disk, Folder) else Away(disk)


def _owned(folder: Path) -> int:
    """Make a folder and lock the file in it that says whose it is; the lock.  Until that stands in it the folder is
    empty, and whoever sweeps may take it for one that was left."""
    for last in (False, False, True):
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            return lock(folder / "owner")
        except FileNotFoundError:
            if last:
                raise
    raise AssertionError("the last try returns or raises")


def _sweep(place: Path, prefix: str = STAGED) -> None:
    """Remove what imports that were killed have left."""
    for old in place.glob(f"{prefix}*"):
        with suppress(OSError):
            if _left(old):
                shutil.rmtree(old, ignore_errors=True)


def _left(folder: Path) -> bool:
    """Whether the import that made a folder is gone.  One without an owner was left before it had one, and is empty, or
    was being removed; an import that begins at this moment makes its own again."""
    try:
        return not held(folder / "owner")
    except FileNotFoundError:
        with suppress(OSError):
            folder.rmdir()
        return not (folder / "owner").exists()
