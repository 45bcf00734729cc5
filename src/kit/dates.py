"""Instants as days of UTC, and whether they fall between two of them."""

import pandas as pd


def days(times: pd.Series) -> pd.Series:
    """The UTC day of instants, without a time zone, as `campaigns` and `deals` write days."""
    moments = times.dt.tz_localize(None).to_numpy()
    return pd.Series(moments.astype("datetime64[D]").astype("datetime64[s]"), times.index, name=times.name)


def between(times: pd.Series, since: pd.Timestamp, until: pd.Timestamp) -> pd.Series:
    """Whether instants fall on these days, both in; an unknown end does not limit, an unknown instant is outside."""
    on = days(times)
    inside = on.notna()
    if not pd.isna(since):
        inside &= on >= since
    if not pd.isna(until):
        inside &= on <= until
    return inside
