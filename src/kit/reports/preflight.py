"""A look at the data before anything runs: what would be refused, and what the workspaces hold now."""

from collections.abc import Sequence
import logging
from typing import Any

from kit.errors import UsageError
from kit.reports import catalog, forked, looking, warm
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
    values = [one for one in values if "workspace" in one]
    found = _elsewhere(values) or looking.look(values)
    if found["wrong"]:
        raise UsageError("\n".join(found["wrong"]))
    return dict(found["workspaces"])


def _elsewhere(values: list[dict[str, Any]]) -> dict[str, Any] | None:
    """`looking.look` in a forked process; None where there is none."""
    import json

    try:
        process = warm.fork(forked.Call("kit.reports.looking:look", values))
    except warm.NotForked as why:
        log.info("The data are looked at by the runner itself: %s.", why)
        return None
    try:
        return dict(json.loads(process.read() or b"null") or {}) or None
    finally:
        process.close()
