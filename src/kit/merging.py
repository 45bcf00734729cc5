"""What is new?  Rows about one item become one, and only what the workspace does not hold yet is added."""

import pandas as pd

from kit.frames import conform, row_hashes
from kit.tables import TABLES
from kit.workspace import Workspace

LASTING = {  # what stays the same in an item's life
    "videos": (
        "posted_at",
        "url",
        "caption",
        "hashtags",
        "mentions",
        "sound_id",
        "sound",
        "duration_s",
        "collected_by",
        "collected_for",
    ),
    "creators": ("name", "country", "language", "category", "account_type"),
}


def add(workspace: Workspace, table: str, rows: pd.DataFrame, source: str) -> int:
    """Store what the workspace does not hold yet; returns how many items it had not seen."""
    if rows.empty:
        return 0
    keys = list(TABLES[table].key)
    fresh = rows[keys].drop_duplicates()
    known = workspace.known(table, fresh)
    if known.empty:
        workspace.append(table, rows, source)
        return len(fresh)
    rows = remember(table, rows, known)
    workspace.append(table, rows[~pd.Series(row_hashes(rows)).isin(row_hashes(known)).to_numpy()], source)
    return len(fresh) - len(fresh.merge(known[keys].drop_duplicates(), on=keys))


def remember(table: str, rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Fill what does not change in an item's life (its caption, its address, …) from captures that had it.

    Reading takes the newest capture whole; without this, one with fields left out would hide what an earlier one told.
    Counts are never filled: they belong to their moment.
    """
    columns = [c for c in LASTING.get(table, ()) if rows[c].isna().any() and known[c].notna().any()]
    if not columns:
        return rows
    keys = list(TABLES[table].key)
    order = known.assign(_hash=row_hashes(known)).sort_values(["captured_at", "_hash"], ascending=[False, True])
    past = order.groupby(keys, as_index=False)[columns].first()
    found = rows[keys].merge(past, on=keys, how="left")
    filled = {c: rows[c].where(rows[c].notna(), found[c].set_axis(rows.index)) for c in columns}
    return conform(table, rows.assign(**filled))


def single(table: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """One row per item and capture, and how many items had rows that disagree.  Rows about the same fill each other's
    gaps; of two counts the larger is the later one, because counts grow, and a 0 is what a failed look gives."""
    keys = [*TABLES[table].key, *(["captured_at"] if TABLES[table].captured else [])]
    double = rows.duplicated(keys, keep=False)
    if not double.any():
        return rows, 0
    kinds = TABLES[table].columns
    rest = [c for c in rows.columns if c not in keys]
    groups = rows[double].groupby(keys, sort=False, dropna=False, as_index=False)
    merged = groups.agg({c: "max" if kinds[c] == "count" else "first" for c in rest})
    plain = [c for c in rest if kinds[c] != "list"]
    torn = int((groups[plain].nunique()[plain] > 1).any(axis=1).sum())
    return conform(table, pd.concat([rows[~double], merged[list(rows.columns)]], ignore_index=True)), torn
