"""One way of reading a large workspace, in a process of its own: `python benchmarks/scale_steps.py WAY WORKSPACE …`.

WAY is one of
    report NAME         the code of a report's cells, with every roll-up noted: what was asked, and how long it took
    replay NAME         the roll-ups that a report asks, nothing else
    replay_all NAME     the same where all captures are read, as if no snapshot were there
    by_hand NAME        the same rows by SQL that a person would write for DuckDB
    newest              the newest capture of each video and creator, as reports read them
    newest_of_all       the same where all captures are read
    pandas              the newest capture of each video and creator by pandas.read_parquet and groupby
Prints one JSON object: seconds, peak_mb, and of `report` the roll-ups.
"""

from collections.abc import Callable
from functools import partial
import json
from pathlib import Path
import sys
import time
from typing import Any

NEWEST = """
    SELECT * FROM captures QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order} DESC) = 1 ORDER BY {key}
"""
CAPTURED = "row(coalesce(captured_at, '0001-01-01 00:00:00+00'::TIMESTAMPTZ), imported_at)"
FOLLOWERS = """
    WITH days AS (
        SELECT creator_id, captured_at, followers, epoch(captured_at)::BIGINT // 604800 AS week,
               count(*) OVER (PARTITION BY creator_id) AS days
        FROM captures WHERE followers > 0 AND captured_at IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY creator_id, epoch(captured_at)::BIGINT // 86400 ORDER BY captured_at DESC, imported_at DESC
        ) = 1
    )
    SELECT creator_id, captured_at, followers FROM days
    QUALIFY days <= 30 OR row_number() OVER (PARTITION BY creator_id, week ORDER BY captured_at DESC) = 1
    ORDER BY creator_id, captured_at
"""


def main() -> None:
    way, workspace, *more = sys.argv[1:]
    print(json.dumps(WAYS[way](workspace, *more) | {"peak_mb": peak()}, default=str))


def report(workspace: str, name: str) -> dict[str, Any]:
    import nbformat

    from kit.workspace import Workspace

    asked: list[dict[str, Any]] = []
    plain = Workspace.roll

    def noted(self: Workspace, table: str, rollup: Callable[..., Any], *values: Any, as_of: Any = None) -> Any:
        began = time.perf_counter()
        rows = plain(self, table, rollup, *values, as_of=as_of)
        one = {"table": table, "rollup": rollup.__name__, "values": values, "as_of": as_of and as_of.isoformat()}
        asked.append(one | {"rows": rows.num_rows, "seconds": round(time.perf_counter() - began, 3)})
        return rows

    Workspace.roll = noted  # type: ignore[method-assign]
    names: dict[str, Any] = {}
    began = time.perf_counter()
    for cell in nbformat.read(Path("notebooks") / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            code = cell.source
            if "parameters" in cell.metadata.get("tags", []):
                code += f"\nworkspace = {workspace!r}\nbrand = 'Aurel'\n"
            exec(code, names)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "data_seconds": sum(one["seconds"] for one in asked), "asked": asked}


def replay(workspace: str, name: str, all_captures: bool = False) -> dict[str, Any]:
    import ibis  # noqa: F401 - the time that libraries take to load is in no way's seconds
    import pandas as pd

    from kit import rollups
    from kit.workspace import Workspace

    wanted = json.loads(sys.stdin.read())
    if all_captures:
        no_snapshots()
    began, place = time.perf_counter(), Workspace(workspace)
    for one in wanted:
        when = pd.Timestamp(one["as_of"]) if one["as_of"] else None
        place.roll(one["table"], getattr(rollups, one["rollup"]), *hashable(one["values"]), as_of=when)
    return {"seconds": time.perf_counter() - began}


def by_hand(workspace: str, name: str) -> dict[str, Any]:
    import duckdb

    wanted = json.loads(sys.stdin.read())
    began, con = time.perf_counter(), duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    for one in wanted:
        con.execute(
            f"CREATE OR REPLACE VIEW captures AS SELECT * FROM read_parquet('{workspace}/{one['table']}/*.parquet')"
        )
        con.sql(written(one)).to_arrow_table()
    return {"seconds": time.perf_counter() - began}


def written(one: dict[str, Any]) -> str:
    """The SQL of a roll-up; a KeyError where nobody has written it."""
    from kit.tables import TABLES

    spec, given = TABLES[one["table"]], one["values"]
    if one["rollup"] == "of":
        column, values, columns = given
        listed = ", ".join(f"'{value}'" for value in values)
        return f"SELECT {', '.join(columns)} FROM captures WHERE {column} IN ({listed})"
    key, order = ", ".join(spec.key), CAPTURED if spec.captured else "imported_at"
    return {
        "newest": NEWEST.format(key=key, order=order),
        "followers": FOLLOWERS,
        "items": f"SELECT count(*) FROM (SELECT DISTINCT {key} FROM captures)",
        "counted": "SELECT count(*) FROM captures",
        "last_capture": "SELECT max(captured_at) FROM captures WHERE captured_at <= imported_at + INTERVAL 1 DAY",
    }[one["rollup"]]


def by_pandas(workspace: str) -> dict[str, Any]:
    import pandas as pd

    began = time.perf_counter()
    for table, key in (("videos", "video_id"), ("creators", "creator_id")):
        rows = pd.read_parquet(f"{workspace}/{table}")
        rows.sort_values(["captured_at", "imported_at"]).groupby(key).tail(1).sort_values(key)
    return {"seconds": time.perf_counter() - began}


def newest(workspace: str, all_captures: bool = False) -> dict[str, Any]:
    import ibis  # noqa: F401

    from kit import rollups
    from kit.workspace import Workspace

    if all_captures:
        no_snapshots()
    began, place = time.perf_counter(), Workspace(workspace)
    for table in ("videos", "creators"):
        place.roll(table, rollups.newest, table)
    return {"seconds": time.perf_counter() - began}


def no_snapshots() -> None:
    from kit.workspace import Workspace

    Workspace.snapshot = lambda self, table: None  # type: ignore[method-assign]


def hashable(value: Any) -> Any:
    return tuple(hashable(v) for v in value) if isinstance(value, list) else value


def peak() -> int:
    """Of this process, MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


WAYS: dict[str, Callable[..., dict[str, Any]]] = {
    "report": report,
    "replay": replay,
    "replay_all": partial(replay, all_captures=True),
    "by_hand": by_hand,
    "newest": newest,
    "newest_of_all": partial(newest, all_captures=True),
    "pandas": by_pandas,
}

if __name__ == "__main__":
    main()
