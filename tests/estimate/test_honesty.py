"""Estimators inside their bands in made-up worlds, naive methods outside: benchmarks/honesty.py with fewer worlds.

Bands are widened by three of the simulation's own standard errors.
"""

import numpy as np
import pytest

import honesty
from honesty import Row
from simulations import Claim, SIMULATIONS, Study, worlds

SHORT = {"s1": 150, "s2": 25, "s3": 30, "s5": 25, "s6": 200, "s7": 200, "s9": 80, "s10": 120}


@pytest.mark.parametrize("name", SHORT)
def test_estimators_hold_what_they_promise_and_naive_methods_do_not(name):
    found = list(honesty.rows([name], SHORT[name], seed=20))
    assert [words(row) for row in found if not row.claim.naive and not row.holds(3)] == []
    assert [words(row) for row in found if row.claim.naive and row.verdict != "fails"] == []
    assert any(row.claim.naive for row in found)


@pytest.mark.long
@pytest.mark.parametrize("name", SIMULATIONS)
def test_they_do_in_many_worlds(name):
    found = list(honesty.rows([name], 1500, seed=30))
    assert [words(row) for row in found if not row.claim.naive and not row.holds(3)] == []
    assert [words(row) for row in found if row.claim.naive and row.verdict != "fails"] == []


def words(row: Row) -> str:
    return f"{row.setting}: {row.claim.estimator} {row.claim.measure} {row.measured:.3f} ± {row.error:.3f}"


def test_nothing_is_left_to_the_long_run_but_what_others_count_in_fewer_worlds():
    assert set(SIMULATIONS) - set(SHORT) == {"s4", "s8"}  # test_lifts and test_counts


def test_a_study_s_worlds_do_not_depend_on_the_others_nor_on_chunks(monkeypatch):
    alone = list(honesty.rows(["s6"], 30))
    monkeypatch.setattr(honesty, "CHUNK", 7)
    assert list(honesty.rows(["s7", "s6"], 30))[-len(alone) :] == alone
    assert list(honesty.rows(["s6"], 30, seed=2)) != alone


def row(measured: float, naive: bool = False) -> Row:
    return Row("s1", "here", Claim("it", "holds", 0.93, 0.97, naive), measured, 0.01, 400)


@pytest.mark.parametrize(
    ("measured", "ours", "naive"),
    [
        (0.93, "yes", "fails"),
        (0.915, "nearly", "does not fail"),
        (0.905, "NO", "does not fail"),
        (0.995, "NO", "does not fail"),
        (np.nan, "NO", "does not fail"),
    ],
)
def test_the_verdict_and_its_exit_code(measured, ours, naive, monkeypatch, capsys):
    assert (row(measured).verdict, row(measured, naive=True).verdict) == (ours, naive)
    monkeypatch.setattr("sys.argv", ["honesty.py"])
    monkeypatch.setattr(honesty, "rows", lambda *_: [row(measured), row(0.5, naive=True)])
    assert honesty.main() == (ours == "NO")
    held = "1 of 1" if ours == "yes" else "0 of 1"
    more = " (1 more within 2 standard errors)" if ours == "nearly" else ""
    last = f"{held} inside their bands{more}; naive methods failed as they should: 0 of 1"
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_in_brief_one_line_tells_the_ends_and_the_worst_of_all_settings():
    lines = honesty.brief([row(0.95), row(0.905), row(0.2, naive=True)]).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["s1", "it", "holds", "0.905", "0.950", "0.93", "to", "0.97", "NO", "2"],
        ["s1", "naive:", "it", "holds", "0.200", "0.200", "0.93", "to", "0.97", "does", "not", "fail", "1"],
    ]


def test_an_unknown_simulation_is_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["honesty.py", "--only", "s1,s99"])
    with pytest.raises(SystemExit):
        honesty.main()
    assert "no simulation s99: there are s1, s2" in capsys.readouterr().err


def test_what_is_measured_by_hand(monkeypatch):
    # worlds 0 to 3 answer 0, 1, 2, 3; the mean 1.5 with error √(5/3 ÷ 4); over a bottom of 6 a quarter; its root a half
    answers = iter(range(4))

    def world(_):
        one = float(next(answers))
        return [one, (one, 6.0), (one, 6.0), np.nan if one == 3 else one, 1.0]

    claims = tuple(Claim(name, "", 0, 1, root=name == "c") for name in "abcde")
    monkeypatch.setitem(honesty.SIMULATIONS, "s0", lambda: iter([Study("s0", "here", claims, world)]))
    found = list(honesty.rows(["s0"], 4))
    assert [one.measured for one in found] == pytest.approx([1.5, 0.25, 0.5, 1, 1])
    error = np.sqrt(5 / 3 / 4)
    assert [one.error for one in found] == pytest.approx([error, error / 6, error / 6, np.sqrt(1 / 3), 1 / 4])
    assert [one.worlds for one in found] == [4, 4, 4, 3, 4]


@pytest.mark.parametrize(("boosted", "tier"), [(0.0, 0), (worlds.BOOSTED, 1)])
def test_the_truth_of_a_group_s_rate_is_that_of_very_many_creators(boosted, tier):
    one = worlds.videos(np.random.default_rng(1), 200_000, boosted=boosted, tier=np.full(200_000, tier))
    assert one.engagements.sum() / one.views.sum() == pytest.approx(worlds.population_rate(boosted, tier), rel=0.01)


@pytest.mark.parametrize("tail", ["log-normal", "viral", "Pareto"])
def test_the_truth_of_typical_views_is_that_of_very_many_videos(tail):
    many = worlds.luck(np.random.default_rng(2), 1_000_000, tail)
    assert np.median(many) == pytest.approx(worlds.luck_median(tail), rel=0.01)
    if tail != "Pareto":  # whose mean no sample tells
        assert many.mean() == pytest.approx(worlds.luck_mean(tail), rel=0.02)
