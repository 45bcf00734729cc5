"""Rows against `kit.tables`: cells become typed columns, pandera names every bad row at once, oddities are flagged.

A bad row (a required cell is missing, a cell is no value of its kind, a rate lies outside 0–1, a word is none of the
choices) is refused with all its reasons.  What is only hard to believe is kept and flagged.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pyarrow as pa

from kit.frames import series
from kit.oddities import flags as flags  # what is only hard to believe
from kit.reading import values
from kit.reading.columns import Column, per_value
from kit.sources import Batch
from kit.tables import Table, TABLES

Reasons = dict[int, list[str]]
Rule = tuple[Callable[[pd.Series], pd.Series], str]


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
    """Columns as a pandas frame, with those that a row must have even where an export lacks them; lists are left out,
    as no rule speaks of them."""
    spec, n = TABLES[table], len(next(iter(columns.values())))
    every = {c: pa.nulls(n, pa.string()) for c in spec.required} | dict(columns)
    plain = [c for c, kind in spec.columns.items() if c in every and kind != "list"]
    return pd.DataFrame({c: series(pa.chunked_array([every[c]]), spec.columns[c]) for c in plain})


def broken(table: str, full: pd.DataFrame) -> Reasons:
    """{place: reasons} for every row of such a frame that breaks a rule of its table, found in one pass."""
    spec = TABLES[table]
    rules = {c: _rules(spec, c) for c in full}
    whole = not any(full[c].isna().any() for c in spec.required)
    if whole and all(test(full[c].dropna()).all() for c, tests in rules.items() for test, _ in tests):
        return {}  # nothing to name, as for most pieces of an export
    return _named(spec, full, rules)


def _named(spec: Table, full: pd.DataFrame, rules: Mapping[str, Sequence[Rule]]) -> Reasons:
    """All that is wrong, through pandera."""
    from pandera.errors import SchemaErrors
    from pandera.pandas import Check, Column, DataFrameSchema

    columns = {
        c: Column(checks=[Check(test, error=words) for test, words in rules[c]], nullable=c not in spec.required)
        for c in full
    }
    reasons: Reasons = defaultdict(list)
    try:
        DataFrameSchema(columns).validate(full, lazy=True)
    except SchemaErrors as error:
        for column, check, place in error.failure_cases[["column", "check", "index"]].itertuples(index=False):
            reasons[int(place)].append(f"{column} is missing" if check == "not_nullable" else f"{column} {check}")
    return reasons


def _rules(spec: Table, column: str) -> list[Rule]:
    """What the cells of a column must be, and what to say of those that are not."""
    kind = spec.columns[column]
    if spec.name == "fx" and column == "rate":
        return [(lambda s: s > 0, "is not above 0")]
    if kind == "count":
        return [(lambda s: s >= 0, "is below 0")]
    if kind == "rate":
        return [(lambda s: (s >= 0) & (s <= 1), "lies outside 0–1 (rates are fractions; 4 % is 0.04)")]
    if column in spec.choices:
        return [(lambda s: s.isin(spec.choices[column]), f"is none of {', '.join(spec.choices[column])}")]
    if column.endswith("_id") and kind == "text":
        return [(lambda s: ~_addresses(s), "is an e-mail address")]
    return []


def _addresses(texts: pd.Series) -> pd.Series:
    """Which texts are e-mail addresses; few of them hold the sign at all."""
    signed = texts.str.contains("@", regex=False)
    return signed & texts.where(signed, "").str.contains(r"[^\s@]@[^\s@]+\.", regex=True) if signed.any() else signed
