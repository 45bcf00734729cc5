"""Rows made ready for a workspace: typed, completed, dated, masked, and checked, with a reason for each that is not."""

from collections import Counter
from collections.abc import Mapping
import datetime as dt
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from kit import privacy
from kit.intake import checks
from kit.intake.forgotten import Forgotten, REASON
from kit.reading import moments
from kit.reading.archives import File
from kit.reading.columns import Column, exchanged, matching, of_reader, per_item, per_value
from kit.reading.sheet import Sheet
from kit.sources import Batch, derive
from kit.tables import ARROW, TABLES

WORDS = {"hashtags", "mentions", "handles"}  # lists whose marks and capitals mean nothing
UNKNOWN = "captured_at is unknown, so age and growth cannot be told; give --captured-at DATE"


def prepare(
    batch: Batch,
    sheet: Sheet,
    moment: dt.datetime | None,
    refuse: Mapping[int, str] = MappingProxyType({}),
    forgotten: Forgotten | None = None,
) -> tuple[pa.Table, checks.Reasons, Counter[str]]:
    """Typed rows with what they imply, masked, the bad ones left out; {place: reasons} of these; what was noticed."""
    cells, notes, damaged = derive.ids(batch.table, {name: of_reader(c) for name, c in batch.cells.items()})
    values, reasons = checks.typed(batch, cells)
    notes.update(derive.facts(batch.table, values))
    for column in WORDS & set(values):
        values[column] = derive.plain_words(values[column])
    if TABLES[batch.table].captured:
        notes.update(_capture(values, len(batch.places), sheet.file, moment))
    struck = forgotten.strike(batch.table, values, notes) if forgotten else []
    notes.update(hide(batch.table, values))
    frame = checks.frame(batch.table, values)
    for place, words in checks.broken(batch.table, frame).items():
        known = {word.split()[0] for word in reasons.get(place, [])}
        reasons[place] = reasons.get(place, []) + [word for word in words if word.split()[0] not in known]
    wrong = "item_id" if batch.table == "labels" else "video_id"
    for place, problem in damaged.items():
        reasons[place] = [w for w in reasons.get(place, []) if not w.startswith(wrong)] + [f"{wrong} {problem}"]
    whole = sheet.damaged | dict(refuse)
    if whole:
        reasons |= {place: [whole[origin]] for place, origin in enumerate(batch.places) if origin in whole}
    reasons |= {place: [REASON] for place in struck}
    rows = conformed(batch.table, values)
    if reasons:
        rows = rows.filter(pa.array([place not in reasons for place in range(len(rows))]))
        frame = frame.drop(index=list(reasons))
    notes.update({words: int(hit.sum()) for words, hit in checks.flags(batch.table, frame).items()})
    return rows, reasons, notes


def conformed(table: str, values: Mapping[str, Column]) -> pa.Table:
    """All columns of the table, in order."""
    n = len(next(iter(values.values())))
    spec = TABLES[table]
    return pa.table(
        {c: values[c] if c in values else pa.nulls(n, ARROW[kind]) for c, kind in spec.columns.items()},
        schema=pa.schema([(c, ARROW[kind]) for c, kind in spec.columns.items()]),
    )


def _capture(values: dict[str, Column], n: int, file: File, moment: dt.datetime | None) -> dict[str, int]:
    """Fill captured_at: a field of the file, else a date in its name, else --captured-at; else it is unknown."""
    given = values.get("captured_at", pa.nulls(n, ARROW["time"]))
    named, precision = moments.in_name(file.names)
    chosen = named or moment
    values["captured_at"] = given if chosen is None else pc.fill_null(given, pa.scalar(chosen, ARROW["time"]))
    if not given.null_count:
        return {}
    if chosen is None:
        return {UNKNOWN: given.null_count}
    day = f"{chosen:%Y-%m-%d}"
    if named and precision == "month":
        return {f"captured_at is {day}, the first day of the month in the file's name": given.null_count}
    return {f"captured_at is {day}, from {'the name of the file' if named else '--captured-at'}": given.null_count}


def hide(table: str, values: dict[str, Column]) -> Counter[str]:
    """Mask e-mails and telephone numbers in all text, and turn people into keys; says how often."""
    notes: Counter[str] = Counter()
    for column, cells in values.items():
        kind = TABLES[table].columns[column]
        if column in privacy.KEYS:
            secret = privacy.key() if cells.null_count < len(cells) else b""
            values[column] = per_value(cells, lambda v, c=column, s=secret: privacy.pseudonym(v, c, s))  # type: ignore[misc]
        elif kind == "text" and not column.endswith("_id"):
            values[column], changed = _masked(cells, column in privacy.ADDRESSES)
            notes[f"e-mails or telephone numbers in {column} were masked"] += changed
        elif kind == "list" and not column.endswith("_ids"):
            items = cells.flatten()
            _, changed = _masked(items, addresses=False)
            if changed:
                values[column] = per_item(cells, privacy.masked)
                notes[f"e-mails or telephone numbers in {column} were masked"] += changed
    return +notes


def _masked(cells: Column, addresses: bool) -> tuple[Column, int]:
    """The texts without e-mails and numbers, and how many were changed."""
    mask = privacy.masked_address if addresses else privacy.masked
    hidden = exchanged(cells, matching(cells, privacy.doubtful(addresses)), mask)
    return hidden, 0 if hidden is cells else pc.sum(pc.not_equal(hidden, cells)).as_py() or 0
