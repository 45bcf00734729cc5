"""Questions and complaints under the campaign's videos: counts by hand, and that no comment leaks."""

import json

from kit.post_mortem.voices.comment_voices import comment_voices
from tiny import cell
from tiny_talk import comment, talk

SECRET = "zanzibar"  # a word that only comments hold


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def heard(path, comments, **more):
    return comment_voices(talk(path / "w", comments, **more))


def test_only_what_is_under_the_campaigns_videos_is_counted(tmp_path):
    comments = [
        comment(1, "1", "how much is it?"),
        comment(2, "2", "gave me a rash"),
        comment(3, "3", "តម្លៃប៉ុន្មាន", language="km"),
        comment(4, "4", "this slaps"),
        comment(5, "6", "is it fake?"),  # somebody else's video
        comment(6, "20", "it arrived late", posted_at="2026-04-20T12:00Z"),
    ]
    found = heard(tmp_path, comments)
    assert cell(found, "questions", language="All comments") == 2
    assert cell(found, "complaints", language="English") == 1
    assert plain(found.takeaway) == (
        "2 of 4 comments under the campaign's videos (50.0 %) ask something, and 1 of the 3 in English (33.3 %) "
        "complains."
    )
    assert "Whether anybody answered is not in the data." in found.caveat
    assert "need not sound negative" in found.caveat
    assert found.n == {"comments": 4, "videos": 4}


def test_one_comment_is_said_in_the_singular(tmp_path):
    found = heard(tmp_path, [comment(1, text="how much is it?")])
    assert plain(found.takeaway) == (
        "The only comment under the campaign's videos asks something and does not complain."
    )


HOSTILE = f"<script>{SECRET}</script> is it fake? @lena.cooks \u202eevil"
SPOKEN = [
    comment(1, "1", HOSTILE, author_key="k" * 32, likes=3),
    comment(2, "2", f"{SECRET} gave me a rash", likes=2),
    comment(3, "3", f"{SECRET} gave me a raaash!! 😡", likes=5),
    comment(4, "20", "elsewhere, is it vegan?", likes=99),
]


def test_no_word_leaves_a_shared_report(tmp_path):
    found = heard(tmp_path, SPOKEN)
    raw = json.dumps([found._repr_mimebundle_(), found.table.astype(str).to_dict()], ensure_ascii=False)
    assert SECRET not in raw
    assert "kkkk" not in raw
    assert "audience=internal" in found.caveat


def test_our_own_team_reads_the_most_liked_without_names(tmp_path):
    found = heard(tmp_path, SPOKEN, audience="internal")
    bundle = found._repr_mimebundle_()
    page, raw = bundle["text/html"], json.dumps(bundle, ensure_ascii=False)
    assert f"&lt;script&gt;{SECRET}" in page
    assert "<script>" not in page
    for hidden in ("lena", "kkkk", "\u202e", "elsewhere"):
        assert hidden not in raw
    rash = found.table[found.table["quote"].str.contains("ra+sh", regex=True)]
    assert rash["times"].tolist() == [2]  # the same words, stretched and with an emoji
    assert rash["likes"].tolist() == [7]


def test_where_nobody_asks_our_own_team_gets_the_counts(tmp_path):
    found = heard(tmp_path, [comment(1, text="this slaps"), comment(2, text="first")], audience="internal")
    assert cell(found, "questions", language="English") == 0
    assert "audience=internal" not in found.caveat
