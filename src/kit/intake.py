"""`kit import`: recognise a file, check its rows, add what is new, and account for every row.

Read = kept + merged + refused, for every table.  Kept counts items that neither this import nor the workspace had;
merged are rows about an item already seen.  Of the merged rows those that say something new (another capture, other
figures) are stored all the same: reading picks the newest.  Refused rows lie in the workspace under refused/.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
import datetime as dt
from pathlib import Path
from typing import Any

from kit import merging, prepare, privacy, refused, sources, wording
from kit.errors import DataError, UsageError
from kit.frames import conform
from kit.sources import mapped, moments, Options, Reading
from kit.sources.archives import File, files
from kit.sources.reading import sheets
from kit.sources.sheet import Sheet
from kit.workspace import Workspace

SHOWN = 12  # names of columns in an error; an Apify export has hundreds


@dataclass
class FileReport:
    """What became of one file.

    tables: name → read, kept, merged, refused.  reasons: why rows were refused → how many.  notes: what was noticed
    about rows that were kept → how many.  error: why the whole file was refused.
    """

    file: str
    format: str | None = None
    tables: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    columns_used: list[str] = field(default_factory=list)
    columns_ignored: list[str] = field(default_factory=list)
    error: str | None = None

    @property
    def refused(self) -> int:
        return sum(counts["refused"] for counts in self.tables.values())

    def to_json(self) -> dict[str, Any]:
        """The object that `kit import --json` prints."""
        tables = {
            name: {k: counts[k] for k in ("read", "kept", "merged", "refused")} for name, counts in self.tables.items()
        }
        return {
            "file": self.file,
            "format": self.format,
            "tables": tables,
            "reasons": dict(self.reasons.most_common()),
            "notes": dict(self.notes.most_common()),
            "columns_used": self.columns_used,
            "columns_ignored": self.columns_ignored,
            "error": self.error,
        }

    def __str__(self) -> str:
        """One line on what happened, then one for each reason and note."""
        if self.error:
            return self.error if self.error.startswith(self.file) else f"{self.file}: {self.error}"
        lines = [
            f"{self.file} ({self.format}): "
            + "; ".join(
                f"{name} {c['read']:,} read, {c['kept']:,} kept, {c['merged']:,} merged, {c['refused']:,} refused"
                for name, c in self.tables.items()
            )
        ]
        lines += [f"  refused {n:,}: {words}" for words, n in self.reasons.most_common()]
        lines += [f"  noted {n:,}: {words}" if n else f"  noted: {words}" for words, n in self.notes.most_common()]
        return "\n".join(lines)


def import_paths(
    paths: Iterable[str | Path],
    into: str | Path,
    as_format: str | None = None,
    map_file: str | Path | None = None,
    captured_at: str | None = None,
    year: int | str | None = None,
) -> list[FileReport]:
    """Import files, folders and archives into the workspace `into`, which is made if need be; one report a file.

    Wrong arguments raise UsageError before anything is done; a file that cannot be imported is refused in its report.
    """
    given = [Path(p) for p in paths]
    missing = [str(p) for p in given if not p.exists()]
    if missing or not given:
        raise UsageError(
            f"There is no file or folder {missing[0]}; check the path." if missing else "Name a file to import."
        )
    if as_format:
        sources.named(as_format)
    if map_file:
        mapped.load(map_file)
    options = Options(_year(year), str(map_file or ""))
    moment = _moment(captured_at)
    privacy.check_outside(Path(into))
    workspace = Workspace.create(into)
    found = [file for path in given for file in files(path, skip=workspace.path)]
    if not found:
        raise UsageError(f"There is nothing to import in {given[0]}; the kit reads CSV, XLSX, Parquet and ZIP files.")
    return [_one(file, workspace, as_format, options, moment) for file in found]


def _one(
    file: File, workspace: Workspace, as_format: str | None, options: Options, moment: dt.datetime | None
) -> FileReport:
    """Import one file; whatever goes wrong becomes its report's error."""
    label = wording.clean(file.label)
    report = FileReport(label)
    try:
        read = [_read(candidates, as_format, options) for candidates in sheets(file)]
        known = [r for r in read if not isinstance(r, str)]
        if not known:
            raise DataError(read[0] if read else f"{file.label} holds no rows; export it again.")
        for name, sheet, reading in known:
            report.format = name
            _take(report, workspace, sheet, reading, moment)
    except DataError as error:
        report.error = wording.clean(error)
    except Exception as error:  # one file must not end the import of the others, nor show a traceback
        report.error = (
            f"{label} could not be read ({type(error).__name__}); save it as CSV from a spreadsheet and try again."
        )
    return report


def _read(candidates: Sequence[Sheet], as_format: str | None, options: Options) -> tuple[str, Sheet, Reading] | str:
    """Format, sheet and reading of one table, or the sentence that says why it is not known."""
    if as_format or options.map_file:
        name = sources.named(as_format).__name__.rpartition(".")[2] if as_format else "mapped"  # type: ignore[attr-defined]
        module = sources.formats()[name]
        fit = module.detect if name != "mapped" or not options.map_file else lambda s: mapped.matches(s, options)
        best = max(candidates, key=fit)
        return name, best, module.read(best, options)
    hit = sources.recognise(candidates)
    if hit is None:
        sheet = max(candidates, key=lambda s: sum(map(bool, s.header)))
        return unknown(sheet)
    return hit[0], hit[1], sources.formats()[hit[0]].read(hit[1], options)


def unknown(sheet: Sheet) -> str:
    """The sentence that refuses a table of no known layout."""
    names = [name for name in sheet.header if name]
    found = ", ".join(name[:40] for name in names[:SHOWN]) + (
        f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    )
    known = ", ".join(module.LABEL for module in sources.formats().values())
    return (
        f"{sheet.file.label} is of no layout that the kit knows ({known}); its columns are {found or 'without names'}; "
        "name them in a mapping file (--map columns.yaml) or choose a format with --as."
    )


def _take(report: FileReport, workspace: Workspace, sheet: Sheet, reading: Reading, moment: dt.datetime | None) -> None:
    """Check and add every batch of a reading."""
    report.columns_used = [name for i, name in enumerate(sheet.header) if i in reading.used and name]
    report.columns_ignored = [name for i, name in enumerate(sheet.header) if i not in reading.used and name]
    report.notes.update(dict.fromkeys(sheet.notes, 0) | reading.notes)
    bad: list[refused.Row] = []
    for batch in reading.batches:
        counts = report.tables.setdefault(batch.table, Counter())
        frame, reasons, notes = prepare.prepare(batch, sheet, moment, reading.refuse)
        for words, n in notes.items():
            if words.startswith("captured_at is"):  # said once a file, not once a table
                report.notes[words] = max(report.notes[words], n)
            else:
                report.notes[f"{batch.table}: {words}"] += n
        bad += [refused.Row(batch.table, batch.places[place], tuple(words)) for place, words in sorted(reasons.items())]
        report.reasons.update(f"{batch.table}: {word}" for words in reasons.values() for word in dict.fromkeys(words))
        good = conform(batch.table, frame.drop(index=list(reasons)))
        good, torn = merging.single(batch.table, good)
        if torn:
            report.notes[
                f"{batch.table}: rows about one item disagree; the larger counts and the first words were kept"
            ] += torn
        fresh = merging.add(workspace, batch.table, good, f"{report.format}: {privacy.masked(report.file)}")
        counts.update(read=len(frame), kept=fresh, refused=len(reasons), merged=len(frame) - len(reasons) - fresh)
    refused.write(workspace.path / "refused", sheet, bad, reading)


def _moment(captured_at: str | None) -> dt.datetime | None:
    if not captured_at:
        return None
    moment = moments.iso(str(captured_at).strip())
    if moment is None:
        raise UsageError(f"--captured-at {captured_at!r} is no date; write it as 2026-03-31 or 2026-03-31T14:00.")
    moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    if moment > dt.datetime.now(dt.UTC) + dt.timedelta(days=1):
        raise UsageError(
            f"--captured-at {captured_at} lies in the future; give the day on which the file was exported."
        )
    return moment


def _year(year: int | str | None) -> int | None:
    if year in (None, ""):
        return None
    if not str(year).isdigit() or not 2016 <= int(year) <= dt.datetime.now(dt.UTC).year + 1:  # type: ignore[arg-type]
        raise UsageError(f"--year {year!r} is no year; write four digits, such as --year 2025.")
    return int(year)  # type: ignore[arg-type]
