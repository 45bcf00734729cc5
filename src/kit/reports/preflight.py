"""A look at the data before anything runs: what `kit.open` would refuse, and what the workspaces hold now.

The runner looks itself, while the server of warm processes still loads.
"""

from collections.abc import Sequence
import inspect
from typing import Any

from kit.errors import DataError, UsageError
from kit.reports import catalog
from kit.reports.run import Run

Facts = dict[str, dict[str, Any]]


def look(runs: Sequence[Run]) -> tuple[Facts, dict[str, list[Run]]]:
    """What the workspaces that the runs name hold now, and each sentence of refusal with the runs that it is about.

    Facts of a workspace, by its whole path: "tables" {name: digest}, "refused" {name: rows}, and "newest_capture", a
    day, where somebody looks back from it.
    """
    from kit import opening
    from kit.tables import TABLES

    facts: Facts = {}
    wrong: dict[str, list[Run]] = {}
    known = set(inspect.signature(opening.open).parameters)
    alike: dict[str, tuple[dict[str, Any], list[Run]]] = {}
    for run in runs:
        values = {p.name: p.default for p in catalog.report(run.report).parameters} | dict(run.parameters)
        asked = {name: value for name, value in values.items() if name in known}
        if "workspace" in asked:
            alike.setdefault(repr(sorted(asked.items())), (asked, []))[1].append(run)
    for asked, several in alike.values():
        try:
            data = opening.open(**asked)
        except (DataError, UsageError) as error:
            wrong.setdefault(str(error), []).extend(several)
            continue
        path = data.workspace.address
        if path not in facts:
            tables = {name: data.workspace.digest(name) for name in TABLES}
            facts[path] = {"tables": tables, "refused": data.refused_by_table}
        if data.newest_capture is not None:
            facts[path]["newest_capture"] = f"{data.newest_capture:%Y-%m-%d}"
    return facts, wrong


def check(runs: Sequence[Run]) -> Facts:
    """The facts; UsageError with all that would be refused, one sentence a line."""
    facts, wrong = look(runs)
    if wrong:
        raise UsageError("\n".join(wrong))
    return facts
