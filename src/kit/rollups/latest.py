"""Of each item the newest capture; and the captures of items that are asked for."""

from collections.abc import Sequence

import ibis
from ibis import ir

from kit.rollups.beliefs import believed
from kit.tables import TABLES


def newest(captures: ir.Table, table: str) -> ir.Table:
    """Of each key the newest capture, in the order of the keys.

    An unknown capture time counts as the oldest; of captures of the same time the last import counts.
    """
    spec, key = TABLES[table], list(TABLES[table].key)
    rows = _last(captures, key, "captured_at") if spec.captured else captures
    place = ibis.row_number().over(group_by=key, order_by=ibis.desc("imported_at"))
    return rows.mutate(_place=place).filter(ibis._._place == 0).drop("_place").order_by(key)


def in_order(captures: ir.Table, table: str) -> ir.Table:
    """The captures in the order of their keys: what `newest` makes of captures that are the newest already."""
    return captures.order_by(list(TABLES[table].key))


def _last(captures: ir.Table, key: Sequence[str], column: str) -> ir.Table:
    """The rows that have the largest value of their key (all of them where it has none).

    By a group and a join, which hold one value a key: a window would hold whole rows, captions included.
    """
    rows = captures.join(captures.group_by(key).agg(_end=captures[column].max()), list(key))
    return rows.filter(rows[column].identical_to(rows["_end"])).select(*captures.columns)


def of(captures: ir.Table, column: str, values: tuple[str, ...], columns: tuple[str, ...]) -> ir.Table:
    """The captures of the items asked for, with these columns; what cannot be is missing."""
    return believed(captures.filter(captures[column].isin(values))).select(*columns)
