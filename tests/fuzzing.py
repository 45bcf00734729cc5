"""Many mutants are imported, and all that must hold whatever a file is like is looked at.

`batch` imports some mutants with one call, into one workspace, and gives what is wrong in sentences.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
import hashlib
import json
import math
import os
from pathlib import Path
import re
import shutil
import signal
import time
import traceback

import pyarrow as pa
import pyarrow.parquet as pq

from kit import privacy
from kit.intake import FileReport, import_paths
from kit.reading import archives
from kit.tables import TABLES
from mutations import Mutant, mutant
import wrappings

AT_ONCE = 20  # mutants that are imported with one call
PATIENCE = 120  # seconds after which an import hangs
CODE = re.compile(r"Traceback|File \"|\w(Error|Exception)\b|\bNone\b|<class|0x[0-9a-f]{8}|could not be read \(")
IDS = {"videos": ("video_id",), "comments": ("comment_id", "video_id"), "orders": ("order_id",)}
FIGURES = {"videos": ("views", "likes", "comments", "shares", "saves"), "creators": ("followers",)}
BLANK = r"[^\S\r\n\t]"
FIGURE = re.compile(rf"\d(?:[\d.,'’]|{BLANK})*\d|\d")
TABBED = re.compile(r"\d+(?:\t\d{3})+")  # a tab in a quoted cell is as good as any blank
SHORT = re.compile(rf"\d(?:[\d.,']|{BLANK})*(?:e[+-]?\d+|{BLANK}*[^\W\d_]+)", re.IGNORECASE)  # 1.2M, 3e+06

FIRST, LAST = -719_162, 2_932_896  # days of the years 1 to 9999, as Arrow counts them
LENGTHY = re.compile(r"([^\d])\1{999,}|\d{9999,}")


@dataclass
class Tally:
    """Figures of many batches."""

    files: int = 0
    refused: int = 0
    accepted: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        self.files += other.files
        self.refused += other.refused
        self.accepted += other.accepted
        for ours, theirs in ((self.rows, other.rows), (self.errors, other.errors)):
            ours.update(theirs)
        self.slowest = sorted(self.slowest + other.slowest, reverse=True)[:5]
        self.wrong += other.wrong

    def __str__(self) -> str:
        rows = ", ".join(f"{n:,} {what}" for what, n in self.rows.items())
        slow = "; ".join(f"{seconds:.2f} s {what}" for seconds, what in self.slowest)
        return (
            f"{self.files:,} mutants: {self.accepted:,} files accepted, {self.refused:,} refused whole; rows: {rows}; "
            f"{len(self.wrong)} wrong; the slowest: {slow}"
        )


def run(seed: int, numbers: Sequence[int], folder: Path, again: int = 1) -> Tally:
    """Import these mutants, some at once; every `again`-th time once more."""
    os.environ.setdefault("KIT_KEY_FILE", str(folder.parent / "key" / "person.key"))
    tally = Tally()
    for turn, first in enumerate(range(0, len(numbers), AT_ONCE)):
        place = folder / f"b{first}"
        place.mkdir(parents=True)
        some = [mutant(seed, n) for n in numbers[first : first + AT_ONCE]]
        try:
            tally.add(batch(some, place, again=turn % again == 0))
        except Exception:  # in what looks at them; the others are to be told all the same
            tally.add(Tally(len(some), wrong=[f"{_span(some)}: {traceback.format_exc(limit=-3)}"]))
        shutil.rmtree(place)
    return tally


def batch(mutants: Sequence[Mutant], place: Path, again: bool = True) -> Tally:
    """Import mutants with one call; if asked, twice.  `place` is a folder that holds nothing."""
    tally = Tally(files=len(mutants))
    paths = {m: wrappings.put(m, place / f"m{m.number}") for m in mutants}
    before, workspace = seen(place), place / "ws"
    parts = {m: len(list(archives.files(path, workspace))) or 1 for m, path in paths.items()}
    reports = _imported(tally, paths, workspace)
    if reports is None:
        return tally
    if sum(parts.values()) != len(reports):
        tally.wrong.append(f"{len(reports)} reports for {sum(parts.values())} files of {_span(mutants)}")
        return tally
    rest, own = iter(reports), {}
    for m, n in parts.items():
        own[m] = [next(rest) for _ in range(n)]
        for report in own[m]:
            tally.wrong += [f"{m}: {words}" for words in told_wrongly(report)]
    _figures(tally, reports)
    tally.wrong += [f"{_span(mutants)}: {words}" for words in outside(before, seen(place), workspace)]
    tally.wrong += [f"{_span(mutants)}: {words}" for words in inside(workspace, reports)]
    try:
        tally.wrong += list(not_in_the_files(workspace, own))
    except OverflowError:
        tally.wrong.append(f"{_span(mutants)}: a moment in the workspace cannot be read")
    if again:
        _again(tally, paths, workspace)
    return tally


def _span(mutants: Iterable[Mutant]) -> str:
    numbers = [m.number for m in mutants]
    return f"mutants {numbers[0]} to {numbers[-1]}"


def _imported(tally: Tally, paths: dict[Mutant, Path], workspace: Path) -> list[FileReport] | None:
    """Their reports; None where anything was raised, or took too long."""

    def hangs(number: int, frame: object) -> None:
        raise TimeoutError("the import hangs")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(PATIENCE)
    begun = time.monotonic()
    try:
        return import_paths(list(paths.values()), workspace)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        tally.wrong.append(f"{_span(paths)}: {type(error).__name__} {error!s:.300}")
        return None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        tally.slowest.append(((time.monotonic() - begun), f"for {_span(paths)}"))


def _figures(tally: Tally, reports: Sequence[FileReport]) -> None:
    for report in reports:
        tally.refused += bool(report.error)
        tally.accepted += not report.error
        if report.error:
            tally.errors[
                re.sub(
                    r"^.*? (?=(is|holds|has|cannot|ends|lies|lacks|would|was|names|needs|gives)\b)", "", report.error
                )[:60]
            ] += 1
        for counts in report.tables.values():
            tally.rows.update(counts)


def told_wrongly(report: FileReport) -> Iterator[str]:
    """What is wrong with what a report says."""
    words = report.error
    if words is not None:
        if CODE.search(words) or "\n" in words or not words.endswith("."):
            yield f"its error is no sentence for people: {words[:300]}"
        if report.tables or report.reasons or report.notes:
            yield f"it is refused and has figures: {report.to_json()}"
        return
    if not report.format or not report.tables:
        yield f"neither an error nor tables: {report.to_json()}"
    for name, counts in report.tables.items():
        if name not in TABLES or min(counts.values(), default=0) < 0:
            yield f"odd counts of {name}: {counts}"
        if counts["read"] != counts["kept"] + counts["merged"] + counts["refused"]:
            yield f"the counts of {name} do not add up: {counts}"
    rows = sum(counts["kept"] + counts["merged"] for counts in report.tables.values())
    if not rows and not report.reasons and not report.notes:
        yield f"no rows, and not a word about it: {report.to_json()}"
    if any(CODE.search(said) for said in (*report.reasons, *report.notes)):
        yield f"its reasons are not for people: {report.to_json()}"
    if (sum(report.reasons.values()) > 0) != (report.refused > 0):
        yield f"reasons without refused rows, or the other way round: {report.to_json()}"


def seen(place: Path) -> dict[str, str]:
    """All that lies in a folder, and the folder above it, by a hash of its bytes."""
    found = {}
    for at, folders, names in os.walk(place.parent):
        folders[:] = [name for name in folders if Path(at, name) != place / "ws"]
        for name in (*folders, *names):
            path = Path(at, name)
            what = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
            found[str(path)] = f"{path.lstat().st_mode} {what}"
    return found


def outside(before: dict[str, str], after: dict[str, str], workspace: Path) -> Iterator[str]:
    """What an import changed that is not its own."""
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    if changed:
        yield f"outside the workspace was changed {sorted(changed)[:5]}"
    for path in ("/tmp/kit-out.csv", str(Path.home() / "out.csv")):
        if os.path.exists(path):
            yield f"{path} was written"


def inside(workspace: Path, reports: Sequence[FileReport]) -> Iterator[str]:
    """What is wrong with a workspace that was new, after an import with these reports."""
    for path in workspace.rglob("*"):
        if path.name.startswith(".") or path.suffix == ".part":
            yield f"{path.name} lies about"
        elif path.is_file() and path.suffix != (".csv" if path.parent.name == "refused" else ".parquet"):
            yield f"{path} is no file of a workspace"
    for folder in (f for f in workspace.iterdir() if f.is_dir() and f.name not in (*TABLES, "refused")):
        yield f"{folder.name} is no table"
    for name, spec in TABLES.items():
        rows = table(workspace, name)
        kept = sum(r.tables[name]["kept"] for r in reports if name in r.tables)
        items = len({tuple(row[c] for c in spec.key) for row in rows.select(spec.key).to_pylist()})
        if kept != items:
            yield f"{kept} {name} are said to be kept, and {items} are there"
        for column in spec.required:
            if rows[column].null_count:
                yield f"{name}.{column} is missing in a row"
        for column, kind in spec.columns.items():
            if kind in ("time", "date"):
                odd = [
                    v
                    for v in rows[column].cast(pa.int64() if kind == "time" else pa.int32()).to_pylist()
                    if v is not None and not FIRST <= v // (86_400_000_000 if kind == "time" else 1) < LAST
                ]
                if odd:
                    yield f"{name}.{column} has {odd[0]} in it, which is no day"
            if pa.types.is_floating(rows.schema.field(column).type):
                odd = [v for v in rows[column].to_pylist() if v is not None and not math.isfinite(v)]
                if odd:
                    yield f"{name}.{column} has {odd[0]} in it"
            if kind == "count" and any(v is not None and v < 0 for v in rows[column].to_pylist()):
                yield f"{name}.{column} is below 0"


def table(workspace: Path, name: str) -> pa.Table:
    """All rows of a table, read without the kit; an error where a file has other columns than it should."""
    schema = TABLES[name].arrow_schema()
    read = [pq.read_table(file) for file in sorted((workspace / name).glob("*.parquet"))]
    for part in read:
        if part.column_names != schema.names:
            raise AssertionError(f"{name} has the columns {part.column_names}")
    return pa.concat_tables([part.cast(schema) for part in read]) if read else schema.empty_table()


def not_in_the_files(workspace: Path, own: dict[Mutant, list[FileReport]]) -> Iterator[str]:
    """Ids and figures in the workspace that the file which they are said to come from does not hold."""
    labels: dict[str, list[Mutant]] = {}
    for m, reports in own.items():
        for report in reports:
            labels.setdefault(f"{report.format}: {privacy.masked(report.file)}", []).append(m)
    for name in {*IDS, *FIGURES}:
        for row in table(workspace, name).to_pylist():
            origin = labels.get(row["source"], list(own))
            texts = [text for m in origin for text in m.texts]
            if not all(m.texts for m in origin):
                continue
            for column in IDS.get(name, ()):
                if row[column] is not None and not any(_held(row[column], text) for text in texts):
                    yield f"{name}.{column} {row[column]!r} is not in {', '.join(map(str, origin))}"
            for column in FIGURES.get(name, ()):
                if row[column] is not None and not any(row[column] in figures(text) for text in texts):
                    yield f"{name}.{column} {row[column]} is not in {', '.join(map(str, origin))}"


def _held(word: str, text: str) -> bool:
    """Whether a text has a word in it, be it as JSON writes it, or with quotation marks elsewhere."""
    text = re.sub("\r\n?", "\n", text)
    ways = (word, json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1])
    return any(way in text for way in ways) or word.replace('"', "") in text.replace('"', "")


KNOWN: dict[str, set[int]] = {}


def figures(text: str) -> set[int]:
    """The whole numbers that a text states, in whatever way they may be grouped; shortened ones are worked out."""
    if text not in KNOWN:
        found, own = set(), text
        text = LENGTHY.sub("", text)
        for piece in (*FIGURE.findall(text), *TABBED.findall(text)):
            parts = [*re.split(r"[\s,]+", piece), *piece.split(",")]
            for some in (piece, re.sub(r"[.,]0+$", "", piece), *parts, *(re.sub(r"[.,]0+$", "", p) for p in parts)):
                digits = re.sub(r"\D", "", some)
                found |= {int(digits)} if digits and len(digits) < 20 else set()
        for piece in SHORT.findall(text):
            for at in (0, *(m.end() for m in re.finditer(r"[,\s](?=\d)", piece))):
                found |= _shortened(piece[at:])
        KNOWN.clear() if len(KNOWN) > 60 else None
        text = own
        KNOWN[text] = found
    return KNOWN[text]


def _shortened(piece: str) -> set[int]:
    number = re.match(r"[\d.,'\s]+", piece)[0].strip()  # type: ignore[index]
    rest = piece[len(number) :].strip().lower()
    found = set()
    for plain in (
        number.replace(",", "."),
        re.sub(r"[,'\s]", "", number),
        re.sub(r"[.'\s]", "", number).replace(",", "."),
    ):
        for factor in (
            float("1" + rest) if re.fullmatch(r"e[+-]?\d{1,3}", rest) else 0,
            1e3,
            1e4,
            1e5,
            1e6,
            1e7,
            1e8,
            1e9,
        ):
            try:
                found.add(round(float(plain) * factor))
            except (ValueError, OverflowError):
                continue
    return found


def _again(tally: Tally, paths: dict[Mutant, Path], workspace: Path) -> None:
    """The same files once more add nothing."""
    reports = _imported(tally, paths, workspace)
    kept = {r.file: dict(r.tables) for r in reports or () if any(counts["kept"] for counts in r.tables.values())}
    if kept:
        tally.wrong.append(f"{_span(paths)}: kept once more {str(kept)[:300]}")
