"""What workspaces hold now, and what `kit.open` would refuse; run in a forked process, so it imports little."""

from collections.abc import Mapping, Sequence
import inspect
from typing import Any

from kit.errors import DataError, UsageError
from kit.tables import TABLES


def look(values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """{"wrong": sentences, "workspaces": {path: facts}}; facts: "tables" {name: digest}, "refused" {name: rows}, and
    "newest_capture", a day, where somebody looks back from it."""
    from kit import opening

    known, wrong, workspaces = set(inspect.signature(opening.open).parameters), dict[str, None](), dict[str, Any]()
    asked = [{name: value for name, value in one.items() if name in known} for one in values]
    for one in {repr(sorted(one.items())): one for one in asked}.values():
        try:
            data = opening.open(**one)
            path = str(data.workspace.path.resolve())
            if path not in workspaces:
                tables = {name: data.workspace.digest(name) for name in TABLES}
                workspaces[path] = {"tables": tables, "refused": data.refused_by_table}
            if data.newest_capture is not None:
                workspaces[path]["newest_capture"] = f"{data.newest_capture:%Y-%m-%d}"
        except (DataError, UsageError) as error:
            wrong[str(error)] = None
    return {"wrong": list(wrong), "workspaces": workspaces}
