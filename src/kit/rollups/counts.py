"""How much there is, from when to when."""

import ibis
from ibis import ir

from kit.tables import TABLES


def items(captures: ir.Table, table: str) -> ir.Table:
    """One row: n, how many keys there are."""
    return captures.select(*TABLES[table].key).distinct().agg(n=ibis._.count())


def counted(captures: ir.Table) -> ir.Table:
    """One row: n, the captures counted one by one."""
    return captures.agg(n=ibis._.count())


def ends(captures: ir.Table, column: str) -> ir.Table:
    """One row: low and high, the smallest and largest value of a column; missing where none is known."""
    return captures.agg(low=captures[column].min(), high=captures[column].max())
