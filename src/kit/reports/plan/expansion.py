"""From a row of a plan to the runs it asks for: each of its rows, with every combination of its matrix."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import product
import math
from pathlib import Path
from typing import Any

from kit.errors import UsageError
from kit.reports.parameters import called, nearest
from kit.reports.parameters.quoted import quoted
from kit.reports.plan.plan_file import Row, seconds
from kit.reports.plan.problems import Problems
from kit.reports.plan.rows import from_csv, Line, OWN

MOST = 10_000  # runs of a plan


@dataclass(frozen=True)
class Asked:
    """One run as it is asked for.  `own`: its values; `places`: where each stands; `varied`: what tells runs apart."""

    report: str
    own: Mapping[str, Any]
    place: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    varied: tuple[str, ...] = ()
    several: bool = False
    name: str = ""
    label: str = ""
    time_limit: int | None = None

    def __str__(self) -> str:
        values = ", ".join(f"{name} {quoted(self.own[name])}" for name in self.varied if name in self.own)
        return f"{self.report}{f' with {values}' if values else ''}{f' ({self.place})' if self.place else ''}"


class Expander:
    """Expands the rows of one plan; `fixed` are parameters that the command line sets for all."""

    def __init__(self, folder: Path, fixed: Collection[str], problems: Problems) -> None:
        self.folder, self.fixed, self.problems, self.left = folder, fixed, problems, MOST

    def expand(self, row: Row, known: Collection[str], at: Callable[..., str]) -> list[Asked]:
        """The runs of a row of a report with these parameters; `at`: where its parts stand in the plan."""
        table = self._table(row, known, at)
        matrix = self._matrix(row, table, at)
        names = list(matrix)
        self.left -= len(table) * math.prod(map(len, matrix.values()))
        if self.left < 0:
            raise UsageError(f"{at()}: the plan asks for more than {MOST:,} reports; split it into several.")
        places = {name: at("parameters", name) for name in row.parameters} | {
            name: at("matrix", name) for name in names
        }
        return [
            self._asked(row, line, dict(zip(names, combination, strict=True)), places)
            for line in table
            for combination in product(*matrix.values())
        ]

    def _asked(self, row: Row, line: Line, cell: Mapping[str, Any], places: Mapping[str, str]) -> Asked:
        given = {name: value for name, value in line.values.items() if name not in OWN}
        return Asked(
            report=row.report,
            own={**row.parameters, **given, **cell},
            place=line.place,
            places={**places, **dict.fromkeys(given, line.place)},
            varied=(*given, *cell),
            several=row.rows is not None or bool(row.matrix),
            name=self._text(line, "name") or row.name,
            label=self._text(line, "label") or row.label,
            time_limit=self._seconds(line) or row.time_limit,
        )

    def _table(self, row: Row, known: Collection[str], at: Callable[..., str]) -> list[Line]:
        if row.rows is None:
            return [Line({}, at())]
        if not isinstance(row.rows, str):
            return [Line(values, at("rows", number)) for number, values in enumerate(row.rows)]
        path = self.folder / row.rows
        try:
            header, table = from_csv(path)
        except UsageError as error:
            for sentence in str(error).splitlines():
                self.problems.add(sentence)
            return []
        strange = [name for name in header.values if name not in known and name not in OWN]
        for name in strange:
            hint = nearest(name, [*known, *OWN], "there may be")
            self.problems.add(f"{row.report} has no parameter {called(name)} for this column; {hint}", header.place)
        return [Line({n: v for n, v in line.values.items() if n not in strange}, line.place) for line in table]

    def _matrix(self, row: Row, table: list[Line], at: Callable[..., str]) -> dict[str, list[Any]]:
        """The matrix; one value is enough where the command line sets the parameter."""
        for name in row.matrix:
            if name in row.parameters or any(name in line.values for line in table):
                beside = "parameters" if name in row.parameters else "rows"
                self.problems.add(f"{name} stands in the matrix and in {beside}; keep one of them.", at("matrix", name))
        return {name: values[:1] if name in self.fixed else values for name, values in row.matrix.items()}

    def _text(self, line: Line, key: str) -> str:
        value = line.values.get(key) or ""
        if isinstance(value, str):
            return value
        self.problems.add(f"{key} is {quoted(value)}; give text, in quotes.", line.place)
        return ""

    def _seconds(self, line: Line) -> int | None:
        try:
            return seconds(line.values["time_limit"]) if "time_limit" in line.values else None
        except ValueError as error:
            self.problems.add(f"time_limit is {quoted(line.values['time_limit'])}; {error}.", line.place)
            return None
