"""What every report can read from: a folder of Parquet files (`kit.workspace`) or a database (`kit.warehouse`)."""

from collections.abc import Callable, Hashable
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa


class Store(Protocol):
    """The canonical tables, wherever they lie.  Table names are those of `kit.tables`."""

    @property
    def given(self) -> str:
        """As a person would name it for `--data`; never with a secret in it."""

    @property
    def address(self) -> str:
        """By what it is known, wherever one stands."""

    @property
    def names(self) -> tuple[str, ...]:
        """The tables that hold rows, in the order of `kit.tables`."""

    def has(self, table: str) -> bool:
        """Whether it holds rows of a table."""

    def file_count(self, table: str) -> int:
        """Of how many files a table is made; 0 in a database."""

    def rows(self, table: str) -> int:
        """Rows ever stored, captures counted one by one."""

    def bounds(self, table: str, column: str) -> tuple[Any, Any]:
        """Smallest and largest value of a column over all captures; None where unknown."""

    def digest(self, table: str) -> str:
        """One hash that differs where the rows do; "" where only reading all rows could tell."""

    def refused(self) -> dict[str, int]:
        """Rows that imports refused, for each table that they were meant for ("": nobody knows which)."""

    def roll(
        self, table: str, rollup: Callable[..., Any], *more: Hashable, as_of: pd.Timestamp | None = None
    ) -> pa.Table:
        """What a roll-up (of `kit.rollups`) and its further arguments make of the captures at or before `as_of`; of
        those without a capture time too."""
