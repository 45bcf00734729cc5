"""The disk of a workspace that is a place in an object store: listed once, read in few requests.

A request takes as long as reading a megabyte, so small objects come whole, of larger ones the end (where Parquet keeps
what it tells of itself), many at a time; DuckDB reads through the same.  `kit.storage.folder` does so for a folder.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
import datetime as dt
from functools import cached_property
import io
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
from fsspec.spec import AbstractBufferedFile, AbstractFileSystem

from kit.storage import decided, places

WHOLE = 1 << 20  # bytes of an object that is read at once
TAIL = 1 << 16  # bytes of the end of a larger one
HELD = 128 << 20  # bytes kept in memory
AHEAD = 1 << 20  # bytes read beyond what was asked for
AT_ONCE = 64  # objects asked for at a time
TIMES = ("LastModified", "mtime", "updated", "created")  # how stores call it


class Objects:
    """What lies under a place, as one listing tells, until `renew`; names are relative to it: videos/x.parquet."""

    def __init__(self, path: Path) -> None:
        self.path, self.fs, self.root = path, places.filesystem(path), places.object_key(path).rstrip("/")
        self._held: OrderedDict[str, tuple[int, bytes]] = OrderedDict()  # name → where its bytes begin, and they

    @property
    def address(self) -> str:
        return str(self.path)

    @cached_property
    def told(self) -> dict[str, dict[str, Any]]:
        """Name → what the store tells of it."""
        with self._answered():
            found = self.fs.find(self.root, detail=True)
        start = len(self.root) + 1
        return {key[start:]: about for key, about in found.items() if key[start:]}

    def renew(self) -> None:
        """List again at the next question."""
        self.__dict__.pop("told", None)

    def there(self) -> bool:
        return bool(self.told)

    def make(self) -> None:
        """A store has no folders."""

    def finish(self) -> None:
        decided.finish_objects(self)

    def files(self, room: str, ending: str) -> list[Path]:
        names = (n for n in self.told if n.startswith(f"{room}/") and n.endswith(ending))
        return [self.path / name for name in sorted(n for n in names if n.count("/") == room.count("/") + 1)]

    def size(self, file: Path) -> int:
        return int(self.told[self.name(file)]["size"])

    def ready(self, files: Iterable[Path]) -> None:
        self.fetch([self.name(file) for file in files])

    def readable(self, file: Path) -> "Ranged":
        return Ranged(self, self.name(file))

    def serve(self, con: duckdb.DuckDBPyConnection) -> None:
        con.register_filesystem(Shelf(self))

    def write(self, file: Path, content: Callable[[BinaryIO], None]) -> None:
        stream = io.BytesIO()
        content(stream)
        with places.reached(self.path):
            self.fs.pipe_file(places.object_key(file), stream.getvalue())
        self.renew()

    def key(self, name: str) -> str:
        """An object as its filesystem calls it."""
        return f"{self.root}/{name}"

    def name(self, file: Path | str) -> str:
        """An object by its name here; `file`: it, or its address."""
        return str(self.fs._strip_protocol(str(file)))[len(self.root) + 1 :]

    def modified(self, name: str) -> dt.datetime:
        """When an object was written; now, where the store does not tell."""
        told = self.told[name]
        when = next((told[word] for word in TIMES if told.get(word)), None)
        when = dt.datetime.fromisoformat(when) if isinstance(when, str) else when
        return when.replace(tzinfo=when.tzinfo or dt.UTC) if isinstance(when, dt.datetime) else dt.datetime.now(dt.UTC)

    def read(self, name: str) -> bytes:
        """The whole of one object, as it is now."""
        with places.reached(self.path):
            return bytes(self.fs.cat_file(self.key(name)))

    def fetch(self, names: Sequence[str]) -> None:
        """Hold what will be read first of these objects, or of as many as there is room for."""
        lacking, room = [name for name in names if name not in self._held], HELD
        for first in range(0, len(lacking), AT_ONCE):
            some = lacking[first : first + AT_ONCE]
            sizes = [int(self.told[name]["size"]) for name in some]
            starts = [0 if size <= WHOLE else size - TAIL for size in sizes]
            with self._answered():
                found = self.fs.cat_ranges([self.key(name) for name in some], starts, sizes, on_error="raise")
            self._held |= {n: (start, bytes(c)) for n, start, c in zip(some, starts, found, strict=True)}
            room -= sum(map(len, found))
            if room < 0:
                break
        while len(self._held) > 1 and sum(len(content) for _, content in self._held.values()) > HELD:
            self._held.popitem(last=False)

    def range(self, name: str, start: int, end: int) -> bytes:
        """Some of the bytes of one object."""
        if name not in self._held:
            self.fetch([name])
        begins, content = self._held.get(name, (end, b""))
        if start >= begins:
            return content[start - begins : end - begins]
        with self._answered():
            return bytes(self.fs.cat_file(self.key(name), start=start, end=end))

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """A question to the store, or one sentence."""
        try:
            with places.reached(self.path):
                yield
        except OSError as error:
            raise places.unread(self.path, error.strerror) from None


class Ranged(AbstractBufferedFile):  # type: ignore[misc]
    """One object, open for reading; its size is known from the listing."""

    def __init__(self, objects: Objects, name: str) -> None:
        self._objects, self._name = objects, name
        size = int(objects.told[name]["size"])
        super().__init__(objects.fs, objects.key(name), "rb", AHEAD, cache_type="readahead", size=size)

    def _fetch_range(self, start: int, end: int) -> bytes:
        return self._objects.range(self._name, start, end)


class Shelf(AbstractFileSystem):  # type: ignore[misc]
    """These objects for DuckDB, by their addresses; it never asks whether one is there."""

    cachable = False

    def __init__(self, objects: Objects) -> None:
        super().__init__()
        self.protocol, self._objects = objects.fs.protocol, objects

    def glob(self, path: str, **more: Any) -> Sequence[str]:
        return [path]

    def exists(self, path: str, **more: Any) -> bool:
        return self._objects.name(path) in self._objects.told

    def info(self, path: str, **more: Any) -> dict[str, Any]:
        return {"name": path, "size": self._objects.told[self._objects.name(path)]["size"], "type": "file"}

    def modified(self, path: str) -> dt.datetime:
        return self._objects.modified(self._objects.name(path))

    def open(self, path: str, mode: str = "rb", **more: Any) -> Ranged:
        return Ranged(self._objects, self._objects.name(path))
