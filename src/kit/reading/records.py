"""JSON as rows: a list of records, one record a line, or records inside the answer of an interface.

Nested names are joined with slashes (authorMeta/name); a list is one cell, as JSON.
"""

from collections.abc import Iterator, Mapping, Sequence
import json
import re
from typing import Any

from kit.errors import DataError
from kit.reading.archives import File
from kit.reading.halves import loads, whole
from kit.reading.sheet import Rows, Sheet

WRAPPERS = (  # what holds the records in the answers of interfaces and scrapers
    "data",
    "videos",
    "comments",
    "users",
    "user_info",
    "items",
    "itemlist",
    "iteminfo",
    "itemstruct",
    "aweme_list",
    "collector",
    "posts",
    "results",
    "response",
)
ABOUT = {"error", "errors", "message", "status", "status_code", "statuscode", "extra", "log_pb", "headers", "zip"}
DEEPEST = 12  # levels that are flattened
WIDEST = 5_000  # different names
BROKEN = "the line is no JSON"


def looks_like(text: str) -> bool:
    """Whether a text is JSON, by how it begins."""
    return re.match(r"\s*(\{|\[\s*[\[{\]])", text) is not None


def sheet(text: str, file: File, notes: Sequence[str] = ()) -> Sheet:
    """The records of a JSON text as a sheet; DataError where there are none, or where the text ends too early."""
    value, damaged = parse(text, file.label)
    found = list(unwrapped(value))
    within = found[0][1] if found else ""
    return as_sheet([record for record, _ in found], file, notes, within=within, damaged=damaged)


def as_sheet(
    records: Sequence[Any],
    file: File,
    notes: Sequence[str],
    within: str = "",
    damaged: Mapping[int, str] | None = None,
    header: Sequence[str] = (),
    first: int = 1,
) -> Sheet:
    """Records, flattened, as a sheet (under these names, or all that occur); rows are numbered from `first`."""
    flat = [dict(_flat(r)) if isinstance(r, dict) else {} for r in records]
    header = header or list(dict.fromkeys(name for record in flat for name in record))
    if not header:
        raise DataError(f"{file.label} holds JSON without records that the kit could read; export it again.")
    if len(header) > WIDEST:
        raise DataError(f"{file.label} holds records with more than {WIDEST:,} different names; export it as a table.")
    rows: Rows = [[record.get(name) for name in header] for record in flat]
    return Sheet(file, header, rows, first, notes, within, damaged)


def parse(text: str, label: str) -> tuple[Any, dict[int, str]]:
    """What a JSON text says: one value, or one a line (then a list, with {place: reason} for lines that are none)."""
    text = text.lstrip("\ufeff")
    try:
        return loads(text), {}
    except RecursionError:
        raise DataError(f"{label} holds JSON that is nested too deep; export it again.") from None
    except ValueError as error:
        lines = text.rstrip().split("\n")
        values, damaged = lines_of(lines)
        if len(damaged) * 2 <= len(lines) and len(lines) > 1:
            return values, damaged
        where = getattr(error, "lineno", 1)
        raise DataError(
            f"{label} is no whole JSON (line {where}): it was cut off or changed by hand; export it again."
        ) from None


def lines_of(lines: Sequence[str]) -> tuple[list[Any], dict[int, str]]:
    """One value a line, nothing where it is blank; what is none is an empty record, with the reason."""
    values, damaged = [], {}
    for place, line in enumerate(lines):
        try:
            values.append(loads(line) if line.strip() else {})
        except (ValueError, RecursionError):
            values.append({})
            damaged[place] = BROKEN
    return values, damaged


def beginning(text: str) -> list[Any]:
    """The whole records at the beginning of a list."""
    decoder, at = json.JSONDecoder(), text.index("[") + 1
    found: list[Any] = []
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        try:
            record, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found
        found.append(whole(record))


def unwrapped(value: Any, within: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """The records of a value, and where they stood."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                yield from unwrapped(item, within)
    elif isinstance(value, dict):
        inner = _inner(value)
        if inner is None:
            yield value, within
        else:
            yield from unwrapped(value[inner], f"{within}/{inner}".strip("/"))


def _inner(record: Mapping[str, Any]) -> str | None:
    """The name under which a wrapper holds its records; None where this is a record itself."""
    if "id" in {k.lower() for k in record}:
        return None
    for name, value in record.items():
        if name.lower() not in WRAPPERS:
            continue
        if isinstance(value, list) and (not value or all(isinstance(v, (dict, list)) for v in value)):
            return name
        alone = all(k.lower() in ABOUT for k in record if k != name)
        if isinstance(value, dict) and (alone or name.lower() in ("iteminfo", "itemstruct") or _inner(value)):
            return name
    return None


def _flat(record: Mapping[str, Any], before: str = "", level: int = 1) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict) and value and level < DEEPEST:
            yield from _flat(value, f"{before}{name}/", level + 1)
        else:
            yield f"{before}{name}", value
