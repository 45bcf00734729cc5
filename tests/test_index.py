"""The gallery of runs."""

import re

import pytest

from browser import axe, browser, open_page
from kit import wording
from kit.reports.index import gallery

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


def many(number: int) -> list[dict]:
    """Three reports in turn; every fifth failed."""
    return [
        RECORDS[0]
        | {"name": f"r{i:03d}", "report": ("benchmarking", "post_mortem", "tier_pricing")[i % 3], "made_up": False}
        | ({"status": "failed", "failure": FAILURE} if i % 5 == 0 else {})
        for i in range(number)
    ]


def row(page: str, label: str) -> str:
    return next(r for r in re.findall(r"<tr id=.*?</tr>", page, re.DOTALL) if label in r)


def test_the_gallery_says_in_words_what_became_of_each_run():
    page = gallery(RECORDS)
    assert "2\u00a0reports: 1\u00a0done, 1\u00a0failed" in page
    assert "9\u00a0shown, 2\u00a0with a caveat" in page
    assert "Made-up data" in page
    assert "TimeoutError: &lt;b&gt;no answer&lt;/b&gt; within 60 seconds." in page
    assert "2 Oct 2026".replace(" ", "\u00a0") + ", 09:00\u00a0UTC" in page


def test_done_reports_are_linked_and_failed_ones_are_not():
    page = gallery(RECORDS)
    assert re.findall('<a href="([^#][^"]*)"', page) == ["lotus.html"]
    assert '<a href="lotus.html"><bdi>Skincare &lt;creators&gt;</bdi></a>' in page
    assert '<a href="a%22b%27%26%3Ci%3E.html">' in gallery(
        [RECORDS[1] | {"status": "done", "files": ["a\"b'&<i>.html"]}]
    )


def test_a_failed_report_has_its_sentence_its_section_and_its_incomplete_page():
    failed = RECORDS[0] | {"status": "failed", "failure": FAILURE, "error": "not this"}
    page = row(gallery([failed]), "lotus")
    assert '<span aria-hidden="true" class="failed">×</span> Failed' in page
    assert "It took longer than &lt;b&gt;60 s&lt;/b&gt;; raise time_limit." in page
    assert "In “<bdi>Who &amp; why?</bdi>”" in page
    assert '<a href="lotus.html">Incomplete page</a>' in page
    assert "not this" not in page
    assert "Incomplete page" not in gallery([failed | {"files": ["lotus.ipynb"]}])


def test_failed_reports_are_named_at_the_top_with_a_way_to_their_row():
    page = gallery(many(9))
    top = page[page.index('id="failed"') : page.index("<table>")]
    assert "2\u00a0reports failed" in top
    assert re.findall('href="#(r-[0-9]+)"', top) == ["r-1", "r-6"]
    assert page.count('id="r-6"') == 1
    assert "and 8 more" in gallery(many(100))
    assert 'id="failed"' not in gallery(RECORDS[:1])


def test_an_unchanged_report_is_linked_and_says_since_when():
    page = row(gallery([RECORDS[0] | {"status": "skipped", "made": "2026-10-03T11:12:00+02:00"}]), "lotus")
    assert "Unchanged" in page
    assert "since 3 Oct 2026, 09:12 UTC" in page.replace("\u00a0", " ")
    assert '<a href="lotus.html">' in page


def test_a_report_that_was_not_begun_says_why_and_is_no_link():
    page = row(gallery([RECORDS[0] | {"status": "not_run", "files": [], "made": "", "seconds": None}]), "lotus")
    assert "Not run" in page
    assert "The batch was stopped before its turn." in page
    assert "<a " not in page


def test_the_label_is_the_name_shown():
    page = gallery([RECORDS[0] | {"label": "Lotus <spring>"}, RECORDS[1] | {"label": ""}])
    assert "<bdi>Lotus &lt;spring&gt;</bdi></a>" in page
    assert "Skincare" not in page
    assert "Post-mortem" in page


def test_memory_has_a_column_only_where_it_was_measured():
    assert "Memory" not in gallery(RECORDS)
    page = gallery([RECORDS[0] | {"peak_memory_mb": 412}, RECORDS[1]])
    assert '<td class="n">412</td>' in row(page, "lotus")
    assert f'<td class="n">{wording.MISSING}</td>' in row(page, "Post-mortem")


def test_many_records_stand_by_report_with_a_list_of_contents():
    page = gallery(many(300))
    contents = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall('href="#([^"]+)"', contents) == ["failed", "g-1", "g-2", "g-3"]
    assert page.count("<table>") == 3
    assert 'aria-label="Jump to"' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall('href="#([^"]+)"', page)) <= set(ids)
    assert len(page) < 250_000
    assert "<nav" not in gallery(many(12))


def test_a_record_that_someone_spoiled_breaks_nothing():
    spoiled = {"name": "x", "report": None, "status": None, "files": "x.html", "findings": [], "seconds": "soon"}
    page = gallery([spoiled | {"made": "long ago", "failure": "?", "peak_memory_mb": "much", "brand": 7}])
    assert "Unknown" in page
    assert gallery([spoiled | {"status": "failed", "failure": {"sentence": None, "section": 3}}])


def test_nothing_in_a_record_becomes_markup():
    page = gallery(RECORDS)
    assert "<i>" not in page
    assert "<b>" not in page
    assert "<script" not in page


def test_an_empty_folder_says_so():
    assert "No report has been made here yet." in gallery([])


@pytest.mark.slow
def test_the_gallery_is_clean_in_a_browser(tmp_path):
    path = tmp_path / "index.html"
    with browser() as opened:
        for records, width, scheme in (
            (RECORDS, 360, "light"),
            (RECORDS, 1280, "dark"),
            (many(60), 360, "dark"),
            (many(60), 1280, "light"),
        ):
            path.write_text(gallery(records), encoding="utf-8")
            with open_page(opened, path, width, scheme) as (page, said):
                assert not axe(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert not said
