"""The made-up sample has a lift that is known: intervals hold it, a large one is seen, none is not."""

import numpy as np
import pytest

from kit.post_mortem.added.donors import twin
from kit.post_mortem.added.estimated import estimated
from kit.sample import daily
from kit.sample.dates import FLIGHT
from tiny import data


def opened(path, seed, lift):
    """The sample's days, events and flight alone."""
    campaign = {"campaign": "C", "brand": "Us", "starts_on": FLIGHT[0], "ends_on": FLIGHT[1], "currency": "USD"}
    rows, truth = daily.daily(seed, lift)
    tables = {"campaigns": [campaign], "daily": rows.to_dict("records"), "events": daily.events().to_dict("records")}
    return data(path / f"{seed}_{lift}", **tables), truth["relative"]


def judged(path, seeds, lift):
    """Over seeds: how often the lift's interval and the synthetic control's hold the truth, and how often each differs
    from none."""
    held, seen, mixed, told = [], [], [], []
    for seed in seeds:
        given, truth = opened(path, seed, lift)
        found, other = estimated(given).found, twin(given).found
        held.append(found.relative_low <= truth <= found.relative_high)
        seen.append(found.low > 0 or found.high < 0)
        mixed.append(other.low <= truth <= other.high)
        told.append(other.low > 0 or other.high < 0)
    return [int(np.sum(each)) for each in (held, seen, mixed, told)]


def test_the_planted_lift_is_in_the_interval_and_a_large_one_is_seen(tmp_path):
    held, _, mixed, _ = judged(tmp_path, range(1, 4), 0.15)
    assert held >= 2
    assert mixed >= 2
    assert judged(tmp_path, [5], 0.4)[1] == 1


@pytest.mark.long
def test_over_twenty_seeds_intervals_hold_and_a_large_lift_is_seen(tmp_path, capsys):
    held, _, mixed, _ = judged(tmp_path, range(1, 21), 0.15)
    large = judged(tmp_path, range(1, 21), 0.4)
    with capsys.disabled():
        print(f"\nlift: held {held} of 20, + 40 % seen {large[1]} of 20; synthetic control: {mixed}, {large[3]} of 20")
    assert min(held, mixed) >= 17
    assert min(large[1], large[3]) >= 18


@pytest.mark.long
def test_over_two_hundred_seeds_without_a_lift_false_alarms_are_rare(tmp_path, capsys):
    _, alarms, _, wrong = judged(tmp_path, range(1, 201), 0.0)
    with capsys.disabled():
        print(f"\nno lift: false alarms {alarms} of 200; synthetic control: {wrong} of 200")
    assert max(alarms, wrong) <= 20
