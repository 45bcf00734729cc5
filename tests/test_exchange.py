"""Amounts meet in one currency at the rate of their own day, or not at all."""

import pandas as pd
import pytest

from kit.exchange import convert, Rates
from kit.finding import NotShown

FX = pd.DataFrame(
    {
        "date": pd.to_datetime(["2026-05-01", "2026-05-05"]),
        "currency_from": ["EUR", "EUR"],
        "currency_to": ["USD", "USD"],
        "rate": [1.1, 1.25],
    }
)
RATES = Rates(FX, "w")


def day(text):
    return pd.Timestamp(text)


@pytest.mark.parametrize(
    ("when", "rate"), [("2026-05-01", 1.1), ("2026-05-04", 1.1), ("2026-05-05", 1.25), ("2026-05-11", 1.25)]
)
def test_the_newest_rate_of_the_week_before_serves(when, rate):
    assert RATES.rate("EUR", "USD", day(when)) == rate


def test_a_rate_serves_in_both_directions():
    assert RATES.rate("USD", "EUR", day("2026-05-05")) == pytest.approx(0.8)


@pytest.mark.parametrize(("currency", "when"), [("EUR", "2026-04-30"), ("EUR", "2026-05-13"), ("KHR", "2026-05-05")])
def test_a_rate_that_is_not_there_is_refused_by_name(currency, when):
    with pytest.raises(NotShown, match=rf"no exchange rate from {currency} to USD for {when}\. Import one"):
        RATES.rate(currency, "USD", day(when))


def test_amounts_of_several_currencies_are_added_only_after_conversion():
    frame = pd.DataFrame(
        {"currency": ["USD", "EUR"], "fee": [10.0, 10.0], "on": pd.to_datetime(["2026-05-01", "2026-05-05"])}
    )
    made = convert(frame, ["fee"], "on", "USD", RATES)
    assert made["fee"].tolist() == pytest.approx([10, 12.5])
    assert set(made["currency"]) == {"USD"}
    assert frame["fee"].tolist() == [10, 10]


def test_an_amount_without_a_day_is_refused_but_an_empty_one_is_not():
    frame = pd.DataFrame({"currency": ["EUR"], "fee": [10.0], "on": pd.to_datetime([None])})
    with pytest.raises(NotShown, match="An amount in EUR has no on"):
        convert(frame, ["fee"], "on", "USD", RATES)
    assert convert(frame.assign(fee=None), ["fee"], "on", "USD", RATES)["fee"].isna().all()


@pytest.mark.parametrize("wrong", [0.0, -1.2])
def test_a_rate_of_nothing_or_less_is_no_rate(wrong):
    later = pd.DataFrame({"date": [day("2026-05-06")], "currency_from": "EUR", "currency_to": "USD", "rate": wrong})
    rates = Rates(pd.concat([FX, later], ignore_index=True), "w")
    assert rates.rate("EUR", "USD", day("2026-05-07")) == 1.25
    with pytest.raises(NotShown, match="no exchange rate"):
        Rates(later, "w").rate("USD", "EUR", day("2026-05-06"))
