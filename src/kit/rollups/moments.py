"""Instants as whole seconds."""

from ibis import ir


def seconds(moment: ir.TimestampValue) -> ir.IntegerValue:
    """Seconds since 1970 that are over; what is begun is cut off before, as some databases would round it."""
    return moment.truncate("s").epoch_seconds()
