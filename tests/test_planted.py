"""What `kit sample` planted in its campaign is found again (`benchmarks/planted.py`, over few seeds)."""

import json

import pytest

import kit
from planted import added, days_alone, LARGE, planted, WAYS
from planted import sample as inside


def wrong(found):
    """What was planted and not found, and what was named and not planted (with blanks before it)."""
    return [what.strip() for what, count in found.items() if count != (0 if what.startswith(" ") else 1)]


def test_all_plants_of_the_first_sample_are_found(sample):
    truth = json.loads((sample / "truth.json").read_text())
    assert wrong(planted(kit.open(str(sample), audience="internal"), truth)) == []


def test_a_lift_of_forty_percent_is_told_from_none(tmp_path):
    for seed in (1, 2, 3):
        found = days_alone(tmp_path, seed, LARGE)
        assert (found["lift, seen"], found["synthetic control, seen"]) == (1, 1)


@pytest.mark.long
def test_the_plants_of_three_other_samples_are_found_and_intervals_hold_the_lift(tmp_path):
    found = added(inside(tmp_path, seed) for seed in (2, 3, 4))
    ways = {what: count for what, count in found.items() if what.startswith(WAYS)}
    assert wrong({what: count / 3 for what, count in found.items() if what not in ways}) == []
    assert min(ways[f"{way}, held"] for way in WAYS) >= 2
