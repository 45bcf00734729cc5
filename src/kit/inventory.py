"""`kit check`: what a workspace holds, how good it is, and what each report can and cannot show from it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import checks
from kit.data import Data
from kit.finding import NotShown, plain
from kit.opening import open as open_data
from kit.tables import TABLES
from kit.wording import plural
from kit.workspace import Workspace

Needs = Mapping[str, Mapping[str, Sequence[str]]]  # question → table → columns
SPANS = ("posted_at", "captured_at", "ordered_at", "date", "agreed_on")


@dataclass(frozen=True)
class Inventory:
    """What `check` found.  `tables`: one record a table; `reports`: report → what it can show, and why not the rest."""

    workspace: str
    tables: list[dict[str, Any]]
    refused: int
    reports: dict[str, dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """The object that `kit check --json` prints."""
        return {"workspace": self.workspace, "tables": self.tables, "refused": self.refused, "reports": self.reports}

    def __str__(self) -> str:
        lines = [f"{self.workspace}: " + (plural(len(self.tables), "table") if self.tables else "no tables yet")]
        for about in self.tables:
            lines.append(_line(about))
            lines += [f"    {n:,}: {words}" for words, n in about["flags"].items()]
        if self.refused:
            lines.append(f"  {plural(self.refused, 'refused row')} in {self.workspace}/refused, with reasons")
        for report, found in self.reports.items():
            lines.append(f"{report}: can show {', '.join(found['can']) or 'nothing yet'}")
            lines += [f"    not {question}: {reason}" for question, reason in found["cannot"].items()]
        return "\n".join(lines)


def _line(about: Mapping[str, Any]) -> str:
    """One table in one line: items, span, and the columns that have gaps."""
    spans = ", ".join(f"{column} {first} to {last}" for column, (first, last) in about["spans"].items())
    gaps = ", ".join(f"{column} {min(share, 0.99):.0%}" for column, share in about["filled"].items() if 0 < share < 1)
    never = ", ".join(column for column, share in about["filled"].items() if share == 0)
    return (
        f"  {about['table']}: {plural(about['items'], 'item')} in {plural(about['rows'], 'row')} of "
        f"{plural(about['files'], 'file')}"
        + (f"; {spans}" if spans else "")
        + (f"; filled in part: {gaps}" if gaps else "")
        + (f"; never filled: {never}" if never else "")
    )


def needs_of(functions: Iterable[Callable[..., Any]]) -> dict[str, Mapping[str, Sequence[str]]]:
    """Question → its needs, from functions that `kit.finding.question` decorated."""
    return {f.key: f.needs for f in functions if hasattr(f, "needs")}  # type: ignore[attr-defined]


def check(workspace: str | Path, needs: Mapping[str, Needs] | None = None) -> Inventory:
    """Look through a workspace.  `needs`: report → question → table → columns; a question whose needs are met can be
    shown, though its analysis may still refuse (too few rows, for one)."""
    data = open_data(str(workspace))
    place = data.workspace
    tables = [_about(place, name) for name in place.names]
    reports = {report: _possible(data, questions) for report, questions in (needs or {}).items()}
    return Inventory(str(workspace), tables, data.refused, reports)


def _about(workspace: Workspace, name: str) -> dict[str, Any]:
    """One table: items, rows, files, spans of time, share of cells filled (in each item's newest capture), oddities."""
    spec = TABLES[name]
    rows = workspace.latest(name).to_pandas()
    spans = {
        c: [plain(rows[c].min())[:10], plain(rows[c].max())[:10]] for c in SPANS if c in rows and rows[c].notna().any()
    }
    return {
        "table": name,
        "items": len(rows),
        "rows": workspace.rows(name),
        "files": len(workspace.files(name)),
        "spans": spans,
        "filled": {c: round(float(rows[c].notna().mean()), 4) for c in spec.columns},
        "flags": {words: int(hit.sum()) for words, hit in checks.flags(name, rows).items()},
        "sources": sorted(set(rows["source"].dropna())),
    }


def _possible(data: Data, questions: Needs) -> dict[str, Any]:
    can, cannot = [], {}
    for question, needs in questions.items():
        try:
            for table, columns in needs.items():
                data.require(table, columns)
            can.append(question)
        except NotShown as reason:
            cannot[question] = str(reason)
    return {"can": can, "cannot": cannot}
