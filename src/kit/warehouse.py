"""The canonical tables in a database, read through Ibis: `--data postgres://ann@host/lotus` and others of its backends.

Tables and columns are named as in `kit.tables`; a column that is not there is missing in every row.  Nothing is ever
written.  Roll-ups run in the database, so that only their rows travel.
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import cached_property, partial
import os
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import ibis
from ibis.common.exceptions import IbisError
from ibis.expr.operations import Sort
import pandas as pd
import pyarrow as pa

from kit import ibis_duckdb, rollups
from kit.errors import DataError, UsageError
from kit.tables import TABLES

SECRET = re.compile(r"pass|secret|token|key|pwd|credential", re.IGNORECASE)
NAMED = re.compile(r"\$\{(\w+)\}")  # ${NAME} in a URL stands for that variable of the environment
SCHEMES = {"postgresql": "postgres", "spark": "pyspark"}  # other names of Ibis's backends
IN_UTC = {"duckdb": "SET TimeZone = 'UTC'", "postgres": "SET TIME ZONE 'UTC'", "pyspark": "SET TIME ZONE 'UTC'"}


def is_url(data: str) -> bool:
    """Whether `--data` names a database, and no folder."""
    return _scheme(data) in _backends()


class Warehouse:
    """The tables of one database.  It is opened at first use; what goes wrong is a DataError of one sentence."""

    def __init__(self, url: str) -> None:
        self.given = self.address = _without_secret(url)
        self.backend = _scheme(url)
        self._known: dict[tuple[str, str], tuple[Any, Any]] = {}
        self._counted: dict[str, int] = {}

    @cached_property
    def connection(self) -> Any:
        """Of Ibis; its clock is UTC."""
        try:
            if self.backend == "duckdb":
                ibis_duckdb.mended()
            con = ibis.connect(_readable(_filled(self.given), self.backend))
            if self.backend in IN_UTC:
                con.raw_sql(IN_UTC[self.backend])
        except ImportError as error:
            raise DataError(
                f"{self.given} needs a package that is not installed ({error.name or 'its driver'}): pip install "
                f"'ibis-framework[{self.backend}]'"
            ) from None
        except UsageError:
            raise
        except Exception as error:  # each driver has its own
            raise DataError(f"{self.given} cannot be opened ({_line(error, self.given)}); check the address.") from None
        return con

    @cached_property
    def _tables(self) -> set[str]:
        return set(self._asked("list its tables", lambda: _listed(self.connection))) & set(TABLES)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in TABLES if self.has(name))

    def has(self, table: str) -> bool:
        return table in self._tables and self.rows(table) > 0

    def file_count(self, table: str) -> int:
        return 0

    def rows(self, table: str) -> int:
        if table not in self._counted:
            self._counted[table] = int(self.roll(table, rollups.counted)["n"][0].as_py())
        return self._counted[table]

    def bounds(self, table: str, column: str) -> tuple[Any, Any]:
        if (table, column) not in self._known:
            found = self.roll(table, rollups.ends, column)
            self._known[table, column] = found["low"][0].as_py(), found["high"][0].as_py()
        return self._known[table, column]

    def digest(self, table: str) -> str:
        return ""

    def refused(self) -> dict[str, int]:
        return {}

    def captures(self, table: str) -> ibis.ir.Table:
        """A table with all canonical columns and their types, whatever the database calls its types."""
        spec = TABLES[table]
        schema = ibis.Schema.from_pyarrow(spec.arrow_schema())
        if table not in self._tables:
            return ibis.memtable(schema.to_pyarrow().empty_table())
        rows = self._asked(f"open its table {table}", lambda: self.connection.table(table))
        if lacking := [c for c in spec.required if c not in rows.columns]:
            raise DataError(f"The table {table} of {self.given} has no column {lacking[0]}; see docs/tables.md.")
        return rows.select(**{c: _as(rows, c, kind) for c, kind in schema.items()})

    def roll(
        self, table: str, rollup: Callable[..., Any], *more: Hashable, as_of: pd.Timestamp | None = None
    ) -> pa.Table:
        rows = self.captures(table)
        if TABLES[table].captured and as_of is not None:
            rows = rows.filter(rows.captured_at.isnull() | (rows.captured_at <= ibis.literal(as_of.to_pydatetime())))
        asked, order = _apart(rollup(rows, *more))
        fetch = asked.to_pyarrow if table not in self._tables else partial(_fetched, self.connection, asked)
        found = self._asked(f"compute {rollup.__name__} of its table {table}", fetch)
        return found.sort_by([(column, "ascending") for column in order]) if order else found

    def _asked(self, what: str, ask: Callable[[], Any]) -> Any:
        """The answer, or one sentence: which backend, what it was asked, and what it says."""
        try:
            return ask()
        except (DataError, UsageError):
            raise
        except Exception as error:  # Ibis's own for what a backend lacks, the driver's for the rest
            lacks = "Ibis has no way on this backend" if isinstance(error, IbisError) else "it answered"
            raise DataError(
                f"{self.given} cannot {what}: {lacks} ({type(error).__name__}: {_line(error, self.given)})."
            ) from None


def _listed(connection: Any) -> list[str]:
    """The names of its tables and views; Ibis 12 asks for DuckDB's by a method that DuckDB 2 no longer has."""
    if connection.name == "duckdb":
        return [name for (name,) in connection.raw_sql("SHOW TABLES").fetchall()]
    return list(connection.list_tables())


def _as(rows: ibis.ir.Table, column: str, kind: Any) -> Any:
    if column not in rows.columns:
        return ibis.null(kind)
    values = rows[column]
    if kind.is_array() and values.type().is_string():  # as in CSV
        values = values.nullif("").split(";")
    return values if values.type() == kind else values.cast(kind)


def _apart(rows: ibis.ir.Table) -> tuple[ibis.ir.Table, list[str]]:
    """The rows in any order, and the columns that order them: each database compares text in its own way."""
    last = rows.op()
    return (last.parent.to_expr(), [key.name for key in last.keys]) if isinstance(last, Sort) else (rows, [])


def _fetched(connection: Any, rows: ibis.ir.Table) -> pa.Table:
    """The answer as Arrow; from Spark not by pandas, as Ibis does, which rounds large counts beside missing ones."""
    schema = rows.schema().to_pyarrow()
    if connection.name == "pyspark":
        return connection.raw_sql(connection.compile(rows)).toArrow().cast(schema)
    return connection.to_pyarrow(rows).cast(schema)


def _scheme(data: str) -> str:
    scheme = data.partition("://")[0] if "://" in data else ""
    return SCHEMES.get(scheme, scheme)


def _backends() -> set[str]:
    """Those that Ibis knows, installed or not."""
    from importlib.metadata import entry_points

    return {found.name for found in entry_points(group="ibis.backends")}


def _without_secret(url: str) -> str:
    """The URL; UsageError where it holds a password, as it would stand in every report."""
    parts = urlsplit(url)
    secrets = [parts.password or "", *(value for name, value in parse_qsl(parts.query) if SECRET.search(name))]
    if any(secret and not NAMED.fullmatch(secret) for secret in secrets):
        raise UsageError(
            f"The address {_masked(url)} holds a password, which would stand in every report; write ${{NAME}} in its "
            "place and set the variable NAME in the environment."
        )
    return url


def _masked(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=re.sub(r":[^:@]*@", ":…@", parts.netloc), query="…" if parts.query else ""))


def _filled(url: str) -> str:
    """The URL with the variables that it names."""
    for name in NAMED.findall(url):
        if name not in os.environ:
            raise UsageError(f"{url} asks for the variable {name} of the environment, which is not set.")
    return NAMED.sub(lambda found: os.environ[found[1]], url)


def _readable(url: str, backend: str) -> str:
    """As Ibis's own scheme; a DuckDB file is opened for reading, as several reports may do so at once."""
    url = f"{backend}://{url.partition('://')[2]}"
    if backend == "duckdb" and "read_only" not in url:
        url += ("&" if "?" in url else "?") + "read_only=true"
    return url


def _line(error: Exception, url: str) -> str:
    """What a driver says, on one line and without what ${NAME} stands for."""
    said = " ".join(str(error).split())[:200]
    for name in NAMED.findall(url):
        with suppress(KeyError):
            said = said.replace(os.environ[name], "…")
    return said
