"""Every question of benchmarking on workspaces at the edges: it answers, and what it says can stand on a page."""

from collections.abc import Iterator
from functools import cache
import json
import re

import numpy as np
import pandas as pd
import pytest

from edge_worlds import WORLDS
import kit
from kit import benchmarking
from kit.benchmarking import Brief
from kit.data import Data
from kit.errors import UsageError
from kit.finding import Column, Finding
from kit.show import words
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
    ("a_viral_video", "share_of_voice", "but few creators decide that"),
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
    ("one_creator_one_video", "owned_paid_earned", "0.0 % is earned (at most), 100.0 % paid"),
    ("only_brands_accounts", "sponsored_gap", "No creator's video that could be used is marked"),
    ("only_brands_accounts", "sounds", "No creator's video tells its sound."),
    (
        "one_creator_one_video",
        "shortlist",
        "The only creator does not fit the brief; without the filter on",
    ),
    ("too_young", "shortlist", "None of them has a score, so their order means nothing."),
    ("few_followers", "shortlist", "of 12 under 1k"),
    ("sponsored_unknown", "shortlist", "Nobody is left out as a competitor's partner: which videos are sponsored"),
    ("fees_in_two_currencies", "shortlist", "Fees are not shown: there is no exchange rate from EUR to USD"),
    ("one_creator_one_video", "sponsored_gap", "The only post is marked as sponsored."),
    (
        "two_creators",
        "voice_over_time",
        "Sponsored of the videos that mention it: 2 of 4 in the last four weeks, 1 of 1",
    ),
]
TOUCHED = {  # worlds that change nothing for other questions than these
    "comments_without_text": ("comment_sentiment", "comment_voices", "data_check"),
    "one_comment": ("comment_sentiment", "comment_voices", "data_check"),
    "comments_labelled": ("comment_sentiment", "comment_voices", "content_styles"),
    "labelled_by_one": ("content_styles",),
    "coders_disagree": ("content_styles",),
    "one_style_only": ("content_styles",),
    "audience_sums_to_two": ("audience_fit", "shortlist"),
    "own_account_of_few_days": ("own_account",),
    "own_account_stands_still": ("own_account",),
    "fees_in_two_currencies": ("shortlist", "data_check"),
    "one_name_for_all": ("audience_fit", "brand_creators", "leaderboard", "score", "shortlist", "typical_views"),
    "without_names": ("audience_fit", "brand_creators", "leaderboard", "score", "shortlist", "typical_views"),
}
SELDOM = {  # much like others; looked at by make test-long
    *(
        "one_brand",
        "few_followers",
        "two_creators",
        "followers_fall_to_zero",
        "only_the_other_is_heard",
        "one_video_each",
    ),
    *("found_by_unknown_ways", "no_brands", "two_own_brands", "everybody_names_everyone", "none_sponsored"),
    *("all_sponsored", "years_ago", "two_weeks_of_videos", "followers_zero", "everybody_likes"),
    *("three_videos_each_of_six", "without_posting_dates", "followers_unknown", "boosted_without_split", "too_young"),
    *("two_brands_unheard", "views_unknown", "an_odd_account", "some_without_views"),
}
NAMES = re.compile(f"{FIRST}[^{LAST}]*{LAST}")
WRONG = {
    "a missing value": r"\b(?:nan|NaN|NaT|inf|<NA>)\b|\bNone\b(?! (?:of|was|were)\b)",
    "two blanks": r"  ",
    "a stray mark": r" [,.;:](?:\s|$)|\.\.|,,|;;|\(\)|—| $",
    "one of many": r"(?<![\d.,–⁠])1[ \u00a0](?!s\b)[a-z]+[^s\W]s\b(?<!has)(?<!is)(?<!was)(?<!views)",
    "many of one": r"\b1[ \u00a0](?:creator|video|comment|post|day|week|row|hashtag|sound|style)s\b",
    "some of nothing": r"\b(?:0 of (?:the )?0|(?:[Aa]ll|[Nn]one) (?:of )?(?:the )?[01]\b(?!\.)|1 of (?:the )?1\u00a0)",
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
    head = words.headline({"status": found.status, "takeaway": found.takeaway, "caveat": found.caveat})
    for command in re.findall("<code>(.*?)</code>", head):
        if not re.fullmatch(r"kit (?:import \S+ --into|code|label) \S+", command):
            yield f"a command reads {command}"
    if "(." in head:
        yield f"a sentence is cut: {head}"
    if not found.takeaway or (found.status == "caveat" and not found.caveat):
        yield "says nothing"
    if found.status == "not_shown" and not re.search(
        r"[;:.] ?(?:[Ii]mport|[Ww]iden|[Ee]xport|[Cc]heck|[Cc]apture|[Aa]dd|[Ww]rite|[Ww]ithout|[Uu]se|[Rr]un|run it|"
        r"loosen|move|name|give|leave|choose|Its followers)",
        found.takeaway,
    ):
        yield f"does not tell what to do: {found.takeaway}"
    if any(n < 0 for n in (*found.n.values(), *found.left_out.values())):
        yield f"counts below 0: {dict(found.n)}, {dict(found.left_out)}"
    yield from odd_cells(found)


def odd_cells(found: Finding) -> Iterator[str]:
    """Numbers that cannot be: without end, shares beyond 0 to 1, outside of their own intervals; words for missing."""
    table = found.table
    for column in (c.name for c in found.columns if len(table)):
        if {c.kind for c in found.columns if c.name == column} == {"figure"} and (table[column] == "").any():
            yield f"{column} reads as a figure of no name"
        if table[column].dtype.name in ("object", "str", "string", "category"):
            if column != "name" and table[column].astype("str").isin(["NaN", "None", "<NA>", "NaT", "inf"]).any():
                yield f"{column} reads {table[column].tolist()}"
            continue
        if table[column].dtype.kind not in "iufb":
            continue
        value = table[column].to_numpy(dtype=float, na_value=np.nan)
        if np.isinf(value).any():
            yield f"{column} is endless"
        if SHARES.search(column) and ((value < -1e-9) | (value > 1 + 1e-9)).any():
            yield f"{column} is {value}"
        for end, sign in (("_low", 1), ("_high", -1)):
            if column + end in table:
                other = table[column + end].to_numpy(dtype=float, na_value=np.nan)
                if (sign * (value - other) < -1e-9 * np.maximum(1.0, np.abs(value))).any():
                    yield f"{column} is {value}, its intervals end at {other}"


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


@pytest.mark.parametrize(
    "world", [pytest.param(name, marks=[pytest.mark.long] if name in SELDOM else []) for name in WORLDS]
)
def test_every_question_has_an_answer_that_can_stand_on_a_page(opened, world):
    data = opened(world)
    asked = TOUCHED.get(world, tuple(ASKED))
    found = {name: ASKED[name](data) for name in asked}
    data.audience = "internal"
    found |= {f"{name} for our own team": ASKED[name](data) for name in FOR_OUR_TEAM if name in asked}
    data.audience = "shared"
    assert not wrong(found)


@pytest.mark.parametrize("window", [*WINDOWS[::2], *(pytest.param(w, marks=pytest.mark.long) for w in WINDOWS[1::2])])
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
    ("takeaway", "fault"),
    [
        ("Nothing stands here", "no full stop"),
        ("It is nan.", "a missing value"),
        ("It is None.", "a missing value"),
        ("Two  blanks.", "two blanks"),
        ("It ends here .", "a stray mark"),
        (f"{FIRST}Ann is here.", "isolates"),
        ("1\u00a0creators are here.", "many of one"),
        ("1\u00a0creator have a video.", "one that are"),
        ("None of 1\u00a0creator fits.", "some of nothing"),
    ],
)
def test_the_checks_see_what_they_look_for(takeaway, fault):
    assert fault in "".join(faults(Finding("x", "X?", takeaway)))


def test_the_checks_see_odd_cells_and_let_names_pass():
    assert not list(faults(Finding("x", "X?", f"{FIRST}None  of 1{LAST} is here.")))
    table = pd.DataFrame({"share": [1.2], "rate": [0.1], "rate_low": [0.2], "rate_high": [0.3]})
    seen = list(
        faults(
            Finding(
                "x", "X?", "It is so.", table.rename(columns={"share": "a_share"}), (Column("rate", "Rate", "rate"),)
            )
        )
    )
    assert "its intervals end" in seen[0]
    shares = Finding("x", "X?", "It is so.", table.rename(columns={"share": "a_share"}), (Column("a_share", "A"),))
    assert list(faults(shares)) == ["a_share is [1.2]"]


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
    other = kit.open(str(turned))
    for name, ask in ASKED.items():
        first = said(ask(data)).replace(data.given, "")
        assert said(ask(other)).replace(other.given, "") == first, name
        assert world == "the_usual" or said(ask(data)).replace(data.given, "") == first, name
