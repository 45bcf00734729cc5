"""What reports read of a table's captures, as Ibis expressions: a row per item, day, or age asked for.

Each takes an Ibis table of captures with all canonical columns (those at or before the report's day) and gives an Ibis
table.  They run where the data lie: in DuckDB over a workspace's Parquet files, or in the database that `--data` names;
no report sees the captures themselves.  What further arguments there are can be hashed, as the SQL is kept.
"""

from kit.rollups.ages import around, around_ripe, histories, ripe, spans
from kit.rollups.beliefs import believed, last_capture
from kit.rollups.counts import counted, ends, items
from kit.rollups.followers import followers
from kit.rollups.latest import in_order, newest, of

OF_THE_NEWEST = {newest: in_order, items: items}  # what makes the same of the newest captures alone

__all__ = [
    "OF_THE_NEWEST",
    "around",
    "around_ripe",
    "believed",
    "counted",
    "ends",
    "followers",
    "histories",
    "in_order",
    "items",
    "last_capture",
    "newest",
    "of",
    "ripe",
    "spans",
]
