"""Where a report's numbers come from: tables with rows and hashes, refused rows, versions; whether it is made up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
import importlib.metadata
import platform
from typing import Any

import pandas as pd

from kit.store import Store
from kit.tables import TABLES

MADE_UP = "made up"  # a source that starts so marks every page as made up
PACKAGES = ("pandas", "scipy", "duckdb", "matplotlib")


@dataclass
class Rests:
    """What a report's numbers rest on, as far as they have asked.

    `tables`: the workspace's digest of each, when its rows were first asked for.  `newest_capture`: the ISO day to look
    back from, where that was left to the data and somebody asked for it ("": it is not known); None where nobody did.
    """

    tables: dict[str, str] = field(default_factory=dict)
    newest_capture: str | None = None


def made_up(workspace: Store, *names: str) -> bool:
    """Whether a row of one of these tables (default: of any) comes from `kit sample`."""
    ends = (end for name in names or workspace.names for end in workspace.bounds(name, "source"))
    return any(str(end).startswith(MADE_UP) for end in ends if end)


def captured(workspace: Store, as_of: pd.Timestamp | None, *names: str) -> list[str]:
    """First and last day of any capture up to `as_of`, in these tables (default: all that the workspace holds); empty
    where no capture time is known."""
    captured_tables = [name for name in names or workspace.names if TABLES[name].captured]
    known = [end for name in captured_tables for end in workspace.bounds(name, "captured_at") if end is not None]
    if as_of is None or not known or min(known) > as_of:
        return []
    return [f"{min(known):%Y-%m-%d}", f"{min(max(known), as_of):%Y-%m-%d}"]


def tables(
    workspace: Store, as_of: pd.Timestamp | None, counted: Mapping[str, int], refused: Mapping[str, int]
) -> list[dict[str, Any]]:
    """One record a table: items up to `as_of` (`counted`: those that are known), captures and files stored, one hash
    over all of its files, first and last day of capture, whether any of it is made up, and rows refused of it."""
    return [
        {
            "table": name,
            "rows": counted[name] if name in counted else items(workspace, name, as_of),
            "captures": workspace.rows(name),
            "files": workspace.file_count(name),
            "sha256": workspace.digest(name),
            "captured": captured(workspace, as_of, name),
            "made_up": made_up(workspace, name),
            "refused": refused.get(name, 0),
        }
        for name in workspace.names
    ]


def items(workspace: Store, name: str, as_of: pd.Timestamp | None) -> int:
    """How many different keys a table has at or before `as_of`."""
    from kit import rollups

    return int(workspace.roll(name, rollups.items, name, as_of=as_of)["n"][0].as_py())


def versions() -> dict[str, str]:
    """Of the kit, Python and the packages that numbers depend on."""
    return {"kit": _version("tiktok-research-kit"), "Python": platform.python_version()} | {
        package: _version(package) for package in PACKAGES
    }


@cache
def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
