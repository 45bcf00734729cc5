"""How a creator's followers went, from captures that may be as dense as they like."""

from collections.abc import Sequence

import ibis
from ibis import ir

from kit.rollups.beliefs import believed
from kit.rollups.moments import seconds

WEEK = 7 * 86400  # seconds
DENSE_DAYS = 30  # a creator whose followers were captured on more days is told of once a week


def followers(captures: ir.Table) -> ir.Table:
    """creator_id, captured_at, followers: the last known count of each creator and day, in that order; of creators
    with more than 30 such days, of each week (from Thursday 0:00 UTC on)."""
    known = (
        believed(captures)
        .select("creator_id", "captured_at", "followers", "imported_at")
        .drop_null(["creator_id", "captured_at", "followers"])
    )
    second = seconds(known.captured_at)
    known = known.mutate(_day=second // 86400, _week=second // WEEK)
    daily = _last_of(known, ["creator_id", "_day"])
    daily = daily.mutate(_days=ibis._.count().over(group_by="creator_id"))
    weekly = daily.mutate(
        _place=ibis.row_number().over(group_by=["creator_id", "_week"], order_by=ibis.desc("captured_at"))
    )
    kept = weekly.filter((weekly["_days"] <= DENSE_DAYS) | (weekly["_place"] == 0))
    return kept.select("creator_id", "captured_at", "followers").order_by(["creator_id", "captured_at"])


def _last_of(rows: ir.Table, key: Sequence[str]) -> ir.Table:
    """One row a key: that of the newest capture, of the last import among these."""
    order = [ibis.desc("captured_at"), ibis.desc("imported_at")]
    place = ibis.row_number().over(group_by=list(key), order_by=order)
    return rows.mutate(_place=place).filter(ibis._._place == 0).drop("_place")
