"""What of a capture can be: `kit.oddities`, where the data lie."""

from functools import reduce
from operator import or_
from typing import Any

import ibis
from ibis import ir

from kit.oddities import EARLIEST, PARTS, SLACK, ZERO

SLACK_HOURS = 24 * SLACK.days


def believed(captures: ir.Table) -> ir.Table:
    """The captures as analyses take them, what cannot be is missing: `oddities.believed`, where the data lie."""
    wrong = {c: _misdated(captures, c) for c in ("captured_at", "posted_at") if c in captures.columns}
    wrong |= {c: (captures[c] == 0).fill_null(False) for c in ZERO if c in captures.columns}
    if {"views", *PARTS} <= set(captures.columns):
        most = captures.views * 1.1 + 10
        torn = reduce(or_, ((captures[c] > most).fill_null(False) for c in PARTS))
        wrong |= dict.fromkeys(("views", *PARTS), torn)
    return captures.mutate(
        **{c: ibis.ifelse(hit, ibis.null(captures[c].type()), captures[c]) for c, hit in wrong.items()}
    )


def last_capture(captures: ir.Table) -> ir.Table:
    """One row: last, the newest capture time that can be."""
    return captures.filter(~_misdated(captures, "captured_at")).agg(last=ibis._.captured_at.max())


def _misdated(captures: ir.Table, column: str) -> Any:
    """`oddities.misdated`, where the data lie."""
    earliest = ibis.literal(EARLIEST.to_pydatetime(), type="timestamp('UTC')")
    wrong = (captures[column] < earliest).fill_null(False) | _after(captures[column], captures.imported_at)
    if column == "posted_at" and "captured_at" in captures.columns:
        known = ~_misdated(captures, "captured_at")
        wrong = wrong | (known & _after(captures[column], captures.captured_at))
    return wrong


def _after(moment: Any, other: Any) -> Any:
    """Whether a moment lies more than a day after another; False where one is unknown.  In two steps, as a database
    adds a day to a moment with a time zone far more slowly than it compares two."""
    return ibis.ifelse(moment > other, moment > other + ibis.interval(hours=SLACK_HOURS), False).fill_null(False)
