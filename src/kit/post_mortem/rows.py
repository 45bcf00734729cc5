"""One row a result: its value, how it is written, and what it counts or what is missing."""

from typing import Any

import numpy as np
import pandas as pd

from kit.wording import estimate as said
from kit.wording import plural

Row = dict[str, Any]


def row(family: str, metric: str, kpi: str, value: float, kind: str = "count", note: str = "", **more: Any) -> Row:
    """One result; a missing value is "not known".

    kind, unit: as of a finding's column, for the text `said`.  more: value_low, value_high, of (known for how many).
    """
    unit = more.pop("unit", "")
    known = pd.notna(value)
    low, high = more.get("value_low", np.nan), more.get("value_high", np.nan)
    return {
        "family": family,
        "metric": metric,
        "kpi": kpi,
        "value": float(value) if known else np.nan,
        "count": float(value) if known and kind == "count" else np.nan,
        "said": said(value, low, high, kind, unit) if known else "not known",
        "note": note,
    } | more


def total(family: str, metric: str, kpi: str, values: pd.Series, note: str, missing: str, whole: bool = True) -> Row:
    """A sum over videos; with `whole`, not known unless every video has it."""
    known, n = int(values.notna().sum()), len(values)
    of = f"{known} of {n}"
    if not known or (whole and known < n):
        missing = f"{missing} (known for {known} of {plural(n, 'video')})."
        return row(family, metric, kpi, np.nan, note=missing, of=of)
    return row(family, metric, kpi, float(values.sum()), note=note, of=of)


def plain_numbers(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table with numbers of different units as data: whole ones without a point, else eight digits; else None."""

    def one(value: float) -> float | int | None:
        if pd.isna(value):
            return None
        return int(value) if float(value).is_integer() else float(f"{float(value):.8g}")

    return table.assign(
        **{c: pd.Series([one(v) for v in table[c]], index=table.index, dtype="object") for c in columns}
    )
