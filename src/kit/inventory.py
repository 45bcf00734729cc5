"""`kit check`: what a workspace holds, how good it is, and what each report shows, and does not show, from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
import inspect
from pathlib import Path
from typing import Any, TYPE_CHECKING
import warnings

from kit import evidence, once
from kit.asked import Asked, asked
from kit.data import Data
from kit.errors import DataError, UsageError
from kit.finding import plain
from kit.opening import open as open_data
from kit.tables import TABLES
from kit.wording import clause, inert, plural

if TYPE_CHECKING:
    from kit.reports.catalog import Report

SPANS = ("posted_at", "captured_at", "ordered_at", "date", "agreed_on")
SAID = {"shown": "shown", "caveat": "shown with a caveat", "not_shown": "not shown", "failed": "failed"}


@dataclass(frozen=True)
class Inventory:
    """What `check` found.

    tables: one record a table.  refused: rows that imports refused, in all and `by_table` ("": nobody knows of which).
    reports: report → what it can show, why not the rest, and its sections with the status of each.
    """

    workspace: str
    tables: list[dict[str, Any]]
    refused: int
    reports: dict[str, dict[str, Any]]
    by_table: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The object that `kit check --json` prints."""
        return {
            "workspace": self.workspace,
            "tables": self.tables,
            "refused": self.refused,
            "refused_by_table": dict(self.by_table),
            "reports": self.reports,
        }

    def __str__(self) -> str:
        lines = [f"{self.workspace}: " + (plural(len(self.tables), "table") if self.tables else "no tables yet")]
        for about in self.tables:
            lines.append(_line(about))
            lines += [f"    {n:,}: {words}" for words, n in about["flags"].items()]
        if self.refused:
            lines.append(f"  {plural(self.refused, 'refused row')} in {self.workspace}/refused, with reasons")
        for report, found in self.reports.items():
            lines.append(f"{report}:")
            lines += [f"    {_said(section)}" for section in found["sections"]]
        return "\n".join(lines)


def _said(section: Mapping[str, Any]) -> str:
    """One section in one line: its key, its status, and the first clause of the reason."""
    reason = inert(clause(section["reason"]))
    return f"{section['key']}: {SAID[section['status']]}" + (f": {reason}" if reason else "")


def _line(about: Mapping[str, Any]) -> str:
    """One table in one line: items, creators, spans, captures, refused rows, and the columns that have gaps."""
    spans = ", ".join(f"{column} {first} to {last}" for column, (first, last) in about["spans"].items())
    gaps = ", ".join(f"{column} {max(share, 0.01):.0%}" for column, share in about["missing"].items() if 0 < share < 1)
    never = ", ".join(column for column, share in about["missing"].items() if share == 1)
    parts = [
        f"{plural(about['items'], 'item')} in {plural(about['rows'], 'row')} of {plural(about['files'], 'file')}",
        plural(about["creators"], "creator") if about["creators"] else "",
        spans,
        f"{plural(about['duplicates'], 'capture')} beyond one an item" if about["duplicates"] else "",
        f"{about['refused']:,} refused" if about["refused"] else "",
        f"missing in part: {gaps}" if gaps else "",
        f"never filled: {never}" if never else "",
    ]
    return f"  {about['table']}: " + "; ".join(filter(None, parts))


def check(workspace: str | Path, reports: Iterable["Report"] = ()) -> Inventory:
    """Look through a workspace, and ask every question of these reports with their default parameters."""
    data = open_data(str(workspace))
    tables = [_about(data, name) for name in data.workspace.names]
    opened = {str({"workspace": str(workspace)}): data}
    shown = {}
    for report in reports:
        shown[report.name] = _shown(str(workspace), report, opened)
        for one in opened.values():
            once.forget(one)  # what another report's questions rest on is mostly something else
    return Inventory(str(workspace), tables, data.refused, shown, data.refused_by_table)


def _about(data: Data, name: str) -> dict[str, Any]:
    """One table: the record that reports show, and files, spans of time, share of cells filled, sources."""
    about, rows = evidence.record(data, name, list(TABLES[name].columns)), data.table(name)
    spans = {
        c: [plain(rows[c].min())[:10], plain(rows[c].max())[:10]] for c in SPANS if c in rows and rows[c].notna().any()
    }
    return about | {
        "rows": data.workspace.rows(name),
        "files": data.workspace.file_count(name),
        "spans": spans,
        "filled": {column: round(1 - share, 4) for column, share in about["missing"].items()},
        "sources": sorted(set(rows["source"].dropna())),
    }


def _shown(workspace: str, report: "Report", opened: dict[str, Data]) -> dict[str, Any]:
    """What becomes of each section of a report here; `opened`: the workspace, as reports have opened it so far."""
    sections = list(_sections(workspace, report, opened))
    told = [section for section in sections if section["status"] in ("shown", "caveat")]
    return {
        "can": list(dict.fromkeys(section["key"] for section in told)),
        "cannot": {section["key"]: section["reason"] for section in sections if section not in told},
        "sections": sections,
    }


def _sections(workspace: str, report: "Report", opened: dict[str, Data]) -> Iterator[dict[str, Any]]:
    known = inspect.signature(open_data).parameters
    values = {p.name: p.default for p in report.parameters if p.name in known} | {"workspace": workspace}
    values = {name: value for name, value in values.items() if value != known[name].default}
    for one in asked(report):
        status, reason = _answered(one, values, opened)
        yield {"key": one.key, "question": one.section, "status": status, "reason": reason}


def _answered(one: Asked, values: Mapping[str, Any], opened: dict[str, Data]) -> tuple[str, str]:
    """Status and reason of one question; one that fails says so, and the others are asked all the same."""
    try:
        if str(values) not in opened:
            opened[str(values)] = open_data(**values)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = one.answer(opened[str(values)])
    except (DataError, UsageError) as error:
        return "failed", str(error)
    except Exception as error:  # whatever an analysis trips over must not hide what the others say
        return "failed", f"{type(error).__name__}: {' '.join(str(error).split())}"
    reasons = {"caveat": found.caveat, "not_shown": found.takeaway}
    return found.status, reasons.get(found.status, "")
