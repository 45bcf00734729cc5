"""Where a report's numbers come from: tables with rows and hashes, refused rows, versions; whether it is made up."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
import importlib.metadata
import platform
from typing import Any

import pandas as pd

from kit.tables import TABLES
from kit.workspace import Workspace

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


def made_up(workspace: Workspace, *names: str) -> bool:
    """Whether a row of one of these tables (default: of any) comes from `kit sample`."""
    ends = (end for name in names or workspace.names for end in workspace.bounds(name, "source"))
    return any(str(end).startswith(MADE_UP) for end in ends if end)


def refused_by_table(workspace: Workspace) -> dict[str, int]:
    """Rows that imports refused, for each table that they were meant for, whether or not it holds any, "" where a file
    does not say; they lie under refused/, one CSV an import."""
    found: Counter[str] = Counter()
    for file in sorted(workspace.path.glob("refused/*.csv")):
        about = pd.read_csv(file, dtype=str, usecols=lambda column: column in ("reason", "table"))
        found.update(about["table"].fillna("") if "table" in about else [""] * len(about))
    return dict(found)


def captured(workspace: Workspace, as_of: pd.Timestamp | None, *names: str) -> list[str]:
    """First and last day of any capture up to `as_of`, in these tables (default: all that the workspace holds); empty
    where no capture time is known."""
    captured_tables = [name for name in names or workspace.names if TABLES[name].captured]
    known = [end for name in captured_tables for end in workspace.bounds(name, "captured_at") if end is not None]
    if as_of is None or not known or min(known) > as_of:
        return []
    return [f"{min(known):%Y-%m-%d}", f"{min(max(known), as_of):%Y-%m-%d}"]


def tables(
    workspace: Workspace, as_of: pd.Timestamp | None, counted: Mapping[str, int], refused: Mapping[str, int]
) -> list[dict[str, Any]]:
    """One record a table: items up to `as_of` (`counted`: those that are known), captures and files stored, one hash
    over all of its files, first and last day of capture, whether any of it is made up, and rows refused of it."""
    return [
        {
            "table": name,
            "rows": counted[name] if name in counted else workspace.items(name, as_of),
            "captures": workspace.rows(name),
            "files": len(workspace.files(name)),
            "sha256": workspace.digest(name),
            "captured": captured(workspace, as_of, name),
            "made_up": made_up(workspace, name),
            "refused": refused.get(name, 0),
        }
        for name in workspace.names
    ]


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
