"""`kit forget`: a creator leaves a workspace, every table, refused rows and other people's words included, for good.

All tables are rewritten without them in one step (`kit.intake.addition`): whatever ends it, the workspace is the old
one or the new one.  A file that does not name them stays as it is, and so does every other row.  Their hashes go into
the list that imports look at (`kit.intake.forgotten`).  Published files that name them are listed and stay: they are
made again.

Nothing else keeps rows: reports' records hold hashes of tables, which change, so reports are made again; kernels, the
engine and the folders of a run hold nothing beyond it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from kit import privacy
from kit.errors import DataError
from kit.files import sweep_parts, write_whole
from kit.forget import erasing, outputs, person
from kit.forget.person import Person
from kit.intake import forgotten
from kit.intake.addition import Addition, Overtaken
from kit.intake.growing import marked
from kit.intake.traces import unmistakable
from kit.storage.decided import SNAPSHOTS
from kit.storage.places import place as place_of
from kit.storage.places import reached, remote
from kit.tables import TABLES
from kit.wording import clean, plural
from kit.workspace import Workspace

ANSWERS = "truth.json"  # of a made-up workspace
ROUNDS = 5  # imports that may end while one is being forgotten


@dataclass
class Forgetting:
    """What was removed.  `tables`: name → rows removed, rows changed.  `also`: other ids of theirs; `perhaps`: ids that
    may be theirs, too; `outputs`: files that name them, and by what."""

    creator: str
    workspace: str
    dry_run: bool = False
    tables: dict[str, Counter[str]] = field(default_factory=dict)
    refused: int = 0
    also: list[str] = field(default_factory=list)
    perhaps: list[str] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def found(self) -> bool:
        return bool(self.tables or self.refused)

    def count(self, table: str, removed: int, changed: int) -> None:
        if removed or changed:
            self.tables.setdefault(table, Counter()).update(removed=removed, changed=changed)

    def to_json(self) -> dict[str, Any]:
        """The object that `kit forget --json` prints."""
        tables = {
            name: {k: self.tables[name][k] for k in ("removed", "changed")} for name in TABLES if name in self.tables
        }
        return {
            "creator": self.creator,
            "workspace": self.workspace,
            "dry_run": self.dry_run,
            "found": self.found,
            "tables": tables,
            "refused": self.refused,
            "also": self.also,
            "perhaps": self.perhaps,
            "outputs": self.outputs,
            "notes": self.notes,
        }

    def __str__(self) -> str:
        who = _shown(self.creator)
        if self.dry_run:
            lines = [f"{who} in {self.workspace}: this would go; nothing was changed."]
        elif self.found:
            lines = [f"{who} was forgotten in {self.workspace}; rows about them are refused from now on."]
        else:
            lines = [f"Nothing about {who} was found in {self.workspace}; rows about them are refused from now on."]
        lines += [
            f"  {name}: {plural(n['removed'], 'row')} removed, {n['changed']:,} changed"
            for name, n in self.to_json()["tables"].items()
        ]
        lines += [f"  refused rows: {self.refused:,} removed"] if self.refused else []
        lines += [f"  known here also as {', '.join(map(_shown, self.also))}: gone, too"] if self.also else []
        lines += [
            f"  {_shown(other)} shares a video with them: if it is their account, too, kit forget {clean(other)}"
            for other in self.perhaps
        ]
        lines += [f"  {note}" for note in self.notes]
        if self.outputs:
            lines.append("These files name them and stay; make them again with kit run … --fresh, or delete them:")
            lines += [
                f"  {one['file']} ({', '.join(outputs.WORDS[kind] for kind in one['names'])})" for one in self.outputs
            ]
        return "\n".join(lines)


def _shown(creator: str) -> str:
    return clean(creator if creator.startswith("name:") or creator.isdigit() else f"@{creator}")


def forget(creator: str, workspace: str | Path, out: Sequence[str | Path] = (), dry_run: bool = False) -> Forgetting:
    """Remove a creator from a workspace and refuse them from now on; one who is not there is refused, too.

    `creator`: a handle, the address of a profile, the platform's number, or name:…  `out`: folders of reports to look
    through (default: ./reports).  `dry_run`: only say what would go.
    """
    place = Workspace(workspace)
    kept = (place.path / "refused", place.path / forgotten.FILE)
    if not place.names and not any(path.exists() for path in kept):
        raise DataError(f"{place.path} holds no tables, so nobody can be forgotten in it; check the path.")
    published = outputs.folders([place_of(folder) for folder in out])
    who = Person(frozenset({person.meant(creator)}))
    done = Forgetting(person.meant(creator), str(workspace), dry_run)
    given = who.ids
    seen: set[Path] = set()
    for _ in range(ROUNDS):
        who |= person.found(Workspace(place.path), done.creator)
        with suppress(Overtaken):  # somebody else was forgotten at the same time: then once more
            seen = _round(place.path, who, done, seen)
            if dry_run or seen == set(_files(Workspace(place.path))):
                break
    else:
        raise DataError(f"Imports into {place.path} go on meanwhile; do it again when they have ended.")
    done.also, done.perhaps = sorted(who.ids - given), sorted(who.perhaps - who.ids)
    done.notes = _notes(who, published)
    inside = [place.path / name for name in (*TABLES, "refused", SNAPSHOTS, forgotten.FILE)]
    inside += [place.path / ANSWERS] if dry_run else []
    for file, by in outputs.naming([*published, place.path], who, inside):
        done.outputs.append({"file": str(file), "names": by})
    return done


def _round(path: Path, who: Person, done: Forgetting, seen: set[Path]) -> set[Path]:
    """Rewrite the files that nobody has looked at yet; all files that are there then."""
    workspace, eraser = Workspace(path), erasing.Eraser(who)
    counted = Forgetting(done.creator, done.workspace)
    if done.dry_run:
        _tables(workspace, eraser, counted, seen, None)
        _refused(workspace, eraser, counted, seen, None)
        done.tables, done.refused = counted.tables, counted.refused
        return set()
    if not remote(path):
        _leftovers(path)
    with Addition(workspace) as addition:
        files = set(_files(workspace))
        new = _tables(workspace, eraser, counted, seen, addition)
        new += _refused(workspace, eraser, counted, seen, addition)
        _answers(path, eraser, addition)
        known = (addition.forgotten or forgotten.fresh()).more(who.hashed)
        write_whole(addition.place(forgotten.FILE), known.content())
        gone = {path / name for name in addition.going}
    for table, n in counted.tables.items():
        done.count(table, n["removed"], n["changed"])
    done.refused += counted.refused
    return files - gone | {path / name for name in new}


def _files(workspace: Workspace) -> Iterable[Path]:
    """Tables and refused rows."""
    every = (workspace.disk.files(room, "") for room in (*TABLES, "refused"))
    return (file for files in every for file in files if "." in file.name.lstrip(".") and file.name[0] != ".")


def _leftovers(path: Path) -> None:
    """Remove half a file that a killed writer has left."""
    sweep_parts(path)
    for name in TABLES:
        for part in (path / name).glob(".*.part"):
            part.unlink(missing_ok=True)


def _tables(
    workspace: Workspace, eraser: erasing.Eraser, done: Forgetting, seen: set[Path], addition: Addition | None
) -> list[str]:
    """Every Parquet file that names them, without them; the names of the new ones."""
    new: list[str] = []
    for table in workspace.names:
        for file in workspace.files(table):
            if file in seen:
                continue
            workspace.foot(file)  # one that is damaged ends it here, with a sentence
            rows, removed, changed = eraser.table(table, erasing.read(workspace.disk.readable(file)))
            done.count(table, removed, changed)
            if addition is None or not (removed or changed):
                continue
            addition.remove(f"{table}/{file.name}")
            if len(rows):
                new.append(f"{table}/{marked(table, rows).name}.parquet")
                pq.write_table(rows, addition.place(new[-1]), compression="zstd")
    return new


def _refused(
    workspace: Workspace, eraser: erasing.Eraser, done: Forgetting, seen: set[Path], addition: Addition | None
) -> list[str]:
    """The same for refused rows."""
    new = []
    for file in workspace.disk.files("refused", ".csv"):
        made = None if file in seen else eraser.refused(file)
        if made is None:
            continue
        name, content, rows = made
        done.refused += rows
        if addition is not None:
            addition.remove(f"refused/{file.name}")
            if content:
                write_whole(addition.place(f"refused/{name}"), content)
                new.append(f"refused/{name}")
    return new


def _answers(path: Path, eraser: erasing.Eraser, addition: Addition) -> None:
    """What a made-up workspace tells of its truth."""
    with suppress(OSError, ValueError):  # there is none, or it is somebody's own file: then it is listed
        with reached(path):
            before = (path / ANSWERS).read_text(encoding="utf-8")
        after = eraser.answers(before)
        if after != before:
            write_whole(addition.place(ANSWERS), after.encode())


def _notes(who: Person, published: Sequence[Path]) -> list[str]:
    """What a person should know who has to answer for it."""
    notes = []
    if not privacy.key_file().is_file():
        notes.append(
            f"comments that they wrote on others' videos could not be found: the key {privacy.key_file()}, by which "
            "authors are told apart, is not on this machine"
        )
    plain = sorted(h for h in who.handles if not unmistakable(h))
    if plain:
        notes.append(
            f"{', '.join(plain)} could be a mere word, so in others' texts it was taken out with @ or # before it only"
        )
    if not published:
        notes.append("no folder of reports was looked through; name those that were published with --out")
    return notes
