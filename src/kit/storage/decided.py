"""What was decided about a workspace and is not all in its place yet, as whoever decided it was ended at that moment.

On a disk a folder, renamed, is the decision: all that is in it belongs in the workspace.  A store cannot rename: there
the files lie under a prefix that nobody reads, and the decision is one small object, written last, that lists them.
Whoever opens the workspace next finishes it; that two do so at once is no harm.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
import datetime as dt
import json
import os
from pathlib import Path
import re
import shutil
from typing import Any, TYPE_CHECKING

from kit.storage import places
from kit.tables import TABLES

if TYPE_CHECKING:
    from kit.storage.objects import Objects

STAGED = ".import-"  # a folder, or in a store a prefix, in which an import grows
COMMITTED = ".commit-"  # a folder of files that belong here and are about to be moved into their places
GONE = "gone"  # in it, where there is one: a JSON list of files of the workspace that go as those come
DECIDED = "decided"  # in a store, instead: a JSON object of lists, `comes` and `goes`
OLD = dt.timedelta(days=1)  # after which what lies undecided in a store was left: nobody can see who lives
SNAPSHOTS = "snapshots"  # the folder of what lies ready of large tables (`kit.intake.snapshots`)
ROOMS = "|".join((*TABLES, "refused", SNAPSHOTS))


def finish(folder: Path) -> None:
    """Move into their places the files of what was decided, and remove those that it replaces.

    Whoever comes first moves a file.
    """
    for decided in folder.glob(f"{COMMITTED}*"):
        for file in sorted(decided.rglob("*.*")):
            target = folder / file.relative_to(decided)
            target.parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):
                os.replace(file, target)
        for name in _gone(decided / GONE):
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(decided, ignore_errors=True)


def _gone(listed: Path) -> list[str]:
    """Names of files of tables, snapshots or refused rows; of whatever else a list says, nothing is removed."""
    try:
        names = json.loads(listed.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # nothing goes, or another process has finished
        return []
    return [name for name in names if _ours(name)]


def _ours(name: Any) -> bool:
    return isinstance(name, str) and re.fullmatch(rf"({ROOMS})/[^/\\]+\.\w+", name) is not None


def upload(objects: "Objects", unique: str, files: Mapping[str, Path]) -> None:
    """In a store: lay these files ready, by the names that they will have."""
    if files:
        staged = [objects.key(f"{STAGED}{unique}/{name}") for name in files]
        with places.reached(objects.path):
            objects.fs.put([str(file) for file in files.values()], staged)


def decide(objects: "Objects", unique: str, comes: Sequence[str], goes: Sequence[str]) -> None:
    """In a store: what was laid ready comes, and those go; OSError where that could not be decided, and Unknown where
    nobody answers whether it is."""
    decision = f"{COMMITTED}{unique}/{DECIDED}"
    try:
        with places.reached(objects.path):
            objects.fs.pipe_file(objects.key(decision), json.dumps({"comes": list(comes), "goes": list(goes)}).encode())
    except BaseException as error:  # its answer may have been lost on the way back
        if not _stands(objects, decision, error):
            raise
    objects.renew()


def _stands(objects: "Objects", decision: str, error: BaseException) -> bool:
    try:
        return bool(objects.read(decision))
    except FileNotFoundError:
        return False
    except OSError:
        raise Unknown(" ".join(str(error).split())) from error


class Unknown(Exception):
    """Whether something was decided cannot be asked."""


def finish_objects(objects: "Objects") -> None:
    """In a store: copy what was decided into its place, remove what it replaces, and last the decision."""
    fs = objects.fs
    decisions = [n for n in objects.told if re.fullmatch(rf"{re.escape(COMMITTED)}[^/]+/{DECIDED}", n)]
    for decision in decisions:
        staged = STAGED + decision.removeprefix(COMMITTED).removesuffix(DECIDED)
        with suppress(FileNotFoundError), places.reached(objects.path):  # another process has finished
            said = json.loads(objects.read(decision))
            comes = [name for name in said["comes"] if _ours(name) or re.fullmatch(r"[^/\\.]+\.json", name)]
            if comes:
                sources, targets = [objects.key(staged + n) for n in comes], [objects.key(n) for n in comes]
                fs.copy(sources, targets, on_error="ignore")  # one that is not there was moved before
            remove(objects, [name for name in said["goes"] if _ours(name)])
            remove(objects, [staged + name for name in comes])
            remove(objects, [decision])
    if decisions:
        objects.renew()


def remove(objects: "Objects", names: Sequence[str]) -> None:
    """Remove objects; that one is not there is no harm."""
    if names:
        with suppress(FileNotFoundError), places.reached(objects.path):
            objects.fs.rm([objects.key(name) for name in names])


def sweep_objects(objects: "Objects") -> None:
    """In a store: remove what imports that were killed have left; theirs if nothing came for a day."""
    left: dict[str, list[str]] = {}
    for name in objects.told:
        if name.startswith(STAGED):
            left.setdefault(name.split("/")[0], []).append(name)
    for names in left.values():
        if max(map(objects.modified, names)) < dt.datetime.now(dt.UTC) - OLD:
            remove(objects, names)
