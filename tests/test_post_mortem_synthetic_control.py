"""The outcome against a mix of donor series, in worlds where the mix and the lift are known."""

import numpy as np
import pandas as pd
import pytest

from kit.post_mortem.added.synthetic_control import synthetic_control
from spring import CAMPAIGN, without


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")


def world(donors=24, gain=0.0, before=90, noise=0.02, unit="orders", seed=4):
    """Donors that wander each in its own way; the outcome, ten times as large, is 0.6 of region 00 and 0.4 of 01."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range(pd.Timestamp("2026-05-01") - pd.Timedelta(days=before), periods=before + 10)
    market = np.cumsum(rng.normal(0, 0.01, len(dates)))
    own = np.cumsum(rng.normal(0, 0.01, (donors, len(dates))), axis=1)
    index = np.exp(market + own + rng.normal(0, noise, own.shape))
    index /= index[:, :before].mean(axis=1, keepdims=True)
    value = 1000 * (0.6 * index[0] + 0.4 * index[1 % donors]) * np.exp(rng.normal(0, noise / 4, len(dates)))
    value *= np.where(np.arange(len(dates)) < before, 1, 1 + gain)
    rows = [
        {"date": d, "series": "orders", "value": v, "role": "outcome", "unit": unit}
        for d, v in zip(dates, value, strict=True)
    ]
    for k in range(donors):
        rows += [
            {"date": d, "series": f"region {k:02d}", "value": 100 * (k + 1) * v, "role": "donor"}
            for d, v in zip(dates, index[k], strict=True)
        ]
    return rows


def test_a_planted_lift_and_the_planted_mix_are_found(tmp_path):
    found = synthetic_control(without(tmp_path, daily=world(gain=0.3)))
    text = plain(found.takeaway)
    assert "above a mix of 24 donor series without the campaign" in text
    assert "none of the 24 donors moved as far from a mix of the others (rank 1 of 25)" in text
    first, second = (
        text.split("mostly")[-1].split("%)")[:2] if "mostly" in text else text.split("mix is")[-1].split("%)")[:2]
    )
    assert "region 00" in first
    assert "region 01" in second
    flight = found.table[found.table["part"] == "flight"]
    assert len(flight) == 10
    # 30 % of about 1,000 a day, over ten days
    assert flight["so_far"].iloc[0] == pytest.approx((flight["value"] - flight["twin"]).sum())
    assert flight["value"].sum() / flight["twin"].sum() == pytest.approx(1.3, abs=0.02)
    assert found.n == {"donors": 24, "days before": 90, "days in the flight": 10}


def test_no_lift_is_no_clear_difference(tmp_path):
    found = synthetic_control(without(tmp_path, daily=world()))
    assert "no clear difference" in found.takeaway


def test_few_donors_give_a_rank_without_an_interval(tmp_path):
    found = synthetic_control(without(tmp_path, daily=world(donors=8, gain=0.3)))
    assert "rank 1 of 9" in found.takeaway
    assert "With 8 donors no rank is rare enough for a 95 % interval, which needs 19." in found.caveat
    assert found.table["twin_low"].isna().all()
    assert found.status == "caveat"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            world(donors=4),
            "the table daily has only 4 of 4",
        ),
        ([r for r in world() if r["role"] == "outcome"], "the table daily has none"),
        (world(before=55), "has 55 days before the flight"),
    ],
)
def test_what_is_missing_is_said(tmp_path, rows, words):
    found = synthetic_control(without(tmp_path, daily=rows))
    assert not found.shown
    assert words in plain(found.takeaway)


def test_an_outcome_that_no_mix_follows_is_refused(tmp_path):
    wild = np.random.default_rng(1).normal(0, 0.5, 100)
    rows = [
        r | {"value": r["value"] * np.exp(wild[k])} if r["series"] == "orders" else r for k, r in enumerate(world())
    ]
    found = synthetic_control(without(tmp_path, daily=rows))
    assert not found.shown
    assert "more than twice as far as a donor" in found.takeaway


def test_donors_with_gaps_make_way(tmp_path):
    rows = [r for r in world(gain=0.3) if not (r["series"] == "region 07" and r["date"].day % 4 == 0)]
    found = synthetic_control(without(tmp_path, daily=rows))
    assert found.n["donors"] == 23
    assert found.left_out["donor series that could not serve"] == 1


def test_an_event_in_the_flight_is_a_doubt_as_donors_may_share_it(tmp_path):
    events = [{"label": "Feast", "starts_on": "2026-05-04", "series": "holiday"}]
    found = synthetic_control(without(tmp_path, daily=world(gain=0.3), events=events))
    assert found.status == "caveat"
    assert "does no harm only if it touched the donors alike" in plain(found.caveat)


def test_sizes_of_donors_do_not_matter(tmp_path):
    one = synthetic_control(without(tmp_path, daily=world(gain=0.3)))
    big = [r | {"value": 1e4 * r["value"]} if r["series"] == "region 03" else r for r in world(gain=0.3)]
    other = synthetic_control(without(tmp_path / "b", daily=big))
    assert other.takeaway == one.takeaway


def test_what_is_there_is_refused_and_rates_have_no_sum(tmp_path):
    fans = [r | {"series": "followers"} if r["series"] == "orders" else r for r in world()]
    assert "such as new followers" in synthetic_control(without(tmp_path, daily=fans)).takeaway
    rates = synthetic_control(without(tmp_path / "r", daily=world(gain=0.3, unit="%")))
    assert "more in" not in rates.takeaway
    assert rates.table["so_far"].isna().all()


def test_a_flight_without_dates_is_refused(tmp_path):
    given = without(tmp_path, daily=world(), campaigns=[CAMPAIGN | {"ends_on": None}])
    assert "no ends_on" in synthetic_control(given).takeaway


def test_an_outcome_of_nought_or_less_has_no_mix(tmp_path):
    rows = [r | {"value": -r["value"]} if r["role"] == "outcome" else r for r in world()]
    assert "is 0 or less on average before the flight" in synthetic_control(without(tmp_path, daily=rows)).takeaway
    since = pd.Timestamp("2026-05-01")
    gone = [r | {"value": 0} if r["role"] == "outcome" and r["date"] >= since else r for r in world()]
    found = synthetic_control(without(tmp_path / "g", daily=gone))
    assert "100.0 % (100.0–100.0 %) below" in plain(found.takeaway)
