"""A look at the data before anything runs: what would be refused, and what the workspaces hold now."""

from collections.abc import Mapping, Sequence
import inspect
import logging
from typing import Any

from kit.errors import DataError, UsageError
from kit.reports import catalog, forked, warm
from kit.reports.run import Run

log = logging.getLogger("kit")


def check(runs: Sequence[Run]) -> dict[str, dict[str, Any]]:
    """The facts of every workspace that the runs name; UsageError with all that is wrong, one sentence a line.

    The data are opened in a forked process, so that the runner itself need not load what reads them.
    """
    values = []
    for run in runs:
        declared = {p.name: p.default for p in catalog.report(run.report).parameters}
        values.append(declared | dict(run.parameters))
    unique = [dict(v) for v in {repr(sorted(v.items())): v for v in values if "workspace" in v}.values()]
    found = _elsewhere(unique) or look(unique)
    if found["wrong"]:
        raise UsageError("\n".join(found["wrong"]))
    return dict(found["workspaces"])


def _elsewhere(values: list[dict[str, Any]]) -> dict[str, Any] | None:
    """`look` in a forked process; None where there is none."""
    import json

    try:
        process = warm.fork(forked.Call(f"{__name__}:look", values))
    except warm.NotForked as why:
        log.info("The data are looked at by the runner itself: %s.", why)
        return None
    try:
        return dict(json.loads(process.read() or b"null") or {}) or None
    finally:
        process.close()


def look(values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """{"wrong": sentences, "workspaces": {path: {"tables": {name: digest}, "newest_capture": day}}}."""
    from kit import opening
    from kit.tables import TABLES

    known, wrong, workspaces = set(inspect.signature(opening.open).parameters), dict[str, None](), dict[str, Any]()
    for one in values:
        try:
            data = opening.open(**{name: value for name, value in one.items() if name in known})
            path = str(data.workspace.path.resolve())
            if path not in workspaces:
                workspaces[path] = {"tables": {name: data.workspace.digest(name) for name in TABLES}}
            if data.newest_capture is not None:
                workspaces[path]["newest_capture"] = f"{data.newest_capture:%Y-%m-%d}"
        except (DataError, UsageError) as error:
            wrong[str(error)] = None
    return {"wrong": list(wrong), "workspaces": workspaces}
