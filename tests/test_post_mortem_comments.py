"""What people felt under the campaign's videos, by hand; and when that is called unusual."""

import json

import numpy as np
import pandas as pd
import pytest

from kit.comments.by_hand import Hand
from kit.post_mortem.voices.comment_sentiment import comment_sentiment
from kit.post_mortem.voices.comment_voices import comment_voices
from kit.post_mortem.voices.usual import one_video
from spring import BRAND, CAMPAIGN, DEALS, VIDEOS
from tiny import cell
from tiny_talk import BLAME, comment, EARLIER, label, PLAIN, PRAISE, talk, under, usual

FIVE = ["1", "2", "3", "4", "5"]
TWELVE = [*[PRAISE] * 6, *[PLAIN] * 3, *[BLAME] * 3]


def plain(text):
    for odd in "\u202f\u00a0":
        text = text.replace(odd, " ")
    return text.replace("\u2068", "").replace("\u2069", "").replace("\u2060", "")


def said(path, comments, **more):
    return comment_sentiment(talk(path / "w", comments, **more))


# -- what they felt


def test_only_comments_under_delivered_videos_count(tmp_path):
    ours = [comment(n, FIVE[n % 5], text) for n, text in enumerate(TWELVE)]
    others = [comment(100 + n, video, BLAME) for n, video in enumerate(("6", "20", "99"))]
    found = said(tmp_path, [*ours, *others])
    assert cell(found, "positive_read", language="All comments") == pytest.approx(6 / 12)
    assert cell(found, "negative_read", language="English") == pytest.approx(3 / 12)
    assert found.n == {"comments": 12, "videos": 5}
    assert plain(found.takeaway).startswith(
        "Indicative: of the 12 comments under the campaign's videos that a rough English word list could read, "
        "25.0 % are negative and 50.0 % positive."
    )


def test_a_takeover_on_the_brands_account_is_the_campaigns_and_not_usual(tmp_path):
    early = [comment(n, "4", BLAME, posted_at="2026-04-20T12:00Z") for n in range(12)]
    found = said(tmp_path, early)
    assert found.n["comments"] == 12
    assert "no comment of before the flight stands under other videos" in found.caveat


def test_how_many_of_their_comments_are_there_is_said(tmp_path):
    found = said(tmp_path, [comment(n, FIVE[n % 5], PRAISE) for n in range(12)])  # videos count 10+5+5+30+3 = 53
    assert "The workspace holds 12 of 53 comments that these videos count (23 %)" in plain(found.caveat)
    unknown = [row | {"comments": None} if row["video_id"] == "3" else row for row in VIDEOS]
    found = said(tmp_path / "v", [comment(1)], changed={"videos": unknown})
    assert "these videos count" not in found.caveat


def test_comments_of_after_the_day_of_the_report_are_not_seen(tmp_path):
    late = [comment(20 + n, "1", BLAME, posted_at="2026-05-20T12:00Z") for n in range(9)]
    found = said(tmp_path, [*[comment(n) for n in range(12)], *late], as_of="2026-06-02")
    assert found.n["comments"] == 21
    before = said(tmp_path / "v", [comment(1)], as_of="2026-05-15")
    assert "widen posted_from, posted_to or as_of" in before.takeaway


def test_few_comments_are_no_share(tmp_path):
    one = said(tmp_path, [comment(1)])
    assert (
        plain(one.takeaway) == "There is only 1 comment under the campaign's videos: too few to say what people feel."
    )
    khmer = [comment(n, text="ល្អណាស់", language="km") for n in range(20)]
    unread = said(tmp_path / "v", [*khmer, comment(99)])
    assert plain(unread.takeaway).startswith(
        "Of 21 comments under the campaign's videos, a rough English word list could read only 1: too few"
    )


# -- whether that is usual


def test_more_negative_than_usual_is_said_first(tmp_path):
    found = said(tmp_path, [*under(FIVE, 12, 4), *usual(negative=1)])
    # 4 of 12 under each, 33.3 %, against 1 of 12, 8.3 %: four times
    assert cell(found, "times_usual", language="All comments") == pytest.approx(4)
    assert cell(found, "usual_negative", language="English") == pytest.approx(1 / 12)
    assert np.isnan(cell(found, "times_usual", language="English"))
    assert plain(found.takeaway).startswith(
        "More negative than usual: as read, 33.3 % against 8.3 % before the flight; in the same languages 4 times as "
        "often (no interval, as all videos are alike)."
    )
    assert np.isnan(cell(found, "times_usual_low", language="All comments"))  # not "4 (4–4)"


def test_as_negative_as_usual_is_no_alarm(tmp_path):
    uneven = [row for n, video in enumerate(FIVE) for row in under([video], 12, 1 + n % 3, start=100 * n)]
    april = {"posted_at": "2026-04-20T12:00Z"}
    before = [row for n in range(8) for row in under([str(20 + n)], 12, 1 + n % 3, 6000 + 100 * n, **april)]
    found = said(tmp_path, [*uneven, *before])
    assert "Not clearly more or less negative than usual: as read, 15.0 % against 15.6 %" in plain(found.takeaway)
    assert found.takeaway.startswith("Indicative")


def test_fewer_negative_comments_are_said_to_be_fewer(tmp_path):
    found = said(tmp_path, [*under(FIVE, 12, 1), *usual(negative=4)])
    assert "Less negative than usual" in found.takeaway


def test_few_comments_that_are_alike_are_no_proof(tmp_path):
    """5 of 30 against 8 of 128 in videos that do not differ: the interval is a point, Fisher's test says chance."""
    found = said(tmp_path, [*under([*FIVE], 6, 1), *usual(16, 1)])
    assert "Not clearly more or less negative than usual" in found.takeaway


def test_languages_are_compared_with_themselves(tmp_path):
    """English always 1 in 2 negative, emoji never; the campaign only has more English: nothing changed."""

    def mixed(video, english, start, **more):
        good = [comment(start + 50 + n, video, "🔥", language=None, **more) for n in range(20 - english)]
        return under([video], english, english // 2, start, **more) + good

    now = [row for n, video in enumerate(FIVE) for row in mixed(video, 16, 100 * n)]
    before = [row for n in range(8) for row in mixed(str(20 + n), 4, 6000 + 100 * n, posted_at="2026-04-20T12:00Z")]
    found = said(tmp_path, [*now, *before])
    assert cell(found, "negative_read", language="All comments") == pytest.approx(0.4)
    assert cell(found, "usual_negative", language="All comments") == pytest.approx(0.1)
    assert cell(found, "times_usual", language="All comments") == pytest.approx(1)
    assert "More negative" not in found.takeaway


@pytest.mark.parametrize(
    ("ours", "before", "why"),
    [
        (under(FIVE, 12, 4), [], "no comment of before the flight stands under other videos"),
        (under(FIVE, 5, 1), usual(), "25 comments under the campaign's videos could be read; 30 are needed"),
        (under(FIVE, 12, 0), usual(), "0 comments under the campaign's videos are read as negative; 5 are needed"),
        (under(FIVE, 12, 4), usual(24, 1, 2), "2 comments of before the flight are read as negative; 5 are needed"),
        (under(FIVE, 12, 4), usual(24, 3, 2), "of before the flight stand under 2 videos; 5 are needed"),
        (under(["1"], 60, 9), usual(), "under the campaign's videos stand under 1 video; 5 are needed"),
    ],
)
def test_what_cannot_be_compared_is_said_by_name(tmp_path, ours, before, why):
    found = said(tmp_path, [*ours, *before])
    assert f"Not compared with usual: {why}" in plain(found.caveat) or why in plain(found.caveat)
    assert "than usual" not in found.takeaway
    assert found.status == "caveat"


def test_without_a_brand_or_a_flight_there_is_no_usual(tmp_path):
    comments = [*under(FIVE, 12, 4), *usual()]
    undated = [CAMPAIGN | {"starts_on": None}]
    assert "fill in starts_on in the table campaigns" in said(tmp_path, comments, changed={"campaigns": undated}).caveat
    two = [BRAND, BRAND | {"brand": "We", "handles": []}]
    found = said(tmp_path / "v", comments, changed={"brands": two})
    assert "no brand is known; set the parameter brand" in found.caveat


def test_comments_without_a_day_are_never_usual(tmp_path):
    found = said(tmp_path, [*under(FIVE, 12, 4), *[row | {"posted_at": None} for row in usual()]])
    assert "no comment of before the flight" in found.caveat


def test_videos_with_the_brands_hashtag_or_handle_are_usual_too_and_others_are_not(tmp_path):
    tagged = [row | {"creator_id": "ivy", "hashtags": ["US"]} for row in EARLIER[:4]]
    named = [row | {"creator_id": "jon", "mentions": ["@us.official"]} for row in EARLIER[4:6]]
    other = [row | {"creator_id": "kim", "hashtags": ["else"]} for row in EARLIER[6:]]
    found = said(tmp_path, [*under(FIVE, 12, 4), *usual()], changed={"videos": [*VIDEOS, *tagged, *named, *other]})
    assert cell(found, "usual_read", language="All comments") == 6 * 12


def test_a_day_from_which_it_went_wrong_is_named(tmp_path):
    def on(day, each, negative, start):
        return under(FIVE, each, negative, start, posted_at=f"2026-05-{day:02}T12:00Z")

    calm = [row for d in range(2, 12) for row in on(d, 4, int(d == 5), 100 * d)]
    angry = [row for d in range(12, 16) for row in on(d, 4, 3, 100 * d)]
    found = said(tmp_path, [*calm, *angry])
    assert (
        "Since 12 May 2026 negative comments came at least three times as often a day as before: 75 % of those read, "
        "2 % before that day." in plain(found.takeaway)
    )  # 5 of 200 before
    assert "Since" not in said(tmp_path / "v", calm).takeaway


def test_one_video_behind_it_is_said_from_ten_negative_comments_on():
    videos = pd.DataFrame({"video_id": ["1"] * 6 + ["2"] * 5})
    bad = np.full(11, 2)
    assert plain(one_video(videos, bad)) == "6 of the 11 comments read as negative stand under one video."
    assert one_video(videos[1:], bad[1:]) == ""  # 5 of 10 is not most
    assert one_video(videos, np.where(np.arange(11) < 9, 2, 0)) == ""  # nine
    assert one_video(videos[:6].assign(video_id="1"), bad[:6]) == ""


# -- corrected by hand labels


def labelled(ours=40, others=80):
    """The campaign's comments, every third of which the reading misses; labels of some, and of usual ones."""
    comments = [
        comment(n, FIVE[n % 5], "so original" if n % 9 == 0 else BLAME if n % 3 == 0 else PRAISE) for n in range(200)
    ]
    votes = [label(n, "negative" if n % 3 == 0 else "positive") for n in range(ours)]
    return [*comments, *usual(12)], [
        *votes,
        *[label(5000 + n, "positive" if n % 12 else "negative") for n in range(others)],
    ]


def test_thirty_labels_of_the_campaign_correct_where_a_hundred_are_there_in_all(tmp_path):
    comments, votes = labelled()
    found = said(tmp_path, comments, changed={"labels": votes})
    low, high = (cell(found, f"negative_{end}", language="All comments") for end in ("low", "high"))
    assert low <= 67 / 200 <= high  # n % 3 == 0
    assert cell(found, "labelled", language="All comments") == 40
    assert "corrected by 40 hand labels" in plain(found.takeaway)
    assert "Corrected by 40 comments that 1 person labelled" in plain(found.caveat)


def test_fewer_labels_correct_nothing_and_how_many_would_is_said(tmp_path):
    comments, votes = labelled(ours=29, others=90)
    found = said(tmp_path, comments, changed={"labels": votes})
    assert "Indicative: of these comments 29 are labelled by hand; 30 would correct it." in plain(found.caveat)
    comments, votes = labelled(ours=40, others=59)
    found = said(tmp_path / "v", comments, changed={"labels": votes})
    assert "99 comments are labelled by hand; 100 would correct it" in plain(found.caveat)
    assert "nobody labelled comments by hand" in said(tmp_path / "u", comments).caveat


def test_part_of_the_labels_is_trusted_as_far_as_all_are():
    votes = np.full((200, 3), np.nan)
    votes[:120] = (1.0, 0.0, 0.0)
    whole = Hand(votes, np.where(np.isnan(votes[:, 0]), -1, 0), 2, 0.9)
    assert whole.usable
    assert whole.within(np.arange(200) < 30).usable
    assert not whole.within(np.arange(200) < 29).usable
    assert not Hand(votes, whole.majority, 2, 0.5).within(np.arange(200) < 60).usable


# -- refusals


def test_what_is_missing_is_refused_by_name(tmp_path):
    for number, (ask, more, why) in enumerate(
        (
            (comment_sentiment, {"without": ("comments",)}, "This workspace has no table comments"),
            (comment_voices, {"without": ("deliveries",)}, "no table deliveries"),
            (comment_sentiment, {"changed": {"deals": [d | {"status": "asked"} for d in DEALS]}}, "agreed or paid"),
            (comment_voices, {"without": ("campaigns",)}, "no table campaigns"),
            (comment_sentiment, {"changed": {"deliveries": [{"deal_id": "D1", "video_id": "99"}]}}, "is known"),
        )
    ):
        found = ask(talk(tmp_path / str(number), [comment(1)], **more))
        assert found.status == "not_shown"
        assert why in found.takeaway


def test_comments_elsewhere_only_are_refused_and_empty_ones_too(tmp_path):
    for number, comments in enumerate(([comment(1, "20")], [comment(1, text=" "), comment(2, "20")])):
        for ask in (comment_sentiment, comment_voices):
            found = ask(talk(tmp_path / f"{number}{ask.key}", comments))
            assert "No comment with a text is under the campaign's 5 delivered videos" in plain(found.takeaway)


def test_comments_without_a_text_are_left_out_by_name(tmp_path):
    found = said(tmp_path, [comment(1), comment(2, text=None), comment(3, text="\u200b"), comment(4, "20", None)])
    assert found.left_out == {"comments without a text": 2}


def test_no_word_of_a_comment_is_in_the_finding(tmp_path):
    comments = [comment(n, text="zanzibar <b>is fake</b> @lena", author_key="k" * 32) for n in range(12)]
    bundle = comment_sentiment(talk(tmp_path / "w", comments))._repr_mimebundle_()
    raw = json.dumps(bundle, ensure_ascii=False)
    assert "zanzibar" not in raw
    assert "lena" not in raw
    assert "kkkk" not in raw
