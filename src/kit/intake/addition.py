"""All that one import adds to a workspace, or that `kit forget` replaces in it: at once, or it stays as it was.

What is to be added grows apart (`kit.intake.ground`).  At the end comes the moment of decision: before it, an import
that is killed leaves nothing but files that nobody reads and a later import removes; after it, whoever opens the
workspace next finishes what was begun (`kit.storage.decided`).
"""

from collections.abc import Sequence
import os
from pathlib import Path
from types import TracebackType
import uuid

import pyarrow as pa

from kit.errors import DataError
from kit.intake import forgotten, ground, snapshots
from kit.intake.growing import Growing, Mark
from kit.intake.known import Known
from kit.intake.merging import Merged, Merger
from kit.parquet_duckdb import foot
from kit.storage.decided import Unknown
from kit.storage.places import reached, remote
from kit.tables import TABLES
from kit.workspace import Workspace

ROOM = "make room or choose another folder."
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
        try:
            with reached(workspace.path):
                self.forgotten, self._mark = forgotten.load(workspace.path), forgotten.mark(workspace.path)
            self._ground = ground.of(workspace)
        except OSError as error:
            raise self.unwritable(error) from None
        self.folder = self._ground.folder
        self.going: list[str] = []
        self._growing: list[Growing] = []
        self._merger: Merger | None = None
        self._known: dict[str, Known] = {}

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
            self._ground.leave()

    def unwritable(self, error: Exception) -> Unwritable:
        """The sentence for an error of the disk."""
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        return Unwritable(
            f"Cannot write to the workspace {self.workspace.path} ({why}), so nothing was added; "
            + ("check credentials and network, and import again." if remote(self.workspace.path) else ROOM)
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
                known = self._what_is_there(table)
                merged[table] = self._merging.merge(files, known, source)
            for table, its in merged.items():  # all of a file or nothing of it
                if its.file is not None:
                    place = self.place(f"{table}/{its.file.mark.name}.parquet")
                    os.replace(its.file.path, place)
                    self._known[table].extend([place], foot)
        except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise self.unwritable(error) from None
        self.drop(self._growing)
        return merged

    def drop(self, files: Sequence[Growing] | None = None) -> None:
        """Forget what has grown: these files, or all."""
        for file in list(self._growing if files is None else files):
            file.discard()
            self._growing.remove(file)

    @property
    def _merging(self) -> Merger:
        if self._merger is None:
            self._merger = Merger(self.folder, MEMORY)
            self.workspace.serve(self._merger.con)
        return self._merger

    def _what_is_there(self, table: str) -> Known:
        """The rows of a table in the workspace, and those that this import has made so far."""
        if table not in self._known:
            self._known[table] = Known(TABLES[table], self._merging.con)
            self._known[table].extend(self.workspace.files(table), self.workspace.foot)
        return self._known[table]

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
        snapshots.renew(self)
        self._ground.seal(self.going)
        with reached(self.workspace.path):
            now = forgotten.mark(self.workspace.path)
        if now != self._mark:
            raise Overtaken(
                f"A creator was forgotten in {self.workspace.path} meanwhile (kit forget), so nothing was changed; do "
                "it again."
            )
        try:
            self._ground.decide()
        except Unknown as error:
            raise Unwritable(
                f"{self.workspace.path} does not answer ({error}), so it is not known whether this was added; kit "
                f"check {self.workspace.path} tells, and the same files twice add nothing."
            ) from None
        try:
            self.workspace.disk.finish()
        except OSError as error:
            raise Unwritable(
                f"What was decided for {self.workspace.path} is not all in its place yet ({error.strerror}); whatever "
                "opens the workspace next goes on with it."
            ) from None
