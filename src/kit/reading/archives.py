"""From a path to the files worth importing: folders are walked, archives opened, sizes limited."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import io
import lzma
import os
from pathlib import Path
import struct
from typing import IO
import zipfile
import zlib

from kit.errors import DataError

LARGE = 24 << 20  # bytes from which a file is read in pieces
LARGEST = 512 << 20  # bytes of a file that is read in one piece, and of an archive once unpacked
RATIO = 200  # an archive that unpacks to more than this many times its size is not an export
MEMBERS = 2_000
SUFFIXES = {
    ".csv",
    ".tsv",
    ".tab",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".zip",
    ".parquet",
    ".json",
    ".jsonl",
    ".ndjson",
    "",
}  # what folders and archives are searched for; pictures, notes and the like are passed over
BROKEN = (  # what `zipfile` raises about damaged bytes; the last two where they lead it to impossible places
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, OSError),
    *(LookupError, ValueError),
)


@dataclass(frozen=True)
class File:
    """One file to import; its bytes are read when asked for.  `names`: its own, then those of the archives around
    it, which may carry a date or a handle; `folder` is the name of the folder that it lies in."""

    label: str
    names: tuple[str, ...]
    path: Path
    members: tuple[str, ...] = ()
    folder: str = ""

    @property
    def stem(self) -> str:
        return Path(self.names[0]).stem

    @property
    def large(self) -> bool:
        """Whether it is a file of its own that is better read in pieces."""
        try:
            return not self.members and self.path.is_file() and self.path.stat().st_size > LARGE
        except OSError:
            return False

    def start(self, size: int) -> bytes:
        """The first bytes of a file that is no member of an archive."""
        with self._opened() as stream:
            return stream.read(size)

    def read(self) -> bytes:
        """All bytes; a file that is too large, unreadable, locked or damaged is a DataError."""
        with self._opened() as stream:
            if os.fstat(stream.fileno()).st_size > LARGEST:
                raise DataError(
                    f"{self.label} is larger than {LARGEST >> 20} MiB and of a kind that is read in one piece; split "
                    "it and import the parts."
                )
            data = stream.read()
        for member in self.members:
            data = _member(data, member, self.label)
        return data

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        """The file; what is no file of bytes (a folder, a pipe, a device) or may not be read is a DataError."""
        try:
            if self.path.is_dir():
                raise DataError(f"{self.label} is a folder that holds nothing to import; name the files themselves.")
            if self.path.exists() and not self.path.is_file():
                raise DataError(f"{self.label} is no file but a pipe, a socket or a device; save it as a file first.")
            with self.path.open("rb") as stream:
                yield stream
        except OSError as error:
            raise DataError(
                f"{self.label} cannot be read ({error.strerror}); check the file and its permissions."
            ) from None


def files(path: Path, skip: Path | None = None) -> Iterator[File]:
    """The files of a path: itself, the members of an archive, or what lies in a folder (but not in `skip`)."""
    if path.is_dir():
        for inner in sorted(path.iterdir(), key=lambda p: p.name):
            if _hidden(inner.name) or (skip is not None and os.path.realpath(inner) == os.path.realpath(skip)):
                continue
            if (inner.is_dir() and not inner.is_symlink()) or (inner.is_file() and inner.suffix.lower() in SUFFIXES):
                yield from files(inner, skip)
        return
    file = File(path.name, (path.name,), path, folder=Path(os.path.realpath(path)).parent.name)
    if path.suffix.lower() == ".zip":
        yield from _unpacked(file)
    else:
        yield file


def _hidden(name: str) -> bool:
    return name != ".." and name.startswith((".", "~$", "__MACOSX"))


def _unpacked(file: File) -> Iterator[File]:
    """The members of an archive, archives inside it included; one without a table in reach stands for itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            names = [i.filename for i in archive.infolist() if not i.is_dir()]
    except (*BROKEN, DataError):
        yield file
        return
    wanted = sorted(n for n in names if Path(n).suffix.lower() in SUFFIXES and not any(map(_hidden, Path(n).parts)))
    if not wanted or len(file.members) > 1 or len(wanted) > MEMBERS:
        yield file
        return
    for name in wanted:
        inner = Path(name)
        member = File(
            f"{file.label}/{name}", (inner.name, *file.names), file.path, (*file.members, name), inner.parent.name
        )
        if name.lower().endswith(".zip"):
            yield from _unpacked(member)
        else:
            yield member


def _member(data: bytes, name: str, label: str) -> bytes:
    """One member of an archive, unless it is locked, damaged or swells beyond reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(archive.infolist(), len(data), label)
            if archive.getinfo(name).flag_bits & 1:
                raise DataError(f"{label} is locked with a password; unpack it and import the files.")
            with archive.open(name) as stream:
                unpacked = stream.read(LARGEST + 1)  # an archive need not tell the truth about its sizes
    except DataError:
        raise
    except BROKEN:
        raise DataError(f"{label} lies in a damaged archive; download it again.") from None
    if len(unpacked) > LARGEST:
        raise DataError(f"{label} unpacks to more than {LARGEST >> 20} MiB; unpack it, split it and import the parts.")
    return unpacked


def check_size(items: list[zipfile.ZipInfo], packed: int, label: str) -> None:
    """Refuse an archive (a workbook is one) that would unpack to far more than an export of its size."""
    size = sum(item.file_size for item in items)
    if size > LARGEST or (size > 1 << 26 and size > RATIO * packed):
        raise DataError(
            f"{label} would unpack to {size >> 20:,} MiB, far more than an export of its size; unpack it yourself "
            "and import the files you trust."
        )
