"""Numbers, days and names in words."""

from hypothesis import given
from hypothesis import strategies as st
import pytest

from kit import wording
from kit.wording.scale import scale


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (wording.percent(0.0432), "4.3 %"),
        (wording.percent(0), "0.0 %"),
        (wording.percent(0.0004), "0.04 %"),
        (wording.percent(12.3), "1,230 %"),
        (wording.percent(-0.021), "−2.1 %"),
        (wording.percent(None), "–"),
        (wording.percent(float("nan")), "–"),
        (wording.count(847), "847"),
        (wording.count(1572), "1,572"),
        (wording.count(12_345), "12.3k"),
        (wording.count(999_960), "1.0M"),
        (wording.count(999_600), "1.0M"),
        (wording.money(999_816, "USD"), "$1.0M"),
        (wording.count(1.2e6), "1.2M"),
        (wording.count(46.5), "46.5"),
        (wording.money(1500, "USD"), "$1,500"),
        (wording.money(4.25, "USD"), "$4.25"),
        (wording.money(0.0042, "USD"), "$0.0042"),
        (wording.money(-1500, "EUR"), "−€1,500"),
        (wording.money(1500, "SGD"), "SGD 1,500"),
        (wording.money(1.23e6, "USD"), "$1.2M"),
        (wording.number(2.414), "2.41"),
        (wording.number(12), "12"),
        (wording.number(1234.5), "1,234"),
        (wording.points(0.0121), "+1.2 points"),
        (wording.points(-0.00001), "0.0 points"),
        (wording.span(0.039, 0.048, "rate"), "3.9–4.8 %"),
        (wording.span(1200, 1800, "money", "USD"), "$1,200–$1,800"),
        (wording.span(1200, 1800, "money", "SGD"), "SGD 1,200–1,800"),
        (wording.span(8.54, 136, "money", "USD"), "$9–$136"),
        (wording.span(0.32, 812, "number"), "0.3–812"),
        (wording.count(880_960), "881k"),
        (wording.count(99_940), "99.9k"),
        (wording.count(99_960), "100k"),
        (wording.span(-0.021, -0.006, "rate", "points"), "−2.1 to −0.6"),
        (wording.span(None, 0.048), "up to 4.8 %"),
        (wording.span(None, None), ""),
        (wording.estimate(0.0432, 0.039, 0.048), "4.3 % (3.9–4.8 %)"),
        (wording.estimate(0.5, None, None), "50.0 %"),
        (wording.estimate(-0.013, -0.021, -0.006, "points"), "−1.3 points (−2.1 to −0.6)"),
        (wording.plural(1, "creator"), "1 creator"),
        (wording.plural(1572, "video"), "1,572 videos"),
        (wording.plural(0, "agency"), "0 agencies"),
        (wording.join(["a", "b", "c"]), "a, b and c"),
        (wording.join(["a"]), "a"),
        (wording.join([]), ""),
        (wording.day("2026-10-03"), "3 Oct 2026"),
        (wording.day(""), "–"),
        (wording.window("2026-07-06", "2026-09-27"), "6 Jul – 27 Sep 2026"),
        (wording.window("2025-12-06", "2026-01-02"), "6 Dec 2025 – 2 Jan 2026"),
        (wording.window("", "2026-01-02"), "until 2 Jan 2026"),
        (wording.window("", ""), ""),
        (wording.words("share_of_voice"), "Share of voice"),
        (wording.words("kpis"), "KPIs"),
        (wording.small("CPM"), "CPM"),
    ],
)
def test_words(said, words):
    assert spaced(said) == words


def test_values_beside_each_other_share_decimals_but_small_ones_keep_theirs():
    assert [wording.format(v, "number", like=(1.214, 12.31, 116.2)) for v in (1.214, 12.31, 116.2)] == [
        "1.21",
        "12",
        "116",
    ]
    assert [wording.format(v, "money", "USD", (4.25, 95, 1500)) for v in (4.25, 95, 1500)] == ["$4.25", "$95", "$1,500"]
    assert [spaced(wording.format(v, "rate", like=(0.0004, 0.05))) for v in (0.0004, 0.05)] == ["0.04 %", "5.0 %"]


def test_a_number_never_leaves_its_unit_nor_a_range_its_end():
    assert " " not in wording.span(0.039, 0.048)
    assert wording.percent(0.043) == "4.3\u202f%"
    assert "\u2060–\u2060" in wording.span(0.039, 0.048)


@pytest.mark.parametrize(
    "estimate",
    [
        wording.estimate(0.0432, 0.039, 0.048),
        wording.estimate(-0.013, -0.021, -0.006, "points"),
        wording.estimate(1500, 1200, 1800, "money", "USD"),
        wording.estimate(12_345, 8_000, 20_000, "count"),
        wording.estimate(1500, 1200, 1800, "money", "SGD"),
        wording.estimate(2.4, 1.2, 3.3, "number"),
    ],
)
def test_an_estimate_before_its_interval_is_found_and_other_numbers_are_not(estimate):
    found = wording.ESTIMATE.findall(f"Of 12 (n = 5) creators {estimate}, against 5.2\u202f% (2026).")
    assert found == [estimate.split(" (")[0]]


def test_a_name_is_cleaned_isolated_and_shortened_between_letters():
    assert wording.name("a\u202eb\x00 c\n\nd") == "\u2068ab c d\u2069"
    assert wording.name("កកកិកិ", 5)[1:-1].endswith("…")
    assert wording.name("\ud800\u200f") == "\u2068(no name)\u2069"


@given(st.text())
def test_a_name_can_be_written_as_utf8_and_cannot_close_its_isolate(text):
    name = wording.name(text)
    name.encode()
    assert name[0] == "\u2068"
    assert name[-1] == "\u2069"
    assert not set(name[1:-1]) & set("\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\n\x00")


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=6),
    st.sampled_from(["rate", "count", "money", "number"]),
)
def test_a_scale_holds_every_finite_value(values, kind):
    axis = scale(values, kind)
    known = [v for v in values if wording.known(v)]
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 15
    slack = 1e-6 * (axis.high - axis.low)
    assert all(axis.low - slack <= v <= axis.high + slack for v in known if abs(v) < 1e300)


@given(
    st.one_of(st.none(), st.floats(), st.integers(), st.text()),
    st.sampled_from(["text", "count", "rate", "money", "number", "date", "flag"]),
)
def test_any_cell_can_be_written(value, kind):
    assert isinstance(wording.format(value, kind, "USD"), str)


def test_no_money_is_no_money_and_small_money_keeps_its_digits():
    assert wording.money(0, "USD") == "$0.00"
    assert wording.money(0.0146, "USD") == "$0.0146"
    assert wording.money(0.25, "USD") == "$0.25"


def test_the_axis_of_money_reads_as_money():
    assert scale([5, 20_000], "money", "USD").labels == ("$10", "$100", "$1k", "$10k")
    assert scale([0, 4], "money", "EUR").labels[0] == "€0"


def test_a_clause_ends_at_its_stop_and_not_inside_a_name_a_number_or_brackets():
    text = "For 5 (a; b. c) it is 3.5 by \u2068Dr. X; y\u2069; more"
    assert wording.clause(text) == "For 5 (a; b. c) it is 3.5 by \u2068Dr. X; y\u2069"
    assert wording.clause("An open (bracket. More") == "An open (bracket"
