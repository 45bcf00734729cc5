"""All that one import adds to a workspace, or that `kit forget` replaces in it: at once, or it stays as it was.

What is to be added grows in a hidden folder inside the workspace.  At the end that folder is renamed, which is the
moment of decision: before it, an import that is killed leaves nothing but a folder that the next import removes; after
it, whoever opens the workspace next finishes what was begun.
"""

from collections.abc import Sequence
from contextlib import suppress
import json
import os
from pathlib import Path
import shutil
from types import TracebackType
import uuid

import pyarrow as pa

from kit.errors import DataError
from kit.files import held, lock, write_whole
from kit.intake import forgotten
from kit.intake.growing import Growing, Mark
from kit.intake.merging import Merged, Merger
from kit.workspace import COMMITTED, finish, GONE, Workspace

STAGED = ".import-"
MEMORY = "500MB"  # what DuckDB may hold while it merges; more goes to the disk


class Unwritable(DataError):
    """The workspace cannot be written to: the whole import ends."""


class Overtaken(DataError):
    """Somebody was forgotten while an import ran that did not know of it."""


class Addition:
    """What an import adds.  As a context: all of it at the end, nothing after an error.

    `forgotten`: creators whose rows are refused; None where there are none.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        _sweep(workspace.path)
        self.folder = workspace.path / f"{STAGED}{uuid.uuid4().hex[:12]}"
        try:
            self._lock = _owned(self.folder)
            (self.folder / "new").mkdir()
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise self.unwritable(error) from None
        self.forgotten, self._mark = forgotten.load(workspace.path), forgotten.mark(workspace.path)
        self.going: list[str] = []
        self._growing: list[Growing] = []
        self._merger: Merger | None = None

    def __enter__(self) -> "Addition":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if self._merger is not None:
                self._merger.close()
            if kind is None and (self.going or any((self.folder / "new").iterdir())):
                self._commit()
        except OSError as failure:
            raise self.unwritable(failure) from None
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            os.close(self._lock)

    def unwritable(self, error: Exception) -> Unwritable:
        """The sentence for an error of the disk."""
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        return Unwritable(
            f"Cannot write to the workspace {self.workspace.path} ({why}), so nothing was added; make room or choose "
            "another folder."
        )

    def grow(self, table: str, source: str) -> Growing:
        """A new file of a table, for the rows of the file that is being read."""
        try:
            file = Growing(self.folder / f"{uuid.uuid4().hex}.parquet", table, source)
        except OSError as error:
            raise self.unwritable(error) from None
        self._growing.append(file)
        return file

    def add(self, file: Growing, rows: pa.Table, its_mark: Mark) -> None:
        """More rows of it."""
        try:
            file.add(rows, its_mark)
        except OSError as error:
            raise self.unwritable(error) from None

    def settle(self, source: str) -> dict[str, Merged]:
        """Merge what has grown from a file that was read to its end; table → what became of it."""
        import duckdb

        merged = {}
        try:
            for table in dict.fromkeys(file.table for file in self._growing):
                files = [file for file in self._growing if file.table == table]
                for file in files:
                    file.close()
                self._merger = self._merger or Merger(self.folder, MEMORY)
                known = self.workspace.sql(table, self.staged(table))
                merged[table] = self._merger.merge(files, known, source)
            for table, its in merged.items():  # all of a file or nothing of it
                if its.file is not None:
                    os.replace(its.file.path, self.place(f"{table}/{its.file.mark.name}.parquet"))
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise self.unwritable(error) from None
        self.drop(self._growing)
        return merged

    def drop(self, files: Sequence[Growing] | None = None) -> None:
        """Forget what has grown: these files, or all."""
        for file in list(self._growing if files is None else files):
            file.discard()
            self._growing.remove(file)

    def staged(self, table: str) -> list[Path]:
        """Files of a table that this import has made so far."""
        return sorted((self.folder / "new" / table).glob("*.parquet"))

    def keep(self, refusals: Path, name: str) -> None:
        """Add a file of refused rows."""
        try:
            os.replace(refusals, self.place(f"refused/{name}"))
        except OSError as error:
            raise self.unwritable(error) from None

    def place(self, name: str) -> Path:
        """Where a file is to be written that will stand at a place of the workspace, as in videos/x.parquet."""
        target = self.folder / "new" / name
        target.parent.mkdir(exist_ok=True)
        return target

    def remove(self, name: str) -> None:
        """A file of the workspace goes, at the moment when the new ones come."""
        self.going.append(name)

    def _commit(self) -> None:
        gone = [name for name in self.going if not (self.folder / "new" / name).exists()]
        if gone:
            write_whole(self.folder / "new" / GONE, json.dumps(gone).encode())
        for file in (self.folder / "new").rglob("*.*"):
            handle = os.open(file, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        if forgotten.mark(self.workspace.path) != self._mark:
            raise Overtaken(
                f"A creator was forgotten in {self.workspace.path} meanwhile (kit forget), so nothing was changed; do "
                "it again."
            )
        decided = self.workspace.path / f"{COMMITTED}{self.folder.name.removeprefix(STAGED)}"
        os.rename(self.folder / "new", decided)
        try:
            finish(self.workspace.path)
        except OSError as error:
            raise Unwritable(
                f"What was decided for {self.workspace.path} is not all in its place yet ({error.strerror}); whatever "
                "opens the workspace next goes on with it."
            ) from None


def _owned(folder: Path) -> int:
    """Make a folder and lock the file in it that says whose it is; the lock.  Until that stands in it the folder is
    empty, and whoever sweeps may take it for one that was left."""
    for last in (False, False, True):
        folder.mkdir(exist_ok=True)
        try:
            return lock(folder / "owner")
        except FileNotFoundError:
            if last:
                raise
    raise AssertionError("the last try returns or raises")


def _sweep(workspace: Path) -> None:
    """Remove what imports that were killed have left."""
    for old in workspace.glob(f"{STAGED}*"):
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
