"""The formats that `kit import` knows: one module each, found by looking into this folder.

A format module has a docstring that is its codebook (columns, units, quirks, where the layout was seen), and

    LABEL       what people call the format
    BY          what it is recognised by, in a few words
    FILLS       table → our columns that it can fill
    STREAMED    all names that its reader looks for ("authorMeta/name", "hashtags/*/name"), if each row of a file stands
                alone: then large files can be read in pieces
    detect(sheet) -> float              0 … 1: how sure it is that the sheet is of this format (header, first rows)
    read(sheet, options) -> Reading     its cells under the names of `kit.tables`; raises DataError in one sentence

A reader moves and names cells; it does not convert or check them.  That is done once for all, in `kit.intake.prepare`.
To add a format: one module here, one small made-up sample in tests/samples.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
import importlib
import pkgutil
from typing import Any, Protocol

from kit.errors import UsageError
from kit.reading.sheet import Sheet


@dataclass(frozen=True)
class Options:
    """What the command line adds to a file: the year of days without one, and a mapping file."""

    year: int | None = None
    map_file: str = ""


@dataclass
class Batch:
    """Rows for one table: our column → cells as found (a column of the sheet, or a list), all of one length; `places`
    are the rows they come from.

    `units` and `forms`: column → unit or pattern, for `kit.reading.values.parse`.
    """

    table: str
    cells: Mapping[str, Any]
    places: Sequence[int]
    units: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Reading:
    """What a reader made of a sheet: batches, the places of the columns it used, {what was noticed: how often},
    the places of columns that name a person (they become a key and are never written down), {row: why refused}."""

    batches: list[Batch]
    used: set[int]
    notes: dict[str, int] = field(default_factory=dict)
    private: set[int] = field(default_factory=set)
    refuse: dict[int, str] = field(default_factory=dict)


class Format(Protocol):
    """A module of this folder."""

    LABEL: str
    BY: str
    FILLS: Mapping[str, Sequence[str]]

    def detect(self, sheet: Sheet) -> float: ...
    def read(self, sheet: Sheet, options: Options) -> Reading: ...


@cache
def formats() -> dict[str, Format]:
    """Name → module of every format in this folder."""
    modules = {m.name: importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)}
    return {name: module for name, module in modules.items() if hasattr(module, "detect")}  # type: ignore[misc]


def key_of(name: str) -> str:
    """The name of a format, however it is spelled, or a UsageError that lists them."""
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    if wanted not in formats():
        raise UsageError(f"There is no format {name!r}; --as knows {', '.join(formats())}.")
    return wanted


def recognise(candidates: Sequence[Sheet]) -> tuple[str, Sheet] | None:
    """The format and the header row of a table; where several rows could be the header, the topmost that is known."""
    for sheet in candidates:
        sure = {name: module.detect(sheet) for name, module in formats().items()}
        best = max(sure, key=lambda name: sure[name])
        if sure[best] > 0:
            return best, sheet
    return None
