"""Rows against `kit.tables`: cells become typed columns, pandera names every bad row at once, oddities are flagged.

A bad row (a required cell is missing, a cell is no value of its kind, a rate lies outside 0–1, a word is none of the
choices) is refused with all its reasons.  What is only hard to believe is kept and flagged.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from kit.frames import series
from kit.oddities import flags as flags  # what is only hard to believe
from kit.sources import Batch, values
from kit.sources.columns import Column, per_value
from kit.tables import Table, TABLES

Reasons = dict[int, list[str]]


def typed(batch: Batch, cells: Mapping[str, Column]) -> tuple[dict[str, Column], Reasons]:
    """The cells as columns of the table's types, and {place: reasons} for what is no value of its kind."""
    table, out, reasons = TABLES[batch.table], {}, defaultdict(list)
    for column, kind in table.columns.items():
        if column not in cells:
            continue
        parsed, problems = values.parse(kind, cells[column], batch.units.get(column, ""), batch.forms.get(column, ""))
        if column in table.choices:
            parsed = per_value(parsed, lambda word: word.lower().replace(" ", "_"))
        out[column] = parsed
        for place, problem in problems.items():
            reasons[place].append(f"{column} {problem}")
    return out, reasons


def frame(table: str, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Columns as a pandas frame; lists are left out, as no rule speaks of them."""
    kinds = TABLES[table].columns
    plain = {c: cells for c, cells in columns.items() if kinds[c] != "list"}
    return pd.DataFrame({c: series(pa.chunked_array([cells]), kinds[c]) for c, cells in plain.items()})


def broken(table: str, columns: Mapping[str, Column]) -> Reasons:
    """{place: reasons} for every row that breaks a rule of its table, found in one pass."""
    from pandera.errors import SchemaErrors
    from pandera.pandas import Column as Rule
    from pandera.pandas import DataFrameSchema

    spec, n = TABLES[table], len(next(iter(columns.values())))
    missing = {c: pa.nulls(n, pa.string()) for c in spec.required if c not in columns}
    full = frame(table, {c: (missing | dict(columns))[c] for c in spec.columns if c in columns or c in missing})
    schema = DataFrameSchema({c: Rule(checks=_rules(spec, c), nullable=c not in spec.required) for c in full})
    reasons: Reasons = defaultdict(list)
    try:
        schema.validate(full, lazy=True)
    except SchemaErrors as error:
        for column, check, place in error.failure_cases[["column", "check", "index"]].itertuples(index=False):
            reasons[int(place)].append(f"{column} is missing" if check == "not_nullable" else f"{column} {check}")
    return reasons


def _rules(spec: Table, column: str) -> list[Any]:
    from pandera.pandas import Check

    kind = spec.columns[column]
    if kind == "count":
        return [Check(lambda s: s >= 0, error="is below 0")]
    if kind == "rate" and spec.name != "fx":
        return [Check(lambda s: (s >= 0) & (s <= 1), error="lies outside 0–1 (rates are fractions; 4 % is 0.04)")]
    if column in spec.choices:
        return [Check(lambda s: s.isin(spec.choices[column]), error=f"is none of {', '.join(spec.choices[column])}")]
    if column.endswith("_id") and kind == "text":
        return [Check(lambda s: ~s.str.contains(r"[^\s@]@[^\s@]+\.", regex=True), error="is an e-mail address")]
    return []
