"""The rows of a plan: one run a line, from a CSV file beside the plan or from the plan itself."""

from collections import Counter
from collections.abc import Mapping
import csv
from dataclasses import dataclass
import io
from pathlib import Path
from typing import Any

from kit.errors import UsageError
from kit.reports.parameters.quoted import quoted

BIGGEST = 10_000_000  # bytes
OWN = ("name", "label", "time_limit")  # columns about the run; the others are parameters

LONGEST = 100_000  # characters in a cell; more is a quote too many


@dataclass(frozen=True)
class Line:
    """What one row gives, and where it stands."""

    values: Mapping[str, Any]
    place: str


def from_csv(path: Path) -> tuple[Line, list[Line]]:
    """The header and the rows of a CSV file, an empty cell being not given; UsageError naming all that is wrong."""
    records = _records(path, _text(path))
    if not records:
        raise UsageError(f"{path} is empty; write a header of parameter names, and one line for each report.")
    at, header = records[0]
    while header and not header[-1]:
        header.pop()
    wrong = [
        f"{path}, line {at}: column {n} has no name; name it or empty it." for n, h in enumerate(header, 1) if not h
    ]
    wrong += [
        f"{path}, line {at}: {n} columns are called {quoted(name)}; keep one of them."
        for name, n in Counter(filter(None, header)).items()
        if n > 1
    ]
    wrong += [
        f"{path}, line {line}: there are {len(cells)} cells for {len(header)} columns; put quotes around a text that "
        f"holds the separator."
        for line, cells in records[1:]
        if any(cells[len(header) :])
    ]
    if len(records) == 1:
        wrong.append(f"{path} has no rows under its header; write one line for each report.")
    if wrong:
        raise UsageError("\n".join(wrong))
    places = Line(dict.fromkeys(header), f"{path}, line {at}")
    return places, [Line(_given(header, cells), f"{path}, line {line}") for line, cells in records[1:]]


def _given(header: list[str], cells: list[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(header, cells, strict=False) if cell}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > BIGGEST:
            raise UsageError(f"{path} is larger than {BIGGEST // 1_000_000} MB; split it into several plans.")
        return path.read_text(encoding="utf-8-sig")
    except UsageError:
        raise
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}; the path of rows starts at the plan's folder.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text in UTF-8; save it as “CSV UTF-8”.") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read ({getattr(error, 'strerror', '') or error}); mend that.") from None


def _records(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of each record that holds anything; a quoted cell may run over several lines."""
    found, before = [], 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for record in reader:
            if any(len(cell) > LONGEST for cell in record):
                raise csv.Error(f"a cell of more than {LONGEST:,} characters")
            cells = [cell.strip() for cell in record]
            if any(cells):
                found.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise UsageError(
            f"{path}, line {before + 1}: this is not CSV that can be read ({error}); look for a quote too many."
        ) from None
    return found


def _separator(text: str) -> str:
    """Whichever of ; , and tab parts the header into most columns."""
    header = next((line for line in text.splitlines() if line.strip(";,\t ")), "")
    return max(",;\t", key=header.count)
