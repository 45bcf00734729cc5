"""A plan: several reports in one YAML file, checked whole before anything runs.

    reports: [benchmarking, tier_pricing, post_mortem]

or, with values,

    defaults: {workspace: lotus}
    reports:
      - benchmarking
      - {report: post_mortem, name: spring, parameters: {campaign: "Spring glow"}}
"""

from collections import Counter
import inspect
from pathlib import Path
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
import yaml

from kit.errors import DataError, UsageError
from kit.reports import catalog
from kit.reports.parameters import check
from kit.reports.run import Run


class Row(BaseModel):
    """One report of a plan."""

    model_config = ConfigDict(extra="forbid")
    report: str
    name: str = ""
    parameters: dict[str, Any] = Field(default_factory=dict)


class Plan(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")
    reports: list[str | Row]
    defaults: dict[str, Any] = Field(default_factory=dict)
    time_limit: int = Field(600, gt=0)


def read(path: Path, overrides: dict[str, Any]) -> list[Run]:
    """The runs of a plan file; UsageError naming everything that is wrong with it, one sentence a line."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"There is no plan {path}; write one such as: reports: [benchmarking]") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(
            f"{path} is not a plan that can be read ({type(error).__name__}); write YAML such as: reports: "
            f"[benchmarking]"
        ) from None
    try:
        plan = Plan.model_validate(content)
    except ValidationError as error:
        raise UsageError(
            "\n".join(
                dict.fromkeys(
                    f"{path}: {'.'.join(str(p) for p in e['loc'][:2]) or 'the file'}: {e['msg'].lower()}."
                    for e in error.errors()
                )
            )
        ) from None
    rows = [Row(report=row) if isinstance(row, str) else row for row in plan.reports]
    return checked(
        [(row, plan.defaults | row.parameters | overrides, set(row.parameters)) for row in rows],
        plan.time_limit,
        str(path),
    )


def checked(rows: list[tuple[Row, dict[str, Any], set[str]]], time_limit: int, where: str) -> list[Run]:
    """Rows as runs.  A default that one report does not have is not an error; its own parameter is."""
    runs, wrong = [], []
    for row, values, own in rows:
        try:
            found = catalog.report(row.report)
            known = {p.name for p in found.parameters}
            asked = {k: v for k, v in values.items() if k in known or k in own}
            runs.append(Run(row.report, check(asked, found.parameters, row.report), stem(row, where), time_limit))
        except UsageError as error:
            wrong.append(str(error))
    twice = [name for name, n in Counter(run.stem for run in runs).items() if n > 1]
    wrong += [f"Two reports of {where} would both be called {name}; give one of them another name." for name in twice]
    if not rows:
        wrong.append(f"{where} names no reports; write for example reports: [benchmarking]")
    if wrong:
        raise UsageError("\n".join(dict.fromkeys(wrong)))
    return runs


def openable(runs: list[Run]) -> None:
    """Open the data of each run as its notebook will: a missing workspace, an unknown brand or campaign or a wrong day
    is refused before anything runs, all at once."""
    from kit.opening import open as opened

    known, wrong = set(inspect.signature(opened).parameters), []
    for run in runs:
        values = {p.name: p.default for p in catalog.report(run.report).parameters} | dict(run.parameters)
        if "workspace" in values:
            try:
                opened(**{name: value for name, value in values.items() if name in known})
            except (DataError, UsageError) as error:
                wrong.append(str(error))
    if wrong:
        raise UsageError("\n".join(dict.fromkeys(wrong)))


def stem(row: Row, where: str) -> str:
    """The name of the files; letters of any script, digits, and - _ . inside."""
    name = row.name or row.report
    if not re.fullmatch(r"[^\W_][\w.-]*", name) or name in ("index", "manifest"):
        raise UsageError(f"{name!r} in {where} cannot be the name of a file; use letters, digits, - and _.")
    return name
