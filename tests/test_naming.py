"""Names are fit for every file system, keep their script, and do not fall together unseen."""

import re
import unicodedata

from hypothesis import given, strategies
import pytest

from kit.reports.plan import naming


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Spring glow", "Spring-glow"),
        ("រដូវ\u200bផ្ការីក", "រដូវផ្ការីក"),
        ("e\u0301te\u0301", "été"),
        ("../../etc/passwd", "etc-passwd"),
        ("a..b", "a.b"),
        (".hidden", "hidden"),
        ("A/B\\C:D*E", "A-B-C-D-E"),
        ("v1.2_beta-3", "v1.2_beta-3"),
        ("\u202eabc", "abc"),
        (20000.0, "20000"),
        (1234567.0, "1234567"),
        (0.25, "0.25"),
        (True, "true"),
        (["nano", "micro"], "nano-micro"),
        ({"a": 1}, "a-1"),
        (None, ""),
        ("", ""),
        ("\u0301x", "x"),
    ],
)
def test_a_value_becomes_part_of_a_name(value, name):
    assert naming.safe(value) == name


@given(strategies.text(min_size=1))
def test_a_part_is_fit_whatever_the_value(text):
    name = naming.safe(text)
    assert name
    assert len(name.encode(errors="surrogatepass")) <= naming.LONGEST
    assert not re.search(r'[\s/\\:*?"<>|\x00-\x1f]|^[-_.]|\.\.|[-_.]$', name)
    assert unicodedata.category(name[0])[0] in "LN"


def test_values_without_letters_stay_apart():
    assert naming.safe("🌸") != naming.safe("🔥")
    assert re.fullmatch("[0-9a-f]{6}", naming.safe("🌸"))


def test_long_values_are_cut_between_letters_and_stay_apart():
    one, two = naming.safe("ក្មេ" * 200 + "ក"), naming.safe("ក្មេ" * 200 + "ខ")
    assert one != two
    assert len(one.encode()) <= naming.LONGEST
    cut = one.rsplit("-", 1)[0]
    assert unicodedata.category(("ក្មេ" * 200)[len(cut)])[0] != "M"


@pytest.mark.parametrize("name", ["report", "រដូវ", "a.b-c_d", "2026-q3", "console", "été", "Spring_"])
def test_a_good_name_is_kept(name):
    assert naming.checked(name) == name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "cannot be the name of a file"),
        ("../x", "use letters, digits, and - _ . inside, such as x"),
        ("Spring glow", "such as Spring-glow"),
        (".x", "cannot be"),
        ("-x", "cannot be"),
        ("_x", "cannot be"),
        ("x.", "cannot be"),
        ("a\nb", "cannot be"),
        ("INDEX", "it has a meaning already"),
        ("manifest", "it has a meaning already"),
        ("con", "it has a meaning already"),
        ("NUL.txt", "it has a meaning already"),
        ("COM1", "it has a meaning already"),
        ("index.html", "it has a meaning already"),
        ("x" * 101, "longer than 100 bytes"),
    ],
)
def test_a_bad_name_is_refused(name, words):
    with pytest.raises(naming.Unfit, match=re.escape(words)):
        naming.checked(name)


def test_a_pattern_is_filled_and_double_braces_are_braces():
    values = {"report": "r", "brand": "A B"}
    assert naming.fields("{report}-{{x}}-{brand}", values) == ["report", "brand"]
    assert naming.fill("{report}-{{x}}-{brand}", values, naming.safe) == "r-{x}-A-B"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{brnd}", "uses {brnd}, which is no parameter of the report; did you mean {brand}?"),
        ("{zzz}", "it may use {report}, {brand}."),
        ("{}", "uses {}"),
        ("{brand.__class__}", "uses {brand.__class__}"),
        ("{brand[0]}", "uses {brand[0]}"),
        ("{brand!r}", "uses {brand!r}"),
        ("{brand:>1000000000}", "uses {brand:>1000000000}"),
        ("{brand", "brace that stands alone"),
        ("}", "brace that stands alone"),
    ],
)
def test_a_pattern_with_anything_else_in_braces_is_refused(pattern, words):
    with pytest.raises(naming.Unfit, match=re.escape(words)):
        naming.fields(pattern, ["report", "brand"])


def test_a_label_is_one_line_without_what_cannot_be_seen():
    assert naming.label("  a\n\tb\0c\u2028d  ") == "a b c d"
    assert naming.label("<b>ស្រី</b> & co") == "<b>ស្រី</b> & co"  # the gallery escapes
    assert len(naming.label("x" * 1000)) == 200


@pytest.mark.parametrize(("one", "two"), [("Lotus", "lotus"), ("é", "e\u0301"), ("STRASSE", "straße")])
def test_names_that_some_disk_takes_for_one_are_the_same(one, two):
    assert naming.same(one) == naming.same(two)
