"""Captures as exports and databases hold them: ties, unknown and impossible times, zeros, lists, marks, large numbers.

Rows are dicts; columns that they lack are missing.
"""

from collections.abc import Iterable
import datetime as dt
from pathlib import Path
import random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kit import rollups
from kit.tables import TABLES

Row = dict[str, Any]
NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
MARKED = ("", " ", "Ünïcode 🎉 'quoted' \"twice\"", "two\nlines\t;", "日本語", "NULL", "\\N", None)


def day(number: float) -> dt.datetime:
    """That many days after noon of 1 September 2026, UTC."""
    return NOON + dt.timedelta(days=number)


def write(folder: Path, table: str, rows: Iterable[Row], name: str = "rows") -> Path:
    """A file of a workspace, as `Workspace.append` writes it; here with the import times that the rows say."""
    place = folder / table / f"{name}.parquet"
    place.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), TABLES[table].arrow_schema()), place)
    return folder


def videos(seed: int, n: int) -> list[Row]:
    """Captures of n ÷ 6 videos; no two were imported at the same moment."""
    chance = random.Random(seed)
    times = [None, *(day(i / 3) for i in range(8)), day(0.000001), dt.datetime(2015, 1, 1, tzinfo=dt.UTC), day(9000)]
    counts = [None, None, 0, 0, 1, 9, 10, 11, 12, 100, 2**53 + 1, 2**31]
    rows = []
    for i in range(n):
        row: Row = {c: chance.choice(counts) for c in ("views", "likes", "comments", "shares", "saves")}
        row |= {c: chance.choice(MARKED) for c in ("caption", "sound", "source", "status")}
        rows.append(
            row
            | {
                "video_id": f"{chance.randrange(n // 6):03}",
                "creator_id": chance.choice(["lena.cooks", "Lena_cooks", "lenacooks", "ärger", "zoë", "name:Ann B"]),
                "posted_at": chance.choice(times),
                "captured_at": chance.choice(times),
                "imported_at": day(4) + dt.timedelta(microseconds=chance.randrange(1000) * 1000 + i),
                "hashtags": chance.choice([None, [], [""], ["a", "b"], ["b", "a", "a"], ["日本", "x;y", "it's"]]),
                "duration_s": chance.choice([None, 0.0, 0.1, 1 / 3, 1e300, 15.0]),
                "full_watch_rate": chance.choice([None, 0.0, 0.1 + 0.2, 1.0]),
                "followers_at_capture": chance.choice([None, 0, 1, 50_000]),
                "is_ad": chance.choice([None, True, False]),
            }
        )
    return rows


def creators(seed: int) -> list[Row]:
    """Of creators with few and with many days, some captured several times a day and at its very ends."""
    chance = random.Random(seed)
    rows: list[Row] = []
    for name, days in {"ann": 3, "ben": 30, "cem": 31, "dee": 90, "Ann": 45}.items():
        for number in range(days):
            for part in chance.sample([0.0, 0.1, 0.49999999999, 0.5, -0.5], chance.randint(1, 3)):
                imported = day(number + 1) + dt.timedelta(microseconds=len(rows))
                followers = chance.choice([None, 0, 1000 + len(rows), 1000 + len(rows)])
                captured = chance.choice([day(number + part)] * 9 + [None, day(number + 400)])
                rows.append(
                    {"creator_id": name, "captured_at": captured, "followers": followers, "imported_at": imported}
                )
    return rows


def others() -> dict[str, list[Row]]:
    """Tables with dates, amounts, and keys of several columns."""
    first, imported = dt.date(2026, 8, 31), {"source": "made by hand", "imported_at": day(5)}
    deals: list[Row] = [
        {"deal_id": f"x{i}", "creator_id": "ann", "status": "paid", "currency": "EUR", "fee": 0.1 * i, "due_on": first}
        | {"captured_at": when, "tax_included": i % 2 == 0, "usage_days": i or None, "forecast_made_at": day(-i)}
        | {"source": "made by hand", "imported_at": day(5 + i)}
        for i, when in enumerate([day(0), day(0), None, day(2), day(1)])
    ]
    parts = [("a", "b", "c"), ("a", "b", "C"), ("a", "B", "c"), ("ab", "", "c"), ("a", "b c", "")]
    shares: list[Row] = [
        {"creator_id": c, "dimension": d, "value": v, "share": i / 7, "captured_at": day(i % 3), **imported}
        for i, (c, d, v) in enumerate(parts * 2)
    ]
    for i, row in enumerate(shares):
        row["imported_at"] = day(5 + i)
    days: list[Row] = [
        {"date": first + dt.timedelta(days=i // 2), "series": f"odd {i % 2}", "value": -1.5 * i, **imported}
        for i in range(6)
    ]
    return {"deals": deals, "audience": shares, "daily": days}


def workspace(folder: Path) -> Path:
    """All of them."""
    for name, rows in {"videos": videos(1, 600), "creators": creators(2), **others()}.items():
        write(folder, name, rows, "awkward")
    return folder


def every(captures: Any, columns: tuple[str, ...]) -> Any:
    """A roll-up of all captures, as they are believed."""
    return rollups.believed(captures).select(*columns)
