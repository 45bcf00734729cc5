"""Every question of the post-mortem on campaigns at the edges: it answers, and what it says can stand on a page."""

from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
import re

import pytest

from campaign_worlds import usual, WORLDS
import kit
from kit import post_mortem
from kit.data import Data
from kit.finding import Finding
from test_benchmarking_edges import NAMES, said
from test_tier_pricing_edges import problems
from tiny import workspace

ASKED = {name: getattr(post_mortem, name) for name in post_mortem.__all__ if name != "milestones"}
OFTEN = {  # the others are much like these, and looked at by make test-long
    *("the_usual", "nothing_at_all", "without_videos", "one_creator", "zero_views", "no_flight"),
    *("deliveries_of_unknown_videos", "fees_in_euros_without_rate", "codes_shared_by_all", "daily_with_gaps"),
}
DAILY = ("lift", "lift_check", "synthetic_control")  # half of the time; the same where the world has the usual days
UNUSUAL = {"the_usual", "nothing_at_all", "no_flight", "daily_with_gaps", "without_videos"}
FINE = (  # what `problems` takes amiss and is right here
    r"does not tell what to do: .*[;,.] (?:[Ff]ill in|[Ss]et|[Cc]orrect|[Mm]ark) \w+",
    r"contribution\w* is a price below 0",  # a loss
    r"revenue\w* is a price below 0",  # refunds beyond the order
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Callable[..., Data]:
    """Each world, opened once for each audience."""

    @cache
    def made(world: str, **window: str) -> Data:
        return kit.open(str(path(world)), **window)

    @cache
    def path(world: str):
        return workspace(tmp_path_factory.mktemp("edges") / world, **WORLDS[world]())

    return made


@pytest.fixture(scope="module")
def answers(opened) -> dict[str, Finding]:
    """Of the usual world."""
    return {name: ask(opened("the_usual")) for name, ask in ASKED.items()}


def wrong(found: dict[str, Finding]) -> str:
    """All that is wrong with these answers, one a line."""
    return "\n".join(f"{name}: {fault}" for name, one in found.items() for fault in faults(one))


def asked(data: Data, without: Container[str] = ()) -> dict[str, Finding]:
    return {name: ask(data) for name, ask in ASKED.items() if name not in without}


def faults(found: Finding) -> Iterator[str]:
    yield from (fault for fault in problems(found) if not any(re.match(fine, fault) for fine in FINE))


def seldom(cases: Iterable, often: Container) -> list:
    return [pytest.param(one, marks=[] if one in often else [pytest.mark.long]) for one in cases]


def test_the_worlds_of_the_quick_run_are_there():
    assert set(WORLDS) >= OFTEN


@pytest.mark.parametrize("world", seldom(WORLDS, OFTEN))
def test_every_question_has_an_answer_that_can_stand_on_a_page(opened, world):
    assert not wrong(asked(opened(world), without=DAILY if world in OFTEN - UNUSUAL else ()))


@pytest.mark.parametrize("world", seldom(WORLDS, ("hostile_names",)))
def test_what_only_the_own_team_sees_can_stand_on_a_page_too(opened, world):
    assert not wrong(asked(opened(world, audience="internal")))


WINDOWS = [
    {"posted_from": "2030-01-01"},
    {"currency": "KWD"},
    {"as_of": "2020-01-01"},
    {"as_of": "2026-05-12"},
    {"posted_from": "2026-05-10", "posted_to": "2026-05-12"},
    {"as_of": "2030-01-01"},
]


@pytest.mark.parametrize("window", seldom(WINDOWS, WINDOWS[:2]), ids=str)
def test_whatever_the_window_answers_can_stand_on_a_page(opened, window):
    assert not wrong(asked(opened("the_usual", **window)))


def test_a_shared_page_has_no_quote_and_drops_nobody(answers):
    for name, found in answers.items():
        text = said(found) + found.table.to_csv()
        assert not re.search(r"\bdrop\b", text), name
        assert "it broke" not in text or name == "comment_themes", name


def test_neither_a_second_look_nor_the_order_of_rows_changes_an_answer(opened, answers, tmp_path):
    turned = {name: rows[::-1] for name, rows in usual().items()}
    other = kit.open(str(workspace(tmp_path / "turned", **turned)))
    for name, ask in ASKED.items():
        first, again, reversed_ = answers[name], ask(opened("the_usual")), ask(other)
        moved = said(reversed_).replace(other.given, opened("the_usual").given)  # commands name the folder
        assert said(first) == said(again) == moved, name
        assert first.table.equals(again.table), name


def test_the_usual_world_answers_nearly_everything(answers):
    refused = {name for name, found in answers.items() if not found.shown}
    assert refused <= {"synthetic_control", "comment_themes", "creative"}


@pytest.mark.parametrize("factor", seldom([0.01, 1_000.0], [0.01]))
def test_all_money_times_a_factor_changes_no_rate_and_no_rank(opened, tmp_path, factor):
    money = ("fee", "boost_spend", "product_cost", "gross", "discount", "revenue")
    made = usual()
    for table in ("deals", "orders"):
        made[table] = [row | {c: row[c] * factor for c in money if row.get(c)} for row in made[table]]
    other = kit.open(str(workspace(tmp_path / "w", **made)))
    for ask, columns in (
        (post_mortem.cost_return, ("roas", "orders", "views")),
        (post_mortem.creator_return, ("rank_first", "rank_last", "expected_views")),
    ):
        first, second = ask(opened("the_usual")).table, ask(other).table
        for column in columns:
            assert first[column].notna().any()
            assert first[column].tolist() == pytest.approx(second[column].tolist(), rel=1e-4, nan_ok=True)


def test_the_checks_see_what_they_look_for(answers):
    assert not list(faults(answers["kpis"]))
    assert NAMES.sub("X", "\u2068c01\u2069") == "X"
