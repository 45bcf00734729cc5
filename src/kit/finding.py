"""A Finding: one question, its computed answer, the table behind it, and everything needed to doubt it.

A finding shows itself in JupyterLab and in the page, and travels in the executed notebook as
``application/vnd.kit.finding+json``, from which the page, ``NAME.json`` and the CSVs are made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
import datetime as dt
from functools import wraps
import json
import math
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_float_dtype, is_integer_dtype

from kit.errors import DataError

MIME = "application/vnd.kit.finding+json"
MANY = 1000  # rows that travel as they are
KINDS = ("text", "count", "rate", "money", "number", "date", "flag", "figure")


@dataclass(frozen=True)
class Column:
    """How one column of a finding's table is to be read.

    `kind` is one of KINDS; a figure is a number that is in words already ("3.9 %" above "400").  `unit` is words
    ("share of views", "USD", "views").  An interval stands in two further columns, `<name>_low` and `<name>_high`, and
    is printed with its estimate.  A `hidden` column is in the data and the CSV, not on the page.  Columns stand in the
    order of need: a page that has no room for all leaves out the last.
    """

    name: str
    label: str
    kind: str = "text"
    unit: str = ""
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Column {self.name!r} has kind {self.kind!r}; use one of {', '.join(KINDS)}.")


@dataclass(frozen=True)
class Finding:
    """One answered (or refused) question.

    `status` is "shown", "caveat" (shown, but read the caveat first) or "not_shown".  `priority` orders In brief: the
    smaller, the sooner.  `n` counts what went in ({"creators": 12, "videos": 140}); `left_out` what did not, and why.
    `window` is (first day, last day).  `sources` name the tables read.  `definitions` explain the metrics used.
    `interval` says what the ends of intervals are.
    """

    key: str
    question: str
    takeaway: str
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    columns: tuple[Column, ...] = ()
    caveat: str = ""
    status: str = "shown"
    priority: int = 50
    n: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    window: tuple[str, str] = ("", "")
    sources: tuple[str, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    interval: str = "95 % interval"

    def __post_init__(self) -> None:
        unknown = [c.name for c in self.columns if c.name not in self.table]
        if unknown:
            raise ValueError(f"Finding {self.key!r} describes columns that its table lacks: {', '.join(unknown)}.")

    @property
    def shown(self) -> bool:
        return self.status != "not_shown"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; missing values are null."""
        return {
            "key": self.key,
            "question": self.question,
            "status": self.status,
            "takeaway": self.takeaway,
            "caveat": self.caveat,
            "priority": self.priority,
            "n": dict(self.n),
            "left_out": dict(self.left_out),
            "window": list(self.window),
            "sources": list(self.sources),
            "definitions": dict(self.definitions),
            "interval": self.interval,
            "columns": [
                {"name": c.name, "label": c.label, "unit": c.unit, "kind": c.kind}
                | ({"hidden": True} if c.hidden else {})
                for c in self.columns
            ],
            "rows": list(map(list, zip(*(plain_column(self.table[c.name]) for c in self.columns), strict=True))),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from kit import show  # the page's own table and card; not needed where nothing is displayed

        data = self.to_json()
        return {MIME: packed(data), "text/html": show.card(data), "text/plain": f"{self.question}\n{self.takeaway}"}


def packed(finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """A finding's JSON as it travels: more than MANY rows as one text, JSON in JSON, as everything that passes on a
    notebook copies, checks and indents lists cell by cell."""
    if len(finding["rows"]) <= MANY:
        return finding
    return {**finding, "rows": json.dumps(finding["rows"], ensure_ascii=False, separators=(",", ":"))}


def plain(value: Any) -> Any:
    """A cell as JSON knows it: None for missing, ISO text for dates, lists joined by "; "."""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    if value is None or pd.isna(value):
        return None
    if isinstance(value, (pd.Timestamp, dt.datetime)):
        return value.isoformat()[:10] if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isinf(value):
        return None
    return value


def plain_column(values: pd.Series) -> list[Any]:
    """Every cell as `plain` makes it; a table may have a row a creator."""
    kind = values.dtype
    if is_float_dtype(kind):
        numbers = values.to_numpy(dtype="float64", na_value=np.nan)
        made = numbers.tolist()
        for place in np.flatnonzero(~np.isfinite(numbers)):
            made[place] = None
        return made
    if is_integer_dtype(kind) or is_bool_dtype(kind) or isinstance(kind, pd.StringDtype):
        return values.astype("object").where(values.notna(), None).tolist()
    if is_datetime64_any_dtype(kind):
        place, days = pd.factorize(values)
        said = [*map(plain, days), None]
        return [said[i] for i in place]
    return [plain(v) for v in values]


class NotShown(DataError):
    """Raised inside an analysis where the data cannot answer; becomes a `not_shown` finding that says why."""


def answer(
    data: Any,
    takeaway: str,
    table: pd.DataFrame,
    columns: Sequence[Column],
    doubts: Sequence[str] = (),
    caveat: str = "",
    **rest: Any,
) -> Finding:
    """A finding on `data`'s window; `question` adds key, question, priority and sources.

    doubts: sentences on what these data cannot carry; any of them gives the status "caveat".  caveat: what holds for
    every data set.  rest: further fields of Finding.  A column without a value in any row is not printed.
    """
    empty = {c.name for c in columns if len(table) and table[c.name].isna().all()}
    columns = [replace(c, hidden=c.hidden or c.name in empty) for c in columns]
    rest["sources"] = data.there(rest.get("sources", ()))
    serious = [doubt for doubt in doubts if doubt]
    said = {"caveat": " ".join([*serious, *([caveat] if caveat else [])]), "status": "caveat" if serious else "shown"}
    return Finding("", "", takeaway, table, tuple(columns), **{"window": data.window} | said | rest)


def question(key: str, text: str, priority: int = 50, **needs: Sequence[str]) -> Callable:
    """Make a function of `data` the answer to one question.

    `needs` maps a table to the columns without which the question cannot be answered; what is missing becomes a
    `not_shown` finding, and so does any NotShown that the function raises.  The function gets `data` first and returns
    `answer(data, …)`.
    """

    def decorate(function: Callable[..., Finding]) -> Callable[..., Finding]:
        @wraps(function)
        def asked(data: Any, *args: Any, **kwargs: Any) -> Finding:
            try:
                for table, columns in needs.items():
                    data.require(table, columns)
                found = function(data, *args, **kwargs)
            except NotShown as reason:
                found = Finding(key, text, str(reason), status="not_shown", window=data.window)
            return replace(found, key=key, question=text, priority=priority, sources=found.sources or tuple(needs))

        asked.key, asked.needs = key, needs  # type: ignore[attr-defined]
        return asked

    return decorate
