"""What numbers are made of and how good that is: one record a table, for `kit check` and for the first question of
every report.

A report asks only for the tables that it reads anyway, so that this question never makes it rest on another one.  No
clock is read: freshness is told against the newest capture, or the day that `as_of` names.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kit import inputs, oddities
from kit.data import Data
from kit.finding import answer, Column, Finding, NotShown, question
from kit.tables import TABLES
from kit.wording import count, day, join, percent, plural

WHEN = {  # table → the day that a row is about
    "videos": "posted_at",
    "comments": "posted_at",
    "campaigns": "starts_on",
    "goals": "starts_on",
    "deals": "agreed_on",
    "orders": "ordered_at",
    "traffic": "date",
    "daily": "date",
    "events": "starts_on",
    "fx": "date",
}
NEEDED = {  # table → the columns that questions ask for most
    "brands": "handles hashtags",
    "creators": "followers captured_at",
    "audience": "share captured_at",
    "videos": "posted_at captured_at views likes comments shares is_ad collected_by",
    "comments": "posted_at text",
    "labels": "value",
    "campaigns": "starts_on ends_on hashtags margin",
    "goals": "target kind",
    "deals": "fee currency agreed_on due_on deliverable",
    "deliveries": "video_id",
    "orders": "ordered_at revenue currency promo_code",
    "traffic": "clicks",
    "daily": "value",
    "events": "ends_on",
    "tiers": "followers_from",
    "fx": "rate",
}
STALE_DAYS = 28  # a table that is so much older than the others is named
NAMED = 3  # tables that the sentence names
COLUMNS = (
    Column("table", "Table"),
    Column("items", "Rows", "count"),
    Column("creators", "Creators", "count"),
    Column("first_day", "First day", "date"),
    Column("last_day", "Last day", "date"),
    Column("newest_capture", "Newest capture", "date"),
    Column("gap", "Empty cells", "figure"),
    Column("flagged", "Odd rows", "count"),
    Column("refused", "Refused", "count"),
    Column("duplicates", "Extra rows", "count"),
    Column("flags", "What is odd"),
    Column("days_behind", "Days behind", "count", hidden=True),
    Column("missing", "Share of empty cells", "rate", hidden=True),
)
NONE = ("flagged", "refused", "duplicates", "flags")  # where there are none, the sentence says so
DEFINITIONS = {
    "Empty cells": "Share of empty cells in the columns that questions ask for most, and the worst of these; kit check "
    "tells of each.",
    "Rows": "Different items, each as its newest capture tells it.",
    "Extra rows": "Captures stored beyond one an item. Rows that repeated a known one were merged, uncounted.",
    "Odd rows": "Kept, but what cannot be is taken as unknown: times before September 2016 or after the capture or "
    "import, 0 followers, all counts of a video with far fewer views than likes, comments, shares or saves.",
    "Days behind": "From a table's newest capture to the newest of all, or to the day that as_of names.",
}


def record(data: Data, name: str, columns: Sequence[str] = ()) -> dict[str, Any]:
    """One table as the report sees it, as plain JSON: how much there is, from when, and what is wrong with it.

    items: different keys.  creators: different creator_ids (None: no such column).  window: first and last day that
    rows are about.  newest_capture: ISO day, "" where unknown.  missing: column → share of items without a value, of
    `columns` (default: those that questions ask for most).
    duplicates: captures stored beyond one an item.  flags: words → rows; flagged: rows with any of them.
    """
    stored, rows = data.stored(name), data.table(name)
    hits = oddities.flags(name, stored)
    about = rows[WHEN[name]].dropna() if name in WHEN else rows["imported_at"].iloc[:0]
    newest = rows["captured_at"].max() if TABLES[name].captured else pd.NaT
    return {
        "table": name,
        "items": len(rows),
        "creators": int(rows["creator_id"].nunique()) if "creator_id" in rows else None,
        "window": [_iso(about.min()), _iso(about.max())],
        "newest_capture": _iso(newest),
        "missing": {
            c: round(float(stored[c].isna().mean()), 4) if len(rows) else 1.0 for c in columns or NEEDED[name].split()
        },
        "duplicates": data.stored_captures(name) - len(rows),
        "flags": {words: int(hit.sum()) for words, hit in hits.items()},
        "flagged": int(pd.concat(hits, axis=1).any(axis=1).sum()) if hits else 0,
        "refused": data.refused_by_table.get(name, 0),
    }


def check_of(*tables: str) -> Callable[[Data], Finding]:
    """The question `data_check` about these tables, in this order: those that a report reads."""

    @question("data_check", "Which data are behind this, and how good are they?", priority=90)
    def data_check(data: Data) -> Finding:
        """One row a table that the report reads and the workspace has, or of which rows were refused."""
        records = [record(data, name) for name in tables if data.has(name) or data.refused_by_table.get(name)]
        if not any(one["items"] for one in records):
            raise NotShown(
                f"This workspace has no rows of the tables that this report reads: {join(tables)}. Import exports: kit "
                f"import FILES --into {data.given}"
            )
        table = _table(data, records)
        here = [one["table"] for one in records]
        return answer(
            data,
            _sentence(data, table, records),
            table,
            [replace(c, hidden=c.hidden or (c.name in NONE and not table[c.name].any())) for c in COLUMNS],
            doubts=_doubts(data, table, records),
            caveat=_beside(data, [name for name in tables if name not in here]),
            n={"tables": len(table), "rows": int(table["items"].sum())},
            left_out={"rows refused at import": int(table["refused"].sum())},
            sources=tuple(here),
            definitions=DEFINITIONS,
        )

    return data_check


def _iso(when: Any) -> str:
    return "" if pd.isna(when) else f"{when:%Y-%m-%d}"


def _table(data: Data, records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The records as rows of a finding's table."""
    table = pd.DataFrame(records)
    gaps = [one["missing"] for one in records]
    captured = _days(table["newest_capture"])
    day_given = data.day_given
    until = captured.max() if day_given is None else day_given.tz_localize(None).normalize()
    return table.assign(
        creators=table["creators"].astype("Int64"),
        **{side: _days(one["window"][i] for one in records) for i, side in enumerate(("first_day", "last_day"))},
        newest_capture=captured,
        days_behind=(until - captured).dt.days.astype("Int64"),
        missing=[sum(gap.values()) / len(gap) for gap in gaps],
        gap=[_empty(gap) for gap in gaps],
        flags=["; ".join(f"{words} ({count(n)})" for words, n in one["flags"].items()) for one in records],
    )


def _days(iso: Iterable[str]) -> pd.Series:
    """ISO days as dates, missing where there is none."""
    return pd.to_datetime(pd.Series([one or None for one in iso], dtype="object"))


def _empty(gap: Mapping[str, float]) -> str:
    """The share of empty cells, and the column that has most of them."""
    column, share = max(gap, key=lambda c: gap[c]), sum(gap.values()) / len(gap)
    return f"{percent(share)} ({column})" if share else "none"


def _sentence(data: Data, table: pd.DataFrame, records: Sequence[Mapping[str, Any]]) -> str:
    """What there is, how new, how whole, and whether anything in it is odd."""
    sizes = [f"{one['table']} ({plural(one['items'], 'row')})" for one in records[:NAMED]]
    more = len(records) - NAMED
    sizes += [plural(more, "more table")] if more > 0 else []
    parts = [f"This report rests on {join(sizes)}"]
    made_up = [name for name in table["table"] if inputs.made_up(data.workspace, name)]
    parts[0] += f", {'all' if len(made_up) == len(table) else join(made_up)} made up" if made_up else ""
    newest = table["newest_capture"].max()
    parts.append(
        "when they were captured is not known" if pd.isna(newest) else f"the newest capture is of {day(newest)}"
    )
    empty = float((table["missing"] * table["items"]).sum() / table["items"].sum())
    parts.append(
        f"{percent(empty)} of the cells that matter most are empty" if empty else "no cell that matters is empty"
    )
    odd, refused = int(table["flagged"].sum()), int(table["refused"].sum())
    nothing = "no row is hard to believe and none was refused"
    some = f"{_rows(odd, 'hard to believe')}, and {'no row was' if not refused else _were(refused)} refused"
    return "; ".join([*parts, some if odd or refused else nothing]) + "."


def _rows(n: int, words: str) -> str:
    return f"{plural(n, 'row is', 'rows are') if n else 'no row is'} {words}"


def _were(n: int) -> str:
    return plural(n, "row was", "rows were")


def _doubts(data: Data, table: pd.DataFrame, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is odd, refused, old or never filled, by name."""
    odd = [f"in {one['table']}, {_named(one['flags'])}" for one in records if one["flags"]]
    lost = {one["table"]: one["refused"] for one in records if one["refused"]}
    unknown = data.refused_by_table.get("", 0)
    old = table[table["days_behind"].gt(STALE_DAYS).fillna(False)]
    blank = [
        f"{join(never)} in {one['table']}"
        for one in records
        if one["items"] and (never := [c for c, share in one["missing"].items() if share == 1])
    ]
    return [
        f"Hard to believe, so kept and counted, but left out of what they would break: {'; '.join(odd)}."
        if odd
        else "",
        f"Rows that imports refused are in no number: {join(f'{n:,} of {name}' for name, n in lost.items())}."
        if lost
        else "",
        f"For which table {plural(unknown, 'refused row was', 'refused rows were')} meant is not known."
        if unknown
        else "",
        f"Older than the rest by more than {STALE_DAYS} days: {join(_behind(one) for one in old.itertuples())}."
        if len(old)
        else "",
        f"Never filled: {join(blank)}." if blank else "",
    ]


def _named(flags: Mapping[str, int]) -> str:
    return join(f"{words} ({plural(n, 'row')})" for words, n in flags.items())


def _behind(one: Any) -> str:
    return f"{one.table} ({plural(one.days_behind, 'day')})"


def _beside(data: Data, absent: Sequence[str]) -> str:
    """Which tables are not there, and how many videos the report's window holds."""
    every, seen = len(data.table("videos")), len(data.videos)
    return " ".join(
        [
            *([f"Of {plural(every, 'video')}, {seen:,} lie in the window of this report."] if seen < every else []),
            *([f"Not in this workspace: {join(absent)}."] if absent else []),
        ]
    )
