"""Published files that name a creator: found, never changed, as they are made again from the workspace."""

import base64
from collections.abc import Iterator, Sequence
import html
import io
from pathlib import Path
import re
import zipfile

from kit.errors import UsageError
from kit.forget.person import Person
from kit.intake.traces import LONG_ID, Traces

DEFAULT = Path("reports")
LARGEST = 256 << 20  # bytes of a file that is looked into
IMAGE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
WORDS = {"handle": "their handle", "name": "their name", "video": "a video of theirs"}


def folders(given: Sequence[Path]) -> list[Path]:
    """Those that are to be looked through; ./reports where nobody names one."""
    wrong = next((folder for folder in given if not folder.is_dir()), None)
    if wrong is not None:
        raise UsageError(f"There is no folder {wrong} to look for reports in; check --out.")
    return list(given) or [folder for folder in (DEFAULT,) if folder.is_dir()]


def naming(places: Sequence[Path], who: Person, skip: Sequence[Path] = ()) -> list[tuple[Path, list[str]]]:
    """Files in these folders that name them, by their own name or inside, and by what: handle, name, video.

    A handle counts as a whole word even if it is a word of a language: a file too many does no harm here.
    """
    handles, names = Traces(who.ids, others=who.others - who.ids), Traces((), who.known_by)
    found = []
    for file in sorted({file for place in places for file in place.rglob("*") if file.is_file()}):
        if any(file.is_relative_to(s) for s in skip):
            continue
        by = set[str]()
        for text in (str(file.name), *_texts(file)):
            by |= {"handle"} if handles.named(text, loose=True, plain=True) else set()
            by |= {"name"} if names.named(text) else set()
            by |= {"video"} if _holds(text, who) else set()
        if by:
            found.append((file, [kind for kind in WORDS if kind in by]))
    return found


def _holds(text: str, who: Person) -> bool:
    return bool(who.videos) and any(m[0] in who.videos for m in LONG_ID.finditer(text))


def _texts(file: Path) -> Iterator[str]:
    """What a file says, pictures of charts and members of an archive included; nothing where it cannot be read."""
    try:
        if file.stat().st_size > LARGEST:
            return
        content = file.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.infolist():
                    yield member.filename
                    if member.file_size <= LARGEST:
                        yield from _said(archive.read(member))
        else:
            yield from _said(content)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return


def _said(content: bytes) -> Iterator[str]:
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
    yield html.unescape(text) if "&" in text else text
    for picture in IMAGE.finditer(text):
        try:
            yield base64.b64decode(picture[1]).decode(errors="replace")
        except ValueError:  # no picture after all
            continue
