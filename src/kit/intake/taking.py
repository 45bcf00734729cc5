"""The rows of one table of a file, piece by piece: read, prepared, made parts of an addition, and counted."""

from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
import os
from typing import TYPE_CHECKING
import uuid

import pyarrow as pa

from kit.intake import forgotten, prepare, refused
from kit.intake.addition import Addition
from kit.intake.growing import Growing, Mark, marked
from kit.intake.report import FileReport
from kit.reading.sheet import Part, Sheet
from kit.sources import Format, Reading

if TYPE_CHECKING:
    from kit.intake.importing import Asked

WORKERS = min(4, os.cpu_count() or 1)


@dataclass
class Taken:
    """What one piece gave: rows for each table, refused rows, figures."""

    sheet: Sheet
    reading: Reading
    rows: list[tuple[str, pa.Table, Mark]] = field(default_factory=list)
    bad: list[refused.Row] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)


class Taking:
    """Takes a table, in pieces that are prepared side by side and counted in their order."""

    def __init__(self, source: str, module: Format, addition: Addition, asked: "Asked") -> None:
        self.source, self.module, self.addition, self.asked = source, module, addition, asked
        self.refusals = refused.Refusals(addition.folder / f"refused-{uuid.uuid4().hex}.csv")
        self.counts: dict[str, Counter[str]] = {}
        self.reasons, self.notes = Counter[str](), Counter[str]()
        self.used, self.ignored = dict[str, None](), dict[str, None]()
        self._files: dict[str, Growing] = {}

    def all(self, sheets: Iterator[Sheet]) -> None:
        """Take every piece."""
        waiting: deque[Future[Taken]] = deque()
        try:
            for sheet in sheets:
                waiting.append(self.asked.pool.submit(self._prepared, sheet))
                if len(waiting) > WORKERS:
                    self._add(waiting.popleft().result())
            while waiting:
                self._add(waiting.popleft().result())
        finally:
            wait(waiting)  # nothing is left at work when a way ends early

    def _prepared(self, sheet: Sheet) -> Taken:
        reading = self.module.read(sheet, self.asked.options)
        taken = Taken(sheet, reading, notes=Counter(dict.fromkeys(sheet.notes, 0) | reading.notes))
        if sheet.repeats:
            taken.notes["the header stood among the rows once more"] += sheet.repeats
        for batch in reading.batches:
            rows, reasons, notes = prepare.prepare(
                batch, sheet, self.asked.moment, reading.refuse, self.addition.forgotten
            )
            for words, n in notes.items():
                if words.startswith("captured_at is"):  # said once a file, not once a table
                    taken.notes[words] = max(taken.notes[words], n)
                else:
                    taken.notes[f"{batch.table}: {words}"] += n
            bad = (refused.Row(batch.table, batch.places[p], tuple(words)) for p, words in sorted(reasons.items()))
            taken.bad += forgotten.writable(bad, sheet, self.addition.forgotten)
            taken.reasons.update(f"{batch.table}: {word}" for words in reasons.values() for word in {*words})
            taken.counts.setdefault(batch.table, Counter()).update(read=len(batch.places), refused=len(reasons))
            taken.rows.append((batch.table, rows, marked(batch.table, rows)))
        return taken

    def _add(self, taken: Taken) -> None:
        for table, rows, its_mark in taken.rows:
            if table not in self._files:
                self._files[table] = self.addition.grow(table, self.source)
            self.addition.add(self._files[table], rows, its_mark)
        try:
            self.refusals.write(taken.sheet, taken.bad, taken.reading)
        except OSError as error:
            raise self.addition.unwritable(error) from None
        for table, counts in taken.counts.items():
            self.counts.setdefault(table, Counter()).update(counts)
        self.reasons.update(taken.reasons)
        self.notes.update(taken.notes)
        for place, name in enumerate(taken.sheet.header):
            used = place in taken.reading.used and _holds(taken.sheet, place)
            if name:
                (self.used if used else self.ignored)[name] = None

    def undo(self) -> None:
        """Forget what was taken, as another way is tried."""
        self.addition.drop(list(self._files.values()))
        self.refusals.path.unlink(missing_ok=True)

    def report(self, report: FileReport, head: Sheet) -> None:
        """Add the figures of this table to those of its file."""
        for table, counts in self.counts.items():
            report.tables.setdefault(table, Counter()).update(counts)
        report.reasons.update(self.reasons)
        report.notes.update(self.notes)
        report.columns_used = list(dict.fromkeys([*report.columns_used, *self.used]))
        every = dict.fromkeys(filter(None, (*report.columns_ignored, *head.header, *self.ignored)))
        report.columns_ignored = [name for name in every if name not in self.used]


def _holds(sheet: Sheet, place: int) -> bool:
    """Whether a column counts as used: in pieces of JSON only those that hold something are known to be there."""
    return not isinstance(sheet, Part) or sheet.columns[place].null_count < len(sheet)
