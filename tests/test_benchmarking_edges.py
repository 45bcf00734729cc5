"""Every question of benchmarking on workspaces at the edges: it answers, and what it says can stand on a page."""

from collections.abc import Iterator
from functools import cache
import json
import math
import re

import pytest

from edge_worlds import WORLDS
import kit
from kit import benchmarking
from kit.benchmarking import Brief
from kit.data import Data
from kit.errors import UsageError
from kit.finding import Finding
from kit.wording import FIRST, LAST
from tiny import workspace

ASKED = {name: getattr(benchmarking, name) for name in benchmarking.__all__ if name != "Brief"}
FOR_OUR_TEAM = ("comment_voices", "worth_a_look")
TARGET = {"target_countries": ["KH"], "target_ages": ["18-24"], "target_genders": ["female"]}
GIVEN = [  # question, what is asked of it
    ("shortlist", {"brief": Brief(min_followers=1, tiers=["micro", "mid"], budget=105.0, exclude_partners=False)}),
    ("shortlist", {"brief": Brief(min_followers=900_000)}),
    ("shortlist", {"targets": tuple(TARGET.values())}),
    ("audience_fit", TARGET),
    ("audience_fit", {"target_genders": ["male"]}),
    ("leaderboard", {"tier": "mega"}),
    ("leaderboard", {"tier": "mid"}),
    ("score", {"weight_engagement": 0, "weight_views": 0, "weight_consistency": 0, "weight_activity": 0}),
    ("score", {"weight_engagement": 3, "weight_growth": 0.5, "top": 1}),
]
WINDOWS = [
    {"posted_from": "2030-01-01"},
    {"as_of": "2020-01-01"},
    {"as_of": "2026-05-15"},
    {"posted_from": "2026-05-04", "posted_to": "2026-05-04"},
    {"posted_from": "2026-06-08"},
    {"brand": "Them", "currency": "EUR"},
]
SAYS = [  # what was said wrongly once: world, question, what it says there
    ("audience_sums_to_two", "audience_fit", "these add up to more, so no fit is told from them"),
    ("one_name_for_all", "brand_creators", "Sok Dara (@c00)"),
    ("one_brand", "brand_creators", "none with another tracked brand. Every creator names a tracked brand."),
    ("found_by_hashtag", "brand_creators", "All videos were found by hashtag"),
    ("a_viral_video", "share_of_voice", "but few creators decide that; one video holds 100 % of its views"),
    ("the_usual", "share_of_voice", "either could be first"),
    ("one_creator_one_video", "cohort", "is about 1 creator with 1 video and 4,000 views. It was 75 days old"),
    ("one_creator_one_video", "cohort", "It was not boosted. Rates rest on it."),
    ("one_comment", "comment_sentiment", "There is only 1 comment: too few to say what people feel."),
    ("one_comment", "comment_voices", "The only comment asks something and does not complain."),
    ("too_young", "content_styles", "that takes 5 creators with usable videos of the style"),
    ("labelled_by_one", "content_styles", "No video has a content style from two coders"),
    ("too_young", "hashtags", "Too few creators have usable videos with and without one to compare views."),
    ("without_posting_dates", "hashtags", "When videos were posted is unknown, so a change of use cannot be told."),
    ("found_by_hashtag", "posting_times", "Export the creators' profiles and import them"),
    ("no_engagement", "leaderboard", "120 videos have no like, comment or share between them"),
    ("no_engagement", "tier_differences", "so rates tell nothing"),
    ("no_engagement", "score", "Not in the score: engagement"),
    ("no_views_at_all", "score", "More than half of the score's weight is unknown (engagement, views and consistency)"),
    ("followers_unknown", "score", "no tier has 5 (the followers of none are known)"),
    ("some_without_views", "score", "but how sure that is cannot be told"),
    ("followers_unknown", "tier_benchmarks", "Fewer than 20 creators of unknown size:"),
    ("few_followers", "tier_benchmarks", "Fewer than 20 creators under 1k:"),
    ("all_alike", "leaderboard", "The 12 micro creators all have the same rate"),
    ("all_alike", "typical_views", "The 12 creators all have a median of 1,000 views a video."),
    ("own_account_stands_still", "own_account", "has 5 followers, unchanged in 7 days"),
    ("one_creator_one_video", "owned_paid_earned", "Of the voice of Us, 0.5 videos, 0.0 % is earned"),
    ("only_brands_accounts", "sponsored_gap", "No creator's video that could be used is marked"),
    ("only_brands_accounts", "sounds", "No creator's video tells its sound."),
    (
        "one_creator_one_video",
        "shortlist",
        "The only creator does not fit the brief; without the filter on competitors'",
    ),
    ("too_young", "shortlist", "None of them has a score, so their order means nothing."),
    ("few_followers", "shortlist", "among creators under 1k"),
    ("sponsored_unknown", "shortlist", "Nobody is left out as a competitor's partner: which videos are sponsored"),
    ("fees_in_two_currencies", "shortlist", "Fees are not shown: there is no exchange rate from EUR to USD"),
    ("one_creator_one_video", "sponsored_gap", "The only post is marked as sponsored."),
    (
        "two_creators",
        "voice_over_time",
        "Sponsored of the videos that mention it: 2 of 4 in the last four weeks, 1 of 1",
    ),
]
NAMES = re.compile(f"{FIRST}[^{LAST}]*{LAST}")
WRONG = {
    "a missing value": r"\b(?:nan|NaN|NaT|inf|<NA>)\b|\bNone\b(?! (?:of|was|were)\b)",
    "two blanks": r"  ",
    "a stray mark": r" [,.;:](?:\s|$)|\.\.|,,|;;|\(\)|—| $",
    "one of many": r"(?<![\d.,–⁠])1[ \u00a0](?!s\b)[a-z]+[^s\W]s\b(?<!has)(?<!is)(?<!was)(?<!views)",
    "many of one": r"\b1[ \u00a0](?:creator|video|comment|post|day|week|row|hashtag|sound|style)s\b",
    "some of nothing": r"\b(?:0 of (?:the )?0|(?:[Aa]ll|None|[Nn]one) (?:of )?(?:the )?[01]\b(?!\.)|1 of (?:the )?1\u00a0)",
    "one that are": r"\b1[ \u00a0][a-z]+ (?:are|have|were|name|stand|fit|agree)\b",
}
SHARES = re.compile(
    r"(?:_share|share_of_voice|^saturation|^raw|^pooled|^weight|engagement_rate_by_views)(?:_low|_high)?$"
)


def faults(found: Finding) -> Iterator[str]:
    """What is wrong with an answer, in words."""
    if found.status not in ("shown", "caveat", "not_shown"):
        yield f"status {found.status}"
    for part, text in (("takeaway", found.takeaway), ("caveat", found.caveat)):
        if text.count(FIRST) != text.count(LAST) or FIRST in NAMES.sub("", text):
            yield f"{part}: isolates"
        bare = NAMES.sub("X", text.replace("\u202f", " "))
        yield from (f"{part}: {what}: {text}" for what, sign in WRONG.items() if re.search(sign, bare))
        if text and not re.search(r"[.?!]$|--into \S+$|kit code \S+$", text):
            yield f"{part}: no full stop: {text}"
    if not found.takeaway or (found.status == "caveat" and not found.caveat):
        yield "says nothing"
    if found.status == "not_shown" and not re.search(
        r"[;:.] ?(?:[Ii]mport|[Ww]iden|[Ee]xport|[Cc]heck|[Cc]apture|[Aa]dd|[Ww]rite|[Ww]ithout|[Uu]se|[Rr]un|run it|"
        r"loosen|move|name|give|Its followers)",
        found.takeaway,
    ):
        yield f"does not tell what to do: {found.takeaway}"
    if any(n < 0 for n in (*found.n.values(), *found.left_out.values())):
        yield f"counts below 0: {dict(found.n)}, {dict(found.left_out)}"
    yield from odd_cells(found)


def odd_cells(found: Finding) -> Iterator[str]:
    table = found.table
    for column in found.columns:
        ends = [f"{column.name}{end}" for end in ("_low", "_high")]
        for row in table.to_dict("records"):
            value = row[column.name]
            if isinstance(value, str) and re.fullmatch(r"nan|NaN|None|<NA>|NaT", value) and column.name != "name":
                yield f"{column.name} reads {value}"
            if not isinstance(value, (int, float)) or value != value:
                continue
            if math.isinf(value):
                yield f"{column.name} is endless"
            if SHARES.search(column.name) and not -1e-9 <= value <= 1 + 1e-9:
                yield f"{column.name} is {value}"
            for end, sign in zip(ends, (1, -1), strict=True):
                if end in table and row[end] == row[end] and sign * (value - row[end]) < -1e-9 * max(1.0, abs(value)):
                    yield f"{column.name} is {value}, its interval ends at {row[end]}"


def said(found: Finding) -> str:
    return json.dumps(found.to_json(), allow_nan=False, ensure_ascii=False)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Each world, opened once."""

    @cache
    def made(world: str) -> Data:
        return kit.open(str(workspace(tmp_path_factory.mktemp("edges") / world, **WORLDS[world]())))

    return made


def wrong(found: dict[str, Finding]) -> str:
    """All faults of all answers, one a line."""
    for one in found.values():
        said(one)
    return "\n".join(f"{name}: {fault}" for name, one in found.items() for fault in faults(one))


@pytest.mark.parametrize("world", WORLDS)
def test_every_question_has_an_answer_that_can_stand_on_a_page(opened, world):
    data = opened(world)
    found = {name: ask(data) for name, ask in ASKED.items()}
    data.audience = "internal"
    found |= {f"{name} for our own team": ASKED[name](data) for name in FOR_OUR_TEAM}
    data.audience = "shared"
    assert not wrong(found)


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_whatever_the_window_answers_can_stand_on_a_page(opened, window):
    data = kit.open(opened("the_usual").given, audience="internal", **window)
    assert not wrong({name: ask(data) for name, ask in ASKED.items()})


@pytest.mark.parametrize(
    "world", ["the_usual", "one_creator_one_video", "found_by_hashtag", "audience_sums_to_two", "followers_unknown"]
)
def test_whatever_is_asked_answers_can_stand_on_a_page(opened, world):
    data = opened(world)
    assert not wrong({f"{name} {given}": ASKED[name](data, **given) for name, given in GIVEN})


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("audience_fit", {"target_countries": ["XX"]}),
        ("leaderboard", {"tier": "huge"}),
        ("score", {"weight_views": -1}),
        ("score", {"top": 0}),
        ("shortlist", {"brief": Brief(languages=["<b>"])}),
        ("comment_sentiment", {"sentiment_model": "/nowhere"}),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_parameter(opened, question, given):
    with pytest.raises(UsageError, match="|".join(["languages", *given])):
        ASKED[question](opened("the_usual"), **given)


@pytest.mark.parametrize(("world", "question", "words"), SAYS, ids=[f"{w}-{q}" for w, q, _ in SAYS])
def test_what_was_said_wrongly_once_is_said_rightly(opened, world, question, words):
    found = ASKED[question](opened(world))
    text = re.sub(f"[{FIRST}{LAST}]", "", f"{found.takeaway} {found.caveat}")
    assert words in re.sub(r"[\u00a0\u202f]", " ", text)


def test_nobody_is_unusual_where_no_tier_is_large_enough_to_compare_with(opened):
    """Once a rise that nobody could be compared on counted as one that is usual."""
    for world in ("the_usual", "one_creator_one_video"):
        data = kit.open(opened(world).given, audience="internal")
        assert benchmarking.worth_a_look(data).takeaway.startswith("No tier has 8 creators with known counts")
    found = benchmarking.worth_a_look(kit.open(opened("an_odd_account").given, audience="internal"))
    assert set(found.table["creator_id"]) == {"c03"}


@pytest.mark.parametrize("world", ["the_usual", "an_odd_account"])
def test_neither_a_second_look_nor_the_order_of_rows_changes_an_answer(opened, tmp_path, world):
    data = opened(world)
    turned = workspace(tmp_path / "w", **{name: rows[::-1] for name, rows in WORLDS[world]().items()})
    for other in (kit.open(data.given), kit.open(str(turned))):
        for name, ask in ASKED.items():
            assert said(ask(other)).replace(other.given, "") == said(ask(data)).replace(data.given, ""), name
