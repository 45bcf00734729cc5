"""`kit import`: recognise a file, check its rows, add what is new, and account for every row.

Read = kept + merged + refused, for every table.  Kept counts items that neither this import nor the workspace had;
merged are rows about an item already seen.  Of the merged rows those that say something new (another capture, other
figures) are stored all the same: reading picks the newest.  Refused rows lie in the workspace under refused/.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
import datetime as dt
from pathlib import Path

import pyarrow as pa

from kit import privacy, sources, wording
from kit.errors import DataError, UsageError
from kit.intake import refused
from kit.intake.addition import Addition, Unwritable
from kit.intake.merging import Merged
from kit.intake.report import FileReport, some
from kit.intake.taking import Taking, WORKERS
from kit.reading import moments, opened, pieces, values
from kit.reading.archives import File, files
from kit.reading.sheet import Sheet
from kit.sources import mapped, Options
from kit.storage import places
from kit.workspace import Workspace


def import_paths(
    paths: Iterable[str | Path],
    into: str | Path,
    as_format: str | None = None,
    map_file: str | Path | None = None,
    captured_at: str | None = None,
    year: int | str | None = None,
    told: Callable[[File, int], None] | None = None,
) -> list[FileReport]:
    """Import files, folders and archives into the workspace `into`, which is made if need be; one report a file.

    Wrong arguments raise UsageError before anything is done; a file that cannot be imported is refused in its report.
    The others appear in the workspace together, at the end; if the import itself fails, none does.  `told` hears how
    many bytes of a file have been read.
    """
    given = [Path(p) for p in paths]
    missing = [str(p) for p in given if not p.exists()]
    if missing or not given:
        raise UsageError(
            f"There is no file or folder {missing[0]}; check the path." if missing else "Name a file to import."
        )
    if as_format:
        sources.key_of(as_format)
    if map_file:
        mapped.load(map_file)
    options = Options(_year(year), str(map_file or ""))
    moment = _moment(captured_at)
    away = places.remote(places.place(into))
    if not away:
        privacy.check_outside(Path(into))
    each = [(path, list(files(path, skip=None if away else Path(into)))) for path in given]
    if not any(inner for _, inner in each):
        raise UsageError(
            f"There is nothing to import in {given[0]}; the kit reads CSV, XLSX, JSON, Parquet and ZIP files."
        )
    found = [file for path, inner in each for file in inner or [File(path.name, (path.name,), path)]]
    with suppress(NotImplementedError):  # it gives memory back less eagerly, and pieces of a file come and go
        pa.set_memory_pool(pa.jemalloc_memory_pool())
        pa.jemalloc_set_decay_ms(1000)
    with ThreadPoolExecutor(WORKERS) as pool, Addition(Workspace.create(into)) as addition:
        asked = Asked(as_format, options, moment, told or (lambda file, done: None), pool)
        return [_one(file, addition, asked) for file in found]


@dataclass(frozen=True)
class Asked:
    """What one import was asked for, beside its files; `pool` prepares their rows."""

    as_format: str | None
    options: Options
    moment: dt.datetime | None
    told: Callable[[File, int], None]
    pool: Executor


def _one(file: File, addition: Addition, asked: Asked) -> FileReport:
    """Import one file; whatever goes wrong with it becomes its report's error, and then nothing of it is added."""
    label = wording.clean(file.label)
    report = FileReport(label)
    kept = addition.forgotten.nameless(file.label) if addition.forgotten else file.label
    try:
        found = [_recognised(table, asked) for table in opened.tables(file)]
        known = [(table, hit) for table, hit in found if not isinstance(hit, str)]
        if not known:
            raise DataError(str(found[0][1]) if found else f"{file.label} holds no rows; export it again.")
        refusals = []
        for table, (name, sheet) in known:
            report.format = name
            refusals.append(_any_way(report, addition, table, sheet, _source(name, kept), asked))
        _no_silence(file, report, [sheet for _, (_, sheet) in known], len(found) - len(known))
        for table_name, merged in addition.settle(_source(report.format or "", kept)).items():
            _count(report, table_name, merged)
        for written in refusals:
            if (target := written.name(kept)) is not None:
                addition.keep(written.path, target)
    except Unwritable:
        raise
    except DataError as error:
        _emptied(report).error = wording.clean(error)
    except Exception as error:  # one file must not end the import of the others, nor show a traceback
        why = f"{label} could not be read ({type(error).__name__})"
        _emptied(report).error = f"{why}; save it as CSV from a spreadsheet and try again."
    finally:
        addition.drop()
    return report


def _no_silence(file: File, report: FileReport, sheets: Sequence[Sheet], others: int) -> None:
    """A file without a row is refused, unless its reader said why it has none; sheets that nobody knows are counted."""
    about_text = {words for sheet in sheets for words in sheet.notes}
    if not any(counts["read"] for counts in report.tables.values()) and not set(report.notes) - about_text:
        raise DataError(f"{file.label} holds no rows under its header; export it again.")
    if others:
        report.notes["sheets of no layout that the kit knows were passed over"] += others


def _source(name: str, label: str) -> str:
    """What the rows of a file carry about where they come from: its format and its name, without people in it."""
    return f"{name}: {privacy.masked(wording.clean(label))}"


def _emptied(report: FileReport) -> FileReport:
    """A report without figures, as nothing of a file is added that was not read to its end."""
    for part in (report.tables, report.reasons, report.notes, report.columns_used, report.columns_ignored):
        part.clear()
    return report


def _recognised(table: opened.Table, asked: Asked) -> tuple[opened.Table, tuple[str, Sheet] | str]:
    """Format and header row of a table, or the sentence that says why it is not known."""
    options, candidates = asked.options, table.candidates
    if asked.as_format or options.map_file:
        name = sources.key_of(asked.as_format) if asked.as_format else "mapped"
        module = sources.formats()[name]
        fit = module.detect if name != "mapped" or not options.map_file else lambda s: mapped.matches(s, options)
        return table, (name, max(candidates, key=fit))
    hit = sources.recognise(candidates)
    if hit is None:
        return table, unknown(max(candidates, key=lambda s: sum(map(bool, s.header))))
    return table, hit


def _any_way(
    report: FileReport, addition: Addition, table: opened.Table, sheet: Sheet, source: str, asked: Asked
) -> refused.Refusals:
    """Read a table on the first of its ways that takes it; its rows become parts of the addition."""
    module = sources.formats()[report.format or ""]
    if sheet.file.large and not hasattr(module, "STREAMED"):
        ways: list[opened.Way] = [lambda told: iter((_in_one_piece(sheet),))]
        wanted: list[int] = []
    else:
        wanted = sorted(module.read(sheet, asked.options).used) if sheet.file.large else []
        ways = table.ways(sheet, wanted, getattr(module, "STREAMED", None))
    for place, way in enumerate(ways):
        taking = Taking(source, module, addition, asked)
        try:
            taking.all(way(lambda done: asked.told(sheet.file, done)))
        except pieces.NotPlain as error:
            if place == len(ways) - 1:
                raise DataError(f"{sheet.file.label} is damaged ({error}); export it again.") from None
            taking.undo()
            continue
        taking.report(report, sheet)
        return taking.refusals
    raise AssertionError("a table has a way")


def _in_one_piece(sheet: Sheet) -> Sheet:
    """The whole of a large file under the same header."""
    for candidates in opened.sheets(sheet.file):
        for whole in candidates:
            if whole.header == sheet.header:
                return whole
    raise DataError(f"{sheet.file.label} is too large to be read in pieces; split it and import the parts.")


def _count(report: FileReport, table: str, merged: Merged) -> None:
    """Kept counts items that nobody had; what is neither kept nor refused is merged."""
    counts = report.tables[table]
    counts["kept"] = merged.fresh
    counts["merged"] = counts["read"] - counts["refused"] - merged.fresh
    if merged.torn:
        report.notes[f"{table}: rows about one item disagree; the larger counts and the first words were kept"] += (
            merged.torn
        )


def unknown(sheet: Sheet) -> str:
    """The sentence that refuses a table of no known layout."""
    names = [name for name in sheet.header if name]
    if sum(values.exact(name) for name in names) * 3 > len(names) or any(privacy.masked(n) != n for n in names):
        return (
            f"{sheet.file.label} has no header: its first row holds values; write one above it, or number its columns "
            "in a mapping file (--map columns.yaml with header: false)."
        )
    return (
        f"{sheet.file.label} is of no layout that the kit knows; its columns are {some(names)}; name them in a mapping "
        "file (--map columns.yaml) or choose a format with --as (the README has them all)."
    )


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
