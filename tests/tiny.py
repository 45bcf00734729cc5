"""Small hand-made workspaces, so that a figure in a test can be checked with a pencil."""

from hashlib import sha256
from pathlib import Path
import pickle
from typing import Any

import pandas as pd

import kit
from kit.data import Data
from kit.finding import Finding
from kit.workspace import Workspace

FIRST_FILES: dict[tuple[str, bytes], tuple[str, bytes]] = {}  # (table, hash of its rows) → name and bytes of the file


def workspace(path: Path, **tables: list[dict]) -> Path:
    """A workspace with these rows, each a mapping from column to value.

    A table's first file is written once a process and then copied, as most worlds share most of their rows.
    """
    made = Workspace.create(path)
    for name, rows in tables.items():
        key = name, sha256(pickle.dumps(rows)).digest()
        if key in FIRST_FILES and not made.files(name):
            file, content = FIRST_FILES[key]
            (path / name).mkdir(exist_ok=True)
            (path / name / file).write_bytes(content)
        elif made.append(name, pd.DataFrame(rows), source="test: by hand") and len(made.files(name)) == 1:
            FIRST_FILES[key] = made.files(name)[0].name, made.files(name)[0].read_bytes()
    return path


def data(path: Path, **tables: list[dict]) -> Data:
    """The same, opened with a report's defaults."""
    return kit.open(str(workspace(path, **tables)))


def video(
    video_id: str, creator_id: str, views: int, likes: int, comments: int = 0, shares: int = 0, **more: object
) -> dict:
    """A video of 1 May 2026, captured on 1 June."""
    return {
        "video_id": video_id,
        "creator_id": creator_id,
        "views": views,
        "likes": likes,
        "comments": comments,
        "shares": shares,
        "posted_at": "2026-05-01T12:00Z",
        "captured_at": "2026-06-01T12:00Z",
        "collected_by": "profile",
    } | more


def creator(creator_id: str, followers: int | None = None, **more: object) -> dict:
    return {"creator_id": creator_id, "followers": followers, "captured_at": "2026-06-01T12:00Z"} | more


def cell(finding: Finding, column: str, **where: str) -> Any:
    """The one value of a column in the row where other columns read so."""
    table = finding.table
    for key, value in where.items():
        table = table[table[key].astype(str) == value]
    assert len(table) == 1, finding.table
    return table[column].iloc[0]
