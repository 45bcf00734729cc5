"""A plan: several reports in one YAML file, checked whole before anything runs.

    reports: [benchmarking, tier_pricing, post_mortem]

or, with values,

    defaults: {workspace: lotus}
    time_limit: 300
    reports:
      - {report: benchmarking, matrix: {brand: [Lotus, Jasmine], tier: [nano, micro]}, label: "{brand}: {tier}"}
      - {report: post_mortem, rows: campaigns.csv, name: "pm-{campaign}"}
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
import re
from typing import Any

from kit.errors import UsageError
from kit.reports import catalog
from kit.reports.parameters import called, nearest, sort_out
from kit.reports.plan import naming, plan_file
from kit.reports.plan.expansion import Asked, Expander
from kit.reports.plan.plan_file import Row
from kit.reports.plan.problems import Problems
from kit.reports.run import Run

__all__ = ["Row", "checked", "read"]

Look = Callable[[Sequence[Run]], Mapping[str, Sequence[Run]]]  # what only the data can refuse, and for which runs


def nowhere(runs: Sequence[Run]) -> Mapping[str, Sequence[Run]]:
    """Look at no data."""
    return {}


def read(path: Path, overrides: Mapping[str, Any], look: Look = nowhere) -> list[Run]:
    """The runs of a plan file; UsageError naming everything that is wrong with it, one sentence a line."""
    problems = Problems()
    plan, rows, lines = plan_file.read(path, problems)
    reading, expander = _Reading(problems, plan.time_limit), Expander(path.parent, overrides, problems)
    asked = []
    for row, number in rows:
        at = partial(plan_file.place, path, lines, "reports", number)
        report = reading.report(row.report, at())
        if report is not None:
            asked += expander.expand(row, [p.name for p in report.parameters], at)
    reading.share(plan.defaults, {name: plan_file.place(path, lines, "defaults", name) for name in plan.defaults})
    reading.override(overrides)
    return reading.runs(asked, look)


def checked(
    rows: Sequence[tuple[Row, Mapping[str, Any], set[str]]], time_limit: int, where: str, look: Look = nowhere
) -> list[Run]:
    """Single rows as runs, each with its values.  A value that is not the row's own may be unknown to its report."""
    reading = _Reading(Problems(), time_limit)
    asked = []
    for row, values, own in rows:
        report = reading.report(row.report, "")
        if report is not None:
            taken = own | {p.name for p in report.parameters}
            kept = {name: value for name, value in values.items() if name in taken}
            asked.append(Asked(row.report, kept, name=row.name, label=row.label, time_limit=row.time_limit))
    if not rows:
        reading.problems.add(f"{where} names no reports; write for example {plan_file.EXAMPLE}")
    return reading.runs(asked, look)


class _Reading:
    """One reading of a plan: every notebook is read once, and what is wrong is gathered."""

    def __init__(self, problems: Problems, time_limit: int) -> None:
        self.problems, self.time_limit = problems, time_limit
        self.reports: dict[str, catalog.Report | None] = {}
        self.defaults: Mapping[str, Any] = {}
        self.places: Mapping[str, str] = {}
        self.overrides: Mapping[str, Any] = {}

    def report(self, name: str, place: str) -> catalog.Report | None:
        """The report; None, and a problem, where there is none."""
        if name not in self.reports:
            try:
                self.reports[name] = catalog.report(name)
            except UsageError as error:
                self.reports[name] = None
                self.problems.add(str(error), place)
        return self.reports[name]

    def share(self, defaults: Mapping[str, Any], places: Mapping[str, str]) -> None:
        """Values for every report that has the parameter."""
        self.defaults, self.places = defaults, places
        self._taken(defaults, places)

    def override(self, values: Mapping[str, Any]) -> None:
        """Values of the command line, which win over all."""
        self.overrides = values
        self._taken(values, {})

    def _taken(self, names: Mapping[str, Any], places: Mapping[str, str]) -> None:
        """Refuse what no report takes, if all of them are known."""
        found = [report for report in self.reports.values() if report is not None]
        taken = dict.fromkeys(p.name for report in found for p in report.parameters)
        for name in names if found and len(found) == len(self.reports) else ():
            if name not in taken:
                hint = nearest(name, taken, "they have")
                self.problems.add(f"No report of the plan has a parameter {called(name)}; {hint}", places.get(name, ""))

    def runs(self, asked: Sequence[Asked], look: Look) -> list[Run]:
        """The runs; UsageError with all that is wrong."""
        made = [(one, run) for one in asked if (run := self._run(one)) is not None]
        self._distinct(made)
        places = {id(run): one.place for one, run in made}
        for sentence, about in look([run for _, run in made]).items():
            for run in about:
                self.problems.add(sentence, places[id(run)])
        self.problems.refuse()
        return [run for _, run in made]

    def _run(self, asked: Asked) -> Run | None:
        """The run with its values typed, named and labelled; None where something is wrong with it."""
        report = self.reports[asked.report]
        assert report is not None
        declared = {p.name: p.default for p in report.parameters}
        shared = {name: value for name, value in self.defaults.items() if name in declared}
        fixed = {name: value for name, value in self.overrides.items() if name in declared}
        made, wrong = sort_out({**shared, **asked.own, **fixed}, report.parameters, report.name)
        for name, sentence in wrong.items():
            places = {} if name in fixed else asked.places if name in asked.own else self.places
            self.problems.add(sentence, places.get(name, ""))
        fields = {"report": report.name, **declared, **dict.fromkeys(wrong.keys() & declared, "x"), **made}
        varied = [name for name in asked.varied if asked.several and name in fields and name not in wrong]
        usual = "-".join(f"{{{name}}}" for name in ["report", *varied])
        name = self._pattern("name", asked.name or usual, fields, asked.place)
        label = self._pattern("label", asked.label, fields, asked.place)
        if wrong or not name:
            return None
        return Run(report.name, made, name, asked.time_limit or self.time_limit, label)

    def _pattern(self, key: str, pattern: str, fields: Mapping[str, Any], place: str) -> str:
        try:
            used = naming.fields(pattern, fields)
            if key == "label":
                return naming.label(naming.fill(pattern, fields, naming.words))
            filled = naming.fill(pattern, fields, naming.safe)
            if used:
                filled = naming.shortened(re.sub("-{2,}", "-", filled).strip("-_"))
            return naming.checked(filled)
        except naming.Unfit as unfit:
            sentence = f"{key} is {naming.quoted(pattern)}, which {unfit}"
            self.problems.add(sentence if sentence.endswith(("?", ".")) else f"{sentence}.", place)
            return ""

    def _distinct(self, runs: Sequence[tuple[Asked, Run]]) -> None:
        """Refuse two runs that would write the same files."""
        groups: dict[str, list[tuple[Asked, Run]]] = {}
        for asked, run in runs:
            groups.setdefault(naming.same(run.stem), []).append((asked, run))
        for (first, run), (second, _), *more in (group for group in groups.values() if len(group) > 1):
            others = f", and {len(more):,} more," if more else ""
            self.problems.add(
                f"{first} and {second}{others} would both be called {run.stem}; give one of them another name, or put "
                f'what differs between them into it, such as name: "{{report}}-{{brand}}".'
            )
