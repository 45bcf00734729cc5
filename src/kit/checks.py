"""Rows against `kit.tables`: cells become typed columns, pandera names every bad row at once, oddities are flagged.

A bad row (a required cell is missing, a cell is no value of its kind, a rate lies outside 0–1, a word is none of the
choices) is refused with all its reasons.  What is only hard to believe is kept and flagged.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pandas as pd

from kit.sources import Batch, derive, values
from kit.tables import PANDAS, Table, TABLES

EARLIEST = pd.Timestamp("2016-09-01", tz="UTC")  # Douyin opened in September 2016; nothing was posted on TikTok before
Reasons = dict[int, list[str]]
PARTS = ("likes", "comments", "shares", "saves")


def typed(batch: Batch, cells: dict[str, list[Any]]) -> tuple[pd.DataFrame, Reasons]:
    """The cells as columns of the table's types, and {place: reasons} for what is no value of its kind."""
    table, out, reasons = TABLES[batch.table], {}, defaultdict(list)
    for column, kind in table.columns.items():
        if column not in cells:
            continue
        parsed, problems = values.parse(kind, cells[column], batch.units.get(column, ""), batch.forms.get(column, ""))
        choices = table.choices.get(column)
        if choices:
            parsed = [v if v is None else v.lower().replace(" ", "_") for v in parsed]
        out[column] = (
            pd.Series(parsed, dtype=PANDAS[kind])
            if kind != "date"
            else pd.to_datetime(pd.Series(parsed, dtype="object"))
        )
        for place, problem in problems.items():
            reasons[place].append(f"{column} {problem}")
    return pd.DataFrame(out), reasons


def broken(table: str, frame: pd.DataFrame) -> Reasons:
    """{place: reasons} for every row that breaks a rule of its table, found in one pass."""
    import pandera.errors
    import pandera.pandas as pa

    spec = TABLES[table]
    full = frame.assign(
        **{c: pd.Series(pd.NA, index=frame.index, dtype="string") for c in spec.required if c not in frame}
    )
    schema = pa.DataFrameSchema({c: pa.Column(checks=_rules(spec, c), nullable=c not in spec.required) for c in full})
    reasons: Reasons = defaultdict(list)
    try:
        schema.validate(full, lazy=True)
    except pandera.errors.SchemaErrors as error:
        for column, check, place in error.failure_cases[["column", "check", "index"]].itertuples(index=False):
            reasons[int(place)].append(f"{column} is missing" if check == "not_nullable" else f"{column} {check}")
    return reasons


def _rules(spec: Table, column: str) -> list[Any]:
    import pandera.pandas as pa

    kind = spec.columns[column]
    if kind == "count":
        return [pa.Check(lambda s: s >= 0, error="is below 0")]
    if kind == "rate" and spec.name != "fx":
        return [pa.Check(lambda s: (s >= 0) & (s <= 1), error="lies outside 0–1 (rates are fractions; 4 % is 0.04)")]
    if column in spec.choices:
        return [pa.Check(lambda s: s.isin(spec.choices[column]), error=f"is none of {', '.join(spec.choices[column])}")]
    if column.endswith("_id") and kind == "text":
        return [pa.Check(lambda s: ~s.str.contains(r"[^\s@]@[^\s@]+\.", regex=True), error="is an e-mail address")]
    return []


def flags(table: str, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """What is hard to believe but kept: {words: which rows}.  Only what occurs."""
    now = pd.Timestamp.now("UTC")
    tests: dict[str, Callable[[], pd.Series]] = {
        "creator_id is no handle that TikTok gives": lambda: frame["creator_id"].map(derive.odd),
        "followers are 0": lambda: frame["followers"] == 0,
        "followers_at_capture are 0": lambda: frame["followers_at_capture"] == 0,
        "far fewer views than likes, comments, shares or saves": lambda: (
            frame[[c for c in PARTS if c in frame]].gt(frame["views"] * 1.1 + 10, axis=0).any(axis=1)
        ),
        "posted_at lies before September 2016": lambda: frame["posted_at"] < EARLIEST,
        "posted_at lies in the future": lambda: frame["posted_at"] > now,
        "captured_at lies in the future": lambda: frame["captured_at"] > now,
        "posted_at lies after captured_at": lambda: frame["posted_at"] > frame["captured_at"] + pd.Timedelta("1D"),
        "paid_views exceed views": lambda: frame["paid_views"] > frame["views"],
        "value is below 0": lambda: frame["value"] < 0 if table == "daily" else pd.Series(False, index=frame.index),
        "revenue is below 0": lambda: frame["revenue"] < 0,
    }
    found = {}
    for words, test in tests.items():
        try:
            hit = test().fillna(False).astype(bool)
        except KeyError:  # the table, or this import of it, has no such column
            continue
        if hit.any():
            found[words] = hit
    return found
