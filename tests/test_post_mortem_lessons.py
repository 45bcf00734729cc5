"""Lessons for the next brief: only what a figure of the campaign carries, at most five."""

import json

import numpy as np
import pandas as pd
import pytest

from kit.finding import NotShown
from kit.post_mortem.decisions import from_costs, from_deliveries, from_records, from_sales
from kit.post_mortem.decisions import lessons as room
from kit.post_mortem.decisions.lesson import COUNTED, Lesson
from kit.post_mortem.decisions.lessons import lessons
from spring import CAMPAIGN, days, deal, DEALS, GOALS, order, SENT, TABLES, VIDEOS, without
from tiny import data


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return data(tmp_path_factory.mktemp("small") / "w", **TABLES)


def plain(text):
    return (
        text.replace("\xa0", " ")
        .replace("\u202f", " ")
        .replace("\u2060", "")
        .replace("\u2068", "")
        .replace("\u2069", "")
    )


def rows(costs, views, tactic, first=0):
    """Deals of one creator each, as `priced` gives them."""
    return [
        {"deal_id": f"{tactic}{i}", "creator_id": f"c{first + i}", "tactic": tactic, "media_cost": float(c)}
        | {"views": float(v), "videos": 1, "due_on": pd.NaT}
        for i, (c, v) in enumerate(zip(costs, views, strict=True))
    ]


def test_what_did_not_come_as_agreed_goes_into_the_contract(small):
    # dan brought nothing (40 paid), bob's second video came 3 days late, ann's was 10 of 15 s and bore no mark
    found = from_deliveries.terms(small)
    assert found.stake == pytest.approx(40)
    assert plain(found.evidence) == (
        "Of 5 deals that can be checked, 1 brought fewer videos than agreed ($40.00 of media cost) and 1 came 3 days "
        "late; of 5 delivered videos, 1 video was too short and 1 video was not marked as an ad."
    )
    assert found.what == (
        "Put into the contract a posting date, and what is owed for a late or missing video; look at each draft, and "
        "make its least length and its mark as an ad a condition of the fee."
    )


def test_videos_as_agreed_are_no_lesson(tmp_path):
    fine = deal("D3", "cat", tactic="takeover", fee=60, due_on="2026-05-08")
    assert from_deliveries.terms(without(tmp_path, deals=[fine], deliveries=SENT[3:4])) is None


def forecast(ratios):
    return pd.DataFrame(
        {
            "deal_id": [f"D{i}" for i in range(len(ratios))],
            "creator_id": [f"c{i}" for i in range(len(ratios))],
            "forecast": 1000.0,
            "actual": [1000.0 * r for r in ratios],
            "ratio": ratios,
        }
    )


def test_forecasts_that_were_too_high_throughout_are_scaled(small, monkeypatch):
    monkeypatch.setattr(from_deliveries, "forecast_rows", lambda _: forecast([0.4, 0.5, 0.5, 0.6, 0.5, 0.5]))
    found = from_deliveries.forecasts(small)
    assert found.what == "Multiply forecasts of views by 0.50 before a budget is set by them."
    assert "Over 6 deals with a forecast" in plain(found.evidence)
    # five creators' forecasts that miss either way say nothing, nor do four that miss one way
    for none in ([0.2, 3, 0.5, 2, 1], [0.5, 0.5, 0.5, 0.6]):
        monkeypatch.setattr(from_deliveries, "forecast_rows", lambda _, none=none: forecast(none))
        assert from_deliveries.forecasts(small) is None


def test_leaks_are_counted_and_nobody_is_named(small, monkeypatch):
    class Sold:
        orders = pd.DataFrame({"has_code": [True] * 40 + [False] * 10, "suspect": [True] * 10 + [False] * 40})
        trails, attributed, floor = True, orders.iloc[10:], orders.iloc[30:]

    monkeypatch.setattr(from_sales, "books", lambda _: type("Books", (), {"sold": Sold()}))
    leak, bare = from_sales.leaked_codes(small), from_sales.codes_without_click(small)
    assert plain(leak.evidence) == "10 of 40 orders of the flight with a code (25 %) look leaked."
    # 20 of 40 attributed orders have no click; of the deals bob's and eve's have a code and no link
    assert plain(bare.evidence).startswith("20 of 40 attributed orders (50 %) have a code and no recorded click")
    assert plain(bare.evidence).endswith("2 deals had a code and no link.")
    assert not any(who in (leak.evidence + leak.what).lower() for who in ("ann", "bob", "eve"))


def test_few_orders_teach_nothing(small):
    assert from_sales.leaked_codes(small) is None
    assert from_sales.codes_without_click(small) is None


def test_a_tactic_is_cheaper_only_where_intervals_say_so(small, monkeypatch):
    cheap = rows([10, 11, 9, 10, 12, 10], [1000] * 6, "co_creation")
    dear = rows([50, 55, 45, 50, 52, 48], [1000] * 6, "paid_post", first=6)
    monkeypatch.setattr(from_costs, "priced", lambda _: pd.DataFrame(cheap + dear))
    found = from_costs.cheaper_tactic(small)
    assert plain(found.what) == "Move budget from paid post to co creation where views are the aim."
    # 62 for 6,000 views against 300 for 6,000: 4.84 times as dear; at the cheaper price 238 less
    assert "1,000 views cost $10.33 by co creation and $50.00 by paid post (4.84 (" in plain(found.evidence)
    assert found.stake == pytest.approx(238)
    wild = rows([10, 200, 9, 50, 3, 10], [1000, 500, 9000, 100, 4000, 700], "co_creation")
    for other in (wild, cheap[:4]):  # too far apart among themselves; too few
        monkeypatch.setattr(from_costs, "priced", lambda _, other=other: pd.DataFrame(other + dear))
        assert from_costs.cheaper_tactic(small) is None


def test_what_was_not_recorded_is_named_with_what_it_cost(tmp_path, small):
    found = from_records.records(without(tmp_path, "goals", campaigns=[CAMPAIGN | {"margin": None}]), 0.0)
    assert found.what.startswith("Before the next flight, have the margin, a goal with its target, a daily series of")
    # ann's, bob's first and eve's video were 28 days old on 1 June, and counted on that day only
    assert plain(found.evidence) == (
        "4 of 5 records were missing, so that this report could not give ROI, a verdict on goals, the lift (0 days "
        "of 56 before the flight are known) and views at days 7 and 28 for 3 of 3 delivered videos."
    )
    assert "ROI" not in from_records.records(small, 0.5).evidence


def test_a_lift_that_could_not_show_sizes_the_next_flight(tmp_path):
    found = from_records.unclear_lift(without(tmp_path, daily=days(gain=0.0)), "")
    assert found.what.startswith("Plan the flight for a rise of")
    assert "With 90 days before and 10 days of flight" in plain(found.evidence)


def test_the_most_money_comes_first_and_five_are_enough(small, monkeypatch):
    stakes = [np.nan, 5.0, 400.0, np.nan, 100.0, 20.0, 300.0]  # media cost is 550, so that 27.50 stands for no sum
    made = [Lesson(f"t{i}", f"Do {i}.", f"{i} of 9.", COUNTED, stake) for i, stake in enumerate(stakes)]
    assert [one.topic for one in room._ranked(small, made)] == ["t2", "t6", "t4", "t0", "t1"]
    monkeypatch.setattr(room, "_tries", lambda *_: [lambda one=one: one for one in made])
    found = lessons(small)
    assert found.takeaway == "Do 2. 2 of 9. 4 more lessons stand, on t6, t4, t0 and t1."
    assert found.left_out["further lessons with less money at stake"] == 2
    monkeypatch.setattr(room, "_tries", lambda *_: [lambda: made[0], lambda: made[1]])
    assert lessons(small).takeaway.endswith("One more lesson stands, on t1.")


def test_no_lesson_is_an_answer(small, monkeypatch):
    def missing():
        raise NotShown("no data")

    monkeypatch.setattr(room, "_tries", lambda *_: [lambda: None, missing])
    found = lessons(small)
    assert found.status == "shown"
    assert found.takeaway == "These data carry no lesson that would stand."
    assert found.table.empty


def test_each_lesson_has_a_figure_and_a_thing_to_do(small):
    found = lessons(small)
    assert found.shown
    assert 1 <= len(found.table) <= 5
    assert found.table["evidence"].str.contains(r"\d").all()
    assert found.table["lesson"].str.endswith(".").all()


@pytest.mark.parametrize(
    "changed",
    [
        {"orders": [], "goals": [], "videos": [], "deliveries": [{"deal_id": "D1", "video_id": "gone"}]},
        {
            "campaigns": [CAMPAIGN | {"starts_on": None, "ends_on": None, "margin": None}],
            "videos": [v | {"captured_at": None, "views": 0, "paid_views": None} for v in VIDEOS],
        },
        {"deals": DEALS[:1], "orders": [order(-9, promo_code="ANN10")], "goals": GOALS[:1], "daily": days(20)},
    ],
)
def test_poor_data_give_fewer_lessons_and_no_nonsense(tmp_path, changed):
    found = lessons(without(tmp_path, *(k for k, v in changed.items() if not v), **changed))
    said = json.dumps(found.to_json(), ensure_ascii=False).lower()
    assert not any(word in said for word in ("nan", "inf ", "<na>", "timestamp"))
