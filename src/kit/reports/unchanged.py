"""When a report need not be made again: nothing that it rests on has changed since its last run.

It rests on its notebook, its parameters, the tables that it read (their content, and how many of their rows were
refused), the newest capture where that was the day to look back from and the report asked for it, the kit's own code
and templates, and the installed packages.  A report that read no workspace through `kit.open` is always made again,
since nobody knows what it read.
"""

from collections.abc import Mapping, Sequence
from functools import cache
import hashlib
import json
from pathlib import Path
import platform
import sys
from typing import Any, TYPE_CHECKING

from kit import style
from kit.reports import catalog, results
from kit.storage.places import filesystem, object_key, reached, remote

if TYPE_CHECKING:
    from kit.reports.run import Run

MARKS = ("ETag", "md5Hash", "crc32c", "etag")  # what stores call it
Facts = Mapping[str, Mapping[str, Any]]  # a workspace's path → as kit.reports.preflight tells of it


def key(notebook_sha256: str, parameters: Mapping[str, Any], read: Sequence[Mapping[str, Any]]) -> str:
    """One hash of all that a report rests on; "" where what it read is not known, or may change unseen (a database)."""
    if not read or not all(one.get("tables") and all(one["tables"].values()) for one in read):
        return ""
    inputs = [
        {
            "workspace": one["workspace"],
            "tables": one["tables"],
            "refused": results.refused_of(one["tables"], one.get("refused") or {}),
            "newest_capture": one.get("newest_capture"),
        }
        for one in read
    ]
    rests = [notebook_sha256, dict(parameters), inputs, code(str(style.template_dir())), environment()]
    return hashlib.sha256(json.dumps(rests, sort_keys=True, default=str).encode()).hexdigest()


def still(record: Mapping[str, Any], run: "Run", out: Path, facts: Facts) -> bool:
    """Whether the run would give what this record tells of, and the files are there as they were written."""
    if record.get("status") not in ("done", "skipped") or not record.get("key"):
        return False
    now = []
    for one in record.get("read", []):
        found = facts.get(one.get("workspace", ""))
        if not found:
            return False
        tables = {name: found["tables"].get(name) for name in one["tables"]}
        newest = None if one.get("newest_capture") is None else found.get("newest_capture", "")
        now.append({**one, "refused": found.get("refused"), "newest_capture": newest, "tables": tables})
    same = record["key"] == key(catalog.report(run.report).sha256, run.parameters, now)
    return same and record["report"] == run.report and record.get("files_sha256") == digest(out, record["files"])


def digest(out: Path, names: Sequence[str]) -> str:
    """One hash of the files that a report wrote; "" if one is gone.

    An object store tells a mark of each object's content, so that none is read again.
    """
    hashed = hashlib.sha256()
    try:
        marks = _told(out, names) if remote(out) else _hashes(out, names)
        for name in sorted(names):
            hashed.update(f"{name}\0".encode() + marks[name])
    except (OSError, KeyError):
        return ""
    return hashed.hexdigest()


def _hashes(out: Path, names: Sequence[str]) -> dict[str, bytes]:
    return {name: hashlib.sha256((out / name).read_bytes()).digest() for name in names}


def _told(out: Path, names: Sequence[str]) -> dict[str, bytes]:
    """What the store tells of each object's content: one question a page, one a folder of CSVs."""
    found: dict[str, bytes] = {}
    with reached(out):
        fs = filesystem(out)
        every = [fs.info(object_key(out / name)) for name in names if "/" not in name]
        for folder in {name.rpartition("/")[0] for name in names if "/" in name}:
            every += fs.ls(object_key(out / folder), detail=True)
        for about in every:
            mark = next((about[word] for word in MARKS if about.get(word)), None)
            mark = mark or hashlib.sha256(fs.cat_file(about["name"])).hexdigest()
            found[about["name"].removeprefix(object_key(out)).lstrip("/")] = f"{mark} {about['size']}".encode()
    return found


@cache
def code(templates: str) -> str:
    """Of the package's own files and the page's template."""
    hashed = hashlib.sha256()
    for folder in (Path(__file__).parents[1], Path(templates)):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".py", ".csv", ".j2", ".css", ".json")):
            hashed.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return hashed.hexdigest()


@cache
def environment() -> list[str]:
    """Python, the system, and every installed package with its version, as the folders of their records are named."""
    installed = {found.name for place in sys.path for found in Path(place or ".").glob("*.dist-info")}
    return [platform.python_version(), sys.platform, platform.machine(), *sorted(installed)]
