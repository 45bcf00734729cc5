"""Where things lie: a folder of this machine, or a place in an object store: `s3://bucket/lotus`, `gs://bucket/lotus`.

A place in a store is a `UPath`, which does what a `pathlib.Path` does; it needs the packages of an extra.  One object
is written whole or not at all; nothing there can be renamed or locked.  Who may enter is told by the environment, as
the store's own tools have it (AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_ENDPOINT_URL; GOOGLE_APPLICATION_CREDENTIALS), and
never by the address, which stands in every report.
"""

from collections.abc import Iterator
from contextlib import contextmanager
import errno
import os
from pathlib import Path
import re
from typing import Any, cast
from urllib.parse import urlsplit

from kit.errors import DataError, UsageError

EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gs", "gcs": "gs"}  # scheme → the extra of ours that brings its packages
CHECK = "check the bucket, the credentials in the environment, and the network"
SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def remote(path: str | Path) -> bool:
    """Whether it is, or names, a place in an object store."""
    return bool(SCHEME.match(path)) if isinstance(path, str) else not isinstance(path, os.PathLike)


def place(path: str | Path) -> Path:
    """The folder or the place in a store that a text names; a path is given back as it is."""
    if not isinstance(path, str):
        return path
    scheme = SCHEME.match(path)
    if scheme is None:
        return Path(path)
    parts = urlsplit(path)
    if parts.username or parts.password or parts.query:
        raise UsageError(
            f"The address {scheme[0]}{parts.hostname}{parts.path} was given with a key or a question in it, which "
            "would stand in every report; put credentials into the environment and write the address alone."
        )
    if not parts.netloc:
        raise UsageError(f"{path} names no bucket; write it as {scheme[0]}BUCKET/FOLDER.")
    try:
        from upath import UPath

        found = UPath(path.rstrip("/"), use_listings_cache=False)
        found.fs  # noqa: B018  # loads the scheme's own package
    except (ImportError, ValueError) as error:
        extra = EXTRAS.get(scheme[1].lower())
        if extra and isinstance(error, ImportError):
            what = f'pip install "tiktok-research-kit[{extra}]"'
            raise UsageError(f"{path} needs packages that are not installed: {what}") from None
        raise UsageError(f"{path} is no folder, and nothing here reads {scheme[0]} addresses; check it.") from None
    return cast(Path, found)


def filesystem(path: Path) -> Any:
    """The fsspec filesystem of a place in a store."""
    return cast(Any, path).fs


def object_key(path: Path) -> str:
    """A place in a store as its filesystem calls it."""
    return str(cast(Any, path).path)


@contextmanager
def reached(path: Path) -> Iterator[None]:
    """What a store's own package raises, of credentials or network, becomes an OSError with one line as `strerror`."""
    try:
        yield
    except (DataError, UsageError):
        raise
    except OSError as error:
        if error.strerror or not remote(path):
            raise
        raise type(error)(error.errno or errno.EIO, line(error)) from error
    except Exception as error:
        if not remote(path):
            raise
        raise OSError(errno.EIO, line(error)) from error


def unread(path: Path, why: object) -> DataError:
    """The sentence for a place in a store that could not be read."""
    return DataError(f"{path} cannot be read ({why}); {CHECK}.")


def line(error: BaseException) -> str:
    """One line, without the addresses that it may have been asked with."""
    said = " ".join(str(error).split()) or type(error).__name__
    return re.sub(r'"?https?://\S+', "the store", said)[:200].rstrip(". ")
