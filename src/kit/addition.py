"""All that one import adds to a workspace, or that `kit forget` replaces in it: at once, or it stays as it was.

What is to be added grows in a hidden folder inside the workspace.  At the end that folder is renamed, which is the
moment of decision: before it, an import that is killed leaves nothing but a folder that the next import removes; after
it, whoever opens the workspace next finishes what was begun.
"""

from contextlib import suppress
import json
import os
from pathlib import Path
import shutil
from types import TracebackType
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

from kit import forgotten
from kit.errors import DataError
from kit.files import held, lock, write_whole
from kit.merging import Merged, Merger, Part, PLACE
from kit.workspace import COMMITTED, finish, GONE, Workspace

STAGED = ".import-"
HELD = 200 << 20  # bytes of a file's rows that are held in memory before they go to the disk
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
            (self.folder / "new").mkdir(parents=True)
            self._lock = lock(self.folder / "owner")
        except OSError as error:
            raise self.unwritable(error) from None
        self.forgotten, self._mark = forgotten.load(workspace.path), forgotten.mark(workspace.path)
        self.going: list[str] = []
        self._parts: list[tuple[str, Part]] = []
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

    def part(self, table: str, rows: pa.Table, first: int) -> None:
        """Some rows of the file that is being read; `first` counts all rows before them."""
        if not len(rows):
            return
        place = pa.array(range(first, first + len(rows)), pa.int64())
        self._parts.append((table, rows.append_column(PLACE, place)))
        if sum(part.nbytes for _, part in self._parts if isinstance(part, pa.Table)) > HELD:
            self._put_down()

    def _put_down(self) -> None:
        """Bring the parts that are held in memory to the disk."""
        for n, (table, part) in enumerate(self._parts):
            if isinstance(part, pa.Table):
                target = self.folder / f"part-{uuid.uuid4().hex}.parquet"
                try:
                    pq.write_table(part, target, compression="lz4")
                except OSError as error:
                    raise self.unwritable(error) from None
                self._parts[n] = (table, target)

    def count(self) -> int:
        """How many parts there are."""
        return len(self._parts)

    def settle(self, source: str) -> dict[str, Merged]:
        """Merge the parts of a file that was read to its end; table → what became of them."""
        import duckdb

        merged = {}
        try:
            for table in dict.fromkeys(table for table, _ in self._parts):
                parts = [part for name, part in self._parts if name == table]
                self._merger = self._merger or Merger(self.folder, MEMORY)
                known = self.workspace.sql(table, self.staged(table))
                merged[table] = self._merger.merge(table, parts, known, source)
                if (file := merged[table].file) is not None:
                    (self.folder / "new" / table).mkdir(exist_ok=True)
                    file.rename(self.folder / "new" / table / file.name)
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise self.unwritable(error) from None
        self.drop()
        return merged

    def drop(self, before: int = 0) -> None:
        """Forget the parts of a file, but for those that came first."""
        for _, part in self._parts[before:]:
            if isinstance(part, Path):
                part.unlink(missing_ok=True)
        del self._parts[before:]

    def staged(self, table: str) -> list[Path]:
        """Files of a table that this import has made so far."""
        return sorted((self.folder / "new" / table).glob("*.parquet"))

    def keep(self, refusals: Path, name: str) -> None:
        """Add a file of refused rows."""
        (self.folder / "new" / "refused").mkdir(exist_ok=True)
        os.replace(refusals, self.folder / "new" / "refused" / name)

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


def _sweep(workspace: Path) -> None:
    """Remove what imports that were killed have left."""
    for old in workspace.glob(f"{STAGED}*"):
        with suppress(OSError):
            if not held(old / "owner"):
                shutil.rmtree(old, ignore_errors=True)
