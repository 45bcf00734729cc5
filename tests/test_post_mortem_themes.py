"""What they talked about under the campaign's videos: terms by hand, and what is no term."""

import json

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from kit.post_mortem.voices.comment_themes import ANY, comment_themes
from kit.post_mortem.voices.stop_words import NAMED, stop_words
from kit.post_mortem.voices.terms import named, parts, unstretched
from tiny import cell
from tiny_talk import comment, talk

FIVE = ["1", "2", "3", "4", "5"]


def plain(text):
    for odd in "\u202f\u00a0":
        text = text.replace(odd, " ")
    return text.replace("\u2068", "").replace("\u2069", "")


def terms(text, code="en", script="Latin"):
    made = parts(text, script)
    return {term for _, term in named(made, code, unstretched([made]))}


# -- what a term is


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No white cast", {"white", "cast", "white cast"}),
        ("white. Cast!", {"white", "cast"}),  # a mark divides them
        ("it's the ONE", set()),
        ("@lena.cooks LOVE https://x.example/white www.y.example", {"love"}),
        ("spf 30 is 50", {"spf"}),  # numbers are none
        ("spf30", {"spf30"}),
        ("so goooood", {"god"}),  # each letter once where nobody writes it otherwise
        ("goooood good", {"good"}),
        ("gift #UsGlow2026!!", {"gift", "#usglow2026"}),
        ("#123 # #", set()),
        ("cast 🔥🔥🔥", {"cast", "🔥"}),
        ("👩🏽‍🔬 ❤️ 🇰🇭", {"👩‍🔬", "❤", "🇰🇭"}),
        ("Ａｌｏｅ", {"aloe"}),
        ("<script>alert(1)</script>", {"script", "alert"}),
        ("", set()),
        ("x", set()),
    ],
)
def test_words_phrases_tags_and_emoji(text, expected):
    assert terms(text) == expected


def test_usual_words_go_by_language():
    assert terms("die creme", "de") == {"creme"}
    assert "die" in terms("die creme", "en")
    assert terms("die the creme", "") == {"creme"}  # unknown: usual words of all languages
    assert "die" in terms("die creme", "sv")  # no list
    assert terms("رائع جداً", "ar", "Arabic") == {"رائع"}
    assert terms("giá bao nhiêu", "vi") == {"giá"}
    assert stop_words("ms") == stop_words("id")
    assert all(stop_words(code) for code in NAMED)


def test_marks_of_a_script_stay_in_their_words():
    assert terms("क्रीम पसंद", "hi", "Devanagari") == {"क्रीम", "पसंद", "क्रीम पसंद"}
    assert terms("كريـــم", "ar", "Arabic") == {"كريم"}


@pytest.mark.parametrize(
    ("text", "script"), [("ល្អណាស់ បាទ", "Khmer"), ("ดีมาก มาก", "Thai"), ("很好 很好", "Chinese characters")]
)
def test_scripts_without_spaces_have_no_words(text, script):
    assert terms(f"{text} 🔥 #ថែស្បែក", "xx", script) == {"🔥", "#ថែស្បែក"}
    assert terms(f"cream {text}", "en") == {"cream"}  # nor inside of others


@given(st.text(max_size=60), st.sampled_from(["en", "", "km", "ar"]))
def test_terms_name_nobody_and_are_small_letters_of_one_line(text, code):
    for term in terms(f"{text} @lena.cooks", code):
        assert "lena" not in term
        assert term
        assert term == " ".join(term.split())


# -- which are shown


def spread(texts, start=0, **more):
    """Comments by authors of their own, under the five videos in turn."""
    return [comment(start + n, FIVE[n % 5], text, **more) for n, text in enumerate(texts)]


TEXTS = ["the white cast is bad"] * 4 + ["so dewy"] * 3 + ["greasy"] * 2 + ["love love this 🔥"] * 11


def test_terms_of_three_authors_are_counted_by_comments(tmp_path):
    before = [comment(900 + n, "20", "dewy", posted_at="2026-04-20T12:00Z") for n in range(5)]
    before += [comment(950 + n, "21", "nice", posted_at="2026-04-20T12:00Z") for n in range(15)]
    found = comment_themes(talk(tmp_path / "w", [*spread(TEXTS), *before]))
    table = found.table.set_index("term")
    assert list(table.index) == ["love", "white cast", "bad", "dewy", "🔥"]  # "greasy" is said by two authors
    assert table["comments"].to_dict() == {"love": 11, "white cast": 4, "bad": 4, "dewy": 3, "🔥": 11}
    assert table["share"]["white cast"] == pytest.approx(4 / 20)
    assert table["usual_share"]["dewy"] == pytest.approx(5 / 20)
    assert table["usual_share"]["love"] == 0
    assert table["negative_read"]["love"] == 0
    assert np.isnan(table["negative_read"]["white cast"])  # of 4 no share is told
    assert table["videos"]["dewy"] == 3
    assert table["language"]["🔥"] == ANY
    assert plain(found.takeaway) == (
        "Most often under the campaign's videos: in English, love (11), white cast (4) and bad (4) of 20 comments."
    )
    assert found.status == "shown"


def test_an_author_who_repeats_it_is_one(tmp_path):
    loud = [comment(n, FIVE[n % 5], "buy my course", author_key=f"a{n % 2}") for n in range(30)]
    found = comment_themes(talk(tmp_path / "w", [*loud, *spread(["nice", "nice", "nice"], 100)]))
    assert list(found.table["term"]) == ["nice"]
    assert cell(found, "share", term="nice") == pytest.approx(3 / 33)


def test_unknown_authors_count_as_one_a_video_and_that_is_said(tmp_path):
    one = [comment(n, "1", "zanzibar", author_key=None) for n in range(20)]
    several = [comment(100 + n, FIVE[n % 3], "coconut", author_key=None) for n in range(3)]
    found = comment_themes(talk(tmp_path / "w", [*one, *several]))
    assert list(found.table["term"]) == ["coconut"]
    assert "Who wrote 23 comments is unknown; these count as of one author a video." in plain(found.caveat)
    assert "zanzibar" not in json.dumps(found._repr_mimebundle_())


def test_what_is_not_counted_is_said_by_name(tmp_path):
    khmer = spread(["ល្អណាស់ 🔥"] * 6, 200, language="km")
    few = spread(["xịn quá"] * 5, 300, language="vi")
    listless = spread(["bra kräm"] * 20, 400, language="sv")
    found = comment_themes(talk(tmp_path / "w", [*spread(TEXTS), *khmer, *few, *listless]))
    said = plain(found.caveat)
    assert "Words of Khmer (6) are not counted, as no space divides them, nor are those of Vietnamese (5)" in said
    assert "(fewer than 20 comments)" in said
    assert "In Swedish (20) usual words such as articles are not left out" in said
    assert found.status == "caveat"
    assert cell(found, "comments", term="🔥") == 17
    assert set(found.table["language"]) == {"English", "Swedish", ANY}


def test_where_nothing_is_said_by_three_nothing_is_shown(tmp_path):
    found = comment_themes(talk(tmp_path / "w", spread(["ល្អណាស់"] * 30, language="km")))
    assert found.status == "not_shown"
    assert "No word, hashtag or emoji stands in comments of 3 authors or more" in found.takeaway
    assert "Khmer" in found.takeaway
    assert comment_themes(talk(tmp_path / "v", spread(["one", "two"]))).status == "not_shown"


def test_hostile_terms_steer_nothing(tmp_path):
    texts = ["<b>bold</b> `code` | pipe \u202eevil #<script> [x](javascript:y) @lena {{7*7}}"] * 20
    found = comment_themes(talk(tmp_path / "w", spread(texts)))
    page = found._repr_mimebundle_()["text/html"]
    assert "<script" not in page
    assert "<b>bold" not in page
    assert "lena" not in json.dumps(found.to_json())
    assert "\u202e" not in json.dumps(found.to_json(), ensure_ascii=False)
