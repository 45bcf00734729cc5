"""The fixed calendar of the sample: nothing in it depends on today.

Captures end on `LAST`; the flight is the three weeks before the last nine days, so that campaign videos are between ten
days and a month old when the last export was made.
"""

import zlib

import numpy as np
import pandas as pd

LAST = pd.Timestamp("2026-09-30", tz="UTC")  # the newest capture of every table
FIRST_POST = pd.Timestamp("2026-03-31", tz="UTC")  # 26 weeks of videos, up to the day before LAST
FLIGHT = (pd.Timestamp("2026-08-31"), pd.Timestamp("2026-09-20"))  # both days in
DAILY_FROM = FLIGHT[0] - pd.Timedelta(days=120)
ORDERS_FROM = pd.Timestamp("2026-06-22")
FX_FROM = pd.Timestamp("2025-10-01")
LAST_DAY = pd.Timestamp("2026-09-29")  # the last whole day before LAST


def draws(seed: int, part: str) -> np.random.Generator:
    """A generator for one part of the sample, so that a change in one part leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def moment(days: np.ndarray, start: pd.Timestamp = FIRST_POST) -> pd.DatetimeIndex:
    """`start` plus a fractional number of days each, to the second."""
    return pd.DatetimeIndex(start + pd.to_timedelta(np.floor(np.asarray(days, float) * 86400), unit="s")).as_unit("us")
