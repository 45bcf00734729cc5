"""Amounts into one currency, each at the rate of its own day; a rate that is not there is refused by name, never 1."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kit.finding import NotShown

RATE_DAYS = 7  # a rate serves this many days, which bridges weekends and holidays


class Rates:
    """The table fx: the newest rate of at most a week before a day, in either direction; one of 0 or less is none."""

    def __init__(self, fx: pd.DataFrame, workspace: str) -> None:
        self.workspace = workspace
        self._pairs: dict[Any, tuple[list[pd.Timestamp], list[float]]] = {
            pair: (list(rows["date"]), list(rows["rate"]))
            for pair, rows in fx[fx["rate"] > 0]
            .sort_values("date", kind="stable")
            .groupby(["currency_from", "currency_to"])
        }

    def rate(self, currency: str, target: str, when: pd.Timestamp) -> float:
        """One unit of `currency` in `target` on that day; NotShown where it is not known."""
        when = when.tz_localize(None).normalize()
        for pair, turned in (((currency, target), False), ((target, currency), True)):
            days, rates = self._pairs.get(pair, ([], []))
            place = bisect_right(days, when) - 1
            if place >= 0 and days[place] > when - pd.Timedelta(days=RATE_DAYS):
                return 1 / float(rates[place]) if turned else float(rates[place])
        raise NotShown(
            f"There is no exchange rate from {currency} to {target} for {when:%Y-%m-%d}. Import one: a CSV with "
            f"date, currency_from, currency_to, rate, by kit import fx.csv --into {self.workspace}"
        )


def convert(frame: pd.DataFrame, amounts: Sequence[str], date: str, target: str, rates: Rates) -> pd.DataFrame:
    """`frame` (with a column currency) with these amounts in `target`; an amount without a day is NotShown."""
    out = frame.copy()
    foreign = (out["currency"] != target).fillna(True).astype(bool) & out[list(amounts)].notna().any(axis=1)
    days = pd.to_datetime(out.loc[foreign, date], utc=True).dt.normalize()
    if days.isna().any():
        currency = out.loc[days.index[days.isna()][0], "currency"]
        raise NotShown(
            f"An amount in {currency} has no {date}, so no exchange rate to {target} can be chosen; fill in {date}."
        )
    pairs = list(zip(out.loc[foreign, "currency"], days, strict=True))
    known = {(currency, when): rates.rate(currency, target, when) for currency, when in sorted(set(pairs))}
    factors = np.ones(len(out))
    factors[foreign.to_numpy()] = [known[pair] for pair in pairs]
    for column in amounts:
        out[column] = out[column].astype("Float64") * factors
    return out.assign(currency=target)
