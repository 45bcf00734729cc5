"""The disk of a workspace that is a folder of this machine; of one in an object store it is `kit.storage.objects`."""

from collections.abc import Callable, Iterable
import os
from pathlib import Path
from typing import Any, BinaryIO
import uuid

import duckdb

from kit.storage import decided


class Folder:
    """Its files, as they are at each question."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def address(self) -> str:
        return str(self.path.resolve())

    def there(self) -> bool:
        return self.path.is_dir()

    def make(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)

    def finish(self) -> None:
        """Put into its place what was decided (see `kit.storage.decided`)."""
        decided.finish(self.path)

    def files(self, room: str, ending: str) -> list[Path]:
        """Those of a folder in it, sorted."""
        return sorted((self.path / room).glob(f"*{ending}"))

    def size(self, file: Path) -> int:
        return file.stat().st_size

    def ready(self, files: Iterable[Path]) -> None:
        """These will be read."""

    def readable(self, file: Path) -> Any:
        """What Arrow and pandas read a file from."""
        return file

    def serve(self, con: duckdb.DuckDBPyConnection) -> None:
        """Let a connection read the files by their paths."""

    def write(self, file: Path, content: Callable[[BinaryIO], None]) -> None:
        """Write a file beside and rename it, so that nobody sees half of it."""
        part = file.with_name(f".{file.stem}.{uuid.uuid4().hex}.part")
        try:
            file.parent.mkdir(exist_ok=True)
            with part.open("wb") as stream:
                content(stream)
            os.replace(part, file)
        finally:
            if part.exists():
                part.unlink()
