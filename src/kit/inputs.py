"""Where a report's numbers come from: tables with rows and hashes, refused rows, versions; whether it is made up."""

import importlib.metadata
import platform
from typing import Any

import pandas as pd

from kit.tables import TABLES
from kit.workspace import Workspace

MADE_UP = "made up"  # a source that starts so marks every page as made up
PACKAGES = ("pandas", "scipy", "duckdb", "matplotlib")


def made_up(workspace: Workspace) -> bool:
    """Whether a row of any table comes from `kit sample`."""
    return any(
        str(end).startswith(MADE_UP) for name in workspace.names for end in workspace.bounds(name, "source") if end
    )


def refused(workspace: Workspace) -> int:
    """Rows that imports refused; they lie under refused/, one CSV an import."""
    return sum(len(pd.read_csv(file, dtype=str, usecols=["reason"])) for file in workspace.path.glob("refused/*.csv"))


def captured(workspace: Workspace, as_of: pd.Timestamp | None) -> list[str]:
    """First and last day of any capture up to `as_of`; empty where no capture time is known."""
    captured_tables = [name for name in workspace.names if TABLES[name].captured]
    known = [end for name in captured_tables for end in workspace.bounds(name, "captured_at") if end is not None]
    if as_of is None or not known:
        return []
    return [f"{min(known):%Y-%m-%d}", f"{min(max(known), as_of):%Y-%m-%d}"]


def tables(workspace: Workspace, as_of: pd.Timestamp | None) -> list[dict[str, Any]]:
    """One record a table: items read, captures and files stored, one hash over all of its files."""
    return [
        {
            "table": name,
            "rows": int(workspace.latest(name, as_of).count().execute()),
            "captures": workspace.rows(name),
            "files": len(workspace.files(name)),
            "sha256": workspace.digest(name),
        }
        for name in workspace.names
    ]


def versions() -> dict[str, str]:
    """Of the kit, Python and the packages that numbers depend on."""
    return {"kit": _version("tiktok-research-kit"), "Python": platform.python_version()} | {
        package: _version(package) for package in PACKAGES
    }


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
