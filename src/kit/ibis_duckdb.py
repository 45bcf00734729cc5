"""Ibis on DuckDB 2: Ibis 12 asks it for Arrow by names that DuckDB 2 has no more."""

from functools import cache
import warnings

import duckdb

NOW = {"fetch_arrow_table": "to_arrow_table", "fetch_record_batch": "to_arrow_reader"}


@cache
def mended() -> None:
    """Give DuckDB's connections the old names for what they have under new ones."""
    for old, new in NOW.items():
        if not hasattr(duckdb.DuckDBPyConnection, old):
            setattr(duckdb.DuckDBPyConnection, old, getattr(duckdb.DuckDBPyConnection, new))
    warnings.filterwarnings("ignore", "Arrow output on a DB-API result")  # the new name's own advice
