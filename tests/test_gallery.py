"""The gallery of runs as a page: its head, what failed, its sections; in a browser."""

from collections.abc import Iterator
import re
import time
from typing import Any

import pytest

from browser import axe, browser, open_page
from kit import style
from kit.reports.gallery import gallery

ROWS = {
    "key": "tier_benchmarks",
    "label": "Engagement rate by views, with its 95 % interval, by tier",
    "kind": "rate",
    "unit": "share of views",
    "of": 7,
    "names": ["nano", "micro", "ស្រស់ស្អាតរាល់ថ្ងៃ", "نور العناية", "<b>mega</b>", "化粧水レビュー"],
    "values": [0.072, 0.0738, 0.082, 0.0711, 0.0776, 0.0663],
    "low": [0.0559, 0.0458, 0.0557, 0.0638, None, 0.0375],
    "high": [0.0928, 0.119, 0.121, 0.0792, None, 0.117],
}
DAYS = {
    "key": "lift",
    "label": "Happened, with expected as a band",
    "kind": "number",
    "unit": "",
    "of": 141,
    "first": "2026-08-10",
    "days": list(range(42)),
    "values": [200 + 7 * (i % 6) for i in range(42)],
    "low": [180 + 3 * (i % 6) for i in range(42)],
    "high": [230 + 3 * (i % 6) for i in range(42)],
}
BRIEF = {
    "id": "tier_benchmarks",
    "key": "tier_benchmarks",
    "status": "caveat",
    "text": "The engagement rate by views is 7.1\u202f% (5.9\u2060–\u20608.7\u202f%) over \u2068<i>all</i>\u2069 "
    "creators.",
}
RECORDS = [
    {
        "name": "lotus",
        "report": "benchmarking",
        "title": "Skincare <creators>",
        "brand": "Lotus",
        "status": "done",
        "seconds": 2.04,
        "files": ["lotus.html"],
        "findings": {"shown": 9, "caveat": 2, "not_shown": 0},
        "brief": BRIEF,
        "sketch": ROWS,
        "made": "2026-10-02T09:00:00",
        "made_up": True,
        "error": "",
    },
    {
        "name": "a\"b'&<i>",
        "report": "post_mortem",
        "title": "Post-mortem",
        "brand": "<b>Rose</b>",
        "status": "failed",
        "seconds": 60,
        "error": "TimeoutError: <b>no answer</b> within 60 seconds.",
        "files": [],
    },
]
FAILURE = {
    "kind": "time_out",
    "sentence": "It took longer than <b>60 s</b>; raise time_limit.",
    "section": "Who & why?",
}
LABELS = ["Lotus: nano", "ស្រស់ស្អាតរាល់ថ្ងៃ", "น้ำผึ้ง รีวิว", "نور العناية", "<script>alert(1)</script>", "Jasmine Lab " * 9]


def many(number: int) -> list[dict]:
    """Three reports and brands in turn; every fifth failed, every seventh was unchanged."""
    reports = ("benchmarking", "post_mortem", "tier_pricing")
    made = []
    for i in range(number):
        record = RECORDS[0] | {"name": f"r{i:03d}", "report": reports[i % 3], "made_up": i % 4 == 0}
        record |= {"files": [f"r{i:03d}.html"], "label": LABELS[i % 6], "brand": ("Lotus", "Jasmine", "เมโขง")[i % 3]}
        record |= {"sketch": DAYS} if i % 3 == 1 else {}
        record |= {"status": "skipped"} if i % 7 == 6 else {}
        made.append(record | ({"status": "failed", "failure": FAILURE} if i % 5 == 0 else {}))
    return made


def old(records: list[dict]) -> list[dict]:
    """As a kit wrote them that knew nothing of cards."""
    return [{k: v for k, v in r.items() if k not in ("brief", "sketch", "label")} for r in records]


def test_the_head_counts_in_words_and_tells_when():
    page = gallery(RECORDS)
    assert "2\u00a0reports: 1\u00a0done, 1\u00a0failed" in page
    assert "made 2\u00a0Oct\u00a02026" in page
    assert "Sample data, made up" in page
    assert "Sample data" not in gallery(RECORDS[1:])


def test_failed_reports_are_named_at_the_top_with_a_way_to_their_card():
    page = gallery(many(9))
    top = page[page.index('id="failed"') : page.index("<nav")]
    assert "2\u00a0reports failed" in top
    assert re.findall('href="#(r-[0-9]+)"', top) == ["r-1", "r-6"]
    assert page.count('id="r-6"') == 1
    assert "and 8 more" in gallery(many(100))
    assert 'id="failed"' not in gallery(RECORDS[:1])


def test_cards_stand_by_report_in_the_order_of_the_manifest():
    page = gallery(many(30))
    sections = page.split('<section aria-labelledby="g-')[1:]
    assert [re.search("<bdi>(.*?)</bdi> <small>10<", s)[1] for s in sections] == [
        "Benchmarking",
        "Post mortem",
        "Tier pricing",
    ]
    assert re.findall('<li class="card [^"]*" id="r-([0-9]+)"', sections[1]) == [str(n) for n in range(2, 31, 3)]
    assert 'aria-label="Jump to"' not in page


def test_reports_that_have_one_card_each_share_a_section():
    assert "All reports" in gallery(many(3))
    assert "All reports" not in gallery(many(4))
    assert "All reports" not in gallery(many(1))


def test_a_long_section_has_marks_to_jump_to():
    page = gallery(many(300))
    assert page.count('aria-label="Jump to"') == 3
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall('href="#([^"]+)"', page)) <= set(ids)


def test_a_folder_of_hundreds_stays_light_and_quick():
    small, large = many(50), many(500)
    assert len(gallery(large).encode()) < 700_000
    seconds = []
    for records in (small, large):
        began = time.process_time()
        gallery(records)
        seconds.append(time.process_time() - began)
    assert seconds[1] < 30 * seconds[0]
    assert seconds[1] < 2


def test_records_of_older_days_have_cards_too():
    page = gallery(old(many(24)))
    assert page.count('<li class="card ') == 24
    assert "<figure>" not in page
    assert 'class="said"' not in page


def test_a_record_that_someone_spoiled_breaks_nothing():
    spoiled = {"name": "x", "report": None, "status": None, "files": "x.html", "findings": [], "seconds": "soon"}
    spoiled |= {"made": "long ago", "failure": "?", "peak_memory_mb": "much", "brand": 7}
    for brief, sketch in (("?", "?"), ({"text": 7}, {"values": 3}), ({}, []), ({"id": 1, "text": "t"}, ROWS)):
        page = gallery([spoiled | {"brief": brief, "sketch": sketch}])
        assert "Unknown" in page
    assert gallery([spoiled | {"status": "failed", "failure": {"sentence": None, "section": 3}}])
    assert gallery([spoiled | {"status": '"><b>', "made": ""}])


def test_nothing_in_a_record_becomes_markup():
    for page in (gallery(RECORDS), gallery(many(24)), gallery([r | {"label": LABELS[4]} for r in RECORDS])):
        assert "<i>" not in page
        assert "<b>n" not in page
        assert "<b>R" not in page
        assert "<b>m" not in page
        assert "<script" not in page
    assert 'class="card "' not in gallery([RECORDS[0] | {"status": 'x" onclick="alert(1)'}])
    assert not re.search("<[^<>]*onclick", gallery([RECORDS[0] | {"status": 'x" onclick="alert(1)'}]))


def test_an_empty_folder_says_so():
    assert "No report has been made here yet." in gallery([])


def test_nothing_is_loaded_and_nothing_runs():
    page = gallery(many(24))
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" in page
    assert not re.findall(r"url\(|@import|\ssrc=|javascript:|\son[a-z]+=|\sstyle=", page)


def test_a_template_of_older_days_without_the_stylesheet_of_cards_takes_ours(tmp_path, monkeypatch):
    own = tmp_path / "templates" / "kit"
    own.mkdir(parents=True)
    (own / "report.css").write_text(style.css() + ".mine { top: 0; }", encoding="utf-8")
    shipped = style.css("gallery.css")
    monkeypatch.chdir(tmp_path)
    style.css.cache_clear()
    try:
        page = gallery(RECORDS)
        assert ".mine { top: 0; }" in page
        assert style.compact(shipped) in page
        (own / "gallery.css").write_text(".my-cards { top: 0; }", encoding="utf-8")
        style.css.cache_clear()
        assert ".my-cards { top: 0; }" in gallery(RECORDS)
    finally:
        style.css.cache_clear()


def test_the_stylesheet_repeats_no_colour_and_loads_nothing():
    css = style.css("gallery.css")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|url\(|@import", css)
    assert len(css.splitlines()) < 120


@pytest.fixture(scope="module")
def opened() -> Iterator[Any]:
    with browser() as one:
        yield one


VIEWS = [(width, scheme) for width in (360, 768, 1280) for scheme in ("light", "dark")]
FOLDERS = {
    "one": RECORDS[:1],
    "three": many(3),
    "failed": RECORDS,
    "many": many(24),
    "old": old(many(24)),
    "none": [],
}
QUICK = [  # of cards that look alike two; make test-long looks at all
    *((360, "light", name, False) for name in ("one", "failed", "many")),
    *((1280, "dark", name, False) for name in ("three", "many", "old", "none")),
]
EVERY = [(*view, name, True) for view in VIEWS for name in FOLDERS]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme", "name", "alike"), [*QUICK, *(pytest.param(*one, marks=pytest.mark.long) for one in EVERY)]
)
def test_the_gallery_is_clean_in_a_browser(width, scheme, name, alike, opened, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(gallery(FOLDERS[name]), encoding="utf-8")
    with open_page(opened, path, width, scheme) as (page, said):
        assert axe(page, alike) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert said == []


@pytest.mark.slow
def test_cards_stand_one_two_or_three_abreast_and_their_parts_in_line(opened, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(gallery(many(24)), encoding="utf-8")
    tops = "s => [...document.querySelectorAll(s)].map(e => Math.round(e.getBoundingClientRect().top))"
    for width, abreast in ((360, 1), (768, 2), (1280, 3)):
        with open_page(opened, path, width) as (page, _):
            found = page.evaluate(tops, "#g-1 .card")
            assert found.count(found[3]) == abreast
            if abreast == 3:
                assert len(set(page.evaluate(tops, "#g-1 .card:nth-child(-n+3) .foot"))) == 1
                assert len(set(page.evaluate(tops, "#g-1 .card:nth-child(-n+3) .rows"))) == 1
            marks = "e => [e.clientHeight, e.querySelector('svg').clientHeight]"
            height, drawn = page.eval_on_selector(".rows", marks)
            assert height == drawn


@pytest.mark.slow
def test_a_printed_gallery_has_its_sentences_whole_and_no_filters(opened, tmp_path):
    import pypdfium2

    path = tmp_path / "index.html"
    end = "to the very last word."
    long = BRIEF | {"text": "A sentence that goes on and on, " * 12 + end}
    path.write_text(gallery([r | {"brief": long} for r in many(24)]), encoding="utf-8")
    with open_page(opened, path, 1280, "dark") as (page, _):
        made = page.pdf(prefer_css_page_size=True)
    with pypdfium2.PdfDocument(made) as document:
        words = " ".join(" ".join(p.get_textpage().get_text_range().split()) for p in document)
    assert words.count(end) == sum(r["status"] != "failed" for r in many(24))
    assert "Show only" not in words
    assert "All 24" not in words
