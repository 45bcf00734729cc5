"""What people feel, ask and complain about: shares and counts by hand, refusals, and that no comment leaks."""

import json

import numpy as np
import pytest

import kit
from kit import benchmarking, estimate
from kit.comments import by_hand
from kit.errors import UsageError
from tiny import cell, data, video, workspace

FEEL, VOICES = benchmarking.comment_sentiment, benchmarking.comment_voices
SECRET = "zanzibar"  # a word that only comments hold


def comment(number: int, text: str | None, language: str | None = "en", **more: object) -> dict:
    return {
        "comment_id": f"c{number}",
        "video_id": "1",
        "text": text,
        "language": language,
        "likes": 0,
        "posted_at": "2026-05-02T12:00Z",
        "captured_at": "2026-06-01T12:00Z",
    } | more


def vote(number: int, value: str, coder: str = "ann") -> dict:
    return {"item_kind": "comment", "item_id": f"c{number}", "coder": coder, "field": "sentiment", "value": value}


def spoken(path, comments, labels=(), audience="shared", **more):
    tables = {"labels": list(labels)} if labels else {}
    made = workspace(path, videos=[video("1", "ann", 100, 1), video("2", "bob", 100, 1)], comments=comments, **tables)
    return kit.open(str(made), audience=audience, **more)


TEN = [("this slaps", "en")] * 6 + [("first", "en")] * 2 + [("gave me a rash", "en")] * 2
KHMER = [("ល្អណាស់", "km")] * 5


def rows(*texts):
    return [comment(n, text, language) for n, (text, language) in enumerate(texts)]


# -- what people feel


def test_shares_are_of_what_could_be_read_by_language_and_over_all(tmp_path):
    found = FEEL(spoken(tmp_path / "w", rows(*TEN, *KHMER)))
    assert cell(found, "positive_read", language="All comments") == pytest.approx(6 / 10)
    assert cell(found, "neutral_read", language="English") == pytest.approx(2 / 10)
    assert cell(found, "negative_read", language="English") == pytest.approx(2 / 10)
    assert cell(found, "comments", language="All comments") == 15
    assert cell(found, "read", language="Khmer") == 0
    assert np.isnan(cell(found, "neutral_read", language="Khmer"))  # not read is not neutral
    assert found.n == {"comments": 15, "videos": 1}


def test_without_labels_shares_are_indicative_and_have_no_interval(tmp_path):
    found = FEEL(spoken(tmp_path / "w", rows(*TEN, *KHMER)))
    assert found.takeaway.startswith("Indicative: 60.0")
    assert "nobody labelled comments by hand. For a sheet to label, run kit label" in found.caveat
    assert "rough word list" in found.caveat
    assert "5 comments of 15 (33 %) could not be read and are in no share, most in ⁨Khmer⁩" in plain(found.caveat)
    assert found.status == "caveat"
    assert not [c.name for c in found.columns if c.name.endswith(("_low", "_high"))]


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_where_most_could_not_be_read_no_share_is_said(tmp_path):
    found = FEEL(spoken(tmp_path / "w", rows(*TEN, *KHMER * 3)))
    assert plain(found.takeaway).startswith("Only 10 of the 25 comments could be read by a rough English word list")
    assert np.isnan(cell(found, "positive_read", language="All comments"))
    assert cell(found, "positive_read", language="English") == pytest.approx(0.6)


def test_one_comment_is_no_share(tmp_path):
    found = FEEL(spoken(tmp_path / "w", rows(("love it", "en"))))
    assert plain(found.takeaway).startswith("There is only 1 comment: too few to say")


def test_nothing_but_empty_texts_is_refused(tmp_path):
    found = FEEL(spoken(tmp_path / "w", [comment(1, " "), comment(2, "ok")], posted_from="2026-05-03"))
    assert found.status == "not_shown"
    assert "No comment under these videos has a text" in found.takeaway
    assert VOICES(spoken(tmp_path / "v", [comment(1, "\u200b"), comment(2, None, likes=1)])).status == "not_shown"


def test_no_comments_at_all_are_refused_by_name(tmp_path):
    for ask in (FEEL, VOICES):
        found = ask(data(tmp_path / ask.key, videos=[video("1", "ann", 100, 1)]))
        assert found.status == "not_shown"
        assert "kit import comments.csv" in found.takeaway


def test_comments_outside_the_window_are_counted_and_left_out(tmp_path):
    old = video("1", "ann", 100, 1, posted_at="2026-01-01T00:00Z")
    comments = [comment(1, "love it", video_id="1"), comment(2, "love it", video_id="2"), comment(3, " ", video_id="2")]
    made = workspace(tmp_path / "w", videos=[old, video("2", "bob", 100, 1)], comments=comments)
    found = FEEL(kit.open(str(made), posted_from="2026-04-01"))
    assert found.n["comments"] == 1
    assert found.left_out == {"comments without a text": 1, "comments outside the window": 1}


def test_without_a_language_the_script_is_named_and_no_language(tmp_path):
    found = FEEL(spoken(tmp_path / "w", rows(("so good I need it", None), ("ល្អ", "un"), ("🔥", None), ("!!", None))))
    assert list(found.table["language"][1:]) == ["Emoji only", "Khmer script", "Latin script", "No words"]


def test_labels_of_the_export_are_used_and_named_where_half_have_one(tmp_path):
    given = [comment(n, "ល្អ", "km", sentiment_label="Positive" if n < 9 else "neg") for n in range(12)]
    found = FEEL(spoken(tmp_path / "w", [*given, *[comment(n, "ល្អ", "km") for n in range(20, 32)]]))
    assert cell(found, "positive_read", language="Khmer") == pytest.approx(9 / 12)
    assert "those of the export" in found.caveat
    found = FEEL(spoken(tmp_path / "v", [*given, *[comment(n, "ល្អ", "km") for n in range(20, 33)]]))
    assert "rough word list" in found.caveat  # 12 of 25 is less than half


def test_a_model_that_is_asked_for_comes_before_all(tmp_path, monkeypatch):
    from kit.comments import feelings as module

    monkeypatch.setattr(module, "read_by_model", lambda folder, texts: ["negative"] * len(list(texts)))
    comments = [comment(n, "ល្អ", "km", sentiment_label="positive") for n in range(12)] + [comment(99, "...")]
    found = FEEL(spoken(tmp_path / "w", comments), "models/<b>xlm-t")
    assert cell(found, "negative_read", language="Khmer") == 1
    assert cell(found, "read", language="All comments") == 12  # "..." has nothing to read
    assert "the local model ⁨<b>xlm-t⁩" in found.caveat


def test_a_model_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(UsageError, match="no folder with a transformers model"):
        FEEL(spoken(tmp_path / "w", rows(*TEN)), str(tmp_path / "nowhere"))


def labelled(n=200, hand=120, right=1.0):
    """Each fifth comment is negative in truth and reads positive; the first `hand` are labelled."""
    texts = ["burned anyway, thanks" if n % 5 == 0 else "this slaps" for n in range(n)]  # "thanks" misleads the list
    comments = [comment(k, text, video_id=str(1 + k % 2)) for k, text in enumerate(texts)]
    votes = [vote(k, "negative" if k % 5 == 0 else "positive") for k in range(hand)]
    return [dict(c, video_id=f"v{k % 40}") for k, c in enumerate(comments)], votes


def test_a_hundred_labels_correct_the_reading(tmp_path):
    comments, votes = labelled()
    found = FEEL(spoken(tmp_path / "w", comments, votes))
    assert cell(found, "positive_read", language="All comments") == 1  # as read: all are positive
    assert cell(found, "negative", language="All comments") == pytest.approx(24 / 120)
    assert (
        cell(found, "negative_low", language="All comments")
        < 0.2
        < cell(found, "negative_high", language="All comments")
    )
    assert cell(found, "negative", language="English") == pytest.approx(0.2)
    assert "corrected by 120 hand labels" in plain(found.takeaway)
    assert "indicative" not in found.takeaway.lower()
    assert "by two people" in found.caveat  # one coder: agreement unknown, and said


def test_the_correction_is_estimates_ppi_clustered_by_video(tmp_path):
    comments, votes = labelled()
    found = FEEL(spoken(tmp_path / "w", comments, votes))
    videos = np.array([c["video_id"] for c in comments])
    truth = np.array([k % 5 != 0 for k in range(120)], float)
    asked = estimate.corrected_share(np.ones(200), np.ones(120), truth, cluster=(videos, videos[:120]))
    got = [cell(found, f"positive{end}", language="All comments") for end in ("", "_low", "_high")]
    assert got == pytest.approx([asked.value, asked.low, asked.high])


def test_ninety_nine_labels_do_not(tmp_path):
    comments, votes = labelled(hand=99)
    found = FEEL(spoken(tmp_path / "w", comments, votes))
    assert "99 comments are labelled by hand; 100 would correct it" in plain(found.caveat)
    assert found.takeaway.startswith("Indicative")


def test_people_who_disagree_correct_nothing(tmp_path):
    comments, votes = labelled()
    other = [vote(k, "positive" if k % 2 else "negative", "ben") for k in range(120)]
    found = FEEL(spoken(tmp_path / "w", comments, [*votes, *other]))
    assert "agree too little (alpha " in found.caveat
    assert found.takeaway.startswith("Indicative")


def test_people_who_agree_are_said_to(tmp_path):
    comments, votes = labelled()
    other = [dict(v, coder="ben") for v in votes]
    found = FEEL(spoken(tmp_path / "w", comments, [*votes, *other]))
    assert "2 people labelled; these agree well (alpha 1.00)" in plain(found.caveat)
    assert found.status == "shown"


def test_where_two_disagree_each_has_half():
    hand = by_hand.Hand(np.array([[0.5, 0.5, 0], [np.nan] * 3]), np.array([-1, -1]), 2, 1.0)
    assert hand.n == 1
    found = by_hand.corrected(np.array([-1, -1]), hand.votes, np.array(["a", "b"], object))
    assert (found["positive"], found["neutral"], found["negative"]) == (0.5, 0.5, 0)


def test_answers_that_are_none_of_the_three_are_no_labels(tmp_path):
    comments, votes = labelled(hand=105)
    odd = [dict(v, value=word) for v, word in zip(votes, ["unclear", "?", "sarcasm"] * 2, strict=False)]
    found = FEEL(
        spoken(tmp_path / "w", comments, [*odd, *votes[6:], vote(1, "Negative", "ben"), vote(9999, "negative")])
    )
    assert cell(found, "labelled", language="All comments") == 100  # 105 − 6 + c1, which ben labelled


def test_labels_of_other_languages_than_the_comments_are_doubted(tmp_path):
    comments, votes = labelled()
    comments += [comment(1000 + k, "ល្អ", "km", video_id=f"v{k}") for k in range(100)]
    found = FEEL(spoken(tmp_path / "w", comments, votes))
    assert "lean to theirs" in found.caveat  # 100 of 300 are Khmer, no label is: a third, above a fifth
    assert np.isnan(cell(found, "positive", language="Khmer"))


def test_macro_f1_by_hand():
    read, hand = np.array([0, 0, 1, 2, 2, -1, 0]), np.array([0, 1, 1, 2, 0, 0, -1])
    # positive: 2·1 ÷ (2 + 2), neutral: 2·1 ÷ (1 + 2), negative: 2·1 ÷ (2 + 1)
    assert by_hand.macro_f1(read, hand) == pytest.approx((1 / 2 + 2 / 3 + 2 / 3) / 3)
    assert np.isnan(by_hand.macro_f1(np.array([0, 0]), np.array([0, 0])))


def test_the_sample_hides_its_truth_in_the_interval(sample):
    truth = json.loads((sample / "truth.json").read_text(encoding="utf-8"))["sentiment"]
    found = FEEL(kit.open(str(sample)))
    for label, share in truth.items():
        low, high = (cell(found, f"{label}_{end}", language="All comments") for end in ("low", "high"))
        assert low <= share <= high
    assert found.status == "shown"


@pytest.mark.long
def test_a_corrected_share_covers_the_truth_with_thirty_labels_of_a_language_too():
    """s7: comments in videos that differ, a third not read, drawn as kit label draws."""
    draws = np.random.default_rng(7)
    for labels, every, videos in ((by_hand.ENOUGH_IN_ONE, 400, 60), (by_hand.ENOUGH, 2500, 150)):
        held, naive = 0, 0
        for _ in range(400):
            video_of = np.sort(draws.integers(0, videos, every))
            odds = np.log(0.15 / 0.85) + draws.normal(0, 0.6, videos)[video_of]
            truth = draws.random(every) < 1 / (1 + np.exp(-odds))
            seen = np.where(draws.random(every) < 0.8, np.where(truth, 2, 0), draws.integers(0, 3, every))
            read = np.where(draws.random(every) < 0.3, -1, seen)
            chosen = np.floor((draws.random() + np.arange(labels)) * every / labels).astype(int)
            votes = np.full((every, 3), np.nan)
            votes[chosen] = np.column_stack([~truth, 0 * truth, truth])[chosen]
            got = by_hand.corrected(read, votes, video_of)
            held += got["negative_low"] <= truth.mean() <= got["negative_high"]
            share = (read[read >= 0] == 2).mean()
            naive += abs(share - truth.mean()) <= 1.96 * np.sqrt(share * (1 - share) / (read >= 0).sum())
        assert held / 400 >= 0.925
        assert naive / 400 < 0.8


# -- what people ask and complain about


@pytest.mark.parametrize(
    ("text", "language", "asks", "complains"),
    [
        ("where can I get this?", "en", 1, 0),
        ("what is the song", "en", 1, 0),
        ("is it SPF 30 or 50 😂", None, 1, 0),
        ("what a great stick", "en", 0, 0),
        ("???", "en", 0, 0),  # no words
        ("see https://x.example/a?b=1", "en", 0, 0),
        ("តម្លៃប៉ុន្មាន", "km", 1, 0),
        ("ทិញ ซื้อที่ไหนคะ", "th", 1, 0),
        ("ใช้แล้วไหม้", "th", 0, 0),  # burned, not a question
        ("كم السعر؟", "ar", 1, 0),
        ("giá bao nhiêu", "vi", 0, 0),  # not seen, and said
        ("gave me a rash", "en", 0, 1),
        ("it arrived late", "en", 0, 1),
        ("does it leave a rash?", "en", 1, 0),  # asks whether
        ("is it fake?", "en", 1, 0),
        ("why is it so expensive?", "en", 1, 1),  # does both
        ("so when is the refund coming?", "en", 1, 1),  # does both
        ("so calm, no rash", "en", 0, 0),
        ("ល្អ 👎", "km", 0, 0),  # complaints are seen in English only
        ("👎👎", None, 0, 0),
    ],
)
def test_rules_for_questions_and_complaints(tmp_path, text, language, asks, complains):
    found = VOICES(spoken(tmp_path / "w", [comment(1, text, language), comment(2, "this slaps")]))
    assert cell(found, "questions", language="All comments") == asks
    assert cell(found, "complaints", language="All comments") == complains


def test_complaints_are_no_share_of_negative_comments_and_that_is_said(tmp_path):
    found = VOICES(spoken(tmp_path / "w", rows(("love it, great customer service", "en"), *TEN)))
    read = FEEL(spoken(tmp_path / "v", rows(("love it, great customer service", "en"), *TEN)))
    assert cell(found, "complaints", language="English") == 3
    assert cell(read, "negative_read", language="English") == pytest.approx(2 / 11)
    assert "need not sound negative" in found.caveat
    assert "not corrected by hand labels" in found.caveat


def test_what_is_not_looked_for_is_missing_not_none(tmp_path):
    found = VOICES(spoken(tmp_path / "w", rows(("giá bao nhiêu", "vi"), ("ល្អ", "km"), ("first", "en"), ("🔥", None))))
    table = found.table.set_index("language").astype(object)
    assert table["questions"].isna().to_dict() == {
        "All comments": False,
        "Emoji only": False,
        "English": False,
        "Khmer": False,
        "Vietnamese": True,
    }
    assert table["complaints"].notna().to_dict()["English"]
    assert table["complaints"].isna()[["Emoji only", "Khmer", "Vietnamese"]].all()


def test_the_sentence_counts_and_is_grammatical(tmp_path):
    one = VOICES(spoken(tmp_path / "w", rows(("how much is it?", "en"), ("gave me a rash", "en"), ("ល្អ", "km"))))
    assert plain(one.takeaway) == (
        "1 of 3 comments (33.3 %) asks something, and 1 of the 2 in English (50.0 %) complains."
    )
    none = VOICES(spoken(tmp_path / "v", rows(("ល្អ", "km"))))
    assert "in English only, and it is not in English" in none.takeaway


HOSTILE = f"<script>{SECRET}</script> is it fake? @lena.cooks \u202eevil"


def test_no_word_of_a_comment_leaves_a_shared_report(tmp_path):
    comments = [comment(1, HOSTILE, author_key="k_" + "a" * 32), comment(2, f"{SECRET} gave me a rash")]
    shared = spoken(tmp_path / "w", comments)
    for ask in (FEEL, VOICES):
        found = ask(shared)
        said = json.dumps(found._repr_mimebundle_(), ensure_ascii=False)
        assert SECRET not in said
        assert "k_aaaa" not in said
    assert SECRET not in json.dumps(VOICES(shared).table.astype(str).to_dict())
    assert "audience=internal" in VOICES(shared).caveat


def test_for_our_own_team_comments_are_quoted_escaped_and_without_names(tmp_path):
    comments = [comment(1, HOSTILE, author_key="k_" + "a" * 32), comment(2, f"{SECRET} gave me a rash")]
    bundle = VOICES(spoken(tmp_path / "w", comments, audience="internal"))._repr_mimebundle_()
    page, raw = bundle["text/html"], json.dumps(bundle, ensure_ascii=False)
    assert f"&lt;script&gt;{SECRET}" in page
    assert "<script>" not in page
    assert "lena" not in raw
    assert "k_aaaa" not in raw
    assert "\u202e" not in raw


def test_quotes_are_the_most_liked_and_those_that_say_the_same_are_one(tmp_path):
    comments = [
        comment(1, "where can I get this?", likes=3),
        comment(2, "Where can I get thissss??? 😂", likes=5, posted_at="2026-05-09T12:00Z"),
        comment(3, "how much is it?", likes=9),
        comment(4, "gave me a rash", likes=1),
        comment(5, "long " * 60 + "?", likes=0),
        comment(6, "how long?", likes=None),
    ]
    table = VOICES(spoken(tmp_path / "w", comments, audience="internal")).table
    assert list(table["quote"][:2]) == ["how much is it?", "Where can I get thissss??? 😂"]
    assert list(table["likes"][:2]) == [9, 8]
    assert list(table["times"][:2]) == [1, 2]
    assert str(table["last_posted"][1]) == "2026-05-09"
    assert list(table["kind"]) == ["Question"] * 4 + ["Complaint"]
    assert table["quote"].str.len().max() <= 120
    assert np.isnan(table["likes"][3])  # unknown likes are not none


def test_twelve_quotes_at_most_and_half_of_each_kind(tmp_path):
    words = ["anna", "bert", "carl", "dora", "emil", "fred", "gina", "hans", "ines", "jana", "karl", "lena"]
    asked = [comment(n, f"where is {word}?", likes=100 + n) for n, word in enumerate(words)]
    wrong = [comment(50 + n, f"{word} gave me a rash", likes=n) for n, word in enumerate(words)]
    table = VOICES(spoken(tmp_path / "w", [*asked, *wrong], audience="internal")).table
    assert table["kind"].value_counts().to_dict() == {"Question": 6, "Complaint": 6}
    only = VOICES(spoken(tmp_path / "v", asked, audience="internal")).table
    assert len(only) == 12


def test_where_nobody_asks_our_own_team_gets_the_counts(tmp_path):
    found = VOICES(spoken(tmp_path / "w", rows(("this slaps", "en")), audience="internal"))
    assert cell(found, "questions", language="English") == 0
    assert "audience=internal" not in found.caveat
