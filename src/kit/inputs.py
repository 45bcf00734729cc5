"""Where a report's numbers come from: tables with rows and hashes, refused rows, versions; whether it is made up."""

from collections.abc import Mapping
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
        workspace.captures(name).source.startswith(MADE_UP).fill_null(False).any().execute() for name in workspace.names
    )


def refused(workspace: Workspace) -> int:
    """Rows that imports refused; they lie under refused/, one CSV an import."""
    return sum(len(pd.read_csv(file, dtype=str, usecols=["reason"])) for file in workspace.path.glob("refused/*.csv"))


def captured(workspace: Workspace, as_of: pd.Timestamp | None) -> list[str]:
    """First and last day of any capture up to `as_of`; empty where no capture time is known."""
    if as_of is None:
        return []
    ends = []
    for name in workspace.names:
        if TABLES[name].captured:
            stamps = workspace.captures(name).captured_at
            ends += [stamps.min().execute(), stamps.max().execute()]
    known = [pd.Timestamp(end) for end in ends if not pd.isna(end)]
    return [f"{min(known):%Y-%m-%d}", f"{min(max(known), as_of):%Y-%m-%d}"] if known else []


def tables(workspace: Workspace, rows: Mapping[str, int]) -> list[dict[str, Any]]:
    """One record a table: items read, captures and files stored, one hash over all of its files."""
    return [
        {
            "table": name,
            "rows": rows[name],
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
