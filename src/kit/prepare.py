"""Rows made ready for a workspace: typed, completed, dated, masked, and checked, with a reason for each that is not."""

from collections import Counter
from collections.abc import Callable, Mapping
import datetime as dt
from types import MappingProxyType

import pandas as pd
import pyarrow as pa

from kit import checks, privacy
from kit.sources import Batch, derive, moments
from kit.sources.archives import File
from kit.sources.sheet import Sheet
from kit.tables import TABLES

WORDS = {"hashtags", "mentions", "handles"}  # lists whose marks and capitals mean nothing


def prepare(
    batch: Batch, sheet: Sheet, moment: dt.datetime | None, refuse: Mapping[int, str] = MappingProxyType({})
) -> tuple[pd.DataFrame, checks.Reasons, Counter[str]]:
    """Typed rows with what they imply, masked; {place: reasons} of the bad ones; what was noticed."""
    cells = {name: c.to_pylist() if isinstance(c, pa.Array) else list(c) for name, c in batch.cells.items()}
    cells, notes, damaged = derive.complete(batch.table, cells)
    frame, reasons = checks.typed(batch, cells)
    for column in WORDS & set(frame):
        frame[column] = frame[column].map(derive.plain_words)
    if TABLES[batch.table].captured:
        notes.update(_capture(frame, sheet.file, moment))
    notes.update(hide(batch.table, frame))
    for place, words in checks.broken(batch.table, frame).items():
        known = {word.split()[0] for word in reasons.get(place, [])}
        reasons[place] = reasons.get(place, []) + [word for word in words if word.split()[0] not in known]
    for place, problem in damaged.items():
        reasons[place] = [w for w in reasons[place] if not w.startswith("video_id")] + [f"video_id {problem}"]
    whole = sheet.damaged | dict(refuse)
    for place, origin in enumerate(batch.places):
        if origin in whole:
            reasons[place] = [whole[origin]]
    kept = frame.drop(index=list(reasons))
    notes.update({words: int(hit.sum()) for words, hit in checks.flags(batch.table, kept).items()})
    return frame, reasons, notes


def _capture(frame: pd.DataFrame, file: File, moment: dt.datetime | None) -> dict[str, int]:
    """Fill captured_at: a field of the file, else a date in its name, else --captured-at; else it is unknown."""
    given = (
        frame["captured_at"]
        if "captured_at" in frame
        else pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    )
    open_rows = int(given.isna().sum())
    named, precision = moments.in_name(file.names)
    chosen = named or moment
    frame["captured_at"] = given if chosen is None else given.fillna(pd.Timestamp(chosen).as_unit("us"))
    if not open_rows:
        return {}
    if chosen is None:
        return {"captured_at is unknown, so age and growth cannot be told; give --captured-at DATE": open_rows}
    day = f"{chosen:%Y-%m-%d}"
    if named and precision == "month":
        return {f"captured_at is {day}, the first day of the month in the file's name": open_rows}
    return {f"captured_at is {day}, from {'the name of the file' if named else '--captured-at'}": open_rows}


def hide(table: str, frame: pd.DataFrame) -> Counter[str]:
    """Mask e-mails and telephone numbers in all text, and turn people into keys; says how often."""
    notes: Counter[str] = Counter()
    for column in frame.columns:
        kind = TABLES[table].columns[column]
        if column in privacy.KEYS:
            frame[column] = [v if v is None or v is pd.NA else privacy.pseudonym(v, column) for v in frame[column]]
        elif kind in ("text", "list") and not column.endswith("_id"):
            before = frame[column]
            frame[column] = _masked(
                before, kind, privacy.masked_address if column in privacy.ADDRESSES else privacy.masked
            )
            changed = sum(
                a is not b and a != b for a, b in zip(before, frame[column], strict=True) if isinstance(a, (str, list))
            )
            if changed:
                notes[f"e-mails or telephone numbers in {column} were masked"] += changed
    return notes


def _masked(column: pd.Series, kind: str, mask: Callable[[str], str]) -> pd.Series:
    if kind == "text":
        texts = [mask(v) if isinstance(v, str) else None for v in column]
        return pd.Series(texts, index=column.index, dtype="string")
    lists = [[mask(t) for t in v] if isinstance(v, list) else None for v in column]
    return pd.Series(lists, index=column.index, dtype="object")
